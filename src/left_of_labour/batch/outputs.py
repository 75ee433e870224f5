"""What an executed notebook shows, taken out of it: its finding, tables and figures.

Pure functions from a notebook to plain data and files, so that a notebook gives the same results whoever ran it.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from left_of_labour.errors import LeftOfLabourError
from left_of_labour.shown import Context, Figure, Finding, Table, Text, from_output

__all__ = ["OutputError", "ReportOutputs", "collect", "files"]

PLACEHOLDER = "No description has been provided for this image"


class OutputError(LeftOfLabourError):
    """A notebook ran, but what it shows cannot be made into a report."""


@dataclass(frozen=True)
class ReportOutputs:
    """Everything that a report says, apart from its prose."""

    subject: str
    finding: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    data_files: tuple[str, ...] = ()
    licence: str = ""


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
    contexts: list[Context] = []
    findings: list[Finding] = []
    tables: list[Table] = []
    figures: list[Figure] = []
    data_files: set[str] = set()
    licences: list[str] = []
    for number, output in _outputs(notebook):
        where = f"cell {number}"
        try:
            shown = from_output(output)
        except (KeyError, TypeError, ValueError) as error:
            raise OutputError(f"{where}: {error}") from None
        if isinstance(shown, Figure):
            _alt_text(shown.alt, f"{where}: figure {shown.name!r}")
        elif "image/png" in output.get("data", {}):
            _alt_text(output.get("metadata", {}).get("image/png", {}).get("alt"), where)
        match shown:
            case Context():
                contexts.append(shown)
            case Finding():
                findings.append(shown)
            case Table():
                tables.append(shown)
            case Figure():
                figures.append(shown)
            case Text():
                licences.append(shown.licence)
        data_files.update(shown.data_files if shown else ())
    if len(findings) != 1:
        raise OutputError(f"the notebook states {len(findings)} findings, expected exactly one")
    names = [*(table.name for table in tables), *(figure.name for figure in figures)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OutputError(f"more than one table or figure is called {', '.join(map(repr, twice))}")
    return ReportOutputs(
        subject=contexts[0].subject if contexts else "",
        finding=findings[0].text,
        parameters={name: value for context in contexts for name, value in context.parameters.items()},
        tables=tuple(tables),
        figures=tuple(figures),
        data_files=tuple(sorted(data_files)),
        licence="; ".join(dict.fromkeys(filter(None, licences))),
    )


def files(
    slug: str, notebook: str, parameters: Mapping[str, Any], outputs: ReportOutputs, faces: str = ""
) -> dict[str, bytes]:
    """The files of a report that follow from its outputs, by name: results.json, CSV tables, pictures (PNG and SVG).

    Parameters
    ----------
    slug, notebook, parameters
        The run.
    outputs
        What its notebook showed.
    faces
        Style rules that carry the typefaces of the pictures, so that an SVG looks the same anywhere.
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
    for table in outputs.tables:
        found[f"{table.name}.csv"] = _csv(table.columns, table.rows)
    for figure in outputs.figures:
        found[f"{figure.name}.csv"] = _csv(figure.columns, figure.rows)
        found[f"{figure.name}.png"] = figure.png
        if figure.svg:
            start = figure.svg.index(">") + 1
            alone = f"{figure.svg[:start]}<style>{faces}</style>{figure.svg[start:]}" if faces else figure.svg
            found[f"{figure.name}.svg"] = alone.encode()
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


def _csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
