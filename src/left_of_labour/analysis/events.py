"""The dated story of a place: referendums, special polls, new voting systems, boundaries and parties."""

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.analysis.timeline import Election, elections
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status

__all__ = ["events"]


def events(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The local story, dated from the data.

    Returns
    -------
    pandas.DataFrame
        One row per event, oldest first: `date`, `kind` (referendum, first mayor, voided, by-election, voting system,
        boundaries, party), `office` it concerns, `event` in words, `detail`, `source_ids`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> story = events(load(), "tower-hamlets")
    >>> story.loc[story["kind"] == "referendum", "date"].dt.year.tolist()
    [2010, 2021]
    """
    polls = elections(dataset, place)
    rows = [
        *_referendums(dataset, place),
        *_special_polls(dataset, polls),
        *_new_systems(dataset, polls),
        *_new_boundaries(dataset, polls),
        *_parties(dataset, polls, place, reading),
    ]
    columns = ["date", "kind", "office", "event", "detail", "source_ids"]
    story = pd.DataFrame(rows, columns=columns).astype({"date": "datetime64[s]"})
    return story.sort_values("date", kind="stable", ignore_index=True)


def _referendums(dataset: Dataset, place: str) -> Iterator[tuple]:
    table = dataset.referendums[dataset.referendums["referendum_id"].str.startswith(f"{place}-")]
    for _, options in table.groupby("referendum_id"):
        first = options.sort_values("votes", ascending=False).iloc[0]
        result = f"Referendum: {first['option']}, {100 * first['votes'] / options['votes'].sum():.1f}% of valid votes"
        yield first["date"], "referendum", Office.MAYOR, result, first["question"], first["source_ids"]


def _special_polls(dataset: Dataset, polls: list[Election]) -> Iterator[tuple]:
    mayors = [one for one in polls if one.office == Office.MAYOR]
    for poll in polls:
        if poll.office == Office.COUNCILLOR:
            continue
        contest = dataset.contest(poll.contest_ids[0])
        sources = ";".join(contest.source_ids)
        if poll in mayors[:1]:
            yield poll.date, "first mayor", poll.office, "First election of a mayor", "", sources
        if poll.status == Status.VOIDED:
            told = contest.notes or ""
            yield poll.date, "voided", poll.office, "Poll that the election court later set aside", told, sources
        if poll.by_election:
            told = "The earlier poll had been set aside" if _follows_voided(poll, polls) else ""
            yield poll.date, "by-election", poll.office, f"By-election, {poll.seat}", told, sources


def _follows_voided(poll: Election, polls: list[Election]) -> bool:
    earlier = [one for one in polls if (one.office, one.seat) == (poll.office, poll.seat) and one.date < poll.date]
    return bool(earlier) and earlier[-1].status == Status.VOIDED


def _new_systems(dataset: Dataset, polls: list[Election]) -> Iterator[tuple]:
    systems = dataset.voting_systems
    for before, after in pairwise(one for one in polls if one.office == Office.MAYOR):
        since = systems[
            (systems["office"] == after.office)
            & (systems["voting_system"] == after.voting_system)
            & systems["valid_from"].between(before.date, after.date, inclusive="right")
        ]
        if before.voting_system != after.voting_system:
            for row in since.itertuples():
                system = after.voting_system.replace("_", " ")
                yield row.valid_from, "voting system", after.office, f"Now {system}", row.legal_basis, row.source_ids


def _new_boundaries(dataset: Dataset, polls: list[Election]) -> Iterator[tuple]:
    for office in (Office.MP, Office.COUNCILLOR):
        known: set[str] = set()
        dates: dict[pd.Timestamp, list[Election]] = {}
        for poll in polls:
            if poll.office == office and poll.status == Status.VALID and poll.contest_ids:
                dates.setdefault(poll.date, []).append(poll)
        for date, held in dates.items():
            new = [one for one in held if one.boundary not in known]
            if new and known:
                names = ", ".join(one.seat if office == Office.MP else one.boundary for one in new)
                what = "constituencies" if office == Office.MP else "wards or divisions"
                sources = dataset.contest(new[0].contest_ids[0]).source_ids
                yield date, "boundaries", office, f"First poll in new {what}", names, ";".join(sources)
            known |= {one.boundary for one in held}


def _parties(dataset: Dataset, polls: list[Election], place: str, reading: str) -> Iterator[tuple]:
    """Registration and its end, of the left parties that won something here."""
    here = dataset.contests.loc[dataset.contests["place"] == place, "contest_id"]
    won = dataset.results[dataset.results["contest_id"].isin(here) & dataset.results["elected"]]
    parties = dataset.parties[dataset.parties["party_id"].isin(won["party_id"])]
    for party in parties[is_left(parties["left_reading"], reading)].itertuples():
        for date, what in (
            (party.active_from, "registered as a party"),
            (party.active_to, "removed from the register"),
        ):
            if pd.notna(date) and polls[0].date <= date <= polls[-1].date:
                yield date, "party", "all", f"{party.name} {what}", party.reason, party.source_ids
