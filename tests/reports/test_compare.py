"""The comparison: its figures and the words over them."""

import pandas as pd
import pytest

from left_of_labour.analysis import comparison
from left_of_labour.analysis.measures import measure_many
from left_of_labour.presentation import style
from left_of_labour.reports import compare
from left_of_labour.reports.compare import figures, parts, sentences

CONTESTS = ["tower-hamlets-mayor-2010", "tower-hamlets-mayor-2015", "hackney-mayor-2002", "preston-mp-2024"]


def measured(dataset, contests=CONTESTS, reading="wide"):
    measures = compare.named(dataset, measure_many(dataset, contests, reading, needs_challenger=True))
    return measures.sort_values("points_behind_labour", ignore_index=True)


@pytest.mark.parametrize(
    ("contests", "title"),
    [
        (CONTESTS, "1 of 4 outpolled Labour; Khan 2015 came closest of the rest"),
        (CONTESTS[2:], "None of 2 challengers outpolled Labour; Lavalette 2024 came closest"),
        (CONTESTS[:1], "The challenger outpolled Labour"),
        (["tower-hamlets-mayor-2010", "tower-hamlets-mayor-2022"], "All 2 challengers outpolled Labour"),
    ],
)
def test_the_title_counts_who_outpolled_labour(dataset, contests, title):
    assert sentences.gap_headline(measured(dataset, contests)) == title


def test_yardsticks_are_drawn_only_where_they_disagree(dataset):
    alike = compare.places_by_yardstick(dataset, measured(dataset, CONTESTS[2:]))
    assert len(alike) == 1
    assert alike[0].text == "Preston MP 2024 is first by every yardstick that is known for it."
    measures = measured(dataset, [*CONTESTS, "tower-hamlets-mayor-2014", "tower-hamlets-mayor-2026"])
    drawn, _ = compare.places_by_yardstick(dataset, measures)
    assert drawn.title == "By one yardstick or another, 3 of 6 challenges come first"


def test_two_yardsticks_disagree_when_they_order_two_contests_differently():
    def orders(*places):
        return pd.DataFrame(
            [
                {"contest_id": contest, "yardstick": yardstick, "place": place}
                for yardstick, line in enumerate(places)
                for contest, place in enumerate(line)
            ]
        ).astype({"place": "Int64"})

    assert comparison.agree(orders([1, 2, 3], [1, 2, 3]))
    assert comparison.agree(orders([1, 2, 3], [1, pd.NA, 2]))  # a place less, but the same order
    assert not comparison.agree(orders([1, 2, 3], [1, 3, 2]))


def test_a_dot_stands_at_the_shares_of_labour_and_of_the_challenger(dataset):
    fig = figures.against_labour(parts._labelled(dataset, measured(dataset)))
    (dots,) = fig.axes[0].collections
    assert dots.get_offsets()[0].tolist() == pytest.approx([100 * 11254 / 44985, 100 * 23283 / 44985])
    filled = [tuple(face[:3]) != (1, 1, 1) for face in dots.get_facecolor()]
    assert filled == [True, False, False, False]
    labels = {text.get_text() for text in fig.axes[0].texts}
    assert {"Rahman 2010", "Khan 2015", "Foot 2002, Hackney", "Lavalette 2024, Preston"} <= labels


def test_readings_are_drawn_only_where_they_matter(dataset):
    (told,) = compare.under_other_readings(dataset, measured(dataset, CONTESTS[2:]))
    assert told.text.startswith("The order is the same under all readings")
    drawn, _ = compare.under_other_readings(dataset, measured(dataset))
    assert drawn.title == "Who counts as left matters in 2 of 4 contests"


def test_the_votes_of_a_contest_add_up_to_all_of_them(dataset):
    frame = comparison.what_differed(dataset, measured(dataset))
    columns = ["contest_id", "other_left_share_pct", "strongest_other_share_pct"]
    fig = figures.votes_shared(parts._labelled(dataset, measured(dataset)).merge(frame[columns], on="contest_id"))
    ends = {}
    for bar in fig.axes[0].patches:
        ends[round(bar.get_y(), 3)] = max(ends.get(round(bar.get_y(), 3), 0), bar.get_x() + bar.get_width())
    assert list(ends.values()) == pytest.approx([100] * 4)
    assert fig.get_figwidth() == style.WIDTH
