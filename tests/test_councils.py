"""The one model of a council election: against the seats and votes on record."""

from math import isclose

import pytest

from left_of_labour.analysis.councils import (
    PARTY_TOTALS,
    SEATS_ONLY,
    VOTE_BASES,
    WARD_RESULTS,
    council_election,
    council_elections,
    councils_of,
    lists_of,
    party_table,
    ward_lists,
)
from left_of_labour.data import load
from left_of_labour.errors import ParameterError

PLACES = ["hackney", "tower-hamlets", "preston"]


@pytest.fixture(scope="module")
def data():
    return load()


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


def test_unknown_day_and_base_are_named(data):
    with pytest.raises(ParameterError, match="did you mean '2022-05-05'"):
        council_election(data, "hackney", "2022-05-06")
    with pytest.raises(ParameterError, match="best"):
        party_table(data, council_election(data, "hackney", "2022-05-05"), "best")


def test_a_council_beside_the_places_own_has_elections_of_its_own(data):
    assert councils_of(data, "preston") == ["preston-wards", "lancashire-cc"]
    divisions = council_elections(data, "preston", "lancashire-cc")
    assert [one.date.year for one in divisions] == [2017, 2021, 2025]
    assert {one.kind for one in divisions} == {"divisions of the county"}
    assert all(contest.startswith("lancashire") for one in divisions for contest in one.contest_ids)


def test_wards_that_did_not_poll_and_elections_without_wards_are_told_apart(data):
    thirds = council_election(data, "preston", "2023-05-04")
    assert (thirds.wards, thirds.wards_known, thirds.covered) == (15, 16, True)
    seats_only = council_election(data, "hackney", "2010-05-06")
    assert not seats_only.covered and seats_only.boundary == "hackney-borough"


def test_a_renamed_ward_is_counted_once(data):
    """Bethnal Green was Bethnal Green East for some years: the council has 20 wards, not 22."""
    assert council_election(data, "tower-hamlets", "2022-05-05").wards_known == 20


def test_a_list_shows_its_best_candidate_and_the_fewest_witnesses(data):
    contest = "tower-hamlets-council-2022-bow-east"
    lists = ward_lists(data, [contest]).set_index("list")
    field = data.candidates_of(contest)
    for party, rows in field.groupby(lists_of(field)):
        assert lists.loc[party, "candidate"] in set(rows.loc[rows["votes"] == rows["votes"].max(), "candidate"])
        assert lists.loc[party, "witnesses"] == rows["witnesses"].min()
