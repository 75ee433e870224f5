"""The templates, style sheets and scripts of the pages, as text; nothing here is slow to import."""

import base64
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

__all__ = ["TEMPLATES", "faces", "source", "style"]

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


@cache
def faces(fonts: Iterable[tuple[str, int, str]]) -> str:
    """The typefaces of pictures as style rules that carry the files themselves.

    Parameters
    ----------
    fonts
        Family, weight, and the file as `package:path`; in a tuple.
    """
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{base64.b64encode(_resource(place)).decode('ascii')})}}"
        for family, weight, place in fonts
    )


def _resource(place: str) -> bytes:
    package, _, path = place.partition(":")
    return files(package).joinpath(path).read_bytes()
