"""The data folder as one frozen `Dataset` of pandas frames.

`load` reads every table strictly, runs the checks between rows and tables, and raises `DataError` with all faults at
once. Frames have one row per record of the CSV file: text and ids as `str`, whole numbers as `Int64`, decimals as
`Float64`, flags as `bool`, dates as `datetime64`, source ids joined by semicolons; blank stays missing, never 0.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import get_args, get_origin, get_type_hints

import pandas as pd

from left_of_labour import paths
from left_of_labour.data.checks import check_tables
from left_of_labour.data.reader import NumberedRow, read_table
from left_of_labour.data.schema import TABLES, Contest, Table
from left_of_labour.errors import DataError, Fault, ParameterError, did_you_mean

__all__ = ["Dataset", "inspect", "load"]


@dataclass(frozen=True)
class Dataset:
    """All tables of a data folder, validated.

    Attributes
    ----------
    folder
        Where the files are.
    tables
        Frames by table name; `dataset.contests` is short for `dataset.tables["contests"]`.
    contests_by_id
        The rows of contests.csv by contest id.
    used
        Names of the tables that were asked for so far: what a report really rests on.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    contests_by_id: Mapping[str, Contest]
    used: set[str] = field(default_factory=set, compare=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"{type(self).__name__} has no table or attribute {name!r}")
        self.used.add(name)
        return self.tables[name]

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """Results joined with what we know of party and position: one row per candidate and contest.

        Adds the party's `party` (name), `family` and `colour`, and `left_reading` with `reading_reason`: the
        candidate's own where candidate_positions.csv has one, otherwise the party's.
        """
        parties = self.parties.rename(columns={"name": "party", "reason": "reading_reason"})
        joined = self.results.merge(
            parties[["party_id", "party", "family", "colour", "left_reading", "reading_reason"]],
            on="party_id",
            how="left",
            validate="many_to_one",
        )
        key = ["contest_id", "candidate"]
        own = joined[key].merge(self.candidate_positions, on=key, how="left", validate="one_to_one")
        joined["left_reading"] = own["left_reading"].fillna(joined["left_reading"])
        joined["reading_reason"] = own["reason"].fillna(joined["reading_reason"])
        return joined

    def contest(self, contest_id: str) -> Contest:
        """The facts of one contest.

        Raises
        ------
        ParameterError
            If there is no such contest; the message names the nearest ids.

        Examples
        --------
        >>> load().contest("hackney-mayor-2002").valid_votes
        32926
        """
        self.used.add("contests")
        if contest_id not in self.contests_by_id:
            hint = did_you_mean(contest_id, self.contests_by_id)
            raise ParameterError(f"contest_id: no contest {contest_id!r}; {hint}")
        return self.contests_by_id[contest_id]

    def candidates_of(self, contest_id: str) -> pd.DataFrame:
        """The candidates of one contest, most first preferences first, with the columns of `candidates`.

        Raises
        ------
        ParameterError
            If there is no such contest.

        Examples
        --------
        >>> load().candidates_of("hackney-mayor-2002")[["candidate", "votes"]].head(3)
              candidate  votes
        0    Jules Pipe  13813
        1   Andrew Boff   4502
        2     Paul Foot   4187
        """
        self.contest(contest_id)
        chosen = self.candidates[self.candidates["contest_id"] == contest_id]
        return chosen.sort_values("votes", ascending=False, na_position="last", kind="stable", ignore_index=True)


def inspect(folder: Path) -> tuple[dict[str, list[NumberedRow]], list[Fault]]:
    """Read and check every table of a folder; return the rows by table and every fault found."""
    rows: dict[str, list[NumberedRow]] = {}
    faults: dict[str, list[Fault]] = {}
    for table in TABLES.values():
        rows[table.name], faults[table.name] = read_table(folder, table)
    unreadable = [name for name, found in faults.items() if found]
    return rows, [*chain.from_iterable(faults.values()), *check_tables(rows, unreadable)]


def load(folder: Path | str | None = None) -> Dataset:
    """Load and validate the data.

    Parameters
    ----------
    folder
        The data folder; by default `LEFT_OF_LABOUR_DATA` or the repository's own.

    Raises
    ------
    DataError
        If anything is wrong; it lists every fault with file, row, column, value and what was expected.

    Examples
    --------
    >>> len(load().contests)
    469
    """
    folder = Path(folder) if folder is not None else paths.data_dir()
    rows, faults = inspect(folder)
    if faults:
        raise DataError(faults)
    contests = {row.contest_id: row for _, row in rows["contests"]}
    return Dataset(folder, _Frames(rows), MappingProxyType(contests))


class _Frames(Mapping[str, pd.DataFrame]):
    """Frames by table name, each made when it is first asked for: few reports need them all."""

    def __init__(self, rows: dict[str, list[NumberedRow]]):
        self._rows = rows
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = _to_frame(TABLES[name], self._rows[name])
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


_DTYPES = {int: "Int64", float: "Float64", bool: "bool", dt.date: "datetime64[s]"}


def _to_frame(table: Table, numbered: list[NumberedRow]) -> pd.DataFrame:
    columns = {}
    cells = zip(*(row for _, row in numbered), strict=True) if numbered else [()] * len(table.columns)
    for (name, annotation), values in zip(get_type_hints(table.row).items(), cells, strict=True):
        kind = _plain_type(annotation)
        if kind is tuple:
            values = [None if value is None else ";".join(value) for value in values]
        columns[name] = pd.Series(values, dtype=_DTYPES.get(kind, "str"))
    return pd.DataFrame(columns)


def _plain_type(annotation: object) -> type:
    """`int` for `int | None`, `tuple` for `tuple[str, ...]`."""
    if get_origin(annotation) is UnionType or type(None) in get_args(annotation):
        annotation = next(option for option in get_args(annotation) if option is not type(None))
    return get_origin(annotation) or annotation
