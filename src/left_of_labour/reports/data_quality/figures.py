"""Pictures of what is known and what it rests on."""

import pandas as pd
from matplotlib.patches import Rectangle

from left_of_labour.presentation import layout, rows, style
from left_of_labour.presentation.names import office_name, place_name
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import joined, number, plural

__all__ = ["calendar", "completeness_alt", "kind_name", "witnesses", "witnesses_alt"]

# Blue is sound, orange needs care: apart for colour-blind readers and in greyscale, and of no party here.
_SOUND, _SUMMED, _LACKING = "#1f6f8b", "#9cc3d1", "#b4540a"
_KINDS = {
    "official": "official body",
    "dataset": "data set",
    "parliament": "Parliament",
    "party_press": "party press",
    "campaign_account": "campaign account",
}
_SQUARE = 0.8  # of a year


def kind_name(kind: str) -> str:
    """A kind of source as a reader would call it.

    Examples
    --------
    >>> kind_name("campaign_account"), kind_name("press")
    ('campaign account', 'press')
    """
    return _KINDS.get(kind, kind)


def _of_them(count: int) -> str:
    return f"{number(count) if count else 'none'} of them"


def calendar(counts: pd.DataFrame, years: pd.DataFrame) -> Plate:
    """A square for every year with contests, a row per place and office, coloured by what is missing.

    Parameters
    ----------
    counts
        As `analysis.quality.completeness` gives it: the rows.
    years
        As `analysis.quality.calendar` gives it.
    """
    fig, ax = style.figure(rows.PITCH * len(counts) + 0.35)
    rows.panel(ax, len(counts))
    first, last = years["year"].min(), years["year"].max()
    ax.set_xlim(first - 0.5, max(last, first + 9) + 0.5)
    for row, one in enumerate(counts.itertuples()):
        own = years[(years["place"] == one.place) & (years["office"] == one.office)]
        for year in own.itertuples():
            colour = _LACKING if year.partial else _SUMMED if year.others_aggregated else _SOUND
            corner = (year.year - _SQUARE / 2, rows.bar_middle(row) - rows.BAR / 2)
            ax.add_patch(Rectangle(corner, _SQUARE, rows.BAR, facecolor=colour))
    ax.set_xticks([year for year in range(1900, 2101, 10) if first <= year <= last] or [first])
    ax.xaxis.set_major_formatter("{x:.0f}")
    ax.tick_params(axis="x", length=4, color=style.MUTED, labelsize=style.NOTE)
    names = [f"{place_name(one.place)}, {office_name(one.office)}" for one in counts.itertuples()]
    rows.names_above(ax, names, [f"{one.complete} of {one.contests} complete" for one in counts.itertuples()])
    return fig


def completeness_alt(completeness: pd.DataFrame) -> str:
    """The completeness by place and office in words."""
    texts = (
        f"{place_name(row.place)}, {office_name(row.office)}: {row.complete} of {row.contests}"
        for row in completeness.itertuples()
    )
    return f"A square per year. Contests with every candidate’s votes: {'; '.join(texts)}."


def witnesses(counts: pd.DataFrame) -> Plate:
    """Number of candidates' figures by their best kind of source, those with one source in orange.

    Parameters
    ----------
    counts
        As `analysis.quality.witnesses` gives it.
    """
    fig, ax = style.figure(rows.PITCH * len(counts) + 0.05)
    rows.panel(ax, len(counts))
    for row, one in enumerate(counts.itertuples()):
        height = rows.bar_middle(row)
        ax.barh(height, one.several, height=rows.BAR, color=_SOUND)
        ax.barh(height, one.single, left=one.several, height=rows.BAR, color=_LACKING)
        ax.barh(height, one.none, left=one.several + one.single, height=rows.BAR, color=_SUMMED)
        layout.label(ax, f"{number(one.figures)}, {_of_them(one.single)} on one", one.figures, height)
    ax.set_xlim(0, counts["figures"].max())
    kinds = [kind_name(kind) for kind in counts["kind"]]
    rows.names_above(ax, [f"{kind[0].upper()}{kind[1:]}" for kind in kinds], [""] * len(kinds))
    return fig


def witnesses_alt(counts: pd.DataFrame) -> str:
    """What the figures rest on, in words."""
    texts = joined(
        f"{number(row.figures)} on {kind_name(row.kind)} ({_of_them(row.single)} on one source)"
        for row in counts.itertuples()
    )
    total = plural(int(counts["figures"].sum()), "candidate’s figure", "candidates’ figures")
    return f"Bars of {total} by best kind of source: {texts}."
