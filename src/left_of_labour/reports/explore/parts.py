"""Exploring with controls: choose a place, a contest, a reading and a measure; figure and table follow.

What is shown is made by pure functions; `Explorer` only joins them to the controls. Needs ipywidgets
(`pip install 'left-of-labour[explore]'`).
"""

import base64
from html import escape

import ipywidgets as widgets
import pandas as pd
from matplotlib.figure import Figure

from left_of_labour.analysis import parameters
from left_of_labour.analysis.comparison import YARDSTICKS, Yardstick
from left_of_labour.analysis.measures import contenders, measure
from left_of_labour.analysis.readings import DEFAULT_READING, READING_LABELS, is_left
from left_of_labour.data import Dataset
from left_of_labour.presentation import names, style
from left_of_labour.presentation.pictures import png
from left_of_labour.presentation.tables import html_table
from left_of_labour.reports.explore.figures import history_bars
from left_of_labour.presentation.text import day

__all__ = ["Explorer", "candidate_table", "contest_options", "explorer", "history", "history_figure"]

MEASURES = {yardstick.label.replace("\n", " "): yardstick for yardstick in YARDSTICKS}

_OFFICES = ("mayor", "mp", "london_assembly", "councillor")


def contest_options(dataset: Dataset, place: str) -> list[tuple[str, str]]:
    """The contests of a place as name and id: mayors first, wards last, the latest of each first.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> contest_options(load(), "preston")[0]
    ('Preston MP 2024', 'preston-mp-2024')
    """
    contests = [contest for contest in dataset.contests_by_id.values() if contest.place == place]
    contests.sort(key=lambda contest: contest.date, reverse=True)
    contests.sort(key=lambda contest: (_OFFICES.index(contest.office), contest.area))
    return [(_name(contest), contest.contest_id) for contest in contests]


def _name(contest) -> str:
    """Two ballots in one area and year differ in their day."""
    name = names.contest_name(contest)
    return f"{name}, by-election {day(contest.date)}" if contest.by_election else name


def _when(contest) -> str:
    remark = "" if contest.status == "valid" else f" ({contest.status})"
    return f"{day(contest.date)}{remark}"


def history(dataset: Dataset, contest_id: str, reading: str, yardstick: Yardstick) -> pd.DataFrame:
    """One measure through all contests for the same office in the same area.

    Returns
    -------
    pandas.DataFrame
        One row per contest, oldest first: `contest_id`, `contest`, `when`, `challenger`, `value` (unrounded, missing
        where not known), `label`, `chosen`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = history(load(), "hackney-mayor-2002", "wide", MEASURES["share of valid votes"])
    >>> rows.loc[rows["chosen"], ["contest", "challenger", "label"]]
                  contest challenger  label
    0  Hackney mayor 2002  Paul Foot  12.7%
    """
    chosen = dataset.contest(contest_id)
    rows = []
    for contest in sorted(dataset.contests_by_id.values(), key=lambda contest: contest.date):
        if (contest.place, contest.area, contest.office) != (chosen.place, chosen.area, chosen.office):
            continue
        measures = measure(dataset, contest.contest_id, reading)
        value = getattr(measures, yardstick.measure)
        missing = "not known" if measures.challenger else "nobody stood left of Labour"
        rows.append(
            {
                "contest_id": contest.contest_id,
                "contest": _name(contest),
                "when": _when(contest),
                "challenger": measures.challenger or "",
                "value": None if value is None else float(value),
                "label": missing if value is None else yardstick.form.format(float(value)).replace("-", "−"),
                "chosen": contest.contest_id == contest_id,
            }
        )
    return pd.DataFrame(rows).astype({"value": "Float64"})


def history_figure(rows: pd.DataFrame, measure_name: str, reading: str) -> Figure:
    """The history as a figure in house style."""
    now = rows[rows["chosen"]].iloc[0]
    who = f", {now['challenger']}" if now["challenger"] else ""
    return style.headline(
        history_bars(rows),
        title=f"{now['contest']}{who}: {measure_name} {now['label']}",
        subtitle=f"Best-placed candidate left of Labour, by first preferences (reading: {reading.replace('_', ' ')})",
        sources="Sources: see the report on each contest",
    )


