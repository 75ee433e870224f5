"""`left-of-labour show`: every measure of one contest, for people, programs and spreadsheets."""

import csv
import json

import pytest
from typer.testing import CliRunner

from left_of_labour.analysis.measures import measure
from left_of_labour.cli import app
from left_of_labour.errors import ParameterError


def show(*arguments: str):
    return CliRunner().invoke(app, ["show", *arguments])


@pytest.mark.parametrize("contest_id", ["hackney-mayor-2002", "tower-hamlets-mayor-2022", "preston-mp-2024"])
def test_json_has_the_names_of_the_measures(dataset, contest_id):
    shown = json.loads(show(contest_id, "--format", "json").stdout)
    assert shown == measure(dataset, contest_id).as_dict()


def test_csv_has_one_measure_a_row():
    rows = dict(csv.reader(show("preston-mp-2024", "--format", "csv").stdout.splitlines()))
    assert rows["votes"] == "8715"
    assert rows["votes_short_of_final"] == ""


def test_the_reading_changes_who_is_measured():
    assert "Abul Monsur Ohid Ahmed" in show("tower-hamlets-mayor-2018", "--reading", "core").stdout
    assert "Rabina Khan" in show("tower-hamlets-mayor-2018").stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [(["hackny-mayor-2002"], "hackney-mayor-2002"), (["hackney-mayor-2002", "--reading", "wyde"], "wide")],
)
def test_what_is_unknown_gets_the_nearest_match(arguments, hint):
    failure = show(*arguments).exception
    assert isinstance(failure, ParameterError)
    assert hint in str(failure)
