"""What a check is, and the rows that checks read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import TABLES, Completeness, Contest, ExceptedRule, Result, WestminsterCandidacy
from left_of_labour.errors import Fault

__all__ = ["Case", "Check", "Finder", "Outcome", "Poll", "RuleCount", "Tables", "fault", "lines", "shown"]


@dataclass(frozen=True)
class Poll:
    """A contest with its candidates, and the lines at which they stand."""

    line: int
    contest: Contest
    candidates: list[tuple[int, Result]]

    @property
    def is_whole(self) -> bool:
        """Whether every vote of the contest is known, if need be as one row for several candidates."""
        return self.contest.completeness is not Completeness.PARTIAL

    def total(self) -> int:
        """The sum of the candidates' votes."""
        return sum(row.votes or 0 for _, row in self.candidates)


class Tables:
    """All rows by table, with the groupings that several checks need."""

    def __init__(self, rows: Mapping[str, list[NumberedRow]]):
        self._rows = rows
        self._second_counts: dict[str, dict[tuple[dt.date, str], list[NumberedRow]]] = {}

    def __getitem__(self, table: str) -> list[NumberedRow]:
        return self._rows[table]

    @cached_property
    def polls(self) -> dict[str, Poll]:
        """Contests with their candidates, by contest id."""
        candidates = defaultdict(list)
        for line, row in self["results"]:
            candidates[row.contest_id].append((line, row))
        return {row.contest_id: Poll(line, row, candidates[row.contest_id]) for line, row in self["contests"]}

    def second_counts(self, table: str) -> dict[tuple[dt.date, str], list[NumberedRow]]:
        """The candidates of each contest in mayoral_candidates.csv or pcc_candidates.csv, by date and authority."""
        if table not in self._second_counts:
            grouped = self._second_counts[table] = defaultdict(list)
            for line, row in self[table]:
                grouped[row.date, row.authority].append((line, row))
        return self._second_counts[table]

    def excepts(self, rule: ExceptedRule, date: dt.date, area: str) -> bool:
        """Whether exceptions.csv exempts the contest of that day and area from a rule."""
        return (rule, date, area) in self._exceptions

    @cached_property
    def _exceptions(self) -> frozenset[tuple[ExceptedRule, dt.date, str]]:
        return frozenset((row.rule, row.date, row.area) for _, row in self["exceptions"])

    @cached_property
    def westminster(self) -> dict[tuple[dt.date, str], list[tuple[str, int, WestminsterCandidacy]]]:
        """Candidacies at Westminster with their table and line, by date and constituency."""
        grouped = defaultdict(list)
        for table in ("westminster_left", "westminster_green"):
            for line, row in self[table]:
                grouped[row.date, row.constituency].append((table, line, row))
        return grouped


class Case(NamedTuple):
    """Something to which a rule applies; the faults that a finder yields after it are faults of this case."""

    contest_id: str | None = None  # where the rule is about one contest
    number: int = 1  # more than one where a rule looks at a whole table at once
    excepted: bool = False  # an exception on record exempts it


Outcome = Case | Fault
Finder = Callable[[Tables], Iterator[Outcome]]


@dataclass(frozen=True)
class RuleCount:
    """To how many cases a rule was applied, and what came of it.

    Attributes
    ----------
    rule
        The rule in one sentence.
    cases
        Rows, contests or whatever else the rule is about: as many as it could be applied to.
    exceptions
        Cases that an exception on record exempts.
    faults
        Cases that break the rule.
    broken_in
        The contests that break it, where the rule is about contests.
    """

    rule: str
    cases: int
    exceptions: int
    faults: int
    broken_in: tuple[str, ...] = ()

    @property
    def hold(self) -> int:
        """Cases in which the rule holds: neither broken nor exempted."""
        return self.cases - self.exceptions - self.faults


@dataclass(frozen=True)
class Check:
    """A rule in one sentence, the tables that it reads, and the function that meets its cases and their faults."""

    rule: str
    tables: tuple[str, ...]
    outcomes: Finder

    def faults(self, tables: Tables) -> Iterator[Fault]:
        """What breaks the rule."""
        return (outcome for outcome in self.outcomes(tables) if isinstance(outcome, Fault))

    def count(self, tables: Tables) -> RuleCount:
        """To how many cases the rule applies, how many are exempted, and how many break it."""
        cases: list[Case] = []
        broken: dict[int, set[tuple[str, int]]] = defaultdict(set)  # lines with a fault, by case
        for outcome in self.outcomes(tables):
            if isinstance(outcome, Case):
                cases.append(outcome)
            else:
                broken[len(cases) - 1].add((outcome.file, outcome.row))
        exceptions = sum(case.excepted for at, case in enumerate(cases) if at not in broken)
        faults = sum(min(len(found), cases[at].number) for at, found in broken.items())
        contests = dict.fromkeys(cases[at].contest_id for at in broken)
        return RuleCount(
            self.rule,
            sum(case.number for case in cases),
            exceptions,
            faults,
            tuple(contest for contest in contests if contest is not None),
        )


def fault(table: str, line: int, column: str, value: object, expected: str) -> Fault:
    """A fault of a table, with the value as it stands in the file."""
    return Fault(TABLES[table].file, line, column, _as_text(value), expected)


def shown(value: object) -> str:
    """A cell in a message: its text, or `a blank`."""
    return _as_text(value) or "a blank"


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def lines(rows: list[NumberedRow]) -> str:
    """Where rows stand, for a message.

    >>> lines([(2, None), (3, None), (4, None)]), lines([(2, None), (9, None)])
    ('lines 2 to 4', 'lines 2, 9')
    """
    numbers = [line for line, _ in rows]
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"lines {numbers[0]} to {numbers[-1]}"
    return f"line{'s' * (len(numbers) != 1)} {', '.join(map(str, numbers))}"
