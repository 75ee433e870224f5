"""How votes became council seats: shares, advantage ratios, disproportionality and fragmentation.

Where a ward elects several councillors, a voter has as many votes as there are seats, so a party's votes added up
count the same voter up to three times and reward whoever fills the whole list. `VOTE_BASES` says what is counted
instead. An independent is a list of their own in a ward; over the council, independents are shown together.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from left_of_labour.analysis.measures import effective_number_of_parties
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, Office
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = [
    "VOTE_BASES",
    "CouncilElection",
    "advantage_ratio",
    "base_comparison",
    "council_election",
    "council_elections",
    "gallagher",
    "party_table",
    "party_tables",
    "seat_series",
    "ward_lists",
]

VOTE_BASES = MappingProxyType(
    {
        "top": "votes of each party's best candidate in every ward",
        "mean": "mean votes of each party's candidates in every ward",
        "total": "all votes of all candidates, several a voter",
    }
)
WARD_RESULTS, PARTY_TOTALS, SEATS_ONLY = "ward results", "party totals", "seats only"

_NO_PARTY = ("independent", "other")
_PARTY = ["party_id", "party", "family", "left_reading", "colour"]
_POSTPONED = pd.Timedelta(days=92)  # a poll put off by a candidate's death belongs to the election before it
_MOST_WARDS = 2 / 3  # fewer of a council's wards are a few results that survived, not an election


@dataclass(frozen=True)
class CouncilElection:
    """One election to a council and how well it is known.

    Attributes
    ----------
    kind
        "whole council" or "by thirds".
    base
        What is known: ward results, party totals, or seats only.
    contest_ids
        The ward contests, also those of an election that they do not cover.
    gap
        Why votes or wards are missing; empty if nothing is.
    """

    place: str
    date: pd.Timestamp
    kind: str
    seats: int
    base: str
    contest_ids: tuple[str, ...]
    gap: str


def gallagher(votes: Sequence[float], seats: Sequence[float]) -> float:
    """The least-squares index of disproportionality, 0 for seats in proportion to votes, 100 at most.

    Parameters
    ----------
    votes, seats
        Of each party, in the same order; counts or shares.

    Raises
    ------
    ValueError
        If the lengths differ or nothing was cast or won.

    References
    ----------
    Gallagher, M. (1991), Proportionality, disproportionality and electoral systems, Electoral Studies 10(1).

    Examples
    --------
    Two parties, 60 to 40 in votes, 80 to 20 in seats: the root of half of 20² + 20².

    >>> round(gallagher([60, 40], [8, 2]), 6)
    20.0
    """
    cast, won = sum(votes), sum(seats)
    if len(votes) != len(seats) or not cast or not won:
        raise ValueError("votes and seats of the same parties are needed, and some of each")
    gaps = (vote / cast - seat / won for vote, seat in zip(votes, seats, strict=True))
    return 100 * (sum(gap**2 for gap in gaps) / 2) ** 0.5


def advantage_ratio(vote_share: float, seat_share: float) -> float | None:
    """The advantage ratio: share of seats over share of votes; above 1, the rules helped.

    None without votes.

    References
    ----------
    Taagepera, R. and Laakso, M. (1980), Proportionality profiles of West European electoral systems, European Journal
    of Political Research 8(4).

    Examples
    --------
    >>> advantage_ratio(40.0, 60.0)
    1.5
    """
    return seat_share / vote_share if vote_share else None


def council_elections(dataset: Dataset, place: str) -> list[CouncilElection]:
    """Every election to the place's council in the data, oldest first, with what is known of each.

    Elections of which only some wards' results survive and nothing else is known are left out.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> [(e.date.year, e.base) for e in council_elections(load(), "hackney")][:3]
    [(2002, 'seats only'), (2006, 'ward results'), (2010, 'seats only')]
    """
    recorded = dataset.council_seats.loc[dataset.council_seats["place"] == place, ["date", "votes", "seats_total"]]
    wards = _ward_contests(dataset, place)
    first_day = _first_days({ward.date for ward in wards})
    contests_on = _grouped(wards, lambda ward: first_day[ward.date])
    totals_on = _grouped(recorded.itertuples(index=False), lambda row: row.date)
    by_boundary = _grouped(wards, lambda ward: ward.boundary)
    boundary_wards = {boundary: {ward.area for ward in rows} for boundary, rows in by_boundary.items()}
    found = []
    for date in sorted({*contests_on, *totals_on}):
        contests, totals = contests_on.get(date, []), totals_on.get(date, [])
        if not totals and len(contests) < _MOST_WARDS * len(boundary_wards[contests[0].boundary]):
            continue
        unknown = [contest.area for contest in contests if contest.completeness == Completeness.PARTIAL]
        elected = sum(contest.seats for contest in contests)
        seats = int(totals[0].seats_total if totals else elected)
        base, gap = WARD_RESULTS, ""
        if elected < seats or unknown:
            votes_known = [pd.notna(row.votes) for row in totals]
            base = PARTY_TOTALS if totals and all(votes_known) else SEATS_ONLY
            gap = _gap(contests, unknown, votes_known)
        kind = "whole council" if totals else "by thirds"
        contest_ids = tuple(contest.contest_id for contest in contests)
        found.append(CouncilElection(place, date, kind, seats, base, contest_ids, gap))
    return found


def _grouped(rows: Iterable, key: Callable) -> dict[Hashable, list]:
    """Rows by a key, in their order."""
    groups: dict[Hashable, list] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _ward_contests(dataset: Dataset, place: str) -> list:
    """Contests of the council's wards, by-elections left out, oldest first."""
    contests = dataset.contests
    chosen = (contests["place"] == place) & (contests["office"] == Office.COUNCILLOR) & ~contests["by_election"]
    columns = ["contest_id", "area", "date", "boundary", "completeness", "seats"]
    wards = contests.loc[chosen, columns].itertuples(index=False)
    return sorted((ward for ward in wards if ward.boundary.startswith(f"{place}-wards-")), key=lambda ward: ward.date)


