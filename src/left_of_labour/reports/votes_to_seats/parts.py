"""The parts of the report on votes and seats, as values."""

import pandas as pd

from left_of_labour.analysis.councils import SEATS_ONLY, WARD_RESULTS, CouncilElection, council_elections, party_table, party_tables
from left_of_labour.analysis.seats import base_comparison
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, joined, number, percent, plural
from left_of_labour.reports.votes_to_seats import figures, sentences
from left_of_labour.shown import Figure, Finding, Shown, Table, Text

__all__ = ["bases", "disproportion", "extremes", "finding", "latest", "left_and_labour", "parties", "series_table", "source_ids"]

_SOURCES = "Sources: listed in the report."
_SMALL = 2.0  # percent of votes: parties below it and without a seat are not drawn
_BASE = "Share of votes: each party’s best candidate in every ward"


def _latest(dataset: Dataset, place: str) -> CouncilElection:
    known = [election for election in council_elections(dataset, place) if election.base == WARD_RESULTS]
    return known[-1]


@part
def finding(dataset: Dataset, place: str, series: pd.DataFrame) -> Finding:
    """What the latest council election made of the largest party's and of the left's votes."""
    return Finding(sentences.finding(dataset, _latest(dataset, place), series))


@part
def left_and_labour(dataset: Dataset, series: pd.DataFrame, place: str) -> Figure:
    """The two shares of the left and of Labour at every election."""
    fig, ax = style.figure(0.6 * len(series) + 0.6)
    figures.left_and_labour(series, ax)
    last = series.iloc[-1]
    style.headline(
        fig,
        title=(
            f"{place_name(place)} {last['date'].year}: {plural(int(last['left_seats']), 'seat')} for the left, "
            f"{number(last['labour_seats'])} for Labour, of {number(last['seats'])}"
        ),
        subtitle=(
            f"{_BASE}, where ward results are known. Left of Labour: wide reading. "
            "Dotted line: half. No open mark: votes not known"
        ),
        sources=_SOURCES,
    )
    columns = ["date", "left_vote_share_pct", "left_seat_share_pct", "labour_vote_share_pct", "labour_seat_share_pct"]
    rows = [
        f"{row.date.year}: left {sentences.share(row.left_vote_share_pct)} of votes, {sentences.share(row.left_seat_share_pct)} of "
        f"seats, Labour {sentences.share(row.labour_vote_share_pct)} and {sentences.share(row.labour_seat_share_pct)}"
        for row in series.itertuples()
    ]
    return picture(fig, "left-and-labour", series[columns], f"Arrows from votes to seats. {'; '.join(rows)}.")


@part
def series_table(dataset: Dataset, series: pd.DataFrame) -> Table:
    """Shares, seats and advantage ratios of the left and of Labour, election by election."""
    columns = ["date", "kind", "base", "seats"]
    for name in ("left", "labour"):
        columns += [f"{name}_vote_share_pct", f"{name}_seats", f"{name}_seat_share_pct", f"{name}_advantage_ratio"]
    gaps = [f"{row.date.year}: {row.gap}" for row in series.itertuples() if row.gap]
    return table(
        series[columns],
        "elections",
        "Votes and seats of the left and of Labour",
        labels={
            "kind": "elected",
            "base": "votes from",
            **{f"{name}_vote_share_pct": f"{word} votes, %" for name, word in (("left", "left"), ("labour", "Labour"))},
            **{f"{name}_seats": f"{word} seats" for name, word in (("left", "left"), ("labour", "Labour"))},
            **{f"{name}_seat_share_pct": f"{word} seats, %" for name, word in (("left", "left"), ("labour", "Labour"))},
            **{f"{name}_advantage_ratio": f"{word} ratio" for name, word in (("left", "left"), ("labour", "Labour"))},
        },
        decimals={"left_advantage_ratio": 2, "labour_advantage_ratio": 2},
        note=(
            "Ward results: votes of each party’s best candidate in every ward. Party totals: all candidates’ votes, "
            "several a voter. Seats only: shares of votes, if any, as published. Ratio: share of seats over share of "
            "votes." + (f" Not known: {'; '.join(gaps)}." if gaps else "")
        ),
    )


@part
def extremes(dataset: Dataset, series: pd.DataFrame) -> Text:
    """Where the advantage ratio was highest and lowest."""
    return Text(sentences.series_sentence(series))


