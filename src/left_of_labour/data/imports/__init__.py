"""Contests from the files that people have: read, compared with our tables, shown as a plan, written, taken back.

One module per publisher turns a file into ballots (`model`); `compare` makes a plan of them, `writing` writes it.
"""

import datetime as dt
import fnmatch
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from left_of_labour.data.dataset import inspect
from left_of_labour.data.imports import democracy_club, handbook, leap, parliament
from left_of_labour.data.imports.compare import compare
from left_of_labour.data.imports.describe import lines
from left_of_labour.data.imports.holdings import Holdings
from left_of_labour.data.imports.model import Ballot, LeftOut, Reading, Request
from left_of_labour.data.imports.national import candidacies, great_britain
from left_of_labour.data.imports.places import contest_id
from left_of_labour.data.imports.plan import Plan
from left_of_labour.data.imports.questions import Answers, as_csv, read_answers
from left_of_labour.data.imports.second_counts import of_our_own, read_second_counts
from left_of_labour.data.imports.starting import start
from left_of_labour.data.imports.writing import WritingError, check, is_unfinished, put_right, undo, write
from left_of_labour.errors import DataError, ParameterError

__all__ = [
    "Form",
    "Plan",
    "WritingError",
    "check",
    "is_unfinished",
    "lines",
    "make_plan",
    "plan_second_counts",
    "questions_as_csv",
    "start",
    "undo",
    "write",
]

questions_as_csv = as_csv


class Form(StrEnum):
    """Whose files can be imported."""

    DEMOCRACY_CLUB = "democracy-club"
    PARLIAMENT = "parliament"
    LEAP = "leap"
    HANDBOOK = "handbook"
    SECOND_COUNTS = "second-counts"


_READERS: Mapping[Form, Callable[[Request], Reading]] = {
    Form.DEMOCRACY_CLUB: democracy_club.read,
    Form.PARLIAMENT: parliament.read,
    Form.LEAP: leap.read,
    Form.HANDBOOK: handbook.read,
}


def make_plan(
    folder: Path,
    files: Sequence[Path],
    form: Form,
    only: str | None = None,
    answers: Path | None = None,
    date: dt.date | None = None,
    national: bool = False,
) -> Plan:
    """What an import would do; nothing is written.

    Parameters
    ----------
    folder
        The data folder.
    files
        The files.
    form
        Whose files they are.
    only
        Takes only contests whose id, ballot id, or place and area contain this, or match it if it has a * in it.
    answers
        A file of questions that a person has filled in.
    date
        Polling day, where the form does not carry it.
    national
        Refresh the national tables instead of adding contests: candidacies, or second counts from a table of them.

    Raises
    ------
    DataError
        If a file is not usable, or the tables are not sound; with every fault found.
    ParameterError
        If no contest matches `only`.
    """
    holdings = _holdings(folder)
    given = read_answers(answers, holdings.parties.by_id) if answers else Answers()
    new = [one.party_id for one in given.parties if one.new]
    if national and new:
        raise ParameterError(
            f"{', '.join(new)}: add it to parties.csv first; a refresh of national tables adds no party"
        )
    if form is Form.SECOND_COUNTS:
        return read_second_counts(files, holdings, given, only or "")
    reading = _READERS[form](Request(tuple(files), date))
    reading = great_britain(reading) if national else reading
    reading = _chosen(reading, only) if only else reading
    faults = [fault for ballot in reading.ballots for fault in ballot.faults]
    if faults:
        raise DataError(dict.fromkeys(faults))
    return candidacies(reading, holdings, given) if national else compare(reading, holdings, given)


def plan_second_counts(folder: Path) -> Plan:
    """What the mayoral tables lack of our own contests under the supplementary vote; nothing is written.

    Raises
    ------
    DataError
        If the tables are not sound.
    """
    return of_our_own(_holdings(folder))


def _holdings(folder: Path) -> Holdings:
    put_right(folder)
    rows, faults = inspect(folder)
    if faults:
        raise DataError(faults)
    return Holdings(rows)


def _chosen(reading: Reading, only: str) -> Reading:
    pattern = only.casefold()
    glob = pattern if "*" in pattern else f"*{pattern}*"

    def matches(text: str) -> bool:
        return fnmatch.fnmatchcase(text.casefold(), glob)

    def is_chosen(ballot: Ballot) -> bool:
        name = contest_id(ballot.office, ballot.place, ballot.area, ballot.date, ballot.by_election)
        return any(map(matches, (name, ballot.name, f"{ballot.place} {ballot.area}", ballot.area)))

    ballots = [one for one in reading.ballots if is_chosen(one)]
    left_out: list[LeftOut] = [one for one in reading.left_out if matches(one.what)]
    if not ballots and not left_out:
        some = ", ".join(one.name for one in reading.ballots[:5])
        raise ParameterError(
            f"--only: no contest matches {only!r}; the file has {len(reading.ballots)}, such as {some}"
        )
    return replace(reading, ballots=ballots, left_out=left_out)
