"""What we decided: readings of parties, conflicts between sources, formulas of claims."""

import re
from collections import defaultdict
from collections.abc import Iterator

from left_of_labour.data.checks.rules import Case, Check, Outcome, Poll, Tables, fault, shown
from left_of_labour.data.formula import SIGNATURES, Call, FormulaError, Text, calls, check_call, parse
from left_of_labour.data.schema import Conflict, Contest, Family, LeftReading, Result, Status
from left_of_labour.errors import Fault, did_you_mean

__all__ = ["CHECKS", "expected_reading"]

_NEVER_LEFT = (Family.LABOUR, Family.CONSERVATIVE, Family.LIBERAL, Family.RADICAL_RIGHT, Family.INDEPENDENT)


def _parties(tables: Tables) -> Iterator[Outcome]:
    names: dict[str, int] = {}
    for line, row in tables["parties"]:
        yield Case()
        first = names.setdefault(row.name, line)
        if first != line:
            yield fault("parties", line, "name", row.name, f"another name; line {first} has the same")
        if row.active_from and row.active_to and row.active_to < row.active_from:
            yield fault("parties", line, "active_to", row.active_to, f"a day after {row.active_from}")
        if expected := expected_reading(row.family, row.left_reading):
            yield fault("parties", line, "left_reading", row.left_reading, expected)


def expected_reading(family: Family, reading: LeftReading) -> str:
    """What a party's reading has to be where it does not go with its family; blank where it does.

    Examples
    --------
    >>> expected_reading(Family.LEFT, LeftReading.NONE)
    'core or contested for the family left'
    """
    if (family is Family.GREEN) != (reading is LeftReading.GREEN):
        return "green for the family green, and only there"
    if family is Family.LEFT and reading is LeftReading.NONE:
        return "core or contested for the family left"
    if family in _NEVER_LEFT and reading is not LeftReading.NONE:
        return f"none for the family {family}; a person's own position belongs in candidate_positions.csv"
    return ""


def _conflicts(tables: Tables) -> Iterator[Outcome]:
    for line, row in tables["conflicts"]:
        yield Case()
        if row.value_used == row.value_rejected:
            yield fault("conflicts", line, "value_rejected", row.value_rejected, "another value than value_used")
        if row.value_used is not None and row.source_used is None:
            yield fault("conflicts", line, "source_used", None, f"the source of {row.value_used}")
        if row.contest_id in tables.polls:
            yield from _one_conflict(line, row, tables.polls[row.contest_id])


def _one_conflict(line: int, row: Conflict, poll: Poll) -> Iterator[Fault]:
    """The value that stands according to conflicts.csv is the one in the table."""
    if row.candidate is None:
        if row.field in Contest._fields:
            held = getattr(poll.contest, row.field)
            if not _same(held, row.value_used):
                expected = f"{shown(held)}, what contests.csv:{poll.line} has for {row.field}"
                yield fault("conflicts", line, "value_used", row.value_used, expected)
        return
    named = [(at, one) for at, one in poll.candidates if one.candidate == row.candidate]
    if not named:
        hint = did_you_mean(row.candidate, [one.candidate for _, one in poll.candidates])
        yield fault("conflicts", line, "candidate", row.candidate, f"a candidate of {row.contest_id}; {hint}")
        return
    at, one = named[0]
    if row.field in Result._fields and not _same(getattr(one, row.field), row.value_used):
        expected = f"{shown(getattr(one, row.field))}, what results.csv:{at} has for {row.field}"
        yield fault("conflicts", line, "value_used", row.value_used, expected)
    if row.field == "share" and row.value_used and one.votes is not None and poll.contest.valid_votes:
        share = 100 * one.votes / poll.contest.valid_votes
        if abs(share - float(row.value_used)) > 0.0051:
            expected = f"{share:.2f}, from results.csv:{at} and contests.csv:{poll.line}"
            yield fault("conflicts", line, "value_used", row.value_used, expected)


