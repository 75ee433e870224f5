"""The templates, style sheets and scripts of the pages, as text; nothing here is slow to import."""

import re
from functools import cache
from importlib.resources import files

__all__ = ["TEMPLATES", "source", "style"]

TEMPLATES = files("left_of_labour.batch.pages") / "templates"


@cache
def source(name: str) -> str:
    """The text of one file."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def style(name: str) -> str:
    """The style sheet shared by all pages followed by that of one kind of page, without comments and line breaks."""
    sheets = source("shared.css") + source(name)
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)).strip()
