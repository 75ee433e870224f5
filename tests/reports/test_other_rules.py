"""What other rules would have given: the words against the allocations, and the states a place can be in."""

import pandas as pd
import pytest

from left_of_labour.analysis.allocation import allot, seat_ranges
from left_of_labour.analysis.councils import council_election, ward_lists
from left_of_labour.analysis.seats import seat_series
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError
from left_of_labour.reports.other_rules import figures, parts, sentences
from left_of_labour.shown import Table, Text


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def found(data):
    return {place: parts.results(data, place) for place in ("hackney", "tower-hamlets", "preston")}


def test_aspire_in_proportion_by_hand(data, found):
    """D'Hondt on the best candidates' votes, one base of the range that is shown."""
    lists = ward_lists(data, council_election(data, "tower-hamlets", "2026-05-07").contest_ids)
    parties = lists[lists["list"] == lists["party_id"]].groupby("party_id")["top"].sum()
    alone = lists[lists["list"] != lists["party_id"]].set_index("list")["top"]
    votes = {name: int(number) for name, number in pd.concat([parties, alone]).items()}
    seats = allot(votes, 45, "d_hondt")["aspire"]
    row = parts.latest_rows(found["tower-hamlets"]).set_index("party_id").loc["aspire"]
    assert row["won"] == 33 and row["least"] <= seats <= row["most"] < 23


@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_seats_of_left_and_labour_fit_the_council(found, place):
    series = parts.by_group(found[place])
    assert (series["least"] <= series["most"]).all()
    assert (series.groupby("date")["won"].sum() <= series.groupby("date")["seats"].first()).all()
    assert set(series["group"]) == {"left", "labour"}


def test_the_finding_says_both_ranges_and_whether_majorities_would_have_stood(found):
    text = sentences.finding(parts.by_group(found["tower-hamlets"]), "tower-hamlets")
    assert "15–17 of the 45 seats where it won 33, and Labour 10–11 where it won 5" in text
    assert text.endswith(
        "in 4 of 5 elections with known wards; in proportion it would have kept that majority in none of them."
    )
    preston = sentences.finding(parts.by_group(found["preston"]), "preston")
    assert "would have had none of the 16 seats where it won none" in preston
    assert "in 1 it depends on what counts as a party’s votes" in preston


def majorities(*kept):
    dates = pd.to_datetime([f"20{10 + number}-05-05" for number in range(len(kept))])
    return pd.DataFrame({"date": dates, "majority_won": ["A" if one else None for one in kept], "majority_kept": kept})


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ((None, None), "in 0 of 2 elections with known wards."),
        (("always", "always"), "it would have kept that majority in all of them."),
        (("always", "never"), "in proportion it would have kept that majority in 1 of them."),
        (("never", "on some bases"), "in none of them, and in 1 it depends"),
    ],
)
def test_a_majority_that_would_have_stood(kept, says):
    assert says in sentences.majority_sentence(majorities(*kept))


@pytest.mark.parametrize(
    ("left", "title"),
    [
        ([(5, 6, 7), (9, 6, 7)], "The rules cost the left seats once, gave it more once"),
        ([(5, 6, 7), (6, 6, 7)], "The rules cost the left seats in 1 of 2 elections"),
        ([(8, 6, 7), (6, 6, 7)], "The rules gave the left more seats in 1 of 2 elections"),
        ([(0, 0, 0)], "The left would have had no seat under any rule"),
    ],
)
def test_titles_follow_the_numbers(left, title):
    series = pd.DataFrame(left, columns=["won", "least", "most"]).assign(group="left")
    assert sentences.series_title(series) == title


def test_every_rule_is_in_the_table_of_the_latest_council(data, found):
    table = parts.latest_table(data, found["tower-hamlets"])
    assert len(table.columns) == 3 + 6
    cells = dict(zip(table.columns, table.rows[0], strict=True))
    assert cells["party"] == "Aspire" and cells["D’Hondt, whole council"] == "14–15"
    assert len(parts.latest_table(data, found["preston"]).columns) == 3 + 4  # each ward elects one


def test_mayors_that_the_votes_settle_and_those_that_they_do_not(data):
    table, first, *rest = parts.mayors(data, "tower-hamlets")
    assert isinstance(table, Table) and "Of 6 contests with known votes, 1 would have had the same winner" in first.text
    said = [one.text for one in rest]
    assert any(
        "Not ruled out by the votes as cast: Sirajul Islam under the supplementary vote; Sirajul Islam or" in text
        for text in said
    )
    assert any("Sirajul Islam would have needed a net 43.9% of the votes for everybody else" in text for text in said)
    (only,) = parts.mayors(data, "preston")
    assert isinstance(only, Text) and only.text == "Preston has elected no mayor, so there is nothing to count again."


def test_gallagher_as_won_is_the_index_of_votes_to_seats(data, found):
    indices = parts.indices(found["hackney"]).set_index("date")
    series = seat_series(data, "hackney").set_index("date")["gallagher"].reindex(indices.index)
    assert ((indices["won_least"] - 1e-9 <= series) & (series <= indices["won_most"] + 1e-9)).all()


def test_a_place_without_ward_results_is_refused(data):
    with pytest.raises(NotComparableError, match="no council election in Nowhere"):
        parts.results(data, "nowhere")


def test_the_figure_names_the_index_as_won_and_no_other_bar():
    """Where lists in each ward would have strayed farther, the number stands over the bar as won."""
    columns = ["date", *(f"{name}_{end}" for name in ("won", "wards", "council") for end in ("least", "most"))]
    days = pd.to_datetime(["2022-05-05", "2023-05-04"])
    table = pd.DataFrame([[days[0], 20, 22, 8, 14, 1, 2], [days[1], 11, 13, 17, 19, 1, 2]], columns=columns)
    beside, above = figures.disproportion(table).axes[0].texts
    assert (beside.get_text(), beside.xy[0]) == ("20–22", 22)
    assert (above.get_text(), above.xy[0], above.get_ha(), above.get_va()) == ("11–13", 12, "center", "bottom")


def test_no_party_is_named_alone_where_another_gained_or_won_as_much(found):
    for place, results in found.items():
        rows = parts.latest_rows(results)
        gain = rows["won"] - rows["most"]
        gained = set(rows["short"][(gain == gain.max()) & (gain > 0)])
        named = {name for name in rows["short"] if name in sentences.latest_title(rows)}
        assert named == gained, place
        won = rows.set_index("short")["won"]
        said = sentences.latest_sentence(seat_ranges(results[results["date"] == results["date"].max()]))
        first = {*won.index[won == won.max()]}
        assert {name for name in won.index if f"{name}: {won[name]} won" in said} == first, place


@pytest.mark.parametrize(("least_of_first", "said"), [(2, "at least 1 seat more"), (4, "each won 1 seat more")])
def test_a_gain_over_a_range_is_said_as_its_least(least_of_first, said):
    rows = pd.DataFrame({"short": ["One", "Two"], "won": [5, 4], "least": [least_of_first, 3], "most": [4, 3]})
    assert said in sentences.latest_title(rows)


def test_independents_with_most_seats_are_told_as_several():
    rows = {"party_id": "independent", "party": "Independent", "scope": "wards", "seats_won": 3, "least": 2, "most": 3}
    assert sentences.latest_sentence(pd.DataFrame([rows])).startswith("Independents together: 3 won; ")
