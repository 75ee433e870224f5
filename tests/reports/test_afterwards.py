"""What came next: the words against the seats that were followed, under readings and floors that change them."""

import re

import pandas as pd
import pytest

from left_of_labour.analysis.parameters import check, choices
from left_of_labour.analysis.persistence import greens_after, mayoral_series, results_after
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.reports.afterwards import figures, parts, sentences
from left_of_labour.shown import Table, Text


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def rows(data):
    return results_after(data, 5)


def test_the_finding_counts_what_was_followed(data, rows):
    text = parts.finding(data, rows, 5, "wide").text
    counts = rows["outcome"].value_counts()
    polled = len(rows) - counts["no poll yet"]
    again = counts["same person"] + counts["same party"] + counts["other"]
    assert text.startswith(f"Of {len(rows)} results left of Labour of 5% or more")
    assert f"{polled} have had a next poll and {polled - counts['not followed']} can be followed to it" in text
    assert f"the left stood again in {again} and there kept a median of 51% of the share; in 2 it held or grew" in text
    assert f"and nobody stood in {counts['nobody']} ({counts['no poll yet']} still wait" in text
    assert "129% after 2010 (7 cases), 37% after 2015 (119 cases) and 99% after 2017 (8 cases)" in text


def invented(*outcomes):
    """Results of 10%, with what came next: an outcome, and a share or None."""
    return pd.DataFrame(
        {
            "outcome": [outcome for outcome, _ in outcomes],
            "share_pct": 10.0,
            "kept_pct": [None if share is None else 10.0 * share for _, share in outcomes],
        }
    ).astype({"kept_pct": float})


NO_GREENS = pd.DataFrame(
    {"date": pd.to_datetime([]), "kept_pct": pd.Series(dtype=float), "stood": pd.Series(dtype=bool)}
)


@pytest.mark.parametrize(
    ("outcomes", "title", "says"),
    [
        (
            [("nobody", None)],
            "No result had a successor",
            "stood again in none, and nobody stood in 1.",
        ),
        (
            [("other", 12.0)],
            "The only result had a successor; 1 held the share",
            "stood again in that one and there kept a median of 120%",
        ),
        (
            [("other", 4.0), ("not followed", None), ("no poll yet", None)],
            "The only result had a successor; none held the share",
            "2 have had a next poll and 1 can be followed to it",
        ),
    ],
)
def test_every_word_follows_the_numbers(outcomes, title, says):
    rows = invented(*outcomes)
    assert sentences.slopes_title(rows) == title
    assert says in sentences.finding(rows, NO_GREENS, 10)


@pytest.mark.parametrize(
    ("shares", "title"),
    [
        ((9.9, 10.0, 12.0, None), "3 of 4 results had a successor; 2 held the share"),
        ((9.9, 3.0, None), "2 of 3 results had a successor; none held the share"),
        ((10.0, 30.0), "Both results had a successor; 2 held the share"),
    ],
)
def test_a_share_is_held_where_it_is_as_large_or_larger(shares, title):
    """Of 10%: 9.9 is not held, 10.0 is."""
    outcomes = [("nobody" if share is None else "same party", share) for share in shares]
    assert sentences.slopes_title(invented(*outcomes)) == title


def test_outcomes_add_up_to_all_results(data, rows):
    table = parts.outcomes(data, rows, "wide")
    counts = {row[0]: row[1] for row in table.rows}
    assert sum(counts.values()) == len(rows)
    nobody = next(row for row in table.rows if row[0] == "nobody of the left stood")
    assert nobody[2] is None


def test_the_table_names_the_seat_and_its_part(data, rows):
    table = parts.followed_table(data, rows, "wide")
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    bow = next(row for row in found if row["constituency"] == "Poplar and Canning Town")
    assert (bow["next_constituency"], round(bow["part_pct"])) == ("Poplar and Limehouse", 70)


