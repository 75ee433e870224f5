"""Wards: maps, concentration, and bounds that hold the truth."""

import json
from math import isclose

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from statsmodels.stats.multitest import multipletests

from left_of_labour.analysis import parameters
from left_of_labour.analysis.hexagons import centroid, hexagon_centre, hexagon_layout
from left_of_labour.analysis.wards import (
    CONTESTED,
    associations,
    bounds_table,
    concentration,
    gini,
    regression,
    regressions,
    ward_claims,
    ward_history,
    ward_results,
)
from left_of_labour.data import load
from left_of_labour.data.outlines import OUTLINE_FILES, OUTLINE_SOURCES, ward_outlines
from left_of_labour.errors import NotComparableError, ParameterError

AMOUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def tower_hamlets(data):
    return ward_results(data, "tower-hamlets", "2022-05-05")


@given(AMOUNTS, st.integers(2, 9))
def test_gini_is_between_0_and_1_and_knows_no_scale(amounts, factor):
    assume(sum(amounts))
    found = gini(amounts)
    assert -1e-12 <= found < 1
    assert isclose(found, gini([factor * amount for amount in amounts]), abs_tol=1e-9)
    mean_gap = sum(abs(a - b) for a in amounts for b in amounts) / len(amounts) ** 2
    assert isclose(found, mean_gap / (2 * sum(amounts) / len(amounts)), abs_tol=1e-9)


@pytest.mark.parametrize("amounts", [[0, 0], [-1, 2]])
def test_gini_refuses_what_it_cannot_measure(amounts):
    with pytest.raises(ValueError, match="Gini"):
        gini(amounts)


def test_a_ward_by_hand(data, tower_hamlets):
    # Poplar 2022, one seat: a vote for one candidate each, so the share is of valid votes.
    candidates = data.candidates_of("tower-hamlets-council-2022-poplar")
    poplar = tower_hamlets.set_index("ward").loc["Poplar"]
    aspire = candidates.loc[candidates["party_id"] == "aspire", "votes"].iloc[0]
    assert poplar["left_votes"] == aspire
    assert isclose(poplar["left_share_pct"], 100 * aspire / candidates["votes"].sum())


def test_no_candidate_is_not_no_support(data):
    wards = ward_results(data, "preston", "2024-05-02").set_index("ward")
    assert wards.loc["Deepdale", "state"] == CONTESTED
    assert wards.loc["Ashton", "state"] == "no left candidate" and pd.isna(wards.loc["Ashton", "left_share_pct"])
    assert wards["left_share_pct"].notna().sum() == 2


def test_a_ward_that_did_not_vote_is_marked(data):
    wards = ward_results(data, "preston", "2023-05-04", "with_greens")
    assert (wards["state"] == "no election").sum() == 1


@pytest.mark.parametrize(
    ("place", "date", "error", "reason"),
    [
        ("hackney", "2006-05-04", NotComparableError, "wards of hackney-wards-2002"),
        ("preston", "2018-05-03", NotComparableError, "wards of preston-wards-2002"),
        ("hackney", "2010-05-06", NotComparableError, "votes of the parties not known"),
        ("preston", "2022-05-05", NotComparableError, "nobody left of Labour"),
        ("preston", "2022-05-06", ParameterError, "did you mean"),
    ],
)
def test_what_cannot_be_mapped_is_refused_with_the_reason(data, place, date, error, reason):
    with pytest.raises(error, match=reason):
        ward_results(data, place, date)


def test_dates_are_those_of_council_elections(data):
    assert parameters.faults(data, {"place": "preston", "date": "2024-05-02"}) == []
    assert "no '2024-07-04'" in parameters.faults(data, {"place": "preston", "date": "2024-07-04"})[0]
    assert parameters.faults(data, {"place": "hackney", "date": "2024-05-02"})


def test_concentration_by_hand(tower_hamlets):
    left = concentration(tower_hamlets).set_index("votes_of").loc["left"]
    votes = sorted(tower_hamlets["left_votes"], reverse=True)
    assert isclose(left["top_3_pct"], 100 * sum(votes[:3]) / sum(votes))
    assert sum(votes[: left["wards_for_half"]]) >= sum(votes) / 2 > sum(votes[: left["wards_for_half"] - 1])


