"""What the warm process has ready for the runs of this collection."""

from pkgutil import resolve_name

import pytest

from left_of_labour.analysis import timeline
from left_of_labour.analysis.councils import council_elections, councils_of
from left_of_labour.analysis.parameters import choices
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.collection import PROJECT, read_data, read_places
from left_of_labour.notebook import data


@pytest.mark.parametrize("name", [*PROJECT.preload, *PROJECT.meanwhile])
def test_what_is_to_be_ready_can_be_made_ready(name):
    """The warm process is silent about what raises there, and each report would take longer."""
    found = resolve_name(name)
    if ":" in name:
        found()


def test_what_many_notebooks_ask_about_a_place_is_remembered():
    read_data()
    read_places()
    dataset = data()
    known = set(dataset.memory)
    for place in choices(dataset, "place", {}):
        for council in councils_of(dataset, place):
            council_elections(dataset, place, council)
    for contest in dataset.contests_by_id.values():
        if contest.office == "mayor":
            timeline.performances(dataset, contest.place, DEFAULT_READING, contest.office)
    assert set(dataset.memory) == known