def test_the_control_says_how_many_greens_stood_again(data, rows):
    text = sentences.control_sentence(sentences.stood_again(rows), greens_after(data, 5))
    assert "after 2015 Greens stood again in 119 of 129 seats and held or grew in 6" in text
    assert sentences.control_title(sentences.stood_again(rows), greens_after(data, 5)).startswith(
        "In the median the left kept 51%, Greens 37%"
    )


def test_three_rules_for_successors(data):
    table = parts.rules_table(data, 5, "wide")
    followed = [row[1] for row in table.rows]
    assert len(table.rows) == 3 and followed[1] >= followed[0] > followed[2]


def test_mayors_by_lineage(data):
    series = parts._series(data, "wide")
    assert sentences.mayors_title(series, "rahman") == "The Rahman lineage fought 6 polls for mayor, won 4 (1 void)"
    text = sentences.mayors_sentence(series, "rahman")
    assert "2018 14.3% (Abul Monsur Ohid Ahmed)" in text and "had 75% of its first share" in text
    assert "the court later set aside the poll of 2014" in text
    assert "in Hackney nobody left of Labour stood for mayor in 2014, 2018 and 2026" in text
    assert "left of Labour stood in Hackney is not known of 2016 and 2022" in text
    alt = sentences.mayors_alt(series)
    assert "2014 nobody, 2016 not known, 2018 nobody, 2022 not known" in alt
    assert sentences.mayors_title(series, "galloway").startswith("No candidate for mayor of the Galloway lineage")


def test_a_poll_without_a_candidate_is_nobody_and_no_share(data):
    best = sentences.best_of_each(mayoral_series(data, "hackney"))
    assert len(best) == 9
    assert best.loc[best["candidate"].isna(), "share_pct"].isna().all()


def test_a_lineage_without_a_candidacy_under_a_reading(data):
    assert isinstance(parts.lineage_table(data, "wide", "galloway"), Table)
    assert isinstance(parts.lineage_table(data, "core", "galloway"), Table | Text)
    table = parts.lineage_table(data, "wide", "rahman")
    assert len(table.rows) == 6 and table.title == "The Rahman lineage, 6 candidacies"


def test_parameters_are_checked(data):
    check(data, {"floor": 10, "reading": "core", "lineage": "galloway"})
    assert choices(data, "lineage") == ["rahman", "galloway"]
    with pytest.raises(ParameterError, match="floor: 2 is none of the shares to choose from; choose 5, 10"):
        check(data, {"floor": 2})


def test_greens_are_never_called_the_left(data):
    """With Greens, no title, heading of a row, sentence or alternative text says "the left" of them."""
    rows = results_after(data, 5, "with_greens")
    shown = [
        parts.finding(data, rows, 5, "with_greens"),
        *parts.slopes(data, rows, 5, "rahman", "with_greens"),
        *parts.control(data, rows, 5, "with_greens"),
        parts.outcomes(data, rows, "with_greens"),
        parts.rules_table(data, 5, "with_greens"),
        *parts.mayors(data, "with_greens", "rahman"),
    ]
    words = [
        str(word)
        for part in shown
        for word in (
            *(getattr(part, name, "") for name in ("title", "subtitle", "text", "alt", "note")),
            *(cell for row in getattr(part, "rows", ()) for cell in row if isinstance(cell, str)),
        )
    ]
    said = " ".join(words)
    assert "left or Greens" in said and "left of Labour or Green" in said
    assert not re.search(r"\b[Tt]he left\b(?! or the Greens)|[Ll]eft of Labour(?! or Green)", said), said
    assert parts.outcomes(data, rows, "wide").rows[3][0] == "nobody of the left stood"


def test_a_single_case_is_not_hidden_by_its_median():
    groups = pd.DataFrame({"group": ["one", "two", "two"], "kept_pct": [134.0, 40.0, 60.0]})
    ax = figures.kept(groups, dict.fromkeys(("one", "two"), "black")).axes[0]
    assert [list(line.get_xdata()) for line in ax.lines if len(set(line.get_xdata())) == 1] == [[50, 50]]
