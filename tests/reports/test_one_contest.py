"""The report on one contest: its figure and the words over it."""

import contextlib

import pandas as pd
import pytest
from figure_kit import faults
from matplotlib.colors import to_rgba

from left_of_labour.analysis.measures import measure
from left_of_labour.presentation import style
from left_of_labour.reports.one_contest import figures, parts, sentences

SHOWN = {
    "hackney-mayor-2002": "Paul Foot took 12.7%, 29.2 points behind Labour",
    "tower-hamlets-mayor-2010": "Lutfur Rahman won outright with 51.8%",
    "tower-hamlets-mayor-2014": "Lutfur Rahman led with 43.4% and won on transfers; later declared void",
    "tower-hamlets-mayor-2015": "Rabina Khan took 37.8% and lost the second count to John Biggs",
    "tower-hamlets-mayor-2026": "Lutfur Rahman won with 38.8%",
    "preston-mp-2024": "Michael Lavalette took 21.8%, 13.2 points behind Labour",
    "bethnal-green-bow-mp-2005": "George Galloway won with 35.9%",
}


@pytest.mark.parametrize("contest_id", SHOWN)
def test_the_title_says_how_the_challenger_ended(dataset, contest_id):
    candidates = parts.field(dataset, contest_id, "wide")
    assert sentences.result_title(candidates, measure(dataset, contest_id)) == SHOWN[contest_id]


def test_a_title_is_at_most_twelve_words_for_every_mayor_and_mp(dataset):
    for contest_id in dataset.contests_by_id:
        measures = measure(dataset, contest_id, "with_greens")
        if measures.office in ("mayor", "mp") and measures.vote_base is not None:
            title = sentences.result_title(parts.field(dataset, contest_id, "with_greens"), measures)
            assert len(title.split()) <= 12, title


def drawn(dataset, contest_id, reading="wide"):
    measures = measure(dataset, contest_id, reading)
    candidates = parts.field(dataset, contest_id, reading)
    history = parts._history(dataset, measures)
    return figures.result(candidates, measures.vote_base, history, "elected", half=True), candidates, history


def test_bars_start_at_zero_and_end_at_the_votes_of_the_second_count(dataset):
    fig, candidates, _ = drawn(dataset, "tower-hamlets-mayor-2014")
    bars = fig.axes[0].patches
    assert fig.axes[0].get_xlim()[0] == 0
    assert bars[0].get_x() == 0
    ends = {round(bar.get_x() + bar.get_width(), 6) for bar in bars}
    finals = candidates["final_votes"].dropna() * 100 / 84234
    assert {round(float(share), 6) for share in finals} <= ends


def test_the_challenger_and_labour_are_drawn_in_the_longest_field(dataset):
    measures = measure(dataset, "tower-hamlets-mayor-2014")
    stood = parts.field(dataset, "tower-hamlets-mayor-2014", "wide")
    few = [*stood["candidate"].drop_duplicates()]
    named = stood["candidate"].isin([measures.challenger, measures.labour_candidate])
    others = pd.concat([stood[~named]] * 3).assign(votes=90_000)
    field = pd.concat([others, stood[named]], ignore_index=True)
    shown = parts._drawn(field, measures)
    assert len(field) > len(shown) == 10
    assert {measures.challenger, measures.labour_candidate} <= {*shown["candidate"]}
    assert parts._left_out_as(field, shown) == "other candidate"
    assert parts._left_out_as(field, field.head(2)) == "smaller candidate"
    assert [*parts._drawn(stood, measures)["candidate"]] == few[:10]


def test_colours_follow_the_role_under_the_reading(dataset):
    for reading, expected in (("wide", style.LEFT), ("core", style.OTHER)):
        fig, *_ = drawn(dataset, "tower-hamlets-mayor-2010", reading)
        assert fig.axes[0].patches[0].get_facecolor() == pytest.approx(to_rgba(expected))
        assert fig.axes[0].patches[1].get_facecolor() == pytest.approx(to_rgba(style.LABOUR))
        assert not any(bar.get_hatch() for bar in fig.axes[0].patches)


def test_the_office_s_other_results_break_where_nobody_stood(dataset):
    _, _, history = drawn(dataset, "hackney-mayor-2002")
    assert history["nobody"].sum() == 3
    assert history["share_pct"].isna().sum() == 5  # the other two: votes known only together, or not at all


