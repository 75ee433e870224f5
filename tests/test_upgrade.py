"""A data folder of an older schema is brought up with a list of changes, and nothing of it is lost."""

import csv
from pathlib import Path

import pytest
from editing import DATA, as_csv, read, spoilt_copy
from typer.testing import CliRunner

from left_of_labour.cli import app
from left_of_labour.data import imports, inspect
from left_of_labour.data import upgrade as module
from left_of_labour.data.upgrade import upgrade
from left_of_labour.errors import DataError


def without(file: str, *columns: str) -> str:
    header, *rows = read(file)
    kept = [at for at, column in enumerate(header) if column not in columns]
    return as_csv([[row[at] for at in kept] for row in (header, *rows)])


@pytest.fixture
def old(tmp_path) -> Path:
    """Our data as an older version may have had them: two tables and a column less, another order."""
    folder = spoilt_copy(tmp_path, "contests.csv", without("contests.csv", "notes"))
    header, *rows = read("parties.csv")
    order = [len(header) - 1, *range(len(header) - 1)]
    (folder / "parties.csv").write_text(as_csv([[row[at] for at in order] for row in (header, *rows)]), "utf-8")
    for name in ("party_codes", "events"):
        (folder / f"{name}.csv").unlink()
    return folder


def test_new_columns_and_tables_come_and_everything_else_stays(old):
    texts = upgrade(old, DATA)
    assert "contests.csv: new column notes, blank" in texts
    assert "parties.csv: columns in the order of this version" in texts
    assert any(line.startswith("party_codes.csv: new table, ") for line in texts)
    assert inspect(old)[1] == []
    for name in ("parties", "party_codes", "events", "results", "sources"):
        with (old / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            assert list(csv.reader(stream)) == read(f"{name}.csv")
    assert upgrade(old, DATA) == []


def test_a_new_table_brings_only_what_the_folder_can_follow(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    imports.start(folder, DATA)
    (folder / "conflicts.csv").unlink()
    (folder / "party_codes.csv").unlink()
    texts = upgrade(folder, DATA)
    conflicts = len(read("conflicts.csv")) - 1
    of_no_contest = sum(not row[1] for row in read("conflicts.csv")[1:])
    left = conflicts - of_no_contest
    assert f"conflicts.csv: new table, {of_no_contest} rows of the collection, {left} left out" in " ".join(texts)
    assert {row.party_id for _, row in inspect(folder)[0]["party_codes"]} > {"labour", "tusc"}
    assert inspect(folder)[1] == []


@pytest.mark.parametrize(
    ("content", "column", "expected"),
    [
        (lambda: without("results.csv", "votes").replace("transfers", "votez", 1), "votez", "did you mean"),
        (lambda: without("results.csv", "elected"), "elected", "a value is needed that no upgrade can know"),
    ],
)
def test_what_would_lose_or_invent_something_is_refused(tmp_path, content, column, expected):
    folder = spoilt_copy(tmp_path, "results.csv", content())
    (folder / "events.csv").unlink()
    with pytest.raises(DataError) as caught:
        upgrade(folder, DATA)
    assert [one.column for one in caught.value.faults if expected in one.expected] == [column]
    assert not (folder / "events.csv").exists()


def test_a_renamed_column_keeps_its_values(tmp_path, monkeypatch):
    folder = spoilt_copy(tmp_path, "events.csv", as_csv(read("events.csv")).replace("kind", "sort", 1))
    monkeypatch.setattr(module, "_RENAMED", {("events", "sort"): "kind"})
    assert upgrade(folder, DATA) == ["events.csv: sort is now kind"]
    assert (folder / "events.csv").read_text("utf-8") == as_csv(read("events.csv"))


def test_the_command_lists_the_changes_and_then_checks(old):
    done = CliRunner().invoke(app, ["check", "--upgrade", "--data", str(old)])
    assert done.exit_code == 0
    assert "contests.csv: new column notes, blank" in done.output
    assert "No faults in" in done.output
    assert "Nothing to upgrade." in CliRunner().invoke(app, ["check", "--upgrade", "--data", str(old)]).output
