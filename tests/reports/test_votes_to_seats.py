"""The report on votes and seats: its words and pictures follow the numbers, and say which votes are counted."""

from functools import cache

import pandas as pd
import pytest
from notebook_kit import Ran, run

from left_of_labour.analysis.councils import WARD_RESULTS, council_elections, party_table
from left_of_labour.analysis.seats import base_comparison, seat_series
from left_of_labour.reports.votes_to_seats import parts, sentences
from left_of_labour.shown import Figure, Text

PLACES = ("hackney", "tower-hamlets", "preston")


@cache
def report(place: str) -> Ran:
    return run("votes-to-seats", place=place)


@pytest.fixture(scope="module")
def tower_hamlets(dataset):
    return seat_series(dataset, "tower-hamlets")


def test_a_rank_is_among_elections_on_the_same_votes_and_the_rest_is_named():
    finding = report("tower-hamlets").finding
    assert "The Gallagher index was 34.1, the second highest of 5 elections since 2006 with ward results" in finding
    assert "; not known on these votes: 2002 and 2010. " in finding


def test_shares_are_of_each_party_s_best_candidates():
    """An independent recount's; of all candidates' votes they are 32.3% and 37.4%."""
    finding = report("tower-hamlets").finding
    assert "Aspire turned 28.9% of the votes" in finding and "33 seats with 35.2% of the votes (wide)" in finding
    history = next(part for part in report("tower-hamlets").of(Figure) if part.name == "history")
    assert "Aspire 29% of votes, 33 seats" in history.alt


def test_an_index_known_within_bounds_is_compared_on_its_own_votes(dataset):
    """2010: 38.2, 21.0, 18.8 and 15.5% for 41, 8, 1 and 1 of 51 seats, 6.5% for nobody elected."""
    towers = report("tower-hamlets")
    assert towers.finding.endswith(
        "On all candidates’ votes it was 31.9 in 2026, lower than in 2010 (within 33.7 to 34.0), when only "
        "bounds are known."
    )
    assert any("on these the index was 33.7 to 34.0" in part.text for part in towers.of(Text))
    assert "bounds" not in report("hackney").finding


@pytest.mark.parametrize(
    ("least", "most", "says"),
    [(12, 13, "lower than in 2010"), (8, 9, "higher than in 2010"), (9, 11, "may be lower or higher than in 2010")],
)
def test_bounds_are_higher_lower_or_undecided(least, most, says):
    bounded = pd.DataFrame({"date": [pd.Timestamp(2010, 5, 6)], "least": [least], "most": [most]})
    bases = pd.DataFrame({"date": [pd.Timestamp(2026, 5, 7)], "total": [10.0]})
    assert says in sentences.bounded_sentence(bounded, bases)
    assert sentences.bounded_sentence(bounded.head(0), bases) == ""


def test_the_finding_says_what_the_other_readings_change():
    finding = report("hackney").finding
    assert "Left of Labour: no seat with 4.6% of the votes (wide)" in finding
    assert "42 seats with 47.2% of the votes (with Greens)" in finding


def test_nobody_stood_is_only_said_where_every_vote_is_known(dataset):
    election = next(one for one in council_elections(dataset, "preston") if one.date.year == 2019)
    table = party_table(dataset, election)
    series = {reading: seat_series(dataset, "preston", reading) for reading in ("core", "wide", "with_greens")}
    assert "Left of Labour: nobody stood (wide)" in sentences.finding(election, table, series)
    unknown = {name: one.assign(left_vote_share_pct=float("nan")) for name, one in series.items()}
    said = sentences.finding(election, table, unknown)
    assert "nobody stood" not in said and "votes not known (wide)" in said


def test_parties_that_are_level_share_the_headline(dataset):
    titles = {part.name: part.title for part in report("preston").of(Figure)}
    assert titles["latest-election"] == "Reform UK and Liberal Democrats: 5 of 16 seats each"
    assert titles["history"] == "Labour won over half the seats in 7 of 8 elections"


@pytest.mark.parametrize("place", PLACES)
def test_no_party_is_left_out_of_the_bars(dataset, place):
    for figure in report(place).of(Figure):
        frame = pd.DataFrame(figure.rows, columns=figure.columns)
        if figure.name == "latest-election":
            assert frame[["vote_share_pct", "seat_share_pct"]].sum().tolist() == pytest.approx([100, 100])
        if figure.name == "history":
            assert frame.groupby("date")["seat_share_pct"].sum().to_numpy() == pytest.approx(100)


def test_extremes_are_told_of_known_votes_and_of_all_seats(tower_hamlets):
    said = sentences.extremes_sentence(tower_hamlets)
    won = int((tower_hamlets["left_seats"] > 0).sum())
    assert f"The left (wide) won seats at {won} of 7 elections" in said
    none = sentences.extremes_sentence(tower_hamlets.assign(left_seats=0))
    assert "The left (wide) won no seat at any of these 7 elections." in none


def test_the_farthest_election_is_one_with_ward_results(tower_hamlets):
    other = tower_hamlets.assign(gallagher=tower_hamlets["gallagher"].mask(tower_hamlets["base"] != WARD_RESULTS, 90.0))
    assert sentences.disproportion_title(other) == "Of 5 known, seats strayed farthest from votes in 2018: index 39.7"


def test_the_choice_of_votes_is_told_with_the_year_it_matters_most_in(dataset):
    frame = base_comparison(dataset, "tower-hamlets")
    spread = frame[["top", "mean", "total"]].max(axis=1) - frame[["top", "mean", "total"]].min(axis=1)
    texts = sentences.bases_sentence(frame)
    assert f"at most {spread.max():.1f} points ({frame.loc[spread.idxmax(), 'date'].year})" in texts


def test_with_one_vote_each_there_is_nothing_to_choose(dataset, monkeypatch):
    monkeypatch.setattr(parts, "base_comparison", lambda *_: base_comparison(dataset, "preston").head(0))
    (only,) = parts.bases(dataset, "preston")
    assert isinstance(only, Text) and "nothing to choose" in only.text
