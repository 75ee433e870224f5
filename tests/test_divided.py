"""Votes added up in both directions, against sums made another way."""

import pandas as pd
import pytest

from left_of_labour.analysis.councils import council_election, council_elections
from left_of_labour.analysis.divided import all_challengers, joint_list, labour_just_lost, left_and_green, sums_by_poll
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError, ParameterError

GENERAL = ["2010", "2015", "2017", "2019", "2024"]


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def seats(data):
    return left_and_green(data, 2010)


@pytest.fixture(scope="module")
def wards(data):
    return joint_list(data, council_election(data, "tower-hamlets", "2018-05-03"), ["aspire", "path"])


def reached_by_labour(data, reading):
    rows = left_and_green(data, 2010, reading)
    return rows[rows["reached"] & (rows["winner"] == "Labour")]


def test_where_left_and_greens_reached_a_labour_winner(data):
    """Re-derived from westminster_2024.csv, which counts by group and knows no reading."""
    assert reached_by_labour(data, "core").empty
    wide = reached_by_labour(data, "wide")
    assert set(wide["date"].dt.year) == {2024} and len(wide) == 7
    table = data.westminster_2024
    rivals = table[["conservative", "liberal_democrat", "reform_uk", "snp", "plaid_cymru", "green"]].max(axis=1)
    rivals = pd.concat([rivals, table["best_challenger_votes"].fillna(0)], axis=1).max(axis=1)
    everybody = table["independents"] + table["left_parties"] + table["green"]
    found = table[~table["speaker"] & (table["labour"] > rivals) & (everybody >= table["labour"])]
    assert len(found) == 8
    assert set(found["constituency"]) - set(wide["constituency"]) == {"Slough"}
    assert set(all_challengers(data)["constituency"]) == set(found["constituency"])


def test_by_poll_the_sums_are_those_of_the_seats(seats):
    table = sums_by_poll(seats).set_index("poll")
    assert table.index.tolist() == [*GENERAL, "by-elections"]
    assert table["seats"].sum() == len(seats)
    assert table.loc[["2010", "2015", "2017", "2019"], "reached_where_labour_won"].sum() == 0
    assert table.loc["2024", "reached_where_labour_won"] == 7
    assert (table.loc[["2010", "2015", "2017", "2019"], "nearest_gap"] > 0).all()
    assert table.loc["2024", "nearest_gap"] < 0


def test_a_seat_that_the_left_or_the_greens_won_is_not_labours(seats):
    winners = seats.set_index(["constituency", "date"])["winner"]
    assert winners.loc[("Islington North", "2024-07-04")] == "left"
    assert winners.loc[("Brighton, Pavilion", "2015-05-07")] == "Greens"
    assert winners.loc[("Bethnal Green and Stepney", "2024-07-04")] == "Labour"
    assert winners.loc[("Chingford and Woodford Green", "2024-07-04")] == "others"


def test_with_greens_counts_no_green_twice(data, seats):
    again = left_and_green(data, 2010, "with_greens")
    assert again["together"].sum() == seats["together"].sum()


def test_before_greens_are_recorded_nothing_is_added_up(data):
    with pytest.raises(ParameterError, match="since: 2005, expected 2010 or later"):
        left_and_green(data, 2005)


def test_the_other_direction_is_measured_by_the_same_votes(data, seats):
    lost = labour_just_lost(data)
    chingford = lost.set_index("constituency").loc["Chingford and Woodford Green"]
    assert (chingford["gap"], chingford["left_votes"]) == (17281 - 12524, 12445)
    assert (lost["gap"] > 0).all() and lost["left_covers"].sum() < lost["all_cover"].sum()
    assert "Islington North" not in set(lost["constituency"])
    both = lost.merge(seats[seats["date"] == "2024-07-04"], on="constituency", suffixes=("", "_other"))
    assert (both["left_votes"] == both["left_votes_other"]).all() and (both["winner_other"] != "Labour").all()


def test_core_left_votes_cover_fewer_gaps(data):
    core, wide = (
        set(rows.loc[rows["left_covers"], "constituency"]) for rows in (just_lost(data, "core"), just_lost(data))
    )
    assert core <= wide and core != wide


def just_lost(data, reading="wide"):
    return labour_just_lost(data, reading)


def test_aspire_and_path_as_one_list_would_not_have_had_the_council(wards):
    assert wards[["labour_seats", "joined_seats", "other_seats"]].sum().tolist() == [42, 1, 2]
    assert wards[["labour_then", "joined_then", "other_then"]].sum().tolist() == [36, 7, 2]
    assert wards["labour_then"].sum() > wards["seats"].sum() / 2


def test_a_ward_by_hand(data, wards):
    """Poplar elects one: Labour's best against the sum of the two."""
    field = data.candidates_of("tower-hamlets-council-2018-poplar").set_index("party_id")["votes"]
    row = wards.set_index("area").loc["Poplar"]
    assert row["best_sum"] == field["aspire"] + field["path"] > field["labour"] == row["last_elected"]
    assert (row["labour_seats"], row["labour_then"], row["joined_then"]) == (1, 0, 1)


def test_a_seat_changes_where_the_sum_passes_the_last_elected(wards):
    more = wards["joined_then"] > wards["joined_seats"]
    assert (wards.loc[more, "best_sum"] > wards.loc[more, "last_elected"]).all() and more.sum() == 6


def test_one_party_alone_changes_nothing(data):
    alone = joint_list(data, council_election(data, "tower-hamlets", "2018-05-03"), ["aspire"])
    assert not alone["changed"].any()


def test_what_cannot_be_joined_is_refused(data):
    with pytest.raises(ParameterError, match="'respect' did not stand"):
        joint_list(data, council_election(data, "tower-hamlets", "2018-05-03"), ["aspire", "respect"])
    unknown = next(one for one in council_elections(data, "hackney") if one.base == "seats only")
    with pytest.raises(NotComparableError, match="not known"):
        joint_list(data, unknown, ["labour"])
