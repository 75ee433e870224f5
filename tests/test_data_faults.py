"""Bad data gives an error that names file, row, column, value and what was expected: a case for every rule."""

import os

import pytest
from editing import DATA, as_csv, faults_with, line_of, read, spoilt_copy, with_cell

from left_of_labour.data import inspect, load
from left_of_labour.data.checks import CHECKS, count_cases
from left_of_labour.data.schema import TABLES
from left_of_labour.errors import DataError

FOOT = ("results.csv", {"contest_id": "hackney-mayor-2002", "candidate": "Paul Foot"})
PIPE = ("results.csv", {"contest_id": "hackney-mayor-2002", "candidate": "Jules Pipe"})
HACKNEY = ("contests.csv", {"contest_id": "hackney-mayor-2002"})
HACKNEY_2010 = ("contests.csv", {"contest_id": "hackney-mayor-2010"})
PRESTON = ("contests.csv", {"contest_id": "preston-mp-2024"})
LAVALETTE = (
    "westminster_left.csv",
    {"date": "2024-07-04", "constituency": "Preston", "candidate": "Michael Lavalette"},
)
LIMEHOUSE = ("turnout_exceptions.csv", {"contest_id": "tower-hamlets-council-2022-limehouse"})
MANSFIELD = ("mayoral_second_rounds.csv", {"date": "2002-10-17", "authority": "Mansfield"})
ASPIRE = ("council_seats.csv", {"place": "tower-hamlets", "date": "2022-05-05", "party_id": "aspire"})
BROWNSWOOD = ("ward_hexes.csv", {"ward": "Brownswood"})
KEEP = ("referendums.csv", {"referendum_id": "tower-hamlets-referendum-2021", "option": "leader and cabinet"})
CONFLICT = ("conflicts.csv", {"conflict_id": "conflict-018"})
CLAIM = ("claims.csv", {"claim_id": "green-left-06"})
ALDERSHOT = ("westminster_2024.csv", {"constituency": "Aldershot"})
ALDERSHOT_CENSUS = ("constituency_context.csv", {"constituency": "Aldershot"})
LAW = ("westminster_left_reasons.csv", {"candidate": "Peter Law"})
VOIDED = ("events.csv", {"kind": "voided"})
FINDING = ("claim_findings.csv", {"claim_id": "jacobin-08"})
BEDFORD = ("pcc_second_rounds.csv", {"date": "2012-11-15", "authority": "Bedfordshire"})

