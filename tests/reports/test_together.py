"""Votes added up: the words against the sums, in both directions, and where there is nothing to add."""

import pandas as pd
import pytest

from left_of_labour.analysis.divided import labour_just_lost, left_and_green, sums_by_poll
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.reports.together import parts, sentences
from left_of_labour.shown import Figure, Text


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def seats(data):
    return left_and_green(data, 2010)


def test_the_finding_says_how_many_seats_and_under_which_reading(data):
    text = parts.finding(data, 2010).text
    assert "their votes together reached Labour’s in 7, all in 2024 (none under core)" in text
    assert "In 2024 Labour lost 5 seats to others than the left by no more than the left’s vote." in text
    assert text.endswith("nobody knows what those voters would have done.")


def test_where_the_sum_reached_nobody_it_says_so(seats):
    early = seats[seats["date"].dt.year < 2024]
    core = {"core": early}
    text = sentences.finding(early, core, pd.DataFrame({"left_covers": []}, dtype=bool))
    assert "their votes together reached Labour’s in none (none under core)." in text
    assert sentences.over_title(sentences.reached(early)) == "In no seat that Labour won had left and Greens more"


def test_the_seats_are_drawn_with_the_largest_sum_first(data):
    figure, everybody, nearest = parts.over_labour(data, 2010)
    assert isinstance(figure, Figure) and len(figure.rows) == 7
    over = [dict(zip(figure.columns, row, strict=True))["over_labour"] for row in figure.rows]
    assert over == sorted(over, reverse=True) and min(over) >= 0
    assert everybody.text.endswith("it is 8 seats: Slough as well.")
    assert "2010 Birmingham, Hall Green, 3,799 votes short" in nearest.text


def test_every_poll_of_the_table_is_one_of_the_sums(data, seats):
    table = parts.counts_table(data, 2010)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["poll"] for row in rows] == sums_by_poll(seats)["poll"].tolist()
    assert {row["under_core"] for row in rows} == {0}


def test_the_other_direction_is_drawn_with_the_same_marks(data):
    figure, said, table = parts.labour_lost(data)
    assert figure.title == "Labour lost 5 seats by no more than the left’s vote"
    assert len(table.rows) == 13 and "together in 13" in said.text
    names = [row[0] for row in figure.rows]
    assert names[0] == "Chingford and Woodford Green" and "Islington North" not in names


@pytest.mark.parametrize(
    ("covers", "title"),
    [
        ([], "Labour lost no seat by as little as the left’s vote"),
        ([True], "Labour lost 1 seat by no more than the left’s vote"),
    ],
)
def test_the_title_counts_the_seats(covers, title):
    assert sentences.lost_title(pd.DataFrame({"left_covers": pd.Series(covers, dtype=bool)})) == title


def test_two_lists_as_one_and_the_mayor(data):
    figure, said = parts.one_list(data)
    assert figure.title == "One list: 6 seats more, Labour’s majority stays"
    assert "7 of 45 seats instead of 1, in 6 other wards (Bromley North" in said.text
    assert "Control of the council would not have changed: Labour would have had 36 instead of 42." in said.text
    assert len(parts.one_list_table(data).rows) == 20
    mayor, transfers = parts.mayor_2018(data)
    assert "had 24,222 first preferences together, 13,397 fewer than John Biggs alone" in mayor.text
    assert (
        "between 0 and 3,765 of the 11,109 ballots for Abul Monsur Ohid Ahmed passed to Rabina Khan" in transfers.text
    )
    assert "at least 7,344 did not" in transfers.text


def wards(labour, joined):
    return pd.DataFrame(
        {"area": ["A"], "seats": [3], "changed": [True]}
        | {"labour_seats": [3], "labour_then": [labour], "joined_seats": [0], "joined_then": [joined]}
    )


def test_a_majority_that_one_list_would_have_broken_is_told():
    assert sentences.list_title(wards(1, 2)) == "One list: 2 seats more, Labour’s majority gone"
    assert "Labour would have lost its majority" in sentences.list_sentence(wards(1, 2), ["B", "C"])


def test_a_lead_of_the_two_would_be_told(data):
    field = data.candidates_of("tower-hamlets-mayor-2018")
    assert "more than John Biggs" in sentences.mayor_sentence(
        field, ["aspire", "path", "conservative", "liberal-democrat", "green"]
    )


def test_a_year_without_greens_is_refused(data):
    with pytest.raises(ParameterError, match="expected 2010 or later"):
        parts.over_labour(data, 2005)


def test_seats_that_labour_lost_and_all_challengers_cover_are_more(data):
    lost = labour_just_lost(data)
    assert isinstance(Text(sentences.lost_sentence(lost)), Text)
    assert "whatever they stood for" in sentences.lost_sentence(lost)
    assert "whatever they stood for" not in sentences.lost_sentence(lost.assign(all_cover=lost["left_covers"]))


def test_without_a_second_count_nothing_is_said_about_transfers(data):
    field = data.candidates_of("tower-hamlets-mayor-2018")
    bounds = pd.DataFrame({"candidate": [], "destination": []})
    assert "is not known" in sentences.transfer_sentence(field, ["aspire", "path"], bounds)
