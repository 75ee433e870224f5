"""Where a result stands among comparable candidacies: at Westminster elections, among Greens, among mayors.

A pool is a frame with one candidacy a row. Shares are of valid votes (of first preferences under the supplementary
vote), in percent; a candidate is never compared with their own result. Every pool has a rule that is blind to results:
independents left of Labour are on record mostly because they did well, so they are no pool to be ranked in.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from left_of_labour.analysis.measures import measure
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness, ExceptedRule, Status
from left_of_labour.errors import NotComparableError

__all__ = [
    "COMPARABLE_OFFICES",
    "Peers",
    "Pool",
    "Standing",
    "Subject",
    "best_challengers",
    "comparable_contests",
    "is_subject",
    "mayoral_pool",
    "neighbours",
    "others",
    "peers",
    "pools",
    "standing",
    "standings",
    "subject_of",
    "westminster_pool",
    "years",
]

COMPARABLE_OFFICES = ("mp", "mayor")
_GENERAL_ELECTION_OF_ALL = dt.date(2024, 7, 4)  # of which every independent is on record, see westminster_2024.csv


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
class Pool:
    """Candidacies that a result is set against, without its own.

    Attributes
    ----------
    name
        What they are, as a noun phrase.
    rule
        Which candidacies belong to it, by label and office, and for independents by what is on record of them.
    short
        The same for a headline, in few words.
    same_office
        Whether they stood for the same office.
    holds_subject
        Whether the subject's own candidacy meets the rule, so that it has a rank; otherwise it would have one.
    judged
        Whether the reading decides who belongs to it.
    candidacies
        See `westminster_pool`; highest share first.
    """

    name: str
    short: str
    rule: str
    same_office: bool
    holds_subject: bool
    judged: bool
    candidacies: pd.DataFrame


@dataclass(frozen=True)
class Peers:
    """Who stood on a like ticket at the general election nearest in time; `ticket` says what they share."""

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
    if contest.office not in COMPARABLE_OFFICES:
        raise NotComparableError(
            f"contest_id: {contest_id!r} is not a contest for mayor or Parliament; "
            "shares of council votes, often several a voter, are not set against shares at Westminster elections"
        )
    if contest.status == Status.NOTIONAL or contest.completeness == Completeness.PARTIAL:
        kind = "an estimate" if contest.status == Status.NOTIONAL else "incomplete"
        raise NotComparableError(f"contest_id: the result of {contest_id!r} is {kind}, so its shares are not ranked")
    found = measure(dataset, contest_id, reading)
    if found.challenger is None or found.votes is None or contest.valid_votes is None:
        raise NotComparableError(f"contest_id: nobody left of Labour (reading {reading}) stood in {contest_id!r}")
    assert found.challenger_label is not None  # like the name
    candidates = dataset.candidates_of(contest_id).set_index("candidate")
    return Subject(
        contest_id=contest_id,
        area=contest.area,
        office=contest.office.value,
        date=contest.date,
        by_election=contest.by_election,
        voided=contest.status == Status.VOIDED,
        candidate=found.challenger,
        ballot_label=found.challenger_label or "",
        party_id=candidates.loc[found.challenger, "party_id"],
        votes=found.votes,
        valid_votes=contest.valid_votes,
    )


@remembered
def comparable_contests(dataset: Dataset, reading: str = DEFAULT_READING) -> list[str]:
    """The contests for which there is a subject: see `subject_of`, which says of any other why not.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> "preston-mp-2019" in comparable_contests(load(), "core")
    False
    """
    contests = dataset.contests
    known = (
        contests["office"].isin(COMPARABLE_OFFICES)
        & (contests["status"] != Status.NOTIONAL)
        & (contests["completeness"] != Completeness.PARTIAL)
        & contests["valid_votes"].notna()
    )
    candidates = dataset.candidates
    left = candidates[is_left(candidates["left_reading"], reading) & candidates["votes"].notna()]
    return list(contests.loc[known & contests["contest_id"].isin(left["contest_id"]), "contest_id"])


@remembered
def years(dataset: Dataset, office: str | None = None, reading: str = DEFAULT_READING) -> list[int]:
    """The years since which there is something to compare a result with.

    Parameters
    ----------
    dataset
        The data.
    office
        With "mayor", contests under the supplementary vote have to be left.
    reading
        Who counts as left of Labour.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> years(load(), "mayor")[-1], years(load(), "mp")[-1]
    (2022, 2024)
    """
    if office == "mayor":
        pool = mayoral_pool(dataset)
        dates = pool.loc[is_left(pool["left_reading"], reading), "date"]
    else:
        dates = dataset.westminster_left.loc[~dataset.westminster_left["by_election"], "date"]
    return list(range(int(dataset.westminster_left["date"].dt.year.min()), int(dates.dt.year.max()) + 1))


@remembered
def westminster_pool(dataset: Dataset, since: int = 2001) -> pd.DataFrame:
    """Every candidacy left of Labour, and every Green one, at Westminster elections in Great Britain.

    The Speaker's seat is left out: the large parties do not stand there, so shares are higher than elsewhere.

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
    both = both[both["winner_party_id"] != "speaker"].rename(columns={"constituency": "area"})
    return _pool(dataset, both[both["date"].dt.year >= since])


