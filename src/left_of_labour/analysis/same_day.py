"""A mayor beside their party's candidates for council on the same day: person, party or system?

Both polls were held in the same places on the same day, so whatever differs is not the mood of the day. It may be the
person, and it may be the system: a mayor's voters had one first preference, a ward's voters up to three votes, and a
party can only be voted for where it stood.
"""

from collections.abc import Iterator

import pandas as pd

from left_of_labour.analysis.councils import (
    NO_PARTY,
    VOTE_BASES,
    WARD_RESULTS,
    CouncilElection,
    council_elections,
    ward_lists,
)
from left_of_labour.analysis.measures import share
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, Office
from left_of_labour.errors import NotComparableError

__all__ = ["same_day"]


def same_day(dataset: Dataset, place: str) -> pd.DataFrame:
    """Every candidate for mayor whose party also stood for the council that day, and how both did.

    Parameters
    ----------
    dataset
        The data.
    place
        An id such as "tower-hamlets".

    Returns
    -------
    pandas.DataFrame
        One row per candidate, oldest poll first, most votes first: `contest_id`, `date`, `voting_system`, `status`,
        `candidate`, `rank` (among all who stood for mayor), `party_id`, `party`, `family`, `left_reading` (the
        candidate's), `colour`, `elected`; `votes` and `share_pct` (first preferences, of valid votes); `council_votes`
        and `council_share_pct` (the party's best candidate in every ward, of the best of all lists; see
        `councils.VOTE_BASES`, "top"), `council_candidates`, `wards_contested`, `wards`; `difference` (mayor's share
        less the party's, in points), `difference_least` and `difference_most` over the three vote bases; `ratio` (the
        mayor's votes over the party's best votes in the wards). Shares and difference are missing where the mayor's
        contest is not known in full.

    Raises
    ------
    NotComparableError
        If there was no day on which both were elected and the wards' results are known, or no candidate for mayor
        with a list.

    References
    ----------
    The ratio as in Rallings, C., Thrasher, M., Borisyuk, G. and Turner, E. (2015); a party's vote in a ward as that of
    its best candidate as in the Local Elections Handbooks of Rallings and Thrasher.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = same_day(load(), "tower-hamlets").set_index(["contest_id", "candidate"])
    >>> rahman = rows.loc[("tower-hamlets-mayor-2022", "Lutfur Rahman")]
    >>> f"{rahman['share_pct']:.1f} {rahman['council_share_pct']:.1f} {rahman['difference']:.1f} {rahman['ratio']:.2f}"
    '47.0 34.9 12.1 1.27'
    """
    polls = _same_polls(dataset, place)
    if not polls:
        others = [one for one in dataset.contests["place"].unique() if _same_polls(dataset, one)]
        raise NotComparableError(
            f"place: {place} elected no mayor and council, with known wards, on one day; "
            f"these places work: {', '.join(others) or 'none'}"
        )
    rows = [row for poll in polls for row in _pairs(dataset, *poll)]
    if not rows:
        raise NotComparableError(f"place: no candidate for mayor of {place} had a list for the council on the same day")
    return pd.DataFrame(rows)


def _same_polls(dataset: Dataset, place: str) -> list[tuple[str, CouncilElection]]:
    """The contests for mayor of a place, each with the council election of its day."""
    contests = dataset.contests
    polled = contests[(contests["place"] == place) & (contests["office"] == Office.MAYOR)]
    by_day = dict(zip(polled["date"], polled["contest_id"], strict=True))
    return [
        (by_day[election.date], election)
        for election in council_elections(dataset, place)
        if election.date in by_day and election.base == WARD_RESULTS
    ]


def _pairs(dataset: Dataset, contest_id: str, election: CouncilElection) -> Iterator[dict[str, object]]:
    contest = dataset.contest(contest_id)
    lists = ward_lists(dataset, election.contest_ids)
    parties = lists.groupby("party_id")
    council = parties[list(VOTE_BASES)].sum().astype(float)
    shares = 100 * council / council.sum()
    candidates = parties["candidates"].sum()
    wards = parties["contest_id"].nunique()
    base = None if contest.completeness == Completeness.PARTIAL else contest.valid_votes
    standing = dataset.candidates_of(contest_id)
    standing["rank"] = standing["votes"].rank(ascending=False, method="min")
    for row in standing[standing["party_id"].isin(council.index.difference(NO_PARTY))].to_dict("records"):
        party = row["party_id"]
        won = float(share(int(row["votes"]), base)) if base and pd.notna(row["votes"]) else None
        differences = [won - found for found in shares.loc[party]] if won is not None else []
        yield {
            "contest_id": contest_id,
            "date": pd.Timestamp(contest.date),
            "voting_system": str(contest.voting_system),
            "status": str(contest.status),
            **{
                name: row[name]
                for name in ("candidate", "rank", "party_id", "party", "family", "left_reading", "colour")
            },
            "elected": row["elected"],
            "votes": row["votes"],
            "share_pct": won,
            "council_votes": int(council.loc[party, "top"]),
            "council_share_pct": shares.loc[party, "top"],
            "council_candidates": int(candidates[party]),
            "wards_contested": int(wards[party]),
            "wards": election.wards,
            "difference": None if won is None else won - shares.loc[party, "top"],
            "difference_least": min(differences, default=None),
            "difference_most": max(differences, default=None),
            "ratio": None if pd.isna(row["votes"]) else row["votes"] / council.loc[party, "top"],
        }
