"""The UK Parliament's candidacies, as `fetch parliament` keeps them, with the electorates of the file beside them.

The files of 2010 to 2019 have no header; those of by-elections begin with the polling day, written DD/MM/YYYY. The day
of a general election is not in the file: it follows from the folder, which carries the number of the Parliament.
"""

import datetime as dt
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from left_of_labour.data.imports.assemble import sift, with_faults
from left_of_labour.data.imports.cells import Columns, Record, Sheet, read_csv
from left_of_labour.data.imports.model import Ballot, Candidate, Reading, Request
from left_of_labour.data.imports.places import slug
from left_of_labour.data.parliament import GENERAL_ELECTIONS, NOT_KNOWN, name_of
from left_of_labour.data.schema import CodeScheme, Office, Source, SourceKind
from left_of_labour.errors import DataError, Fault

__all__ = ["read"]

_SEAT = {
    "code": ("ONS ID", "ONS ID2"),
    "region_code": ("ONS region ID",),
    "constituency": ("Constituency name",),
    "county": ("County name",),
    "region": ("Region name",),
    "country": ("Country name",),
    "type": ("Constituency type",),
}
_CANDIDACIES = _SEAT | {
    "party": ("Party name",),
    "abbreviation": ("Party abbreviation",),
    "party_code": ("Electoral Commission party ID",),
    "mnis": ("MNIS party ID",),
    "adjunct": ("Electoral Commission adjunct party ID",),
    "first": ("Candidate first name",),
    "last": ("Candidate surname",),
    "gender": ("Candidate gender",),
    "sitting": ("Sitting MP",),
    "former": ("Former MP",),
    "member": ("Member MNIS ID",),
    "votes": ("Votes",),
}
_CONSTITUENCIES = _SEAT | {
    "declared": ("Declaration time",),
    "member_first": ("Member first name",),
    "member_last": ("Member surname",),
    "member_gender": ("Member gender",),
    "result": ("Result",),
    "winner": ("First party",),
    "second": ("Second party",),
    "electorate": ("Electorate",),
    "valid": ("Valid votes",),
    "invalid": ("Invalid votes",),
}
_POLLED = {"date": ("Election date", "By-election date")}
_WRIT = {"writ": ("Writ date",)}


def read(request: Request) -> Reading:
    """Read candidacies.csv of a general election or of by-elections.

    Raises
    ------
    DataError
        If a file has not that form, or nothing says on which day a general election was held.
    """
    ballots, remarks = [], []
    for path in request.files:
        sheet, by_election = _sheet(path, _CANDIDACIES)
        facts, texts = _facts(path.with_name(path.name.replace("candidacies", "constituencies")), path)
        remarks += [*sheet.remarks, *texts]
        date = None if by_election else request.date or _general_date(path)
        records = sorted(sheet.records, key=lambda one: (one.cells.get("date", ""), one.cells["code"]))
        for key, group in groupby(records, key=lambda one: (one.cells.get("date", ""), one.cells["code"])):
            rows = sorted(group, key=lambda one: one.line)
            ballots.append(_ballot(rows, date or _day(rows[0]), by_election, facts.get(key)))
    chosen, left_out = sift(ballots)
    return Reading(chosen, _source(), left_out, remarks)


def _sheet(path: Path, columns: Columns) -> tuple[Sheet, bool]:
    """A file with or without a header, and whether it is one of by-elections."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        first = next(stream, "")
    has_header = "ONS" in first
    by_election = first.startswith(("Election date", "By-election date")) or bool(re.match(r"\d\d/\d\d/\d{4},", first))
    dates = {} if not by_election else _POLLED if columns is _CANDIDACIES else _POLLED | _WRIT
    return read_csv(path, {**dates, **columns}, header=has_header), by_election


def _facts(path: Path, candidacies: Path) -> tuple[dict[tuple[str, str], Record], list[str]]:
    """The rows of constituencies.csv by day and code."""
    if path == candidacies or not path.is_file():
        return {}, [f"{candidacies.name}: no constituencies.csv beside it, so electorates stay blank"]
    sheet, _ = _sheet(path, _CONSTITUENCIES)
    return {(one.cells.get("date", ""), one.cells["code"]): one for one in sheet.records}, sheet.remarks


def _ballot(rows: list[Record], date: dt.date, by_election: bool, facts: Record | None) -> Ballot:
    first = rows[0]
    area = name_of(first.text("constituency"))
    candidates = tuple(_candidate(row) for row in rows)
    most = max((one.votes or 0 for one in candidates), default=0)
    ballot = Ballot(
        file=first.file,
        line=first.line,
        office=Office.MP,
        place=slug(area),
        area=area,
        area_code=first.text("code"),
        date=date,
        candidates=tuple(replace(one, elected=one.votes == most) for one in candidates),
        by_election=by_election,
    )
    if first.cells["country"] == "Northern Ireland":
        ballot = replace(ballot, remark="The readings cover Great Britain: parties of Northern Ireland count as other.")
    return with_faults(ballot if facts is None else _with_facts(ballot, facts), [*rows, *([facts] if facts else [])])


def _with_facts(ballot: Ballot, facts: Record) -> Ballot:
    stated = facts.count("valid")
    invalid = None if facts.cells["invalid"] in NOT_KNOWN else facts.count("invalid")
    ballot = replace(ballot, electorate=facts.count("electorate"))
    if stated != ballot.total:
        texts = f"The source states {stated} valid votes; the candidates add up to {ballot.total}."
        return replace(ballot, remark=" ".join(one for one in (ballot.remark, texts) if one))
    papers = None if invalid is None else ballot.total + invalid
    return replace(ballot, rejected_ballots=invalid, ballots_cast=papers)


def _candidate(row: Record) -> Candidate:
    code = row.text("party_code", required=False)
    name = f"{row.text('first', required=False)} {row.text('last')}".strip()
    scheme = (CodeScheme.ELECTORAL_COMMISSION, code) if code else None
    return Candidate(row.line, name, row.text("party"), scheme, row.count("votes", required=True), False)


def _day(row: Record) -> dt.date:
    try:
        return dt.datetime.strptime(row.cells["date"], "%d/%m/%Y").date()
    except ValueError:
        row.fault("date", "a date written DD/MM/YYYY, as the UK Parliament writes it")
        raise DataError(row.faults) from None


def _general_date(path: Path) -> dt.date:
    numbers = [int(part) for part in path.resolve().parts if part.isdigit() and int(part) in GENERAL_ELECTIONS]
    if numbers:
        return GENERAL_ELECTIONS[numbers[-1]]
    known = ", ".join(f"{number} for {day.year}" for number, day in GENERAL_ELECTIONS.items())
    expected = f"a folder with the number of the Parliament ({known}); or --date YYYY-MM-DD"
    raise DataError([Fault(path.name, 0, "date", str(path.parent), expected)])


def _source() -> Source:
    return Source(
        source_id="psephology",
        title="UK Parliament election results data (psephology)",
        publisher="UK Parliament",
        date=None,
        url="https://github.com/ukparliament/psephology",
        kind=SourceKind.DATASET,
        licence="Open Parliament Licence v3.0",
        covers="candidates, votes, electorates and rejected papers of constituencies",
    )
