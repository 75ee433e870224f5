"""Everything that a report is published as, made from an executed notebook: page, data, pictures, citations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, v4

from left_of_labour.batch.outputs import ReportOutputs, files
from left_of_labour.batch.pages import citing, page
from left_of_labour.batch.pages.assets import faces
from left_of_labour.batch.pages.front import FRONT, front
from left_of_labour.batch.pages.pictures import THUMBNAIL, thumbnail
from left_of_labour.batch.project import NOWHERE, Project

__all__ = ["report_files"]


def report_files(
    notebook: NotebookNode, outputs: ReportOutputs, task: Mapping[str, Any], started: dt.datetime
) -> dict[str, bytes]:
    """The files of a report, by name.

    Parameters
    ----------
    notebook
        Executed.
    outputs
        What `outputs.collect` found in it.
    task
        The run: `slug`, `notebook`, `parameters`, `project`, and `navigation` if anything is known of it.
    started
        When the run began.
    """
    project = Project(**task["project"])
    project = Project(**task["project"] | {"fonts": tuple(map(tuple, project.fonts))})
    slug, date = task["slug"], started.date().isoformat()
    made = files(slug, task["notebook"], task["parameters"], outputs, faces(project.fonts))
    made["report.ipynb"] = v4.writes(notebook).encode()
    navigation = {**NOWHERE, **task.get("navigation", {})}
    made["index.html"] = page.render(notebook, outputs, slug, project, navigation, date).encode()
    heading = outputs.subject or page.question(notebook)
    data = page.data_version(notebook)
    made["cite.bib"] = citing.bibtex(project, heading, data, date, slug).encode()
    made["cite.ris"] = citing.ris(project, heading, data, date, slug).encode()
    if slug == project.front:
        made[FRONT] = front(outputs, navigation["known"]).encode()
    if outputs.figures:
        made[THUMBNAIL] = thumbnail(outputs.figures[0])
    return made
