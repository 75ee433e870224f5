"""Democracy Club's results export: one row per candidate, ballots known by their ids.

`turnout_reported` counts papers, `spoilt_ballots` the rejected ones among them, `turnout_percentage` is as published.
"""

import datetime as dt
from itertools import groupby

from uk_election_ids.election_ids import validate

from left_of_labour.data.imports.assemble import sift, twice, with_faults
from left_of_labour.data.imports.cells import Record, read_csv
from left_of_labour.data.imports.model import Ballot, Candidate, LeftOut, Reading, Request
from left_of_labour.data.imports.places import is_single_transferable, slug
from left_of_labour.data.schema import CodeScheme, Office, Source, SourceKind
from left_of_labour.errors import DataError, Fault

__all__ = ["COLUMNS", "read"]

COLUMNS = (
    *("person_id", "person_name", "election_id", "ballot_paper_id", "election_date", "election_current"),
    *("party_name", "party_id", "post_label", "cancelled_poll", "seats_contested", "votes_cast", "elected"),
    *("tied_vote_winner", "rank", "turnout_reported", "spoilt_ballots", "total_electorate", "turnout_percentage"),
    "results_source",
)
_UNUSED = ("election_id", "election_current", "rank", "tied_vote_winner")
_NOT_OURS = {
    "pcc": "police and crime commissioners are no office of ours",
    "sp": "the Scottish Parliament is no office of ours",
    "senedd": "the Senedd is no office of ours",
    "naw": "the National Assembly for Wales is no office of ours",
    "nia": "the Northern Ireland Assembly is no office of ours",
    "europarl": "the European Parliament is no office of ours",
    "ref": "a referendum has options, not candidates",
    "gla": "the lists of the London Assembly share out seats by a formula: add them by hand",
}
_YES, _NO = ("t", "True", "true"), ("f", "False", "false")


def read(request: Request) -> Reading:
    """Read results exports of Democracy Club.

    Raises
    ------
    DataError
        If a file has not the form of the export.
    """
    ballots: list[Ballot] = []
    left_out: list[LeftOut] = []
    remarks: list[str] = []
    for path in request.files:
        sheet = read_csv(path, {name: (name,) for name in COLUMNS}, optional=_UNUSED)
        remarks += sheet.remarks
        records = sorted(sheet.records, key=lambda one: one.cells["ballot_paper_id"])
        for ballot_id, group in groupby(records, key=lambda one: one.cells["ballot_paper_id"]):
            rows = sorted(group, key=lambda one: one.line)
            found = _ballot(ballot_id, rows)
            if isinstance(found, LeftOut):
                left_out.append(found)
            else:
                ballots.append(found)
    chosen, without_votes = sift(ballots)
    return Reading(chosen, _source(chosen or ballots), [*left_out, *without_votes], remarks)


def _ballot(ballot_id: str, rows: list[Record]) -> Ballot | LeftOut:
    first = rows[0]
    if not validate(ballot_id):
        expected = "the id of a ballot, such as local.wakefield.wakefield-east.2026-05-07"
        raise DataError([Fault(first.file, first.line, "ballot_paper_id", ballot_id, expected)])
    kind, *parts, _ = ballot_id.split(".")
    by_election = "by" in parts
    parts = [one for one in parts if one != "by"]
    where = f"{first.file}:{first.line}"
    office = {"local": Office.COUNCILLOR, "mayor": Office.MAYOR, "parl": Office.MP}.get(kind)
    if kind == "gla" and parts[:1] == ["c"]:
        office = Office.LONDON_ASSEMBLY
    if office is None:
        return LeftOut(where, ballot_id, _NOT_OURS.get(kind, "no office of ours"))
    if office is Office.COUNCILLOR and is_single_transferable(parts[0]):
        return LeftOut(where, ballot_id, "held by single transferable vote, which the tables cannot hold")
    if first.cells["cancelled_poll"] in _YES:
        return LeftOut(where, ballot_id, "the poll was cancelled")
    area = first.text("post_label")
    source = first.text("results_source", required=False)
    ballot = Ballot(
        file=first.file,
        line=first.line,
        office=office,
        place=parts[0] if office in (Office.COUNCILLOR, Office.MAYOR) else slug(area),
        area=area,
        date=_day(ballot_id, rows),
        candidates=tuple(_candidate(row) for row in rows),
        by_election=by_election,
        seats=first.count("seats_contested", required=True) or 1,
        electorate=first.count("total_electorate"),
        ballots_cast=first.count("turnout_reported"),
        rejected_ballots=first.count("spoilt_ballots"),
        turnout_reported_pct=first.decimal("turnout_percentage"),
        ballot_id=ballot_id,
        remark=f"Democracy Club cites {source}" if source else None,
    )
    _same_in_all(rows)
    _persons_twice(rows)
    return with_faults(ballot, rows, seats_column="seats_contested")


def _candidate(row: Record) -> Candidate:
    code = row.text("party_id", required=False)
    scheme = CodeScheme.ELECTORAL_COMMISSION if code.startswith("PP") else CodeScheme.DEMOCRACY_CLUB
    return Candidate(
        line=row.line,
        name=row.text("person_name"),
        label=row.text("party_name"),
        code=(scheme, code) if code else None,
        votes=row.count("votes_cast"),
        elected=bool(row.flag("elected", _YES, _NO)),
    )


def _day(ballot_id: str, rows: list[Record]) -> dt.date:
    stated = dt.date.fromisoformat(ballot_id.rpartition(".")[2])
    for row in rows:
        if (day := row.day("election_date")) and day != stated:
            row.fault("election_date", f"{stated}, as in the ballot_paper_id")
    return stated


def _same_in_all(rows: list[Record]) -> None:
    """The figures of the ballot are repeated with every candidate; another one is a slip."""
    columns = ("seats_contested", "turnout_reported", "spoilt_ballots", "total_electorate", "turnout_percentage")
    for row in rows[1:]:
        for column in (*columns, "post_label"):
            if row.cells[column] != rows[0].cells[column]:
                row.fault(column, f"{rows[0].cells[column] or 'a blank'}, as in line {rows[0].line} of the same ballot")


def _persons_twice(rows: list[Record]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        person = row.cells["person_id"]
        first = seen.setdefault(person, row.line) if person else row.line
        if first != row.line:
            row.faults.append(twice(row.file, row.line, row.cells["person_name"], first))


def _source(ballots: list[Ballot]) -> Source:
    days = sorted({one.date for one in ballots}) or [dt.date.min]
    name = f"dc-results-{days[-1]}" if len(days) == 1 else f"dc-results-{days[0]}-to-{days[-1]}"
    polled = f"polls of {days[0]}" if len(days) == 1 else f"polls from {days[0]} to {days[-1]}"
    return Source(
        source_id=name,
        title=f"Democracy Club results export, {polled}",
        publisher="Democracy Club",
        date=None,
        url="https://candidates.democracyclub.org.uk/data/",
        kind=SourceKind.DATASET,
        licence="CC BY 4.0",
        covers="candidates, votes, electorates and papers of the imported contests",
    )
