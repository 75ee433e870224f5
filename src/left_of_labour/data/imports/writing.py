"""A plan becomes rows: all tables are written or none, and a journal takes the import back.

The journal is the folder `.imports` of the data folder, one file per import: the lines that were removed and added,
table by table. While tables are being replaced it also holds what they were before, so that an import that was cut
off in the middle can be put right.
"""

import csv
import errno
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from left_of_labour.data.dataset import inspect
from left_of_labour.data.imports.plan import Change, Plan
from left_of_labour.data.schema import TABLES
from left_of_labour.data.whole import put_whole
from left_of_labour.errors import DataError, LeftOfLabourError

try:
    import fcntl
except ImportError:  # not on Windows, where two imports at once are up to who starts them
    fcntl = None  # type: ignore[assignment]  # the stubs know it as a module everywhere

__all__ = ["FOLDER", "WritingError", "check", "is_unfinished", "put_right", "replace_tables", "undo", "write"]

FOLDER = ".imports"
_ENDING = ".journal"
_UNFINISHED = "unfinished.before"

Lines = dict[str, list[tuple[str, str]]]  # by table: each line as it was and as it becomes, blank where there is none


class WritingError(LeftOfLabourError):
    """An import could not be written or taken back; nothing was changed."""


def check(folder: Path, plan: Plan) -> None:
    """Check the tables as they would be after the import.

    Raises
    ------
    DataError
        With every fault that the import would bring in.
    """
    faults = inspect(folder, _as_bytes(_contents(folder, _lines(folder, plan))))[1]
    if faults:
        raise DataError(faults)


def write(folder: Path, plan: Plan) -> int:
    """Write a plan, all of it or nothing.

    Returns
    -------
    int
        The number of the import in the journal; 0 if there was nothing to write.

    Raises
    ------
    DataError
        If the tables would not pass the checks.
    WritingError
        If a table is not what it was when the plan was made, or another import is writing.
    """
    if plan.is_empty:
        return 0
    with _alone(folder):
        check(folder, plan)
        lines = _lines(folder, plan)
        number = 1 + max(_numbers(folder), default=0)
        record = json.dumps({"files": list(plan.files), "tables": lines}, ensure_ascii=False, indent=1)
        replace_tables(folder, {**_contents(folder, lines), f"{number:04}{_ENDING}": record})
    return number


