"""After a poll the same command refreshes the national tables: candidacies from the file, second counts from ours."""

from pathlib import Path

import pytest
from editing import DATA, read
from import_kit import as_csv
from typer.testing import CliRunner

from left_of_labour.cli import app
from left_of_labour.data import imports, inspect
from left_of_labour.data.imports import Form
from left_of_labour.data.imports.holdings import Holdings
from left_of_labour.data.imports.questions import COLUMNS as QUESTIONS
from left_of_labour.data.imports.questions import Answers
from left_of_labour.data.imports.second_counts import of_our_own, read_second_counts

SEAT = ["E14009999", "E12000001", "Barford", "", "North East", "England", "County"]
ULSTER = ["N05000001", "N92000002", "Newry", "", "Northern Ireland", "Northern Ireland", "County"]
PEOPLE = [
    (SEAT, "Labour", "PP53", "Ann", "Able", 900),
    (SEAT, "Independent", "", "Ida", "Ingram", 500),
    (SEAT, "Trade Unionist and Socialist Coalition", "PP804", "Tim", "Tusk", 300),
    (SEAT, "Green Party", "PP63", "Gil", "Green", 200),
    (SEAT, "Barford First", "PP99999", "Bob", "Best", 100),
    (ULSTER, "Green Party", "PP305", "Nia\u00ad", "North", 50),
]


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    imports.start(folder, DATA)
    return folder


@pytest.fixture
def file(tmp_path) -> Path:
    where = tmp_path / "58/general-election"
    where.mkdir(parents=True)
    rows = [
        [*seat, party, "", code, 1, "", first, last, "", "", "", "", votes, ""]
        for seat, party, code, first, last, votes in PEOPLE
    ]
    (where / "candidacies.csv").write_text(as_csv(rows), encoding="utf-8")
    facts = [*SEAT, "13/12/2019 02:30", "Ann", "Able", "", "Lab hold", "Lab", "Con", 4000, 2000, 20]
    ulster = [*ULSTER, "13/12/2019 02:30", "Ann", "Able", "", "", "", "", 4000, 50, 20]
    (where / "constituencies.csv").write_text(as_csv([facts, ulster]), encoding="utf-8")
    return where / "candidacies.csv"


def plan_of(folder: Path, file: Path, answers: Path | None = None) -> imports.Plan:
    return imports.make_plan(folder, [file], Form.PARLIAMENT, answers=answers, national=True)


def test_parties_go_by_their_reading_and_northern_ireland_is_not_covered(folder, file):
    plan = plan_of(folder, file)
    rows = {one.table: one.cells for one in plan.additions}
    assert set(rows) == {"westminster_left", "westminster_green"}
    left = rows["westminster_left"]
    assert (left["candidate"], left["votes"], left["valid_votes"], left["share"]) == ("Tim Tusk", "300", "2000", "0.15")
    assert (left["position"], left["candidates_standing"], left["labour_votes"]) == ("3", "5", "900")
    assert (left["electorate"], left["winner_party_id"], left["left_reading"]) == ("4000", "labour", "core")
    assert rows["westminster_green"]["candidate"] == "Gil Green"
    assert "  westminster_green.csv Gil Green: Barford 2019-12-12, 200 votes" in imports.lines(plan)
    assert [(one.kind, one.label) for one in plan.questions] == [
        ("party", "Barford First"),
        ("position", "Independent"),
    ]


def test_of_two_namesakes_each_is_compared_with_the_own_party(folder, file):
    text = file.read_text("utf-8").replace(",Ann,Able,", ",Gil,Green,")
    file.write_text(text, encoding="utf-8")
    imports.write(folder, plan_of(folder, file))
    again = plan_of(folder, file)
    assert again.is_empty
    assert again.contradictions == []


def test_written_they_are_sound_and_a_second_time_nothing_is_new(folder, file):
    imports.write(folder, plan_of(folder, file))
    assert inspect(folder)[1] == []
    again = plan_of(folder, file)
    assert again.is_empty
    assert again.agreeing == 8


@pytest.fixture
def answers(tmp_path) -> Path:
    cells = dict.fromkeys(QUESTIONS, "") | {
        "question": "position",
        "contest_id": "barford-mp-2019",
        "candidate": "Ida Ingram",
        "left_reading": "contested",
        "reason": "campaigned on rents",
    }
    (tmp_path / "answers.csv").write_text(as_csv([QUESTIONS, cells.values()]), encoding="utf-8")
    return tmp_path / "answers.csv"


def test_an_independent_comes_in_only_by_a_persons_judgement_with_the_reason(folder, file, answers):
    imports.write(folder, plan_of(folder, file, answers))
    tables = inspect(folder)[0]
    assert [row.candidate for _, row in tables["westminster_left"]] == ["Ida Ingram", "Tim Tusk"]
    assert [row.reason for _, row in tables["westminster_left_reasons"]] == ["campaigned on rents"]


