"""Reports and their index as readers meet them: clicked, filtered, in the dark, on a phone, without scripts."""

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_measures import DESKTOP, PHONE, PICTURE, hidden_columns, smallest_type

pytestmark = pytest.mark.browser

WIDE = """[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > 361 && !one.closest('.table, .skip'))
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def pages(reports) -> list[Path]:
    """The index, and one report of each notebook."""
    one_each = {path.parent.parent: path for path in sorted(reports.glob("*/*/index.html"))}
    return [reports / "index.html", *one_each.values()]


def test_the_filter_leaves_the_cards_that_have_every_word(reports, open_page):
    page = open_page(reports / "index.html")
    total = page.locator(".card").count()
    assert page.locator(".card:visible").count() == total > 1
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter"
    page.keyboard.type("fÓOT hackney 2002")
    shown = page.locator(".card:visible")
    assert 0 < shown.count() < total
    for text in shown.all_inner_texts():
        assert re.search("(?is)foot", text)
    assert page.locator("#count").inner_text() == f"{shown.count()} of {total} reports"
    page.keyboard.type(" nobody-of-this-name")
    assert page.locator(".card:visible").count() == page.locator("#reports section:visible").count() == 0
    page.keyboard.press("Escape")
    assert page.locator(".card:visible").count() == total


def test_the_index_tells_how_old_a_report_is_and_the_date_without_script(reports, open_page):
    texts = open_page(reports / "index.html").locator("time").first.inner_text()
    assert re.fullmatch(r"this minute|\d+ (minute|hour)s? ago|yesterday", texts)
    plain = open_page(reports / "index.html", java_script_enabled=False)
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}", plain.locator("time").first.inner_text())
    assert plain.locator(".card:visible").count() > 1
    assert not plain.locator("#filter").is_visible()


def test_the_table_of_contests_is_filtered_and_sorted_and_stands_without_a_script(reports, open_page):
    page = open_page(reports / "index.html")
    rows = page.locator(".records tbody tr")
    total = rows.count()
    assert total > 400
    page.locator("#filter").fill("lavalette 2024")
    assert 0 < page.locator(".records tbody tr:visible").count() < 10
    page.locator("#filter").fill("")
    page.get_by_role("button", name="share, %").click()
    shares = [
        float(text) for text in page.locator(".records tbody tr td:nth-child(5)").all_inner_texts() if text != "–"
    ]
    assert shares == sorted(shares, reverse=True)
    plain = open_page(reports / "index.html", java_script_enabled=False)
    assert plain.locator(".records tbody tr:visible").count() == total


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_answer_and_picture_stand_on_the_first_screen(reports, open_page, size):
    page = open_page(reports / "index.html", viewport=size)
    answer, picture = (page.locator(one).bounding_box() for one in (".lead", ".hero"))
    assert answer["y"] + answer["height"] < size["height"]
    assert picture["y"] < size["height"] * 0.75


@pytest.mark.parametrize(("size", "screens"), [(DESKTOP, 1), (PHONE, 2)])
def test_pictures_are_near_the_top_type_is_legible_and_no_column_is_hidden(pages, open_page, size, screens):
    for path in pages:
        page = open_page(path, viewport=size)
        assert page.evaluate(PICTURE) < screens * size["height"], path
        assert smallest_type(page) >= (8, ""), path
        assert hidden_columns(page) == [], path


def test_a_card_is_opened_with_the_keyboard(reports, open_page):
    page = open_page(reports / "index.html")
    page.locator(".card a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*/index.html")
    assert page.locator(".question").inner_text().endswith("?")


@pytest.mark.parametrize("script", [True, False])
def test_one_switch_shows_all_code_and_each_cell_has_its_own(reports, open_page, script):
    page = open_page(next(reports.glob("one-contest/*/index.html")), java_script_enabled=script)
    code = page.locator(".source")
    assert code.count() > 5
    assert page.locator(".source:visible").count() == 0
    page.locator(".code summary:visible").first.click()
    assert page.locator(".source:visible").count() == 1
    page.get_by_label("Show the code").check()
    assert page.locator(".source:visible").count() == code.count()
    page.get_by_label("Show the code").uncheck()
    assert page.locator(".source:visible").count() == 1


def test_pages_ask_nobody_for_anything_and_complain_of_nothing(pages, open_page):
    for path in pages:
        page = open_page(path)
        page.evaluate("document.querySelectorAll('img').forEach(img => img.loading = 'eager')")
        # Not `wait_for_function`: it evaluates text, which the page's own security policy forbids.
        page.evaluate("Promise.all([...document.images].map(img => img.decode().catch(() => null)))")
        assert page.evaluate("[...document.images].filter(img => !img.naturalWidth).map(img => img.src)") == []
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
        assert page.complaints == []


def test_every_link_leads_somewhere(pages, open_page):
    broken = []
    for path in pages:
        page = open_page(path)
        for link in page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)"):
            if link.startswith("https://") or link.startswith("http://"):
                continue
            address, anchor = urldefrag(link)
            target = Path(unquote(address.removeprefix("file://")))
            if not target.is_file() or (anchor and f'id="{unquote(anchor)}"' not in target.read_text(encoding="utf-8")):
                broken.append((path.parent.name, link))
    assert broken == []


@pytest.mark.parametrize(("scheme", "media"), [("light", "screen"), ("dark", "screen"), ("light", "print")])
def test_axe_finds_nothing(pages, open_page, scheme, media):
    found = {}
    for path in pages:
        page = open_page(path, color_scheme=scheme)
        page.emulate_media(media=media)
        if path == pages[-1] and media == "screen":
            page.get_by_label("Show the code").check()
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.setdefault(path.parent.name, []).append((violation["id"], violation["help"], nodes))
    assert found == {}


def test_nothing_but_tables_scrolls_sideways_on_a_phone(pages, open_page):
    for path in pages:
        page = open_page(path, viewport=PHONE)
        if page.get_by_label("Show the code").count():
            page.get_by_label("Show the code").check()
        wide = page.evaluate(WIDE)
        assert (path.parent.name, wide) == (path.parent.name, [])
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_paper_carries_the_report_without_code_and_controls(reports, open_page):
    page = open_page(next(reports.glob("one-contest/*/index.html")), color_scheme="dark")
    page.get_by_label("Show the code").check()
    page.emulate_media(media="print")
    assert page.locator(".source:visible, .contents:visible, .take:visible").count() == 0
    assert page.locator("h1:visible, .finding:visible, .chart:visible").count() >= 3
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_the_index_takes_two_sheets_of_paper(reports, open_page):
    page = open_page(reports / "index.html")
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 2
    page.emulate_media(media="print")
    assert re.search(r"\d{1,2} \w+ \d{4}", page.locator(".printed").inner_text())
    assert page.locator(".card:visible").count() == 0


def test_pages_are_light(reports, pages):
    weights = {path.parent.name: path.stat().st_size for path in pages}
    assert max(weights.values()) < 1_000_000, weights
    index = pages[0]
    thumbnails = sum(path.stat().st_size for path in reports.glob("*/*/thumbnail.png"))
    assert index.stat().st_size + thumbnails < 1_500_000
