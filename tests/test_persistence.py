"""What came next: who is followed where, and against figures worked out by hand from the tables."""

import pandas as pd
import pytest

from left_of_labour.analysis.lineages import person
from left_of_labour.analysis.persistence import (
    HEIR_RULES,
    greens_after,
    heirs,
    mayoral_series,
    results_after,
)
from left_of_labour.data import load
from left_of_labour.errors import ParameterError


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def rows(data):
    return results_after(data, 5).set_index(["constituency", "date"])


@pytest.mark.parametrize(
    ("seat", "date", "outcome", "kept"),
    [
        ("Bethnal Green and Bow", "2005-05-05", "same party", 100 * 0.168191 / 0.359057),
        ("Bradford West", "2012-03-29", "same person", 100 * 0.212385 / 0.558938),
        ("Rochdale", "2024-02-29", "same person", 100 * 0.291952 / 0.396535),
        ("Blaenau Gwent", "2006-06-29", "same person", 100 * 0.199352 / 0.461734),
    ],
)
def test_what_was_kept(rows, seat, date, outcome, kept):
    row = rows.loc[(seat, date)]
    assert row["outcome"] == outcome
    assert row["kept_pct"] == pytest.approx(kept, abs=0.01)


def test_a_by_election_is_the_next_poll_where_one_is_known(rows):
    assert rows.loc[("Blaenau Gwent", "2005-05-05"), "next_date"] == pd.Timestamp("2006-06-29")
    assert rows.loc[("Gorton and Denton", "2024-07-04"), "next_date"] == pd.Timestamp("2026-02-26")
    assert rows.loc[("Preston", "2024-07-04"), "outcome"] == "no poll yet"


def test_nobody_is_no_share(rows):
    nobody = rows[rows["outcome"] == "nobody"]
    assert ("Preston", pd.Timestamp("2005-05-05")) in nobody.index
    assert nobody[["next_share_pct", "kept_pct"]].isna().all(axis=None)
    assert rows.loc[rows["outcome"].isin(["same person", "same party", "other"]), "kept_pct"].gt(0).all()


def test_a_seat_is_followed_to_the_largest_part(data, rows):
    yaqoob = rows.loc[("Birmingham Sparkbrook and Small Heath", "2005-05-05")]
    assert (yaqoob["next_constituency"], yaqoob["part_pct"]) == ("Birmingham, Hall Green", pytest.approx(47.5))
    spans = pd.Timestamp("2001-06-07"), pd.Timestamp("2005-05-05")
    assert rows.loc[("Glasgow Kelvin", "2001-06-07"), "outcome"] == "not followed"  # broken up, parts not known
    assert heirs(data, "Coventry North East", *spans)["basis"].tolist() == ["unchanged"]


def test_scottish_seats_kept_their_boundaries_in_2010(data, rows):
    assert rows.loc[("Glasgow South West", "2005-05-05"), "next_constituency"] == "Glasgow South West"
    assert heirs(data, "Glasgow South West", pd.Timestamp("2010-05-06"), pd.Timestamp("2024-07-04")) is not None
    assert heirs(data, "Brighton, Pavilion", pd.Timestamp("2019-12-12"), pd.Timestamp("2024-07-04")) is None


def test_every_seat_that_followed_one_is_known_by_that_name(data):
    table = data.seat_successors
    since_2024 = table.loc[table["valid_until"] == "2024-05-30", "successor"]
    assert set(since_2024) <= set(data.westminster_2024["constituency"])


def test_rules_for_successors_change_what_is_followed_but_no_origin(data):
    found = {rule: results_after(data, 5, rule=rule) for rule in HEIR_RULES}
    origins = {rule: list(zip(rows["date"], rows["constituency"], strict=True)) for rule, rows in found.items()}
    assert origins["main heir"] == origins["any heir"] == origins["unchanged"]
    lost = {rule: int((rows["outcome"] == "not followed").sum()) for rule, rows in found.items()}
    assert lost["any heir"] < lost["main heir"] < lost["unchanged"]
    both = found["main heir"]["next_share_pct"], found["any heir"]["next_share_pct"]
    assert (both[1].fillna(0) >= both[0].fillna(0)).all()


def test_a_higher_floor_keeps_a_part_of_the_results(data, rows):
    higher = results_after(data, 15).set_index(["constituency", "date"])
    assert set(higher.index) == set(rows[rows["share_pct"] >= 15].index)
    with pytest.raises(ParameterError, match="expected 5 or more"):
        results_after(data, 2)


def test_the_core_reading_is_a_part_of_the_wide_one(data, rows):
    core = results_after(data, 5, "core").set_index(["constituency", "date"])
    assert 0 < len(core) < len(rows)
    assert ("Bradford West", pd.Timestamp("2012-03-29")) in core.index
    assert ("Blaenau Gwent", pd.Timestamp("2006-06-29")) not in core.index


def test_greens_are_followed_seat_by_seat(data):
    rows = greens_after(data, 5)
    assert sorted(rows["date"].dt.year.unique()) == [2010, 2015, 2017]
    pavilion = rows[rows["constituency"] == "Brighton, Pavilion"]
    assert len(pavilion) == 3 and pavilion["kept_pct"].gt(100).all()
    table = data.westminster_green
    held = table[(table["date"] == "2015-05-07") & (table["share"] >= 0.05)]["constituency"]
    assert set(rows.loc[rows["date"] == "2015-05-07", "constituency"]) == set(held)
    assert rows.loc[~rows["stood"], "kept_pct"].isna().all()


def test_the_lineage_of_rahman_goes_through_three_labels(data):
    series = mayoral_series(data, "tower-hamlets")
    own = series[series["lineage"] == "rahman"]
    names = dict(zip(own["date"].dt.year, own["candidate"], strict=True))
    assert names[2015] == "Rabina Khan" and names[2018] == "Abul Monsur Ohid Ahmed"
    assert own["ballot_label"].nunique() == 3 and own["candidate"].nunique() == 3
    rest = series[series["lineage"].isna()]
    assert "Rabina Khan" in set(rest.loc[rest["date"].dt.year == 2018, "candidate"])


def test_polls_without_a_left_candidate_stay_in_the_series(data):
    series = mayoral_series(data, "hackney")
    assert series["candidate"].isna().sum() > 0
    assert series.loc[series["candidate"].isna(), "share_pct"].isna().all()
    assert series.iloc[0]["share_pct"] == pytest.approx(100 * 4187 / 32926)


def test_what_came_next_is_said_of_the_candidacy_whose_share_is_told(rows):
    """The Scottish Socialists stood in Glasgow North East, too; the share told is the Socialist Labour Party's."""
    springburn = rows.loc[("Glasgow Springburn", "2001-06-07")]
    assert (springburn["next_label"], springburn["outcome"]) == ("Socialist Labour Party", "other")
    same = rows[rows["outcome"] == "same person"]
    assert same["candidate"].map(person).tolist() == same["next_candidate"].map(person).tolist()


def test_shares_are_of_the_votes_and_not_rounded_twice(rows):
    """East Ham 2005: 8,171 of 39,569 are 20.65001%; six decimals of the share would be told as 20.6%."""
    assert f"{rows.loc[('East Ham', '2005-05-05'), 'share_pct']:.1f}" == "20.7"
