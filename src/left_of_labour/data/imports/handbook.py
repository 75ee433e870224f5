"""The Commons Library's files: the Local Elections Handbook, and general elections by candidate.

The Handbook is a workbook with a sheet of candidates and a sheet of wards; the party columns of the ward sheet are
flags in some years and are not read. General elections by candidate come as a workbook or as CSV, with title rows
above the header.
"""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from left_of_labour.data.imports.assemble import sift, with_faults
from left_of_labour.data.imports.cells import Record, Sheet, Workbook, open_workbook, read_csv
from left_of_labour.data.imports.model import Ballot, Candidate, Reading, Request
from left_of_labour.data.imports.places import general_election, ordinary_day, slug
from left_of_labour.data.schema import CodeScheme, Office, Source, SourceKind
from left_of_labour.errors import DataError, Fault

__all__ = ["read"]

_CANDIDATES = ("Candidates-results", "Candidates results")
_WARDS = ("Wards-results", "Wards results")
_PARTIES = ("Party names",)
_GENERAL = ("Data",)
_CANDIDATE_COLUMNS = {
    "council": ("Local authority name",),
    "ward_code": ("Ward code",),
    "ward": ("Ward name",),
    "seats": ("Vacancies",),
    "candidate": ("Candidate name", "Name"),
    "votes": ("Votes",),
    "elected": ("Elected",),
    "party": ("Party name",),
}
_WARD_COLUMNS = {
    "council": ("Local authority name",),
    "ward_code": ("Ward code",),
    "ward": ("Ward name",),
    "electorate": ("Electorate",),
    "turnout": ("Turnout (%)",),
}
_PARTY_COLUMNS = {"code": ("Party abbreviation",), "name": ("Party name",)}
_GENERAL_COLUMNS = {
    "code": ("ONS ID",),
    "constituency": ("Constituency name",),
    "party": ("Party name",),
    "party_code": ("Electoral Commission party ID",),
    "first": ("Candidate first name",),
    "last": ("Candidate surname",),
    "votes": ("Votes",),
}
_INITIALS = re.compile(r"(?P<surname>.+?),? (?P<initials>(?:[A-Z]\.? ?)+)")
_DERIVED = 1.0  # where no turnout of a file is above 1, they are fractions that its makers computed from the votes


def read(request: Request) -> Reading:
    """Read Handbooks, or general elections by candidate.

    Raises
    ------
    DataError
        If a file has not one of these forms, or nothing says on which day the polls were held.
    """
    readings = [_read_one(path, request.date) for path in request.files]
    if len({one.source.source_id for one in readings}) > 1:
        first, other = readings[0].source.source_id, readings[-1].source.source_id
        expected = f"files of one publication at a time; {request.files[0].name} is {first}"
        raise DataError([Fault(request.files[-1].name, 0, "", other, expected)])
    return Reading(
        ballots=[ballot for one in readings for ballot in one.ballots],
        source=readings[0].source,
        left_out=[left for one in readings for left in one.left_out],
        remarks=[remark for one in readings for remark in one.remarks],
        initials=readings[0].initials,
    )


def _read_one(path: Path, date: dt.date | None) -> Reading:
    if path.suffix == ".csv":
        return _general(path, read_csv(path, _GENERAL_COLUMNS), date)
    with open_workbook(path) as book:
        if any(name in _GENERAL for name in book.sheet_names):
            return _general(path, book.read(_GENERAL, _GENERAL_COLUMNS), date)
        return _handbook(path, book, date)


def _general(path: Path, sheet: Sheet, date: dt.date | None) -> Reading:
    """A general election by candidate; the candidate with most votes was elected, by law."""
    date = date or _general_date(path, sheet)
    ballots = []
    records = sorted(sheet.records, key=lambda one: one.cells["code"])
    for _, group in groupby(records, key=lambda one: one.cells["code"]):
        rows = sorted(group, key=lambda one: one.line)
        candidates = tuple(_general_candidate(row) for row in rows)
        most = max((one.votes or 0 for one in candidates), default=0)
        area = rows[0].text("constituency")
        ballot = Ballot(
            file=rows[0].file,
            line=rows[0].line,
            office=Office.MP,
            place=slug(area),
            area=area,
            area_code=rows[0].text("code"),
            date=date,
            candidates=tuple(replace(one, elected=one.votes == most) for one in candidates),
        )
        ballots.append(with_faults(ballot, rows))
    chosen, left_out = sift(ballots)
    return Reading(chosen, _general_source(date), left_out, sheet.remarks)


def _general_candidate(row: Record) -> Candidate:
    code = row.text("party_code", required=False)
    name = f"{row.text('first', required=False)} {row.text('last')}".strip()
    scheme = (CodeScheme.ELECTORAL_COMMISSION, code) if code else None
    return Candidate(row.line, name, row.text("party"), scheme, row.count("votes", required=True), False)


