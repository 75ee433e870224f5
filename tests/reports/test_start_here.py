"""The notebook to start from: its table names every notebook, its question and a way to it."""

import re

import nbformat
import pytest

from left_of_labour import paths
from left_of_labour.batch.pages.page import question
from left_of_labour.batch.runs import read
from left_of_labour.reports.start_here.parts import places_in_data, yardsticks

FOLDER = paths.notebooks_dir()


def test_the_table_lists_the_notebooks_of_the_run_list_in_order_with_their_questions():
    notebook = nbformat.read(FOLDER / "start-here.ipynb", 4)
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    rows = re.findall(r"^\| \[([\w-]+)\]\(\1\.ipynb\) \| (.+?) \|", text, flags=re.MULTILINE)
    in_order = dict.fromkeys(run.notebook for run in read(FOLDER, lambda name: []).default)
    expected = [(name, question(nbformat.read(FOLDER / f"{name}.ipynb", 4))) for name in in_order]
    assert rows == expected, "run make readme"


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
