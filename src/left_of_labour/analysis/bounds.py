"""Ecological inference by bounds: what the totals of areas allow about a group of people, and what they leave open.

The bounds of Duncan and Davis assume nothing. Those of Jiang, King, Schmaltz and Tanner assume that support in a group
changes along a straight line with the group's size in an area, which is far less than Goodman's regression assumes
(that it does not change at all) and narrows the bounds where the data bear it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from left_of_labour.analysis.least_squares import LinearFit, design_matrix, ordinary_least_squares

__all__ = ["Bounds", "Goodman", "NarrowedBounds", "contextual_bounds", "duncan_davis", "goodman"]

_EDGE = 0.00001  # keeps the ends of the range of group shares off 0 and 1, as the authors' own program does
_FEWEST_AREAS = 5  # a curve with three coefficients needs more areas than it has coefficients, to show its scatter


@dataclass(frozen=True)
class Bounds:
    """The least and the most of a group that can have voted for the left, in percent: both fit the totals."""

    low_pct: float
    high_pct: float

    @property
    def width(self) -> float:
        """How much remains open, in percentage points: 100 means that the areas say nothing."""
        return self.high_pct - self.low_pct


@dataclass(frozen=True)
class NarrowedBounds(Bounds):
    """Bounds under linear contextual effects, never outside those of Duncan and Davis.

    Attributes
    ----------
    reverted
        Whether the assumption did not fit, so that these are the bounds of Duncan and Davis themselves.
    """

    reverted: bool


@dataclass(frozen=True)
class Goodman:
    """Goodman's ecological regression: one straight line through the areas, read off at a group share of 0 and of 1.

    Attributes
    ----------
    inside_pct, outside_pct
        The support that the line gives to the group and to everybody else, in percent; nothing keeps it in 0 to 100.
    """

    inside_pct: float
    outside_pct: float

    @property
    def possible(self) -> bool:
        """Whether both lie between 0 and 100: if not, the assumption of equal support everywhere is refuted."""
        return all(0 <= value <= 100 for value in (self.inside_pct, self.outside_pct))


def duncan_davis(group: Sequence[float], vote: Sequence[float], voters: Sequence[float]) -> Bounds:
    """The method of bounds: the least and the most that a group can have voted one way, given every area's totals.

    Nothing is assumed about how people vote. In an area where the group is X of the voters and the party has T of the
    vote, at least T - (1 - X) and at most T of the area's voters can be both.

    Parameters
    ----------
    group
        The group's share of each area's voters, from 0 to 1.
    vote
        The party's share of each area's vote, from 0 to 1.
    voters
        The number of voters in each area.

    Raises
    ------
    ValueError
        If nobody belongs to the group.

    References
    ----------
    Duncan, O. D. and Davis, B. (1953), An alternative to ecological correlation, American Sociological Review 18(6).

    Examples
    --------
    A group of 80% in a ward where 50% voted one way: between 30 and 50 of 100 voters, so 37.5% to 62.5% of the group.

    >>> duncan_davis([0.8], [0.5], [100])
    Bounds(low_pct=37.5, high_pct=62.5)
    """
    x, t, n = (np.asarray(values, dtype=float) for values in (group, vote, voters))
    members = (x * n).sum()
    if members <= 0:
        raise ValueError("nobody belongs to the group")
    low = (np.maximum(0, x + t - 1) * n).sum()
    high = (np.minimum(x, t) * n).sum()
    return Bounds(float(round(100 * low / members, 9)), float(round(100 * high / members, 9)))


def contextual_bounds(
    group: Sequence[float], vote: Sequence[float], voters: Sequence[float], standard_errors: float = 1.0
) -> NarrowedBounds:
    """Narrower bounds on a group's support, if support changes along a straight line with the group's size.

    The support of the group is b0 + b1 x where the group is x of an area, that of everybody else w0 + w1 x. The
    party's share is then a parabola in x whose three coefficients can be estimated, but not w1 by itself. Support
    between 0 and 100% at both ends of the range of x bounds w1, and with it the support of the group as a whole.

    Parameters
    ----------
    group
        The group's share of each area's voters, from 0 to 1.
    vote
        The party's share of each area's vote, from 0 to 1.
    voters
        The number of voters in each area.
    standard_errors
        How many standard errors each end is moved outwards: 0 for the estimate alone; 1 covers the truth in at least
        84% of samples, by the authors' conservative reckoning.

    Returns
    -------
    NarrowedBounds
        Within the bounds of Duncan and Davis. They are those very bounds, and `reverted` is true, where the estimate
        contradicts them, or where fewer than five areas or two sizes of the group are too few for a parabola.

    References
    ----------
    Jiang, W., King, G., Schmaltz, A. and Tanner, M. A. (2020), Ecological regression with partial identification,
    Political Analysis 28(1); the authors' R package eiPartialID 0.1.2 is the reference in the tests.

    Examples
    --------
    Six areas of equal size, in which the vote rises faster and faster with the group's share: what fits the totals
    alone, and what fits them if support changes along a line.

    >>> shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    >>> vote = [0.205, 0.22, 0.245, 0.28, 0.325, 0.38]
    >>> free = duncan_davis(shares, vote, [1000] * 6)
    >>> round(free.low_pct), round(free.high_pct)
    (0, 73)
    >>> found = contextual_bounds(shares, vote, [1000] * 6, standard_errors=0)
    >>> round(found.low_pct), round(found.high_pct), found.reverted
    (26, 61, False)
    """
    free = duncan_davis(group, vote, voters)
    x, t, n = (np.asarray(values, dtype=float) for values in (group, vote, voters))
    if len(x) < _FEWEST_AREAS or len(np.unique(x)) < 3:
        return NarrowedBounds(free.low_pct, free.high_pct, reverted=True)
    fit = ordinary_least_squares(t, design_matrix(x, x**2))
    members = n * x
    second_moment = (members * x).sum() / members.sum()
    without_slope = np.array([1.0, 1.0, second_moment])  # the group's support, but for the part that w1 takes away
    rate = 1 - second_moment
    of_areas = np.sqrt((members**2).sum()) / members.sum() / 2  # chance within areas, at its largest

    def ends(limits: list[tuple[float, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
        """For each limit of w1, a constant and weights of the coefficients: the group's support, and its error."""
        weights = [without_slope - rate * slope for _, slope in limits]
        support = [row @ fit.coefficients - rate * constant for (constant, _), row in zip(limits, weights, strict=True)]
        return np.array(support), np.array([of_areas + _error(fit, row) for row in weights])

    lows, low_errors = ends(_limits(x, least=False))
    highs, high_errors = ends(_limits(x, least=True))
    low, high = 100 * lows.max(), 100 * highs.min()
    if min(high, free.high_pct) < max(low, free.low_pct):
        return NarrowedBounds(free.low_pct, free.high_pct, reverted=True)
    return NarrowedBounds(
        float(max(free.low_pct, low - 100 * standard_errors * low_errors[lows.argmax()])),
        float(min(free.high_pct, high + 100 * standard_errors * high_errors[highs.argmin()])),
        reverted=False,
    )


