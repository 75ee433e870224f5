"""The measures of one contest: how close the best-placed candidate left of Labour came.

Votes are whole numbers and shares exact fractions, in percent; nothing is rounded here. Where a measure cannot be
known it is None, never 0: no candidate, no electorate, a partial result.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import pandas as pd

from left_of_labour.analysis.councils import lists_of
from left_of_labour.analysis.readings import DEFAULT_READING, judgements
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness, Contest, Family, VotingSystem
from left_of_labour.errors import NotComparableError

__all__ = [
    "Measures",
    "contenders",
    "deposit_threshold",
    "effective_number_of_parties",
    "measure",
    "measure_many",
    "share",
    "swing_to_level",
]

_DEPOSIT_LOWERED = dt.date(1985, 10, 1)

_Row = dict[str, Any]


def share(votes: int, base: int) -> Fraction:
    """The share of the vote, in percent.

    Parameters
    ----------
    votes
        Votes of a candidate or party.
    base
        The votes it is a share of: valid votes, or the electorate.

    Raises
    ------
    ValueError
        If the base is not positive or smaller than the votes.

    Examples
    --------
    Paul Foot, Hackney 2002:

    >>> f"{float(share(4187, 32926)):.1f}"
    '12.7'
    """
    if base <= 0 or not 0 <= votes <= base:
        raise ValueError(f"{votes} of {base} is not a share")
    return Fraction(100 * votes, base)


def effective_number_of_parties(votes: Iterable[int]) -> Fraction:
    """The effective number of parties: how many parties of equal size would be as fragmented.

    Parameters
    ----------
    votes
        Votes (or seats) of each party, at least one of them positive.

    Returns
    -------
    Fraction
        One divided by the sum of squared shares.

    Raises
    ------
    ValueError
        If there are no votes.

    References
    ----------
    Laakso, M. and Taagepera, R. (1979), "Effective" number of parties: a measure with application to West Europe,
    Comparative Political Studies 12(1).

    Examples
    --------
    >>> effective_number_of_parties([50, 50])
    Fraction(2, 1)
    """
    votes = list(votes)
    total = sum(votes)
    if total <= 0:
        raise ValueError("no votes to measure")
    return Fraction(total**2, sum(vote**2 for vote in votes))


def swing_to_level(challenger_votes: int, winner_votes: int, base: int) -> Fraction:
    """The swing that would have levelled two candidates: half the gap between their shares, in percentage points.

    Positive for the loser; negative for a winner measured against the runner-up: what could have been lost.

    Parameters
    ----------
    challenger_votes, winner_votes
        Votes of the two at the same count.
    base
        Valid votes at that count.

    References
    ----------
    Butler, D. and Van Beek, S. (1990), Why not swing? Measuring electoral change, PS 23(2).

    Examples
    --------
    Michael Lavalette against Mark Hendrick, Preston 2024:

    >>> f"{float(swing_to_level(8715, 14006, 39993)):.1f}"
    '6.6'
    """
    return (share(winner_votes, base) - share(challenger_votes, base)) / 2


def deposit_threshold(office: str, date: dt.date) -> Fraction | None:
    """The share of valid votes above which a candidate's deposit is returned, in percent.

    Returns
    -------
    Fraction or None
        None where no deposit is paid (councils) or no rule is recorded here (party lists).

    References
    ----------
    Representation of the People Act 1985, section 13 (parliamentary elections from 1 October 1985: 5%, before: 12.5%);
    Local Authorities (Mayoral Elections) (England and Wales) Regulations 2002 and, from 27 March 2007, 2007 (5% of
    first preferences).

    Examples
    --------
    >>> deposit_threshold("mp", dt.date(1983, 6, 9))
    Fraction(25, 2)
    """
    if office == "mp" and date < _DEPOSIT_LOWERED:
        return Fraction(25, 2)
    return Fraction(5) if office in ("mp", "mayor") else None


@remembered
def contenders(dataset: Dataset, contest_id: str) -> pd.DataFrame:
    """Who stood against whom, most votes first.

    In a contest for one seat, or between lists, every candidate. Where voters have several votes (block vote), each
    party's best candidate: adding up a party's candidates would count the same voters again.

    Returns
    -------
    pandas.DataFrame
        The columns of `Dataset.candidates`, and `share_pct`, an exact share of the vote base (see `vote_base`), and
        `rank`, 1 for most first preferences, equal votes sharing a rank. Both are missing in a partial contest, the
        rank also below the sum of several unnamed candidates.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> contenders(load(), "hackney-mayor-2002")[["candidate", "votes", "rank"]].head(3)
         candidate  votes  rank
    0   Jules Pipe  13813     1
    1  Andrew Boff   4502     2
    2    Paul Foot   4187     3
    """
    contest = dataset.contest(contest_id)
    frame = dataset.candidates_of(contest_id)
    if contest.voting_system == VotingSystem.BLOCK_VOTE:
        slate = lists_of(frame)
        best = ~slate.duplicated()
        frame = frame[best].assign(elected=slate.isin(slate[frame["elected"]])[best]).reset_index(drop=True)
    base = vote_base(contest, frame)
    shares = [None if base is None or pd.isna(vote) else share(int(vote), base) for vote in frame["votes"]]
    return frame.assign(share_pct=pd.Series(shares, dtype="object"), rank=_ranks(frame, base))


def _ranks(frame: pd.DataFrame, base: int | None) -> pd.Series:
    """Places by first preferences; whoever has fewer than all unnamed candidates together has none."""
    votes = list(zip(frame["votes"], frame["is_aggregate"], strict=True))
    unnamed = sum(vote for vote, is_aggregate in votes if is_aggregate and pd.notna(vote))
    ranked = [
        None if base is None or is_aggregate or pd.isna(vote) or vote < unnamed else vote
        for vote, is_aggregate in votes
    ]
    known = [vote for vote in ranked if vote is not None]
    ranks = [None if vote is None else 1 + sum(other > vote for other in known) for vote in ranked]
    return pd.Series(ranks, dtype="Int64")


def vote_base(contest: Contest, frame: pd.DataFrame) -> int | None:
    """What shares are shares of: valid votes, or with a block vote the votes of each party's best candidate together.

    None for a partial contest: its total is not known.
    """
    if contest.completeness == Completeness.PARTIAL or frame["votes"].isna().any():
        return None
    if contest.voting_system == VotingSystem.BLOCK_VOTE:
        return int(frame["votes"].sum())
    return contest.valid_votes


@dataclass(frozen=True)
class Measures:
    """Every measure of one contest under one reading; None where it cannot be known.

    "Behind" is positive when the challenger was behind, negative when ahead. The challenger is the best-placed
    candidate left of Labour, Labour is Labour's best-placed candidate, shares are of first preferences.

    Attributes
    ----------
    vote_base, vote_base_meaning
        What shares are shares of.
    turnout_valid_pct, turnout_ballots_pct
        Valid votes, and ballots cast, over the electorate; `turnout_reported_pct` is as published.
    votes_short_of_final
        Supplementary vote: first preferences missing to level with the second-placed candidate, which is enough, as all
        tied candidates stay in (Local Government Act 2000, Schedule 2, paragraph 3(3)); 0 for the first two.
    final_votes_behind_labour
        The gap to Labour after the second count, if both took part in it.
    deposit_multiple
        The challenger's share over the share above which a deposit is returned.
    winner, majority, majority_pct
        Where one seat was filled: who won, the lead over the runner-up at the deciding count, and this in percent of
        the valid votes, second count or not; that share is missing in a partial contest.
    seats_won
        Where several seats were filled: how many each label won, most first.
    second_count
        Supplementary vote: whether second preferences were counted; missing where that is not known.
    candidates
        How many stood; with a block vote how many parties and independents. Missing where some are not known by name.
    unopposed
        Whether all who stood were elected without a poll: as many names as seats, all elected, and no votes.
    rank_is_shared
        Whether another candidate had as many first preferences as the challenger.
    votes_behind_winner, points_behind_winner
        By first preferences, where one seat was filled.
    votes_behind_last_seat
        Where several seats were filled: how many more votes the last elected candidate had, unless the challenger was
        elected.
    swing_to_level_pct
        See `swing_to_level`, where one seat was filled: against the winner, or for a winner against the runner-up, at
        the deciding count if the challenger took part in it, otherwise by first preferences.
    swing_to_win_pct
        The same where it would have decided the seat: no third candidate is then ahead of both, and no second count
        would have followed.
    witnesses
        Independent sources of the challenger's votes.
    left_candidates, left_seats
        How many candidates left of Labour are known by name, and how many of them were elected.
    left_votes, left_share_pct
        All candidates left of Labour together. Missing where none stood, where somebody's votes are not known, and
        where some candidates are known only together, as left ones may be among them.
    """

    contest_id: str
    reading: str
    place: str
    area: str
    office: str
    date: dt.date
    voting_system: str
    boundary: str
    status: str
    completeness: str
    seats: int
    electorate: int | None
    vote_base: int | None
    vote_base_meaning: str
    turnout_valid_pct: Fraction | None
    turnout_ballots_pct: Fraction | None
    turnout_reported_pct: float | None
    winner: str | None
    winner_label: str | None
    winner_votes: int | None
    runner_up: str | None
    majority: int | None
    majority_pct: Fraction | None
    seats_won: str | None
    second_count: bool | None
    effective_number_of_parties: Fraction | None
    labour_candidate: str | None
    labour_votes: int | None
    labour_share_pct: Fraction | None
    labour_rank: int | None
    challenger: str | None
    challenger_label: str | None
    challenger_reading: str | None
    witnesses: int | None
    elected: bool | None
    votes: int | None
    share_pct: Fraction | None
    share_of_electorate_pct: Fraction | None
    rank: int | None
    rank_is_shared: bool | None
    unopposed: bool
    candidates: int | None
    votes_behind_labour: int | None
    points_behind_labour: Fraction | None
    ratio_to_labour: Fraction | None
    votes_behind_winner: int | None
    points_behind_winner: Fraction | None
    votes_behind_last_seat: int | None
    votes_short_of_final: int | None
    final_votes: int | None
    final_votes_behind_labour: int | None
    swing_to_level_pct: Fraction | None
    swing_to_win_pct: Fraction | None
    deposit_multiple: Fraction | None
    left_candidates: int
    left_seats: int
    left_votes: int | None
    left_share_pct: Fraction | None

    def as_dict(self) -> dict[str, object]:
        """The measures as plain values: fractions as unrounded decimals, dates in ISO form."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


