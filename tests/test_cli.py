"""The command line: what it prints, and with which exit code it ends."""

import csv
import errno
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from batch_kit import FINDING, notebook, run, write
from typer.testing import CliRunner

from left_of_labour import cli, collection, paths
from left_of_labour.cli import contest

invoke = CliRunner().invoke


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    folder = write(tmp_path / "notebooks", {"votes": notebook(FINDING)}, [run("a", place="hackney"), run("b/c")])
    monkeypatch.setattr(paths, "notebooks_dir", lambda: folder)
    return folder


def test_list_shows_the_runs(notebooks):
    texts = json.loads(invoke(cli.app, ["list", "--format", "json"]).stdout)
    assert texts[0] == {"slug": "a", "notebook": "votes", "parameters": {"place": "hackney"}}
    assert "b/c" in invoke(cli.app, ["list"]).stdout


def test_list_is_a_table_for_spreadsheets_too(notebooks):
    head, *rows = csv.reader(invoke(cli.app, ["list", "--format", "csv"]).stdout.splitlines())
    assert head == ["slug", "notebook", "parameters"]
    assert [row[0] for row in rows] == ["a", "b/c"]
    assert json.loads(rows[0][2]) == {"place": "hackney"}


def test_list_takes_the_values_of_another_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv(paths.DATA_VARIABLE, raising=False)
    (tmp_path / "contests.csv").write_text("contest_id,place\nnowhere-mp-2024,nowhere\n", encoding="utf-8")
    listed = invoke(cli.app, ["list", "--all", "--data", str(tmp_path)]).stdout
    monkeypatch.delenv(paths.DATA_VARIABLE, raising=False)
    assert "one-contest/nowhere-mp-2024" in listed


@pytest.fixture
def list_all(tmp_path):
    """Lists every report, with data beside which there are national results; and what is imported then."""
    folder = Path(shutil.copytree(paths.data_dir(), tmp_path / "data"))
    (folder / "parliament").mkdir(exist_ok=True)

    def lists(before=""):
        code = f"""
import os, sys
from importlib import import_module
from left_of_labour import cli
reports = import_module("left_of_labour.cli.reports")
{before}
sys.argv = ["left-of-labour", "list", "--all", "--format", "csv"]
try:
    cli.main()
finally:
    print(sorted({{"pandas", "numpy", "left_of_labour.data"}} & set(sys.modules)))
"""
        environment = os.environ | {paths.DATA_VARIABLE: str(folder)}
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)

    return folder, lists


def test_national_results_are_held_by_no_process_that_only_lists_or_starts_reports(list_all):
    _, lists = list_all
    *listed, imported = lists().stdout.splitlines()
    assert listed == invoke(cli.app, ["list", "--all", "--format", "csv"]).stdout.splitlines()
    assert imported == "[]"


def test_what_another_process_finds_wrong_with_the_data_is_told(list_all):
    folder, lists = list_all
    path = folder / "contests.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",hackney,", ",Hackney!,", 1), encoding="utf-8")
    done = lists()
    assert done.returncode == 1
    assert "contests.csv" in done.stderr and "'Hackney!'" in done.stderr and "Traceback" not in done.stderr


def test_a_process_that_is_killed_while_it_reads_the_data_is_told(list_all):
    _, lists = list_all
    done = lists("reports.dataset = lambda: os.kill(os.getpid(), 9)")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "the data cannot be read: the process that reads them was killed" in done.stderr


def test_without_a_command_there_are_examples_that_work():
    shown = invoke(cli.app, []).stdout
    examples = re.findall(r"^  (left-of-labour .+?) {2,}\S", shown, re.MULTILINE)
    assert len(examples) == 5
    for example in examples:
        command = example.split()[1]
        assert invoke(cli.app, [command, "--help"]).exit_code == 0
    assert invoke(cli.app, ["--version"]).stdout.startswith("left-of-labour ")


def test_help_lists_the_commands_in_the_order_of_need():
    shown = invoke(cli.app, ["--help"]).stdout
    places = [shown.index(f" {command} ") for command in ("reports", "list", "show", "check", "export", "fetch")]
    assert places == sorted(places)


def test_check_counts_rows_and_finds_faults(tmp_path):
    assert "No faults" in invoke(cli.app, ["check"]).stdout
    texts = json.loads(invoke(cli.app, ["check", "--format", "json"]).stdout)
    assert texts["faults"] == []
    assert texts["tables"]["contests"] > 400
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
    texts = capfd.readouterr().err
    assert "no report 'bb'; did you mean 'b'?" in texts
    assert "Traceback" not in texts


@pytest.fixture
def light(notebooks, monkeypatch):
    monkeypatch.setattr(collection, "PROJECT", replace(collection.PROJECT, check=""))


