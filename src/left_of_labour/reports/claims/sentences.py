"""What was found about the campaign accounts, in sentences."""

import pandas as pd

from left_of_labour.analysis.claims import STANDING
from left_of_labour.presentation.text import joined, number, percent, plural

__all__ = ["amount", "boundary_sentence", "contradicted_sentence", "finding", "tolerance_sentence", "turnout_sentence"]


def finding(assessed: pd.DataFrame) -> str:
    """The verdicts on one or all accounts in a sentence or two."""
    counts = assessed["verdict"].value_counts()
    standing = [(verdict, counts[verdict]) for verdict in STANDING if verdict in counts]
    stands = sum(count for _, count in standing)
    against = counts.get("contradicted", 0)
    told = joined(f"{count} {verdict}" for verdict, count in standing) if len(standing) > 1 else "".join(dict(standing))
    accounts = assessed["source_id"].nunique()
    whose = "this account" if accounts == 1 else f"{number(accounts)} campaign accounts"
    refuted = counts.get("refuted", 0)
    others = [
        f"{_counted(counts, 'documented', 'is', 'are')} documented by independent sources",
        *([f"{refuted} {_agree(refuted, 'is', 'are')} refuted by them"] if refuted else []),
        f"{_counted(counts, 'single witness', 'rests', 'rest')} on a single witness",
        f"{_counted(counts, 'unverifiable', 'is', 'are')} unverifiable here",
    ]
    return (
        f"Of {number(len(assessed))} claims in {whose}, {number(stands + against)} can be decided by recomputing: "
        f"{number(stands)} {_agree(stands, 'stands', 'stand')}{f' ({told})' if told else ''} and "
        f"{_count(against)} {_agree(against, 'is', 'are')} contradicted. Of the others, {joined(others)}."
    )


def _count(count: int) -> str:
    return number(count) if count else "none"


def _agree(count: int, singular: str, several: str) -> str:
    return singular if count <= 1 else several


def _counted(counts: pd.Series, verdict: str, singular: str, several: str) -> str:
    count = counts.get(verdict, 0)
    return f"{_count(count)} {_agree(count, singular, several)}"


def contradicted_sentence(assessed: pd.DataFrame) -> str:
    """How many of the claims that can be recomputed are contradicted."""
    against = int((assessed["verdict"] == "contradicted").sum())
    decided = against + int(assessed["verdict"].isin(STANDING).sum())
    return (
        f"{_count(against).capitalize()} of {plural(decided, 'claim')} that can be recomputed "
        f"{_agree(against, 'is', 'are')} contradicted."
    )


def tolerance_sentence(assessed: pd.DataFrame, strict: pd.DataFrame, loose: pd.DataFrame) -> str:
    """How many verdicts hang on the tolerance of a tenth.

    Parameters
    ----------
    assessed, strict, loose
        The same claims, judged with the usual tolerance, half of it and half as much again.
    """

    def told(other: pd.DataFrame, tolerance: str) -> str:
        changed = assessed["verdict"].ne(other["verdict"])
        if not changed.any():
            return f"with {tolerance} no verdict changes"
        moves = (
            f"“{row.claim}” ({row.verdict} to {after})"
            for row, after in zip(assessed[changed].itertuples(), other.loc[changed, "verdict"], strict=True)
        )
        return f"with {tolerance}, {plural(int(changed.sum()), 'verdict changes', 'verdicts change')}: {joined(moves)}"

    sentence = f"{told(strict, 'half the tolerance')}; {told(loose, 'half as much again')}."
    return sentence[0].upper() + sentence[1:]


def boundary_sentence(changes: pd.DataFrame) -> str:
    """What becomes of claims about an earlier contest once the boundaries of the later one are used."""
    if changes.empty:
        return "No claim here compares across a boundary change for which the data have an estimate."
    changed = int((changes["old_boundaries"] != changes["new_boundaries"]).sum())
    return (
        f"{plural(len(changes), 'claim rests', 'claims rest')} on the old boundaries; the new ones give another figure "
        f"for {_count(changed)} of them."
    )


def amount(value: float, unit: str) -> str:
    """A claim's figure with its unit, as far as a reader needs it.

    Examples
    --------
    >>> amount(35.94, "percent"), amount(4, "place"), amount(12146, "votes")
    ('35.9%', 'place 4', '12,146')
    """
    return percent(value) if unit == "percent" else f"place {number(value)}" if unit == "place" else number(value)


def turnout_sentence(turnouts: pd.DataFrame) -> str:
    """How far the two definitions of turnout are apart where both can be computed."""
    both = turnouts.dropna(subset=["papers", "valid"])
    if turnouts.empty:
        return "No claim here is about turnout."
    if both.empty:
        return "Neither definition can be recomputed: the electorate is not in the data."
    told = (
        f"{percent(row.papers)} of the electorate by papers in the count and {percent(row.valid)} by valid votes "
        f"({row.contest})"
        for row in both.itertuples()
    )
    return f"The two definitions give {joined(told)}."
