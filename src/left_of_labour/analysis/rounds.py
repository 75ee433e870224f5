"""Counting in rounds: the supplementary vote, its second count, and finals that never took place.

Under the supplementary vote a ballot has a first and, if the voter likes, a second preference. Without a majority of
first preferences all but the first two (and whoever ties with the second) are eliminated, and their ballots pass to the
finalist named second, if one is: Local Government Act 2000, Schedule 2, for mayors until 2022.
Published totals say how many passed to each finalist, not from whom, so what a candidate's voters did is known within
bounds only.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Completeness
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = [
    "RUNNER_UP",
    "Final",
    "SecondCount",
    "bounds_of_origin",
    "counting_law",
    "final_contests",
    "finalists",
    "finals_against_winner",
    "first_count",
    "has_majority",
    "rank",
    "second_count",
    "stage_final",
    "supplementary_vote",
    "transfer_bounds",
]

RUNNER_UP = "runner-up"
UNTRANSFERRED = "not transferred"
_REGULATIONS_REVOKED = dt.date(2007, 3, 27)


def counting_law(date: dt.date) -> str:
    """The law under which a council's mayor was elected by the supplementary vote on a date.

    References
    ----------
    SI 2002/185; SI 2007/1024, regulation 1 (in force from 27 March 2007; revokes the former).

    Examples
    --------
    >>> counting_law(dt.date(2002, 10, 17))[-16:], counting_law(dt.date(2010, 10, 21))[-16:]
    ('Regulations 2002', 'Regulations 2007')
    """
    regulations = 2002 if date < _REGULATIONS_REVOKED else 2007
    return (
        "the Local Government Act 2000, Schedule 2, and the Local Authorities (Mayoral Elections) (England and Wales) "
        f"Regulations {regulations}"
    )


def rank(votes: Mapping[str, int], candidate: str) -> int:
    """A candidate's place in a count, 1 being the highest; equal votes share a place.

    Examples
    --------
    >>> rank({"Pipe": 13813, "Boff": 4502, "Foot": 4187}, "Foot")
    3
    """
    return 1 + sum(other > votes[candidate] for other in votes.values())


def has_majority(votes: Mapping[str, int]) -> bool:
    """Whether somebody has more than half of the first preferences, so that no second count is held.

    Examples
    --------
    >>> has_majority({"Rahman": 23283, "Abbas": 11254, "King": 5348, "Griffiths": 2800, "Duffell": 2300})
    True
    """
    return 2 * max(votes.values()) > sum(votes.values())


def finalists(votes: Mapping[str, int]) -> tuple[str, ...]:
    """Who stays in for a second count, leader first: the first two, and all who have as many votes as the second.

    Parameters
    ----------
    votes
        First preferences of two candidates or more.

    References
    ----------
    Local Government Act 2000, Schedule 2, paragraph 3(2) and (3): with equal first preferences all of them remain in
    the contest; lots are drawn only where the totals after second preferences are equal.

    Examples
    --------
    >>> finalists({"Foot": 4187, "Pipe": 13813, "Boff": 4502})
    ('Pipe', 'Boff')
    >>> finalists({"Foot": 4502, "Pipe": 13813, "Boff": 4502})
    ('Pipe', 'Foot', 'Boff')
    """
    order = sorted(votes, key=votes.__getitem__, reverse=True)
    return tuple(name for name in order if votes[name] >= votes[order[1]])


def supplementary_vote(ballots: Mapping[tuple[str, str | None], int]) -> str:
    """The winner under the supplementary vote, counted from ballots.

    Parameters
    ----------
    ballots
        Number of ballots by first and second preference; None stands for no second preference.

    Returns
    -------
    str
        The candidate with a majority of first preferences, otherwise the finalist with most votes after transfers. If
        these are equal the returning officer draws lots; here the one with more first preferences is returned.

    References
    ----------
    Local Government Act 2000, Schedule 2.

    Examples
    --------
    >>> supplementary_vote({("A", None): 4, ("B", "A"): 3, ("C", "B"): 2})
    'B'
    """
    first: dict[str, int] = {}
    for (choice, _), number in ballots.items():
        first[choice] = first.get(choice, 0) + number
    leader, *_ = sorted(first, key=first.__getitem__, reverse=True)
    if has_majority(first):
        return leader
    final = {one: first[one] for one in finalists(first)}
    for (choice, then), number in ballots.items():
        if choice not in final and then in final:
            final[then] += number
    return max(final, key=final.__getitem__)


def first_count(dataset: Dataset, contest_id: str) -> dict[str, int]:
    """First preferences (under first past the post: votes) of every candidate, most first.

    Raises
    ------
    NotComparableError
        If a candidate's votes are not known, or some candidates are known only together, or there are several seats.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> list(first_count(load(), "hackney-mayor-2002").items())[:3]
    [('Jules Pipe', 13813), ('Andrew Boff', 4502), ('Paul Foot', 4187)]
    >>> first_count(load(), "hackney-mayor-2022")
    Traceback (most recent call last):
    ...
    left_of_labour.errors.NotComparableError: hackney-mayor-2022: contests.csv marks it as others_aggregated, a count
    in rounds needs every candidate's votes (complete)
    """
    contest = dataset.contest(contest_id)
    if contest.seats != 1:
        raise NotComparableError(f"{contest_id}: {contest.seats} seats, a count in rounds needs a single seat")
    if contest.completeness != Completeness.COMPLETE:
        raise NotComparableError(
            f"{contest_id}: contests.csv marks it as {contest.completeness}, "
            f"a count in rounds needs every candidate's votes ({Completeness.COMPLETE})"
        )
    candidates = dataset.candidates_of(contest_id)
    return {str(name): int(votes) for name, votes in zip(candidates["candidate"], candidates["votes"], strict=True)}


@dataclass(frozen=True)
class SecondCount:
    """A second count in totals.

    Attributes
    ----------
    leader, runner_up
        The first two of the first count.
    leader_first, runner_up_first
        Their first preferences.
    leader_transfers, runner_up_transfers
        What they received from the pool.
    pool
        First preferences of all eliminated candidates.
    """

    leader: str
    runner_up: str
    leader_first: int
    runner_up_first: int
    leader_transfers: int
    runner_up_transfers: int
    pool: int

    def __post_init__(self) -> None:
        transferred = self.leader_transfers + self.runner_up_transfers
        if transferred > self.pool:
            raise NotComparableError(
                f"{self.leader} against {self.runner_up}: {transferred} transfers, expected at most the {self.pool} "
                "votes of the eliminated candidates"
            )

    @property
    def leader_final(self) -> int:
        """The leader's votes after transfers."""
        return self.leader_first + self.leader_transfers

    @property
    def runner_up_final(self) -> int:
        """The runner-up's votes after transfers."""
        return self.runner_up_first + self.runner_up_transfers

    @property
    def winner(self) -> str:
        """Who has more votes after transfers; the leader if these are equal."""
        return self.leader if self.leader_final >= self.runner_up_final else self.runner_up

    @property
    def margin(self) -> int:
        """The winner's lead after transfers."""
        return abs(self.leader_final - self.runner_up_final)

    @property
    def not_transferred(self) -> int:
        """Eliminated votes without a second preference for a finalist."""
        return self.pool - self.leader_transfers - self.runner_up_transfers

    @property
    def transfer_rate(self) -> Fraction:
        """The part of the pool that passed to a finalist."""
        return Fraction(self.leader_transfers + self.runner_up_transfers, self.pool)

    @property
    def net_share(self) -> Fraction:
        """The runner-up's gain on the leader from transfers, as a share of the pool; negative if the leader gained."""
        return Fraction(self.runner_up_transfers - self.leader_transfers, self.pool)


