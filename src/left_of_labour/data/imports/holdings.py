"""What we hold already, indexed the way that files ask: by ballot id, by code, by name."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.imports.model import Ballot
from left_of_labour.data.imports.parties import Parties
from left_of_labour.data.imports.places import plain
from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import (
    Conflict,
    Contest,
    Office,
    Result,
    Row,
    Source,
    Status,
    VotingSystem,
    WestminsterCandidacy,
)
from left_of_labour.data.witnesses import origins_of

__all__ = ["Held", "Holdings", "as_text"]


@dataclass(frozen=True)
class Held:
    """A contest of ours with the lines at which it and its candidates stand."""

    line: int
    contest: Contest
    candidates: list[tuple[int, Result]]

    @property
    def results(self) -> list[Result]:
        """The candidates."""
        return [row for _, row in self.candidates]


class Holdings:
    """The tables of a data folder, as an import looks at them.

    Parameters
    ----------
    rows
        All rows by table, with their lines.
    """

    def __init__(self, rows: Mapping[str, list[NumberedRow]]):
        self.rows = rows
        candidates: dict[str, list[tuple[int, Result]]] = defaultdict(list)
        for line, row in rows["results"]:
            candidates[row.contest_id].append((line, row))
        self.contests = {row.contest_id: Held(line, row, candidates[row.contest_id]) for line, row in rows["contests"]}

    def table(self, name: str) -> Iterable[Row]:
        """The rows of a table."""
        return (row for _, row in self.rows[name])

    @cached_property
    def parties(self) -> Parties:
        """Our parties, by the codes and labels of all tables."""
        labels = [
            (row.ballot_label, row.party_id)
            for name in ("results", "westminster_left", "westminster_green", "mayoral_candidates")
            for row in self.table(name)
            if row.party_id is not None
        ]
        return Parties(self.table("parties"), self.table("party_codes"), labels)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return {row.source_id: row for row in self.table("sources")}

    @cached_property
    def positions(self) -> set[tuple[str, str]]:
        """Contest and candidate of everybody with a position of their own."""
        return {(row.contest_id, row.candidate) for row in self.table("candidate_positions")}

    @cached_property
    def candidacies(self) -> dict[tuple[dt.date, str, str], WestminsterCandidacy]:
        """The candidacies of the national tables by day, constituency and candidate, however they are spelt."""
        return {
            (row.date, plain(row.constituency), plain(row.candidate)): row
            for name in ("westminster_left", "westminster_green")
            for row in self.table(name)
        }

    @cached_property
    def constituencies(self) -> dict[str, str]:
        """The names of constituencies by code, as the national tables have them."""
        return {row.constituency_code: row.constituency for row in self.candidacies.values() if row.constituency_code}

    @cached_property
    def conflicts(self) -> dict[tuple[str, str, str], list[Conflict]]:
        """What was rejected, by contest, column and candidate."""
        found: dict[tuple[str, str, str], list[Conflict]] = defaultdict(list)
        for row in self.table("conflicts"):
            found[row.contest_id or "", row.field, row.candidate or ""].append(row)
        return found

    def recorded(self, contest_id: str, column: str, candidate: str, value: str) -> str:
        """The id of the conflict in which a value was rejected already; blank if there is none."""
        same = self.conflicts.get((contest_id, column, candidate), ())
        return next((one.conflict_id for one in same if _same_text(one.value_rejected, value)), "")

    @cached_property
    def next_conflict(self) -> int:
        """The number that the next conflict gets."""
        numbers = [row.conflict_id.removeprefix("conflict-") for row in self.table("conflicts")]
        return max((int(one) for one in numbers if one.isdigit()), default=0) + 1

    def find(self, ballot: Ballot) -> Held | None:
        """Our contest of a ballot: by ballot id, else by place, area and day, else by code and day."""
        by_id = self._by_ballot_id.get(ballot.ballot_id or "")
        by_name = self._by_name.get(
            (ballot.office, ballot.date, _place(ballot.office, ballot.place), plain(ballot.area))
        )
        by_code = self._by_code.get((ballot.office, ballot.date, ballot.area_code)) if ballot.area_code else None
        return by_id or by_name or by_code

    def boundary(self, ballot: Ballot) -> str | None:
        """The boundaries within which we hold the area under the same code; None if we do not."""
        same = [
            held.contest
            for held in self.contests.values()
            if ballot.area_code and held.contest.area_code == ballot.area_code and held.contest.office is ballot.office
        ]
        return max(same, key=lambda one: one.date).boundary if same else None

    def voting_systems(self, ballot: Ballot) -> list[VotingSystem]:
        """The systems in force for the office on the day."""
        return [
            row.voting_system
            for row in self.table("voting_systems")
            if row.office is ballot.office
            and row.valid_from <= ballot.date
            and (row.valid_to is None or ballot.date < row.valid_to)
        ]

    def adds_a_witness(self, cited: Iterable[str], source: Source) -> bool:
        """Whether a source is independent of those that a row cites."""
        known = origins_of([*self.sources.values(), source])
        return known[source.source_id] not in {known[one] for one in cited}

    @cached_property
    def _polled(self) -> list[Held]:
        return [held for held in self.contests.values() if held.contest.status is not Status.NOTIONAL]

    @cached_property
    def _by_ballot_id(self) -> dict[str, Held]:
        return {name: held for held in self._polled if (name := ballot_id(held.contest))}

    @cached_property
    def _by_name(self) -> dict[tuple[Office, dt.date, str, str], Held]:
        return {
            (one.office, one.date, _place(one.office, one.place), plain(one.area)): held
            for held in self._polled
            for one in (held.contest,)
        }

    @cached_property
    def _by_code(self) -> dict[tuple[Office, dt.date, str | None], Held]:
        return {(one.contest.office, one.contest.date, one.contest.area_code): one for one in self._polled}


def _place(office: Office, place: str) -> str:
    """The place as part of a key: constituencies are known by their names alone."""
    return place if office in (Office.COUNCILLOR, Office.MAYOR) else ""


def _same_text(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other


def as_text(value: object) -> str:
    """A value as its cell.

    >>> as_text(None), as_text(True), as_text(42.0), as_text(("a", "b"))
    ('', 'true', '42', 'a;b')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return ";".join(value) if isinstance(value, tuple) else str(value)