def test_another_figure_is_a_conflict_of_no_contest_of_ours(folder, file):
    imports.write(folder, plan_of(folder, file))
    facts = file.with_name("constituencies.csv")
    facts.write_text(facts.read_text("utf-8").replace(",4000,2000,", ",4100,2000,"), encoding="utf-8")
    plan = plan_of(folder, file)
    (one,) = plan.contradictions
    assert (one.column, one.ours, one.theirs) == ("electorate, Barford 2019-12-12", "4000", "4100")
    assert any(line.startswith("  candidacies.csv:1 electorate, Barford") for line in imports.lines(plan))
    imports.write(folder, plan)
    assert inspect(folder)[1] == []
    assert plan_of(folder, file).contradictions[0].recorded == "conflict-001"


@pytest.fixture(scope="module")
def rows():
    return inspect(DATA)[0]


def test_our_own_table_of_mayors_is_the_same_when_it_comes_as_a_file(rows):
    plan = read_second_counts([DATA / "mayoral_candidates.csv"], Holdings(rows), Answers())
    assert plan.is_empty
    assert plan.contradictions == []
    assert plan.agreeing > 800


def test_second_counts_of_our_own_contests_come_back_as_they_stand_in_the_tables(rows):
    """The rows of Tower Hamlets, taken out of the mayoral tables and made again from contests and results."""
    ours = {(row.date, row.area) for _, row in rows["contests"] if row.office == "mayor"}
    kept = {name: rows[name] for name in rows}
    for name in ("mayoral_second_rounds", "mayoral_candidates"):
        kept[name] = [one for one in rows[name] if (one[1].date, one[1].authority) not in ours]
    assert of_our_own(Holdings(rows)).is_empty
    made = of_our_own(Holdings(kept))
    for name, ignored in (
        ("mayoral_second_rounds", ("source_ids", "in_table_28c")),
        ("mayoral_candidates", ("source_ids", "ballot_label")),
    ):
        header, *records = read(f"{name}.csv")
        whole = {(one.cells["date"], one.cells["authority"]) for one in made.additions if one.table == name}
        held = [dict(zip(header, record, strict=True)) for record in records]
        held = [row for row in held if (row["date"], row["authority"]) in whole]
        new = [one.cells for one in made.additions if one.table == name]
        columns = [column for column in header if column not in ignored]
        assert len(whole) >= 8
        assert sorted([row[one] for one in columns] for row in new) == sorted(
            [row[one] for one in columns] for row in held
        )


def test_the_commons_librarys_general_elections_refresh_candidacies_as_the_parliaments_do(folder, file, tmp_path):
    imports.write(folder, plan_of(folder, file))
    header = ["ONS ID", "Constituency name", "Party name", "Electoral Commission party ID"]
    header += ["Candidate first name", "Candidate surname", "Votes"]
    people = [(seat[0], seat[2], party, code, first, last, votes) for seat, party, code, first, last, votes in PEOPLE]
    (tmp_path / "ge2019.csv").write_text(as_csv([header, *people]).replace(",200\n", ",201\n"), encoding="utf-8")
    plan = imports.make_plan(folder, [tmp_path / "ge2019.csv"], Form.HANDBOOK, national=True)
    assert [(one.candidate, one.column, one.ours, one.theirs) for one in plan.contradictions] == [
        ("", "valid_votes, Barford 2019-12-12", "2000", "2001"),
        ("Gil Green", "votes, Barford 2019-12-12", "200", "201"),
    ]


def test_the_command_refreshes_second_counts_without_a_file(folder):
    done = CliRunner().invoke(app, ["import", "--national", "--data", str(folder)])
    assert done.exit_code == 0
    assert "Nothing to write." in done.output
    refused = CliRunner().invoke(
        app, ["import", "--national", "--from", "leap", str(DATA / "parties.csv"), "--data", str(folder)]
    )
    assert "--national with one of parliament, handbook, second-counts, or alone" in str(refused.exception)


def test_a_contest_takes_name_and_position_from_the_national_tables(folder, file, answers):
    imports.write(folder, plan_of(folder, file, answers))
    rows = file.read_text("utf-8").replace("Barford,", "BARFORD,")
    file.write_text(
        "".join(line for line in rows.splitlines(True) if "Best" not in line and "Nia" not in line), "utf-8"
    )
    facts = file.with_name("constituencies.csv")
    facts.write_text(facts.read_text("utf-8").replace(",2000,20", ",1900,20"), encoding="utf-8")
    plan = imports.make_plan(folder, [file], Form.PARLIAMENT)
    cells = {one.table: one.cells for one in plan.additions}
    assert (cells["contests"]["contest_id"], cells["contests"]["area"]) == ("barford-mp-2019", "Barford")
    assert (cells["candidate_positions"]["candidate"], cells["candidate_positions"]["left_reading"]) == (
        "Ida Ingram",
        "contested",
    )
    assert plan.questions == []
