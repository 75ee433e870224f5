"""The folder of reports: nothing of anybody else's is touched in it, and what is said to be unchanged is."""

import errno
import fcntl
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from batch_kit import FIGURE, FINDING, Builder, notebook, run
from typer.testing import CliRunner

from left_of_labour import cli
from left_of_labour.batch.store import ReportsError, Store

GOOD = notebook(FINDING, FIGURE)


@pytest.fixture
def build(tmp_path, warm):
    return Builder(tmp_path, warm).have({"votes": GOOD}, run("a"), run("b/c"))


@pytest.fixture(scope="module")
def made(tmp_path_factory, warm):
    home = tmp_path_factory.mktemp("made")
    Builder(home, warm).have({"votes": GOOD}, run("a"), run("b/c"))()
    return home


@pytest.fixture
def built(made, tmp_path, warm):
    """A builder whose reports are there."""
    for name in ("notebooks", "data", "reports"):
        shutil.copytree(made / name, tmp_path / name)
    return Builder(tmp_path, warm)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- what is not ours


@pytest.mark.parametrize("name", ["README.md", "index.html", "pictures/holiday.jpg"])
def test_a_folder_of_somebody_else_is_refused(build, name):
    (build.output / name).parent.mkdir(parents=True)
    (build.output / name).write_text("mine")
    before = content(build.output)
    with pytest.raises(ReportsError, match="is not a folder of reports"):
        build(own=False)
    assert content(build.output) == before


def test_an_empty_folder_is_taken_and_known_again(build):
    build.output.mkdir()
    assert build(own=False, jobs=1).built == ["a", "b/c"]
    assert not (build.output / "README.md").exists()
    assert not (build.output / "pictures").exists()
    assert build(own=False).unchanged == ["a", "b/c"]
    (build.output / "notes.txt").write_text("mine")
    (build.output / "pictures").mkdir()
    (build.output / "pictures" / "mine.png").write_text("mine")
    build.have({"votes": GOOD}, run("a"))
    assert build(own=False, force=True).built == ["a"]
    assert (build.output / "notes.txt").read_text() == (build.output / "pictures" / "mine.png").read_text() == "mine"


def test_what_somebody_else_keeps_where_reports_are_made_stays(build):
    (build.output / ".building" / "x.new").mkdir(parents=True)
    (build.output / ".building" / "thesis.txt").write_text("mine")
    build(own=False)
    assert content(build.output / ".building") == {"thesis.txt": b"mine"}


def test_pictures_of_somebody_else_stay(built):
    mine = built.output / "pictures" / "mine.png"
    mine.write_text("mine")
    altered = built.output / "pictures" / "b--c.png"
    altered.write_text("mine now")
    built.have({"votes": GOOD}, run("a"))
    assert built().fault is None
    assert (mine.read_text(), altered.read_text()) == ("mine", "mine now")


@pytest.mark.parametrize("then", ["1/0", "1"], ids=["fails again", "is mended"])
def test_the_notebook_of_a_failed_run_that_somebody_changed_stays(build, then):
    build.have({"votes": notebook(FINDING, "2/0")}, run("a"))
    (failure,) = build().failures
    before = failure.partial.read_bytes()
    build.have({"votes": notebook(FINDING, "3/0")}, run("a"))
    build()
    assert failure.partial.read_bytes() != before  # one that nobody changed is replaced
    failure.partial.write_text("mine")
    build.have({"votes": notebook(FINDING, then)}, run("a"))
    texts = [failure.error for failure in build().failures]
    assert failure.partial.read_text() == "mine"
    assert ["was changed since it was written; move it away" in text for text in texts] == [True] * (then == "1/0")


@pytest.mark.parametrize("slug", ["a", "b/c"])
def test_what_lies_where_a_report_goes_is_not_replaced(build, slug):
    place = build.output / slug
    place.mkdir(parents=True)
    (place / "thesis.txt").write_text("mine")
    with pytest.raises(ReportsError, match=r"holds thesis\.txt, not written here"):
        build()
    assert content(build.output) == {".lock": b"", f"{slug}/thesis.txt": b"mine"}


def test_what_was_put_into_a_report_is_not_removed_with_it(built):
    (built.output / "a" / "thesis.html").write_text("mine")
    (built.output / "a" / "report.pdf").write_text("printed")
    with pytest.raises(ReportsError, match=r"holds thesis\.html, not written here"):
        built(force=True)
    (built.output / "a" / "thesis.html").unlink()
    assert sorted(built(force=True).built) == ["a", "b/c"]


