"""What the warm process has ready before the first run, and what must not depend on the machine it runs on."""

import datetime as dt
import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import nbformat
import pytest
from batch_kit import FIGURE, FINDING, PROJECT, TABLE, notebook

from left_of_labour.batch.outputs import ReportOutputs
from left_of_labour.batch.run import execute
from left_of_labour.batch.run.execute import parameterised
from left_of_labour.batch.scratch import scratch

TASK = {
    "slug": "a",
    "notebook": "votes",
    "source": nbformat.writes(notebook(FINDING, TABLE, FIGURE)),
    "parameters": {"votes": 4},
    "kernel": "warm",
    "timeout": 60,
    "environment": {},
    "project": PROJECT.as_dict(),
}
RUN = """
import json, os, sys
told = os.fdopen(os.dup(1), "w")
from left_of_labour.batch.run import warm
warm.prepare([warm.PRELOAD])
ready = set(sys.modules)
from left_of_labour.batch.run.execute import execute
made = execute(json.load(sys.stdin))
more = sorted(name for name in set(sys.modules) - ready if name.partition(".")[0] not in sys.stdlib_module_names)
json.dump({"error": made.get("error"), "more": more}, told)
"""


def test_a_run_imports_no_library_that_is_not_ready():
    command = [sys.executable, "-c", RUN]
    done = subprocess.run(command, input=json.dumps(TASK), text=True, capture_output=True, check=True)
    assert json.loads(done.stdout) == {"error": None, "more": []}


def test_parameters_are_written_the_same_where_black_is_installed(monkeypatch):
    black = SimpleNamespace(FileMode=lambda **_: None, format_str=lambda content, mode: "formatted")
    monkeypatch.setitem(sys.modules, "black", black)
    place = "a place with a name that is much longer than the lines that a formatter would leave as they are"
    made = parameterised(TASK["source"], {"place": place, "votes": 4})
    (injected,) = [cell for cell in made.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert injected.source == f'# Parameters\nplace = "{place}"\nvotes = 4\n'


def test_temporary_files_of_the_dead_are_cleared_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = "import os\nfrom left_of_labour.batch.scratch import scratch\nwith scratch():\n    os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    (dead,) = tmp_path.iterdir()
    with scratch() as first, scratch() as second:
        assert {*tmp_path.iterdir()} == {first, second}
    assert not dead.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_for_temporary_files_is_there_even_if_it_was_taken_for_one_of_the_dead(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lock, taken = fcntl.flock, []

    def late(number, operation):
        if not taken:
            taken.extend(tmp_path.iterdir())
            shutil.rmtree(taken[0])  # by another build, which locked it first
        lock(number, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with scratch() as folder:
        assert folder.is_dir()
        assert [folder] != taken


@pytest.mark.parametrize("allowed", range(4))
def test_who_is_killed_while_it_tidies_up_leaves_the_rest_to_the_next(tmp_path, monkeypatch, allowed):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = f"""
import os
from left_of_labour.batch.scratch import scratch
with scratch() as folder:
    for name in "abc":
        (folder / name).mkdir()
    does, steps = os.rmdir, iter(range({allowed}))
    os.rmdir = lambda *given, **options: does(*given, **options) if next(steps, None) is not None else os.kill(
        os.getpid(), 9
    )
"""
    done = subprocess.run([sys.executable, "-c", killed], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    assert done.returncode == -9
    assert list(tmp_path.iterdir()) != []
    with scratch() as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_no_folder_is_left_where_nothing_can_be_written_into_it(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(os, "open", full)
        scratch().__enter__()
    assert list(tmp_path.iterdir()) == []


def test_a_clock_that_is_put_back_makes_no_run_shorter_than_nothing(monkeypatch):
    class Clock(dt.datetime):
        passed = 0

        @classmethod
        def now(cls, zone):
            cls.passed += 1
            return cls(2026, 11, 27, tzinfo=zone) - dt.timedelta(days=cls.passed)

    monkeypatch.setattr(execute, "dt", SimpleNamespace(datetime=Clock, UTC=dt.UTC))
    monkeypatch.setattr(execute.cells, "run_cells", lambda *_: None)
    monkeypatch.setattr(execute, "collect", lambda _: ReportOutputs("a", "b"))
    monkeypatch.setattr(execute, "report_files", lambda *_: {})
    assert 0 <= execute.execute(TASK)["seconds"] < 60
