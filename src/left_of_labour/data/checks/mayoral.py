"""Mayors and commissioners under the supplementary vote: candidates, second counts, and our contests among them."""

from collections.abc import Iterator
from functools import partial

from left_of_labour.data.checks.rules import Case, Check, Outcome, Tables, fault, lines, shown
from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import TABLES, ExceptedRule, Office, Row

__all__ = ["CHECKS"]

_TABLE_28C = "hoc-cbp7529"
_THURSDAY = 3
_OFFICES = {"mayoral": "mayors", "pcc": "commissioners"}


def _candidates(table: str, tables: Tables) -> Iterator[Outcome]:
    for line, row in tables[table]:
        yield Case()
        if (row.transfers is None) != (row.final_votes is None):
            column = "transfers" if row.transfers is None else "final_votes"
            yield fault(table, line, column, None, "a number: transfers and final_votes come together")
        elif row.final_votes is not None and row.votes + row.transfers != row.final_votes:
            expected = f"{row.votes + row.transfers}, the votes {row.votes} + transfers {row.transfers}"
            yield fault(table, line, "final_votes", row.final_votes, expected)
    for rows in tables.second_counts(table).values():
        yield Case()
        ranked = sorted(rows, key=lambda numbered: -numbered[1].votes)
        finalists = [numbered for numbered in rows if numbered[1].final_votes is not None]
        if finalists and {line for line, _ in finalists} != {line for line, _ in ranked[:2]}:
            line, row = finalists[0]
            expected = f"final_votes for the first two, {' and '.join(one.candidate for _, one in ranked[:2])}, only"
            yield fault(table, line, "final_votes", row.final_votes, expected)
        if len({row.by_election for _, row in rows}) > 1:
            line, row = rows[0]
            yield fault(table, line, "by_election", row.by_election, f"the same in {lines(rows)}")


def _second_rounds(table: str, candidates: str, tables: Tables) -> Iterator[Outcome]:
    for line, row in tables[table]:
        rows = tables.second_counts(candidates).get((row.date, row.authority), [])
        excepted = tables.excepts(ExceptedRule.POLLING_DAY, row.date, row.authority)
        yield Case(excepted=excepted)
        for column, expected in _expected(row, rows, TABLES[candidates].file):
            if getattr(row, column) != expected[0]:
                value = f"{shown(expected[0])}, {expected[1]}"
                yield fault(table, line, column, getattr(row, column), value)
        if row.date.weekday() != _THURSDAY and not excepted:
            yield fault(table, line, "date", row.date, f"a Thursday; this is a {row.date:%A}")


def _expected(row: Row, rows: list[NumberedRow], file: str) -> Iterator[tuple[str, tuple[object, str]]]:
    """Each column with the value that the candidates and the other columns imply, and why."""
    here = f"{file}, {lines(rows)}"
    if len(rows) < 2:
        yield "authority", (None, f"or the candidates of {row.authority} on {row.date} in {file}")
        return
    ranked = [one for _, one in sorted(rows, key=lambda numbered: -numbered[1].votes)]
    total, decided = sum(one.votes for one in ranked), row.leader_first * 2 > row.valid_first
    yield "by_election", (ranked[0].by_election, f"as in {here}")
    yield "valid_first", (total, f"the sum of votes in {here}")
    for role, one in (("leader", ranked[0]), ("runner_up", ranked[1])):
        yield role, (one.candidate, f"who is {'first' if role == 'leader' else 'second'} in {here}")
        short = "leader" if role == "leader" else "runner"
        yield f"{short}_first", (one.votes, f"the votes of {one.candidate} in {here}")
        if one.transfers is not None or decided:
            yield f"{short}_transfers", (one.transfers, f"the transfers of {one.candidate} in {here}")
    pool = row.valid_first - row.leader_first - row.runner_first
    yield "eliminated_first", (pool, "valid_first - leader_first - runner_first")
    yield "decided_in_first_round", (decided, "as the leader's first preferences say")
    if decided:
        yield "not_transferred", (None, "as there was no second count")
        yield "winner", (row.leader, "who had more than half of the first preferences")
    elif None in (row.leader_transfers, row.runner_transfers):
        yield "leader_transfers", ("a number", "as nobody had more than half of the first preferences")
    else:
        rest = row.eliminated_first - row.leader_transfers - row.runner_transfers
        yield "not_transferred", (rest, "eliminated_first - leader_transfers - runner_transfers")
        ahead = row.leader_first + row.leader_transfers >= row.runner_first + row.runner_transfers
        yield "winner", (row.leader if ahead else row.runner_up, "who has more after the second count")
    yield "winner_was_leader", (row.winner == row.leader, "as the names say")
    yield (
        "in_table_28c",
        (_TABLE_28C in row.source_ids, f"as {_TABLE_28C} is {'' if row.in_table_28c else 'not '}cited"),
    )