@pytest.mark.parametrize(
    "name",
    [
        ".lock", ".building", ".reports.json", "failed", "failed/a.ipynb", "pictures", "pictures/a.png", "index.html",
        "README.md", "manifest.json", "a", "a/index.html",
    ],
)  # fmt: skip
def test_links_are_not_followed(build, tmp_path, name):
    build.have({"votes": notebook("1/0" if name.startswith("failed") else FINDING, FIGURE)}, run("a"))
    elsewhere = tmp_path / "elsewhere"
    if "." in name[1:] or name == ".lock":
        elsewhere.write_text("mine")
    else:
        elsewhere.mkdir()
        (elsewhere / "x.png").write_text("mine")
    (build.output / name).parent.mkdir(parents=True)
    (build.output / name).symlink_to(elsewhere)
    try:
        summary = build()
        texts = f"{summary.fault} {[str(failure) for failure in summary.failures]}"
    except ReportsError as error:
        texts = str(error)
    assert "is a symbolic link" in texts or "a holds index.html, not written here" in texts
    assert (content(elsewhere) if elsewhere.is_dir() else elsewhere.read_text()) in ({"x.png": b"mine"}, "mine")
    assert (build.output / name).is_symlink()


@pytest.mark.parametrize("moment", range(4))
def test_a_report_is_whole_whenever_its_build_is_killed(tmp_path, moment):
    """Killed for good before each of the steps that move something: with two renames, between those, too."""
    store = Store(tmp_path / "reports")
    old, new = ({"table.csv": digit * 10, "plot.png": digit * 10} for digit in (b"1", b"2"))
    with store.locked():
        store.put("a/b", old, {"version": 1})
    child = os.fork()
    if not child:
        left = [moment]

        def killed(does):
            def step(*given, **options):
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1
                return does(*given, **options)

            return step

        Path.rename, shutil.rmtree = killed(Path.rename), killed(shutil.rmtree)
        try:
            with Store(store.folder).locked():
                store.put("a/b", new, {"version": 2})
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with store.locked():  # the next build
        found = {name: text for name, text in content(store.folder).items() if not name.endswith("run.json")}
    assert {f"a/b/{name}": text for name, text in (new if moment > 2 else old).items()} | {".lock": b""} == found


@pytest.mark.parametrize("name", ["../../x.csv", "/x.csv", "..", "", "run.json"])
def test_no_file_of_a_report_leads_out_of_it(tmp_path, name):
    """A notebook's tables are named when they are shown; what a worker sends is its own."""
    store = Store(tmp_path / "reports")
    with store.locked(), pytest.raises(ReportsError, match="cannot name a file of a report"):
        store.put("a", {"x.csv": b"1", name: b"2"}, {})
    assert content(tmp_path) == {"reports/.lock": b""}


def test_no_record_leads_out_of_the_folder(built, tmp_path):
    mine = tmp_path / "mine.png"
    mine.write_text("mine")
    mark = built.output / ".reports.json"
    entries = json.loads(mark.read_text())
    stamp = [4, mine.stat().st_mtime_ns, ""]
    mark.write_text(json.dumps({**entries, "files": {**entries["files"], "pictures/../../mine.png": stamp}}))
    assert "leads out of" in built(force=True).fault
    assert mine.read_text() == "mine"


def test_a_file_is_no_folder(build):
    build.output.write_text("mine")
    with pytest.raises(ReportsError, match="is a file; choose an empty or a new folder"):
        build(own=False)
    assert build.output.read_text() == "mine"


@pytest.mark.parametrize("folder", ["", " "])
def test_an_empty_name_is_no_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["reports", "--output", folder])
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_reports_of_runs_no_longer_listed_can_be_removed(built):
    built.have({"votes": GOOD}, run("a"))
    built()
    assert (built.output / "b" / "c" / "index.html").exists()
    assert "1 report of runs that are no longer listed stays: b/c" in built.log
    built(prune=True)
    assert not (built.output / "b").exists()
    assert built().unchanged == ["a"]
    assert "no longer listed" not in built.log


# -- what is said to be unchanged


