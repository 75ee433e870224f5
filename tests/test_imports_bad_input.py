"""Every kind of unusable file is told with file, row, column, value and what was expected; nothing is written."""

import dataclasses
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from editing import DATA
from import_kit import as_csv, dc_rows, dc_text, handbook, workbook
from typer.testing import CliRunner

from left_of_labour.cli import app
from left_of_labour.data import imports
from left_of_labour.data.imports import Form, cells
from left_of_labour.data.imports.democracy_club import COLUMNS
from left_of_labour.errors import DataError, Fault, ParameterError

ROWS = dc_rows(("Ann Able", "Labour Party", 900, True), ("Bob Best", "Green Party", 400, False))
LEAP = [
    ("Barford", "E07000999", "East", "E05099999", "Ann Able", "Lab", 900, 1),
    ("Barford", "E07000999", "East", "E05099999", "Bob Best", "C", 400, 0),
]


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    imports.start(folder, DATA)
    return folder


def faults(folder: Path, content: str | bytes, form: Form = Form.DEMOCRACY_CLUB, name: str = "in.csv") -> list[Fault]:
    path = folder.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return faults_of(folder, path, form)


def faults_of(folder: Path, path: Path, form: Form) -> list[Fault]:
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    with pytest.raises(DataError) as caught:
        imports.make_plan(folder, [path], form)
    assert {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()} == before
    assert all(one.file.startswith(path.name) and one.expected for one in caught.value.faults)
    return caught.value.faults


def changed(at: int, **values: object) -> str:
    return dc_text([{**row, **values} if number == at else row for number, row in enumerate(ROWS)])


FORMS = [
    ("a renamed column", dc_text(ROWS).replace("votes_cast", "votes"), 1, "votes_cast", "did you mean 'votes'?"),
    ("columns cut off", dc_text(ROWS, COLUMNS[:11]), 1, "elected", "the columns may have been cut off"),
    ("a column twice", dc_text(ROWS).replace("rank", "elected", 1), 1, "elected", "each column once"),
    ("a row cut off", dc_text(ROWS)[:-80], 3, "", "cells or more, as in the other rows"),
    ("a quote that never ends", dc_text(ROWS).replace("Bob Best", '"Bob'), 3, "", "may have been cut off"),
    ("semicolons", dc_text(ROWS).replace(",", ";"), 1, "", "columns separated by commas"),
    ("Windows-1252", dc_text(ROWS).replace("Bob", "Zoë").encode("cp1252"), 3, "", "this looks like Windows-1252"),
    ("UTF-16", dc_text(ROWS).encode("utf-16"), 1, "", "UTF-8"),
    ("an old Macintosh's line ends", dc_text(ROWS).replace("\n", "\r"), 1, "", "lines that end in a line feed"),
    ("a null byte", dc_text(ROWS).replace("Bob", "B\0b"), 3, "", "lines that end in a line feed"),
    ("no rows", "", 1, "", "the file is empty"),
    (
        "merged header rows",
        "," * 19 + "\n,votes,,,\n" + dc_text(ROWS).replace("votes_cast", ""),
        3,
        "votes_cast",
        "in one row",
    ),
]


@pytest.mark.parametrize(
    ("content", "row", "column", "expected"), [one[1:] for one in FORMS], ids=[one[0] for one in FORMS]
)
def test_a_file_of_another_form_is_refused(folder, content, row, column, expected):
    fault = faults(folder, content)[0]
    assert (fault.row, fault.column) == (row, column)
    assert expected in fault.expected


