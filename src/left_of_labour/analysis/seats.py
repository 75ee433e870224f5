"""How votes became council seats, election by election: shares, advantage ratios, disproportionality, fragmentation."""

import pandas as pd

from left_of_labour.analysis.councils import (
    SEATS_ONLY,
    VOTE_BASES,
    WARD_RESULTS,
    CouncilElection,
    council_elections,
    party_tables,
)
from left_of_labour.analysis.measures import effective_number_of_parties
from left_of_labour.analysis.proportionality import advantage_ratio, gallagher, gallagher_bounds
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.errors import NotComparableError

__all__ = ["base_comparison", "bounded_indices", "seat_series", "shares_by_base"]


def seat_series(dataset: Dataset, place: str, reading: str = DEFAULT_READING, base: str = "top") -> pd.DataFrame:
    """Votes, seats and their disproportion at every council election of a place.

    Returns
    -------
    pandas.DataFrame
        One row per election, oldest first: `date`, `kind`, `base`, `gap`, `seats`; for the left and for Labour the
        shares of votes and seats and the advantage ratio; `gallagher`, `enp_votes`, `enp_seats`. What needs the votes
        of every party is missing where they are not known.

    References
    ----------
    Gallagher (1991); Laakso and Taagepera (1979): see `gallagher` and `effective_number_of_parties`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> seat_series(load(), "tower-hamlets")[["date", "left_seats", "labour_seats", "seats"]].tail(2)
            date  left_seats  labour_seats  seats
    5 2022-05-05          24            19     45
    6 2026-05-07          33             5     45
    """
    elections = council_elections(dataset, place)
    if not elections:
        raise NotComparableError(f"place: no council election of {place!r} is known well enough to compare seats")
    tables = party_tables(dataset, elections, base)
    return pd.DataFrame([_summary(election, table, reading) for election, table in zip(elections, tables, strict=True)])


def _summary(election: CouncilElection, table: pd.DataFrame, reading: str) -> dict[str, object]:
    known = election.base != SEATS_ONLY
    row: dict[str, object] = {
        "date": election.date,
        "kind": election.kind,
        "base": election.base,
        "gap": election.gap,
        "seats": election.seats,
    }
    groups = {"left": is_left(table["left_reading"], reading), "labour": table["family"] == "labour"}
    for name, members in groups.items():
        votes = float(table.loc[members, "vote_share_pct"].sum()) if _share_known(table, members, known) else None
        seats = int(table.loc[members, "seats"].sum())
        row[f"{name}_seats"] = seats
        row[f"{name}_vote_share_pct"] = votes
        row[f"{name}_seat_share_pct"] = 100 * seats / election.seats
        row[f"{name}_advantage_ratio"] = advantage_ratio(votes, 100 * seats / election.seats) if votes else None
    row["gallagher"] = gallagher(list(table["votes"]), list(table["seats"])) if known else None
    row["enp_votes"] = float(1 / (table["vote_share_pct"] / 100).pow(2).sum()) if known else None
    row["enp_seats"] = float(effective_number_of_parties(table["seats"]))
    return row


def _share_known(table: pd.DataFrame, members: pd.Series, all_known: bool) -> bool:
    """A group's share is known if every vote is, or if the sources give a share for each party in the group."""
    return all_known or (members.any() and table.loc[members, "vote_share_pct"].notna().all())


@remembered
def base_comparison(dataset: Dataset, place: str) -> pd.DataFrame:
    """How much the measures depend on what counts as a party's votes: the Gallagher index on each base.

    Returns
    -------
    pandas.DataFrame
        One row per election with ward results in which voters had several votes: `date` and a column per base.
    """
    rows = [
        {"date": election.date}
        | {base: gallagher(list(found["votes"]), list(found["seats"])) for base, found in tables.items()}
        for election, tables in _on_each_base(dataset, place)
    ]
    return pd.DataFrame(rows, columns=["date", *VOTE_BASES])


def _on_each_base(dataset: Dataset, place: str) -> list[tuple[CouncilElection, dict[str, pd.DataFrame]]]:
    """The party tables on every base, of elections with ward results in which voters had several votes."""
    chosen = [
        election
        for election in council_elections(dataset, place)
        if election.base == WARD_RESULTS and election.kind == "whole council"
    ]
    on_bases = zip(*(party_tables(dataset, chosen, base) for base in VOTE_BASES), strict=True)
    return [
        (election, dict(zip(VOTE_BASES, tables, strict=True)))
        for election, tables in zip(chosen, on_bases, strict=True)
    ]


def shares_by_base(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """What the left, its strongest party and Labour had at a council election, by what counts as a party's votes.

    Returns
    -------
    pandas.DataFrame
        One row per election with ward results in which voters had several votes, and group: `date`, `group` (left,
        labour, or the party's name; that party where it is not all of the left) and a column per base, percent of all
        votes on that base.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = shares_by_base(load(), "tower-hamlets").set_index(["date", "group"])
    >>> rows.loc["2018-05-03"].round(1)
                top  mean  total
    group
    left       29.1  27.5   26.7
    Aspire     15.6  15.1   15.4
    labour     42.2  43.9   46.1
    """
    rows = []
    for election, tables in _on_each_base(dataset, place):
        first = tables["top"]
        left = first[is_left(first["left_reading"], reading)]
        strongest = left.loc[left["votes"].astype(float).idxmax(), "party"] if len(left) else None
        groups = {"left": list(left["party"])} | ({strongest: [strongest]} if len(left) > 1 else {})
        groups["labour"] = list(first.loc[first["family"] == "labour", "party"])
        for group, members in groups.items():
            shares = {
                base: float(
                    table.loc[
                        table["party"].isin(members) & ((group == "labour") | is_left(table["left_reading"], reading)),
                        "vote_share_pct",
                    ].sum()
                )
                for base, table in tables.items()
            }
            rows.append({"date": election.date, "group": group} | (shares if members else dict.fromkeys(shares)))
    return pd.DataFrame(rows, columns=["date", "group", *VOTE_BASES])


def bounded_indices(dataset: Dataset, place: str) -> pd.DataFrame:
    """The Gallagher index on all candidates' votes where the sources give shares of the parties with seats alone.

    Returns
    -------
    pandas.DataFrame
        One row per such election, oldest first: `date`, `least`, `most` (see `gallagher_bounds`), from the shares as
        published.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> found = bounded_indices(load(), "tower-hamlets")
    >>> [f"{row.date.year}: {row.least:.1f} to {row.most:.1f}" for row in found.itertuples()]
    ['2010: 33.7 to 34.0']
    """
    rows = []
    for election in council_elections(dataset, place):
        seats = dataset.council_seats
        seats = seats[(seats["place"] == place) & (seats["date"] == election.date)]
        all_seats = len(seats) and seats["seats"].sum() == election.seats
        if election.base == SEATS_ONLY and all_seats and seats["vote_share_pct"].notna().all():
            least, most = gallagher_bounds(seats["vote_share_pct"].astype(float).tolist(), seats["seats"].tolist())
            rows.append({"date": election.date, "least": least, "most": most})
    return pd.DataFrame(rows, columns=["date", "least", "most"])
