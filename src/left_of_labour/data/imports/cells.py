"""Files as people have them, read strictly: CSV and workbooks become records of text, with the place of every cell.

Harmless peculiarities (a byte-order mark, CRLF, columns in another order) become remarks; what could change a
figure is a fault that says file, row, column, value and what was expected. Nothing is repaired.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from left_of_labour.data.schema import expected_text
from left_of_labour.errors import DataError, Fault, ParameterError, did_you_mean

__all__ = ["LARGEST", "Columns", "Record", "Sheet", "Workbook", "open_workbook", "read_csv"]

LARGEST = 40_000_000  # bytes; the largest file that any of the publishers has is a tenth of that
_LARGEST_UNPACKED = 400_000_000
_HEADER_WITHIN = 10  # rows: title rows stand above the header in workbooks
_NOT_AVAILABLE = ("NA", "N/A")  # how the Handbook writes a figure that it does not have
_SEPARATORS = ";\t|"

Columns = Mapping[str, Sequence[str]]  # our name of a column, and the headers that it may have


@dataclass(frozen=True)
class Record:
    """One row of a file: text by our name of the column, and the faults found when it was asked for values."""

    file: str
    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list, compare=False)

    def fault(self, column: str, expected: str) -> None:
        """Note that a cell is not what was expected."""
        header = self.headers.get(column, column)
        self.faults.append(Fault(self.file, self.line, header, self.cells.get(column, ""), expected))

    def text(self, column: str, required: bool = True) -> str:
        """The cell as text with single blanks; a fault if it is needed and blank, or could not stand in our tables."""
        value = " ".join(self.cells.get(column, "").split())
        if required and not value:
            self.fault(column, "a value; the cell is blank")
        elif value[:1] in ("=", "+", "-", "@") and value:
            self.fault(column, "text that does not begin with = + - or @, which spreadsheets take for a formula")
        elif any(unicodedata.category(one)[0] == "C" for one in value):
            self.fault(column, "text without control or invisible characters")
        elif "\ufffd" in value:
            self.fault(column, "text; a character was lost when the file was saved")
        elif value and (expected := expected_text(value)):
            self.fault(column, expected)
        return value

    def count(self, column: str, required: bool = False) -> int | None:
        """The cell as a whole number; None if it is blank."""
        value = self._figure(column)
        if not value:
            if required:
                self.fault(column, "a whole number; the cell is blank")
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            below = value.startswith("-") and value[1:].isdigit()
            self.fault(column, "0 or more" if below else "a whole number without separators, such as 4187")
            return None
        return int(value)

    def decimal(self, column: str) -> float | None:
        """The cell as a number; None if it is blank."""
        value = self._figure(column)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
            self.fault(column, "a number without signs, such as 12.7")
            return None
        return float(value)

    def _figure(self, column: str) -> str:
        value = self.cells.get(column, "").strip()
        return "" if value in _NOT_AVAILABLE else value

    def flag(self, column: str, yes: Iterable[str], no: Iterable[str]) -> bool | None:
        """The cell as yes or no, in the words of the file; None if it is blank."""
        value = self.cells.get(column, "").strip()
        yes, no = tuple(yes), tuple(no)
        if value and value not in (*yes, *no):
            self.fault(column, f"one of {', '.join((*yes, *no))}")
            return None
        return value in yes if value else None

    def day(self, column: str) -> dt.date | None:
        """The cell as a date."""
        value = self.cells.get(column, "").strip()
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(column, "a date written YYYY-MM-DD, such as 2026-05-07")
        return None


@dataclass(frozen=True)
class Sheet:
    """The records of a file or of one sheet of a workbook, the text above its header, and remarks on its form."""

    records: list[Record]
    title: str = ""
    remarks: list[str] = field(default_factory=list)


def read_csv(path: Path, columns: Columns, *, header: bool = True, optional: Iterable[str] = ()) -> Sheet:
    """Read a CSV file.

    Parameters
    ----------
    path
        The file.
    columns
        The headers that each column may have, by our name of it.
    header
        Whether there is a header; without one the columns come in the order of `columns`.
    optional
        Columns that may be missing.

    Raises
    ------
    DataError
        If the file has not that form: too large, another encoding or separator, a column missing, a row too short.
    """
    text, remarks = _decoded(path)
    rows = _csv_rows(path, text)
    if not header:
        headers = {name: (known[0] if known else name) for name, known in columns.items()}
        return Sheet(list(_records(path.name, rows, dict(enumerate(columns)), headers)), remarks=remarks)
    return _with_header(path.name, rows, columns, tuple(optional), remarks)


@dataclass(frozen=True)
class Workbook:
    """A workbook that is open: the texts of its cells are read once for all of its sheets."""

    name: str
    book: Any

    @property
    def sheet_names(self) -> list[str]:
        """The names of its sheets."""
        return list(self.book.sheetnames)

    def read(self, sheets: Sequence[str], columns: Columns) -> Sheet:
        """Read one sheet, without loading the others.

        Parameters
        ----------
        sheets
            The names that the sheet may have.
        columns
            As for `read_csv`. Title rows may stand above the header.

        Raises
        ------
        DataError
            If there is no such sheet, no such header, or a cell with a formula.
        """
        name = next((one for one in self.sheet_names if one in sheets), None)
        if name is None:
            expected = f"a sheet named {' or '.join(map(repr, sheets))}"
            raise DataError([Fault(self.name, 0, "sheets", ", ".join(self.sheet_names), expected)])
        where = f"{self.name}[{name}]"
        near = list(_rows(where, self.book[name], last_row=_HEADER_WITHIN))
        _, places, _ = _find_header(where, near, columns, ())
        rows = list(_rows(where, self.book[name], last_column=max(places) + 1))  # a sheet may have a hundred more
        return _with_header(where, rows, columns, (), [])


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook.

    Raises
    ------
    DataError
        If it is too large, not whole, or no workbook.
    """
    book = _workbook(path)
    try:
        yield Workbook(path.name, book)
    finally:
        book.close()