# what is changed: (file, row), column, new value; what is found: file, the row's cells, column, part of the message
CELLS = {
    "vote changed": (FOOT, "votes", "4188", HACKNEY, "candidate_votes_total", "32927, the sum of the votes"),
    "letter in a number": (FOOT, "votes", "41B7", FOOT, "votes", "a whole number without separators"),
    "thousands separator": (FOOT, "votes", "4,187", FOOT, "votes", "a whole number without separators"),
    "percent sign": (HACKNEY, "turnout_reported_pct", "26.34%", HACKNEY, "turnout_reported_pct", "a number without"),
    "leading zero": (FOOT, "votes", "04187", FOOT, "votes", "a whole number"),
    "blank in a key": (FOOT, "contest_id", "", FOOT, "contest_id", "the cell is blank"),
    "blank at the end": (FOOT, "candidate", "Paul Foot ", FOOT, "candidate", "without blanks at its ends"),
    "non-breaking space": (FOOT, "candidate", "Paul\u00a0Foot", FOOT, "candidate", "non-breaking blanks"),
    "zero-width space": (FOOT, "candidate", "Paul\u200bFoot", FOOT, "candidate", "invisible characters"),
    "control character": (FOOT, "candidate", "Paul\x07Foot", FOOT, "candidate", "invisible characters"),
    "line break in a cell": (FOOT, "candidate", "Paul\nFoot", FOOT, "candidate", "text on one line"),
    "formula": (FOOT, "ballot_label", "=HYPERLINK(A1)", FOOT, "ballot_label", "spreadsheets take for a formula"),
    "another script": (FOOT, "candidate", "Pаul Foot", FOOT, "candidate", "in Latin letters"),
    "another width": (FOOT, "candidate", "Ｐaul Foot", FOOT, "candidate", "in Latin letters"),
    "loose accent": (FOOT, "candidate", "Zoe\u0308 Foot", FOOT, "candidate", "each with its accent in one character"),
    "turned direction": (FOOT, "candidate", "Paul \u202etooF", FOOT, "candidate", "invisible characters"),
    "at sign": (FOOT, "ballot_label", "@SUM(A1)", FOOT, "ballot_label", "spreadsheets take for a formula"),
    "unknown party": (FOOT, "party_id", "socialist-aliance", FOOT, "party_id", "did you mean 'socialist-alliance'"),
    "another party": (FOOT, "party_id", "respect", FOOT, "party_id", "socialist-alliance, as in the other rows"),
    "unknown contest": (FOOT, "contest_id", "hackney-mayor-2003", FOOT, "contest_id", "did you mean 'hackney-mayor-"),
    "unknown source": (FOOT, "source_ids", "hoc-cbp7592", FOOT, "source_ids", "did you mean 'hoc-cbp7529'"),
    "source twice": (FOOT, "source_ids", "hoc-cbp7529;hoc-cbp7529", FOOT, "source_ids", "each source once"),
    "unknown word": (HACKNEY, "status", "valld", HACKNEY, "status", "did you mean 'valid'"),
    "no such day": (HACKNEY, "date", "2002-02-30", HACKNEY, "date", "a date written YYYY-MM-DD"),
    "British date": (HACKNEY, "date", "17/10/2002", HACKNEY, "date", "a date written YYYY-MM-DD"),
    "not a Thursday": (HACKNEY, "date", "2002-10-16", HACKNEY, "date", "a Thursday, but this is a Wednesday"),
    "wrong year": (HACKNEY, "date", "2003-10-16", HACKNEY, "date", "a day in 2002, as the contest_id says"),
    "not the general election": (PRESTON, "date", "2024-07-11", PRESTON, "date", "2024-07-04, the general election"),
    "wrong system": (HACKNEY, "voting_system", "first_past_the_post", HACKNEY, "voting_system", "supplementary_vote"),
    "two seats": (HACKNEY, "seats", "2", HACKNEY, "seats", "1, as the voting system is supplementary_vote"),
    "valid votes": (HACKNEY, "valid_votes", "32962", HACKNEY, "valid_votes", "32926, as candidate_votes_total"),
    "winner lost": (PIPE, "elected", "false", HACKNEY, "seats", "as many seats as rows with elected true"),
    "transfers": (PIPE, "transfers", "2412", PIPE, "final_votes", "16225, the votes 13813 + transfers 2412"),
    "half a second count": (PIPE, "transfers", "", PIPE, "transfers", "transfers and final_votes come together"),
    "papers": (HACKNEY_2010, "rejected_ballots", "3976", HACKNEY_2010, "ballots_cast", "as valid_votes"),
    "electorate": (PRESTON, "electorate", "87221", PRESTON, "turnout_reported_pct", "turnout_exceptions.csv"),
    "tiny electorate": (PRESTON, "electorate", "7722", PRESTON, "electorate", "at least"),
    "total of a partial contest": (
        ("contests.csv", {"contest_id": "hackney-south-mp-1997"}),
        "valid_votes",
        "30000",
        ("contests.csv", {"contest_id": "hackney-south-mp-1997"}),
        "valid_votes",
        "a blank: the contest is partial",
    ),
    "complete without votes": (FOOT, "votes", "", FOOT, "votes", "or make the contest partial"),
    "aggregate in a complete contest": (FOOT, "is_aggregate", "true", FOOT, "is_aggregate", "false, as hackney"),
    "reconstructed": (FOOT, "quality", "reconstructed", FOOT, "quality", "as the contest's status is valid"),
    "area code": (HACKNEY, "area_code", "E09000021", HACKNEY, "area_code", "E09000012, as in the other contests"),
    "boundary": (PRESTON, "place", "hackney", PRESTON, "place", "preston, as in the other contests within"),
    "exception that does not fit": (LIMEHOUSE, "turnout_valid_pct", "38.28", LIMEHOUSE, "turnout_valid_pct", "38.82"),
    "council seats": (ASPIRE, "seats", "25", ASPIRE, "seats_total", "46, the sum of seats"),
    "council votes": (ASPIRE, "votes", "69414", ASPIRE, "votes", "69141, the sum for aspire in the 20 wards"),
    "council share": (ASPIRE, "vote_share_pct", "39.65", ASPIRE, "vote_share_pct", "36.95"),
    "referendum": (KEEP, "rejected_ballots", "3443", KEEP, "rejected_ballots", "3444, as in line"),
    "hexagon": (BROWNSWOOD, "q", "76", ("ward_hexes.csv", {"ward": "Cazenove"}), "q+r", "a free hexagon"),
    "ward name": (BROWNSWOOD, "ward", "Cazenove", BROWNSWOOD, "ward", "Brownswood, as wards_context.csv"),
    "mayoral pool": (MANSFIELD, "eliminated_first", "1", MANSFIELD, "eliminated_first", "valid_first - leader_first"),
    "mayoral winner": (MANSFIELD, "winner_was_leader", "true", MANSFIELD, "winner_was_leader", "false, as the names"),
    "share of votes": (LAVALETTE, "share", "0.281100", LAVALETTE, "share", "votes / valid_votes"),
    "position": (LAVALETTE, "position", "3", LAVALETTE, "position", "2, by contests.csv"),
    "reading of the party": (LAVALETTE, "left_reading", "green", LAVALETTE, "left_reading", "core or contested"),
    "conflict against the table": (CONFLICT, "value_used", "11489", CONFLICT, "value_used", "11849, what results.csv"),
    "claim about nobody": (
        CLAIM,
        "check",
        "margin(hackney-mayor-2002, Andrew Boff, Paul Food)",
        CLAIM,
        "check",
        "did you mean 'Paul Foot'",
    ),
    "votes by group": (ALDERSHOT, "green", "2156", ALDERSHOT, "valid_votes", "the sum of the groups"),
    "census share": (ALDERSHOT_CENSUS, "white_pct", "97.3", ALDERSHOT_CENSUS, "white_pct", "stay within 100"),
    "reason with another reading": (
        LAW,
        "left_reading",
        "contested",
        LAW,
        "left_reading",
        "core, as in westminster_left",
    ),
    "event elsewhere": (VOIDED, "place", "hackney", VOIDED, "place", "tower-hamlets, where tower-hamlets-mayor-2014"),
    "voided without an event": (
        VOIDED,
        "kind",
        "court",
        ("contests.csv", {"contest_id": "tower-hamlets-mayor-2014"}),
        "status",
        "a row of events.csv with the kind voided",
    ),
    "lineage of nobody": (
        ("lineages.csv", {"contest_id": "tower-hamlets-mayor-2015"}),
        "candidate",
        "Rabina Kahn",
        ("lineages.csv", {"contest_id": "tower-hamlets-mayor-2015"}),
        "candidate",
        "did you mean 'Rabina Khan'",
    ),
    "finding on a formula": (FINDING, "claim_id", "jacobin-10", FINDING, "claim_id", "a claim without a formula"),
    "exception of nothing": (
        ("exceptions.csv", {"rule": "settled_count"}),
        "area",
        "Lewishem",
        ("exceptions.csv", {"rule": "settled_count"}),
        "area",
        "did you mean 'Lewisham'",
    ),
    "commissioner": (BEDFORD, "leader_transfers", "8012", BEDFORD, "leader_transfers", "pcc_candidates.csv, lines"),
    "reading without a reason": (
        ("candidate_positions.csv", {"candidate": "Oliur Rahman"}),
        "candidate",
        "David Barker",
        ("results.csv", {"contest_id": "poplar-limehouse-mp-2017", "candidate": "Oliur Rahman"}),
        "candidate",
        "as Oliur Rahman is core in results.csv",
    ),
    "party colour": (("parties.csv", {"party_id": "labour"}), "colour", "red", None, "colour", "#rrggbb"),
    "Labour as left": (("parties.csv", {"party_id": "labour"}), "left_reading", "core", None, "left_reading", "none"),
}


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS)
def test_a_spoilt_cell_is_found_where_it_stands(tmp_path, case):
    (file, row), column, value, found_at, found_column, message = case
    found_file, found_row = found_at or (file, row)
    faults = faults_with(tmp_path, file, with_cell(file, line_of(file, **row), column, value))
    place = (found_file, line_of(found_file, **found_row), found_column)
    assert any((one.file, one.row, one.column) == place and message in one.expected for one in faults), faults


