"""What was found about the data, in sentences."""

import pandas as pd

from left_of_labour.presentation.text import joined, number, percent, plural

__all__ = [
    "completeness_sentence",
    "conflicts_sentence",
    "finding",
    "flags_sentence",
    "licences_sentence",
    "second_figures_sentence",
    "sums_sentence",
    "voting_systems_sentence",
    "witnesses_sentence",
]


def _total(frame: pd.DataFrame, column: str) -> str:
    return number(int(frame[column].sum()))


def finding(completeness: pd.DataFrame, sums: pd.DataFrame, witnesses: pd.DataFrame, conflicts: pd.DataFrame) -> str:
    """Whether the figures can be trusted, in three numbers and a warning."""
    complete, contests = int(completeness["complete"].sum()), int(completeness["contests"].sum())
    single, figures = int(witnesses["single"].sum()), int(witnesses["figures"].sum())
    disputed = int(conflicts["conflicts"].sum())
    rest = "No candidate’s votes are known"
    if figures:
        rest = f"{percent(100 * single / figures)} of the candidates’ figures rest on a single independent source"
    about = f"sources disagree on {plural(disputed, 'figure or fact', 'figures and facts')}"
    return (
        f"{number(complete)} of {plural(contests, 'contest')} ({percent(100 * complete / contests)}) "
        f"{'has' if contests == 1 else 'have'} every candidate’s votes; {_outcome(sums)}. {rest}, and "
        f"{about if disputed else 'no disagreement between sources is recorded'}."
    )


def _outcome(sums: pd.DataFrame) -> str:
    """What became of the checks, the exceptions among them."""
    failures, checks, excepted = (int(sums[column].sum()) for column in ("fail", "contests", "excepted"))
    if failures:
        return (
            f"of {plural(checks, 'check')} on their figures, {number(failures)} {'fail' if failures > 1 else 'fails'}"
        )
    outcome = f"their figures pass {number(checks - excepted)} of {plural(checks, 'check')}"
    if not excepted:
        return outcome
    word = "are exceptions" if excepted > 1 else "is an exception"
    return f"{outcome}, and {number(excepted)} {word} for a reason on record"


def completeness_sentence(completeness: pd.DataFrame) -> str:
    """How many contests lack what."""
    partial, summed = int(completeness["partial"].sum()), int(completeness["others_aggregated"].sum())
    if not partial and not summed:
        return "Every candidate’s votes are known in all of them."
    parts = []
    if partial:
        parts.append(
            f"{plural(partial, 'contest lacks', 'contests lack')} votes or a total, so no share is computed there"
        )
    if summed:
        parts.append(f"in {plural(summed, 'contest')} the total is known and some losers are one row")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def sums_sentence(sums: pd.DataFrame) -> str:
    """Which rules fail, or that none does, and why that says less than it seems."""
    failing = sums[sums["fail"] > 0]
    if len(failing):
        texts = (f"“{row.rule}” in {row.where}" for row in failing.itertuples())
        return f"{plural(len(failing), 'rule fails', 'rules fail')}: {joined(texts)}."
    excepted = int(sums["excepted"].sum())
    what = "case is an exception, and is" if excepted == 1 else "cases are exceptions, and are"
    rest = f" {number(excepted)} {what} not counted as holding; the reason is on record." if excepted else ""
    return (
        "No rule fails. That is no proof: figures that break one would have been refused when the data were loaded, so "
        f"what can be seen here is how often each rule could be applied.{rest}"
    )


def conflicts_sentence(conflicts: pd.DataFrame) -> str:
    """How many disagreements are decided."""
    if conflicts.empty:
        return "No disagreement between sources is recorded."
    total, decided, left_open, rejected = (
        int(conflicts[column].sum()) for column in ("conflicts", "decided", "open", "rejected")
    )
    blank = (
        f"in {number(left_open)} none is, and the cell is blank" if left_open else "in no case is the cell left blank"
    )
    return (
        f"Sources disagree on {plural(total, 'figure or fact', 'figures and facts')}; "
        f"{plural(rejected, 'value was', 'values were')} rejected. In {number(decided)} of these cases one value is "
        "used, "
        f"for the reason given with it; {blank}."
    )


def witnesses_sentence(witnesses: pd.DataFrame) -> str:
    """How many figures have a second source."""
    if witnesses.empty:
        return "No candidate’s votes are known."
    several, figures = int(witnesses["several"].sum()), int(witnesses["figures"].sum())
    first = witnesses.loc[witnesses["kind"].isin(["official", "parliament"]), "figures"].sum()
    none = int(witnesses["none"].sum())
    printed = f"; {number(none)} {'was' if none == 1 else 'were'} worked out and {'is' if none == 1 else 'are'} in none"
    return (
        f"{number(several)} of {plural(figures, 'figure')} have two or more independent sources"
        f"{printed if none else ''}. {number(int(first))} cite a page of an official body or of Parliament."
    )


def flags_sentence(flagged: pd.DataFrame) -> str:
    """How many figures were not declared."""
    counts = flagged["quality"].value_counts()
    texts = joined(f"{number(count)} {quality}" for quality, count in counts.items())
    return (
        f"{plural(len(flagged), 'figure was', 'figures were')} not declared: {texts}."
        if texts
        else "Every figure that is known was declared."
    )


def licences_sentence(licences: pd.DataFrame) -> str:
    """How much of the data comes with terms."""
    shared = licences[licences["licence"].str.contains("SA|GFDL|share alike")]
    silent = licences[licences["licence"] == "not stated"]
    return (
        f"{plural(int(shared['sources'].sum()), 'source asks', 'sources ask')} to be credited and shared alike; for "
        f"{_total(silent, 'sources')} no licence is on record (facts as such are free, their wording is not)."
    )


def second_figures_sentence(figures: pd.DataFrame) -> str:
    """How many figures a second source confirms."""
    if figures.empty:
        return "No other table of the collection holds a second figure for these contests."
    compared, agree = int(figures["compared"].sum()), int(figures["agree"].sum())
    outcome = "all agree" if agree == compared else f"{number(compared - agree)} do not agree"
    return f"{plural(compared, 'figure')} can be compared with another source in another table; {outcome}."


def voting_systems_sentence(systems: pd.DataFrame) -> str:
    """How many contests have another voting system in Democracy Club’s rules, and whether each is explained."""
    if systems.empty:
        return "Democracy Club’s rules name the same voting system for every contest that they know."
    unexplained = int(systems.loc[systems["reason"].isna(), "contests"].sum())
    outcome = "each with a known reason" if not unexplained else f"{number(unexplained)} of them without a known reason"
    return (
        "Democracy Club’s rules name another voting system for "
        f"{plural(int(systems['contests'].sum()), 'contest')}, {outcome}."
    )
