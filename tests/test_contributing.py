"""CONTRIBUTING.md, done word for word on a copy of the data."""

import contextlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from editing import as_csv, faults_with, read, spoilt_copy, with_cell
from typer.testing import CliRunner

from left_of_labour import paths
from left_of_labour.cli import app
from left_of_labour.cli.app import dataset
from left_of_labour.data import inspect, load
from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.schema import Contest, Office
from left_of_labour.presentation.names import contest_title, office_name

TEXT = (paths.project_dir() / "CONTRIBUTING.md").read_text(encoding="utf-8")
WALK = TEXT[TEXT.index("## Add a contest") : TEXT.index("## Slips")]
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = ".venv/bin/left-of-labour"


class Walk:
    """A copy of the data, the commands run on it, and what they answered."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = spoilt_copy(folder)
        self.output = folder / "reports"
        self.answers = ""

    def append(self, file: str, rows: str) -> None:
        """Append rows to a table, as a reader would; what is no table is a file of its own."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + rows, encoding="utf-8")

    def replace(self, file: str, lines: str) -> None:
        """Replace the text of the first line by that of the second."""
        path = self.folder / file
        old, new = lines.splitlines()
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str) -> None:
        """Run a command line of the text; reports go beside the copy."""
        program, *arguments = shlex.split(command)
        assert program == COMMAND
        environment = {paths.DATA_VARIABLE: str(self.data), "COLUMNS": "400"}
        if arguments[0] == "reports":
            command = [sys.executable, "-m", "left_of_labour", *arguments, "--output", str(self.output)]
            environment = os.environ | environment
            done = subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True)
            self.answers += done.stdout + done.stderr
            return
        dataset.cache_clear()  # each command of a reader is a process of its own
        with contextlib.chdir(self.folder):
            told = CliRunner().invoke(app, arguments, env=environment)
        self.answers += told.output + (f"{told.exception}\n" if told.exception else "")


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """The walk-through, done from beginning to end; what the text promises is compared on the way."""
    walk = Walk(tmp_path_factory.mktemp("walk"))
    promised = []
    for kind, file, content in BLOCK.findall(WALK):
        if kind == "csv":
            walk.append(file, content)
        elif kind == "replace":
            walk.replace(file, content)
        elif kind == "sh":
            for command in content.splitlines():
                walk.run(command)
        else:
            promised += content.splitlines()
    walk.promised = promised
    return walk


def test_the_commands_answer_what_the_text_says(walk):
    assert len(walk.promised) == 6
    for line in walk.promised:
        assert line in walk.answers.splitlines()


def test_the_imported_contest_was_sound_reported_on_and_taken_back(walk):
    assert walk.answers.count("No faults in") == 2, "after the import, and at the end of the way by hand"
    for report in ("one-contest/adur-council-2026-manor", "one-place/adur"):
        assert (walk.output / report / "index.html").is_file()
    assert walk.answers.count("Taken back: adur.csv.") == 2
    assert "adur-council-2026-manor" not in load(walk.data).contests_by_id


def test_the_first_check_finds_nothing_else(walk):
    assert "2 faults in the data" in walk.answers


def test_in_the_end_the_data_are_sound_and_hold_the_contest(walk):
    assert inspect(walk.data)[1] == []
    candidates = load(walk.data).candidates_of("blackburn-mp-2024").set_index("candidate")
    assert candidates["votes"].sum() == 38887
    assert candidates["left_reading"]["Adnan Hussain"] == "contested"


def test_the_report_is_there(walk):
    page = walk.output / "one-contest/blackburn-mp-2024/index.html"
    assert "Adnan Hussain" in page.read_text(encoding="utf-8")


def test_the_new_place_can_be_reported_on(walk):
    assert "one-place/blackburn" in walk.answers


def test_the_new_party_is_there(walk):
    parties = load(walk.data).parties.set_index("party_id")
    assert parties.loc["yorkshire-party", "name"] == "The Yorkshire Party"


@pytest.mark.parametrize("office", Office)
def test_every_office_is_known_wherever_an_office_is_needed(office):
    """What the text says about a new office: a member that is missing somewhere fails here."""
    header, *periods = read("voting_systems.csv")
    assert office in {row[0] for row in periods}, header
    assert f'"{office}"' in (paths.project_dir() / "data/datapackage.json").read_text(encoding="utf-8")
    assert office_name(office)
    contest: Contest = next(one for one in load().contests_by_id.values() if one.office is office)
    assert ballot_id(contest)
    assert contest_title(contest)


def test_an_unknown_office_is_told_with_the_known_ones(tmp_path):
    records = read("contests.csv")
    records[1][4] = "mayer"
    copy = spoilt_copy(tmp_path, "contests.csv", as_csv(records))
    (fault,) = inspect(copy)[1]
    assert (fault.row, fault.column) == (2, "office")
    assert "one of mayor, mp, councillor, london_assembly; did you mean 'mayor'?" in fault.expected


def _row_twice() -> str:
    records = read("results.csv")
    return as_csv([*records[:4], records[3], *records[4:]])


def _wrong_winner() -> str:
    records = read("results.csv")
    records[1][7], records[2][7] = "false", "true"
    return as_csv(records)


# One for each row of the table, in its order: the file and what it becomes.
SLIPS = [
    ("results.csv", lambda: with_cell("results.csv", 4, "votes", "41B7")),
    ("contests.csv", lambda: with_cell("contests.csv", 2, "date", "17/10/2002")),
    ("results.csv", lambda: with_cell("results.csv", 4, "party_id", "socialist-aliance")),
    ("results.csv", lambda: with_cell("results.csv", 4, "party_id", "respect")),
    ("results.csv", lambda: with_cell("results.csv", 4, "votes", "4188")),
    ("results.csv", _wrong_winner),
    ("results.csv", _row_twice),
    ("contests.csv", lambda: with_cell("contests.csv", 2, "date", "2002-10-16")),
    ("results.csv", lambda: as_csv(read("results.csv")).encode("cp1252", errors="replace")),
]
SLIPS_TABLE = TEXT.partition("## Slips")[2].partition("\n## ")[0]
MESSAGES = re.findall(r"^\| .*? \| `(.+)` \|$", SLIPS_TABLE, re.MULTILINE)


@pytest.mark.parametrize(("slip", "message"), list(zip(SLIPS, MESSAGES, strict=True)), ids=MESSAGES)
def test_the_table_of_slips_is_true(tmp_path, slip, message):
    file, content = slip
    pattern = re.compile(".+".join(map(re.escape, message.split("…"))) + r"$")
    assert any(pattern.search(one.expected) for one in faults_with(tmp_path, file, content())), message


def test_the_places_that_the_text_names_are_there():
    section = TEXT.partition("### Where things are")[2]
    package = paths.project_dir() / "src" / "left_of_labour"
    named = re.findall(r"`((?:src/left_of_labour/|batch/|reports/|analysis/)[\w/]+(?:\.py|/))`", section)
    assert len(named) > 15
    for name in named:
        if "my_question" not in name:
            assert (paths.project_dir() / name).exists() or (package / name).exists(), name
