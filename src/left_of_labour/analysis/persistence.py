"""What came next: whether a challenge of some size was followed by another in the same place, and how much it kept.

A result is the best-placed candidacy in one seat at one poll. The next poll there is the next general election, or a
by-election before it that the data know. Where boundaries changed, the seat is followed to its main heir
(seat_successors.csv); a seat that cannot be followed is unknown, not lost. Results that were chosen for being high tend
to be lower the next time, whoever stands: the Greens of the same size are the control for that.
"""

from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pandas as pd

from left_of_labour.analysis.lineages import lineage_of, person
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness, Office
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = [
    "HEIR_RULES",
    "OUTCOMES",
    "greens_after",
    "heirs",
    "mayoral_series",
    "results_after",
]

OUTCOMES = MappingProxyType(
    {
        "same person": "the same person stood again",
        "same party": "the party stood with somebody else",
        "other": "somebody else of the left stood",
        "nobody": "nobody of the left stood",
        "not followed": "the seat cannot be followed",
        "no poll yet": "no poll since",
    }
)
HEIR_RULES = MappingProxyType(
    {
        "main heir": "the seat that took the largest part of the old one",
        "any heir": "the successor seat in which the left did best",
        "unchanged": "only seats with unchanged boundaries, or nine tenths of them in one successor",
    }
)
_UNCHANGED = 0.9
_REDRAWN = MappingProxyType(  # whose boundaries changed that day; "S" begins the codes of Scottish seats
    {
        pd.Timestamp("2005-04-11"): frozenset({"S"}),
        pd.Timestamp("2010-04-12"): frozenset({"E", "W"}),
        pd.Timestamp("2024-05-30"): frozenset({"E", "W", "S"}),
    }
)
_CONTROL = (pd.Timestamp("2010-05-06"), pd.Timestamp("2017-06-08"))  # polls after which no boundary changed

_Row = dict[str, Any]
_Standing = dict[tuple[pd.Timestamp, str], list[_Row]]  # candidacies of a poll and seat, most votes first

_FACTS = ["date", "by_election", "constituency", "candidate", "ballot_label", "party_id"]
_COLUMNS = [*_FACTS, "left_reading", "votes", "valid_votes"]


