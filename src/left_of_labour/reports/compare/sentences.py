"""Findings about several contests as sentences: every number in them comes from the measures."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from left_of_labour.data.schema import Status
from left_of_labour.presentation.names import left_of_labour, reading_name, short_names
from left_of_labour.presentation.text import joined, number, out_of, percent, plural, points

__all__ = [
    "by_rule",
    "circumstances_headline",
    "closest_challenge",
    "counted",
    "counts_by_reading",
    "explained",
    "gap_headline",
    "left_out",
    "order_by_yardstick",
    "other_readings",
    "short",
    "what_follows",
    "yardstick_headline",
]


def closest_challenge(measures: pd.DataFrame) -> str:
    """Who beat Labour, who came closest of those that did not, and which of the results did not stand.

    Parameters
    ----------
    measures
        One row per contest with a challenger: the columns of `measure_many` and `contest`, its name.
    """
    known = measures.dropna(subset=["votes_behind_labour"])
    if known.empty:
        return f"In none of {plural(len(measures), 'contest')} are both the challenger’s and Labour’s votes known."
    if len(known) == 1:
        one = known.iloc[0]
        return f"{one['challenger']} in {one['contest']} was {_gap(one)}{_unknown(measures, known)}.{_voided(known)}"
    ahead = known[known["votes_behind_labour"] < 0]
    level = known[known["votes_behind_labour"] == 0]
    behind = known[known["votes_behind_labour"] > 0]
    text = f"{_capital(out_of(len(ahead), len(known), 'challenge'))} took more votes than Labour"
    if len(ahead):
        widest = _extreme(ahead, "min")
        lead = "by" if len(ahead) == 1 else f"the widest lead{_in_points(ahead)} being"
        text += f", {lead} {_lead(widest)} ({widest['challenger']}, {widest['contest']})"
    if len(level):
        cases = joined(f"{one.challenger} in {one.contest}" for one in level.itertuples())
        text += f"; level with Labour: {cases}"
    text += f"{_unknown(measures, known)}."
    if len(behind):
        closest, farthest = _extreme(behind, "min"), _extreme(behind, "max")
        if len(behind) == 1:
            text += f" The one behind Labour: {closest['challenger']} in {closest['contest']}, {_gap(closest)}."
        else:
            text += (
                f" Of the {len(behind)} behind Labour, {closest['challenger']} in {closest['contest']} came "
                f"closest{_in_points(behind)} ({_lead(closest)}); {farthest['challenger']} in {farthest['contest']} "
                f"was farthest away ({_lead(farthest)})."
            )
    return text + _voided(known)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _extreme(measures: pd.DataFrame, which: str) -> pd.Series:
    """The row with least or most points behind Labour; by votes where no points are known."""
    column = "points_behind_labour" if measures["points_behind_labour"].notna().any() else "votes_behind_labour"
    values = measures[column].astype(float)
    return measures.loc[values.idxmin() if which == "min" else values.idxmax()]


def _in_points(measures: pd.DataFrame) -> str:
    """By which yardstick `_extreme` chooses: one by votes may be another contest."""
    return " by share of the vote" if measures["points_behind_labour"].notna().any() else ""


def _lead(one: pd.Series) -> str:
    votes = plural(abs(one["votes_behind_labour"]), "vote")
    share = one["points_behind_labour"]
    return votes if pd.isna(share) else f"{points(abs(share))}, {votes}"


def _gap(one: pd.Series) -> str:
    if not one["votes_behind_labour"]:
        return "level with Labour"
    votes, share = plural(abs(one["votes_behind_labour"]), "vote"), one["points_behind_labour"]
    size = votes if pd.isna(share) else f"{votes} ({points(abs(share))})"
    return f"{size} {'behind' if one['votes_behind_labour'] > 0 else 'ahead of'} Labour"


def _unknown(measures: pd.DataFrame, known: pd.DataFrame) -> str:
    count = len(measures) - len(known)
    return f"; in {count} more {'one vote or the other is' if count == 1 else 'votes are'} not known" if count else ""


def _voided(known: pd.DataFrame) -> str:
    voided = known[known["status"] == Status.VOIDED]
    names = joined(name.removesuffix(" (voided)") for name in voided["contest"])
    return f" The election of {names} was later declared void by an election court." if names else ""


def by_rule(floor: float, reading: str, measures: pd.DataFrame, unclear: list[str]) -> str:
    """Which contests are compared, and of which that cannot be said.

    Parameters
    ----------
    floor
        The least share in percent.
    reading
        Who counts as left.
    measures
        Of the contests compared, with `place`.
    unclear
        Names of the contests that cannot be decided.
    """
    text = (
        f"Compared are all {len(measures)} mayoral and parliamentary contests of the places in the data in which a "
        f"candidate {left_of_labour(reading)} is known to have taken {floor:g}% of valid votes or more."
    )
    return f"{text} It cannot be said of {joined(unclear)}, where not all votes are known." if unclear else text


def left_out(names: Iterable[str], reading: str) -> str:
    """Which of the contests asked for are not compared, as nobody with known votes stood; empty if none."""
    names = list(names)
    if not names:
        return ""
    shown = joined(names) if len(names) <= 5 else f"{len(names)} contests"
    return f"Left out: {shown}. No candidate {left_of_labour(reading)} with known votes stood there."


def counts_by_reading(counts: Mapping[str, tuple[int, int]], reading: str) -> str:
    """How many challenges were ahead of Labour under each other reading.

    Parameters
    ----------
    counts
        By reading: how many were ahead, of how many whose votes are known.
    reading
        The one in use.
    """
    others = {name: count for name, count in counts.items() if name != reading}
    if all(count == counts[reading] for count in others.values()):
        return "These counts are the same under the other readings."
    texts = [f"{reading_name(name)}, {counted(count)}" for name, count in others.items()]
    return f"Ahead of Labour under other readings: {'; '.join(texts)}."


def counted(count: tuple[int, int]) -> str:
    """How many challenges were ahead of Labour, of how many whose votes are known.

    Examples
    --------
    >>> counted((3, 9)), counted((0, 9)), counted((0, 0))
    ('3 of 9', 'none of 9', 'no challenge')
    """
    ahead, known = count
    return f"{ahead or 'none'} of {known}" if known else "no challenge"


def order_by_yardstick(orders: pd.DataFrame) -> str:
    """Whether one contest is first by every yardstick, or which is first by which.

    Parameters
    ----------
    orders
        From `comparison.places`, with `contest`, the contest's name.
    """
    first = orders[orders["place"] == 1].copy()
    if orders["contest"].nunique() == 1:
        return f"{orders['contest'].iloc[0]} stands alone, so that there is no order."
    first["yardstick"] = first["yardstick"].str.replace("\n", " ").str.removesuffix(", points")
    by_contest = first.groupby("contest", sort=False)["yardstick"].agg(list)
    if len(by_contest) == 1:
        return f"{by_contest.index[0]} is first by every yardstick that is known."
    parts = [f"{contest} by {joined(yardsticks)}" for contest, yardsticks in by_contest.items()]
    return f"First place depends on the yardstick: {'; '.join(parts)}."


def other_readings(gaps: pd.DataFrame) -> str:
    """How the order of contests changes under other readings.

    Parameters
    ----------
    gaps
        From `comparison.across_readings`, with `contest`, the contest's name.
    """
    orders, parts = {}, []
    for reading, rows in gaps.groupby("reading", sort=False):
        order = tuple(rows.dropna(subset="points_ahead").sort_values("points_ahead", ascending=False)["contest"])
        orders[reading] = order
        missing = rows[rows["points_ahead"].isna()]
        text = f"{reading_name(reading)}, {f'{order[0]} comes first' if order else 'no gap to Labour is known'}"
        absent = [
            _absent(missing.loc[missing["nobody"], "contest"], "nobody stood in"),
            _absent(missing.loc[~missing["nobody"], "contest"], "not known for"),
        ]
        left_out = "; ".join(filter(None, absent))
        parts.append(f"{text} ({left_out})" if left_out else text)
    if gaps["contest"].nunique() == 1:
        texts = [f"{reading_name(one.reading)}, {_alone(one)}" for one in gaps.itertuples()]
        return f"By reading: {'; '.join(texts)}."
    same = len(set(orders.values())) == 1
    opening = "The order is the same under all readings" if same else "The order changes with the reading"
    first = {order[0] if order else None for order in orders.values()}
    if len(first) == 1 and not any("(" in text for text in parts) and None not in first:
        foremost = f"{first.pop()} comes first"
        return f"{opening}: {foremost}." if same else f"{foremost} under all readings; the order of the others changes."
    return f"{opening}: {'; '.join(parts)}."


def _alone(one: Any) -> str:
    if pd.isna(one.points_ahead):
        return "nobody stood" if one.nobody else "not known"
    side = "ahead of" if one.points_ahead > 0 else "behind"
    return f"{one.challenger}, {f'{points(abs(one.points_ahead))} {side}' if one.points_ahead else 'level with'} Labour"


def _absent(contests: pd.Series, words: str) -> str:
    names = contests.tolist()
    if not names:
        return ""
    return f"{words} {joined(names) if len(names) <= 3 else f'{len(names)} contests'}"


def short(measures: pd.DataFrame) -> pd.Series:
    """Each challenge by surname and year."""
    return measures["challenger"].map(short_names(measures["challenger"])) + " " + measures["date"].astype(str).str[:4]


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
        many = f"{'Both' if len(measures) == 2 else f'All {len(measures)}'} challengers took more votes than Labour"
        return many if len(measures) > 1 else "The challenger took more votes than Labour"
    closest = short(measures)[behind.index[0]]
    if len(measures) == 1:
        return f"{closest} was {points(behind.iloc[0]['points_behind_labour'])} behind Labour"
    if ahead.empty:
        return f"{_capital(out_of(0, len(measures), 'challenger'))} led Labour; {closest} came closest"
    if len(behind) == 1:
        return f"{len(ahead)} of {len(measures)} led Labour; {closest} did not"
    return f"{len(ahead)} of {len(measures)} led Labour; nearest of the rest: {closest}"


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
        return f"First, by yardstick: {joined(first, 'or')}"
    return f"By one yardstick or another, {len(first)} of {contests} challenges come first"


def circumstances_headline(measures: pd.DataFrame) -> str:
    """How much went to neither the challenger nor Labour."""
    shares = 100 - measures["labour_share_pct"].astype(float) - measures["share_pct"].astype(float)
    if len(shares) == 1:
        return f"{percent(shares.iloc[0], 0)} of the votes went to others than these two"
    return f"From {percent(shares.min(), 0)} to {percent(shares.max(), 0)} of the votes went to others"


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
    said = {
        "nobody": "nobody of this reading stood",
        "other": "somebody else of this reading stood",
        "not known": "who stood is not all known",
    }
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
        f"What the place leads one to expect is known for {out_of(len(known), len(frame), 'challenge')}: "
        f"{joined(said)}."
    )


def _person_says(frame: pd.DataFrame) -> str:
    known = frame[frame["person_over_party"].notna()]
    if known.empty:
        return "No challenger’s party stood for the council on the same day in wards whose results are known."
    more = known[known["person_least"].astype(float) > 0]
    values = known["person_over_party"].astype(float)
    span = _signed(values.min()) if len(known) == 1 else f"{_signed(values.min())} to {_signed(values.max())}"
    which = out_of(len(more), len(known), "contest").replace("the only contest", "it")
    return (
        f"Person and party can be compared in {plural(len(known), 'contest')}: the challenger had more than the "
        f"party in {which}, however council votes are counted ({span} points by the best candidate in each ward)."
    )


def _votes_say(frame: pd.DataFrame) -> str:
    lost, mayors = frame[frame["divided_pct"].notna()], frame[frame["rules_possible"].notna()]
    said = []
    if len(lost):
        enough = lost[lost["divided_pct"].astype(float) >= 100]
        where = f" ({_names(enough)})" if len(enough) else ""
        said.append(
            f"the votes for the rest of the left and for Greens were at least the gap to the winner in "
            f"{out_of(len(enough), len(lost), 'lost challenge')}{where}"
        )
    if len(mayors):
        certain, possible = mayors["rules_certain"].astype(int), mayors["rules_possible"].astype(int)
        hung = mayors[(certain < 3) & (possible > 0)]
        where = f" ({_names(hung)})" if len(hung) else ""
        said.append(
            f"that another rule would have changed whether the challenger won cannot be ruled out in "
            f"{out_of(len(hung), len(mayors), 'mayoral contest')}{where}"
        )
    if not said:
        return "Neither a divided left nor another rule can be put to the test here."
    return f"On the votes as cast, {', and '.join(said)}."


def _next_says(frame: pd.DataFrame) -> str:
    polled = frame[~frame["next_outcome"].isin(["no poll yet", "not followed", "not known"])]
    if polled.empty:
        return "No poll has followed any of them that can be compared."
    kept = polled["kept_pct"].dropna().astype(float)
    again = int(polled["next_outcome"].isin(["same person", "same party"]).sum())
    text = (
        "Under this reading the same person, party or lineage stood again at the next poll after "
        f"{out_of(again, len(polled), 'challenge')}"
    )
    if kept.empty:
        return f"{text}."
    span = percent(kept.min(), 0) if len(kept) == 1 else f"{percent(kept.min(), 0)} to {percent(kept.max(), 0)}"
    return f"{text}, and kept {span} of the share."
