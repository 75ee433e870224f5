"""The index of reports and the README of findings."""

import base64
import hashlib
import io
import re
import shutil
from dataclasses import replace

import pytest
from page_kit import executed
from PIL import Image, ImageDraw
from test_page import Parsed

from left_of_labour import paths
from left_of_labour.batch.outputs import collect
from left_of_labour.batch.pages import page, site
from left_of_labour.batch.pages.front import FRONT, front
from left_of_labour.batch.pages.pictures import THUMBNAIL, alike, thumbnail, thumbnail_size
from left_of_labour.batch.runs import read
from left_of_labour.batch.store import Store
from left_of_labour.collection import PROJECT


def record(slug: str, who: str = "Paul Foot", picture: bool = True, **more) -> dict:
    shown = collect(executed(who))
    card = page.card(executed(who), shown)
    if not picture:
        card["picture"] = None
    return {
        "slug": slug,
        "notebook": slug.split("/")[0],
        "subject": shown.subject,
        "finding": shown.finding,
        "card": card,
        "started": "2026-11-21T19:30:00+00:00",
        **more,
    }


@pytest.fixture
def records() -> dict[str, dict]:
    slugs = ["compare/wide", "one-contest/b", "compare/core", "one-contest/a", "one-contest/c", "one-contest/d"]
    return {slug: record(slug) for slug in slugs}


@pytest.fixture
def folder(tmp_path, records):
    picture = thumbnail(collect(executed()).figures[0])
    for slug in records:
        (tmp_path / slug).mkdir(parents=True)
        (tmp_path / slug / THUMBNAIL).write_bytes(picture)
    (tmp_path / "pictures").mkdir()
    for name, content in site.readme_files(tmp_path, records, PROJECT).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_cards_stand_under_their_question_in_the_order_of_the_run_list(records):
    records["compare/wide"]["card"]["question"] = "Which came closest?"
    parsed = Parsed(site.render_index(records, PROJECT))
    links = [attrs["href"] for attrs in parsed.all("a") if attrs["href"].endswith("/index.html")]
    order = ["compare/wide", "compare/core", "one-contest/b", "one-contest/a", "one-contest/c", "one-contest/d"]
    assert links == [f"{slug}/index.html" for slug in order]
    assert parsed.texts["h3"] == ["Which came closest?", "How close was it?"]
    assert [attrs["id"] for attrs in parsed.all("h3")] == ["compare", "one-contest"]


def test_a_card_has_finding_picture_and_date(records):
    parsed = Parsed(site.render_index(records, PROJECT))
    pictures = parsed.all("img", loading="lazy", src=f"compare/wide/{THUMBNAIL}")
    assert pictures[0]["alt"] == "Two bars; Paul Foot has the shorter one"
    assert parsed.texts["h4"][0] == "Paul Foot came third."
    assert parsed.texts["time"][0] == "21 November 2026"


def test_a_report_without_a_picture_still_has_a_card():
    parsed = Parsed(site.render_index({"claims": record("claims", picture=False)}, PROJECT))
    assert not parsed.all("img")
    assert parsed.all("a", href="claims/index.html")


def test_text_from_data_is_escaped_in_index_and_readme():
    evil = "<script>alert(1)</script>"
    records = {"claims": record("claims", evil)}
    index = Parsed(site.render_index(records, PROJECT))
    assert len(index.all("script")) == 1
    assert f"{evil} came third." in index.texts["h4"]
    assert "<script" not in site.readme(records, PROJECT)


