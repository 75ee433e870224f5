"""Votes added up, in words: every number comes from the sums."""

from collections.abc import Mapping

import pandas as pd

from left_of_labour.presentation.text import joined, number, plural

__all__ = [
    "all_sentence",
    "finding",
    "list_alt",
    "list_sentence",
    "list_title",
    "lost_alt",
    "lost_sentence",
    "lost_title",
    "mayor_sentence",
    "nearest_sentence",
    "over_alt",
    "over_title",
    "reading_words",
    "short_seat",
    "transfer_sentence",
]


def short_seat(name: str) -> str:
    """A constituency's name without what comes after the first place.

    Examples
    --------
    >>> short_seat("Birmingham Hodge Hill and Solihull North"), short_seat("Oldham West, Chadderton and Royton")
    ('Birmingham Hodge Hill', 'Oldham West')
    """
    return name.partition(",")[0].partition(" and ")[0]


def _some(count: int) -> str:
    return number(count) if count else "none"


def reached(seats: pd.DataFrame) -> pd.DataFrame:
    """Seats that Labour won although left and Greens together had as many votes."""
    return seats[seats["reached"] & (seats["winner"] == "Labour")]


def finding(seats: pd.DataFrame, by_reading: Mapping[str, pd.DataFrame], lost: pd.DataFrame) -> str:
    """Seats in which the sum reached a Labour winner, by reading, and the other direction."""
    first, last = seats["date"].dt.year.min(), seats["date"].dt.year.max()
    found = reached(seats)
    held = seats["date"].dt.year.isin(found["date"].dt.year)
    years = sorted(found["date"].dt.year.unique())
    text = (
        f"Of {plural(int((seats['winner'] == 'Labour').sum()), 'seat')} that Labour won from {first} to {last} where "
        f"left or Greens stood, their votes together reached Labour’s in {_some(len(found))}"
    )
    if len(found):
        text += f", {'all ' if len(years) == 1 and len(found) > 1 else ''}in {joined(map(str, years))}"
    others = [f"{_some(len(reached(rows)))} under {name}" for name, rows in by_reading.items()]
    text += f" ({joined(others)})"
    covered = lost[lost["left_covers"]]
    text += (
        f". In 2024 Labour lost {plural(len(covered), 'seat') if len(covered) else 'no seat'} to others than the left "
        "by no more than the left’s vote."
        if held.any() or len(covered)
        else "."
    )
    return f"{text} Sums of votes as cast: nobody knows what those voters would have done."


def reading_words(reading: str) -> str:
    """A reading in a subtitle."""
    return {"core": "core", "wide": "wide", "with_greens": "with Greens"}[reading]


def over_title(found: pd.DataFrame) -> str:
    """In how many seats that Labour won the sum was larger, in a title's length."""
    if found.empty:
        return "In no seat that Labour won had left and Greens more"
    return f"Left and Greens together reached Labour in {plural(len(found), 'seat')} it won"


def over_alt(found: pd.DataFrame) -> str:
    """The seats in words."""
    said = [
        f"{row.constituency} {row.date.year}: left {number(row.left_votes)}, Greens {number(row.green_votes)}, "
        f"together {number(row.together)}; Labour {number(row.labour_votes)}"
        for row in found.itertuples()
    ]
    return f"Bars of left and Green votes end to end, with Labour’s as a line: {'; '.join(said)}."


def nearest_sentence(table: pd.DataFrame) -> str:
    """How near the sum came in the general elections in which it reached no Labour winner."""
    rows = table[
        (table["poll"] != "by-elections") & (table["reached_where_labour_won"] == 0) & table["nearest"].notna()
    ]
    if rows.empty:
        return "There is no general election here in which the sum reached no Labour winner."
    said = [f"{row.poll} {row.nearest}, {number(row.nearest_gap)} votes short" for row in rows.itertuples()]
    return f"In the general elections in which it reached none, it came nearest in: {joined(said)}."


def all_sentence(all_seats: pd.DataFrame, found: pd.DataFrame) -> str:
    """The same with every independent and left party of 2024, whatever they stood for."""
    added = sorted(set(all_seats["constituency"]) - set(found["constituency"]))
    text = (
        f"With all independents and left parties of 2024 counted, whatever they stood for, it is "
        f"{plural(len(all_seats), 'seat')}"
    )
    return f"{text}: {joined(added)} as well." if added else f"{text}, none of them another."


def lost_title(lost: pd.DataFrame) -> str:
    """In how many seats the left's vote was larger than what Labour lost by."""
    covered = lost[lost["left_covers"]]
    if covered.empty:
        return "Labour lost no seat by as little as the left’s vote"
    return f"Labour lost {plural(len(covered), 'seat')} by no more than the left’s vote"


