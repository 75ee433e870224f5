"""Executed notebooks for tests of pages: the real helpers' outputs, without a kernel."""

from collections.abc import Callable
from contextlib import contextmanager
from unittest import mock

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from left_of_labour.presentation import show, style

FRAME = pd.DataFrame({"candidate": ["Jules Pipe", "Paul Foot"], "votes": [13813, 4187]})


@contextmanager
def outputs_of(cell: nbformat.NotebookNode):
    """What is shown in this block becomes the outputs of the cell."""

    def publish(data, metadata=None):
        cell.outputs.append(new_output("display_data", data=data, metadata=metadata or {}))

    with mock.patch.object(show, "publish_display_data", publish):
        yield


def cell(source: str, *shown: Callable[[], None]) -> nbformat.NotebookNode:
    """A code cell with the outputs of calls to `show`."""
    made = new_code_cell(source)
    with outputs_of(made):
        for call in shown:
            call()
    return made


def figure(alt: str = "Two bars", name: str = "bars") -> Callable[[], None]:
    """A call that shows a small figure."""

    def call():
        style.apply()
        fig, ax = style.figure(1)
        ax.barh(FRAME["candidate"], FRAME["votes"])
        show.figure(style.headline(fig, "Pipe ahead of Foot"), name, FRAME, alt)

    return call


def executed(who: str = "Paul Foot") -> nbformat.NotebookNode:
    """A small report in which text from data stands wherever it may stand."""
    frame = FRAME.assign(candidate=["Jules Pipe", who])
    return new_notebook(
        cells=[
            new_markdown_cell("# How `close` was it?\n\nOne contest; see [all](compare.ipynb)."),
            cell('contest_id: str = "hackney-mayor-2002"'),
            cell("data = begin()", lambda: show.context(f"Hackney, {who}", {"contest_id": who}, {"Contest": who})),
            cell("show.finding(text)", lambda: show.finding(f"{who} came third.")),
            new_markdown_cell("## The result\n\nLook at the bars."),
            cell("show.figure(fig)", figure(f"Two bars; {who} has the shorter one")),
            cell("show.sentence(text)", lambda: show.sentence(f"{who} won 4,187 votes.")),
            new_markdown_cell("## The same as a *table*"),
            cell("show.table(frame)", lambda: show.table(frame, "result", f"Votes of {who}", note=who)),
            new_markdown_cell("## What this cannot show"),
            cell("show.note(text)", lambda: show.note(f"{who} might have won otherwise.")),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
