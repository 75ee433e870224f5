"""Findings about one contest and about several, as sentences: every number in them comes from the measures."""

from typing import Any

import pandas as pd

from left_of_labour.presentation.text import joined, number, percent, plural, points

__all__ = [
    "circumstances_headline",
    "closest_challenge",
    "explained",
    "gap_headline",
    "order_by_yardstick",
    "other_readings",
    "short",
    "what_follows",
    "yardstick_headline",
]


def closest_challenge(measures: pd.DataFrame) -> str:
    """Who beat Labour, and who came closest of those that did not.

    Parameters
    ----------
    measures
        One row per contest with a challenger: the columns of `measure_many` and `contest`, its name.
    """
    ahead = measures[measures["votes_behind_labour"] < 0]
    behind = measures[measures["votes_behind_labour"] >= 0].sort_values("points_behind_labour")
    text = f"{len(ahead)} of {plural(len(measures), 'challenge')} took more first preferences than Labour"
    if len(ahead):
        widest = ahead.sort_values("points_behind_labour").iloc[0]
        text += (
            f", the widest lead being {widest['challenger']}’s in {widest['contest']} "
            f"({points(-widest['points_behind_labour'])} of valid votes)"
        )
    if len(behind):
        closest, farthest = behind.iloc[0], behind.iloc[-1]
        text += (
            f". Of those behind Labour, {closest['challenger']} in {closest['contest']} came closest "
            f"({points(closest['points_behind_labour'])}, {number(closest['votes_behind_labour'])} votes)"
        )
        if len(behind) > 1:
            text += (
                f"; {farthest['challenger']} in {farthest['contest']} was farthest away "
                f"({points(farthest['points_behind_labour'])})"
            )
    return text + "."


def order_by_yardstick(orders: pd.DataFrame) -> str:
    """Whether one contest is first by every yardstick, or which is first by which.

    Parameters
    ----------
    orders
        From `comparison.places`, with `contest`, the contest's name.
    """
    first = orders[orders["place"] == 1].copy()
    first["yardstick"] = first["yardstick"].str.replace("\n", " ")
    by_contest = first.groupby("contest", sort=False)["yardstick"].agg(list)
    if len(by_contest) == 1:
        return f"{by_contest.index[0]} is first by every yardstick that is known for it."
    parts = [f"{contest} by {joined(yardsticks)}" for contest, yardsticks in by_contest.items()]
    return f"First place depends on the yardstick: {'; '.join(parts)}."


def other_readings(gaps: pd.DataFrame) -> str:
    """How the order of contests changes under other readings.

    Parameters
    ----------
    gaps
        From `comparison.across_readings`, with `contest`, the contest's name.
    """
    orders = {}
    for reading, rows in gaps.groupby("reading", sort=False):
        orders[reading] = tuple(rows.dropna(subset="points_ahead").sort_values("points_ahead")["contest"][::-1])
    parts = []
    for reading, order in orders.items():
        missing = sorted(set(gaps["contest"]) - set(order))
        text = f"“{reading.replace('_', ' ')}”: {order[0]} is closest" if order else f"“{reading}”: nobody stood"
        if missing:
            text += f" and nobody of that reading stood in {joined(missing)}"
        parts.append(text)
    same = len(set(orders.values())) == 1
    opening = "The order is the same under all readings" if same else "The order changes with the reading"
    return f"{opening}. {'; '.join(parts)}."


def short(one: Any) -> str:
    """A challenge by surname and year: `challenger` and `date` of a row of measures."""
    return f"{one.challenger.split()[-1]} {str(one.date)[:4]}"


def gap_headline(measures: pd.DataFrame) -> str:
    """How many challengers outpolled Labour and who came closest of the rest, in at most a dozen words.

    Parameters
    ----------
    measures
        As for `closest_challenge`.
    """
    ahead = measures[measures["points_behind_labour"] < 0]
    behind = measures[measures["points_behind_labour"] >= 0].sort_values("points_behind_labour")
    if behind.empty:
        return f"All {len(measures)} challengers outpolled Labour" if len(measures) > 1 else "The challenger outpolled Labour"
    closest = short(behind.iloc[0])
    if ahead.empty:
        return f"None of {plural(len(measures), 'challenger')} outpolled Labour; {closest} came closest"
    return f"{len(ahead)} of {len(measures)} outpolled Labour; {closest} came closest of the rest"


def yardstick_headline(first: list[str], contests: int) -> str:
    """What yardsticks disagree about.

    Parameters
    ----------
    first
        The challenges, from `short`, that are first by one yardstick at least.
    contests
        The number of challenges.
    """
    if len(first) == 1:
        return f"{first[0]} is first by every yardstick; others change places"
    if len(first) == 2:
        return f"First place depends on the yardstick: {joined(first, 'or')}"
    return f"By one yardstick or another, {len(first)} of {contests} challenges come first"


def circumstances_headline(measures: pd.DataFrame) -> str:
    """Labour's share where the challenger won and where not."""
    won, lost = (measures[measures["elected"].astype(bool) == fate] for fate in (True, False))
    if won.empty or lost.empty:
        return f"Labour averaged {percent(measures['labour_share_pct'].astype(float).mean(), 0)} of the votes"
    shares = [percent(some["labour_share_pct"].astype(float).mean(), 0) for some in (won, lost)]
    return f"Labour averaged {shares[0]} where the challenger won, {shares[1]} where not"


