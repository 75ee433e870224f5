"""Independent sources are counted, and second figures agree."""

import pandas as pd
import pytest

from left_of_labour.data import load
from left_of_labour.data.witnesses import count_origins, origins, second_figures, witnesses


@pytest.fixture(scope="module")
def data():
    return load()


def test_two_pages_of_one_chain_are_one_witness(data):
    cells = pd.Series(["electionresults-uk-2026;dc-2026-06-04", "leh-2022;ee-2022", "psephology"])
    assert count_origins(cells, data.sources).tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("guardian-2010-10-04", "guardian-2010-11-08"),  # the second is a blog of the paper
        ("weekly-worker-431", "weekly-worker-451"),
        ("census-wards", "uge24-census"),
        ("gla-2018", "gla-2022"),
    ],
)
def test_one_publisher_is_one_origin_however_its_name_is_written(data, one, other):
    found = origins(data.sources)
    assert found[one] == found[other]


def test_a_machine_s_digest_is_no_witness(data):
    cells = pd.Series(["ukelections-may-2026;allmind-2026", "ukelections-may-2026", "allmind-2026"])
    assert count_origins(cells, data.sources).tolist() == [1, 1, 0]


def test_nobody_prints_a_derived_figure_and_a_blank_rests_on_nothing(data):
    counts = data.candidates.set_index(["contest_id", "candidate"])["witnesses"]
    assert counts["tower-hamlets-mayor-2022", "Andrew Wood"] == 0  # 3,985 follows from a printed threshold
    assert pd.isna(counts["hackney-north-mp-1997", "Douglas Taylor"])
    assert counts["tower-hamlets-mayor-2022", "Lutfur Rahman"] > 1


def test_foot_s_votes_have_several_kinds_of_witnesses(data):
    foot = witnesses(data, "hackney-mayor-2002").set_index("candidate").loc["Paul Foot"]
    assert foot["witnesses"] == 4
    assert {"campaign_account", "parliament"} & set(foot["kinds"].split(", "))
    assert not foot["single_witness"]


def test_figures_with_one_origin_are_marked(data):
    contest_id = "tower-hamlets-council-2026-poplar"  # two sources, but one chain: Democracy Club
    marked = witnesses(data, contest_id)
    assert marked["sources"].eq(2).all()
    assert marked["single_witness"].all()
    assert data.candidates_of(contest_id)["witnesses"].eq(1).all()


def test_every_origin_is_a_publisher_or_a_chain(data):
    found = origins(data.sources)
    assert set(found) == set(data.sources["source_id"])
    assert found["wiki-hackney-2006"] == found["wiki-mayor-th"] == "Wikipedia"


def test_second_figures_agree_with_ours(data):
    found = second_figures(data)
    assert set(found["table"]) >= {"mayoral_candidates", "westminster_left"}
    assert len(found) > 40
    assert found["agrees"].all(), found[~found["agrees"]]


def test_a_second_figure_that_differs_is_told(data):
    theirs = data.mayoral_candidates.copy()
    row = theirs.index[(theirs["authority"] == "Hackney") & (theirs["candidate"] == "Paul Foot")][0]
    theirs.loc[row, "votes"] = 4178
    spoilt = type(data)(data.folder, {**data.tables, "mayoral_candidates": theirs}, data.contests_by_id)
    (found,) = second_figures(spoilt).query("not agrees").itertuples()
    assert (found.candidate, found.ours, found.theirs) == ("Paul Foot", 4187, 4178)
