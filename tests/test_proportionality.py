"""Indices of votes and seats: against hand-worked examples and other people's code."""

from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from poli_sci_kit.appointment.metrics import dispr_index, effective_number_of_groups
from votelib.crit import proportionality

from left_of_labour.analysis.measures import effective_number_of_parties
from left_of_labour.analysis.proportionality import advantage_ratio, gallagher, gallagher_bounds

RESULTS = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 60)), min_size=2, max_size=12)


def test_gallagher_by_hand():
    # 45, 35, 20% of votes; 60, 30, 10% of seats: half of 225 + 25 + 100 is 175.
    assert isclose(gallagher([45, 35, 20], [6, 3, 1]), sqrt(175))


@given(RESULTS)
def test_gallagher_agrees_with_two_oracles(result):
    votes, seats = map(list, zip(*result, strict=True))
    assume(sum(votes) and sum(seats))
    ours = gallagher(votes, seats)
    names = [str(number) for number in range(len(votes))]
    theirs = proportionality.gallagher(dict(zip(names, votes, strict=True)), dict(zip(names, seats, strict=True)))
    assert isclose(ours, 100 * float(theirs), abs_tol=1e-9)
    shares = [vote / sum(votes) for vote in votes], [seat / sum(seats) for seat in seats]
    assert isclose(ours, 100 * dispr_index(*shares, metric_type="Gallagher"), abs_tol=1e-9)


@given(RESULTS, st.integers(2, 9))
def test_gallagher_is_between_0_and_100_and_knows_no_scale(result, factor):
    votes, seats = map(list, zip(*result, strict=True))
    assume(sum(votes) and sum(seats))
    found = gallagher(votes, seats)
    assert 0 <= found <= 100 + 1e-9
    assert isclose(found, gallagher([factor * vote for vote in votes], seats), abs_tol=1e-9)
    assert isclose(gallagher(votes, votes), 0, abs_tol=1e-9)


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=12))
def test_effective_number_agrees_with_the_oracle(votes):
    ours = float(effective_number_of_parties(votes))
    assert isclose(ours, effective_number_of_groups([vote / sum(votes) for vote in votes]), rel_tol=1e-9)
    assert 1 <= ours <= len(votes) + 1e-9


@pytest.mark.parametrize(("votes", "seats"), [([1, 2], [1]), ([0, 0], [1, 1]), ([1, 1], [0, 0])])
def test_gallagher_refuses_what_it_cannot_measure(votes, seats):
    with pytest.raises(ValueError, match="same parties"):
        gallagher(votes, seats)


def test_no_votes_no_advantage():
    assert advantage_ratio(0.0, 0.0) is None


@given(RESULTS)
def test_the_index_lies_between_its_bounds_when_parties_without_seats_are_not_named(results):
    votes, seats = zip(*results, strict=True)
    assume(sum(votes) and sum(seats))
    shares = [100 * vote / sum(votes) for vote in votes]
    named = [(share, seat) for share, seat in zip(shares, seats, strict=True) if seat]
    assume(sum(share for share, _ in named) <= 100)  # but for the last digit
    least, most = gallagher_bounds(*zip(*named, strict=True))
    assert least - 1e-9 <= gallagher(votes, seats) <= most + 1e-9


def test_the_bounds_meet_where_all_votes_are_those_of_parties_with_seats():
    assert gallagher_bounds([60, 40], [8, 2]) == (20, 20)
    with pytest.raises(ValueError, match="at most all votes"):
        gallagher_bounds([60, 50], [8, 2])
