"""A report page: an executed notebook as one HTML file for readers.

The page loads nothing from anywhere, needs no script and forbids any (its own content security policy says so).
The exporter is made once per process; a page takes milliseconds.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from itertools import zip_longest
from threading import Lock
from typing import Any

import jinja2
import pygments
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from left_of_labour.batch.outputs import PLACEHOLDER, OutputError, ReportOutputs
from left_of_labour.batch.pages import citing, pictures
from left_of_labour.batch.pages.assets import TEMPLATES, faces, style
from left_of_labour.batch.pages.foreign import sanitised
from left_of_labour.batch.pages.links import linked
from left_of_labour.batch.project import NOWHERE, Project
from left_of_labour.shown import MEDIA_TYPE, Figure

__all__ = ["card", "data_version", "markdown", "prepare", "question", "render"]

_INDEX = "index.html"
_FOOT = {"Data"}  # facts about the making of a report, which stand at its end
_ONE_AT_A_TIME = Lock()  # a cluster's worker may have several threads, but there is one exporter
_COLOURS = PythonLexer(), HtmlFormatter(cssclass=" highlight hl-python3")


def render(
    notebook: NotebookNode,
    outputs: ReportOutputs,
    slug: str,
    project: Project,
    navigation: Mapping[str, Any] = NOWHERE,
    date: str = "",
) -> str:
    """An executed notebook as a page.

    Parameters
    ----------
    notebook
        With its outputs.
    outputs
        What `outputs.collect` found in it.
    slug
        The report's folder below reports/, for the way back to the index.
    project
        Whose report it is.
    navigation
        Where the report stands among the others (see `project.NOWHERE`).
    date
        The day of the run, in ISO form.

    Raises
    ------
    OutputError
        If a picture has no alt text of its author.
    """
    root = "../" * len(slug.split("/"))
    opening, body = _without_opening(notebook)
    lead = next(iter(outputs.figures), None)
    body = _without_lead(body, lead)
    heading = outputs.subject or question(notebook)
    facts = _facts(notebook)
    report = {
        "question": question(notebook),
        "heading": heading,
        "title": _unbroken(heading),
        "finding": outputs.finding,
        "opening": opening,
        "lead": lead and _chart(lead.payload(), lead.media(), lead.metadata()),
        "facts": [(label, value) for label, value in facts if label not in _FOOT],
        "made": [*((label, value) for label, value in facts if label in _FOOT), *_parameters(outputs)],
        "sections": [(_anchor(title), title) for title in _sections(body)],
        "tabled": [*outputs.figures, *outputs.tables],
        "root": root,
        "home": root + _INDEX,
        "address": project.page(slug),
        "navigation": navigation,
        "project": project,
        "style": style("report/report.css"),
        "inline": any(_is_inline(figure.svg, figure.png) for figure in outputs.figures),
        "faces": faces(project.fonts),
        "citation": citing.sentence(project, heading, data_version(notebook), date, slug),
        "licence": outputs.licence and f"Charts: {outputs.licence}. The data have the licences of their sources.",
        "printed": re.sub(r'[\\"<>]', "", citing.printed(project, date, slug)),  # within a string of the style
        "dataset": citing.dataset(project, heading, outputs, date, slug),
    }
    with _ONE_AT_A_TIME:
        html: str = _exporter().from_notebook_node(body, resources={"report": report})[0]
    _check_pictures(html)
    return html


def prepare() -> None:
    """Compile the templates and load the lexer, so that the first page takes no longer than the next."""
    notebook = new_notebook(cells=[new_markdown_cell("# ?\n\n?"), new_code_cell("1")])
    render(notebook, ReportOutputs("", ""), "report", Project(""))


def card(notebook: Mapping[str, Any], outputs: ReportOutputs) -> dict[str, Any]:
    """What a list of reports shows of one, besides its subject and finding: the question, and the first picture."""
    first = next(iter(outputs.figures), None)
    return {
        "question": question(notebook),
        "picture": first and {"alt": first.alt, "title": first.title, "size": pictures.thumbnail_size(first)},
    }


def question(notebook: Mapping[str, Any]) -> str:
    """The question that a notebook asks: the text of its first heading.

    Examples
    --------
    >>> question({"cells": [{"cell_type": "markdown", "source": "# How many `rows`?\\n\\nMany."}]})
    'How many rows?'
    """
    return next(_headings(notebook, 1), "")


def _sections(notebook: Mapping[str, Any]) -> list[str]:
    return list(_headings(notebook, 2))


def _headings(notebook: Mapping[str, Any], level: int) -> Iterator[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for text in re.findall(rf"^#{{{level}}} +(.+?)\s*$", cell["source"], flags=re.MULTILINE):
                yield _bare(text)


def _bare(heading: str) -> str:
    """A heading without the marks of emphasis, code and links."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*_\\]", lambda match: match[1] or "", heading)


