"""What an import would do, as a value: rows added, cells changed, values contradicted, questions for a person."""

from collections import Counter
from dataclasses import dataclass, field

from left_of_labour.data.imports.model import LeftOut

__all__ = ["Addition", "Change", "Contradiction", "Plan", "Question"]


@dataclass(frozen=True)
class Addition:
    """A row that would be appended to a table: its cells as text, by column."""

    table: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Change:
    """A cell that would be changed: a blank filled, a source added. The row is known by its line and its key."""

    table: str
    line: int
    key: tuple[str, ...]
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Contradiction:
    """A value of the file that is not ours; ours stands, and the file's becomes a row of conflicts.csv.

    Attributes
    ----------
    where
        File and line.
    contest_id, column, candidate
        Whose value it is; no candidate for a figure of the contest.
    ours, theirs
        The values, as text; ours is blank if it is not known.
    reason
        Why they differ, as far as the import can tell.
    recorded
        The id in conflicts.csv if the same value is on record there.
    """

    where: str
    contest_id: str
    column: str
    candidate: str
    ours: str
    theirs: str
    reason: str
    recorded: str = ""


@dataclass(frozen=True)
class Question:
    """What only a person can answer: which party a label means, or where an independent stands.

    Attributes
    ----------
    kind
        party or position.
    label
        The words on the ballot paper.
    code
        The publisher's code, with its scheme.
    contest_id, candidate, party_id
        The independent; blank for a party.
    votes
        The votes of all candidates with the label, or of the independent.
    """

    kind: str
    label: str
    code: tuple[str, str] | None = None
    contest_id: str = ""
    candidate: str = ""
    party_id: str = ""
    votes: int = 0


@dataclass(frozen=True)
class Plan:
    """Everything that an import would do.

    Attributes
    ----------
    files
        The names of the files.
    additions, changes, contradictions
        As their types say.
    questions
        Unknown parties, independents without a position.
    waiting
        Contests that are not added before the parties of their candidates are known.
    left_out
        Contests of the file that are none of ours, and why.
    remarks
        What is unusual and harmless.
    agreeing
        How many votes and figures of the file are the same as ours.
    compared
        How many contests of the file we hold already.
    """

    files: tuple[str, ...]
    additions: list[Addition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    waiting: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    agreeing: int = 0
    compared: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.additions or self.changes)

    def added(self) -> Counter[str]:
        """How many rows each table would get."""
        return Counter(one.table for one in self.additions)