@remembered
def measure(dataset: Dataset, contest_id: str, reading: str = DEFAULT_READING) -> Measures:
    """Measure how close the best-placed candidate left of Labour came in a contest.

    Parameters
    ----------
    dataset
        The data.
    contest_id
        A contest of contests.csv.
    reading
        Who counts as left of Labour: core, wide or with_greens.

    Raises
    ------
    ParameterError
        If the contest or the reading is unknown.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> foot = measure(load(), "hackney-mayor-2002")
    >>> foot.challenger, foot.rank, foot.votes_short_of_final
    ('Paul Foot', 3, 315)
    >>> round(float(foot.ratio_to_labour), 2)
    0.3
    """
    contest = dataset.contest(contest_id)
    base, field, everybody = _known_of(dataset, contest_id)
    counted = judgements(reading)
    left, left_everybody = ([row for row in rows if row["left_reading"] in counted] for rows in (field, everybody))
    left_votes = _together(field, left)
    challenger = next((row for row in left if row["votes"] is not None), None)
    labour = next((row for row in field if row["family"] == Family.LABOUR), None)
    return Measures(
        contest_id=contest_id,
        reading=reading,
        place=contest.place,
        area=contest.area,
        office=contest.office.value,
        date=contest.date,
        voting_system=contest.voting_system.value,
        boundary=contest.boundary,
        status=contest.status.value,
        completeness=contest.completeness.value,
        seats=contest.seats,
        vote_base=base,
        vote_base_meaning=(
            "votes of each party's best candidate"
            if contest.voting_system == VotingSystem.BLOCK_VOTE
            else "valid votes"
        ),
        **_participation(contest),
        **_decision(contest, field),
        seats_won=_seats_won(everybody) if contest.seats > 1 else None,
        second_count=_second_count(contest, field, base),
        **_challenge(contest, field, challenger, labour, base),
        votes_behind_last_seat=_behind_last_seat(contest, everybody, challenger),
        unopposed=_unopposed(contest, everybody),
        candidates=len(field) if contest.completeness == Completeness.COMPLETE else None,
        effective_number_of_parties=(
            effective_number_of_parties(row["votes"] for row in field)
            if contest.completeness == Completeness.COMPLETE and base
            else None
        ),
        left_candidates=len(left_everybody),
        left_seats=sum(row["elected"] for row in left_everybody),
        left_votes=left_votes,
        left_share_pct=share(left_votes, base) if base and left_votes is not None else None,
    )