def test_reports_are_built_into_a_folder(light, tmp_path):
    output = str(tmp_path / "out put")
    result = invoke(cli.app, ["reports", "b", "--output", output, "--why"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "b/c: there is no whole report yet" in result.stderr
    assert "1 built in" in result.stderr
    assert (tmp_path / "out put" / "b" / "c" / "index.html").exists()
    assert "1 built, 1 unchanged in" in invoke(cli.app, ["reports", "--output", output]).stderr


def test_a_failed_report_is_told_with_the_command_to_repeat_it(light, notebooks, tmp_path):
    write(notebooks, {"votes": notebook("votes / 0")}, [run("a")])
    result = invoke(cli.app, ["reports", "--output", str(tmp_path / "out put")])
    assert result.exit_code == 1
    assert "error     ZeroDivisionError: division by zero" in result.stderr
    assert f" reports --output '{tmp_path / 'out put'}' a" in result.stderr
    assert "1 failed in" in result.stderr


def test_a_full_disk_is_told_beside_the_failures(light, notebooks, tmp_path, monkeypatch):
    write(notebooks, {"votes": notebook("votes / 0")}, [run("a")])
    output = tmp_path / "out"
    output.mkdir()
    replace = Path.replace

    def full(path, target):
        if target.name == "manifest.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    for many, failures in ((1, "1 failed"), (0, "no reports")):
        write(notebooks, {"votes": notebook("votes / 0")}, [run("a")] * many)
        result = invoke(cli.app, ["reports", "--output", str(output)])
        assert result.exit_code == 1
        assert f"{output / 'manifest.json'}: cannot write it (No space left on device); make room" in result.stderr
        assert failures in result.stderr
        assert ("ZeroDivisionError" in result.stderr) == many
        assert (output / "index.html").exists()


def test_a_build_with_nothing_to_do_imports_nothing_large(light, tmp_path):
    output = tmp_path / "out"
    assert invoke(cli.app, ["reports", "--output", str(output)]).exit_code == 0
    large = {"pandas", "numpy", "matplotlib", "papermill", "nbformat", "jupyter_client", "jinja2", "IPython", "rich"}
    large |= {"psutil", "multiprocessing", "concurrent.futures", "pydantic", "left_of_labour.data"}
    code = f"""
import sys
from pathlib import Path
from left_of_labour import cli, paths
paths.notebooks_dir = lambda: Path({str(tmp_path / "notebooks")!r})
sys.argv = ["left-of-labour", "reports", "--output", {str(output)!r}]
try:
    cli.main()
finally:
    print(sorted({large} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "2 unchanged" in done.stderr
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        *(("--jobs", value, "is not a whole number of 1 or more") for value in ("0", "-1", "two", "1.5", "²")),
        *(("--timeout", value, "is not a number of seconds from 1") for value in ("0", "nan", "1e20", "soon", "-inf")),
        ("--kernel", "y", "is not one of 'warm', 'ordinary'"),
        ("--format", "y", "is not one of 'text', 'json'"),
    ],
)
def test_an_option_that_is_refused_is_told_with_its_value_and_what_works(notebooks, option, value, expected):
    done = invoke(cli.app, ["reports", f"{option}={value}"])
    assert done.exit_code == 2
    told = " ".join(done.stderr.replace("│", " ").split())
    assert f"Invalid value for '{option}': '{value}' {expected}" in told


def test_a_report_may_take_as_long_as_it_does(light, tmp_path):
    done = invoke(cli.app, ["reports", "b", "--timeout", "inf", "--output", str(tmp_path / "out")])
    assert (done.exit_code, (tmp_path / "out" / "b" / "c" / "index.html").exists()) == (0, True)


def test_wrong_usage_ends_with_2(notebooks):
    assert invoke(cli.app, ["no-such-command"]).exit_code == 2


def test_output_that_is_not_utf_8_has_the_signs_that_it_can(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "left_of_labour", "show", "tower-hamlets-mayor-2010"]
    (tmp_path / "random.py").write_text("raise SystemExit('of the working folder')")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "-" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_output_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "d.csv").mkdir()
    for command, texts in (
        ("list > /dev/full", "No space left on device"),
        ("export d.csv", "d.csv: cannot write it (Is a directory)"),
    ):
        line = f"{sys.executable} -m left_of_labour {command}"
        done = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 1, command
        assert texts in done.stderr
        assert "Traceback" not in done.stderr


def test_a_working_folder_that_is_gone_is_told_where_it_matters(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()
    monkeypatch.setattr(sys, "argv", ["left-of-labour", "reports", "--output", "out"])
    with pytest.raises(SystemExit):
        cli.main()
    assert capfd.readouterr().err == "the working folder: No such file or directory\n"
    monkeypatch.setattr(cli.reports.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["relative/left-of-labour"])
    assert cli.reports._command("/out", None) == "relative/left-of-labour reports --output /out"


def test_a_shell_is_offered_the_readings():
    assert contest._readings("w") == ["wide", "with_greens"]
    assert contest._readings("x") == []
