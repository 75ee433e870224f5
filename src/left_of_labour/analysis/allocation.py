"""Council seats as other electoral systems would have filled them, on the votes as cast.

Seats are allotted by highest averages (D'Hondt, Sainte-Laguë), over the whole council or in each ward. Where a voter
has several votes, what counts as a party's votes is a choice, so every result is a range over `councils.VOTE_BASES`.
An independent is a list of one person. Nobody voted under these rules: parties would have stood, and voters chosen,
otherwise.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush
from types import MappingProxyType
from typing import TypeVar

import pandas as pd

from left_of_labour.analysis.councils import VOTE_BASES, WARD_RESULTS, CouncilElection, ward_lists
from left_of_labour.analysis.proportionality import gallagher
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = ["METHODS", "SCOPES", "allot", "other_rules", "seat_ranges"]

_DIVISORS: Mapping[str, Callable[[int], int]] = MappingProxyType(
    {"d_hondt": lambda won: won + 1, "sainte_lague": lambda won: 2 * won + 1}
)
METHODS = MappingProxyType({"d_hondt": "D’Hondt", "sainte_lague": "Sainte-Laguë"})
SCOPES = MappingProxyType(
    {
        "council": "whole council",
        "council_5": "whole council, 5% threshold",
        "wards": "in each ward",
    }
)
_THRESHOLD_PCT = MappingProxyType({"council": 0, "council_5": 5})
_PARTY = ["party_id", "party", "family", "left_reading", "colour"]

_List = TypeVar("_List", bound=Hashable)


def allot(
    votes: Mapping[_List, int | Fraction],
    seats: int,
    method: str,
    most: Mapping[_List, int] | None = None,
    threshold_pct: int = 0,
) -> dict[_List, int]:
    """Seats by highest averages: each goes to the list whose votes, divided by the next divisor, are most.

    Parameters
    ----------
    votes
        Of each list.
    seats
        How many there are.
    method
        "d_hondt" (divisors 1, 2, 3, ...) or "sainte_lague" (1, 3, 5, ...).
    most
        Seats that a list can fill, where it has fewer people than seats; without an entry, all.
    threshold_pct
        The share of all votes below which a list wins no seat.

    Returns
    -------
    dict
        Seats of every list, 0 included. Equal averages go to the list with more votes.

    Raises
    ------
    ParameterError
        If there is no such method.
    NotComparableError
        If two lists with equal votes are next for the last seat, which would be decided by lot, or if the lists
        together cannot fill the seats.

    References
    ----------
    Balinski, M. and Young, H. P. (2001), Fair Representation, 2nd edition: the methods of Jefferson and Webster.

    Examples
    --------
    >>> allot({"A": 53, "B": 24, "C": 23}, 7, "d_hondt")
    {'A': 4, 'B': 2, 'C': 1}
    >>> allot({"A": 53, "B": 24, "C": 23}, 7, "sainte_lague")
    {'A': 3, 'B': 2, 'C': 2}
    """
    if method not in _DIVISORS:
        raise ParameterError(f"method: no method {method!r}; {did_you_mean(method, _DIVISORS)}")
    divisor, limits, total = _DIVISORS[method], most or {}, sum(votes.values())
    won = dict.fromkeys(votes, 0)
    able = {name: number for name, number in votes.items() if number > 0 and 100 * number >= threshold_pct * total}
    # Highest average first, then most votes.
    waiting = [
        (-Fraction(number) / divisor(0), -number, place, name)
        for place, (name, number) in enumerate(able.items())
        if limits.get(name, seats) > 0
    ]
    heapify(waiting)
    for seat in range(seats):
        if not waiting:
            raise NotComparableError(f"only {seat} of {seats} seats can be filled by the lists that stood")
        average, cast, place, name = heappop(waiting)
        if seat == seats - 1 and waiting and waiting[0][:2] == (average, cast):
            raise NotComparableError(f"{name} and {waiting[0][3]} have equal votes for the last of {seats} seats")
        won[name] += 1
        if won[name] < limits.get(name, seats):
            heappush(waiting, (Fraction(cast) / divisor(won[name]), cast, place, name))
    return won


@remembered
def other_rules(dataset: Dataset, election: CouncilElection) -> pd.DataFrame:
    """The seats of a council election under each method and scope, on every vote base.

    Parameters
    ----------
    dataset
        The data.
    election
        A council election with ward results (`councils.council_elections`).

    Returns
    -------
    pandas.DataFrame
        One row per scope, method, base and party (independents by reading): `scope`, `method`, `base`, `party_id`,
        `party`, `family`, `left_reading`, `colour`, `votes`, `vote_share_pct` (of all votes on that base), `seats_won`
        (as elected), `seats`, `gallagher` of the allocation, and `gallagher_won` of the seats as elected.
        Where every ward elects
        one councillor the scope "wards" is left out: it is the rule that was used.

    Raises
    ------
    NotComparableError
        If the results of the wards are not known.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> from left_of_labour.analysis.councils import council_election
    >>> data = load()
    >>> table = other_rules(data, council_election(data, "tower-hamlets", "2026-05-07"))
    >>> chosen = table[(table["scope"] == "council") & (table["method"] == "d_hondt") & (table["base"] == "top")]
    >>> chosen.sort_values("seats", ascending=False)[["party", "seats_won", "seats"]].values.tolist()[0]
    ['Aspire', 33, 14]
    """
    if election.base != WARD_RESULTS:
        raise NotComparableError(f"{election.place}, {election.date:%Y-%m-%d}: {election.gap}")
    lists = ward_lists(dataset, election.contest_ids)
    alone = lists["list"] != lists["party_id"]
    lists["key"] = lists["party_id"].where(~alone, lists["contest_id"] + ": " + lists["list"])
    lists["exact_mean"] = [
        Fraction(int(total), int(number)) for total, number in zip(lists["total"], lists["candidates"], strict=True)
    ]
    lists["group"] = lists.groupby(_PARTY, sort=False).ngroup()
    parties = lists.groupby("group").agg(**{name: (name, "first") for name in _PARTY}, seats_won=("elected", "sum"))
    group_of = dict(zip(lists["key"], lists["group"], strict=True))
    found = []
    for base in VOTE_BASES:
        votes = lists["exact_mean"] if base == "mean" else lists[base].astype(int)
        rows = lists.assign(cast=votes, limit=alone.map({True: 1, False: election.seats}))
        on_base = parties.assign(base=base, votes=rows.groupby("group")["cast"].sum().astype(float))
        on_base["vote_share_pct"] = 100 * on_base["votes"] / on_base["votes"].sum()
        cast = on_base["votes"].tolist()
        on_base["gallagher_won"] = gallagher(cast, on_base["seats_won"].tolist())
        for scope, method, won in _allocations(rows, election.seats):
            seats = Counter[int]()
            for key, number in won.items():
                seats[group_of[key]] += number
            number_of = [seats[group] for group in on_base.index]
            found.append(
                on_base.assign(scope=scope, method=method, seats=number_of, gallagher=gallagher(cast, number_of))
            )
    columns = ["scope", "method", "base", *_PARTY, "votes", "vote_share_pct", "seats_won", "seats"]
    return pd.concat(found, ignore_index=True)[[*columns, "gallagher", "gallagher_won"]]


def _allocations(rows: pd.DataFrame, seats: int) -> Iterator[tuple[str, str, dict[Hashable, int]]]:
    """Scope, method and seats by list."""
    limits = rows.groupby("key")["limit"].max().to_dict()
    votes = rows.groupby("key", sort=False)["cast"].sum().to_dict()
    wards = [
        (int(of["seats"].iloc[0]), dict(zip(of["key"], of["cast"], strict=True))) for _, of in rows.groupby("area")
    ]
    for method in METHODS:
        for scope, threshold in _THRESHOLD_PCT.items():
            yield scope, method, allot(votes, seats, method, limits, threshold)
        if max(places for places, _ in wards) > 1:
            won: dict[Hashable, int] = {}
            for places, cast in wards:
                for name, number in allot(cast, places, method, limits).items():
                    won[name] = won.get(name, 0) + number
            yield "wards", method, won


def seat_ranges(table: pd.DataFrame) -> pd.DataFrame:
    """Fewest and most seats of each party under each rule, over the vote bases.

    Parameters
    ----------
    table
        From `other_rules`.

    Returns
    -------
    pandas.DataFrame
        One row per scope, method and party: `scope`, `method`, `party_id`, `party`, `left_reading`, `family`, `colour`,
        `seats_won`, `least`, `most`, `gallagher_least`, `gallagher_most` (the same for every party of a rule).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> from left_of_labour.analysis.councils import council_election
    >>> data = load()
    >>> ranges = seat_ranges(other_rules(data, council_election(data, "hackney", "2022-05-05")))
    >>> labour = ranges[(ranges["party_id"] == "labour") & (ranges["scope"] == "council")]
    >>> labour[["method", "seats_won", "least", "most"]].values.tolist()
    [['d_hondt', 50, 32, 35], ['sainte_lague', 50, 31, 34]]
    """
    keys = ["scope", "method", *_PARTY, "seats_won"]
    grouped = table.groupby(keys, sort=False)
    return grouped.agg(
        least=("seats", "min"),
        most=("seats", "max"),
        gallagher_least=("gallagher", "min"),
        gallagher_most=("gallagher", "max"),
    ).reset_index()
