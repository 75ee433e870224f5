"""Candidacies at Westminster: shares, positions, agreement within a contest and with our own contests."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from operator import attrgetter

from left_of_labour.data.checks.rules import Case, Check, Outcome, Poll, Tables, fault, shown
from left_of_labour.data.schema import ExceptedRule, LeftReading, Office, Result, Status, WestminsterCandidacy
from left_of_labour.errors import Fault

__all__ = ["CHECKS"]

_TABLES = ("westminster_left", "westminster_green")
_READINGS = {
    "westminster_left": (LeftReading.CORE, LeftReading.CONTESTED),
    "westminster_green": (LeftReading.GREEN,),
}
_OF_THE_CONTEST = (
    "by_election",
    "constituency_code",
    "valid_votes",
    "candidates_standing",
    "labour_votes",
    "winner_party_id",
    "electorate",
)
_contest_of = attrgetter(*_OF_THE_CONTEST)
_THURSDAY = 3
_Reading = Callable[[Result], LeftReading | None]


def _rows(tables: Tables) -> Iterator[tuple[str, int, WestminsterCandidacy]]:
    return chain.from_iterable(tables.westminster.values())


def _figures(tables: Tables) -> Iterator[Outcome]:
    for name, line, row in _rows(tables):
        excepted = tables.excepts(ExceptedRule.POLLING_DAY, row.date, row.constituency)
        yield Case(excepted=excepted)
        if abs(row.share * row.valid_votes - row.votes) > 5.1e-7 * row.valid_votes:
            yield fault(name, line, "share", row.share, f"{row.votes / row.valid_votes:.6f}, votes / valid_votes")
        if row.electorate is not None and row.valid_votes > row.electorate:
            yield fault(name, line, "electorate", row.electorate, f"at least the valid votes, {row.valid_votes}")
        if row.votes + (row.labour_votes or 0) > row.valid_votes:
            expected = f"votes that with Labour's {row.labour_votes} stay within the valid votes, {row.valid_votes}"
            yield fault(name, line, "votes", row.votes, expected)
        if row.candidates_standing is not None and row.position > row.candidates_standing:
            yield fault(name, line, "position", row.position, f"at most {row.candidates_standing} candidates")
        if row.elected != (row.position == 1):
            yield fault(
                name, line, "elected", row.elected, f"{shown(row.position == 1)}, as the position is {row.position}"
            )
        if row.elected and row.winner_party_id != row.party_id:
            expected = f"{row.party_id}, the party of the elected candidate"
            yield fault(name, line, "winner_party_id", row.winner_party_id, expected)
        if row.winner_party_id == "labour" and row.votes >= (row.labour_votes or 0):
            expected = f"more than {row.votes}, the votes of {row.candidate}: the winner is Labour"
            yield fault(name, line, "labour_votes", row.labour_votes, expected)
        if row.date.weekday() != _THURSDAY and not excepted:
            yield fault(name, line, "date", row.date, f"a Thursday; this is a {row.date:%A}")
        if row.left_reading not in _READINGS[name]:
            yield fault(name, line, "left_reading", row.left_reading, " or ".join(_READINGS[name]))


def _contests(tables: Tables) -> Iterator[Outcome]:
    for rows in tables.westminster.values():
        if len(rows) < 2:
            continue
        yield Case()
        first_name, first_line, first = rows[0]
        for name, line, row in rows[1:]:
            for column in _OF_THE_CONTEST if _contest_of(row) != _contest_of(first) else ():
                if getattr(row, column) != getattr(first, column):
                    where = f"{first_name}.csv:{first_line}"
                    expected = f"{shown(getattr(first, column))}, as in {where}: the same contest"
                    yield fault(name, line, column, getattr(row, column), expected)
        ordered = sorted(rows, key=lambda found: found[2].position)
        for (_, _, above), (name, line, row) in pairwise(ordered):
            if row.position == above.position or row.votes > above.votes:
                expected = f"a position in the order of votes; {above.candidate} is at {above.position}"
                yield fault(name, line, "position", row.position, expected)


def _readings(tables: Tables) -> Iterator[Outcome]:
    readings = {row.party_id: row.left_reading for _, row in tables["parties"]}
    for name, line, row in _rows(tables):
        yield Case()
        usual = readings.get(row.party_id, LeftReading.NONE)
        if usual not in (LeftReading.NONE, row.left_reading):
            expected = f"{usual}, the reading of {row.party_id} in parties.csv"
            yield fault(name, line, "left_reading", row.left_reading, expected)


def _days(tables: Tables) -> Iterator[Outcome]:
    """A general election is one day a year; a by-election is not on that day."""
    days: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for _, _, row in _rows(tables):
        if not row.by_election:
            days[row.date.year][row.date] += 1
    usual = {year: max(counts, key=counts.__getitem__) for year, counts in days.items()}
    for name, line, row in _rows(tables):
        yield Case()
        day = usual.get(row.date.year)
        if row.by_election == (row.date == day):
            expected = f"{day}, the general election of that year, or by_election true; a by-election is on another day"
            yield fault(name, line, "date", row.date, expected)


def _codes(tables: Tables) -> Iterator[Outcome]:
    """Between two reviews a constituency keeps its code: one code, one name."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, row in _rows(tables):
        if row.constituency_code:
            names[row.constituency_code][row.constituency] += 1
    usual = {code: max(counts, key=counts.__getitem__) for code, counts in names.items() if len(counts) > 1}
    for name, line, row in _rows(tables):
        if row.constituency_code:
            yield Case()
        name_of_code = usual.get(row.constituency_code or "", row.constituency)
        if name_of_code != row.constituency:
            expected = f"{name_of_code}, as in the other rows with the code {row.constituency_code}"
            yield fault(name, line, "constituency", row.constituency, expected)


