"""Democracy Club's ballot ids for our contests, and its opinion of the voting system.

The ids are built with Democracy Club's own library, uk-election-ids, from office, area and polling day.
"""

import datetime as dt
from collections.abc import Iterable

import pandas as pd
from uk_election_ids.election_ids import IdBuilder
from uk_election_ids.metadata_tools import VotingSystemMatcher

from left_of_labour.data.schema import Contest, Office, Status, VotingSystem

__all__ = ["ballot_id", "disagreements", "voting_system_by_id"]

# These councils' wards are written with an ampersand by their makers, which the ids drop.
_WITH_AMPERSAND = ("hackney-wards-2014", "tower-hamlets-wards-2014")
_SAME = {
    "FPTP": VotingSystem.FIRST_PAST_THE_POST,
    "sv": VotingSystem.SUPPLEMENTARY_VOTE,
    "AMS": VotingSystem.ADDITIONAL_MEMBER_LIST,
}
_REASONS = {
    VotingSystem.BLOCK_VOTE: "uk-election-ids calls a vote for several seats first past the post too",
    VotingSystem.ADDITIONAL_MEMBER_CONSTITUENCY: (
        "the constituency vote of the London Assembly is first past the post, as part of the additional member system"
    ),
}
_END_OF_PERIOD = (
    "uk-election-ids ends a period on the day before the next begins and does not count that day as part of it"
)
_SUPPLEMENTARY_VOTE_IS_BACK = dt.date(2026, 6, 18)
_COUNCIL_MAYORS = (
    "uk-election-ids gives every mayor the supplementary vote from 19 June 2026; the act that brings it back "
    "speaks of mayors of combined authorities only"
)


def ballot_id(contest: Contest) -> str | None:
    """Democracy Club's id of a contest; None for a notional one, which nobody voted in.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> ballot_id(load().contest("hackney-mayor-2002"))
    'mayor.hackney.2002-10-17'
    >>> ballot_id(load().contest("tower-hamlets-council-2022-spitalfields-and-banglatown"))
    'local.tower-hamlets.spitalfields-banglatown.2022-05-05'
    """
    if contest.status is Status.NOTIONAL:
        return None
    builder = _builder(contest)
    if contest.by_election:
        builder = builder.with_contest_type("by")
    made: str = builder.ballot_id
    return made


def _builder(contest: Contest) -> IdBuilder:
    if contest.office is Office.MP:
        return IdBuilder("parl", contest.date).with_division(contest.area)
    if contest.office is Office.MAYOR:
        return IdBuilder("mayor", contest.date).with_organisation(contest.place)
    if contest.office is Office.COUNCILLOR:
        council = "lancashire" if contest.boundary.startswith("lancashire-cc") else contest.place
        ward = contest.area.replace(" and ", " & ") if contest.boundary in _WITH_AMPERSAND else contest.area
        return IdBuilder("local", contest.date).with_organisation(council).with_division(ward)
    if contest.voting_system is VotingSystem.ADDITIONAL_MEMBER_LIST:
        return IdBuilder("gla", contest.date).with_subtype("a")
    return IdBuilder("gla", contest.date).with_subtype("c").with_division(contest.area)


def voting_system_by_id(contest_ballot_id: str) -> VotingSystem | None:
    """The voting system that uk-election-ids has for a ballot id, in our words; None if it has none for the day."""
    try:
        return _SAME[VotingSystemMatcher(contest_ballot_id, nation="ENG").get_voting_system()]
    except ValueError:
        return None


def disagreements(contests: Iterable[Contest]) -> pd.DataFrame:
    """Contests for which uk-election-ids has another voting system than we do.

    Returns
    -------
    pandas.DataFrame
        One row per contest: contest_id, ballot_id, ours, theirs (missing if they have none), reason (missing if
        nobody has explained the disagreement yet).
    """
    rows = []
    for contest in contests:
        theirs_id = ballot_id(contest)
        theirs = voting_system_by_id(theirs_id) if theirs_id else None
        if theirs_id and theirs is not contest.voting_system:
            rows.append((contest.contest_id, theirs_id, contest.voting_system, theirs, _reason(contest, theirs)))
    return pd.DataFrame(rows, columns=["contest_id", "ballot_id", "ours", "theirs", "reason"], dtype="str")


def _reason(contest: Contest, theirs: VotingSystem | None) -> str | None:
    if theirs is None:
        return _END_OF_PERIOD
    if theirs is VotingSystem.FIRST_PAST_THE_POST and contest.voting_system in _REASONS:
        return _REASONS[contest.voting_system]
    if theirs is VotingSystem.SUPPLEMENTARY_VOTE and contest.date > _SUPPLEMENTARY_VOTE_IS_BACK:
        return _COUNCIL_MAYORS
    return None
