"""Where a result stands, in sentences: every number in them comes from the pools, and each names its pool."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from left_of_labour.analysis.context import Peers, Pool, Subject, mayoral_pool, standing, westminster_pool
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import reading_name, surname
from left_of_labour.presentation.text import day, joined, number, ordinal, percent, plural, years

__all__ = [
    "ahead_sentence",
    "coverage",
    "distribution_alt",
    "distribution_title",
    "finding",
    "peers_sentence",
    "peers_title",
    "typical_sentence",
]

_MOST_NAMED = 7
_DISPUTED = 2002  # the year of the disputed count


def finding(subject: Subject, standings: Mapping[str, tuple[Subject, pd.DataFrame] | None], reading: str) -> str:
    """The place of the result in the pools of its own office, and in the first of them under the other readings.

    Parameters
    ----------
    subject
        The candidacy compared.
    standings
        By reading: the best-placed candidacy under it and its `context.standings`; None where nobody is to be compared.
    reading
        The one chosen.
    """
    chosen = standings[reading]
    assert chosen is not None  # whom this report is about
    own = chosen[1]
    like = own[own["same_office"]].head(2)
    shown = like if len(like) else own.head(1)
    voided = ", in a poll later declared void," if subject.voided else ""
    base = "first preferences" if subject.office == "mayor" else "the valid votes"
    judged = shown.loc[shown["judged"], "short"]
    short = judged.iloc[0] if len(judged) else shown["short"].iloc[0]
    where = short.partition("candidacies ")[2]
    among = f", {where}" if where and len(shown) > 1 else ""
    others = "; ".join(_under(name, found, subject) for name, found in standings.items() if name != reading)
    return (
        f"{subject.candidate}’s {percent(subject.share_pct)} of {base}{voided} {_places(shown)}. "
        f"Under the other readings{among}: {others}."
    )


def _places(shown: pd.DataFrame) -> str:
    parts = []
    verb = ""
    for row in shown.itertuples():
        now = "is" if row.holds_subject else "would be"
        parts.append(f"{'' if now == verb else now + ' '}{_place(row)} {row.short}")
        verb = now
    return joined(parts)


def _place(row: Any) -> str:
    return f"{_highest(row.rank)} of {number(row.candidacies + 1)}"


def _highest(rank: int) -> str:
    return "the highest" if rank == 1 else f"the {ordinal(rank)} highest"


def _under(name: str, found: tuple[Subject, pd.DataFrame] | None, subject: Subject) -> str:
    if found is None:
        return f"nobody to compare ({reading_name(name)})"
    other, table = found
    who = "" if other.candidate == subject.candidate else f"{other.candidate}, "
    like = table[table["judged"] & table["same_office"]]
    row = next((like if len(like) else table).itertuples())
    return f"{who}{ordinal(row.rank)} of {number(row.candidacies + 1)} ({reading_name(name)})"


def typical_sentence(subject: Subject, standings: pd.DataFrame) -> str:
    """How far from the typical candidacy of the first pool, and how many did better in the others."""
    first = next(standings.itertuples())
    ratio = subject.share_pct / first.median_share_pct
    ahead = [
        f"{_some(row.ahead)} of {number(row.candidacies)} {row.pool}"
        for row in standings.itertuples()
        if row.pool != first.pool and not row.pool.startswith("the same")
    ]
    higher = f" Of others, {joined(ahead)} had a higher share." if ahead else ""
    return (
        f"The median of the {number(first.candidacies)} other {first.short} was {percent(first.median_share_pct)}; "
        f"{subject.candidate}’s share is {ratio:.1f} times that.{higher}"
    )


def ahead_sentence(subject: Subject, pool: Pool) -> str:
    """Who of the pool of like candidacies had a higher share."""
    ahead = pool.candidacies[pool.candidacies["share_pct"] > subject.share_pct]
    if ahead.empty:
        return f"No other of the {number(len(pool.candidacies) + 1)} {pool.short} had a higher share."
    named = ahead if len(ahead) <= _MOST_NAMED + 1 else ahead.head(_MOST_NAMED)
    names = [f"{row.candidate} ({row.area} {row.date.year}, {percent(row.share_pct)})" for row in named.itertuples()]
    more = f" and {number(len(ahead) - len(named))} others" if len(ahead) > len(named) else ""
    listed = f"{', '.join(names)}{more}" if more else joined(names)
    when = f" in {subject.date.year}" if (ahead["candidate"] == subject.candidate).any() else ""
    return f"{listed} had a higher share than {subject.candidate}{when}."


def peers_title(subject: Subject, found: Peers, rank: int) -> str:
    """The place among the peers, as a headline."""
    own = found.date == subject.date and subject.office == "mp"
    verb = "ranks" if own else "would rank"
    return f"{subject.candidate} {verb} {ordinal(rank)} of {number(len(found.candidacies) + 1)} in {found.date.year}"


def peers_sentence(subject: Subject, found: Peers) -> str:
    """The subject's place among candidates on a like ticket at the general election nearest in time."""
    place = standing(subject.share_pct, found.candidacies["share_pct"])
    when = f"At the general election of {day(found.date)}"
    if place.candidacies == 1:
        share = percent(found.candidacies["share_pct"].iloc[0])
        more = "a higher" if place.ahead else "no higher"
        return (
            f"{when}, the only other candidate ({found.ticket}) had {share} of the vote, {more} share than "
            f"{subject.candidate}{_when(subject, found)}."
        )
    return (
        f"{when}, {_some(place.ahead)} of {number(place.candidacies)} others "
        f"({found.ticket}) had a higher share than {subject.candidate}{_when(subject, found)}. "
        f"{_elected(found)}The median share was {percent(found.candidacies['share_pct'].median())}."
    )


