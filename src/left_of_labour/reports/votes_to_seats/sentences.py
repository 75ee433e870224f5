"""What the rules made of votes, in sentences; each says which votes it counts and what is not known."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from left_of_labour.analysis.councils import PARTY_TOTALS, SEATS_ONLY, WARD_RESULTS, CouncilElection
from left_of_labour.presentation.names import party_name, place_name, reading_name
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural

__all__ = [
    "bases_sentence",
    "bounded_sentence",
    "bounds_named",
    "disproportion_alt",
    "disproportion_title",
    "extremes_sentence",
    "finding",
    "history_alt",
    "history_title",
    "latest_alt",
    "latest_sentence",
    "latest_title",
    "unknown_note",
]

_NAMES = {"Conservative": "the Conservatives", "Liberal Democrats": "the Liberal Democrats"}


def _in_a_sentence(party: str) -> str:
    """A party's short name, with an article where it takes one."""
    name = party_name(party)
    return _NAMES.get(name) or (f"the {name}" if name.endswith("Party") else name)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _ratio(value: float | None) -> str:
    return "not known" if value is None or pd.isna(value) else f"{value:.1f}"


def _third(election: CouncilElection) -> str:
    return " (a third of the council)" if election.kind == "by thirds" else ""


def _none_or(count: int) -> str:
    return number(count) if count else "no"


def finding(election: CouncilElection, parties: pd.DataFrame, series: Mapping[str, pd.DataFrame]) -> str:
    """What the latest council election with ward results made of the largest party's and of the left's votes.

    Parameters
    ----------
    election
        The latest with ward results.
    parties
        See `councils.party_table`.
    series
        See `seats.seat_series`, by reading.
    """
    first = parties.iloc[0]
    level = [_in_a_sentence(party) for party in parties.loc[parties["seats"] == first["seats"], "party"].iloc[1:]]
    tied = f", as many as {joined(level)}" if level else ""
    return (
        f"{place_name(election.place)}, {day(election.date)}: {_in_a_sentence(first['party'])} turned "
        f"{percent(first['vote_share_pct'])} of the votes (each party’s best candidate in every ward) into "
        f"{_seats_won(first['seat_share_pct'], election.seats)}{_third(election)}{tied}, an "
        "advantage "
        f"ratio of {_ratio(first['advantage_ratio'])}. {_left(election, series)} {_rank(election, series['wide'])}"
    )


def _left(election: CouncilElection, series: Mapping[str, pd.DataFrame]) -> str:
    """The left's votes and seats under each reading, the default first."""
    texts = []
    for name in ("wide", "core", "with_greens"):
        row = series[name].loc[series[name]["date"] == election.date].iloc[0]
        share = row["left_vote_share_pct"]
        if pd.isna(share):
            words = f"{_seats(row)}, votes not known"
        elif share == 0:
            words = "nobody stood"
        else:
            words = f"{_seats(row)} with {percent(share)} of the votes"
        texts.append(f"{words} ({reading_name(name)})")
    return f"Left of Labour: {texts[0]}; under the other readings {joined(texts[1:])}."


def _seats_won(share: float, seats: int) -> str:
    return f"{percent(share)} of the {number(seats)} seats" if seats > 1 else "the only seat"


def _seats(row: pd.Series) -> str:
    count = int(row["left_seats"])
    return f"{_none_or(count)} seat{'s' if count > 1 else ''}"


def _rank(election: CouncilElection, series: pd.DataFrame) -> str:
    """The Gallagher index among those on the same base, and which elections are not known on it."""
    known = series[series["base"] == WARD_RESULTS]
    value = known.loc[known["date"] == election.date, "gallagher"].iloc[0]
    above = int((known["gallagher"] > value).sum())
    order = "highest" if above == 0 else "lowest" if above == len(known) - 1 else f"{ordinal(above + 1)} highest"
    years = [str(date.year) for date in series.loc[series["base"] != WARD_RESULTS, "date"]]
    unknown = f"; not known on these votes: {joined(years)}" if years else ""
    only = f"the {order} of {plural(len(known), 'election')} since {known['date'].iloc[0].year} with ward results"
    ranked = only if len(known) > 1 else "the only election with ward results"
    return f"The Gallagher index was {value:.1f}, {ranked}{unknown}."


