"""Was the left divided? Votes of left, Greens and Labour added up, in both directions of the argument.

All of it is arithmetic on votes as cast. Had a candidate stood down, their voters would have been free to vote for
anybody or nobody, and a joint candidacy would have won and lost votes of its own: what is added up here is the most
that the sum could have been, never a forecast.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from left_of_labour.analysis.councils import WARD_RESULTS, CouncilElection
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Family
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = ["all_challengers", "first_year", "joint_list", "labour_just_lost", "left_and_green", "sums_by_poll"]

_KEY = ["date", "constituency"]
_GROUPS = MappingProxyType(
    {
        "labour": "Labour",
        "conservative": "Conservative",
        "liberal_democrat": "Liberal Democrats",
        "reform_uk": "Reform UK",
        "green": "Greens",
        "snp": "Scottish National Party",
        "plaid_cymru": "Plaid Cymru",
        "best_challenger_votes": "independent or left",
    }
)


def first_year(dataset: Dataset) -> int:
    """The year from which Greens are recorded.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> first_year(load())
    2010
    """
    return int(dataset.westminster_green["date"].dt.year.min())


def left_and_green(dataset: Dataset, since: int, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """Votes of the left and of the Greens beside Labour's, in every seat where left or Greens stood.

    Parameters
    ----------
    dataset
        The data.
    since
        The first year; Greens are recorded from 2010.
    reading
        Who counts as left of Labour; the Greens are added whether or not they do.

    Returns
    -------
    pandas.DataFrame
        One row per seat and poll in which Labour stood, oldest first: `date`, `by_election`, `constituency`,
        `left_votes` and `green_votes` (0 where nobody stood), `left_candidates`, `green_candidates`, `labour_votes`,
        `winner` ("Labour", "left", "Greens" or "others"), `together` (left and Greens), `over_labour` (together less
        Labour) and `reached` (whether together they had at least as many).

    Raises
    ------
    ParameterError
        If the year is before the Greens are recorded.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> seats = left_and_green(load(), 2010)
    >>> reached = seats[seats["reached"] & (seats["winner"] == "Labour")]
    >>> reached["date"].dt.year.value_counts().to_dict()
    {2024: 7}
    """
    greens = dataset.westminster_green
    first = first_year(dataset)
    if since < first:
        raise ParameterError(f"since: {since}, expected {first} or later, as Greens are recorded from then on")
    left = dataset.westminster_left
    left = left[is_left(left["left_reading"], reading) & (left["left_reading"] != "green")]
    sides = {"left": left, "green": greens}
    facts = pd.concat(sides.values())
    facts = facts[facts["date"].dt.year >= since].sort_values(_KEY)
    elected = {side: set(_pairs(rows[rows["elected"]])) for side, rows in sides.items()}
    seats = facts.drop_duplicates(_KEY)[[*_KEY, "by_election", "labour_votes", "winner_party_id"]]
    for side, rows in sides.items():
        sums = (
            rows.groupby(_KEY)["votes"].agg(["sum", "size"]).set_axis([f"{side}_votes", f"{side}_candidates"], axis=1)
        )
        seats = seats.merge(sums.reset_index(), on=_KEY, how="left")
        seats[[*sums.columns]] = seats[[*sums.columns]].fillna(0).astype(int)
    seats = seats[seats["labour_votes"].notna()].reset_index(drop=True)
    seats["winner"] = [
        "left"
        if pair in elected["left"]
        else "Greens"
        if pair in elected["green"]
        else "Labour"
        if winner == Family.LABOUR
        else "others"
        for pair, winner in zip(_pairs(seats), seats["winner_party_id"], strict=True)
    ]
    seats["labour_votes"] = seats["labour_votes"].astype(int)
    seats["together"] = seats["left_votes"] + seats["green_votes"]
    seats["over_labour"] = seats["together"] - seats["labour_votes"]
    seats["reached"] = seats["over_labour"] >= 0
    return seats.drop(columns="winner_party_id")


def _pairs(rows: pd.DataFrame) -> list[tuple[pd.Timestamp, str]]:
    return list(zip(rows["date"], rows["constituency"], strict=True))


def sums_by_poll(seats: pd.DataFrame) -> pd.DataFrame:
    """Seats in which left and Greens together reached Labour, by general election and for all by-elections.

    Parameters
    ----------
    seats
        From `left_and_green`.

    Returns
    -------
    pandas.DataFrame
        One row per general election, then one for by-elections: `poll`, `seats` (in the table), `both_stood`,
        `labour_won` (with left or Greens standing), `reached_where_labour_won`, `reached_where_others_won`, and the
        nearest miss among seats that Labour won: `nearest`, `nearest_gap` (votes short; negative if reached).
    """
    polls = seats["date"].dt.year.astype("str").mask(seats["by_election"], "by-elections")
    rows = []
    for poll, of_poll in seats.groupby(polls):
        won = of_poll[of_poll["winner"] == "Labour"]
        nearest = won.loc[won["over_labour"].idxmax()] if len(won) else None
        rows.append(
            {
                "poll": poll,
                "seats": len(of_poll),
                "both_stood": int(((of_poll["left_candidates"] > 0) & (of_poll["green_candidates"] > 0)).sum()),
                "labour_won": len(won),
                "reached_where_labour_won": int(won["reached"].sum()),
                "reached_where_others_won": int((of_poll["reached"] & (of_poll["winner"] == "others")).sum()),
                "nearest": None if nearest is None else nearest["constituency"],
                "nearest_gap": None if nearest is None else -int(nearest["over_labour"]),
            }
        )
    return pd.DataFrame(rows)


def labour_just_lost(dataset: Dataset, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The other direction: seats of 2024 that Labour lost by no more than the vote for the left.

    Only 2024 is covered: the winner's votes of earlier polls are not in the data. Seats that the left won are no case
    of this, and are left out.

    Returns
    -------
    pandas.DataFrame
        One row per seat that Labour lost to others than the left, smallest gap first: `constituency`, `winner`,
        `winner_votes`, `labour_votes`, `gap`, `left_votes` (under the reading), `all_challengers` (all independents and
        left parties, whatever they stood for, but for a winner among them), `green_votes`, `left_covers` and
        `all_cover` (whether their votes were at least the gap).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lost = labour_just_lost(load())
    >>> lost.loc[lost["left_covers"], "constituency"].tolist()[-1]
    'Chingford and Woodford Green'
    """
    seats = dataset.westminster_2024
    seats = seats[~seats["speaker"]]
    votes = seats[list(_GROUPS)].fillna(0).astype(int)
    left = dataset.westminster_left
    left = left[(left["date"] == "2024-07-04") & is_left(left["left_reading"], reading)]
    left = left[left["left_reading"] != "green"]
    left_votes = left.groupby("constituency_code")["votes"].sum()
    won_by_left = set(left.loc[left["elected"], "constituency_code"])
    table = pd.DataFrame(
        {
            "constituency": seats["constituency"],
            "winner": votes.idxmax(axis=1).map(dict(_GROUPS)),
            "winner_votes": votes.max(axis=1),
            "labour_votes": votes["labour"],
            "gap": votes.max(axis=1) - votes["labour"],
            "left_votes": seats["constituency_code"].map(left_votes).fillna(0).astype(int),
            "all_challengers": (seats["independents"] + seats["left_parties"]).astype(int),
            "green_votes": seats["green"].fillna(0).astype(int),
        }
    )
    table = table[(table["gap"] > 0) & ~seats["constituency_code"].isin(won_by_left)]
    # where an independent won, the challengers' votes include the winner's own
    table["all_challengers"] -= table["winner_votes"].where(table["winner"] == _GROUPS["best_challenger_votes"], 0)
    table["left_covers"] = table["left_votes"] >= table["gap"]
    table["all_cover"] = table["all_challengers"] >= table["gap"]
    return table.sort_values("gap", ignore_index=True)