def test_an_estimate_on_later_boundaries_is_no_result_of_the_office(dataset):
    fig, _, history = drawn(dataset, "preston-mp-2024")
    assert history["date"].dt.year.tolist().count(2019) == 1
    labour = [line for line in fig.axes[1].lines if line.get_color() == style.tint(style.LABOUR, 0.6)]
    assert [[int(line.get_xdata()[0]), int(line.get_xdata()[-1])] for line in labour] == [
        [1983, 1992],
        [1997, 2005],
        [2010, 2019],
    ]  # of 2024 on new boundaries no line tells a change


def test_what_stands_beside_a_bar_is_told_below_the_title(dataset, monkeypatch):
    told = []
    monkeypatch.setattr(style, "headline", lambda fig, title, subtitle, **_: told.append(subtitle) or fig)
    for contest_id in ("preston-mp-2024", "tower-hamlets-mayor-2014"):
        with contextlib.suppress(ValueError):  # a figure without a headline cannot be shown
            parts.result(dataset, parts.field(dataset, contest_id, "wide"), measure(dataset, contest_id))
    assert told[0].startswith("Preston MP, 4 July 2024: % of the 39,993 valid votes, and votes")
    assert told[1].endswith(": % of the 84,234 valid votes, votes and second preferences (pale)")


@pytest.mark.parametrize("contest_id", [*SHOWN, "hackney-mayor-2018"])
def test_the_figure_is_fit_to_be_shown(dataset, contest_id):
    fig, *_ = drawn(dataset, contest_id)
    assert faults(style.headline(fig, "A finding", "first preferences")) == []


def test_the_alternative_text_has_the_transfers_and_the_other_results(dataset):
    measures = measure(dataset, "tower-hamlets-mayor-2014")
    figure = parts.result(dataset, parts.field(dataset, "tower-hamlets-mayor-2014", "wide"), measures)
    assert "856 transfers 37,395 in the second count" in figure.alt
    assert "2022 Lutfur Rahman 47.0%" in figure.alt
    assert "2014 Lutfur Rahman" not in figure.alt
    assert figure.svg.startswith("<svg")


def test_a_contest_without_a_challenger_is_titled_by_the_winner(dataset):
    measures = measure(dataset, "hackney-mayor-2018")
    assert measures.challenger is None
    title = sentences.result_title(parts.field(dataset, "hackney-mayor-2018", "wide"), measures)
    assert title == "Nobody left of Labour stood; Philip Glanville won"


@pytest.mark.parametrize(
    ("contest_id", "without", "judged"),
    [
        (
            "tower-hamlets-mayor-2010",
            "nobody left of Labour stood",
            "of it core, core would give: Lutfur Rahman with 51.8%",
        ),
        ("tower-hamlets-mayor-2014", "Hugo Pierre with 1.0%", "of it core, core would give: Lutfur Rahman with 43.4%"),
        ("tower-hamlets-mayor-2026", "Zami Ali with 3.4%", "of it contested, core would give: Hugo Pierre with 0.7%"),
        ("hackney-mayor-2002", None, None),
    ],
)
def test_a_contest_is_told_without_a_lineage_only_where_one_stood(dataset, contest_id, without, judged):
    found, *notes = (part.text for part in parts.finding(dataset, measure(dataset, contest_id)))
    if without is None:
        assert not any("lineage" in text for text in [found, *notes])
    else:
        assert found.endswith(f"Without the Rahman lineage: {without}.")
        assert judged in notes[0]


def test_a_remark_on_a_poll_does_not_hide_that_nobody_stood(dataset):
    _, _, history = drawn(dataset, "tower-hamlets-mayor-2014", "core")
    assert history.loc[history["nobody"], "date"].dt.year.tolist() == [2010, 2015]  # 2015 was a by-election


def test_a_green_is_green_among_the_office_s_other_results_too(dataset):
    fig, _, history = drawn(dataset, "hackney-mayor-2026", "with_greens")
    best = fig.axes[1].collections[1]
    by_year = dict(zip(history["date"].dt.year, best.get_edgecolor(), strict=True))
    assert tuple(by_year[2026]) == to_rgba(style.GREEN)
    assert tuple(by_year[2002]) == to_rgba(style.LEFT)  # Paul Foot was ahead of the Greens
