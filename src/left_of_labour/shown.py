"""What a notebook shows, as values: the one contract of notebook and batch.

A part of a report is one of five frozen values: `Context` (what the run is about), `Finding`, `Text`, `Table` and
`Figure`. Being the last expression of a cell shows it, `notebook.show` shows several. Each carries its data in the same
output, under a media type of our own, with the names of the data files that had been read when it was made. So a
notebook writes no files, and the batch, JupyterLab and plain papermill find the same results in it.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, ClassVar, Self

__all__ = ["MEDIA_TYPE", "Context", "Figure", "Finding", "Shown", "Table", "Text", "from_output"]

MEDIA_TYPE = "application/vnd.left-of-labour+json"

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """What all parts have in common.

    Attributes
    ----------
    data_files
        The names of the data files that had been read when the part was made, sorted.
    """

    kind: ClassVar[str]
    data_files: tuple[str, ...] = field(default=(), kw_only=True)

    def resting_on(self, data_files: Iterable[str]) -> Self:
        """The same part with the data files that it rests on."""
        return replace(self, data_files=tuple(sorted({*self.data_files, *data_files})))

    def media(self) -> Bundle:
        """What a reader sees, by media type."""
        raise NotImplementedError

    def metadata(self) -> Bundle:
        """What the media need to be shown well, by media type."""
        return {}

    def content(self) -> Bundle:
        """The part as plain data."""
        raise NotImplementedError

    def payload(self) -> Bundle:
        """The part as it travels in a notebook's output."""
        return {"kind": self.kind, **self.content(), "data_files": list(self.data_files)}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[Bundle, Bundle]:
        """IPython's hook: how a value that ends a cell is shown."""
        return {**self.media(), MEDIA_TYPE: self.payload()}, self.metadata()


@dataclass(frozen=True)
class Context(Shown):
    """What a run is about: its subject in a few words, its parameters, and facts by label."""

    kind: ClassVar[str] = "context"
    subject: str
    parameters: Mapping[str, Any]
    facts: Mapping[str, str] = field(default_factory=dict)

    def media(self) -> Bundle:
        return {"text/markdown": "\n".join(f"- **{label}:** {_plain(value)}" for label, value in self.facts.items())}

    def content(self) -> Bundle:
        facts = [list(fact) for fact in self.facts.items()]
        return {"subject": self.subject, "parameters": dict(self.parameters), "facts": facts}


@dataclass(frozen=True)
class Finding(Shown):
    """The finding of a notebook, in a sentence or two of plain text; exactly one in a report."""

    kind: ClassVar[str] = "finding"
    text: str

    def media(self) -> Bundle:
        return {
            "text/html": f'<p class="finding"><strong>{escape(self.text)}</strong></p>',
            "text/plain": self.text,
        }

    def content(self) -> Bundle:
        return {"text": self.text}


@dataclass(frozen=True)
class Text(Shown):
    """A generated sentence in the flow of the text, a caveat set apart from it, or a list.

    Attributes
    ----------
    text
        Plain text; what comes from data never becomes markup.
    role
        "sentence", "note" (a caveat) or "list".
    html
        The same as HTML, where plain text cannot carry it: links, lists.
    licence
        Of the charts that rest on the sources listed, if these are sources.
    """

    kind: ClassVar[str] = "text"
    text: str
    role: str = "sentence"
    html: str = ""
    licence: str = ""

    def media(self) -> Bundle:
        if self.html:
            return {"text/html": self.html, "text/plain": self.text}
        if self.role == "note":
            return {"text/html": f'<p class="caveat">{escape(self.text)}</p>', "text/plain": self.text}
        return {"text/markdown": _plain(self.text), "text/plain": self.text}

    def content(self) -> Bundle:
        return {"role": self.role, "text": self.text, "licence": self.licence}


