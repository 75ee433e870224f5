"""The report on one place: its figures and the words over them."""

import re

import pandas as pd
import pytest

from left_of_labour.analysis import changes, events, timeline
from left_of_labour.presentation import style
from left_of_labour.reports import one_place
from left_of_labour.reports.one_place import figures, parts, sentences


def placed(dataset, place, reading="wide"):
    rows = timeline.performances(dataset, place, reading)
    return rows.assign(panel=[parts._panel(row) for _, row in rows.iterrows()])


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("tower-hamlets", "Tower Hamlets: left ahead of Labour in 7 of 27 elections"),
        ("preston", "Preston: left ahead only where it stood in Lancashire county divisions 2025"),
        ("hackney", "Hackney: left at best 20.4 points behind Labour"),
    ],
)
def test_the_title_counts_elections_with_the_left_ahead(dataset, place, title):
    assert sentences.place_headline(placed(dataset, place), title.partition(":")[0], "wide") == title


def test_a_line_breaks_at_new_boundaries_and_where_nobody_stood(dataset):
    rows = placed(dataset, "tower-hamlets").assign(x=lambda frame: frame["date"].dt.year)
    poplar = rows[rows["seat"] == "Poplar and Limehouse"]
    assert poplar["share_pct"].isna().tolist() == [False, False, True, True, False]
    assert [[year for year, _ in run] for run in timeline.runs(poplar, "share_pct")] == [[2010, 2015]]
    assert [[year for year, _ in run] for run in timeline.runs(poplar, "labour_share_pct")] == [
        [2010, 2015, 2017, 2019]
    ]


def test_who_was_barred_is_a_span_and_the_voting_system_a_beginning(dataset):
    spans = parts._spans(dataset, events.events(dataset, "tower-hamlets"), "tower-hamlets")
    assert spans["words"].tolist() == ["Rahman barred", "first past the post"]
    assert spans["start"].tolist() == pytest.approx([2015 + 112 / 365.25, 2023 + 123 / 365.25])
    assert spans["end"].iloc[0] == 2020
    assert pd.isna(spans["end"].iloc[1])


def test_the_greens_are_drawn_whatever_the_reading(dataset):
    for reading in ("wide", "with_greens"):
        rows = placed(dataset, "hackney", reading).set_index("election_id")
        assert rows.loc["hackney-mayor-2026", "green_share_pct"] == pytest.approx(100 * 35720 / 75674)


def test_arrows_run_from_the_share_before_to_the_share_after(dataset):
    pairs = one_place.labelled(changes.changes(dataset, "tower-hamlets"))
    pairs = pairs[pairs["label"] == "Mayor 2018–2022"]
    drawn = parts._with_shares(pairs).iloc[0]
    assert drawn["left_before"] == pytest.approx(100 * 24950 / 77681)
    assert drawn["left_after"] == pytest.approx(100 * 40995 / 84125)
    assert drawn["labour_before"] == pytest.approx(100 * 37619 / 77681)
    assert drawn["labour_after"] == pytest.approx(100 * 27894 / 84125)


def test_the_arrows_count_rises_of_the_left_and_of_labour():
    pairs = pd.DataFrame({"left_change": [2, -1, 3], "labour_change": [-4, 0.5, 0]})
    assert sentences.arrows_headline(pairs, "wide") == "The left rose in 2 of 3 comparisons, Labour in 1"


def test_single_wards_have_a_strip_of_their_own_only_where_there_are_any(dataset):
    rows, none = placed(dataset, "preston"), parts._spans(dataset, events.events(dataset, "preston"), "preston")
    wards = timeline.single_wards(dataset, "preston")
    with_strip = figures.left_over_time(rows, wards, none)
    without = figures.left_over_time(rows, wards.head(0), none)
    assert len(with_strip.axes) == len(without.axes) + 1
    filled = [tuple(face[:3]) for face in with_strip.axes[-1].collections[0].get_facecolor()]
    assert len(filled) - filled.count((1, 1, 1)) == wards["won"].sum()
    assert with_strip.get_figwidth() == style.WIDTH


