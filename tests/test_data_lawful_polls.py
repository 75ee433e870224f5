"""Polls out of the ordinary, as public bug reports and real result files have them: accepted, or told how to enter."""

import pytest
from poll_kit import ANN, BOB, MP, NORTH, POSITION, contest, with_rows

from left_of_labour.analysis.councils import council_elections
from left_of_labour.analysis.measures import measure
from left_of_labour.data import inspect, load
from left_of_labour.errors import NotComparableError
from left_of_labour.reports import votes_to_seats
from left_of_labour.reports.one_contest.sentences import contest_finding


def found(folder, **rows):
    """What `inspect` finds in such a copy."""
    return inspect(with_rows(folder, **rows))[1]


def test_a_slip_in_the_id_is_named_at_both_ends(tmp_path):
    faults = found(
        tmp_path,
        contests=contest("testton-mayor-2021", "Testton", "mayor", "2021-05-06").replace(
            "first_past_the_post", "supplementary_vote"
        ),
        results=ANN.format("testton-mayor-2012", 100, "false") + BOB.format("testton-mayor-2012", 200, "true"),
    )
    assert any(one.file == "results.csv" and "did you mean 'testton-mayor-2021'" in one.expected for one in faults)
    assert any("at least one row of results.csv" in one.expected for one in faults)


def test_votes_that_are_all_0_are_no_result(tmp_path):
    faults = found(
        tmp_path,
        contests=contest(NORTH, "North", "councillor", "2026-05-07", total="0"),
        results=ANN.format(NORTH, 0, "true"),
        candidate_positions=POSITION.format(NORTH),
    )
    (fault,) = [one for one in faults if one.column == "candidate_votes_total"]
    assert "a return without a poll is entered with blank votes, as partial" in fault.expected


def test_a_return_without_a_poll_is_entered_with_blank_votes(tmp_path):
    rows = {
        "contests": contest(NORTH, "North", "councillor", "2026-05-07", total="", completeness="partial"),
        "results": ANN.format(NORTH, "", "true"),
        "candidate_positions": POSITION.format(NORTH),
    }
    copy = with_rows(tmp_path, **rows)
    assert inspect(copy)[1] == []
    data = load(copy)
    measures = measure(data, NORTH)
    assert measures.unopposed and measures.votes is None
    assert contest_finding(measures) == "Ann Ellis (Independent) was returned unopposed."
    with pytest.raises(NotComparableError, match="testton"):
        votes_to_seats.finding(data, "testton")


def test_preston_s_st_georges_was_uncontested_in_2016_and_a_contested_ward_is_not(dataset):
    assert measure(dataset, "preston-council-2016-st-georges").unopposed
    assert not measure(dataset, "preston-council-2016-town-centre").unopposed


def test_labour_without_a_vote_is_no_ratio(tmp_path):
    rows = {
        "contests": contest(NORTH, "North", "councillor", "2026-05-07"),
        "results": ANN.format(NORTH, 300, "true") + BOB.format(NORTH, 0, "false"),
        "candidate_positions": POSITION.format(NORTH),
    }
    found_ = measure(load(with_rows(tmp_path, **rows)), NORTH)
    assert (found_.votes_behind_labour, found_.ratio_to_labour) == (-300, None)


def test_a_tie_may_end_either_way(tmp_path):
    for winner, (ann, bob) in (("Ann", ("true", "false")), ("Bob", ("false", "true"))):
        rows = {
            "contests": contest(NORTH, "North", "councillor", "2026-05-07"),
            "results": ANN.format(NORTH, 150, ann) + BOB.format(NORTH, 150, bob),
            "candidate_positions": POSITION.format(NORTH),
        }
        copy = with_rows(tmp_path / winner, **rows)
        assert inspect(copy)[1] == []
        measures = measure(load(copy), NORTH)
        assert measures.rank_is_shared
        who = "" if winner == "Ann" else "Bob Lee (Labour) was "
        said = f"came joint first of 2: level with Labour; {who}elected, the tie decided by lot."
        assert contest_finding(measures).endswith(said)


def test_one_poll_under_two_ids_is_refused(tmp_path):
    twice = (MP, f"{MP}-10")
    faults = found(
        tmp_path,
        contests="".join(
            contest(one, "Testton", "mp", "2026-10-15", by_election="true", code="E14009999") for one in twice
        ),
        results="".join(ANN.format(one, 100, "false") + BOB.format(one, 200, "true") for one in twice),
        candidate_positions="".join(map(POSITION.format, twice)),
    )
    (fault,) = [one for one in faults if one.file == "contests.csv"]
    assert fault.column == "contest_id" and f"is the same contest, {MP}" in fault.expected