VALUES = [
    ({"votes_cast": "1,234"}, "votes_cast", "1,234", "a whole number without separators"),
    ({"votes_cast": "-4"}, "votes_cast", "-4", "0 or more"),
    ({"votes_cast": "4187.5"}, "votes_cast", "4187.5", "a whole number"),
    ({"votes_cast": "=A1"}, "votes_cast", "=A1", "a whole number"),
    ({"elected": "yes"}, "elected", "yes", "one of t, True, true, f, False, false"),
    ({"person_name": ""}, "person_name", "", "a value; the cell is blank"),
    ({"person_name": "=HYPERLINK(1)"}, "person_name", "=HYPERLINK(1)", "does not begin with"),
    ({"person_name": "B\u043eb Best"}, "person_name", "B\u043eb Best", "in Latin letters"),
    ({"person_name": "Zoe\u0308 Best"}, "person_name", "Zoe\u0308 Best", "in Latin letters"),
    ({"person_name": "Bob\u00ad Best"}, "person_name", "Bob\u00ad Best", "without control or invisible"),
    ({"election_date": "07/05/2026"}, "election_date", "07/05/2026", "a date written YYYY-MM-DD"),
    ({"election_date": "2026-05-08"}, "election_date", "2026-05-08", "2026-05-07, as in the ballot_paper_id"),
    ({"seats_contested": "2"}, "seats_contested", "2", "1, as in line 2 of the same ballot"),
    ({"turnout_percentage": "12.7%"}, "turnout_percentage", "12.7%", "a blank, as in line 2"),
    (
        {"person_name": "Ann Able", "party_name": "Labour Party", "votes_cast": 900},
        "candidate",
        "Ann Able",
        "line 2 has",
    ),
    ({"person_id": 100}, "candidate", "Bob Best", "each candidate once; line 2"),
]


@pytest.mark.parametrize(("values", "column", "value", "expected"), VALUES, ids=[str(one[0]) for one in VALUES])
def test_a_bad_value_is_told_where_it_stands(folder, values, column, value, expected):
    fault = faults(folder, changed(1, **values))[0]
    assert (fault.file, fault.row, fault.column, fault.value) == ("in.csv", 3, column, value)
    assert expected in fault.expected


def test_a_percentage_sign_is_told(folder):
    rows = [{**row, "turnout_percentage": "12.7%"} for row in ROWS]
    fault = faults(folder, dc_text(rows))[0]
    assert (fault.row, fault.column, fault.value) == (2, "turnout_percentage", "12.7%")
    assert "a number without signs, such as 12.7" in fault.expected


def test_more_elected_than_seats_is_told_with_the_names(folder):
    (fault,) = faults(folder, changed(1, elected="t"))
    assert (fault.row, fault.column, fault.value) == (2, "seats_contested", "1")
    assert "Ann Able, Bob Best are marked as elected" in fault.expected


def test_a_ballot_id_that_is_none_is_told(folder):
    (fault,) = faults(folder, dc_text(ROWS).replace("local.barford.east.2026-05-07", "barford east"))
    assert (fault.row, fault.column, fault.value) == (2, "ballot_paper_id", "barford east")


def test_all_faults_are_told_at_once_and_only_those_of_the_contests_chosen(folder):
    other = dc_rows(("C", "Labour Party", "x", True), ballot="local.barford.west.2026-05-07")
    text = dc_text([*({**row, "votes_cast": "y"} for row in ROWS), *other])
    assert len(faults(folder, text)) == 3
    path = folder.parent / "in.csv"
    with pytest.raises(DataError) as caught:
        imports.make_plan(folder, [path], Form.DEMOCRACY_CLUB, only="west")
    assert [one.value for one in caught.value.faults] == ["x"]


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        ("\ufeff" + dc_text(ROWS), "in.csv:1: a byte-order mark, read over"),
        (dc_text(ROWS).replace("\n", "\r\n"), "in.csv: lines end in CRLF, as they may"),
        (dc_text(ROWS, COLUMNS[::-1]), "in.csv:1: columns in another order, taken by their names"),
    ],
)
def test_what_is_harmless_is_read_and_told(folder, content, remark):
    path = folder.parent / "in.csv"
    path.write_text(dc_text(ROWS), encoding="utf-8")
    plain = imports.make_plan(folder, [path], Form.DEMOCRACY_CLUB)
    path.write_bytes(content.encode())
    plan = imports.make_plan(folder, [path], Form.DEMOCRACY_CLUB)
    assert plan.remarks == [remark]
    assert plan.additions == plain.additions