def explained(row: Any) -> list[str | None]:
    """A row of the synthesis as cells for readers; None where nothing can be said.

    Parameters
    ----------
    row
        Of `synthesis.synthesis`, with `contest`, the contest's name.
    """
    place = person = divided = rules = None
    if pd.notna(row.surplus):
        place = f"{_signed(row.surplus)} ({number(row.surplus_above)} of {number(row.surplus_variants)})"
    if pd.notna(row.person_over_party):
        person = f"{_signed(row.person_over_party)} ({_signed(row.person_least)} to {_signed(row.person_most)})"
    if pd.notna(row.divided_pct):
        votes, gap = number(row.other_left_votes), number(row.gap)
        divided = f"{votes} for a gap of {gap} ({percent(row.divided_pct, 0)})"
    if pd.notna(row.rules_possible):
        rules = f"{number(row.rules_certain)} of 3 sure, {number(row.rules_possible)} possible"
    return [f"{row.contest}, {row.challenger}", place, person, divided, rules, _next(row)]


def _next(row: Any) -> str | None:
    if row.next_outcome in ("no poll yet", "not followed"):
        return None
    year = pd.Timestamp(row.next_date).year
    if pd.notna(row.next_share_pct):
        return f"{year}: {percent(row.next_share_pct)}, {percent(row.kept_pct, 0)} kept"
    said = {"nobody": "nobody of the left stood", "other": "somebody else stood"}
    return f"{year}: {said.get(row.next_outcome, 'share not known')}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def what_follows(frame: pd.DataFrame) -> str:
    """What the cells of the synthesis let one say, in four sentences and no more.

    Parameters
    ----------
    frame
        From `synthesis.synthesis`, with `contest`, the contest's name.
    """
    return " ".join([_place_says(frame), _person_says(frame), _votes_say(frame), _next_says(frame)])


def _names(frame: pd.DataFrame) -> str:
    return joined(frame["contest"])


def _place_says(frame: pd.DataFrame) -> str:
    known = frame[frame["surplus"].notna()]
    if known.empty:
        return "What a place leads one to expect is known for none of these challenges."
    above = known["surplus_above"].astype(int)
    sure, never = known[above == known["surplus_variants"]], known[above == 0]
    open_ = known.drop([*sure.index, *never.index])
    said = [
        f"in {_names(rows)} {what}"
        for rows, what in (
            (sure, "challengers had more in every variant of the model"),
            (never, "they had less in every variant"),
            (open_, "the answer hangs on the model"),
        )
        if len(rows)
    ]
    return (
        f"What the place leads one to expect is known for {len(known)} of {plural(len(frame), 'challenge')}: "
        f"{joined(said)}."
    )


def _person_says(frame: pd.DataFrame) -> str:
    known = frame[frame["person_over_party"].notna()]
    if known.empty:
        return "No challenger’s party stood for the council on the same day in wards whose results are known."
    more = known[known["person_least"].astype(float) > 0]
    values = known["person_over_party"].astype(float)
    span = _signed(values.min()) if len(known) == 1 else f"{_signed(values.min())} to {_signed(values.max())}"
    which = "none" if more.empty else "all" if len(more) == len(known) else number(len(more))
    return (
        f"Person and party can be compared in {plural(len(known), 'contest')}: the challenger had more than the party in "
        f"{which} of them, however council votes are counted ({span} points by the best candidate in each ward)."
    )


def _votes_say(frame: pd.DataFrame) -> str:
    lost, mayors = frame[frame["divided_pct"].notna()], frame[frame["rules_possible"].notna()]
    said = []
    if len(lost):
        enough = lost[lost["divided_pct"].astype(float) >= 100]
        where = f" ({_names(enough)})" if len(enough) else ""
        said.append(
            f"the votes for the rest of the left and for Greens were at least the gap to the winner in "
            f"{number(len(enough)) if len(enough) else 'none'} of {plural(len(lost), 'lost challenge')}{where}"
        )
    if len(mayors):
        certain, possible = mayors["rules_certain"].astype(int), mayors["rules_possible"].astype(int)
        hung = mayors[(certain < 3) & (possible > 0)]
        where = f" ({_names(hung)})" if len(hung) else ""
        said.append(
            f"that another rule would have changed whether the challenger won cannot be ruled out in "
            f"{number(len(hung)) if len(hung) else 'none'} of {plural(len(mayors), 'mayoral contest')}{where}"
        )
    if not said:
        return "Neither a divided left nor another rule can be put to the test here."
    return f"On the votes as cast, {', and '.join(said)}."


def _next_says(frame: pd.DataFrame) -> str:
    polled = frame[~frame["next_outcome"].isin(["no poll yet", "not followed"])]
    if polled.empty:
        return "No poll has followed any of them that can be compared."
    kept = polled["kept_pct"].dropna().astype(float)
    text = (
        f"The same person, party or lineage stood again at the next poll after "
        f"{number(int(polled['next_outcome'].isin(['same person', 'same party']).sum()))} of {len(polled)}"
    )
    if kept.empty:
        return f"{text}."
    span = percent(kept.min(), 0) if len(kept) == 1 else f"{percent(kept.min(), 0)} to {percent(kept.max(), 0)}"
    return f"{text}, and kept {span} of the share."
