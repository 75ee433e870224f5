"""The wording and the parts of the report on votes and seats."""

import pandas as pd

from left_of_labour.analysis.councils import SEATS_ONLY, WARD_RESULTS, council_elections, party_table, party_tables
from left_of_labour.analysis.seats import base_comparison, seat_series
from left_of_labour.data import Dataset
from left_of_labour.presentation import show, style
from left_of_labour.reports.votes_to_seats import figures
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.provenance import cited_sources
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural

__all__ = [
    "finding",
    "latest_sentence",
    "series_sentence",
    "show_bases",
    "show_disproportion",
    "show_latest",
    "show_left_and_labour",
    "show_parties",
    "show_series",
    "source_ids",
]

_SOURCES = "Sources: listed in the report."
_SMALL = 2.0  # percent of votes: parties below it and without a seat are not drawn
_BASE = "Share of votes: each party’s best candidate in every ward"


def _latest(dataset: Dataset, place: str):
    known = [election for election in council_elections(dataset, place) if election.base == WARD_RESULTS]
    return known[-1]


def _short(party: str) -> str:
    return party.partition(" (")[0]


def _ratio(value: float | None) -> str:
    return "not known" if value is None or pd.isna(value) else f"{value:.1f}"


def finding(dataset: Dataset, place: str) -> str:
    """What the latest council election made of the largest party's and of the left's votes."""
    series = seat_series(dataset, place)
    election = _latest(dataset, place)
    parties = party_table(dataset, election)
    first = parties.iloc[0]
    row = series[series["date"] == election.date].iloc[0]
    known = series[series["gallagher"].notna()]
    place_of = int((known["gallagher"] > row["gallagher"]).sum()) + 1
    order = "highest" if place_of == 1 else "lowest" if place_of == len(known) else f"{ordinal(place_of)} highest"
    third = " (a third of the council)" if election.kind == "by thirds" else ""
    left = (
        f"The left of Labour (wide) won {plural(int(row['left_seats']), 'seat')} with "
        f"{percent(row['left_vote_share_pct'])} of the votes."
        if row["left_vote_share_pct"]
        else "Nobody left of Labour (wide) stood."
    )
    level = [_short(party) for party in parties.loc[parties["seats"] == first["seats"], "party"].iloc[1:]]
    tied = f", as many as {joined(level)}" if level else ""
    return (
        f"{place_name(place)}, {day(election.date)}: {_short(first['party'])} turned "
        f"{percent(first['vote_share_pct'])} of the votes into {percent(first['seat_share_pct'])} of the "
        f"{number(election.seats)} seats{third}{tied}, an advantage ratio of {_ratio(first['advantage_ratio'])}. "
        f"{left} The Gallagher index was {row['gallagher']:.0f}, the {order} of {plural(len(known), 'election')} "
        f"since {known['date'].iloc[0].year} for which it is known."
    )


def series_sentence(series: pd.DataFrame) -> str:
    """The best and the worst that the rules did to the left, and the same for Labour."""
    parts = []
    for name, label in (("left", "the left"), ("labour", "Labour")):
        known = series[series[f"{name}_advantage_ratio"].notna()]
        if known.empty:
            continue
        best = known.loc[known[f"{name}_advantage_ratio"].idxmax()]
        worst = known.loc[known[f"{name}_advantage_ratio"].idxmin()]
        if best[f"{name}_seats"] == 0:
            parts.append(f"{label} won no seat at any of {plural(len(known), 'election')}")
            continue
        parts.append(
            f"for {label} the advantage ratio ran from {_ratio(worst[f'{name}_advantage_ratio'])} "
            f"({worst['date'].year}) to {_ratio(best[f'{name}_advantage_ratio'])} ({best['date'].year})"
        )
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def latest_sentence(parties: pd.DataFrame) -> str:
    """Who gained and who lost most on the way from votes to seats."""
    change = parties["seat_share_pct"] - parties["vote_share_pct"]
    gained, lost = parties.loc[change.idxmax()], parties.loc[change.idxmin()]
    empty = parties[(parties["seats"] == 0) & (parties["vote_share_pct"] > 0)]
    return (
        f"{_short(gained['party'])} gained most, {percent(gained['vote_share_pct'])} of votes and "
        f"{percent(gained['seat_share_pct'])} of seats; {_short(lost['party'])} lost most, "
        f"{percent(lost['vote_share_pct'])} and {percent(lost['seat_share_pct'])}. "
        f"{percent(empty['vote_share_pct'].sum())} of votes went to parties and independents without a seat."
    )


def show_left_and_labour(series: pd.DataFrame, place: str) -> None:
    """Draw the two shares of the left and of Labour at every election."""
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
        f"{row.date.year}: left {_percent(row.left_vote_share_pct)} of votes, {_percent(row.left_seat_share_pct)} of "
        f"seats, Labour {_percent(row.labour_vote_share_pct)} and {_percent(row.labour_seat_share_pct)}"
        for row in series.itertuples()
    ]
    show.figure(fig, "left-and-labour", series[columns], f"Arrows from votes to seats. {'; '.join(rows)}.")


