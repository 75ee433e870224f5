"""What second preferences did, and could have done, as sentences: every number comes from the counts."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from left_of_labour.analysis.rounds import Final, SecondCount, has_majority
from left_of_labour.analysis.transfers import Sufficiency
from left_of_labour.data.schema import Contest, VotingSystem
from left_of_labour.presentation.names import contest_name, short_names
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural

__all__ = [
    "CAVEAT",
    "POOL_NAMES",
    "REMINDER",
    "advice",
    "bounds_headline",
    "bounds_sentence",
    "count_as_it_was",
    "distribution_alt",
    "elsewhere",
    "final_alt",
    "final_headline",
    "first_past_the_post",
    "got",
    "held",
    "in_the_other_pool",
    "missed",
    "needed",
    "observed_counts",
    "on_the_plane",
    "plane_alt",
    "proven",
    "rounds_finding",
    "sufficient",
    "unused_sentence",
]

CAVEAT = (
    "A counterfactual on given votes: under another system, in another final or after other advice, voters would have "
    "behaved differently, parties would have stood differently, and some would have stayed at home."
)

REMINDER = "On the votes as cast; with another count, final or advice voters would have behaved differently."


POOL_NAMES = {"mayors": "English mayors", "commissioners": "police and crime commissioners"}


def rounds_finding(contest: Contest, final: Final, count: SecondCount | None, observed: pd.DataFrame) -> str:
    """Whether second preferences changed the result, and what a challenger would have needed."""
    if count is not None:
        changed = "changed" if count.winner != count.leader else "did not change"
        opening = f"Second preferences {changed} the result of {contest_name(contest)}"
    elif contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE:
        opening = f"{contest_name(contest)} was decided on first preferences"
    else:
        opening = f"{contest_name(contest)} was first past the post, without second preferences"
    return f"{opening}. {needed(final)} {_how_often(final, observed)}"


def _how_often(final: Final, observed: pd.DataFrame) -> str:
    if not final.possible:
        return f"What {final.challenger} needed was out of reach."
    value = float(final.needed_share)
    reached = int((observed["net_share"] >= value).sum())
    most = observed.loc[observed["net_share"].idxmax()]
    if reached:
        return f"{plural(reached, 'runner-up', 'runners-up')} of {len(observed)} gained as large a net share."
    return (
        f"No runner-up gained as much in the {len(observed)} second counts in the table: the most is "
        f"{percent(100 * most['net_share'])} ({most['authority']} {most['date'].year})."
    )


def count_as_it_was(contest: Contest, final: Final, count: SecondCount | None) -> str:
    """The count in a sentence or two."""
    share = 100 * (final.challenger_votes + final.lead) / final.valid
    if count is None and contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE:
        return (
            f"{final.winner} had {percent(share)} of valid first preferences. That is more than half, so second "
            "preferences were not counted."
        )
    if count is None:
        return (
            f"{final.winner} was elected with {percent(share)} of valid votes. Voters had one vote and no second "
            "preference; what follows treats these votes as first preferences."
        )
    order = "stayed ahead" if count.winner == count.leader else "was overtaken"
    return (
        f"{count.leader} led by {number(count.leader_first - count.runner_up_first)} first preferences and {order}: "
        f"{number(count.leader_final)} to {number(count.runner_up_final)} after transfers. Of {number(count.pool)} "
        f"eliminated votes {number(count.leader_transfers)} passed to {count.leader}, "
        f"{number(count.runner_up_transfers)} to {count.runner_up}, and {number(count.not_transferred)} "
        f"({percent(100 * count.not_transferred / count.pool)} of the pool) to neither: no second preference, or one "
        "for somebody already out, or a spoilt one."
    )


def bounds_sentence(bounds: pd.DataFrame) -> str:
    """What the bounds prove about single candidates' voters, and how much they leave open."""
    if bounds.empty:
        return "Whoever is level with the second stays in, so that nobody was eliminated and no vote could move."
    if "a finalist" in set(bounds["destination"]):
        return "No second preferences were counted, so nothing is known: any share from none to all is possible."
    width = (bounds["most_pct"] - bounds["least_pct"]).mean()
    return f"{proven(bounds)} On average a bound leaves {percent(width, 0).removesuffix('%')} of 100 points open."


