"""The picture that answers the question of the whole collection: for the front page, made from all contests."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from left_of_labour.analysis.measures import Measures, measure
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status
from left_of_labour.presentation import layout, style
from left_of_labour.presentation.names import office_name, place_name, short_names
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.plate import Plate
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.text import joined, plural
from left_of_labour.shown import Figure

__all__ = ["LEAST_SHARE", "hero", "leads"]

LEAST_SHARE = 10  # % of valid votes
_SIZE = 12.5  # points: the names of both sides beside each other fill the width
_PITCH = 0.33  # inches from row to row
_WITH_GREENS = "with_greens"


def leads(dataset: Dataset) -> pd.DataFrame:
    """The lead over Labour wherever a challenger left of Labour took a tenth of the votes, or a Green was elected.

    Returns
    -------
    pandas.DataFrame
        One row per contest for mayor or MP, widest lead first: `contest_id`, `place`, `label`, `challenger`,
        `party_id`, `share_pct`, `lead` (percentage points of valid votes, first preferences), `elected`, `voided`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> leads(load())[["label", "party_id"]].head(1).values.tolist()
    [['L. Rahman, Tower Hamlets mayor 2010', 'independent']]
    """
    contests = dataset.contests
    wanted = contests["office"].isin([Office.MAYOR, Office.MP]) & (contests["status"] != Status.NOTIONAL)
    found = [_challenge(dataset, contest_id) for contest_id in contests.loc[wanted, "contest_id"]]
    chosen = [one for one in found if one]
    names = short_names(one.challenger or "" for one in chosen)
    return pd.DataFrame([_row(dataset, one, names) for one in chosen]).sort_values(
        "lead", ascending=False, kind="stable", ignore_index=True
    )


def _challenge(dataset: Dataset, contest_id: str) -> Measures | None:
    left = measure(dataset, contest_id, DEFAULT_READING)
    green = measure(dataset, contest_id, _WITH_GREENS)
    if green.elected and green.challenger_reading == "green" and green.points_behind_labour is not None:
        return green
    share = left.share_pct
    return left if share is not None and left.points_behind_labour is not None and share >= LEAST_SHARE else None


def _row(dataset: Dataset, one: Measures, names: Mapping[str, str]) -> dict[str, object]:
    assert one.challenger and one.share_pct is not None and one.points_behind_labour is not None
    candidates = dataset.candidates_of(one.contest_id).set_index("candidate")
    office = "" if one.office == Office.MP else f" {office_name(one.office)}"
    voided = one.status == Status.VOIDED
    return {
        "contest_id": one.contest_id,
        "place": one.place,
        "label": f"{names[one.challenger]}, {one.area}{office} {one.date.year}{'*' if voided else ''}",
        "challenger": one.challenger,
        "party_id": candidates.loc[one.challenger, "party_id"],
        "share_pct": float(one.share_pct),
        "lead": -float(one.points_behind_labour),
        "elected": bool(one.elected),
        "voided": voided,
    }


@part
def hero(dataset: Dataset) -> Figure:
    """The lead over Labour in every contest for mayor or MP with a challenger of weight, as diverging bars."""
    rows = leads(dataset)
    fig = draw(rows)
    note = ". *: later declared void" if rows["voided"].any() else ""
    greens = ", and where a Green was elected (green)" if (rows["party_id"] == "green").any() else ""
    style.headline(
        fig,
        title(rows),
        "Lead over Labour, percentage points of valid votes (first preferences): all "
        f"{plural(len(rows), 'contest')} for "
        f"mayor or MP in {joined(sorted(map(place_name, rows['place'].unique())))} where a challenger left of Labour "
        f"took {LEAST_SHARE}% or more{greens}{note}",
        **credit(dataset, cited_sources(dataset, rows["contest_id"])),
    )
    return picture(fig, "lead-over-labour", rows, alt(rows))


def title(rows: pd.DataFrame) -> str:
    """How often challengers outpolled Labour, and where most of it happened, in at most a dozen words.

    Parameters
    ----------
    rows
        From `leads`.
    """
    ahead = rows[rows["lead"] > 0]
    if ahead.empty:
        return f"No challenger outpolled Labour in {plural(len(rows), 'contest')}"
    ((place, count),) = Counter(ahead["place"]).most_common(1)
    where = place_name(place)
    if len(ahead) == 1:
        return f"One challenger of {len(rows)} outpolled Labour, in {where}"
    part_of = "all" if count == len(ahead) else f"{count} of them"
    return f"Challengers outpolled Labour {len(ahead)} times, {part_of} in {where}"


def alt(rows: pd.DataFrame) -> str:
    """The picture in words."""
    texts = [
        f"{row.label.removesuffix('*')} {row.lead:+.1f}".replace("-", "−") + (" (void)" if row.voided else "")
        for row in rows.itertuples()
    ]
    return (
        f"Diverging bars of the lead over Labour in points, challengers with {LEAST_SHARE}% or more: "
        f"{'; '.join(texts)}."
    )


def draw(rows: pd.DataFrame) -> Plate:
    """Diverging bars, the names on the other side of the line; without headline.

    Parameters
    ----------
    rows
        From `leads`.
    """
    fig, ax = style.figure(_PITCH * (len(rows) + 1.2))
    ax.set_ylim(len(rows) - 0.4, -1.6)
    ax.set_xlim(min(rows["lead"].min(), -1), max(rows["lead"].max(), 1))
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    for height, one in enumerate(rows.itertuples()):
        side, other = ("right", "left") if one.lead > 0 else ("left", "right")
        colour = style.role_colour(one.party_id, is_left=True)
        ax.barh(height, one.lead, height=0.42, color=colour)
        value = f"{one.lead:+.1f}".replace("-", "−")
        layout.label(ax, value, one.lead, height, side, fontsize=_SIZE, fontweight="bold", color=colour)
        layout.label(ax, one.label, 0, height, other, fontsize=_SIZE)
    layout.label(ax, "← Labour ahead", 0, -1.1, "left", fontsize=_SIZE, color=style.LABOUR)
    layout.label(ax, "challenger ahead →", 0, -1.1, "right", fontsize=_SIZE, color=style.LEFT)
    ax.axvline(0, color=style.INK, linewidth=1.2)
    return fig
