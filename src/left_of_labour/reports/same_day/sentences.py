"""Mayor and council of the same day, in words: every number comes from the measures."""

from typing import Any

import pandas as pd

from left_of_labour.data.schema import Status
from left_of_labour.presentation.names import place_name, short_names
from left_of_labour.presentation.text import joined, percent, plural, points

__all__ = [
    "ahead_alt",
    "ahead_title",
    "all_alt",
    "all_title",
    "finding",
    "front_runners_sentence",
    "label",
    "left_sentence",
    "not_compared",
]


def label(row: Any) -> str:
    """A candidate and the year."""
    return f"{row.candidate} ({row.date.year})"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def finding(rows: pd.DataFrame, place: str) -> str:
    """The challenger who ran furthest ahead of the list, beside the furthest of Labour's and of everybody else's.

    Parameters
    ----------
    rows
        From `parts.rows`.
    place
        The place's id.
    """
    known = rows.dropna(subset=["difference"])
    left = known[known["is_left"] & known["widely_stood"]]
    labour = known[known["family"] == "labour"]
    name = place_name(place)
    parts = []
    if len(left):
        best = left.loc[left["difference"].idxmax()]
        parts.append(
            f"in {name} {best['candidate']} ({best['date'].year}) took {percent(best['share_pct'])} of valid votes for "
            f"mayor, {_beside(best)} the {percent(best['council_share_pct'])} of {best['party'].partition(' (')[0]}’s "
            "candidates for council on the same day, "
            f"{_superlative(best, len(left))} whose party stood in most wards"
        )
    else:
        parts.append(f"in {name} no candidate for mayor left of Labour had a list in most wards on the same day")
    sides = {"Labour’s": labour, "the Greens’": known[known["party_id"] == "green"]}
    ranges = [
        f"{side} {plural(len(of), 'candidate')} ran from {_signed(of['difference'].min())} to "
        f"{_signed(of['difference'].max())} points"
        for side, of in sides.items()
        if len(of)
    ]
    if ranges:
        parts.append(f"against their own lists {joined(ranges)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}.{_voided(rows)}"


def _voided(rows: pd.DataFrame) -> str:
    years = sorted(rows.loc[rows["status"] == Status.VOIDED, "date"].dt.year.unique())
    which = joined(str(year) for year in years)
    return f" The election of the mayor in {which} was later declared void by an election court." if years else ""


def _superlative(best: pd.Series, challengers: int) -> str:
    if challengers == 1:
        return "the only challenger"
    order = "widest lead over" if best["difference"] > 0 else "closest to"
    return f"the {order} a list among {plural(challengers, 'challenger')}"


def _beside(row: pd.Series) -> str:
    if row["difference"] >= 0:
        return f"{points(row['difference'])} more than"
    return f"{points(-row['difference'])} less than"


def ahead_title(rows: pd.DataFrame) -> str:
    """Who ran furthest ahead of the party, in a title's length."""
    best = rows.loc[rows["difference"].idxmax()]
    surname = short_names(rows["candidate"])[best["candidate"]]
    if best["difference"] <= 0:
        return "Nobody ran ahead of the party’s candidates for council"
    return f"{surname} ran {points(best['difference'])} ahead of the list in {best['date'].year}"


def ahead_alt(rows: pd.DataFrame) -> str:
    """Every difference that is drawn."""
    said = [
        f"{label(row)} ({row.party.partition(' (')[0]}) {_signed(row.difference)}, {_signed(row.difference_least)} to "
        f"{_signed(row.difference_most)}"
        for row in rows.itertuples()
    ]
    return (
        "Bars of a mayor’s share less that of the party’s candidates for council, points, with ranges: "
        f"{'; '.join(said)}."
    )


def left_sentence(rows: pd.DataFrame) -> str:
    """How many challengers ran ahead of their lists on every vote base, and who did not."""
    left = rows[rows["is_left"] & rows["widely_stood"]].dropna(subset=["difference"])
    if left.empty:
        return "No candidate left of Labour can be compared with a list that stood in most wards."
    ahead = left[left["difference_least"] > 0]
    behind = left[left["difference_most"] < 0]
    text = f"However the votes of a ward are counted, {_of(len(ahead), len(left))} ran ahead of the list"
    if len(ahead):
        text += f": {joined(label(row) for row in ahead.itertuples())}"
    text += "."
    if len(behind):
        text += f" Behind it ran {joined(label(row) for row in behind.itertuples())}."
    if len(left) == 1:
        only = left.iloc[0]
        ratio = f"{only['ratio']:.2f}"
        return (
            f"{text} The ratio of {label(only)}’s votes for mayor to the party’s best votes in the wards was {ratio}."
        )
    low, high = (left.loc[one] for one in (left["ratio"].idxmin(), left["ratio"].idxmax()))
    return (
        f"{text} The ratio of votes for mayor to the party’s best votes in the wards was highest for {label(high)}, "
        f"{high['ratio']:.2f}, and lowest for {label(low)}, {low['ratio']:.2f}."
    )


def _of(count: int, whole: int) -> str:
    if whole == 1:
        return "the only challenger" if count else "the only challenger never"
    return f"{'none' if count == 0 else 'all' if count == whole else count} of {plural(whole, 'challenger')}"


def all_title(rows: pd.DataFrame) -> str:
    """How many of the leading candidates and of the others ran ahead."""
    known = rows.dropna(subset=["difference"])
    first, rest = known[known["first_two"]], known[~known["first_two"]]
    return (
        f"{(first['difference'] > 0).sum()} of {len(first)} front-runners ran ahead, "
        f"{(rest['difference'] > 0).sum()} of {len(rest)} others"
    )


def all_alt(rows: pd.DataFrame) -> str:
    """The plane in words."""
    known = rows.dropna(subset=["difference"])
    top = known.nlargest(4, "share_pct")
    said = [f"{label(row)} {percent(row.share_pct)}, list {percent(row.council_share_pct)}" for row in top.itertuples()]
    return (
        f"Dots for {plural(len(known), 'candidate')}: share for mayor against the party’s share for council, with a "
        f"line on which both are equal. Highest: {'; '.join(said)}."
    )


def front_runners_sentence(rows: pd.DataFrame) -> str:
    """What the system does by itself: the mean difference of the first two of each poll and of all others."""
    known = rows.dropna(subset=["difference"])
    means = known.groupby("first_two")["difference"].mean()
    first, others = means.get(True), means.get(False)
    if first is None or others is None:
        return "There are not both front-runners and others here whose lists can be compared."
    text = (
        f"The first two of each poll took on average {_signed(first)} points against their lists, all others "
        f"{_signed(others)}"
    )
    text += ": votes for a single post may gather at the top, whoever stands there." if first > others else "."
    winners = known[known["elected"] & ~known["is_left"]]
    if len(winners) == 1:
        only = winners.iloc[0]
        text += (
            f" The one winner not left of Labour, {label(only)}, ran {_signed(only['difference'])} points against the "
            "list."
        )
    elif len(winners):
        text += (
            f" {plural(len(winners), 'winner')} who were not left of Labour ran "
            f"{_signed(winners['difference'].mean())} points on average against their lists."
        )
    return text


def not_compared(rows: pd.DataFrame) -> str:
    """Candidates whose difference is not known, or means little."""
    unknown = rows[rows["difference"].isna()]
    few = rows[rows["difference"].notna() & ~rows["widely_stood"]]
    said = []
    if len(unknown):
        said.append(
            f"{joined(str(year) for year in sorted(unknown['date'].dt.year.unique()))}: the mayor’s votes are known in "
            "part only, so no share is given"
        )
    if len(few):
        names = joined(f"{label(row)}, in {row.wards_contested} of {row.wards}" for row in few.itertuples())
        said.append(f"not drawn as bars, as the party stood in fewer than half of the wards: {names}")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}." if said else "Every party that put up a mayor stood in most wards."
