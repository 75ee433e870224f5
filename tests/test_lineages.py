"""Who continues whom, whatever the ballot paper says and however it prints a name."""

import pytest

from left_of_labour.analysis.comparison import contests_by_rule
from left_of_labour.analysis.lineages import lineage_of, person, recoded
from left_of_labour.data import load


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("G. Galloway", "George Galloway", True),
        ("David John Nellist", "Dave Nellist", True),
        ("Y.A. Ridley", "Yvonne Ridley", True),
        ("Oliur Rahman", "Lutfur Rahman", False),
        ("Rabina Khan", "Rosie Kane", False),
    ],
)
def test_names_of_one_person(name, other, same):
    assert (person(name) == person(other)) is same


def test_galloways_seats_are_found_under_two_parties_and_two_spellings(data):
    left = data.westminster_left
    seats = left.loc[lineage_of(data, left) == "galloway", "constituency"].tolist()
    assert seats[0] == "Bethnal Green and Bow" and seats.count("Bradford West") == 2
    assert "Manchester, Gorton" not in seats  # as an independent


def test_a_lineage_with_one_judgement_brings_its_contests_in_or_takes_them_out(data):
    """Counted by hand: core compares nine contests, three of Aspire's among them; three more were fought before."""
    core = set(contests_by_rule(data, "core", 10))
    before = {f"tower-hamlets-mayor-{year}" for year in (2010, 2014, 2015)}
    assert set(contests_by_rule(recoded(data, "rahman", "core"), "core", 10)) == core | before
    aspire = {f"tower-hamlets-mayor-{year}" for year in (2018, 2022, 2026)}
    assert set(contests_by_rule(recoded(data, "rahman", "contested"), "core", 10)) == core - aspire
    assert set(contests_by_rule(data, "core", 10)) == core  # the data themselves stay as they were


def test_the_parties_of_a_lineage_are_judged_anew_and_others_stay(data):
    parties = recoded(data, "rahman", "none").parties.set_index("party_id")["left_reading"]
    assert parties[["aspire", "tower-hamlets-first"]].tolist() == ["none", "none"]
    assert parties["respect"] == "core"
    candidates = recoded(data, "galloway", "none").candidates_of("bethnal-green-bow-mp-2005")
    assert candidates.loc[candidates["candidate"] == "George Galloway", "left_reading"].tolist() == ["none"]
