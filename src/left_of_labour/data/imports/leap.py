"""The Local Elections Archive Project's files: no header, one row per candidate, the polling day in the file's name.

Columns: council, its code, ward, its code, candidate, party code, votes, 1 if elected. Nothing says how many seats a
ward had: as many as were elected.
"""

import datetime as dt
import re
from dataclasses import replace
from itertools import groupby

from left_of_labour.data.imports.assemble import sift, with_faults
from left_of_labour.data.imports.cells import Record, read_csv
from left_of_labour.data.imports.model import Ballot, Candidate, LeftOut, Reading, Request
from left_of_labour.data.imports.places import slug
from left_of_labour.data.schema import CodeScheme, Office, Source, SourceKind
from left_of_labour.errors import DataError, Fault

__all__ = ["read"]

_COLUMNS = dict.fromkeys(("council", "council_code", "ward", "ward_code", "candidate", "party", "votes", "elected"), ())
_NOTHING = ("NULL", "")
_SINGLE_TRANSFERABLE = ("S12", "N09")  # codes of Scottish and Northern Irish councils


def read(request: Request) -> Reading:
    """Read files of the archive.

    Raises
    ------
    DataError
        If a file has not that form, or nothing says on which day the polls were held.
    """
    ballots, left_out, remarks, days = [], [], [], []
    for path in request.files:
        date = request.date or _date_in(path.name)
        days.append(date)
        sheet = read_csv(path, _COLUMNS, header=False)
        remarks += sheet.remarks
        _refuse_header(sheet.records[0])
        records = sorted(sheet.records, key=_ward)
        for (council, _, ward, code), group in groupby(records, key=_ward):
            rows = sorted(group, key=lambda one: one.line)
            where = f"{rows[0].file}:{rows[0].line}"
            if code in _NOTHING or rows[0].cells["votes"] in _NOTHING:
                left_out.append(LeftOut(where, f"{council}, {ward}", "no candidates in the file"))
            elif rows[0].cells["council_code"].startswith(_SINGLE_TRANSFERABLE):
                left_out.append(LeftOut(where, f"{council}, {ward}", "held by single transferable vote"))
            else:
                ballots.append(_ballot(rows, date))
    chosen, without_votes = sift(ballots)
    return Reading(chosen, _source(days), [*left_out, *without_votes], remarks)


def _ward(record: Record) -> tuple[str, ...]:
    return tuple(" ".join(record.cells[one].split()) for one in ("council", "council_code", "ward", "ward_code"))


def _ballot(rows: list[Record], date: dt.date) -> Ballot:
    first = rows[0]
    code = first.text("ward_code")
    if not re.fullmatch(r"[A-Z]\d{8}", code):
        first.fault("ward_code", "a code of the Office for National Statistics, such as E05009326")
    ballot = Ballot(
        file=first.file,
        line=first.line,
        office=Office.COUNCILLOR,
        place=slug(first.text("council")),
        area=first.text("ward"),
        area_code=code,
        date=date,
        candidates=tuple(_candidate(row) for row in rows),
    )
    elected = sum(one.elected for one in ballot.candidates)
    if not elected:
        first.fault("elected", "1 for at least one candidate of the ward")
    return with_faults(replace(ballot, seats=max(1, elected)), rows)


def _candidate(row: Record) -> Candidate:
    code = row.text("party")
    return Candidate(
        line=row.line,
        name=row.text("candidate"),
        label=code,
        code=(CodeScheme.LEAP, code),
        votes=row.count("votes", required=True),
        elected=bool(row.flag("elected", ("1",), ("0",))),
    )


def _refuse_header(first: Record) -> None:
    if not first.cells["votes"].strip().lstrip("-").isdigit() and first.cells["votes"] not in _NOTHING:
        first.fault("votes", "a whole number: these files have no header and the columns " + ", ".join(_COLUMNS))
        raise DataError(first.faults)


def _date_in(name: str) -> dt.date:
    found = re.search(r"\d{4}-\d{2}-\d{2}", name)
    try:
        return dt.date.fromisoformat(found[0] if found else "")
    except ValueError:
        expected = "a name with the polling day, such as leap-2018-05-03.csv; or --date YYYY-MM-DD"
        raise DataError([Fault(name, 0, "date", "", expected)]) from None


def _source(days: list[dt.date]) -> Source:
    first, last = min(days), max(days)
    return Source(
        source_id=f"leap-{first.year}" if first.year == last.year else f"leap-{first.year}-to-{last.year}",
        title=f"Local Elections Archive Project, {first.day} {first:%B %Y}",
        publisher="Andrew Teale",
        date=last.isoformat(),
        url="https://www.andrewteale.me.uk/leap/",
        kind=SourceKind.DATASET,
        licence="CC BY-SA 3.0 or GFDL",
        covers="candidates and votes of the imported wards",
    )
