"""Where a result stands, in sentences: every number in them comes from the pools."""

import pandas as pd

from left_of_labour.analysis.context import Peers, Subject, mayoral_pool, others, standing, westminster_pool
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural

__all__ = [
    "WORDS",
    "coverage",
    "distribution_alt",
    "finding",
    "mayors_sentence",
    "peers_sentence",
    "standings_sentence",
    "ticket",
]

WORDS = {"core": "core", "wide": "wide", "with_greens": "with Greens"}


def _row(standings: pd.DataFrame, pool: str) -> pd.Series:
    return standings.set_index("pool").loc[pool]


def finding(subject: Subject, standings: pd.DataFrame, reading: str, since: int) -> str:
    """The place of the result among candidacies at Westminster, under the reading chosen and the two others."""
    main = _row(standings, f"Westminster, {reading.replace('_', ' ')}")
    would = "is" if subject.office == "mp" else "would be"
    rest = [
        f"{ordinal(int(row['rank']))} of {number(row['candidacies'] + 1)} ({WORDS[other]})"
        for other in WORDS
        if other != reading
        for row in [_row(standings, f"Westminster, {other.replace('_', ' ')}")]
    ]
    voided = " in a poll that was later voided" if subject.voided else ""
    return (
        f"{subject.candidate}'s {percent(subject.share_pct)} of valid votes{voided} {would} the "
        f"{_highest(int(main['rank']))} of {number(main['candidacies'] + 1)} shares left of Labour at "
        f"Westminster elections in Great Britain since {since}, above {percent(main['below_pct'])} of the others. "
        f"Under the other readings: {joined(rest)}."
    )


def _highest(rank: int) -> str:
    return "highest" if rank == 1 else f"{ordinal(rank)} highest"


def standings_sentence(subject: Subject, standings: pd.DataFrame) -> str:
    """How far from the typical candidacy, and where among by-elections and Greens."""
    wide = _row(standings, "Westminster, wide")
    by_elections = _row(standings, "Westminster, wide, by-elections only")
    greens = _row(standings, "Westminster, Greens")
    return (
        f"Half of all candidacies left of Labour (wide) got less than {percent(wide['median_share_pct'])}: "
        f"{subject.candidate}'s share is {number(subject.share_pct / wide['median_share_pct'])} times that. "
        f"{plural(int(by_elections['ahead']), 'by-election candidacy', 'by-election candidacies')} of "
        f"{number(by_elections['candidacies'])} did better, and {number(greens['ahead'])} of "
        f"{number(greens['candidacies'])} Green candidacies."
    )


def peers_sentence(subject: Subject, found: Peers) -> str:
    """The subject's place among candidates on the same ticket at the general election nearest in time."""
    place = standing(subject.share_pct, found.candidacies["share_pct"])
    elected = found.candidacies[found.candidacies["elected"]]
    winners = joined(elected["candidate"]) if 0 < len(elected) <= 6 else number(len(elected))
    won = f"Elected were {winners}. " if len(elected) else "None of them was elected. "
    better = "None" if place.ahead == 0 else number(place.ahead)
    return (
        f"At the general election of {day(found.date)}, {better.lower()} of {number(place.candidacies)} others "
        f"({ticket(found)}) had a higher share than {subject.candidate}. {won}"
        f"The median share was {percent(found.candidacies['share_pct'].median())}."
    )


def mayors_sentence(dataset: Dataset, subject: Subject, since: int) -> str:
    """The subject's place among mayoral candidacies left of Labour; for a contest for Parliament, why there is none."""
    if subject.office != "mayor":
        return (
            f"{subject.candidate} stood for Parliament; shares in contests for mayor, with other voting systems and "
            "fewer voters, are left out of the comparison."
        )
    pool = others(mayoral_pool(dataset, since), subject)
    left = pool[is_left(pool["left_reading"], DEFAULT_READING)]
    place = standing(subject.share_pct, left["share_pct"])
    ahead = left.head(place.ahead)
    names = [
        f"{row.candidate} ({row.area} {row.date.year}, {percent(row.share_pct)})" for row in ahead.head(7).itertuples()
    ]
    before = f" after {joined(names)}" if names and len(ahead) <= 7 else ""
    return (
        f"Among {number(place.candidacies + 1)} candidacies left of Labour (wide) for mayor in England, "
        f"{subject.candidate}'s share of first preferences is the {_highest(place.rank)}{before}."
    )


def coverage(dataset: Dataset, since: int) -> str:
    """What the two national lists cover and where they have gaps."""
    westminster = westminster_pool(dataset, since)
    mayors = mayoral_pool(dataset, since)
    greens = westminster[westminster["left_reading"] == "green"]
    contests = mayors.groupby(["date", "area"]).ngroups
    return (
        f"Left candidacies at Westminster: {day(westminster['date'].min())} to {day(westminster['date'].max())}, "
        "without by-elections before 2010; in 2001 only candidates who filed a spending return. "
        f"Greens from {greens['date'].min().year}. Mayors: {number(contests)} contests under the supplementary vote, "
        f"{mayors['date'].min().year} to {mayors['date'].max().year}; {number((~mayors['classified']).sum())} of "
        f"{number(len(mayors))} candidates were independents or stood under local labels that nobody classified, and "
        "count as not left."
    )


def distribution_alt(subject: Subject, pool: pd.DataFrame) -> str:
    """The distribution plot in words."""
    place = standing(subject.share_pct, pool.loc[~pool["is_subject"], "share_pct"])
    best = pool.loc[pool.groupby("group")["share_pct"].idxmax()]
    tops = joined(f"{row.group}: {row.candidate}, {row.area}, {percent(row.share_pct)}" for row in best.itertuples())
    return (
        f"Marks for {number(len(pool))} candidacies by share of valid votes, one row per election, most of them "
        f"crowded below {percent(pool['share_pct'].quantile(0.75))}. A line marks {subject.candidate}'s "
        f"{percent(subject.share_pct)}; {number(place.ahead)} marks are to its right. The best in each row: {tops}."
    )


def ticket(found: Peers) -> str:
    """What the candidates who are compared stood as."""
    return (
        "Independents left of Labour" if found.ticket == "Independent" else found.ticket[0].upper() + found.ticket[1:]
    )
