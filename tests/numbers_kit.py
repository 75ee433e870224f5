"""Which numbers the words of a report may name: those of its data, and what a reader can work out from these."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations
from statistics import fmean, median

from notebook_kit import Ran

from left_of_labour.data import Dataset
from left_of_labour.shown import Context, Figure, Finding, Table, Text

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
# Beyond so many rows any difference of one decimal is that of some pair.
_FEW = 30
_VERY_FEW = 12
_CONSTANT = (95.0, 100.0)  # the level of intervals, the end of a scale of shares
# Another reading's numbers come from running the report under it; a year says when, not how much.
_ELSEWHERE = re.compile(r"[Uu]nder the other readings.*?(?=\. [A-Z]|$)|\b(?:19[89]|20[012])\d\b")
# Sentences on figures that no table of the report holds: where the first words come from, and what else tests them.
EXEMPT = {
    "Of the ": "counts the sources of the figures behind a report: test_presentation tests the counting",
    "In the actual second count, ": "a counterfactual of two factors: test_transfers",
    "For mayor on the same day, ": "another contest's votes: test_together",
    "In the second count that was held, ": "bounds of another contest: test_together",
    "Under the supplementary vote ": "the most that a runner-up gained, of another report's table: test_rounds",
}


def written(text: str) -> Iterator[tuple[str, float, float]]:
    """Every number of a text without its sign: as written, its value, and by how much rounding may have moved it."""
    for match in _NUMBER.finditer(text):
        number = match[0].rstrip(",")
        decimals = len(number.partition(".")[2])
        yield number, float(number.replace(",", "")), 0.5 * 10**-decimals + 1e-9


def unfounded(text: str, known: Iterable[float]) -> list[str]:
    """The numbers of a text, as written, that are none of those known, rounded."""
    known = sorted({abs(one) for one in (*known, *_CONSTANT)})
    checked = _ELSEWHERE.sub("", text)
    return [number for number, value, slack in written(checked) if not any(abs(one - value) <= slack for one in known)]


def numbers_from_nowhere(report: Ran, more: Iterable[float] = ()) -> list[str]:
    """Every title, alt text, finding and sentence with a number that the report's data do not carry.

    A title and an alt text have to rest on their own part: what it says, what can be worked out from it, and what other
    parts say as it stands. A finding or sentence rests on all parts.

    Parameters
    ----------
    report
        What a notebook showed.
    more
        Numbers besides.
    """
    tables = [part for part in report.parts if isinstance(part, Table | Figure)]
    said = [number for part in tables for number in stated(part)]
    for context in report.of(Context):
        facts = f"{context.subject} {'; '.join(map(str, context.parameters.values()))} {context.facts}"
        said += [value for _, value, _ in written(facts.replace("-", " "))]
    said += more
    worked_out = {id(part): list(derived(part)) for part in tables}
    faults = []
    for part in report.parts:
        if isinstance(part, Table | Figure):
            known = [*said, *worked_out[id(part)]]
            texts = {"title": part.title, "alt": part.alt if isinstance(part, Figure) else ""}
        elif isinstance(part, Finding) or (isinstance(part, Text) and part.role == "sentence"):
            known = [*said, *(number for numbers in worked_out.values() for number in numbers)]
            texts = {"text": part.text}
        else:
            continue
        for kind, text in texts.items():
            if not text.startswith(tuple(EXEMPT)) and (found := unfounded(text, known)):
                faults.append(f"{kind} of {getattr(part, 'name', part.kind)}: {', '.join(found)}\n    {text}")
    return faults


def results_of_office(dataset: Dataset, contest_id: str) -> Iterator[float]:
    """The shares of everybody who ever stood for the office of a contest there."""
    contest = dataset.contest(contest_id)
    for other in dataset.contests_by_id.values():
        if (other.place, other.office) == (contest.place, contest.office) and other.valid_votes:
            votes = dataset.results.loc[dataset.results["contest_id"] == other.contest_id, "votes"].dropna()
            yield from (100 * int(one) / other.valid_votes for one in votes)


def stated(part: Table | Figure) -> Iterator[float]:
    """What the cells say: numbers, fractions as per cent too, and the numbers in texts such as dates and names."""
    for cells in _columns(part).values():
        for number in _numeric(cells):
            yield number
            if abs(number) <= 1:
                yield 100 * number
        for cell in cells:
            if isinstance(cell, str):
                yield from (value for _, value, _ in written(cell.replace("-", " ")))


def derived(part: Table | Figure) -> Iterator[float]:
    """What a reader can work out: rows, sums, parts of sums, means, and differences where the table is short."""
    rows = range(len(part.rows))
    yield len(rows)
    table = _columns(part)
    groups = [rows, *_groups(table)]
    yield from (len(group) for group in groups)
    sums = {}
    for name, cells in table.items():
        if not all(cell is None or _is_number(cell) for cell in cells):
            yield len(set(map(str, cells)))
            continue
        numbers = _numeric(cells)
        if name == "candidacies":  # the others', to which the one that is compared adds itself
            yield from (one + 1 for one in numbers)
        yield from (sum(one > 0 for one in numbers), sum(one < 0 for one in numbers), len(numbers))
        sums[name] = sum(numbers)
        for group in groups:
            chosen = _numeric(cells[row] for row in group)
            if chosen:
                yield from (sum(chosen), fmean(chosen), median(chosen))
            if sums[name]:
                yield 100 * sum(chosen) / sums[name]
        if len(numbers) <= _FEW:
            yield from (one - other for one, other in combinations(numbers, 2))
        if len(numbers) <= _VERY_FEW:
            yield from (100 * one / other for one, other in permutations(numbers, 2) if other)
    yield from (sign * one + other for one, other in combinations(sums.values(), 2) for sign in (1, -1))
    # Votes of those who are not in a second count, for example.
    where_blank = [
        sum(_numeric(one for one, two in zip(table[name], other, strict=True) if two is None))
        for name in sums
        for other in table.values()
    ]
    for whole in filter(None, {*sums.values(), *where_blank}):
        parts = [100 * one / whole for one in sums.values()]
        yield from (*parts, *(100 - one for one in parts))
    for first, second in combinations(sums, 2):
        gaps = [one - other for one, other in zip(table[first], table[second], strict=True) if None not in (one, other)]
        yield fmean(gaps or [0])
        if len(rows) <= _FEW:
            yield from gaps


def _columns(part: Table | Figure) -> dict[str, list]:
    return {name: [row[place] for row in part.rows] for place, name in enumerate(part.columns)}


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _numeric(cells: Iterable) -> list[float]:
    return [float(cell) for cell in cells if _is_number(cell)]


def _groups(table: dict[str, list]) -> Iterator[list[int]]:
    """The rows that share a word, a truth value or being blank in a column, or in two."""
    keys = {
        name: [cell if isinstance(cell, str | bool) else cell is None for cell in cells]
        for name, cells in table.items()
        if any(isinstance(cell, str | bool) or cell is None for cell in cells)
    }
    for chosen in [*((name,) for name in keys), *combinations(keys, 2)]:
        found = defaultdict(list)
        for row, key in enumerate(zip(*(keys[name] for name in chosen), strict=True)):
            found[key].append(row)
        yield from found.values()
