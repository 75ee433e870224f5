"""Where a result stands among comparable candidacies: at Westminster elections, among Greens, among mayors.

A pool is a frame with one candidacy a row. Shares are of valid votes (of first preferences under the supplementary
vote), in percent; a candidate is never compared with their own result.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from left_of_labour.analysis.measures import measure
from left_of_labour.analysis.readings import DEFAULT_READING, READINGS, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, ExceptedRule, Status
from left_of_labour.errors import NotComparableError

__all__ = [
    "Peers",
    "Standing",
    "Subject",
    "is_subject",
    "mayoral_pool",
    "neighbours",
    "others",
    "peers",
    "standing",
    "standings",
    "subject_of",
    "westminster_pool",
]

_OFFICES = ("mp", "mayor")


@dataclass(frozen=True)
class Subject:
    """The candidacy that is compared: the best-placed one left of Labour in a contest."""

    contest_id: str
    area: str
    office: str
    date: dt.date
    by_election: bool
    voided: bool
    candidate: str
    ballot_label: str
    party_id: str
    votes: int
    valid_votes: int

    @property
    def share_pct(self) -> float:
        """Share of valid votes, in percent."""
        return 100 * self.votes / self.valid_votes


@dataclass(frozen=True)
class Standing:
    """A share's place in a pool of candidacies.

    Attributes
    ----------
    candidacies
        N, without the subject's own.
    ahead
        How many of them have a higher share.
    below_pct
        Percentile: how many per cent of them have a lower share.
    """

    candidacies: int
    ahead: int
    below_pct: float | None

    @property
    def rank(self) -> int:
        """The place the share has, or would have, with the subject counted in."""
        return self.ahead + 1


@dataclass(frozen=True)
class Peers:
    """Who stood on the same ticket at the general election nearest in time; `ticket` says what they share."""

    date: dt.date
    ticket: str
    candidacies: pd.DataFrame


def subject_of(dataset: Dataset, contest_id: str, reading: str = DEFAULT_READING) -> Subject:
    """The best-placed candidate left of Labour in a contest for mayor or Parliament.

    Raises
    ------
    NotComparableError
        If shares of valid votes are not known, the result is an estimate, the office is another one, or nobody left
        of Labour stood.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> foot = subject_of(load(), "hackney-mayor-2002")
    >>> foot.candidate, round(foot.share_pct, 1)
    ('Paul Foot', 12.7)
    """
    contest = dataset.contest(contest_id)
    if contest.office not in _OFFICES:
        raise NotComparableError(
            f"contest_id: {contest_id!r} is not a contest for mayor or Parliament; "
            "shares of council votes, often several a voter, are not set against shares at Westminster elections"
        )
    if contest.status == Status.NOTIONAL or contest.completeness == Completeness.PARTIAL:
        kind = "an estimate" if contest.status == Status.NOTIONAL else "incomplete"
        raise NotComparableError(f"contest_id: the result of {contest_id!r} is {kind}, so its shares are not ranked")
    found = measure(dataset, contest_id, reading)
    if found.challenger is None:
        raise NotComparableError(f"contest_id: nobody left of Labour (reading {reading}) stood in {contest_id!r}")
    candidates = dataset.candidates_of(contest_id).set_index("candidate")
    return Subject(
        contest_id=contest_id,
        area=contest.area,
        office=contest.office.value,
        date=contest.date,
        by_election=contest.by_election,
        voided=contest.status == Status.VOIDED,
        candidate=found.challenger,
        ballot_label=found.challenger_label,
        party_id=candidates.loc[found.challenger, "party_id"],
        votes=found.votes,
        valid_votes=contest.valid_votes,
    )


def westminster_pool(dataset: Dataset, since: int = 2001) -> pd.DataFrame:
    """Every candidacy left of Labour, and every Green one, at Westminster elections in Great Britain.

    Parameters
    ----------
    dataset
        The data.
    since
        The first year to count.

    Returns
    -------
    pandas.DataFrame
        One row per candidacy, highest share first: `date`, `by_election`, `area`, `candidate`, `ballot_label`,
        `party_id`, `party`, `left_reading`, `votes`, `valid_votes`, `share_pct`, `position`, `elected`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> pool = westminster_pool(load())
    >>> pool[is_left(pool["left_reading"], "wide")][["area", "candidate"]].iloc[0].tolist()
    ['Blaenau Gwent', 'Peter Law']
    """
    both = pd.concat([dataset.westminster_left, dataset.westminster_green], ignore_index=True)
    both = both.rename(columns={"constituency": "area"})
    return _pool(dataset, both[both["date"].dt.year >= since])


def mayoral_pool(dataset: Dataset, since: int = 2001) -> pd.DataFrame:
    """Every candidacy for mayor of an English council or combined authority in mayoral_candidates.csv.

    The reading is the party's; for contests that contests.csv holds too, the candidate's own where one is recorded.
    Independents elsewhere, and labels that no party in the data matches, are not classified: `left_reading` is none.

    Returns
    -------
    pandas.DataFrame
        The columns of `westminster_pool`, and `classified`: whether the reading rests on a party or a person.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> pool = mayoral_pool(load())
    >>> pool[is_left(pool["left_reading"], "wide")]["candidate"].head(2).tolist()
    ['Lutfur Rahman', 'Lutfur Rahman']
    """
    frame = dataset.mayoral_candidates.rename(columns={"authority": "area"})
    unsettled = dataset.excepted(ExceptedRule.SETTLED_COUNT)
    frame = frame[[key not in unsettled for key in zip(frame["date"], frame["area"], strict=True)]]
    contest = frame.groupby(["date", "area"])
    frame = frame.assign(
        valid_votes=contest["votes"].transform("sum"),
        position=contest["votes"].rank(method="min", ascending=False).astype("Int64"),
    )
    frame["elected"] = _won(dataset, frame)
    frame = frame.merge(dataset.parties[["party_id", "left_reading"]], on="party_id", how="left")
    own = dataset.candidate_positions.merge(
        dataset.contests[["contest_id", "area", "date", "office"]].query("office == 'mayor'"), on="contest_id"
    )
    own = frame[["date", "area", "candidate"]].merge(own, on=["date", "area", "candidate"], how="left")["left_reading"]
    frame["classified"] = own.notna() | (frame["party_id"].notna() & ~frame["party_id"].isin(["independent", "other"]))
    frame["left_reading"] = own.fillna(frame["left_reading"]).fillna("none")
    return _pool(dataset, frame[frame["date"].dt.year >= since], ["classified"])


def _won(dataset: Dataset, frame: pd.DataFrame) -> pd.Series:
    """Who became mayor: the winner on record, otherwise the leader of the last count."""
    last_count = frame["final_votes"].where(
        frame.groupby(["date", "area"])["final_votes"].transform("count") > 0, frame["votes"]
    )
    return last_count == last_count.groupby([frame["date"], frame["area"]]).transform("max")


def _pool(dataset: Dataset, frame: pd.DataFrame, more: list[str] | None = None) -> pd.DataFrame:
    names = dataset.parties.set_index("party_id")["name"]
    frame = frame.assign(
        share_pct=100 * frame["votes"].astype(float) / frame["valid_votes"].astype(float),
        party=frame["party_id"].map(names).fillna(frame["ballot_label"]),
    )
    columns = ["date", "by_election", "area", "candidate", "ballot_label", "party_id", "party", "left_reading"]
    columns += ["votes", "valid_votes", "share_pct", "position", "elected", *(more or [])]
    return frame[columns].sort_values("share_pct", ascending=False, kind="stable", ignore_index=True)


def is_subject(pool: pd.DataFrame, subject: Subject) -> pd.Series:
    """Which candidacy of the pool is the subject's own: the same day, votes and total of votes.

    Names of candidates and areas are spelled differently from source to source.
    """
    return (
        (pool["date"] == pd.Timestamp(subject.date))
        & (pool["votes"] == subject.votes)
        & (pool["valid_votes"] == subject.valid_votes)
    )


def others(pool: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The pool without the subject's own candidacy."""
    return pool[~is_subject(pool, subject)].reset_index(drop=True)


