"""A place's left over time, as sentences: every number comes from the timeline."""

import pandas as pd

from left_of_labour.data.schema import Office
from left_of_labour.presentation.names import council_name, office_name
from left_of_labour.presentation.text import day, joined, percent, plural, points

__all__ = [
    "arrows_alt",
    "arrows_headline",
    "beaten_labour",
    "events_told",
    "place_finding",
    "place_headline",
    "poll_name",
    "refused",
    "swings",
    "timeline_alt",
    "uncounted",
]


def _ahead(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["behind_labour"].notna() & (rows["behind_labour"] < 0)]


def poll_name(row) -> str:
    """An election of the timeline in a few words, such as "mayor 2010"."""
    if row.office == Office.COUNCILLOR:
        return f"{council_name(row.seat)} {row.date.year}"
    where = "" if row.office == Office.MAYOR else f"{row.seat} "
    return f"{where}{office_name(row.office)} {row.date.year}"


def place_finding(rows: pd.DataFrame, place: str) -> str:
    """The best performance, how often the left was ahead of Labour, and how often it stood.

    Parameters
    ----------
    rows
        From `timeline.performances`.
    place
        The place's name.
    """
    stood = rows[rows["best"].notna()]
    known = stood.dropna(subset=["share"])
    if known.empty:
        return f"No vote left of Labour with a known share is recorded in {place}."
    best = known.loc[known["share"].idxmax()]
    ahead = _ahead(known)
    times = f"in {len(ahead)} of {len(known)} elections with a known share" if len(ahead) else "in none"
    close = ""
    if ahead.empty:
        nearest = known.loc[known["behind_labour"].astype(float).idxmin()]
        close = f" and came closest in the {poll_name(nearest)} election, {points(nearest['behind_labour'])} behind"
    base = "the votes of each party’s best candidate" if best["office"] == Office.COUNCILLOR else "valid votes"
    remark = f" ({best['remark']})" if best["remark"] else ""
    since = rows["date"].min().year
    return (
        f"In {place} the left of Labour stood in {len(stood)} of {len(rows)} elections since {since}. Its best share "
        f"was {percent(best['share'])} of {base} ({best['best']}, {poll_name(best)}){remark}; it was ahead of Labour "
        f"{times}{close}."
    )


def place_headline(rows: pd.DataFrame, place: str) -> str:
    """How often the left was ahead of Labour, or how close it came, in at most a dozen words.

    Parameters
    ----------
    rows
        From `timeline.performances`.
    place
        The place's name.
    """
    known = rows.dropna(subset=["share", "labour_share"])
    if known.empty:
        return f"{place}: no share of the left beside Labour’s is known"
    ahead = _ahead(known)
    if len(ahead):
        return f"{place}: left ahead of Labour in {len(ahead)} of {plural(len(known), 'election')}"
    return f"{place}: the left was at best {points(known['behind_labour'].astype(float).min())} behind Labour"


def beaten_labour(rows: pd.DataFrame) -> str:
    """The elections in which the left had more votes than Labour."""
    ahead = _ahead(rows)
    if ahead.empty:
        return "In no election here had the left of Labour more votes than Labour."
    cases = [f"{poll_name(row)} ({row.best}, {points(-row.behind_labour)} ahead)" for row in ahead.itertuples()]
    return f"The left had more votes than Labour in {plural(len(ahead), 'election')}: {joined(cases)}."


def uncounted(rows: pd.DataFrame, wards: pd.DataFrame) -> str:
    """What is not drawn, or needs a caution."""
    unknown = rows[rows["share"].isna() & rows["labour_share"].isna()]
    cautious = rows[~rows["comparable"] & rows["share"].notna()]
    parts = [f"{plural(len(unknown), 'election')} without a known total cannot be drawn"] if len(unknown) else []
    if wards["share"].isna().any():
        count = plural(int(wards["share"].isna().sum()), "single-ward poll")
        parts.append(f"nor can {count}" if parts else f"{count} without a known total cannot be drawn")
    parts += [f"{poll_name(row)}: {row.remark}" for row in cautious.itertuples()]
    return f"{'; '.join(parts)}." if parts else "Every election here has known totals."


