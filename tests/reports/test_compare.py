"""The comparison: its figures and the words over them."""

import contextlib

import pandas as pd
import pytest
from notebook_kit import run

from left_of_labour.analysis import comparison
from left_of_labour.analysis.measures import measure_many
from left_of_labour.analysis.synthesis import synthesis
from left_of_labour.errors import NotComparableError
from left_of_labour.presentation import style
from left_of_labour.reports import compare
from left_of_labour.reports.compare import figures, parts, sentences
from left_of_labour.shown import Table, Text

CONTESTS = ["tower-hamlets-mayor-2010", "tower-hamlets-mayor-2015", "hackney-mayor-2002", "preston-mp-2024"]


def measured(dataset, contests=CONTESTS, reading="wide"):
    measures = compare.named(dataset, measure_many(dataset, contests, reading, needs_challenger=True))
    return measures.sort_values("points_behind_labour", ignore_index=True)


@pytest.mark.parametrize(
    ("contests", "title"),
    [
        (CONTESTS, "1 of 4 led Labour; nearest of the rest: Khan 2015"),
        (CONTESTS[2:], "Neither challenger led Labour; Lavalette 2024 came closest"),
        (CONTESTS[:1], "The challenger took more votes than Labour"),
        (["tower-hamlets-mayor-2010", "tower-hamlets-mayor-2022"], "Both challengers took more votes than Labour"),
    ],
)
def test_the_title_counts_who_outpolled_labour(dataset, contests, title):
    assert sentences.gap_headline(measured(dataset, contests)) == title


def test_yardsticks_are_drawn_only_where_they_disagree(dataset):
    alike = compare.places_by_yardstick(dataset, measured(dataset, CONTESTS[2:]))
    assert len(alike) == 1
    assert alike[0].text == "Preston MP 2024 is first by every yardstick that is known."
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


def test_whoever_led_labour_or_stood_left_of_it_is_named_also_in_a_crowd(dataset):
    crowd = parts._labelled(dataset, parts._beside_labour(compare.compared(dataset, (), "with_greens", 10)))
    named = {text.get_text() for text in figures.against_labour(crowd).axes[0].texts}
    led, green = crowd["points_behind_labour"] < 0, crowd["party_id"] == "green"
    assert (led & green).any() and set(crowd.loc[led | ~green, "label"]) <= named
    assert "; places: in the table" in parts._unnamed_area(crowd)


def test_readings_are_drawn_only_where_they_matter(dataset):
    (stated,) = compare.under_other_readings(dataset, measured(dataset, CONTESTS[2:]))
    assert stated.text.startswith("The order is the same under all readings")
    drawn, _ = compare.under_other_readings(dataset, measured(dataset))
    assert drawn.title == "Who counts as left matters in 2 of 4 contests"


def test_contests_that_are_left_out_of_a_picture_are_told_in_it(dataset, monkeypatch):
    subtitles = []
    monkeypatch.setattr(style, "headline", lambda fig, title, subtitle, **_: subtitles.append(subtitle) or fig)
    unknown = [*CONTESTS, "hackney-mayor-2022"]  # how many votes for the left are in a sum of others is not known
    for contests in (CONTESTS, unknown):
        with contextlib.suppress(ValueError):  # a figure without a headline cannot be shown
            compare.under_other_readings(dataset, measured(dataset, contests, "with_greens"))
    assert [subtitle.endswith("; not drawn: contests where one is not known") for subtitle in subtitles] == [
        False,
        True,
    ]


def test_the_votes_of_a_contest_add_up_to_all_of_them(dataset):
    frame = comparison.what_differed(dataset, measured(dataset))
    columns = ["contest_id", "other_left_share_pct", "strongest_other_share_pct"]
    fig = figures.votes_shared(parts._labelled(dataset, measured(dataset)).merge(frame[columns], on="contest_id"))
    ends = {}
    for bar in fig.axes[0].patches:
        ends[round(bar.get_y(), 3)] = max(ends.get(round(bar.get_y(), 3), 0), bar.get_x() + bar.get_width())
    assert list(ends.values()) == pytest.approx([100] * 4)
    assert fig.get_figwidth() == style.WIDTH


