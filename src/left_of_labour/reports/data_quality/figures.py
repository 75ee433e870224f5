"""Pictures of what is known and what it rests on."""

import pandas as pd
from matplotlib.axes import Axes

from left_of_labour.presentation import style
from left_of_labour.presentation.names import office_name, place_name
from left_of_labour.presentation.text import joined, number, plural

__all__ = ["completeness_alt", "plot_completeness", "plot_witnesses", "witnesses_alt"]

# The same order of shades as a traffic light without its colours: blue is sound, orange needs care.
_SOUND, _SUMMED, _LACKING = "#1f6f8b", "#9cc3d1", "#b4540a"
_PARTS = {
    "complete": ("every candidate's votes", _SOUND, ""),
    "others_aggregated": ("losers summed", _SUMMED, "...."),
    "partial": ("votes missing", _LACKING, "////"),
}
_KINDS = {"parliament": "Parliament", "party_press": "party press", "campaign_account": "campaign account"}


def plot_completeness(completeness: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Share of the contests that are complete, by place and office, as stacked bars.

    Parameters
    ----------
    completeness
        As `analysis.quality.completeness` gives it.
    ax
        Where to draw; a new figure if missing.
    """
    ax = style.figure(height=0.9 + 0.4 * len(completeness))[1] if ax is None else ax
    labels = [f"{place_name(row.place)}, {office_name(row.office)}" for row in completeness.itertuples()]
    left = pd.Series(0.0, index=completeness.index)
    for part, (meaning, colour, hatch) in _PARTS.items():
        share = 100 * completeness[part] / completeness["contests"]
        ax.barh(labels, share, left=left, color=colour, hatch=hatch, edgecolor="white", label=meaning)
        left = left + share
    for place, row in enumerate(completeness.itertuples()):
        ax.text(101, place, f"{row.complete} of {row.contests}", va="center", fontsize=10)
    ax.set(xlim=(0, 121), ylim=(len(labels) - 0.5, -0.5), xticks=range(0, 101, 25), xlabel="percent of the contests")
    ax.tick_params(left=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.35, 1), ncols=3, columnspacing=1.2, handlelength=1.4)
    return ax


def completeness_alt(completeness: pd.DataFrame) -> str:
    """The completeness by place and office in words."""
    told = (
        f"{place_name(row.place)}, {office_name(row.office)}: {row.complete} of {row.contests}"
        for row in completeness.itertuples()
    )
    return f"Bars of the contests with every candidate's votes: {'; '.join(told)}."


def plot_witnesses(witnesses: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Number of candidates' figures by their best kind of source, those with one source hatched.

    Parameters
    ----------
    witnesses
        As `analysis.quality.witnesses` gives it.
    ax
        Where to draw; a new figure if missing.
    """
    ax = style.figure(height=0.9 + 0.42 * len(witnesses))[1] if ax is None else ax
    labels = [_KINDS.get(kind, kind) for kind in witnesses["kind"]]
    ax.barh(labels, witnesses["several"], color=_SOUND, edgecolor="white", label="two or more sources")
    ax.barh(
        labels,
        witnesses["single"],
        left=witnesses["several"],
        color=_LACKING,
        hatch="////",
        edgecolor="white",
        label="one source",
    )
    for place, row in enumerate(witnesses.itertuples()):
        text = f"{number(row.figures)} ({number(row.single)} on one)"
        ax.annotate(text, (row.figures, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
    ax.set(ylim=(len(labels) - 0.5, -0.5), xlim=(0, 1.5 * witnesses["figures"].max()))
    ax.tick_params(left=False, bottom=False, labelbottom=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.legend(loc="lower right")
    return ax


def witnesses_alt(witnesses: pd.DataFrame) -> str:
    """What the figures rest on, in words."""
    told = joined(
        f"{number(row.figures)} on {_KINDS.get(row.kind, row.kind)} ({number(row.single)} of them on one source)"
        for row in witnesses.itertuples()
    )
    total = plural(int(witnesses["figures"].sum()), "candidate's figure", "candidates' figures")
    return f"Bars of {total} by best kind of source: {told}."