@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_a_line_is_named_with_its_last_share(dataset, place):
    rows = placed(dataset, place).assign(panel=lambda frame: [parts._panel(row) for row in frame.itertuples()])
    spans = parts._spans(dataset, events.events(dataset, place), place)
    fig = figures.left_over_time(rows, timeline.single_wards(dataset, place), spans)
    for ax, (key, _) in zip(fig.axes, figures.panels(rows), strict=False):
        own, said = rows[rows["panel"] == key], {text.get_text() for text in ax.texts}
        for column, name in (("labour_share_pct", "Labour"), ("green_share_pct", "Greens")):
            known = own.dropna(subset=[column])
            last = known.loc[known["date"] == known["date"].max(), column]
            assert {text for text in said if text.startswith(name)} & {f"{name} {share:.0f}%" for share in last}


def test_an_earlier_share_is_told_with_its_year(dataset):
    rows = placed(dataset, "hackney")
    mayor = rows[rows["office"] == "mayor"].assign(x=0.0, who="")
    greens = [tag.text for tag in figures._tags(mayor) if tag.once == "Greens"]
    assert greens == ["Greens 47%", "Greens 24%, 2023", "Greens 17%, 2022", "Greens 10%, 2018"]


def test_volatility_is_told_with_lists_followed_under_new_names(dataset):
    texts = sentences.swings(parts.labelled(changes.changes(dataset, "tower-hamlets")), "wide")
    assert "counted as the same, it was 21.4 points and not 59.2 points in Mayor 2010–2015" in texts
    assert "counted as the same" not in sentences.swings(parts.labelled(changes.changes(dataset, "hackney")), "wide")


def finding(dataset, place, reading="wide"):
    rows = timeline.performances(dataset, place, reading)
    return sentences.place_finding(rows, timeline.single_wards(dataset, place, reading), place.title(), reading)


@pytest.mark.parametrize(
    ("place", "reading", "says"),
    [
        # 22 elections with a vote, the council of 2002 and the Assembly of 2000 and 2008, whose votes are not known
        ("hackney", "wide", "stood in at least 26 of 37 elections in the data since 1997 (4 not known)"),
        ("hackney", "wide", "12.7% of valid votes (Paul Foot, mayor 2002, 29.2 points behind Labour)"),
        ("hackney", "wide", "ahead of Labour in none of the 22 with both shares known"),
        ("tower-hamlets", "wide", "ahead of Labour in 7 of the 27"),
        ("tower-hamlets", "wide", "mayor 2014 (declared void)"),
        ("tower-hamlets", "wide", "6 council elections (at best 33 of 45, in Tower Hamlets council 2026)"),
        ("preston", "wide", "stood in at least 8 of 23 elections"),  # the estimate for 2019 is no election
        ("preston", "wide", "Lancashire county divisions 2025: 29.9% against 27.1% in 4 of 9"),
        ("preston", "wide", "3 of 9 seats in Lancashire county divisions 2025 and 8 polls of single wards"),
        ("hackney", "with_greens", "the left of Labour with the Greens stood"),
    ],
)
def test_the_finding_says_what_is_known(dataset, place, reading, says):
    assert says in finding(dataset, place, reading)


def test_a_party_s_lead_is_told_apart_from_that_of_all_of_the_left(dataset):
    """By top votes; the numbers are an independent recount's."""
    text = sentences.beaten_labour(timeline.performances(dataset, "tower-hamlets"), "wide")
    assert "council 2022 (Aspire alone 0.3 points ahead, all together 0.7 points ahead)" in text
    assert "council 2026 (Aspire alone 6.6 points ahead, all together 12.9 points ahead)" in text


def test_no_swing_is_told_where_the_left_stood_only_once(dataset):
    texts = sentences.swings(one_place.labelled(changes.changes(dataset, "preston")), "wide")
    assert "Preston 2019 (est.)–2024, the left from nothing to 21.8%, Labour −22.3" in texts
    assert "in favour of the left" not in texts
    hackney = sentences.swings(one_place.labelled(changes.changes(dataset, "hackney")), "wide")
    assert "(Council 2022–2026: left +3.7, Labour −22.2, all others +18.5)" in hackney


