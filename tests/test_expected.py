"""What a place leads one to expect: fitted again without the seat, checked by statsmodels, and adding up."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import GLM, families
from statsmodels.regression.linear_model import OLS

from left_of_labour.analysis import expected
from left_of_labour.analysis.fractional_logit import fractional_logit
from left_of_labour.analysis.least_squares import design_matrix
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError, ParameterError

PRESTON, ISLINGTON_NORTH = "E14001433", "E14001305"


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def table(data):
    return expected.seats(data)


@pytest.fixture(scope="module")
def variants(table):
    return expected.multiverse(table)


@pytest.fixture(scope="module")
def twenty():
    """The places of twenty seats, drawn once: Preston and nineteen others."""
    return [395, *np.random.default_rng(2024).choice(574, 19, replace=False)]


def design_of(table, model):
    """The predictors by hand: percent, not shares, and the Muslim share squared."""
    columns = [100 * table[name].to_numpy(dtype=float) for name in expected.MODELS[model]]
    squares = [columns[-1] ** 2] if model == "with_communities" else []
    return np.column_stack([np.ones(len(table)), *columns, *squares])


def test_every_seat_of_england_and_wales_but_the_speakers_is_there(data, table):
    assert len(table) == 574 and "Chorley" not in set(table["constituency"])
    assert table["constituency_code"].str[0].value_counts().to_dict() == {"E": 542, "W": 32}


def test_the_shares_of_a_seat_add_to_all(table):
    shares = table[["challengers_pct", *(f"{name}_pct" for name in expected.PARTIES)]]
    assert shares.sum(axis=1).to_numpy() == pytest.approx(100)
    predictors = table[list(expected.PREDICTORS)]
    assert predictors.min(axis=None) >= 0 and predictors.max(axis=None) <= 1


def test_challengers_are_all_of_them_whoever_they_were(data, table):
    # Preston 2024: Lavalette 8,715 and the other independent, David Brooks, 891; there was no left party.
    preston = table.set_index("constituency").loc["Preston"]
    candidates = data.candidates_of("preston-mp-2024")
    assert preston["challengers"] == candidates.loc[candidates["party_id"] == "independent", "votes"].sum() == 9606
    assert preston["valid_votes"] == data.contest("preston-mp-2024").valid_votes


@pytest.mark.parametrize("model", expected.MODELS)
def test_least_squares_expect_what_statsmodels_expects_without_the_seat(table, twenty, model):
    found = expected.expectations(table, model)["expected_pct"]
    design, actual = design_of(table, model), table["challengers_pct"].to_numpy(dtype=float)
    for seat in twenty:
        others = np.arange(len(table)) != seat
        again = OLS(actual[others], design[others]).fit()
        assert found[seat] == pytest.approx(float(again.predict(design[seat])[0]), abs=1e-6)


@pytest.mark.parametrize("model", expected.MODELS)
def test_one_step_of_the_logit_is_nearly_fitting_again_without_the_seat(table, twenty, model):
    found = expected.expectations(table, model)["logit_expected_pct"]
    design, actual = design_of(table, model), table["challengers_pct"].to_numpy(dtype=float) / 100
    for seat in twenty:
        others = np.arange(len(table)) != seat
        again = GLM(actual[others], design[others], family=families.Binomial()).fit()
        assert found[seat] == pytest.approx(100 * float(again.predict(design[seat])[0]), abs=0.1)


def test_the_logit_is_that_of_statsmodels(table):
    design, actual = design_of(table, "with_communities"), table["challengers_pct"].to_numpy(dtype=float) / 100
    ours = fractional_logit(actual, design)
    theirs = GLM(actual, design, family=families.Binomial()).fit()
    assert ours.coefficients == pytest.approx(theirs.params, rel=1e-5)
    assert ours.fitted == pytest.approx(theirs.fittedvalues, rel=1e-6)
    assert ours.fitted.min() > 0 and ours.fitted.max() < 1


def test_the_logit_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="between 0 and 1"):
        fractional_logit([0.2, 1.2], design_matrix([1.0, 2.0]))


def test_preston_had_more_than_its_place_leads_one_to_expect(table, variants):
    # By a second route, in the sketch that preceded this: 24.0% where 9.6% was to be expected, of 574 seats.
    found = expected.surplus(table, variants, PRESTON, "with_communities")
    assert (round(found.actual_pct, 1), round(found.expected_pct, 1), found.seats) == (24.0, 9.6, 574)
    assert found.surplus == pytest.approx(found.actual_pct - found.expected_pct)
    assert found.above == found.variants == 128


def test_the_most_surprising_seat_is_islington_north_in_both_models(table):
    for model in expected.MODELS:
        found = expected.expectations(table, model).set_index("rank")
        assert found.loc[1, "constituency"] == "Islington North"


def test_ranks_are_those_of_pandas(table):
    found = expected.expectations(table, "without_communities")
    assert found["rank"].tolist() == found["surplus"].rank(ascending=False, method="min").astype(int).tolist()


def test_the_multiverse_holds_every_subset_once_by_both_links(variants):
    assert len(set(variants.variants)) == len(variants.variants) == 2 * 2**6
    assert variants.expected_pct.shape == (128, 574)


def test_the_multiverse_holds_both_models(table, variants):
    for model, predictors in expected.MODELS.items():
        row = variants.variants.index(("least squares", predictors))
        found = expected.expectations(table, model)["expected_pct"]
        assert variants.expected_pct[row] == pytest.approx(found.to_numpy())


def test_without_predictors_the_other_seats_mean_is_expected(table, variants):
    seat = variants.codes.index(ISLINGTON_NORTH)
    others = table.loc[table["constituency_code"] != ISLINGTON_NORTH, "challengers_pct"]
    for link in expected.LINKS:
        row = variants.variants.index((link, ()))
        assert variants.expected_pct[row, seat] == pytest.approx(others.mean(), abs=0.01)


def test_the_curve_falls_and_its_ends_are_the_range(table, variants):
    curve = variants.curve(PRESTON)
    found = expected.surplus(table, variants, PRESTON, "without_communities")
    assert curve["surplus"].is_monotonic_decreasing
    assert curve["expected_pct"].iloc[[0, -1]].tolist() == [found.lowest_expected_pct, found.highest_expected_pct]
    assert found.best_rank <= found.rank <= found.worst_rank
    assert curve[list(expected.PREDICTORS)].sum().tolist() == [64] * 6


def test_comparable_seats_are_expected_at_half_to_double(table):
    found = expected.expectations(table, "with_communities")
    near = expected.comparable_seats(found, PRESTON)
    own = near.loc[near["is_seat"], "expected_pct"].item()
    assert near["expected_pct"].between(own / 2, 2 * own).all()
    assert len(near) == ((found["expected_pct"] >= own / 2) & (found["expected_pct"] <= 2 * own)).sum()


def test_a_seat_where_less_than_nothing_was_to_be_expected_has_none_like_it():
    found = pd.DataFrame({"constituency_code": ["A", "B"], "expected_pct": [-0.5, 4.0], "actual_pct": [1.0, 5.0]})
    assert expected.comparable_seats(found, "A").empty
    assert expected.comparable_seats(found, "B")["constituency_code"].tolist() == ["B"]


@pytest.mark.parametrize("model", expected.MODELS)
def test_who_had_less_adds_to_minus_one_and_is_that_of_statsmodels(table, model):
    answer = expected.who_had_less(table, model).set_index("party")
    assert answer["points"].sum() == pytest.approx(-1)
    design = np.column_stack([table["challengers_pct"].to_numpy(dtype=float), design_of(table, model)])
    for name, party in expected.PARTIES.items():
        again = OLS(table[f"{name}_pct"].to_numpy(dtype=float), design).fit(cov_type="HC3")
        assert answer.loc[party, "points"] == pytest.approx(again.params[0])
        assert answer.loc[party, ["low", "high"]].tolist() == pytest.approx(again.conf_int()[0].tolist(), abs=1e-6)


def test_coordination_counts_one_candidates_part_of_all_challengers(table):
    found = expected.coordination(table).set_index("constituency")
    # Preston: 8,715 of 9,606. Islington North: Corbyn had 24,120 of 24,154.
    assert found.loc["Preston", "best_of_challengers_pct"] == pytest.approx(100 * 8715 / 9606)
    assert found.loc["Islington North", "best_challenger"] == "Jeremy Corbyn"
    assert found["challengers_pct"].min() >= expected.COORDINATION_FLOOR_PCT
    assert (found["best_of_challengers_pct"] <= 100).all() and (found["candidates"] >= 1).all()
    alone = found.loc[found["candidates"] == 1, "best_of_challengers_pct"]
    assert len(alone) and (alone == 100).all()


@pytest.mark.parametrize("contest_id", ["hackney-mayor-2002", "preston-mp-2019"])
def test_only_seats_of_2024_can_be_asked_for(data, table, contest_id):
    with pytest.raises(NotComparableError, match="general election of 2024"):
        expected.seat_of(data, table, contest_id)


def test_an_unknown_model_is_refused(table):
    with pytest.raises(ParameterError, match="did you mean 'with_communities'"):
        expected.expectations(table, "with_community")