def proven(bounds: pd.DataFrame) -> str:
    """What the bounds prove about single candidates' voters, where second preferences are known."""
    floors = bounds[bounds["least"] > 0]
    capped = bounds[bounds["most"] < bounds["votes"]]
    texts = [
        f"at least {number(row.least)} of {row.candidate}’s {number(row.votes)} votes ({percent(row.least_pct)}) "
        + (f"passed to {row.destination}" if row.destination != "not transferred" else "did not transfer")
        for row in floors.itertuples()
    ]
    opening = f"This much is proven: {joined(texts)}." if texts else "Nothing is proven of any candidate’s voters."
    ceilings = [
        f"at most {percent(row.most_pct)} of {row.candidate}’s passed to {row.destination}"
        for row in capped[capped["destination"] != "not transferred"].nlargest(3, "votes").itertuples()
    ]
    return opening + (f" Of the largest groups, {joined(ceilings)}." if ceilings else "")


def needed(final: Final) -> str:
    """What the challenger would have needed, of which pool."""
    who = f"{final.challenger} ({ordinal(final.challenger_place)})"
    if final.needed <= 0:
        return (
            f"On the votes as cast, {who} was {plural(1 - final.needed, 'vote')} ahead of {final.winner}: in a final "
            f"between the two no net gain from the {plural(final.pool, 'vote')} for everybody else was needed."
        )
    text = (
        f"On the votes as cast, to beat {final.winner} in a final {who} needed a net {number(final.needed)} of the "
        f"{plural(final.pool, 'vote')} for everybody else, {percent(float(100 * final.needed_share))} of that pool"
    )
    if not final.possible:
        text += ", which is more than all of it"
    if final.votes_to_second_place:
        text += f", and first {plural(final.votes_to_second_place, 'more vote')} to be level with the second"
    return text + "."


def held(final: Final, count: SecondCount | None) -> bool:
    """Whether the second count was between the winner and the challenger."""
    return count is not None and {count.leader, count.runner_up} == {final.winner, final.challenger}


def got(final: Final, count: SecondCount | None) -> float | None:
    """The challenger's net gain in % of the pool, where the final was held."""
    if count is None or not held(final, count):
        return None
    return float(100 * (count.net_share if final.challenger == count.runner_up else -count.net_share))


def final_headline(final: Final, count: SecondCount | None) -> str:
    """What a final depended on, in at most a dozen words."""
    if not final.possible:
        return f"All other votes together would not have carried {final.challenger}"
    share = percent(float(100 * final.needed_share))
    if count is not None and held(final, count):
        part = percent(100 * count.not_transferred / count.pool)
        return f"{final.challenger} fell {number(count.margin)} short; {part} of eliminated votes passed to neither"
    if final.needed <= 0:
        return f"{final.challenger} would have needed no net gain from the others’ votes"
    return f"{final.challenger} would have needed a net {share} of the others’ votes"


def bounds_headline(bounds: pd.DataFrame) -> str:
    """The narrowest bound in a title's length.

    Parameters
    ----------
    bounds
        From `figures.informative`, one at least, the narrowest first.
    """
    one = bounds.iloc[0]
    short = short_names([*bounds["candidate"], *bounds["destination"]])
    whose, where = short[one["candidate"]], one["destination"]
    to = "to neither" if where == "not transferred" else f"to {short[where]}"
    if one["least"] == 0:
        return f"At most {percent(one['most_pct'])} of {whose}’s votes can have gone {to}"
    return f"At least {percent(one['least_pct'])} of {whose}’s votes went {to}"


def missed(final: Final, count: SecondCount | None) -> str:
    """What the challenger got, where the final was held, and how few untransferred votes would have been enough."""
    if count is None or not held(final, count):
        return f"A second count between {final.winner} and {final.challenger} was never held: this is arithmetic."
    gained = count.net_share if final.challenger == count.runner_up else -count.net_share
    texts = (
        f"{final.challenger} got a net {percent(float(100 * gained))} of the pool and ended "
        f"{plural(count.margin, 'vote') + ' behind' if count.margin else 'level, so that a lot decided'}. "
    )
    left = count.not_transferred
    if count.margin >= left:
        return f"{texts}Even all {number(left)} votes that did not transfer would not have made up for that."
    part = percent(float(100 * Fraction(count.margin + 1, left)))
    return (
        f"{texts}{number(count.margin + 1)} ({part}) of the {number(left)} votes that did not transfer would have been "
        f"enough, had they all been second preferences for {final.challenger}."
    )


