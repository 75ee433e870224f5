"""Builds: whole reports, and failures that cost nothing but the report that failed."""

import json

import pytest
from batch_kit import FIGURE, FINDING, TABLE, notebook, run, write
from rich.console import Console

from left_of_labour.batch.build import Options, build
from left_of_labour.batch.progress import reporter
from left_of_labour.batch.runs import read


class Build:
    """Builds into a folder, and keeps what was said."""

    def __init__(self, folder, output):
        self.folder, self.output = folder, output

    def __call__(self, *, jobs=2, kernel="ordinary", **options):
        listed = read(self.folder)
        with (self.output.parent / "log").open("w") as log:
            told = reporter("text", Console(file=log, width=200))
            options = Options(output=self.output, jobs=jobs, kernel=kernel, **options)
            return build(listed.default, listed, options, told)

    def files(self, slug):
        return {path.name: path.read_bytes() for path in (self.output / slug).iterdir()}

    @property
    def log(self):
        return (self.output.parent / "log").read_text()


@pytest.fixture
def project(tmp_path):
    def make(notebooks, runs):
        return Build(write(tmp_path / "notebooks", notebooks, runs), tmp_path / "reports")

    return make


def test_reports_are_whole(project):
    built = project({"votes": notebook(FINDING, TABLE, FIGURE)}, [run("a/x", votes=5), run("b", place="preston")])
    summary = built()
    assert (sorted(summary.built), summary.failures) == (["a/x", "b"], [])
    files = built.files("a/x")
    assert set(files) == {
        "index.html", "report.ipynb", "results.json", "run.json", "votes.csv", "dot.csv", "dot.png", "thumbnail.png",
    }  # fmt: skip
    assert json.loads(files["results.json"])["finding"] == "hackney has 5 votes"
    assert b"preston has 3 votes" in (built.output / "index.html").read_bytes()
    assert json.loads((built.output / "manifest.json").read_text())["reports"]["b"]["status"] == "built"
    page = files["index.html"].decode()
    assert 'alt="a dot"' in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "cdnjs" not in page


def test_a_failure_leaves_the_old_report_and_builds_the_others(project):
    cells = [FINDING, "votes_left = 6 // votes", "1 + 1"]
    good, bad = run("good", votes=1), run("bad", votes=2)
    built = project({"votes": notebook(*cells)}, [bad, good])
    built()
    before = built.files("bad")
    project({"votes": notebook(*cells)}, [run("bad", votes=0), good])
    summary = built()
    assert built.files("bad") == before
    assert summary.built == ["good"]
    (failure,) = summary.failures
    assert (failure.run.slug, failure.cell, failure.rerun) == ("bad", 6, "left-of-labour reports bad")
    assert failure.error.startswith("ZeroDivisionError")
    assert failure.line.endswith("votes_left = 6 // votes")
    assert "ZeroDivisionError" in failure.partial.read_text()
    assert "bad: failed: ZeroDivisionError" in built.log
    states = json.loads((built.output / "manifest.json").read_text())["reports"]
    assert {slug: entry["status"] for slug, entry in states.items()} == {"bad": "failed", "good": "built"}
