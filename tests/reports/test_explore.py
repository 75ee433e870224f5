"""The exploring notebook's logic, moved by hand instead of by a browser."""

import base64
import re
from html import unescape
from itertools import product

import pandas as pd
import pytest
from parameter_sweep import explored

from left_of_labour import paths
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import style
from left_of_labour.reports.explore import parts as explore
from left_of_labour.reports.explore import view


@pytest.fixture(scope="module")
def data(dataset):
    style.apply()
    return dataset


@pytest.fixture
def explorer(data):
    return explore.Explorer(data, "hackney-mayor-2002")


def alt(explorer) -> str:
    return unescape(re.search(r'alt="([^"]*)"', explorer.figure.value)[1])


def test_it_starts_with_figure_and_table_of_one_contest(explorer):
    assert "Hackney mayor 2002 12.7% (Paul Foot), 42.0% Labour" in alt(explorer)
    assert "data:image/png;base64,iVBOR" in explorer.figure.value
    assert "<caption>Candidates, Hackney mayor, 17 October 2002</caption>" in explorer.table.value
    assert explorer.message.value == ""


def test_another_measure_redraws_the_figure_and_keeps_the_table(explorer):
    figure, table = explorer.figure.value, explorer.table.value
    explorer.measure.value = "votes behind Labour"
    assert explorer.figure.value != figure
    assert "Hackney mayor 2002 9,626 (Paul Foot)" in alt(explorer)
    assert explorer.table.value == table


@pytest.mark.parametrize(
    ("query", "contest_id"),
    [
        ("foot mayor", "hackney-mayor-2002"),
        ("lavalette parliament", "preston-mp-2024"),
        ("respect bethnal 2005", "bethnal-green-bow-mp-2005"),
        ("tower hamlets mayor 2014", "tower-hamlets-mayor-2014"),
    ],
)
def test_a_search_by_person_party_and_place_finds_contests_and_keeps_the_chosen(explorer, query, contest_id):
    figure = explorer.figure.value
    explorer.search.value = query
    assert contest_id in [value for _, value in explorer.contests.options]
    assert explorer.contests.options[0][1] == "hackney-mayor-2002"
    assert explorer.contests.value == ("hackney-mayor-2002",)
    assert explorer.figure.value == figure
    explorer.contests.value = (contest_id,)
    assert view.contest_options(explorer._dataset, "", [contest_id])[0][0] in alt(explorer)


def test_a_choice_made_before_a_search_is_answered_means_what_stood_in_the_list_then(explorer):
    """The browser sends the place in the list that it shows, and does not know yet that there is another."""
    seen = explorer.contests
    place = [value for _, value in seen.options].index("preston-mp-2024")
    explorer.search.value = "foot mayor"
    explorer.search.value = "foot mayor 2002"
    seen.set_state({"index": [place]})
    assert explorer.contests.value == ("preston-mp-2024",)
    assert [value for _, value in explorer.contests.options] == ["preston-mp-2024", "hackney-mayor-2002"]
    assert "Preston MP 2024" in alt(explorer)


def test_a_search_without_a_hit_says_so_and_the_next_one_offers_contests_again(explorer):
    explorer.search.value = "<nobody>"
    assert "No contest has all of these words: &lt;nobody&gt;" in explorer.found.value
    explorer.search.value = ""
    assert f"{len(explorer._dataset.contests)} contests found" in explorer.found.value
    assert len(explorer.contests.options) == len(explorer._dataset.contests)


def test_several_contests_stand_side_by_side(explorer):
    explorer.contests.value = ("hackney-mayor-2002", "preston-mp-2024")
    assert alt(explorer) == (
        "Bars of the best-placed challenger's share of valid votes: Hackney mayor 2002 12.7% (Paul Foot), 42.0% "
        "Labour; "
        "Preston MP 2024 21.8% (Michael Lavalette), 35.0% Labour."
    )
    assert explorer.table.value.count("<caption>Candidates, ") == 2


@pytest.mark.parametrize(
    ("chosen", "reading", "title"),
    [
        (("hackney-mayor-2002",), "wide", "Hackney mayor 2002, Paul Foot: share of valid votes 12.7%"),
        (("hackney-mayor-2002",), "all", "Hackney mayor 2002: share of valid votes under every reading"),
        (("hackney-mayor-2002", "preston-mp-2024"), "all", "Share of valid votes: 2 contests"),
    ],
)
def test_the_title_names_a_single_contest_also_under_all_readings(data, chosen, reading, title):
    choice = view.Choice(chosen, reading, "share of valid votes")
    rows = view.compared(data, choice)
    assert view._title(rows[rows["chosen"]], choice) == title


def test_another_reading_changes_who_counts_and_all_readings_stand_together(explorer):
    explorer.contests.value = ("tower-hamlets-mayor-2014",)
    assert "Tower Hamlets mayor 2014 (voided) 43.4% (Lutfur Rahman)" in alt(explorer)
    explorer.reading.value = "core"
    assert "(Hugo Pierre)" in alt(explorer)
    assert explorer.table.value.count(">yes</td>") == 2  # one left of Labour, one elected
    explorer.reading.value = "all"
    assert "Tower Hamlets mayor 2014 (voided), core 1.0% (Hugo Pierre)" in alt(explorer)
    assert "Tower Hamlets mayor 2014 (voided), wide 43.4% (Lutfur Rahman)" in alt(explorer)


