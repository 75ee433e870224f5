"""A place's left over time, as sentences: every number comes from the timeline."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from left_of_labour.data.schema import Office, Status
from left_of_labour.presentation.names import council_name, left_of_labour, office_name, reading_name, the_left
from left_of_labour.presentation.text import joined, percent, plural, points

__all__ = [
    "arrows_alt",
    "arrows_headline",
    "beaten_labour",
    "counted",
    "counted_wards",
    "events_sentence",
    "other_readings",
    "place_finding",
    "place_headline",
    "poll_name",
    "refused",
    "side",
    "swings",
    "timeline_alt",
    "uncounted",
]


def _polls(rows: pd.DataFrame) -> pd.DataFrame:
    """Elections that were held: an estimate on later boundaries is none."""
    return rows[rows["status"] != Status.NOTIONAL]


def _ahead(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["behind_labour"].notna() & (rows["behind_labour"] < 0)]


def _ahead_where_it_stood(rows: pd.DataFrame) -> pd.DataFrame:
    """Council elections in which the left was ahead in the wards that it contested, though not in all together."""
    ahead = rows[rows["contested_share_pct"] > rows["contested_labour_share_pct"]]
    return ahead[(ahead["behind_labour"] >= 0) & (ahead["wards_contested"] < ahead["wards"])]


def poll_name(row: Any) -> str:
    """An election of the timeline in a few words, such as "mayor 2010"."""
    if row.office == Office.COUNCILLOR:
        return f"{council_name(row.seat)} {row.date.year}"
    if row.office == Office.LONDON_ASSEMBLY:
        return f"London Assembly ({row.seat}) {row.date.year}"
    where = "" if row.office == Office.MAYOR else f"{row.seat} "
    return f"{where}{office_name(row.office)} {row.date.year}"


def place_finding(rows: pd.DataFrame, wards: pd.DataFrame, place: str, reading: str) -> str:
    """How often the left stood, its best result, how often it was ahead of Labour, and what it won.

    Parameters
    ----------
    rows
        From `timeline.performances`.
    wards
        From `timeline.single_wards`.
    place
        The place's name.
    reading
        Who counts as left.
    """
    if _polls(rows).empty:
        return f"Of {place} only polls of single wards are in the data: {the_left(reading)} {counted_wards(wards)}."
    parts = [f"{_stood(rows, place, reading)}.", _best(rows), _times_ahead(rows), _won(rows, wards)]
    return " ".join(part for part in parts if part)


def _stood(rows: pd.DataFrame, place: str, reading: str) -> str:
    polls = _polls(rows)
    stood, unknown = int((polls["stood"] == True).sum()), int(polls["stood"].isna().sum())  # noqa: E712
    since = polls["date"].min().year
    times = f"{'at least ' if unknown else ''}{stood} of {plural(len(polls), 'election')} in the data since {since}"
    return f"In {place} {the_left(reading)} stood in {times}" + (f" ({unknown} not known)" if unknown else "")


def _best(rows: pd.DataFrame) -> str:
    known = _polls(rows)
    known = known[known["office"].isin([Office.MAYOR, Office.MP])].dropna(subset=["share_pct"])
    if known.empty:
        return ""
    best = known.loc[known["share_pct"].idxmax()]
    void = f"; {best['remark']}" if best["status"] == Status.VOIDED else ""
    gap = "" if pd.isna(best["behind_labour"]) else f", {_gap(best['behind_labour'])}"
    return (
        f"The best share for mayor or Parliament was {percent(best['share_pct'])} of valid votes ({best['best']}, "
        f"{poll_name(best)}{gap}{void})."
    )


def _gap(behind: float) -> str:
    return f"{points(abs(behind))} {'behind' if behind > 0 else 'ahead of'} Labour" if behind else "level with Labour"


def _times_ahead(rows: pd.DataFrame) -> str:
    known = _polls(rows).dropna(subset=["behind_labour"])
    if known.empty:
        return "No share beside Labour’s is known."
    ahead, there = _ahead(known), _ahead_where_it_stood(known)
    text = f"It was ahead of Labour in {len(ahead) or 'none'} of the {len(known)} with both shares known"
    if len(known) == 1:
        text = f"It was {'ahead of' if len(ahead) else 'not ahead of'} Labour in the only one with both shares known"
    if len(there):
        cases = [
            f"{poll_name(row)}: {percent(row.contested_share_pct)} against "
            f"{percent(row.contested_labour_share_pct)} in {row.wards_contested:.0f} of {row.wards:.0f}"
            for row in there.itertuples()
        ]
        text += f"{', and also' if len(ahead) else ', but'}, counting only wards where it stood, in {joined(cases)}"
    return f"{text}."


def _won(rows: pd.DataFrame, wards: pd.DataFrame) -> str:
    polls = _polls(rows)
    single = polls[polls["won"] & (polls["office"] != Office.COUNCILLOR)]
    won = [
        f"{poll_name(row)}{' (declared void)' if row.status == Status.VOIDED else ''}" for row in single.itertuples()
    ]
    councils = polls[(polls["office"] == Office.COUNCILLOR) & (polls["left_seats"] > 0)]
    if len(councils):
        most = councils.loc[(councils["left_seats"] / councils["seats"]).idxmax()]
        seats = f"{most['left_seats']} of {most['seats']}"
        won.append(
            f"{seats} seats in {poll_name(most)}"
            if len(councils) == 1
            else f"seats in {len(councils)} council elections (at best {seats}, in {poll_name(most)})"
        )
    alone = int(wards["won"].sum()) if len(wards) else 0
    if alone:
        won.append(f"{plural(alone, 'poll')} of single wards")
    return f"It won {joined(won)}." if won else "No seat won by it is in the data."


def other_readings(texts: Mapping[str, str], reading: str) -> str:
    """How often the left stood and was ahead of Labour under each other reading.

    Parameters
    ----------
    texts
        From `counted`, by reading.
    reading
        The one in use.
    """
    changed = [f"{reading_name(name)}, {text}" for name, text in texts.items() if text != texts[reading]]
    same = [reading_name(name) for name, text in texts.items() if name != reading and text == texts[reading]]
    if not changed:
        return "These counts are the same under the other readings."
    return f"Under other readings: {'; '.join(changed)}{'; ' + joined(same) + ', the same' if same else ''}."


def counted(rows: pd.DataFrame) -> str:
    """How often the left stood and was ahead of Labour, from `timeline.performances`."""
    polls = _polls(rows)
    known = polls.dropna(subset=["behind_labour"])
    least = "at least " if polls["stood"].isna().any() else ""
    stood = int((polls["stood"] == True).sum())  # noqa: E712
    return f"stood in {least}{stood}, ahead of Labour in {len(_ahead(known)) or 'none'} of {len(known)}"


def counted_wards(wards: pd.DataFrame) -> str:
    """In how many polls of single wards the left stood and won, from `timeline.single_wards`."""
    return f"stood in {len(wards) or 'none'} and won {int(wards['won'].sum()) or 'none'}"


def place_headline(rows: pd.DataFrame, place: str, reading: str) -> str:
    """How often the left was ahead of Labour, or how close it came, in at most a dozen words.

    Parameters
    ----------
    rows
        From `timeline.performances`.
    place
        The place's name.
    reading
        Who counts as left.
    """
    known = _polls(rows).dropna(subset=["share_pct", "behind_labour"])
    left = "left or Greens" if reading == "with_greens" else "left"
    if known.empty:
        return f"{place}: no share of the {left} beside Labour’s is known"
    ahead = _ahead(known)
    if len(ahead):
        return f"{place}: {left} ahead of Labour in {len(ahead)} of {plural(len(known), 'election')}"
    there = _ahead_where_it_stood(known)
    if len(there):
        return f"{place}: {left} ahead only where it stood in {poll_name(there.iloc[0])}"
    return f"{place}: {left} at best {points(known['behind_labour'].min())} behind Labour"


def beaten_labour(rows: pd.DataFrame, reading: str) -> str:
    """The elections in which the left had more votes than Labour, and whose votes these were."""
    known = _polls(rows).dropna(subset=["behind_labour"])
    if known.empty:
        return "In no election here are both shares known."
    ahead = _ahead(known)
    if ahead.empty:
        those = "the only election" if len(known) == 1 else f"none of the {len(known)} elections"
        was = f"was {the_left(reading)} {'not ' if len(known) == 1 else ''}ahead of Labour"
        return f"In {those} with both shares known {was}."
    cases = [f"{poll_name(row)} ({_who_was_ahead(row)})" for row in ahead.itertuples()]
    times = plural(len(ahead), "election")
    return f"{the_left(reading)[0].upper()}{the_left(reading)[1:]} was ahead of Labour in {times}: {joined(cases)}."


def _who_was_ahead(row: Any) -> str:
    """In a council, the best party's own lead beside that of all parties of the left together."""
    if row.office != Office.COUNCILLOR or abs(row.left_share_pct - row.best_share_pct) < 0.05:
        return f"{row.best}, {points(-row.behind_labour)} ahead{_void(row)}"
    alone = row.labour_share_pct - row.best_share_pct
    return (
        f"{row.best} alone {points(abs(alone))} {'ahead' if alone < 0 else 'behind'}, all together "
        f"{points(-row.behind_labour)} ahead"
    )