def _first_days(days: Iterable[pd.Timestamp]) -> dict[pd.Timestamp, pd.Timestamp]:
    """The day of the election that each polling day belongs to."""
    first: dict[pd.Timestamp, pd.Timestamp] = {}
    before = None
    for day in sorted(days):
        first[day] = first[before] if before and day - before <= _POSTPONED else day
        before = day
    return first


def _gap(contests: Sequence, unknown: Sequence[str], votes_known: Sequence[bool]) -> str:
    """What is missing, from the ward contests, the wards without votes and, of each party in the totals, its votes."""
    if unknown and not votes_known:
        return f"no votes known in {', '.join(unknown)}"
    if not any(votes_known):
        return "votes of the parties not known"
    if not all(votes_known):
        return "votes not known of every party"
    return "ward results only of a few wards" if contests else "ward results not in the data"


def council_election(dataset: Dataset, place: str, date: pd.Timestamp | str) -> CouncilElection:
    """One of the place's council elections.

    Raises
    ------
    ParameterError
        If the council did not vote that day, or too little is known of that election.
    """
    elections = {f"{election.date:%Y-%m-%d}": election for election in council_elections(dataset, place)}
    key = f"{pd.Timestamp(date):%Y-%m-%d}"
    if key not in elections:
        raise ParameterError(f"date: no election of the council of {place} on {key}; {did_you_mean(key, elections)}")
    return elections[key]


def ward_lists(dataset: Dataset, contest_ids: Sequence[str]) -> pd.DataFrame:
    """The lists of ward contests: one row per ward and party, an independent being a list of their own.

    Returns
    -------
    pandas.DataFrame
        `contest_id`, `area`, `area_code`, `seats`, `list`, `party_id`, `party`, `family`, `colour`, `left_reading`,
        `candidates`, `elected`, and the votes on each base: `top`, `mean`, `total`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lists = ward_lists(load(), ["hackney-council-2022-dalston"])
    >>> lists[["party", "candidates", "elected", "top", "total"]].head(1)
                                  party  candidates  elected   top  total
    0  Green Party (England and Wales)           2        1  1446   2366
    """
    standing = dataset.candidates["contest_id"].isin(list(contest_ids))
    facts = ["party_id", "party", "family", "colour", "left_reading"]
    frame = dataset.candidates.loc[standing, ["contest_id", "candidate", "votes", "elected", *facts]]
    frame.insert(1, "list", frame["party_id"].mask(frame["party_id"].isin(_NO_PARTY), frame["candidate"]))
    grouped = frame.groupby(["contest_id", "list"], sort=False)
    lists = frame.loc[grouped.cumcount() == 0, ["contest_id", "list", *facts]]
    lists = lists.assign(
        candidates=grouped["votes"].size().array,
        elected=grouped["elected"].sum().to_numpy(),
        top=grouped["votes"].max().array,
        total=grouped["votes"].sum().array,
    )
    lists["mean"] = lists["total"] / lists["candidates"]
    return lists.merge(dataset.contests[["contest_id", "area", "area_code", "seats"]], on="contest_id")


