"""Files become a plan, a plan becomes rows; nothing of ours is overwritten, and everything can be taken back."""

import csv
import datetime as dt
import errno
import fcntl
import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from editing import DATA, spoilt_copy
from import_kit import as_csv, dc_rows, dc_text, handbook
from typer.testing import CliRunner

from left_of_labour.analysis import changes, events, timeline
from left_of_labour.cli import app
from left_of_labour.data import imports, inspect, load
from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.export import democracy_club, export_for_democracy_club
from left_of_labour.data.imports import Form
from left_of_labour.data.imports.model import Candidate
from left_of_labour.data.imports.people import pair
from left_of_labour.data.imports.questions import COLUMNS as QUESTIONS
from left_of_labour.data.schema import Result
from left_of_labour.errors import DataError, ParameterError

WARD = dc_rows(
    ("Ann Able", "Labour Party", 900, True),
    ("Bob Best", "Conservative and Unionist Party", 400, False),
    ("Cem Cole", "Green Party", 400, False),
    spoilt_ballots=10,
    turnout_percentage=34.2,
    total_electorate=5000,
    turnout_reported=1710,
)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A data folder without contests, as `start` makes it: quick to check."""
    folder = tmp_path / "data"
    folder.mkdir()
    imports.start(folder, DATA)
    return folder


@pytest.fixture
def ours(tmp_path) -> Path:
    """A copy of our own data."""
    return spoilt_copy(tmp_path)


def file(folder: Path, text: str, name: str = "export.csv") -> Path:
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def plan_of(folder: Path, rows: list[dict], **options) -> imports.Plan:
    return imports.make_plan(folder, [file(folder, dc_text(rows))], Form.DEMOCRACY_CLUB, **options)


def rows_of(folder: Path, table: str, **cells: str) -> list[dict]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if all(row[name] == value for name, value in cells.items())]


# -- new contests


def test_a_ballot_becomes_a_contest_with_its_candidates(folder):
    plan = plan_of(folder, WARD)
    assert plan.added() == {"contests": 1, "results": 3, "sources": 1}
    imports.write(folder, plan)
    assert inspect(folder)[1] == []
    contest = load(folder).contest("barford-council-2026-east")
    assert (contest.place, contest.area, contest.seats) == ("barford", "East", 1)
    assert (contest.electorate, contest.ballots_cast, contest.rejected_ballots) == (5000, 1710, 10)
    assert (contest.valid_votes, contest.turnout_reported_pct) == (1700, 34.2)
    candidates = load(folder).candidates_of("barford-council-2026-east")
    assert candidates["party_id"].tolist() == ["labour", "conservative", "green"]
    assert candidates["elected"].tolist() == [True, False, False]


def test_a_block_vote_a_joint_label_and_a_tie(folder):
    rows = dc_rows(
        ("Ann Able", "Labour and Co-operative Party", 900, True),
        ("Bob Best", "Labour Party", 700, True),
        ("Cem Cole", "Labour Party", 700, False),
        seats_contested=2,
    )
    imports.write(folder, plan_of(folder, rows))
    contest = load(folder).contest("barford-council-2026-east")
    assert (contest.voting_system, contest.valid_votes, contest.candidate_votes_total) == ("block_vote", None, 2300)
    assert set(load(folder).candidates_of("barford-council-2026-east")["party_id"]) == {"labour"}


def test_a_turnout_that_cannot_be_papers_stays_blank_and_on_record(folder):
    rows = [{**row, "turnout_reported": 1700} for row in WARD]
    imports.write(folder, plan_of(folder, rows))
    assert load(folder).contest("barford-council-2026-east").ballots_cast is None
    (conflict,) = rows_of(folder, "conflicts", contest_id="barford-council-2026-east")
    assert (conflict["field"], conflict["value_used"], conflict["value_rejected"]) == ("ballots_cast", "", "1700")
    assert "not papers" in conflict["reason"]


def test_a_blank_turnout_stays_blank(folder):
    rows = [{**row, "turnout_reported": "", "turnout_percentage": "", "total_electorate": ""} for row in WARD]
    imports.write(folder, plan_of(folder, rows))
    contest = load(folder).contest("barford-council-2026-east")
    assert (contest.ballots_cast, contest.turnout_reported_pct, contest.electorate) == (None, None, None)


def test_what_is_no_contest_of_ours_is_left_out_with_the_reason(folder):
    rows = [
        *dc_rows(("A", "Labour Party", 9, True), ballot="pcc.kent.2026-05-07"),
        *dc_rows(("B", "Labour Party", 9, True), ballot="local.glasgow-city.hillhead.2026-05-07"),
        *dc_rows(("C", "Labour Party", "", True), ballot="local.barford.west.2026-05-07"),
        *dc_rows(("D", "Labour Party", 9, True), ballot="local.barford.north.2026-05-07", cancelled_poll="t"),
        *dc_rows(("E", "Labour Party", "", False), ("F", "Reform UK", "", False), ballot="mayor.barford.2026-05-07"),
    ]
    stated = " ".join(one.why for one in plan_of(folder, rows).left_out)
    for reason in ("commissioners", "single transferable", "no more candidates than seats", "cancelled", "no votes"):
        assert reason in stated
    assert plan_of(folder, rows).is_empty


def test_a_supplementary_vote_without_its_second_count_is_left_out(folder):
    rows = dc_rows(
        ("A", "Labour Party", 9, True),
        ("B", "Reform UK", 8, False),
        ("C", "Green Party", 7, False),
        ballot="mayor.barford.2018-05-03",
        post_label="Barford",
    )
    (left,) = plan_of(folder, rows).left_out
    assert "second count is not in the file" in left.why


def test_only_takes_what_it_names(folder):
    other = dc_rows(("D", "Green Party", 9, True), ballot="local.barford.west.2026-05-07")
    for pattern in ("barford-council-2026-east", "local.barford.east*", "East"):
        plan = plan_of(folder, [*WARD, *other], only=pattern)
        assert [one.cells["contest_id"] for one in plan.additions if one.table == "contests"] == [
            "barford-council-2026-east"
        ]
    with pytest.raises(ParameterError, match=r"no contest matches 'nowhere'; the file has 2, such as local\.barford"):
        plan_of(folder, WARD + other, only="nowhere")


def test_an_id_that_uk_election_ids_would_not_build_is_told(folder):
    assert plan_of(folder, WARD).remarks == []
    (remark,) = plan_of(folder, [{**row, "post_label": "East and West"} for row in WARD]).remarks
    assert "local.barford.east.2026-05-07 is local.barford.east-and-west.2026-05-07 by uk-election-ids" in remark


def test_namesakes_of_two_parties_carry_their_label(folder):
    rows = dc_rows(("Gary Stevens", "Labour Party", 9, True), ("Gary Stevens", "Reform UK", 8, False))
    imports.write(folder, plan_of(folder, rows))
    names = load(folder).candidates_of("barford-council-2026-east")["candidate"].tolist()
    assert names == ["Gary Stevens (Labour Party)", "Gary Stevens (Reform UK)"]


# -- what only a person can answer

UNKNOWN = dc_rows(
    ("Ann Able", "Labour Party", 900, True),
    ("Bob Best", "Barford First", 400, False),
    ("Cem Cole", "Independent", 300, False),
)


def answers(folder: Path, **party: str) -> Path:
    blank = dict.fromkeys(QUESTIONS, "")
    known = {"question": "party", "label": "Barford First", "scheme": "electoral_commission", "code": "PP99999"}
    position = {
        "question": "position",
        "contest_id": "barford-council-2026-east",
        "candidate": "Cem Cole",
        "left_reading": "contested",
        "reason": "former Labour councillor",
    }
    rows = [{**blank, **known, **party}, {**blank, **position}]
    return file(folder, as_csv([QUESTIONS, *(row.values() for row in rows)]), "answers.csv")


NEW = {
    "party_id": "barford-first",
    "name": "Barford First",
    "family": "centre_local",
    "left_reading": "none",
    "reason": "local list",
}


def test_an_unknown_party_is_asked_for_and_its_contest_waits(folder):
    plan = plan_of(folder, UNKNOWN)
    assert plan.is_empty
    assert "Barford First" in plan.waiting[0].why
    party, position = plan.questions
    assert (party.kind, party.label, party.votes) == ("party", "Barford First", 400)
    assert (position.kind, position.candidate) == ("position", "Cem Cole")
    text = imports.questions_as_csv(plan.questions)
    assert text.splitlines()[0] == ",".join(QUESTIONS)
    assert "electoral_commission,PP99999" in text


def test_answers_make_the_party_the_code_and_the_position(folder):
    imports.write(folder, plan_of(folder, UNKNOWN, answers=answers(folder, **NEW)))
    assert inspect(folder)[1] == []
    candidates = load(folder).candidates_of("barford-council-2026-east").set_index("candidate")
    assert candidates.loc["Bob Best", ["party_id", "left_reading"]].tolist() == ["barford-first", "none"]
    assert candidates.loc["Cem Cole", "left_reading"] == "contested"
    assert rows_of(folder, "party_codes", code="PP99999")[0]["party_id"] == "barford-first"
    assert plan_of(folder, UNKNOWN, answers=answers(folder, **NEW)).is_empty


def test_a_label_can_mean_a_party_that_we_know(folder):
    plan = plan_of(folder, UNKNOWN, answers=answers(folder, party_id="aspire"))
    assert "parties" not in plan.added()
    assert {one.cells["party_id"] for one in plan.additions if one.table == "party_codes"} == {"aspire"}


@pytest.mark.parametrize(
    ("party", "column", "expected"),
    [
        ({"party_id": "aspir"}, "party_id", "did you mean 'aspire'?"),
        ({**NEW, "family": "independnt"}, "family", "did you mean 'independent'?"),
        ({**NEW, "left_reading": "left"}, "left_reading", "one of core, contested, green, none"),
        ({**NEW, "reason": ""}, "party_id", "fill in reason"),
        ({**NEW, "family": "labour", "left_reading": "contested"}, "left_reading", "none for the family labour"),
    ],
)
def test_an_answer_that_is_none_is_told(folder, party, column, expected):
    with pytest.raises(DataError) as caught:
        plan_of(folder, UNKNOWN, answers=answers(folder, **party))
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("answers.csv", 2, column)
    assert expected in fault.expected


# -- contests that we hold

OURS = load(DATA)


def held_rows(contest_id: str, **changed: int) -> list[dict]:
    """A contest of ours in the form of Democracy Club, with the votes of some candidates changed."""
    contest = OURS.contest(contest_id)
    found = OURS.candidates_of(contest_id)
    rows = dc_rows(
        *(("x", "Labour Party", 0, False) for _ in range(len(found))),
        ballot=ballot_id(contest),
        post_label=contest.area,
        seats_contested=contest.seats,
        spoilt_ballots=contest.rejected_ballots or "",
    )
    for row, one in zip(rows, found.itertuples(), strict=True):
        votes = changed.get(one.candidate.replace(" ", "_"), one.votes)
        row |= {"person_name": one.candidate, "party_name": one.ballot_label, "party_id": "", "votes_cast": votes}
        row["elected"] = "t" if one.elected else "f"
    return rows


POPLAR = "tower-hamlets-council-2026-poplar"


def test_a_contest_that_we_hold_agrees_and_changes_nothing(ours):
    plan = plan_of(ours, held_rows(POPLAR))
    assert plan.is_empty
    assert plan.contradictions == []
    assert (plan.compared, plan.agreeing) == (1, len(OURS.candidates_of(POPLAR)) + 2)


def test_another_figure_becomes_a_conflict_and_ours_stands(ours):
    first = OURS.candidates_of(POPLAR).iloc[0]
    rows = held_rows(POPLAR, **{first["candidate"].replace(" ", "_"): first["votes"] + 7})
    before = texts(ours)
    plan = plan_of(ours, rows)
    (one,) = plan.contradictions
    assert (one.column, one.candidate, one.ours) == ("votes", first["candidate"], str(first["votes"]))
    imports.write(ours, plan)
    assert inspect(ours)[1] == []
    (conflict,) = rows_of(ours, "conflicts", source_rejected="dc-results-2026-05-07")
    assert (conflict["value_used"], conflict["value_rejected"]) == (str(first["votes"]), str(first["votes"] + 7))
    assert texts(ours)["results.csv"] == before["results.csv"]
    again = plan_of(ours, rows)
    assert again.is_empty
    assert again.contradictions[0].recorded == conflict["conflict_id"]


def test_a_blank_of_ours_is_filled_but_not_one_that_was_left_on_purpose(ours):
    contest_id = "hackney-council-2018-dalston"
    assert OURS.contest(contest_id).electorate is None
    rows = [{**row, "total_electorate": 9000} for row in held_rows(contest_id)]
    (change,) = (one for one in plan_of(ours, rows).changes if one.column != "source_ids")
    assert (change.table, change.column, change.before, change.after) == ("contests", "electorate", "", "9000")
    imports.write(ours, plan_of(ours, rows))
    assert load(ours).contest(contest_id).electorate == 9000
    on_purpose = "preston-council-2022-deepdale"
    rows = [{**row, "total_electorate": 9000} for row in held_rows(on_purpose)]
    plan = plan_of(ours, rows)
    assert [one.theirs for one in plan.contradictions if one.column == "electorate"] == ["9000"]
    assert "electorate" not in {one.column for one in plan.changes}


def test_a_turnout_that_does_not_fit_fills_no_blank(ours):
    contest = OURS.contest("preston-council-2018-college")
    assert contest.turnout_reported_pct is contest.electorate is None
    rows = [{**row, "total_electorate": 4000, "turnout_percentage": 33.2} for row in held_rows(contest.contest_id)]
    plan = plan_of(ours, rows)  # 1,306 of 4,000 are 32.65
    assert "turnout_reported_pct" not in {one.column for one in plan.changes}
    assert [one.reason for one in plan.contradictions] == ["does not fit votes and electorate"]


def test_missing_and_unknown_candidates_are_conflicts(ours):
    rows = held_rows(POPLAR)
    dropped = rows.pop()["person_name"]
    rows.append({**rows[-1], "person_id": 7, "person_name": "Zoe Zander", "votes_cast": 3})
    missing, unknown = plan_of(ours, rows).contradictions
    assert (missing.candidate, missing.theirs) == (dropped, "not in the file")
    assert unknown.theirs.startswith("Zoe Zander")


def test_candidates_of_another_ward_are_told_as_exchanged(ours):
    one, other = "preston-council-2018-sharoe-green", "preston-council-2018-st-georges"
    swapped = []
    for here, there in ((one, other), (other, one)):
        contest, code = OURS.contest(here), OURS.contest(here).area_code
        for row in OURS.candidates_of(there).itertuples():
            party = {"labour": "Lab", "conservative": "C", "liberal-democrat": "LD"}[row.party_id]
            swapped.append(
                ("Preston", "E07000123", contest.area, code, row.candidate, party, row.votes, int(row.elected))
            )
    path = file(ours, as_csv(swapped), "leap-2018-05-03.csv")
    plan = imports.make_plan(ours, [path], Form.LEAP)
    assert [(c.contest_id, c.column) for c in plan.contradictions] == [(one, "candidates"), (other, "candidates")]
    assert "St George's: exchanged" in plan.contradictions[0].reason
    imports.write(ours, plan)
    assert inspect(ours)[1] == []
    assert imports.make_plan(ours, [path], Form.LEAP).is_empty


def test_an_independent_second_source_is_added_to_the_row(ours):
    path = ours.parent / "hb.xlsx"
    contest_id = "tower-hamlets-council-2018-poplar"
    contest = OURS.contest(contest_id)
    rows = [
        ("Tower Hamlets", contest.area_code, "Poplar", 1, f"{n.split()[-1]} {n[0]}.", v, int(e), code)
        for n, v, e, code in (
            (row.candidate, row.votes, row.elected, {"labour": "LAB", "conservative": "CON"}.get(row.party_id, "X"))
            for row in OURS.candidates_of(contest_id).itertuples()
        )
    ]
    handbook(path, rows, [("Tower Hamlets", contest.area_code, "Poplar", None, None, 0, 0)])
    plan = imports.make_plan(ours, [path], Form.HANDBOOK, date=contest.date)
    assert plan.contradictions == []
    changed = [one for one in plan.changes if one.table == "results"]
    assert len(changed) == len(rows)
    assert {one.column for one in changed} == {"source_ids"}
    assert all(one.after == f"{one.before};leh-2018" for one in changed)


# -- other publishers


def test_leap_files_have_no_header_and_their_day_in_the_name(folder):
    text = as_csv(
        [
            ("Barford", "E07000999", "East ", "E05099999", "Ann Able", "Lab", 900, 1),
            ("Barford", "E07000999", "East ", "E05099999", "Bob Best", "C", 400, 0),
            ("Barford", "E07000999", "Elected Mayor", "NULL", "NULL", "NULL", "NULL", "NULL"),
        ]
    )
    plan = imports.make_plan(folder, [file(folder, text, "leap-2019-05-02.csv")], Form.LEAP)
    (contest,) = (one.cells for one in plan.additions if one.table == "contests")
    assert (contest["area"], contest["date"], contest["area_code"]) == ("East", "2019-05-02", "E05099999")
    assert [one.why for one in plan.left_out] == ["no candidates in the file"]
    with pytest.raises(DataError, match="a name with the polling day"):
        imports.make_plan(folder, [file(folder, text, "leap.csv")], Form.LEAP)
    dated = imports.make_plan(folder, [file(folder, text, "leap.csv")], Form.LEAP, date=dt.date(2019, 5, 2))
    assert dated.additions == plan.additions


def test_a_handbook_gives_initials_electorate_and_turnout(folder, tmp_path):
    path = handbook(
        tmp_path / "hb.xlsx",
        [
            ("Barford", "E05099999", "East", 2, "Able A.", 900, 1, "LAB"),
            ("Barford", "E05099999", "East", 2, "Able A.", 800, 1, "LAB"),
            ("Barford", "E05099999", "East", 2, "De Vere, B.", 700, 0, "CON"),
        ],
        [("Barford", "E05099999", "East", 4000, 35.5, 1, 1)],
    )
    imports.write(folder, imports.make_plan(folder, [path], Form.HANDBOOK))
    contest = load(folder).contest("barford-council-2022-east")
    assert (contest.date, contest.electorate, contest.turnout_reported_pct) == (dt.date(2022, 5, 5), 4000, 35.5)
    assert load(folder).candidates_of(contest.contest_id)["candidate"].tolist() == [
        "A. Able (Labour, 1 of 2 by votes)",
        "A. Able (Labour, 2 of 2 by votes)",
        "B. De Vere",
    ]


def test_turnouts_that_the_makers_computed_are_not_taken_for_published_ones(folder, tmp_path):
    rows = [("Barford", "E05099999", "East", 1, "Able A.", 900, 1, "LAB")]
    path = handbook(tmp_path / "hb.xlsx", rows, [("Barford", "E05099999", "East", 4000, 0.225, 1, 1)])
    plan = imports.make_plan(folder, [path], Form.HANDBOOK)
    (contest,) = (one.cells for one in plan.additions if one.table == "contests")
    assert (contest["electorate"], contest["turnout_reported_pct"]) == ("4000", "")
    assert plan.contradictions == []


GENERAL = (
    *("ONS ID", "Constituency name", "Party name", "Electoral Commission party ID"),
    *("Candidate first name", "Candidate surname", "Votes"),
)
BARFORD = [
    ("E14009999", "Barford", "Labour", "PP53", "Ann", "Able", 900),
    ("E14009999", "Barford", "Conservative", "PP52", "Bob", "Best", 400),
]


def test_general_elections_by_candidate_have_title_rows_above_the_header(folder):
    text = as_csv([("General Election 2019 results by candidate",), ("[Note 1]",), GENERAL, *BARFORD])
    plan = imports.make_plan(folder, [file(folder, text, "results.csv")], Form.HANDBOOK)
    (contest,) = (one.cells for one in plan.additions if one.table == "contests")
    assert (contest["contest_id"], contest["date"]) == ("barford-mp-2019", "2019-12-12")
    assert [one.cells["elected"] for one in plan.additions if one.table == "results"] == ["true", "false"]


def test_a_national_contest_becomes_one_of_ours_with_its_electorate(folder, tmp_path):
    where = tmp_path / "58/general-election"
    where.mkdir(parents=True)
    seat = ["E14009999", "E12000001", "Barford Upon Avon", "", "North East", "England", "County"]
    people = [("Labour", "Lab", "PP53", "Ann", "Able", 900), ("Conservative", "Con", "PP52", "Bob", "Best", 400)]
    rows = [[*seat, p, a, c, 1, "", f, s, "Male", "No", "No", "", v, 0.1, ""] for p, a, c, f, s, v in people]
    (where / "candidacies.csv").write_text(as_csv(rows), encoding="utf-8")
    facts = [*seat, "13/12/2019 02:30", "Ann", "Able", "Male", "Lab hold", "Lab", "Con", 4000, 1300, 20]
    (where / "constituencies.csv").write_text(as_csv([facts]), encoding="utf-8")
    imports.write(folder, imports.make_plan(folder, [where / "candidacies.csv"], Form.PARLIAMENT))
    contest = load(folder).contest("barford-upon-avon-mp-2019")
    assert (contest.area, contest.electorate, contest.ballots_cast) == ("Barford upon Avon", 4000, 1320)
    assert contest.source_ids == ("psephology",)


# -- all or nothing, and back


def test_an_import_can_be_taken_back_line_by_line(folder):
    before = texts(folder)
    imports.write(folder, plan_of(folder, UNKNOWN, answers=answers(folder, **NEW)))
    assert texts(folder) != before
    assert imports.undo(folder) == ("export.csv",)
    assert texts(folder) == before
    with pytest.raises(imports.WritingError, match="no import to undo"):
        imports.undo(folder)


def test_undo_keeps_what_was_added_since_and_refuses_what_was_changed(folder):
    imports.write(folder, plan_of(folder, WARD))
    parties = folder / "parties.csv"
    parties.write_text(parties.read_text("utf-8") + "extra,Extra,other,none,#808080,,,test,psephology\n", "utf-8")
    imports.undo(folder)
    assert rows_of(folder, "parties", party_id="extra")
    imports.write(folder, plan_of(folder, WARD))
    results = folder / "results.csv"
    results.write_text(results.read_text("utf-8").replace("Ann Able", "Anne Able"), "utf-8")
    changed = texts(folder)
    with pytest.raises(imports.WritingError, match=r"results\.csv: this line has been changed"):
        imports.undo(folder)
    assert texts(folder) == changed


def test_importing_twice_changes_nothing(folder):
    imports.write(folder, plan_of(folder, WARD))
    after = texts(folder)
    assert imports.write(folder, plan_of(folder, WARD)) == 0
    assert texts(folder) == after


def test_a_plan_that_would_break_the_data_is_not_written(folder):
    rows = [{**row, "election_date": "2026-05-06", "ballot_paper_id": "local.barford.east.2026-05-06"} for row in WARD]
    before = texts(folder)
    with pytest.raises(DataError, match="expected a Thursday"):
        imports.write(folder, plan_of(folder, rows))
    assert texts(folder) == before


def test_when_a_table_cannot_be_replaced_all_stay_as_they_were(folder, monkeypatch):
    plan, before = plan_of(folder, WARD), texts(folder)
    replace = Path.replace

    def fail_at_the_third(self, target):
        if Path(target).name == "results.csv" and not getattr(fail_at_the_third, "done", False):
            fail_at_the_third.done = True
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        imports.write(folder, plan)
    assert texts(folder) == before
    assert inspect(folder)[1] == []
    assert not list(folder.glob(".*.new"))


def test_an_import_that_was_killed_is_put_right_by_the_next(folder, monkeypatch):
    plan, before = plan_of(folder, WARD), texts(folder)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(imports.writing, "recover", lambda _: False)  # as after kill -9: nobody cleans up
        patched.setattr(imports.writing, "_put", _stop_at("results.csv", imports.writing._put))
        imports.write(folder, plan)
    assert inspect(folder)[1], "half written: the tables do not fit each other"
    stated = CliRunner().invoke(app, ["check", "--data", str(folder)]).exception
    assert "an import was cut off; `left-of-labour import --undo` puts the tables right" in str(stated)
    assert imports.undo(folder) == ("an import that was cut off",)
    assert texts(folder) == before


@pytest.mark.parametrize("undoes", [False, True], ids=["write", "undo"])
def test_an_import_is_whole_and_can_be_taken_back_whenever_it_is_killed(folder, undoes):
    plan, empty = plan_of(folder, WARD), texts(folder)
    imports.write(folder, plan)
    full = texts(folder)
    imports.undo(folder)
    ended = False
    for allowed in range(20):
        if undoes:
            imports.write(folder, plan)
        left = [allowed]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(imports.writing, "put_whole", _killed_after(left, imports.writing.put_whole))
            patch.setattr(Path, "unlink", _killed_after(left, Path.unlink))
            try:
                _ = imports.undo(folder) if undoes else imports.write(folder, plan)
                ended = True
            except KeyboardInterrupt:
                pass
        imports.writing.put_right(folder)
        assert texts(folder) in (empty, full), allowed
        if texts(folder) == full:
            assert imports.undo(folder) != ("an import that was cut off",)
        assert texts(folder) == empty, allowed
        with pytest.raises(imports.WritingError, match="no import to undo"):
            imports.undo(folder)
        if ended:
            break
    assert allowed >= 4


def _killed_after(left, does):
    def step(*given, **options):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return does(*given, **options)

    return step


def test_who_plans_an_import_takes_nothing_back_of_one_that_is_writing(folder):
    """What is there while tables are being replaced looks like an import that was cut off."""
    before = texts(folder)
    with imports.writing._alone(folder):
        imports.writing._put(folder / ".imports" / "unfinished.before", json.dumps({"contests": "old"}))
        with pytest.raises(imports.WritingError, match="another import is writing there"):
            plan_of(folder, WARD)
    assert texts(folder) == before


def _stop_at(name: str, put):
    def stop(path, text):
        if path.name == name:
            raise KeyboardInterrupt
        put(path, text)

    return stop


def test_a_table_changed_meanwhile_is_not_written_over(ours):
    contest_id = "hackney-council-2018-dalston"
    plan = plan_of(ours, [{**row, "total_electorate": 9000} for row in held_rows(contest_id)])
    contests = ours / "contests.csv"
    lines = contests.read_text("utf-8").split("\n")
    contests.write_text("\n".join([lines[0], *lines[2:]]), "utf-8")
    with pytest.raises(imports.WritingError, match="has changed since the plan was made"):
        imports.write(ours, plan)


def test_of_two_imports_at_once_one_is_refused_and_nothing_is_half_written(folder):
    """The other holds the lock, as while it replaces tables; and a plan made before it wrote is too old."""
    plan, before = plan_of(folder, WARD), texts(folder)
    with imports.writing._alone(folder):
        with pytest.raises(imports.WritingError, match="another import is writing there"):
            imports.write(folder, plan)
        with pytest.raises(imports.WritingError, match="another import is writing there"):
            imports.undo(folder)
    assert texts(folder) == before
    assert imports.write(folder, plan) == 1
    after = texts(folder)
    with pytest.raises(DataError, match="a row that is not there yet"):
        imports.write(folder, plan)
    assert texts(folder) == after


def test_without_locks_an_import_is_written_and_a_full_disk_is_told(folder, monkeypatch):
    def unsupported(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(fcntl, "flock", unsupported)
    plan, before = plan_of(folder, WARD), texts(folder)
    with monkeypatch.context() as patched, pytest.raises(imports.WritingError, match=r"No space left on device"):
        patched.setattr(os, "fsync", full)
        imports.write(folder, plan)
    assert texts(folder) == before
    assert imports.write(folder, plan) == 1


# -- a new folder


def test_an_empty_folder_is_started_with_parties_and_voting_systems(folder):
    assert inspect(folder)[1] == []
    assert not imports.start(folder, DATA), "what has tables is left alone"
    imports.write(folder, plan_of(folder, WARD))
    assert list(load(folder).contests_by_id) == ["barford-council-2026-east"]


# -- there and back

CARRIED = {
    "contests": (
        *("contest_id", "place", "area", "office", "date", "by_election", "voting_system", "seats", "electorate"),
        *("ballots_cast", "rejected_ballots", "valid_votes", "candidate_votes_total", "turnout_reported_pct"),
    ),
    "results": ("contest_id", "candidate", "ballot_label", "party_id", "votes", "elected"),
}


def test_all_wards_of_two_boroughs_come_back_from_the_form_of_democracy_club(folder):
    export_for_democracy_club(OURS, folder.parent / "all.csv")
    only = ("local.hackney.*.2026-05-07", "local.tower-hamlets.*.2026-05-07")
    for pattern in only:
        plan = imports.make_plan(folder, [folder.parent / "all.csv"], Form.DEMOCRACY_CLUB, pattern)
        assert plan.waiting == plan.contradictions == plan.left_out == []
        imports.write(folder, plan)
    back = load(folder)
    wards = [name for name in OURS.contests_by_id if re.match(r"(hackney|tower-hamlets)-council-2026-(?!\d)", name)]
    assert len(wards) == 41
    for table, columns in CARRIED.items():
        sent, came = (one.tables[table] for one in (OURS, back))
        sent = sent[sent["contest_id"].isin(wards)]
        assert len(came) == len(sent)
        pd.testing.assert_frame_equal(
            *(one[list(columns)].sort_values(list(columns[:2]), ignore_index=True) for one in (came, sent))
        )


def test_what_the_form_of_democracy_club_cannot_carry_is_not_in_it():
    frame = democracy_club(OURS)
    assert set(frame["ballot_paper_id"]).isdisjoint({"", "nan", "None"})
    together = OURS.results.loc[OURS.results["is_aggregate"], "candidate"]
    assert len(together) > 0
    assert not frame["person_name"].isin(together).any()
    assert (frame.dtypes == "object").all() or (frame.dtypes == "str").all()


def test_a_turnout_that_is_a_little_off_is_kept_and_listed(folder):
    rows = [{**row, "turnout_percentage": 34.8, "turnout_reported": ""} for row in WARD]  # 1,700 of 5,000 are 34.0
    imports.write(folder, plan_of(folder, rows))
    assert inspect(folder)[1] == []
    (exception,) = rows_of(folder, "turnout_exceptions")
    assert (exception["turnout_reported_pct"], exception["turnout_valid_pct"]) == ("34.8", "34")
    far = [{**row, "turnout_percentage": 44.8} for row in rows]
    imports.undo(folder)
    (contradiction,) = plan_of(folder, far).contradictions
    assert "votes and electorate give 34.00" in contradiction.reason


# -- reports on a place that was unknown before


def test_a_place_with_one_election_has_frames_of_known_types_with_and_without_the_left(folder):
    for party in ("Barford First", "Green Party"):
        rows = dc_rows(("Ann Able", "Labour Party", 900, True), ("Bob Best", party, 400, False))
        plan = plan_of(folder, rows, answers=answers(folder, party_id="tusc"))
        imports.write(folder, plan)
        data = load(folder)
        pairs = changes.changes(data, "barford")
        assert pairs[pairs["comparable"]].empty
        assert events.events(data, "barford")["date"].dtype.kind == "M"
        rows = timeline.performances(data, "barford")
        assert rows["share_pct"].dtype == "float64"
        assert rows["best"].notna().tolist() == [party == "Barford First"]
        imports.undo(folder)


# -- parties and people


@pytest.mark.parametrize(("day", "party"), [("2019-12-12", "brexit-party"), ("2026-05-07", "reform-uk")])
def test_a_code_that_changed_its_party_is_told_apart_by_the_day(folder, day, party):
    rows = dc_rows(
        ("Ann Able", "Labour Party", 9, True),
        ("Rex Roe", "Reform UK", 8, False),
        ballot=f"local.barford.east.{day}",
    )
    plan = plan_of(folder, rows)
    assert [one.cells["party_id"] for one in plan.additions if one.table == "results"] == ["labour", party]


def ours_and_theirs(ours: list[tuple], theirs: list[tuple]) -> list[tuple]:
    """Pairs of names, with whether they are taken for one person."""
    held = [
        Result("c", name, "x", party, votes, None, None, False, False, "declared", ("s",))
        for name, party, votes in ours
    ]
    given = [Candidate(at, name, party, None, votes, False) for at, (name, party, votes) in enumerate(theirs)]
    found = pair(held, given, lambda one: one.label)
    return [(one.candidate, other.name, same) for one, other, same in found.pairs]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (("Séan O'Neil", "labour", 9), ("Sean O\u2019Neil", "labour", 7), True),
        (("Kate Rowland", "labour", 9), ("K. Rowland", "labour", 7), True),
        (("Katherine Anne Rowland", "labour", 9), ("Kate Rowland", "green", 9), True),
        (("Tidiane Gueye", "labour", 9), ("Gueye Tidiane", "labour", 9), True),
        (("Crispin Truman", "labour", 9), ("Crispin Trueman", "labour", 9), False),
    ],
)
def test_people_are_known_by_name_initial_or_votes(ours, theirs, same):
    assert ours_and_theirs([ours], [theirs]) == [(ours[0], theirs[0], same)]


def test_two_people_of_one_surname_and_party_are_told_apart_by_votes_and_strangers_are_not_paired():
    ours = [("A. Miah", "aspire", 1486), ("M. Miah", "aspire", 2003), ("M. A. Miah", "aspire", 900)]
    theirs = [("Mohammed Miah", "aspire", 900), ("Abdul Miah", "aspire", 1486), ("Muhammad Miah", "aspire", 2003)]
    assert sorted(ours_and_theirs(ours, theirs)) == [
        ("A. Miah", "Abdul Miah", True),
        ("M. A. Miah", "Mohammed Miah", True),
        ("M. Miah", "Muhammad Miah", True),
    ]
    assert ours_and_theirs([("Ann Able", "labour", 9)], [("Bob Best", "green", 9)]) == []
