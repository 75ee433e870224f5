"""Sentences and figures of the two notebooks: the numbers in them, and the states a contest can be in."""

import notebook_kit
import pytest
from figure_kit import faults
from matplotlib.colors import to_hex

from left_of_labour.analysis import changes, rounds, timeline
from left_of_labour.analysis.parameters import check, choices
from left_of_labour.analysis.transfers import second_counts, sufficiency
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import style
from left_of_labour.reports.one_place import figures as figures_timeline
from left_of_labour.reports.one_place import parts as one_place
from left_of_labour.reports.second_preferences import figures, parts, sentences


@pytest.fixture(scope="module")
def dataset():
    return load()


def texts(dataset, contest_id, challenger=rounds.RUNNER_UP):
    observed = second_counts(dataset)
    final = rounds.stage_final(dataset, contest_id, challenger)
    count = rounds.second_count(dataset, contest_id)
    return sentences.rounds_finding(dataset.contest(contest_id), final, count, observed)


@pytest.mark.parametrize(
    ("contest", "challenger", "says"),
    [
        ("hackney-mayor-2002", "Paul Foot", "a net 9,627 of the 14,926 votes for everybody else, 64.5% of that pool"),
        ("tower-hamlets-mayor-2010", "runner-up", "was decided on first preferences"),
        ("tower-hamlets-mayor-2010", "runner-up", "more than all of it"),
        ("tower-hamlets-mayor-2015", "runner-up", "12 runners-up of 66 gained as large a net share"),
        ("tower-hamlets-mayor-2026", "runner-up", "first past the post, without second preferences"),
    ],
)
def test_findings_say_what_was_counted(dataset, contest, challenger, says):
    assert says in texts(dataset, contest, challenger)


def test_the_advice_of_2010_could_have_moved_nothing(dataset):
    votes = rounds.first_count(dataset, "tower-hamlets-mayor-2010")
    claims = parts.advice_claims(dataset, "tower-hamlets-mayor-2010")
    text = sentences.advice(votes, claims)
    assert "Livingstone" in text
    assert "the first count decided" in text
    assert "Neil Anthony King was 5,906 votes behind" in text
    assert "had 791 of these first preferences gone to others" in text
    assert 2 * (23283 - 791) <= sum(votes.values()) < 2 * (23283 - 790)


def test_first_past_the_post_is_told_for_each_system(dataset):
    observed = second_counts(dataset)
    for contest, opening in (
        ("hackney-mayor-2002", "No: Jules Pipe led"),
        ("tower-hamlets-mayor-2026", "This was first"),
    ):
        final, count = rounds.stage_final(dataset, contest), rounds.second_count(dataset, contest)
        text = sentences.first_past_the_post(dataset.contest(contest), final, count, observed)
        assert text.startswith(opening)
        assert "In 7 of 66 second counts" in text


def test_runner_up_is_a_challenger_everywhere(dataset):
    check(dataset, {"contest_id": "hackney-mayor-2002", "challenger": "runner-up"})
    assert "Paul Foot" in choices(dataset, "challenger", {"contest_id": "hackney-mayor-2002"})
    with pytest.raises(ParameterError, match="did you mean 'Paul Foot'"):
        check(dataset, {"contest_id": "hackney-mayor-2002", "challenger": "Paul Foote"})


def colours(dataset, contest_id):
    return figures.colours_of(dataset.candidates_of(contest_id))


def test_distribution_draws_every_second_count(dataset):
    observed = second_counts(dataset)
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    here = observed["authority"] == "Hackney"
    fig = figures.transfer_distribution(observed, final, None, here, style.LEFT)
    dots, rings, needed = fig.axes[0].collections
    black = [to_hex(colour) for colour in dots.get_facecolor()].count(style.INK)
    assert (len(dots.get_offsets()), black, len(rings.get_offsets())) == (66, 7, 2)
    assert needed.get_offsets()[0][0] == pytest.approx(100 * 9627 / 14926)
    assert faults(style.headline(fig, "A finding")) == []


def test_what_was_got_is_joined_to_what_was_needed(dataset):
    observed = second_counts(dataset)
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2014")
    got = sentences.got(final, rounds.second_count(dataset, "tower-hamlets-mayor-2014"))
    assert got == pytest.approx(100 * (6500 - 856) / 20052)
    fig = figures.transfer_distribution(observed, final, got, observed["leader_lost"], style.LABOUR)
    line = fig.axes[0].lines[0].get_xdata()
    assert list(line) == pytest.approx([got, float(100 * final.needed_share)])
    assert faults(style.headline(fig, "A finding")) == []


def test_nothing_was_got_in_a_final_that_was_never_held(dataset):
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    assert sentences.got(final, rounds.second_count(dataset, "hackney-mayor-2002")) is None


def test_final_bars_add_up(dataset):
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2014")
    count = rounds.second_count(dataset, "tower-hamlets-mayor-2014")
    fig = figures.final_bars(final, count, colours(dataset, "tower-hamlets-mayor-2014"))
    ends = {round(bar.get_x() + bar.get_width()) for bar in fig.axes[0].patches}
    assert {37395, 34143, 20052, 856 + 6500} <= ends
    assert faults(style.headline(fig, "A finding")) == []