def _same(held: object, stated: str | None) -> bool:
    if held is None or stated is None:
        return held is None and stated is None
    if isinstance(held, bool):
        return stated == str(held).lower()
    if isinstance(held, int | float):
        return re.fullmatch(r"[0-9.]+", stated) is not None and float(stated) == held
    return str(held) == stated


def _claims(tables: Tables) -> Iterator[Outcome]:
    """Formulas can be read and name what exists; whether the claim is right is computed elsewhere."""
    known = _Names(tables)
    for line, claim in tables["claims"]:
        if claim.check is None:
            continue
        yield Case()
        if not claim.checkable:
            yield fault("claims", line, "checkable", "false", "true, as there is a formula in check")
        try:
            wrong = [expected for call in calls(parse(claim.check)) for expected in known.wrong_in(call)]
        except FormulaError as error:
            wrong = [f"a sound formula: {error}"]
        for expected in wrong:
            yield fault("claims", line, "check", claim.check, expected)


class _Names:
    """What the arguments of a formula may name."""

    def __init__(self, tables: Tables):
        self._polls = tables.polls
        self._parties = {row.party_id for _, row in tables["parties"]}
        self._councils = {(row.place, row.date.isoformat()) for _, row in tables["council_seats"]}

    def wrong_in(self, call: Call) -> Iterator[str]:
        """What was expected instead of the names that do not exist."""
        texts = [
            (kind, one.value)
            for kind, one in zip(check_call(call), call.arguments, strict=True)
            if isinstance(one, Text)
        ]
        contest = next((name for kind, name in texts if kind == "contest"), None)
        poll = self._polls.get(contest) if contest is not None else None
        if contest is not None and poll is None:
            yield f"a contest of contests.csv in {call.name}(); {did_you_mean(contest, self._polls)}"
        for kind, name in texts:
            if kind == "candidate" and poll is not None:
                known = [one.candidate for _, one in poll.candidates]
                if name not in known:
                    yield f"a candidate of {contest} in {call.name}(); {did_you_mean(name, known)}"
            elif kind == "party" and contest is not None and name not in self._parties:
                yield f"a party of parties.csv in {call.name}(); {did_you_mean(name, self._parties)}"
        if SIGNATURES[call.name][:2] == ("place", "date"):
            council = tuple(name for _, name in texts[:2])
            if council not in self._councils:
                yield f"a place and date of council_seats.csv in {call.name}()"


def _claim_findings(tables: Tables) -> Iterator[Outcome]:
    """Sources speak where no formula can."""
    formulas = {row.claim_id: (line, row.check) for line, row in tables["claims"]}
    for line, row in tables["claim_findings"]:
        yield Case()
        at, check = formulas.get(row.claim_id, (0, None))
        if check is not None:
            expected = f"a claim without a formula; claims.csv:{at} has {check}"
            yield fault("claim_findings", line, "claim_id", row.claim_id, expected)


def _events(tables: Tables) -> Iterator[Outcome]:
    places = {poll.contest.place for poll in tables.polls.values()}
    for line, row in tables["events"]:
        yield Case()
        if row.place not in places:
            yield fault(
                "events", line, "place", row.place, f"a place of contests.csv; {did_you_mean(row.place, places)}"
            )
        poll = tables.polls.get(row.contest_id)
        if poll and poll.contest.place != row.place:
            expected = f"{poll.contest.place}, where {row.contest_id} was held"
            yield fault("events", line, "place", row.place, expected)
    voided = {row.contest_id for _, row in tables["events"] if row.kind == "voided"}
    for poll in tables.polls.values():
        if poll.contest.status is Status.VOIDED:
            yield Case(poll.contest.contest_id)
        if poll.contest.status is Status.VOIDED and poll.contest.contest_id not in voided:
            expected = "valid; or a row of events.csv with the kind voided that says who decided so, and why"
            yield fault("contests", poll.line, "status", poll.contest.status, expected)