@remembered
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
    unsettled = dataset.exceptions[dataset.exceptions["rule"] == ExceptedRule.SETTLED_COUNT]
    keys = pd.MultiIndex.from_frame(unsettled[["date", "area"]])
    frame = frame[~pd.MultiIndex.from_frame(frame[["date", "area"]]).isin(keys)]
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


def best_challengers(dataset: Dataset) -> pd.DataFrame:
    """The best-placed independent or left-party candidate of every constituency of Great Britain in 2024.

    Whoever they are and whatever they stand for, so neither a judgement nor a result decides who is in it. Seats where
    none stood, and the Speaker's, are left out.

    Returns
    -------
    pandas.DataFrame
        The columns of `westminster_pool` as far as they are known, highest share first.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> best_challengers(load())["candidate"].iloc[0]
    'Jeremy Corbyn'
    """
    seats = dataset.westminster_2024
    seats = seats[~seats["speaker"] & seats["best_challenger"].notna()]
    found = pd.DataFrame(
        {
            "date": pd.Timestamp(_GENERAL_ELECTION_OF_ALL),
            "by_election": False,
            "area": seats["constituency"],
            "candidate": seats["best_challenger"],
            "party": seats["best_challenger_label"],
            "votes": seats["best_challenger_votes"],
            "valid_votes": seats["valid_votes"],
            "share_pct": 100 * seats["best_challenger_votes"].astype(float) / seats["valid_votes"].astype(float),
        }
    )
    return found.sort_values("share_pct", ascending=False, kind="stable", ignore_index=True)


@remembered
def pools(dataset: Dataset, subject: Subject, since: int = 2001, reading: str = DEFAULT_READING) -> list[Pool]:
    """The pools that a result can be ranked in, like with like first; none is empty.

    Parameters
    ----------
    dataset
        The data.
    subject
        The candidacy compared.
    since
        The first year to compare with.
    reading
        Who counts as left of Labour.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> for pool in pools(data, subject_of(data, "hackney-mayor-2002"))[:2]:
    ...     print(pool.name, len(pool.candidacies))
    candidacies left of Labour for mayor 33
    the same outside Tower Hamlets 24
    """
    found = [*_mayors(dataset, subject, since, reading), *_westminster(dataset, subject, since, reading)]
    found.sort(key=lambda pool: not pool.same_office)
    return [pool for pool in found if len(pool.candidacies)]


def _kind(reading: str) -> str:
    return "left of Labour or Green" if reading == "with_greens" else "left of Labour"


def _pool_of(frame: pd.DataFrame, subject: Subject, judged: bool = True, **words: Any) -> Pool:
    """A pool from candidacies among which the subject's own may be."""
    holds_subject = bool(is_subject(frame, subject).any())
    return Pool(holds_subject=holds_subject, judged=judged, candidacies=others(frame, subject), **words)


def _mayors(dataset: Dataset, subject: Subject, since: int, reading: str) -> list[Pool]:
    """For a mayor: all such candidacies, and those outside the authority that holds most of the higher shares."""
    everybody = mayoral_pool(dataset, since)
    left = everybody[is_left(everybody["left_reading"], reading)]
    if subject.office != "mayor" or left.empty:
        return []
    independents = int((left["party_id"] == "independent").sum())
    known = f", and independents whose position is on record ({independents})" if independents else ""
    contests = everybody.groupby(["date", "area"]).ngroups
    first, last = everybody["date"].min().year, everybody["date"].max().year
    rule = (
        f"candidates of every party {_kind(reading)}{known}, in {contests} contests for mayor in England under the "
        f"supplementary vote, {first if first == last else f'{first} to {last}'}"
    )
    name = f"candidacies {_kind(reading)} for mayor"
    found = [_pool_of(left, subject, name=name, short=_short(reading, "for mayor"), rule=rule, same_office=True)]
    ahead = found[0].candidacies
    ahead = ahead[ahead["share_pct"] > subject.share_pct]
    if len(ahead):
        counts = ahead["area"].value_counts()
        place = counts.index[0]
        held = f"{counts.iloc[0]} of the {len(ahead)} higher shares" if len(ahead) > 1 else "the one higher share"
        found.append(
            _pool_of(
                left[left["area"] != place],
                subject,
                name=f"the same outside {place}",
                short=_short(reading, f"for mayor outside {place}"),
                rule=f"as above, without {place}, which has {held}",
                same_office=True,
            )
        )
    return found


