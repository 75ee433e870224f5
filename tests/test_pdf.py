"""Printing reports: with a browser a tagged PDF, without one a plain message."""

import os
import shutil

import pytest
from typer.testing import CliRunner

from left_of_labour import cli
from left_of_labour.batch import pdf
from left_of_labour.batch.pdf import PdfError, find_browser, print_pages, unprinted


def test_without_a_browser_the_message_says_what_is_missing_and_what_still_works():
    with pytest.raises(PdfError, match=r"(?s)--pdf needs Chromium or Chrome.*google-chrome.*Without --pdf"):
        find_browser(which=lambda name: None)


def test_without_a_browser_nothing_is_built(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf.find_browser, "__defaults__", (lambda name: None,))
    result = CliRunner().invoke(cli.app, ["reports", "--pdf", "--output", str(tmp_path / "out")])
    assert isinstance(result.exception, PdfError)
    assert not (tmp_path / "out").exists()


def test_only_reports_without_a_pdf_are_printed(tmp_path):
    for slug in ("a/new", "a/old"):
        (tmp_path / slug).mkdir(parents=True)
        (tmp_path / slug / "index.html").touch()
    (tmp_path / "a/old" / "report.pdf").touch()
    assert unprinted(tmp_path, ["a/new", "a/old", "a/failed"]) == [tmp_path / "a/new" / "index.html"]


def test_a_browser_that_prints_nothing_is_reported(tmp_path):
    page = tmp_path / "index.html"
    page.touch()
    with pytest.raises(PdfError, match="could not print it"):
        print_pages([page], shutil.which("false") or "false")


@pytest.mark.browser
def test_a_page_becomes_a_tagged_pdf(tmp_path):
    try:
        browser = find_browser()
    except PdfError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    page = tmp_path / "index.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>t</title><h1>Hackney</h1><h2>2002</h2>", encoding="utf-8")
    content = print_pages([page], browser)[page].read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content
    assert b"/Outlines" in content
