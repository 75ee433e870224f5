"""What only a person can answer, as a CSV file to fill in: parties that nobody knows yet, positions of independents."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from left_of_labour.data.checks.judgements import expected_reading
from left_of_labour.data.imports.cells import Record, read_csv
from left_of_labour.data.imports.plan import Question
from left_of_labour.data.schema import CodeScheme, Family, LeftReading, Party
from left_of_labour.errors import DataError, Fault, did_you_mean

__all__ = ["COLUMNS", "Answers", "PartyAnswer", "Position", "as_csv", "read_answers"]

COLUMNS = (
    *("question", "label", "scheme", "code", "contest_id", "candidate", "votes"),
    *("party_id", "name", "family", "left_reading", "reason"),
)
Word = TypeVar("Word", Family, LeftReading)
_NEW_PARTY = ("name", "family", "left_reading", "reason")


@dataclass(frozen=True)
class PartyAnswer:
    """Which party a label, or a code, means; a new one with its name, family, reading and reason."""

    label: str
    code: tuple[CodeScheme, str] | None
    party_id: str
    new: tuple[str, Family, LeftReading, str] | None = None


@dataclass(frozen=True)
class Position:
    """Where an independent stands, in somebody's judgement, and why."""

    contest_id: str
    candidate: str
    left_reading: LeftReading
    reason: str


@dataclass(frozen=True)
class Answers:
    """All that has been answered."""

    parties: list[PartyAnswer] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)

    @property
    def labels(self) -> dict[str, str]:
        """The party of each label that a person has said."""
        return {one.label: one.party_id for one in self.parties}


def as_csv(questions: Iterable[Question]) -> str:
    """The questions as the text of a file to fill in: party_id, or left_reading and reason."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in questions:
        scheme, code = one.code or ("", "")
        party_id = one.party_id if one.kind == "position" else ""
        cells = (one.kind, one.label, scheme, code, one.contest_id, one.candidate, one.votes, party_id)
        writer.writerow([*cells, *[""] * len(_NEW_PARTY)])
    return stream.getvalue()


def read_answers(path: Path, parties: Mapping[str, Party]) -> Answers:
    """Read a file of questions of which some are filled in; the others stay open.

    Raises
    ------
    DataError
        If an answer is not usable: a party that does not exist and is not described, a reading without a reason.
    """
    sheet = read_csv(path, {name: (name,) for name in COLUMNS})
    answers = Answers()
    faults: list[Fault] = []
    described: set[str] = set()
    for record in sheet.records:
        kind = record.text("question")
        if kind == "party" and record.text("party_id", required=False):
            answer = _party(record, {*parties, *described})
            if answer.new:
                described.add(answer.party_id)
            answers.parties.append(answer)
        elif kind == "position" and record.text("left_reading", required=False):
            reading = _word(record, "left_reading", LeftReading)
            reason = record.text("reason")
            answers.positions.append(Position(record.text("contest_id"), record.text("candidate"), reading, reason))
        elif kind not in ("party", "position"):
            record.fault("question", "party or position")
        faults += record.faults
    if faults:
        raise DataError(faults)
    return answers


def _party(record: Record, known: set[str]) -> PartyAnswer:
    scheme, code = record.text("scheme", required=False), record.text("code", required=False)
    key = (CodeScheme(scheme), code) if scheme in list(CodeScheme) and code else None
    party_id = record.text("party_id")
    if party_id in known:
        return PartyAnswer(record.text("label"), key, party_id)
    blank = [column for column in _NEW_PARTY if not record.text(column, required=False)]
    if blank:
        hint = did_you_mean(party_id, known)
        record.fault("party_id", f"a party of parties.csv; {hint} For a new one fill in {', '.join(blank)}, too")
        return PartyAnswer(record.text("label"), key, party_id)
    family, reading = _word(record, "family", Family), _word(record, "left_reading", LeftReading)
    if not record.faults and (expected := expected_reading(family, reading)):
        record.fault("left_reading", expected)
    new = (record.text("name"), family, reading, record.text("reason"))
    return PartyAnswer(record.text("label"), key, party_id, new)


def _word(record: Record, column: str, words: type[Word]) -> Word:
    value = record.text(column)
    try:
        return words(value)
    except ValueError:
        record.fault(column, f"one of {', '.join(words)}; {did_you_mean(value, list(words))}")
        return next(iter(words))