def measure_many(
    dataset: Dataset, contest_ids: Iterable[str], reading: str = DEFAULT_READING, needs_challenger: bool = False
) -> pd.DataFrame:
    """The measures of several contests, one row each, in the order given; shares as decimals.

    Parameters
    ----------
    dataset, reading
        As for `measure`.
    contest_ids
        Contests of contests.csv.
    needs_challenger
        Leave out contests in which nobody left of Labour stood.

    Raises
    ------
    NotComparableError
        If no contest is left.
    """
    rows = [measure(dataset, contest_id, reading).as_dict() for contest_id in contest_ids]
    if needs_challenger:
        rows = [row for row in rows if row["challenger"]]
    if not rows:
        raise NotComparableError(
            f"nobody left of Labour (reading {reading}) stood in any of these contests; choose others"
        )
    return pd.DataFrame(rows)


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@remembered
def _known_of(dataset: Dataset, contest_id: str) -> tuple[int | None, list[_Row], list[_Row]]:
    """What measures under any reading need: the vote base, who stood against whom, and every candidate."""
    field = contenders(dataset, contest_id)
    contest = dataset.contest(contest_id)
    rows = _rows(field, *_FACTS, "share_pct", "rank")
    is_by_list = contest.voting_system == VotingSystem.BLOCK_VOTE
    return vote_base(contest, field), rows, _rows(dataset.candidates_of(contest_id), *_FACTS) if is_by_list else rows