def _when(subject: Subject, found: Peers) -> str:
    return "" if subject.date == found.date else f" in {subject.date.year}"


def _elected(found: Peers) -> str:
    if "elected" not in found.candidacies:
        return ""
    elected = found.candidacies[found.candidacies["elected"].astype(bool)]
    if elected.empty:
        return "None of them was elected. "
    winners = joined(elected["candidate"]) if len(elected) <= _MOST_NAMED else number(len(elected))
    return f"Elected {'was' if len(elected) == 1 else 'were'} {winners}. "


def coverage(dataset: Dataset, since: int) -> str:
    """What the national lists cover and where they have gaps."""
    westminster = westminster_pool(dataset, since)
    left = westminster[westminster["left_reading"] != "green"]
    greens = westminster[westminster["left_reading"] == "green"]
    independents = left[left["party_id"] == "independent"]
    mayors = mayoral_pool(dataset, since)
    text = (
        f"Candidates of parties left of Labour at Westminster: {day(left['date'].min())} to {day(left['date'].max())}; "
        f"{_spending_returns(left)}Greens from {greens['date'].min().year}. "
        f"{plural(len(independents), 'independent')} whose position is on record "
        f"{'is' if len(independents) == 1 else 'are'} left out of every Westminster pool, as "
        f"{number((independents['share_pct'] >= 10).sum())} of them had 10% or more: who did well was noticed. "
    )
    if mayors.empty:
        return f"{text}Contests for mayor under the supplementary vote ended in 2022."
    contests = mayors.groupby(["date", "area"]).ngroups
    first, last = mayors["date"].min().year, mayors["date"].max().year
    return (
        f"{text}Mayors: {plural(contests, 'contest')} under the supplementary vote, {years(first, last)}, without "
        f"{'one whose count is disputed (Lewisham 2002) and ' if since <= _DISPUTED else ''}those decided in the first "
        f"count of 2021 and 2022; {number((~mayors['classified']).sum())} of {number(len(mayors))} candidates "
        "were "
        "independents or stood under local labels, and nobody has judged their position."
    )


def _spending_returns(left: pd.DataFrame) -> str:
    return (
        "in 2001 only those who filed a spending return. "
        if ((left["date"].dt.year == 2001) & ~left["by_election"]).any()
        else ""
    )


def distribution_title(subject: Subject, pool: Pool) -> str:
    """The place in the pool, as a headline; the surname alone where the whole name would make it too long."""
    rank = standing(subject.share_pct, pool.candidacies["share_pct"]).rank
    order = "highest" if rank == 1 else ordinal(rank)
    found = f"{percent(subject.share_pct)}: {order} of {number(len(pool.candidacies) + 1)} {pool.short}"
    found = found.replace(" of parties at", " at")
    fits = len(f"{subject.candidate} {found}".split()) <= style.MOST_WORDS
    return f"{subject.candidate if fits else surname(subject.candidate)}’s {found}"


def _some(count: int) -> str:
    return number(count) if count else "none"


def distribution_alt(subject: Subject, pools: list[Pool], deposit: float) -> str:
    """The histograms in words."""
    texts = []
    for pool in pools:
        shares = pool.candidacies["share_pct"]
        place = standing(subject.share_pct, shares)
        texts.append(
            f"{number(len(shares))} other {pool.short}: median {percent(shares.median())}, "
            f"{number((shares > deposit).sum())} above the deposit line of {percent(deposit, 0)}, highest "
            f"{percent(shares.max())}, {_some(place.ahead)} above {subject.candidate}’s {percent(subject.share_pct)}"
        )
    return f"Histograms of shares of the vote. {'; '.join(texts)}."
