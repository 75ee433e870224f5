"""Pictures of the verdicts on the campaign accounts."""

import pandas as pd
from matplotlib.patches import Rectangle

from left_of_labour.analysis.claims import STANDING, VERDICTS
from left_of_labour.data import Dataset
from left_of_labour.presentation import layout, rows, style, typeface
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.text import joined, plural

__all__ = ["account_name", "amounts", "squares", "verdict_counts", "verdicts_alt"]

# Blue and orange stay apart for colour-blind readers and belong to no party here; grey is what is not decided.
_COLOURS = ("#1f6f8b", "#9cc3d1", "#b4540a", "#b9bcc2")
_WORDS = ("stand", "documented", "contradicted", "open")
_IN_A_LINE = 25  # squares
_SQUARE, _ROW = 0.245, 0.5  # inches: a line of squares, and what an account needs besides
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


def squares(assessed: pd.DataFrame, names: dict[str, str]) -> Plate:
    """A square for every claim, coloured by its verdict, a row of them per account.

    Parameters
    ----------
    assessed
        Claims as `analysis.claims.assess` gives them.
    names
        The accounts' names by source id.
    """
    accounts = [(source, claims) for source, claims in assessed.groupby("source_id", sort=False)]
    lines = [-(-len(claims) // _IN_A_LINE) for _, claims in accounts]
    starts = [sum(_ROW + line * _SQUARE for line in lines[:number]) for number in range(len(lines))]
    height = sum(_ROW + line * _SQUARE for line in lines)
    fig, ax = style.figure(height + 0.05)
    ax.set(xlim=(0, _IN_A_LINE), ylim=(height, 0))
    ax.set_axis_off()
    order = list(VERDICTS)
    for start, (source, claims) in zip(starts, accounts, strict=True):
        verdicts = sorted(claims["verdict"], key=lambda verdict: (_group(verdict), order.index(verdict)))
        for number, verdict in enumerate(verdicts):
            x, y = number % _IN_A_LINE, start + _ROW * 0.72 + (number // _IN_A_LINE) * _SQUARE
            ax.add_patch(Rectangle((x, y), 0.86, 0.86 * _SQUARE, color=_COLOURS[_group(verdict)], linewidth=0))
        texts = " · ".join(f"{count} {word}" for word, count in verdict_counts(claims).items() if count)
        layout.label(ax, names[source], 0, start + _ROW * 0.34, gap=0, fontweight="bold")
        after = 72 * (typeface.width_of(names[source], style.BODY, "bold") + 0.08)
        layout.label(ax, texts, 0, start + _ROW * 0.34, gap=after, color=style.MUTED)
    return fig


def verdict_counts(assessed: pd.DataFrame) -> dict[str, int]:
    """How many claims stand, are documented, contradicted and open, as the squares are coloured."""
    groups = [_group(verdict) for verdict in assessed["verdict"]]
    return {word: groups.count(number) for number, word in enumerate(_WORDS)}


def _group(verdict: str) -> int:
    """The place of a verdict among the colours and words."""
    if verdict in STANDING:
        return 0
    return {"documented": 1, "contradicted": 2, "refuted": 2}.get(verdict, 3)


def verdicts_alt(summary: pd.DataFrame, names: dict[str, str]) -> str:
    """The verdicts per account in words."""
    parts = []
    for row in summary.to_dict("records"):
        texts = joined(f"{row[verdict]} {verdict}" for verdict in VERDICTS if row[verdict])
        parts.append(f"{names[row['source_id']]}: {texts}")
    return f"A square for each of the verdicts on {plural(int(summary['claims'].sum()), 'claim')}. {'; '.join(parts)}."


def amounts(found: pd.DataFrame) -> Plate:
    """How far stated amounts are from the data's, a bar per claim.

    Parameters
    ----------
    found
        Claims as `analysis.claims.stated_amounts` gives them.
    """
    fig, ax = style.figure(rows.PITCH * len(found) + 0.05)
    rows.panel(ax, len(found))
    for row, one in enumerate(found.itertuples()):
        height, away = rows.bar_middle(row), float(one.difference_pct)
        ax.barh(height, away, height=rows.BAR, color=_COLOURS[_group(one.verdict)])
        side = "right" if away >= 0 else "left"
        layout.label(ax, f"{float(one.stated):,g} for {one.given}", away, height, side)
        edge = [height - rows.BAR / 2, height + rows.BAR / 2]
        ax.plot([0, 0], edge, color=style.INK, linewidth=1.2, zorder=3)
    reach = found["difference_pct"].astype(float)
    ax.set_xlim(min(reach.min(), -1), max(reach.max(), 1))
    rows.names_above(ax, list(found["claim"]), [""] * len(found))
    return fig