def all_challengers(dataset: Dataset) -> pd.DataFrame:
    """Seats that Labour won in 2024 although all independents, left parties and Greens together had as many votes.

    The second opinion on `left_and_green`: it rests on no judgement about who is left of Labour.

    Returns
    -------
    pandas.DataFrame
        `constituency`, `independents`, `left_parties`, `green_votes`, `labour_votes`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(all_challengers(load()))
    8
    """
    seats = dataset.westminster_2024
    votes = seats[list(_GROUPS)].fillna(0).astype(int)
    everybody = seats["independents"] + seats["left_parties"] + votes["green"]
    won = ~seats["speaker"] & (votes.idxmax(axis=1) == "labour") & (everybody >= votes["labour"])
    columns = ["constituency", "independents", "left_parties", "green", "labour"]
    named = {"green": "green_votes", "labour": "labour_votes"}
    return seats.loc[won, columns].rename(columns=named).reset_index(drop=True)


def joint_list(dataset: Dataset, election: CouncilElection, party_ids: Sequence[str]) -> pd.DataFrame:
    """A council election with some parties' lists as one: what the sums of their votes would have elected.

    In every ward the first of the joint list has the votes of the parties' most-voted candidates added up, the second
    those of the next, and so on. A voter with several votes may have given some to each party and counts twice then, so
    the sums flatter a joint list.

    Parameters
    ----------
    dataset
        The data.
    election
        A council election with ward results.
    party_ids
        The parties to be joined.

    Returns
    -------
    pandas.DataFrame
        One row per ward: `area`, `seats`, `labour_seats`, `joined_seats` (of the parties, as elected), `other_seats`,
        the same after the sum as `labour_then`, `joined_then`, `other_then`, `changed`, `best_sum` (votes of the joint
        list's first) and `last_elected` (the fewest votes with which a seat was won).

    Raises
    ------
    ParameterError
        If a party did not stand in that election.
    NotComparableError
        If the wards' results are not known, or a seat would be decided by equal votes.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> from left_of_labour.analysis.councils import council_election
    >>> data = load()
    >>> wards = joint_list(data, council_election(data, "tower-hamlets", "2018-05-03"), ["aspire", "path"])
    >>> int(wards["joined_seats"].sum()), int(wards["joined_then"].sum())
    (1, 7)
    """
    if election.base != WARD_RESULTS:
        raise NotComparableError(f"{election.place}, {election.date:%Y-%m-%d}: {election.gap}")
    standing = dataset.candidates[dataset.candidates["contest_id"].isin(election.contest_ids)]
    for party in party_ids:
        if party not in set(standing["party_id"]):
            raise ParameterError(
                f"party_ids: {party!r} did not stand; {did_you_mean(party, set(standing['party_id']))}"
            )
    wards = dataset.contests.set_index("contest_id").loc[list(election.contest_ids), ["area", "seats"]]
    rows = [
        {"area": ward.area, "seats": int(ward.seats)}
        | _joined(standing[standing["contest_id"] == ward.Index], ward, party_ids)
        for ward in wards.itertuples()
    ]
    return pd.DataFrame(rows).sort_values("area", ignore_index=True)