def test_a_file_of_50_mb_is_refused_unread(folder, monkeypatch):
    path = folder.parent / "in.csv"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(cells, "_csv_rows", lambda *_: pytest.fail("it was read"))
    (fault,) = faults_of(folder, path, Form.DEMOCRACY_CLUB)
    assert (fault.column, fault.value) == ("size", "50 MB")
    assert "at most 40 MB" in fault.expected


def test_a_leap_file_with_a_header_a_column_less_or_another_code_is_refused(folder):
    header = ("council", "code", "ward", "code", "candidate", "party", "votes", "elected")
    (fault,) = faults(folder, as_csv([header, *LEAP]), Form.LEAP, "leap-2019-05-02.csv")
    assert (fault.row, fault.value) == (1, "votes")
    assert "no header" in fault.expected
    (fault, _) = faults(folder, as_csv(row[:-1] for row in LEAP), Form.LEAP, "leap-2019-05-02.csv")
    assert (fault.row, fault.value) == (1, "7 cells")
    other = [(*LEAP[0][:3], "East", *LEAP[0][4:])]
    (fault,) = faults(folder, as_csv(other), Form.LEAP, "leap-2019-05-02.csv")
    assert (fault.column, fault.value) == ("ward_code", "East")
    (fault,) = faults(folder, as_csv([(*LEAP[0][:7], 0)]), Form.LEAP, "leap-2019-05-02.csv")
    assert "1 for at least one candidate" in fault.expected


# -- workbooks

CANDIDATE = ("Barford", "E05099999", "East", 1, "Able A.", 900, 1, "LAB")
WARD = ("Barford", "E05099999", "East", 4000, 35.5, 1, 1)


def test_a_workbook_with_other_sheets_names_those_it_has(folder, tmp_path):
    path = handbook(tmp_path / "hb.xlsx", [CANDIDATE], [WARD], sheet="Sheet1")
    (fault,) = faults_of(folder, path, Form.HANDBOOK)
    assert (fault.column, fault.value) == ("sheets", "Sheet1, Wards-results, Party names")
    assert "'Candidates-results' or 'Candidates results'" in fault.expected


def test_a_formula_is_refused_where_it_stands(folder, tmp_path):
    path = handbook(tmp_path / "hb.xlsx", [(*CANDIDATE[:5], "=450*2", *CANDIDATE[6:])], [WARD])
    (fault,) = faults_of(folder, path, Form.HANDBOOK)
    assert (fault.file, fault.row, fault.column, fault.value) == ("hb.xlsx[Candidates-results]", 3, "F", "=450*2")
    assert "paste its value" in fault.expected


def test_merged_headers_are_told_by_the_column_that_is_missing(folder, tmp_path):
    path = handbook(tmp_path / "hb.xlsx", [CANDIDATE], [WARD])
    book = openpyxl.load_workbook(path)
    book["Candidates-results"].merge_cells("C2:D2")
    book.save(path)
    (fault,) = faults_of(folder, path, Form.HANDBOOK)
    assert (fault.row, fault.column) == (2, "Vacancies")
    assert "this column in one row of headers" in fault.expected


def test_a_workbook_that_is_none_or_too_large_unpacked_is_refused(folder, tmp_path, monkeypatch):
    (fault,) = faults(folder, "not a workbook", Form.HANDBOOK, "hb.xlsx")
    assert "a workbook (.xlsx) that is whole" in fault.expected
    whole = handbook(tmp_path / "hb.xlsx", [CANDIDATE], [WARD]).read_bytes()
    (fault,) = faults(folder, whole[: len(whole) // 2], Form.HANDBOOK, "hb.xlsx")
    assert "whole" in fault.expected
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(3_000_000))
    monkeypatch.setattr(cells, "_LARGEST_UNPACKED", 2_000_000)
    (fault,) = faults_of(folder, tmp_path / "bomb.xlsx", Form.HANDBOOK)
    assert (fault.column, fault.value) == ("size", "3 MB")


def test_without_openpyxl_the_way_to_it_is_named(folder, tmp_path, monkeypatch):
    path = handbook(tmp_path / "hb.xlsx", [CANDIDATE], [WARD])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ParameterError, match=r"openpyxl is needed for workbooks: pip install"):
        imports.make_plan(folder, [path], Form.HANDBOOK)


