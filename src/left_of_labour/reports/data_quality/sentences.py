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
    failures, checks = int(sums["fail"].sum()), int(sums["contests"].sum())
    single, figures = int(witnesses["single"].sum()), int(witnesses["figures"].sum())
    outcome = "all of them hold" if failures == 0 else f"{number(failures)} do not hold"
    return (
        f"{number(complete)} of {plural(contests, 'contest')} ({percent(100 * complete / contests)}) are complete; "
        f"of {plural(checks, 'check')} on their sums, winners and turnout, {outcome}. "
        f"But {percent(100 * single / figures)} of the candidates' figures rest on a single independent source, and in "
        f"{_total(conflicts, 'conflicts')} places sources disagree."
    )


def completeness_sentence(completeness: pd.DataFrame) -> str:
    """How many contests lack what."""
    return (
        f"{plural(int(completeness['partial'].sum()), 'contest lacks', 'contests lack')} votes or a total, so no share "
        f"is computed there; in {_total(completeness, 'others_aggregated')} the total is known and some "
        "losers are one row."
    )


def sums_sentence(sums: pd.DataFrame) -> str:
    """Which rules fail, or that none does."""
    failing = sums[sums["fail"] > 0]
    if failing.empty:
        return "Every rule holds in every contest to which it applies."
    told = (f"“{row.rule}” in {row.where}" for row in failing.itertuples())
    return f"{plural(len(failing), 'rule fails', 'rules fail')}: {joined(told)}."


def conflicts_sentence(conflicts: pd.DataFrame) -> str:
    """How many disagreements are decided."""
    if conflicts.empty:
        return "No disagreement between sources is recorded."
    return (
        f"In {_total(conflicts, 'decided')} of {_total(conflicts, 'conflicts')} disagreements one "
        f"value stands, decided by arithmetic or by an independent source; in {_total(conflicts, 'open')} "
        "neither does, and the cell is blank."
    )


def witnesses_sentence(witnesses: pd.DataFrame) -> str:
    """How many figures have a second source."""
    several, figures = int(witnesses["several"].sum()), int(witnesses["figures"].sum())
    first = witnesses.loc[witnesses["kind"].isin(["official", "parliament"]), "figures"].sum()
    return (
        f"{number(several)} of {number(figures)} figures have two or more sources; {number(int(first))} cite a page "
        "of an official body or of Parliament, most others data sets, some of them these bodies' own."
    )


def flags_sentence(flagged: pd.DataFrame) -> str:
    """How many figures were not declared."""
    counts = flagged["quality"].value_counts()
    told = joined(f"{count} {quality}" for quality, count in counts.items())
    return (
        f"{plural(len(flagged), 'figure was', 'figures were')} not declared: {told}." if told else "All were declared."
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
    """How many contests have another voting system in uk-election-ids, and whether each is explained."""
    if systems.empty:
        return "uk-election-ids has the same voting system for every contest."
    unexplained = int(systems.loc[systems["reason"].isna(), "contests"].sum())
    outcome = "each with a known reason" if not unexplained else f"{number(unexplained)} of them without a known reason"
    return f"uk-election-ids has another voting system for {_total(systems, 'contests')} contests, {outcome}."
