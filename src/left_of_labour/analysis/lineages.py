"""Which political undertaking a candidacy continues, whatever its label: Rahman's lists, Galloway's parties.

A label changes with a registration or a judgement of a court; the people go on. lineages.csv says who continues whom,
with reasons. Findings can so be shown with and without a lineage, beside the readings of who is left of Labour.
"""

from collections import ChainMap
from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

import pandas as pd

from left_of_labour.analysis.readings import READINGS
from left_of_labour.data import Dataset
from left_of_labour.data.memory import know, remembered
from left_of_labour.data.schema import LeftReading
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = [
    "codes_of",
    "divided_readings",
    "lineage_names",
    "lineage_of",
    "lineages_in",
    "person",
    "recoded",
    "without_lineage",
]


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
    found: list[str | None] = [None] * len(candidacies)
    for key, names in _names_by_key(dataset):
        if set(key) <= set(candidacies.columns):
            keys = _keys(candidacies[[*key]])
            found = [known or names.get(one) for known, one in zip(found, keys, strict=True)]
    return pd.Series(found, index=candidacies.index, dtype="str")


@remembered
def _names_by_key(dataset: Dataset) -> list[tuple[tuple[str, ...], dict[tuple[str, ...], str]]]:
    """The lineages by what their rows say of a candidacy, the narrowest first."""
    rows = dataset.lineages
    keys: tuple[tuple[str, ...], ...] = ("contest_id", "candidate"), ("party_id", "candidate"), ("party_id",)
    found = []
    for key in keys:
        others = [column for column in ("party_id", "contest_id", "candidate") if column not in key]
        named = rows[rows[[*key]].notna().all(axis=1) & rows[others].isna().all(axis=1)]
        found.append((key, dict(zip(_keys(named[[*key]]), named["lineage"], strict=True))))
    return found


def _keys(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows as tuples, with what is common to the ways to print a candidate's name."""
    columns = {name: rows[name].tolist() for name in rows}
    if "candidate" in columns:
        columns["candidate"] = [name if pd.isna(name) else person(name) for name in columns["candidate"]]
    return list(zip(*columns.values(), strict=True))


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
    return candidacies[~_is(dataset, lineage, lineage_of(dataset, candidacies))]


def _is(dataset: Dataset, lineage: str, lineages: pd.Series) -> pd.Series:
    """Which candidacies are of the lineage."""
    names = lineage_names(dataset)
    if lineage not in names:
        raise ParameterError(f"lineage: no lineage {lineage!r}; {did_you_mean(lineage, names)}")
    return (lineages == lineage).fillna(False).astype(bool)


@remembered
def _of_candidates(dataset: Dataset) -> pd.Series:
    return lineage_of(dataset, dataset.candidates)


@remembered
def _of_westminster_left(dataset: Dataset) -> pd.Series:
    return lineage_of(dataset, dataset.westminster_left)


def lineages_in(dataset: Dataset, contest_ids: Iterable[str]) -> list[str]:
    """The lineages that somebody stood for in any of these contests, in the order of lineages.csv.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> lineages_in(load(), ["tower-hamlets-mayor-2014"]), lineages_in(load(), ["hackney-mayor-2002"])
    (['rahman'], [])
    """
    contest_ids = set(contest_ids)
    own = _of_candidates(dataset)[dataset.candidates["contest_id"].isin(contest_ids)]
    national = [lineage_of(dataset, dataset.candidates_of(one)) for one in contest_ids - set(dataset.contests_by_id)]
    found = set(pd.concat([own, *national]).dropna())
    return [name for name in lineage_names(dataset) if name in found]


def codes_of(dataset: Dataset, lineage: str) -> list[str]:
    """The judgements that the data hold about a lineage's candidacies, those nearest to Labour's left first.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> [str(code) for code in codes_of(load(), "rahman")]
    ['core', 'contested']
    """
    frames = (
        (dataset.candidates, _of_candidates(dataset)),
        (dataset.westminster_left, _of_westminster_left(dataset)),
    )
    found = {code for frame, lineages in frames for code in frame.loc[_is(dataset, lineage, lineages), "left_reading"]}
    return [code for code in LeftReading if code in found]


def divided_readings(codes: Iterable[str]) -> list[str]:
    """The readings that count some of these judgements as left of Labour and not all.

    Examples
    --------
    >>> divided_readings(["core", "contested"]), divided_readings(["core"])
    (['core'], [])
    """
    codes = set(codes)
    return [reading for reading, counted in READINGS.items() if codes & counted and codes - counted]


@lru_cache(maxsize=16)
def recoded(dataset: Dataset, lineage: str, left_reading: str) -> Dataset:
    """The data as they would be if all candidacies of a lineage had one judgement.

    Parameters
    ----------
    dataset
        The data.
    lineage
        A lineage of lineages.csv.
    left_reading
        The judgement: "none" leaves the lineage out of every reading, "core" brings it into all.

    Raises
    ------
    ParameterError
        If there is no such lineage.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> without = recoded(load(), "rahman", "none").candidates_of("tower-hamlets-mayor-2014")
    >>> without.loc[without["left_reading"] != "none", "candidate"].tolist()
    ['Chris Smith', 'Hugo Pierre']
    """
    candidates, left = dataset.candidates, dataset.westminster_left
    key = ["contest_id", "candidate"]
    belongs = _is(dataset, lineage, _of_candidates(dataset))
    own = candidates.loc[belongs, [*key, "left_reading", "reading_reason"]]
    own = own.rename(columns={"reading_reason": "reason"}).assign(left_reading=left_reading)
    positions = pd.concat([own, dataset.candidate_positions]).drop_duplicates(key, ignore_index=True)
    parties = dataset.parties
    whole = parties["party_id"].isin(_whole_parties(dataset, lineage))
    tables = {
        "candidate_positions": positions,
        "parties": parties.assign(left_reading=parties["left_reading"].mask(whole, left_reading)),
        "westminster_left": left.assign(
            left_reading=left["left_reading"].mask(_is(dataset, lineage, _of_westminster_left(dataset)), left_reading)
        ),
    }
    changed = replace(dataset, tables=ChainMap(tables, cast(MutableMapping[str, pd.DataFrame], dataset.tables)))
    joined = candidates.assign(left_reading=candidates["left_reading"].mask(belongs, left_reading))
    know(cast(Any, Dataset).candidates.fget, changed, joined, like=dataset)  # what the tables would be joined to
    return changed


def _whole_parties(dataset: Dataset, lineage: str) -> pd.Series:
    """The parties all of whose candidates belong to a lineage."""
    rows = dataset.lineages
    return rows.loc[(rows["lineage"] == lineage) & rows["candidate"].isna(), "party_id"]