def _ours(tables: Tables) -> Iterator[Outcome]:
    """The same contest in two tables has the same figures."""
    for poll in tables.polls.values():
        contest = poll.contest
        rows = tables.second_counts("mayoral_candidates").get((contest.date, contest.area), [])
        if contest.office is not Office.MAYOR or not rows or not poll.is_whole:
            continue
        yield Case(contest.contest_id)
        others = {row.candidate: (line, row) for line, row in rows}
        for line, row in poll.candidates:
            if row.candidate not in others:
                expected = f"a candidate of mayoral_candidates.csv, {lines(rows)}: {', '.join(others)}"
                yield fault("results", line, "candidate", row.candidate, expected)
                continue
            at, other = others[row.candidate]
            for column in ("party_id", "votes", "transfers", "final_votes"):
                if getattr(row, column) != getattr(other, column):
                    expected = (
                        f"{shown(getattr(other, column))}, as mayoral_candidates.csv:{at} has it for {row.candidate}"
                    )
                    yield fault("results", line, column, getattr(row, column), expected)
        for name in others.keys() - {row.candidate for _, row in poll.candidates}:
            expected = f"a candidate of {contest.contest_id} in results.csv, {lines(poll.candidates)}"
            yield fault("mayoral_candidates", others[name][0], "candidate", name, expected)


def _all_there(tables: Tables) -> Iterator[Outcome]:
    """A contest of ours under the supplementary vote that is known in full stands in the mayoral tables too."""
    last = max((row.date for _, row in tables["mayoral_second_rounds"]), default=None)
    authorities = {row.authority for _, row in tables["mayoral_second_rounds"]}
    for poll in tables.polls.values():
        contest = poll.contest
        whole = contest.office is Office.MAYOR and contest.completeness == "complete"
        known = (contest.date, contest.area) in tables.second_counts("mayoral_candidates")
        due = whole and last and contest.date <= last and contest.area in authorities
        if due:
            yield Case(contest.contest_id)
        if due and not known:
            expected = f"a date with rows in mayoral_candidates.csv for {contest.area}"
            yield fault("contests", poll.line, "date", contest.date, expected)


def _with_a_round(table: str, candidates: str, tables: Tables) -> Iterator[Outcome]:
    rounds = {(row.date, row.authority) for _, row in tables[table]}
    for key, rows in tables.second_counts(candidates).items():
        line, row = rows[0]
        yield Case()
        if key not in rounds:
            expected = f"a row of {TABLES[table].file} for {row.authority} on {row.date}"
            yield fault(candidates, line, "authority", row.authority, expected)


def _of_office(prefix: str, who: str) -> Iterator[Check]:
    rounds, candidates = f"{prefix}_second_rounds", f"{prefix}_candidates"
    yield Check(
        f"candidates for {who}: votes + transfers = final votes", (candidates,), partial(_candidates, candidates)
    )
    yield Check(
        f"second rounds of {who} follow from their candidates",
        (rounds, candidates, "exceptions"),
        partial(_second_rounds, rounds, candidates),
    )
    yield Check(
        f"every contest for {who} has its second round on record",
        (rounds, candidates),
        partial(_with_a_round, rounds, candidates),
    )


CHECKS = (
    *(check for prefix, who in _OFFICES.items() for check in _of_office(prefix, who)),
    Check("our mayoral contests agree with the mayoral tables", ("contests", "results", "mayoral_candidates"), _ours),
    Check(
        "no mayoral contest of ours is missing in the mayoral tables",
        ("contests", "results", "mayoral_candidates", "mayoral_second_rounds"),
        _all_there,
    ),
)
