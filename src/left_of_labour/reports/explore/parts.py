"""Exploring with controls: find contests, choose a reading and a measure; figure and tables follow.

What is shown is made by the pure functions of `view`; `Explorer` only joins them to the controls.
"""

import base64
import csv
import io
import os
from collections import deque
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets

from left_of_labour import paths
from left_of_labour.analysis import parameters
from left_of_labour.analysis.readings import DEFAULT_READING, READING_LABELS
from left_of_labour.copies import copy_for_changes, values_of
from left_of_labour.data import Dataset
from left_of_labour.errors import LeftOfLabourError
from left_of_labour.presentation.pictures import alone
from left_of_labour.presentation.text import plural
from left_of_labour.reports.explore import view
from left_of_labour.reports.explore.view import EVERY_READING, MEASURES, Choice
from left_of_labour.shown import Figure

__all__ = ["Explorer", "explorer"]

_FIRST_MEASURE = next(iter(MEASURES))
_LISTS = 20  # lists that still understand a choice: more than a search has letters while the kernel is busy


class Explorer:
    """Four controls and what they show.

    Attributes
    ----------
    search, contests, reading, measure
        The controls; setting their `value` does what a reader's hand does. Each search has a list of its own.
    found, message, figure, files, table
        What is shown, as HTML: how many contests the search finds; what is not drawn and why, or what went wrong; the
        figure; its files and the lines that bring the view back; who stood.
    open, opened
        The button that makes a notebook of the choice, and the link to it.
    view
        All of it, to display.
    """

    def __init__(
        self, dataset: Dataset, *contest_ids: str, reading: str = DEFAULT_READING, measure: str = _FIRST_MEASURE
    ):
        self._dataset = dataset
        Choice(contest_ids, reading, measure)  # refuses what no control offers
        readings = [*((label, name) for name, label in READING_LABELS.items()), ("all three readings", EVERY_READING)]
        self.search = _placed(
            widgets.Text, "Find", placeholder="a person, party, place, office or year, such as: rahman mayor"
        )
        self.found, self.message, self.figure, self.files, self.table = (widgets.HTML() for _ in range(5))
        self._lists: deque[widgets.SelectMultiple] = deque()
        self._listed = widgets.VBox()
        self._list(contest_ids)
        self.reading = _placed(widgets.Dropdown, "Left of Labour", options=readings, value=reading)
        self.measure = _placed(widgets.Dropdown, "Measure", options=list(MEASURES), value=measure)
        self.open = widgets.Button(
            description="Open as a notebook", layout=widgets.Layout(width="auto", align_self="flex-start")
        )
        self.opened = widgets.Output()
        controls = [self.search, self._listed, self.found, self.reading, self.measure]
        below = [self.open, self.opened, self.files, self.table]
        self.view = widgets.VBox([*controls, self.message, self.figure, *below])
        self.search.observe(self._offer, names="value")
        for control in (self.reading, self.measure):
            control.observe(self._redraw, names="value")
        self.open.on_click(self._open)
        self._redraw()

    @property
    def contests(self) -> widgets.SelectMultiple:
        """The list that is shown."""
        return self._lists[-1]

    @property
    def choice(self) -> Choice:
        """What the controls say."""
        return Choice(tuple(self.contests.value), self.reading.value, self.measure.value)

    def _offer(self, _: object = None) -> None:
        """Offer what the search finds; what is chosen stays chosen."""
        self._list(self.contests.value)

    def _list(self, chosen: tuple[str, ...]) -> None:
        """Show what the search finds in a new list.

        The browser names a choice by its place in the list. One made before a search was answered comes after it, and
        means what stood there in the list that the reader saw: so that list stays, and understands it.
        """
        found = view.contest_options(self._dataset, self.search.value)
        options = view.contest_options(self._dataset, self.search.value, chosen) if chosen else found
        shown = _placed(widgets.SelectMultiple, "Contests", options=options, value=chosen, rows=8)
        shown.observe(self._choose, names="value")
        self._lists.append(shown)
        self._listed.children = (shown,)
        while len(self._lists) > _LISTS:
            self._lists.popleft().close()
        self.found.value = (
            f"{plural(len(found), 'contest')} found. Choose several with Ctrl or Shift: they are drawn side by side."
            if found
            else f"No contest has all of these words: {escape(self.search.value)}. Fewer words find more."
        )

    def _choose(self, change: Mapping[str, Any]) -> None:
        """Draw what was chosen, in the list that is shown or in one before it."""
        if change["owner"] is not self.contests:
            self._list(change["new"])
        self._redraw()

    def _redraw(self, _: object = None) -> None:
        """Show the choice, or only why it cannot be shown: never what was shown before."""
        shown = {"message": "", "figure": "", "files": "", "table": ""}
        self.opened.outputs = ()
        try:
            shown |= self._contents(self.choice)
        except Exception as error:  # raised in a control's callback, it would be lost in Jupyter's log
            shown["message"] = _refused("This cannot be shown.", error)
        self.open.disabled = not shown["figure"]
        for name, html in shown.items():
            getattr(self, name).value = html

    def _open(self, _: object = None) -> None:
        """Write a copy of the notebook that says more about the choice, and show the way to it."""
        notebook, values = _as_notebook(self.choice)
        source = paths.notebooks_dir() / f"{notebook}.ipynb"
        try:
            parameters.check(self._dataset, values_of(source) | values)
            copy = copy_for_changes(source, values, paths.own_dir())
        except (LeftOfLabourError, OSError) as error:
            self.message.value = _refused("No notebook can be made of this.", error)
            return
        # A link in Markdown is one that JupyterLab opens itself, wherever it is served.
        address = quote(Path(os.path.relpath(copy)).as_posix())
        text = f"[{copy.name}]({address}) is yours to change; open it, and run all cells."
        self.opened.outputs = ({"output_type": "display_data", "data": {"text/markdown": text}, "metadata": {}},)

    def _contents(self, choice: Choice) -> dict[str, str]:
        if not choice.contest_ids:
            return {"message": "<p>No contest is chosen, so nothing is drawn. Choose one in the list.</p>"}
        rows = view.compared(self._dataset, choice)
        figure = view.figure(self._dataset, rows, choice)
        drawn = choice.contest_ids[: view.MOST]
        notes = [view.nothing_drawn(rows, choice)]
        if len(choice.contest_ids) > len(drawn):
            notes.append(f"{len(choice.contest_ids)} contests are chosen; the first {len(drawn)} are drawn.")
        tables = [view.candidate_table(self._dataset, contest_id, choice.readings) for contest_id in drawn]
        return {
            "message": "".join(f"<p>{escape(note)}</p>" for note in notes if note),
            "figure": _picture(figure),
            "files": f"<p>{_downloads(figure)}</p>{_lines(choice)}",
            # The class by which JupyterLab gives its style to what a cell shows, but not to what a control holds.
            "table": f'<div class="jp-RenderedHTMLCommon">{"".join(one.html for one in tables)}</div>',
        }


