"""The supplementary vote: known results, bounds against simulated ballots, votelib as a second opinion."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from votelib.convert import RankedToFirstPreference, SubsettedVotes
from votelib.evaluate.core import Plurality
from votelib.vote import RankedSubsetter

from left_of_labour.analysis import rounds
from left_of_labour.analysis.transfers import second_counts
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError, ParameterError

CANDIDATES = ["Ash", "Birch", "Cedar", "Elm", "Fir"]


@pytest.fixture(scope="module")
def dataset():
    return load()


@st.composite
def ballot_boxes(draw):
    """Ballots by first and second preference, every candidate being somebody's first."""
    choices = [(first, then) for first in CANDIDATES for then in [None, *CANDIDATES] if then != first]
    counts = draw(st.lists(st.integers(0, 60), min_size=len(choices), max_size=len(choices)))
    box = dict(zip(choices, counts, strict=True))
    return {ballot: number + (ballot[1] is None) for ballot, number in box.items()}


def first_preferences(box):
    votes = dict.fromkeys(CANDIDATES, 0)
    for (first, _), number in box.items():
        votes[first] += number
    return votes


def totals(box):
    """What a returning officer publishes: the pool by candidate, and transfers by finalist."""
    votes = first_preferences(box)
    final = rounds.finalists(votes)[:2]
    pool = {name: number for name, number in votes.items() if name not in final}
    transfers = {to: sum(box[one, to] for one in pool) for to in final}
    return pool, transfers


@given(ballot_boxes())
def test_bounds_contain_what_voters_did(box):
    pool, transfers = totals(box)
    for row in rounds.transfer_bounds(pool, transfers).itertuples():
        if row.destination in transfers:
            truth = box[row.candidate, row.destination]
        else:
            truth = pool[row.candidate] - sum(box[row.candidate, to] for to in transfers)
        assert row.least <= truth <= row.most


@given(ballot_boxes())
def test_bounds_are_sharp(box):
    """The least is reached when all others send as many as they can, the most when the candidate does."""
    pool, transfers = totals(box)
    arrived = {**transfers, "not transferred": sum(pool.values()) - sum(transfers.values())}
    for row in rounds.transfer_bounds(pool, transfers).itertuples():
        others = sum(pool.values()) - row.votes
        assert row.most == min(row.votes, arrived[row.destination])
        assert row.least == arrived[row.destination] - min(others, arrived[row.destination])


def test_bounds_without_a_second_count_exclude_nothing():
    bounds = rounds.transfer_bounds({"King": 5348, "Duffell": 2300}, None)
    assert bounds["least"].tolist() == [0, 0]
    assert bounds["most"].tolist() == [5348, 2300]


def votelib_winner(box):
    """The contingent vote put together from votelib's parts."""
    ranked = {(first, then) if then else (first,): number for (first, then), number in box.items()}
    votes = RankedToFirstPreference().convert(ranked)
    if 2 * max(votes.values()) > sum(votes.values()):
        return Plurality().evaluate(votes, 1)[0]
    final = Plurality().evaluate(votes, 2)
    left = SubsettedVotes(RankedSubsetter()).convert(ranked, final)
    kept = {vote: number for vote, number in left.items() if vote}
    return Plurality().evaluate(RankedToFirstPreference().convert(kept), 1)[0]


@given(ballot_boxes())
def test_winner_agrees_with_votelib(box):
    votes = sorted(first_preferences(box).values(), reverse=True)
    _, transfers = totals(box)
    final = rounds.finalists(first_preferences(box))[:2]
    ends = [first_preferences(box)[one] + transfers[one] for one in final]
    if votes[1] in (votes[0], votes[2]) or ends[0] == ends[1]:
        return  # ties are drawn by lot, and each program draws its own
    assert rounds.supplementary_vote(box) == votelib_winner(box)


@given(ballot_boxes(), st.sampled_from(CANDIDATES), st.integers(1, 200))
def test_more_votes_never_lower_a_rank(box, candidate, gain):
    votes = first_preferences(box)
    assert rounds.rank(votes | {candidate: votes[candidate] + gain}, candidate) <= rounds.rank(votes, candidate)


@given(ballot_boxes(), st.integers(1, 200))
def test_winner_still_wins_with_more_first_preferences(box, gain):
    """True of votes from outside; taken from a rival they can change the other finalist, and then lose."""
    winner = rounds.supplementary_vote(box)
    assert rounds.supplementary_vote(box | {(winner, None): box[winner, None] + gain}) == winner


@given(ballot_boxes())
def test_totals_give_the_same_winner_as_ballots(box):
    votes = first_preferences(box)
    pool, transfers = totals(box)
    leader, runner_up, *tied = rounds.finalists(votes)
    if tied:
        return
    count = rounds.SecondCount(
        leader, runner_up, votes[leader], votes[runner_up], transfers[leader], transfers[runner_up], sum(pool.values())
    )
    if not rounds.has_majority(votes):
        assert count.winner == rounds.supplementary_vote(box)
    assert count.leader_transfers + count.runner_up_transfers + count.not_transferred == count.pool


