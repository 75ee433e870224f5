"""The fractional logit: a regression for shares, which cannot predict less than 0 or more than all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from left_of_labour.analysis.least_squares import Matrix, Vector

__all__ = ["LogitFit", "fractional_logit"]

_STEPS, _CLOSE = 50, 1e-10


@dataclass(frozen=True)
class LogitFit:
    """A fractional logit fitted to cases.

    Attributes
    ----------
    coefficients
        The constant, then one for each predictor, on the scale of log odds.
    fitted
        The share that the curve gives for each case, between 0 and 1.
    residuals
        Actual minus fitted.
    leverage
        The diagonal of the hat matrix of the last step.
    """

    coefficients: Vector
    fitted: Vector
    residuals: Vector
    leverage: Vector

    @property
    def leave_one_out(self) -> Vector:
        """What a fit on all other cases predicts for each, to one step of the iteration: close, not exact.

        References
        ----------
        Pregibon, D. (1981), Logistic regression diagnostics, Annals of Statistics 9(4).
        """
        weights = self.fitted * (1 - self.fitted)
        log_odds = np.log(self.fitted / (1 - self.fitted))
        without = log_odds - self.leverage / (1 - self.leverage) * self.residuals / weights
        return np.asarray(1 / (1 + np.exp(-without)))


def fractional_logit(shares: ArrayLike, design: Matrix) -> LogitFit:
    """Fit shares between 0 and 1, both included, by quasi-likelihood.

    Parameters
    ----------
    shares
        One share per case.
    design
        The design matrix, constant included; see `least_squares.design_matrix`.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1.
    ArithmeticError
        If the iteration does not settle.

    References
    ----------
    Papke, L. E. and Wooldridge, J. M. (1996), Econometric methods for fractional response variables with an application
    to 401(k) plan participation rates, Journal of Applied Econometrics 11(6).

    Examples
    --------
    >>> from left_of_labour.analysis.least_squares import design_matrix
    >>> fit = fractional_logit([0.0, 0.1, 0.2], design_matrix(rows=3))
    >>> fit.fitted.round(6).tolist(), fit.leave_one_out.round(2).tolist()
    ([0.1, 0.1, 0.1], [0.16, 0.1, 0.06])
    """
    actual = np.asarray(shares, dtype=float)
    if actual.min() < 0 or actual.max() > 1:
        raise ValueError(f"shares from {actual.min()} to {actual.max()}, expected shares between 0 and 1")
    fitted = (actual + actual.mean()) / 2  # inside 0 and 1, unless all are
    log_odds = np.log(fitted / (1 - fitted))
    coefficients = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        weights = fitted * (1 - fitted)
        weighted = design.T * weights
        bread = np.linalg.inv(weighted @ design)
        before, coefficients = coefficients, bread @ (weighted @ (log_odds + (actual - fitted) / weights))
        log_odds = design @ coefficients
        fitted = 1 / (1 + np.exp(-log_odds))
        if np.abs(coefficients - before).max() < _CLOSE * (1 + np.abs(coefficients).max()):
            break
    else:
        raise ArithmeticError(f"the fractional logit did not settle in {_STEPS} steps")
    weights = fitted * (1 - fitted)
    bread = np.linalg.inv((design.T * weights) @ design)
    leverage = weights * np.einsum("ij,jk,ik->i", design, bread, design)
    return LogitFit(coefficients, fitted, actual - fitted, leverage)