def _limits(x: np.ndarray, least: bool) -> list[tuple[float, np.ndarray]]:
    """What keeps support between 0 and 1 at both ends of the range of x, as limits of w1 from below or from above."""
    found = []
    for end in (x.min() + _EDGE, x.max() - _EDGE):
        outside = np.array([-1 / end, 0, 0])
        inside = np.array([1, 1, end]) / (1 - end)
        found += [(0.0, outside), (-1 / (1 - end), inside)] if least else [(1 / end, outside), (0.0, inside)]
    return found


def _error(fit: LinearFit, weights: np.ndarray) -> float:
    return float(np.sqrt(weights @ fit.covariance("HC1") @ weights))


def goodman(group: Sequence[float], vote: Sequence[float]) -> Goodman:
    """Goodman's ecological regression, which supposes the same support in every area; to be shown failing.

    Parameters
    ----------
    group
        The group's share of each area's voters, from 0 to 1.
    vote
        The party's share of each area's vote, from 0 to 1.

    References
    ----------
    Goodman, L. A. (1953), Ecological regressions and behavior of individuals, American Sociological Review 18(6).

    Examples
    --------
    >>> found = goodman([0.1, 0.2, 0.3], [0.05, 0.25, 0.45])
    >>> round(found.inside_pct), round(found.outside_pct), found.possible
    (185, -15, False)
    """
    constant, slope = ordinary_least_squares(vote, design_matrix(group)).coefficients
    return Goodman(float(100 * (constant + slope)), float(100 * constant))
