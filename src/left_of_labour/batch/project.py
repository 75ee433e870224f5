"""Whom a batch serves: everything that it needs to know of a collection of notebooks, given to it from above."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["NOWHERE", "Project"]

NOWHERE: Mapping[str, Any] = {"trail": [], "before": None, "after": None, "more": [], "known": []}
"""Where a report stands among others, if nothing is known of it: `trail` (the way to it from the front page: text and
address), `before` and `after` (text and slug), `more` (reports on the same subject: text and slug), and `known` (the
slugs of all reports that may be linked to)."""


@dataclass(frozen=True)
class Project:
    """A collection of notebooks, in its own words.

    Attributes
    ----------
    title
        Its name, on every page.
    question
        What all its reports are about: the heading of the index.
    tagline
        The same in a few words, beside the title of every report.
    lead
        What follows the number of reports on the index, such as "from public sources, grouped by question."
    filter_label, filter_example
        The label of the index's filter, and an example of what can be typed there.
    readme
        How README.md begins, in Markdown.
    distribution
        The name under which its package is installed; the versions of what that requires are part of a fingerprint.
    command
        The command that builds its reports.
    preload
        Modules that the warm process imports, or `module:function` that it calls, before any run begins.
    meanwhile
        The same for what only some runs need: one at a time, while the first of them are under way.
    check
        A function as `module:name` that is given the notebook and the parameters of each run, and returns for each what
        is wrong with them according to the data, as a list of lines.
    environment
        Variables that every run gets.
    authors, version, address
        Who is cited, the version of the collection, and where it is published, without a slash at its end.
    front
        The slug of the report that the index opens with: its finding, its first picture, its tables.
    front_tables
        How the index shows these tables, by name: "tiles" (the first two columns of each row as a tile), "numbers"
        (the same with the first as a large number), or "records" (a table to filter and sort).
    method
        Paragraphs at the end of the index: how the reports are made, and why to trust them.
    fonts
        The typefaces of pictures: family, weight, and the file as `package:path`.
    """

    title: str
    question: str = ""
    tagline: str = ""
    lead: str = ""
    filter_label: str = "Filter"
    filter_example: str = ""
    readme: str = ""
    distribution: str = "left-of-labour"
    command: str = "left-of-labour reports"
    preload: tuple[str, ...] = ()
    meanwhile: tuple[str, ...] = ()
    check: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    authors: str = ""
    version: str = ""
    address: str = ""
    front: str = ""
    front_tables: Mapping[str, str] = field(default_factory=dict)
    method: tuple[str, ...] = ()
    fonts: tuple[tuple[str, int, str], ...] = ()

    def page(self, slug: str) -> str:
        """The address of a report's page; empty if the collection has none.

        Examples
        --------
        >>> Project("Rain", address="https://example.org").page("leeds/2024")
        'https://example.org/leeds/2024/'
        """
        return f"{self.address}/{slug}/" if self.address else ""

    def as_dict(self) -> dict[str, Any]:
        """As plain data, which can be sent to another process or machine."""
        return asdict(self)