def second_count(dataset: Dataset, contest_id: str) -> SecondCount | None:
    """The second count of a contest as it was held; None if there was none.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> count = second_count(load(), "tower-hamlets-mayor-2014")
    >>> count.winner, count.margin, count.not_transferred
    ('Lutfur Rahman', 3252, 12696)
    >>> second_count(load(), "tower-hamlets-mayor-2010") is None
    True
    """
    votes = first_count(dataset, contest_id)
    results = dataset.candidates_of(contest_id).set_index("candidate")
    if results["transfers"].isna().all():
        return None
    leader, runner_up, *tied = finalists(votes)
    if tied:
        raise NotComparableError(f"{contest_id}: {', '.join(tied)} tied for second place, expected two finalists")
    return SecondCount(
        leader=leader,
        runner_up=runner_up,
        leader_first=votes[leader],
        runner_up_first=votes[runner_up],
        leader_transfers=int(results.loc[leader, "transfers"]),
        runner_up_transfers=int(results.loc[runner_up, "transfers"]),
        pool=sum(votes.values()) - votes[leader] - votes[runner_up],
    )


def transfer_bounds(pool: Mapping[str, int], transfers: Mapping[str, int] | None) -> pd.DataFrame:
    """How many of each eliminated candidate's votes passed where, at least and at most.

    A table of origins by destinations of which only the margins are known: a cell holds at least what its row and its
    column have in excess of the whole, and at most the smaller of the two.

    Parameters
    ----------
    pool
        Votes of each eliminated candidate.
    transfers
        What each finalist received; None if no second count was held, so that nothing is known.

    Returns
    -------
    pandas.DataFrame
        One row per eliminated candidate and destination (the finalists, then "not transferred"; just "a finalist" if
        nothing is known): `candidate`, `votes`, `destination`, `least`, `most` in votes. Each cell's bounds can be
        reached, though not all of them at once.

    References
    ----------
    Duncan, O. D. and Davis, B. (1953), An alternative to ecological correlation. American Sociological Review 18.

    Examples
    --------
    Of Foot's 4,187 votes at most 2,421 went to Pipe. Nothing proves that any did: the others had enough.

    >>> from left_of_labour.data import load
    >>> votes = first_count(load(), "hackney-mayor-2002")
    >>> pool = {name: votes[name] for name in list(votes)[2:]}
    >>> transfer_bounds(pool, {"Jules Pipe": 2421, "Andrew Boff": 1127}).head(3)
       candidate  votes      destination  least  most
    0  Paul Foot   4187       Jules Pipe      0  2421
    1  Paul Foot   4187      Andrew Boff      0  1127
    2  Paul Foot   4187  not transferred    639  4187
    """
    total = sum(pool.values())
    if transfers is None:
        rows = [(name, votes, "a finalist", 0, votes) for name, votes in pool.items()]
    else:
        arrived = {**transfers, UNTRANSFERRED: total - sum(transfers.values())}
        rows = [
            (name, votes, to, max(0, votes + number - total), min(votes, number))
            for name, votes in pool.items()
            for to, number in arrived.items()
        ]
    return pd.DataFrame(rows, columns=["candidate", "votes", "destination", "least", "most"])


