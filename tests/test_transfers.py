"""Second counts on record in two pools, and the line above which the runner-up wins."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from left_of_labour.analysis.rounds import Final, second_count, stage_final
from left_of_labour.analysis.transfers import POOLS, second_counts, sufficiency, winning_share
from left_of_labour.data import load
from left_of_labour.errors import ParameterError


@pytest.fixture(scope="module")
def data():
    return load()


def test_the_pools_hold_what_is_on_record(data):
    # 67 mayoral second counts in the table, of which Lewisham 2002 is not settled; 28 commissioners.
    mayors, commissioners = (second_counts(data, pool) for pool in POOLS)
    assert (len(mayors), int(mayors["leader_lost"].sum())) == (66, 7)
    assert (len(commissioners), int(commissioners["leader_lost"].sum())) == (28, 4)
    assert "Lewisham 2002" not in {f"{row.authority} {row.date.year}" for row in mayors.itertuples()}
    assert set(commissioners.loc[commissioners["leader_lost"], "date"].dt.year) == {2012}


@pytest.mark.parametrize("pool", POOLS)
def test_every_runner_up_above_the_line_won_and_nobody_below(data, pool):
    for row in second_counts(data, pool).itertuples():
        own_line = (1 + row.needed_share / row.transfer_rate) / 2
        assert (row.runner_up_share >= own_line - 1e-12) == row.leader_lost, (row.authority, row.date)


@pytest.mark.parametrize("pool", POOLS)
def test_shares_fit_the_counts(data, pool):
    table = getattr(data, POOLS[pool]).set_index(["date", "authority"])
    for row in second_counts(data, pool).itertuples():
        recorded = table.loc[(row.date, row.authority)]
        assert row.valid_votes == recorded["valid_first"]
        assert row.unused_share * row.valid_votes == pytest.approx(recorded["not_transferred"])
        assert row.winner == recorded["winner"]
        assert row.net_share == pytest.approx(row.transfer_rate * (2 * row.runner_up_share - 1))
        assert (row.winner_share < 0.5) == (2 * (row.winner_share * row.valid_votes) < row.valid_votes - 1e-6)


def test_an_unknown_pool_is_refused(data):
    with pytest.raises(ParameterError, match="did you mean 'mayors'"):
        second_counts(data, "mayor")


@given(
    pool=st.integers(1, 10_000),
    needed=st.integers(-5000, 10_000),
    transferred=st.integers(1, 10_000),
    part=st.integers(0, 10_000),
)
def test_the_line_parts_winners_from_losers(pool, needed, transferred, part):
    assume(part <= transferred <= pool)
    final = Final("A", "B", needed - 1, pool, pool + 20_000, 2, 10_000, 10_000)
    (line,) = winning_share(final, [transferred / pool])
    wins = part - (transferred - part) >= needed
    assert wins == (Fraction(part, transferred) >= (1 + Fraction(needed, transferred)) / 2)
    if abs(part / transferred - line) > 1e-9:
        assert wins == (part / transferred > line)


def test_foots_figures(data):
    # 2,421 and 1,127 of the 14,611 votes for the six eliminated passed on; Foot's pool would have been 14,926.
    final = stage_final(data, "hackney-mayor-2002", "Paul Foot")
    found = sufficiency(final, second_count(data, "hackney-mayor-2002"))
    assert found.rate == Fraction(2421 + 1127, 14611)
    assert (found.most_votes, found.needed, found.enough) == (3624, 9627, False)
    assert found.least_rate == Fraction(9627, 14926)
    assert found.share_at_full_rate == Fraction(14926 + 9627, 2 * 14926)


def test_a_challenger_who_won_lies_above_the_line(data):
    # Were Rahman the challenger of 2014 and 2022: he led, so any share that keeps him ahead is enough.
    final = stage_final(data, "tower-hamlets-mayor-2022")
    found = sufficiency(final, second_count(data, "tower-hamlets-mayor-2022"))
    gained = second_counts(data).set_index(["authority", "date"]).loc[("Tower Hamlets", "2022-05-05")]
    assert found.share_at_rate > gained["runner_up_share"].item()
