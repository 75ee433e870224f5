"""One run: from a notebook and its parameters to the files of a report.

`execute` takes and returns plain dictionaries, text and bytes. It neither knows where reports are kept nor shares
anything with other runs, so it does the same in this process, in a worker process, and on another machine.
"""

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator, papermill_translators

from left_of_labour.batch.kernel import ENGINE
from left_of_labour.batch.outputs import collect
from left_of_labour.batch.pages import page
from left_of_labour.batch.pages.report import report_files
from left_of_labour.errors import LeftOfLabourError

__all__ = ["execute"]

OnCell = Callable[[int, int], None]


class _Unformatted(PythonTranslator):
    """Parameters as papermill writes them: it formats them with black where that happens to be installed."""

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
        return super(PythonTranslator, cls).codify(parameters, comment)


papermill_translators.register("python", _Unformatted)


def execute(task: Mapping[str, Any], on_cell: OnCell = lambda number, total: None) -> dict[str, Any]:
    """Execute a notebook and make the files of its report.

    Parameters
    ----------
    task
        `slug`; `notebook`, its name; `source`, its text; `parameters`; `kernel`, warm or ordinary; `timeout` in
        seconds for the whole run, or `None`; `environment`, variables that the kernel gets besides its own;
        `project`, see `Project.as_dict`.
    on_cell
        Told the number of each cell that starts, and how many cells there are.

    Returns
    -------
    dict
        `files` by name, `data_files`, `finding`, `subject` and `card` (for the index), when it `started` and the
        `seconds` it took, if the run succeeded. Otherwise `error`, with the `cell` and `line` where it happened, if in
        one, and the `partial` notebook.
    """
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    started = dt.datetime.now(dt.UTC)
    keep: dict[str, Any] = {}
    try:
        notebook = papermill.execute_notebook(
            nbformat.reads(task["source"], as_version=4),
            None,
            parameters=dict(task["parameters"]),
            engine_name=ENGINE,
            kernel_name="python3",
            progress_bar=False,
            kernel=task["kernel"],
            environment=task["environment"],
            folder=folder,
            limit=task["timeout"],
            on_cell=on_cell,
            keep=keep,
        )
        _tidy(notebook, task)
        outputs = collect(notebook)
        return {
            "files": report_files(notebook, outputs, task, started),
            "data_files": list(outputs.data_files),
            "finding": outputs.finding,
            "subject": outputs.subject,
            "card": page.card(notebook, outputs),
            "started": started.isoformat(timespec="seconds"),
            "seconds": round((dt.datetime.now(dt.UTC) - started).total_seconds(), 2),
        }
    except Exception as error:  # whatever a notebook does must end as a message, never as a lost run
        return _failure(error, task, keep)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tidy(notebook: nbformat.NotebookNode, task: Mapping[str, Any]) -> None:
    """Take out what differs between two executions of the same input: times, paths, random ids."""
    notebook.metadata["papermill"] = {
        "parameters": dict(task["parameters"]),
        "input_path": f"{task['notebook']}.ipynb",
    }
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        for event in ("execution", "ExecuteTime"):
            cell.metadata.pop(event, None)


def _failure(error: Exception, task: Mapping[str, Any], keep: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"error": _text(error, keep.get("log", "")), "cell": None, "line": None, "partial": None}
    notebook = keep.get("notebook")
    if notebook is None:
        return told
    told["cell"] = keep.get("cell")
    if isinstance(error, LeftOfLabourError):
        told["cell"] = None
    if isinstance(error, PapermillExecutionError):
        told["line"] = _last_own_line(error.traceback)
    _tidy(notebook, task)
    told["partial"] = nbformat.writes(notebook).encode()
    return told


def _text(error: Exception, log: str) -> str:
    if isinstance(error, PapermillExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return "took longer than the time allowed"
    if isinstance(error, DeadKernelError):
        last = log.strip().splitlines()[-1:]
        return f"{error}; {f'it said last: {last[0]}' if last else 'it may have run out of memory or been killed'}"
    return str(error) if isinstance(error, LeftOfLabourError) else f"{type(error).__name__}: {error}"


ANSI = re.compile(r"\x1b\[[0-9;]*m")
OWN = re.compile(r"^(Cell In|File .*left_of_labour)")
ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)


def _last_own_line(traceback: list[str]) -> str | None:
    """The last line of a traceback that is ours: in the notebook or in this package, not in a library."""
    frames = [ANSI.sub("", frame) for frame in traceback]
    for frame in reversed(frames):
        arrow = ARROW.search(frame)
        if OWN.match(frame) and arrow:
            place = frame.splitlines()[0].split(" in ")[0].rstrip()
            return f"{place}: {arrow[1].strip()}"
    return None
