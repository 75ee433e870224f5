"""How a report is cited: a sentence, BibTeX, RIS, and a description for search engines."""

import datetime as dt
import re
from typing import Any

from left_of_labour.batch.outputs import ReportOutputs
from left_of_labour.batch.project import Project
from left_of_labour.shown import Figure, Table

__all__ = ["bibtex", "dataset", "printed", "ris", "sentence"]


def sentence(project: Project, heading: str, data: str, date: str, slug: str) -> str:
    """How to cite a report, in a sentence.

    Examples
    --------
    >>> sentence(Project("Rain", authors="Rain Watch", version="2.0"), "Leeds 2024", "version ab", "2026-11-27", "x/y")
    'Cite as: Rain Watch, “Leeds 2024”, Rain, version 2.0 (data: version ab), 27 November 2026.'
    """
    parts = [f"“{heading}”", project.title]
    version = f"version {project.version}" if project.version else ""
    parts += [f"{version} (data: {data})" if version and data else version or data, _day(date), project.page(slug)]
    said = ", ".join(filter(None, parts))
    return f"Cite as: {project.authors + ', ' if project.authors else ''}{said}."


def printed(project: Project, date: str, slug: str) -> str:
    """What stands at the bottom of every printed page of a report.

    Examples
    --------
    >>> printed(Project("Rain", address="https://example.org"), "2026-11-27", "x/y")
    'Rain, https://example.org/x/y/, 27 November 2026'
    """
    return ", ".join(filter(None, (project.title, project.page(slug), _day(date))))


def bibtex(project: Project, heading: str, data: str, date: str, slug: str) -> str:
    """The entry for BibTeX."""
    fields = {
        "author": f"{{{project.authors}}}" if project.authors else "",
        "title": f"{{{heading}}}",
        "howpublished": project.title,
        "note": ", ".join(filter(None, (f"version {project.version}" if project.version else "", data))),
        "year": date[:4],
        "url": project.page(slug),
    }
    lines = [f"  {name} = {{{_tex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{re.sub(r'[^a-z0-9]+', '-', slug)},", *lines, "}", ""])


def ris(project: Project, heading: str, data: str, date: str, slug: str) -> str:
    """The record in RIS, which reference managers read."""
    fields = [
        ("TY", "DATA"),
        ("AU", project.authors),
        ("TI", heading),
        ("T2", project.title),
        ("ET", project.version),
        ("N1", data),
        ("PY", date[:4]),
        ("DA", date.replace("-", "/")),
        ("UR", project.page(slug)),
    ]
    return "\n".join([f"{name}  - {_line(value)}" for name, value in fields if value] + ["ER  - ", ""])


def dataset(project: Project, heading: str, outputs: ReportOutputs, date: str, slug: str) -> dict[str, Any]:
    """The report's tables as schema.org describes a data set, for search engines."""
    address = project.page(slug)
    tabled: tuple[Figure | Table, ...] = (*outputs.figures, *outputs.tables)
    described = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{heading} – {project.title}",
        "description": outputs.finding,
        "creator": {"@type": "Organization", "name": project.authors} if project.authors else None,
        "version": project.version,
        "dateModified": date,
        "url": address,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "name": item.title,
                "contentUrl": f"{address}{item.name}.csv",
            }
            for item in tabled
        ],
    }
    return {name: value for name, value in described.items() if value}


def _day(date: str) -> str:
    if not date:
        return ""
    day = dt.date.fromisoformat(date)
    return f"{day.day} {day:%B %Y}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)


def _line(text: str) -> str:
    return " ".join(text.split())
