"""Contests for mayor or commissioner under the supplementary vote: from a table of declarations, or from our own.

A table has one row per candidate: first preferences, and for the first two what second preferences added. No publisher
has a form for this, so headers are those of our tables or the words of the declarations. A contest that we lack is
added to the tables of its office; of one that we hold, every figure is compared.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from left_of_labour.data.imports.assemble import twice
from left_of_labour.data.imports.cells import Record, read_csv
from left_of_labour.data.imports.contradicted import Contradicted
from left_of_labour.data.imports.holdings import Held, Holdings, as_text
from left_of_labour.data.imports.model import Candidate, LeftOut
from left_of_labour.data.imports.places import plain, slug
from left_of_labour.data.imports.plan import Addition, Plan, Question
from left_of_labour.data.imports.questions import Answers
from left_of_labour.data.schema import (
    TABLES,
    Completeness,
    Office,
    Row,
    SecondRoundCandidate,
    Source,
    SourceKind,
    Status,
    VotingSystem,
)
from left_of_labour.errors import DataError, Fault

__all__ = ["COLUMNS", "of_our_own", "read_second_counts"]

COLUMNS = {
    "office": ("office",),
    "date": ("date", "polling day"),
    "authority": ("authority", "area", "police force area"),
    "by_election": ("by_election",),
    "candidate": ("candidate", "candidate name"),
    "label": ("ballot_label", "party", "description"),
    "votes": ("votes", "first preferences"),
    "transfers": ("transfers", "second preferences"),
    "final_votes": ("final_votes", "total"),
    "source": ("source", "source_ids"),
}
_OFFICES = {"": "mayoral", "mayor": "mayoral", "commissioner": "pcc", "pcc": "pcc"}
_FIGURES = ("votes", "transfers", "final_votes")
_TABLE_28C = "hoc-cbp7529"


@dataclass(frozen=True)
class _Count:
    """One contest of a file, with its records; `prefix` is how the names of its tables begin."""

    prefix: str
    records: Sequence[Record]
    rows: Sequence[SecondRoundCandidate]
    winner: str
    source: Source | None


def read_second_counts(files: Sequence[Path], holdings: Holdings, answers: Answers, only: str = "") -> Plan:
    """What a table of declarations adds to the tables of mayors and commissioners, and what it contradicts.

    Parameters
    ----------
    files
        The tables, as CSV.
    holdings
        What we hold.
    answers
        What labels mean that nobody knows yet.
    only
        Takes only areas whose name contains this.

    Raises
    ------
    DataError
        If a file is not usable: with every fault, such as a final count that is not the sum of its parts.
    """
    remarks: list[str] = []
    counts: list[_Count] = []
    faults: list[Fault] = []
    for path in files:
        sheet = read_csv(path, COLUMNS, optional=("office", "by_election"))
        remarks += sheet.remarks
        records = [one for one in sheet.records if plain(only) in plain(one.cells["authority"])]
        for _, group in groupby(sorted(records, key=_key), key=_key):
            count = _read_one(sorted(group, key=lambda one: one.line), holdings, answers)
            faults += [fault for record in count.records for fault in record.faults]
            counts.append(count)
    if faults:
        raise DataError(dict.fromkeys(faults))
    return _plan(tuple(path.name for path in files), counts, holdings, remarks)


def _key(record: Record) -> tuple[str, ...]:
    return (record.cells.get("office", ""), record.cells["date"], " ".join(record.cells["authority"].split()))


def _read_one(records: Sequence[Record], holdings: Holdings, answers: Answers) -> _Count:
    first = records[0]
    office = first.cells.get("office", "").strip().casefold()
    if office not in _OFFICES:
        first.fault("office", "mayor or commissioner")
    source_ids, source = _source(first, holdings)
    rows = [_row(record, source_ids, holdings, answers) for record in records]
    winner = _winner(records, rows)
    return _Count(_OFFICES.get(office, "mayoral"), records, rows, winner, source)


def _row(record: Record, source_ids: tuple[str, ...], holdings: Holdings, answers: Answers) -> SecondRoundCandidate:
    label, day = record.text("label"), record.day("date")
    votes, transfers, final = (record.count(column, required=column == "votes") for column in _FIGURES)
    if (transfers is None) != (final is None):
        record.fault("transfers" if transfers is None else "final_votes", "a number: the two come together")
    elif final is not None and (votes or 0) + (transfers or 0) != final:
        record.fault("final_votes", f"{(votes or 0) + (transfers or 0)}, the sum of votes and transfers")
    party_id = None
    if day is not None:
        party_id = holdings.parties.known(Candidate(record.line, "", label, None, votes, False), day, answers.labels)
    return SecondRoundCandidate(
        date=day or dt.date.min,
        authority=record.text("authority"),
        by_election=bool(record.flag("by_election", ("true", "TRUE"), ("false", "FALSE"))),
        candidate=record.text("candidate"),
        ballot_label=label,
        party_id=party_id,
        votes=votes or 0,
        transfers=transfers,
        final_votes=final,
        source_ids=source_ids,
    )


def _winner(records: Sequence[Record], rows: Sequence[SecondRoundCandidate]) -> str:
    """Who was elected, as the law says; what cannot be becomes a fault of a record."""
    seen: dict[str, int] = {}
    for record, row in zip(records, rows, strict=True):
        first = seen.setdefault(plain(row.candidate), record.line)
        if first != record.line:
            record.faults.append(twice(record.file, record.line, row.candidate, first))
    ranked = sorted(zip(rows, records, strict=True), key=lambda pair: -pair[0].votes)
    total = sum(row.votes for row in rows)
    (leader, where), final = ranked[0], [pair for pair in ranked if pair[0].final_votes is not None]
    if len(ranked) < 2:
        where.fault("candidate", "two candidates or more; nobody else stands with this area and day")
    elif 2 * leader.votes > total:
        for _, record in final:
            record.fault("final_votes", f"a blank: {leader.candidate} had more than half of the first preferences")
    elif [row for row, _ in final] != [row for row, _ in ranked[:2]]:
        names = " and ".join(row.candidate for row, _ in ranked[:2])
        (final[0][1] if final else where).fault(
            "final_votes", f"a second count of {names}, who came first, and only of them"
        )
    else:
        (one, at), (other, _) = final
        if one.final_votes == other.final_votes:
            at.fault("final_votes", "more votes for one of the two: a tie is decided by lot; add the contest by hand")
        return max(one, other, key=lambda row: row.final_votes or 0).candidate
    return leader.candidate


def _source(record: Record, holdings: Holdings) -> tuple[tuple[str, ...], Source | None]:
    """What a contest rests on: ids of our sources, or a web address, which becomes a source unless we have it."""
    text = record.text("source")
    ids = tuple(text.split(";"))
    if set(ids) <= holdings.sources.keys():
        return ids, None
    if not (urlsplit(text).scheme in ("http", "https") and urlsplit(text).netloc):
        record.fault("source", "the web address of the declaration, or ids of sources.csv with ; between them")
        return ids, None
    known = next((one.source_id for one in holdings.sources.values() if one.url == text), None)
    if known:
        return (known,), None
    area, date = record.text("authority"), record.cells["date"]
    source = Source(
        source_id=slug(f"declaration {area} {date}"),
        title=f"Declaration of result, {area}, {date}",
        publisher=f"Returning Officer, {area}",
        date=date,
        url=text,
        kind=SourceKind.OFFICIAL,
        licence=None,
        covers="candidates, first preferences and second count",
    )
    return (source.source_id,), source


def _plan(files: tuple[str, ...], counts: Sequence[_Count], holdings: Holdings, remarks: list[str]) -> Plan:
    additions: list[Addition] = []
    waiting: list[LeftOut] = []
    unknown: dict[str, int] = {}
    contradicted = Contradicted(holdings)
    for count in counts:
        held = _held(count, holdings)
        found: list[Addition] = []
        if held:
            if _compare(count, held, contradicted):
                found = _of_source(count, additions)
        elif labels := [row for row in count.rows if row.party_id is None]:
            for row in labels:
                unknown[row.ballot_label] = unknown.get(row.ballot_label, 0) + row.votes
            first = count.records[0]
            why = f"unknown parties: {', '.join(row.ballot_label for row in labels)}"
            waiting.append(
                LeftOut(f"{first.file}:{first.line}", f"{first.cells['authority']} {first.cells['date']}", why)
            )
        else:
            found = [*_of_source(count, additions), *_additions(count.prefix, count.rows, count.winner)]
        additions += found
    return Plan(
        files=files,
        additions=[*additions, *contradicted.additions()],
        contradictions=contradicted.all,
        questions=[Question("party", label, votes=votes) for label, votes in unknown.items()],
        waiting=waiting,
        remarks=remarks,
        agreeing=contradicted.agreeing,
    )


def _held(count: _Count, holdings: Holdings) -> dict[str, SecondRoundCandidate]:
    """The candidates that we have of the contest, by their plain names."""
    one = count.rows[0]
    same = (row for row in holdings.table(f"{count.prefix}_candidates") if row.date == one.date)
    return {plain(row.candidate): row for row in same if plain(row.authority) == plain(one.authority)}


def _compare(count: _Count, held: dict[str, SecondRoundCandidate], contradicted: Contradicted) -> bool:
    """Compare every candidate; whether anything that is not on record yet differs."""
    before = len(contradicted.new)
    for record, theirs in zip(count.records, count.rows, strict=True):
        where = f"{record.file}:{record.line}"
        ours = held.get(plain(theirs.candidate))
        contest = f"{theirs.authority} {theirs.date}"
        if ours is None:
            cited = next(iter(held.values())).source_ids
            contradicted.add(where, f"candidate, {contest}", "", None, theirs.candidate, cited, theirs.source_ids)
            continue
        for column in _FIGURES:
            values = getattr(ours, column), getattr(theirs, column)
            contradicted.compare(
                where, f"{column}, {contest}", ours.candidate, *values, ours.source_ids, theirs.source_ids
            )
    return len(contradicted.new) > before


def _of_source(count: _Count, additions: Sequence[Addition]) -> list[Addition]:
    """The row of a new source, once."""
    if count.source is None or any(
        one.table == "sources" and one.cells["source_id"] == count.source.source_id for one in additions
    ):
        return []
    return [_addition("sources", count.source)]


def of_our_own(holdings: Holdings) -> Plan:
    """First and second counts of our own mayoral contests that the mayoral tables lack.

    Parameters
    ----------
    holdings
        What we hold: contests under the supplementary vote with the final votes of the two that were left.
    """
    known = {(row.date, row.authority) for row in holdings.table("mayoral_second_rounds")}
    additions = [
        addition
        for held in holdings.contests.values()
        if _has_a_second_count(held) and (held.contest.date, held.contest.area) not in known
        for addition in _additions("mayoral", _candidates(held), next(r.candidate for r in held.results if r.elected))
    ]
    return Plan(files=("our own mayoral contests",), additions=additions)


def _has_a_second_count(held: Held) -> bool:
    contest = held.contest
    return (
        contest.office is Office.MAYOR
        and contest.voting_system is VotingSystem.SUPPLEMENTARY_VOTE
        and contest.status is not Status.NOTIONAL
        and contest.completeness is Completeness.COMPLETE
        and len(held.results) > 1
    )


def _candidates(held: Held) -> list[SecondRoundCandidate]:
    return [
        SecondRoundCandidate(
            date=held.contest.date,
            authority=held.contest.area,
            by_election=held.contest.by_election,
            candidate=row.candidate,
            ballot_label=row.ballot_label,
            party_id=row.party_id,
            votes=row.votes or 0,
            transfers=row.transfers,
            final_votes=row.final_votes,
            source_ids=row.source_ids,
        )
        for row in held.results
    ]


def _additions(prefix: str, rows: Sequence[SecondRoundCandidate], winner: str) -> Iterator[Addition]:
    """The row of the contest and those of its candidates, most first preferences first."""
    ranked = sorted(rows, key=lambda row: -row.votes)
    first, second = ranked[:2]
    total = sum(row.votes for row in ranked)
    pool = total - first.votes - second.votes
    decided = 2 * first.votes > total
    yield _addition(
        f"{prefix}_second_rounds",
        TABLES[f"{prefix}_second_rounds"].row(
            date=first.date,
            authority=first.authority,
            by_election=first.by_election,
            valid_first=total,
            leader=first.candidate,
            leader_first=first.votes,
            runner_up=second.candidate,
            runner_first=second.votes,
            eliminated_first=pool,
            leader_transfers=first.transfers,
            runner_transfers=second.transfers,
            not_transferred=None if decided else pool - (first.transfers or 0) - (second.transfers or 0),
            winner=winner,
            winner_was_leader=winner == first.candidate,
            decided_in_first_round=decided,
            in_table_28c=_TABLE_28C in first.source_ids,
            source_ids=first.source_ids,
        ),
    )
    for row in ranked:
        yield _addition(f"{prefix}_candidates", row)


def _addition(table: str, row: Row) -> Addition:
    return Addition(table, {column: as_text(value) for column, value in zip(TABLES[table].columns, row, strict=True)})
