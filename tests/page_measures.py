"""What a reader meets on built pages, in numbers: where the first picture is, how small type gets, what is hidden.

    python tests/page_measures.py FOLDER...

prints a table with a column for each folder of reports, such as the one of today and the one before a change.
"""

import argparse
import os
import shutil
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}

# Of a text's box, the upper and lower fifths hold no ink of the lines above and below.
OVERLAPS = """async () => {
    await document.fonts.ready;
    const found = [];
    for (const picture of document.querySelectorAll('svg')) {
        const whole = picture.getBoundingClientRect();
        const boxes = [...picture.querySelectorAll('text')].map(text => {
            const box = text.getBoundingClientRect();
            return {words: text.textContent, left: box.left + 0.5, right: box.right - 0.5,
                    top: box.top + box.height / 5, bottom: box.bottom - box.height / 5};
        }).filter(box => box.words.trim());
        boxes.forEach((one, number) => {
            if (one.left < whole.left || one.right > whole.right || one.top < whole.top || one.bottom > whole.bottom)
                found.push(`${picture.id}: over the edge: ${one.words}`);
            for (const other of boxes.slice(number + 1))
                if (one.left < other.right && other.left < one.right
                        && one.top < other.bottom && other.top < one.bottom)
                    found.push(`${picture.id}: ${one.words} on ${other.words}`);
        });
    }
    return found;
}"""

PICTURE = """() => {
    const found = [...document.querySelectorAll('main img, main svg, body img')]
        .find(one => one.getBoundingClientRect().width > 100);
    return found ? Math.round(found.getBoundingClientRect().top + window.scrollY) : null;
}"""

# Type in a picture is scaled with it; what nobody sees, such as folded code, has no boxes.
SMALLEST_TYPE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let least = {size: 99, words: ''};
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, words = walker.currentNode.textContent.trim();
        if (!words || element.closest('script, style') || !element.getClientRects().length) continue;
        const box = element.getBoundingClientRect();
        if (box.right < 0 || box.width === 0) continue;
        const matrix = element.closest('svg') && element.getScreenCTM();
        const size = parseFloat(getComputedStyle(element).fontSize) * (matrix ? Math.hypot(matrix.a, matrix.b) : 1);
        if (size < least.size) least = {size, words};
    }
    return least;
}"""

# A column is hidden if one has to scroll to see it; those behind a switch are announced by it.
HIDDEN_COLUMNS = """() => [...document.querySelectorAll('table')]
    .filter(table => table.getClientRects().length && (table.closest('.table') || table).offsetParent)
    .map(table => [table.caption ? table.caption.textContent : '', table.closest('.table') || table.parentElement])
    .filter(([, box]) => box.scrollWidth > box.clientWidth + 1)
    .map(([caption]) => caption)"""

TABLES = "() => [...document.querySelectorAll('table')].filter(one => one.getClientRects().length).length"


def overlaps(page: Page) -> list[str]:
    """Which texts of the page's pictures touch another or leave their picture, as Chromium sets them."""
    return page.evaluate(OVERLAPS)


def smallest_type(page: Page) -> tuple[float, str]:
    """The smallest type that is seen, in pixels, and its words."""
    found = page.evaluate(SMALLEST_TYPE)
    return found["size"], found["words"]


def hidden_columns(page: Page) -> list[str]:
    """The captions of tables with columns that are only seen by scrolling sideways."""
    return page.evaluate(HIDDEN_COLUMNS)


def links_to_reports(page: Page, here: Path) -> set[str]:
    """Other reports that the page links to."""
    links = page.evaluate("() => [...document.querySelectorAll('a')].map(one => one.href.split('#')[0])")
    reports = {
        link for link in links if link.endswith("/index.html") and link.count("/") > here.as_uri().count("/") - 1
    }
    return reports - {here.as_uri()}


def measure(browser: Browser, folder: Path, axe: bool) -> Iterator[tuple[str, str]]:
    """Each measure of a folder of reports: its name, and the figure."""
    pages = sorted(folder.glob("*/**/index.html"))
    tops: dict[str, list[int]] = {"desktop": [], "phone": []}
    hidden: Counter[str] = Counter()
    tables = 0
    least = (99.0, "")
    links = []
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page = browser.new_page(viewport=size)
        for path in pages:
            page.goto(path.as_uri())
            top = page.evaluate(PICTURE)
            if top is not None:
                tops[name].append(top)
            hidden[name] += len(hidden_columns(page))
            if name == "phone":
                least = min(least, smallest_type(page))
            else:
                tables += page.evaluate(TABLES)
                links.append(len(links_to_reports(page, path)))
        page.close()
    weights = [path.stat().st_size for path in pages]
    yield "reports", f"{len(pages)}"
    yield "reports with a picture", f"{len(tops['desktop'])}"
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        screen = f"{name} {size['width']} × {size['height']}"
        yield f"first picture's top edge, {screen}, px: median", f"{statistics.median(tops[name]):.0f}"
        yield f"first picture's top edge, {screen}, px: largest", f"{max(tops[name])}"
    yield "smallest type at 360, px", f"{least[0]:.1f} (“{least[1][:30]}”)"
    yield "tables", f"{tables}"
    yield "tables with hidden columns at 1280", f"{hidden['desktop']}"
    yield "tables with hidden columns at 360", f"{hidden['phone']}"
    yield "links to other reports, per report: median", f"{statistics.median(links):.0f}"
    yield "links to other reports, per report: least", f"{min(links)}"
    yield "page weight, KB: median", f"{statistics.median(weights) / 1000:.0f}"
    yield "page weight, KB: largest", f"{max(weights) / 1000:.0f}"
    yield "index, KB", f"{(folder / 'index.html').stat().st_size / 1000:.0f}"
    yield "overlaps in pictures, by Chromium", f"{_all_overlaps(browser, folder)}"
    if axe:
        for name in ("light", "dark", "print"):
            yield f"axe violations, {name}", f"{_violations(browser, [folder / 'index.html', *pages], name)}"


def _all_overlaps(browser: Browser, folder: Path) -> str:
    pictures = sorted(folder.rglob("*.svg"))
    if not pictures:
        return "pictures have no text to ask for"
    page = browser.new_page()
    found = 0
    for path in pictures:
        page.set_content(path.read_text("utf-8"))
        found += len(overlaps(page))
    page.close()
    return f"{found} of {len(pictures)} pictures"


def _violations(browser: Browser, pages: list[Path], name: str) -> int:
    page = browser.new_page(color_scheme="dark" if name == "dark" else "light")
    page.emulate_media(media="print" if name == "print" else "screen")
    found = 0
    for path in pages:
        page.goto(path.as_uri())
        violations = Axe().run(page).response["violations"]
        for violation in violations:
            sys.stderr.write(f"{name}: {path}: {violation['id']}: {violation['nodes'][0]['html'][:150]}\n")
        found += len(violations)
    page.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="of built reports")
    parser.add_argument("--chromium", default="chromium", help="the browser's command")
    parser.add_argument("--no-axe", action="store_true", help="leave out what takes longest")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        args = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which(given.chromium), args=args)
        found = [dict(measure(browser, folder.resolve(), not given.no_axe)) for folder in given.folders]
        browser.close()
    names = list(dict.fromkeys(name for one in found for name in one))
    rows = [["measure", *map(str, given.folders)], ["---", *("---:" for _ in found)]]
    rows += [[name, *(one.get(name, "–") for one in found)] for name in names]
    sys.stdout.write("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")


if __name__ == "__main__":
    main()
