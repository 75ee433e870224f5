"""Bounds that hold the truth: simulated ballots, the authors' own program, and where regression leaves 0 to 100%."""

from math import isclose
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from left_of_labour.analysis.bounds import contextual_bounds, duncan_davis, goodman

# A ward in a simulation: voters in the group and outside it who did and did not vote left.
VOTERS = st.integers(0, 400)
WARDS = st.lists(st.tuples(VOTERS, VOTERS, VOTERS, VOTERS), min_size=1, max_size=25)


@given(WARDS)
def test_bounds_hold_the_truth_on_simulated_ballots(wards):
    counts = np.array([ward for ward in wards if sum(ward)], dtype=float)
    assume(len(counts) and counts[:, :2].sum())
    inside_left, inside_other, outside_left, _ = counts.T
    voters = counts.sum(axis=1)
    found = duncan_davis((inside_left + inside_other) / voters, (inside_left + outside_left) / voters, voters)
    truth = 100 * inside_left.sum() / (inside_left + inside_other).sum()
    assert 0 <= found.low_pct <= truth + 1e-6
    assert truth - 1e-6 <= found.high_pct <= 100


@given(WARDS)
def test_both_ends_of_the_bounds_fit_the_totals(wards):
    counts = np.array([ward for ward in wards if sum(ward)], dtype=float)
    assume(len(counts) and counts[:, :2].sum())
    group, left, voters = counts[:, 0] + counts[:, 1], counts[:, 0] + counts[:, 2], counts.sum(axis=1)
    found = duncan_davis(group / voters, left / voters, voters)
    most = sum(min(pair) for pair in zip(group, left, strict=True))
    least = sum(max(0, a + b - n) for a, b, n in zip(group, left, voters, strict=True))
    assert isclose(found.high_pct, 100 * most / group.sum(), abs_tol=1e-6)
    assert isclose(found.low_pct, 100 * least / group.sum(), abs_tol=1e-6)


def test_bounds_close_where_a_ward_is_all_of_one_kind():
    found = duncan_davis([1.0, 0.0], [0.3, 0.9], [1000, 1000])
    assert (found.low_pct, found.high_pct, found.width) == (30.0, 30.0, 0.0)


def test_bounds_need_somebody_in_the_group():
    with pytest.raises(ValueError, match="nobody"):
        duncan_davis([0.0], [0.5], [100])


@pytest.fixture(scope="module")
def census():
    """Literacy by county, 1910: X is the share of Black residents, Y of those who can read, W1 of readers among them.

    Collected by King (1997) from the census of the United States; distributed with the R package eco as `census`.
    """
    return pd.read_csv(Path(__file__).parent / "oracles" / "census_1910.csv")


@pytest.mark.parametrize(
    ("standard_errors", "low", "high"),
    [(0, 60.6101, 81.0082), (0.5, 58.93336, 82.62426), (1, 57.2566, 84.2403), (2, 53.90, 87.47)],
)
def test_the_narrowed_bounds_are_those_of_the_authors_program(census, standard_errors, low, high):
    # The figures that the documentation of eiPartialID 0.1.2 prints for this example.
    found = contextual_bounds(census["X"], census["Y"], census["N"], standard_errors)
    assert found.low_pct == pytest.approx(low, abs=0.006 if standard_errors == 2 else 0.00006)
    assert found.high_pct == pytest.approx(high, abs=0.006 if standard_errors == 2 else 0.00006)
    assert not found.reverted


def test_both_kinds_of_bounds_hold_the_truth_of_the_census(census):
    residents = (census["N"] * census["X"]).round()
    truth = 100 * (residents * census["W1"]).sum() / residents.sum()
    assert truth == pytest.approx(67.4809, abs=0.00005)
    free = duncan_davis(census["X"], census["Y"], census["N"])
    assert (free.low_pct, free.high_pct) == pytest.approx((53.5618, 97.4010), abs=0.00005)
    narrowed = contextual_bounds(census["X"], census["Y"], census["N"], standard_errors=0)
    assert free.low_pct < narrowed.low_pct < truth < narrowed.high_pct < free.high_pct