def undo(folder: Path) -> tuple[str, ...]:
    """Take the last import back: rows that it added go, cells that it changed become what they were.

    Returns
    -------
    tuple
        The names of the files that had been imported.

    Raises
    ------
    WritingError
        If there is no import to take back, or a line that it wrote has been changed since, or another is writing.
    """
    with _alone(folder):
        return _undone(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep another import from writing at the same time; the lock ends with the process, however that ends."""
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        held = (folder / FOLDER / "lock").open("a")  # closed below
    except OSError as error:
        raise WritingError(f"{folder / FOLDER} could not be written: {error.strerror}") from error
    with held:
        try:
            if fcntl:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise WritingError(
                    f"{folder}: another import is writing there; nothing was changed: import again when it has ended"
                ) from None  # any other: a file system without locks, where that is up to who starts two
        yield


def _undone(folder: Path) -> tuple[str, ...]:
    if recover(folder):
        return ("an import that was cut off",)
    numbers = _numbers(folder)
    if not numbers:
        raise WritingError(f"{folder}: no import to undo")
    journal = folder / FOLDER / f"{numbers[-1]:04}{_ENDING}"
    record = json.loads(journal.read_text(encoding="utf-8"))
    backwards = {table: [(after, before) for before, after in pairs] for table, pairs in record["tables"].items()}
    contents = _contents(folder, backwards)
    faults = inspect(folder, _as_bytes(contents))[1]
    if faults:
        listed = "\n".join(map(str, faults[:5]))
        raise WritingError(f"the import cannot be taken back, because rows added since rest on it:\n{listed}")
    replace_tables(folder, {**contents, journal.name: None})
    return tuple(record["files"])


def recover(folder: Path) -> bool:
    """Put right an import that was cut off while tables were being replaced; whether there was one.

    To be called only by who keeps others out, see `put_right`: an import under way looks the same.
    """
    unfinished = folder / FOLDER / _UNFINISHED
    if not is_unfinished(folder):
        return False
    for name, text in json.loads(unfinished.read_text(encoding="utf-8")).items():
        _set(folder, name, text)
    unfinished.unlink()
    return True


def put_right(folder: Path) -> None:
    """Put right an import that was cut off.

    Raises
    ------
    WritingError
        If it was not cut off, but is still writing.
    """
    if is_unfinished(folder):
        with _alone(folder):
            recover(folder)


def is_unfinished(folder: Path) -> bool:
    """Whether an import was cut off while tables were being replaced."""
    return (folder / FOLDER / _UNFINISHED).is_file()


def _numbers(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in (folder / FOLDER).glob(f"[0-9]*{_ENDING}"))


def _lines(folder: Path, plan: Plan) -> Lines:
    """Which lines a plan replaces and adds."""
    lines: Lines = defaultdict(list)
    changes: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for change in plan.changes:
        changes[change.table, change.line].append(change)
    texts = {table: _text(folder, table).split("\n") for table, _ in changes}
    for (table, line), cells in changes.items():
        before = texts[table][line - 1] if line <= len(texts[table]) else ""
        lines[table].append((before, _changed(table, before, cells)))
    for addition in plan.additions:
        row = [addition.cells[column] for column in TABLES[addition.table].columns]
        lines[addition.table].append(("", _as_line(row)))
    return dict(lines)


def _changed(table: str, line: str, changes: list[Change]) -> str:
    columns = TABLES[table].columns
    (cells,) = csv.reader([line]) if line else ([],)
    for change in changes:
        at = columns.index(change.column)
        key = tuple(cells[columns.index(column)] for column in TABLES[table].key) if len(cells) == len(columns) else ()
        if key != change.key or not _same(cells[at], change.before):
            raise WritingError(f"{TABLES[table].file}:{change.line} has changed since the plan was made; import again")
        cells[at] = change.after
    return _as_line(cells)


def _contents(folder: Path, lines: Lines) -> dict[str, str]:
    """The texts of the tables with lines replaced, removed and added; lines are found by what they say."""
    contents = {}
    for table, pairs in lines.items():
        found = _text(folder, table).split("\n")
        for before, after in pairs:
            if not before:
                found.insert(len(found) - 1, after)
                continue
            if found.count(before) != 1:
                raise WritingError(f"{TABLES[table].file}: this line has been changed since it was imported:\n{before}")
            at = found.index(before)
            found[at : at + 1] = [after] if after else []
        contents[table] = "\n".join(found)
    return contents


def _text(folder: Path, table: str) -> str:
    path = folder / TABLES[table].file
    text = path.read_text(encoding="utf-8") if path.is_file() else _as_line(list(TABLES[table].columns)) + "\n"
    return text if text.endswith("\n") else text + "\n"


def _as_line(cells: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()


def _same(cell: str, before: str) -> bool:
    return cell == before or (cell != "" and before != "" and cell.rstrip("0").rstrip(".") == before)


def _as_bytes(contents: Mapping[str, str]) -> dict[str, bytes]:
    return {table: text.encode() for table, text in contents.items()}


def replace_tables(folder: Path, contents: Mapping[str, str | None]) -> None:
    """Replace tables: if anything happens before the last is in place, the first ones become what they were.

    Parameters
    ----------
    folder
        The data folder.
    contents
        Texts by the name of a table, or of a file of the journal, which goes where there is no text.
    """
    recover(folder)
    (folder / FOLDER).mkdir(exist_ok=True)
    before = {name: _text(folder, name) if name in TABLES else _journal(folder, name) for name in contents}
    unfinished = folder / FOLDER / _UNFINISHED
    _put(unfinished, json.dumps(before, ensure_ascii=False))
    try:
        for name, text in contents.items():
            _set(folder, name, text)
    except BaseException:
        recover(folder)
        raise
    unfinished.unlink()


def _journal(folder: Path, name: str) -> str | None:
    path = folder / FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _set(folder: Path, name: str, text: str | None) -> None:
    path = folder / TABLES[name].file if name in TABLES else folder / FOLDER / name
    if text is None:
        path.unlink(missing_ok=True)
    else:
        _put(path, text)


def _put(path: Path, text: str) -> None:
    try:
        put_whole(path, text.encode())
    except OSError as error:
        raise WritingError(f"{path} could not be written: {error.strerror}") from error