def party_table(dataset: Dataset, election: CouncilElection, base: str = "top") -> pd.DataFrame:
    """Votes and seats of every party at a council election, most seats first.

    Parameters
    ----------
    dataset
        The data.
    election
        See `council_elections`.
    base
        What counts as a party's votes, see `VOTE_BASES`; without ward results only "total" is known.

    Returns
    -------
    pandas.DataFrame
        `party`, `left_reading`, `colour`, `votes`, `vote_share_pct`, `seats`, `seat_share_pct`, `advantage_ratio`;
        votes are missing where nobody knows them. Where they are not known of every party, shares are as published.

    Raises
    ------
    ParameterError
        If there is no such base.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> table = party_table(data, council_election(data, "tower-hamlets", "2022-05-05"))
    >>> table[["party", "seats"]].head(2)
        party  seats
    0  Aspire     24
    1  Labour (with Labour and Co-operative)     19
    """
    return party_tables(dataset, [election], base)[0]


def party_tables(dataset: Dataset, elections: Sequence[CouncilElection], base: str = "top") -> list[pd.DataFrame]:
    """`party_table` of several council elections, in their order."""
    if base not in VOTE_BASES:
        raise ParameterError(f"base: no base {base!r}; {did_you_mean(base, VOTE_BASES)}")
    lists = ward_lists(dataset, [contest_id for election in elections for contest_id in election.contest_ids])
    return [_party_table(dataset, election, base, _within(lists, election)) for election in elections]


def _within(lists: pd.DataFrame, election: CouncilElection) -> pd.DataFrame:
    return lists[lists["contest_id"].isin(election.contest_ids)]


def _party_table(dataset: Dataset, election: CouncilElection, base: str, lists: pd.DataFrame) -> pd.DataFrame:
    if election.base == WARD_RESULTS:
        table = _by_party(lists, [base]).rename(columns={base: "votes"})
    else:
        table = _recorded(dataset, election)
        if table.empty:
            table = _by_party(lists, [base]).assign(votes=pd.NA, vote_share_pct=float("nan"))
    if election.base != SEATS_ONLY:
        table["vote_share_pct"] = 100 * table["votes"].astype(float) / float(table["votes"].sum())
    table["seat_share_pct"] = 100 * table["seats"].astype(float) / election.seats
    table["advantage_ratio"] = [
        None if pd.isna(votes) else advantage_ratio(votes, seats)
        for votes, seats in zip(table["vote_share_pct"], table["seat_share_pct"], strict=True)
    ]
    columns = [*_PARTY, "votes", "vote_share_pct", "seats", "seat_share_pct", "advantage_ratio"]
    return table[columns].sort_values(["seats", "votes"], ascending=False, kind="stable", ignore_index=True)


def _recorded(dataset: Dataset, election: CouncilElection) -> pd.DataFrame:
    """The parties' seats, and votes where known, as council_seats.csv has them."""
    seats = dataset.council_seats
    seats = seats[(seats["place"] == election.place) & (seats["date"] == election.date)]
    return seats.merge(dataset.parties.rename(columns={"name": "party"})[_PARTY], on="party_id")


def _by_party(lists: pd.DataFrame, bases: Sequence[str]) -> pd.DataFrame:
    """The votes on some bases and the seats of every party in ward lists."""
    totals = lists.groupby(_PARTY, sort=False)[[*bases, "elected"]].sum()
    return totals.rename(columns={"elected": "seats"}).reset_index()


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


def base_comparison(dataset: Dataset, place: str) -> pd.DataFrame:
    """How much the measures depend on what counts as a party's votes: the Gallagher index on each base.

    Returns
    -------
    pandas.DataFrame
        One row per election with ward results in which voters had several votes: `date` and a column per base.
    """
    chosen = [
        election
        for election in council_elections(dataset, place)
        if election.base == WARD_RESULTS and election.kind == "whole council"
    ]
    lists = ward_lists(dataset, [contest_id for election in chosen for contest_id in election.contest_ids])
    rows = []
    for election in chosen:
        parties = _by_party(_within(lists, election), list(VOTE_BASES))
        orders = {base: parties.sort_values(["seats", base], ascending=False, kind="stable") for base in VOTE_BASES}
        indices = {base: gallagher(list(order[base]), list(order["seats"])) for base, order in orders.items()}
        rows.append({"date": election.date, **indices})
    return pd.DataFrame(rows, columns=["date", *VOTE_BASES])