def standing(share_pct: float, shares_pct: pd.Series) -> Standing:
    """Rank and percentile of a share among other shares.

    Examples
    --------
    >>> standing(10.0, pd.Series([30.0, 10.0, 5.0, 1.0]))
    Standing(candidacies=4, ahead=1, below_pct=50.0)
    """
    count = len(shares_pct)
    below = int((shares_pct < share_pct).sum())
    return Standing(count, int((shares_pct > share_pct).sum()), 100 * below / count if count else None)


def standings(dataset: Dataset, subject: Subject, since: int = 2001) -> pd.DataFrame:
    """The subject's place in every pool: by reading, by kind of election, among Greens, and for mayors among mayors.

    Returns
    -------
    pandas.DataFrame
        One row per pool: `pool`, `candidacies`, `rank`, `ahead`, `below_pct`, `median_share_pct`, `highest_share_pct`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> preston = subject_of(data, "preston-mp-2024")
    >>> standings(data, preston)[["pool", "rank", "candidacies"]].head(2)
                      pool  rank  candidacies
    0   Westminster, core     7          942
    1   Westminster, wide    24         1145
    """
    return pd.DataFrame(
        [
            {
                "pool": name,
                "candidacies": place.candidacies,
                "rank": place.rank if place.candidacies else pd.NA,
                "ahead": place.ahead,
                "below_pct": place.below_pct,
                "median_share_pct": pool["share_pct"].median(),
                "highest_share_pct": pool["share_pct"].max(),
            }
            for name, pool in _pools(dataset, subject, since).items()
            for place in [standing(subject.share_pct, pool["share_pct"])]
        ]
    ).astype({"rank": "Int64"})


