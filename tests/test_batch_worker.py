"""What the warm process has ready before the first run, and what must not depend on the machine it runs on."""

import json
import os
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import nbformat
from batch_kit import FIGURE, FINDING, PROJECT, TABLE, notebook

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
warm.prepare(warm.PRELOAD)
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
