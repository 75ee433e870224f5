"""Council seats, referendums and wards."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from left_of_labour.data.checks.rules import Case, Check, Outcome, Tables, fault, lines
from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import Office

__all__ = ["CHECKS"]

SHARE_TOLERANCE = 0.051  # a share printed with one decimal


def _by_council(tables: Tables) -> dict[tuple[str, dt.date], list[NumberedRow]]:
    grouped = defaultdict(list)
    for line, row in tables["council_seats"]:
        grouped[row.place, row.date].append((line, row))
    return grouped


def _seats(tables: Tables) -> Iterator[Outcome]:
    for rows in _by_council(tables).values():
        yield Case()
        total = sum(row.seats for _, row in rows)
        for line, row in rows:
            if row.seats_total != total:
                expected = f"{total}, the sum of seats in {lines(rows)}"
                yield fault("council_seats", line, "seats_total", row.seats_total, expected)


def _shares(tables: Tables) -> Iterator[Outcome]:
    for rows in _by_council(tables).values():
        votes = sum(row.votes or 0 for _, row in rows)
        if any(row.votes is None for _, row in rows):
            continue
        yield Case()
        for line, row in rows:
            share = 100 * row.votes / votes
            if row.vote_share_pct is None or abs(share - row.vote_share_pct) > SHARE_TOLERANCE:
                expected = f"{share:.2f}, {row.votes} of the {votes} votes in {lines(rows)}"
                yield fault("council_seats", line, "vote_share_pct", row.vote_share_pct, expected)


def _against_wards(tables: Tables) -> Iterator[Outcome]:
    """Only where the ward contests of the year fill the whole council."""
    wards = defaultdict(list)
    for poll in tables.polls.values():
        contest = poll.contest
        if contest.office is Office.COUNCILLOR and not contest.by_election and poll.is_whole:
            wards[contest.place, contest.date.year].append(poll)
    for (place, date), rows in _by_council(tables).items():
        polls = wards[place, date.year]
        seats: Counter[str] = Counter()
        votes: Counter[str] = Counter()
        for poll in polls:
            for _, row in poll.candidates:
                seats[row.party_id] += row.elected
                votes[row.party_id] += row.votes or 0
        if sum(poll.contest.seats for poll in polls) != rows[0][1].seats_total:
            continue
        yield Case()
        for line, row in rows:
            for column, found in (("seats", seats[row.party_id]), ("votes", votes[row.party_id])):
                if getattr(row, column) != found:
                    expected = (
                        f"{found}, the sum for {row.party_id} in the {len(polls)} wards of {place} in {date.year}"
                    )
                    yield fault("council_seats", line, column, getattr(row, column), expected)
        for party in sorted(set(votes) - {row.party_id for _, row in rows}):
            expected = f"a row for {party}, which has {votes[party]} votes in the wards of {place} in {date.year}"
            yield fault("council_seats", rows[-1][0], "party_id", "", expected)


def _referendums(tables: Tables) -> Iterator[Outcome]:
    options = defaultdict(list)
    for line, row in tables["referendums"]:
        options[row.referendum_id].append((line, row))
    for name, rows in options.items():
        yield Case()
        if len(rows) < 2:
            yield fault("referendums", rows[0][0], "option", rows[0][1].option, f"a second option of {name}")
        total = sum(row.votes for _, row in rows)
        for line, row in rows:
            printed = re.search(r"Valid votes (\d+)", row.notes)
            if printed and int(printed[1]) != total:
                expected = f"votes that in {lines(rows)} add up to the {printed[1]} valid votes of the notes"
                yield fault("referendums", line, "votes", row.votes, expected)
        first_line, first = rows[0]
        for line, row in rows[1:]:
            for column in ("date", "question", "rejected_ballots", "turnout_pct_reported"):
                if getattr(row, column) != getattr(first, column):
                    expected = f"{getattr(first, column)}, as in line {first_line}: both are of {name}"
                    yield fault("referendums", line, column, getattr(row, column), expected)


_GROUPS = (
    ("white_british", "asian", "black", "mixed", "other_ethnic"),
    ("muslim", "christian", "no_religion"),
    ("social_rented", "private_rented", "owned"),
    ("no_quals", "degree"),
    ("uk_born",),
)


def _ward_shares(tables: Tables) -> Iterator[Outcome]:
    for line, row in tables["wards_context"]:
        yield Case()
        for group in _GROUPS:
            total = sum(getattr(row, column) for column in group)
            if total > 1.001:
                expected = f"shares of 1 that together with {', '.join(group[1:]) or 'nothing else'} stay within 1"
                yield fault("wards_context", line, group[0], getattr(row, group[0]), expected)
        if not 1 <= row.imd_mean <= 10:
            yield fault("wards_context", line, "imd_mean", row.imd_mean, "a decile from 1 to 10")


def _ward_hexes(tables: Tables) -> Iterator[Outcome]:
    wards = {row.area_code: row for _, row in tables["wards_context"]}
    taken: dict[tuple[str, int, int], int] = {}
    for line, row in tables["ward_hexes"]:
        yield Case()
        ward = wards.get(row.area_code)
        for column in ("place", "ward"):
            if ward and getattr(row, column) != getattr(ward, column):
                expected = f"{getattr(ward, column)}, as wards_context.csv has it for {row.area_code}"
                yield fault("ward_hexes", line, column, getattr(row, column), expected)
        first = taken.setdefault((row.place, row.q, row.r), line)
        if first != line:
            yield fault("ward_hexes", line, "q+r", f"{row.q}, {row.r}", f"a free hexagon; line {first} has this one")
    missing = set(wards) - {row.area_code for _, row in tables["ward_hexes"]}
    for line, row in tables["wards_context"]:
        yield Case()
        if row.area_code in missing:
            yield fault("wards_context", line, "area_code", row.area_code, "a row of ward_hexes.csv for this ward")


def _wards_of_contests(tables: Tables) -> Iterator[Outcome]:
    wards = {row.area_code: row for _, row in tables["wards_context"]}
    for line, contest in tables["contests"]:
        ward = wards.get(contest.area_code)
        if ward:
            yield Case(contest.contest_id)
        if ward and contest.place != ward.place:
            expected = f"{ward.place}, where wards_context.csv has {ward.area_code}"
            yield fault("contests", line, "place", contest.place, expected)


CHECKS = (
    Check("council seats add up to the size of the council", ("council_seats",), _seats),
    Check("vote shares of council elections follow from the votes", ("council_seats",), _shares),
    Check(
        "council seats and votes are the sums of the wards", ("council_seats", "contests", "results"), _against_wards
    ),
    Check("the options of a referendum agree on the day, the question and the papers", ("referendums",), _referendums),
    Check("census shares of a ward stay within the whole", ("wards_context",), _ward_shares),
    Check("every ward has its own hexagon", ("wards_context", "ward_hexes"), _ward_hexes),
    Check("ward contests are in the place of their ward", ("contests", "wards_context"), _wards_of_contests),
)