def bounded_sentence(bounded: pd.DataFrame, bases: pd.DataFrame) -> str:
    """How the latest index on all votes compares with those of which only bounds are known; empty without any.

    Parameters
    ----------
    bounded
        See `seats.bounded_indices`.
    bases
        See `seats.base_comparison`.
    """
    if bounded.empty or bases.empty:
        return ""
    latest = bases["total"].iloc[-1]
    cases = [f"{_beside(latest, row)} in {row.date.year} (within {_span(row)})" for row in bounded.itertuples()]
    return (
        f" On all candidates’ votes it was {latest:.1f} in {bases['date'].iloc[-1].year}, {joined(cases)}, when only "
        "bounds are known."
    )


def _beside(value: float, bounds: Any) -> str:
    if value < bounds.least:
        return "lower than"
    return "higher than" if value > bounds.most else "which may be lower or higher than"


def _span(bounds: Any) -> str:
    return f"{bounds.least:.1f} to {bounds.most:.1f}"


def bounds_named(bounded: pd.DataFrame) -> str:
    """Between what the index must lie where only the shares of parties with seats are published; empty without any."""
    return "".join(
        f" In {row.date.year} only the shares of the parties with seats are published, of all candidates’ votes: on "
        f"these the index was {_span(row)}, the least if the rest of the votes was scattered, the most if it went to "
        "one party; on the best candidates’ votes it is not known."
        for row in bounded.itertuples()
    )


def _of(count: int, total: int) -> str:
    return (
        f"each of the {number(total)} elections"
        if count == total > 1
        else f"{number(count)} of {plural(total, 'election')}"
    )


def extremes_sentence(series: pd.DataFrame) -> str:
    """How many seats the left and Labour won, and where the advantage ratio was highest and lowest."""
    parts = []
    for name, label in (("left", "The left (wide)"), ("labour", "Labour")):
        seats = series[f"{name}_seats"]
        if seats.sum() == 0:
            parts.append(f"{label} won no seat at any of these {plural(len(series), 'election')}.")
            continue
        known = series[series[f"{name}_advantage_ratio"].notna()]
        if known.empty:
            parts.append(f"{label} won {plural(int(seats.sum()), 'seat')}; its votes are not known.")
            continue
        ratio = known[f"{name}_advantage_ratio"]
        best, worst = known.loc[ratio.idxmax()], known.loc[ratio.idxmin()]
        span = f"from {_ratio(ratio.min())} ({worst['date'].year}) to {_ratio(ratio.max())} ({best['date'].year})"
        parts.append(
            f"{label} won seats at {_of(int((seats > 0).sum()), len(series))}; where votes are known "
            f"({number(len(known))}), the advantage ratio ran {span}."
        )
    return " ".join(parts)


def latest_title(parties: pd.DataFrame) -> str:
    """The largest party's two shares, or who was level, as a headline."""
    first = parties.iloc[0]
    level = parties[parties["seats"] == first["seats"]]
    if len(level) > 1:
        names = joined(party_name(party) for party in level["party"])
        return f"{names}: {number(first['seats'])} of {number(parties['seats'].sum())} seats each"
    return (
        f"{party_name(first['party'])}: {percent(first['vote_share_pct'], 0)} of votes, "
        f"{percent(first['seat_share_pct'], 0)} of seats"
    )


def latest_alt(parties: pd.DataFrame) -> str:
    """The two bars in words."""
    texts = [
        f"{party_name(row.party)} {percent(row.vote_share_pct)} of votes, {plural(int(row.seats), 'seat')}"
        for row in parties.itertuples()
    ]
    return f"A bar of votes above a bar of seats, by party: {'; '.join(texts)}."


def latest_sentence(parties: pd.DataFrame) -> str:
    """Who gained and who lost most on the way from votes to seats."""
    change = parties["seat_share_pct"] - parties["vote_share_pct"]
    gained, lost = parties.loc[change.idxmax()], parties.loc[change.idxmin()]
    empty = parties[(parties["seats"] == 0) & (parties["vote_share_pct"] > 0)]
    return (
        f"{_capital(_in_a_sentence(gained['party']))} gained most, {percent(gained['vote_share_pct'])} of votes and "
        f"{percent(gained['seat_share_pct'])} of seats; {_in_a_sentence(lost['party'])} lost most, "
        f"{percent(lost['vote_share_pct'])} and {percent(lost['seat_share_pct'])}. "
        f"{percent(empty['vote_share_pct'].sum())} of votes went to parties and independents without a seat."
    )


