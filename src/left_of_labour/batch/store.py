"""The folder of reports: a report is put in its place only when whole, and one build at a time writes there.

Nothing is ever replaced or removed that was not written here: a folder is ours if it is empty or carries our mark,
which says what was written into it, and links in it are not followed. Of every file its size, time and digest are kept,
so that one which was altered, emptied or cut since counts as missing.
"""

import errno
import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any

from left_of_labour.batch.records import corrections, usable, usable_mark
from left_of_labour.errors import LeftOfLabourError

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind
    fcntl = None  # type: ignore[assignment]  # the stubs know it as a module everywhere

__all__ = ["INDEX", "MANIFEST", "ReportsError", "Store", "as_json"]

RECORD = "run.json"
MANIFEST = "manifest.json"
INDEX = "index.html"
MARK = ".reports.json"
LOCK = ".lock"
OWNER = ".lock.owner"
BUILDING = ".building"
FAILED = "failed"
_MOVED = (".new", ".old", ".gone")  # what lies there, while it is on its way
FULL = (errno.ENOSPC, errno.EDQUOT)
_OURS = (".html", ".ipynb", ".json", ".csv", ".png", ".pdf", ".bib", ".ris")  # what may lie in a report's folder

Stamp = list[Any]
"""Of a file as it was written: size in bytes, time of its last change in nanoseconds, SHA-256."""


class ReportsError(LeftOfLabourError):
    """The folder of reports cannot be written to."""


