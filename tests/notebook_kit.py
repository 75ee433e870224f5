"""Notebooks run in the test's own process, the values that they show, and the words in these.

No kernel, no page and, unless asked for, no pixels: so that a test can afford many notebooks and parameters.
"""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType
from unittest import mock

import matplotlib.pyplot as plt
import nbformat

from left_of_labour import notebook as library
from left_of_labour import paths
from left_of_labour.batch.outputs import collect, files
from left_of_labour.batch.pages.assets import faces
from left_of_labour.batch.runs import Run, parameters_of, read
from left_of_labour.collection import PROJECT
from left_of_labour.data import Dataset
from left_of_labour.presentation import pictures
from left_of_labour.shown import Context, Figure, Finding, Shown, Table, Text

NO_PICTURE = b"no picture"


@cache
def our_notebooks() -> tuple[Path, ...]:
    """The collection's own notebooks; what somebody tries out beside them, unknown to git, is not tested."""
    folder = paths.notebooks_dir()
    listed = subprocess.run(["git", "ls-files", "-z", "*.ipynb"], cwd=folder, capture_output=True, text=True)
    names = listed.stdout.split("\0") if listed.returncode == 0 else [path.name for path in folder.glob("*.ipynb")]
    return tuple(folder / name for name in sorted(names) if name and (folder / name).is_file())


@dataclass(frozen=True)
class Ran:
    """What a notebook showed, in order, and its prose.

    Attributes
    ----------
    notebook
        Its name, without the ending.
    parameters
        The values it ran with, as far as they were given.
    parts
        Every value that it showed.
    prose
        Its Markdown cells.
    """

    notebook: str
    parameters: dict
    parts: tuple[Shown, ...] = field(repr=False)
    prose: tuple[str, ...] = field(repr=False)

    def of(self, kind: type[Shown]) -> list:
        """The parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]

    @property
    def finding(self) -> str:
        """The finding; there is exactly one."""
        (finding,) = self.of(Finding)
        return finding.text

    def words(self) -> Iterator[tuple[str, str]]:
        """Every generated sentence, title and label that a reader sees: where it stands, and what it says."""
        for part in self.parts:
            yield from words(part)


def words(part: Shown) -> Iterator[tuple[str, str]]:
    """Every generated text in a part: where it stands, and what it says."""
    match part:
        case Context():
            yield "subject", part.subject
        case Finding():
            yield "finding", part.text
        case Text() if part.role != "list":  # a list of sources has their own titles
            yield part.role, part.text
        case Table():
            yield f"title of table {part.name}", part.title
            yield f"note of table {part.name}", part.note
        case Figure():
            yield f"title of figure {part.name}", part.title
            yield f"alt text of figure {part.name}", part.alt


def run(
    notebook: str,
    dataset: Dataset | None = None,
    *,
    draw: bool = False,
    shown: list[Shown] | None = None,
    **parameters,
) -> Ran:
    """Run all cells of a notebook in this process, as "Run All" would, and return what it shows.

    Parameters
    ----------
    notebook
        Its name, without the ending.
    dataset
        Data to use instead of the repository's own, such as a generated one.
    draw
        Whether figures get their pixels, which take most of the time.
    shown
        An empty list that takes what is shown, also when a cell raises.
    **parameters
        Values instead of those of the parameters cell.

    Raises
    ------
    Exception
        Whatever a cell raises: `ParameterError` where the notebook refuses its parameters.
    """
    shown = [] if shown is None else shown
    space: dict[str, object] = {"__name__": "__main__"}
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(library, "display", shown.append))
        if dataset is not None:
            stack.enter_context(mock.patch.object(library, "load", lambda: dataset))
        if not draw:
            stack.enter_context(mock.patch.object(pictures, "files", lambda fig, name: (NO_PICTURE, "")))
        stack.callback(plt.close, "all")
        cells, prose = _compiled(paths.notebooks_dir() / f"{notebook}.ipynb")
        for number, (body, last) in enumerate(cells):
            exec(body, space)
            value = eval(last, space) if last else None
            if isinstance(value, Shown):
                shown.append(value)
            if number == 0:
                unknown = parameters.keys() - space.keys()
                assert not unknown, f"{notebook} has no parameter {', '.join(sorted(unknown))}"
                space.update(parameters)
    return Ran(notebook, parameters, tuple(shown), prose)


@cache
def _compiled(path: Path) -> tuple[list[tuple[CodeType, CodeType | None]], tuple[str, ...]]:
    """The code cells, each without and with its last expression, and the prose."""
    content = nbformat.read(path, as_version=4)
    cells = []
    for cell in (cell for cell in content.cells if cell.cell_type == "code"):
        tree = ast.parse(cell.source)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = compile(ast.Expression(tree.body.pop().value), f"{path.name}, {cell.id}", "eval")
        cells.append((compile(tree, f"{path.name}, {cell.id}", "exec"), last))
    return cells, tuple(cell.source for cell in content.cells if cell.cell_type == "markdown")


def failures(check: Callable[[str], Iterable[str]], reports: Iterable[Ran]) -> list[str]:
    """What a check says about every text of these reports, with the place of each, none twice."""
    found = {
        f"{report.notebook} {report.parameters}, {place}: {fault}\n    {text}": None
        for report in reports
        for place, text in report.words()
        for fault in check(text)
    }
    return list(found)


def runs_as_written() -> dict[str, Run]:
    """By notebook, the default run whose parameters are those of the notebook's own parameters cell."""
    found = {}
    for one in read(paths.notebooks_dir(), lambda name: []).default:
        own = {
            name: parameter.default
            for name, parameter in parameters_of(paths.notebooks_dir() / f"{one.notebook}.ipynb").items()
        }
        if own | dict(one.parameters) == own:
            found[one.notebook] = one
    return found


def results_of(executed: Path, run: Run) -> dict[str, bytes]:
    """What the batch would have written for a notebook that something else executed."""
    shown = collect(nbformat.read(executed, as_version=4))
    return files(run.slug, run.notebook, run.parameters, shown, faces(PROJECT.fonts))
