"""Printing reports: with a browser a tagged PDF, without one a plain message."""

import errno
import io
import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from test_batch_disk import Disk
from typer.testing import CliRunner

from left_of_labour import cli
from left_of_labour.batch.pages import pdf
from left_of_labour.batch.pages.pdf import PdfError, Printed, find_browser, print_page, print_reports
from left_of_labour.batch.progress import reporter
from left_of_labour.batch.store import ReportsError, Store


def test_without_a_browser_the_message_says_what_is_missing_and_what_still_works():
    with pytest.raises(PdfError, match=r"(?s)--pdf needs Chromium or Chrome.*google-chrome.*Without --pdf"):
        find_browser(which=lambda name: None)


def test_without_a_browser_nothing_is_built(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf.find_browser, "__defaults__", (lambda name: None,))
    result = CliRunner().invoke(cli.app, ["reports", "--pdf", "--output", str(tmp_path / "out")])
    assert isinstance(result.exception, PdfError)
    assert not (tmp_path / "out").exists()


BROWSER = """#!/bin/sh
for argument; do
  case $argument in --print-to-pdf=*) made=${argument#*=} ;; file://*) page=${argument#file://} ;; esac
done
echo "$page" >> "$0.log"
read -r first < "$page"
case $first in
  broken) echo "no such font" >&2; exit 1 ;;
  slow) exec sleep 60 ;;
esac
printf '%%PDF-of %s' "$first" > "$made"
"""


RECORD = {
    "notebook": "votes", "subject": "", "finding": "", "card": {"question": "", "picture": None}, "data_files": [],
    "fingerprint": dict.fromkeys(("notebook", "navigation", "address", "package"), "")
    | {name: {} for name in ("parameters", "data", "libraries")},
    "started": "2026-11-27T22:00:00+00:00", "seconds": 1.0,
}  # fmt: skip


class Pages:
    """Report pages of one line each, and a browser that prints them unless the line says otherwise."""

    def __init__(self, home: Path):
        self.folder, self.log = home / "reports", io.StringIO()
        self.browser = str(home / "browser")
        Path(self.browser).write_text(BROWSER)
        Path(self.browser).chmod(0o755)

    def have(self, **lines: str) -> "Pages":
        store = Store(self.folder)
        with store.locked():
            for slug, line in lines.items():
                store.put(slug, {"index.html": f"{line}\n".encode()}, {**RECORD, "slug": slug})
        return self

    def print(self, *slugs: str, on_event=lambda: None, log_format="text") -> Printed:
        report = reporter(log_format, self.log)
        event = report.event
        report.event = lambda *texts: (event(*texts), on_event())
        return print_reports(self.folder, slugs, self.browser, 2, report)

    def pdfs(self) -> dict[str, bytes]:
        return {path.parent.name: path.read_bytes() for path in self.folder.glob("*/*.pdf")}


@pytest.fixture
def pages(tmp_path) -> Pages:
    return Pages(tmp_path)


def test_only_reports_without_a_pdf_are_printed(pages):
    pages.have(old="as it was").print("old")
    pages.log.truncate(0)
    pages.have(new="new")
    done = pages.print("new", "old", "never-built")
    assert (done.printed, done.failed, done.signal) == (["new"], [], 0)
    assert pages.pdfs() == {"new": b"%PDF-of new", "old": b"%PDF-of as it was"}
    assert pages.log.getvalue().endswith("[1/1] new\n")
    assert len(Path(f"{pages.browser}.log").read_text().splitlines()) == 2
    assert sorted(path.name for path in pages.folder.iterdir()) == [".lock", "new", "old"]


@pytest.mark.parametrize("damage", [b"", b"%PDF-of a page that was", b"%PDF-of b"])
def test_a_report_whose_pdf_was_altered_is_not_whole(pages, damage):
    pages.have(a="a").print("a")
    store = Store(pages.folder)
    assert store.record("a")["files"].keys() == {"index.html", "report.pdf"}
    (pages.folder / "a" / "report.pdf").write_bytes(damage)
    assert store.record("a") is None  # so a build makes it anew, and it is printed again
    pages.have(a="a").print("a")
    assert pages.pdfs() == {"a": b"%PDF-of a"}


