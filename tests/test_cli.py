"""The command line: what it prints, and with which exit code it ends."""

import json

import pytest
from batch_kit import FINDING, notebook, run, write
from typer.testing import CliRunner

from left_of_labour import cli, paths

invoke = CliRunner().invoke


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    folder = write(tmp_path / "notebooks", {"votes": notebook(FINDING)}, [run("a", place="hackney"), run("b/c")])
    monkeypatch.setattr(paths, "notebooks_dir", lambda: folder)
    return folder


def test_list_shows_the_runs(notebooks):
    told = json.loads(invoke(cli.app, ["list", "--format", "json"]).stdout)
    assert told[0] == {"slug": "a", "notebook": "votes", "parameters": {"place": "hackney"}}
    assert "b/c" in invoke(cli.app, ["list"]).stdout


def test_check_counts_rows_and_finds_faults(tmp_path):
    assert "No faults" in invoke(cli.app, ["check"]).stdout
    told = json.loads(invoke(cli.app, ["check", "--format", "json"]).stdout)
    assert told["faults"] == []
    assert told["tables"]["contests"] > 400
    bad = tmp_path / "data"
    bad.mkdir()
    result = invoke(cli.app, ["check", "--data", str(bad), "--format", "json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["file"].endswith(".csv")


def test_our_errors_are_told_without_traceback(notebooks, monkeypatch, capfd):
    monkeypatch.setattr("sys.argv", ["left-of-labour", "reports", "bb"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    told = capfd.readouterr().err
    assert "no report 'bb'; did you mean 'b'?" in told
    assert "Traceback" not in told


def test_wrong_usage_ends_with_2(notebooks):
    assert invoke(cli.app, ["reports", "--jobs", "0"]).exit_code == 2
    assert invoke(cli.app, ["no-such-command"]).exit_code == 2