@part
def latest(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """Every party's two shares at the latest election with ward results."""
    made: list[Shown] = []
    election = _latest(dataset, place)
    parties = party_table(dataset, election)
    drawn = parties[(parties["seats"] > 0) | (parties["vote_share_pct"] >= _SMALL)]
    first = drawn.iloc[0]
    fig, ax = style.figure(0.42 * len(drawn) + 0.6)
    figures.votes_and_seats(drawn, ax)
    style.headline(
        fig,
        title=(
            f"{sentences.short(first['party'])}: {percent(first['vote_share_pct'], 0)} of votes, "
            f"{percent(first['seat_share_pct'], 0)} of seats"
        ),
        subtitle=(
            f"{place_name(place)}, {day(election.date)}, {number(election.seats)} seats. {_BASE}. Not drawn: "
            f"{plural(len(parties) - len(drawn), 'party or group', 'parties and groups')} without a seat and below 2%"
        ),
        sources=_SOURCES,
    )
    rows = [
        f"{sentences.short(row.party)} {percent(row.vote_share_pct)} of votes, {percent(row.seat_share_pct)} of seats"
        for row in drawn.itertuples()
    ]
    columns = ["party", "votes", "vote_share_pct", "seats", "seat_share_pct"]
    made.append(picture(fig, "latest-election", drawn[columns], f"Arrows from votes to seats. {'; '.join(rows)}."))
    made.append(Text(sentences.latest_sentence(parties)))
    return tuple(made)


@part
def parties(dataset: Dataset, place: str) -> Table:
    """Every party's votes and seats at every election."""
    elections = [election for election in council_elections(dataset, place) if election.base != SEATS_ONLY]
    tables = zip(elections, party_tables(dataset, elections), strict=True)
    frame = pd.concat([one.assign(date=election.date) for election, one in tables], ignore_index=True)
    columns = ["date", "party", "left_reading", "votes", "vote_share_pct", "seats", "seat_share_pct", "advantage_ratio"]
    return table(
        frame.loc[(frame["seats"] > 0) | (frame["vote_share_pct"] >= _SMALL), columns],
        "parties",
        "Parties with a seat or at least 2% of the votes",
        labels={"vote_share_pct": "votes, %", "seat_share_pct": "seats, %", "left_reading": "left of Labour"},
        decimals={"advantage_ratio": 2},
        note="Votes of each party’s best candidate in every ward where ward results are known, otherwise all votes.",
    )


@part
def disproportion(dataset: Dataset, series: pd.DataFrame, place: str) -> Figure:
    """The Gallagher index and the effective numbers of parties over time."""
    known = series[series["gallagher"].notna()]
    highest = known.loc[known["gallagher"].idxmax()]
    fig, axes = style.figure(4.7, rows=2)
    figures.disproportion(series, axes[0])
    figures.fragmentation(series, axes[1])
    style.headline(
        fig,
        title=f"Seats strayed farthest from votes in {highest['date'].year}",
        subtitle=f"Council of {place_name(place)}, {plural(len(known), 'election')} with votes of every party",
        sources=_SOURCES,
    )
    rows = [
        f"{row.date.year}: {sentences.index(row.gallagher)}, effective number by votes {sentences.ratio(row.enp_votes)}, by seats "
        f"{sentences.ratio(row.enp_seats)}"
        for row in series.itertuples()
    ]
    columns = ["date", "gallagher", "enp_votes", "enp_seats"]
    return picture(fig, "disproportion", series[columns], f"Bars of the Gallagher index and two lines. {'; '.join(rows)}.")


@part
def bases(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """How much the Gallagher index depends on what counts as a party's votes."""
    made: list[Shown] = []
    frame = base_comparison(dataset, place)
    spread = (frame[["top", "mean", "total"]].max(axis=1) - frame[["top", "mean", "total"]].min(axis=1)).max()
    made.append(table(
        frame,
        "vote-bases",
        "The Gallagher index on three counts of votes",
        labels={"top": "best candidate", "mean": "mean candidate", "total": "all candidates’ votes"},
        note="Whole-council elections with ward results, at which voters had several votes.",
    ))
    years = joined(str(date.year) for date in frame["date"])
    made.append(Text(
        f"In {years} the choice of what to count moves the index by {spread:.1f} points at most: adding up all "
        "candidates’ votes rewards parties with full slates."
    ))
    return tuple(made)


def source_ids(dataset: Dataset, place: str) -> list[str]:
    """The sources of seats and of ward results."""
    contests = [contest for election in council_elections(dataset, place) for contest in election.contest_ids]
    seats = dataset.council_seats
    cells = seats.loc[seats["place"] == place, "source_ids"]
    return sorted({source for cell in cells for source in cell.split(";")} | set(cited_sources(dataset, contests)))
