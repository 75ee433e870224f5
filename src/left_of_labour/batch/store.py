"""The folder of reports: a report is put in its place only when whole, and one build at a time writes there."""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from left_of_labour.batch.records import statuses, usable
from left_of_labour.errors import LeftOfLabourError

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind
    fcntl = None

__all__ = ["INDEX", "MANIFEST", "ReportsError", "Store", "as_json"]

RECORD = "run.json"
MANIFEST = "manifest.json"
INDEX = "index.html"
LOCK = ".lock"
BUILDING = ".building"
FAILED = "failed"
FULL = (errno.ENOSPC, errno.EDQUOT)


class ReportsError(LeftOfLabourError):
    """The folder of reports cannot be written to."""


class Store:
    """The reports under one folder.

    Parameters
    ----------
    folder
        Made when it is first locked.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other builds out, and clear away what a build that was killed has left."""
        with _told(f"{self.folder}: cannot write reports there"):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / LOCK).open("w")
        with lock:
            try:
                if fcntl:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ReportsError(
                    f"{self.folder}: another build is writing there; wait for it, or choose another --output"
                ) from None
            with _told(f"{self.folder}: cannot write reports there"):
                self._recover()
            try:
                yield
            finally:
                with suppress(OSError):
                    (self.folder / BUILDING).rmdir()

    def place(self, slug: str) -> Path:
        """Where the report of a run is.

        Raises
        ------
        ReportsError
            If a symbolic link would lead the report elsewhere.
        """
        path = self.folder
        for part in slug.split("/"):
            path = path / part
            if path.is_symlink():
                raise ReportsError(f"{path} is a symbolic link; reports are not written through links. Remove it")
        return path

    def put(self, slug: str, files: Mapping[str, bytes], record: Mapping[str, Any]) -> None:
        """Put a report in its place, instead of the one that may be there; whole or not at all.

        Raises
        ------
        ReportsError
            If it cannot be written; the report that was there stays.
        """
        place = self.place(slug)
        new, old = (self._beside(slug, suffix) for suffix in ("new", "old"))
        try:
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            for name, content in files.items():
                (new / name).write_bytes(content)
            (new / RECORD).write_text(as_json(record), encoding="utf-8")
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except OSError:
                if old.exists():
                    old.rename(place)
                raise
        except OSError as error:
            shutil.rmtree(new, ignore_errors=True)
            raise ReportsError(f"{place}: cannot write the report ({error.strerror})") from error
        shutil.rmtree(old, ignore_errors=True)
        self.forget_failure(slug)

    def record(self, slug: str) -> dict[str, Any] | None:
        """How the report of a run was made; none if there is no whole report."""
        place = self.folder / slug
        try:
            record = json.loads((place / RECORD).read_bytes())
            present = {entry.name for entry in os.scandir(place)}
        except (OSError, ValueError, RecursionError):
            return None
        return record if usable(record, slug) and present.issuperset(record["files"]) else None

    def keep_failure(self, slug: str, notebook: bytes) -> Path:
        """Keep the notebook of a run that failed, as far as it came, and return where it is."""
        name = f"{FAILED}/{slug}.ipynb"
        self.write(name, notebook)
        return self.folder / name

    def forget_failure(self, slug: str) -> None:
        """Remove what an earlier failure of a run has left."""
        path = self.folder / FAILED / f"{slug}.ipynb"
        with suppress(OSError):  # there is none, or it stays beside a report that is newer
            path.unlink()
            for parent in path.parents:
                if parent == self.folder or any(parent.iterdir()):
                    break
                parent.rmdir()

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside the reports, whole or not at all, unless it is there already."""
        path, new = self.folder / name, self._beside(name, "new")
        with _told(f"{path}: cannot write it"):
            if path.is_file() and path.read_bytes() == content:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            new.parent.mkdir(exist_ok=True)
            try:
                new.write_bytes(content)
                new.replace(path)
            except OSError:
                with suppress(OSError):
                    new.unlink()
                raise

    def write_all(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Write files beside the reports, of which some lie in a folder where nothing else is kept."""
        for name, content in files.items():
            self.write(name, content)
        for path in sorted((self.folder / folder).glob("*")):
            if f"{folder}/{path.name}" not in files:
                with _told(f"{path}: cannot remove it"):
                    path.unlink()

    def reads(self, name: str) -> str | None:
        """The text of a file beside the reports; none if there is none."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def statuses(self) -> dict[str, str]:
        """What became of each run in the builds before this one, as far as that is known."""
        try:
            return statuses(json.loads(self.reads(MANIFEST) or "{}"))
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
        building = self.folder / BUILDING
        for old in sorted(building.glob("*.old")) if building.is_dir() else ():
            place = self.folder / old.name.removesuffix(".old").replace("+", "/")
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                old.rename(place)
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell a fault of the system in a message that says what to do."""
    try:
        yield
    except OSError as error:
        remedy = "make room" if error.errno in FULL else "make it writable"
        raise ReportsError(f"{what} ({error.strerror}); {remedy} and build again, whole reports are kept") from error


def as_json(content: Mapping[str, Any]) -> str:
    """How records and the manifest are written."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