def _lineages(tables: Tables) -> Iterator[Outcome]:
    stood = {(row.party_id, row.candidate) for name in _CANDIDACIES for _, row in tables[name]}
    for line, row in tables["lineages"]:
        yield Case()
        if row.party_id is None and row.contest_id is None:
            yield fault("lineages", line, "party_id", None, "a party, or a contest and a candidate")
        elif row.contest_id is not None:
            poll = tables.polls.get(row.contest_id)
            names = [one.candidate for _, one in poll.candidates] if poll else []
            if poll and row.candidate not in names:
                hint = did_you_mean(row.candidate or "", names)
                yield fault("lineages", line, "candidate", row.candidate, f"a candidate of {row.contest_id}; {hint}")
        elif row.candidate is not None and (row.party_id, row.candidate) not in stood:
            names = sorted({name for party, name in stood if party == row.party_id})
            expected = f"a candidate of {row.party_id}; {did_you_mean(row.candidate, names)}"
            yield fault("lineages", line, "candidate", row.candidate, expected)


def _exceptions(tables: Tables) -> Iterator[Outcome]:
    """An exception speaks of a contest that is there."""
    held = {(row.date, row.area) for _, row in tables["contests"]}
    for name in ("mayoral_second_rounds", "pcc_second_rounds"):
        held |= {(row.date, row.authority) for _, row in tables[name]}
    for name in ("westminster_left", "westminster_green"):
        held |= {(row.date, row.constituency) for _, row in tables[name]}
    for line, row in tables["exceptions"]:
        yield Case()
        if (row.date, row.area) not in held:
            areas = {area for date, area in held if date == row.date}
            expected = f"an area with a contest on {row.date}; {did_you_mean(row.area, areas)}"
            yield fault("exceptions", line, "area", row.area, expected)


def _same_person(tables: Tables) -> Iterator[Outcome]:
    """Who stood as an independent and, in the same place, left of Labour: why is the reading another one?

    A change of party explains itself; a change to or from an independent's label does not.
    """
    families = {row.party_id: row.family for _, row in tables["parties"]}
    readings = {row.party_id: row.left_reading for _, row in tables["parties"]}
    own = {(row.contest_id, row.candidate): row.left_reading for _, row in tables["candidate_positions"]}
    persons = defaultdict(list)
    for poll in tables.polls.values():
        for line, row in poll.candidates:
            if not row.is_aggregate and not re.match(r"\(|\w\. ", row.candidate):  # a description, or an initial
                persons[poll.contest.place, row.candidate].append((line, row))
    for rows in persons.values():
        yield Case()
        for line, row in rows:
            if families.get(row.party_id) is Family.INDEPENDENT and (row.contest_id, row.candidate) not in own:
                for at, other in rows:
                    reading = own.get((other.contest_id, other.candidate), readings.get(other.party_id))
                    if reading in (LeftReading.CORE, LeftReading.CONTESTED):
                        expected = (
                            f"a row of candidate_positions.csv with the reason for the reading in {row.contest_id}, "
                            f"as {row.candidate} is {reading} in results.csv:{at}"
                        )
                        yield fault("results", line, "candidate", row.candidate, expected)
                        break


_CANDIDACIES = ("results", "westminster_left")
_CONTESTS = ("contests", "mayoral_second_rounds", "pcc_second_rounds", "westminster_left", "westminster_green")

CHECKS = (
    Check("sources decide only claims without a formula", ("claim_findings", "claims"), _claim_findings),
    Check(
        "events are in a place of the contests, and say why a poll was voided",
        ("events", "contests", "results"),
        _events,
    ),
    Check("every exception is of a contest on record", ("exceptions", *_CONTESTS), _exceptions),
    Check(
        "an independent who also stood left of Labour has a reason for the reading",
        ("results", "contests", "parties", "candidate_positions"),
        _same_person,
    ),
    Check("a lineage names a party or a candidate", ("lineages", *_CANDIDACIES, "contests"), _lineages),
    Check("families and readings of parties agree", ("parties",), _parties),
    Check(
        "the value that stands in conflicts.csv stands in the tables", ("conflicts", "contests", "results"), _conflicts
    ),
    Check(
        "formulas of claims name contests, candidates and parties that exist",
        ("claims", "contests", "results", "parties", "council_seats"),
        _claims,
    ),
)