def _pools(dataset: Dataset, subject: Subject, since: int) -> dict[str, pd.DataFrame]:
    westminster = others(westminster_pool(dataset, since), subject)
    left = westminster[is_left(westminster["left_reading"], DEFAULT_READING)]
    pools = {
        f"Westminster, {reading.replace('_', ' ')}": westminster[is_left(westminster["left_reading"], reading)]
        for reading in READINGS
    }
    pools["Westminster, wide, general elections only"] = left[~left["by_election"]]
    pools["Westminster, wide, by-elections only"] = left[left["by_election"]]
    pools["Westminster, Greens"] = westminster[westminster["left_reading"] == "green"]
    if subject.office == "mayor":
        mayors = others(mayoral_pool(dataset, since), subject)
        for reading in READINGS:
            pools[f"Mayors, {reading.replace('_', ' ')}"] = mayors[is_left(mayors["left_reading"], reading)]
        pools["Mayors, every candidate"] = mayors
    return pools


def neighbours(pool: pd.DataFrame, subject: Subject, each_side: int = 5) -> pd.DataFrame:
    """The candidacies whose shares are nearest above and below the subject's, with the subject between them.

    Returns
    -------
    pandas.DataFrame
        Columns of the pool and `rank` (with the subject counted in) and `is_subject`, highest share first.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> pool = westminster_pool(data)
    >>> pool = pool[is_left(pool["left_reading"], "wide")]
    >>> neighbours(pool, subject_of(data, "preston-mp-2024"), each_side=1)[["rank", "candidate"]]
       rank          candidate
    0    23    George Galloway
    1    24  Michael Lavalette
    2    25       Zaffar Iqbal
    """
    rest = others(pool, subject)
    own = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(subject.date),
                "by_election": subject.by_election,
                "area": subject.area,
                "candidate": subject.candidate,
                "party": subject.ballot_label,
                "votes": subject.votes,
                "valid_votes": subject.valid_votes,
                "share_pct": subject.share_pct,
            }
        ]
    )
    ahead = rest[rest["share_pct"] > subject.share_pct]
    behind = rest[rest["share_pct"] <= subject.share_pct]
    parts = [ahead.tail(each_side), own, behind.head(each_side)]
    near = pd.concat([part[own.columns] for part in parts], ignore_index=True)
    first = len(ahead) - len(parts[0]) + 1
    marked = [False] * len(parts[0]) + [True] + [False] * len(parts[2])
    return near.assign(rank=range(first, first + len(near)), is_subject=marked)


def peers(pool: pd.DataFrame, subject: Subject) -> Peers:
    """Who stood on the subject's ticket at the general election nearest in time; everybody left there if nobody did.

    Parameters
    ----------
    pool
        Westminster candidacies of one reading.
    subject
        The candidacy compared.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> pool = westminster_pool(data)
    >>> found = peers(pool[is_left(pool["left_reading"], "wide")], subject_of(data, "preston-mp-2024"))
    >>> found.date.year, found.ticket
    (2024, 'Independent')
    """
    general = pool[~pool["by_election"]]
    if general.empty:
        raise NotComparableError("since: no general election is left to compare with; choose an earlier year")
    distance = (general["date"] - pd.Timestamp(subject.date)).abs()
    nearest = general[distance == distance.min()]
    same = others(nearest[nearest["party_id"] == subject.party_id], subject)
    date = nearest["date"].iloc[0].date()
    if same.empty:
        return Peers(date, "any left of Labour", others(nearest, subject))
    return Peers(date, same["party"].iloc[0], same)
