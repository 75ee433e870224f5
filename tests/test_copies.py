"""Copies of notebooks to change, and outputs that never reach a commit."""

import json
import resource
import shutil
import subprocess
import sys

import nbformat
import pytest
from notebook_kit import our_notebooks
from typer.testing import CliRunner

from left_of_labour import cli, paths
from left_of_labour.batch.runs import parameters_of
from left_of_labour.cli.open import parsed
from left_of_labour.copies import copy_for_changes, with_parameters
from left_of_labour.errors import ParameterError

ONE = paths.notebooks_dir() / "one-contest.ipynb"
NOTEBOOKS = our_notebooks()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_copy_differs_in_the_values_alone(path, tmp_path):
    values = {name: parameter.default for name, parameter in parameters_of(path).items()}
    content = json.loads(path.read_text(encoding="utf-8"))
    made = with_parameters(content, values)
    (tmp_path / path.name).write_text(json.dumps(made), encoding="utf-8")
    assert parameters_of(tmp_path / path.name).keys() == values.keys()
    assert {name: one.default for name, one in parameters_of(tmp_path / path.name).items()} == values
    before, after = ([cell for cell in one["cells"] if not cell["metadata"].get("tags")] for one in (content, made))
    assert before == after


def test_values_take_the_kinds_that_the_notebook_declares():
    compare = paths.notebooks_dir() / "compare.ipynb"
    assert parsed(compare, ["contest_ids=a,b"]) == {"contest_ids": ["a", "b"]}
    assert parsed(paths.notebooks_dir() / "in-context.ipynb", ["since=2010"]) == {"since": 2010}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("contest_id", "expected name=value"),
        ("contst_id=x", "did you mean 'contest_id'"),
        ("since=x", "expected a number"),
    ],
)
def test_what_does_not_fit_is_refused(given, says):
    with pytest.raises(ParameterError, match=says):
        parsed(paths.notebooks_dir() / "in-context.ipynb", [given])


def test_a_full_disk_leaves_no_half_of_a_copy(tmp_path):
    size, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            copy_for_changes(ONE, {"contest_id": "preston-mp-2024"}, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_somebodys_is_overwritten(tmp_path):
    first = copy_for_changes(ONE, {"contest_id": "preston-mp-2024"}, tmp_path / "my")
    first.write_text("mine", encoding="utf-8")
    second = copy_for_changes(ONE, {"contest_id": "preston-mp-2024"}, tmp_path / "my")
    assert first.read_text(encoding="utf-8") == "mine"
    assert [first.name, second.name] == ["one-contest--preston-mp-2024.ipynb", "one-contest--preston-mp-2024-2.ipynb"]
    assert "contest_id: str = 'preston-mp-2024'" in nbformat.read(second, 4).cells[1].source


def test_open_writes_a_checked_copy(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "is_checkout", lambda: False)
    monkeypatch.setattr(paths, "project_dir", lambda: ONE.parents[1])
    monkeypatch.chdir(tmp_path)
    invoke = CliRunner().invoke
    done = invoke(cli.app, ["open", "one-contest", "contest_id=preston-mp-2024", "--no-lab"])
    assert done.exit_code == 0
    assert (tmp_path / "my" / "one-contest--preston-mp-2024.ipynb").is_file()
    wrong = invoke(cli.app, ["open", "one-contest", "contest_id=preston-mp-2042", "--no-lab"])
    assert "did you mean 'preston-mp-2024'" in str(wrong.exception)
    assert len(list((tmp_path / "my").iterdir())) == 1


def test_outputs_stay_out_of_commits(tmp_path):
    """The filter that make sets: a notebook that was run is no change to git."""
    clean = [sys.executable, "-m", "nbstripout", "--keep-id", "--extra-keys"]
    keys = subprocess.run(
        ["make", "--silent", "--eval", "shown: ; @echo $(STRIPPED)", "shown"],
        cwd=paths.project_dir(), capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    copy = tmp_path / "ran.ipynb"
    shutil.copy(ONE, copy)
    notebook = nbformat.read(copy, 4)
    for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text="x")]
        cell.metadata["execution"] = {"iopub.status.idle": "now"}
    notebook.metadata.language_info = {"name": "python", "version": "3.13.1", "mimetype": "text/x-python"}
    nbformat.write(notebook, copy)
    done = subprocess.run([*clean, keys], input=copy.read_bytes(), capture_output=True, check=True)
    assert json.loads(done.stdout) == json.loads(ONE.read_text(encoding="utf-8"))
