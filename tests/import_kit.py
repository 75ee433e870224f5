"""Small files in the forms that people have, and what is needed to import them in tests."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

from left_of_labour.data.imports.democracy_club import COLUMNS

PARTIES = {
    "Labour Party": "PP53",
    "Conservative and Unionist Party": "PP52",
    "Green Party": "PP63",
    "Labour and Co-operative Party": "joint-party:53-119",
    "Independent": "ynmp-party:2",
    "Reform UK": "PP7931",
    "Barford First": "PP99999",
}


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as the text of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def dc_rows(*candidates: tuple, ballot: str = "local.barford.east.2026-05-07", **facts: object) -> list[dict]:
    """Rows of Democracy Club's export: candidates as (name, party, votes, elected), facts of the ballot by column."""
    _, *parts, day = ballot.split(".")
    common = {
        "election_id": f"local.{parts[0]}.{day}",
        "ballot_paper_id": ballot,
        "election_date": day,
        "election_current": "f",
        "post_label": parts[-1].replace("-", " ").title(),
        "cancelled_poll": "f",
        "seats_contested": 1,
        "results_source": "https://example.org/results",
    }
    return [
        {
            **dict.fromkeys(COLUMNS, ""),
            **common,
            "person_id": 100 + at,
            "person_name": name,
            "party_name": party,
            "party_id": PARTIES[party],
            "votes_cast": votes,
            "elected": "t" if elected else "f",
            "tied_vote_winner": "f",
            **facts,
        }
        for at, (name, party, votes, elected) in enumerate(candidates)
    ]


def dc_text(rows: Iterable[Mapping], columns: Iterable[str] = COLUMNS) -> str:
    """The text of an export."""
    columns = list(columns)
    return as_csv([columns, *([row[column] for column in columns] for row in rows)])


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[object]]]) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


CANDIDATES = (
    "Local authority name",
    "Ward code",
    "Ward name",
    "Vacancies",
    "Candidate name",
    "Votes",
    "Elected",
    "Party name",
)


def handbook(
    path: Path, candidates: Iterable[tuple], wards: Iterable[tuple], sheet: str = "Candidates-results"
) -> Path:
    """A Handbook: candidates as in `CANDIDATES`, wards as (council, code, ward, electorate, turnout)."""
    return workbook(
        path,
        {
            sheet: [
                (None, None, "Local election results by candidate, 2022"),
                CANDIDATES,
                *candidates,
            ],
            "Wards-results": [
                (None, "Local election results by ward, 2022"),
                ("Local authority name", "Ward code", "Ward name", "Electorate", "Turnout (%)", "LAB", "CON"),
                *wards,
            ],
            "Party names": [
                ("Key to party names in results tabs",),
                ("Party abbreviation", "Party name", "Number of candidates"),
                ("LAB", "Labour", 2),
                ("CON", "Conservative", 1),
                ("BF", "Barford First", 1),
            ],
        },
    )