@remembered
def heirs(dataset: Dataset, constituency: str, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame | None:
    """The seats that followed a constituency, largest part first.

    Parameters
    ----------
    dataset
        The data.
    constituency
        Its name at the first poll.
    since, until
        The two polls.

    Returns
    -------
    pandas.DataFrame or None
        `constituency`, `part` of the old seat (of electors or residents; missing where no source gives it) and `basis`
        in words. One row with the seat itself if its boundaries did not change; None if they did and nobody recorded
        what followed.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> days = pd.Timestamp("2017-06-08"), pd.Timestamp("2024-07-04")
    >>> heirs(load(), "Bethnal Green and Bow", *days)[["constituency", "part"]].values.tolist()
    [['Bethnal Green and Stepney', 0.77], ['Stratford and Bow', 0.23]]
    """
    own = _successors(dataset).get(constituency)
    if own is not None:
        own = own[(own["valid_until"] > since) & (own["valid_until"] <= until)]
    if own is None or own.empty:
        redrawn = [nations for day, nations in _REDRAWN.items() if since < day <= until]
        if any(("S" if _is_scottish(dataset, constituency) else "E") in nations for nations in redrawn):
            return None
        return pd.DataFrame({"constituency": [constituency], "part": [1.0], "basis": ["unchanged"]})
    found = pd.DataFrame({"constituency": own["successor"], "part": own["share_of_electors"], "basis": own["basis"]})
    return found.sort_values("part", ascending=False, kind="stable", ignore_index=True)


@remembered
def _successors(dataset: Dataset) -> dict[str, pd.DataFrame]:
    return {str(constituency): rows for constituency, rows in dataset.seat_successors.groupby("constituency")}


def _is_scottish(dataset: Dataset, constituency: str) -> bool:
    """Whether a seat is Scottish, as far as its code shows."""
    return constituency in _scottish(dataset)


@remembered
def _scottish(dataset: Dataset) -> frozenset[str]:
    tables = (dataset.westminster_left, dataset.westminster_green, dataset.westminster_2024)
    codes = pd.concat([table.set_index("constituency")["constituency_code"] for table in tables])
    return frozenset(codes.index[codes.str.startswith("S").fillna(False).astype(bool)])


def _followed(found: pd.DataFrame | None, rule: str) -> pd.DataFrame:
    """The heirs that a rule looks at; none if the seat cannot be followed."""
    if found is None:
        return pd.DataFrame(columns=["constituency", "part", "basis"])
    main = found.head(1)
    if rule == "any heir":
        return found
    if rule == "unchanged":
        return main[(main["part"] >= _UNCHANGED).fillna(False) | (main["basis"] == "whole")]
    broken_up = len(found) > 1 and main["part"].isna().all() and main["basis"].iloc[0].startswith("part")
    return main[[not broken_up]]


@remembered
def results_after(
    dataset: Dataset, floor: int, reading: str = DEFAULT_READING, rule: str = "main heir"
) -> pd.DataFrame:
    """Every left result of some size at Westminster elections since 2001, and the left's at the next poll there.

    Parameters
    ----------
    dataset
        The data.
    floor
        The share, in percent of valid votes, from which a result counts; seats are followed from 5% upwards.
    reading
        Who counts as left of Labour.
    rule
        Which successor seat counts where boundaries changed, see `HEIR_RULES`.

    Returns
    -------
    pandas.DataFrame
        One row per seat and poll, oldest first: `date`, `by_election`, `constituency`, `candidate`, `ballot_label`,
        `party_id`, `share_pct`; `outcome` (see `OUTCOMES`: who the best-placed of the left was), and of the next poll
        `next_date`, `next_constituency`, `part_pct` (of the old seat in that one; missing where no source gives it),
        `next_candidate`, `next_label`, `next_share_pct` (the best-placed of the left), `kept_pct` (of the share). The
        last three are missing where nobody stood: nobody could vote for them.

    Raises
    ------
    ParameterError
        If the rule is unknown or the floor below 5.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = results_after(load(), 5).set_index(["constituency", "date"])
    >>> law = rows.loc[("Blaenau Gwent", "2005-05-05")]
    >>> law["outcome"], law["next_candidate"], round(law["kept_pct"])
    ('other', 'Dai Davies', 79)
    """
    if rule not in HEIR_RULES:
        raise ParameterError(f"rule: no rule {rule!r}; {did_you_mean(rule, HEIR_RULES)}")
    if floor < 5:
        raise ParameterError(f"floor: {floor}, expected 5 or more, as smaller results are not followed to new seats")
    pool = pd.concat(map(_with_share, (dataset.westminster_left, dataset.westminster_green)), ignore_index=True)
    general = sorted(pool.loc[~pool["by_election"], "date"].unique())
    special = pool[pool["by_election"]].groupby("constituency")["date"].agg(set).to_dict()
    left = pool[is_left(pool["left_reading"], reading)].sort_values("share", ascending=False, kind="stable")
    standing: _Standing = {}
    for row in left.to_dict("records"):
        standing.setdefault((row["date"], row["constituency"]), []).append(row)
    first = [rows[0] for rows in standing.values() if 100 * rows[0]["share"] >= floor]
    found = []
    for origin in sorted(first, key=lambda row: (row["date"], row["constituency"])):
        polls = [day for day in (*general, *special.get(origin["constituency"], ())) if day > origin["date"]]
        found.append(_after(dataset, origin, min(polls, default=None), standing, rule))
    return pd.DataFrame(found)


def _with_share(candidacies: pd.DataFrame) -> pd.DataFrame:
    """What is needed of candidacies, with `share` from the votes: the column of that name is rounded."""
    shares = candidacies["votes"].astype(float) / candidacies["valid_votes"].astype(float)
    return candidacies[_COLUMNS].assign(share=shares)


def _after(
    dataset: Dataset, origin: _Row, day: pd.Timestamp | None, standing: _Standing, rule: str
) -> dict[str, object]:
    """One result and what came next."""
    row = {name: origin[name] for name in _FACTS}
    row |= {"share_pct": 100 * float(origin["share"]), "outcome": "no poll yet", "next_date": day}
    blank = ("next_constituency", "part_pct", "next_candidate", "next_label", "next_share_pct", "kept_pct")
    row |= dict.fromkeys(blank)
    if day is None:
        return row
    seats = _followed(heirs(dataset, origin["constituency"], origin["date"], day), rule)
    if seats.empty:
        return row | {"outcome": "not followed"}
    ranked = sorted(
        ((standing.get((day, seat.constituency), []), seat) for seat in seats.itertuples()),
        key=lambda pair: -max((float(one["share"]) for one in pair[0]), default=0),
    )
    rows, seat = ranked[0]
    row |= {
        "next_constituency": seat.constituency,
        "part_pct": None if pd.isna(seat.part) else 100 * float(seat.part),
        "outcome": _outcome(origin, rows),
    }
    if rows:
        share = 100 * float(rows[0]["share"])
        row |= {"next_candidate": rows[0]["candidate"], "next_label": rows[0]["ballot_label"], "next_share_pct": share}
        row["kept_pct"] = 100 * share / row["share_pct"]
    return row


def _outcome(origin: _Row, rows: list[_Row]) -> str:
    """Who the best-placed is, whose share is told; an independent's label makes no party."""
    if not rows:
        return "nobody"
    best = rows[0]
    if person(origin["candidate"]) == person(best["candidate"]):
        return "same person"
    return "same party" if best["party_id"] == origin["party_id"] != "independent" else "other"


def greens_after(dataset: Dataset, floor: int) -> pd.DataFrame:
    """The control: every Green result of the same size on boundaries that did not change, and the next one.

    Returns
    -------
    pandas.DataFrame
        One row per seat and general election of 2010, 2015 and 2017: `date`, `constituency`, `candidate`, `share_pct`,
        `next_date` (the next general election), `stood`, `next_share_pct`, `kept_pct` (missing where no Green stood).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = greens_after(load(), 5)
    >>> rows.groupby(rows["date"].dt.year)["kept_pct"].median().round().to_dict()
    {2010: 129.0, 2015: 37.0, 2017: 99.0}
    """
    greens = _with_share(dataset.westminster_green)
    greens = greens[~greens["by_election"]].sort_values("share", ascending=False, kind="stable")
    greens = greens.drop_duplicates(["date", "constituency"])
    days = sorted(greens["date"].unique())
    following = dict(pairwise(days))
    first = greens[(100 * greens["share"] >= floor) & greens["date"].between(*_CONTROL)]
    first = first.assign(next_date=first["date"].map(following))
    later = greens[["date", "constituency", "share"]].rename(columns={"date": "next_date", "share": "next_share"})
    both = first.merge(later, on=["next_date", "constituency"], how="left")
    both = both.assign(
        share_pct=100 * both["share"].astype(float),
        next_share_pct=100 * both["next_share"].astype(float),
        stood=both["next_share"].notna(),
    )
    both["kept_pct"] = 100 * both["next_share_pct"] / both["share_pct"]
    columns = ["date", "constituency", "candidate", "share_pct", "next_date", "stood", "next_share_pct", "kept_pct"]
    return both.sort_values(["date", "constituency"], ignore_index=True)[columns]


def mayoral_series(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The left's candidates for mayor of a place, poll by poll, and whether a lineage joins them.

    Returns
    -------
    pandas.DataFrame
        One row per left candidacy and a row without a candidate where nobody of the left is known to have stood, oldest
        first: `contest_id`, `date`, `by_election`, `status`, `all_named` (whether nobody is hidden in a row of "other
        candidates", so that a row without a candidate means that nobody stood), `candidate`, `ballot_label`,
        `party_id`, `share_pct` (of valid votes; missing where not known), `elected`, `lineage` (missing if none).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> series = mayoral_series(load(), "tower-hamlets")
    >>> rahmans = series[series["lineage"] == "rahman"]
    >>> [(row.date.year, round(row.share_pct)) for row in rahmans.itertuples()]
    [(2010, 52), (2014, 43), (2015, 38), (2018, 14), (2022, 47), (2026, 39)]
    """
    contests = dataset.contests
    columns = ["contest_id", "date", "by_election", "status", "valid_votes"]
    held = contests.loc[(contests["place"] == place) & (contests["office"] == Office.MAYOR), columns]
    held["all_named"] = contests["completeness"] == Completeness.COMPLETE
    candidates = dataset.candidates
    candidates = candidates[is_left(candidates["left_reading"], reading)]
    names = ["contest_id", "candidate", "ballot_label", "party_id", "votes", "elected"]
    rows = held.merge(candidates[names], on="contest_id", how="left")
    rows["share_pct"] = 100 * rows["votes"].astype("Float64") / rows["valid_votes"].astype("Float64")
    stood = rows["candidate"].notna()
    rows["lineage"] = lineage_of(dataset, rows[stood]).reindex(rows.index)
    return rows.drop(columns=["valid_votes", "votes"]).sort_values(["date", "share_pct"], ignore_index=True)
