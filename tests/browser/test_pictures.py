"""Every picture as Chromium sets its type: it may differ from the renderer that placed the labels."""

import re

import pytest
from page_measures import overlaps

pytestmark = pytest.mark.browser


def page_of(pictures: dict[str, str]) -> str:
    """One page with every picture, the typeface once."""
    faces = {style for picture in pictures.values() for style in re.findall(r"<style>.*?</style>", picture, re.DOTALL)}
    assert len(faces) == 1, "every picture carries the same typeface"
    bodies = [
        re.sub(r"<style>.*?</style>", "", picture, flags=re.DOTALL).replace("<svg ", f'<svg id="{name}" ', 1)
        for name, picture in pictures.items()
    ]
    return f"<!doctype html><meta charset=utf-8>{faces.pop()}{''.join(bodies)}"


def test_no_text_overlaps_or_leaves_its_picture(reports, open_page, tmp_path):
    pictures = {str(path.relative_to(reports)): path.read_text("utf-8") for path in sorted(reports.rglob("*.svg"))}
    assert len(pictures) > 100
    path = tmp_path / "pictures.html"
    path.write_text(page_of(pictures), encoding="utf-8")
    page = open_page(path)
    assert overlaps(page) == []
    assert page.evaluate("""document.fonts.check('14px "Source Sans Pro"')""")
    assert page.asked == [path.as_uri()], "a picture needs nothing from elsewhere"


def test_an_overlap_would_be_found(open_page, tmp_path):
    words = '<text x="10" y="50">first</text><text x="14" y="52">second</text><text x="180" y="20">over the edge</text>'
    path = tmp_path / "bad.html"
    path.write_text(f'<!doctype html><svg id="bad" width="200" height="100">{words}</svg>', encoding="utf-8")
    found = overlaps(open_page(path))
    assert found == ["bad: first on second", "bad: over the edge: over the edge"]
