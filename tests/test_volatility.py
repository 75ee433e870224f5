"""Volatility by type, and undertakings that go on under another name."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from left_of_labour.analysis.lineages import lineage_of, undertaking
from left_of_labour.analysis.swing import pedersen_volatility, shares
from left_of_labour.analysis.volatility import volatility
from left_of_labour.data import load

VOTES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 1000), min_size=1)


@pytest.fixture(scope="module")
def data():
    return load()


@given(VOTES, VOTES)
def test_both_types_add_to_pedersens_index(before, after):
    found = volatility(shares(before), shares(after))
    assert found.total == pytest.approx(pedersen_volatility(shares(before), shares(after)))
    assert 0 <= found.entry_and_exit <= 1 and 0 <= found.between_parties <= 1


@given(VOTES)
def test_other_parties_altogether_are_entry_and_exit_alone(votes):
    renamed = {name.upper(): number for name, number in votes.items()}
    found = volatility(shares(votes), shares(renamed))
    assert (found.entry_and_exit, found.between_parties) == (pytest.approx(1), 0)


def test_by_hand():
    found = volatility({"labour": 0.5, "tory": 0.3, "sdp": 0.2}, {"labour": 0.6, "tory": 0.1, "aspire": 0.3})
    assert found.entry_and_exit == pytest.approx(0.25)  # half of 20 and 30
    assert found.between_parties == pytest.approx(0.15)  # half of 10 and 20


@pytest.mark.parametrize(
    ("contest_id", "candidate", "lineage"),
    [
        ("tower-hamlets-mayor-2010", "Lutfur Rahman", "rahman"),
        ("tower-hamlets-mayor-2014", "Lutfur Rahman", "rahman"),
        ("tower-hamlets-mayor-2015", "Rabina Khan", "rahman"),
        ("tower-hamlets-mayor-2022", "Lutfur Rahman", "rahman"),
        ("tower-hamlets-mayor-2018", "Rabina Khan", None),  # she left, and stood against his list
        ("preston-mp-2024", "Michael Lavalette", None),
    ],
)
def test_lineages_of_known_candidacies(data, contest_id, candidate, lineage):
    candidates = data.candidates_of(contest_id)
    found = lineage_of(data, candidates)[candidates["candidate"] == candidate].item()
    assert found == lineage if lineage else pd.isna(found)


def test_a_person_under_a_party_is_not_the_party(data):
    candidacies = pd.DataFrame(
        {"party_id": ["respect", "respect", "workers-party"], "candidate": ["George Galloway", "A", "George Galloway"]}
    )
    assert lineage_of(data, candidacies).fillna("-").tolist() == ["galloway", "-", "galloway"]


def test_an_independent_continues_nobody_but_themselves(data):
    candidacies = pd.DataFrame(
        {"party_id": ["independent", "independent", "labour", "aspire"], "candidate": ["A", "B", "C", "D"]}
    )
    assert undertaking(data, candidacies).tolist() == ["independent: A", "independent: B", "labour", "rahman"]