def _percent(value: float | None) -> str:
    return "an unknown share" if value is None or pd.isna(value) else percent(value)


def show_series(series: pd.DataFrame) -> None:
    """Show shares, seats and advantage ratios of the left and of Labour, election by election."""
    columns = ["date", "kind", "base", "seats"]
    for name in ("left", "labour"):
        columns += [f"{name}_vote_share_pct", f"{name}_seats", f"{name}_seat_share_pct", f"{name}_advantage_ratio"]
    gaps = [f"{row.date.year}: {row.gap}" for row in series.itertuples() if row.gap]
    show.table(
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


def show_latest(dataset: Dataset, place: str) -> None:
    """Draw every party's two shares at the latest election with ward results."""
    election = _latest(dataset, place)
    parties = party_table(dataset, election)
    drawn = parties[(parties["seats"] > 0) | (parties["vote_share_pct"] >= _SMALL)]
    first = drawn.iloc[0]
    fig, ax = style.figure(0.42 * len(drawn) + 0.6)
    figures.votes_and_seats(drawn, ax)
    style.headline(
        fig,
        title=(
            f"{_short(first['party'])}: {percent(first['vote_share_pct'], 0)} of votes, "
            f"{percent(first['seat_share_pct'], 0)} of seats"
        ),
        subtitle=(
            f"{place_name(place)}, {day(election.date)}, {number(election.seats)} seats. {_BASE}. Not drawn: "
            f"{plural(len(parties) - len(drawn), 'party or group', 'parties and groups')} without a seat and below 2%"
        ),
        sources=_SOURCES,
    )
    rows = [
        f"{_short(row.party)} {percent(row.vote_share_pct)} of votes, {percent(row.seat_share_pct)} of seats"
        for row in drawn.itertuples()
    ]
    columns = ["party", "votes", "vote_share_pct", "seats", "seat_share_pct"]
    show.figure(fig, "latest-election", drawn[columns], f"Arrows from votes to seats. {'; '.join(rows)}.")
    show.sentence(latest_sentence(parties))


def show_parties(dataset: Dataset, place: str) -> None:
    """Show every party's votes and seats at every election."""
    elections = [election for election in council_elections(dataset, place) if election.base != SEATS_ONLY]
    tables = zip(elections, party_tables(dataset, elections), strict=True)
    frame = pd.concat([table.assign(date=election.date) for election, table in tables], ignore_index=True)
    columns = ["date", "party", "left_reading", "votes", "vote_share_pct", "seats", "seat_share_pct", "advantage_ratio"]
    show.table(
        frame.loc[(frame["seats"] > 0) | (frame["vote_share_pct"] >= _SMALL), columns],
        "parties",
        "Parties with a seat or at least 2% of the votes",
        labels={"vote_share_pct": "votes, %", "seat_share_pct": "seats, %", "left_reading": "left of Labour"},
        decimals={"advantage_ratio": 2},
        note="Votes of each party’s best candidate in every ward where ward results are known, otherwise all votes.",
    )


def show_disproportion(series: pd.DataFrame, place: str) -> None:
    """Draw the Gallagher index and the effective numbers of parties over time."""
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
        f"{row.date.year}: {_index(row.gallagher)}, effective number by votes {_ratio(row.enp_votes)}, by seats "
        f"{_ratio(row.enp_seats)}"
        for row in series.itertuples()
    ]
    columns = ["date", "gallagher", "enp_votes", "enp_seats"]
    show.figure(fig, "disproportion", series[columns], f"Bars of the Gallagher index and two lines. {'; '.join(rows)}.")


def _index(value: float | None) -> str:
    return "index not known" if value is None or pd.isna(value) else f"index {value:.1f}"


def show_bases(dataset: Dataset, place: str) -> None:
    """Show how much the Gallagher index depends on what counts as a party's votes."""
    table = base_comparison(dataset, place)
    spread = (table[["top", "mean", "total"]].max(axis=1) - table[["top", "mean", "total"]].min(axis=1)).max()
    show.table(
        table,
        "vote-bases",
        "The Gallagher index on three counts of votes",
        labels={"top": "best candidate", "mean": "mean candidate", "total": "all candidates’ votes"},
        note="Whole-council elections with ward results, at which voters had several votes.",
    )
    years = joined(str(date.year) for date in table["date"])
    show.sentence(
        f"In {years} the choice of what to count moves the index by {spread:.1f} points at most: adding up all "
        "candidates’ votes rewards parties with full slates."
    )


def source_ids(dataset: Dataset, place: str) -> list[str]:
    """The sources of seats and of ward results."""
    contests = [contest for election in council_elections(dataset, place) for contest in election.contest_ids]
    seats = dataset.council_seats
    cells = seats.loc[seats["place"] == place, "source_ids"]
    return sorted({source for cell in cells for source in cell.split(";")} | set(cited_sources(dataset, contests)))
