"""A disk that fills up, or may no longer be written to, at any moment: what is there is whole, old or new."""

import errno
import os
import shutil
from itertools import count
from pathlib import Path

import pytest
from batch_kit import FIGURE, FINDING, Builder, notebook, run

from left_of_labour.batch.store import MARK, ReportsError, Store

LISTS = {"fewer": [run("a")], "more": [run("a"), run("b", votes=4)]}
REMEDIES = {errno.ENOSPC: "(No space left on device); make room", errno.EROFS: "(Read-only file system); make it wri"}


class Disk:
    """Does what it is asked to so many times; then it is full, with room for half a file, or read-only.

    Attributes
    ----------
    allowed
        How many times more it does what it is asked to.
    """

    def __init__(self, monkeypatch, code):
        self.code = code
        self.allowed = 0
        takes_room = {"write_bytes", "write_text"}
        for name in takes_room | ({"replace", "rename", "unlink", "mkdir", "rmdir"} if code == errno.EROFS else set()):
            monkeypatch.setattr(Path, name, self._limited(getattr(Path, name), name in takes_room))

    def _limited(self, does, writes):
        def limited(path, *given, **options):
            self.allowed -= 1
            if self.allowed < 0:
                if writes and self.code == errno.ENOSPC:
                    does(path, given[0][: len(given[0]) // 2], **options)
                raise OSError(self.code, os.strerror(self.code), str(path))
            return does(path, *given, **options)

        return limited


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the mark, which tells when the others were written."""
    found = files(folder)
    assert found.pop(MARK, None) is not None
    return found


def restore(folder: Path, content: dict[str, bytes]) -> None:
    shutil.rmtree(folder)
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def fault_of(build: Builder) -> str | None:
    """What a build tells of the disk."""
    try:
        return build().fault
    except ReportsError as error:
        return str(error)


@pytest.fixture(scope="module")
def built(tmp_path_factory, warm):
    """A builder, and the files there when fewer and when more reports are listed; all of them are built."""
    build = Builder(tmp_path_factory.mktemp("disk"), warm)
    states = {}
    for name in ("more", "fewer"):
        build.have({"votes": notebook(FINDING, FIGURE)}, *LISTS[name])
        build()
        states[name] = files(build.output)
    assert {"index.html", "README.md", "manifest.json", "pictures/b.png", "b/run.json"} <= states["more"].keys()
    assert "pictures/b.png" not in states["fewer"]
    return build, states


@pytest.mark.parametrize("code", REMEDIES, ids=errno.errorcode.get)
@pytest.mark.parametrize(("before", "after"), [("more", "fewer"), ("fewer", "more")])
def test_the_overview_is_whole_whenever_the_disk_fails(built, before, after, code):
    build, states = built
    whole = states[before]
    old, new = ({name: text for name, text in states[one].items() if name != MARK} for one in (before, after))
    build.have({"votes": notebook(FINDING, FIGURE)}, *LISTS[after])
    for allowed in count():
        restore(build.output, whole)
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, code).allowed = allowed
            fault = fault_of(build)
        left = content(build.output)
        if code == errno.EROFS:  # nothing can be cleared away then, before the next build
            left = {name: content for name, content in left.items() if not name.startswith(".building/")}
        assert {name for name in left if left[name] not in (old.get(name), new.get(name))} == set(), allowed
        assert {name for name in old.keys() & new.keys() if name not in left} == set(), allowed
        if not fault:
            break
        assert str(build.output) in fault
        assert REMEDIES[code] in fault
        assert fault.endswith("and build again, whole reports are kept")
        assert left["manifest.json"] == old["manifest.json"], allowed
        assert build().fault is None
        assert content(build.output) == new, allowed
    assert allowed >= 3
    assert left == new


@pytest.mark.parametrize("code", REMEDIES, ids=errno.errorcode.get)
def test_a_report_is_whole_whenever_the_disk_fails(tmp_path, code):
    store = Store(tmp_path / "reports")
    old, new = ({"table.csv": digit * 10, "plot.png": digit * 10} for digit in (b"1", b"2"))
    for allowed in count():
        shutil.rmtree(store.folder, ignore_errors=True)
        with store.locked():
            store.put("a/b", old, {"version": 1})
        with pytest.MonkeyPatch.context() as patch, store.locked():
            Disk(patch, code).allowed = allowed
            try:
                store.put("a/b", new, {"version": 2})
                failed = False
            except ReportsError as error:
                assert "a/b: cannot write the report" in str(error)
                failed = True
        with store.locked():  # a later build
            pass
        left = {path.name: path.read_bytes() for path in (store.folder / "a" / "b").iterdir()}
        left.pop("run.json")
        assert left == (old if failed else new), allowed
        assert {path.name for path in store.folder.iterdir()} == {".lock", "a"}
        if not failed:
            break
    assert allowed >= 3


def test_the_notebook_of_a_failed_run_is_kept_whole_or_not(tmp_path, monkeypatch):
    store = Store(tmp_path)
    with store.locked():
        Disk(monkeypatch, errno.ENOSPC)
        with pytest.raises(ReportsError, match="make room"):
            store.keep_failure("a/b", b"notebook")
    assert set(files(tmp_path)) == {".lock"}


@pytest.mark.parametrize("allowed", range(3))
def test_a_report_that_a_killed_build_took_out_waits_until_the_disk_is_mended(tmp_path, allowed):
    store = Store(tmp_path / "reports")
    taken = store.folder / ".building" / "a+b.old"
    taken.mkdir(parents=True)
    (taken / "table.csv").write_bytes(b"1")
    with pytest.MonkeyPatch.context() as patch:
        Disk(patch, errno.EROFS).allowed = allowed
        with pytest.raises(ReportsError, match="make it writable"), store.locked():
            pass
    with store.locked():
        assert set(files(store.folder)) == {".lock", "a/b/table.csv"}
