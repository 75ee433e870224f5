"""What other rules would have given, in words: every number comes from the allocations."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from left_of_labour.analysis.allocation import METHODS, SCOPES
from left_of_labour.data.schema import Status
from left_of_labour.presentation.names import party_name, place_name
from left_of_labour.presentation.text import day, joined, number, percent, plural

__all__ = [
    "catching_up",
    "disproportion_sentence",
    "disproportion_title",
    "finding",
    "latest_alt",
    "latest_sentence",
    "latest_title",
    "majority_sentence",
    "mayors_sentences",
    "series_alt",
    "series_title",
    "span",
]


def span(least: float, most: float, decimals: int = 0) -> str:
    """A range, or one number where both ends are the same.

    Examples
    --------
    >>> span(13, 15), span(7, 7)
    ('13–15', '7')
    """
    low, high = f"{least:,.{decimals}f}", f"{most:,.{decimals}f}"
    return low if low == high else f"{low}–{high}"


def finding(series: pd.DataFrame, place: str) -> str:
    """What the left won at the latest election, what proportional rules would have given, and control of the council.

    Parameters
    ----------
    series
        From `parts.by_group`, of the whole council.
    place
        The place's id.
    """
    date = series["date"].max()
    now = series[series["date"] == date].set_index("group")
    left, labour = now.loc["left"], now.loc["labour"]
    text = (
        f"{place_name(place)}, {day(date)}: with seats in proportion to votes over the whole council (D’Hondt or "
        f"Sainte-Laguë, no threshold) the left of Labour (wide) would have had {_seats(left)} of the "
        f"{plural(left['seats'], 'seat')} where it won {_none(left['won'])}, and Labour {_seats(labour)} where it "
        f"won {_none(labour['won'])}."
    )
    return f"{text} {majority_sentence(series)}"


def _none(count: int) -> str:
    return number(count) if count else "none"


def _seats(row: pd.Series) -> str:
    return span(row["least"], row["most"]) if row["most"] else "none"


def majority_sentence(series: pd.DataFrame) -> str:
    """In how many elections one party won a majority, and would have had one under proportional rules."""
    polls = series.drop_duplicates("date")
    won = polls[polls["majority_won"].notna()]
    kept = won[won["majority_kept"] == "always"]
    sometimes = won[won["majority_kept"] == "on some bases"]
    text = (
        f"One party won more than half of the seats that were up in {len(won)} of {plural(len(polls), 'election')} "
        "with known wards"
    )
    if won.empty:
        return f"{text}."
    if len(kept) == len(won):
        return f"{text}; in proportion it would have kept that majority{' in all of them' if len(won) > 1 else ''}."
    if len(won) == 1:
        depends = "whether it would have kept that majority depends on what counts as a party’s votes"
        return f"{text}; in proportion {depends if len(sometimes) else 'it would not have kept that majority'}."
    text += f"; in proportion it would have kept that majority in {_none(len(kept))} of them"
    if len(sometimes):
        text += f", and in {len(sometimes)} it depends on what counts as a party’s votes"
    return f"{text}."


def latest_title(rows: pd.DataFrame) -> str:
    """Who gained most from the rule that was used.

    Parameters
    ----------
    rows
        From `parts.latest_rows`: one row per party with `party`, `won`, `least`, `most`.
    """
    gained = rows.assign(gain=rows["won"] - rows["most"])
    first = gained[gained["gain"] == gained["gain"].max()]
    most = first.iloc[0]
    if most["gain"] <= 0:
        return "Proportional rules would have given every party about what it won"
    if len(first) > 1:
        least = "at least " if (first["least"] < first["most"]).any() else ""
        return f"{joined(first['short'])} each won {least}{plural(most['gain'], 'seat')} more than in proportion"
    return f"{most['short']} won {most['won']} seats; in proportion: {span(most['least'], most['most'])}"


def latest_alt(rows: pd.DataFrame) -> str:
    """The seats of each party in words."""
    parts = [f"{row.short} won {row.won}, in proportion {span(row.least, row.most)}" for row in rows.itertuples()]
    return (
        "Bars of the seats each party won, and a range for what proportional rules would have given: "
        f"{'; '.join(parts)}."
    )


def latest_sentence(ranges: pd.DataFrame) -> str:
    """How the rules differ from each other for the party with most seats, or for each that won as many."""
    first = ranges[ranges["seats_won"] == ranges["seats_won"].max()]
    return " ".join(_by_scope(rows) for _, rows in first.groupby("party_id", sort=False))


def _by_scope(rows: pd.DataFrame) -> str:
    said = [
        f"{span(of['least'].min(), of['most'].max())} {'' if scope == 'wards' else 'over the '}"
        f"{SCOPES[scope].replace(', 5% threshold', ' with a threshold of 5%')}"
        for scope, of in rows.groupby("scope", sort=False)
    ]
    first = rows.iloc[0]
    several = first["party_id"] == "independent" and first["seats_won"] > 1
    name = "Independents together" if several else party_name(first["party"])
    methods = joined(METHODS.values(), "or")
    return f"{name}: {first['seats_won']} won; {methods} would have given {joined(said)}."


def series_title(series: pd.DataFrame) -> str:
    """In how many elections the rule used gave the left fewer seats than proportional ones, in a title's length."""
    left = series[series["group"] == "left"]
    stood = left[(left["won"] > 0) | (left["most"] > 0)]
    fewer, more = int((stood["won"] < stood["least"]).sum()), int((stood["won"] > stood["most"]).sum())
    if stood.empty:
        return "The left would have had no seat under any rule"
    if fewer and more:
        return f"The rules cost the left seats {_times(fewer)}, gave it more {_times(more)}"
    if fewer:
        return f"The rules cost the left seats in {fewer} of {plural(len(left), 'election')}"
    return f"The rules gave the left more seats in {more} of {plural(len(left), 'election')}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice", 3: "three times"}.get(count, f"{count} times")


