"""Whatever goes wrong costs the report that it happened to, and leaves nothing behind."""

import contextlib
import ctypes
import datetime as dt
import errno
import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import pytest
from batch_kit import FIGURE, FINDING, PROJECT, Builder, notebook, run
from drill import drill

from left_of_labour.batch.build import Options
from left_of_labour.batch.build import build as run_build
from left_of_labour.batch.progress import reporter
from left_of_labour.batch.runs import read
from left_of_labour.batch.store import ReportsError, Store

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")

GOOD = notebook(FINDING)
KILL_KERNEL = notebook(FINDING, "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
SLEEP = notebook(FINDING, "import time", "time.sleep(300)")
UNHURRIED = notebook(FINDING, "import time", "time.sleep(0.5)")  # the signal comes before the build is over


@pytest.fixture
def build(tmp_path, monkeypatch, warm):
    monkeypatch.setenv("LEFT_OF_LABOUR_TEST", str(uuid.uuid4()))
    with tempfile.TemporaryDirectory(prefix="t-") as own:
        monkeypatch.setattr(tempfile, "tempdir", own)
        monkeypatch.setenv("TMPDIR", own)
        yield Builder(tmp_path, warm)
        assert list(Path(own).iterdir()) == []  # sockets, notebooks under way


def processes() -> list[bytes]:
    """The commands of the processes of this test."""
    mark = f"LEFT_OF_LABOUR_TEST={os.environ['LEFT_OF_LABOUR_TEST']}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            command = path.with_name("cmdline").read_bytes()
            of_python = b"resource_tracker" in command  # ends with this process
            if mark in path.read_bytes() and path.parent.name != str(os.getpid()) and not of_python:
                found.append(command)
    return found


def left_behind() -> list[bytes]:
    """The processes of this test that still run, a few seconds after they should have ended."""
    end = time.monotonic() + 5
    while (found := processes()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def fails(build, bad, texts, **options):
    """Build a good report beside a bad one, of which an older report is there."""
    build.have({"votes": GOOD, "bad": GOOD}, run("bad", name="bad"), run("good"))
    build()
    old = build.files("bad")
    build.have({"votes": GOOD, "bad": bad}, run("bad", name="bad"), run("good"), run("new", votes=4))
    shared, build.runner = build.runner, None
    summary = build(**options)
    build.runner = shared
    assert build.files("bad") == old
    assert (summary.built, summary.unchanged) == (["new"], ["good"])
    (failure,) = summary.failures
    assert texts in failure.error
    assert f"bad: failed: {failure.error}" in build.log
    assert build.manifest()["bad"]["status"] == "failed"
    today = dt.date.today()
    mark = f"the last run failed on {today.day} {today:%B %Y}: {failure.error.splitlines()[0][:30]}"
    for name in ("index.html", "README.md"):  # which tell of the old report that it is one
        assert (build.output / name).read_text().count(f"Not of the present data or notebook: {mark}") == 1
    assert left_behind() == []
    return failure


def test_a_cell_error(build):
    failure = fails(build, notebook(FINDING, "votes_left = 6 // (votes - 3)", "1 + 1"), "ZeroDivisionError")
    assert (failure.run.slug, failure.cell, failure.rerun) == ("bad", 5, "build bad")
    assert failure.line.endswith("votes_left = 6 // (votes - 3)")
    assert "ZeroDivisionError" in failure.partial.read_text()
    assert str(failure).splitlines()[:2] == ["bad failed", "  notebook  bad.ipynb, cell 5"]
    build("good")  # which does not make it forget what is old, and why
    assert (build.output / "index.html").read_text().count("ZeroDivisionError") == 1
    build.have({"votes": GOOD, "bad": GOOD}, run("bad", name="bad"))
    build()
    assert not failure.partial.exists()


def test_what_an_error_says_does_not_steer_the_terminal(build):
    build.have({"bad": notebook(FINDING, "raise ValueError('\\x1b[2J\\u202egone')")}, run("a", name="bad"))
    build()
    assert "ValueError: \\x1b[2J\\u202egone" in build.log
    assert "\x1b" not in build.log


def test_a_build_goes_on_where_nobody_can_be_told(build, tmp_path, monkeypatch):
    build.have({"votes": GOOD}, run("a"), run("b"))

    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    listed = read(build.folder)
    texts = reporter("text", Gone())
    options = Options(project=PROJECT, output=build.output, data=build.data, jobs=2, own=True)
    with (tmp_path / "said").open("w") as said, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", said)  # rich puts another file behind it, for good
        assert sorted(run_build(listed.default, listed, options, texts).built) == ["a", "b"]


def test_an_incomplete_report(build):
    fails(build, notebook("1"), "states 0 findings")


@pytest.mark.parametrize("kernel", ["warm", "ordinary"])
def test_a_killed_kernel(build, kernel):
    texts = {"warm": "was ended by SIGKILL; it may", "ordinary": "Kernel died; it may"}[kernel]
    failure = fails(build, KILL_KERNEL, f"{texts} have run out of memory", kernel=kernel)
    assert failure.cell == 6


def test_a_killed_worker(build):
    fails(
        build, notebook(FINDING, "import os; os.kill(os.getppid(), 9)"), "process that ran", kernel="ordinary", jobs=1
    )


def test_a_run_that_takes_too_long(build):
    failure = fails(build, SLEEP, "longer than the time allowed", timeout=2)
    assert failure.cell == 6


def test_a_kernel_that_cannot_start(build, tmp_path):
    build.have({"votes": GOOD}, run("a"))
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("import os\nos.write(2, b'no kernel today')\nos._exit(3)\n")
    build.runner = None
    summary = build(environment={"IPYTHONDIR": str(profile.parent)}, kernel="ordinary")
    assert summary.failures[0].error.endswith("kernel_info; it said last: no kernel today")
    assert left_behind() == []


def test_a_full_disk(build, monkeypatch):
    build.have({"votes": notebook(FINDING, FIGURE)}, run("a"), run("b"))
    build()
    before = {slug: build.files(slug) for slug in "ab"}
    write = Path.write_bytes

    def full(path, content):
        if path.name == "dot.png" and "a" in path.parent.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    (build.data / "facts.csv").write_text("n\n2\n")
    summary = build()
    assert [str(failure.error) for failure in summary.failures] == [
        f"{build.output / 'a'}: cannot write the report (No space left on device)"
    ]
    assert summary.built == ["b"]
    assert build.files("a") == before["a"]
    assert build.files("b").keys() == before["b"].keys()
    assert not (build.output / ".building").exists()


def test_an_output_folder_that_cannot_be_written_to(build):
    build.have({"votes": GOOD}, run("a"))
    with pytest.raises(ReportsError, match="cannot write reports there"):
        build(output=Path("/proc/reports"))


def test_a_second_build_in_the_same_folder(build):
    build.have({"votes": GOOD}, run("a"))
    build.output.mkdir()
    with (build.output / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReportsError, match="another build is writing there"):
            build(log_format="json")
    assert json.loads(build.log)["event"] == "end"
    assert build().built == ["a"]


def test_a_build_that_was_killed_between_taking_and_putting(tmp_path):
    store = Store(tmp_path / "reports")
    with store.locked():
        store.put("a/b", {"x.csv": b"1"}, {})
    building = store.folder / ".building"
    building.mkdir(exist_ok=True)
    (store.folder / "a" / "b").rename(building / "a+b.old")
    (building / "c.new").mkdir()
    with store.locked():
        assert (store.folder / "a" / "b" / "x.csv").read_bytes() == b"1"
    assert not building.exists()


DRIVER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from batch_kit import PROJECT, Builder
from left_of_labour.batch.build import Options, build
from left_of_labour.batch.progress import reporter
from left_of_labour.batch.runs import read
own = Builder(Path(sys.argv[2]))
listed = read(own.folder)
options = Options(project=PROJECT, output=own.output, data=own.data, jobs=2, kernel=sys.argv[3])
summary = build(listed.default, listed, options, reporter("json", sys.stdout))
sys.exit(128 + summary.signal if summary.signal else 0)
"""


def interrupted(build, tmp_path, signum, moment, kernel="warm", content=GOOD, until=lambda: True):
    """Build in another process, and send it a signal when an event of that kind has been told, and it is time."""
    build.have({"votes": content}, *(run(f"r{number}") for number in range(6)))
    command = [sys.executable, "-c", DRIVER, str(Path(__file__).parent), str(tmp_path), kernel]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as driver:
        for line in driver.stdout:
            event = json.loads(line)
            if moment in (event["event"], f"cell {event.get('cell')}"):
                break
        end = time.monotonic() + 10
        while not until() and time.monotonic() < end:
            time.sleep(0.01)
        driver.send_signal(signum)
        if signum == signal.SIGKILL:  # what it leaves behind may keep its output open
            return driver.wait(30), ""
        driver.stdout.read()
        errors = driver.stderr.read()
        code = driver.wait(30)
    return code, errors


@pytest.mark.parametrize(
    ("signum", "moment", "kernel"),
    [
        (signal.SIGINT, "begin", "warm"),
        (signal.SIGTERM, "cell", "warm"),
        (signal.SIGINT, "built", "warm"),
        (signal.SIGHUP, "built", "warm"),
        (signal.SIGTERM, "cell", "ordinary"),
    ],
)
def test_an_interrupted_build(build, tmp_path, signum, moment, kernel):
    code, errors = interrupted(build, tmp_path, signum, moment, kernel, UNHURRIED)
    assert (code, errors) == (128 + signum, "")
    assert left_behind() == []
    states = {slug: entry["status"] for slug, entry in build.manifest().items()}
    assert "interrupted" in states.values()
    for slug, state in states.items():
        assert (state == "built") == (build.output / slug / "results.json").exists()
    assert not (build.output / ".building").exists() or not list((build.output / ".building").iterdir())


def test_a_build_follows_a_killed_one(build, tmp_path):
    code, _ = interrupted(build, tmp_path, signal.SIGKILL, "cell")
    assert code == -signal.SIGKILL
    assert len(build().built) >= 5


@pytest.fixture
def adopts_orphans():
    """Here, as in a user's session, it is not process 1 that gets the children of who is killed."""
    if not sys.platform.startswith("linux"):
        pytest.skip("needs Linux")
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1)
    yield
    ctypes.CDLL(None).prctl(set_child_subreaper, 0)


def runs_a(command: bytes):
    return lambda: any(command in running for running in processes())


def a_kernel_has_sockets() -> bool:
    return any(Path(tempfile.gettempdir()).rglob("s-1"))


@pytest.mark.parametrize(
    ("kernel", "moment", "until"),
    [
        pytest.param("warm", "begin", runs_a(b"run.warm"), id="warm: while it imports"),
        pytest.param("warm", "started", lambda: True, id="warm: while runs start"),
        pytest.param("warm", "cell 6", lambda: True, id="warm: while cells run"),
        pytest.param("ordinary", "started", a_kernel_has_sockets, id="ordinary: while kernels start"),
        pytest.param("ordinary", "cell 6", lambda: True, id="ordinary: while cells run"),
    ],
)
def test_a_killed_build_leaves_nothing(build, tmp_path, kernel, moment, until, adopts_orphans):
    sleeps = notebook(FINDING, "import time", "time.sleep(30)")
    code, _ = interrupted(build, tmp_path, signal.SIGKILL, moment, kernel, sleeps, until)
    assert code == -signal.SIGKILL
    assert left_behind() == []
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_a_short_drill():
    """`make drill` does it more often, and with ordinary kernels."""
    found = drill(2, "warm")
    assert found["moments"] == 2
    assert found["old"] + found["new"] == 6 * (2 + found["late"])
    assert (found["broken"], found["leftovers"], found["unmended"]) == (0, 0, 0)
