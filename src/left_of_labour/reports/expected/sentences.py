"""What a place led one to expect and what was had, as sentences: every number, and every word, comes from the fits."""

import pandas as pd

from left_of_labour.analysis.expected import COORDINATION_FLOOR_PCT, Surplus
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural, points

__all__ = [
    "CAVEATS",
    "MODEL_NAMES",
    "comparable_sentence",
    "coordination_sentence",
    "expected_finding",
    "less_sentence",
    "scatter_title",
    "variants_sentence",
    "variants_title",
]

MODEL_NAMES = {
    "with_communities": "Labour’s vote of 2019, students, housing, degrees and the share of Muslim residents",
    "without_communities": "Labour’s vote of 2019, students, housing and degrees",
}
CAVEATS = (
    "These are facts about seats, not about voters (the ecological fallacy, Robinson 1950): a share of residents "
    "describes a seat, and says nothing about how any of them voted.",
    "A surplus is place, candidate, campaign and error together. It is no measure of a candidate’s effect: nobody "
    "knows what the same seat would have done with another one.",
    "Who stands where is no accident. Challengers may have stood where they hoped to do well, and seats without "
    "any count as 0%.",
    "The outcome holds every independent and every left party, whatever they stood for, so that nobody’s judgement "
    "about a candidate decides it.",
)


def _more_or_less(found: Surplus) -> str:
    gap = round(found.surplus, 1)
    if not gap:
        return "as much as expected"
    return f"{points(abs(gap))} {'more' if gap > 0 else 'less'}"


def expected_finding(found: Surplus, model: str) -> str:
    """Actual beside expected, the rank of the surplus, and how much hangs on the model."""
    return (
        f"{found.constituency}, 2024: independents and left parties together had {percent(found.actual_pct)} of valid "
        f"votes. Seats like it by {MODEL_NAMES[model]} lead one to expect {percent(found.expected_pct)}: "
        f"{_more_or_less(found)}{_standing(found)}. {variants_sentence(found)}"
    )


_BEFORE = "come before it by that difference"


def _standing(found: Surplus) -> str:
    """The rank of a surplus; where there is none, how many other seats come before this one."""
    if found.surplus > 0:
        place = "largest" if found.rank == 1 else f"{ordinal(found.rank)} largest"
        return f", the {place} surplus of {found.seats} seats in England and Wales"
    return f"; {number(found.rank - 1)} of the {number(found.seats - 1)} other seats in England and Wales {_BEFORE}"


def variants_sentence(found: Surplus) -> str:
    """The range over all variants, and whether they agree."""
    below = found.variants - found.above
    if not below:
        verdict = f"It was more than expected in every one of {found.variants} variants of the model"
    elif not found.above:
        verdict = f"It was less than expected in every one of {found.variants} variants of the model"
    else:
        verdict = (
            f"The answer hangs on the model: more than expected in {found.above} of {found.variants} variants, less in "
            f"{below}"
        )
    return (
        f"{verdict}, which expect {percent(found.lowest_expected_pct)} to {percent(found.highest_expected_pct)}; the "
        f"rank lies between {number(found.best_rank)} and {number(found.worst_rank)}."
    )


def scatter_title(found: Surplus) -> str:
    """Actual and expected in a title's length."""
    return f"{found.constituency}: {percent(found.actual_pct)} where {percent(found.expected_pct)} was to be expected"


def variants_title(found: Surplus) -> str:
    """How many variants agree, in a title's length."""
    if found.above == found.variants:
        return f"More than expected in all {found.variants} variants of the model"
    if not found.above:
        return f"Less than expected in all {found.variants} variants of the model"
    return f"More than expected in {found.above} of {found.variants} variants of the model"


def comparable_sentence(near: pd.DataFrame) -> str:
    """Where the seat stands among those where half to double as much was to be expected."""
    if near.empty:
        return "Least squares expect nothing, or less, of this seat, so none can be expected to have half or double."
    own = near[near["is_seat"]].iloc[0]
    others = near[~near["is_seat"]]
    opening = f"In {plural(len(others), 'other seat')} half to double as much was to be expected"
    if others.empty:
        return f"{opening}."
    more = int((others["actual_pct"] > own["actual_pct"]).sum())
    median = percent(others["actual_pct"].median())
    had = f"{number(more)} of them had more than {own['constituency']}" if more else "none of them had more"
    return f"{opening}; challengers there had {median} in the median, and {had}."


def less_sentence(answer: pd.DataFrame) -> str:
    """Who had less where challengers had more than expected, and of whom that cannot be distinguished from nothing."""
    clear = answer[(answer["low"] * answer["high"]) > 0]
    less, more = clear[clear["points"] < 0].sort_values("points"), clear[clear["points"] > 0]
    unclear = answer.drop(clear.index)["party"].tolist()
    said = []
    if len(less):
        losses = joined(f"{row.party} {abs(row.points):.2f} less" for row in less.itertuples())
        said.append(f"For each point that challengers had more than the seat leads one to expect: {losses}.")
    if len(more):
        said.append(f"More than expected, too: {joined(f'{row.party} {row.points:.2f}' for row in more.itertuples())}.")
    if unclear:
        said.append(f"The interval includes zero for {joined(unclear)}.")
    said.append("The six add to −1 by construction, as the shares of a seat add to 100%.")
    return " ".join(said)


def coordination_sentence(table: pd.DataFrame, coordinated: pd.DataFrame, code: str) -> str:
    """The best challenger's part of all challengers' votes, and where that stands among seats where they had many."""
    seat = table.set_index("constituency_code").loc[code]
    if not seat["challengers"]:
        return f"Nobody stood in {seat['constituency']} as an independent or for a left party."
    part = percent(100 * float(seat["best_challenger_votes"]) / float(seat["challengers"]))
    stood = int(seat["candidates"])
    opening = (
        f"In {seat['constituency']}, {plural(stood, 'challenger')} stood; {seat['best_challenger']} had {part} of "
        f"{'the' if stood == 1 else 'their'} {number(seat['challengers'])} votes"
    )
    floor = percent(COORDINATION_FLOOR_PCT, 0)
    among = coordinated["constituency_code"] == code
    if not among.any():
        return (
            f"{opening}, together {percent(seat['challengers_pct'])} of valid votes, which is below the {floor} from "
            "which seats are compared here."
        )
    own = float(coordinated.loc[among, "best_of_challengers_pct"].iloc[0])
    more = int((coordinated["best_of_challengers_pct"] > own).sum())
    higher = "in none" if not more else f"in {number(more)}"
    return (
        f"{opening}. Of the {len(coordinated)} seats where challengers had {floor} or more together, {higher} "
        "the best one’s part was larger."
    )
