"""Tables: from a frame to a value that is shown, with exact cells for the CSV and rounded ones for readers."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isnan
from numbers import Integral, Real
from typing import Any

import pandas as pd

from left_of_labour.presentation.text import day
from left_of_labour.shown import Table

__all__ = ["cells", "html_table", "table"]

# A page shows so many columns at first, and the others at a click.
_FIRST = 6
# JupyterLab sets all cells to the right; a page has a style of its own and leaves this out.
_IN_LAB = "<style>.jp-RenderedHTMLCommon .table :is(th, td, caption):not(.number) { text-align: left }</style>"

_PARTY = re.compile(r"\b(?:labour|green)\b")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def table(
    frame: pd.DataFrame,
    name: str,
    title: str,
    note: str = "",
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    links: Mapping[str, Sequence[str | None]] | None = None,
    beneath: str | None = None,
    first: int = _FIRST,
) -> Table:
    """A frame as a table for readers; its exact values travel along for the CSV.

    Parameters
    ----------
    frame
        What to show, without its index; numbers unrounded.
    name
        The name of the CSV file: lower-case letters, digits and hyphens.
    title
        The caption: what is shown.
    note
        Denominators, sources, caveats, under the table.
    labels
        Column headings with units; by default the column's name with blanks for underscores, parties' names with
        capitals.
    decimals
        Decimal places by column: 1 where nothing is said for a column of fractions, none for whole numbers, with or
        without blanks among them.
    links
        By column, the report that each cell is about, such as "one-contest/hackney-mayor-2002"; a page makes it a link
        where there is such a report.
    beneath
        A column of remarks or reasons, which stand as a second line under the first column's cells; by default it is a
        column like the others. The CSV has it as a column in any case.
    first
        So many columns are seen at once, the others at a click.

    Raises
    ------
    ValueError
        If `name` cannot be a file name.

    Examples
    --------
    >>> table(pd.DataFrame({"candidate": ["Paul Foot"], "votes": [4187]}), "result", "The result").rows
    (('Paul Foot', 4187),)
    """
    html = html_table(frame, title, note, labels, decimals, links, beneath, first)
    return Table(name, title, note, *cells(frame), html=html)


def cells(frame: pd.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Column names and rows of a frame as plain data: dates in ISO form, missing as None, numbers unrounded."""
    rows = tuple(tuple(_saved(_plain(value)) for value in row) for row in frame.itertuples(index=False, name=None))
    return tuple(str(column) for column in frame.columns), rows


def _saved(value: object) -> object:
    """JupyterLab saves 3.0 as 3; so do we, that every way to run a notebook gives the same results."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: object) -> object:
    """A cell as JSON: dates in ISO form, missing as null, numbers as they are."""
    if isinstance(value, str):  # first, as most cells are text
        return str(value)
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, Real) and isnan(value)):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.date | pd.Timestamp):
        return value.isoformat()[:10]
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    return bool(value) if type(value).__name__ == "bool" else str(value)


def html_table(
    frame: pd.DataFrame,
    title: str,
    note: str = "",
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    links: Mapping[str, Sequence[str | None]] | None = None,
    beneath: str | None = None,
    first: int = _FIRST,
) -> str:
    """A frame as a table in HTML, without its index; see `table` for the parameters."""
    seconds = [""] * len(frame)
    if beneath is not None:
        seconds = ["" if pd.isna(text) else str(text) for text in frame[beneath]]
        frame = frame.drop(columns=beneath)
    labels = {column: _heading(str(column)) for column in frame.columns} | dict(labels or {})
    columns = [
        _Column(
            label=labels[column],
            numeric=_is_numeric(frame[column]),
            decimals=(decimals or {}).get(column, 0 if _is_whole(frame[column]) else None),
            more=number >= first,
            links=(links or {}).get(column),
            seconds=seconds if number == 0 else None,
        )
        for number, column in enumerate(frame.columns)
    ]
    head = "".join(f'<th scope="col"{column.attributes()}>{escape(column.label)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(column.cell(value, line) for value, column in zip(row, columns, strict=True)) + "</tr>"
        for line, row in enumerate(frame.itertuples(index=False, name=None))
    )
    switch = (
        f'<label class="all-columns"><input type="checkbox" autocomplete="off"> all {len(columns)} columns</label>'
        if any(column.more for column in columns)
        else ""
    )
    foot = f'<p class="table-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}">{_IN_LAB}{switch}<table>'
        f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{foot}"
    )


@dataclass(frozen=True)
class _Column:
    """How a column of a table is shown: `more` if only on request, `seconds` if it names the rows."""

    label: str
    numeric: bool
    decimals: int | None
    more: bool
    links: Sequence[str | None] | None
    seconds: Sequence[str] | None

    def attributes(self, kind: str = "") -> str:
        names = " ".join(name for name, holds in (("number", self.numeric), ("more", self.more)) if holds)
        names = " ".join(filter(None, (names, kind)))
        return f' class="{names}"' if names else ""

    def cell(self, value: object, line: int) -> str:
        text = escape(_shown(value, self.decimals))
        kind = ""
        if _DATE.fullmatch(text):
            text, kind = day(dt.date.fromisoformat(text)), "date"
        report = self.links[line] if self.links is not None else None
        if report:
            text = f'<span data-report="{escape(report)}">{text}</span>'
        if self.seconds is not None:
            if second := self.seconds[line]:
                text += f"<br><small>{escape(second)}</small>"
            return f'<th scope="row"{self.attributes(kind)}>{text}</th>'
        return f'<td{self.attributes(kind)} data-label="{escape(self.label)}">{text}</td>'


def _heading(column: str) -> str:
    return _PARTY.sub(lambda name: name[0].capitalize(), column.replace("_", " "))


def _is_whole(column: pd.Series) -> bool:
    """Whether all numbers that are known are whole: a blank among them makes pandas hold counts as fractions."""
    known = [value for value in map(_plain, column) if value is not None]
    return all(isinstance(value, int) or (isinstance(value, float) and value.is_integer()) for value in known)


def _is_numeric(column: pd.Series) -> bool:
    """Whether a column has numbers and nothing else; truth values are words to a reader."""
    if pd.api.types.is_object_dtype(column):
        known = [value for value in map(_plain, column) if value is not None]
        return bool(known) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known)
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _shown(value: object, decimals: int | None) -> str:
    value = _plain(value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,.{decimals or 0}f}".replace("-", "−")
    if isinstance(value, float):
        return f"{value:,.{1 if decimals is None else decimals}f}".replace("-", "−")
    return str(value)
