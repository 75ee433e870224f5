"""Who continues whom, whatever the ballot paper says and however it prints a name."""

import pytest

from left_of_labour.analysis.lineages import lineage_of, person
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
