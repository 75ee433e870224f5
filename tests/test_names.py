"""Two people with one surname are told apart wherever several are named beside each other."""

import inspect
import re
from pathlib import Path

import pytest

from left_of_labour.analysis import events, timeline
from left_of_labour.data import load
from left_of_labour.presentation.names import short_names
from left_of_labour.reports import compare
from left_of_labour.reports.compare import parts as compare_parts
from left_of_labour.reports.front_page import figures as front_page
from left_of_labour.reports.one_place import figures as one_place
from left_of_labour.reports.one_place import parts as one_place_parts

SURNAME = re.compile(r"\.r?split\(\)\[-1\]")


@pytest.mark.parametrize("reading", ["core", "wide", "with_greens"])
def test_a_name_in_the_comparison_is_that_of_one_person(reading):
    dataset = load()
    rows = compare_parts._labelled(dataset, compare.compared(dataset, (), reading, 10))
    people = rows["challenger"].groupby(rows["label"].str.extract(r"^(.+?) \d{4}", expand=False)).nunique()
    assert (people == 1).all() and len(people) == rows["challenger"].nunique()


def test_a_name_on_the_front_page_is_that_of_one_person():
    rows = front_page.leads(load())
    assert (rows["challenger"].groupby(rows["label"].str.partition(",")[0]).nunique() == 1).all()


def test_a_name_in_the_picture_of_a_place_is_that_of_one_person():
    dataset = load()
    rows = timeline.performances(dataset, "tower-hamlets")
    rows = rows.assign(panel=[one_place_parts._panel(row) for row in rows.itertuples()])
    spans = one_place_parts._spans(dataset, events.events(dataset, "tower-hamlets"), "tower-hamlets")
    fig = one_place.left_over_time(rows, timeline.single_wards(dataset, "tower-hamlets"), spans)
    named = {text.get_text() for ax in fig.axes for text in ax.texts}
    assert {"L. Rahman 52%", "L. Rahman 39%", "O. Rahman 17%"} <= named
    assert not any(name.startswith("Rahman ") and "%" in name for name in named)


def test_who_shares_initial_and_surname_is_named_in_full():
    assert short_names(["Ann Bo", "Alan Bo", "Cy Bo"]) == {"Ann Bo": "Ann Bo", "Alan Bo": "Alan Bo", "Cy Bo": "C. Bo"}


def test_reports_leave_short_names_to_one_room():
    for path in Path(inspect.getfile(compare)).parents[1].rglob("*.py"):
        assert not SURNAME.search(path.read_text(encoding="utf-8")), path
