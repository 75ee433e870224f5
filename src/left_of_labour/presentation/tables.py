"""Tables: from a frame to a value that is shown, with exact cells for the CSV and rounded ones for readers."""

import datetime as dt
import re
from collections.abc import Mapping
from html import escape
from math import isnan
from numbers import Integral, Real
from typing import Any

import pandas as pd

from left_of_labour.shown import Table

__all__ = ["cells", "html_table", "table"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def table(
    frame: pd.DataFrame,
    name: str,
    title: str,
    note: str = "",
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
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
        Column headings with units; by default the column's name with blanks for underscores.
    decimals
        Decimal places by column: 1 where nothing is said for a column of fractions, none for whole numbers.

    Raises
    ------
    ValueError
        If `name` cannot be a file name.

    Examples
    --------
    >>> table(pd.DataFrame({"candidate": ["Paul Foot"], "votes": [4187]}), "result", "The result").rows
    (('Paul Foot', 4187),)
    """
    return Table(name, title, note, *cells(frame), html=html_table(frame, title, note, labels, decimals))


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
) -> str:
    """A frame as a table in HTML, without its index; see `table` for the parameters."""
    labels = {column: str(column).replace("_", " ") for column in frame.columns} | dict(labels or {})
    decimals = decimals or {}
    numeric = {column for column in frame.columns if _is_numeric(frame[column])}
    head = "".join(
        f'<th scope="col"{_numeric_class(column in numeric)}>{escape(labels[column])}</th>' for column in frame.columns
    )
    forms = [(column in numeric, decimals.get(column), number == 0) for number, column in enumerate(frame.columns)]
    body = "".join(
        "<tr>" + "".join(_html_cell(value, *form) for value, form in zip(row, forms, strict=True)) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    foot = f'<p class="table-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{foot}"
    )


def _is_numeric(column: pd.Series) -> bool:
    """Whether a column has numbers and nothing else; truth values are words to a reader."""
    if pd.api.types.is_object_dtype(column):
        known = [value for value in map(_plain, column) if value is not None]
        return bool(known) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known)
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _html_cell(value: object, numeric: bool, decimals: int | None, first: bool) -> str:
    text = escape(_shown(value, decimals))
    kind = _numeric_class(numeric) or (' class="date"' if _DATE.fullmatch(text) else "")
    return f'<th scope="row"{kind}>{text}</th>' if first else f"<td{kind}>{text}</td>"


def _numeric_class(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


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
