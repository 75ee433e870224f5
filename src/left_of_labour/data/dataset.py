"""The data folder as one frozen `Dataset` of pandas frames.

`load` reads every table strictly, runs the checks between rows and tables, and raises `DataError` with all faults at
once. Frames have one row per record of the CSV file: text and ids as `str`, whole numbers as `Int64`, decimals as
`Float64`, flags as `bool`, dates as `datetime64`, source ids joined by semicolons; blank stays missing, never 0.
The national contests, once they are fetched, can be asked for by id; the frames hold our own contests only.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from left_of_labour import paths
from left_of_labour.data import parliament
from left_of_labour.data.checks import check_tables
from left_of_labour.data.frames import Frames, to_frame
from left_of_labour.data.memory import remembered
from left_of_labour.data.reader import NumberedRow, read_content, read_table
from left_of_labour.data.schema import TABLES, Contest, ExceptedRule
from left_of_labour.data.witnesses import count_witnesses
from left_of_labour.errors import DataError, Fault, ParameterError, did_you_mean

__all__ = ["NATIONAL_TABLE", "Dataset", "inspect", "load"]

NATIONAL_TABLE = "parliament_candidacies"
# The tables that say which party a label on a national ballot paper means.
_LABELLED = ("parties", "westminster_green", "westminster_left", "results")


@dataclass(frozen=True, eq=False)
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
    memory
        What `remembered` functions made of these rows; data with another table begin with none.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    contests_by_id: Mapping[str, Contest]
    used: set[str] = field(default_factory=set)
    memory: dict[Hashable, tuple[object, frozenset[str]]] = field(default_factory=dict, init=False, repr=False)

    @property
    def data_files(self) -> tuple[str, ...]:
        """The names of the data files read so far, sorted; a folder's file with its folder.

        Examples
        --------
        >>> dataset = load()
        >>> dataset.contest("hackney-mayor-2002").valid_votes, dataset.data_files
        (32926, ('contests.csv',))
        """
        return tuple(sorted(name if "." in name else f"{name}.csv" for name in self.used))

    def __dir__(self) -> list[str]:
        """The tables come first in what tab offers."""
        return [*TABLES, *(name for name in super().__dir__() if not name.startswith("_"))]

    def __repr__(self) -> str:
        """Where the data are and what they hold, in a screenful."""
        counts = [
            f"  {name:27}{len(self.tables[name]):6,}  {(table.row.__doc__ or '').partition('.')[0]}"
            for name, table in TABLES.items()
        ]
        return "\n".join([f"Data in {self.folder.name}/: {len(self.contests_by_id):,} contests", *counts])

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"{type(self).__name__} has no table or attribute {name!r}")
        self.used.add(name)
        return self.tables[name]

    @property
    @remembered
    def candidates(self) -> pd.DataFrame:
        """Results joined with what we know of party and position: one row per candidate and contest.

        Adds the party's `party` (name), `family` and `colour`, and `left_reading` with `reading_reason`: the
        candidate's own where candidate_positions.csv has one, otherwise the party's; and `witnesses`, the number of
        independent sources that print the votes (0 for a figure that was derived).
        """
        return self._judged(self.results, self.candidate_positions)

    def _judged(self, results: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
        """Results with the party's reading, and the candidate's own where `positions` has one."""
        parties = self.parties.rename(columns={"name": "party", "reason": "reading_reason"})
        joined = results.merge(
            parties[["party_id", "party", "family", "colour", "left_reading", "reading_reason"]],
            on="party_id",
            how="left",
            validate="many_to_one",
        )
        key = ["contest_id", "candidate"]
        own = joined[key].merge(positions[[*key, "left_reading", "reason"]], on=key, how="left", validate="one_to_one")
        joined["left_reading"] = own["left_reading"].fillna(joined["left_reading"])
        joined["reading_reason"] = own["reason"].fillna(joined["reading_reason"])
        joined["witnesses"] = count_witnesses(joined, self.sources)
        return joined

    @property
    @remembered
    def national(self) -> parliament.National | None:
        """The constituency contests of 2010 to 2026 that we do not hold, if they were fetched; otherwise None."""
        if not parliament.is_fetched(self.folder):
            return None
        labels = dict(self.tables["parties"][["name", "party_id"]].itertuples(index=False))
        for name in _LABELLED[1:]:
            labels |= dict(self.tables[name][["ballot_label", "party_id"]].itertuples(index=False))
        return parliament.read(self.folder, self.contests_by_id.values(), labels)

    def excepted(self, rule: ExceptedRule) -> frozenset[tuple[pd.Timestamp, str]]:
        """Day and area of the contests that exceptions.csv exempts from a rule.

        Examples
        --------
        >>> [(f"{day:%Y}", area) for day, area in load().excepted(ExceptedRule.SETTLED_COUNT)]
        [('2002', 'Lewisham')]
        """
        rows = self.exceptions[self.exceptions["rule"] == rule]
        return frozenset(zip(rows["date"], rows["area"], strict=True))

    @property
    def contest_ids(self) -> "ContestIds":
        """The ids of all contests: our own, then the national ones if they were fetched."""
        return ContestIds(self)

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
        if contest_id in self.contests_by_id:
            return self.contests_by_id[contest_id]
        if self.national and contest_id in self.national.contests:
            self.used.update(self.national.files_of(contest_id), _LABELLED)
            return self.national.contests[contest_id]
        hint = did_you_mean(contest_id, self.contest_ids)
        if not self.national:
            hint += "; other constituencies, 2010 to 2026, come with `left-of-labour fetch parliament`"
        raise ParameterError(f"contest_id: no contest {contest_id!r}; {hint}")

    @remembered
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
        contest = self.contest(contest_id)
        if contest_id in self.contests_by_id:
            first, last = self._places[contest_id]
            return self._ranked.iloc[first:last].reset_index(drop=True)
        results = to_frame(TABLES["results"], _fetched(self).results(contest_id))
        return _ranked(self._judged(results, self._national_positions(contest, results)))

    @property
    @remembered
    def _ranked(self) -> pd.DataFrame:
        return _ranked(self.candidates)

    @property
    @remembered
    def _places(self) -> dict[str, tuple[int, int]]:
        """Where the candidates of each contest stand among all, from and to."""
        sizes = self._ranked.groupby("contest_id", sort=False).size()
        return {
            contest_id: (last - size, last)
            for contest_id, size, last in zip(sizes.index, sizes, sizes.cumsum(), strict=True)
        }

    def _national_positions(self, contest: Contest, results: pd.DataFrame) -> pd.DataFrame:
        """Readings of a national contest's candidates, as the tables of Westminster candidacies have them."""
        found = []
        for name in ("westminster_left", "westminster_green"):
            rows = getattr(self, name)
            rows = rows[(rows["date"] == pd.Timestamp(contest.date)) & (rows["constituency_code"] == contest.area_code)]
            found.append(rows[["candidate", "votes", "left_reading"]].assign(reason=f"as in {name}.csv"))
        plain = [  # two Greg Smiths stood in one contest and carry their party in brackets
            name.removesuffix(f" ({label})")
            for name, label in results[["candidate", "ballot_label"]].itertuples(index=False)
        ]
        positions = results[["contest_id", "candidate", "votes"]].assign(plain=plain)
        found = pd.concat(found).rename(columns={"candidate": "plain"})
        return positions.merge(found, on=["plain", "votes"], how="inner", validate="one_to_one")


