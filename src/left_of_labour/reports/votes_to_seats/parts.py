"""The parts of the report on votes and seats, as values."""

import pandas as pd

from left_of_labour.analysis.councils import (
    SEATS_ONLY,
    WARD_RESULTS,
    CouncilElection,
    council_elections,
    party_table,
    party_tables,
)
from left_of_labour.analysis.readings import READINGS
from left_of_labour.analysis.seats import base_comparison, bounded_indices, seat_series, shares_by_base
from left_of_labour.data import Dataset
from left_of_labour.errors import NotComparableError
from left_of_labour.presentation import style
from left_of_labour.presentation.names import party_name, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, number, plural
from left_of_labour.reports.votes_to_seats import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "bases",
    "disproportion",
    "extremes",
    "finding",
    "history",
    "latest",
    "parties",
    "series_table",
    "source_ids",
]

_SMALL = 2.0  # percent of votes: parties below it and without a seat are drawn as one
_BASE = "Votes: each party’s best candidate in every ward"
_REST = "others without a seat"


def _latest(dataset: Dataset, place: str) -> CouncilElection:
    known = [election for election in council_elections(dataset, place) if election.base == WARD_RESULTS]
    if not known:
        raise NotComparableError(f"place: no council election of {place!r} is known ward by ward")
    return known[-1]


@part
def finding(dataset: Dataset, place: str) -> Finding:
    """What the latest council election made of the largest party's and of the left's votes, under every reading."""
    series = {reading: seat_series(dataset, place, reading) for reading in READINGS}
    election = _latest(dataset, place)
    bounded = sentences.bounded_sentence(bounded_indices(dataset, place), base_comparison(dataset, place))
    return Finding(f"{sentences.finding(election, party_table(dataset, election), series)}{bounded}")


def _drawn(parties: pd.DataFrame) -> pd.DataFrame:
    """The parties as they are drawn: those without a seat and with few votes as one, under short names."""
    large = (parties["seats"] > 0) | (parties["vote_share_pct"] >= _SMALL)
    columns = ["party", "colour", "vote_share_pct", "seats", "seat_share_pct"]
    kept = parties.loc[large, columns]
    rest = parties.loc[~large & parties["vote_share_pct"].notna()]
    if len(rest):
        row = {"party": _REST, "colour": style.FAINT, "vote_share_pct": rest["vote_share_pct"].sum(), "seats": 0}
        kept = pd.concat([kept, pd.DataFrame([row | {"seat_share_pct": 0.0}])], ignore_index=True)
    return kept.assign(name=kept["party"].map(party_name))


@part
def history(dataset: Dataset, place: str, series: pd.DataFrame) -> Figure:
    """Votes above seats at every election, as stacked bars."""
    elections = council_elections(dataset, place)
    tables = [_drawn(table) for table in party_tables(dataset, elections)]
    every = pd.concat(tables)
    total = every.groupby("party")["seats"].sum().sort_values(ascending=False, kind="stable")
    order = [party for party in total.index if party != _REST] + [_REST]
    colours = dict(every[["party", "colour"]].itertuples(index=False))
    known = [election.base != SEATS_ONLY for election in elections]
    sorted_tables = [
        one.sort_values("party", key=lambda column: column.map(order.index), kind="stable") for one in tables
    ]
    labels = [str(election.date.year) for election in elections]
    names = [(party_name(party), colours[party]) for party in order if party in colours]
    fig = figures.history(list(zip(labels, sorted_tables, known, strict=True)), names)
    largest = [next((row.party for row in one.itertuples() if row.seat_share_pct > 50), "") for one in sorted_tables]
    style.headline(
        fig,
        sentences.history_title(series, largest, place),
        f"Share of votes (above) and of seats (below), %, council of {place_name(place)}, "
        f"{plural(len(elections), 'election')}. {_BASE}; all candidates’ where ward results are not known",
        **credit(dataset, source_ids(dataset, place)),
    )
    dates = [election.date for election in elections]
    alt = sentences.history_alt(list(zip(dates, sorted_tables, known, strict=True)))
    data = pd.concat([one.assign(date=date) for one, date in zip(sorted_tables, dates, strict=True)], ignore_index=True)
    return picture(fig, "history", data[["date", "party", "vote_share_pct", "seats", "seat_share_pct"]], alt)


@part
def series_table(dataset: Dataset, series: pd.DataFrame) -> Table:
    """Shares, seats and advantage ratios of the left and of Labour, election by election."""
    columns = ["date", "kind", "base", "seats"]
    for name in ("left", "labour"):
        columns += [f"{name}_vote_share_pct", f"{name}_seats", f"{name}_seat_share_pct", f"{name}_advantage_ratio"]
    groups = (("left", "left"), ("labour", "Labour"))
    return table(
        series[columns],
        "elections",
        "Votes and seats of the left and of Labour",
        labels={
            "kind": "elected",
            "base": "votes from",
            **{f"{name}_vote_share_pct": f"{word} votes, %" for name, word in groups},
            **{f"{name}_seats": f"{word} seats" for name, word in groups},
            **{f"{name}_seat_share_pct": f"{word} seats, %" for name, word in groups},
            **{f"{name}_advantage_ratio": f"{word} ratio" for name, word in groups},
        },
        decimals={"left_advantage_ratio": 2, "labour_advantage_ratio": 2},
        note=(
            "Left of Labour: wide reading. Ward results: votes of each party’s best candidate in every ward. Party "
            "totals: "
            "all candidates’ votes, several a voter. Seats only: shares of votes, if any, as published. Ratio: "
            "share of "
            f"seats over share of votes. {sentences.unknown_note(series)}"
        ).strip(),
    )


