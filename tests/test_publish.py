"""The site for a static host: whole, with relative links, and never over what is not ours."""

import datetime as dt
import importlib.util
import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest
import yaml
from page_kit import executed
from PIL import Image
from test_page import Parsed

from left_of_labour import methods, paths
from left_of_labour.batch.pages.publish import MARK, PublishError, TextPage, publish
from left_of_labour.collection import PROJECT

ADDRESS = "https://example.org/left"


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    (folder / "a" / "b").mkdir(parents=True)
    head = '<link rel="icon" href="data:,">'
    (folder / "index.html").write_text(f"<head>{head}</head><main><a href='a/b/index.html'>b</a></main>")
    (folder / "a" / "b" / "index.html").write_text(f"<head>{head}</head><a href='../../index.html'>home</a>")
    nbformat.write(executed('"Foot"'), folder / "a" / "b" / "report.ipynb")
    for name in ("run.json", "votes.csv", "front.json"):
        (folder / "a" / "b" / name).write_text("x")
    for name in ("manifest.json", "README.md", ".lock"):
        (folder / name).write_text("x")
    return folder


def files(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_only_what_was_asked_for_is_published(reports, tmp_path):
    page = TextPage("methods", "Methods", "How.")
    count = publish(reports, ["a/b"], tmp_path / "site", PROJECT, [page], ADDRESS)
    expected = {
        "index.html",
        "a/b/index.html",
        "a/b/votes.csv",
        "a/b/report.ipynb",
        "a/b/share.png",
        "methods.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
    }
    assert files(tmp_path / "site") == expected | {MARK, ".nojekyll"}
    assert count == len(expected) + 2
    assert f"<loc>{ADDRESS}/a/b/</loc>" in (tmp_path / "site" / "sitemap.xml").read_text()
    assert f'<link rel="canonical" href="{ADDRESS}/a/b/">' in (tmp_path / "site/a/b/index.html").read_text()


def test_where_the_address_is_known_it_is_shared_with_a_picture_that_says_what_it_shows(reports, tmp_path):
    site = tmp_path / "site"
    publish(reports, ["a/b"], site, replace(PROJECT, front="a/b"), [], ADDRESS)
    with Image.open(site / "a/b/share.png") as picture:
        size = {"og:image:width": str(picture.width), "og:image:height": str(picture.height)}
    for name in ("index.html", "a/b/index.html"):
        page = Parsed((site / name).read_text())
        told = {meta["property"]: meta["content"] for meta in page.all("meta") if "property" in meta}
        picture = {"og:image": f"{ADDRESS}/a/b/share.png", "og:image:alt": 'Two bars; "Foot" has the shorter one'}
        assert told == picture | size
    publish(reports, ["a/b"], site, PROJECT, [])
    assert "a/b/share.png" not in files(site)
    assert "og:image" not in (site / "a/b/index.html").read_text()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'])
def test_what_is_not_the_notebook_of_a_report_gives_no_picture_and_is_named(reports, tmp_path, text):
    (reports / "a/b/report.ipynb").write_text(text)
    with pytest.raises(PublishError, match=r"a/b/report.ipynb: not the notebook of a report \(.+\); build it again"):
        publish(reports, ["a/b"], tmp_path / "site", PROJECT, [], ADDRESS)


def test_pages_of_text_run_and_embed_and_send_nothing(reports, tmp_path):
    publish(reports, ["a/b"], tmp_path / "site", PROJECT, [TextPage("methods", "Methods", "How.")])
    for name in ("methods.html", "404.html"):
        page = Parsed((tmp_path / "site" / name).read_text())
        (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
        parts = policy["content"].split("; ")
        assert {"default-src 'none'", "frame-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(parts)
        assert not [part for part in parts if part.startswith("script-src")]


def test_every_link_of_the_site_is_relative_and_leads_somewhere(reports, tmp_path):
    site = tmp_path / "site"
    publish(reports, ["a/b"], site, PROJECT, [TextPage("methods", "Methods", "How.")])
    for path in site.rglob("*.html"):
        if path.name != "404.html":
            for link in Parsed(path.read_text()).all("a"):
                target = unquote(urldefrag(link["href"])[0]) or path.name
                assert not target.startswith("/")
                assert (path.parent / target).is_file(), (path, target)


def test_an_earlier_site_is_replaced_as_a_whole(reports, tmp_path):
    site = tmp_path / "site"
    publish(reports, ["a/b"], site, PROJECT, [TextPage("old", "Old", "x")])
    publish(reports, ["a/b"], site, PROJECT, [])
    assert "old.html" not in files(site)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports", "site"]


def test_a_folder_that_is_not_ours_is_left_alone(reports, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    with pytest.raises(PublishError, match=r"not ours \(letter.txt\)"):
        publish(reports, ["a/b"], tmp_path / "home", PROJECT, [])
    assert files(tmp_path / "home") == {"letter.txt"}
    (tmp_path / "link").symlink_to(tmp_path / "home")
    with pytest.raises(PublishError, match="link"):
        publish(reports, ["a/b"], tmp_path / "link", PROJECT, [])


@pytest.mark.parametrize("name", ["CNAME", ".git/config", "a/b/index.html"])
def test_what_was_put_into_a_site_is_not_replaced_with_it(reports, tmp_path, name):
    site = tmp_path / "site"
    publish(reports, ["a/b"], site, PROJECT, [])
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text("mine")
    with pytest.raises(PublishError, match=rf"not ours \({name}\)"):
        publish(reports, ["a/b"], site, PROJECT, [])
    assert (site / name).read_text() == "mine"


@pytest.mark.parametrize("name", ["site", "home"])
def test_what_is_in_a_folder_of_somebody_is_not_read(reports, tmp_path, name):
    """A pipe would be waited for, and a home read from end to end."""
    folder = tmp_path / name
    if name == "site":
        publish(reports, ["a/b"], folder, PROJECT, [])
    folder.mkdir(exist_ok=True)
    os.mkfifo(folder / "pipe")
    (folder / "gone").symlink_to("nowhere")
    with pytest.raises(PublishError, match=r"not ours \(gone, pipe\)"):
        publish(reports, ["a/b"], folder, PROJECT, [])


@pytest.mark.parametrize("name", ["site", ".site.publishing"])
def test_what_lies_beside_a_site_stays(reports, tmp_path, name):
    (tmp_path / name / "new").mkdir(parents=True)
    (tmp_path / name / "new" / "letter.txt").write_text("dear")
    with pytest.raises(PublishError, match=r"not ours|move it away"):
        publish(reports, ["a/b"], tmp_path / "site", PROJECT, [])
    assert files(tmp_path / name) == {"new/letter.txt"}


@pytest.mark.parametrize("does", ["mkdir", "write_text", "rename", "unlink", "rmdir"])
def test_a_site_is_whole_whenever_it_is_killed_or_the_disk_is_full(reports, tmp_path, does):
    site = tmp_path / "site"
    publish(reports, ["a/b"], site, PROJECT, [TextPage("old", "Old", "x")])
    old = files(site)
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):
        for allowed in range(20):
            left = [allowed]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Path, does, _limited(getattr(Path, does), left, error))
                try:
                    publish(reports, ["a/b"], site, PROJECT, [])
                except (PublishError, KeyboardInterrupt) as fault:
                    assert isinstance(fault, KeyboardInterrupt) or "No space left" in str(fault)
            whole = files(site) if site.exists() else files(tmp_path / ".site.publishing" / "old")
            assert whole in (old, old - {"old.html"}), (allowed, whole)
            publish(reports, ["a/b"], site, PROJECT, [TextPage("old", "Old", "x")])
            assert files(site) == old
            assert sorted(path.name for path in tmp_path.iterdir()) == ["reports", "site"]
            if left[0] > 0:
                break


def _limited(does, left, error):
    def limited(*given, **options):
        left[0] -= 1
        if left[0] < 0:
            raise error
        return does(*given, **options)

    return limited


def test_reports_that_are_not_built_are_named(reports, tmp_path):
    with pytest.raises(PublishError, match="not built yet: c/d"):
        publish(reports, ["a/b", "c/d"], tmp_path / "site", PROJECT, [])
    assert not (tmp_path / "site").exists()


def test_text_pages_are_made_from_docstrings_codebook_and_changes():
    pages = {page.name: page.markdown for page in methods.text_pages(paths.data_dir(), "someone/fork")}
    assert "Laakso" in pages["methods"]
    assert "Gallagher" in pages["methods"]
    assert "`" not in pages["methods"]
    assert len(re.findall(r"^## ", pages["glossary"], re.MULTILINE)) > 20
    assert "Limehouse" in pages["corrections"]
    assert "someone/fork" in pages["explore"]
    one = {"subject": "Leeds", "date": "2026-11-27", "before": "12 votes.", "after": "13 votes."}
    pages = {page.name: page.markdown for page in methods.text_pages(paths.data_dir(), corrected=[one])}
    assert pages["corrections"].endswith("- **Leeds**, 27 November 2026. Before: 12 votes. Since: 13 votes.")
    assert "explore" not in {page.name for page in methods.text_pages(paths.data_dir())}


def test_the_workflow_tests_by_the_same_script_and_needs_no_secret():
    text = (paths.project_dir() / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert any(step.get("run") == "bash .ci/run" for step in jobs["test"]["steps"])
    assert jobs["publish"]["needs"] == "test"
    assert "secrets." not in text


@pytest.fixture(scope="module")
def release():
    place = paths.project_dir() / "tools" / "release.py"
    spec = importlib.util.spec_from_file_location("release", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_release_writes_the_version_everywhere_or_nowhere(release, tmp_path):
    names = ["pyproject.toml", "src/left_of_labour/__init__.py", "CITATION.cff", "CHANGELOG.md"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((paths.project_dir() / name).read_text("utf-8"), "utf-8")
    assert release.prepare(tmp_path, "9.8.7", dt.date(2027, 1, 2)) == sorted(names)
    assert all("9.8.7" in (tmp_path / name).read_text("utf-8") for name in names)
    assert yaml.safe_load((tmp_path / "CITATION.cff").read_text("utf-8"))["date-released"] == dt.date(2027, 1, 2)
    (tmp_path / "CITATION.cff").write_text("title: x\n")
    before = (tmp_path / "pyproject.toml").read_text("utf-8")
    with pytest.raises(release.ReleaseError, match=r"CITATION\.cff"):
        release.prepare(tmp_path, "9.9.0", dt.date(2027, 1, 3))
    assert (tmp_path / "pyproject.toml").read_text("utf-8") == before
    with pytest.raises(release.ReleaseError, match="'next' is not a version"):
        release.prepare(tmp_path, "next", dt.date(2027, 1, 3))