SUPPORT = st.floats(0, 1)


@given(
    shares=st.lists(st.floats(0.02, 0.98), min_size=5, max_size=25, unique_by=lambda share: round(share, 2)),
    ends=st.tuples(SUPPORT, SUPPORT, SUPPORT, SUPPORT),
)
def test_narrowed_bounds_hold_the_truth_where_support_changes_along_a_line(shares, ends):
    x = np.array(shares)
    along = (x - x.min()) / (x.max() - x.min())
    inside, outside = ends[0] + (ends[1] - ends[0]) * along, ends[2] + (ends[3] - ends[2]) * along
    voters = np.full(len(x), 1000.0)
    vote = np.clip(x * inside + (1 - x) * outside, 0, 1)
    found = contextual_bounds(x, vote, voters, standard_errors=0)
    truth = 100 * (x * inside).sum() / x.sum()
    free = duncan_davis(x, vote, voters)
    assert free.low_pct - 1e-9 <= found.low_pct <= truth + 0.01  # the edge that keeps 0 and 1 out costs a trifle
    assert truth - 0.01 <= found.high_pct <= free.high_pct + 1e-9


def test_a_quarter_of_samples_at_most_miss_the_truth_with_one_standard_error():
    chance = np.random.default_rng(2020)
    caught = 0
    for _ in range(200):
        x = chance.uniform(0.1, 0.6, 20)
        voters = chance.integers(2000, 8000, 20)
        inside = np.clip(0.3 + 0.4 * x + chance.normal(0, 0.05, 20), 0, 1)
        outside = np.clip(0.2 - 0.1 * x + chance.normal(0, 0.05, 20), 0, 1)
        found = contextual_bounds(x, x * inside + (1 - x) * outside, voters)
        truth = 100 * (x * voters * inside).sum() / (x * voters).sum()
        caught += found.low_pct <= truth <= found.high_pct
    assert caught >= 168  # 84% of 200


@pytest.mark.parametrize("areas", [2, 4])
def test_few_areas_keep_the_bounds_of_duncan_and_davis(areas):
    shares, vote, voters = np.linspace(0.2, 0.7, areas), np.linspace(0.3, 0.5, areas), np.full(areas, 100)
    found = contextual_bounds(shares, vote, voters)
    free = duncan_davis(shares, vote, voters)
    assert found.reverted and (found.low_pct, found.high_pct) == (free.low_pct, free.high_pct)


def test_an_estimate_that_contradicts_the_totals_is_not_used():
    # Support that jumps up and down between areas follows no line; the fitted one leaves what the totals allow.
    shares, voters = [0.49, 0.86, 0.17, 0.86, 0.32, 0.41], [1000] * 6
    vote = [0.81, 0.41, 0.55, 0.05, 0.74, 0.54]
    found, free = contextual_bounds(shares, vote, voters, standard_errors=0), duncan_davis(shares, vote, voters)
    assert found.reverted and (found.low_pct, found.high_pct) == (free.low_pct, free.high_pct)


@given(st.floats(0, 1), st.floats(0, 1))
def test_goodman_finds_equal_support_again(inside, outside):
    shares = np.array([0.1, 0.35, 0.6, 0.8])
    found = goodman(shares, shares * inside + (1 - shares) * outside)
    assert isclose(found.inside_pct, 100 * inside, abs_tol=1e-6)
    assert isclose(found.outside_pct, 100 * outside, abs_tol=1e-6)


def test_goodman_leaves_what_is_possible():
    # A group strong where support is high, and more than it could give: all of it, and more.
    found = goodman([0.1, 0.2, 0.3], [0.05, 0.25, 0.45])
    assert found.inside_pct > 100 and found.outside_pct < 0 and not found.possible