def observed_counts(observed: pd.DataFrame) -> str:
    """Which second counts the distribution is made of: its N and years."""
    years = observed["date"].dt.year
    return f"{len(observed)} second counts for English mayors, {years.min()}–{years.max()}"


def on_the_plane(final: Final, count: SecondCount | None) -> tuple[float, float] | None:
    """How much of the pool transferred in a final that was held, and the challenger's part of that, both in %."""
    if count is None or not held(final, count):
        return None
    gained = count.runner_up_transfers if final.challenger == count.runner_up else count.leader_transfers
    return float(100 * count.transfer_rate), 100 * gained / (count.leader_transfers + count.runner_up_transfers)


def plane_alt(final: Final, observed: pd.DataFrame) -> str:
    """The plane of transfers in words."""
    rate, share = 100 * observed["transfer_rate"], 100 * observed["runner_up_share"]
    above = int((observed["net_share"] >= float(final.needed_share)).sum())
    return (
        f"Scatter of {observed_counts(observed)}: {percent(rate.min())} to {percent(rate.max())} of the eliminated "
        f"votes transferred, {percent(share.min())} to {percent(share.max())} of these to the runner-up. A curve marks "
        f"where {final.challenger} wins; {number(above) if above else 'none'} of the counts "
        f"{'lies' if above == 1 else 'lie'} on or above it."
    )


def in_the_other_pool(final: Final, commissioners: pd.DataFrame) -> str:
    """How many second counts for police and crime commissioners had transfers enough for the challenger."""
    enough = int((commissioners["net_share"] >= float(final.needed_share)).sum())
    years = commissioners["date"].dt.year
    which = "none" if not enough else "all" if enough == len(commissioners) else number(enough)
    return (
        f"Of {len(commissioners)} second counts for {POOL_NAMES['commissioners']}, {years.min()}–{years.max()}, "
        "another "
        f"office, {which} had transfers enough for {final.challenger}."
    )


def sufficient(final: Final, count: SecondCount, found: Sufficiency) -> str:
    """What the rate of the actual count would have given the challenger, and which rate and share would suffice."""
    opening = f"In the actual second count, {percent(float(100 * found.rate))} of the eliminated votes transferred."
    if found.needed <= 0:
        return f"{opening} {final.challenger} led on first preferences and needed none, only not to lose too many."
    if not final.possible:
        return f"{opening} No rate and no share would have been enough for {final.challenger}."
    if found.enough:
        return (
            f"{opening} At that rate {final.challenger} would have needed {percent(float(100 * found.share_at_rate))} "
            f"of the transfers; had the whole pool transferred, {percent(float(100 * found.share_at_full_rate))}."
        )
    return (
        f"{opening} At that rate all of {final.challenger}’s pool would have given {number(found.most_votes)} of the "
        f"{number(found.needed)} votes needed. Had every transfer been for {final.challenger}, "
        f"{percent(float(100 * found.least_rate))} of the pool would have had to transfer; had the whole pool "
        f"transferred, {percent(float(100 * found.share_at_full_rate))} of it would have had to be for "
        f"{final.challenger}."
    )


def unused_sentence(count: SecondCount | None, pools: Mapping[str, pd.DataFrame]) -> str:
    """How many second preferences went unused here, and how often the winner had less than half, here and elsewhere."""
    here = ""
    if count is not None:
        valid = count.leader_first + count.runner_up_first + count.pool
        share = 100 * max(count.leader_final, count.runner_up_final) / valid
        half = "less than half" if share < 50 else "half" if share == 50 else "more than half"
        here = (
            f"Here {number(count.not_transferred)} second preferences were not given or counted for nobody, "
            f"{percent(100 * count.not_transferred / valid)} of valid votes; {count.winner} ended with "
            f"{percent(share)} "
            f"of them, {half}. "
        )
    texts = [
        f"{number(int((counts['winner_share'] < 0.5).sum()))} of {len(counts)} among {POOL_NAMES[name]}"
        for name, counts in pools.items()
    ]
    return f"{here}Winners had less than half of the valid votes after a second count in {joined(texts)}."


