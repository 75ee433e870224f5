"""From a CSV file to rows, strictly: every fault is reported with its line and column, nothing is repaired.

What means the same is read alike: Excel's byte-order mark, CRLF and TRUE, and the quotes that R puts around a header.
"""

import csv
import io
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from left_of_labour.data.schema import Row, Table
from left_of_labour.errors import Fault, did_you_mean

__all__ = ["NumberedRow", "read_content", "read_table"]

NumberedRow = tuple[int, Row]


def read_content(folder: Path, table: Table) -> bytes | None:
    """The bytes of a table's file in the data folder; None if there is no such file that can be read."""
    path = folder / table.file
    try:
        return path.read_bytes() if path.is_file() else None  # a folder, or a pipe that nobody fills, is none
    except OSError:
        return None


def read_table(folder: Path, table: Table, content: bytes | None) -> tuple[list[NumberedRow], list[Fault]]:
    """Read and validate one table.

    Parameters
    ----------
    folder
        The data folder, for the message if the file is missing.
    table
        The table's description.
    content
        Its file, as `read_content` returns it.

    Returns
    -------
    tuple
        The rows, each with the line at which it starts, and no fault; or no row, and every fault of the table.
    """
    if content is None:
        return [], [Fault(table.file, 0, "", "", f"a file of that name in {folder} that can be read")]
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        bad = error.object[error.start : error.start + 1]
        return [], [Fault(table.file, line, "", repr(bad)[2:-1], "UTF-8 text; save the file as CSV UTF-8")]
    faults = _form_faults(table, text)
    if faults:
        return [], faults
    return _read_rows(table, text)


def _form_faults(table: Table, text: str) -> list[Fault]:
    """What is wrong with the file as a whole: line ends, separator, header."""

    def fault(value: str, expected: str, column: str = "") -> list[Fault]:
        return [Fault(table.file, 1, column, value, expected)]

    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return [Fault(table.file, line, "", "\\0", "UTF-8 text, and no UTF-16; save the file as CSV UTF-8")]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        return [Fault(table.file, line, "", "\\r", "lines that end in a line feed, or in CRLF")]
    header = text.partition("\n")[0]
    if not header:
        return fault("", f"the columns {','.join(table.columns)}")
    for separator in ";\t|":
        if header.replace('"', "").split(separator) == list(table.columns):
            return fault(separator, "columns separated by commas")
    try:
        found = next(csv.reader([header], strict=True))
    except csv.Error as error:
        return fault(str(error), "a header in plain words or in double quotes")
    if found == list(table.columns):
        return []
    faults = [
        Fault(table.file, 1, name, name, f"a known column; {did_you_mean(name, table.columns)}")
        for name in found
        if name not in table.columns
    ]
    faults += [Fault(table.file, 1, name, "", "this column") for name in table.columns if name not in found]
    return faults or fault(header, f"the columns in the order {','.join(table.columns)}")


def _read_rows(table: Table, text: str) -> tuple[list[NumberedRow], list[Fault]]:
    lines, records, faults = _split_records(table, text)
    try:
        rows = table.adapter.validate_python(records)
    except ValidationError as error:
        faults += [_cell_fault(table, lines, detail) for detail in error.errors(include_url=False)]
    return ([], faults) if faults else (list(zip(lines, rows, strict=True)), [])


def _split_records(table: Table, text: str) -> tuple[list[int], list[list[str | None]], list[Fault]]:
    """The records with the lines at which they start; a blank cell is None."""
    lines: list[int] = []
    records: list[list[str | None]] = []
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text), strict=True)
    next(reader)
    line, width = 2, len(table.columns)
    try:
        for cells in reader:
            if len(cells) == width:
                lines.append(line)
                records.append([cell or None for cell in cells])
            else:
                faults.append(_width_fault(table, line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(table.file, line, "", str(error), "well-formed CSV: a cell in double quotes or plain"))
    return lines, records, faults


def _width_fault(table: Table, line: int, cells: list[str]) -> Fault:
    return Fault(table.file, line, "", f"{len(cells)} cells", f"{len(table.columns)} cells, as in the header")


def _cell_fault(table: Table, lines: list[int], detail: ErrorDetails) -> Fault:
    index, named = detail["loc"][:2]
    column = table.columns[named] if isinstance(named, int) else named
    value = detail["input"]
    if value is None:
        expected = "a value; the cell is blank"
    elif detail["type"] == "enum":
        options = [option.strip(" '") for option in detail["ctx"]["expected"].replace(" or ", ",").split(",")]
        expected = f"one of {', '.join(options)}; {did_you_mean(value, options)}"
    else:
        expected = detail["msg"]
    return Fault(table.file, lines[int(index)], column, "" if value is None else value, expected)
