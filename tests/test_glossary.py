"""One glossary of measures: whole, of the right kind, and used by all who show measures."""

from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import get_args, get_type_hints

import pytest

from left_of_labour import paths
from left_of_labour.analysis.glossary import MEASURES, Kind, heading
from left_of_labour.analysis.lookups import functions
from left_of_labour.analysis.measures import Measures, contenders, measure
from left_of_labour.data.export import codebook, tidy
from left_of_labour.data.formula import SIGNATURES
from left_of_labour.methods import text_pages
from left_of_labour.reports.one_contest.parts import yardsticks

KINDS = {
    str: {Kind.TEXT},
    bool: {Kind.FLAG},
    date: {Kind.DATE},
    int: {Kind.COUNT, Kind.VOTES},
    float: {Kind.SHARE},
    Fraction: {Kind.SHARE, Kind.POINTS, Kind.RATIO},
}
FOOT = "hackney-mayor-2002", "Paul Foot"


def test_the_glossary_has_every_measure_in_order_and_no_other():
    assert list(MEASURES) == [field.name for field in fields(Measures)]


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_of_the_kind_that_its_type_and_its_name_say(name):
    term, annotation = MEASURES[name], get_type_hints(Measures)[name]
    (kind,) = [one for one in get_args(annotation) or (annotation,) if one is not type(None)]
    assert term.kind in KINDS[kind]
    if name.endswith("_pct"):
        assert term.unit in ("%", "points")
    elif name.startswith("votes_") or name.endswith("_votes"):
        assert term.unit == "votes"
    else:
        assert term.unit != "%", "a percentage says so in its name"
    assert term.meaning.endswith(".") and not term.label.endswith(".")


def test_labels_are_distinct():
    assert len({term.label for term in MEASURES.values()}) == len(MEASURES)


def test_show_uses_the_labels_and_units(dataset):
    shown = yardsticks(measure(dataset, FOOT[0])).set_index("measure")
    term = MEASURES["share_pct"]
    assert shown.loc[term.label, ["value", "unit"]].tolist() == ["12.7", term.unit]
    assert set(shown.index) <= {one.label for one in MEASURES.values()}


def test_the_page_of_the_site_explains_every_measure():
    (page,) = (page for page in text_pages(paths.data_dir()) if page.name == "glossary")
    assert all(f"**{heading(name)}** (`{name}`): {term.meaning}" in page.markdown for name, term in MEASURES.items())


def test_a_share_has_one_name_and_one_value_wherever_it_is_computed(dataset):
    value = measure(dataset, FOOT[0]).share_pct
    assert functions(dataset)["share_pct"](*FOOT) == value == Fraction(418700, 32926)
    rows = [frame[frame["candidate"] == FOOT[1]].iloc[0] for frame in (contenders(dataset, FOOT[0]), tidy(dataset))]
    assert rows[0]["share_pct"] == value and rows[1]["share_pct"] == pytest.approx(float(value))
    assert functions(dataset)["majority_pct"](FOOT[0]) == measure(dataset, FOOT[0]).majority_pct
    assert "share_pct" in set(codebook(dataset)["column"])
    assert not {"share", "vote_share", "party_share"} & {*SIGNATURES, *tidy(dataset)}