def test_every_second_count_gives_the_recorded_winner(dataset):
    table = dataset.mayoral_second_rounds
    settled = ~((table["authority"] == "Lewisham") & (table["date"] == "2002-05-02"))
    counted = table.loc[~table["decided_in_first_round"] & settled]
    recorded = counted.sort_values("date", kind="stable")["winner"].tolist()
    counts = second_counts(dataset)
    assert counts["winner"].tolist() == recorded
    assert len(counts) == 66


def test_every_first_count_decided_has_a_majority_and_no_other(dataset):
    table = dataset.mayoral_second_rounds
    majority = 2 * table["leader_first"] > table["valid_first"]
    assert majority.tolist() == table["decided_in_first_round"].tolist()


def test_first_past_the_post_would_have_elected_others_in_seven(dataset):
    lost = second_counts(dataset).query("leader_lost")
    assert sorted(lost["authority"] + " " + lost["date"].dt.year.astype(str)) == [
        "Cambridgeshire and Peterborough 2021",
        "Copeland 2015",
        "Doncaster 2009",
        "Mansfield 2002",
        "Mansfield 2011",
        "North Tyneside 2005",
        "Stoke-on-Trent 2002",
    ]


def test_second_counts_of_the_places_agree_with_the_national_table(dataset):
    national = second_counts(dataset).set_index(["authority", "date"])
    contests = dataset.contests[dataset.contests["voting_system"] == "supplementary_vote"]
    compared = 0
    for row in contests.itertuples():
        if row.completeness == "complete" and (count := rounds.second_count(dataset, row.contest_id)):
            assert national.loc[(row.area, row.date), "net_share"] == float(count.net_share)
            assert count.winner == national.loc[(row.area, row.date), "winner"]
            compared += 1
    assert compared == 6


def test_a_leader_loses_exactly_when_the_net_share_reaches_what_was_needed(dataset):
    counts = second_counts(dataset)
    assert ((counts["net_share"] >= counts["needed_share"]) == counts["leader_lost"]).all()


def test_half_is_no_majority():
    assert not rounds.has_majority({"A": 50, "B": 30, "C": 20})
    assert rounds.has_majority({"A": 51, "B": 30, "C": 20})


def test_foot_in_a_final(dataset):
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    assert (final.winner, final.pool, final.needed) == ("Jules Pipe", 32926 - 13813 - 4187, 13813 - 4187 + 1)
    assert final.needed_share == Fraction(9627, 14926)
    assert final.challenger_votes + final.votes_to_second_place == 4502
    assert second_counts(dataset)["net_share"].max() < final.needed_share


def test_no_second_count_could_have_saved_abbas(dataset):
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2010")
    assert final.challenger == "Helal Uddin Abbas"
    assert not final.possible
    assert final.votes_to_second_place == 0


@pytest.mark.parametrize("challenger", ["Jules Pipe", "Paul Feet"])
def test_a_challenger_must_have_lost(dataset, challenger):
    with pytest.raises(ParameterError, match=r"challenger: .* did not lose hackney-mayor-2002"):
        rounds.stage_final(dataset, "hackney-mayor-2002", challenger)


@pytest.mark.parametrize(
    ("contest", "reason"),
    [
        ("hackney-south-mp-1997", "partial"),
        ("hackney-mayor-2022", "others_aggregated"),
        ("hackney-mayor-2016-09", "others_aggregated"),
        ("tower-hamlets-council-2022-bow-east", "3 seats"),
    ],
)
def test_counts_are_refused_with_the_reason(dataset, contest, reason):
    with pytest.raises(NotComparableError, match=reason):
        rounds.first_count(dataset, contest)


def test_transfers_beyond_the_pool_are_refused():
    with pytest.raises(NotComparableError, match="expected at most the 10 votes"):
        rounds.SecondCount("A", "B", 50, 40, 6, 5, 10)


def test_all_who_tie_for_second_place_stay_in():
    """Local Government Act 2000, Schedule 2, paragraph 3(3)."""
    assert rounds.finalists({"A": 40, "B": 20, "C": 20, "D": 1}) == ("A", "B", "C")
    ballots = {("A", None): 40, ("B", None): 20, ("C", None): 20, ("D", "C"): 21}
    assert rounds.finalists({"A": 40, "B": 20, "C": 20, "D": 19}) == ("A", "B", "C")
    assert rounds.supplementary_vote(ballots) == "A"
    ballots = {("A", None): 40, ("B", None): 22, ("C", "A"): 22, ("D", "C"): 20}
    assert rounds.supplementary_vote(ballots) == "C"


def test_two_candidates_leave_nothing_to_transfer(dataset):
    two = dataset.contests.loc[dataset.contests["seats"] == 1, "contest_id"]
    two = [contest_id for contest_id in two if len(dataset.candidates_of(contest_id)) == 2]
    complete = [one for one in two if dataset.contest(one).completeness == "complete"]
    assert complete
    for contest_id in complete:
        with pytest.raises(NotComparableError, match="2 candidates stood"):
            rounds.stage_final(dataset, contest_id)
