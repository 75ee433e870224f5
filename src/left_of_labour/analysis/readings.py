"""Who counts as left of Labour: a judgement, and therefore a parameter.

A party, or a candidate whose label says too little, is `core`, `contested`, `green` or `none` (parties.csv,
candidate_positions.csv). A reading is a set of these.
"""

from types import MappingProxyType

import pandas as pd

from left_of_labour.data.schema import LeftReading
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["DEFAULT_READING", "READINGS", "READING_LABELS", "is_left", "judgements"]

READINGS = MappingProxyType(
    {
        "core": frozenset({LeftReading.CORE}),
        "wide": frozenset({LeftReading.CORE, LeftReading.CONTESTED}),
        "with_greens": frozenset({LeftReading.CORE, LeftReading.CONTESTED, LeftReading.GREEN}),
    }
)
DEFAULT_READING = "wide"
READING_LABELS = MappingProxyType(
    {
        "core": "core: parties and people of the socialist left",
        "wide": "wide: core and contested cases (independents, local lists, Workers Party)",
        "with_greens": "with Greens: wide and the Green Party",
    }
)


def judgements(reading: str = DEFAULT_READING) -> frozenset[LeftReading]:
    """The judgements on a party or candidate with which it counts as left of Labour under a reading.

    Raises
    ------
    ParameterError
        If there is no such reading.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> respect = load().parties.set_index("party_id").loc["respect"]
    >>> [reading for reading in READINGS if respect["left_reading"] in judgements(reading)]
    ['core', 'wide', 'with_greens']
    """
    if reading not in READINGS:
        raise ParameterError(f"reading: no reading {reading!r}; {did_you_mean(reading, READINGS)}")
    return READINGS[reading]


def is_left(left_reading: pd.Series, reading: str = DEFAULT_READING) -> pd.Series:
    """Which candidates count as left of Labour under a reading.

    Parameters
    ----------
    left_reading
        The judgement per candidate: core, contested, green or none.
    reading
        core, wide or with_greens.

    Returns
    -------
    pandas.Series
        One truth value per candidate.

    Raises
    ------
    ParameterError
        If there is no such reading.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> candidates = load().candidates_of("tower-hamlets-mayor-2014")
    >>> candidates[is_left(candidates["left_reading"], "core")]["candidate"].tolist()
    ['Hugo Pierre']
    >>> candidates[is_left(candidates["left_reading"], "wide")]["candidate"].tolist()
    ['Lutfur Rahman', 'Hugo Pierre']
    """
    return left_reading.isin(judgements(reading))
