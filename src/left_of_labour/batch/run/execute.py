"""One run: from a notebook and its parameters to the files of a report.

`execute` takes and returns plain dictionaries, text and bytes. It neither knows where reports are kept nor shares
anything with other runs, so it does the same in a process of this machine and of another one. The process is used up by
it: a notebook may leave anything behind.
"""

import datetime as dt
import os
import platform
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import nbformat
import PIL.Image
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.execute import remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.translators import PythonTranslator, papermill_translators

from left_of_labour.batch.events import Cell, failure
from left_of_labour.batch.outputs import collect
from left_of_labour.batch.pages import page
from left_of_labour.batch.pages.report import report_files
from left_of_labour.batch.processes import TimeLimit, time_limit
from left_of_labour.batch.run import cells
from left_of_labour.batch.run.results import CellError, anonymous, cut, last_own_line, tidy
from left_of_labour.errors import LeftOfLabourError

__all__ = ["execute", "execute_cells", "prepare", "serve"]

OnCell = Callable[[int, int], None]


class _Unformatted(PythonTranslator):  # type: ignore[misc]  # papermill has no types
    """Parameters as papermill writes them: it formats them with black where that happens to be installed."""

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
        cell: str = super(PythonTranslator, cls).codify(parameters, comment)
        return cell


papermill_translators.register("python", _Unformatted)


def serve(task: Mapping[str, Any], folder: Path, tell: Callable[[Cell], None]) -> Any:
    """Execute a task in a process that is there for nothing else.

    Parameters
    ----------
    task
        `slug`; `environment`; `do`, a function as `module:name`, by default `execute`; and what that asks for.
    folder
        For temporary files and the notebook to work in; not there yet.
    tell
        Learns of each cell that starts.
    """
    work = folder / "work"  # what a notebook may do to the folder above its own hurts no other run
    work.mkdir(parents=True)
    os.chdir(task.get("folder") or work)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    os.environ.update(task["environment"])
    do = resolve_name(task.get("do", f"{__name__}:execute"))
    return do(task, lambda number, total: tell(Cell(task["slug"], number, total)))


def prepare() -> None:
    """Have ready what every task needs."""
    for name in ("application", "completerlib", "logger", "magics.execution", "oinspect"):
        import_module(f"IPython.core.{name}")
    PIL.Image.preinit()
    page.prepare()
    cells.prepare()


def execute(task: Mapping[str, Any], on_cell: OnCell = lambda number, total: None) -> dict[str, Any]:
    """Execute a notebook and make the files of its report.

    Parameters
    ----------
    task
        `slug`; `notebook`, its name; `source`, its text; `parameters`; `kernel`, warm (the cells run in this process)
        or ordinary (they run in a kernel); `timeout` in seconds for the whole run, or `None`; `project`, see
        `Project.as_dict`.
    on_cell
        Called with the number of each cell that starts, and how many cells there are.

    Returns
    -------
    dict
        `files` by name, `data_files`, `finding`, `subject` and `card` (for the index), when it `started` and the
        `seconds` it took, if the run succeeded. Otherwise `error`, with the `cell` and `line` where it happened, if in
        one, and the `partial` notebook.
    """
    started, begun = dt.datetime.now(dt.UTC), time.monotonic()
    notebook, reached = None, [0]

    def progressed(number: int, total: int) -> None:
        reached[0] = number
        on_cell(number, total)

    try:
        notebook = parameterised(task["source"], task["parameters"])
        with time_limit(task["timeout"]):
            (cells.run_in_kernel if task["kernel"] == "ordinary" else cells.run_cells)(notebook, progressed)
        notebook.metadata["language_info"] = {"name": "python", "version": platform.python_version()}
        tidy(notebook, task)
        outputs = collect(notebook)
        return {
            "files": report_files(notebook, outputs, task, started),
            "data_files": list(outputs.data_files),
            "finding": outputs.finding,
            "subject": outputs.subject,
            "card": page.card(notebook, outputs),
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - begun, 2),
        }
    except (Exception, TimeLimit) as error:  # whatever a notebook does must end as a message, never as a lost run
        return _failure(error, task, notebook, reached[0])


def parameterised(source: str, parameters: Mapping[str, Any]) -> NotebookNode:
    """A notebook with its parameters in a cell of their own, as papermill writes them, and without outputs."""
    notebook: NotebookNode = load_notebook_node(nbformat.reads(source, as_version=4))
    if parameters:
        notebook = parameterize_notebook(notebook, dict(parameters), kernel_name="python3", language="python")
    notebook = remove_error_markers(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def execute_cells(task: Mapping[str, Any], on_cell: OnCell) -> dict[str, Any]:
    """Execute the cells of a notebook, and nothing more.

    Parameters
    ----------
    task
        `source`, the text of the notebook.
    on_cell
        Called with the number of each cell that starts, and how many cells there are.

    Returns
    -------
    dict
        The `notebook`, and the number of the cell that `failed`, or none.
    """
    notebook = nbformat.reads(task["source"], as_version=4)
    failed = None
    try:
        cells.run_cells(notebook, on_cell)
    except CellError as error:
        failed = error.cell
    return {"notebook": nbformat.writes(notebook), "failed": failed}


def _failure(
    error: BaseException, task: Mapping[str, Any], notebook: NotebookNode | None, reached: int
) -> dict[str, Any]:
    result = failure(anonymous(cut(_text(error))))
    if notebook is None:
        return result
    if isinstance(error, CellError):
        result |= {"cell": reached, "line": anonymous(last_own_line(error.traceback) or "") or None}
    elif isinstance(error, TimeLimit | DeadKernelError):
        result["cell"] = reached
    try:
        tidy(notebook, task)
        result["partial"] = nbformat.writes(notebook).encode()
    except Exception as more:
        result["error"] += f" (nor can the notebook be kept: {more})"
    return result


def _text(error: BaseException) -> str:
    known = isinstance(error, LeftOfLabourError | CellError | DeadKernelError | TimeLimit)
    return str(error) if known else f"{type(error).__name__}: {error}"