def test_the_vote_of_few_wards_is_more_concentrated_than_all_votes(data):
    table = concentration(ward_results(data, "hackney", "2026-05-07")).set_index("votes_of")
    assert table.loc["left", "gini"] > 0.75 > table.loc["all parties", "gini"]


def test_of_communities_nothing_is_said(tower_hamlets):
    communities = {"white_british", "asian", "black", "muslim", "christian"}
    assert communities <= set(tower_hamlets.columns)
    for table in (bounds_table(tower_hamlets), associations(tower_hamlets), regressions(tower_hamlets)):
        assert len(table) and not communities & set(table["attribute"])


def test_narrowed_bounds_lie_within_those_that_suppose_nothing(tower_hamlets):
    table = bounds_table(tower_hamlets)
    assert table["width"].to_numpy() == pytest.approx((table["high_pct"] - table["low_pct"]).to_numpy())
    assert (table["narrowed_low_pct"] >= table["low_pct"]).all()
    assert (table["narrowed_high_pct"] <= table["high_pct"]).all()
    narrowed = table["narrowed_high_pct"] - table["narrowed_low_pct"]
    assert (narrowed <= table["width_with_error"] + 1e-9).all() and (table["width_with_error"] <= table["width"]).all()
    same = narrowed[table["reverted"]].to_numpy()
    assert len(same) and same == pytest.approx(table.loc[table["reverted"], "width"].to_numpy())


def test_goodmans_line_is_impossible_in_tower_hamlets(tower_hamlets):
    table = bounds_table(tower_hamlets).set_index("attribute")
    share, group = tower_hamlets["left_share_pct"].astype(float), tower_hamlets["no_quals"].astype(float)
    slope, constant = np.polyfit(group, share, 1)
    assert isclose(table.loc["no_quals", "goodman_pct"], constant + slope)
    assert table.loc["no_quals", "goodman_pct"] > 100 and not table.loc["no_quals", "goodman_possible"]


def test_associations_are_rank_correlations(tower_hamlets):
    table = associations(tower_hamlets).set_index("attribute")
    for attribute, row in table.iterrows():
        theirs = spearmanr(tower_hamlets[attribute].astype(float), tower_hamlets["left_share_pct"])
        assert isclose(row["rank_correlation"], theirs.statistic) and isclose(row["p_value"], theirs.pvalue)
        assert -1 <= row["low"] < row["rank_correlation"] < row["high"] <= 1
    assert table["holm_p"].tolist() == pytest.approx(multipletests(table["p_value"], method="holm")[1])


def test_the_interval_of_a_rank_correlation_by_hand(tower_hamlets):
    # Bonett and Wright: z of 0.5 with 20 wards reaches 1.96 times the root of (1 + 0.125) / 17 to both sides.
    row = associations(tower_hamlets).iloc[0]
    reach = 1.959964 * np.sqrt((1 + row["rank_correlation"] ** 2 / 2) / 17)
    assert isclose(np.arctanh(row["high"]) - np.arctanh(row["rank_correlation"]), reach)


def test_nothing_is_associated_across_two_wards(data):
    wards = ward_results(data, "preston", "2024-05-02")
    assert associations(wards).empty and regressions(wards).empty
    with pytest.raises(NotComparableError, match="2 wards"):
        regression(wards, "imd_mean")


def test_a_line_without_scatter_is_found_again(tower_hamlets):
    # Half a point of left share for each point of the attribute, that is 5 points per 10.
    wards = tower_hamlets.assign(left_share_pct=3 + 50 * tower_hamlets["owned"].astype(float))
    line = regression(wards, "owned")
    assert isclose(line.slope, 5, rel_tol=1e-6) and isclose(line.intercept, 3, rel_tol=1e-6)
    assert isclose(line.r_squared, 1) and line.wards == 20