def _rows(
    where: str, sheet: Any, last_row: int | None = None, last_column: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet as text.

    Raises
    ------
    DataError
        If a cell holds a formula; with all of them.
    """
    formulas = []
    for line, cells in enumerate(sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True), 1):
        formulas += [_formula(where, line, at, cell) for at, cell in enumerate(cells, 1) if str(cell)[:1] == "="]
        yield line, [_as_text(cell) for cell in cells]
    if formulas:
        raise DataError(formulas)


def _decoded(path: Path) -> tuple[str, list[str]]:
    """The text of a CSV file with line feeds only, and what is unusual about it."""
    _refuse_if_too_large(path, path.stat().st_size, LARGEST)
    content = path.read_bytes()
    remarks = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        near = content[start : error.start].decode("utf-8", "replace").rpartition(",")[2]
        bad = f"{near}\\x{content[error.start]:02x}"
        expected = "UTF-8 text; this looks like Windows-1252: save the file as CSV UTF-8"
        raise DataError([Fault(path.name, line, "", bad, expected)]) from None
    if text.startswith("\ufeff"):
        text = text[1:]
        remarks.append(f"{path.name}:1: a byte-order mark, read over")
    if "\r\n" in text:
        remarks.append(f"{path.name}: lines end in CRLF, as they may")
        text = text.replace("\r\n", "\n")
    if "\r" in text or "\0" in text:
        at = min(text.index(one) for one in "\r\0" if one in text)
        value = "\\r" if text[at] == "\r" else "\\0"
        raise DataError([Fault(path.name, text.count("\n", 0, at) + 1, "", value, "lines that end in a line feed")])
    return text, remarks


def _csv_rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    for separator in _SEPARATORS:
        if first.count(separator) > first.count(","):
            raise DataError([Fault(path.name, 1, "", separator, "columns separated by commas")])
    rows, line = [], 1
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            [Fault(path.name, line, "", str(error), "well-formed CSV; the file may have been cut off")]
        ) from None
    if not rows:
        raise DataError([Fault(path.name, 1, "", "", "rows; the file is empty")])
    return rows


def _with_header(
    file: str, rows: list[tuple[int, list[str]]], columns: Columns, optional: tuple[str, ...], remarks: list[str]
) -> Sheet:
    """Find the header among the first rows, and read what is below it."""
    at, places, headers = _find_header(file, rows, columns, optional)
    wanted = [name for name in columns if name in headers]
    if [places[one] for one in sorted(places)] != wanted:
        remarks = [*remarks, f"{file}:{rows[at][0]}: columns in another order, taken by their names"]
    title = " ".join(cell for _, cells in rows[:at] for cell in cells if cell)
    return Sheet(list(_records(file, rows[at + 1 :], places, headers)), title, remarks)


def _find_header(
    file: str, rows: list[tuple[int, list[str]]], columns: Columns, optional: tuple[str, ...]
) -> tuple[int, dict[int, str], dict[str, str]]:
    """Which row is the header, our name of the column at each place, and the header of each column."""
    names = {_plain(known): name for name, knowns in columns.items() for known in knowns}

    def found(cells: list[str]) -> dict[int, str]:
        return {at: names[_plain(cell)] for at, cell in enumerate(cells) if _plain(cell) in names}

    near = rows[:_HEADER_WITHIN]
    best = max(range(len(near)), key=lambda at: len(set(found(near[at][1]).values())), default=0)
    line, cells = near[best] if near else (1, [])
    places = found(cells)
    twice = [cells[at] for at, name in places.items() if list(places.values()).count(name) > 1]
    missing = [name for name in columns if name not in places.values() and name not in optional]
    if twice:
        raise DataError([Fault(file, line, one, one, "each column once") for one in sorted(set(twice))])
    if missing:
        unknown = [cell for cell in cells if cell and _plain(cell) not in names]
        faults = []
        for name in missing:
            hint = did_you_mean(columns[name][0], unknown) if unknown else "the columns may have been cut off"
            faults.append(Fault(file, line, columns[name][0], "", f"this column in one row of headers; {hint}"))
        raise DataError(faults)
    return best, places, {name: " ".join(cells[at].split()) for at, name in places.items()}


def _records(
    file: str, rows: Iterable[tuple[int, list[str]]], places: Mapping[int, str], headers: Mapping[str, str]
) -> Iterator[Record]:
    width = max(places, default=-1) + 1
    short = []
    for line, cells in rows:
        if not any(cells):
            continue
        if len(cells) < width:
            short.append(Fault(file, line, "", f"{len(cells)} cells", f"{width} cells or more, as in the other rows"))
            continue
        yield Record(file, line, {name: cells[at] for at, name in places.items()}, headers)
    if short:
        raise DataError(short)


def _workbook(path: Path) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "pip install 'left-of-labour[export]'"
        raise ParameterError(f"{path.name}: openpyxl is needed for workbooks: {hint}") from None
    _refuse_if_too_large(path, path.stat().st_size, LARGEST)
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        _refuse_if_too_large(path, unpacked, _LARGEST_UNPACKED)
        return load_workbook(path, read_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        expected = "a workbook (.xlsx) that is whole"
        raise DataError([Fault(path.name, 0, "", f"{type(error).__name__}: {error}", expected)]) from None


def _refuse_if_too_large(path: Path, size: int, largest: int) -> None:
    if size > largest:
        expected = f"at most {largest // 1_000_000} MB; cut out the contests that you need"
        raise DataError([Fault(path.name, 0, "size", f"{size / 1_000_000:.0f} MB", expected)])


def _formula(where: str, line: int, column: int, cell: object) -> Fault:
    from openpyxl.utils import get_column_letter

    expected = "a value; the cell holds a formula: paste its value"
    return Fault(where, line, get_column_letter(column), str(cell), expected)


def _as_text(value: object) -> str:
    """A workbook's cell as a CSV file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def _plain(header: str) -> str:
    return " ".join(header.split()).casefold()