def test_a_second_count_needs_the_absence_of_a_majority(tmp_path):
    records = read("results.csv")
    line = line_of("results.csv", contest_id="hackney-mayor-2018", candidate="Philip Glanville")
    votes = int(records[line - 1][4])
    records[line - 1][5:7] = ["10", str(votes + 10)]
    faults = faults_with(tmp_path, "results.csv", as_csv(records))
    assert any(one.row == line and "more than half" in one.expected for one in faults)


def test_moving_the_winner_s_flag_is_found(tmp_path):
    records = read("results.csv")
    pipe, boff = (
        line_of(*PIPE[:1], **PIPE[1]),
        line_of("results.csv", contest_id="hackney-mayor-2002", candidate="Andrew Boff"),
    )
    records[pipe - 1][7], records[boff - 1][7] = "false", "true"
    faults = faults_with(tmp_path, "results.csv", as_csv(records))
    assert any(one.row == pipe and one.column == "elected" and "16234" in one.expected for one in faults)


def test_a_removed_source_is_missed_wherever_it_was_cited(tmp_path):
    records = [record for record in read("sources.csv") if record[0] != "account-weekly-worker-2002"]
    faults = faults_with(tmp_path, "sources.csv", as_csv(records))
    places = {(one.file, one.row, one.column) for one in faults}
    assert ("results.csv", line_of(FOOT[0], **FOOT[1]), "source_ids") in places
    assert all("account-weekly-worker-2002" in one.value for one in faults)