class Store:
    """The reports under one folder.

    Parameters
    ----------
    folder
        Made when it is first locked.
    own
        Whether this is the project's own folder, where a README with pictures is kept as well.
    verify
        Whether to read every file that is said to be whole, instead of looking at its size and time first.
    """

    def __init__(self, folder: Path, own: bool = True, verify: bool = False):
        self.folder = folder
        self.own = own
        self._verify = verify
        self._lock: int | None = None
        self._owns = False  # whether it is we who are written down as the one that writes
        self._mark: dict[str, Any] = {"files": {}, "reports": []}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds out, and clear away what a build that was killed has left.

        Raises
        ------
        ReportsError
            If the folder is not ours, cannot be written to, or another build is writing there.
        """
        with _explained(f"{self.folder}: cannot write reports there"):
            self._require_ours()
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._place(LOCK), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            self._take_lock()
            with _explained(f"{self.folder}: cannot write reports there"):
                self._recover()
                self._mark = self._read_mark()
                if not self.own and not self._place(MARK).exists():
                    self._write_mark()
            yield
        finally:
            os.close(self._lock)
            self._lock = None
            if self._owns:
                self._owns = False
                with suppress(OSError):
                    (self.folder / OWNER).unlink()
            with suppress(OSError):
                (self.folder / BUILDING).rmdir()

    def _require_ours(self) -> None:
        """Refuse a folder in which somebody else keeps something."""
        if self.folder.exists() and not self.folder.is_dir():
            raise ReportsError(f"{self.folder} is a file; choose an empty or a new folder with --output")
        if self.own or not self.folder.exists() or self._place(MARK).is_file():
            return
        there = sorted(entry.name for entry in os.scandir(self.folder))
        if set(there) <= {LOCK, OWNER, BUILDING} or self._is_of_an_earlier_version():
            return
        raise ReportsError(
            f"{self.folder} is not a folder of reports: {', '.join(there[:3])}{' …' if len(there) > 3 else ''} "
            "would lie among them. Choose an empty or a new folder with --output"
        )

    def _is_of_an_earlier_version(self) -> bool:
        with suppress(ValueError, RecursionError):
            manifest = json.loads(self.reads(MANIFEST) or "{}")
            return isinstance(manifest, dict) and {"package", "versions", "reports"} <= manifest.keys()
        return False

    def _take_lock(self) -> None:
        busy = f"{self.folder}: another build is writing there; wait for it, or choose another --output"
        assert self._lock is not None
        try:
            if fcntl:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise ReportsError(busy) from None
        import psutil

        owner = self._place(OWNER)  # where files cannot be locked, who is writing is written down
        here = f"{os.getpid()} {platform.node()}"
        with suppress(OSError, ValueError):
            pid, node = owner.read_text().split()
            if node != platform.node() or (int(pid) != os.getpid() and psutil.pid_exists(int(pid))):
                raise ReportsError(f"{busy}. If none is, remove {owner}, which names process {pid} on {node}")
            owner.unlink()
        try:
            with _explained(f"{self.folder}: cannot write reports there"), owner.open("x") as file:
                self._owns = True
                file.write(here)
        except FileExistsError:
            raise ReportsError(busy) from None

    def place(self, slug: str) -> Path:
        """Where the report of a run is.

        Raises
        ------
        ReportsError
            If a symbolic link would lead the report elsewhere.
        """
        return self._place(slug)

    def require_free(self, slug: str) -> None:
        """Refuse to replace what was not written here.

        Raises
        ------
        ReportsError
            If there is such a thing where the report of a run goes.
        """
        path = self._place(slug)
        with _explained(f"{path}: cannot look there"):
            if not path.exists():
                return
            there = {entry.name for entry in os.scandir(path)} if path.is_dir() else {path.name}
        record = self.former(slug)
        known = {*record["files"], RECORD, "report.pdf"} if record else set()
        strange = sorted(name for name in there - known if record or not name.endswith(_OURS))
        if strange or (there and RECORD not in there and slug not in self._mark["reports"]):
            raise ReportsError(
                f"{path} holds {', '.join(strange or sorted(there)[:3])}, not written here; move it away"
            )

    def put(self, slug: str, files: Mapping[str, bytes], record: Mapping[str, Any]) -> None:
        """Put a report in its place, instead of the one that may be there; whole or not at all.

        Raises
        ------
        ReportsError
            If it cannot be written; the report that was there stays.
        """
        self._require_lock()
        self.require_free(slug)
        place = self.place(slug)
        for name in files:
            if name in ("", ".", "..", RECORD) or "/" in name:
                raise ReportsError(f"{place}: {name!r} cannot name a file of a report")
        new, old = (self._beside(slug, suffix) for suffix in ("new", "old"))
        try:
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            stamps = {}
            for name, content in files.items():
                (new / name).write_bytes(content)
                _sync(new / name)
                stamps[name] = _stamp(new / name, content)
            (new / RECORD).write_text(as_json({**record, "files": stamps}), encoding="utf-8")
            _sync(new / RECORD)
            _sync(new)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except OSError:
                if old.exists():
                    old.rename(place)
                raise
            _sync(place.parent)
        except OSError as error:
            shutil.rmtree(new, ignore_errors=True)
            raise ReportsError(f"{place}: cannot write the report ({error.strerror})") from error
        shutil.rmtree(old, ignore_errors=True)
        if slug not in self._mark["reports"]:
            self._mark["reports"].append(slug)
        self.forget_failure(slug)

    def add(self, slug: str, name: str, content: bytes) -> None:
        """Put a file that is made afterwards into a report, and record it with the others."""
        self.write(f"{slug}/{name}", content, marked=False)
        if record := self.former(slug):
            record["files"][name] = _stamp(self.place(slug) / name, content)
            self.write(f"{slug}/{RECORD}", as_json(record).encode(), marked=False)

    def record(self, slug: str) -> dict[str, Any] | None:
        """How the report of a run was made; none if there is no whole report."""
        record = self.former(slug)
        place = f"{self.folder}/{slug}"
        whole = record and all(self._is_intact(f"{place}/{name}", stamp) for name, stamp in record["files"].items())
        return record if whole else None

    def former(self, slug: str) -> dict[str, Any] | None:
        """How the report of a run was made, even if its files were altered since; none if nobody knows."""
        try:
            record = json.loads((self.folder / slug / RECORD).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return record if usable(record, slug) else None

    def _is_intact(self, path: str | Path, stamp: Stamp) -> bool:
        """Whether a file is as it was written; its content is read where size and time do not say so already."""
        size, modified, digest = stamp
        try:
            found = os.lstat(path)
            if found.st_size != size:
                return False
            unread = found.st_mtime_ns == modified and not self._verify
            return unread or (S_ISREG(found.st_mode) and hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest)
        except OSError:
            return False

    def keep_failure(self, slug: str, notebook: bytes) -> Path:
        """Keep the notebook of a run that failed, as far as it came, and return where it is.

        Raises
        ------
        ReportsError
            If it cannot be written, or somebody has changed the one that is there, perhaps to find the fault.
        """
        path = self._place(f"{FAILED}/{slug}.ipynb")
        if path.exists() and not self._is_failure(path, slug):
            raise ReportsError(f"{path} was changed since it was written; move it away")
        self.write(f"{FAILED}/{slug}.ipynb", notebook, marked=False)
        self._mark.setdefault("failed", {})[slug] = _stamp(path, notebook)
        self.save()
        return path

    def _is_failure(self, path: Path, slug: str) -> bool:
        """Whether the notebook of a failed run is as it was written here."""
        stamp = self._mark.get("failed", {}).get(slug)
        return bool(stamp) and self._is_intact(str(path), stamp)

    def forget_failure(self, slug: str) -> None:
        """Remove what an earlier failure of a run has left, unless somebody has changed it."""
        if slug not in self._mark.get("failed", {}):
            return
        with suppress(OSError, ReportsError):  # there is none, or it stays beside a report that is newer
            path = self._place(f"{FAILED}/{slug}.ipynb")
            if not self._is_failure(path, slug):
                return
            path.unlink()
            del self._mark["failed"][slug]
            for parent in path.parents:
                if parent == self.folder or any(parent.iterdir()):
                    break
                parent.rmdir()

    def write(self, name: str, content: bytes, marked: bool = True) -> None:
        """Write a file beside the reports, whole or not at all, unless it is there already."""
        self._require_lock()
        path, new = self._place(name), self._beside(name, "new")
        with _explained(f"{path}: cannot write it"):
            if not (path.is_file() and path.read_bytes() == content):
                path.parent.mkdir(parents=True, exist_ok=True)
                new.parent.mkdir(exist_ok=True)
                try:
                    new.write_bytes(content)
                    _sync(new)
                    new.replace(path)
                    _sync(path.parent)
                except OSError:
                    with suppress(OSError):
                        new.unlink()
                    raise
            if marked:
                self._mark["files"][name] = _stamp(path, content)

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Write the files about all reports, and remove those that were written here and are no longer among them."""
        for name, content in files.items():
            self.write(name, content)
        for name in sorted(self._mark["files"].keys() - files.keys() - {INDEX}):
            path = self._place(name)
            if self._is_intact(path, self._mark["files"].pop(name)):
                with _explained(f"{path}: cannot remove it"):
                    path.unlink()

    def is_whole(self) -> bool:
        """Whether all files about all reports are as they were written."""
        mark = self._read_mark()
        intact = all(self._is_intact(self.folder / name, stamp) for name, stamp in mark["files"].items())
        return intact and INDEX in mark["files"]

    def strays(self, listed: Iterable[str]) -> list[str]:
        """The reports that were made here of runs that are listed no longer."""
        return sorted(slug for slug in set(self._read_mark()["reports"]) - set(listed) if self.former(slug))

    def remove(self, slug: str) -> None:
        """Remove a report, and the folders that are empty without it."""
        self._require_lock()
        self.require_free(slug)
        place = self.place(slug)
        with _explained(f"{place}: cannot remove it"):
            taken = self._beside(slug, "gone")
            taken.parent.mkdir(exist_ok=True)
            place.rename(taken)
            shutil.rmtree(taken, ignore_errors=True)
            for parent in place.parents:
                if parent == self.folder or any(parent.iterdir()):
                    break
                parent.rmdir()
        self._mark["reports"] = [other for other in self._mark["reports"] if other != slug]

    def save(self) -> None:
        """Write down what has been written."""
        with _explained(f"{self.folder / MARK}: cannot write it"):
            self._write_mark()

    def _read_mark(self) -> dict[str, Any]:
        with suppress(ValueError, RecursionError):
            mark: dict[str, Any] = json.loads(self.reads(MARK) or "{}")
            if usable_mark(mark):
                return mark
        return {"files": {}, "reports": []}

    def _write_mark(self) -> None:
        self._mark["reports"].sort()
        self.write(MARK, as_json(self._mark).encode(), marked=False)

    def _place(self, name: str) -> Path:
        """Where something lies in the folder, if nothing leads elsewhere: a name may come from a file found there."""
        path = self.folder
        for part in name.split("/"):
            if part == "..":
                raise ReportsError(f"{name!r} leads out of {self.folder}")
            path = path / part
            if path.is_symlink():
                raise ReportsError(f"{path} is a symbolic link; reports are not written through links. Remove it")
        return path

    def _require_lock(self) -> None:
        """Notice when the folder is no longer the one that was locked."""
        if self._lock is None:
            return
        with suppress(OSError):
            if os.path.samestat(os.fstat(self._lock), (self.folder / LOCK).lstat()):
                return
        raise ReportsError(f"{self.folder} was removed or replaced while reports were built; build again")

    def reads(self, name: str) -> str | None:
        """The text of a file beside the reports; none if there is none."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def corrections(self) -> list[dict[str, str]]:
        """Which findings changed with the data; see `records.corrections`."""
        return corrections(self.manifest())

    def manifest(self) -> Any:
        """What became of each run in the builds before this one, as far as that is known; see `records`."""
        try:
            return json.loads(self.reads(MANIFEST) or "{}")
        except (ValueError, RecursionError):
            return {}

    def records(self, slugs: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The records of those reports that are there, by slug."""
        found = ((slug, self.record(slug)) for slug in slugs)
        return {slug: record for slug, record in found if record}

    def _beside(self, slug: str, suffix: str) -> Path:
        return self.folder / BUILDING / f"{slug.replace('/', '+')}.{suffix}"

    def _recover(self) -> None:
        """Put back reports that a killed build had taken out of their place; remove half-made ones."""
        building = self._place(BUILDING)
        for old in sorted(building.glob("*.old")) if building.is_dir() else ():
            place = self._place(old.name.removesuffix(".old").replace("+", "/"))
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                old.rename(place)
        for entry in building.iterdir() if building.is_dir() else ():
            if entry.suffix in _MOVED and entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.suffix in _MOVED:
                entry.unlink()
        with suppress(OSError):
            building.rmdir()


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Report a fault of the system in a message that says what to do."""
    try:
        yield
    except OSError as error:
        remedy = "make room" if error.errno in FULL else "make it writable"
        raise ReportsError(f"{what} ({error.strerror}); {remedy} and build again, whole reports are kept") from error


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before something rests on it."""
    if os.name == "nt":
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _stamp(path: Path, content: bytes) -> Stamp:
    return [len(content), path.stat().st_mtime_ns, hashlib.sha256(content).hexdigest()]


def as_json(content: Mapping[str, Any]) -> str:
    """How records and the manifest are written."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
