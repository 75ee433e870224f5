"""What the data say about themselves: counts that must add up, rules that must be able to fail."""

import re
from collections import Counter

import pandas as pd
import pytest
from altered import with_cells, with_table
from matplotlib.colors import to_hex
from notebook_kit import run

from left_of_labour.analysis import quality
from left_of_labour.data import Dataset
from left_of_labour.errors import ParameterError
from left_of_labour.reports.data_quality import figures, sentences
from left_of_labour.shown import Table

PLACES = ["hackney", "tower-hamlets", "preston"]
FOOT = {"contest_id": "hackney-mayor-2002", "candidate": "Paul Foot"}
PIPE = {"contest_id": "hackney-mayor-2002", "candidate": "Jules Pipe"}
RAHMAN_2014 = {"contest_id": "tower-hamlets-mayor-2014"}


@pytest.fixture(scope="module")
def shown_of_all():
    """The tables of the report on all places, by name."""
    return {part.name: part for part in run("data-quality", place="all").of(Table)}


def test_places_add_up_to_the_whole(dataset):
    whole = quality.completeness(dataset)
    assert whole["contests"].sum() == len(dataset.contests)
    assert (whole[["complete", "others_aggregated", "partial"]].sum(axis="columns") == whole["contests"]).all()
    parts = pd.concat([quality.completeness(dataset, place) for place in PLACES])
    assert parts["contests"].sum() == whole["contests"].sum()
    assert (
        sum(quality.witnesses(dataset, place)["figures"].sum() for place in PLACES) == dataset.results["votes"].count()
    )


def test_every_rule_holds_and_has_been_applied(dataset):
    checked = quality.sums(dataset)
    assert (checked["contests"] > 0).all()
    assert checked["fail"].sum() == 0, checked.loc[checked["fail"] > 0, ["rule", "where"]].to_string()


@pytest.mark.parametrize(
    ("table", "key", "cells", "rules"),
    [
        ("results", FOOT, {"votes": 4188}, {"votes add up"}),
        ("results", FOOT, {"elected": True}, {"as many are elected"}),
        ("results", PIPE, {"transfers": 2422}, {"first preferences and transfers"}),
        ("results", PIPE, {"transfers": 20000, "final_votes": 33813}, {"first preferences and transfers"}),
        ("results", PIPE, {"transfers": 0, "final_votes": 1}, {"first preferences and transfers", "most votes"}),
        ("contests", RAHMAN_2014, {"rejected_ballots": 2307}, {"papers less rejected"}),
        ("contests", RAHMAN_2014, {"turnout_reported_pct": 45.9}, {"turnout"}),
    ],
)
def test_a_wrong_figure_breaks_the_rule_it_touches(dataset, table, key, cells, rules):
    checked = quality.sums(with_cells(dataset, table, key, **cells))
    failing = checked[checked["fail"] > 0]
    assert set(failing["where"]) == {key["contest_id"]}
    assert len(failing) == len(rules)
    for rule in rules:
        assert failing["rule"].str.contains(rule).any(), rule


def test_an_explained_turnout_does_not_fail(dataset):
    explained = set(dataset.turnout_exceptions["contest_id"])
    unexplained = quality.sums(with_table(dataset, "turnout_exceptions", dataset.turnout_exceptions.iloc[:0]))
    turnout = unexplained[unexplained["rule"].str.contains("turnout")].iloc[0]
    assert (turnout["excepted"], turnout["fail"]) == (0, len(explained))
    assert set(turnout["where"].split(", ")) == explained


def test_the_cases_of_a_rule_are_the_contests_that_have_its_figures(dataset):
    checked = quality.sums(dataset).set_index("rule")
    whole = (dataset.contests["completeness"] != "partial").sum()
    assert checked.loc["candidates' votes add up to the contest's totals", "contests"] == whole
    blank = with_cells(dataset, "contests", RAHMAN_2014, turnout_reported_pct=None)
    before, after = (
        quality.sums(data).set_index("rule")["contests"].filter(like="published turnout").iloc[0]
        for data in (dataset, blank)
    )
    assert after == before - 1
    parts = sum(quality.sums(dataset, place)["contests"] for place in PLACES)
    assert parts.tolist() == checked["contests"].tolist()


def test_a_day_on_the_list_of_exceptions_is_no_thursday_and_no_fault(dataset):
    day = with_cells(dataset, "contests", RAHMAN_2014, date=pd.Timestamp("2014-05-23"))
    contest = dataset.contest(RAHMAN_2014["contest_id"])
    row = {"rule": "polling_day", "date": pd.Timestamp("2014-05-23"), "area": contest.area, "reason": "a test"}
    listed = pd.concat([dataset.exceptions, pd.DataFrame([row | {"source_ids": "wiki"}])], ignore_index=True)

    def outcome(data: Dataset) -> list[int]:
        days = quality.sums(data).set_index("rule").filter(like="Thursdays", axis="index")
        return days[["excepted", "fail"]].iloc[0].tolist()

    assert outcome(day) == [0, 1]
    assert outcome(with_table(day, "exceptions", listed)) == [1, 0]


def test_known_exceptions_are_listed_with_their_reasons(dataset, shown_of_all):
    shown = quality.exceptions(dataset)
    assert len(shown) == len(dataset.turnout_exceptions) + len(dataset.exceptions) and shown["reason"].notna().all()
    assert sum(len(quality.exceptions(dataset, place)) for place in PLACES) == len(dataset.turnout_exceptions)
    assert len(shown_of_all["exceptions"].rows) == len(shown)


