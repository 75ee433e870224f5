"""Swing and volatility: properties of the definitions, poli-sci-kit as a second opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poli_sci_kit.appointment.metrics import dispr_index

from left_of_labour.analysis.swing import butler_swing, pedersen_volatility, shares, steed_swing

PARTIES = ["labour", "left", "conservative", "green", "liberal"]
votes = st.fixed_dictionaries({party: st.integers(1, 100_000) for party in PARTIES})


@given(votes)
def test_shares_add_up_to_one(counted):
    assert sum(shares(counted).values()) == pytest.approx(1)


def test_no_votes_have_no_shares():
    with pytest.raises(ValueError, match="add up to 0"):
        shares({"labour": 0})


@given(votes, votes)
def test_volatility_agrees_with_poli_sci_kit(one, other):
    """Pedersen's index between elections is Loosemore and Hanby's between two distributions."""
    before, after = shares(one), shares(other)
    oracle = dispr_index(
        [before[one] for one in PARTIES], [after[one] for one in PARTIES], metric_type="Loosemore–Hanby"
    )
    assert pedersen_volatility(before, after) == pytest.approx(oracle, abs=1e-9)


@given(votes, votes)
def test_volatility_is_symmetric_and_within_bounds(one, other):
    before, after = shares(one), shares(other)
    assert pedersen_volatility(before, after) == pytest.approx(pedersen_volatility(after, before))
    assert 0 <= pedersen_volatility(before, after) <= 1
    assert pedersen_volatility(before, before) == 0


@given(votes, votes)
def test_blocs_never_move_more_than_their_parties(one, other):
    def merged(counted):
        left = counted["left"] + counted["green"]
        return shares({"left": left, "rest": sum(counted.values()) - left})

    assert pedersen_volatility(merged(one), merged(other)) <= pedersen_volatility(shares(one), shares(other)) + 1e-12


def test_a_new_party_counts_as_a_whole():
    assert pedersen_volatility({"a": 1.0}, {"b": 1.0}) == 1


@given(votes, votes)
def test_swing_back_undoes_swing(one, other):
    before, after = ((shares(counted)["left"], shares(counted)["labour"]) for counted in (one, other))
    assert butler_swing(before, after) == pytest.approx(-butler_swing(after, before))
    assert butler_swing(before, after) == pytest.approx(-butler_swing(before[::-1], after[::-1]))
    assert steed_swing(before, after) == pytest.approx(-steed_swing(before[::-1], after[::-1]))


@given(votes, votes)
def test_butler_and_steed_agree_where_there_are_two_parties(one, other):
    before, after = (shares({"a": counted["left"], "b": counted["labour"]}) for counted in (one, other))
    pairs = tuple(before.values()), tuple(after.values())
    assert butler_swing(*pairs) == pytest.approx(steed_swing(*pairs), abs=1e-12)


def test_swing_of_a_worked_example():
    """Preston 2017 to 2019, to the Conservatives from Labour, worked out by hand from the declared votes."""
    before, after = (8487 / 35597, 24210 / 35597), (8724 / 33790, 20870 / 33790)
    assert round(100 * butler_swing(before, after), 1) == 4.1
    assert round(100 * steed_swing(before, after), 1) == 3.5


@pytest.mark.parametrize("absent", range(4))
def test_butler_needs_two_parties_that_stood_both_times(absent):
    shares_of = [0.3, 0.4, 0.35, 0.3]
    shares_of[absent] = 0
    with pytest.raises(ValueError, match="stood at both elections"):
        butler_swing((shares_of[0], shares_of[1]), (shares_of[2], shares_of[3]))


def test_steed_needs_votes():
    with pytest.raises(ValueError, match="neither party"):
        steed_swing((0, 0), (1, 2))
