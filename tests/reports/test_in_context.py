"""The report on how unusual a result was: its sentences are true of the pools, and its pictures can be read."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from figure_kit import faults
from notebook_kit import run

from left_of_labour.analysis import context, parameters
from left_of_labour.errors import ParameterError
from left_of_labour.presentation import style
from left_of_labour.reports.in_context import figures, parts, sentences
from left_of_labour.shown import Figure, Table, Text

FOOT, RAHMAN, VOIDED, PRESTON = (
    "hackney-mayor-2002",
    "tower-hamlets-mayor-2022",
    "tower-hamlets-mayor-2014",
    "preston-mp-2024",
)


def test_the_finding_leads_with_candidacies_for_the_same_office():
    assert run("in-context", contest_id=FOOT).finding == (
        "Paul Foot’s 12.7% of first preferences is the eighth highest of 34 left candidacies for mayor and the second "
        "highest of 25 left candidacies for mayor outside Tower Hamlets. Under the other readings, for mayor: "
        "fourth of "
        "26 (core); 12th of 90 (with Greens)."
    )


def test_who_would_rank_is_not_said_to_rank():
    finding = run("in-context", contest_id=RAHMAN).finding
    assert "is the second highest of 34 left candidacies" in finding
    assert "would be the highest of 26 left candidacies for mayor outside Tower Hamlets" in finding


def test_the_courts_finding_stands_beside_a_voided_result_and_nowhere_else():
    notes = [part.text for part in run("in-context", contest_id=VOIDED).of(Text)]
    assert any(
        text.startswith("Tower Hamlets mayor 2014 was declared void on 23 April 2015. Election court:")
        for text in notes
    )
    assert "in a poll later declared void" in run("in-context", contest_id=VOIDED).finding
    assert not any("lection court" in part.text for part in run("in-context", contest_id=RAHMAN).of(Text))


def test_every_rank_stands_beside_the_rule_of_its_pool():
    (standings,) = [
        part for part in run("in-context", contest_id=PRESTON).parts if getattr(part, "name", "") == "standings"
    ]
    rules = [row[standings.columns.index("rule")] for row in standings.rows]
    assert all("Speaker’s seat left out" in rule for rule in rules) and len(set(rules)) == len(rules)


@pytest.mark.parametrize(("contest_id", "ranked"), [(PRESTON, 1), (FOOT, 0)])
def test_who_ranks_is_one_of_those_who_are_counted(contest_id, ranked):
    made = run("in-context", contest_id=contest_id, draw=True).of(Figure)
    (peers,) = [figure for figure in made if figure.name == "peers"]
    others = dict(zip(peers.columns, peers.rows[0], strict=True))["candidacies"]
    written = " ".join(re.sub(r"<[^>]*>", " ", peers.svg).split())
    assert f"N = {others + ranked:,}" in written
    assert f" of {others + 1:,} in " in peers.title


@pytest.mark.parametrize("contest_id", [FOOT, RAHMAN, PRESTON, "hackney-mayor-2006", "bethnal-green-bow-mp-2005"])
@pytest.mark.parametrize("reading", ["wide", "with_greens"])
def test_nothing_in_its_figures_overlaps(dataset, contest_id, reading):
    subject = context.subject_of(dataset, contest_id, reading)
    found = context.pools(dataset, subject, 2001, reading)
    fig = figures.distribution([found[0], found[-1]], subject, 5.0)
    style.headline(fig, sentences.distribution_title(subject, found[0]), "subtitle", "sources")
    assert faults(fig) == []
    ranked = parts.peers_ranked(subject, context.peers(dataset, subject, 2001, reading))
    fig = figures.ranking(ranked)
    style.headline(fig, "title", "subtitle", "sources")
    assert faults(fig) == []
    plt.close("all")


@pytest.mark.parametrize("contest_id", [FOOT, RAHMAN, PRESTON])
def test_headlines_are_findings_of_at_most_twelve_words(contest_id):
    titles = [part.title for part in run("in-context", contest_id=contest_id).of(Figure)]
    assert len(titles) == 2 and all(len(title.split()) <= 12 for title in titles)


def test_level_peers_share_a_place():
    frame = pd.DataFrame({"candidate": ["A", "B"], "area": ["a", "b"], "share_pct": [30.0, 12.0]})
    subject = context.Subject("x", "X", "mp", pd.Timestamp("2024-07-04").date(), False, False, "C", "", "x", 12, 100)
    ranked = parts.peers_ranked(subject, context.Peers(subject.date, "any", frame))
    assert ranked["rank"].tolist() == [1, 2, 2]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"contest_id": "preston-council-2024-deepdale"}, "not a contest for mayor or Parliament"),
        ({"contest_id": "preston-mp-2019-notional"}, "is an estimate"),
        ({"since": 2025}, "choose a year from 2001 to 2024"),
        ({"contest_id": FOOT, "since": 2023}, "choose a year from 2001 to 2022"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_shown(dataset, values, words):
    with pytest.raises(ParameterError, match=words):
        run("in-context", dataset, **values)


def test_the_ends_of_what_is_accepted_run(dataset):
    for reading in ("core", "with_greens"):
        offered = parameters.choices(dataset, "contest_id", {"since": 2001, "reading": reading})
        for contest_id in (offered[0], offered[-1]):
            year = parameters.choices(dataset, "since", {"contest_id": contest_id, "reading": reading})[-1]
            assert run("in-context", dataset, contest_id=contest_id, reading=reading, since=year).finding


def test_a_single_peer_is_no_plural():
    frame = pd.DataFrame({"candidate": ["A"], "area": ["a"], "share_pct": [0.2], "elected": [False]})
    subject = context.Subject("x", "X", "mp", pd.Timestamp("2015-05-07").date(), False, False, "B C", "", "x", 3, 1000)
    said = sentences.peers_sentence(subject, context.Peers(subject.date, "Communist League", frame))
    assert said.endswith("the only other candidate (Communist League) had 0.2% of the vote, no higher share than B C.")


def test_a_long_pool_takes_the_surname_alone(dataset):
    subject = context.subject_of(dataset, "hackney-north-mp-2001", "with_greens")
    title = sentences.distribution_title(subject, context.pools(dataset, subject, 2001, "with_greens")[0])
    assert len(title.split()) <= 12 and title.startswith(f"{subject.candidate.split()[-1]}’s ")


def test_neighbours_in_contests_of_ours_lead_to_their_reports():
    (table,) = [part for part in run("in-context", contest_id="preston-mp-2024").of(Table) if part.name == "neighbours"]
    assert re.findall(r'data-report="([^"]+)"', table.html) == ["one-contest/preston-mp-2024"]


def test_nobody_is_compared_with_themselves_without_a_year(dataset):
    report = run("in-context", dataset, contest_id="tower-hamlets-mayor-2014", since=2022, reading="wide")
    said = " ".join(text for _, text in report.words())
    assert "Lutfur Rahman (Tower Hamlets 2022, 47.0%) had a higher share than Lutfur Rahman in 2014." in said
    assert "2022 to 2022" not in said
    assert "Lewisham 2002" not in said  # not among contests since 2022
