"""The HTML page of a report, made from its executed notebook in this process."""

from functools import cache
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from left_of_labour.batch.outputs import ReportOutputs

__all__ = ["render"]


@cache
def _exporter() -> HTMLExporter:
    """One exporter for all pages: its templates are compiled once."""
    return HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(Path(__file__).parent / "templates")],
        require_js_url="",
        mathjax_url="",
        jquery_url="",
        mermaid_js_url="",
        mermaid_layout_elk_js_url="",
        jupyter_widgets_base_url="",
    )


def render(notebook: NotebookNode, outputs: ReportOutputs) -> str:
    """The page of a report, self-contained: it asks no other host for anything.

    Parameters
    ----------
    notebook
        Executed.
    outputs
        What `collect` found in it.
    """
    html, _ = _exporter().from_notebook_node(notebook, {"metadata": {"name": outputs.subject or "Left of Labour"}})
    return html