_FACTS = (
    *("candidate", "ballot_label", "family", "left_reading", "is_aggregate", "elected", "votes", "final_votes"),
    "witnesses",
)


def _rows(frame: pd.DataFrame, *columns: str) -> list[_Row]:
    """The candidates as plain values, blanks as None: arithmetic on a handful of rows."""
    rows = zip(*(frame[column].tolist() for column in columns), strict=True)
    return [
        {column: None if pd.isna(value) else value for column, value in zip(columns, row, strict=True)} for row in rows
    ]


def _together(field: list[_Row], chosen: list[_Row]) -> int | None:
    """The votes of the chosen candidates, if there are any and nobody like them can be hidden."""
    if not chosen or any(row["is_aggregate"] for row in field) or any(row["votes"] is None for row in chosen):
        return None
    total: int = sum(row["votes"] for row in chosen)
    return total


def _seats_won(everybody: list[_Row]) -> str | None:
    """Seats by label, such as "Labour 2, Green 1"."""
    seats = Counter(row["ballot_label"] for row in everybody if row["elected"])
    return ", ".join(f"{label} {count}" for label, count in seats.most_common()) or None


def _second_count(contest: Contest, field: list[_Row], base: int | None) -> bool | None:
    """Whether second preferences were counted; None where that is not known, or under another system."""
    if contest.voting_system != VotingSystem.SUPPLEMENTARY_VOTE:
        return None
    if any(row["final_votes"] is not None for row in field):
        return True
    most = max((row["votes"] for row in field if row["votes"] is not None and not row["is_aggregate"]), default=0)
    return False if base and 2 * most > base else None


def _behind_last_seat(contest: Contest, everybody: list[_Row], challenger: _Row | None) -> int | None:
    """Votes that the challenger lacked on the last elected candidate, where there were several seats."""
    elected = [row["votes"] for row in everybody if row["elected"]]
    known = len(elected) == contest.seats and None not in elected
    if contest.voting_system != VotingSystem.BLOCK_VOTE or challenger is None or challenger["elected"] or not known:
        return None
    behind: int = min(elected) - challenger["votes"]
    return behind


def _most_first(rows: Iterable[_Row], count: str) -> list[_Row]:
    """Rows by their votes in a count, unknown ones last."""
    return sorted(rows, key=lambda row: float("inf") if row[count] is None else -row[count])


def _participation(contest: Contest) -> dict[str, Any]:
    def over_electorate(votes: int | None) -> Fraction | None:
        return share(votes, contest.electorate) if votes and contest.electorate else None

    return {
        "electorate": contest.electorate,
        "turnout_valid_pct": over_electorate(contest.valid_votes),
        "turnout_ballots_pct": over_electorate(contest.ballots_cast),
        "turnout_reported_pct": contest.turnout_reported_pct,
    }


def _decision(contest: Contest, field: list[_Row]) -> dict[str, Any]:
    """Winner, runner-up and majority at the deciding count, where one seat was filled."""
    final = [row for row in field if row["final_votes"] is not None]
    count = "final_votes" if final else "votes"
    order = _most_first(final or field, count)
    winner = next((row for row in order if row["elected"]), None)
    unknown = dict.fromkeys(("winner", "winner_label", "winner_votes", "runner_up", "majority", "majority_pct"))
    if winner is None or contest.seats > 1:
        return unknown
    facts = unknown | {
        "winner": winner["candidate"],
        "winner_label": winner["ballot_label"],
        "winner_votes": winner["votes"],
    }
    # Without every rival's votes, or with rivals added up, nobody knows who came second.
    losers = [row for row in order if row["candidate"] != winner["candidate"]]
    if not losers or losers[0]["is_aggregate"] or any(row["votes"] is None for row in order):
        return facts
    majority = winner[count] - losers[0][count]
    return facts | {
        "runner_up": losers[0]["candidate"],
        "majority": majority,
        "majority_pct": share(majority, contest.valid_votes) if contest.valid_votes else None,
    }