@part
def extremes(dataset: Dataset, series: pd.DataFrame) -> Text:
    """Where the advantage ratio was highest and lowest."""
    return Text(sentences.extremes_sentence(series))


@part
def latest(dataset: Dataset, place: str) -> tuple[Figure | Text, ...]:
    """Every party's two shares at the latest election with ward results."""
    election = _latest(dataset, place)
    parties = party_table(dataset, election)
    drawn = _drawn(parties)
    fig = figures.latest(drawn)
    style.headline(
        fig,
        sentences.latest_title(parties),
        f"Share of votes and of {number(election.seats)} seats, {place_name(place)}, {day(election.date)}. {_BASE}",
        **credit(dataset, cited_sources(dataset, election.contest_ids)),
    )
    columns = ["party", "vote_share_pct", "seats", "seat_share_pct"]
    return (
        picture(fig, "latest-election", drawn[columns], sentences.latest_alt(drawn)),
        Text(sentences.latest_sentence(parties)),
    )


@part
def parties(dataset: Dataset, place: str) -> Table:
    """Every party's votes and seats at every election."""
    elections = [election for election in council_elections(dataset, place) if election.base != SEATS_ONLY]
    tables = zip(elections, party_tables(dataset, elections), strict=True)
    frame = pd.concat([one.assign(date=election.date) for election, one in tables], ignore_index=True)
    columns = ["date", "party", "votes", "vote_share_pct", "seats", "seat_share_pct", "advantage_ratio", "left_reading"]
    frame["left_reading"] = frame["left_reading"].map({"core": "core", "contested": "contested", "green": "Green"})
    return table(
        frame.loc[(frame["seats"] > 0) | (frame["vote_share_pct"] >= _SMALL), columns],
        "parties",
        "Parties with a seat or at least 2% of the votes",
        labels={
            "vote_share_pct": "votes, %",
            "seat_share_pct": "seats, %",
            "advantage_ratio": "advantage ratio",
            "left_reading": "left of Labour",
        },
        decimals={"advantage_ratio": 2},
        note="Votes of each party’s best candidate in every ward where ward results are known, otherwise all votes. "
        "A dash: neither left of Labour nor Green.",
    )


@part
def disproportion(dataset: Dataset, series: pd.DataFrame, place: str) -> Figure:
    """The Gallagher index and the effective numbers of parties over time."""
    known = series[series["gallagher"].notna()]
    fig = figures.disproportion(series)
    style.headline(
        fig,
        sentences.disproportion_title(series),
        f"Council of {place_name(place)}, {plural(len(known), 'election')} with votes of every party. {_BASE}",
        **credit(dataset, source_ids(dataset, place)),
    )
    columns = ["date", "base", "gallagher", "enp_votes", "enp_seats"]
    return picture(fig, "disproportion", series[columns], sentences.disproportion_alt(series))


@part
def bases(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """How much the Gallagher index depends on what counts as a party's votes."""
    frame = base_comparison(dataset, place)
    if frame.empty:
        return (Text("Voters had one vote each at every election with ward results, so there is nothing to choose."),)
    shown = table(
        frame,
        "vote-bases",
        "The Gallagher index on three counts of votes",
        labels={"top": "best candidate", "mean": "mean candidate", "total": "all candidates’ votes"},
        note="Whole-council elections with ward results, at which voters had several votes.",
    )
    shares = shares_by_base(dataset, place)
    shares["group"] = shares["group"].replace({"left": "the left (wide)", "labour": "Labour"})
    explained = table(
        shares,
        "shares-by-base",
        "The left and Labour on three counts of votes",
        labels={"group": "who", "top": "best candidate", "mean": "mean candidate", "total": "all candidates’ votes"},
        note="Percent of all votes so counted. Best candidate: each party’s in every ward, added up, as everywhere in "
        "these reports; a voter counts once for a party. Mean: all its candidates’ votes over their number. All: every "
        "vote, several a voter, so that a full slate counts more. Below the left, its strongest party alone.",
    )
    return (
        shown,
        explained,
        Text(f"{sentences.bases_sentence(frame)}{sentences.bounds_named(bounded_indices(dataset, place))}"),
    )


def source_ids(dataset: Dataset, place: str) -> list[str]:
    """The sources of seats and of ward results."""
    contests = [contest for election in council_elections(dataset, place) for contest in election.contest_ids]
    seats = dataset.council_seats
    cells = seats.loc[seats["place"] == place, "source_ids"]
    return sorted({source for cell in cells for source in cell.split(";")} | set(cited_sources(dataset, contests)))