def _anchor(heading: str) -> str:
    """The address of a heading within its page.

    Examples
    --------
    >>> _anchor("What this cannot show")
    'what-this-cannot-show'
    """
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def _unbroken(heading: str) -> str:
    """A heading in which the parts of a date such as 22 May 2014 stay on one line.

    Examples
    --------
    >>> _unbroken("Leeds, 4 July 2024").split(" ")
    ['Leeds,', '4\\xa0July\\xa02024']
    """
    return re.sub(r"\b(\d{1,2}) ([A-Z][a-z]+) (\d{4})\b", "\\1\N{NO-BREAK SPACE}\\2\N{NO-BREAK SPACE}\\3", heading)


def _facts(notebook: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the notebook's set-up line says about the run, in words for readers."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            shown = _result(output)
            if shown.get("kind") == "context":
                return [(label, value) for label, value in shown.get("facts", ())]
    return []


def data_version(notebook: Mapping[str, Any]) -> str:
    """What the notebook's set-up line says of the data behind it."""
    return dict(_facts(notebook)).get("Data", "")


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _parameters(outputs: ReportOutputs) -> list[tuple[str, str]]:
    """The parameters in a line, as the command line takes them."""
    given = ", ".join(f"{name}={_plain(value)}" for name, value in outputs.parameters.items())
    return [("Parameters", given)] if given else []


def _without_opening(notebook: NotebookNode) -> tuple[str, NotebookNode]:
    """The words under the first heading, and the notebook without them and without the words before the finding."""
    first, *others = notebook.cells
    if first.cell_type != "markdown":
        return "", notebook
    opening = re.sub(r"\A\s*# .*", "", first.source).strip()
    end = NotebookNode(first)
    following = zip_longest(others, others[1:], others[2:], fillvalue=end)
    shown = [cell for cell, second, third in following if not (_opens(cell) and _is_finding(second) and _opens(third))]
    return opening, NotebookNode(notebook | {"cells": shown})


def _without_lead(notebook: NotebookNode, lead: Figure | None) -> NotebookNode:
    """The notebook without the picture at the top of the page, and without sections that it leaves empty."""
    cells = []
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        kept = [output for output in outputs if lead is None or not _shows(output, lead)]
        cells.append(NotebookNode(cell | {"outputs": kept}) if len(kept) < len(outputs) else cell)
    return NotebookNode(notebook | {"cells": _without_empty_sections(cells)})


def _shows(output: Mapping[str, Any], figure: Figure) -> bool:
    result = _result(output)
    return result.get("kind") == "figure" and result.get("name") == figure.name


def _without_empty_sections(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells without sections in which no code shows anything though there is code in them."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if _opens(cell):
            sections.append([])
        sections[-1].append(cell)
    return [cell for section in sections if not _is_empty(section) for cell in section]


def _is_empty(section: list[NotebookNode]) -> bool:
    code = [cell for cell in section if cell.cell_type == "code"]
    return bool(code) and _opens(section[0]) and not any(_is_seen(output) for cell in code for output in cell.outputs)


def _is_seen(output: Mapping[str, Any]) -> bool:
    """Whether a reader sees anything of an output; context and finding stand at the top."""
    return _result(output).get("kind") not in ("context", "finding") and output.get("name") != "stderr"


def _opens(cell: Mapping[str, Any]) -> bool:
    """Whether a section begins here."""
    return bool(cell["cell_type"] == "markdown" and cell["source"].startswith("## "))


def _is_finding(cell: Mapping[str, Any]) -> bool:
    """Whether this code showed the finding and nothing else."""
    return [_result(output).get("kind") for output in cell.get("outputs", ())] == ["finding"]


def _result(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a notebook's helper says about its output; empty for any other output."""
    said: Mapping[str, Any] = output.get("data", {}).get(MEDIA_TYPE, {})
    return said


def _is_inline(svg: str, png: bytes) -> bool:
    """Whether a picture is lighter on the page as SVG, the PNG being written in base 64."""
    return bool(svg) and len(svg.encode()) < len(png) * 4 / 3


def _chart(payload: Mapping[str, Any], media: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What the template needs of a figure."""
    png = media["image/png"]
    size = metadata.get("image/png", {})
    return {
        "name": payload["name"],
        "alt": payload["alt"],
        "svg": payload.get("svg", ""),
        "png": png,
        "inline": _is_inline(payload.get("svg", ""), png.encode()[: len(png) * 3 // 4]),
        "width": size.get("width"),
        "height": size.get("height"),
    }


def _figure(output: Mapping[str, Any]) -> dict[str, Any]:
    return _chart(_result(output), output["data"], output.get("metadata", {}))


@jinja2.pass_context
def _page_html(context: jinja2.runtime.Context, html: str) -> str:
    report = context["resources"]["report"]
    return linked(html, report["navigation"]["known"], report["root"])


def _best_type(data: Mapping[str, Any]) -> list[str]:
    """The one form of an output that the page shows."""
    return [kind for kind in ("text/html", "image/png", "text/markdown", "text/plain") if kind in data][:1]


def _shows_results(cell: Mapping[str, Any]) -> bool:
    """Whether this code made a table or figure: of other code the page shows nothing until it is asked for."""
    return any(_result(output).get("kind") in ("table", "figure") for output in cell["outputs"])


class _Markdown(IPythonRenderer):
    """Markdown in which no HTML, and no address but a plain one, gets through."""

    def __init__(self, home: str):
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.home = home

    def heading(self, text: str, level: int, **_: Any) -> str:
        anchor = _anchor(re.sub(r"<[^>]*>|&\w+;", "", text))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to another notebook leads to its reports."""
        notebook = re.fullmatch(r"(?:\./)?([\w-]+)\.ipynb", url)
        return super().link(text, f"{self.home}#{notebook[1]}" if notebook else url, title)


class _PageExporter(HTMLExporter):
    """nbconvert's exporter without its second pass over the finished page, which invents alt texts."""

    def default_filters(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        yield from super().default_filters()
        yield "markdown2html", _markdown
        yield "highlight_code", _highlighted
        yield "filter_data_type", _best_type
        yield "result", _result
        yield "shows_results", _shows_results
        yield "figure", _figure
        yield "page_html", _page_html
        yield "sanitised", sanitised

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **options)

    def _preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """There are no preprocessors, for whose sake nbconvert would copy the notebook two more times."""
        return nb, resources


def _highlighted(code: str) -> str:
    """Code in colours, as nbconvert has them, which would make lexer and formatter anew for each cell.

    IPython's own lexer, which knows magics as well, would bring all of IPython with it.
    """
    html: str = pygments.highlight(code, *_COLOURS)
    return html


def markdown(source: str, home: str) -> str:
    """Markdown as HTML in which no HTML of the source, and no address but a plain one, gets through.

    Parameters
    ----------
    source
        The text.
    home
        The address of the index, for links to notebooks.
    """
    html: str = MarkdownWithMath(renderer=_Markdown(home)).render(source)
    return html


@jinja2.pass_context
def _markdown(context: jinja2.runtime.Context, source: str) -> str:
    return markdown(source, context["resources"]["report"]["home"])


@cache
def _exporter() -> _PageExporter:
    return _PageExporter(
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=[],
        require_js_url="",
        mathjax_url="",
        jquery_url="",
    )


class _Pictures(HTMLParser):
    """The alt texts of a page's pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")


def _check_pictures(page: str) -> None:
    pictures = _Pictures()
    pictures.feed("".join(re.findall(r"(?i)<img\b[^>]*>", page)))  # parsing the whole page takes far longer
    for number, alt in enumerate(pictures.alts, start=1):
        if not alt.strip() or PLACEHOLDER in alt:
            raise OutputError(f"picture {number} of the page has no alt text of its author: {alt!r}")