def _void(row: Any) -> str:
    return "; later declared void" if row.status == Status.VOIDED else ""


def uncounted(rows: pd.DataFrame, wards: pd.DataFrame) -> str:
    """What is not drawn, or needs a caution."""
    unknown = rows[rows["share_pct"].isna() & rows["labour_share_pct"].isna()]
    cautious = rows[~rows["comparable"] & rows["share_pct"].notna()]
    parts = []
    if len(unknown):
        parts.append(f"{plural(len(unknown), 'election')} without a known total cannot be drawn")
    if wards["share_pct"].isna().any():
        count = plural(int(wards["share_pct"].isna().sum()), "poll")
        parts.append(f"the total of {count} of single wards is not known")
    parts += [f"{poll_name(row)}: {row.remark}" for row in cautious.itertuples()]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if parts else "Every election here has known totals."


def events_sentence(story: pd.DataFrame) -> str:
    """The turning points in a sentence."""
    texts = story[story["kind"].isin(["referendum", "disqualification", "voting system"])]
    texts = pd.concat([texts, story[(story["kind"] == "voided") & (story["detail"] == "")]]).sort_values(
        "date", kind="stable"
    )
    if texts.empty:
        return "No referendum, void election, disqualification or change of voting system is recorded here."
    return f"{'; '.join(f'{row.when}: {_turn(row)}' for row in texts.itertuples())}."


