"""Lineages: which undertaking a candidacy continues."""

import pandas as pd
import pytest

from left_of_labour.analysis.lineages import lineage_of, without_lineage
from left_of_labour.data import load
from left_of_labour.errors import ParameterError


@pytest.fixture(scope="module")
def data():
    return load()


def test_lists_and_single_candidacies_of_rahman_are_one_lineage(data):
    candidates = data.candidates
    mine = candidates[lineage_of(data, candidates) == "rahman"]
    assert set(mine["party_id"]) == {"independent", "tower-hamlets-first", "aspire"}
    independents = mine[mine["party_id"] == "independent"]
    assert independents[["contest_id", "candidate"]].values.tolist() == [
        ["tower-hamlets-mayor-2010", "Lutfur Rahman"],
        ["tower-hamlets-mayor-2015", "Rabina Khan"],
    ]
    assert "path" not in set(mine["party_id"])  # Rabina Khan's later party broke with him


def test_a_person_under_a_party_is_not_the_party(data):
    candidacies = data.westminster_left
    mine = candidacies[lineage_of(data, candidacies) == "galloway"]
    assert set(mine["candidate"]) == {"George Galloway"}
    assert set(mine["party_id"]) == {"respect", "workers-party"}
    assert (candidacies["party_id"] == "respect").sum() > (mine["party_id"] == "respect").sum()


def test_leaving_a_lineage_out_keeps_everybody_else(data):
    field = data.candidates_of("tower-hamlets-mayor-2022")
    kept = without_lineage(data, field, "rahman")
    assert set(field["candidate"]) - set(kept["candidate"]) == {"Lutfur Rahman"}
    assert kept.index.is_unique and pd.Series(kept["candidate"]).is_unique


def test_an_unknown_lineage_is_refused_with_the_known_ones(data):
    with pytest.raises(ParameterError, match="did you mean 'rahman'"):
        without_lineage(data, data.candidates, "raman")