@pytest.mark.parametrize(
    ("day", "elected", "exception", "message"),
    [
        (
            "2026-05-06",
            ("false", "true"),
            "polling_day",
            "a Thursday, but this is a Wednesday; or a row of exceptions.csv",
        ),
        ("2026-05-07", ("true", "false"), "most_votes", "or a row of exceptions.csv with the rule most_votes"),
    ],
)
def test_a_lawful_exception_is_a_row_of_data(tmp_path, day, elected, exception, message):
    rows = {
        "contests": contest(NORTH, "North", "councillor", day),
        "results": ANN.format(NORTH, 100, elected[0]) + BOB.format(NORTH, 200, elected[1]),
        "candidate_positions": POSITION.format(NORTH),
    }
    (fault,) = found(tmp_path / "without", **rows)
    assert message in fault.expected
    row = f"{exception},{day},North,for a trial,made-up\n"
    assert found(tmp_path / "with", **rows, exceptions=row) == []


def test_a_candidacy_for_parliament_that_its_table_lacks_is_told_so(tmp_path):
    name = "testton-mp-2024"
    (fault,) = found(
        tmp_path,
        contests=contest(name, "Testton", "mp", "2024-07-04", code="E14009999"),
        results=ANN.format(name, 100, "false") + BOB.format(name, 200, "true"),
        candidate_positions=POSITION.format(name),
    )
    assert fault.expected == "a row of westminster_left.csv for independent in Testton on 2024-07-04"


def test_a_mayor_of_a_combined_authority_needs_a_row_and_the_message_says_which(tmp_path):
    name = "upper-valley-mayor-2024"
    rows = {
        "contests": contest(name, "Upper Valley", "mayor", "2024-05-02", code="E47000099"),
        "results": ANN.format(name, 100, "false") + BOB.format(name, 200, "true"),
        "candidate_positions": POSITION.format(name),
    }
    (fault,) = found(tmp_path / "without", **rows)
    assert "add a row to voting_systems.csv for mayor of a combined authority on 2024-05-02" in fault.expected


def test_one_poll_whose_area_is_spelt_in_two_ways_is_refused(tmp_path):
    twice = {NORTH: "North", f"{NORTH}-ward": "North Ward"}
    faults = found(
        tmp_path,
        contests="".join(contest(one, area, "councillor", "2026-05-07") for one, area in twice.items()),
        results="".join(ANN.format(one, 100, "false") + BOB.format(one, 200, "true") for one in twice),
        candidate_positions="".join(map(POSITION.format, twice)),
    )
    assert any(f"is the same contest, {NORTH}" in one.expected for one in faults)


def test_a_ward_whose_boundary_names_no_council_is_refused(tmp_path):
    row = contest(NORTH, "North", "councillor", "2026-05-07").replace("testton-wards-2026", "testton-2026")
    (fault,) = found(
        tmp_path, contests=row, results=ANN.format(NORTH, 300, "true"), candidate_positions=POSITION.format(NORTH)
    )
    assert (fault.column, fault.expected) == (
        "boundary",
        "testton-wards-YEAR, or COUNTY-cc-YEAR for divisions of a county council",
    )


def wards(seats, year="2023"):
    """Three wards that fill these seats in May of a year: rows of contests.csv and of results.csv."""
    contests = results = ""
    day = {"2023": "2023-05-04", "2024": "2024-05-02"}[year]
    for number, places in enumerate(seats, 1):
        name = f"testton-council-{year}-ward-{number}"
        system = "block_vote" if places > 1 else "first_past_the_post"
        valid = "" if places > 1 else "1500"
        total = 1000 * places + 500
        contests += (
            f"{name},testton,Ward {number},E0504000{number},councillor,{day},false,{system},{places},9000,,,{valid},"
            f"{total},,testton-wards-2023,valid,complete,made-up,\n"
        )
        for place in range(places):
            results += f"{name},Candidate {place},Labour,labour,1000,,,true,false,declared,made-up\n"
        results += f"{name},Candidate 9,Conservative,conservative,500,,,false,false,declared,made-up\n"
    return {"contests": contests, "results": results}


def kinds(copy):
    """The kinds of the made-up place's council elections."""
    return [election.kind for election in council_elections(load(copy), "testton")]


def test_wards_that_fill_several_seats_elect_the_whole_council(tmp_path):
    assert kinds(with_rows(tmp_path, **wards([3, 3, 2]))) == ["whole council"]


def test_only_wards_that_poll_again_within_three_years_elect_by_thirds(tmp_path):
    assert kinds(with_rows(tmp_path / "once", **wards([1, 1, 1]))) == ["wards"]
    twice = [wards([1, 1, 1]), wards([1, 1, 1], "2024")]
    both = {table: "".join(one[table] for one in twice) for table in ("contests", "results")}
    assert kinds(with_rows(tmp_path / "twice", **both)) == ["by thirds", "by thirds"]