@pytest.fixture(scope="module")
def explained(dataset):
    contests = ["preston-mp-2024", "tower-hamlets-mayor-2022", "tower-hamlets-mayor-2010", "hackney-mayor-2002"]
    return parts.named(dataset, synthesis(dataset, measure_many(dataset, contests)))


def test_each_cell_of_the_synthesis_is_a_number_or_nothing(explained):
    cells = {row.contest_id: sentences.explained(row) for row in explained.itertuples()}
    assert cells["preston-mp-2024"] == [
        "Preston MP 2024, Michael Lavalette",
        "+14.4 (128 of 128)",
        None,
        "1,751 for a gap of 5,291 (33%)",
        None,
        None,
    ]
    place, person, divided, rules, after = cells["tower-hamlets-mayor-2022"][1:]
    assert (place, divided) == (None, None)
    assert person == "+12.1 (+10.0 to +12.1)" and rules == "2 of 3 sure, 3 possible"
    assert after == "2026: 38.8%, 82% kept"
    assert cells["hackney-mayor-2002"][-1] == "2006: somebody else of this reading stood"


def test_what_follows_is_four_sentences_that_the_cells_bear_out(explained):
    text = sentences.what_follows(explained)
    assert text.count(". ") == 3 and text.endswith(".")
    assert "known for 1 of 4 challenges: in Preston MP 2024 challengers had more in every variant" in text
    assert "at least the gap to the winner in neither lost challenge" in text
    assert "ruled out in 2 of 3 mayoral contests (Tower Hamlets mayor 2022 and Hackney mayor 2002)" in text
    assert "after 2 of 3" in text


@pytest.mark.parametrize(
    ("above", "words"),
    [
        (128, "had more in every variant of the model"),
        (0, "had less in every variant"),
        (64, "hangs on the model"),
    ],
)
def test_what_the_place_says_follows_the_variants(explained, above, words):
    frame = explained.head(1).assign(surplus_above=above)
    assert words in sentences.what_follows(frame)


def test_where_nothing_can_be_said_it_is_said_so(explained):
    frame = explained.head(1).assign(surplus=None, divided_pct=None)
    text = sentences.what_follows(frame)
    assert "known for none of these challenges" in text and "can be put to the test here" in text
    assert "No poll has followed" in text


def test_cells_lead_to_their_reports(dataset):
    (table,) = [one for one in run("compare", dataset).of(Table) if one.name == "synthesis"]
    for report in ("expected/preston-mp-2024", "same-day/tower-hamlets", "other-rules/hackney", "afterwards/from-5"):
        assert f'data-report="{report}"' in table.html
    assert ">–</span>" not in table.html  # an empty cell leads nowhere
    assert "surplus" in table.columns and len(table.rows) == 14


def test_contests_follow_from_the_rule_and_the_reading(dataset):
    """Bethnal Green and Bow 2005, which Labour lost by 823 votes, and with Greens Hackney 2026 belong to it."""
    wide, greens = (set(comparison.contests_by_rule(dataset, reading, 10)) for reading in ("wide", "with_greens"))
    assert {"bethnal-green-bow-mp-2005", "bethnal-green-stepney-mp-2024", *CONTESTS} <= wide < greens
    assert "hackney-mayor-2026" in greens - wide
    assert not [contest_id for contest_id in greens if dataset.contest(contest_id).status == "notional"]
    lowest = min(measured(dataset, sorted(wide))["share_pct"])
    assert 10 <= lowest < 11
    assert len(comparison.contests_by_rule(dataset, "wide", lowest + 1e-6)) == len(wide) - 1


def test_what_cannot_be_decided_is_told(dataset):
    """In 2016 the Green came second with votes that are known only together with others'."""
    assert "hackney-mayor-2016-09" in comparison.undecided(dataset, "with_greens", 10)
    assert "hackney-mayor-2016-09" not in comparison.undecided(dataset, "with_greens", 50)
    report = run("compare", reading="with_greens")
    assert "It cannot be said of Hackney mayor 2016, " in report.of(Text)[0].text


def test_the_finding_counts_says_what_was_void_and_follows_the_reading():
    wide, core, greens = (run("compare", reading=reading).finding for reading in ("wide", "core", "with_greens"))
    assert wide.startswith("5 of 14 challenges took more votes than Labour")
    assert "Tower Hamlets mayor 2014 was later declared void" in wide
    assert "core, 3 of 9; with Greens, 6 of 26" in wide
    assert core.startswith("3 of 9") and "void" not in core
    assert greens.startswith("6 of 26")


