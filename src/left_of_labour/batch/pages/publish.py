"""A folder ready for any static host: the reports that a build made, pages of text, a map of the site, a 404 page."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from left_of_labour.batch.pages.assets import source, style
from left_of_labour.batch.pages.page import markdown
from left_of_labour.batch.project import Project
from left_of_labour.errors import LeftOfLabourError

__all__ = ["PublishError", "TextPage", "publish"]

MARK = ".published"
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
    """Write the site; whatever an earlier one left there is replaced, and nothing else is touched.

    Parameters
    ----------
    reports
        The folder that a build made.
    slugs
        The reports to publish.
    target
        Empty, not there yet, or a folder that this function made.
    project
        Whose reports they are.
    pages
        Pages of text beside the reports.
    address
        Where the site will be, for the map of the site and for pictures that are shared; may be unknown.

    Returns
    -------
    int
        The number of files written.

    Raises
    ------
    PublishError
        If the folder holds something that is not ours, or a report is missing.
    """
    address = address.rstrip("/")
    _require_ours(target)
    missing = [slug for slug in slugs if not (reports / slug / "index.html").is_file()]
    if missing or not (reports / "index.html").is_file():
        raise PublishError(
            f"{reports}: not built yet: {', '.join(missing[:5]) or 'index.html'}; build the reports first"
        )
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    texts = list(pages)
    _write(fresh / "index.html", _with_texts(_shared((reports / "index.html").read_text("utf-8"), address, ""), texts))
    for slug in slugs:
        for path in sorted((reports / slug).iterdir()):
            if path.is_file() and path.name not in _OWN and not path.name.startswith("."):
                copy = fresh / slug / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                if path.name == "index.html":
                    _write(copy, _shared(path.read_text("utf-8"), address, slug))
                else:
                    shutil.copyfile(path, copy)
    for page in texts:
        _write(fresh / f"{page.name}.html", _text_page(page, project))
    _write(fresh / "404.html", _not_found(project, address))
    if address:
        places = ["", *(f"{page.name}.html" for page in texts), *(f"{slug}/" for slug in slugs)]
        _write(fresh / "sitemap.xml", _sitemap(f"{address}/{place}" for place in places))
        _write(fresh / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {address}/sitemap.xml\n")
    _write(fresh / ".nojekyll", "")
    _write(fresh / MARK, f"Made by {project.command.split()[0]} site; it is replaced as a whole.\n")
    count = sum(path.is_file() for path in fresh.rglob("*"))
    old = target.with_name(f".{target.name}.old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return count


def _require_ours(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise PublishError(f"{target}: expected a folder, found a link or a file")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        found = ", ".join(sorted(path.name for path in target.iterdir())[:5])
        raise PublishError(f"{target}: the folder holds what is not ours ({found}); choose an empty or a new one")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _shared(page: str, address: str, slug: str) -> str:
    """A page that knows where it will be: a picture that is shared needs the whole address."""
    if not address:
        return page
    here = f"{address}/{slug}/" if slug else f"{address}/"
    page = re.sub(r'(<meta property="og:image" content=")(?!https?:)', rf"\g<1>{here}", page)
    if 'rel="canonical"' not in page:
        page = page.replace('<link rel="icon"', f'<link rel="canonical" href="{escape(here)}">\n<link rel="icon"', 1)
    return page


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
