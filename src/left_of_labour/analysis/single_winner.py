"""Contests for one office under first past the post, the supplementary vote and, within bounds, the alternative vote.

Published totals say who was named first, and in a second count how many passed to each finalist. What the others would
have written under another rule is not known, so a rule gives the set of those who could have won: one name if the
votes as cast settle it.
"""

from collections.abc import Mapping

import pandas as pd

from left_of_labour.analysis.rounds import SecondCount, finalists, first_count, has_majority, second_count
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, Office
from left_of_labour.errors import NotComparableError

__all__ = ["could_win_alternative_vote", "could_win_supplementary_vote", "mayors_under_other_rules"]

_MAJORITY = "majority of first preferences"


def could_win_supplementary_vote(votes: Mapping[str, int], count: SecondCount | None = None) -> list[str]:
    """Who could have won under the supplementary vote, most first preferences first.

    Parameters
    ----------
    votes
        First preferences of every candidate.
    count
        The second count, if one was held: then there is one winner.

    Examples
    --------
    >>> could_win_supplementary_vote({"A": 45, "B": 35, "C": 20})
    ['A', 'B']
    >>> could_win_supplementary_vote({"A": 45, "B": 20, "C": 19, "D": 3})
    ['A']
    """
    leader, runner_up = finalists(votes)[:2]
    if has_majority(votes):
        return [leader]
    if count is not None:
        return [count.winner]
    pool = sum(votes.values()) - votes[leader] - votes[runner_up]
    return [leader, runner_up] if votes[runner_up] + pool >= votes[leader] else [leader]


def could_win_alternative_vote(votes: Mapping[str, int], count: SecondCount | None = None) -> list[str]:
    """Who cannot be ruled out as the winner under the alternative vote, most first preferences first.

    The last candidate is eliminated again and again, and every ballot passes to the next preference. A candidate is
    ruled out if even with every eliminated ballot that could name them next they would come last in some round, or lose
    the final. Of a second count by supplementary vote it is known how many voters named a finalist second: those
    ballots would have passed to that finalist first.

    Parameters
    ----------
    votes
        First preferences of every candidate.
    count
        The second count, if one was held.

    Notes
    -----
    These are bounds: whoever is left may still have been unable to win, as not every favourable split can hold at once.

    Examples
    --------
    >>> could_win_alternative_vote({"A": 45, "B": 30, "C": 20, "D": 5})
    ['A', 'B']
    >>> could_win_alternative_vote({"A": 40, "B": 30, "C": 27, "D": 3})
    ['A', 'B', 'C']
    >>> could_win_alternative_vote({"A": 51, "B": 30, "C": 19})
    ['A']
    """
    if has_majority(votes):
        return [finalists(votes)[0]]
    return [name for name in sorted(votes, key=votes.__getitem__, reverse=True) if _could_win(name, votes, count)]


def _could_win(name: str, votes: Mapping[str, int], count: SecondCount | None) -> bool:
    """Whether the candidate survives every round if each ballot that is free to do so passes to them."""
    ballots = _Ballots(votes, count)

    def survives(out: frozenset[str]) -> bool:
        tally = ballots.most(name, out)
        left = [other for other in votes if other != name and other not in out]
        beaten = [other for other in left if ballots.least(other, out) <= tally]
        if len(left) == 1:
            return bool(beaten)
        pool = sorted((other for other in beaten if other not in ballots.known), key=votes.__getitem__)
        return any(survives(out | {other}) for other in [*pool[:1], *(one for one in beaten if one in ballots.known)])

    return survives(frozenset())