def test_the_interval_is_the_robust_one(tower_hamlets):
    line = regression(tower_hamlets, "imd_mean")
    x = tower_hamlets["imd_mean"].to_numpy(dtype=float)
    y = tower_hamlets["left_share_pct"].to_numpy(dtype=float)
    design = np.column_stack([np.ones_like(x), x])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weights = ((y - design @ beta) / (1 - leverage)) ** 2
    error = np.sqrt((inverse @ (design.T * weights) @ design @ inverse)[1, 1])
    assert isclose(line.slope, beta[1])
    assert isclose((line.high - line.low) / 2, 2.1009220 * error, rel_tol=1e-5)  # t, 18 degrees of freedom


@pytest.mark.parametrize("place", list(OUTLINE_FILES))
def test_every_ward_of_today_has_an_outline_and_a_hexagon(data, place):
    outlines = ward_outlines(data, place)
    wards = data.wards_context.loc[data.wards_context["place"] == place, "area_code"]
    assert set(outlines) == set(wards)
    centres = pd.DataFrame(
        [(code, *centroid(line)) for code, line in outlines.items()], columns=["area_code", "x", "y"]
    )
    layout = hexagon_layout(centres)
    assert not layout.duplicated(["q", "r"]).any()
    # West stays west and north stays north.
    both = centres.merge(layout, on="area_code")
    assert both["x_x"].corr(both["x_y"]) > 0.85 and both["y_x"].corr(both["y_y"]) > 0.85
    assert OUTLINE_SOURCES[place] in set(data.sources["source_id"])
    assert OUTLINE_FILES[place] in data.used


@pytest.mark.parametrize(
    ("place", "north", "south"),
    [
        ("hackney", "Springfield", "Hoxton West"),
        ("tower-hamlets", "Bow East", "Island Gardens"),
        ("preston", "Preston Rural North", "City Centre"),
    ],
)
def test_north_is_up(data, place, north, south):
    codes = data.wards_context[data.wards_context["place"] == place].set_index("ward")["area_code"]
    outlines = ward_outlines(data, place)
    assert centroid(outlines[codes[north]])[1] > centroid(outlines[codes[south]])[1]


@pytest.mark.parametrize("place", ["hackney", "tower-hamlets"])
def test_most_neighbouring_wards_are_neighbouring_hexagons(data, place):
    outlines = ward_outlines(data, place)
    centres = pd.DataFrame(
        [(code, *centroid(line)) for code, line in outlines.items()], columns=["area_code", "x", "y"]
    )
    at = {row.area_code: np.array([row.x, row.y]) for row in hexagon_layout(centres).itertuples()}
    wards = json.loads((data.folder / OUTLINE_FILES[place]).read_text(encoding="utf-8"))["wards"]
    pairs = [(ward["ons_code"], other) for ward in wards for other in ward["neighbours"] if other in at]
    touching = [np.linalg.norm(at[one] - at[other]) < 1.01 for one, other in pairs]
    assert np.mean(touching) > 0.7


def test_hexagons_touch_their_six_neighbours():
    near = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)]
    assert all(isclose(np.hypot(*hexagon_centre(q, r)), 1) for q, r in near)


def test_an_unknown_place_has_no_outlines(data):
    with pytest.raises(ParameterError, match="did you mean 'hackney'"):
        ward_outlines(data, "hackny")


def test_claims_about_wards_are_those_nobody_can_check(data):
    claims = ward_claims(data, "preston")
    assert claims["claim_id"].tolist() == ["counterfire-17", "counterfire-18"]
    assert not claims["checkable"].any()
    assert ward_claims(data, "tower-hamlets").empty  # the Poplar of 1921 is history, not a ward's vote


def test_history_tells_what_is_published_of_a_ward(data):
    history = ward_history(data, "preston", ["Deepdale"]).set_index("date")
    assert history.loc["2024-05-02", ["challenger", "votes", "labour_votes"]].tolist() == ["Hasan Tunay", 522, 849]
    assert pd.isna(history.loc["2019-05-02", "votes"])
    assert history.index.is_monotonic_increasing


def test_the_party_with_the_most_votes_is_that_of_the_results(data, tower_hamlets):
    first = tower_hamlets.set_index("ward")["first_party"]
    contests = data.contests
    poplar = contests[(contests["area"] == "Poplar") & (contests["date"] == "2022-05-05")]["contest_id"].iloc[0]
    assert first["Poplar"] == data.candidates_of(poplar).sort_values("votes")["party"].iloc[-1]
