"""What becomes of an executed notebook: the same from every way to execute it, and no larger than a reader can use."""

import re
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from left_of_labour import paths
from left_of_labour.batch.outputs import OutputError

__all__ = ["ENDED", "LARGEST", "PRINTED", "CellError", "anonymous", "cut", "last_own_line", "tidy"]

PRINTED = 200_000  # characters that a report may print; the rest is left out, and the page says so
LARGEST = 50_000_000  # characters of everything that a report shows; with more it is refused
_MESSAGE = 2_000  # characters of an error's text that are kept
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_OWN = re.compile(r"^(Cell In|File .*left_of_labour)")
_PLACES = (
    ("/ipykernel_", r"[^\s'\"]{0,200}/ipykernel_\d+/\d+\.py", "<cell>"),
    ("/site-packages/", r"/[^\s'\":]{1,200}/site-packages/", ""),
)
_ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)


ENDED: tuple[str, str, list[str]] = ("SystemExit", "a cell ended the notebook before its end", [])


class CellError(Exception):
    """A cell ended otherwise than by running to its end."""

    def __init__(self, cell: int, name: str, value: str, traceback: list[str]):
        super().__init__(f"{name}: {value}" if value else name)
        self.cell = cell
        self.traceback = traceback


def tidy(notebook: NotebookNode, task: Mapping[str, Any]) -> None:
    """Take out what differs between two executions of the same input (times, paths, random ids), and what is too long.

    Raises
    ------
    OutputError
        If the notebook shows more than a page can hold.
    """
    notebook.metadata["papermill"] = {
        "parameters": dict(task["parameters"]),
        "input_path": f"{task['notebook']}.ipynb",
    }
    left, total = PRINTED, 0
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata.pop("papermill", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        for event in ("execution", "ExecuteTime"):
            cell.metadata.pop(event, None)
        if cell.cell_type == "code":
            cell.outputs = list(_merged(cell.outputs))
            for output in cell.outputs:
                left = _shorten(output, left)
                data = output.get("data", {})
                data |= {
                    kind: anonymous(text) for kind, text in data.items() if isinstance(text, str) and "text" in kind
                }
                total += sum(len(str(content)) for content in data.values())
        if total > LARGEST:
            raise OutputError(
                f"cell {number}: the notebook shows {total:,} characters, more than the {LARGEST:,} of a report"
            )


def last_own_line(traceback: list[str]) -> str | None:
    """The last line of a traceback that is ours: in the notebook or in this package, not in a library."""
    for frame in reversed([_ANSI.sub("", frame) for frame in traceback]):
        arrow = _ARROW.search(frame)
        if _OWN.match(frame) and arrow:
            place = frame.splitlines()[0].split(" in ")[0].rstrip()
            return f"{place}: {arrow[1].strip()}"
    return None


def _merged(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Outputs in which what was printed in several pieces is one."""
    last = None
    for output in outputs:
        if last and output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
            continue
        if last:
            yield last
        last = output
    if last:
        yield last


def _shorten(output: NotebookNode, left: int) -> int:
    """Cut what is too long in an output, take out where this machine keeps its files, and return what is left."""
    if output.output_type == "error":
        output.evalue = anonymous(cut(output.evalue))
        output.traceback = [anonymous(cut(line, 20_000)) for line in output.traceback]
    elif output.output_type == "stream":
        text, more = output.text[: max(left, 0)], len(output.text) > left
        mark = f"\n[cut here: a report prints at most {PRINTED:,} characters]\n" if more and left >= 0 else ""
        output.text = anonymous(text) + mark
        return -1 if more else left - len(text)
    return left


def cut(text: str, length: int = _MESSAGE) -> str:
    """Text that is no longer than a reader can use."""
    return text if len(text) <= length else f"{text[:length]}… ({len(text):,} characters)"


def anonymous(text: str) -> str:
    """Text without the folders of this machine, which are nobody's business."""
    if "/" not in text:
        return text
    for mark, pattern, instead in _PLACES:
        text = re.sub(pattern, instead, text) if mark in text else text
    here = {Path(tempfile.gettempdir()), paths.project_dir(), Path(sysconfig.get_path("stdlib")), Path.home()}
    for folder in sorted(here, key=lambda folder: -len(folder.parts)):
        if len(folder.parts) > 1 and str(folder) in text:
            text = re.sub(rf"{re.escape(str(folder))}(/|(?![\w.-]))", "", text)
    return text
