"""The arithmetic of each contest: sums, papers, winners, second counts, turnout, voting system, date."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from left_of_labour.data.checks.rules import Case, Check, Outcome, Poll, Tables, fault, lines, shown
from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import Completeness, Contest, ExceptedRule, Office, Result, Status, VotingSystem
from left_of_labour.errors import Fault

__all__ = ["CHECKS", "OF_ONE_CONTEST", "TURNOUT_TOLERANCE"]

TURNOUT_TOLERANCE = 0.3  # points between a published turnout and ours, beyond which turnout_exceptions.csv says why
_THURSDAY = 3


def _totals(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        contest = poll.contest
        if not poll.is_whole:
            for column in ("valid_votes", "candidate_votes_total"):
                if getattr(contest, column) is not None:
                    yield Case(contest.contest_id)
                    value = getattr(contest, column)
                    yield fault("contests", poll.line, column, value, "a blank: the contest is partial")
            continue
        yield Case(contest.contest_id)
        unknown = [(line, row) for line, row in poll.candidates if row.votes is None]
        for line, row in unknown:
            expected = f"votes, as {contest.contest_id} is {contest.completeness}; or make the contest partial"
            yield fault("results", line, "votes", row.votes, expected)
        total = poll.total()
        if poll.candidates and not unknown and total == 0:
            expected = "votes; a return without a poll is entered with blank votes, as partial"
            yield fault("contests", poll.line, "candidate_votes_total", contest.candidate_votes_total, expected)
        if not unknown and total != contest.candidate_votes_total:
            expected = f"{total}, the sum of the votes in results.csv, {lines(poll.candidates)}"
            yield fault("contests", poll.line, "candidate_votes_total", contest.candidate_votes_total, expected)
        if contest.voting_system is VotingSystem.BLOCK_VOTE:
            if contest.valid_votes is not None:
                expected = "a blank: under the block vote a paper carries several votes"
                yield fault("contests", poll.line, "valid_votes", contest.valid_votes, expected)
        elif contest.valid_votes != contest.candidate_votes_total:
            expected = f"{contest.candidate_votes_total}, as candidate_votes_total: each paper carries one vote"
            yield fault("contests", poll.line, "valid_votes", contest.valid_votes, expected)


def _completeness(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        yield Case(poll.contest.contest_id)
        aggregates = [(line, row) for line, row in poll.candidates if row.is_aggregate]
        wanted = poll.contest.completeness is Completeness.OTHERS_AGGREGATED
        if wanted and len(aggregates) != 1:
            expected = f"one row with is_aggregate true in results.csv, {lines(poll.candidates)}; or complete"
            yield fault("contests", poll.line, "completeness", poll.contest.completeness, expected)
        for line, row in aggregates:
            if not wanted:
                expected = f"false, as {poll.contest.contest_id} is {poll.contest.completeness}"
                yield fault("results", line, "is_aggregate", "true", expected)
            if row.elected:
                yield fault("results", line, "elected", "true", "false: the row stands for several losers")
            if row.party_id != "other":
                yield fault("results", line, "party_id", row.party_id, "other: the row stands for several parties")


def _papers(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        contest = poll.contest
        ballots, rejected, valid = contest.ballots_cast, contest.rejected_ballots, contest.valid_votes
        if sum(value is not None for value in (ballots, rejected, valid, contest.electorate)) < 2:
            continue  # nothing to compare
        yield Case(contest.contest_id)
        if ballots is not None and rejected is not None and valid is not None and ballots - rejected != valid:
            expected = f"{valid + rejected}, as valid_votes {valid} + rejected_ballots {rejected}"
            yield fault("contests", poll.line, "ballots_cast", ballots, expected)
        sizes = [("valid_votes", valid), ("ballots_cast", ballots), ("electorate", contest.electorate)]
        known = [(column, value) for column, value in sizes if value is not None]
        for (column, value), (larger, limit) in pairwise(known):
            if value > limit:
                yield fault("contests", poll.line, larger, limit, f"at least {value}, the {column}")
        papers = ballots or valid
        if rejected is not None and papers and rejected * 5 > papers:
            yield fault("contests", poll.line, "rejected_ballots", rejected, "less than a fifth of the papers")
        if known and contest.voting_system is VotingSystem.BLOCK_VOTE:
            column, papers = known[0]
            if ballots is not None:
                papers -= rejected or 0
            for line, row in poll.candidates:
                if row.votes is not None and row.votes > papers:
                    expected = f"at most {papers}, what contests.csv:{poll.line} has for {column}"
                    yield fault("results", line, "votes", row.votes, expected)


def _winners(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        contest = poll.contest
        if contest.voting_system is VotingSystem.ADDITIONAL_MEMBER_LIST:
            continue  # several seats go to one row there
        excepted = tables.excepts(ExceptedRule.MOST_VOTES, contest.date, contest.area)
        yield Case(contest.contest_id, excepted=excepted)
        elected = [(line, row) for line, row in poll.candidates if row.elected]
        if len(elected) > contest.seats or (poll.is_whole and len(elected) < contest.seats):
            where = f"in results.csv, {lines(poll.candidates)}"
            expected = f"as many seats as rows with elected true {where}: {len(elected)}"
            yield fault("contests", poll.line, "seats", contest.seats, expected)
            continue
        if not excepted:
            yield from _losers_ahead(poll, elected)


def _losers_ahead(poll: Poll, elected: list[NumberedRow]) -> Iterator[Fault]:
    has_second_count = any(row.final_votes is not None for _, row in poll.candidates)

    def votes(row: Result) -> int | None:
        return row.final_votes if has_second_count else row.votes

    for line, row in elected:
        if has_second_count and row.final_votes is None:
            yield fault("results", line, "elected", True, "false: the winner is one of the two with final_votes")
    known = [found for _, row in elected if (found := votes(row)) is not None]
    if not known:
        return
    least = min(known)
    for line, row in poll.candidates:
        if not row.elected and not row.is_aggregate and (votes(row) or 0) > least:
            names = ", ".join(f"{winner.candidate} (line {at}, {votes(winner)})" for at, winner in elected)
            expected = (
                f"true, as {row.candidate} has {votes(row)} votes, more than the elected {names}; or a row of "
                f"exceptions.csv with the rule {ExceptedRule.MOST_VOTES}, as where a court seated somebody else"
            )
            yield fault("results", line, "elected", "false", expected)


def _second_counts(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        finalists = [(line, row) for line, row in poll.candidates if row.final_votes is not None]
        moved = any(row.transfers is not None for _, row in poll.candidates)
        if poll.contest.voting_system is not VotingSystem.SUPPLEMENTARY_VOTE and not finalists and not moved:
            continue
        yield Case(poll.contest.contest_id)
        for line, row in poll.candidates:
            if (row.transfers is None) != (row.final_votes is None):
                column = "transfers" if row.transfers is None else "final_votes"
                yield fault("results", line, column, None, "a number: transfers and final_votes come together")
            elif row.votes is not None and row.transfers is not None and row.votes + row.transfers != row.final_votes:
                expected = f"{row.votes + row.transfers}, the votes {row.votes} + transfers {row.transfers}"
                yield fault("results", line, "final_votes", row.final_votes, expected)
        if poll.contest.voting_system is not VotingSystem.SUPPLEMENTARY_VOTE:
            for line, row in finalists:
                expected = f"a blank: {poll.contest.contest_id} was not held under the supplementary vote"
                yield fault("results", line, "final_votes", row.final_votes, expected)
        elif poll.is_whole:
            yield from _one_second_count(poll, finalists)


def _one_second_count(poll: Poll, finalists: list[NumberedRow]) -> Iterator[Fault]:
    known = [(line, row, row.votes) for line, row in poll.candidates if row.votes is not None]
    if not known or len(known) < len(poll.candidates):
        return
    ranked = sorted(known, key=lambda one: -one[2])
    total = poll.total()
    if ranked[0][2] * 2 > total:
        for line, row in finalists:
            expected = f"a blank: {ranked[0][1].candidate} had more than half of the {total} first preferences"
            yield fault("results", line, "final_votes", row.final_votes, expected)
        return
    if len(ranked) < 3:
        return  # two candidates with equal votes: the lot decides
    second, third = ranked[1][2], ranked[2][2]
    # Whoever is level with the second stays in, too: no lots are drawn before second preferences are counted.
    remaining = [row for _, row, votes in ranked if votes >= second]
    if len(finalists) != len(remaining):
        value = ", ".join(row.candidate for _, row in finalists)
        names = " and ".join(row.candidate for row in remaining)
        expected = f"final_votes for the first {'two' if third < second else 'candidates'}, {names}: no majority"
        yield fault("results", ranked[0][0], "final_votes", value, expected)
        return
    for line, row in finalists:
        if row.votes < second:
            expected = f"a blank: {row.candidate} is not among the first two"
            yield fault("results", line, "final_votes", row.final_votes, expected)
    pool = total - sum(row.votes for _, row in finalists)
    moved = sum(row.transfers or 0 for _, row in finalists)
    if moved > pool:
        line, row = finalists[0]
        expected = f"transfers that, with those of line {finalists[1][0]}, stay within {pool}, the votes of the others"
        yield fault("results", line, "transfers", row.transfers, expected)


def _turnout(tables: Tables) -> Iterator[Outcome]:
    exceptions = {row.contest_id: (line, row) for line, row in tables["turnout_exceptions"]}
    for poll in tables.polls.values():
        contest, reported = poll.contest, poll.contest.turnout_reported_pct
        at, exception = exceptions.get(contest.contest_id, (0, None))
        ours = _computed_turnout(contest)
        known = {column: value for column, value in ours.items() if value is not None}
        electorate, votes = (0, 0) if known else (contest.electorate or 0, contest.candidate_votes_total or 0)
        if exception or (reported is not None and (known or (electorate and votes) or reported > 100)):
            yield Case(contest.contest_id, excepted=exception is not None)
        if exception and exception.turnout_reported_pct != reported:
            expected = f"{reported}, as contests.csv:{poll.line} has it"
            yield fault("turnout_exceptions", at, "turnout_reported_pct", exception.turnout_reported_pct, expected)
        for column, value in ours.items():
            if exception and getattr(exception, column) != value:
                expected = f"{shown(value)}, computed from contests.csv:{poll.line}"
                yield fault("turnout_exceptions", at, column, getattr(exception, column), expected)
        if reported is None:
            continue
        if reported > 100:
            yield fault("contests", poll.line, "turnout_reported_pct", reported, "a percentage up to 100")
        near = any(abs(value - reported) <= TURNOUT_TOLERANCE for value in known.values())
        if known and not near and not exception:
            found = " or ".join(f"{value} ({column})" for column, value in known.items())
            expected = f"about {found} with electorate {contest.electorate}; or a reason in turnout_exceptions.csv"
            yield fault("contests", poll.line, "turnout_reported_pct", reported, expected)
        if known and near and exception:
            expected = f"no row: the published {reported} is near the computed turnout"
            yield fault("turnout_exceptions", at, "contest_id", contest.contest_id, expected)
        if electorate and votes:
            yield from _votes_per_paper(poll, reported, electorate, votes)


def _computed_turnout(contest: Contest) -> dict[str, float | None]:
    def percent(votes: int | None) -> float | None:
        return round(100 * votes / contest.electorate, 2) if votes is not None and contest.electorate else None

    return {
        "turnout_valid_pct": percent(contest.valid_votes),
        "turnout_ballots_pct": percent(contest.ballots_cast),
    }


def _votes_per_paper(poll: Poll, reported: float, electorate: int, votes: int) -> Iterator[Fault]:
    """Under the block vote turnout and votes are held together by the number of votes on a paper."""
    seats = poll.contest.seats
    papers = reported * electorate / 100
    slack = TURNOUT_TOLERANCE * electorate / 100
    per_paper = votes / papers if papers else 0
    if votes > seats * (papers + slack) or per_paper < seats * 0.6:
        expected = (
            f"a turnout that fits {votes} votes by {electorate} electors; "
            f"this gives {per_paper:.2f} votes per paper for {seats} seats"
        )
        yield fault("contests", poll.line, "turnout_reported_pct", reported, expected)


def _voting_systems(tables: Tables) -> Iterator[Outcome]:
    for line, contest in tables["contests"]:
        yield Case(contest.contest_id)
        combined = (contest.area_code or "").startswith("E47")  # codes of combined authorities
        in_force = [
            row.voting_system
            for _, row in tables["voting_systems"]
            if row.office is contest.office
            and row.valid_from <= contest.date
            and (row.valid_to is None or contest.date < row.valid_to)
            and ("combined" in row.area_scope) == combined
        ]
        if contest.voting_system not in in_force:
            where = " of a combined authority" if combined else ""
            missing = (
                f"a system in force; add a row to voting_systems.csv for {contest.office}{where} on {contest.date}"
            )
            found = f"{' or '.join(in_force)}, by voting_systems.csv for {contest.office}{where} on {contest.date}"
            expected = found if in_force else missing
            yield fault("contests", line, "voting_system", contest.voting_system, expected)
        several = contest.voting_system in (VotingSystem.BLOCK_VOTE, VotingSystem.ADDITIONAL_MEMBER_LIST)
        if (contest.seats > 1) != several or contest.seats == 0:
            expected = f"{'two or more' if several else '1'}, as the voting system is {contest.voting_system}"
            yield fault("contests", line, "seats", contest.seats, expected)


def _periods(tables: Tables) -> Iterator[Outcome]:
    spans = defaultdict(list)
    for line, row in tables["voting_systems"]:
        yield Case()
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            yield fault("voting_systems", line, "valid_to", row.valid_to, f"a day after {row.valid_from}")
        spans[row.office, row.area_scope].append((row.valid_from, row.valid_to, line))
    for periods in spans.values():
        ordered = sorted(periods)
        for (_, end, _), (start, _, line) in pairwise(ordered):
            yield Case()
            if end != start:
                expected = f"{end}, the day on which the period before it ends"
                yield fault("voting_systems", line, "valid_from", start, expected)


def _dates(tables: Tables) -> Iterator[Outcome]:
    general: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for _, contest in tables["contests"]:
        if contest.office is Office.MP and not contest.by_election:
            general[contest.date.year][contest.date] += 1
    for line, contest in tables["contests"]:
        day = contest.date
        excepted = tables.excepts(ExceptedRule.POLLING_DAY, day, contest.area)
        yield Case(contest.contest_id, excepted=excepted)
        if day.weekday() != _THURSDAY and not excepted:
            row = f"a row of exceptions.csv with the rule {ExceptedRule.POLLING_DAY}"
            expected = f"a Thursday, but this is a {day:%A}; or {row}"
            yield fault("contests", line, "date", day, expected)
        stated = re.search(r"-(\d{4})(?:-(\d{2}))?(?:-|$)", contest.contest_id)
        if not stated:
            expected = "an id that carries the year of the poll, such as preston-mp-2024"
            yield fault("contests", line, "contest_id", contest.contest_id, expected)
        elif int(stated[1]) != day.year or int(stated[2] or day.month) != day.month:
            yield fault("contests", line, "date", day, f"a day in {stated[0].strip('-')}, as the contest_id says")
        if contest.office is Office.MP and not contest.by_election:
            usual = general[day.year].most_common(1)[0][0]
            if day != usual:
                expected = f"{usual}, the general election of that year; or by_election true"
                yield fault("contests", line, "date", day, expected)


def _labels(tables: Tables) -> Iterator[Outcome]:
    """The same words on the ballot paper mean the same party; the rarer reading is the slip."""
    names = ("results", "westminster_left", "westminster_green")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for _, row in tables[name]:
            counts[row.ballot_label][row.party_id] += 1
    doubtful = {label: parties.most_common(1)[0][0] for label, parties in counts.items() if len(parties) > 1}
    for name in names:
        for line, row in tables[name]:
            yield Case()
            usual = doubtful.get(row.ballot_label, row.party_id)
            if row.party_id != usual:
                expected = f"{usual}, as in the other rows with the ballot_label {row.ballot_label!r}"
                yield fault(name, line, "party_id", row.party_id, expected)


def _areas(tables: Tables) -> Iterator[Outcome]:
    codes: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for _, contest in tables["contests"]:
        codes[contest.boundary, contest.area][contest.area_code] += 1
        places[contest.boundary][contest.place] += 1
    for line, contest in tables["contests"]:
        yield Case(contest.contest_id)
        code = codes[contest.boundary, contest.area].most_common(1)[0][0]
        if contest.area_code != code:
            expected = f"{shown(code)}, as in the other contests of {contest.area} within {contest.boundary}"
            yield fault("contests", line, "area_code", contest.area_code, expected)
        place = places[contest.boundary].most_common(1)[0][0]
        if contest.place != place:
            expected = f"{place}, as in the other contests within {contest.boundary}"
            yield fault("contests", line, "place", contest.place, expected)


def _councils(tables: Tables) -> Iterator[Outcome]:
    """Of which council a ward is one is read from its boundary."""
    for line, contest in tables["contests"]:
        if contest.office is not Office.COUNCILLOR:
            continue
        yield Case(contest.contest_id)
        if not (contest.boundary.startswith(f"{contest.place}-wards-") or "-cc-" in contest.boundary):
            expected = f"{contest.place}-wards-YEAR, or COUNTY-cc-YEAR for divisions of a county council"
            yield fault("contests", line, "boundary", contest.boundary, expected)


def _same_poll(tables: Tables) -> Iterator[Outcome]:
    """One poll has one id, or it would be counted twice."""
    first: dict[tuple[object, ...], tuple[int, str]] = {}
    for line, contest in tables["contests"]:
        yield Case(contest.contest_id)
        poll = (contest.office, contest.date, contest.voting_system, contest.status)
        here = (line, contest.contest_id)
        keys = [(*poll, contest.place, contest.area), *([(*poll, contest.area_code)] if contest.area_code else [])]
        at, name = min(first.setdefault(key, here) for key in keys)  # an area may be spelt in two ways
        if at != line and name != contest.contest_id:
            expected = f"one row per office, area and day; line {at} is the same contest, {name}"
            yield fault("contests", line, "contest_id", contest.contest_id, expected)


def _status(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        yield Case(poll.contest.contest_id)
        notional = poll.contest.status is Status.NOTIONAL
        for line, row in poll.candidates:
            if (row.quality == "reconstructed") != notional:
                expected = f"{'reconstructed' if notional else 'declared or derived'}, as the contest's status is "
                yield fault("results", line, "quality", row.quality, expected + poll.contest.status)


_BOTH = ("contests", "results")

# What a contest's own figures must satisfy: these can be counted for the contests of one place.
OF_ONE_CONTEST = (
    Check("candidates' votes add up to the contest's totals", _BOTH, _totals),
    Check("complete, aggregated and partial contests are what they say", _BOTH, _completeness),
    Check("papers less rejected papers are the valid votes, and no figure exceeds the next larger one", _BOTH, _papers),
    Check("as many are elected as there are seats, and they have the most votes", (*_BOTH, "exceptions"), _winners),
    Check(
        "first preferences and transfers are the final votes, and the first two stay in the count",
        _BOTH,
        _second_counts,
    ),
    Check("published turnout agrees with the computed one or is explained", (*_BOTH, "turnout_exceptions"), _turnout),
    Check("the voting system was in force on the day", ("contests", "voting_systems"), _voting_systems),
    Check("polling days are Thursdays and agree with the contest ids", ("contests", "exceptions"), _dates),
    Check("a poll has one contest id", ("contests",), _same_poll),
    Check("an area has one code, a boundary one place", ("contests",), _areas),
    Check("only notional contests hold reconstructed figures", _BOTH, _status),
)

CHECKS = (
    *OF_ONE_CONTEST,
    Check("the boundary of a ward or division names its council", ("contests",), _councils),
    Check("periods of a voting system follow each other", ("voting_systems",), _periods),
    Check("a ballot label means one party", ("results", "westminster_left", "westminster_green"), _labels),
)