def test_only_bounds_that_leave_something_out_are_drawn(dataset):
    assert figures.informative(rounds.bounds_of_origin(dataset, "tower-hamlets-mayor-2010")).empty
    bounds = figures.informative(rounds.bounds_of_origin(dataset, "hackney-mayor-2002"))
    assert (bounds["most_pct"] - bounds["least_pct"]).is_monotonic_increasing
    fig = figures.origin_ranges(bounds)
    assert len(fig.axes[0].patches) == 2 * figures.MOST_BOUNDS
    assert faults(style.headline(fig, sentences.bounds_headline(bounds))) == []


@pytest.mark.parametrize(
    ("contest", "challenger", "title"),
    [
        (
            "tower-hamlets-mayor-2015",
            "runner-up",
            "Rabina Khan fell 6,370 short; 59.5% of eliminated votes passed to neither",
        ),
        ("hackney-mayor-2002", "Paul Foot", "Paul Foot would have needed a net 64.5% of the others’ votes"),
        (
            "tower-hamlets-mayor-2010",
            "runner-up",
            "All other votes together would not have carried Helal Uddin Abbas",
        ),
    ],
)
def test_the_title_of_a_final_says_what_it_depended_on(dataset, contest, challenger, title):
    final, count = rounds.stage_final(dataset, contest, challenger), rounds.second_count(dataset, contest)
    assert sentences.final_headline(final, count) == title


def test_pairs_are_labelled_mayor_first(dataset):
    pairs = one_place.labelled(changes.changes(dataset, "tower-hamlets"))
    assert pairs["label"].iloc[0] == "Mayor 2010–2014"
    assert pairs["label"].iloc[-1] == "London Assembly 2012–2016"


def test_a_panel_for_each_office_and_council(dataset):
    rows = timeline.performances(dataset, "preston")
    rows = rows.assign(panel=rows["seat"].where(rows["office"] == "councillor", rows["office"]))
    assert [title for _, title in figures_timeline.panels(rows)] == [
        "Member of Parliament",
        "Preston council",
        "Lancashire county divisions",
    ]


def test_foots_pool_at_the_rate_of_the_actual_count(dataset):
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    count = rounds.second_count(dataset, "hackney-mayor-2002")
    text = sentences.sufficient(final, count, sufficiency(final, count))
    assert "24.3% of the eliminated votes transferred" in text
    assert "would have given 3,624 of the 9,627 votes needed" in text
    assert "64.5% of the pool would have had to transfer" in text and "82.2% of it" in text


def test_where_the_rate_was_enough_the_share_is_given(dataset):
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2015")
    count = rounds.second_count(dataset, "tower-hamlets-mayor-2015")
    text = sentences.sufficient(final, count, sufficiency(final, count))
    # A net 1,493 of the 5,499 and 621 votes that transferred: (1 + 1,493 / 6,120) / 2.
    assert "would have needed 62.2% of the transfers" in text and "all of" not in text


def test_the_plane_has_every_second_count_and_the_line_of_the_final(dataset):
    observed = second_counts(dataset)
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2015")
    point = sentences.on_the_plane(final, rounds.second_count(dataset, "tower-hamlets-mayor-2015"))
    fig = figures.plane_of_transfers(observed, final, point, None, style.LEFT)
    dots, own = fig.axes[0].collections
    assert len(dots.get_offsets()) == 66 and tuple(own.get_offsets()[0]) == pytest.approx(point)
    rates, shares = fig.axes[0].lines[0].get_data()
    gains = rates / 100 * final.pool * (2 * shares / 100 - 1)
    assert gains == pytest.approx([final.needed] * len(gains))
    assert faults(style.headline(fig, "A finding")) == []


def test_no_plane_is_drawn_where_nothing_would_have_been_enough(dataset):
    ran = notebook_kit.run("second-preferences", dataset, contest_id="tower-hamlets-mayor-2010")
    assert "plane" not in {figure.name for figure in ran.of(notebook_kit.Figure)}


def test_unused_second_preferences_are_counted_in_both_pools_apart(dataset):
    ran = notebook_kit.run("second-preferences", dataset)
    (unused,) = [table for table in ran.of(notebook_kit.Table) if table.name == "unused"]
    assert [row[:4] for row in unused.rows] == [
        ("English mayors", 66, "2000–2022", 7),
        ("police and crime commissioners", 28, "2012–2021", 4),
    ]
    text = " ".join(words for _, words in ran.words())
    # Pipe had 16,234 of 32,926 valid votes after transfers, and 11,063 of the eliminated votes passed to neither.
    assert (
        "11,063 second preferences" in text
        and "33.6% of valid votes" in text
        and "49.3% of them, less than half" in text
    )


@pytest.mark.parametrize(
    ("contest_id", "challenger", "words"),
    [
        ("hackney-mayor-2002", "Paul Foot", "28 second counts for police and crime commissioners, 2012–2021, another"),
        ("hackney-mayor-2002", "Paul Foot", "none had transfers enough for Paul Foot"),
    ],
)
def test_commissioners_are_told_apart_from_mayors(dataset, contest_id, challenger, words):
    final = rounds.stage_final(dataset, contest_id, challenger)
    assert words in sentences.in_the_other_pool(final, second_counts(dataset, "commissioners"))


def test_a_small_need_was_met_by_commissioners_too(dataset):
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2015")
    counts = second_counts(dataset, "commissioners")
    met = int((counts["net_share"] >= 1493 / 15120).sum())
    assert 0 < met < 28 and f"{met} had transfers enough" in sentences.in_the_other_pool(final, counts)