def history_title(series: pd.DataFrame, largest: list[str], place: str) -> str:
    """How often one party had more than half of the seats at stake, as a headline.

    Parameters
    ----------
    series
        See `seats.seat_series`.
    largest
        The party with more than half of the seats at each election; empty where none had.
    place
        An id.
    """
    held = pd.Series([party for party in largest if party]).value_counts()
    if held.empty:
        return f"{place_name(place)}: no party won over half the seats"
    count, total = int(held.iloc[0]), len(series)
    return f"{party_name(held.index[0])} won over half the seats in {number(count)} of {plural(total, 'election')}"


def history_alt(elections: list[tuple[pd.Timestamp, pd.DataFrame, bool]]) -> str:
    """All pairs of bars in words.

    Parameters
    ----------
    elections
        Date, table of parties, and whether every party's votes are known.
    """
    texts = []
    for date, parties, known in elections:
        listed = parties[parties["seats"] > 0]
        rows = [
            f"{party_name(row.party)} {f'{percent(row.vote_share_pct, 0)} of votes, ' if known else ''}"
            f"{plural(int(row.seats), 'seat')}"
            for row in listed.itertuples()
        ]
        texts.append(f"{date.year}: {', '.join(rows)}{'' if known else ' (votes not known)'}")
    return f"Pairs of bars, votes above seats, by election. {'; '.join(texts)}."


def unknown_note(series: pd.DataFrame) -> str:
    """Which elections' votes are not known, and why; empty if all are."""
    gaps = [f"{row.date.year}: {row.gap}" for row in series.itertuples() if row.base == SEATS_ONLY and row.gap]
    return f"Not known: {'; '.join(gaps)}." if gaps else ""


def disproportion_title(series: pd.DataFrame) -> str:
    """The election at which seats were farthest from votes, as a headline."""
    known = series[series["base"] == WARD_RESULTS]
    highest = known.loc[known["gallagher"].idxmax()]
    known_only = f"Of {len(known)} known, s" if len(known) < len(series) else "S"
    return f"{known_only}eats strayed farthest from votes in {highest['date'].year}: index {highest['gallagher']:.1f}"


def disproportion_alt(series: pd.DataFrame) -> str:
    """The two panels in words."""
    rows = [
        f"{row.date.year}: {_index(row)}, effective number of electoral parties {_ratio(row.enp_votes)}, of "
        "legislative "
        f"parties {_ratio(row.enp_seats)}"
        for row in series.itertuples()
    ]
    return f"Bars of the Gallagher index and two lines. {'; '.join(rows)}."


def _index(row: Any) -> str:
    if pd.isna(row.gallagher):
        return "index not known"
    return f"index {row.gallagher:.1f}{' (on all votes)' if row.base == PARTY_TOTALS else ''}"


def bases_sentence(frame: pd.DataFrame) -> str:
    """By how much the choice of the base moves the index.

    Parameters
    ----------
    frame
        See `seats.base_comparison`.
    """
    bases = frame[["top", "mean", "total"]]
    spread = bases.max(axis=1) - bases.min(axis=1)
    years = joined(str(date.year) for date in frame["date"])
    higher = int((frame["total"] > frame["top"]).sum())
    if len(frame) == 1:
        moved = "higher" if higher else "not higher"
        return (
            f"In {years} the choice of what to count moves the index by {spread.max():.1f} points. On all candidates’ "
            f"votes, which reward parties with full slates, it is {moved} than on the best candidates’."
        )
    return (
        f"In {years} the choice of what to count moves the index by at most {spread.max():.1f} points "
        f"({frame.loc[spread.idxmax(), 'date'].year}). On all candidates’ votes, which reward parties with full "
        "slates, it "
        f"is higher than on the best candidates’ in {_none_or(higher) if higher else 'none'} of {number(len(frame))}."
    )
