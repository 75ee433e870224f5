"""Reports on places of which little is known: a single poll, by-elections alone, no votes, everybody level."""

import pytest
from notebook_kit import failures, run
from poll_kit import ANN, BOB, NORTH, POSITION, contest, with_rows
from words_kit import grammar

from left_of_labour.data import load

CON = "{},Con Bell,Conservative,conservative,{},,,{},false,declared,made-up\n"


def place(folder, results, **facts):
    """The data with one poll of the made-up place."""
    row = contest(NORTH, "North", "councillor", facts.pop("date", "2026-05-07"), **facts)
    return load(with_rows(folder, contests=row, results=results, candidate_positions=POSITION.format(NORTH)))


def result(ann, bob, con=None):
    """Votes of Ann Ellis, whom we count as left of Labour, of Labour, and of a Conservative."""
    rows = ANN.format(NORTH, ann, "false") + BOB.format(NORTH, bob, "true")
    return rows + (CON.format(NORTH, con, "false") if con is not None else "")


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """A place with one contest only."""
    return place(tmp_path_factory.mktemp("single"), result(100, 200))


@pytest.fixture(scope="module")
def by_election(tmp_path_factory):
    """A place of which only a by-election is known."""
    return place(tmp_path_factory.mktemp("by-election"), result(100, 200), date="2026-02-12", by_election="true")


@pytest.mark.parametrize("notebook", ["one-place", "votes-to-seats", "other-rules", "data-quality"])
def test_one_contest_is_told_in_the_singular(single, notebook):
    report = run(notebook, single, place="testton")
    assert failures(lambda text: grammar(text, sentence=False), [report]) == []
    assert "Testton" in report.finding or "1 contest (100.0%) has" in report.finding


def test_a_place_of_by_elections_alone_is_reported_on(by_election):
    report = run("one-place", by_election, place="testton")
    assert report.finding == (
        "Of Testton only polls of single wards are in the data: the left of Labour stood in 1 and won none. Under "
        "other readings: core, stood in none and won none; with Greens, the same."
    )
    assert (
        dict(report.words())["title of figure timeline"]
        == "Testton: the left of Labour stood in 1 poll of single wards"
    )


def test_a_place_where_nobody_of_the_left_stood_in_a_by_election_has_no_picture(by_election):
    report = run("one-place", by_election, place="testton", reading="core")
    assert "title of figure timeline" not in dict(report.words())
    assert "stood in none and won none" in report.finding


def test_where_no_votes_are_known_no_share_of_them_is_told(tmp_path):
    data = place(tmp_path, result("", ""), total="", completeness="partial")
    assert "No candidate’s votes are known" in run("data-quality", data, place="testton").finding


def test_where_all_are_level_nobody_is_eliminated(tmp_path):
    report = run("second-preferences", place(tmp_path, result(100, 100, 100)), contest_id=NORTH)
    assert any("nobody was eliminated" in text for _, text in report.words())
    assert not any("nan" in text for _, text in report.words())


MAYOR = "testton-mayor-2021"
DEE = "{},Dee Hope,Liberal Democrat,liberal-democrat,{},,,false,false,declared,made-up\n"


def mayor(folder, finalists, dee=None):
    """The data with an election of a mayor under the supplementary vote; finalists have transfers and final votes."""
    row = contest(MAYOR, "Testton", "mayor", "2021-05-06", total=sum(one[0] for one in finalists) + (dee or 0))
    texts = [ANN, BOB, CON]
    results = ""
    for text, (first, moved) in zip(texts, finalists, strict=False):
        cells = f"{first},{moved},{first + moved}" if dee else f"{first},,"
        results += text.format(MAYOR, "VOTES", str(text is BOB).lower()).replace("VOTES,,", cells)
    results += DEE.format(MAYOR, dee) if dee else ""
    row = row.replace("first_past_the_post", "supplementary_vote")
    return load(with_rows(folder, contests=row, results=results, candidate_positions=POSITION.format(MAYOR)))


def test_one_contest_in_which_three_stayed_in_does_not_stop_a_comparison(tmp_path):
    data = mayor(tmp_path, [(100, 10), (150, 20), (100, 5)], dee=50)
    report = run("compare", data, contest_ids=[MAYOR])
    assert report.finding.startswith("Ann Ellis in Testton mayor 2021 was 50 votes (12.5 points) behind Labour.")


def test_two_level_candidates_leave_nobody_elses_votes_to_move(tmp_path):
    report = run("compare", mayor(tmp_path, [(100, 0), (100, 0)]), contest_ids=[MAYOR])
    assert report.finding.startswith("Ann Ellis in Testton mayor 2021 was level with Labour.")


def test_second_preferences_that_nobody_gave_move_nothing(tmp_path):
    report = run("second-preferences", mayor(tmp_path, [(100, 0), (110, 0)], dee=90), contest_id=MAYOR)
    assert report.finding.startswith("Second preferences did not change the result of Testton mayor 2021.")