def bounds_of_origin(dataset: Dataset, contest_id: str) -> pd.DataFrame:
    """`transfer_bounds` of a contest: between its first two, from everybody else, with percentages.

    Returns
    -------
    pandas.DataFrame
        The columns of `transfer_bounds` and `least_pct`, `most_pct`: percent of the eliminated candidate's votes.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> bounds = bounds_of_origin(load(), "tower-hamlets-mayor-2022")
    >>> bounds.loc[bounds["least"] > 0, ["candidate", "destination", "least"]].values.tolist()
    []
    """
    votes = first_count(dataset, contest_id)
    final = finalists(votes)
    pool = {name: number for name, number in votes.items() if name not in final}
    count = second_count(dataset, contest_id)
    passed = {count.leader: count.leader_transfers, count.runner_up: count.runner_up_transfers} if count else None
    bounds = transfer_bounds(pool, passed)
    return bounds.assign(
        least_pct=100 * bounds["least"] / bounds["votes"], most_pct=100 * bounds["most"] / bounds["votes"]
    )


@dataclass(frozen=True)
class Final:
    """A final between the winner of a contest and a challenger: what the challenger would need.

    Attributes
    ----------
    winner, challenger
        The two.
    lead
        The winner's lead in first preferences; negative if the challenger was ahead.
    pool
        First preferences of everybody else.
    valid
        All first preferences.
    challenger_place
        The challenger's place in the first count.
    second_votes
        First preferences of the second-placed candidate, with whom a third-placed challenger would have had to draw
        level: all tied candidates stay in.
    challenger_votes
        First preferences of the challenger.
    """

    winner: str
    challenger: str
    lead: int
    pool: int
    valid: int
    challenger_place: int
    challenger_votes: int
    second_votes: int

    @property
    def needed(self) -> int:
        """Net transfers (gained minus conceded) with which the challenger wins by one vote."""
        return self.lead + 1

    @property
    def needed_share(self) -> Fraction:
        """The same as a share of the pool; above 1 it is out of reach."""
        return Fraction(self.needed, self.pool)

    @property
    def possible(self) -> bool:
        """Whether the pool is large enough, were every vote of it to pass to the challenger."""
        return self.needed <= self.pool

    @property
    def votes_to_second_place(self) -> int:
        """First preferences that the challenger lacked to be in the final; 0 for one who was."""
        return max(0, self.second_votes - self.challenger_votes)