def _short(reading: str, where: str) -> str:
    return f"{'left or Green' if reading == 'with_greens' else 'left'} candidacies {where}"


def _westminster(dataset: Dataset, subject: Subject, since: int, reading: str) -> list[Pool]:
    """Candidates of parties at Westminster elections, general elections and by-elections apart."""
    everybody = westminster_pool(dataset, since)
    left = everybody[is_left(everybody["left_reading"], reading) & (everybody["party_id"] != "independent")]
    own = subject.office == "mp"
    found = [
        _pool_of(
            left[left["by_election"] == by_election],
            subject,
            name=f"party candidacies {_kind(reading)} at {elections}",
            short=_short(reading, f"of parties at {elections}"),
            rule=(
                f"candidates of every party {_kind(reading)} at Westminster {elections} in Great Britain since "
                f"{since}; independents and the Speaker’s seat left out"
            ),
            same_office=own and subject.by_election == by_election,
        )
        for by_election, elections in ((False, "general elections"), (True, "by-elections"))
    ]
    if own and subject.date == _GENERAL_ELECTION_OF_ALL and subject.party_id != "green":
        challengers = _pool_of(
            best_challengers(dataset),
            subject,
            judged=False,
            name="the best independent or left-party candidate of each seat in 2024",
            short="best-placed challengers of 2024",
            rule=(
                "the best-placed candidate of each constituency who was an independent, of any position, or of a party "
                "left of Labour, at the general election of 2024; the Speaker’s seat left out"
            ),
            same_office=True,
        )
        found.insert(0 if subject.party_id == "independent" else 1, challengers)
    if reading != "with_greens":
        greens = everybody[everybody["left_reading"] == "green"]
        first = greens["date"].dt.year.min()
        rule = f"Green candidates at Westminster elections in Great Britain since {first}; the Speaker’s seat left out"
        found.append(
            _pool_of(
                greens,
                subject,
                judged=False,
                name="Green candidacies",
                short="Green candidacies",
                rule=rule,
                same_office=False,
            )
        )
    return found


def standings(dataset: Dataset, subject: Subject, since: int = 2001, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The subject's place in every pool, like with like first.

    Returns
    -------
    pandas.DataFrame
        One row per pool: its attributes (see `Pool`), `candidacies` (without the subject's own), `rank`, `ahead`,
        `below_pct`, `median_share_pct`, `highest_share_pct`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> standings(data, subject_of(data, "hackney-mayor-2002"))[["rank", "candidacies"]].head(2).values.tolist()
    [[8, 33], [2, 24]]
    """
    return pd.DataFrame(
        [
            {
                "pool": pool.name,
                "rule": pool.rule,
                "short": pool.short,
                "same_office": pool.same_office,
                "holds_subject": pool.holds_subject,
                "judged": pool.judged,
                "candidacies": place.candidacies,
                "rank": place.rank,
                "ahead": place.ahead,
                "below_pct": place.below_pct,
                "median_share_pct": pool.candidacies["share_pct"].median(),
                "highest_share_pct": pool.candidacies["share_pct"].max(),
            }
            for pool in pools(dataset, subject, since, reading)
            for place in [standing(subject.share_pct, pool.candidacies["share_pct"])]
        ]
    )


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


def peers(dataset: Dataset, subject: Subject, since: int = 2001, reading: str = DEFAULT_READING) -> Peers:
    """Who stood on a like ticket at the general election nearest in time.

    The same party's candidates; for an independent in 2024, the best-placed independent or left-party candidate of
    every seat; otherwise the candidates of all parties of the reading.

    Raises
    ------
    NotComparableError
        If there is no general election since that year.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> found = peers(data, subject_of(data, "hackney-mayor-2002"))
    >>> found.date.year, found.ticket
    (2001, 'Socialist Alliance')
    """
    pool = westminster_pool(dataset, since)
    general = pool[~pool["by_election"] & is_left(pool["left_reading"], reading) & (pool["party_id"] != "independent")]
    if general.empty:
        raise NotComparableError("since: no general election is left to compare with; choose an earlier year")
    distance = (general["date"] - pd.Timestamp(subject.date)).abs()
    nearest = general[distance == distance.min()]
    date = nearest["date"].iloc[0].date()
    if subject.party_id == "independent" and date == _GENERAL_ELECTION_OF_ALL:
        ticket = "best independent or left-party candidate of each seat"
        return Peers(date, ticket, others(best_challengers(dataset), subject))
    same = others(nearest[nearest["party_id"] == subject.party_id], subject)
    if same.empty:
        return Peers(date, f"candidates of every party {_kind(reading)}", others(nearest, subject))
    return Peers(date, same["party"].iloc[0], same)