def lost_alt(rows: pd.DataFrame) -> str:
    """The seats in words."""
    said = [
        f"{row.constituency} ({row.winner} seat): Labour short by {number(row.gap)}, left {number(row.left_votes)}"
        for row in rows.itertuples()
    ]
    return (
        f"Bars of the left’s votes, with a line for the votes that Labour was short of the winner: {'; '.join(said)}."
    )


def lost_sentence(lost: pd.DataFrame) -> str:
    """All independents, and the Greens, beside the left."""
    covered = lost[lost["left_covers"]]
    everybody = lost[lost["all_cover"]]
    greens = int((lost["green_votes"] >= lost["gap"]).sum())
    text = (
        f"Of the {plural(len(lost), 'seat')} that Labour lost in 2024 to others than the left, the left’s vote was at "
        f"least what Labour was short of in {_some(len(covered))}, that of all independents and left parties together "
        f"in {_some(len(everybody))}, and that of the Greens in {_some(greens)}"
    )
    if len(everybody) > len(covered):
        text += "; independents are counted in the second figure whatever they stood for"
    return f"{text}."


def list_title(wards: pd.DataFrame) -> str:
    """What one list would have changed."""
    more = int(wards["joined_then"].sum() - wards["joined_seats"].sum())
    labour = int(wards["labour_then"].sum())
    kept = 2 * labour > wards["seats"].sum()
    change = f"{plural(more, 'seat')} more" if more else "no seat more"
    return f"One list: {change}, Labour’s majority {'stays' if kept else 'gone'}"


def list_alt(wards: pd.DataFrame) -> str:
    """The wards in which the sum would have changed a seat."""
    changed = wards[wards["changed"]]
    said = [
        f"{row.area}: joint list {row.joined_seats} to {row.joined_then}, Labour {row.labour_seats} to "
        f"{row.labour_then}"
        for row in changed.itertuples()
    ]
    return f"Wards whose seats the sum of the two lists would have changed: {'; '.join(said) or 'none'}."


def list_sentence(wards: pd.DataFrame, names: list[str]) -> str:
    """Seats before and after, the wards concerned, and control of the council."""
    before, after = int(wards["joined_seats"].sum()), int(wards["joined_then"].sum())
    labour, seats = int(wards["labour_then"].sum()), int(wards["seats"].sum())
    changed = wards.loc[wards["changed"], "area"].tolist()
    control = (
        "Control of the council would not have changed"
        if (2 * labour > seats) == (2 * wards["labour_seats"].sum() > seats)
        else "Labour would have lost its majority"
    )
    return (
        f"With the votes of {joined(names)} added up, candidate by candidate, they would have won {after} of {seats} "
        f"seats instead of {before}, in {plural(len(changed), 'other ward')} ({joined(changed)}). {control}: Labour "
        f"would have had {labour} instead of {int(wards['labour_seats'].sum())}. The sums flatter one list: voters "
        "with several votes may already have given some to each."
    )


def mayor_sentence(field: pd.DataFrame, party_ids: list[str]) -> str:
    """The same day's contest for mayor with the two candidates' first preferences added up."""
    joint = field[field["party_id"].isin(party_ids)]
    first = field.iloc[0]
    votes, lead = int(joint["votes"].sum()), int(first["votes"] - joint["votes"].sum())
    names = joined(f"{row.candidate} ({number(row.votes)})" for row in joint.itertuples())
    text = f"For mayor on the same day, {names} had {number(votes)} first preferences together, "
    if lead > 0:
        return f"{text}{number(lead)} fewer than {first['candidate']} alone ({number(first['votes'])})."
    return f"{text}{number(-lead)} more than {first['candidate']} ({number(first['votes'])})."


def transfer_sentence(field: pd.DataFrame, party_ids: list[str], bounds: pd.DataFrame) -> str:
    """What the second count says about voters of one list who named the other second: bounds.

    Parameters
    ----------
    field
        The candidates, most first preferences first.
    party_ids
        Of the two lists.
    bounds
        From `rounds.bounds_of_origin`.
    """
    final, out = field[field["party_id"].isin(party_ids)]["candidate"].tolist()
    row = bounds[(bounds["candidate"] == out) & (bounds["destination"] == final)]
    if row.empty:
        return f"How many voters of {out} named {final} second is not known: these two were in no second count."
    one = row.iloc[0]
    rest = int(one["votes"] - one["most"])
    return (
        f"In the second count that was held, between {number(one['least'])} and {number(one['most'])} of the "
        f"{number(one['votes'])} ballots for {out} passed to {final}: at least {number(rest)} did not, for want of a "
        "second preference or because it was for somebody else."
    )
