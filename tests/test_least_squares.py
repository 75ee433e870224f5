"""Least squares in plain numpy against statsmodels, and against fitting again without the case."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.multitest import multipletests

from left_of_labour.analysis.least_squares import design_matrix, holm, ordinary_least_squares


@pytest.fixture(scope="module")
def cases():
    chance = np.random.default_rng(1953)
    x = chance.uniform(0, 10, (40, 3))
    return x, 2 + x @ [1.0, -0.5, 0.25] + chance.normal(0, 1 + 0.2 * x[:, 0])


@pytest.mark.parametrize("kind", ["HC1", "HC3"])
def test_coefficients_and_robust_errors_are_those_of_statsmodels(cases, kind):
    x, y = cases
    design = design_matrix(*x.T)
    ours, theirs = ordinary_least_squares(y, design), OLS(y, design).fit(cov_type=kind)
    assert ours.coefficients == pytest.approx(theirs.params)
    assert ours.covariance(kind) == pytest.approx(theirs.cov_params())
    assert ours.r_squared == pytest.approx(theirs.rsquared)
    assert ours.leverage == pytest.approx(theirs.get_influence().hat_matrix_diag)


def test_leaving_a_case_out_by_the_hat_matrix_is_fitting_again(cases):
    x, y = cases
    design = design_matrix(*x.T)
    predicted = ordinary_least_squares(y, design).leave_one_out
    for case in range(len(y)):
        others = np.arange(len(y)) != case
        again = ordinary_least_squares(y[others], design[others])
        assert predicted[case] == pytest.approx(design[case] @ again.coefficients)


def test_without_predictors_each_case_is_expected_to_be_the_mean_of_the_others():
    fit = ordinary_least_squares([1.0, 2.0, 6.0], design_matrix(rows=3))
    assert fit.leave_one_out == pytest.approx([4.0, 3.5, 1.5])
    with pytest.raises(ValueError, match="number of rows"):
        design_matrix()


def test_a_predictor_made_of_others_is_refused(cases):
    x, y = cases
    with pytest.raises(np.linalg.LinAlgError, match="combination"):
        ordinary_least_squares(y, design_matrix(*x.T, x.sum(axis=1)))


@pytest.mark.parametrize("count", [1, 2, 14, 40])
def test_holm_is_that_of_statsmodels(count):
    p_values = np.random.default_rng(count).uniform(0, 0.2, count).round(2)  # ties among them
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])
