"""A plan in words: what it adds, changes and contradicts, what waits for an answer, what is left out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from left_of_labour.data.imports.model import LeftOut
from left_of_labour.data.imports.plan import Addition, Contradiction, Plan, Question

__all__ = ["lines"]

_SHOWN = 20
_CANDIDACIES = ("westminster_left", "westminster_green")
_SECOND_ROUNDS = ("mayoral_second_rounds", "pcc_second_rounds")


def lines(plan: Plan, shown: int = _SHOWN) -> list[str]:
    """The plan, line by line; of long lists the first few.

    Parameters
    ----------
    plan
        The plan.
    shown
        How many entries of each list are shown.
    """
    texts = [_head(plan)]
    texts += [f"  note: {remark}" for remark in islice(plan.remarks, shown)]
    texts += _section("Adds", _added(plan), shown)
    texts += _section(
        "Changes",
        (
            f"{one.table}.csv:{one.line} {', '.join(one.key)}: {one.column} {one.before or 'blank'} → {one.after}"
            for one in plan.changes
        ),
        shown,
    )
    texts += _section(
        "Contradicts; ours stands, conflicts.csv says so", map(_contradiction, plan.contradictions), shown
    )
    texts += _section("Waits", map(_left_out, plan.waiting), shown)
    texts += _section("Leaves out", map(_left_out, plan.left_out), shown)
    return [*texts, *_section("Asks", map(_question, plan.questions), shown)]


def _head(plan: Plan) -> str:
    contests = sum(one.table == "contests" for one in plan.additions)
    if not contests and not plan.compared and plan.agreeing:
        return f"{', '.join(plan.files)}: {_many(plan.agreeing, 'figure')} the same as ours"
    parts = [f"{_many(contests, 'new contest')}", f"{_many(plan.compared, 'contest')} that we hold"]
    if plan.compared:
        parts.append(f"{_many(plan.agreeing, 'figure')} the same as ours")
    return f"{', '.join(plan.files) or 'no contests'}: {', '.join(parts)}"


def _section(title: str, entries: Iterable[str], shown: int) -> Iterator[str]:
    entries = list(entries)
    if entries:
        yield f"{title} ({len(entries):,}):"
        yield from (f"  {entry}" for entry in entries[:shown])
        if len(entries) > shown:
            yield f"  and {len(entries) - shown:,} more"


def _added(plan: Plan) -> Iterator[str]:
    candidates = [one for one in plan.additions if one.table == "results"]
    for one in plan.additions:
        if one.table == "contests":
            yield _contest(one, [row for row in candidates if row.cells["contest_id"] == one.cells["contest_id"]])
        elif one.table == "parties":
            yield f"parties.csv {one.cells['party_id']}: {one.cells['name']}, {one.cells['left_reading']}"
        elif one.table == "candidate_positions":
            yield f"candidate_positions.csv {one.cells['candidate']}: {one.cells['left_reading']}"
        elif one.table in _CANDIDACIES:
            yield f"{one.table}.csv {one.cells['candidate']}: {_national(one)}, {int(one.cells['votes']):,} votes"
        elif one.table in _SECOND_ROUNDS:
            yield f"{one.table}.csv {_national(one)}: {one.cells['winner']}"
    for table, size in plan.added().items():
        if table not in ("contests", "parties", "candidate_positions", *_CANDIDACIES, *_SECOND_ROUNDS):
            yield f"{table}.csv: {_many(size, 'row')}"


def _national(one: Addition) -> str:
    """Where and when, in the national tables."""
    return f"{one.cells.get('constituency') or one.cells['authority']} {one.cells['date']}"


def _contest(contest: Addition, candidates: Sequence[Addition]) -> str:
    cells = contest.cells
    votes = int(cells["candidate_votes_total"])
    seats = _many(int(cells["seats"]), "seat")
    return f"{cells['contest_id']}: {_many(len(candidates), 'candidate')}, {seats}, {votes:,} votes"


def _contradiction(one: Contradiction) -> str:
    who = ", ".join(name for name in (one.contest_id, one.candidate) if name)
    why = f"on record as {one.recorded}" if one.recorded else one.reason
    return f"{one.where} {who + ': ' * bool(who)}{one.column} {one.theirs!r}, ours {one.ours or 'blank'!r} ({why})"


def _left_out(one: LeftOut) -> str:
    return f"{one.where} {one.what}: {one.why}"


def _question(one: Question) -> str:
    if one.kind == "party":
        code = f" ({one.code[1]})" if one.code and one.code[1] != one.label else ""
        return f"which party is {one.label}{code}, {one.votes:,} votes?"
    return f"where does {one.candidate} stand ({one.label}, {one.votes:,} votes, {one.contest_id})?"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