def _unopposed(contest: Contest, everybody: list[_Row]) -> bool:
    return len(everybody) == contest.seats and all(row["elected"] and row["votes"] is None for row in everybody)


def _challenge(
    contest: Contest, field: list[_Row], challenger: _Row | None, labour: _Row | None, base: int | None
) -> dict[str, Any]:
    """The challenger, Labour and the distance between them."""
    facts: dict[str, object] = dict.fromkeys(_CHALLENGE)
    if labour is not None:
        facts |= {
            "labour_candidate": labour["candidate"],
            "labour_votes": labour["votes"],
            "labour_share_pct": labour["share_pct"],
            "labour_rank": labour["rank"],
        }
    if challenger is None:
        return facts
    votes, points = challenger["votes"], challenger["share_pct"]
    facts |= {
        "challenger": challenger["candidate"],
        "challenger_label": challenger["ballot_label"],
        "challenger_reading": challenger["left_reading"],
        "witnesses": challenger["witnesses"],
        "elected": challenger["elected"],
        "votes": votes,
        "share_pct": points,
        "share_of_electorate_pct": share(votes, contest.electorate) if contest.electorate else None,
        "rank": challenger["rank"],
        "rank_is_shared": challenger["rank"] and sum(row["rank"] == challenger["rank"] for row in field) > 1,
        "final_votes": challenger["final_votes"],
    }
    threshold = deposit_threshold(contest.office, contest.date)
    if points is not None and threshold:
        facts["deposit_multiple"] = points / threshold
    facts |= _behind_labour(challenger, labour)
    if contest.seats == 1:
        facts |= _behind_winner(contest, field, challenger, base)
    if contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE:
        second = next((row for row in field if row["rank"] == 2), None)
        if base and second is not None:
            facts["votes_short_of_final"] = max(0, second["votes"] - votes)
    return facts


_CHALLENGE = (
    *("labour_candidate", "labour_votes", "labour_share_pct", "labour_rank"),
    *("challenger", "challenger_label", "challenger_reading", "witnesses", "elected", "votes", "rank"),
    "rank_is_shared",
    *("share_pct", "share_of_electorate_pct", "deposit_multiple"),
    *("votes_behind_labour", "points_behind_labour", "ratio_to_labour"),
    *("votes_behind_winner", "points_behind_winner", "swing_to_level_pct", "swing_to_win_pct"),
    *("votes_short_of_final", "final_votes", "final_votes_behind_labour"),
)


def _behind_labour(challenger: _Row, labour: _Row | None) -> dict[str, object]:
    if labour is None or labour["votes"] is None:
        return {}
    gap = {"votes_behind_labour": labour["votes"] - challenger["votes"]}
    if labour["votes"]:
        gap["ratio_to_labour"] = Fraction(challenger["votes"], labour["votes"])
    if labour["share_pct"] is not None:
        gap["points_behind_labour"] = labour["share_pct"] - challenger["share_pct"]
    if challenger["final_votes"] is not None and labour["final_votes"] is not None:
        gap["final_votes_behind_labour"] = labour["final_votes"] - challenger["final_votes"]
    return gap


def _behind_winner(contest: Contest, field: list[_Row], challenger: _Row, base: int | None) -> dict[str, object]:
    winner = next((row for row in field if row["elected"] and row["votes"] is not None), None)
    if winner is None:
        return {}
    gap: dict[str, object] = {"votes_behind_winner": winner["votes"] - challenger["votes"]}
    if base is None:
        return gap
    gap["points_behind_winner"] = winner["share_pct"] - challenger["share_pct"]
    in_final = challenger["final_votes"] is not None
    count, total = "votes", base
    if in_final:
        count, total = "final_votes", sum(row["final_votes"] or 0 for row in field)
    others = [row for row in field if row["candidate"] != challenger["candidate"] and row[count] is not None]
    rivals = [row for row in _most_first(others, count) if not row["is_aggregate"]]
    rival = winner if not challenger["elected"] else next(iter(rivals), None)
    if rival is None:
        return gap
    gap["swing_to_level_pct"] = swing_to_level(challenger[count], rival[count], total)
    level = Fraction(challenger[count] + rival[count], 2)
    third = max((row[count] for row in others if row["candidate"] != rival["candidate"]), default=0)
    one_count = contest.voting_system != VotingSystem.SUPPLEMENTARY_VOTE
    if third <= level and (in_final or one_count):
        gap["swing_to_win_pct"] = gap["swing_to_level_pct"]
    return gap