def test_a_source_that_nobody_cites_is_found(tmp_path):
    records = [*read("sources.csv"), ["new-source", "A page", "A publisher", "2026", "", "press", "", "nothing"]]
    (fault,) = faults_with(tmp_path, "sources.csv", as_csv(records))
    assert (fault.file, fault.row, fault.column) == ("sources.csv", len(records), "source_id")


def test_a_duplicated_row_is_found_and_names_the_first(tmp_path):
    records = read("results.csv")
    line = line_of(FOOT[0], **FOOT[1])
    faults = faults_with(tmp_path, "results.csv", as_csv([*records[:line], records[line - 1], *records[line:]]))
    assert any(one.row == line + 1 and f"line {line} has the same" in one.expected for one in faults)


def test_a_deleted_candidate_is_missed(tmp_path):
    records = read("results.csv")
    del records[line_of(FOOT[0], **FOOT[1]) - 1]
    faults = faults_with(tmp_path, "results.csv", as_csv(records))
    assert {"contests.csv", "mayoral_candidates.csv", "candidate_positions.csv"} & {one.file for one in faults}


def test_windows_1252_names_the_line_of_the_first_foreign_byte(tmp_path):
    text = (DATA / "results.csv").read_text(encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if not one.isascii())
    (fault, *_) = faults_with(tmp_path, "results.csv", text.encode("cp1252", errors="replace"))
    assert (fault.file, fault.row) == ("results.csv", line)
    assert "UTF-8" in fault.expected