def series_alt(series: pd.DataFrame) -> str:
    """Seats won and in proportion, by election."""
    parts = []
    for date, rows in series.groupby("date"):
        said = [
            f"{'the left' if row.group == 'left' else 'Labour'} {row.won}, in proportion {span(row.least, row.most)}"
            for row in rows.itertuples()
        ]
        parts.append(f"{date.year}: {joined(said)}, of {rows['seats'].iloc[0]}")
    return f"Seats won as dots and in proportion as ranges. {'; '.join(parts)}."


def disproportion_title(rows: pd.DataFrame) -> str:
    """The Gallagher index as the council was elected, and under proportional rules, at its highest."""
    top = rows.loc[rows["won_most"].idxmax()]
    strayed = f"{top['date'].year}: seats strayed {top['won_most']:.0f} from votes"
    return f"{strayed}; in proportion at most {top['council_most']:.0f}"


def disproportion_sentence(rows: pd.DataFrame) -> str:
    """What part of the disproportion whole-council and ward lists would have left."""
    top = rows.loc[rows["won_most"].idxmax()]
    won = span(top["won_least"], top["won_most"], 1)
    text = (
        f"In {top['date'].year} the Gallagher index of the seats as won was "
        f"{won}{' (by what counts as a party’s votes)' if '–' in won else ''}; over the whole council it "
        f"would have been {span(top['council_least'], top['council_most'], 1)}"
    )
    if pd.notna(top["wards_least"]):
        text += f", in each ward {span(top['wards_least'], top['wards_most'], 1)}"
    lower = int((rows["wards_most"] < rows["won_least"]).sum())
    known = int(rows["wards_least"].notna().sum())
    if known:
        text += (
            ". Lists in each ward would have been more proportional than the rule used, on every vote base, in "
            f"{_none(lower)} of {plural(known, 'election')}"
        )
    return f"{text}."


_RULES = {
    "first_past_the_post": "first past the post",
    "supplementary_vote": "the supplementary vote",
    "alternative_vote": "the alternative vote",
}


def mayors_sentences(rows: pd.DataFrame) -> list[str]:
    """Which mayoral contests every rule settles, which could have ended otherwise, and of which nothing can be said."""
    known = rows[rows["first_past_the_post"].map(len) > 0]
    unknown = rows[rows["first_past_the_post"].map(len) == 0]
    same = known[[row_is_settled(row) for row in known.to_dict("records")]]
    said = [
        f"Of {plural(len(known), 'contest')} with known votes, {len(same)} would have had the same winner under all "
        "three rules, whatever voters had added to their first preferences."
    ]
    for row in known.drop(same.index).to_dict("records"):
        others = {rule: [name for name in row[rule] if name != row["elected"]] for rule in _RULES}
        left = [f"{joined(names, 'or')} under {_RULES[rule]}" for rule, names in others.items() if names]
        said.append(
            f"{row['date'].year}, won by {row['elected']}{_void(row)}. Not ruled out by the votes as cast: "
            f"{'; '.join(left)}."
        )
    if len(unknown):
        said.append(f"Not known: {joined(str(date.year) for date in unknown['date'])}.")
    return said


def _void(row: Mapping[str, Any]) -> str:
    return " (later declared void)" if row["status"] == Status.VOIDED else ""


def catching_up(row: Mapping[str, Any], observed: pd.Series) -> str:
    """How often a runner-up gained as much from transfers as the second of a contest without them would have needed.

    Parameters
    ----------
    row
        From `single_winner.mayors_under_other_rules`, of a contest under first past the post.
    observed
        Net shares that runners-up gained in the second counts on record, in percent.
    """
    leader, second = row["supplementary_vote"]
    as_much = int((observed >= row["needed_pct"]).sum())
    return (
        f"Under the supplementary vote {second} would have needed a net {percent(row['needed_pct'])} of the votes for "
        f"everybody else to catch up with {leader} in {row['date'].year}. Of "
        f"{plural(len(observed), 'runner-up', 'runners-up')} "
        f"in second counts for mayor on record {_none(as_much)} gained as much; the most is {percent(observed.max())}."
    )


def row_is_settled(row: Mapping[str, object]) -> bool:
    """Whether only the candidate who was elected could have won under each rule."""
    return all(row[rule] == (row["elected"],) for rule in _RULES)
