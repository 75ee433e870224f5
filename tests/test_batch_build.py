"""Builds: whole reports, only where something has changed, the same every time."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from batch_kit import FIGURE, FINDING, PROJECT, TABLE, Builder, notebook, run

from left_of_labour import paths
from left_of_labour.errors import RunListError


@pytest.fixture
def build(tmp_path, warm):
    return Builder(tmp_path, warm)


def test_reports_are_whole(build):
    build.have({"votes": notebook(FINDING, TABLE, FIGURE)}, run("a/x", votes=5), run("b", place="preston"))
    summary = build()
    assert (sorted(summary.built), summary.failures) == (["a/x", "b"], [])
    files = build.files("a/x")
    assert set(files) == {
        "index.html", "report.ipynb", "results.json", "run.json", "votes.csv", "dot.csv", "dot.png", "thumbnail.png",
        "cite.bib", "cite.ris",
    }  # fmt: skip
    assert json.loads(files["results.json"])["finding"] == "hackney has 5 votes"
    assert b"preston has 3 votes" in (build.output / "index.html").read_bytes()
    assert {slug: entry["status"] for slug, entry in build.manifest().items()} == {"a/x": "built", "b": "built"}
    page = files["index.html"].decode()
    assert 'alt="a dot"' in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "cdnjs" not in page
    assert "[2/2]" in build.log


def test_a_report_knows_its_address_and_is_built_again_if_that_changes(build):
    build.have({"votes": notebook(FINDING, "import os\nos.environ['LEFT_OF_LABOUR_PAGE']")}, run("a/x"))
    build()
    project = replace(PROJECT, address="https://example.org/left")
    assert build(why=True, jobs=1, project=project).built == ["a/x"]
    assert "a/x: the address of the site has changed" in build.log
    assert "https://example.org/left/a/x/" in build.files("a/x")["report.ipynb"].decode()
    assert build(project=project).unchanged == ["a/x"]


def test_only_what_has_changed_is_built_again(build):
    runs = [run("a"), run("b", votes=2)]
    build.have({"votes": notebook(FINDING)}, *runs)
    assert sorted(build().built) == ["a", "b"]
    manifest = (build.output / "manifest.json").read_bytes()

    assert build(why=True).unchanged == ["a", "b"]
    assert (build.output / "manifest.json").read_bytes() == manifest
    (build.data / "other.csv").write_text("not used")
    assert build().unchanged == ["a", "b"]

    runs[1] = run("b", votes=7)
    build.have({"votes": notebook(FINDING)}, *runs)
    assert build(why=True, jobs=1).built == ["b"]
    assert "b: parameter votes: 2 → 7" in build.log

    (build.output / "a" / "results.json").unlink()
    assert build(why=True, jobs=1).built == ["a"]
    assert "a: there is no whole report yet" in build.log

    (build.data / "facts.csv").write_text("n\n2\n")
    assert sorted(build(why=True).built) == ["a", "b"]
    assert "a: data file facts.csv has changed" in build.log

    build.have({"votes": notebook(FINDING, "1")}, *runs)
    assert sorted(build(why=True).built) == ["a", "b"]
    assert "a: the notebook has changed" in build.log


def test_a_report_no_longer_listed_leaves_the_index(build):
    build.have({"votes": notebook(FINDING)}, run("a"), run("b"))
    build()
    build.have({"votes": notebook(FINDING)}, run("a"))
    assert build().unchanged == ["a"]
    assert 'href="b/' not in (build.output / "index.html").read_text()
    assert list(build.manifest()) == ["a"]


def test_the_same_input_gives_the_same_bytes(build):
    warns = "import warnings\nwarnings.warn('beware')"
    build.have({"votes": notebook(FINDING, TABLE, FIGURE, "set('abcdefgh')", warns)}, run("a"))
    build()
    first = build.files("a")
    assert build(force=True, kernel="ordinary").built == ["a"]
    second = build.files("a")
    assert {name for name in first if first[name] != second[name]} <= {"run.json"}


def test_wrong_values_are_told_before_anything_runs(build, tmp_path, monkeypatch):
    (tmp_path / "values.py").write_text(
        "def check(runs):\n    return [['place: unknown'] * (given['place'] == 'hackny') for _, given in runs]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    build.runner = None
    build.have({"votes": notebook(FINDING)}, run("a", place="hackny"), run("b", place="hackney"))
    with pytest.raises(RunListError) as caught:
        build(project=replace(PROJECT, check="values:check"))
    assert str(caught.value).splitlines() == ["1 fault in the run list or the request", "runs.yml:2: a: place: unknown"]
    assert not build.output.exists()


DIRTY = """
import json, os, random, sys
import pandas, matplotlib.pyplot as plt
seen = [os.environ.get("LEAK"), json.__dict__.get("leak"), pandas.options.display.max_rows,
        plt.rcParams["font.size"], plt.get_fignums(), "leak" in sys.modules, os.path.basename(os.getcwd())]
os.environ["LEAK"] = json.leak = "yes"
sys.modules["leak"] = json
pandas.options.display.max_rows = 7
plt.rcParams["font.size"] = 33
plt.figure()
os.chdir("/")
draw = random.random()
import numpy
draws = [random.random(), numpy.random.random()]
"""


def test_nothing_leaks_from_one_run_to_the_next(build):
    texts = 'show("finding", text=json.dumps(seen[:6]) + seen[6][:4]); show("table", name="draws", title="", note="", '
    texts += 'columns=["draw"], rows=[[draw] for draw in draws])'
    build.have({"votes": notebook(DIRTY, texts)}, run("a"), run("b"))
    assert build(jobs=1).built == ["a", "b"]
    first, second = (json.loads(build.files(slug)["results.json"]) for slug in "ab")
    assert first["finding"] == second["finding"] == "[null, null, 60, 10.0, [], false]work"
    draws = {row[0] for report in (first, second) for row in report["tables"]["draws"]["rows"]}
    assert len(draws) == 4  # no two kernels draw the same random numbers


def test_progress_for_machines(build):
    build.have({"votes": notebook(FINDING), "bad": notebook("1/0")}, run("a"), run("b", name="bad"))
    build(log_format="json", jobs=1)
    events = [json.loads(line) for line in build.log.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds[:2] == ["begin", "started"]
    assert {"cell", "built", "failed", "end"} <= set(kinds)
    assert next(event for event in events if event["event"] == "cell") | {"time": 0} == {
        "time": 0, "event": "cell", "slug": "a", "cell": 1, "cells": 4,
    }  # fmt: skip
    assert events[-1]["built"] == events[-1]["failed"] == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no links")
def test_reports_are_not_written_through_links(build, tmp_path):
    build.have({"votes": notebook(FINDING)}, run("a/b"))
    (tmp_path / "elsewhere").mkdir()
    build.output.mkdir()
    (build.output / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="symbolic link"):
        build()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_benchmark_can_still_make_trivial_reports(tmp_path):
    """Nothing else calls its code, which uses the build's own functions."""
    contestants = paths.project_dir() / "benchmarks" / "contestants.py"
    command = [sys.executable, contestants, "trivial", tmp_path, "1", "1"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout)["failures"] == 0
