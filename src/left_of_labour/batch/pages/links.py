"""Links from a table's cells to reports, where there are such reports."""

import re
from collections.abc import Iterable

__all__ = ["linked"]

_CELL = re.compile(r'<span data-report="([\w/-]+)">(.*?)</span>')


def linked(html: str, known: Iterable[str], root: str) -> str:
    """HTML of ours for a page: without JupyterLab's style, cells linked to the reports that there are.

    Parameters
    ----------
    html
        Of a table; a cell may name a report in `data-report`.
    known
        The slugs of all reports that may be linked to.
    root
        The way from the page to the folder of all reports, such as "../../".

    Examples
    --------
    >>> linked('<td><span data-report="a/b">x</span></td>', ["a/b"], "../")
    '<td><a href="../a/b/index.html">x</a></td>'
    >>> linked('<td><span data-report="a/c">x</span></td>', ["a/b"], "../")
    '<td>x</td>'
    """
    slugs = set(known)
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return _CELL.sub(
        lambda found: f'<a href="{root}{found[1]}/index.html">{found[2]}</a>' if found[1] in slugs else found[2], html
    )
