"""Which political undertaking a candidacy continues, whatever its label: Rahman's lists, Galloway's parties.

A label changes with a registration or a judgement of a court; the people go on. lineages.csv says who continues whom,
with reasons. Findings can so be shown with and without a lineage, beside the readings of who is left of Labour.
"""

import pandas as pd

from left_of_labour.data import Dataset
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["lineage_names", "lineage_of", "person", "without_lineage"]


def lineage_names(dataset: Dataset) -> list[str]:
    """The lineages on record, in the order of lineages.csv.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lineage_names(load())
    ['rahman', 'galloway']
    """
    return list(dataset.lineages["lineage"].unique())


def person(name: str) -> str:
    """What two ways to print a person's name have in common: the first initial and the surname.

    Examples
    --------
    >>> person("G. Galloway") == person("George Galloway"), person("D.J. Nellist") == person("David John Nellist")
    (True, True)
    """
    words = name.casefold().split()
    return f"{words[0][0]} {words[-1]}"


def lineage_of(dataset: Dataset, candidacies: pd.DataFrame) -> pd.Series:
    """The lineage of each candidacy.

    A row of lineages.csv speaks of one candidacy (contest and candidate), of a person under a party, or of all the
    candidates of a party; the narrower row stands where two apply.

    Parameters
    ----------
    dataset
        The data.
    candidacies
        One row per candidacy, with `party_id` and `candidate`, and with `contest_id` where the contest is ours.

    Returns
    -------
    pandas.Series
        A lineage's name per candidacy, missing where it belongs to none.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> candidates = load().candidates
    >>> rahman = candidates[candidates["candidate"] == "Lutfur Rahman"].assign(
    ...     lineage=lambda rows: lineage_of(load(), rows)
    ... )
    >>> rahman[rahman["contest_id"].str.contains("mayor")][["ballot_label", "lineage"]].values.tolist()[:3]
    [['Independent', 'rahman'], ['Tower Hamlets First', 'rahman'], ['Aspire', 'rahman']]
    """
    found = pd.Series(pd.NA, index=candidacies.index, dtype="str")
    rows = dataset.lineages
    narrowest_first = (["contest_id", "candidate"], ["party_id", "candidate"], ["party_id"])
    for key in narrowest_first:
        others = [column for column in ("party_id", "contest_id", "candidate") if column not in key]
        named = rows[rows[key].notna().all(axis=1) & rows[others].isna().all(axis=1)]
        if set(key) <= set(candidacies.columns):
            names = dict(zip(_keys(named[key]), named["lineage"], strict=True))
            found = found.fillna(
                pd.Series(map(names.get, _keys(candidacies[key])), index=candidacies.index, dtype="str")
            )
    return found


def _keys(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows as tuples, with what is common to the ways to print a candidate's name."""
    if "candidate" in rows:
        rows = rows.assign(candidate=[name if pd.isna(name) else person(name) for name in rows["candidate"]])
    return list(rows.itertuples(index=False, name=None))


def without_lineage(dataset: Dataset, candidacies: pd.DataFrame, lineage: str) -> pd.DataFrame:
    """The candidacies that do not belong to a lineage: how much of a finding rests on one undertaking.

    Raises
    ------
    ParameterError
        If there is no such lineage.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rahman = load().candidates_of("tower-hamlets-mayor-2015")
    >>> len(rahman) - len(without_lineage(load(), rahman, "rahman"))
    1
    """
    names = lineage_names(dataset)
    if lineage not in names:
        raise ParameterError(f"lineage: no lineage {lineage!r}; {did_you_mean(lineage, names)}")
    return candidacies[(lineage_of(dataset, candidacies) != lineage).fillna(True)]