def explorer(
    dataset: Dataset, *contest_ids: str, reading: str = DEFAULT_READING, measure: str = _FIRST_MEASURE
) -> widgets.VBox:
    """The controls with figure and tables, to be the last line of a cell.

    Parameters
    ----------
    dataset
        The data, from `notebook.begin`.
    *contest_ids
        The contests to start with: one among all for its seat, or several side by side.
    reading
        Who counts as left of Labour: core, wide, with_greens, or all of these.
    measure
        As the control offers it, such as "points behind Labour".

    Raises
    ------
    ParameterError
        If there is no such contest, reading or measure.
    """
    return Explorer(dataset, *contest_ids, reading=reading, measure=measure).view


def _placed(control: type, description: str, **options: object) -> widgets.Widget:
    return control(
        description=description,
        layout=widgets.Layout(width="min(100%, 40rem)"),
        style={"description_width": "min(8rem, 42%)"},
        **options,
    )


def _picture(figure: Figure) -> str:
    source = _data_url("image/png", figure.png)
    return f'<img style="max-width: 100%; width: {figure.width}px" src="{source}" alt="{escape(figure.alt)}">'


def _downloads(figure: Figure) -> str:
    """Links that save the numbers and the picture."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([figure.columns, *figure.rows])
    files = {
        "csv": ("text/csv", text.getvalue().encode()),
        "png": ("image/png", figure.png),
        "svg": ("image/svg+xml", alone(figure.svg).encode()),
    }
    links = [
        f'<a download="{figure.name}.{ending}" href="{_data_url(kind, content)}">{ending.upper()}</a>'
        for ending, (kind, content) in files.items()
    ]
    return f"Download: {' · '.join(links)}"


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _lines(choice: Choice) -> str:
    """What brings this view back in a cell, and what opens it as a notebook of one's own from a terminal."""
    contests = ", ".join(repr(contest_id) for contest_id in choice.contest_ids)
    cell = f"explorer(data, {contests}, reading={choice.reading!r}, measure={choice.measure!r})"
    notebook, values = _as_notebook(choice)
    given = [f"{name}={','.join(value) if isinstance(value, list) else value}" for name, value in values.items()]
    return _pasted(
        [
            ("In a cell, this view again", cell),
            ("In a terminal, as a notebook of your own", f"left-of-labour open {notebook} {' '.join(given)}"),
        ]
    )


def _as_notebook(choice: Choice) -> tuple[str, dict[str, Any]]:
    """The notebook that says more about a choice, and its parameters."""
    reading = DEFAULT_READING if choice.reading == EVERY_READING else choice.reading
    if len(choice.contest_ids) == 1:
        return "one-contest", {"contest_id": choice.contest_ids[0], "reading": reading}
    return "compare", {"contest_ids": list(choice.contest_ids), "reading": reading}


def _refused(what: str, error: Exception) -> str:
    kind = "" if isinstance(error, LeftOfLabourError) else f"{type(error).__name__}: "
    return f'<p role="alert"><strong>{what}</strong> {escape(f"{kind}{error}")}</p>'


def _pasted(lines: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<p>{escape(label)}: <code style="overflow-wrap: anywhere">{escape(line)}</code></p>' for label, line in lines
    )
