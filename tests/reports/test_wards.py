"""The report on wards: what is left open, what survives correction, and names that follow the numbers."""

import figure_kit
import notebook_kit
import pandas as pd
import pytest

from left_of_labour.analysis.wards import Regression, associations, bounds_table, regression, ward_results
from left_of_labour.data import load
from left_of_labour.presentation import style
from left_of_labour.reports.wards import figures, sentences


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
        ((0.2, 0.9), "None of 2 associations survive", ()),
        ((0.01, 0.9), "1 of 2 associations survives", ("figure 0 (+0.50) goes",)),
        ((0.01, 0.04), "2 of 2 associations survive", ("figure 0 (+0.50) and figure 1 (−0.50) go",)),
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
        (-3.0, -4.0, -2.0, "One decile less deprived: 3.0 points lower"),
        (1.5, -0.5, 3.5, "One decile less deprived: 1.5 points higher, or no different"),
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
