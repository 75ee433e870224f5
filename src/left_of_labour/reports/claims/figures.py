"""Pictures of the verdicts on the campaign accounts."""

from textwrap import shorten, wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from left_of_labour.analysis.claims import STANDING, VERDICTS
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.text import joined, plural

__all__ = ["account_name", "plot_amounts", "plot_verdicts", "verdicts_alt", "verdicts_by_account"]

# Blue and orange stay apart for colour-blind readers and belong to no party here; grey is what is not decided.
_STANDS, _CONTRADICTED = "#1f6f8b", "#b4540a"
_NAMES = {"account-livingstone-2010": "Livingstone"}


def account_name(dataset: Dataset, source_id: str) -> str:
    """An account in a few words: who published it, and the year.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> account_name(load(), "account-green-left-2002")
    'Green Left Weekly 2002'
    """
    source = dataset.sources.set_index("source_id").loc[source_id]
    publisher = _NAMES.get(source_id, source["publisher"].partition(" (")[0])
    return f"{publisher} {source['date'][:4]}"


def _colour(verdict: str) -> str:
    if verdict in ("contradicted", "refuted"):
        return _CONTRADICTED
    return _STANDS if verdict in (*STANDING, "documented") else style.OTHER


def plot_verdicts(counts: pd.Series, title: str = "", ax: Axes | None = None) -> Axes:
    """Number of claims by verdict, one bar each.

    Parameters
    ----------
    counts
        Number of claims by verdict.
    title
        The account's name.
    ax
        Where to draw; a new figure if missing.
    """
    ax = style.figure(height=2.6)[1] if ax is None else ax
    order = list(VERDICTS)
    bars = ax.barh(order, [counts[verdict] for verdict in order], color=[_colour(verdict) for verdict in order])
    for bar, verdict in zip(bars, order, strict=True):
        if verdict == "contradicted":
            bar.set(hatch="////", edgecolor="white")
    for label, verdict in zip(ax.bar_label(bars, padding=3), order, strict=True):
        label.set_color(style.INK if counts[verdict] else style.OTHER)
    ax.set_title(title, loc="left", fontsize=10.5)
    ax.set(ylim=(len(order) - 0.4, -0.6))
    ax.margins(x=0.25)
    ax.tick_params(left=False, bottom=False, labelbottom=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    return ax


def verdicts_by_account(summary: pd.DataFrame, names: dict[str, str]) -> Figure:
    """A panel of bars per account, on one scale.

    Parameters
    ----------
    summary
        Counts per account, as `analysis.claims.summary` gives them.
    names
        The accounts' names by source id.
    """
    fig, axes = style.figure(height=2.9, columns=len(summary), sharey=True, sharex=True, squeeze=False)
    for ax, row in zip(axes.flat, summary.itertuples(index=False), strict=True):
        counts = pd.Series(row[1:-1], index=list(VERDICTS))
        plot_verdicts(counts, title="\n".join(wrap(names[row.source_id], 12)), ax=ax)
    return fig


def verdicts_alt(summary: pd.DataFrame, names: dict[str, str]) -> str:
    """The verdicts per account in words."""
    parts = []
    for row in summary.to_dict("records"):
        told = joined(f"{row[verdict]} {verdict}" for verdict in VERDICTS if row[verdict])
        parts.append(f"{names[row['source_id']]}: {told}")
    return f"Bars of the verdicts on {plural(int(summary['claims'].sum()), 'claim')}. {'; '.join(parts)}."


def plot_amounts(amounts: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How far stated amounts are from the data's, one dot per claim.

    Parameters
    ----------
    amounts
        Claims as `analysis.claims.stated_amounts` gives them.
    ax
        Where to draw; a new figure if missing.
    """
    ax = style.figure(height=1.1 + 0.42 * len(amounts))[1] if ax is None else ax
    places = range(len(amounts))
    ax.hlines(places, 0, amounts["difference_pct"], color=style.FAINT, linewidth=2, zorder=1)
    for verdict, marker in (("contradicted", "X"), ("approximate", "o"), ("truncated", "s")):
        rows = amounts[amounts["verdict"] == verdict]
        ax.scatter(rows["difference_pct"], rows.index, s=52, marker=marker, color=_colour(verdict), label=verdict)
    for place, row in zip(places, amounts.itertuples(), strict=True):
        side = 1 if row.difference_pct >= 0 else -1
        ax.annotate(
            f"{float(row.stated):,g} for {row.given}",
            (row.difference_pct, place),
            xytext=(9 * side, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=9.5,
        )
    ax.axvline(0, color=style.MUTED, linewidth=1)
    ax.set_yticks(places, [_wrapped(claim) for claim in amounts["claim"]], fontsize=9.5)
    ax.set(ylim=(len(amounts) - 0.5, -0.5), xlabel="stated less data, in percent of the data")
    ax.margins(x=0.5)
    ax.tick_params(left=False)
    ax.spines["left"].set_visible(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.3, 1), ncols=3, handletextpad=0.2, columnspacing=1.2)
    return ax


def _wrapped(text: str) -> str:
    """Two lines at most: a label must not be taller than its row."""
    return "\n".join(wrap(shorten(text, 62, placeholder=" …"), 34))
