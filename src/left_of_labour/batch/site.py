"""The index page of all reports."""

from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Any

__all__ = ["render_index"]

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Left of Labour: reports</title>
<style>body {{ font-family: sans-serif; max-width: 48rem; margin: 2rem auto; line-height: 1.5; }}</style>
</head>
<body>
<main>
<h1>Left of Labour: reports</h1>
{sections}
</main>
</body>
</html>
"""


def render_index(records: Mapping[str, Mapping[str, Any]]) -> str:
    """The page that lists reports with their findings, grouped by notebook.

    Parameters
    ----------
    records
        How each report was made, by slug, in the order of the run list.
    """
    groups = groupby(records.items(), key=lambda item: item[0].split("/")[0])
    sections = "\n".join(f"<h2>{escape(name)}</h2>\n<ul>{_items(dict(items))}</ul>" for name, items in groups)
    return PAGE.format(sections=sections)


def _items(records: Mapping[str, Mapping[str, Any]]) -> str:
    return "\n".join(
        f'<li><a href="{escape(slug)}/index.html">{escape(record["subject"] or slug)}</a>: '
        f"{escape(record['finding'])}</li>"
        for slug, record in records.items()
    )
