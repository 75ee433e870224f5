"""What the index opens with: a report's finding, first picture and tables, kept beside the report in a file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from left_of_labour.batch.outputs import ReportOutputs
from left_of_labour.batch.pages.links import linked

__all__ = ["FRONT", "front", "read_front"]

FRONT = "front.json"
_NOTHING: Mapping[str, Any] = {"finding": "", "picture": None, "tables": []}


def front(outputs: ReportOutputs, known: Iterable[str]) -> str:
    """The parts of a report that the index opens with, as JSON.

    Parameters
    ----------
    outputs
        Of the report.
    known
        The slugs of all reports that may be linked to.
    """
    lead = next(iter(outputs.figures), None)
    picture = lead and {"name": lead.name, "alt": lead.alt, "svg": lead.svg}
    tables = [[table.name, linked(table.html, known, "")] for table in outputs.tables]
    return json.dumps({"finding": outputs.finding, "picture": picture, "tables": tables}, ensure_ascii=False)


def read_front(folder: Path, slug: str) -> Mapping[str, Any]:
    """What `front` wrote for a report; nothing if it is not there."""
    path = folder / slug / FRONT
    if not slug or not path.is_file():
        return _NOTHING
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