def _against_ours(tables: Tables) -> Iterator[Outcome]:
    """Where we hold the whole contest, its figures and its left-wing and Green candidates are the same."""
    ours = {}
    for poll in tables.polls.values():
        contest = poll.contest
        if contest.office is Office.MP and contest.status is Status.VALID and poll.is_whole:
            ours[contest.date, contest.area] = poll
    reading_of = _reading_of(tables)
    for key, poll in ours.items():
        for name, line, row in tables.westminster.get(key, ()):
            yield Case(poll.contest.contest_id)
            yield from _one_against_ours(name, line, row, poll)
            yield from _one_reading(name, line, row, poll, reading_of)
    yield from _missing(tables, ours, reading_of)


def _reading_of(tables: Tables) -> _Reading:
    """The reading of a candidate of ours: the own one, or else the party's."""
    readings = {row.party_id: row.left_reading for _, row in tables["parties"]}
    own = {(row.contest_id, row.candidate): row.left_reading for _, row in tables["candidate_positions"]}
    return lambda one: own.get((one.contest_id, one.candidate), readings.get(one.party_id))


def _one_reading(name: str, line: int, row: WestminsterCandidacy, poll: Poll, reading_of: _Reading) -> Iterator[Fault]:
    for at, one in poll.candidates:
        same = (one.party_id, one.votes) == (row.party_id, row.votes)
        if same and reading_of(one) is not row.left_reading:
            expected = f"a row of candidate_positions.csv with the reading {row.left_reading}, as in {name}.csv:{line}"
            yield fault("results", at, "candidate", one.candidate, expected)


def _one_against_ours(name: str, line: int, row: WestminsterCandidacy, poll: Poll) -> Iterator[Fault]:
    candidates = [one for _, one in poll.candidates]
    where = f"contests.csv:{poll.line}"
    same: dict[str, object] = {
        "valid_votes": poll.contest.valid_votes,
        "electorate": poll.contest.electorate,
        "by_election": poll.contest.by_election,
        "labour_votes": next((one.votes for one in candidates if one.party_id == "labour"), None),
        "winner_party_id": next((one.party_id for one in candidates if one.elected), None),
    }
    if row.constituency_code:
        same["constituency_code"] = poll.contest.area_code
    if not any(one.is_aggregate for one in candidates):
        same["position"] = 1 + sum((one.votes or 0) > row.votes for one in candidates)
        if row.candidates_standing:
            same["candidates_standing"] = len(candidates)
    for column, value in same.items():
        if value is not None and getattr(row, column) != value:
            yield fault(name, line, column, getattr(row, column), f"{shown(value)}, by {where} and its results")
    if not any((one.party_id, one.votes) == (row.party_id, row.votes) for one in candidates):
        expected = f"the votes of a candidate of {row.party_id} in the results of {where}"
        yield fault(name, line, "votes", row.votes, expected)


def _missing(tables: Tables, ours: dict[tuple[dt.date, str], Poll], reading_of: _Reading) -> Iterator[Outcome]:
    there = {(row.date, row.constituency, row.party_id, row.votes) for _, _, row in _rows(tables)}
    parties = {one[:3] for one in there}
    for name in _TABLES:
        days = [row.date for _, row in tables[name]]
        for (date, area), poll in ours.items():
            if not days or not min(days) <= date <= max(days):
                continue
            for line, one in poll.candidates:
                if reading_of(one) not in _READINGS[name]:
                    continue
                yield Case(poll.contest.contest_id)
                if (date, area, one.party_id, one.votes) not in there:
                    who = f"for {one.party_id} in {area} on {date}"
                    known = (date, area, one.party_id) in parties
                    expected = f"the votes that {name}.csv has {who}" if known else f"a row of {name}.csv {who}"
                    yield fault("results", line, "votes", one.votes, expected)


CHECKS = (
    Check(
        "Westminster candidacies: shares, positions and winners follow from the votes",
        (*_TABLES, "exceptions"),
        _figures,
    ),
    Check("rows of one Westminster contest agree", _TABLES, _contests),
    Check("Westminster candidacies have the reading of their party", (*_TABLES, "parties"), _readings),
    Check("general elections are held on one day", _TABLES, _days),
    Check("a constituency code has one name", _TABLES, _codes),
    Check(
        "Westminster candidacies agree with our own contests",
        (*_TABLES, "contests", "results", "parties", "candidate_positions"),
        _against_ours,
    ),
)