def _turn(row: Any) -> str:
    return "an election declared void by a court" if row.kind == "voided" else row.event


def swings(pairs: pd.DataFrame, reading: str) -> str:
    """The largest swings between Labour and the left where both stood, and the largest change where there is none."""
    those = side(reading)
    known = pairs[pairs["comparable"]]
    if known.empty:
        return "No two elections here can be compared."
    text = f"Of {plural(len(pairs), 'pair')} of elections {len(known)} can be compared."
    both = known.dropna(subset=["left_swing"])
    if len(both):
        times = "one" if len(both) == 1 else len(both)
        text += f" In {times} of them {those} and Labour stood both times, so that there is a swing between the two."
        gained = both[(both["left_swing"] > 0) & (both["left_change"].astype(float) > 0)]
        lost = both[(both["left_swing"] < 0) & (both["left_change"].astype(float) < 0)]
        if len(gained):
            text += f" The largest in favour of {those}, where its share rose, was {_swing(gained, 'idxmax')}."
        if len(lost):
            text += f" The largest in favour of Labour, where the share of {those} fell, was {_swing(lost, 'idxmin')}."
    once = known[known["left_swing"].isna() & (known["left_change"].astype(float).abs() > 0)]
    if len(once):
        one = once.loc[once["left_change"].astype(float).abs().idxmax()]
        before, after = float(one["left_before"]), float(one["left_before"]) + float(one["left_change"])
        text += (
            f" Where {those} stood once only, there are two changes and no swing; the largest: {one['label']}, {those} "
            f"{_from_to(before, after)}, Labour {_signed(one['labour_change'])}."
        )
    wide = known.loc[known["volatility"].idxmax()]
    return (
        f"{text} Net volatility was highest with {points(wide['volatility'])} ({wide['label']}), of which "
        f"{points(wide['bloc_volatility'])} between left, Labour, Conservatives and others; the rest is movement, or "
        f"new names, within them.{_renamed(known)}"
    )


