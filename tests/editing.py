"""Spoil a copy of the data folder in one place, and see what is found there."""

import csv
import io
import shutil
from pathlib import Path

from left_of_labour import paths
from left_of_labour.data import inspect
from left_of_labour.errors import Fault

DATA = paths.project_dir() / "data"


def read(file: str) -> list[list[str]]:
    """All records of one of our files, the header first."""
    with (DATA / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def as_csv(records: list[list[str]]) -> str:
    """The text of a CSV file in the form that the data folder uses."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(records)
    return stream.getvalue()


def line_of(file: str, **cells: str) -> int:
    """The line of the only record with these cells; our files have one record a line."""
    header, *records = read(file)
    wanted = [(header.index(column), value) for column, value in cells.items()]
    found = [line for line, record in enumerate(records, 2) if all(record[at] == value for at, value in wanted)]
    assert len(found) == 1, f"{len(found)} records of {file} with {cells}"
    return found[0]


def with_cell(file: str, line: int, column: str, value: str) -> str:
    """The text of the file with one cell changed."""
    records = read(file)
    at = records[0].index(column)
    assert records[line - 1][at] != value, "nothing would change"
    records[line - 1][at] = value
    return as_csv(records)


def spoilt_copy(folder: Path, file: str | None = None, content: str | bytes = "") -> Path:
    """A copy of the data folder in `folder`, with one file replaced if asked for; national results stay behind."""
    copy = folder / "data"
    shutil.copytree(DATA, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("parliament"))
    if file:
        (copy / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return copy


def faults_with(folder: Path, file: str, content: str | bytes) -> list[Fault]:
    """What `inspect` finds when one file is replaced."""
    return inspect(spoilt_copy(folder, file, content))[1]
