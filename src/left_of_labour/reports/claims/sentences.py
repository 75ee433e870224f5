"""What was found about the campaign accounts, in sentences."""

from typing import Any

import pandas as pd

from left_of_labour.analysis.claims import STANDING
from left_of_labour.presentation.text import joined, number, percent, plural

__all__ = [
    "amount",
    "boundary_sentence",
    "contradicted_sentence",
    "contradictions",
    "finding",
    "selection_sentence",
    "tolerance_sentence",
    "turnout_sentence",
    "undecided_sentence",
]

_OTHERS = {
    "documented": ("is documented by independent sources", "are documented by independent sources"),
    "refuted": ("is refuted by independent sources", "are refuted by independent sources"),
    "single witness": ("rests on a single witness", "rest on a single witness"),
    "unverifiable": ("is unverifiable here", "are unverifiable here"),
}
_MOST_NAMED = 2  # contradictions that the finding writes out


def finding(assessed: pd.DataFrame) -> str:
    """The verdicts on one or all accounts in a sentence or two."""
    counts = assessed["verdict"].value_counts()
    standing = [(verdict, counts[verdict]) for verdict in STANDING if verdict in counts]
    stands = sum(count for _, count in standing)
    against = counts.get("contradicted", 0)
    texts = (
        joined(f"{count} {verdict}" for verdict, count in standing) if len(standing) > 1 else "".join(dict(standing))
    )
    accounts = assessed["source_id"].nunique()
    whose = "this account" if accounts == 1 else f"{number(accounts)} campaign accounts"
    others = [
        f"{number(counts[verdict])} {_agree(counts[verdict], *words)}"
        for verdict, words in _OTHERS.items()
        if counts.get(verdict, 0)
    ]
    rest = len(assessed) - stands - against
    named = f" ({'; '.join(contradictions(assessed))})" if 0 < against <= _MOST_NAMED else ""
    return (
        f"Of {plural(len(assessed), 'claim')} in {whose}, {number(stands + against)} can be decided by recomputing: "
        f"{number(stands)} {_agree(stands, 'stands', 'stand')}{f' ({texts})' if texts else ''} and "
        f"{_count(against)} {_agree(against, 'is', 'are')} contradicted{named}."
        f"{f' Of the others, {joined(others)}.' if rest else ''}"
    )


def contradictions(assessed: pd.DataFrame) -> list[str]:
    """Each claim that the data contradict, with both figures."""
    wrong = assessed[assessed["verdict"] == "contradicted"]
    return [f"“{row.claim}”: {_both(row)}" for row in wrong.itertuples()]


def _both(row: Any) -> str:
    """What the claim states and what the data give; where no number is stated, the comparison that decides."""
    if pd.isna(row.stated) or not row.stated:
        return str(row.reason)
    word = "" if pd.isna(row.precision) or row.precision in (None, "exact") else f"{row.precision} "
    return f"{word}{_figure(row.stated, row.unit)} stated, {_figure(row.given, row.unit)} in the data"


def _figure(text: str, unit: str | None) -> str:
    """A stated or computed figure with its unit."""
    if text.isdigit():
        text = number(int(text))
    if unit == "percent":
        return f"{text}%"
    if unit == "place":
        return f"place {text}"
    return text if unit in (None, "votes", "date", "weekday") or pd.isna(unit) else f"{text} {unit}"


def _count(count: int) -> str:
    return number(count) if count else "none"


def _agree(count: int, singular: str, several: str) -> str:
    return singular if count <= 1 else several


def contradicted_sentence(assessed: pd.DataFrame) -> str:
    """How many of the claims that can be recomputed are contradicted, and each of them with both figures."""
    against = int((assessed["verdict"] == "contradicted").sum())
    decided = against + int(assessed["verdict"].isin(STANDING).sum())
    if not decided:
        return "None of these claims can be recomputed."
    written = f": {'; '.join(contradictions(assessed))}" if against else ""
    return (
        f"{_count(against).capitalize()} of {plural(decided, 'claim')} that can be recomputed "
        f"{_agree(against, 'is', 'are')} contradicted{written}."
    )


def undecided_sentence(open_claims: pd.DataFrame) -> str:
    """What becomes of the claims that recomputing does not decide.

    Parameters
    ----------
    open_claims
        See `analysis.claims.grounds`.
    """
    if open_claims.empty:
        return "Recomputing decides every claim here."
    counts = open_claims["verdict"].value_counts(sort=False)
    texts = joined(f"{number(count)} {verdict}" for verdict, count in counts.items())
    return f"{plural(len(open_claims), 'claim is', 'claims are')} not decided by recomputing: {texts}."


def selection_sentence(assessed: pd.DataFrame, checkable: pd.Series) -> str:
    """That the claims are a choice, and how many of them nothing on record could decide.

    Parameters
    ----------
    assessed
        See `analysis.claims.assess`.
    checkable
        Whether anything on record could decide a claim, by claim id.
    """
    hopeless = int((~assessed["claim_id"].map(checkable).astype(bool)).sum())
    text = (
        "Which statements of an account became claims was our choice, so shares of verdicts are no measure of its "
        "reliability, and an account with more numbers can have more of them wrong."
    )
    if not hopeless:
        return text
    return (
        f"{text} {number(hopeless)} of {plural(len(assessed), 'claim')} {_agree(hopeless, 'was', 'were')} kept "
        "although "
        "nothing on record could decide "
        f"{'it' if hopeless == 1 else 'them'}."
    )


def tolerance_sentence(assessed: pd.DataFrame, strict: pd.DataFrame, loose: pd.DataFrame) -> str:
    """How many verdicts hang on the tolerance of a tenth.

    Parameters
    ----------
    assessed, strict, loose
        The same claims, judged with the usual tolerance, half of it and half as much again.
    """

    def texts(other: pd.DataFrame, tolerance: str) -> str:
        changed = assessed["verdict"].ne(other["verdict"])
        if not changed.any():
            return f"with {tolerance} no verdict changes"
        moves = (
            f"“{row.claim}” ({row.verdict} to {after})"
            for row, after in zip(assessed[changed].itertuples(), other.loc[changed, "verdict"], strict=True)
        )
        return f"with {tolerance}, {plural(int(changed.sum()), 'verdict changes', 'verdicts change')}: {joined(moves)}"

    sentence = f"{texts(strict, 'half the tolerance')}; {texts(loose, 'half as much again')}."
    return sentence[0].upper() + sentence[1:]


def boundary_sentence(changes: pd.DataFrame) -> str:
    """What becomes of claims about an earlier contest once the boundaries of the later one are used."""
    if changes.empty:
        return "No claim here compares across redrawn boundaries for which the data have an estimate."
    changed = int((changes["old_boundaries"] != changes["new_boundaries"]).sum())
    return (
        f"{plural(len(changes), 'claim compares', 'claims compare')} with a contest whose boundaries were redrawn "
        f"afterwards; on the new ones the published estimate gives another figure for {_count(changed)} of them."
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
        return "Neither definition can be recomputed: the electorate or the papers are not in the data."
    texts = (
        f"{percent(row.papers)} of the electorate by papers in the count and {percent(row.valid)} by valid votes "
        f"({row.contest})"
        for row in both.itertuples()
    )
    return f"The two definitions give {joined(texts)}."
