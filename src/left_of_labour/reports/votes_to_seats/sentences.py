"""What the rules made of votes, in sentences."""

import pandas as pd

from left_of_labour.analysis.councils import CouncilElection, party_table
from left_of_labour.data import Dataset
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural

__all__ = ["finding", "index", "latest_sentence", "ratio", "series_sentence", "share", "short"]


def short(party: str) -> str:
    """A party's name without what stands in brackets."""
    return party.partition(" (")[0]


def ratio(value: float | None) -> str:
    """An advantage ratio, or that it is not known."""
    return "not known" if value is None or pd.isna(value) else f"{value:.1f}"


def finding(dataset: Dataset, election: CouncilElection, series: pd.DataFrame) -> str:
    """What the latest council election made of the largest party's and of the left's votes."""
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
    level = [short(party) for party in parties.loc[parties["seats"] == first["seats"], "party"].iloc[1:]]
    tied = f", as many as {joined(level)}" if level else ""
    return (
        f"{place_name(election.place)}, {day(election.date)}: {short(first['party'])} turned "
        f"{percent(first['vote_share_pct'])} of the votes into {percent(first['seat_share_pct'])} of the "
        f"{number(election.seats)} seats{third}{tied}, an advantage ratio of {ratio(first['advantage_ratio'])}. "
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
            f"for {label} the advantage ratio ran from {ratio(worst[f'{name}_advantage_ratio'])} "
            f"({worst['date'].year}) to {ratio(best[f'{name}_advantage_ratio'])} ({best['date'].year})"
        )
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def latest_sentence(parties: pd.DataFrame) -> str:
    """Who gained and who lost most on the way from votes to seats."""
    change = parties["seat_share_pct"] - parties["vote_share_pct"]
    gained, lost = parties.loc[change.idxmax()], parties.loc[change.idxmin()]
    empty = parties[(parties["seats"] == 0) & (parties["vote_share_pct"] > 0)]
    return (
        f"{short(gained['party'])} gained most, {percent(gained['vote_share_pct'])} of votes and "
        f"{percent(gained['seat_share_pct'])} of seats; {short(lost['party'])} lost most, "
        f"{percent(lost['vote_share_pct'])} and {percent(lost['seat_share_pct'])}. "
        f"{percent(empty['vote_share_pct'].sum())} of votes went to parties and independents without a seat."
    )


def share(value: float | None) -> str:
    """A share, or that it is not known."""
    return "an unknown share" if value is None or pd.isna(value) else percent(value)


def index(value: float | None) -> str:
    """A Gallagher index, or that it is not known."""
    return "index not known" if value is None or pd.isna(value) else f"index {value:.1f}"
