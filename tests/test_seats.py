"""Votes and seats: against hand-worked examples, other people's code, and the seats on record."""

from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from poli_sci_kit.appointment.metrics import dispr_index, effective_number_of_groups
from votelib.crit import proportionality

from left_of_labour.analysis.councils import (
    PARTY_TOTALS,
    SEATS_ONLY,
    VOTE_BASES,
    WARD_RESULTS,
    council_election,
    council_elections,
    party_table,
    ward_lists,
)
from left_of_labour.analysis.measures import effective_number_of_parties
from left_of_labour.analysis.proportionality import advantage_ratio, gallagher
from left_of_labour.analysis.seats import base_comparison, seat_series
from left_of_labour.data import load
from left_of_labour.errors import ParameterError

PLACES = ["hackney", "tower-hamlets", "preston"]
RESULTS = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 60)), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def data():
    return load()


def test_gallagher_by_hand():
    # 45, 35, 20% of votes; 60, 30, 10% of seats: half of 225 + 25 + 100 is 175.
    assert isclose(gallagher([45, 35, 20], [6, 3, 1]), sqrt(175))


@given(RESULTS)
def test_gallagher_agrees_with_two_oracles(result):
    votes, seats = map(list, zip(*result, strict=True))
    assume(sum(votes) and sum(seats))
    ours = gallagher(votes, seats)
    names = [str(number) for number in range(len(votes))]
    theirs = proportionality.gallagher(dict(zip(names, votes, strict=True)), dict(zip(names, seats, strict=True)))
    assert isclose(ours, 100 * float(theirs), abs_tol=1e-9)
    shares = [vote / sum(votes) for vote in votes], [seat / sum(seats) for seat in seats]
    assert isclose(ours, 100 * dispr_index(*shares, metric_type="Gallagher"), abs_tol=1e-9)


@given(RESULTS, st.integers(2, 9))
def test_gallagher_is_between_0_and_100_and_knows_no_scale(result, factor):
    votes, seats = map(list, zip(*result, strict=True))
    assume(sum(votes) and sum(seats))
    found = gallagher(votes, seats)
    assert 0 <= found <= 100 + 1e-9
    assert isclose(found, gallagher([factor * vote for vote in votes], seats), abs_tol=1e-9)
    assert isclose(gallagher(votes, votes), 0, abs_tol=1e-9)


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=12))
def test_effective_number_agrees_with_the_oracle(votes):
    ours = float(effective_number_of_parties(votes))
    assert isclose(ours, effective_number_of_groups([vote / sum(votes) for vote in votes]), rel_tol=1e-9)
    assert 1 <= ours <= len(votes) + 1e-9


@pytest.mark.parametrize(("votes", "seats"), [([1, 2], [1]), ([0, 0], [1, 1]), ([1, 1], [0, 0])])
def test_gallagher_refuses_what_it_cannot_measure(votes, seats):
    with pytest.raises(ValueError, match="same parties"):
        gallagher(votes, seats)


def test_no_votes_no_advantage():
    assert advantage_ratio(0.0, 0.0) is None


@pytest.mark.parametrize("place", PLACES)
def test_ward_results_give_the_seats_and_votes_on_record(data, place):
    recorded = data.council_seats[data.council_seats["place"] == place]
    checked = 0
    for election in council_elections(data, place):
        official = recorded[recorded["date"] == election.date].set_index("party_id")
        if election.base != WARD_RESULTS or official.empty:
            continue
        ours = party_table(data, election, "total").groupby("party_id")[["seats", "votes"]].sum()
        assert ours.sort_index().equals(official[["seats", "votes"]].sort_index().astype(ours.dtypes.to_dict()))
        checked += 1
    assert checked == {"hackney": 5, "tower-hamlets": 5, "preston": 1}[place]


@pytest.mark.parametrize("place", PLACES)
def test_shares_sum_to_100_and_seats_to_the_council(data, place):
    for election in council_elections(data, place):
        for base in VOTE_BASES if election.base == WARD_RESULTS else ["total"]:
            table = party_table(data, election, base)
            assert table["seats"].sum() == election.seats
            if election.base != SEATS_ONLY:
                assert isclose(table["vote_share_pct"].sum(), 100)


def test_how_well_each_election_is_known(data):
    known = {
        (place, election.date.year): election.base for place in PLACES for election in council_elections(data, place)
    }
    assert known["hackney", 2002] == known["hackney", 2010] == known["tower-hamlets", 2010] == SEATS_ONLY
    assert known["tower-hamlets", 2002] == PARTY_TOTALS
    assert known["preston", 2016] == SEATS_ONLY and known["preston", 2024] == WARD_RESULTS
    assert ("preston", 2007) not in known  # five wards of 22


def test_a_postponed_poll_belongs_to_its_election(data):
    election = council_election(data, "tower-hamlets", "2014-05-22")
    assert len(election.contest_ids) == 20 and election.seats == 45
    assert "tower-hamlets-council-2014-blackwall-and-cubitt-town" in election.contest_ids


def test_county_divisions_are_not_wards_of_the_city(data):
    contests = {contest for election in council_elections(data, "preston") for contest in election.contest_ids}
    assert not any(contest.startswith("lancashire") for contest in contests)


def test_a_partys_vote_is_its_best_candidates(data):
    lists = ward_lists(data, ["hackney-council-2022-dalston"])
    votes = data.candidates_of("hackney-council-2022-dalston").groupby("party_id")["votes"]
    for row in lists[lists["party_id"] != "independent"].itertuples():
        assert (row.top, row.total) == (votes.max()[row.party_id], votes.sum()[row.party_id])
        assert isclose(row.mean, row.total / row.candidates)


def test_each_independent_is_a_list(data):
    election = council_election(data, "tower-hamlets", "2026-05-07")
    lists = ward_lists(data, election.contest_ids)
    assert (lists.loc[lists["party_id"] == "independent", "candidates"] == 1).all()


def test_measures_are_missing_where_votes_are(data):
    series = seat_series(data, "tower-hamlets").set_index("date")
    assert series["gallagher"].isna().tolist() == [year == 2010 for year in series.index.year]
    # Respect's share of 2010 was published, so its ratio is known: 1 of 51 seats on 15.5%.
    assert isclose(series.loc["2010-05-06", "left_advantage_ratio"], (100 / 51) / 15.5)


def test_seats_of_the_left_as_declared(data):
    series = seat_series(data, "tower-hamlets")
    assert dict(zip(series["date"].dt.year, series["left_seats"], strict=True)) == {
        2002: 0,
        2006: 12,
        2010: 1,
        2014: 18,
        2018: 1,
        2022: 24,
        2026: 33,
    }
    assert seat_series(data, "hackney", "with_greens")["left_seats"].iloc[-1] == 42


def test_by_thirds_one_vote_a_voter_all_bases_agree(data):
    election = council_election(data, "preston", "2024-05-02")
    assert election.kind == "by thirds"
    assert len({gallagher(*party_table(data, election, base)[["votes", "seats"]].T.values) for base in VOTE_BASES}) == 1
    assert base_comparison(data, "preston")["date"].dt.year.tolist() == [2019]


def test_unknown_day_and_base_are_named(data):
    with pytest.raises(ParameterError, match="did you mean '2022-05-05'"):
        council_election(data, "hackney", "2022-05-06")
    with pytest.raises(ParameterError, match="best"):
        party_table(data, council_election(data, "hackney", "2022-05-05"), "best")
