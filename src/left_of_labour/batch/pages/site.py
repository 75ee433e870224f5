"""The ways into the reports: the index page, and the README for visitors of the repository.

Both are made from the records of the reports (see `build`): `slug`, `notebook`, `subject`, `finding`, `started`, and
`card` with `question` and `picture` (`alt` and `size`, or none).
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2

from left_of_labour.batch.pages import assets
from left_of_labour.batch.pages.front import read_front
from left_of_labour.batch.pages.pictures import THUMBNAIL, alike
from left_of_labour.batch.project import Project

__all__ = ["readme", "readme_files", "render_index", "stale"]

Records = Mapping[str, Mapping[str, Any]]

_PICTURES = "pictures"
_ACROSS = 3


def render_index(records: Records, project: Project, folder: Path | None = None) -> str:
    """The page that opens with the answer and lists reports with their findings, grouped by question.

    Parameters
    ----------
    records
        How each report was made, by slug, in the order of the run list.
    project
        Whose reports they are.
    folder
        Of the reports, for what the index opens with.
    """
    listed = {slug: record for slug, record in records.items() if slug != project.front}
    front = read_front(folder, project.front) if folder else {}
    script = assets.source("index/index.js")
    return _template().render(
        groups=list(_groups(listed)),
        total=len(listed),
        day=_day(max(record["started"] for record in records.values())) if records else "",
        front=front,
        faces=assets.faces(tuple(map(tuple, project.fonts))) if front.get("picture") else "",
        project=project,
        thumbnail=THUMBNAIL,
        style=assets.style("index/index.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def readme(records: Records, project: Project) -> str:
    """The findings as a page for the repository: by question, with the pictures of the first few reports.

    It says nothing of when and where the reports were made, so the same findings make the same text.

    Parameters
    ----------
    records
        As for `render_index`; of the default runs.
    project
        As for `render_index`.
    """
    parts = [project.readme]
    for group in _groups(records):
        parts.append(f"## {_markdown(group['question'])}\n")
        shown = [card for card in group["cards"] if card["card"]["picture"]][:_ACROSS]
        if shown:
            cells = "\n".join(map(_image, shown))
            parts.append(f"<table><tr>\n{cells}\n</tr></table>\n")
        parts.append(
            "\n".join(f"- **{_markdown(_name(card))}:** {_markdown(card['finding'])}" for card in group["cards"])
        )
        parts.append("")
    return "\n".join(parts)


def readme_files(folder: Path, records: Records, project: Project) -> dict[str, bytes]:
    """README.md and the pictures in it, by name.

    Parameters
    ----------
    folder
        Of the reports.
    records, project
        As for `readme`.
    """
    text = readme(records, project)
    pictures = {
        _picture(record): (folder / slug / THUMBNAIL).read_bytes()
        for slug, record in records.items()
        if record["card"]["picture"] and f'"{_picture(record)}"' in text
    }
    return {"README.md": text.encode(), **pictures}


def stale(committed: Path, built: Path) -> list[str]:
    """Which files of the README in one folder are not what a build has made in another."""
    here, there = (dict(_readme_contents(folder)) for folder in (committed, built))
    return sorted(
        name
        for name in here.keys() | there.keys()
        if name not in here or name not in there or not _same(here[name], there[name])
    )


def _groups(records: Records) -> Iterator[dict[str, Any]]:
    """The reports by notebook, in their order."""
    cards = sorted(records.values(), key=_notebook_order(records))
    for notebook, group in groupby(cards, key=lambda record: record["notebook"]):
        found = [{**record, "day": _day(record["started"])} for record in group]
        yield {"notebook": notebook, "question": found[0]["card"]["question"], "cards": found}


def _notebook_order(records: Records) -> Callable[[Mapping[str, Any]], int]:
    order = list(dict.fromkeys(record["notebook"] for record in records.values()))
    return lambda record: order.index(record["notebook"])


def _day(moment: str) -> str:
    """
    Examples
    --------
    >>> _day("2026-11-21T19:30:00+00:00")
    '21 November 2026'
    """
    date = dt.datetime.fromisoformat(moment)
    return f"{date.day} {date:%B %Y}"


def _readme_contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in (folder / "README.md", *(folder / _PICTURES).glob("*.png")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _picture(record: Mapping[str, Any]) -> str:
    return f"{_PICTURES}/{record['slug'].replace('/', '--')}.png"


def _image(record: Mapping[str, Any]) -> str:
    """A cell with a picture over its title."""
    picture = record["card"]["picture"]
    alt, title = (escape(" ".join(picture[name].split())) for name in ("alt", "title"))
    return f'<td valign="top" width="{100 // _ACROSS}%"><img src="{_picture(record)}" alt="{alt}"><br>{title}</td>'


def _name(record: Mapping[str, Any]) -> str:
    return str(record["subject"] or record["slug"])


def _markdown(text: str) -> str:
    """Text from data as text, not as markup."""
    return re.sub(r"([\\`*_\[\]|~])", r"\\\1", escape(" ".join(text.split()), quote=False))


def _same(one: bytes, other: bytes) -> bool:
    return one == other or (one.startswith(b"\x89PNG") and alike(one, other))


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FunctionLoader(assets.source)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.ChainableUndefined)
    return environment.get_template("index/index.html.j2")