def events_told(story: pd.DataFrame) -> str:
    """The turning points in a sentence."""
    told = story[story["kind"].isin(["referendum", "voided", "voting system"])]
    if told.empty:
        return "No referendum, voided poll or change of voting system is recorded here."
    return f"{'; '.join(f'{day(row.date)}: {row.event}' for row in told.itertuples())}."


def swings(pairs: pd.DataFrame) -> str:
    """The largest swings to the left and back, and how much of it was movement between blocs."""
    known = pairs[pairs["comparable"]]
    if known.empty:
        return "No two elections here can be compared."
    most, least = known.loc[known["left_swing"].idxmax()], known.loc[known["left_swing"].idxmin()]
    text = (
        f"Of {plural(len(pairs), 'pair')} of elections {len(known)} can be compared. The largest swing from Labour to "
        f"the left was {points(most['left_swing'])} ({most['label']}"
    )
    text += f"; {most['remark']})" if most["remark"] else ")"
    if least["left_swing"] < 0:
        text += f", the largest back {points(-least['left_swing'])} ({least['label']})"
    text += "."
    wide = known.loc[known["volatility"].idxmax()]
    return (
        f"{text} Net volatility was highest with {points(wide['volatility'])} ({wide['label']}), of which "
        f"{points(wide['bloc_volatility'])} between left, Labour, Conservatives and others; the rest is movement, or "
        f"new names, within them.{_renamed(known)}"
    )


def _renamed(known: pd.DataFrame) -> str:
    """Where following a list under a new name makes most difference to volatility; nothing where it makes none."""
    followed = known["entry_and_exit"] + known["between_parties"]
    gap = known["volatility"] - followed
    if not gap.max() >= 0.05:
        return ""
    most = known.loc[gap.idxmax()]
    return (
        f" A list that goes on under another name counted as the same, it was {points(followed[gap.idxmax()])} and not "
        f"{points(most['volatility'])} in {most['label']}."
    )


def refused(pairs: pd.DataFrame) -> str:
    """Which comparisons are refused, and why."""
    left_out = pairs[~pairs["comparable"]]
    if left_out.empty:
        return "No comparison had to be refused."
    return f"{plural(len(left_out), 'comparison')} refused: see the reasons in the table."


def timeline_alt(rows: pd.DataFrame) -> str:
    """The figure of all elections in words: the five best performances and Labour's share."""
    best = rows.dropna(subset=["share", "labour_share"]).nlargest(5, "share").sort_values("date")
    parts = [
        f"{poll_name(row)}: {row.best} {percent(row.share)}, Labour {percent(row.labour_share)}"
        for row in best.itertuples()
    ]
    return f"Dots for the left and bars for Labour by office and year. The left’s five best: {'; '.join(parts)}."


def arrows_headline(pairs: pd.DataFrame) -> str:
    """How often the left and Labour rose, in a title's length.

    Parameters
    ----------
    pairs
        Comparable ones in which the left stood, with `left_change` and `labour_change`.
    """
    left, labour = ((pairs[column].astype(float) > 0).sum() for column in ("left_change", "labour_change"))
    return f"The left rose in {left} of {plural(len(pairs), 'comparison')}, Labour in {labour}"


def arrows_alt(pairs: pd.DataFrame) -> str:
    """The figure of the arrows in words."""
    rows = [
        f"{row.label} left {percent(row.left_before)} to {percent(row.left_after)}, Labour "
        f"{percent(row.labour_before)} to {percent(row.labour_after)}"
        for row in pairs.itertuples()
    ]
    return f"Arrows from election to election: {'; '.join(rows)}."