def test_more_elected_than_vacancies_in_a_workbook(folder, tmp_path):
    path = handbook(tmp_path / "hb.xlsx", [CANDIDATE, (*CANDIDATE[:4], "Best B.", 80, 1, "CON")], [WARD])
    (fault,) = faults_of(folder, path, Form.HANDBOOK)
    assert (fault.row, fault.column, fault.value) == (3, "Vacancies", "1")


def test_a_year_that_nobody_gives_is_asked_for(folder, tmp_path):
    sheet = [
        (
            "ONS ID",
            "Constituency name",
            "Party name",
            "Electoral Commission party ID",
            "Candidate first name",
            "Candidate surname",
            "Votes",
        )
    ]
    path = workbook(tmp_path / "ge.xlsx", {"Data": [*sheet, ("E14000001", "Barford", "Labour", "PP53", "A", "B", 9)]})
    (fault,) = faults_of(folder, path, Form.HANDBOOK)
    assert "or --date YYYY-MM-DD" in fault.expected


# -- the command


def test_the_command_shows_the_plan_and_a_dry_run_writes_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(dc_text(ROWS), encoding="utf-8")
    command = ["import", "in.csv", "--from", "democracy-club", "--data", str(folder)]
    before = {one.name: one.read_bytes() for one in folder.glob("*.csv")}
    texts = CliRunner().invoke(app, [*command, "--dry-run"]).stdout
    assert "barford-council-2026-east: 2 candidates, 1 seat, 1,300 votes" in texts
    assert "Nothing written: this was a dry run." in texts
    assert {one.name: one.read_bytes() for one in folder.glob("*.csv")} == before
    assert "Written as import 1" in CliRunner().invoke(app, command).stdout
    assert "Nothing to write." in CliRunner().invoke(app, command).stdout
    assert "Taken back: in.csv." in CliRunner().invoke(app, ["import", "--undo", "--data", str(folder)]).stdout
    assert {one.name: one.read_bytes() for one in folder.glob("*.csv")} == before


def test_the_command_leaves_its_questions_in_a_file_and_never_writes_over_one(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = dc_rows(("Ann Able", "Barford First", 900, True))
    (tmp_path / "in.csv").write_text(dc_text(rows), encoding="utf-8")
    command = ["import", "in.csv", "--from", "democracy-club", "--data", str(folder)]
    texts = CliRunner().invoke(app, command).stdout
    assert "which party is Barford First (PP99999), 900 votes?" in texts
    questions = (tmp_path / "import-questions.csv").read_text(encoding="utf-8")
    assert questions.count("\n") == 2
    (tmp_path / "import-questions.csv").write_text(questions + "\n", encoding="utf-8")
    assert "is there already" in CliRunner().invoke(app, command).stdout
    assert (tmp_path / "import-questions.csv").read_text(encoding="utf-8") == questions + "\n"


def test_of_long_lists_the_first_are_shown(folder):
    rows = [
        row
        for n in range(30)
        for row in dc_rows(("A", "Labour Party", 9, True), ballot=f"local.barford.w{n}.2026-05-07")
    ]
    path = folder.parent / "in.csv"
    path.write_text(dc_text(rows), encoding="utf-8")
    plan = imports.make_plan(folder, [path], Form.DEMOCRACY_CLUB)
    texts = imports.lines(plan)
    assert "  and 12 more" in texts
    assert texts[0] == "in.csv: 30 new contests, 0 contests that we hold"
    assert dataclasses.replace(plan, additions=[], changes=[]).is_empty


def test_without_files_or_form_the_command_says_what_it_needs(folder):
    done = CliRunner().invoke(app, ["import", "--data", str(folder)])
    assert "expected files and --from with one of democracy-club, parliament, leap, handbook" in str(done.exception)
