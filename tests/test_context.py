"""Where a result stands: known places, and what must hold for any pool."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from left_of_labour.analysis.context import (
    COMPARABLE_OFFICES,
    comparable_contests,
    mayoral_pool,
    neighbours,
    others,
    peers,
    pools,
    standing,
    standings,
    subject_of,
    westminster_pool,
    years,
)
from left_of_labour.analysis.readings import READINGS, is_left
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError

SHARES = st.lists(st.floats(0, 100), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def data():
    return load()


def wide(pool):
    return pool[is_left(pool["left_reading"], "wide")]


@given(SHARES, st.floats(0, 100), st.floats(0, 100))
def test_a_higher_share_never_ranks_lower(shares, one, another):
    low, high = sorted((one, another))
    pool = pd.Series(shares)
    assert standing(high, pool).rank <= standing(low, pool).rank
    assert standing(high, pool).below_pct >= standing(low, pool).below_pct


@given(SHARES)
def test_ahead_below_and_level_make_up_the_pool(shares):
    pool = pd.Series(shares)
    found = standing(shares[0], pool)
    level = sum(share == shares[0] for share in shares)
    assert found.ahead + level + round(found.below_pct * len(shares) / 100) == len(shares)


def test_an_empty_pool_has_no_percentile():
    assert standing(10.0, pd.Series([], dtype=float)).below_pct is None


@pytest.mark.parametrize(
    ("contest_id", "first", "second"),
    [
        ("hackney-mayor-2002", (8, 34), (2, 25)),  # the second: outside Tower Hamlets
        ("tower-hamlets-mayor-2022", (2, 34), (1, 26)),  # he would be, as he stood in it
        ("preston-mp-2024", (16, 406), (8, 1054)),
    ],
)
def test_headline_results_stand_where_counting_by_hand_puts_them(data, contest_id, first, second):
    table = standings(data, subject_of(data, contest_id))
    places = [(row.rank, row.candidacies + 1) for row in table.itertuples()]
    assert places[:2] == [first, second]


def test_the_rank_among_the_best_of_each_seat_is_that_of_the_published_votes(data):
    seats = data.westminster_2024
    seats = seats[~seats["speaker"] & seats["best_challenger"].notna()]
    higher = seats["best_challenger_votes"] * 39993 > 8715 * seats["valid_votes"]
    assert standings(data, subject_of(data, "preston-mp-2024"))["rank"].iloc[0] == higher.sum() + 1


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("contest_id", ["hackney-mayor-2002", "tower-hamlets-mayor-2014", "preston-mp-2024"])
def test_no_pool_is_chosen_by_outcome(data, contest_id, reading):
    for pool in pools(data, subject_of(data, contest_id, reading), reading=reading):
        assert pool.rule and len(pool.candidacies)
        assert "Chorley" not in set(pool.candidacies["area"][pool.candidacies["date"] == "2024-07-04"])
        if pool.short.endswith("elections"):  # independents are on record because they did well
            assert "independent" not in set(pool.candidacies["party_id"])


def test_like_comes_first_and_the_subject_is_in_no_pool(data):
    subject = subject_of(data, "tower-hamlets-mayor-2022")
    found = pools(data, subject)
    assert [pool.same_office for pool in found] == sorted((pool.same_office for pool in found), reverse=True)
    assert found[0].holds_subject and not found[1].holds_subject
    assert not any((pool.candidacies["votes"] == subject.votes).any() for pool in found)


def test_an_unsettled_count_is_in_no_pool(data):
    mayors = mayoral_pool(data)
    assert mayors[(mayors["area"] == "Lewisham") & (mayors["date"] == "2002-05-02")].empty
    assert len(mayors[mayors["area"] == "Lewisham"])


@pytest.mark.parametrize("reading", READINGS)
def test_what_is_offered_for_comparison_is_what_works(data, reading):
    offered = set(comparable_contests(data, reading))
    for contest_id, contest in data.contests_by_id.items():
        if contest.office not in COMPARABLE_OFFICES:
            assert contest_id not in offered
            continue
        try:
            subject = subject_of(data, contest_id, reading)
        except NotComparableError:
            assert contest_id not in offered
            continue
        assert contest_id in offered
        for since in (years(data, contest.office, reading)[0], years(data, contest.office, reading)[-1]):
            assert pools(data, subject, since, reading)[0].candidacies.size
            assert peers(data, subject, since, reading).ticket


def test_shares_agree_with_the_rounded_ones_of_the_source(data):
    pool = westminster_pool(data)
    recorded = pd.concat([data.westminster_left["share"], data.westminster_green["share"]]).sort_values()
    assert len(recorded) - len(pool) == 8  # the Speaker's seats
    held = pd.concat([data.westminster_left, data.westminster_green]).query("winner_party_id != 'speaker'")["share"]
    assert (pool["share_pct"].sort_values().to_numpy() / 100 - held.sort_values().to_numpy(dtype=float)).max() < 1e-6


def test_since_leaves_out_earlier_years(data):
    assert westminster_pool(data, 2015)["date"].dt.year.min() == 2015


def test_one_mayor_is_elected_per_contest_and_the_loser_of_a_first_count_can_win(data):
    pool = mayoral_pool(data)
    assert (pool.groupby(["date", "area"])["elected"].sum() == 1).all()
    recorded = data.mayoral_second_rounds
    overturned = recorded[~recorded["winner_was_leader"]]
    keys = set(zip(overturned["date"], overturned["authority"], strict=True))
    assert keys == {(row.date, row.area) for row in pool[pool["elected"] & (pool["position"] > 1)].itertuples()}


def test_an_independent_mayor_takes_the_reading_of_the_person(data):
    pool = mayoral_pool(data)
    rahman = pool[(pool["candidate"] == "Lutfur Rahman") & (pool["date"] == "2010-10-21")]
    assert rahman["left_reading"].tolist() == ["contested"] and rahman["classified"].all()
    mallon = pool[pool["candidate"] == "Raymond Mallon"]
    assert mallon["left_reading"].tolist() == ["none"] and not mallon["classified"].any()


def test_neighbours_surround_the_subject_in_order(data):
    subject = subject_of(data, "preston-mp-2024")
    near = neighbours(wide(westminster_pool(data)), subject)
    assert near["share_pct"].is_monotonic_decreasing
    assert near["is_subject"].tolist() == [False] * 5 + [True] + [False] * 5
    assert near.loc[near["is_subject"], "rank"].tolist() == [24]


def test_neighbours_of_the_best_have_nobody_above(data):
    pool = wide(westminster_pool(data)).query("share_pct < 20")
    near = neighbours(pool, subject_of(data, "preston-mp-2024"))
    assert near["rank"].tolist() == [1, 2, 3, 4, 5, 6] and near["is_subject"].iloc[0]


def test_peers_are_those_of_the_nearest_general_election(data):
    foot = peers(data, subject_of(data, "hackney-mayor-2002"))
    assert (foot.date.isoformat(), foot.ticket) == ("2001-06-07", "Socialist Alliance")
    assert (foot.candidacies["share_pct"] < 12.7).all()
    preston = peers(data, subject_of(data, "preston-mp-2024"))
    assert len(preston.candidacies) == 405 and "Michael Lavalette" not in set(preston.candidacies["candidate"])
    rahman = peers(data, subject_of(data, "tower-hamlets-mayor-2022"))
    assert rahman.ticket == "candidates of every party left of Labour"
    assert "independent" not in set(rahman.candidacies["party_id"])


def test_only_the_subject_is_left_out(data):
    pool = westminster_pool(data)
    subject = subject_of(data, "preston-mp-2024")
    assert len(pool) - len(others(pool, subject)) == 1
    assert len(pool) == len(others(pool, subject_of(data, "hackney-mayor-2002")))


@pytest.mark.parametrize(
    ("contest_id", "reading", "reason"),
    [
        ("preston-mp-2019-notional", "wide", "estimate"),
        ("hackney-south-mp-1997", "wide", "incomplete"),
        ("preston-council-2024-deepdale", "wide", "not a contest for mayor or Parliament"),
        ("preston-mp-2019", "core", "nobody left of Labour"),
    ],
)
def test_what_cannot_be_ranked_is_refused_with_the_reason(data, contest_id, reading, reason):
    with pytest.raises(NotComparableError, match=reason):
        subject_of(data, contest_id, reading)
