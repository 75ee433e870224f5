"""The report on wards: what is left open, what survives correction, and names that follow the numbers."""

import figure_kit
import matplotlib.pyplot as plt
import notebook_kit
import pandas as pd
import pytest
from notebook_kit import run

from left_of_labour.analysis import parameters
from left_of_labour.analysis import wards as analysis
from left_of_labour.analysis.wards import Regression, associations, bounds_table, regression, ward_results
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import pictures, style
from left_of_labour.reports.wards import figures, parts, sentences
from left_of_labour.shown import Figure, Table


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def tower_hamlets(data):
    return ward_results(data, "tower-hamlets", "2022-05-05")


def associated(*corrected):
    rows = [(f"figure {n}", 20, 0.5 - n, p) for n, p in enumerate(corrected)]
    return pd.DataFrame(rows, columns=["label", "wards", "rank_correlation", "holm_p"])


@pytest.mark.parametrize(
    ("corrected", "title", "named"),
    [
        ((0.2, 0.9), "None of 2 associations hold", ()),
        ((0.01, 0.9), "1 of 2 associations holds", ("figure 0 (+0.50) goes",)),
        ((0.01, 0.04), "2 of 2 associations hold", ("figure 0 (+0.50) and figure 1 (−0.50) go",)),
    ],
)
def test_only_what_survives_correction_is_named(corrected, title, named):
    table = associated(*corrected)
    assert sentences.associations_title(table, 0.05).startswith(title)
    text = sentences.associations_sentence(table, 0.05)
    assert all(name in text for name in named)
    assert ("figure 0" in text) == bool(named) and ("figure 1" in text) == (corrected[1] < 0.05)


@pytest.mark.parametrize(
    ("slope", "low", "high", "title"),
    [
        (-3.0, -4.0, -2.0, "One decile less deprived: share 3.0 points lower"),
        (1.5, -0.5, 3.5, "One decile less deprived: share 1.5 points higher, or no different"),
    ],
)
def test_a_slope_whose_interval_includes_nothing_is_said_to(slope, low, high, title):
    assert sentences.line_title(Regression("imd_mean", slope, low, high, 40.0, 0.3, 20)) == title


def test_the_finding_and_the_text_tell_the_same_bounds(data):
    ran = notebook_kit.run("wards", data, place="preston", date="2024-05-02", reading="wide")
    text = " ".join(words for _, words in ran.words())
    assert "bounds are 32 to 88 points wide" in ran.finding
    assert "32 points wide at best" in text and "88 points at worst" in text
    assert "too few, or contradict it" in text


def test_where_goodmans_line_is_impossible_is_said(tower_hamlets):
    text = sentences.bounds_sentence(bounds_table(tower_hamlets))
    assert "190% of residents without qualifications" in text and "impossible, so it is not used" in text
    assert "instead of 80 points; with one standard error allowed for at each end, 80 points" in text


def test_no_label_touches_anything(tower_hamlets):
    drawn = {
        "bounds": (figures.bounds, bounds_table(tower_hamlets)),
        "correlations": (figures.correlations, associations(tower_hamlets)),
    }
    for make, table in drawn.values():
        fig, ax = style.figure(0.56 * len(table) + 0.35)
        make(table, ax)
        assert figure_kit.faults(style.headline(fig, "A finding")) == []
    fig, ax = style.figure(3.7)
    figures.line_through_wards(tower_hamlets, regression(tower_hamlets, "imd_mean"), ax)
    assert figure_kit.faults(style.headline(fig, "A finding")) == []


FULL = ("tower-hamlets", "2026-05-07", "wide")
GREENS = ("hackney", "2026-05-07", "with_greens")
FEW = ("preston", "2024-05-02", "wide")


@pytest.fixture
def drawn(monkeypatch):
    """The figures as matplotlib has them, before they become pixels."""
    kept = []
    monkeypatch.setattr(pictures, "files", lambda fig, name: kept.append(figure_kit.faults(fig)) or (b"no picture", ""))
    yield kept
    plt.close("all")


@pytest.mark.parametrize(("place", "date", "reading"), [FULL, GREENS, FEW, ("hackney", "2018-05-03", "core")])
def test_nothing_in_its_figures_overlaps(data, drawn, place, date, reading):
    wards = analysis.ward_results(data, place, date, reading)
    parts.maps(data, wards, place, date, reading)
    parts.hexagons(data, wards, place, date, reading)
    parts.bounds(data, wards, place, date, reading)
    parts.associations(data, wards, place, date, reading)
    parts.regressions(data, wards, place, date, reading)
    assert drawn and not any(drawn)


@pytest.mark.parametrize("reading", ["core", "wide", "with_greens"])
@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_every_day_that_is_offered_works_and_every_other_is_refused_at_once(data, place, reading):
    offered = parameters.choices(data, "date", {"place": place, "reading": reading})
    every = parameters.choices(data, "date", {"place": place})
    assert set(offered) < set(every)
    for date in every:
        if date in offered:
            wards = analysis.ward_results(data, place, date, reading)
            assert parts.finding(data, wards, place, date, reading).text.count(" (") >= 2  # both other readings
        else:
            with pytest.raises(ParameterError, match="these days work: 20"):
                run("wards", data, place=place, date=date, reading=reading)


@pytest.mark.parametrize(
    ("place", "date", "reading"), [("hackney", "2014-05-22", "core"), ("preston", "2019-05-02", "with_greens")]
)
def test_the_first_day_that_is_offered_runs_whole(data, place, date, reading):
    assert parameters.choices(data, "date", {"place": place, "reading": reading})[0] == date
    assert "Under the other readings: " in run("wards", data, place=place, date=date, reading=reading).finding


def test_greens_are_not_called_left_of_labour():
    report = run("wards", place="hackney", date="2026-05-07", reading="with_greens")
    titles = [part.title for part in report.of(Figure)]
    assert titles[0] == "Left and Green candidates topped the poll in 17 of 21 wards"
    assert not any("the left’s" in text for _, text in report.words())


def test_headlines_are_findings_of_at_most_twelve_words():
    for place, date, reading in (FULL, GREENS, FEW):
        for figure in run("wards", place=place, date=date, reading=reading).of(Figure):
            assert len(figure.title.split()) <= 12, figure.title


def test_few_contested_wards_are_listed_not_mapped():
    names = [part.name for part in run("wards", place="preston", date="2024-05-02").of(Figure)]
    assert names == ["ranked-wards", "bounds"]


def test_where_nobody_stood_under_a_reading_the_finding_says_so(data):
    wards = analysis.ward_results(data, *FEW)
    said = sentences.finding(wards, *FEW, {"core": None})
    assert said.endswith("Under the other readings: nobody stood (core).")
    assert "won none of 16 seats" in said


def test_one_ward_is_not_cut_in_halves_and_greens_are_told(data):
    report = run("wards", data, place="preston", date="2019-05-02", reading="with_greens")
    assert "in 1 of 16 wards" in report.finding and "Half of their votes" not in report.finding
    (table,) = [part for part in report.of(Table) if part.name == "wards"]
    states = {row[table.columns.index("state")] for row in table.rows}
    assert states == {"contested", "no left or Green candidate"}