def _joined(field: pd.DataFrame, ward: Any, party_ids: Sequence[str]) -> dict[str, object]:
    seats = int(ward.seats)
    side = field["family"].where(field["family"] == Family.LABOUR, "other").astype("str")
    side = side.mask(field["party_id"].isin(party_ids), "joined")
    votes = pd.DataFrame({"side": side, "votes": field["votes"].astype(int), "party_id": field["party_id"]})
    joined = votes[votes["side"] == "joined"].sort_values("votes", ascending=False, kind="stable")
    places = joined.groupby("party_id").cumcount()
    sums = joined.groupby(places)["votes"].sum().head(seats)
    others = votes[votes["side"] != "joined"]
    ranked = [*zip(others["votes"], others["side"], strict=True), *((number, "joined") for number in sums)]
    ranked.sort(key=lambda entry: -entry[0])
    if len(ranked) > seats and ranked[seats - 1][0] == ranked[seats][0] and ranked[seats - 1][1] != ranked[seats][1]:
        raise NotComparableError(f"{ward.area}: equal votes for the last seat")
    then = [name for _, name in ranked[:seats]]
    now = side[field["elected"]].tolist()
    counts = {
        f"{name}_{when}": chosen.count(name)
        for when, chosen in (("seats", now), ("then", then))
        for name in ("labour", "joined", "other")
    }
    return counts | {
        "changed": sorted(now) != sorted(then),
        "best_sum": int(sums.max()) if len(sums) else 0,
        "last_elected": int(field.loc[field["elected"], "votes"].min()),
    }
