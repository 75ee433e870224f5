"""The measures of one contest: how close the best-placed candidate left of Labour came.

Votes are whole numbers and shares exact fractions, in percent; nothing is rounded here. Where a measure cannot be
known it is None, never 0: no candidate, no electorate, a partial result.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction

import pandas as pd

from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, Contest, VotingSystem
from left_of_labour.errors import NotComparableError

__all__ = [
    "Measures",
    "contenders",
    "deposit_threshold",
    "effective_number_of_parties",
    "measure",
    "measure_many",
    "share",
    "swing_to_win",
]

_NO_PARTY = ("independent", "other")
_DEPOSIT_LOWERED = dt.date(1985, 10, 1)


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


def swing_to_win(challenger_votes: int, winner_votes: int, base: int) -> Fraction:
    """The swing that would have levelled two candidates: half the gap between their shares, in percentage points.

    Positive for who lost; negative for a winner measured against the runner-up: what could have been lost.

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

    >>> f"{float(swing_to_win(8715, 14006, 39993)):.1f}"
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
    Local Authorities (Mayoral Elections) (England and Wales) Regulations 2007 (5% of first preferences).

    Examples
    --------
    >>> deposit_threshold("mp", dt.date(1983, 6, 9))
    Fraction(25, 2)
    """
    if office == "mp" and date < _DEPOSIT_LOWERED:
        return Fraction(25, 2)
    return Fraction(5) if office in ("mp", "mayor") else None


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
        slate = frame["party_id"].mask(frame["party_id"].isin(_NO_PARTY), frame["candidate"])
        elected = frame.groupby(slate)["elected"].transform("any")
        frame = frame.assign(elected=elected)[~slate.duplicated()].reset_index(drop=True)
    base = vote_base(contest, frame)
    shares = [None if base is None or pd.isna(vote) else share(int(vote), base) for vote in frame["votes"]]
    return frame.assign(share_pct=pd.Series(shares, dtype="object"), rank=_ranks(frame, base))


def _ranks(frame: pd.DataFrame, base: int | None) -> pd.Series:
    """Places by first preferences; whoever has fewer than all unnamed candidates together has none."""
    unnamed = frame.loc[frame["is_aggregate"], "votes"].sum()
    unknown = frame["is_aggregate"] | (frame["votes"] < unnamed) | (base is None)
    return frame["votes"].mask(unknown).rank(method="min", ascending=False).astype("Int64")


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
        Supplementary vote: first preferences missing to the second-placed candidate, 0 for the first two.
    final_votes_behind_labour
        The gap to Labour after the second count, if both took part in it.
    deposit_multiple
        The challenger's share over the share above which a deposit is returned.
    majority, majority_pct
        The winner's lead over the runner-up at the deciding count, and as a share of its votes.
    swing_to_win_pct
        See `swing_to_win`: against the winner, or for a winner against the runner-up, at the deciding count if the
        challenger took part in it, otherwise by first preferences.
    witnesses
        Independent sources of the challenger's votes.
    left_votes, left_share_pct
        All candidates left of Labour together.
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
    share_of_valid_votes_pct: Fraction | None
    share_of_electorate_pct: Fraction | None
    rank: int | None
    candidates: int
    votes_behind_labour: int | None
    points_behind_labour: Fraction | None
    ratio_to_labour: Fraction | None
    votes_behind_winner: int | None
    points_behind_winner: Fraction | None
    votes_short_of_final: int | None
    final_votes: int | None
    final_votes_behind_labour: int | None
    swing_to_win_pct: Fraction | None
    deposit_multiple: Fraction | None
    left_candidates: int
    left_votes: int | None
    left_share_pct: Fraction | None

    def as_dict(self) -> dict[str, object]:
        """The measures as plain values: fractions as unrounded decimals, dates in ISO form."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


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
    field = contenders(dataset, contest_id)
    base = vote_base(contest, field)
    left = field[is_left(field["left_reading"], reading)]
    with_votes = left[left["votes"].notna()]
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
        vote_base=base,
        vote_base_meaning=(
            "votes of each party's best candidate"
            if contest.voting_system == VotingSystem.BLOCK_VOTE
            else "valid votes"
        ),
        **_participation(contest),
        **_decision(field),
        **_challenge(contest, field, _first(with_votes), _first(field[field["family"] == "labour"]), base),
        candidates=int((~field["is_aggregate"]).sum()),
        effective_number_of_parties=(
            effective_number_of_parties(field["votes"])
            if contest.completeness == Completeness.COMPLETE and base
            else None
        ),
        left_candidates=len(left),
        left_votes=int(with_votes["votes"].sum()) if len(with_votes) == len(left) else None,
        left_share_pct=share(int(left["votes"].sum()), base) if base else None,
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
        raise NotComparableError(f"nobody left of Labour (reading {reading}) stood in any of these contests")
    return pd.DataFrame(rows)


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _first(frame: pd.DataFrame) -> pd.Series | None:
    return None if frame.empty else frame.iloc[0]


def _known(value: object) -> int | None:
    return None if pd.isna(value) else int(value)


def _participation(contest: Contest) -> dict[str, object]:
    def over_electorate(votes: int | None) -> Fraction | None:
        return share(votes, contest.electorate) if votes and contest.electorate else None

    return {
        "electorate": contest.electorate,
        "turnout_valid_pct": over_electorate(contest.valid_votes),
        "turnout_ballots_pct": over_electorate(contest.ballots_cast),
        "turnout_reported_pct": contest.turnout_reported_pct,
    }