@pytest.mark.parametrize(
    ("contest_id", "reason"),
    [
        ("hackney-mayor-2014", "Hackney mayor 2014: nobody stood left of Labour."),
        ("hackney-mayor-2022", "Hackney mayor 2022: not known: not everybody who stood is known by name."),
    ],
)
def test_a_contest_without_a_challenger_says_why(explorer, contest_id, reason):
    explorer.contests.value = (contest_id,)
    assert explorer.message.value == f"<p>No share of valid votes to draw. {reason}</p>"
    assert "Hackney mayor, 17 October 2002" not in explorer.table.value


def test_no_choice_shows_nothing(explorer):
    explorer.contests.value = ()
    assert "nothing is drawn" in explorer.message.value
    assert explorer.figure.value == explorer.files.value == explorer.table.value == ""


def test_an_error_is_shown_and_nothing_of_the_view_before_it(explorer, monkeypatch):
    monkeypatch.setattr(view, "compared", lambda *_: 1 / 0)
    explorer.contests.value = ("preston-mp-2024",)
    assert 'role="alert"' in explorer.message.value
    assert "ZeroDivisionError: division by zero" in explorer.message.value
    assert explorer.figure.value == explorer.files.value == explorer.table.value == ""
    monkeypatch.undo()
    explorer.measure.value = "points behind Labour"
    assert explorer.message.value == ""
    assert "Preston MP 2024" in alt(explorer)


def test_more_contests_than_can_be_drawn_are_said(explorer):
    explorer.contests.value = tuple(value for _, value in explorer.contests.options)
    assert f"the first {view.MOST} are drawn" in explorer.message.value
    assert explorer.table.value.count("<caption>Candidates, ") == view.MOST


def test_the_files_hold_the_numbers_and_the_picture(explorer):
    links = dict(re.findall(r'download="explore\.(\w+)" href="data:[\w/+]+;base64,([^"]*)"', explorer.files.value))
    content = {ending: base64.b64decode(text) for ending, text in links.items()}
    assert content["png"].startswith(b"\x89PNG")
    assert content["svg"].startswith(b"<svg")
    assert b"@font-face" in content["svg"]
    assert b"hackney-mayor-2002,Hackney mayor 2002,2002-10-17,wide,Paul Foot,12.71639" in content["csv"]


def test_the_line_to_paste_brings_the_view_back(explorer):
    explorer.contests.value = ("hackney-mayor-2002", "preston-mp-2024")
    explorer.reading.value, explorer.measure.value = "all", "points behind Labour"
    line = unescape(re.search(r"<code[^>]*>(explorer\(.*?)</code>", explorer.files.value)[1])
    again = eval(line, {"explorer": explore.Explorer, "data": explorer._dataset})
    assert again.choice == explorer.choice
    assert (again.figure.value, again.table.value) == (explorer.figure.value, explorer.table.value)


@pytest.mark.parametrize(
    ("chosen", "command"),
    [
        (("preston-mp-2024",), "left-of-labour open one-contest contest_id=preston-mp-2024 reading=wide"),
        (
            ("hackney-mayor-2002", "preston-mp-2024"),
            "left-of-labour open compare contest_ids=hackney-mayor-2002,preston-mp-2024 reading=wide",
        ),
    ],
)
def test_a_line_opens_the_choice_as_a_notebook_of_ones_own(explorer, chosen, command):
    explorer.contests.value = chosen
    assert f">{command}</code>" in explorer.files.value


@pytest.mark.parametrize("wrong", [{"reading": "wid"}, {"measure": "share"}])
def test_a_wrong_start_is_refused_with_what_works(data, wrong):
    with pytest.raises(ParameterError, match=r"did you mean|available"):
        explore.explorer(data, "preston-mp-2024", **wrong)


def test_an_unknown_contest_is_refused_with_what_works(data):
    with pytest.raises(ParameterError, match="did you mean 'preston-mp-2024'"):
        explore.explorer(data, "preston-mp-2042")


def test_every_contest_can_be_named_and_told_apart(data):
    names = pd.Series([name for name, _ in view.contest_options(data, "")])
    places = pd.Series([data.contest(contest_id).place for _, contest_id in view.contest_options(data, "")])
    assert not (names + places).duplicated().any()


def test_combinations_of_the_controls_draw_that_contest_or_say_why_not(data):
    """A sample with a seed; `make sweep` goes through all of them."""
    assert explored(data, 32) == []


def test_a_kept_figure_would_be_noticed(data, monkeypatch):
    real = view.compared
    stale = real(data, view.Choice(("hackney-mayor-2002",), "wide", "share of valid votes"))
    monkeypatch.setattr(view, "compared", lambda *_: stale)
    assert explored(data, 4)


def test_every_reason_and_every_number_stands_in_its_row(data):
    for contest_id, measure in product(("hackney-mayor-2002", "preston-council-2026-st-matthews"), view.MEASURES):
        rows = view.compared(data, view.Choice((contest_id,), "wide", measure))
        assert rows["chosen"].sum() == 1, (contest_id, measure)
        assert rows["value"].isna().eq(~rows["label"].str.contains(r"\d")).all()


def test_text_from_data_is_escaped(explorer, monkeypatch):
    monkeypatch.setattr(view, "_words", lambda *_: '"><script>alert(1)</script>')
    explorer.measure.value = "points behind Labour"
    assert "&lt;script&gt;" in explorer.figure.value
    assert "<script>" not in explorer.figure.value


def test_the_notebook_starts_it():
    text = (paths.notebooks_dir() / "explore.ipynb").read_text(encoding="utf-8")
    assert "explorer(data, contest_id)" in text
