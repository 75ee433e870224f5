"""Mayors under other rules: against ballots counted one by one."""

import random
from itertools import permutations

import pytest

from left_of_labour.analysis.rounds import SecondCount, finalists, has_majority, supplementary_vote
from left_of_labour.analysis.single_winner import (
    could_win_alternative_vote,
    could_win_supplementary_vote,
    mayors_under_other_rules,
)
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError

RANKINGS = {
    number: [order[:length] for order in permutations("ABCDE"[:number]) for length in range(1, number + 1)]
    for number in (3, 4, 5)
}


@pytest.fixture(scope="module")
def data():
    return load()


def alternative_vote(ballots):
    """The winner of ballots (rankings with their number), or None if a round ends in a tie."""
    standing = {choice for ranking in ballots for choice in ranking}
    while len(standing) > 1:
        tally = dict.fromkeys(standing, 0)
        for ranking, number in ballots.items():
            best = next((choice for choice in ranking if choice in standing), None)
            if best:
                tally[best] += number
        last = min(tally.values())
        if list(tally.values()).count(last) > 1:
            return None
        standing.remove(min(tally, key=tally.__getitem__))
    return standing.pop()


def first_preferences(ballots, names):
    return {name: sum(number for ranking, number in ballots.items() if ranking[0] == name) for name in names}


def counted_twice(ballots, votes):
    leader, runner_up = finalists(votes)
    passed = {
        finalist: sum(
            number
            for ranking, number in ballots.items()
            if ranking[0] not in (leader, runner_up) and len(ranking) > 1 and ranking[1] == finalist
        )
        for finalist in (leader, runner_up)
    }
    return SecondCount(
        leader, runner_up, votes[leader], votes[runner_up], passed[leader], passed[runner_up],
        sum(votes.values()) - votes[leader] - votes[runner_up],
    )  # fmt: skip


@pytest.mark.parametrize("number", [3, 4, 5])
def test_no_count_of_ballots_has_a_winner_who_was_ruled_out(number):
    chance = random.Random(12)
    ruled_out = 0
    for _ in range(400):
        ballots = {chance.choice(RANKINGS[number]): chance.randint(1, 40) for _ in range(12)}
        names = "ABCDE"[:number]
        votes = first_preferences(ballots, names)
        if sorted(votes.values())[-2] == sorted(votes.values())[-3] or 0 in votes.values():
            continue
        winner = alternative_vote(ballots)
        bounds = could_win_alternative_vote(votes)
        assert winner is None or winner in bounds
        if not has_majority(votes):
            narrower = could_win_alternative_vote(votes, counted_twice(ballots, votes))
            assert set(narrower) <= set(bounds)
            assert winner is None or winner in narrower
            ruled_out += len(bounds) - len(narrower)
        assert supplementary_vote(pairs(ballots)) in could_win_supplementary_vote(votes)
    assert ruled_out > 10  # what a second count shows does narrow the bounds


def pairs(ballots):
    """Ballots by their first two choices."""
    found = {}
    for ranking, number in ballots.items():
        key = (ranking[0], ranking[1] if len(ranking) > 1 else None)
        found[key] = found.get(key, 0) + number
    return found


def test_without_a_second_count_the_bounds_are_reached():
    """With 45, 30, 20 and 5 nobody but the first two can win; with 40, 30, 27 and 3 the third can."""
    assert could_win_alternative_vote({"A": 45, "B": 30, "C": 20, "D": 5}) == ["A", "B"]
    ballots = {("A",): 40, ("B", "C"): 30, ("C",): 27, ("D", "C"): 3}
    assert could_win_alternative_vote({"A": 40, "B": 30, "C": 27, "D": 3}) == ["A", "B", "C"]
    assert alternative_vote({**ballots, ("D", "C"): 4}) == "C"


def test_second_counts_as_held_decide_the_supplementary_vote(data):
    for place in ("hackney", "tower-hamlets"):
        rows = mayors_under_other_rules(data, place)
        held = rows[(rows["voting_system"] == "supplementary_vote") & (rows["supplementary_vote"].map(len) > 0)]
        assert (held["supplementary_vote"] == held["elected"].map(lambda name: (name,))).all()
        single = rows[(rows["voting_system"] == "first_past_the_post") & (rows["first_past_the_post"].map(len) > 0)]
        assert (single["first_past_the_post"] == single["elected"].map(lambda name: (name,))).all()


def test_khan_could_not_have_won_in_2018_but_rahmans_2014_was_open_under_the_alternative_vote(data):
    rows = mayors_under_other_rules(data, "tower-hamlets").set_index("contest_id")
    assert rows.loc["tower-hamlets-mayor-2018", "supplementary_vote"] == ("John Biggs",)
    assert rows.loc["tower-hamlets-mayor-2014", "alternative_vote"] == ("Lutfur Rahman", "John Biggs")
    assert rows.loc["tower-hamlets-mayor-2010", "alternative_vote"] == ("Lutfur Rahman",)


def test_foot_is_ruled_out_by_the_second_count_or_not_at_all(data):
    row = mayors_under_other_rules(data, "hackney").set_index("contest_id").loc["hackney-mayor-2002"]
    assert row["supplementary_vote"] == ("Jules Pipe",)
    assert row["lead"] == 13813 - 4502 and row["pool"] == 32926 - 13813 - 4502
    assert "Jules Pipe" in row["alternative_vote"]


def test_a_majority_is_known_even_where_the_losers_are_not(data):
    rows = mayors_under_other_rules(data, "hackney").set_index("contest_id")
    assert rows.loc["hackney-mayor-2016-09", "alternative_vote"] == ("Philip Glanville",)


def test_a_place_without_a_mayor_is_refused(data):
    with pytest.raises(NotComparableError, match="preston has elected no mayor"):
        mayors_under_other_rules(data, "preston")