class _Ballots:
    """What a candidate has at least and at most once some others are out.

    `known` holds the second preferences for each finalist that a second count has shown. They came from the pool of all
    other candidates, nobody knows from whom: so many of them are bound as those still standing cannot have cast.
    """

    def __init__(self, votes: Mapping[str, int], count: SecondCount | None):
        self.votes = votes
        self.known: dict[str, int] = (
            {} if count is None else {count.leader: count.leader_transfers, count.runner_up: count.runner_up_transfers}
        )
        self.pool = sum(number for name, number in votes.items() if name not in self.known)

    def least(self, name: str, out: frozenset[str]) -> int:
        """First preferences, and second ones that those who are out must have given."""
        return self.votes[name] + self._bound(name, out)

    def most(self, name: str, out: frozenset[str]) -> int:
        """First preferences and the ballots of all who are out, but for those bound to somebody still in."""
        elsewhere = sum(self._bound(other, out) for other in self.known if other != name and other not in out)
        return self.votes[name] + sum(self.votes[other] for other in out) - elsewhere

    def _bound(self, name: str, out: frozenset[str]) -> int:
        freed = sum(self.votes[other] for other in out if other not in self.known)
        return max(0, self.known.get(name, 0) - (self.pool - freed))


def mayors_under_other_rules(dataset: Dataset, place: str) -> pd.DataFrame:
    """Every mayoral contest of a place under three rules, on the votes as cast.

    Returns
    -------
    pandas.DataFrame
        One row per contest, oldest first: `contest_id`, `date`, `voting_system`, `status`, `elected` (as declared),
        `first_past_the_post` (most first preferences), `supplementary_vote` and `alternative_vote` (tuples of those who
        could have won), `lead` of the first over the second in first preferences, `pool` (votes for everybody else),
        `needed_pct` (net share of the pool that the second would have needed; missing with a majority, or without a
        pool), `remark`. Empty tuples and missing values where the candidates' votes are not all known, or where more
        than two stayed in, and nobody has a majority.

    Raises
    ------
    NotComparableError
        If the place has elected no mayor.

    References
    ----------
    Van der Kolk, H., Rallings, C. and Thrasher, M. (2006), The effective use of the supplementary vote in mayoral
    elections, Representation 42(2); Elections Act 2022, section 13 (first past the post for mayors).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> mayors = mayors_under_other_rules(load(), "tower-hamlets").set_index("contest_id")
    >>> mayors.loc["tower-hamlets-mayor-2026", "supplementary_vote"]
    ('Lutfur Rahman', 'Sirajul Islam')
    """
    contests = dataset.contests
    held = contests[(contests["place"] == place) & (contests["office"] == Office.MAYOR)].sort_values("date")
    if held.empty:
        raise NotComparableError(f"place: {place} has elected no mayor")
    return pd.DataFrame([_under_other_rules(dataset, contest_id) for contest_id in held["contest_id"]])


def _under_other_rules(dataset: Dataset, contest_id: str) -> dict[str, object]:
    contest = dataset.contest(contest_id)
    candidates = dataset.candidates_of(contest_id)
    row: dict[str, object] = {
        "contest_id": contest_id,
        "date": pd.Timestamp(contest.date),
        "voting_system": str(contest.voting_system),
        "status": str(contest.status),
        "elected": candidates.loc[candidates["elected"], "candidate"].iloc[0],
        "first_past_the_post": (),
        "supplementary_vote": (),
        "alternative_vote": (),
        "lead": None,
        "pool": None,
        "needed_pct": None,
        "remark": "",
    }
    if contest.completeness != Completeness.COMPLETE:
        top = candidates[~candidates["is_aggregate"]].iloc[0]
        if contest.valid_votes and 2 * top["votes"] > contest.valid_votes:
            rules = ("first_past_the_post", "supplementary_vote", "alternative_vote")
            return row | dict.fromkeys(rules, (top["candidate"],)) | {"remark": _MAJORITY}
        return row | {"remark": "votes not known of every candidate"}
    votes = first_count(dataset, contest_id)
    leader, runner_up, *tied = finalists(votes)
    if tied and not has_majority(votes):
        return row | {"remark": "more than two stayed in for the second count"}
    count = second_count(dataset, contest_id)
    lead, pool = votes[leader] - votes[runner_up], sum(votes.values()) - votes[leader] - votes[runner_up]
    return row | {
        "first_past_the_post": (leader,),
        "supplementary_vote": tuple(could_win_supplementary_vote(votes, count)),
        "alternative_vote": tuple(could_win_alternative_vote(votes, count)),
        "lead": lead,
        "pool": pool,
        "needed_pct": None if has_majority(votes) or not pool else 100 * lead / pool,
        "remark": _MAJORITY if has_majority(votes) else "",
    }
