"""Sentences and figures of the two notebooks: the numbers in them, and the states a contest can be in."""

import matplotlib.pyplot as plt
import pytest

from left_of_labour.analysis import changes, rounds, timeline
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.analysis.parameters import check, choices
from left_of_labour.reports.one_place import figures as figures_timeline, parts as one_place, sentences as sentences_timeline
from left_of_labour.reports.second_preferences import figures, parts, sentences


@pytest.fixture(scope="module")
def dataset():
    return load()


def told(dataset, contest_id, challenger=rounds.RUNNER_UP):
    observed = rounds.observed_second_counts(dataset)
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
    assert says in told(dataset, contest, challenger)


def test_the_advice_of_2010_could_have_moved_nothing(dataset):
    votes = rounds.first_count(dataset, "tower-hamlets-mayor-2010")
    claims = parts.advice_claims(dataset, "tower-hamlets-mayor-2010")
    text = sentences.advice(votes, claims)
    assert "Livingstone" in text
    assert "the first count decided" in text
    assert "Neil Anthony King was 5,906 votes behind" in text
    assert "791 votes to spare" in text
    assert 2 * (23283 - 791) <= sum(votes.values()) < 2 * (23283 - 790)


def test_first_past_the_post_is_told_for_each_system(dataset):
    observed = rounds.observed_second_counts(dataset)
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


def test_distribution_draws_every_second_count(dataset):
    observed = rounds.observed_second_counts(dataset)
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    _, ax = plt.subplots()
    here = observed["authority"] == "Hackney"
    figures.transfer_distribution(observed, final, here, "#000000", ax)
    dots, diamonds, rings = (len(points.get_offsets()) for points in ax.collections[:3])
    assert (dots + diamonds, diamonds, rings) == (66, 7, 2)
    plt.close()


def test_final_bars_add_up(dataset):
    final = rounds.stage_final(dataset, "tower-hamlets-mayor-2014")
    count = rounds.second_count(dataset, "tower-hamlets-mayor-2014")
    colours = figures.colours_of(dataset.candidates_of("tower-hamlets-mayor-2014"))
    _, ax = plt.subplots()
    figures.final_bars(final, count, colours, ax)
    ends = {round(bar.get_x() + bar.get_width()) for bar in ax.patches}
    assert {37395, 34143, 20052, 856 + 6500} <= ends
    plt.close()


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("hackney", "12.7% of valid votes (Paul Foot, mayor 2002); it was ahead of Labour in none"),
        ("tower-hamlets", "ahead of Labour in 7 of 27 elections"),
        ("preston", "21.8% of valid votes (Michael Lavalette, Preston MP 2024)"),
    ],
)
def test_place_findings(dataset, place, says):
    rows = timeline.performances(dataset, place)
    assert says in sentences_timeline.place_finding(rows, place)


def test_pairs_are_labelled_mayor_first(dataset):
    pairs = one_place.labelled(changes.changes(dataset, "tower-hamlets"))
    assert pairs["label"].iloc[0] == "Mayor 2010–2014"
    assert pairs["label"].iloc[-1] == "Assembly 2012–2016"


def test_a_panel_for_each_office_and_council(dataset):
    rows = timeline.performances(dataset, "preston")
    rows = rows.assign(panel=rows["seat"].where(rows["office"] == "councillor", rows["office"]))
    assert [title for _, title in figures_timeline.panels(rows)] == [
        "Member of Parliament",
        "Preston council",
        "Lancashire county divisions",
    ]
