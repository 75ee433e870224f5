"""What an executed notebook shows, taken out of it: its finding, tables and figures.

Pure functions from a notebook to plain data and files, so that a notebook gives the same results whoever ran it.
"""

import base64
import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from left_of_labour.errors import LeftOfLabourError

__all__ = ["Figure", "OutputError", "ReportOutputs", "Table", "collect", "files"]

MEDIA_TYPE = "application/vnd.left-of-labour+json"
PLACEHOLDER = "No description has been provided for this image"


class OutputError(LeftOfLabourError):
    """A notebook ran, but what it shows cannot be made into a report."""


@dataclass(frozen=True)
class Table:
    """A table as data: unrounded cells, missing as `None`."""

    name: str
    title: str
    note: str
    columns: list[str]
    rows: list[list]


@dataclass(frozen=True)
class Figure:
    """A picture, its alt text, and the numbers that it was drawn from."""

    name: str
    title: str
    alt: str
    columns: list[str]
    rows: list[list]
    png: bytes


@dataclass(frozen=True)
class ReportOutputs:
    """Everything that a report says, apart from its prose."""

    subject: str
    finding: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    data_files: tuple[str, ...] = ()


def collect(notebook: Mapping[str, Any]) -> ReportOutputs:
    """Take finding, tables and figures out of an executed notebook.

    Parameters
    ----------
    notebook
        In the form of nbformat 4.

    Raises
    ------
    OutputError
        Unless there is exactly one finding, every name is used once, and every picture has alt text of its author.
    """
    findings, subjects, tables, figures, names = [], [], [], [], []
    data_files: set[str] = set()
    parameters: dict[str, Any] = {}
    for number, output in _outputs(notebook):
        data = output.get("data", {})
        shown = data.get(MEDIA_TYPE)
        where = f"cell {number}"
        if "image/png" in data and (shown or {}).get("kind") != "figure":
            _alt_text(output.get("metadata", {}).get("image/png", {}).get("alt"), where)
        if shown is None:
            continue
        data_files.update(shown.get("data_files", ()))
        kind = shown.get("kind")
        if kind == "context":
            subjects.append(shown["subject"])
            parameters |= shown["parameters"]
        elif kind == "finding":
            findings.append(shown["text"])
        elif kind == "table":
            names.append(shown["name"])
            tables.append(Table(**{key: shown[key] for key in ("name", "title", "note", "columns", "rows")}))
        elif kind == "figure":
            names.append(shown["name"])
            _alt_text(shown["alt"], f"{where}: figure {shown['name']!r}")
            png = base64.b64decode(data["image/png"])
            content = {key: shown[key] for key in ("name", "title", "alt", "columns", "rows")}
            figures.append(Figure(**content, png=png))
        else:
            raise OutputError(f"{where}: an output of unknown kind {kind!r}")
    if len(findings) != 1:
        raise OutputError(f"the notebook states {len(findings)} findings, expected exactly one")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OutputError(f"more than one table or figure is called {', '.join(map(repr, twice))}")
    return ReportOutputs(
        subject=subjects[0] if subjects else "",
        finding=findings[0],
        parameters=parameters,
        tables=tuple(tables),
        figures=tuple(figures),
        data_files=tuple(sorted(data_files)),
    )


def files(slug: str, notebook: str, parameters: Mapping[str, Any], outputs: ReportOutputs) -> dict[str, bytes]:
    """The files of a report that follow from its outputs, by name: results.json, CSV tables, pictures.

    Parameters
    ----------
    slug, notebook, parameters
        The run.
    outputs
        What its notebook showed.
    """
    results = {
        "slug": slug,
        "notebook": notebook,
        "parameters": dict(sorted((outputs.parameters or parameters).items())),  # as nbformat saves them
        "subject": outputs.subject,
        "finding": outputs.finding,
        "tables": {
            table.name: {"title": table.title, "note": table.note, "columns": table.columns, "rows": table.rows}
            for table in outputs.tables
        },
        "figures": {
            figure.name: {"title": figure.title, "alt": figure.alt, "columns": figure.columns, "rows": figure.rows}
            for figure in outputs.figures
        },
    }
    text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False)
    found = {"results.json": f"{text}\n".encode()}
    for item in (*outputs.tables, *outputs.figures):
        found[f"{item.name}.csv"] = _csv(item.columns, item.rows)
    for figure in outputs.figures:
        found[f"{figure.name}.png"] = figure.png
    return found


def _outputs(notebook: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", ()):
            yield number, output


def _alt_text(text: str | None, where: str) -> None:
    if not text or not text.strip():
        raise OutputError(f"{where}: a picture without alt text; show it with an alt text")
    if PLACEHOLDER in text:
        raise OutputError(f"{where}: a picture whose alt text is a placeholder: {text!r}")


def _csv(columns: list[str], rows: list[list]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