def test_a_council_is_won_with_more_than_half_of_its_seats(dataset):
    rows = timeline.performances(dataset, "tower-hamlets", office="councillor")
    assert set(rows.loc[rows["won"], "date"].dt.year) == {2022, 2026}  # 24 and 33 of 45; 18 in 2014


def test_the_story_tells_what_the_court_found_and_who_was_disqualified(dataset):
    story = events.events(dataset, "tower-hamlets")
    voided = story[(story["kind"] == "voided") & story["event"].str.contains("avoided")]
    assert voided["when"].tolist() == ["23 April 2015"]
    assert story.loc[story["event"].str.contains("Administrative Court"), "when"].tolist() == ["June 2017"]
    texts = sentences.events_sentence(story)
    assert "23 April 2015: an election declared void by a court" in texts
    assert "disqualified from elected office for five years, until 2020" in texts
    assert story["source_ids"].ne("").all()


def test_a_place_is_told_without_a_lineage_only_where_one_stood(dataset):
    def shown(place):
        rows, wards = timeline.performances(dataset, place), timeline.single_wards(dataset, place)
        return [part.text for part in parts.finding(dataset, rows, wards, place, "wide")]

    found, judged, *_ = shown("tower-hamlets")
    assert "Without the Rahman lineage: stood in at least 25, ahead of Labour in 1 of 25" in found
    assert "contested, core would give: stood in at least 21, ahead of Labour in 1 of 21." in judged
    assert not any("lineage" in text for place in ("hackney", "preston") for text in shown(place))


def test_the_london_assembly_is_named_in_full(dataset):
    labels = one_place.labelled(changes.changes(dataset, "hackney"))["label"]
    assert labels.str.startswith("London Assembly").any() and not labels.str.startswith("Assembly").any()


def test_a_cross_stands_wherever_it_is_known_that_nobody_stood(dataset):
    # The by-election of 2015 carries a remark, which says nothing about who stood.
    rows = placed(dataset, "tower-hamlets", "core")
    nobody = rows[(rows["office"] == "mayor") & rows["stood"].eq(False).fillna(False)]
    assert nobody["election_id"].tolist() == ["tower-hamlets-mayor-2010", "tower-hamlets-mayor-2015"]
    wards, none = (
        timeline.single_wards(dataset, "tower-hamlets").head(0),
        pd.DataFrame(columns=["start", "end", "words"]),
    )
    drawn = figures.left_over_time(rows[rows["office"] == "mayor"], wards, none).axes[0]
    crosses = [x for line in drawn.lines if line.get_marker() == "x" for x in line.get_xdata()]
    assert crosses == figures._years(nobody["date"]).tolist()


def test_greens_are_told_wherever_the_reading_counts_them_in(dataset, monkeypatch):
    said = []
    monkeypatch.setattr(style, "headline", lambda fig, title, subtitle, **_: said.extend((title, subtitle)) or fig)
    monkeypatch.setattr(parts, "picture", lambda fig, name, data, alt: said.append(alt))
    rows, pairs = placed(dataset, "hackney", "with_greens"), changes.changes(dataset, "hackney", "with_greens")
    wards, story = timeline.single_wards(dataset, "hackney", "with_greens"), events.events(dataset, "hackney")
    parts.timeline.__wrapped__(dataset, rows, wards, story, "hackney", "with_greens")
    _, told = parts.swings.__wrapped__(dataset, one_place.labelled(pairs), "hackney", "with_greens")
    said.append(told.text)
    assert len(said) == 7
    assert not re.findall(r"[^.;]*\bthe left\b(?! with Greens)[^.;]*", " ".join(said), re.IGNORECASE)


@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_what_tells_a_party_from_others_of_its_name_stands_in_no_picture(dataset, place):
    rows, wards = placed(dataset, place, "with_greens"), timeline.single_wards(dataset, place, "with_greens")
    shown, *_ = parts.timeline(dataset, rows, wards, events.events(dataset, place), place, "with_greens")
    named = set(rows["best_party"].dropna())
    assert any(party.endswith(")") for party in named)
    assert not [party for party in named if party.endswith(")") and party in shown.svg]