@pytest.mark.parametrize(
    ("change", "row", "message"),
    [
        (lambda text: text.replace("\n", "\r"), 1, "lines that end in a line feed"),
        (lambda text: text.replace(",", ";"), 1, "separated by commas"),
        (lambda text: text.replace("transfers,", "transfer,", 1), 1, "did you mean 'transfers'"),
        (lambda text: text.replace("Jules Pipe,", "Jules Pipe", 1), 2, "11 cells, as in the header"),
        (lambda text: text.replace("Jules Pipe,", '"Jules Pipe,', 1), 2, "well-formed CSV"),
        (lambda text: "", 1, "the columns contest_id,candidate,"),
        (lambda text: text.encode("ascii", "ignore").decode().encode("utf-16-le"), 1, "no UTF-16"),
    ],
    ids=["line ends", "separator", "header", "missing comma", "open quote", "empty", "UTF-16"],
)
def test_a_file_of_the_wrong_form_is_refused(tmp_path, change, row, message):
    text = (DATA / "results.csv").read_text(encoding="utf-8")
    fault = faults_with(tmp_path, "results.csv", change(text))[0]
    assert (fault.file, fault.row) == ("results.csv", row)
    assert message in fault.expected


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text.replace("\n", "\r\n").replace(",true,", ",TRUE,").replace(",false,", ",FALSE,"),
        lambda text: (
            ",".join(f'"{name}"' for name in text.partition("\n")[0].split(",")) + "\n" + text.partition("\n")[2]
        ),
    ],
    ids=["Excel", "R"],
)
def test_what_spreadsheets_and_r_write_is_read_as_the_same_values(tmp_path, change):
    text = (DATA / "results.csv").read_text(encoding="utf-8")
    copy = spoilt_copy(tmp_path, "results.csv", change(text))
    assert copy.joinpath("results.csv").read_bytes() != (DATA / "results.csv").read_bytes()
    rows, faults = inspect(copy)
    assert faults == []
    assert rows["results"] == inspect(DATA)[0]["results"]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_named_and_not_waited_for(tmp_path, kind):
    copy = spoilt_copy(tmp_path, "results.csv", "")
    (copy / "parties.csv").unlink()
    (copy / "parties.csv").mkdir() if kind == "folder" else os.mkfifo(copy / "parties.csv")
    assert ("parties.csv", 0) in {(one.file, one.row) for one in inspect(copy)[1]}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_an_empty_table_is_no_reason_to_crash(tmp_path, table):
    header = (DATA / f"{table}.csv").read_text(encoding="utf-8").partition("\n")[0]
    rows, faults = inspect(spoilt_copy(tmp_path, f"{table}.csv", header + "\n"))
    assert rows[table] == []
    assert all(isinstance(one.expected, str) for one in faults)


def test_one_slip_that_shows_in_many_rows_is_one_line(tmp_path):
    line = line_of("contests.csv", contest_id="hackney-mayor-2002")
    copy = spoilt_copy(tmp_path, "contests.csv", with_cell("contests.csv", line, "contest_id", "hackney-mayor-2020"))
    with pytest.raises(DataError) as caught:
        load(copy)
    texts = str(caught.value).splitlines()
    (folded,) = [one for one in texts if one.startswith("results.csv:") and ":contest_id:" in one]
    assert "also in lines 3, 4, 5 and 4 more" in folded
    assert len(texts) - 1 < len(caught.value.faults)


def test_a_missing_file_is_named(tmp_path):
    copy = spoilt_copy(tmp_path, "results.csv", "")
    (copy / "results.csv").unlink()
    assert any(one.file == "results.csv" and one.row == 0 for one in inspect(copy)[1])


def test_all_faults_are_told_at_once_and_without_their_consequences(tmp_path):
    copy = spoilt_copy(tmp_path, "results.csv", with_cell("results.csv", 4, "votes", "41B7"))
    (copy / "parties.csv").write_text(with_cell("parties.csv", 2, "colour", "red"), encoding="utf-8")
    with pytest.raises(DataError, match="2 faults") as caught:
        load(copy)
    assert [str(one).partition(": ")[0] for one in caught.value.faults] == [
        "parties.csv:2:colour",
        "results.csv:4:votes",
    ]


def test_the_committed_data_have_no_fault():
    assert inspect(DATA)[1] == []


def test_every_rule_reads_tables_that_exist_and_says_what_it_holds():
    assert len({check.rule for check in CHECKS}) == len(CHECKS)
    assert all((DATA / f"{table}.csv").is_file() for check in CHECKS for table in check.tables)


def test_every_rule_is_applied_to_something_and_its_faults_belong_to_a_case():
    rows, _ = inspect(DATA)
    counts = count_cases(rows)
    assert all(one.cases > 0 for one in counts), [one.rule for one in counts if not one.cases]
    assert all(one.hold == one.cases - one.exceptions and one.faults == 0 for one in counts)
    line, foot = next((line, row) for line, row in rows["results"] if row.candidate == "Paul Foot")
    spoilt = rows | {"results": [(at, row._replace(votes=1) if at == line else row) for at, row in rows["results"]]}
    broken = {one.rule: one for one in count_cases(spoilt) if one.faults}
    totals = broken["candidates' votes add up to the contest's totals"]
    assert (totals.faults, totals.broken_in) == (1, (foot.contest_id,))
    assert totals.hold == totals.cases - 1
    twice = rows | {"results": [*rows["results"], (0, foot)]}
    keys = next(one for one in count_cases(twice) if one.rule.startswith("results.csv: one row"))
    assert (keys.cases, keys.faults) == (len(rows["results"]) + 1, 1)