def test_a_disagreement_counts_once_however_many_values_were_rejected(dataset):
    counts = quality.conflicts_by_field(dataset)
    cases = dataset.conflicts.drop_duplicates(["contest_id", "field", "candidate"])
    assert counts["conflicts"].sum() == len(cases) < counts["rejected"].sum() == len(dataset.conflicts)
    assert (counts["decided"] + counts["open"] == counts["conflicts"]).all()
    hackney = quality.conflicts(dataset, "hackney")
    assert hackney["contest_id"].map(lambda contest: dataset.contest(contest).place).eq("hackney").all()


def test_what_stands_is_not_said_to_stand_on_more_than_it_does(dataset):
    said = sentences.conflicts_sentence(quality.conflicts_by_field(dataset))
    assert "one value is used, for the reason given with it" in said and "arithmetic" not in said
    nothing = sentences.conflicts_sentence(quality.conflicts_by_field(dataset).iloc[:0])
    assert nothing == "No disagreement between sources is recorded."


def test_an_exception_is_shown_as_one_and_not_as_holding(dataset):
    checked = quality.sums(dataset)
    assert checked["excepted"].sum() > 0
    assert (checked["hold"] + checked["excepted"] + checked["fail"] == checked["contests"]).all()
    assert f"{checked['excepted'].sum()} cases are exceptions, and are not counted as holding" in (
        sentences.sums_sentence(checked)
    )
    assert "That is no proof" in sentences.sums_sentence(checked)


def test_readers_see_no_ids_and_no_column_names(shown_of_all):
    for part in shown_of_all.values():
        shown = " ".join(str(cell) for row in part.rows for cell in row)
        assert not re.search(r"[a-z]_[a-z]|council-20|mayor-20|-mp-|hoc-cbp", shown), part.name


def test_places_and_contests_name_their_reports(dataset, shown_of_all):
    reports = {name: re.findall(r'data-report="([^"]*)"', part.html) for name, part in shown_of_all.items()}
    assert set(reports["on-record"]) == {f"one-place/{place}" for place in PLACES}
    excepted = {f"one-contest/{contest_id}" for contest_id in dataset.turnout_exceptions["contest_id"]}
    assert set(reports["exceptions"]) == excepted  # the others are of contests of other places
    assert set(reports["flagged"]) == {f"one-contest/{one}" for one in quality.flagged(dataset)["contest_id"]}


def test_a_figure_is_known_by_its_best_source(dataset):
    before = quality.witnesses(dataset).set_index("kind")
    wiki = dataset.sources.loc[dataset.sources["kind"] == "wiki", "source_id"].iloc[0]
    after = quality.witnesses(with_cells(dataset, "results", FOOT, source_ids=wiki)).set_index("kind")
    assert after.loc["wiki", "single"] == before.loc["wiki", "single"] + 1
    assert after.loc["dataset", "several"] == before.loc["dataset", "several"] - 1


def test_flagged_figures_are_those_not_declared(dataset):
    flags = quality.flagged(dataset)
    assert len(flags) == (dataset.results["quality"] != "declared").sum() > 0
    assert set(flags["quality"]) == {"derived", "reconstructed"}
    assert flags["note"].notna().all()


def test_every_cited_source_has_its_terms(dataset):
    terms = quality.licences(dataset)
    cells = [*dataset.results["source_ids"], *dataset.contests["source_ids"]]
    assert terms["sources"].sum() == len({source for cell in cells for source in cell.split(";")})


def test_an_unknown_place_is_refused(dataset):
    with pytest.raises(ParameterError, match="did you mean 'hackney'"):
        quality.completeness(dataset, "hackny")


def test_the_finding_says_when_a_check_fails(dataset):
    def sentence(data: Dataset) -> str:
        parts = (quality.completeness, quality.sums, quality.witnesses, quality.conflicts_by_field)
        return sentences.finding(*(part(data) for part in parts))

    assert re.search(r"pass [\d,]+ of [\d,]+ checks, and \d+ are exceptions for a reason on record", sentence(dataset))
    assert "1 fails" in sentence(with_cells(dataset, "results", FOOT, votes=4188))


def test_every_year_with_contests_is_a_square_coloured_by_what_is_missing(dataset):
    counts, years = quality.completeness(dataset, "hackney"), quality.calendar(dataset, "hackney")
    squares = figures.calendar(counts, years).axes[0].patches
    assert len(squares) == len(years)
    drawn = Counter(to_hex(square.get_facecolor()) for square in squares)
    lacking = (years["partial"] > 0).sum()
    summed = ((years["partial"] == 0) & (years["others_aggregated"] > 0)).sum()
    sound = len(years) - lacking - summed
    assert drawn == {figures._LACKING: lacking, figures._SUMMED: summed, figures._SOUND: sound}
    kinds = ["complete", "others_aggregated", "partial"]
    assert years[kinds].sum().tolist() == counts[kinds].sum().tolist()


def test_a_bar_of_sources_is_as_long_as_the_number_of_figures(dataset):
    counts = quality.witnesses(dataset)
    bars = figures.witnesses(counts).axes[0].patches
    assert sum(bar.get_width() for bar in bars) == counts["figures"].sum()
    assert max(bar.get_x() + bar.get_width() for bar in bars) == counts["figures"].max()