@dataclass(frozen=True)
class Table(Shown):
    """A table: its exact cells (missing as `None`) for the CSV, and as readers see it.

    Attributes
    ----------
    name
        The name of the CSV file: lower-case letters, digits and hyphens.
    title, note
        What is shown; denominators, sources and caveats.
    columns, rows
        The cells as plain data, unrounded.
    html
        The table for readers.

    Raises
    ------
    ValueError
        If `name` cannot be a file name.
    """

    kind: ClassVar[str] = "table"
    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    html: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _require_file_name(self.name)

    def media(self) -> Bundle:
        cells = "\n".join("\t".join("–" if cell is None else str(cell) for cell in row) for row in self.rows)
        return {"text/html": self.html, "text/plain": "\n".join([self.title, "\t".join(self.columns), cells])}

    def content(self) -> Bundle:
        rows = [list(row) for row in self.rows]
        return {
            "name": self.name,
            "title": self.title,
            "note": self.note,
            "columns": list(self.columns),
            "rows": rows,
        }


@dataclass(frozen=True)
class Figure(Shown):
    """A picture with its alt text and the numbers that it was drawn from.

    Attributes
    ----------
    name
        The name of the picture and CSV files: lower-case letters, digits and hyphens.
    title
        The headline of the picture.
    alt
        What it shows, in words, for who cannot see it; made from the same numbers.
    columns, rows
        The numbers as plain data, unrounded.
    png
        The picture, drawn with twice the pixels that it is shown with.
    width, height
        The size it is shown with, in pixels.
    svg
        The same picture as an SVG element, whose typeface a page or file has yet to carry; may be empty.
    plot
        The first and the last row of pixels, at the size it is shown with, of what stands between headline and footer:
        what a small version shows. Two zeros if that is all.

    Raises
    ------
    ValueError
        If `name` cannot be a file name or there is no alt text.
    """

    kind: ClassVar[str] = "figure"
    name: str
    title: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    png: bytes = field(repr=False)
    width: int
    height: int
    svg: str = field(default="", repr=False)
    plot: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        _require_file_name(self.name)
        if not self.alt.strip():
            raise ValueError(f"figure {self.name!r} needs an alt text")

    def media(self) -> Bundle:
        return {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}

    def metadata(self) -> Bundle:
        return {"image/png": {"alt": self.alt, "width": self.width, "height": self.height}}

    def content(self) -> Bundle:
        return {
            "name": self.name,
            "title": self.title,
            "alt": self.alt,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "svg": self.svg,
            "plot": list(self.plot),
        }


def from_output(output: Mapping[str, Any]) -> Shown | None:
    """The part that an output of a notebook shows; None if it shows none of ours.

    Parameters
    ----------
    output
        In the form of nbformat 4.

    Raises
    ------
    ValueError
        If the output has our media type but is not one of our parts.

    Examples
    --------
    >>> data, metadata = Finding("Foot came third.")._repr_mimebundle_()
    >>> from_output({"output_type": "execute_result", "data": data, "metadata": metadata})
    Finding(data_files=(), text='Foot came third.')
    """
    data = output.get("data", {})
    payload = data.get(MEDIA_TYPE)
    if payload is None:
        return None
    content = {name: value for name, value in payload.items() if name != "kind"}
    content["data_files"] = tuple(content.get("data_files", ()))
    for name in ("columns", "rows"):
        if name in content:
            content[name] = tuple(tuple(row) if name == "rows" else row for row in content[name])
    match payload.get("kind"):
        case "context":
            return Context(**content | {"facts": dict(content.get("facts", ()))})
        case "finding":
            return Finding(**content)
        case "text":
            return Text(**content, html=data.get("text/html", "") if content["role"] == "list" else "")
        case "table":
            return Table(**content, html=data.get("text/html", ""))
        case "figure":
            size = output.get("metadata", {}).get("image/png", {})
            png = base64.b64decode(data["image/png"])
            content["plot"] = tuple(content.get("plot", (0, 0)))
            return Figure(**content, png=png, width=size.get("width", 0), height=size.get("height", 0))
        case kind:
            raise ValueError(f"an output of unknown kind {kind!r}")


def _require_file_name(name: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} cannot name a file: use lower-case letters, digits and hyphens")


def _plain(text: str) -> str:
    """Text that comes from data must not become markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)
