"""Controls for the parameters of a notebook that somebody runs by hand, built from the choices that the check allows.

`notebook.begin` shows them. What runs without a reader (papermill, the batch) has none, so that no report holds them.
"""

import datetime as dt
from collections.abc import Collection, Mapping, MutableMapping
from html import escape
from typing import Any

import ipywidgets as widgets

from left_of_labour.analysis import parameters as rules
from left_of_labour.analysis.readings import READING_LABELS
from left_of_labour.copies import with_values
from left_of_labour.data import Dataset
from left_of_labour.presentation import names
from left_of_labour.presentation.text import day

__all__ = ["DESCRIPTIONS", "Controls"]

DESCRIPTIONS: Mapping[str, str] = {
    "challenger": "Challenger",
    "contest_id": "Contest",
    "contest_ids": "Contests",
    "date": "Election",
    "floor": "From, %",
    "lineage": "In colour",
    "model": "Predictors",
    "place": "Place",
    "reading": "Left of Labour",
    "since": "Since",
    "source_id": "Account",
}
# What is one of another parameter's: when that changes, the old value may not be there any more.
_DETAILS = ("challenger", "date", "since")

_HOW = (
    "<p>Chosen. Now choose <b>Run</b>, <b>Run Selected Cell and All Below</b>: this cell and all that follow use it. "
    "To keep it in your copy, paste this into the first grey cell:</p>"
)


class Controls:
    """One control for each parameter; moving one gives the notebook's cells below the new values.

    Attributes
    ----------
    controls
        By parameter; setting a `value` does what a reader's hand does.
    message
        What to do next, or why these values do not go together, as HTML.
    view
        All of it, to display.
    """

    def __init__(
        self,
        dataset: Dataset,
        parameters: Mapping[str, Any],
        or_all: Collection[str] = (),
        variables: MutableMapping[str, Any] | None = None,
        source: str = "",
    ):
        """
        Parameters
        ----------
        dataset
            The data.
        parameters
            The values at the beginning; they have passed the check.
        or_all
            Names of parameters that may be "all".
        variables
            The notebook's, which get the values chosen.
        source
            The parameters cell, to be shown with the values chosen.
        """
        self._dataset, self._or_all, self._source = dataset, or_all, source
        self._variables = {} if variables is None else variables
        self._offering = False
        self.controls = {name: self._control(name, parameters) for name in parameters}
        self.message = widgets.HTML()
        self.view = widgets.VBox([*self.controls.values(), self.message])
        for control in self.controls.values():
            control.observe(self._moved, names="value")

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say."""
        return {
            name: list(control.value) if isinstance(control, widgets.SelectMultiple) else control.value
            for name, control in self.controls.items()
        }

    def _control(self, name: str, parameters: Mapping[str, Any]) -> widgets.Widget:
        value = parameters[name]
        several = isinstance(value, list | tuple)
        kind = widgets.SelectMultiple if several else widgets.Dropdown
        more = {"rows": 6} if several else {}
        return kind(
            options=self._options(name, parameters),
            value=tuple(value) if several else value,
            description=DESCRIPTIONS[name],
            layout=widgets.Layout(width="min(100%, 40rem)"),
            style={"description_width": "min(8rem, 42%)"},
            **more,
        )

    def _options(self, name: str, parameters: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The values that the check allows, and the one that is chosen, each with its name."""
        allowed = [rules.ALL] if name in self._or_all else []
        allowed += dict.fromkeys(rules.choices(self._dataset, name, parameters))
        chosen = parameters[name]
        if name not in _DETAILS:
            allowed += [one for one in (chosen if isinstance(chosen, list | tuple) else [chosen]) if one not in allowed]
        return [(_label(self._dataset, name, one), one) for one in allowed]

    def _moved(self, change: Mapping[str, Any]) -> None:
        if self._offering:
            return
        self._offering = True  # new options undo the choice for a moment, which is not the reader's wish
        for name, control in self.controls.items():
            if control is not change["owner"]:
                self._offer(name, control)
        self._offering = False
        values = self.values
        faults = rules.faults(self._dataset, values, self._or_all)
        if faults:
            said = f"<strong>These do not go together.</strong> {'<br>'.join(map(escape, faults))}"
            self.message.value = f'<p role="alert">{said}</p>'
            return
        self._variables.update(values)
        self.message.value = f"{_HOW}<pre>{escape(with_values(self._source, values))}</pre>"

    def _offer(self, name: str, control: widgets.Widget) -> None:
        """Offer what goes with the other values; a value that is gone gives way to the first that is there."""
        value, options = control.value, self._options(name, self.values)
        known = [one for _, one in options]
        if list(control.options) == options or not known:
            return
        control.options = options
        control.value = value if isinstance(control, widgets.SelectMultiple) or value in known else known[0]


def _label(dataset: Dataset, name: str, value: Any) -> str:
    """A value in a reader's words."""
    if value == rules.ALL:
        return "all"
    match name:
        case "contest_id" | "contest_ids":
            return names.contest_title(dataset.contest(value))
        case "reading":
            return READING_LABELS[value]
        case "place":
            return names.place_name(value)
        case "date":
            return day(dt.date.fromisoformat(value))
        case "source_id":
            account = dataset.sources.set_index("source_id").loc[value]
            return f"{account['publisher']}, {account['date']}"
        case "model" | "lineage":
            return str(value).replace("_", " ").capitalize()
    return str(value)
