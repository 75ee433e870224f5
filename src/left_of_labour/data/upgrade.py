"""A data folder of an older schema, brought up to this one: new tables, new columns, columns in the new order.

What a person has entered is kept. A new column is blank; where a value is needed, `_FILLED` has it, or the upgrade is
refused. A new table comes from the collection, with the rows whose references the folder can follow.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from left_of_labour.data.imports.writing import replace_tables
from left_of_labour.data.schema import TABLES, Table
from left_of_labour.errors import DataError, Fault, did_you_mean

__all__ = ["upgrade"]

_PACKAGE = "datapackage.json"
_RENAMED: dict[tuple[str, str], str] = {}  # table and column of an older schema: the column's name now
_FILLED: dict[tuple[str, str], str] = {}  # table and column that must not be blank: what older rows get
_SCATTERED = "sources"  # cited by every table, so its rows come along with those that cite them

Rows = list[dict[str, str]]


def upgrade(folder: Path, collection: Path) -> list[str]:
    """Bring a data folder up to the schema of this version.

    Parameters
    ----------
    folder
        The data folder.
    collection
        The collection's own data, from which new tables come.

    Returns
    -------
    list of str
        What was changed, a line for each; empty if the folder was up to date.

    Raises
    ------
    DataError
        If a table has a column that this version does not know, or lacks one that nobody can fill; nothing is written.
    """
    held, changes, faults = _held(folder)
    if faults:
        raise DataError(faults)
    for table in TABLES.values():
        if table.name not in held:
            changes.append(_new_table(table, held, collection))
    wanted = {name: _as_text(TABLES[name], rows) for name, rows in held.items()}
    replace_tables(folder, {name: text for name, text in wanted.items() if _differs(folder / TABLES[name].file, text)})
    package = (collection / _PACKAGE).read_text(encoding="utf-8")
    if _differs(folder / _PACKAGE, package):
        (folder / _PACKAGE).write_text(package, encoding="utf-8")
        changes.append(f"{_PACKAGE}: describes the schema of this version")
    return changes


def _held(folder: Path) -> tuple[dict[str, Rows], list[str], list[Fault]]:
    """The rows of the tables that are there in their new columns, what was changed in them, and what cannot be."""
    held: dict[str, Rows] = {}
    changes: list[str] = []
    faults: list[Fault] = []
    for table in TABLES.values():
        path = folder / table.file
        if not path.is_file():
            continue
        header, rows = _read(path)
        renamed = [_RENAMED.get((table.name, column), column) for column in header]
        changes += [f"{table.file}: {old} is now {new}" for old, new in zip(header, renamed, strict=True) if old != new]
        faults += _unusable(table, renamed)
        missing = [column for column in table.columns if column not in renamed]
        changes += [f"{table.file}: new column {column}, {_what(table, column)}" for column in missing]
        if not missing and renamed != list(table.columns):
            changes.append(f"{table.file}: columns in the order of this version")
        blank = {column: _FILLED.get((table.name, column), "") for column in missing}
        held[table.name] = [blank | dict(zip(renamed, row, strict=False)) for row in rows]
    return held, changes, faults


def _unusable(table: Table, header: list[str]) -> list[Fault]:
    """Columns that this version does not know, and new ones that must not be blank and that nobody has filled."""
    faults = [
        Fault(table.file, 1, column, column, f"a column of this version; {did_you_mean(column, table.columns)}")
        for column in header
        if column not in table.columns
    ]
    hints = table.row.__annotations__
    for column in table.columns:
        needed = type(None) not in get_args(hints[column]) and (table.name, column) not in _FILLED
        if column not in header and needed:
            faults.append(Fault(table.file, 1, column, "", "this column: a value is needed that no upgrade can know"))
    return faults


def _new_table(table: Table, held: dict[str, Rows], collection: Path) -> str:
    """Take a table of the collection over, as far as the folder has what it refers to."""
    _, records = _read(collection / table.file)
    rows = [dict(zip(table.columns, record, strict=True)) for record in records]
    usable = [
        row
        for row in rows
        if all(_leads_somewhere(row, columns, target, held) for columns, target in table.references.items())
    ]
    held[table.name] = usable
    if _SCATTERED in held:
        citing = [columns[0] for columns, target in table.references.items() if target == _SCATTERED]
        cited = {one for row in usable for column in citing for one in row[column].split(";")}
        known = {row["source_id"] for row in held[_SCATTERED]}
        header, sources = _read(collection / TABLES[_SCATTERED].file)
        found = [dict(zip(header, row, strict=True)) for row in sources]
        held[_SCATTERED] += [row for row in found if row["source_id"] in cited - known]
    left = f", {len(rows) - len(usable)} left out whose contests are not here" if len(usable) < len(rows) else ""
    return f"{table.file}: new table, {len(usable)} rows of the collection{left}"


def _leads_somewhere(row: dict[str, str], columns: tuple[str, ...], target: str, held: dict[str, Rows]) -> bool:
    cells = tuple(row[column] for column in columns)
    if target == _SCATTERED or not any(cells):
        return True
    keys = TABLES[target].key
    return any(tuple(other[key] for key in keys) == cells for other in held.get(target, ()))


def _what(table: Table, column: str) -> str:
    return _FILLED.get((table.name, column), "blank")


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, rows


def _as_text(table: Table, rows: Iterable[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row[column] for column in table.columns] for row in rows)
    return stream.getvalue()


def _differs(path: Path, text: str) -> bool:
    """Whether a file has other rows; quotes that are not needed are no difference."""
    if not path.is_file():
        return True
    held = path.read_text(encoding="utf-8")
    return held != text and list(csv.reader(io.StringIO(held))) != list(csv.reader(io.StringIO(text)))
