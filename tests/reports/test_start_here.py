"""The notebook to start from: its table names every notebook, its question and a way to it."""

import re

import nbformat
import pytest

from left_of_labour import paths
from left_of_labour.batch.pages.page import question
from left_of_labour.batch.runs import read
from left_of_labour.reports.start_here.parts import notebooks_list, places_in_data, yardsticks

FOLDER = paths.notebooks_dir()


def test_the_list_names_the_notebooks_of_the_run_list_in_order_with_their_questions(dataset):
    runs = read(paths.notebooks_dir(), lambda name: []).default
    asked = [
        (question(nbformat.read(paths.notebooks_dir() / f"{name}.ipynb", as_version=4)), name)
        for name in dict.fromkeys(run.notebook for run in runs)
    ]
    shown = notebooks_list(dataset)
    assert re.findall(r'<li>([^<]*) <a href="([\w-]+)\.ipynb">', shown.html) == asked
    assert "(contest and reading)" in shown.html


@pytest.mark.parametrize("name", ["start-here", "explore"])
def test_links_lead_to_notebooks_that_are_there(name):
    source = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]*)\)", source)
    assert links and [link for link in links if not (FOLDER / link).is_file()] == []


def test_places_count_every_contest(dataset):
    table = places_in_data(dataset)
    offices = ["mayor", "parliament", "council", "assembly"]
    assert int(table[offices].sum().sum()) == len(dataset.contests)
    assert table.set_index("place").loc["Preston", ["mayor", "first", "last"]].tolist() == [0, "1983", "2026"]


def test_yardsticks_keep_the_order_of_the_contests(dataset):
    table = yardsticks(dataset, ["preston-mp-2024", "hackney-mayor-2002"], "wide")
    assert list(table.columns) == ["yardstick", "Preston MP 2024", "Hackney mayor 2002"]
    assert table.iloc[0].tolist() == ["share of valid votes", "21.8%", "12.7%"]
