"""Executed notebooks for tests of pages: the real helpers' outputs, without a kernel."""

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from left_of_labour.presentation import style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.tables import table
from left_of_labour.shown import Context, Figure, Finding, Shown, Text

FRAME = pd.DataFrame({"candidate": ["Jules Pipe", "Paul Foot"], "votes": [13813, 4187]})


def cell(source: str, *parts: Shown) -> nbformat.NotebookNode:
    """A code cell that shows these parts."""
    made = new_code_cell(source)
    for part in parts:
        data, metadata = part._repr_mimebundle_()
        made.outputs.append(new_output("display_data", data=data, metadata=metadata))
    return made


def figure(alt: str = "Two bars", name: str = "bars") -> Figure:
    """A small figure."""
    style.apply()
    fig, ax = style.figure(1)
    ax.barh(FRAME["candidate"], FRAME["votes"])
    return picture(style.headline(fig, "Pipe ahead of Foot"), name, FRAME, alt)


def executed(who: str = "Paul Foot") -> nbformat.NotebookNode:
    """A small report in which text from data stands wherever it may stand."""
    frame = FRAME.assign(candidate=["Jules Pipe", who])
    return new_notebook(
        cells=[
            new_markdown_cell("# How `close` was it?\n\nOne contest; see [all](compare.ipynb)."),
            cell('contest_id: str = "hackney-mayor-2002"'),
            cell("data = begin()", Context(f"Hackney, {who}", {"contest_id": who}, {"Contest": who})),
            cell("finding", Finding(f"{who} came third.")),
            new_markdown_cell("## The result\n\nLook at the bars."),
            cell("bars", figure(f"Two bars; {who} has the shorter one")),
            cell("sentence", Text(f"{who} won 4,187 votes.")),
            new_markdown_cell("## The same as a *table*"),
            cell("votes", table(frame, "result", f"Votes of {who}", note=who)),
            new_markdown_cell("## What this cannot show"),
            cell("caveat", Text(f"{who} might have won otherwise.", role="note")),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
