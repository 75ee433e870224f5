"""From validated rows to pandas frames, and back."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pandas as pd

from left_of_labour.data.schema import Row, Table

__all__ = ["Frames", "to_frame", "to_rows"]

_DTYPES = {int: "Int64", float: "Float64", bool: "bool", dt.date: "datetime64[s]"}


class Frames(Mapping[str, pd.DataFrame]):
    """Frames by table name, each made when it is first asked for: few reports need them all."""

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]):
        self._makers = makers
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self._makers[name]()
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def to_frame(table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    """One row per record: text as `str`, whole numbers as `Int64`, flags as `bool`, lists joined by semicolons."""
    columns = {}
    cells: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(table.columns)
    for (name, annotation), values in zip(get_type_hints(table.row).items(), cells, strict=True):
        kind = _plain_type(annotation)
        if kind is tuple:
            values = [None if value is None else ";".join(value) for value in values]
        elif issubclass(kind, StrEnum):  # pandas' Python strings would keep the member, its Arrow strings would not
            values = [None if value is None else value.value for value in values]
        columns[name] = pd.Series(values, dtype=_DTYPES.get(kind, "str"))
    return pd.DataFrame(columns)


def to_rows(table: Table, frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame that `to_frame` made, or of some of its rows.

    Raises
    ------
    pydantic.ValidationError
        If a cell has been changed to something that the table does not allow.
    """
    columns = [[_text(value) for value in frame[name]] for name in table.columns]
    return table.adapter.validate_python([list(cells) for cells in zip(*columns, strict=True)])


def _text(value: object) -> str | None:
    """A cell as it stands in the file."""
    if pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain_type(annotation: Any) -> type:
    """`int` for `int | None`, `tuple` for `tuple[str, ...]`."""
    if get_origin(annotation) is UnionType or type(None) in get_args(annotation):
        annotation = next(option for option in get_args(annotation) if option is not type(None))
    kind: type = get_origin(annotation) or annotation
    return kind