def test_the_counts_are_given_without_a_lineage_and_with_one_judgement_of_it():
    """Rahman led in four of the five contests under wide; three of his were not fought by Aspire."""
    report = run("compare", contest_ids=[], reading="wide", floor=10)
    assert "Without the Rahman lineage: 1 of 9; without the Galloway lineage: 4 of 12." in report.finding
    texts = [part.text for part in report.of(Text)]
    assert texts[1].startswith("The Rahman lineage is judged core and contested.")
    assert (
        "Were all of it core, core would give: 5 of 12; were all of it contested, core would give: 1 of 6." in texts[1]
    )
    elsewhere = run("compare", contest_ids=["hackney-mayor-2002", "preston-mp-2024"])
    assert not any("lineage is judged" in part.text for part in elsewhere.of(Text))
    assert "lineage" not in elsewhere.finding


SETS = [
    ["hackney-mayor-2002"],
    ["hackney-mayor-2002", "tower-hamlets-mayor-2010", "preston-mp-2024"],
    ["preston-council-2003-town-centre", "preston-council-2007-riversway"],  # partial: votes, but no shares
    ["tower-hamlets-council-2026-poplar", "london-assembly-2000-list"],  # several seats, lists
    ["hackney-council-2002-clissold", "hackney-mayor-2022", "preston-mp-2019-notional", "hackney-north-mp-1997"],
    ["bethnal-green-bow-mp-1997", "tower-hamlets-mayor-2014", "tower-hamlets-mayor-2014"],
]


@pytest.mark.parametrize("contests", SETS, ids=lambda contests: contests[0])
@pytest.mark.parametrize("reading", ["core", "wide", "with_greens"])
def test_any_set_of_contests_can_be_compared_or_is_refused(contests, reading):
    try:
        report = run("compare", contest_ids=contests, reading=reading)
    except NotComparableError as error:
        assert reading in str(error)
        return
    assert report.finding.endswith(".")
    assert "nan" not in " ".join(text for _, text in report.words())


def test_contests_without_a_challenger_are_named():
    report = run("compare", contest_ids=["preston-mp-2024", "hackney-mayor-2018"])
    assert "Left out: Hackney mayor 2018. No candidate left of Labour with known votes stood there." in [
        part.text for part in report.of(Text)
    ]


def test_the_base_of_shares_is_told_where_voters_had_several_votes(dataset):
    ward, mayor = "tower-hamlets-council-2026-bow-west", "tower-hamlets-mayor-2022"
    for contests, told in (([mayor], False), ([mayor, ward], True)):
        table = parts.measures_table(dataset, measured(dataset, contests))
        assert ("in wards of several seats, of the votes of each party’s best candidate" in table.note) is told
        assert ("in wards of several seats" in parts._base(measured(dataset, contests))) is told


def test_what_comes_first_under_all_readings_is_told_once():
    rows = [
        {"reading": reading, "contest": contest, "points_ahead": gap, "nobody": False, "challenger": "A"}
        for reading, gaps in (("core", (3, 2, 1)), ("wide", (3, 1, 2)))
        for contest, gap in zip(("Here", "There", "Elsewhere"), gaps, strict=True)
    ]
    text = sentences.other_readings(pd.DataFrame(rows))
    assert text == "Here comes first under all readings; the order of the others changes."
    same = sentences.other_readings(pd.DataFrame(rows[:3] + [row | {"reading": "wide"} for row in rows[:3]]))
    assert same == "The order is the same under all readings: Here comes first."


def test_a_dot_whose_full_name_has_no_room_goes_by_the_name_without_the_place(dataset):
    """Bromley South, of which the title speaks, lies beside the diagonal and near the right edge."""
    wards = [f"tower-hamlets-council-2026-{ward}" for ward in ("bow-west", "bromley-south", "weavers", "stepney-green")]
    measures = measured(dataset, wards)
    fig = figures.against_labour(parts._labelled(dataset, measures))
    written = [text.get_text() for text in fig.axes[0].texts]
    assert "Choudhury 2026" in sentences.gap_headline(measures)
    assert "Choudhury 2026†" in written and "Ahmed 2026†, Weavers" in written
