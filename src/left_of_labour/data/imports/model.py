"""What a file says, in one form for all publishers: ballots with their candidates.

A reader of a format turns a file into a `Reading`; everything after that (comparing, asking, writing) knows no format.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from left_of_labour.data.schema import CodeScheme, Office, Source
from left_of_labour.errors import Fault

__all__ = ["Ballot", "Candidate", "LeftOut", "Reading", "Request"]


@dataclass(frozen=True)
class Request:
    """What is to be read.

    Attributes
    ----------
    files
        The files.
    date
        Polling day, for forms that do not carry it.
    """

    files: Sequence[Path]
    date: dt.date | None = None


@dataclass(frozen=True)
class Candidate:
    """One candidate as the file has it: the name, the words or the code for the party, the votes."""

    line: int
    name: str
    label: str
    code: tuple[CodeScheme, str] | None
    votes: int | None
    elected: bool


@dataclass(frozen=True)
class Ballot:
    """One contest as the file has it; a figure that the form does not carry is None."""

    file: str
    line: int
    office: Office
    place: str
    area: str
    date: dt.date
    candidates: tuple[Candidate, ...]
    area_code: str | None = None
    by_election: bool = False
    seats: int = 1
    electorate: int | None = None
    ballots_cast: int | None = None
    rejected_ballots: int | None = None
    turnout_reported_pct: float | None = None
    ballot_id: str | None = None
    remark: str | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def where(self) -> str:
        """Where it stands, for a message."""
        return f"{self.file}:{self.line}"

    @property
    def name(self) -> str:
        """What a pattern is compared with, beside the contest's id: the ballot id, or place, area and day."""
        return self.ballot_id or f"{self.place} {self.area} {self.date}"

    @property
    def total(self) -> int:
        """The sum of the candidates' votes."""
        return sum(one.votes or 0 for one in self.candidates)


@dataclass(frozen=True)
class LeftOut:
    """A contest that is not imported, and why."""

    where: str
    what: str
    why: str


@dataclass(frozen=True)
class Reading:
    """Everything that a file says.

    Attributes
    ----------
    ballots
        The contests.
    source
        The row of sources.csv that the figures rest on.
    left_out
        What in the file is no contest of our kind.
    remarks
        What is unusual about the file's form, and harmless.
    initials
        Whether the form gives candidates by surname and initials only.
    """

    ballots: list[Ballot]
    source: Source
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    initials: bool = False