def _general_date(path: Path, sheet: Sheet) -> dt.date:
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", f"{sheet.title} {path.stem}")
    date = general_election(int(found[0])) if found else None
    if date is None:
        expected = "the year of a general election in the title or the file's name; or --date YYYY-MM-DD"
        raise DataError([Fault(path.name, 1, "title", sheet.title, expected)])
    return date


def _handbook(path: Path, book: Workbook, date: dt.date | None) -> Reading:
    candidates = book.read(_CANDIDATES, _CANDIDATE_COLUMNS)
    wards = book.read(_WARDS, _WARD_COLUMNS)
    parties = book.read(_PARTIES, _PARTY_COLUMNS)
    date = date or _handbook_date(path, candidates)
    names = {one.text("code", required=False).casefold(): one.text("name", required=False) for one in parties.records}
    facts = {_ward(one): one for one in wards.records}
    derived = max((one.decimal("turnout") or 0 for one in wards.records), default=0) <= _DERIVED
    codes = Counter(code for code, _ in {(key[1], key[2]) for key in map(_ward, candidates.records)})
    ballots = []
    records = sorted(candidates.records, key=_ward)
    for key, group in groupby(records, key=_ward):
        rows = sorted(group, key=lambda one: one.line)
        ballots.append(_ward_ballot(rows, facts.get(key), date, names, derived, codes[key[1]] > 1))
    chosen, left_out = sift(ballots)
    remarks = [*candidates.remarks, *wards.remarks]
    remarks += [f"{path.name}: the code {code} stands with several wards" for code, size in codes.items() if size > 1]
    return Reading(chosen, _handbook_source(date.year), left_out, remarks, initials=True)


def _ward(record: Record) -> tuple[str, ...]:
    return tuple(" ".join(record.cells[one].split()) for one in ("council", "ward_code", "ward"))


def _ward_ballot(
    rows: list[Record], facts: Record | None, date: dt.date, names: dict[str, str], derived: bool, repeated: bool
) -> Ballot:
    first = rows[0]
    turnout = None if facts is None or derived else facts.decimal("turnout")
    electorate = None if facts is None else facts.count("electorate")
    ballot = Ballot(
        file=first.file,
        line=first.line,
        office=Office.COUNCILLOR,
        place=slug(first.text("council")),
        area=first.text("ward"),
        area_code=first.text("ward_code", required=False) or None,
        date=date,
        candidates=tuple(_ward_candidate(row, names) for row in rows),
        seats=first.count("seats", required=True) or 1,
        electorate=electorate or None,
        turnout_reported_pct=turnout or None,
        remark="The code of the ward stands with another ward, too." if repeated else None,
    )
    return with_faults(ballot, [*rows, *([facts] if facts else [])], seats_column="Vacancies")


def _ward_candidate(row: Record, names: dict[str, str]) -> Candidate:
    code = row.text("party")
    return Candidate(
        line=row.line,
        name=_forename_first(row.text("candidate")),
        label=names.get(code.casefold()) or code,
        code=(CodeScheme.HANDBOOK, code),
        votes=row.count("votes"),
        elected=bool(row.flag("elected", ("1", "true"), ("0", "false"))),
    )


def _forename_first(name: str) -> str:
    """Surname and initials in the order of our tables.

    >>> _forename_first("Rowland K."), _forename_first("Leme Da Silva, D.")
    ('K. Rowland', 'D. Leme Da Silva')
    """
    found = _INITIALS.fullmatch(name)
    return f"{found['initials'].strip()} {found['surname']}" if found else name


def _handbook_date(path: Path, candidates: Sheet) -> dt.date:
    found = re.search(r"(?<!\d)20\d\d(?!\d)", candidates.title)
    if not found:
        expected = "a title with the year, such as Local election results by candidate, 2022; or --date YYYY-MM-DD"
        raise DataError([Fault(path.name, 1, "title", candidates.title, expected)])
    return ordinary_day(int(found[0]))


def _handbook_source(year: int) -> Source:
    return Source(
        source_id=f"leh-{year}",
        title=f"Local Elections Handbook {year}",
        publisher="House of Commons Library",
        date=str(year),
        url="https://commonslibrary.parliament.uk/",
        kind=SourceKind.DATASET,
        licence="Open Parliament Licence v3.0",
        covers="candidates, votes, electorates and turnouts of the imported wards",
    )


def _general_source(date: dt.date) -> Source:
    return Source(
        source_id=f"hoc-ge{date.year}",
        title=f"General election {date.year}: results by candidate",
        publisher="House of Commons Library",
        date=None,
        url="https://commonslibrary.parliament.uk/",
        kind=SourceKind.DATASET,
        licence="Open Parliament Licence v3.0",
        covers="candidates and votes of the imported constituencies",
    )
