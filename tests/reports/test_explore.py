"""The exploring notebook's logic, moved by hand instead of by a browser."""

import re

import pytest

from left_of_labour import paths
from left_of_labour.presentation import style
from left_of_labour.reports.explore import parts as explore


@pytest.fixture(scope="module")
def data(dataset):
    style.apply()
    return dataset


@pytest.fixture
def explorer(data):
    return explore.Explorer(data)


def alt(explorer) -> str:
    return re.search(r'alt="([^"]*)"', explorer.figure.value)[1]


def test_it_starts_with_figure_and_table_of_one_contest(explorer):
    assert "Hackney mayor 2002 12.7% (Paul Foot)" in alt(explorer)
    assert "data:image/png;base64,iVBOR" in explorer.figure.value
    assert "<caption>Candidates, Hackney mayor, 17 October 2002</caption>" in explorer.table.value


def test_another_measure_redraws_the_figure_and_keeps_the_table(explorer):
    figure, table = explorer.figure.value, explorer.table.value
    explorer.measure.value = "votes behind Labour"
    assert explorer.figure.value != figure
    assert "Hackney mayor 2002 9,626 (Paul Foot)" in alt(explorer)
    assert explorer.table.value == table


def test_another_place_offers_its_contests_and_shows_the_first(explorer, data):
    explorer.place.value = "preston"
    assert {data.contest(contest_id).place for _, contest_id in explorer.contest.options} == {"preston"}
    assert explorer.contest.value == "preston-mp-2024"
    assert "Preston MP 2024 21.8% (Michael Lavalette)" in alt(explorer)
    assert "Preston MP, 4 July 2024" in explorer.table.value


def test_another_reading_changes_who_counts(explorer):
    explorer.place.value = "tower-hamlets"
    explorer.contest.value = "tower-hamlets-mayor-2014"
    assert "Tower Hamlets mayor 2014 (voided) 43.4% (Lutfur Rahman)" in alt(explorer)
    explorer.reading.value = "core"
    assert "(Hugo Pierre)" in alt(explorer)
    assert explorer.table.value.count(">yes</td>") == 2  # one left of Labour, one elected


def test_a_contest_without_a_challenger_says_so(explorer):
    explorer.contest.value = "hackney-mayor-2014"
    assert "Hackney mayor 2014 nobody stood left of Labour" in alt(explorer)


def test_every_contest_can_be_named_and_told_apart(data):
    for place in ("hackney", "tower-hamlets", "preston"):
        names = [name for name, _ in explore.contest_options(data, place)]
        assert len(names) == len(set(names))


def test_every_measure_draws_for_contests_of_every_office(explorer, data):
    for contest_id in ("hackney-mayor-2002", "preston-mp-2024", "preston-council-2026-st-matthews"):
        for name, yardstick in explore.MEASURES.items():
            rows = explore.history(data, contest_id, "wide", yardstick)
            assert rows["chosen"].sum() == 1, (contest_id, name)
            assert rows["value"].isna().eq(~rows["label"].str.contains(r"\d")).all()


def test_text_from_data_is_escaped(explorer, monkeypatch):
    monkeypatch.setattr(explore, "history_text", lambda *_: '"><script>alert(1)</script>')
    explorer.measure.value = "points behind Labour"
    assert "<script>" not in explorer.figure.value


def test_the_notebook_starts_it():
    text = (paths.notebooks_dir() / "explore.ipynb").read_text(encoding="utf-8")
    assert "explorer(data, contest_id)" in text
