"""Least squares, and what follows from them: leverage, leave-one-out predictions, robust errors, Holm's correction.

Numbers in, numbers out, with numpy alone: fitting a hundred variants of a model over every constituency takes
milliseconds. A library's answers are the second opinion in the tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["LinearFit", "design_matrix", "holm", "ordinary_least_squares"]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


def design_matrix(*columns: ArrayLike, rows: int | None = None) -> Matrix:
    """A column of ones followed by the predictors, one row per case.

    Parameters
    ----------
    *columns
        The predictors, each with a value per case.
    rows
        The number of cases, needed only where there is no predictor.

    Raises
    ------
    ValueError
        If nothing says how many cases there are.

    Examples
    --------
    >>> design_matrix([2.0, 4.0]).tolist()
    [[1.0, 2.0], [1.0, 4.0]]
    """
    arrays = [np.asarray(column, dtype=float) for column in columns]
    count = len(arrays[0]) if arrays else rows
    if count is None:
        raise ValueError("a design without predictors needs the number of rows")
    return np.column_stack([np.ones(count), *arrays])


@dataclass(frozen=True)
class LinearFit:
    """A line, or plane, through the cases by least squares.

    Attributes
    ----------
    coefficients
        The constant, then one for each predictor.
    fitted
        What the line gives for each case.
    residuals
        Actual minus fitted.
    leverage
        The diagonal of the hat matrix: how far each case's own value pulls its fitted value, from 0 to 1.
    bread
        The inverse of X'X.
    design
        The design matrix X.
    """

    coefficients: Vector
    fitted: Vector
    residuals: Vector
    leverage: Vector
    bread: Matrix
    design: Matrix

    @property
    def leave_one_out(self) -> Vector:
        """What a fit on all *other* cases predicts for each case, without fitting again.

        References
        ----------
        Allen, D. M. (1974), The relationship between variable selection and data augmentation and a method for
        prediction, Technometrics 16(1).
        """
        return self.fitted + self.residuals - self.residuals / (1 - self.leverage)

    @property
    def r_squared(self) -> float:
        """The part of the variance between cases that the line accounts for."""
        actual = self.fitted + self.residuals
        return float(1 - (self.residuals**2).sum() / ((actual - actual.mean()) ** 2).sum())

    def covariance(self, kind: str = "HC3") -> Matrix:
        """The covariance of the coefficients, robust to variances that differ from case to case.

        Parameters
        ----------
        kind
            "HC3", which weighs each residual by its leverage, or "HC1", which scales all by the degrees of freedom.

        References
        ----------
        MacKinnon, J. G. and White, H. (1985), Some heteroskedasticity-consistent covariance matrix estimators with
        improved finite sample properties, Journal of Econometrics 29(3).
        """
        cases, terms = self.design.shape
        scale = {"HC3": (1 - self.leverage) ** -2, "HC1": np.full(cases, cases / (cases - terms))}[kind]
        meat = (self.design.T * (scale * self.residuals**2)) @ self.design
        return np.asarray(self.bread @ meat @ self.bread)


def ordinary_least_squares(outcome: ArrayLike, design: Matrix) -> LinearFit:
    """Fit by ordinary least squares.

    Parameters
    ----------
    outcome
        One value per case.
    design
        The design matrix, constant included; see `design_matrix`.

    Raises
    ------
    numpy.linalg.LinAlgError
        If one predictor is a combination of others, so that the coefficients are not determined.

    Examples
    --------
    >>> fit = ordinary_least_squares([1.0, 3.0, 5.0], design_matrix([0.0, 1.0, 2.0]))
    >>> fit.coefficients.round(6).tolist(), round(fit.r_squared, 6)
    ([1.0, 2.0], 1.0)
    """
    actual = np.asarray(outcome, dtype=float)
    gram = design.T @ design
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise np.linalg.LinAlgError("one predictor is a combination of others")
    bread: Matrix = np.asarray(np.linalg.inv(gram), dtype=float)
    coefficients = bread @ (design.T @ actual)
    fitted = design @ coefficients
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    return LinearFit(coefficients, fitted, actual - fitted, leverage, bread, design)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's correction: p-values that allow for how many were looked at.

    The chance that even one of all true null hypotheses is rejected stays below the level, however they go together.

    Returns
    -------
    list of float
        The corrected p-values in the order given, at most 1.

    References
    ----------
    Holm, S. (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, worst = [0.0] * len(p_values), 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda index: p_values[index])):
        worst = max(worst, min(1.0, (len(p_values) - place) * p_values[index]))
        corrected[index] = worst
    return corrected
