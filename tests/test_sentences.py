"""Generated sentences are true and well formed on contests of every shape."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from words_kit import CONTEST, LEFT, grammar, invented

from left_of_labour.analysis.measures import measure, measure_many
from left_of_labour.analysis.readings import READINGS
from left_of_labour.reports import compare
from left_of_labour.reports.compare import sentences as of_compare
from left_of_labour.reports.one_contest import parts, sentences

READING = st.sampled_from(sorted(READINGS))


def form(text):
    return grammar(text, sentence=False)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0 contests lack votes.", "0 where none"),
        ("Foot (Socialist Alliance (Against the War) came third.", "brackets"),
        ("It would have been enough, had they all.", "unfinished"),
        ("He took 1 votes.", "plural with 1"),
        ("He took 315.0 votes.", "half a vote"),
        ("Labour lost -22.3 points.", "hyphen as minus"),
        ("See turnout_reported_pct.", "column name"),
        ("See preston-mp-2024.", "an id"),
        ("The share was nan%.", "missing value"),
        ("It was so", "no stop"),
    ],
)
def test_the_check_of_form_sees(text, fault):
    assert any(fault in found for found in grammar(text)), grammar(text)


def test_the_check_of_form_lets_good_sentences_pass():
    assert not grammar("Foot (Socialist Alliance) took 1 vote, 0.1 points behind; Labour −22.3 in 2002–2006.")


def texts(one, reading):
    """Everything that is said of an invented contest in a line, by kind."""
    measures = measure(one.dataset, CONTEST, reading)
    candidates = parts.field(one.dataset, CONTEST, reading)
    return {
        "finding": sentences.contest_finding(measures),
        "title": sentences.result_title(candidates, measures),
        "fate": sentences.fate(candidates, measures),
        "count": sentences.no_second_count(measures),
        "rivals": sentences.no_rivals(measures),
    }


@settings(max_examples=60, deadline=None)
@given(invented(), READING)
def test_what_is_said_of_a_contest_is_carried_by_its_votes(one, reading):
    words = texts(one, reading)
    finding, title = words["finding"], words["title"]
    left, labour = one.best(LEFT[reading]), one.best({"labour"})
    stood = [name for name in one.votes if one.party[name] in LEFT[reading]]
    assert finding.startswith("Nobody") == (not stood and one.complete)
    assert title.startswith("Nobody") == (not stood and one.complete)
    if left is not None and labour is not None:
        for side, holds in (
            ("ahead of Labour", left > labour),
            ("behind Labour", left < labour),
            ("level with Labour", left == labour),
        ):
            said = finding.partition(" on first preferences")[0]
            assert (side in said) == holds, finding
    else:
        assert not re.search("(ahead of|behind|level with) Labour", finding)
    most = max(vote for vote in one.votes.values() if vote is not None)
    if "came first" in finding or "came joint first" in finding:
        assert left == most and one.complete | ("other" in one.party.values())
        assert ("joint" in finding) == (sum(vote == most for vote in _slates(one).values()) > 1)
    chosen = _challenger(one, reading)
    assert ("elected" in finding.split("; ")[-1]) <= bool(one.elected)
    won = re.search(r"\bwon\b", title)
    if won and chosen is not None:
        assert chosen in one.elected and one.seats == 1
    assert ("declared void" in title or "declared the election void" in finding) <= (one.status == "voided")
    if one.seats > 1:
        assert not re.search(r"\b(won|winner|majority|outright)\b", f"{finding} {title}")
    if reading == "with_greens":
        assert "left of Labour" not in f"{finding} {title}".replace("left of Labour or Green", "")
    assert one.second_count or "second count" not in finding or "after the second count" not in finding


@settings(max_examples=40, deadline=None)
@given(invented(), READING)
def test_what_is_said_of_a_contest_is_well_formed(one, reading):
    words = texts(one, reading)
    for kind in ("finding", "count", "rivals"):
        assert not grammar(words[kind]), words[kind]
    assert not form(words["title"]), words["title"]
    others = [measure(one.dataset, CONTEST, name) for name in READINGS if name != reading]
    text = sentences.other_readings(measure(one.dataset, CONTEST, reading), others)
    assert not grammar(text), text


@settings(max_examples=40, deadline=None)
@given(invented(), READING)
def test_measures_of_one_winner_are_given_for_one_seat_only(one, reading):
    measures = measure(one.dataset, CONTEST, reading)
    if one.seats > 1:
        assert (measures.majority, measures.winner, measures.swing_to_level_pct) == (None, None, None)
        return
    swing = measures.swing_to_win_pct
    if swing is not None and not measures.elected:
        # With that swing from the winner nobody else is ahead of the challenger.
        final = measures.final_votes is not None
        votes = dict(
            one.dataset.candidates_of(CONTEST).set_index("candidate")["final_votes" if final else "votes"].dropna()
        )
        moved = float(swing) * sum(votes.values()) / 100
        votes[measures.challenger] += moved
        votes[measures.winner] -= moved
        assert max(votes.values()) <= votes[measures.challenger] + 1e-9
    if not one.complete:
        assert measures.left_votes is None or "other" not in one.party.values()
        assert measures.majority_pct is None or None not in one.votes.values()


@settings(max_examples=30, deadline=None)
@given(invented(), READING)
def test_a_comparison_counts_what_is_ahead(one, reading):
    left, labour = one.best(LEFT[reading]), one.best({"labour"})
    if left is None:
        return
    rows = compare.named(one.dataset, measure_many(one.dataset, [CONTEST], reading, needs_challenger=True))
    text = of_compare.closest_challenge(rows)
    assert not grammar(text), text
    if labour is None:
        assert "known" in text
    else:
        word = "ahead of" if left > labour else "behind" if left < labour else "level with"
        assert f"{word} Labour" in text
    assert ("declared void" in text) == (one.status == "voided" and labour is not None)


def _slates(one):
    """Votes of each candidate, or with several seats of each party's best and of each independent."""
    slates = {}
    for name, vote in one.votes.items():
        key = name if one.seats == 1 or one.party[name] == "independent" else one.party[name]
        slates[key] = max(slates.get(key, -1), -1 if vote is None or one.party[name] == "other" else vote)
    return slates


def _challenger(one, reading):
    """The left candidate with most votes, the first of those with as many."""
    left = [name for name in one.votes if one.party[name] in LEFT[reading] and one.votes[name] is not None]
    return max(left, key=lambda name: one.votes[name], default=None)