def stage_final(dataset: Dataset, contest_id: str, challenger: str = RUNNER_UP) -> Final:
    """A final between the elected candidate and a challenger, held or not.

    Parameters
    ----------
    dataset
        The data.
    contest_id
        A contest with a single seat and every candidate's votes.
    challenger
        A candidate's name, or "runner-up": the better placed of the first two who was not elected.

    Raises
    ------
    ParameterError
        If the challenger did not stand, or was elected.
    NotComparableError
        If votes are missing.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> final = stage_final(load(), "hackney-mayor-2002", "Paul Foot")
    >>> final.lead, final.pool, final.needed, round(float(final.needed_share), 3), final.votes_to_second_place
    (9626, 14926, 9627, 0.645, 315)
    """
    votes = first_count(dataset, contest_id)
    winner = _elected(dataset.candidates_of(contest_id))
    losers = [name for name in votes if name != winner]
    if not losers:
        raise NotComparableError(f"{contest_id}: {winner} was returned unopposed, there is no challenger")
    if challenger == RUNNER_UP:
        challenger = losers[0]
    if challenger not in losers:
        raise ParameterError(
            f"challenger: {challenger!r} did not lose {contest_id}, which {winner} won; "
            f"{did_you_mean(challenger, losers)}"
        )
    final = _final(votes, winner, challenger)
    if not final.pool:
        raise NotComparableError(
            f"{contest_id}: {len(votes)} candidates stood, a second count needs a third whose votes can be transferred"
        )
    return final


@remembered
def final_contests(dataset: Dataset) -> list[str]:
    """The contests for which a final can be staged: for one seat, every candidate's votes known, and three at least.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> "hackney-mayor-2002" in final_contests(load()), "hackney-mayor-2022" in final_contests(load())
    (True, False)
    """
    contests = dataset.contests
    known = contests[(contests["seats"] == 1) & (contests["completeness"] == Completeness.COMPLETE)]
    stood = dataset.tables["results"].groupby("contest_id").size()
    return list(known.loc[known["contest_id"].map(stood) > 2, "contest_id"])


def _elected(candidates: pd.DataFrame) -> str:
    return str(candidates.loc[candidates["elected"], "candidate"].iloc[0])


def _final(votes: Mapping[str, int], winner: str, challenger: str) -> Final:
    return Final(
        winner=winner,
        challenger=challenger,
        lead=votes[winner] - votes[challenger],
        pool=sum(votes.values()) - votes[winner] - votes[challenger],
        valid=sum(votes.values()),
        challenger_place=rank(votes, challenger),
        challenger_votes=votes[challenger],
        second_votes=votes[finalists(votes)[1]],
    )


def finals_against_winner(dataset: Dataset, contest_id: str, observed: pd.DataFrame) -> pd.DataFrame:
    """What each losing candidate would have needed in a final against the winner.

    Parameters
    ----------
    dataset, contest_id
        The data, and a contest with a single seat and every candidate's votes.
    observed
        The second counts on record, from `transfers.second_counts`.

    Returns
    -------
    pandas.DataFrame
        One row per losing candidate, most votes first: `challenger`, `party`, `votes`, `short_of_second_place` (votes),
        `lead` (the winner's, votes), `pool`, `needed` (net transfers), `needed_pct` (of the pool) and
        `second_counts_reaching_it` (how many of those observed gave the runner-up as large a net share).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> from left_of_labour.analysis.transfers import second_counts
    >>> data = load()
    >>> finals = finals_against_winner(data, "hackney-mayor-2002", second_counts(data))
    >>> finals[["challenger", "needed", "needed_pct", "second_counts_reaching_it"]].head(2).round(1)
        challenger  needed  needed_pct  second_counts_reaching_it
    0  Andrew Boff    9312        63.7                          0
    1    Paul Foot    9627        64.5                          0
    """
    votes, candidates = first_count(dataset, contest_id), dataset.candidates_of(contest_id)
    winner = _elected(candidates)
    rows = []
    for candidate in candidates[~candidates["elected"]].itertuples():
        final = _final(votes, winner, candidate.candidate)
        rows.append(
            {
                "challenger": final.challenger,
                "party": candidate.party,
                "votes": final.challenger_votes,
                "short_of_second_place": final.votes_to_second_place,
                "lead": final.lead,
                "pool": final.pool,
                "needed": final.needed,
                "needed_pct": float(100 * final.needed_share),
                "second_counts_reaching_it": int((observed["net_share"] >= float(final.needed_share)).sum()),
            }
        )
    return pd.DataFrame(rows)
