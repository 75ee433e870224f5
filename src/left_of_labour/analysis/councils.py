"""The one model of a council election: which elections there were, the lists in each ward, votes and seats by party.

Where a ward elects several councillors, a voter has as many votes as there are seats, so a party's votes added up
count the same voter up to three times and reward whoever fills the whole list. `VOTE_BASES` says what is counted
instead. An independent is a list of their own in a ward; over the council, independents are shown together.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mode
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from left_of_labour.analysis.proportionality import advantage_ratio
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness, Office, VotingSystem
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = [
    "NO_PARTY",
    "VOTE_BASES",
    "CouncilElection",
    "council_election",
    "council_elections",
    "councils_of",
    "lists_of",
    "party_table",
    "party_tables",
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

NO_PARTY = ("independent", "other")
_PARTY = ["party_id", "party", "family", "left_reading", "colour"]
_POSTPONED = pd.Timedelta(days=92)  # a poll put off by a candidate's death belongs to the election before it
_MOST_WARDS = 2 / 3  # fewer of a council's wards are a few results that survived, not an election
_Key = TypeVar("_Key", bound=Hashable)

_BLOCK_VOTE = str(VotingSystem.BLOCK_VOTE)
_POLL = ("contest_id", "area", "area_code", "date", "boundary", "completeness", "seats", "voting_system")


@dataclass(frozen=True)
class CouncilElection:
    """One election to a council and how well it is known.

    Attributes
    ----------
    council
        Whose seats were filled, such as "preston-wards", or "lancashire-cc" for the county's divisions in Preston.
    date
        The first day; a ward may poll some weeks later.
    kind
        "whole council", "by thirds", "divisions of the county", or "wards" where the data do not say whether the others
        of the council were up as well.
    base
        What is known: ward results, party totals, or seats only.
    contest_ids
        The ward contests, also those of an election that they do not cover.
    gap
        Why votes or wards are missing; empty if nothing is.
    covered
        Whether the ward contests are the whole election, even if votes are missing in some.
    boundary, voting_system
        Of the ward contests; without any, of the borough.
    wards, wards_known
        Wards that polled, and those that the data know on these boundaries; 1 where the wards do not cover it.
    """

    place: str
    council: str
    date: pd.Timestamp
    kind: str
    seats: int
    base: str
    contest_ids: tuple[str, ...]
    gap: str
    covered: bool
    boundary: str
    voting_system: str
    wards: int
    wards_known: int


@remembered
def councils_of(dataset: Dataset, place: str) -> list[str]:
    """The councils that the place's wards or divisions are polled for, its own first.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> councils_of(load(), "preston")
    ['preston-wards', 'lancashire-cc']
    """
    own = f"{place}-wards"
    others = {_council(poll.boundary) for poll in _polls(dataset, place)}
    return [own, *sorted(others - {own})]


@remembered
def council_elections(dataset: Dataset, place: str, council: str | None = None) -> list[CouncilElection]:
    """Every election to a council in the data, oldest first, with what is known of each.

    Elections of which only some wards' results survive and nothing else is known are left out.

    Parameters
    ----------
    dataset
        The data.
    place
        An id such as "hackney".
    council
        One of `councils_of`; by default the place's own.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> [(e.date.year, e.base) for e in council_elections(load(), "hackney")][:3]
    [(2002, 'seats only'), (2006, 'ward results'), (2010, 'seats only')]
    """
    own = f"{place}-wards"
    council = council or own
    recorded = dataset.council_seats.loc[dataset.council_seats["place"] == place, ["date", "votes", "seats_total"]]
    polls = [poll for poll in _polls(dataset, place) if _council(poll.boundary) == council]
    first_day = _first_days({poll.date for poll in polls})
    polls_on = _grouped(polls, lambda poll: first_day[poll.date])
    totals_on = _grouped(recorded.itertuples(index=False), lambda row: row.date) if council == own else {}
    wards_on = {
        boundary: {_ward(poll) for poll in of} for boundary, of in _grouped(polls, lambda poll: poll.boundary).items()
    }
    found = []
    for date in sorted({*polls_on, *totals_on}):
        contests, totals = polls_on.get(date, []), totals_on.get(date, [])
        if not totals and len(contests) < _MOST_WARDS * max(map(len, wards_on.values())):
            continue
        unknown = [contest.area for contest in contests if contest.completeness == Completeness.PARTIAL]
        elected = sum(contest.seats for contest in contests)
        seats = int(totals[0].seats_total if totals else elected)
        base, gap = WARD_RESULTS, ""
        if elected < seats or unknown:
            votes_known = [pd.notna(row.votes) for row in totals]
            base = PARTY_TOTALS if totals and all(votes_known) else SEATS_ONLY
            gap = _gap(contests, unknown, votes_known)
        covered = not totals or base == WARD_RESULTS
        boundary = contests[0].boundary if covered else f"{place}-borough"
        found.append(
            CouncilElection(
                place=place,
                council=council,
                date=date,
                kind="divisions of the county" if council != own else _kind(date, polls_on, bool(totals)),
                seats=seats,
                base=base,
                contest_ids=tuple(contest.contest_id for contest in contests),
                gap=gap,
                covered=covered,
                boundary=boundary,
                voting_system=mode(sorted(poll.voting_system for poll in contests)) if covered else _BLOCK_VOTE,
                wards=len({_ward(poll) for poll in contests}) if covered else 1,
                wards_known=len(wards_on[boundary]) if covered else 1,
            )
        )
    return found


def _council(boundary: str) -> str:
    """Whose wards they are: "preston-wards" for "preston-wards-2019"."""
    return boundary.rpartition("-")[0]


def _ward(poll: Any) -> str:
    """What distinguishes wards: the code, as a ward may change its name."""
    return str(poll.area if pd.isna(poll.area_code) else poll.area_code)


def _grouped(rows: Iterable[Any], key: Callable[[Any], _Key]) -> dict[_Key, list[Any]]:
    """Rows by a key, in their order."""
    groups: dict[_Key, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


@remembered
def _polls(dataset: Dataset, place: str) -> list[Any]:
    """Contests of wards and divisions, by-elections left out, oldest first."""
    contests = dataset.contests
    chosen = (contests["place"] == place) & (contests["office"] == Office.COUNCILLOR) & ~contests["by_election"]
    return sorted(contests.loc[chosen, list(_POLL)].itertuples(index=False), key=lambda poll: poll.date)


def _first_days(days: Iterable[pd.Timestamp]) -> dict[pd.Timestamp, pd.Timestamp]:
    """The day of the election that each polling day belongs to."""
    first: dict[pd.Timestamp, pd.Timestamp] = {}
    before = None
    for day in sorted(days):
        first[day] = first[before] if before and day - before <= _POSTPONED else day
        before = day
    return first


def _kind(date: Any, polls_on: Mapping[Any, list[Any]], has_totals: bool) -> str:
    """How much of the council was up: wards that fill several seats, or a council on record as whole, say all of it.

    Wards that polled for one seat and again within three years elect by thirds.
    """
    polls = polls_on.get(date, [])
    if has_totals or sum(poll.seats > 1 for poll in polls) * 2 > len(polls):
        return "whole council"
    wards = {(poll.area, poll.boundary) for poll in polls}
    near = (other for other in polls_on if 0 < abs(other.year - date.year) < 4)
    again = any((poll.area, poll.boundary) in wards for other in near for poll in polls_on[other])
    return "by thirds" if again else "wards"


def _gap(contests: Sequence[Any], unknown: Sequence[str], votes_known: Sequence[bool]) -> str:
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


def lists_of(candidates: pd.DataFrame) -> pd.Series:
    """Which list each candidate of a ward stands on: the party's, or a list of their own without a party.

    Parameters
    ----------
    candidates
        With `party_id` and `candidate`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lists_of(load().candidates_of("hackney-mayor-2002")).tolist()[-3:]
    ['hackney-first', 'Terry Edwards', 'Errol Carr']
    """
    return candidates["party_id"].mask(candidates["party_id"].isin(NO_PARTY), candidates["candidate"])


def ward_lists(dataset: Dataset, contest_ids: Sequence[str]) -> pd.DataFrame:
    """The lists of ward contests: one row per ward and party, an independent being a list of their own.

    Returns
    -------
    pandas.DataFrame
        `contest_id`, `area`, `area_code`, `seats`, `list`, `candidate` (the one with most votes), `party_id`, `party`,
        `family`, `colour`, `left_reading`, `candidates`, `elected`, `witnesses` (independent sources, the fewest of any
        candidate), and the votes on each base: `top`, `mean`, `total`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lists = ward_lists(load(), ["hackney-council-2022-dalston"])
    >>> lists[["party", "candidates", "elected", "top", "total"]].head(1)
                                  party  candidates  elected   top  total
    0  Green Party (England and Wales)           2        1  1446   2366
    """
    lists = _ward_lists(dataset)
    return lists[lists["contest_id"].isin(contest_ids)].reset_index(drop=True)


@remembered
def _ward_lists(dataset: Dataset) -> pd.DataFrame:
    """The lists of every contest: to group all candidates takes little longer than those of some wards."""
    facts = ["candidate", "party_id", "party", "family", "colour", "left_reading"]
    frame = dataset.candidates[["contest_id", "votes", "elected", "witnesses", *facts]].copy()
    frame.insert(1, "list", lists_of(frame))
    grouped = frame.groupby(["contest_id", "list"], sort=False)
    lists = frame.loc[grouped.cumcount() == 0, ["contest_id", "list", *facts]]
    by_votes = frame.sort_values("votes", ascending=False, kind="stable").groupby(["contest_id", "list"])
    keys = pd.MultiIndex.from_frame(lists[["contest_id", "list"]])
    lists = lists.assign(
        candidate=by_votes["candidate"].first().reindex(keys).array,
        candidates=grouped["votes"].size().array,
        elected=grouped["elected"].sum().to_numpy(),
        witnesses=grouped["witnesses"].min().array,
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
    return _party_tables(dataset, tuple(elections), base)


@remembered
def _party_tables(dataset: Dataset, elections: tuple[CouncilElection, ...], base: str) -> list[pd.DataFrame]:
    lists = ward_lists(dataset, [contest_id for election in elections for contest_id in election.contest_ids])
    return [_party_table(dataset, election, base, _within(lists, election)) for election in elections]


def _within(lists: pd.DataFrame, election: CouncilElection) -> pd.DataFrame:
    return lists[lists["contest_id"].isin(election.contest_ids)]


def _party_table(dataset: Dataset, election: CouncilElection, base: str, lists: pd.DataFrame) -> pd.DataFrame:
    if election.base == WARD_RESULTS:
        table = _by_party(lists, base).rename(columns={base: "votes"})
    else:
        table = _recorded(dataset, election)
        if table.empty:
            table = _by_party(lists, base).assign(votes=pd.NA, vote_share_pct=float("nan"))
    if election.base != SEATS_ONLY:
        table["vote_share_pct"] = 100 * table["votes"].astype(float) / float(table["votes"].sum())
    table["seat_share_pct"] = 100 * table["seats"].astype(float) / election.seats
    table["advantage_ratio"] = [
        None if pd.isna(votes) else advantage_ratio(votes, seats)
        for votes, seats in zip(table["vote_share_pct"], table["seat_share_pct"], strict=True)
    ]
    columns = [*_PARTY, "votes", "vote_share_pct", "seats", "seat_share_pct", "advantage_ratio"]
    return table[columns].sort_values(["seats", "votes"], ascending=False, kind="stable", ignore_index=True)


@remembered
def _recorded(dataset: Dataset, election: CouncilElection) -> pd.DataFrame:
    """The parties' seats, and votes where known, as council_seats.csv has them."""
    seats = dataset.council_seats
    seats = seats[(seats["place"] == election.place) & (seats["date"] == election.date)]
    return seats.merge(dataset.parties.rename(columns={"name": "party"})[_PARTY], on="party_id")


def _by_party(lists: pd.DataFrame, base: str) -> pd.DataFrame:
    """The votes on a base and the seats of every party in ward lists."""
    totals = lists.groupby(_PARTY, sort=False)[[base, "elected"]].sum()
    return totals.rename(columns={"elected": "seats"}).reset_index()
