"""The report on expected votes: words that follow the numbers, and figures without overlaps."""

from dataclasses import replace

import figure_kit
import notebook_kit
import pandas as pd
import pytest

from left_of_labour.analysis import expected as analysis
from left_of_labour.analysis.expected import Surplus
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import pictures
from left_of_labour.reports import expected
from left_of_labour.reports.expected import sentences

BLACKBURN = "E14001102"  # none of ours, and the second largest surplus
SEAT = Surplus("Ashton", 20.0, 8.0, 3, 9.0, 4, 5.0, 12.0, 2, 40, 128, 128, 574)


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def preston():
    return notebook_kit.run("expected")


def test_the_finding_is_that_of_the_numbers(preston):
    assert "Preston, 2024: independents and left parties together had 24.0% of valid votes" in preston.finding
    assert "lead one to expect 9.6%: 14.4 points more, the fifth largest surplus of 574 seats" in preston.finding
    assert "in every one of 128 variants" in preston.finding


def test_the_other_model_says_something_else():
    finding = notebook_kit.run("expected", model="without_communities").finding
    assert "expect 7.9%: 16.2 points more, the 19th largest surplus" in finding
    assert "Muslim" not in finding


@pytest.mark.parametrize(
    ("above", "words", "title"),
    [
        (128, "more than expected in every one of 128", "More than expected in all 128"),
        (0, "less than expected in every one of 128", "Less than expected in all 128"),
        (100, "hangs on the model: more than expected in 100 of 128 variants, less in 28", "in 100 of 128 variants"),
    ],
)
def test_whether_the_variants_agree_is_read_off_them(above, words, title):
    seat = replace(SEAT, above=above)
    assert words in sentences.variants_sentence(seat)
    assert title in sentences.variants_title(seat)


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (20.0, "12.0 points more, the third largest surplus of 574 seats"),
        (3.0, "5.0 points less; 2 of the 573 other seats"),
        (8.01, "as much as expected"),
    ],
)
def test_more_less_and_as_much(actual, words):
    assert words in sentences.expected_finding(replace(SEAT, actual_pct=actual), "with_communities")


def test_a_party_whose_interval_includes_nothing_is_not_said_to_have_had_less():
    answer = pd.DataFrame(
        {
            "party": ["Labour", "Green", "Reform UK"],
            "points": [-0.9, 0.3, -0.4],
            "low": [-1, 0.1, -0.9],
            "high": [-0.8, 0.5, 0.1],
        }
    )
    text = sentences.less_sentence(answer)
    assert "Labour 0.90 less." in text and "More than expected, too: Green 0.30." in text
    assert "includes zero for Reform UK" in text and "Reform UK 0.40" not in text


def test_nobody_standing_is_said_so():
    table = pd.DataFrame({"constituency_code": ["A"], "constituency": ["Ashton"], "challengers": [0]})
    assert sentences.coordination_sentence(table, pd.DataFrame(), "A").startswith("Nobody stood in Ashton")


def test_seats_below_the_floor_are_not_ranked():
    text = " ".join(words for _, words in notebook_kit.run("expected", contest_id="hackney-south-mp-2024").words())
    assert "below the 15% from which seats are compared" in text


def test_every_party_and_seat_of_note_is_in_the_tables(preston):
    tables = {table.name: table for table in preston.of(notebook_kit.Table)}
    names = {row[0] for row in tables["by-name"].rows}
    assert {"Preston", "Bethnal Green and Stepney", "Stratford and Bow", "Poplar and Limehouse"} < names
    assert {"Hackney South and Shoreditch", "Hackney North and Stoke Newington", "Islington North"} < names
    assert len(tables["models"].rows) == 4
    figures = {figure.name: figure for figure in preston.of(notebook_kit.Figure)}
    assert len(figures["variants"].rows) == 128 and len(figures["expected"].rows) == 574
    points = figures["less-for"].columns.index("points")
    assert sum(row[points] for row in figures["less-for"].rows) == pytest.approx(-1)


def test_what_is_shown_rests_on_the_census_and_the_votes(preston):
    for figure in preston.of(notebook_kit.Figure):
        assert {"constituency_context.csv", "westminster_2024.csv"} <= set(figure.data_files)


@pytest.mark.parametrize("contest_id", ["poplar-limehouse-mp-2024", "hackney-north-mp-2024", "blackburn"])
def test_no_name_touches_anything_in_the_model_that_is_no_default(monkeypatch, data, contest_id):
    faults = []
    monkeypatch.setattr(pictures, "files", lambda fig, name: faults.extend(figure_kit.faults(fig)) or (b"", ""))
    table = analysis.seats(data)
    code = BLACKBURN if contest_id == "blackburn" else analysis.seat_of(data, table, contest_id)
    model = "without_communities"
    seat = analysis.surplus(table, analysis.multiverse(table), code, model)
    expected.scatter(data, analysis.expectations(table, model), seat, code, model)
    assert faults == []


def test_another_contest_is_refused_with_those_that_work():
    with pytest.raises(ParameterError, match=r"is not a seat of England or Wales.*preston-mp-2024"):
        notebook_kit.run("expected", contest_id="preston-mp-2019")