def _decision(field: pd.DataFrame) -> dict[str, object]:
    """Winner, runner-up and majority at the deciding count."""
    final = field[field["final_votes"].notna()]
    column = "votes" if final.empty else "final_votes"
    order = (field if final.empty else final).sort_values(column, ascending=False, kind="stable")
    elected = order[order["elected"]]
    unknown = dict.fromkeys(("winner", "winner_label", "winner_votes", "runner_up", "majority", "majority_pct"))
    if elected.empty:
        return unknown
    winner = elected.iloc[0]
    facts = unknown | {
        "winner": winner["candidate"],
        "winner_label": winner["ballot_label"],
        "winner_votes": _known(winner["votes"]),
    }
    # Without every rival's votes, or with rivals added up, nobody knows who came second.
    losers = order[order["candidate"] != winner["candidate"]]
    if losers.empty or order["votes"].isna().any():
        return facts
    runner_up = losers.iloc[0]
    if runner_up["is_aggregate"]:
        return facts
    total = int(order[column].sum())
    majority = int(winner[column]) - int(runner_up[column])
    return facts | {
        "runner_up": runner_up["candidate"],
        "majority": majority,
        "majority_pct": Fraction(100 * majority, total) if total else None,
    }


def _challenge(
    contest: Contest, field: pd.DataFrame, challenger: pd.Series | None, labour: pd.Series | None, base: int | None
) -> dict[str, object]:
    """The challenger, Labour and the distance between them."""
    facts: dict[str, object] = dict.fromkeys(_CHALLENGE)
    if labour is not None:
        facts |= {
            "labour_candidate": labour["candidate"],
            "labour_votes": _known(labour["votes"]),
            "labour_share_pct": labour["share_pct"],
            "labour_rank": _known(labour["rank"]),
        }
    if challenger is None:
        return facts
    votes = int(challenger["votes"])
    points = challenger["share_pct"]
    facts |= {
        "challenger": challenger["candidate"],
        "challenger_label": challenger["ballot_label"],
        "challenger_reading": challenger["left_reading"],
        "witnesses": _known(challenger["witnesses"]),
        "elected": bool(challenger["elected"]),
        "votes": votes,
        "share_of_valid_votes_pct": points,
        "share_of_electorate_pct": share(votes, contest.electorate) if contest.electorate else None,
        "rank": _known(challenger["rank"]),
        "final_votes": _known(challenger["final_votes"]),
    }
    threshold = deposit_threshold(contest.office, contest.date)
    if points is not None and threshold:
        facts["deposit_multiple"] = points / threshold
    facts |= _behind_labour(challenger, labour) | _behind_winner(field, challenger, base)
    if contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE:
        second = field.loc[field["rank"] == 2, "votes"]
        if base and not second.empty:
            facts["votes_short_of_final"] = max(0, int(second.iloc[0]) - votes)
    return facts


_CHALLENGE = (
    *("labour_candidate", "labour_votes", "labour_share_pct", "labour_rank"),
    *("challenger", "challenger_label", "challenger_reading", "witnesses", "elected", "votes", "rank"),
    *("share_of_valid_votes_pct", "share_of_electorate_pct", "deposit_multiple"),
    *("votes_behind_labour", "points_behind_labour", "ratio_to_labour"),
    *("votes_behind_winner", "points_behind_winner", "swing_to_win_pct"),
    *("votes_short_of_final", "final_votes", "final_votes_behind_labour"),
)


def _behind_labour(challenger: pd.Series, labour: pd.Series | None) -> dict[str, object]:
    if labour is None or pd.isna(labour["votes"]):
        return {}
    gap = {
        "votes_behind_labour": int(labour["votes"]) - int(challenger["votes"]),
        "ratio_to_labour": Fraction(int(challenger["votes"]), int(labour["votes"])),
    }
    if labour["share_pct"] is not None:
        gap["points_behind_labour"] = labour["share_pct"] - challenger["share_pct"]
    if pd.notna(challenger["final_votes"]) and pd.notna(labour["final_votes"]):
        gap["final_votes_behind_labour"] = int(labour["final_votes"]) - int(challenger["final_votes"])
    return gap


def _behind_winner(field: pd.DataFrame, challenger: pd.Series, base: int | None) -> dict[str, object]:
    winners = field[field["elected"] & field["votes"].notna()]
    if winners.empty:
        return {}
    winner = winners.iloc[0]
    gap: dict[str, object] = {"votes_behind_winner": int(winner["votes"]) - int(challenger["votes"])}
    if base is None:
        return gap
    gap["points_behind_winner"] = winner["share_pct"] - challenger["share_pct"]
    count, total = "votes", base
    if pd.notna(challenger["final_votes"]):
        count, total = "final_votes", int(field["final_votes"].sum())
    rival = winner
    if challenger["elected"]:
        rivals = field[(field["candidate"] != challenger["candidate"]) & ~field["is_aggregate"]]
        rival = rivals.sort_values(count, ascending=False).iloc[0] if len(rivals) else None
    if rival is not None:
        gap["swing_to_win_pct"] = swing_to_win(int(challenger[count]), int(rival[count]), total)
    return gap
