"""The picture of the front page: which contests are in it, and what its title counts."""

import re

import pandas as pd
import pytest
from figure_kit import faults

from left_of_labour import paths
from left_of_labour.analysis.measures import measure
from left_of_labour.batch.runs import read
from left_of_labour.presentation import style
from left_of_labour.reports.front_page import figures as front_page
from left_of_labour.reports.front_page import parts


@pytest.fixture(scope="module")
def rows(dataset):
    return front_page.leads(dataset)


def test_every_contest_with_a_challenger_of_weight_is_in_it_and_no_other(dataset, rows):
    expected = set()
    for contest in dataset.contests.itertuples():
        if contest.office in ("mayor", "mp") and contest.status != "notional":
            one = measure(dataset, contest.contest_id)
            if one.share_pct is not None and one.share_pct >= 10:
                expected.add(contest.contest_id)
    greens = set(rows.loc[rows["party_id"] == "green", "contest_id"])
    assert expected | greens == set(rows["contest_id"])
    assert greens == {"hackney-mayor-2026"}
    assert {"hackney-mayor-2002", "preston-mp-2024", "tower-hamlets-mayor-2014"} <= expected


def test_leads_are_those_of_the_declared_results(rows):
    lead = rows.set_index("contest_id")["lead"]
    assert lead["tower-hamlets-mayor-2010"] == pytest.approx(100 * (23283 - 11254) / 44985)
    assert lead["hackney-mayor-2026"] == pytest.approx(100 * (35720 - 26865) / 75674)
    assert lead["bethnal-green-bow-mp-2005"] > 0
    assert lead.is_monotonic_decreasing


@pytest.mark.parametrize(
    ("leads", "places", "title"),
    [
        ([3, 2, -1], ["hackney", "preston", "preston"], "Challengers outpolled Labour 2 times, 1 of them in Hackney"),
        ([3, -1], ["preston", "hackney"], "One challenger of 2 outpolled Labour, in Preston"),
        ([3, 2], ["preston", "preston"], "Challengers outpolled Labour 2 times, all in Preston"),
        ([-2, -3], ["preston", "hackney"], "No challenger outpolled Labour in 2 contests"),
    ],
)
def test_the_title_counts_what_the_bars_show(leads, places, title):
    assert front_page.title(pd.DataFrame({"lead": leads, "place": places})) == title


def test_the_picture_is_fit_to_be_shown_and_marks_what_was_voided(rows):
    fig = front_page.draw(rows)
    assert faults(style.headline(fig, front_page.title(rows))) == []
    assert len(front_page.title(rows).split()) <= style.MOST_WORDS
    (star,) = [text.get_text() for text in fig.axes[0].texts if text.get_text().endswith("*")]
    assert star == "L. Rahman, Tower Hamlets mayor 2014*"
    assert len(fig.axes[0].patches) == len(rows)


def test_the_answer_counts_greens_apart_from_the_left(rows):
    left = rows[rows["party_id"] != "green"]
    said = parts.answer(rows)
    assert said.startswith(f"In {len(left)} contests for mayor or MP")
    assert "left of Labour" in said
    assert "One Green was elected as well." in said
    assert "Green" not in parts.answer(left)


@pytest.mark.parametrize(
    ("leads", "said"),
    [([-3.0], "none had more first preferences than Labour and none were elected."), ([3.0], "one had")],
)
def test_the_answer_is_carried_by_any_numbers(leads, said):
    frame = pd.DataFrame(
        {"lead": leads, "elected": False, "voided": False, "party_id": "respect", "label": "A, B 2001"}
    )
    assert said in parts.answer(frame)
    assert ("closest of the others" in parts.answer(frame)) is (leads[0] <= 0)


def test_the_table_lists_every_contest_latest_first_with_its_report(dataset):
    table = parts.contests(dataset)
    assert len(table.rows) == len(dataset.contests)
    dates = [row[table.columns.index("date")] for row in table.rows]
    assert dates == sorted(dates, reverse=True)
    assert table.html.count('data-report="one-contest/') == len(table.rows)


def test_highlights_name_a_number_and_a_report_of_the_run_list(dataset):
    slugs = {run.slug for run in read(paths.notebooks_dir(), lambda name: []).default}
    table = parts.highlights(dataset)
    assert len(table.rows) == 5
    assert all(any(mark.isdigit() for mark in row[0]) for row in table.rows)
    assert set(re.findall(r'data-report="([^"]+)"', table.html)) <= slugs