@pytest.mark.parametrize("name", ["index.html", "results.json", "dot.png", "dot.csv"])
@pytest.mark.parametrize("damage", [lambda text: b"", lambda text: text[: len(text) // 2], lambda text: text + b" "])
def test_a_report_that_was_altered_is_built_again(built, name, damage):
    assert built().unchanged == ["a", "b/c"]
    path = built.output / "a" / name
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert built(jobs=1).built == ["a"]
    assert path.read_bytes() == whole


def test_an_alteration_that_hides_is_found_on_request(built):
    path = built.output / "a" / "dot.csv"
    built(force=True)
    before = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert built().unchanged == ["a", "b/c"]
    assert built(verify=True, jobs=1).built == ["a"]


def test_a_copy_is_as_whole_as_the_original(built):
    for path in built.output.rglob("*"):
        os.utime(path)
    assert built().unchanged == ["a", "b/c"]


@pytest.mark.parametrize("name", ["index.html", "README.md", "pictures/a.png"])
def test_an_overview_that_was_altered_is_written_again(built, name):
    built()
    whole = (built.output / name).read_bytes()
    (built.output / name).write_bytes(b"")
    assert built().unchanged == ["a", "b/c"]
    assert (built.output / name).read_bytes() == whole


def test_data_that_change_during_a_build_make_its_reports_stale(build):
    facts = build.data / "facts.csv"
    build(jobs=1, on_done=lambda event: facts.write_text("n\n2\n"))
    assert sorted(build(why=True).built) == ["a", "b/c"]
    assert "a: data file facts.csv has changed" in build.log
    assert build().unchanged == ["a", "b/c"]


def test_data_that_change_and_change_back_during_a_build_make_its_reports_stale(build):
    facts = build.data / "facts.csv"

    def change_and_back(event):
        facts.write_text("n\n2\n")
        facts.write_text("n\n1\n")

    build(jobs=1, on_done=change_and_back)
    assert build(why=True).built == ["b/c"]
    assert "b/c: data file facts.csv has changed" in build.log
    assert build().unchanged == ["a", "b/c"]


def test_a_package_that_changes_and_changes_back_during_a_build_makes_its_reports_stale(build, tmp_path, monkeypatch):
    """As what a kernel imports then; that Python writes its caches beside the sources meanwhile is no change."""
    source = tmp_path / "package" / "module.py"
    source.parent.mkdir()
    source.write_text("n = 1\n")
    monkeypatch.setattr("left_of_labour.batch.fingerprint.PACKAGE", source.parent)

    def change_and_back(event):
        source.write_text("n = 2\n")
        source.write_text("n = 1\n")

    def cache(event):
        (source.parent / "__pycache__").mkdir(exist_ok=True)
        (source.parent / "__pycache__" / "module.pyc").touch()

    build(jobs=1, on_done=change_and_back)
    assert build(why=True, jobs=1, on_done=cache).built == ["b/c"]
    assert "b/c: the package's source has changed" in build.log
    assert build().unchanged == ["a", "b/c"]


def test_a_report_is_on_the_disk_before_it_replaces_another(tmp_path, monkeypatch):
    done = []
    rename, sync = Path.rename, os.fsync
    monkeypatch.setattr(Path, "rename", lambda path, target: (done.append("rename"), rename(path, target))[1])
    monkeypatch.setattr(
        os, "fsync", lambda number: (done.append(str(Path(f"/proc/self/fd/{number}").readlink())), sync(number))
    )
    store = Store(tmp_path / "reports")
    with store.locked():
        store.put("a", {"x.csv": b"1"}, {})
    renamed = done.index("rename")
    assert {Path(step).name for step in done[:renamed]} == {"x.csv", "run.json", "a.new"}
    assert done[renamed + 1 :] == [str(tmp_path / "reports")]


# -- one build at a time


def test_a_folder_that_is_removed_during_a_build_is_told(build):
    build.have({"votes": GOOD}, *(run(f"r{number}") for number in range(4)))
    summary = build(jobs=1, on_done=lambda event: shutil.rmtree(build.output) if event.slug == "r1" else None)
    assert [str(failure.run.slug) for failure in summary.failures] == ["r2", "r3"]
    assert "was removed or replaced while reports were built" in summary.failures[0].error
    assert "was removed" in summary.fault


def test_without_locks_who_writes_is_written_down(build, monkeypatch):
    def unsupported(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unsupported)
    other = Store(build.output)
    with other.locked():
        (build.output / ".lock.owner").write_text(f"1 {os.uname().nodename}")
        for _ in range(2):  # who is refused leaves it as it is
            with pytest.raises(ReportsError, match="which names process 1 on"):
                build()
        (build.output / ".lock.owner").write_text(f"99999999 {os.uname().nodename}")
    assert sorted(build().built) == ["a", "b/c"]
    assert not (build.output / ".lock.owner").exists()