def history_text(rows: pd.DataFrame, measure_name: str) -> str:
    """The figure in words."""
    parts = [f"{row.contest} {row.label}{f' ({row.challenger})' * bool(row.challenger)}" for row in rows.itertuples()]
    return f"Bars of the best-placed challenger's {measure_name}: {'; '.join(parts)}."


def candidate_table(dataset: Dataset, contest_id: str, reading: str) -> pd.DataFrame:
    """Who stood in a contest, most votes first, and who of them counts as left of Labour.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> candidate_table(load(), "hackney-mayor-2002", "wide").query("left")["candidate"].tolist()
    ['Paul Foot']
    """
    field = contenders(dataset, contest_id)
    return pd.DataFrame(
        {
            "candidate": field["candidate"],
            "party": field["ballot_label"],
            "votes": field["votes"],
            "share": field["share_pct"].map(float, na_action="ignore").astype("Float64"),
            "left": is_left(field["left_reading"], reading),
            "elected": field["elected"],
        }
    )


class Explorer:
    """Four controls and what they show.

    Attributes
    ----------
    place, contest, reading, measure
        The controls; setting their `value` does what a reader's hand does.
    figure, table
        What is shown, as HTML.
    view
        All of it, to display.
    """

    def __init__(self, dataset: Dataset, contest_id: str = "hackney-mayor-2002"):
        self._dataset = dataset
        start = dataset.contest(contest_id)
        places = [(names.place_name(place), place) for place in parameters.choices(dataset, "place")]
        readings = [(label, reading) for reading, label in READING_LABELS.items()]
        self.place = _dropdown("Place", places, start.place)
        self.contest = _dropdown("Contest", contest_options(dataset, start.place), contest_id)
        self.reading = _dropdown("Left of Labour", readings, DEFAULT_READING)
        self.measure = _dropdown("Measure", list(MEASURES), next(iter(MEASURES)))
        self.figure, self.table = widgets.HTML(), widgets.HTML()
        self.view = widgets.VBox([self.place, self.contest, self.reading, self.measure, self.figure, self.table])
        self.place.observe(self._offer_contests, names="value")
        for control in (self.contest, self.reading, self.measure):
            control.observe(self._redraw, names="value")
        self._redraw()

    def _offer_contests(self, _=None) -> None:
        self.contest.options = contest_options(self._dataset, self.place.value)

    def _redraw(self, _=None) -> None:
        if self.contest.value is None:
            return
        rows = history(self._dataset, self.contest.value, self.reading.value, MEASURES[self.measure.value])
        fig = history_figure(rows, self.measure.value, self.reading.value)
        self.figure.value = _picture(fig, history_text(rows, self.measure.value))
        table = html_table(
            candidate_table(self._dataset, self.contest.value, self.reading.value),
            title=f"Candidates, {names.contest_title(self._dataset.contest(self.contest.value))}",
            note="Shares are of valid votes; in wards with several seats, of the votes of each party's best candidate. "
            "Dash: not known.",
            labels={"share": "share, %", "left": "left of Labour"},
        )
        # The class by which JupyterLab gives its style to what a cell shows, but not to what a control holds.
        self.table.value = f'<div class="jp-RenderedHTMLCommon">{table}</div>'


def explorer(dataset: Dataset, contest_id: str = "hackney-mayor-2002") -> widgets.VBox:
    """The controls with figure and table, to be the last line of a cell.

    Parameters
    ----------
    dataset
        The data, from `notebook.begin`.
    contest_id
        The contest to start with.
    """
    return Explorer(dataset, contest_id).view


def _dropdown(description: str, options: list, value: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=description,
        options=options,
        value=value,
        layout=widgets.Layout(width="min(100%, 34rem)"),
        style={"description_width": "8rem"},
    )


def _picture(fig: Figure, alt: str) -> str:
    data = base64.b64encode(png(fig)).decode("ascii")
    return f'<img style="max-width: 100%; width: 640px" src="data:image/png;base64,{data}" alt="{escape(alt)}">'