def test_the_index_allows_its_own_script_and_no_other(records):
    text = site.render_index(records, PROJECT)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = Parsed(text).all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert {"frame-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy.split("; "))


def test_the_index_opens_with_the_answer_of_the_front_report(records, folder):
    project = replace(PROJECT, front="compare/wide")
    before = Parsed(site.render_index(records, project, folder))
    assert before.texts["h1"] == [PROJECT.question]
    assert not before.all("div", role="img"), "without its report the index says nothing that is not there"
    shown = front(collect(executed()), ["one-contest/a"])
    (folder / "compare/wide" / FRONT).write_text(shown, encoding="utf-8")
    text = site.render_index(records, project, folder)
    parsed = Parsed(text)
    assert text.index("Paul Foot came third.", text.index("<h1>")) < text.index("<figure") < text.index("<caption>")
    assert parsed.texts["caption"] == ["Votes of Paul Foot"]
    assert not parsed.all("a", href="compare/wide/index.html"), "it is no card among the others"


def test_the_readme_says_nothing_of_when_it_was_made(records):
    later = {slug: {**one, "started": "2027-01-01T00:00:00+00:00"} for slug, one in records.items()}
    assert site.readme(records, PROJECT) == site.readme(later, PROJECT)


def test_the_readme_shows_every_finding_and_the_first_pictures(folder, records):
    text = (folder / "README.md").read_text()
    assert text.count("Paul Foot came third.") == len(records)
    assert sorted(path.name for path in (folder / "pictures").iterdir()) == [
        "compare--core.png", "compare--wide.png",
        "one-contest--a.png", "one-contest--b.png", "one-contest--c.png",
    ]  # fmt: skip
    assert all((folder / path).is_file() for path in re.findall(r'src="([^"]*)"', text))


def test_a_changed_finding_picture_or_set_of_pictures_is_stale(folder, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy") / "reports"
    shutil.copytree(folder, copy)
    assert site.stale(copy, folder) == []
    (copy / "README.md").write_text((copy / "README.md").read_text().replace("third", "second"))
    assert site.stale(copy, folder) == ["README.md"]
    (copy / "pictures" / "compare--wide.png").unlink()
    (copy / "pictures" / "extra.png").write_bytes(b"")
    assert site.stale(copy, folder) == ["README.md", "pictures/compare--wide.png", "pictures/extra.png"]


def test_pictures_that_look_different_are_not_alike():
    def drawn(end: int) -> bytes:
        picture = Image.new("RGB", (480, 200), "white")
        ImageDraw.Draw(picture).rectangle((0, 0, end, 100), fill="black")
        content = io.BytesIO()
        picture.save(content, "PNG")
        return content.getvalue()

    assert alike(drawn(200), drawn(200))
    assert not alike(drawn(200), drawn(240))


def test_thumbnails_are_small_and_keep_their_shape():
    figure = collect(executed()).figures[0]
    small = thumbnail(figure)
    assert len(small) < 12_000 < len(figure.png) * 2
    assert thumbnail_size(figure)[0] == 480


def test_committed_pictures_are_small():
    pictures = list((paths.project_dir() / "reports" / "pictures").glob("*.png"))
    assert sum(path.stat().st_size for path in pictures) < 1_500_000


@pytest.mark.slow
def test_the_committed_readme_is_what_the_reports_say(all_reports, tmp_path):
    """README.md and its pictures are written for the repository's own folder alone, so they are made here anew."""
    slugs = [run.slug for run in read(paths.notebooks_dir(), lambda name: []).default]
    records = Store(all_reports).records(slugs)
    (tmp_path / "pictures").mkdir()
    for name, content in site.readme_files(all_reports, {slug: records[slug] for slug in slugs}, PROJECT).items():
        (tmp_path / name).write_bytes(content)
    committed = paths.project_dir() / "reports"
    assert site.stale(committed, tmp_path) == [], "run `make reports` and commit reports/README.md and pictures/"


@pytest.mark.slow
def test_readers_meet_no_ids_column_names_or_code(all_reports):
    """In what a page shows: not in code, in the titles of sources, in parameters, or in the formula of a claim."""
    unseen = (
        r"<(script|style|pre)\b.*?</\1>",
        r'<ul class="sources">.*?</ul>',
        r"<dt>Parameters</dt><dd>.*?</dd>",
        r'<td[^>]*data-label="formula">.*?</td>',
    )
    code = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z-]+-(?:mayor|mp|council|assembly)-\d{4}\b|\b\w+\.csv\b")
    found = set()
    one_each = {path.parent.parent: path for path in sorted(all_reports.glob("*/*/index.html"))}
    for path in one_each.values():
        page = path.read_text("utf-8")
        for pattern in unseen:
            page = re.sub(pattern, " ", page, flags=re.DOTALL)
        found |= {(path.parent.name, word) for word in code.findall(re.sub(r"<[^>]+>", " ", page))}
    assert sorted(found) == []
