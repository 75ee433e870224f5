"""A folder ready for any static host: the reports that a build made, pages of text, a map of the site, a 404 page.

Where the address is known each report gets a picture, too, which networks show when its address is shared.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from nbformat import v4

from left_of_labour.batch.outputs import collect
from left_of_labour.batch.pages.assets import source, style
from left_of_labour.batch.pages.page import markdown, question
from left_of_labour.batch.pages.pictures import SHARED, share
from left_of_labour.batch.project import Project
from left_of_labour.errors import LeftOfLabourError

__all__ = ["PublishError", "TextPage", "publish"]

MARK = ".published"
SHARE = "share.png"
_OWN = {"run.json", "front.json"}


class PublishError(LeftOfLabourError):
    """A site cannot be written where it was asked for."""


@dataclass(frozen=True)
class TextPage:
    """A page of text: its file's name without the ending, its title, and Markdown."""

    name: str
    title: str
    markdown: str


def publish(
    reports: Path, slugs: Iterable[str], target: Path, project: Project, pages: Iterable[TextPage], address: str = ""
) -> int:
    """Write the site: an earlier one is replaced as a whole, and nothing that was not written here is touched.

    Parameters
    ----------
    reports
        The folder that a build made.
    slugs
        The reports to publish.
    target
        Empty, not there yet, or a folder that this function made and nobody changed.
    project
        Whose reports they are.
    pages
        Pages of text beside the reports.
    address
        Where the site will be, for the map of the site and for the pictures that networks show; may be unknown.

    Returns
    -------
    int
        The number of files written.

    Raises
    ------
    PublishError
        If the folder holds something that is not ours, it cannot be written, or a report is missing.
    """
    try:
        return _publish(reports, list(slugs), target, project, pages, address.rstrip("/"))
    except OSError as error:
        where = error.filename or target
        raise PublishError(f"{where}: cannot write the site ({error.strerror}); what was there is unchanged") from error