def side(reading: str) -> str:
    """The left as one side of a swing: Greens are told wherever they are counted in."""
    return "the left with Greens" if reading == "with_greens" else "the left"


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


def _swing(pairs: pd.DataFrame, which: str) -> str:
    one = pairs.loc[getattr(pairs["left_swing"].astype(float), which)()]
    remark = f"; {one['remark']}" if one["remark"] else ""
    left, labour = float(one["left_change"]), float(one["labour_change"])
    changes = f"left {_signed(left)}, Labour {_signed(labour)}, all others {_signed(-left - labour)}"
    return f"{points(abs(one['left_swing']))} ({one['label']}: {changes}{remark})"


def _signed(value: float) -> str:
    return f"{float(value):+.1f}".replace("-", "−")


def _from_to(before: float, after: float) -> str:
    return f"from {percent(before) if before else 'nothing'} to {percent(after) if after > 1e-9 else 'nothing'}"


def refused(pairs: pd.DataFrame) -> str:
    """How many comparisons are refused."""
    left_out = pairs[~pairs["comparable"]]
    if left_out.empty:
        return "No comparison had to be refused."
    was = "was" if len(left_out) == 1 else "were"
    return f"{plural(len(left_out), 'comparison')} {was} refused; the table says why."


def timeline_alt(rows: pd.DataFrame, reading: str) -> str:
    """The figure of all elections in words: the best performances and Labour's share."""
    best = rows.dropna(subset=["share_pct", "labour_share_pct"]).nlargest(5, "share_pct").sort_values("date")
    text = f"Lines of the best-placed {left_of_labour(reading)}, Labour and the Greens by office and year."
    if best.empty:
        return f"{text} No share of theirs beside Labour’s is known."
    parts = [
        f"{poll_name(row)}: {_drawn(row, reading)} {percent(row.share_pct)}, Labour {percent(row.labour_share_pct)}"
        f"{' (later declared void)' if row.status == Status.VOIDED else ''}"
        for row in best.itertuples()
    ]
    return f"{text} Best: {'; '.join(parts)}."


def _drawn(row: Any, reading: str) -> str:
    return f"all of {side(reading)}" if row.office == Office.COUNCILLOR else row.best


def arrows_headline(pairs: pd.DataFrame, reading: str) -> str:
    """How often the left and Labour rose, in a title's length.

    Parameters
    ----------
    pairs
        Comparable ones in which the left stood, with `left_change` and `labour_change`.
    """
    left, labour = ((pairs[column].astype(float) > 0).sum() for column in ("left_change", "labour_change"))
    return f"T{side(reading)[1:]} rose in {left} of {plural(len(pairs), 'comparison')}, Labour in {labour}"


def arrows_alt(pairs: pd.DataFrame) -> str:
    """The figure of the arrows in words."""
    rows = [
        f"{row.label} left {_from_to(row.left_before, row.left_after)}, Labour "
        f"{_from_to(row.labour_before, row.labour_after)}"
        for row in pairs.itertuples()
    ]
    return f"Arrows from election to election: {'; '.join(rows)}."
