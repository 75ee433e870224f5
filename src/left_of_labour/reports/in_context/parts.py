"""The parts of the report on where a result stands, as values."""

import pandas as pd

from left_of_labour.analysis.context import Peers, Subject, is_subject, mayoral_pool, standing, westminster_pool
from left_of_labour.analysis.context import neighbours as nearest
from left_of_labour.analysis.context import peers as peers_of
from left_of_labour.analysis.readings import is_left
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, number, ordinal, percent
from left_of_labour.reports.in_context import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "coverage",
    "distribution",
    "finding",
    "grouped",
    "mayors",
    "neighbours",
    "peers",
    "peers_ranked",
    "source_ids",
    "standings_table",
    "typical",
]

_SOURCES = "Sources: listed in the report."


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


@part
def finding(dataset: Dataset, subject: Subject, standings: pd.DataFrame, reading: str, since: int) -> Finding:
    """The place of the result among candidacies at Westminster, under every reading."""
    return Finding(sentences.finding(subject, standings, reading, since))


@part
def distribution(dataset: Dataset, subject: Subject, reading: str, since: int) -> Figure:
    """Every candidacy of the reading by election, with the subject's line through them."""
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
            f"{sentences.WORDS[reading]}; the best in a row is named where it passed 10%"
        ),
        sources=_SOURCES,
    )
    columns = ["group", "date", "by_election", "area", "candidate", "party", "left_reading", "votes", "valid_votes"]
    shown = pool[[*columns, "share_pct", "is_subject"]]
    return picture(fig, "distribution", shown, sentences.distribution_alt(subject, pool))


@part
def standings_table(dataset: Dataset, standings: pd.DataFrame) -> Table:
    """Rank and percentile in each pool."""
    return table(
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


@part
def typical(dataset: Dataset, subject: Subject, standings: pd.DataFrame) -> Text:
    """How far from the typical candidacy, and where among by-elections and Greens."""
    return Text(sentences.standings_sentence(subject, standings))


@part
def neighbours(dataset: Dataset, subject: Subject, reading: str, since: int) -> Table:
    """The nearest candidacies above and below."""
    pool = westminster_pool(dataset, since)
    near = nearest(pool[is_left(pool["left_reading"], reading)], subject)
    columns = ["candidate", "rank", "area", "date", "by_election", "party", "votes", "valid_votes", "share_pct"]
    return table(
        near[[*columns, "is_subject"]],
        "neighbours",
        f"The nearest shares to {subject.candidate}’s at Westminster elections",
        labels={"rank": "place", "area": "where", "share_pct": "share, %", "is_subject": "this result"},
        note="Shares of valid votes. Candidates’ names as in the source.",
    )


@part
def peers(dataset: Dataset, subject: Subject, reading: str, since: int) -> tuple[Figure | Text, ...]:
    """The subject among those on the same ticket at the general election nearest in time."""
    pool = westminster_pool(dataset, since)
    found = peers_of(pool[is_left(pool["left_reading"], reading)], subject)
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
            f"Share of valid votes, %. {sentences.ticket(found)}, general election of {day(found.date)}"
            f"{'' if found.date == subject.date else f', and {subject.candidate} in {subject.date.year}'}; the first 12"
        ),
        sources=_SOURCES,
    )
    rows = [f"{row.rank} {row.candidate}, {row.area}, {percent(row.share_pct)}" for row in ranked.itertuples()]
    alt = f"Bars of shares of valid votes, highest first: {'; '.join(rows)}."
    return picture(fig, "peers", ranked, alt), Text(sentences.peers_sentence(subject, found))


@part
def mayors(dataset: Dataset, subject: Subject, since: int) -> Text:
    """The place among candidacies for mayor."""
    return Text(sentences.mayors_sentence(dataset, subject, since))


@part
def coverage(dataset: Dataset, since: int) -> Text:
    """What the national lists cover and where they have gaps."""
    return Text(sentences.coverage(dataset, since), role="note")


def source_ids(dataset: Dataset, subject: Subject) -> list[str]:
    """The sources of the national lists that the result was compared with, and of the contest itself."""
    frames = [dataset.westminster_left, dataset.westminster_green]
    if subject.office == "mayor":
        frames.append(dataset.mayoral_candidates)
    cells = {cell for frame in frames for cell in frame["source_ids"].unique()}
    listed = {source for cell in cells for source in cell.split(";")}
    return sorted(listed | set(cited_sources(dataset, [subject.contest_id])))
