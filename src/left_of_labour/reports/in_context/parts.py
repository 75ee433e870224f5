"""The wording and the parts of the report on where a result stands."""

import pandas as pd

from left_of_labour.analysis.context import (
    Peers,
    Subject,
    is_subject,
    mayoral_pool,
    neighbours,
    others,
    peers,
    standing,
    westminster_pool,
)
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.presentation import show, style
from left_of_labour.reports.in_context import figures
from left_of_labour.presentation.provenance import cited_sources
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural

__all__ = [
    "coverage",
    "distribution_alt",
    "finding",
    "grouped",
    "mayors_sentence",
    "peers_ranked",
    "peers_sentence",
    "show_distribution",
    "show_neighbours",
    "show_peers",
    "show_standings",
    "source_ids",
    "standings_sentence",
]

_SOURCES = "Sources: listed in the report."
_WORDS = {"core": "core", "wide": "wide", "with_greens": "with Greens"}


def _row(standings: pd.DataFrame, pool: str) -> pd.Series:
    return standings.set_index("pool").loc[pool]


def finding(subject: Subject, standings: pd.DataFrame, reading: str, since: int) -> str:
    """The place of the result among candidacies at Westminster, under the reading chosen and the two others."""
    main = _row(standings, f"Westminster, {reading.replace('_', ' ')}")
    would = "is" if subject.office == "mp" else "would be"
    rest = [
        f"{ordinal(int(row['rank']))} of {number(row['candidacies'] + 1)} ({_WORDS[other]})"
        for other in _WORDS
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
        f"({_ticket(found)}) had a higher share than {subject.candidate}. {won}"
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


def grouped(dataset: Dataset, subject: Subject, reading: str, since: int) -> pd.DataFrame:
    """The candidacies of a reading with the row of the distribution plot that each belongs to."""
    pool = westminster_pool(dataset, since)
    pool = pool.assign(group=pool["date"].dt.year.astype(str).mask(pool["by_election"], "by-elections"))
    if subject.office == "mayor":
        pool = pd.concat([pool, mayoral_pool(dataset, since).assign(group="mayors")], ignore_index=True)
    pool = pool[is_left(pool["left_reading"], reading)]
    own = is_subject(pool, subject)
    pool = pool.assign(is_subject=own)
    return pool.sort_values(["group", "share_pct"], ascending=[True, False], ignore_index=True)


def peers_ranked(subject: Subject, found: Peers, top: int = 12) -> pd.DataFrame:
    """The best of the peers with the subject among them, or after them with the rank it has."""
    own = pd.DataFrame(
        [
            {
                "candidate": subject.candidate,
                "area": f"{subject.area} {subject.date.year}",
                "share_pct": subject.share_pct,
            }
        ]
    ).assign(is_subject=True)
    rest = found.candidacies[["candidate", "area", "share_pct"]].assign(is_subject=False)
    ranked = pd.concat([rest, own], ignore_index=True).sort_values("share_pct", ascending=False, kind="stable")
    ranked.insert(0, "rank", range(1, len(ranked) + 1))
    return ranked[(ranked["rank"] <= top) | ranked["is_subject"]].reset_index(drop=True)


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


def show_distribution(dataset: Dataset, subject: Subject, reading: str, since: int) -> None:
    """Draw every candidacy of the reading by election, with the subject's line through them."""
    pool = grouped(dataset, subject, reading, since)
    westminster = pool[~pool["is_subject"] & (pool["group"] != "mayors")]
    place = standing(subject.share_pct, westminster["share_pct"])
    fig, ax = style.figure(0.46 * pool["group"].nunique() + 1.0)
    figures.distribution(pool, subject, ax)
    style.headline(
        fig,
        title=(
            f"{subject.candidate}: a higher share than {percent(place.below_pct)} of candidacies left of Labour"
            f"{' or Green' if reading == 'with_greens' else ''} at Westminster elections"
        ),
        subtitle=(
            f"{subject.area}, {day(subject.date)}. Each mark is one of {number(len(pool))} candidacies, reading: "
            f"{_WORDS[reading]}; the best in a row is named where it passed 10%"
        ),
        sources=_SOURCES,
    )
    columns = ["group", "date", "by_election", "area", "candidate", "party", "left_reading", "votes", "valid_votes"]
    show.figure(fig, "distribution", pool[[*columns, "share_pct", "is_subject"]], distribution_alt(subject, pool))


def show_standings(standings: pd.DataFrame) -> None:
    """Show rank and percentile in each pool."""
    show.table(
        standings[["pool", "rank", "candidacies", "below_pct", "median_share_pct", "highest_share_pct"]],
        "standings",
        "Where the result stands, pool by pool",
        labels={
            "pool": "among candidacies",
            "rank": "place",
            "candidacies": "others, N",
            "below_pct": "of whom lower, %",
            "median_share_pct": "median share, %",
            "highest_share_pct": "highest share, %",
        },
        note="Shares of valid votes (supplementary vote: of first preferences). The place includes this result.",
    )


def show_neighbours(dataset: Dataset, subject: Subject, reading: str, since: int) -> None:
    """Show the nearest candidacies above and below."""
    pool = westminster_pool(dataset, since)
    near = neighbours(pool[is_left(pool["left_reading"], reading)], subject)
    columns = ["candidate", "rank", "area", "date", "by_election", "party", "votes", "valid_votes", "share_pct"]
    show.table(
        near[[*columns, "is_subject"]],
        "neighbours",
        f"The nearest shares to {subject.candidate}’s at Westminster elections",
        labels={"rank": "place", "area": "where", "share_pct": "share, %", "is_subject": "this result"},
        note="Shares of valid votes. Candidates’ names as in the source.",
    )


def show_peers(dataset: Dataset, subject: Subject, reading: str, since: int) -> None:
    """Draw the subject among those on the same ticket at the general election nearest in time."""
    pool = westminster_pool(dataset, since)
    found = peers(pool[is_left(pool["left_reading"], reading)], subject)
    ranked = peers_ranked(subject, found)
    fig, ax = style.figure(0.34 * len(ranked) + 0.5)
    figures.ranking(ranked, ax)
    own = int(ranked.loc[ranked["is_subject"], "rank"].iloc[0])
    style.headline(
        fig,
        title=f"{subject.candidate} would rank {ordinal(own)} of {number(len(found.candidacies) + 1)}"
        if subject.office == "mayor" or found.date != subject.date
        else f"{subject.candidate} ranks {ordinal(own)} of {number(len(found.candidacies) + 1)}",
        subtitle=(
            f"Share of valid votes, %. {_ticket(found)}, general election of {day(found.date)}"
            f"{'' if found.date == subject.date else f', and {subject.candidate} in {subject.date.year}'}; the first 12"
        ),
        sources=_SOURCES,
    )
    rows = [f"{row.rank} {row.candidate}, {row.area}, {percent(row.share_pct)}" for row in ranked.itertuples()]
    show.figure(fig, "peers", ranked, f"Bars of shares of valid votes, highest first: {'; '.join(rows)}.")
    show.sentence(peers_sentence(subject, found))


def _ticket(found: Peers) -> str:
    return (
        "Independents left of Labour" if found.ticket == "Independent" else found.ticket[0].upper() + found.ticket[1:]
    )


def source_ids(dataset: Dataset, subject: Subject) -> list[str]:
    """The sources of the national lists that the result was compared with, and of the contest itself."""
    frames = [dataset.westminster_left, dataset.westminster_green]
    if subject.office == "mayor":
        frames.append(dataset.mayoral_candidates)
    cells = {cell for frame in frames for cell in frame["source_ids"].unique()}
    listed = {source for cell in cells for source in cell.split(";")}
    return sorted(listed | set(cited_sources(dataset, [subject.contest_id])))
