"""A place over time: its elections, how the left of Labour fared in each, and which of them can be compared.

An *election* is what a reader would call one: a mayoral or parliamentary contest, or the wards of a council polled
together. `elections` makes them from contests and council totals, `performances` measures the left in each, `changes`
compares consecutive ones of the same seat, `events` dates the local story. Nothing here knows a place by name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from left_of_labour.analysis.councils import (
    SEATS_ONLY,
    CouncilElection,
    council_elections,
    councils_of,
    ward_lists,
)
from left_of_labour.analysis.lineages import lineage_of
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness, Family, Office, Status
from left_of_labour.data.witnesses import count_origins

__all__ = [
    "Election",
    "elections",
    "performances",
    "runs",
    "single_wards",
    "votes_by_election",
    "votes_of",
]

_GREENS = ("green", "scottish-green")

_FACTS = [
    *("contest_id", "office", "area", "date", "by_election", "voting_system", "boundary", "status", "completeness")
]


@dataclass(frozen=True)
class Election:
    """One election in a place.

    Attributes
    ----------
    election_id
        The contest's id; for a council, its name and the year.
    office, seat
        What was elected, and where: elections of the same seat form a series.
    date, boundary, voting_system, status, by_election
        As in contests.csv; the first day of a council election held on several.
    contest_ids
        The contests behind it; empty where only the parties' totals are known.
    wards, wards_known
        For a council: wards (or divisions) in the data, and those that the data know on these boundaries; otherwise 1.
    complete
        Whether everybody's votes are known, so that shares may be computed.
    all_named
        Whether nobody is hidden in a row of "other candidates".
    """

    election_id: str
    office: str
    seat: str
    date: pd.Timestamp
    boundary: str
    voting_system: str
    status: str
    by_election: bool
    contest_ids: tuple[str, ...]
    wards: int = 1
    wards_known: int = 1
    complete: bool = True
    all_named: bool = True

    @property
    def remark(self) -> str:
        """What keeps it from being compared without further thought; empty if nothing does."""
        remarks = {
            "later declared void": self.status == Status.VOIDED,
            "estimate on the boundaries of the next election": self.status == Status.NOTIONAL,
            "by-election": self.by_election,
            "votes or total not fully known": not self.complete,
            "some candidates known only together": not self.all_named,
            "party totals only": not self.contest_ids,
            f"{self.wards} of {self.wards_known} wards polled": self.wards < self.wards_known,
        }
        return "; ".join(remark for remark, applies in remarks.items() if applies)


@remembered
def elections(dataset: Dataset, place: str, office: str | None = None) -> list[Election]:
    """All elections of a place, or those for one office, oldest first, but for single wards (see `single_wards`).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> [one.election_id for one in elections(load(), "tower-hamlets") if one.office == "councillor"][:3]
    ['tower-hamlets-wards-2002', 'tower-hamlets-wards-2006', 'tower-hamlets-wards-2010']
    """
    contests = dataset.contests.loc[dataset.contests["place"] == place, _FACTS]
    councils = councils_of(dataset, place) if office in (None, Office.COUNCILLOR) else []
    found = [
        *(
            _single_election(poll)
            for poll in contests.itertuples(index=False)
            if poll.office != Office.COUNCILLOR and office in (None, poll.office)
        ),
        *(_council_election(one) for council in councils for one in council_elections(dataset, place, council)),
    ]
    return sorted(found, key=lambda one: (one.date, one.election_id))


def _single_election(contest: Any) -> Election:
    return Election(
        election_id=contest.contest_id,
        office=contest.office,
        seat=contest.area,
        date=contest.date,
        boundary=contest.boundary,
        voting_system=contest.voting_system,
        status=contest.status,
        by_election=contest.by_election,
        contest_ids=(contest.contest_id,),
        complete=contest.completeness != Completeness.PARTIAL,
        all_named=contest.completeness != Completeness.OTHERS_AGGREGATED,
    )


def _council_election(council: CouncilElection) -> Election:
    return Election(
        election_id=f"{council.council}-{council.date.year}",
        office=Office.COUNCILLOR,
        seat=council.council,
        date=council.date,
        boundary=council.boundary,
        voting_system=council.voting_system,
        status=Status.VALID,
        by_election=False,
        contest_ids=council.contest_ids if council.covered else (),
        wards=council.wards,
        wards_known=council.wards_known,
        complete=council.base != SEATS_ONLY,
    )


def votes_of(dataset: Dataset, election: Election, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """Votes by candidate, in council elections by list, with the bloc each belongs to.

    In a council election a party's votes in a ward are those of its best candidate (`councils.ward_lists`), as a voter
    may have several votes; where only totals are known, all its candidates' votes.

    Returns
    -------
    pandas.DataFrame
        `contest_id`, `candidate` (in a ward the list's best; both missing in totals), `party`, `force` (the party's id;
        for an independent the name as well, as two independents are not one party), `undertaking` (its lineage,
        otherwise the force), `bloc` (left, labour, conservative, other), `votes`, `share_pct` as reported (totals only,
        percent), `seats`, `witnesses` (independent sources).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> mayor = next(one for one in elections(data, "hackney") if one.election_id == "hackney-mayor-2002")
    >>> votes_of(data, mayor).groupby("bloc")["votes"].sum().to_dict()
    {'conservative': 4502, 'labour': 13813, 'left': 4187, 'other': 10424}
    """
    return votes_by_election(dataset, [election], reading)[election.election_id]


def votes_by_election(dataset: Dataset, polls: Iterable[Election], reading: str) -> dict[str, pd.DataFrame]:
    """`votes_of` several elections, by their ids."""
    polls = list(polls)
    found: dict[str, pd.DataFrame] = {}
    for rows in _votes(dataset, polls, reading):
        votes = rows.drop(columns="election_id")
        found |= dict.fromkeys((one.election_id for one in polls if one.election_id not in found), votes.iloc[:0])
        for election_id, places in rows.groupby("election_id", sort=False).indices.items():
            found[str(election_id)] = votes.take(places).reset_index(drop=True)
    return found


def _votes(dataset: Dataset, polls: list[Election], reading: str) -> Iterator[pd.DataFrame]:
    """The rows of `votes_of`, with `election_id`, of elections with results, and then of those with totals only."""
    councils, others = (
        {contest_id: one.election_id for one in polls if by_list == _is_by_list(one) for contest_id in one.contest_ids}
        for by_list in (True, False)
    )
    candidates = dataset.candidates[dataset.candidates["contest_id"].isin(others)]
    lists = ward_lists(dataset, [*councils]).drop(columns="seats").rename(columns={"top": "votes"})
    rows = pd.concat([candidates, lists], ignore_index=True)
    rows = rows.assign(seats=rows["elected"].astype(int), share_pct=pd.NA)
    yield _in_blocs(dataset, rows.assign(election_id=rows["contest_id"].map(councils | others)), reading)
    if without := [one for one in polls if not one.contest_ids]:
        yield _in_blocs(dataset, _party_totals(dataset, without), reading)


def _is_by_list(election: Election) -> bool:
    return election.office == Office.COUNCILLOR


def _party_totals(dataset: Dataset, polls: Iterable[Election]) -> pd.DataFrame:
    asked = pd.DataFrame([(one.election_id, one.seat.removesuffix("-wards"), one.date) for one in polls])
    rows = asked.set_axis(["election_id", "place", "date"], axis=1).merge(dataset.council_seats, on=["place", "date"])
    parties = dataset.parties.rename(columns={"name": "party"}).drop(columns="source_ids")
    rows = rows.merge(parties, on="party_id")
    rows["witnesses"] = count_origins(rows["source_ids"], dataset.sources)
    return rows.assign(candidate=pd.NA, share_pct=rows["vote_share_pct"])


def _in_blocs(dataset: Dataset, rows: pd.DataFrame, reading: str) -> pd.DataFrame:
    alone = (rows["family"] == Family.INDEPENDENT) & rows["candidate"].notna()
    force = rows["party_id"].where(~alone, rows["party_id"] + ": " + rows["candidate"].astype("str"))
    bloc = rows["family"].where(rows["family"].isin([Family.LABOUR, Family.CONSERVATIVE]), "other")
    return pd.DataFrame(
        {
            "election_id": rows["election_id"],
            "contest_id": rows.get("contest_id", pd.NA),
            "candidate": rows["candidate"],
            "party": rows["party"],
            "force": force,
            "undertaking": lineage_of(dataset, rows).fillna(force),
            "bloc": bloc.mask(is_left(rows["left_reading"], reading), "left").astype("str"),
            "votes": rows["votes"],
            "share_pct": rows["share_pct"],
            "seats": rows["seats"],
            "witnesses": rows["witnesses"],
        }
    )


_SHARES = (
    *("share_pct", "best_share_pct", "left_share_pct", "labour_share_pct", "green_share_pct", "behind_labour"),
    *("contested_share_pct", "contested_labour_share_pct"),
)

_COLUMNS = (
    *("election_id", "office", "seat", "date", "boundary", "status", "stood", "best", "best_party", "best_votes"),
    *("witnesses", "share_pct", "best_share_pct", "left_votes", "left_share_pct", "labour_share_pct"),
    *("green_share_pct", "behind_labour", "won", "left_seats", "seats", "wards", "wards_contested"),
    *("contested_share_pct", "contested_labour_share_pct", "comparable", "remark"),
)
_TYPES = {"date": "datetime64[s]", "won": "bool", "comparable": "bool"}


@remembered
def performances(
    dataset: Dataset, place: str, reading: str = DEFAULT_READING, office: str | None = None
) -> pd.DataFrame:
    """How the left of Labour did in each election of a place, elections without a left candidate included.

    Parameters
    ----------
    dataset
        The data.
    place
        An id such as "tower-hamlets".
    reading
        Who counts as left of Labour.
    office
        Only elections for this one, such as "mayor"; by default for all.

    Returns
    -------
    pandas.DataFrame
        One row per election, oldest first: `election_id`, `office`, `seat`, `date`, `boundary`, `status`, `stood`
        (whether anybody of the left did; missing where that is not known), `best` (the left candidate with most votes;
        in council elections the left party), `best_party`, `best_votes`, `share_pct`, `best_share_pct` (the best
        alone), `left_votes` and `left_share_pct` (all of the left), `labour_share_pct`, `green_share_pct` (whatever the
        reading), `behind_labour` (points), `won` (the seat, or more than half of a council's), `left_seats`, `seats`,
        `comparable`, `remark`. Shares are percent of valid votes, in council elections of the votes of each party's
        best candidate in every ward (of all candidates' votes where only totals are known); `share_pct` is the best
        candidate's, in council elections that of all of the left. `wards` and `wards_contested` say how many wards
        polled and in how many the left stood, `contested_share_pct` and `contested_labour_share_pct` what the left and
        Labour had in these alone. Missing where totals are not known, and for Labour where it did not stand.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = performances(load(), "preston").set_index("election_id")
    >>> rows.loc["preston-mp-2024", "best"], f"{rows.loc['preston-mp-2024', 'share_pct']:.1f}"
    ('Michael Lavalette', '21.8')
    >>> performances(load(), "preston", office="mp")["office"].unique().tolist()
    ['mp']
    """
    polls = elections(dataset, place, office)
    votes: dict[str, list[dict[str, Any]]] = {one.election_id: [] for one in polls}
    for row in chain.from_iterable(rows.to_dict("records") for rows in _votes(dataset, polls, reading)):
        votes[row["election_id"]].append(row)
    councils = office in (None, Office.COUNCILLOR)
    stood = {(f"{place}-wards", date) for date in single_wards(dataset, place, reading)["date"]} if councils else set()
    rows = [_performance(one, votes[one.election_id], (one.seat, one.date) in stood) for one in polls]
    # A place where nobody stood has no share to show the type; one with by-elections alone has not even a row.
    return pd.DataFrame(rows, columns=[*_COLUMNS]).astype(dict.fromkeys(_SHARES, "float64") | _TYPES)


def _performance(election: Election, rows: list[dict[str, Any]], stood_in_a_ward: bool) -> dict[str, Any]:
    left = [row for row in rows if row["bloc"] == "left"]
    in_council = election.office == Office.COUNCILLOR
    name = "party" if in_council else "candidate"
    by_name: dict[str, int] = {}
    for row in left:
        if pd.notna(row["votes"]):
            by_name[row[name]] = by_name.get(row[name], 0) + row["votes"]
    best = max(sorted(by_name), key=by_name.__getitem__, default=None)
    rows_of_best = [row for row in left if row[name] == best]
    labour = [row for row in rows if row["bloc"] == "labour"]
    greens = [row for row in rows if row["force"] in _GREENS]
    left_share, labour_share, green_share = (_share(chosen, rows, election) for chosen in (left, labour, greens))
    best_share = _percent(by_name[best], _total(rows)) if election.complete and best else None
    seats, left_seats = (sum(row["seats"] for row in chosen) for chosen in (rows, left))
    share = left_share if in_council and best else best_share
    return {
        "election_id": election.election_id,
        "office": election.office,
        "seat": election.seat,
        "date": election.date,
        "boundary": election.boundary,
        "status": election.status,
        "stood": True if left or stood_in_a_ward else _nobody_hidden(election, rows),
        "best": best,
        "best_party": rows_of_best[0]["party"] if best else None,
        "best_votes": by_name[best] if best else pd.NA,
        "witnesses": min(row["witnesses"] for row in rows_of_best) if best else pd.NA,
        "share_pct": share,
        "best_share_pct": best_share,
        "left_votes": _total(left) if best else pd.NA,
        "left_share_pct": left_share if best else None,
        "labour_share_pct": labour_share if labour else None,
        "green_share_pct": green_share if greens else None,
        "behind_labour": labour_share - share if share is not None and labour_share is not None and labour else None,
        "won": 2 * left_seats > seats if in_council else any(row["seats"] for row in rows_of_best),
        "left_seats": left_seats,
        "seats": seats,
        **_where_it_stood(election, rows),
        "comparable": election.complete and election.status == Status.VALID,
        "remark": election.remark,
    }


def _nobody_hidden(election: Election, rows: list[dict[str, Any]]) -> bool | None:
    """False where everybody who stood is known, so that nobody of the left did; None where somebody may be hidden."""
    named = election.complete and election.all_named
    if not election.contest_ids:
        named = named and not any(row["force"] == "other" for row in rows)
    return False if named else None


def _where_it_stood(election: Election, rows: list[dict[str, Any]]) -> dict[str, object]:
    """The wards of a council election in which the left stood, and its and Labour's shares there."""
    by_ward = election.office == Office.COUNCILLOR and bool(election.contest_ids)
    if not by_ward:
        return dict.fromkeys(("wards", "wards_contested", "contested_share_pct", "contested_labour_share_pct"))
    contested = {row["contest_id"] for row in rows if row["bloc"] == "left"}
    there = [row for row in rows if row["contest_id"] in contested]
    known = election.complete and contested
    shares = [
        _percent(_total([row for row in there if row["bloc"] == bloc]), _total(there)) if known else None
        for bloc in ("left", "labour")
    ]
    return {
        "wards": len({row["contest_id"] for row in rows}),
        "wards_contested": len(contested),
        "contested_share_pct": shares[0],
        "contested_labour_share_pct": shares[1],
    }


def _share(chosen: list[dict[str, Any]], rows: list[dict[str, Any]], election: Election) -> float | None:
    if election.complete:
        return _percent(_total(chosen), _total(rows))
    reported = [row["share_pct"] for row in chosen]
    return float(np.sum(reported)) if reported and not any(map(pd.isna, reported)) else None


def _total(rows: list[dict[str, Any]]) -> int:
    """The votes that are known, added up."""
    return sum(row["votes"] for row in rows if pd.notna(row["votes"]))


def _percent(part: int, whole: int) -> float:
    return 100 * int(part) / int(whole)


def runs(rows: pd.DataFrame, column: str) -> Iterator[list[tuple[float, float]]]:
    """Elections that a line may join: of one seat, one after the other on the same boundaries, each with a value.

    Parameters
    ----------
    rows
        From `performances`, oldest first, with the place of each along the line as `x`.
    column
        The value.

    Yields
    ------
    list
        At least two pairs of place and value.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = performances(load(), "preston", office="mp")
    >>> rows = rows[rows["status"] != "notional"].assign(x=rows["date"].dt.year)
    >>> [f"{run[0][0]}-{run[-1][0]}" for run in runs(rows, "labour_share_pct")]
    ['1983-1992', '1997-2005', '2010-2019']
    """
    for _, seat in rows.groupby("seat", sort=False):
        run: list[tuple[float, float]] = []
        boundary = None
        for one in seat.itertuples():
            value = getattr(one, column)
            if pd.isna(value) or one.boundary != boundary:
                if len(run) > 1:
                    yield run
                run = []
            boundary = one.boundary
            if pd.notna(value):
                run.append((one.x, float(value)))
        if len(run) > 1:
            yield run


@remembered
def single_wards(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """Ward and division polls with a left candidate outside `elections`: by-elections, and years known in part.

    Returns
    -------
    pandas.DataFrame
        One row per poll, oldest first: `contest_id`, `date`, `area`, `best` (the left candidate with most votes),
        `best_party`, `best_votes`, `share_pct` (percent of the votes of each party's best candidate, all of the left
        together; missing where the total is not known), `won`, `remark`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> wards = single_wards(load(), "preston")
    >>> wards.loc[wards["won"], ["date", "area", "best"]].iloc[0].tolist()
    [Timestamp('2003-05-01 00:00:00'), ...]
    """
    contests = dataset.contests[
        (dataset.contests["place"] == place) & (dataset.contests["office"] == Office.COUNCILLOR)
    ]
    within = {contest for one in elections(dataset, place) for contest in one.contest_ids}
    outside = contests.loc[
        ~contests["contest_id"].isin(within), ["contest_id", "date", "area", "by_election", "completeness"]
    ]
    lists = ward_lists(dataset, outside["contest_id"])
    totals = lists.groupby("contest_id")["top"].sum()
    left: dict[str, list[dict[str, Any]]] = {}
    for row in lists[is_left(lists["left_reading"], reading)].rename(columns={"top": "votes"}).to_dict("records"):
        left.setdefault(row["contest_id"], []).append(row)
    rows = []
    for poll in outside[outside["contest_id"].isin(left)].itertuples(index=False):
        standing = left[poll.contest_id]
        best = max(standing, key=lambda row: -1 if pd.isna(row["votes"]) else row["votes"])
        known = poll.completeness != Completeness.PARTIAL
        rows.append(
            {
                "contest_id": poll.contest_id,
                "date": poll.date,
                "area": poll.area,
                "best": best["candidate"],
                "best_party": best["party"],
                "best_votes": best["votes"] if pd.notna(best["votes"]) else pd.NA,
                "share_pct": _percent(_total(standing), totals[poll.contest_id]) if known else None,
                "won": any(row["elected"] for row in standing),
                "remark": "by-election" if poll.by_election else "" if known else "total not known",
            }
        )
    columns = ["contest_id", "date", "area", "best", "best_party", "best_votes", "share_pct", "won", "remark"]
    wards = pd.DataFrame(rows, columns=columns).astype({"date": "datetime64[s]"})
    return wards.sort_values(["date", "area"], ignore_index=True)
