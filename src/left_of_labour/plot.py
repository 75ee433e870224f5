"""Pictures in the house style, for your own notebook: each is a value that ends a cell, with data and alt text."""

from left_of_labour.analysis.measures import measure
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.api import dataset
from left_of_labour.presentation import style
from left_of_labour.reports import one_contest
from left_of_labour.shown import Figure, Text

__all__ = ["result"]


def result(contest_id: str, reading: str = DEFAULT_READING) -> Figure | Text:
    """The result of a contest as bars, or why none can be drawn.

    Parameters
    ----------
    contest_id
        A contest, as `contests` lists them.
    reading
        Who counts as left of Labour: core, wide or with_greens.

    Examples
    --------
    >>> result("preston-mp-2024").name
    'result'
    """
    known = dataset()
    style.apply()
    candidates = one_contest.field(known, contest_id, reading)
    return one_contest.result(known, candidates, measure(known, contest_id, reading))