def _ranked(candidates: pd.DataFrame) -> pd.DataFrame:
    """Candidates contest by contest, most first preferences first; those without a figure last."""
    return candidates.sort_values(
        ["contest_id", "votes"], ascending=[True, False], na_position="last", ignore_index=True
    )


def _fetched(dataset: Dataset) -> parliament.National:
    """The national contests, where it is known that they were fetched."""
    assert dataset.national is not None
    return dataset.national


class ContestIds(Collection[str]):
    """Contest ids of a dataset; the national results are read only if ours do not answer the question."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset

    def __contains__(self, contest_id: object) -> bool:
        return contest_id in self._dataset.contests_by_id or contest_id in self._national()

    def __iter__(self) -> Iterator[str]:
        return chain(self._dataset.contests_by_id, self._national())

    def __len__(self) -> int:
        return len(self._dataset.contests_by_id) + len(self._national())

    def _national(self) -> Mapping[str, Contest]:
        return self._dataset.national.contests if self._dataset.national else {}


def inspect(
    folder: Path, instead: Mapping[str, bytes] | None = None
) -> tuple[dict[str, list[NumberedRow]], list[Fault]]:
    """Read and check every table of a folder; return the rows by table and every fault found.

    Tables in `instead` are taken from there, so that a change can be checked before it is made.
    """
    return _inspect(folder, _contents(folder, instead or {}))


def _contents(folder: Path, instead: Mapping[str, bytes] = MappingProxyType({})) -> tuple[bytes | None, ...]:
    return tuple(instead.get(name) or read_content(folder, table) for name, table in TABLES.items())


def _inspect(folder: Path, contents: tuple[bytes | None, ...]) -> tuple[dict[str, list[NumberedRow]], list[Fault]]:
    rows: dict[str, list[NumberedRow]] = {}
    faults: dict[str, list[Fault]] = {}
    for table, content in zip(TABLES.values(), contents, strict=True):
        rows[table.name], faults[table.name] = read_table(folder, table, content)
    unreadable = [name for name, found in faults.items() if found]
    return rows, [*chain.from_iterable(faults.values()), *check_tables(rows, unreadable)]


@dataclass(frozen=True)
class _Remembered:
    """The rows of a folder, and what was made of them: processes forked from one that has loaded them have it all."""

    contests: Mapping[str, Contest]
    frames: Frames
    memory: dict[Hashable, tuple[object, frozenset[str]]]


@lru_cache(maxsize=1)
def _valid(folder: Path, contents: tuple[bytes | None, ...], national: object, storage: str) -> _Remembered:
    """What is known of the files of a folder, the national ones in this state, with pandas' present storage of text."""
    rows, faults = _inspect(folder, contents)
    if faults:
        raise DataError(faults)
    found = {name: tuple(row for _, row in numbered) for name, numbered in rows.items()}
    contests = MappingProxyType({row.contest_id: row for row in found["contests"]})
    frames = {name: partial(to_frame, TABLES[name], of_table) for name, of_table in found.items()}
    return _Remembered(contests, Frames(frames), {})


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
    474
    """
    folder = Path(folder) if folder is not None else paths.data_dir()
    valid = _valid(folder, _contents(folder), parliament.states(folder), pd.get_option("mode.string_storage"))
    frames: dict[str, Callable[[], pd.DataFrame]] = {name: partial(_own, valid.frames, name) for name in valid.frames}
    dataset = Dataset(folder, Frames(frames), valid.contests)
    vars(dataset)["memory"] = valid.memory
    if parliament.is_fetched(folder):
        frames[NATIONAL_TABLE] = lambda: _fetched(dataset).frame.copy(deep=False)
    return dataset


def _own(frames: Frames, name: str) -> pd.DataFrame:
    """A frame that can be changed without anybody else noticing; until then it shares its cells."""
    return frames[name].copy(deep=False)
