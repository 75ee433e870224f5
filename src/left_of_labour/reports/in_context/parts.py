"""The parts of the report on where a result stands, as values."""

import pandas as pd

from left_of_labour.analysis import context
from left_of_labour.analysis.context import Peers, Subject
from left_of_labour.analysis.readings import READINGS
from left_of_labour.data import Dataset
from left_of_labour.errors import NotComparableError
from left_of_labour.presentation import style
from left_of_labour.presentation.names import reading_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, court_findings, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, number, percent
from left_of_labour.reports.in_context import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "ahead",
    "court",
    "coverage",
    "distribution",
    "finding",
    "neighbours",
    "peers",
    "peers_ranked",
    "source_ids",
    "standings_table",
    "typical",
]

_DEPOSIT = 5.0  # percent: the deposit is returned above it, for Parliament since 1985 and for mayors


@part
def finding(dataset: Dataset, subject: Subject, since: int, reading: str) -> Finding:
    """The place of the result among like candidacies, under every reading."""
    return Finding(sentences.finding(subject, _by_reading(dataset, subject, since), reading))


def _by_reading(dataset: Dataset, subject: Subject, since: int) -> dict[str, tuple[Subject, pd.DataFrame] | None]:
    """The best-placed candidacy of the contest and its standings, under each reading."""
    found: dict[str, tuple[Subject, pd.DataFrame] | None] = {}
    for reading in READINGS:
        try:
            own = context.subject_of(dataset, subject.contest_id, reading)
        except NotComparableError:
            found[reading] = None
            continue
        standings = context.standings(dataset, own, since, reading)
        found[reading] = (own, standings) if len(standings) else None
    return found


@part
def court(dataset: Dataset, subject: Subject) -> tuple[Text, ...]:
    """What the election court found, if the poll was declared void."""
    return tuple(Text(found, role="note") for found in court_findings(dataset, [subject.contest_id]))


@part
def distribution(dataset: Dataset, subject: Subject, reading: str, since: int) -> Figure:
    """How many candidacies had which share: those for the same office, and below them those at general elections."""
    found = context.pools(dataset, subject, since, reading)
    chosen = [found[0], *[pool for pool in found[1:] if pool.short.endswith("general elections")][:1]]
    fig = figures.distribution(chosen, subject, _DEPOSIT)
    style.headline(
        fig,
        title=sentences.distribution_title(subject, chosen[0]),
        subtitle=(
            f"Candidacies by share of the vote, in steps of two points, on a root scale. Line: {subject.area}, "
            f"{day(subject.date)}. Reading: {reading_name(reading)}"
        ),
        **credit(dataset, source_ids(dataset, subject)),
    )
    columns = ["pool", "date", "by_election", "area", "candidate", "party", "votes", "valid_votes", "share_pct"]
    shown = pd.concat([pool.candidacies.assign(pool=pool.name) for pool in chosen], ignore_index=True)[columns]
    return picture(fig, "distribution", shown, sentences.distribution_alt(subject, chosen, _DEPOSIT))


@part
def standings_table(dataset: Dataset, standings: pd.DataFrame) -> Table:
    """Rank and percentile in each pool, with the rule of the pool."""
    columns = ["pool", "rank", "candidacies", "below_pct", "median_share_pct", "highest_share_pct", "rule"]
    return table(
        standings[columns],
        "standings",
        "Where the result stands, pool by pool",
        labels={
            "pool": "among",
            "rank": "place",
            "candidacies": "others, N",
            "below_pct": "of whom lower, %",
            "median_share_pct": "median share, %",
            "highest_share_pct": "highest share, %",
            "rule": "who belongs to it",
        },
        note=(
            "Shares of valid votes (supplementary vote: of first preferences). The place counts this result in. Label "
            "and office decide which candidacies belong to a pool. Where a rule counts independents whose position is "
            "on record, these may be on record because they did well."
        ),
    )


@part
def typical(dataset: Dataset, subject: Subject, standings: pd.DataFrame) -> Text:
    """How far from the typical candidacy, and how many did better in the other pools."""
    return Text(sentences.typical_sentence(subject, standings))


@part
def neighbours(dataset: Dataset, subject: Subject, reading: str, since: int) -> Table:
    """The nearest candidacies above and below, in the pool of like candidacies."""
    pool = context.pools(dataset, subject, since, reading)[0]
    near = context.neighbours(pool.candidacies, subject)
    columns = ["candidate", "rank", "share_pct", "area", "date", "party", "votes", "valid_votes", "is_subject"]
    return table(
        near[columns],
        "neighbours",
        f"The nearest shares to {subject.candidate}’s",
        labels={
            "rank": "place",
            "area": "where",
            "share_pct": "share, %",
            "valid_votes": "of valid votes",
            "is_subject": "this result",
        },
        note=f"Among {pool.name}: {pool.rule}. Candidates’ names as in the source.",
        links={"area": _reports(dataset, subject.office, near)},
    )


def _reports(dataset: Dataset, office: str, candidacies: pd.DataFrame) -> list[str | None]:
    """The report on the contest of each candidacy, where the contest is one of the collection's."""
    own = dataset.contests[dataset.contests["office"] == office]
    ids = dict(zip(zip(own["area"], own["date"], strict=True), own["contest_id"], strict=True))
    found = (ids.get(key) for key in zip(candidacies["area"], candidacies["date"], strict=True))
    return [f"one-contest/{one}" if one else None for one in found]


@part
def ahead(dataset: Dataset, subject: Subject, reading: str, since: int) -> Text:
    """Who of the like candidacies had a higher share."""
    return Text(sentences.ahead_sentence(subject, context.pools(dataset, subject, since, reading)[0]))


def peers_ranked(subject: Subject, found: Peers, top: int = 10) -> pd.DataFrame:
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
    ranked.insert(0, "rank", ranked["share_pct"].rank(method="min", ascending=False).astype(int))
    first = pd.Series(range(len(ranked)), index=ranked.index) < top
    return ranked[first | ranked["is_subject"]].reset_index(drop=True)


@part
def peers(dataset: Dataset, subject: Subject, reading: str, since: int) -> tuple[Figure | Text, ...]:
    """The subject among those on a like ticket at the general election nearest in time."""
    found = context.peers(dataset, subject, since, reading)
    ranked = peers_ranked(subject, found)
    fig = figures.ranking(ranked)
    own = int(ranked.loc[ranked["is_subject"], "rank"].iloc[0])
    another_day = found.date != subject.date or subject.office != "mp"
    style.headline(
        fig,
        title=sentences.peers_title(subject, found, own),
        subtitle=(
            f"Share of valid votes, general election of {day(found.date)}, {found.ticket}, N = "
            f"{number(len(found.candidacies) + (not another_day))}"
            + (f"; and {subject.candidate} in {subject.date.year}" if another_day else "")
        ),
        **credit(dataset, source_ids(dataset, subject)),
    )
    lines = [f"{row.rank} {row.candidate}, {row.area}, {percent(row.share_pct)}" for row in ranked.itertuples()]
    alt = f"Bars of shares of valid votes, highest first: {'; '.join(lines)}."
    data = ranked.assign(candidacies=len(found.candidacies))
    return picture(fig, "peers", data, alt), Text(sentences.peers_sentence(subject, found))


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