def test_a_pdf_of_which_nothing_was_recorded_is_printed_again(pages, monkeypatch):
    pages.have(a="a")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Store, "former", lambda *_: os.kill(os.getpid(), signal.SIGINT))  # as if killed in between
        with Store(pages.folder).locked():
            Store(pages.folder).add("a", "report.pdf", b"%PDF-of ")
    assert pages.print("a").printed == ["a"]
    assert pages.pdfs() == {"a": b"%PDF-of a"}


def test_machines_are_told_what_is_printed(pages):
    pages.have(a="a").print("a", log_format="json")
    events = [json.loads(line) for line in pages.log.getvalue().splitlines()]
    assert [one["event"] for one in events] == ["begin", "built", "end"]
    assert (events[0]["making"], events[0]["total"], events[2]["printed"]) == ("PDFs", 1, 1)


def test_a_page_that_cannot_be_printed_keeps_no_other_from_it(pages):
    done = pages.have(a="broken", b="b", c="c").print("a", "b", "c")
    assert (sorted(done.printed), done.failed) == (["b", "c"], ["a"])
    assert str(done) == "2 printed as report.pdf, 1 failed"
    assert pages.pdfs().keys() == {"b", "c"}
    assert f"a: failed: {pages.folder}/a/index.html: {pages.browser} could not print it (no such font)" in (
        pages.log.getvalue()
    )


def test_a_full_disk_leaves_no_half_pdf(pages, monkeypatch):
    pages.have(a="a")
    Disk(monkeypatch, errno.ENOSPC)
    done = pages.print("a")
    assert (done.printed, done.failed) == ([], ["a"])
    assert pages.pdfs() == {}
    assert "make room and build again" in pages.log.getvalue()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_printing_and_leaves_whole_files(pages, signum):
    slugs = [f"p{number}" for number in range(20)]
    pages.have(**dict.fromkeys(slugs, "page"))
    done = pages.print(*slugs, on_event=lambda: os.kill(os.getpid(), signum))
    assert done.signal == signum
    assert str(done).endswith(", interrupted")
    assert 1 <= len(done.printed) < len(slugs)
    assert pages.pdfs() == dict.fromkeys(done.printed, b"%PDF-of page")
    assert len(Path(f"{pages.browser}.log").read_text().splitlines()) < len(slugs)


def test_a_signal_does_not_wait_for_a_browser_that_hangs(pages):
    pages.have(a="slow", b="b")
    begun = time.monotonic()
    done = pages.print("a", "b", on_event=lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert (done.printed, done.signal) == (["b"], signal.SIGTERM)
    assert time.monotonic() - begun < 20
    assert not [one for one in psutil.process_iter(["cmdline"]) if pages.browser in (one.info["cmdline"] or ())]


def test_no_pdf_is_written_while_another_build_writes_there(pages):
    pages.have(a="a")
    with Store(pages.folder).locked(), pytest.raises(ReportsError, match="another build is writing there"):
        pages.print("a")
    assert pages.pdfs() == {}


def test_the_exit_code_tells_of_a_page_that_was_not_printed(tmp_path, monkeypatch):
    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    command = ["reports", "one-contest/preston-mp-2024", "--pdf", "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(cli.app, command)
    assert result.exit_code == 1
    assert "one-contest/preston-mp-2024: failed" in result.output
    assert "it gave no reason" in result.output
    assert (tmp_path / "out/one-contest/preston-mp-2024/index.html").is_file()


def test_a_browser_that_takes_too_long_is_reported(pages):
    pages.have(a="slow")
    with pytest.raises(PdfError, match=r"could not print it \(.*timed out after 0.1 seconds"):
        print_page(pages.folder / "a" / "index.html", pages.browser, timeout=0.1)


@pytest.mark.browser
def test_a_page_becomes_a_tagged_pdf(tmp_path):
    try:
        browser = find_browser()
    except PdfError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    page = tmp_path / "an (odd) name" / "index.html"
    page.parent.mkdir()
    links = "<a href='../cite.bib'>c</a> <a href='a.csv'>a</a> <a href='https://example.org/a'>e</a>"
    page.write_text(f"<!DOCTYPE html><html lang=en><title>t</title><h1>Hackney</h1><h2>2002</h2>{links}", "utf-8")
    content = print_page(page, browser)
    for link in (b"/URI (../cite.bib)", b"/URI (a.csv)", b"/URI (https://example.org/a)"):
        assert link in content
    assert b"file:" not in content and tmp_path.name.encode() not in content
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content
    assert b"/Outlines" in content
