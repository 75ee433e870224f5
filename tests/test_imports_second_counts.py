"""A table of declarations refreshes the mayoral tables: added, compared, never overwritten, taken back."""

import pytest
from editing import DATA
from import_kit import as_csv
from typer.testing import CliRunner

from left_of_labour.cli import app
from left_of_labour.data import imports, inspect
from left_of_labour.data.imports import Form
from left_of_labour.errors import DataError, ParameterError

HEADER = ("office", "date", "area", "candidate", "party", "votes", "transfers", "final_votes", "source")
ADDRESS = "https://example.org/declaration"


def table(*rows: tuple, office: str = "mayor", date: str = "2027-05-06", area: str = "Barford") -> str:
    """A table of declarations: candidates as (name, party, votes, transfers, total)."""
    return as_csv([HEADER, *((office, date, area, *row, ADDRESS) for row in rows)])


THREE = (
    ("Ann Able", "Labour Party", 900, 30, 930),
    ("Bob Best", "Conservative", 800, 170, 970),
    ("Gil Green", "Green Party", 300, "", ""),
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    imports.start(folder, DATA)
    return folder


@pytest.fixture
def plan_of(folder, tmp_path):
    def plan(text: str, **options) -> imports.Plan:
        (tmp_path / "counts.csv").write_text(text, encoding="utf-8")
        return imports.make_plan(folder, [tmp_path / "counts.csv"], Form.SECOND_COUNTS, national=True, **options)

    return plan


def rows_of(folder, table: str) -> list:
    return [row for _, row in inspect(folder)[0][table]]


def test_a_contest_comes_with_its_second_round_candidates_and_source(folder, plan_of):
    imports.write(folder, plan_of(table(*THREE)))
    assert inspect(folder)[1] == []
    (contest,) = rows_of(folder, "mayoral_second_rounds")
    assert (contest.leader, contest.winner, contest.winner_was_leader) == ("Ann Able", "Bob Best", False)
    assert (contest.valid_first, contest.eliminated_first, contest.not_transferred) == (2000, 300, 100)
    candidates = rows_of(folder, "mayoral_candidates")
    assert [(one.candidate, one.party_id, one.final_votes) for one in candidates] == [
        ("Ann Able", "labour", 930),
        ("Bob Best", "conservative", 970),
        ("Gil Green", "green", None),
    ]
    (source,) = [row for row in rows_of(folder, "sources") if row.url == ADDRESS]
    assert contest.source_ids == candidates[0].source_ids == (source.source_id,)


def test_a_second_time_nothing_is_new_and_it_can_be_taken_back(folder, plan_of):
    imports.write(folder, plan_of(table(*THREE)))
    again = plan_of(table(*THREE))
    assert again.is_empty
    assert again.agreeing == 7
    imports.undo(folder)
    assert rows_of(folder, "mayoral_candidates") == rows_of(folder, "mayoral_second_rounds") == []
    assert not [row for row in rows_of(folder, "sources") if row.url == ADDRESS]


def test_another_figure_becomes_a_conflict_and_ours_stands(folder, plan_of):
    imports.write(folder, plan_of(table(*THREE)))
    other = table(("Ann Able", "Labour Party", 900, 20, 920), *THREE[1:], ("Una Other", "Green Party", 5, "", ""))
    plan = plan_of(other)
    assert [(one.column, one.candidate, one.ours, one.theirs) for one in plan.contradictions] == [
        ("transfers, Barford 2027-05-06", "Ann Able", "30", "20"),
        ("final_votes, Barford 2027-05-06", "Ann Able", "930", "920"),
        ("candidate, Barford 2027-05-06", "", "", "Una Other"),
    ]
    imports.write(folder, plan)
    assert inspect(folder)[1] == []
    assert [row.final_votes for row in rows_of(folder, "mayoral_candidates")] == [930, 970, None]
    again = plan_of(other)
    assert again.is_empty
    assert [one.recorded for one in again.contradictions] == ["conflict-001", "conflict-002", "conflict-003"]


def test_a_contest_decided_at_once_has_no_second_count_and_commissioners_have_tables_of_their_own(folder, plan_of):
    won = (("Ann Able", "Labour", 900, "", ""), ("Bob Best", "Conservative", 800, "", ""))
    imports.write(folder, plan_of(table(*won, office="commissioner")))
    (contest,) = rows_of(folder, "pcc_second_rounds")
    assert contest.decided_in_first_round
    assert (contest.winner, contest.not_transferred) == ("Ann Able", None)
    assert rows_of(folder, "mayoral_second_rounds") == []


def test_a_contest_waits_for_the_party_that_nobody_knows(folder, plan_of, tmp_path):
    text = table(*THREE[:2], ("Una Other", "Barford First", 300, "", ""))
    plan = plan_of(text)
    assert plan.is_empty
    assert [(one.what, one.why) for one in plan.waiting] == [("Barford 2027-05-06", "unknown parties: Barford First")]
    assert [(one.kind, one.label, one.votes) for one in plan.questions] == [("party", "Barford First", 300)]
    answers = tmp_path / "answers.csv"
    answers.write_text(imports.questions_as_csv(plan.questions).replace("300,,", "300,other,"), encoding="utf-8")
    answered = plan_of(text, answers=answers)
    assert not answered.waiting
    assert not answered.questions
    assert [one.cells["party_id"] for one in answered.additions if one.table == "mayoral_candidates"][-1] == "other"


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        (table(("Ann Able", "Labour", 900, 30, 940), *THREE[1:]), 2, "final_votes", "930, the sum of votes and"),
        (table(("Ann Able", "Labour", 900, "", 930), *THREE[1:]), 2, "transfers", "the two come together"),
        (
            table(*THREE[:2], ("Gil Green", "Green Party", 850, "", "")),
            2,
            "final_votes",
            "a second count of Ann Able and Gil Green,",
        ),
        (table(*THREE[:2]), 2, "final_votes", "a blank: Ann Able had more than half"),
        (table(*THREE, THREE[2]), 5, "candidate", "each candidate once; line 4"),
        (table(THREE[0]), 2, "candidate", "two candidates or more"),
        (table(("Ann Able", "Labour", 900, 70, 970), *THREE[1:]), 2, "final_votes", "a tie is decided by lot"),
        (table(("Ann Able", "Labour", "1,900", 30, 930), *THREE[1:]), 2, "votes", "without separators"),
        (table(*THREE, date="06/05/2027"), 2, "date", "a date written YYYY-MM-DD"),
        (table(*THREE, office="sheriff"), 2, "office", "mayor or commissioner"),
        (table(*THREE).replace(ADDRESS, "the town hall"), 2, "source", "the web address of the declaration, or ids"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
)
def test_what_cannot_be_is_refused_with_its_place(plan_of, text, line, column, expected):
    with pytest.raises(DataError) as caught:
        plan_of(text)
    found = [(one.row, one.column) for one in caught.value.faults if expected in one.expected]
    assert (line, column) in found, caught.value.faults


def test_second_counts_are_of_the_national_tables_only(folder, tmp_path):
    (tmp_path / "counts.csv").write_text(table(*THREE), encoding="utf-8")
    command = ["import", str(tmp_path / "counts.csv"), "--from", "second-counts", "--data", str(folder)]
    refused = CliRunner().invoke(app, command)
    assert "second-counts only with --national" in str(refused.exception)
    done = CliRunner().invoke(app, [*command, "--national", "--dry-run"])
    assert "mayoral_second_rounds.csv Barford 2027-05-06: Bob Best\n" in done.output
    assert "mayoral_candidates.csv: 3 rows" in done.output
    assert "Nothing written: this was a dry run." in done.output


def test_a_party_that_an_answer_describes_has_to_be_in_the_table_first(plan_of, tmp_path):
    text = table(*THREE[:2], ("Una Other", "Barford First", 300, "", ""))
    described = "300,barford-first,Barford First,independent,none,a party of one town"
    answers = tmp_path / "answers.csv"
    asked = imports.questions_as_csv(plan_of(text).questions)
    answers.write_text(asked.replace("300,,,,,", described), encoding="utf-8")
    with pytest.raises(ParameterError, match=r"barford-first: add it to parties\.csv first"):
        plan_of(text, answers=answers)