def _publish(
    reports: Path, slugs: list[str], target: Path, project: Project, pages: Iterable[TextPage], address: str
) -> int:
    _require_ours(target)
    missing = [slug for slug in slugs if not (reports / slug / "index.html").is_file()]
    if missing or not (reports / "index.html").is_file():
        raise PublishError(
            f"{reports}: not built yet: {', '.join(missing[:5]) or 'index.html'}; build the reports first"
        )
    work = target.with_name(f".{target.name}.publishing")
    fresh, old = work / "new", work / "old"
    _clear(work, target)
    work.mkdir(parents=True, exist_ok=True)
    _write(work / MARK, "")
    fresh.mkdir()
    texts = list(pages)
    pictures = {slug: _picture(reports / slug / "report.ipynb", project) for slug in slugs if address}
    front = _shared((reports / "index.html").read_text("utf-8"), address, "", project.front, pictures)
    _write(fresh / "index.html", _with_texts(front, texts))
    for slug in slugs:
        for path in sorted((reports / slug).iterdir()):
            if path.is_file() and path.name not in _OWN and not path.name.startswith("."):
                copy = fresh / slug / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                if path.name == "index.html":
                    _write(copy, _shared(path.read_text("utf-8"), address, slug, slug, pictures))
                else:
                    shutil.copyfile(path, copy)
        if picture := pictures.get(slug):
            (fresh / slug / SHARE).write_bytes(picture.png)
    for page in texts:
        _write(fresh / f"{page.name}.html", _text_page(page, project))
    _write(fresh / "404.html", _not_found(project, address))
    if address:
        places = ["", *(f"{page.name}.html" for page in texts), *(f"{slug}/" for slug in slugs)]
        _write(fresh / "sitemap.xml", _sitemap(f"{address}/{place}" for place in places))
        _write(fresh / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {address}/sitemap.xml\n")
    _write(fresh / ".nojekyll", "")
    made = [path for path in sorted(fresh.rglob("*")) if path.is_file()]
    digests = {path.relative_to(fresh).as_posix(): _digest(path) for path in made}
    _write(fresh / MARK, json.dumps(digests, indent=1) + "\n")
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    finally:
        _clear(work, target)
    return len(digests) + 1


def _clear(work: Path, target: Path) -> None:
    """Remove the folder in which a site is made, at last what says that it is ours; put back what it replaces."""
    if not work.is_dir() or not any(work.iterdir()):
        return
    if work.is_symlink() or not (work / MARK).is_file():
        raise PublishError(f"{work}: a folder of that name is needed to make the site; move it away")
    if (work / "old").exists() and not target.exists():
        (work / "old").rename(target)
    for name in ("new", "old"):
        shutil.rmtree(work / name, ignore_errors=True)
    (work / MARK).unlink()
    work.rmdir()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _require_ours(target: Path) -> None:
    """Refuse to replace what was not written here, or was changed since."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise PublishError(f"{target}: expected a folder, found a link or a file")
    written: Any = {}
    with suppress(OSError, ValueError):
        written = json.loads((target / MARK).read_text(encoding="utf-8"))
    known = written if isinstance(written, dict) else {}
    strange = []
    for path in target.rglob("*") if known else target.glob("*"):
        name = path.relative_to(target).as_posix()
        if name == MARK or (known and path.is_dir() and not path.is_symlink()):
            continue
        if name not in known or path.is_symlink() or not path.is_file() or _digest(path) != known[name]:
            strange.append(name)
    if strange:
        found = ", ".join(sorted(strange)[:5]) + (" …" if len(strange) > 5 else "")
        raise PublishError(f"{target}: the folder holds what is not ours ({found}); choose an empty or a new one")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class _Picture:
    """What networks show when the address of a report is shared."""

    png: bytes
    alt: str


def _picture(notebook: Path, project: Project) -> _Picture | None:
    """A picture of a report's first figure, if it has any."""
    try:
        executed = v4.reads(notebook.read_text("utf-8"))
        outputs = collect(executed)
    except Exception as error:  # nbformat raises many kinds
        raise PublishError(f"{notebook}: not the notebook of a report ({error}); build it again") from None
    if not outputs.figures:
        return None
    lead, heading = outputs.figures[0], outputs.subject or question(executed)
    return _Picture(share(lead, f"{project.title} · {heading}", project.fonts), lead.alt)


def _shared(page: str, address: str, slug: str, pictured: str, pictures: Mapping[str, _Picture | None]) -> str:
    """A page that knows where it will be, and where the picture of a report is that stands for it."""
    if not address:
        return page
    here = f"{address}/{slug}/" if slug else f"{address}/"
    added = "" if 'rel="canonical"' in page else f'<link rel="canonical" href="{escape(here)}">\n'
    if picture := pictures.get(pictured):
        names = {
            'property="og:image"': f"{address}/{pictured}/{SHARE}",
            'property="og:image:width"': str(SHARED[0]),
            'property="og:image:height"': str(SHARED[1]),
            'property="og:image:alt"': picture.alt,
            'name="twitter:card"': "summary_large_image",
        }
        added += "".join(f'<meta {name} content="{escape(content)}">\n' for name, content in names.items())
    return page.replace('<link rel="icon"', f'{added}<link rel="icon"', 1)


def _with_texts(index: str, pages: Iterable[TextPage]) -> str:
    """The index with links to the pages of text at its end."""
    links = " · ".join(f'<a href="{page.name}.html">{escape(page.title)}</a>' for page in pages)
    return index.replace("</main>", f'<p class="texts">{links}</p>\n</main>', 1) if links else index


def _text_page(page: TextPage, project: Project, home: str = "index.html") -> str:
    return source("text/page.html").format(
        title=escape(page.title),
        project=escape(project.title),
        style=style("report/report.css"),
        home=escape(home),
        body=markdown(f"# {page.title}\n\n{page.markdown}", "index.html"),
    )


def _not_found(project: Project, address: str) -> str:
    """A page for addresses that lead nowhere; a host shows it at any depth, so its link is whole."""
    home = f"{address}/" if address else "/"
    text = f"There is nothing at this address. [All reports]({home}) are listed on the front page."
    return _text_page(TextPage("404", "Not found", text), project, home)


def _sitemap(addresses: Iterable[str]) -> str:
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