def elsewhere(final: Final, observed: pd.DataFrame) -> str:
    """Where the need stands in the distribution of what runners-up gained."""
    net, rate = 100 * observed["net_share"], 100 * observed["transfer_rate"]
    quarter, half, rest = (percent(net.quantile(point)) for point in (0.25, 0.5, 0.75))
    return (
        f"In {observed_counts(observed)}, the runner-up’s net gain was {half} of the pool in the median (middle half: "
        f"{quarter} to {rest}); {percent(rate.median())} of the pool passed to a finalist at all (from "
        f"{percent(rate.min())} to {percent(rate.max())}). {_how_often(final, observed)}"
    )


def first_past_the_post(contest: Contest, final: Final, count: SecondCount | None, observed: pd.DataFrame) -> str:
    """Whether the candidate with most first preferences was elected, here and elsewhere."""
    leads = final.lead >= 0 and (count is None or count.winner == count.leader)
    if contest.voting_system == VotingSystem.FIRST_PAST_THE_POST:
        here = (
            f"This was first past the post. Without half of the votes, {final.winner} would have had to face a second "
            "count under the supplementary vote."
            if 2 * (final.challenger_votes + final.lead) <= final.valid
            else f"This was first past the post; {final.winner} had more than half and would have won at once."
        )
    elif leads:
        here = f"No: {final.winner} led on first preferences and would have won on them."
    else:
        here = f"Yes: {final.winner} was behind on first preferences and won on second ones."
    lost = observed[observed["leader_lost"]]
    cases = joined(f"{row.authority} {row.date.year}" for row in lost.itertuples())
    return f"{here} In {len(lost)} of {observed_counts(observed)}, the leader of the first count lost: {cases}."


def advice(votes: dict[str, int], claims: pd.DataFrame) -> str:
    """What advising voters about second preferences could and could not have changed, on the votes given.

    Parameters
    ----------
    votes
        First preferences of every candidate, most first.
    claims
        Claims about the contest's second preferences: `account`, `year`, `paraphrase`; may be empty.
    """
    (first, most), (second, next_most), *others = list(votes.items())[:3]
    texts = "".join(
        f"{row.account} ({row.year}), in our words: {_lower(row.paraphrase)}. " for row in claims.itertuples()
    )
    if has_majority(votes):
        texts += "Here none was counted, as the first count decided. "
    text = (
        f"{texts}A second preference counts only on the ballots of eliminated candidates, so exchanging them between "
        f"{first} and {second}, the two who would have been in a second count, moves nothing."
    )
    if others:
        third, third_votes = others[0]
        text += (
            f" It could have mattered only had one of them come third: {third} was "
            f"{plural(next_most - third_votes, 'vote')} behind {second}."
        )
    spare = most - sum(votes.values()) // 2
    if spare > 0:
        text += (
            f" {first} had more than half: had {number(spare)} of these first preferences gone to others, there would "
            "have been a second count."
        )
    return text


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def final_alt(final: Final, count: SecondCount | None) -> str:
    """The figure of a final in words."""
    second = "" if count is None else f" A second count was held between {count.leader} and {count.runner_up}."
    return (
        f"Bars: {final.winner} {number(final.challenger_votes + final.lead)} votes, {final.challenger} "
        f"{number(final.challenger_votes)}, everybody else {number(final.pool)}.{second} {needed(final)}"
    )


def distribution_alt(final: Final, observed: pd.DataFrame) -> str:
    """The figure of all second counts in words."""
    net = 100 * observed["net_share"]
    return (
        f"Dot plot of {observed_counts(observed)} by the runner-up’s net share of the pool, from {percent(net.min())} "
        f"to {percent(net.max())}; above them what {final.challenger} needed, "
        f"{percent(float(100 * final.needed_share))}."
    )
