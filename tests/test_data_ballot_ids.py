"""Democracy Club's ids and voting systems against ours."""

import datetime as dt

import pytest
from uk_election_ids.election_ids import validate

from left_of_labour.data import load
from left_of_labour.data.ballot_ids import ballot_id, disagreements, voting_system_by_id


@pytest.fixture(scope="module")
def contests():
    return load().contests_by_id


def test_every_contest_that_was_voted_in_has_its_own_valid_id(contests):
    ids = {name: ballot_id(contest) for name, contest in contests.items()}
    assert [name for name, one in ids.items() if one is None] == ["preston-mp-2019-notional"]
    known = [one for one in ids.values() if one]
    assert len(set(known)) == len(known) == len(contests) - 1
    assert all(validate(one) for one in known)


@pytest.mark.parametrize(
    ("contest_id", "expected"),
    [
        ("hackney-mayor-2022", "mayor.hackney.2022-05-05"),
        ("hackney-mayor-2026", "mayor.hackney.2026-05-07"),
        ("hackney-mayor-2023-11", "mayor.hackney.by.2023-11-09"),
        ("preston-mp-2000-11", "parl.preston.by.2000-11-23"),
        ("bethnal-green-bow-mp-2005", "parl.bethnal-green-and-bow.2005-05-05"),
        ("lancashire-cc-2025-preston-city", "local.lancashire.preston-city.2025-05-01"),
        ("london-assembly-2000-list", "gla.a.2000-05-04"),
        ("north-east-assembly-2008", "gla.c.north-east.2008-05-01"),
    ],
)
def test_ids_are_in_democracy_club_s_form(contests, contest_id, expected):
    assert ballot_id(contests[contest_id]) == expected


def test_every_disagreement_about_the_voting_system_is_explained(contests):
    found = disagreements(contests.values())
    assert found["reason"].notna().all()
    assert found.groupby("ours").size().to_dict() == {"additional_member_constituency": 6, "block_vote": 218}


def test_an_unexplained_disagreement_would_be_seen(contests):
    """Hackney 2002 as if it had been first past the post."""
    wrong = contests["hackney-mayor-2002"]._replace(voting_system="first_past_the_post")
    assert disagreements([wrong])["reason"].isna().tolist() == [True]


def test_the_last_day_of_a_period_is_a_gap_in_the_library():
    assert voting_system_by_id("mayor.hackney.2023-05-03") is None
    assert voting_system_by_id("mayor.hackney.2023-05-04") == "first_past_the_post"


def test_council_mayors_after_june_2026_are_a_known_disagreement(contests):
    later = contests["hackney-mayor-2026"]._replace(date=dt.date(2026, 10, 15))
    assert "combined authorities" in disagreements([later])["reason"][0]
