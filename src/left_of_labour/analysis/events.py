"""The dated story of a place: referendums, special polls, new voting systems, boundaries and parties."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.analysis.timeline import Election, elections
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status

__all__ = ["events"]

_Event = tuple[Any, str, str, str, str, str]  # date (a timestamp), kind, office, event, detail, source_ids


def events(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The local story, dated from the data.

    Returns
    -------
    pandas.DataFrame
        One row per event, oldest first: `date` (the first day, where only month or year is known), `when` (the date as
        far as it is known, in words), `kind` (referendum, first mayor, voided, by-election, voting system, boundaries,
        party, and those of events.csv), `office` it concerns, `event` in words, `detail`, `source_ids`.

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
    story["when"] = [f"{date.day} {date:%B %Y}" for date in story["date"]]
    recorded = _recorded(dataset, place)
    known = set(zip(story["date"], story["kind"], strict=True))
    recorded = recorded[[one not in known for one in zip(recorded["date"], recorded["kind"], strict=True)]]
    return pd.concat([story, recorded], ignore_index=True).sort_values("date", kind="stable", ignore_index=True)


def _recorded(dataset: Dataset, place: str) -> pd.DataFrame:
    """What events.csv records: courts, disqualifications, inquiries, why a seat fell vacant."""
    table = dataset.events[dataset.events["place"] == place]
    return pd.DataFrame(
        {
            "date": pd.to_datetime(table["date"], format="ISO8601").astype("datetime64[s]"),
            "kind": table["kind"],
            "office": "all",
            "event": table["event"].str[:1].str.upper() + table["event"].str[1:],
            "detail": "",
            "source_ids": table["source_ids"],
            "when": [_in_words(date) for date in table["date"]],
        }
    )


def _in_words(date: str) -> str:
    """A date that may lack its day or month: "2017-06" is "June 2017"."""
    year, *rest = (int(part) for part in date.split("-"))
    month = f"{dt.date(year, rest[0], 1):%B} " if rest else ""
    return f"{f'{rest[1]} ' if len(rest) > 1 else ''}{month}{year}"


def _referendums(dataset: Dataset, place: str) -> Iterator[_Event]:
    table = dataset.referendums[dataset.referendums["referendum_id"].str.startswith(f"{place}-")]
    for _, options in table.groupby("referendum_id"):
        first = options.sort_values("votes", ascending=False).iloc[0]
        result = f"Referendum: {first['option']}, {100 * first['votes'] / options['votes'].sum():.1f}% of valid votes"
        yield first["date"], "referendum", Office.MAYOR, result, first["question"], first["source_ids"]


def _special_polls(dataset: Dataset, polls: list[Election]) -> Iterator[_Event]:
    mayors = [one for one in polls if one.office == Office.MAYOR]
    for poll in polls:
        if poll.office == Office.COUNCILLOR:
            continue
        contest = dataset.contest(poll.contest_ids[0])
        sources = ";".join(contest.source_ids)
        if poll in mayors[:1]:
            yield poll.date, "first mayor", poll.office, "First election of a mayor", "", sources
        if poll.status == Status.VOIDED:
            texts = contest.notes or ""
            yield poll.date, "voided", poll.office, "Poll that an election court later declared void", texts, sources
        if poll.by_election:
            texts = "The earlier poll had been declared void" if _follows_voided(poll, polls) else ""
            yield poll.date, "by-election", poll.office, f"By-election, {poll.seat}", texts, sources


def _follows_voided(poll: Election, polls: list[Election]) -> bool:
    earlier = [one for one in polls if (one.office, one.seat) == (poll.office, poll.seat) and one.date < poll.date]
    return bool(earlier) and earlier[-1].status == Status.VOIDED


def _new_systems(dataset: Dataset, polls: list[Election]) -> Iterator[_Event]:
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


def _new_boundaries(dataset: Dataset, polls: list[Election]) -> Iterator[_Event]:
    for office in (Office.MP, Office.COUNCILLOR):
        known: set[str] = set()
        dates: dict[pd.Timestamp, list[Election]] = {}
        for poll in polls:
            if poll.office == office and poll.status == Status.VALID and poll.contest_ids:
                dates.setdefault(poll.date, []).append(poll)
        for date, held in dates.items():
            new = [one for one in held if one.boundary not in known]
            if new and known:
                names = ", ".join(one.seat for one in new) if office == Office.MP else ""
                divisions = any("-cc-" in one.boundary for one in new)
                what = "constituencies" if office == Office.MP else "county divisions" if divisions else "wards"
                sources = dataset.contest(new[0].contest_ids[0]).source_ids
                yield date, "boundaries", office, f"First poll in new {what}", names, ";".join(sources)
            known |= {one.boundary for one in held}


def _parties(dataset: Dataset, polls: list[Election], place: str, reading: str) -> Iterator[_Event]:
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
