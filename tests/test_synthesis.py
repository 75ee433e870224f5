"""The explanations side by side: each number by a second route, and empty where it cannot be said."""

import pandas as pd
import pytest

from left_of_labour.analysis.measures import measure_many
from left_of_labour.analysis.synthesis import RULES, synthesis
from left_of_labour.data import load

CONTESTS = (
    "preston-mp-2024",
    "bethnal-green-stepney-mp-2024",
    "tower-hamlets-mayor-2014",
    "tower-hamlets-mayor-2018",
    "tower-hamlets-mayor-2022",
    "tower-hamlets-mayor-2026",
    "hackney-mayor-2002",
    "bethnal-green-bow-mp-2005",
)


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def rows(data):
    return synthesis(data, measure_many(data, CONTESTS)).set_index("contest_id")


def test_every_challenge_has_its_row_in_the_order_given(rows):
    assert tuple(rows.index) == CONTESTS


def test_only_seats_of_2024_are_compared_with_their_place(rows):
    assert set(rows.index[rows["surplus"].notna()]) == {"preston-mp-2024", "bethnal-green-stepney-mp-2024"}
    assert rows.loc["preston-mp-2024", "surplus"] == pytest.approx(14.4, abs=0.05)
    assert rows.loc["preston-mp-2024", "surplus_above"] == rows.loc["preston-mp-2024", "surplus_variants"] == 128


def test_person_over_party_only_where_the_party_stood_that_day(rows):
    known = rows["person_over_party"].dropna()
    assert set(known.index) == {c for c in CONTESTS if c.startswith("tower-hamlets-mayor-20")}
    assert known["tower-hamlets-mayor-2022"] == pytest.approx(12.1, abs=0.05)
    assert (rows["person_least"].dropna() <= known + 1e-9).all() and (
        known <= rows["person_most"].dropna() + 1e-9
    ).all()


def test_the_rest_of_the_left_against_the_gap_by_hand(rows):
    # Preston 2024: Greens 1,751, behind Labour by 5,291. Hackney 2002: Greens 3,002, behind Pipe by 9,626.
    divided = rows[["other_left_votes", "gap"]].astype(float)
    assert divided.loc["preston-mp-2024"].tolist() == [1751, 14006 - 8715]
    assert divided.loc["hackney-mayor-2002"].tolist() == [3002, 13813 - 4187]
    assert rows.loc["preston-mp-2024", "divided_pct"] == pytest.approx(100 * 1751 / 5291)


def test_a_winner_was_divided_by_nobody(rows):
    assert rows.loc[rows["elected"].astype(bool), ["other_left_votes", "gap", "divided_pct"]].isna().all(axis=None)


def test_rules_are_counted_for_mayors_only(rows):
    assert rows.loc[rows["office"] == "mp", "rules_possible"].isna().all()
    mayors = rows[rows["office"] == "mayor"]
    assert (mayors["rules_certain"] <= mayors["rules_possible"]).all()
    assert (mayors["rules_possible"] <= len(RULES)).all()
    # Foot was third: a winner under the alternative vote he cannot be ruled out to have been, under no other rule.
    assert rows.loc["hackney-mayor-2002", ["rules_certain", "rules_possible"]].tolist() == [0, 1]


def test_what_came_next_follows_person_and_lineage(rows):
    following = rows["next_outcome"].to_dict()
    assert following["tower-hamlets-mayor-2014"] == "same party"  # Rabina Khan, endorsed by Rahman, in the re-run
    assert following["tower-hamlets-mayor-2022"] == "same person"
    assert following["tower-hamlets-mayor-2026"] == following["preston-mp-2024"] == "no poll yet"
    assert rows.loc["tower-hamlets-mayor-2022", "next_share_pct"] == pytest.approx(38.75, abs=0.01)
    assert rows.loc["bethnal-green-bow-mp-2005", "next_share_pct"] == pytest.approx(16.8, abs=0.05)  # Miah, Respect


def test_another_reading_has_its_own_challengers(data):
    rows = synthesis(data, measure_many(data, ["hackney-mayor-2026"], "with_greens"))
    row = rows.iloc[0]
    assert row["challenger"] == "Zoë Garbett" and row["elected"]
    assert pd.notna(row["person_over_party"]) and pd.isna(row["divided_pct"])


def test_who_stood_next_is_not_known_where_some_are_known_only_together(data):
    """In Hackney's by-election of 2016 only the winner is in print; the Green of 2014 may have had a successor."""
    row = synthesis(data, measure_many(data, ["hackney-mayor-2014"], "with_greens")).iloc[0]
    assert (row["next_date"], row["next_outcome"]) == (pd.Timestamp(2016, 9, 15), "not known")
