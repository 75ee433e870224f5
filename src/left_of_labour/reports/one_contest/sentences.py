"""Findings about one contest as sentences: every number in them comes from the measures."""

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from left_of_labour.analysis.measures import Measures
from left_of_labour.data.schema import Status, VotingSystem
from left_of_labour.presentation.names import bare, left_of_labour, reading_name
from left_of_labour.presentation.text import joined, number, ordinal, percent, plural, points

__all__ = [
    "contest_finding",
    "fate",
    "in_short",
    "no_rivals",
    "no_second_count",
    "other_readings",
    "result_alt",
    "result_title",
    "second_count_sentence",
]


def contest_finding(measures: Measures) -> str:
    """How the best-placed challenger did, in a sentence or two."""
    if measures.unopposed:
        elected = measures.seats_won or _named(measures.winner, measures.winner_label)
        return (
            f"{elected}: returned unopposed, without a poll."
            if measures.seats_won
            else f"{elected} was returned unopposed."
        )
    if measures.challenger is None:
        return f"{_nobody(measures)}{_outcome(measures)}."
    return f"{_performance(measures)}{_distance(measures)}{_fate(measures)}."


def _nobody(measures: Measures) -> str:
    """That nobody stood, or that this or the votes are not known."""
    kind = left_of_labour(measures.reading)
    if measures.left_candidates:
        count = plural(measures.left_candidates, "candidate")
        return f"{count} {kind} stood; no votes of theirs are known"
    if measures.candidates is None:
        return f"No candidate {kind} is known, but not all who stood are known by name"
    return f"Nobody {kind} stood"


def _outcome(measures: Measures) -> str:
    if measures.seats_won:
        return f"; elected: {measures.seats_won}"
    if measures.winner is None:
        return ""
    fate = "is ahead in the estimate" if measures.status == Status.NOTIONAL else "was elected"
    return f"; {_named(measures.winner, measures.winner_label)} {fate}"


def _named(candidate: str | None, label: str | None) -> str:
    """A candidate with the label, unless the name already is one."""
    assert candidate is not None and label is not None  # where somebody is named
    return candidate if candidate.startswith("(") else f"{candidate} ({bare(label)})"


def _votes(measures: Measures) -> str:
    assert measures.votes is not None  # a challenger is somebody whose votes are known
    return plural(measures.votes, "vote")


def _performance(measures: Measures) -> str:
    took = "is put at" if measures.status == Status.NOTIONAL else "took"
    text = f"{_named(measures.challenger, measures.challenger_label)} {took} {_votes(measures)}"
    if measures.share_pct is not None:
        base = "valid votes" if measures.voting_system != VotingSystem.BLOCK_VOTE else "the best candidates’ votes"
        text += f", {percent(measures.share_pct)} of {base}"
    if measures.candidates == 1:
        return f"{text}, as the only candidate"
    if measures.rank:
        joint = "joint " if measures.rank_is_shared else ""
        field = f" of {measures.candidates}" if measures.candidates else ""
        text += f", and came {joint}{ordinal(measures.rank)}{field}"
        if field and measures.voting_system == VotingSystem.BLOCK_VOTE:
            text += " parties and independents"
    return text


def _distance(measures: Measures) -> str:
    gap = measures.votes_behind_labour
    if gap is None:
        if measures.labour_candidate is not None:
            return "; Labour’s vote is not known"
        if measures.candidates is None:
            return "; no Labour vote is known to compare with"
        return "; Labour did not stand" if measures.candidates > 1 else ""
    text = f": {_gap(gap, measures.points_behind_labour)}"
    final = measures.final_votes_behind_labour
    if final is not None:
        return f"{text} on first preferences and {_gap(final, None)} after the second count"
    if measures.second_count and measures.votes_short_of_final:
        text += f", and {plural(measures.votes_short_of_final, 'vote')} short of the second count"
    return text


def _gap(votes: int, share: Fraction | None) -> str:
    if not votes:
        return "level with Labour"
    size = f" ({points(abs(share))})" if share is not None else ""
    return f"{plural(abs(votes), 'vote')}{size} {'behind' if votes > 0 else 'ahead of'} Labour"


def _fate(measures: Measures) -> str:
    if measures.seats > 1:
        if measures.votes_behind_last_seat is not None:
            return f"; {plural(measures.votes_behind_last_seat, 'vote')} behind the last of {measures.seats} elected"
        won = f"; {measures.left_seats} of {measures.seats} seats went to candidates {left_of_labour(measures.reading)}"
        return won if measures.left_seats else ""
    lot = ", the tie decided by lot" if _tied(measures) else ""
    if measures.elected:
        void = "; declared elected, but an election court later declared the election void"
        return void if _voided(measures) else f"; elected{lot}"
    return f"{_outcome(measures)}{lot}" if lot else ""


def _tied(measures: Measures) -> bool:
    """Whether the challenger was level with others in the count that decided, where the law has lots drawn."""
    if measures.status == Status.NOTIONAL or measures.winner is None:
        return False
    if measures.second_count:
        return measures.final_votes_behind_labour == 0
    return measures.rank == 1 and bool(measures.rank_is_shared)


def _voided(measures: Measures) -> bool:
    return measures.status == Status.VOIDED


def other_readings(measures: Measures, others: Iterable[Measures]) -> str:
    """Whether the finding changes under the other readings, and to what.

    Parameters
    ----------
    measures
        Under the reading in use.
    others
        Of the same contest under each of the others.
    """
    changed = [f"{reading_name(one.reading)}, {in_short(one)}" for one in others if not _same(one, measures)]
    same = [reading_name(one.reading) for one in others if _same(one, measures)]
    if not changed and measures.challenger is None and measures.candidates is None:
        return "No more is known under the other readings."
    if not changed:
        return "The same holds under the other readings."
    text = f"Under other readings: {'; '.join(changed)}"
    return f"{text}; {joined(same)}, the same." if same else f"{text}."


def _same(one: Measures, other: Measures) -> bool:
    return (one.challenger, one.left_candidates > 0) == (other.challenger, other.left_candidates > 0)


def in_short(measures: Measures) -> str:
    """The best-placed challenger and the share, in a clause."""
    if measures.challenger is None:
        return _nobody(measures)[0].lower() + _nobody(measures)[1:]
    return f"{measures.challenger} with {_size(measures)}"


def second_count_sentence(finalists: pd.DataFrame, eliminated: int) -> str:
    """What the second count added.

    Parameters
    ----------
    finalists
        The two finalists, winner first: `candidate`, `transfers`.
    eliminated
        First preferences for everybody else.
    """
    gained = int(finalists["transfers"].sum())
    parts = [f"{row.candidate} {number(row.transfers)}" for row in finalists.itertuples()]
    return (
        f"Of {plural(eliminated, 'voter')} whose first choice was eliminated, {number(gained)} "
        f"({percent(100 * gained / eliminated)}) had named a finalist second: {joined(parts)}. "
        f"The other {plural(eliminated - gained, 'second preference')} went unused: blank, for somebody eliminated, or "
        "spoilt."
    )


def no_second_count(measures: Measures) -> str:
    """Why there was no second count, as far as that is known."""
    if measures.voting_system != VotingSystem.SUPPLEMENTARY_VOTE:
        return "There was one count: this voting system has no second preferences."
    if measures.second_count is None:
        return "No second count is recorded, and the first is not known well enough to say whether one was needed."
    return "There was no second count: the winner had more than half of the first preferences."


def no_rivals(measures: Measures) -> str:
    """Why Labour cannot be compared with anybody left of it; empty if it can."""
    if measures.challenger is None:
        return f"{_nobody(measures)}."
    if measures.labour_votes is not None:
        return ""
    if measures.labour_candidate is not None:
        return "Labour’s vote is not known, so that nobody can be compared with it."
    return "No Labour candidate is known here, so that there is no comparison."


def result_title(candidates: pd.DataFrame, measures: Measures) -> str:
    """How the best-placed challenger ended, in at most a dozen words.

    Parameters
    ----------
    candidates
        Who stood, with `candidate`, `elected` and `final_votes` (missing where there was no second count).
    measures
        Of the same contest.
    """
    if measures.challenger is None:
        kind = left_of_labour(measures.reading)
        if measures.left_candidates:
            return f"The votes of candidates {kind} are not known"
        nobody = f"Nobody {kind} stood" if measures.candidates else f"No candidate {kind} is known"
        ahead = "is ahead" if measures.status == Status.NOTIONAL else "won"
        return f"{nobody}; {measures.winner} {ahead}" if measures.winner else nobody
    took = f"{measures.challenger} took {_size(measures)}"
    if measures.elected and measures.seats == 1:
        return _victory(measures, _had_second_count(candidates, measures.challenger))
    if _had_second_count(candidates, measures.challenger):
        return f"{took} and lost the second count to {measures.winner}"
    gap, share = measures.votes_behind_labour, measures.points_behind_labour
    if gap is None:
        return took
    if not gap:
        return f"{took}, level with Labour"
    size = plural(abs(gap), "vote") if share is None else points(abs(share))
    return f"{took}, {size} {'behind' if gap > 0 else 'ahead of'} Labour"


def _size(measures: Measures) -> str:
    """The challenger's share, or votes where no share is known."""
    share = measures.share_pct
    return _votes(measures) if share is None else percent(share)


def _victory(measures: Measures, transfers: bool) -> str:
    share = _size(measures)
    if transfers:
        text = f"{measures.challenger} {'led' if measures.rank == 1 else 'started'} with {share} and won on transfers"
    else:
        outright = measures.voting_system in _MAJORITY and measures.second_count is False
        how = " outright" if outright else ""
        text = f"{measures.challenger} won{how} with {share}"
    return f"{text}; later declared void" if measures.status == Status.VOIDED else text


_MAJORITY = (VotingSystem.SUPPLEMENTARY_VOTE,)  # in which more than half of the first preferences decides at once


def _had_second_count(candidates: pd.DataFrame, candidate: str | None) -> bool:
    return bool(candidates.loc[candidates["candidate"] == candidate, "final_votes"].notna().any())


def fate(candidates: pd.DataFrame, measures: Measures) -> str:
    """What is said of who was elected: on transfers or not, and whether a court set it aside."""
    words = "elected on transfers" if candidates["final_votes"].notna().any() else "elected"
    if measures.status == Status.NOTIONAL:
        return "ahead in the estimate"
    return f"{words}; declared void" if measures.status == Status.VOIDED else words


def result_alt(candidates: pd.DataFrame, measures: Measures, history: pd.DataFrame | None) -> str:
    """The figure of the result in words."""
    rows = [
        f"{row.candidate} ({bare(row.ballot_label)}) {number(row.votes)}, {percent(row.share_pct)}"
        + (
            ""
            if pd.isna(row.final_votes)
            else f", with {number(row.transfers)} transfers {number(row.final_votes)} in the second count"
        )
        for row in candidates.itertuples()
    ]
    assert measures.vote_base is not None  # since votes are drawn
    base = f"% of the {number(measures.vote_base)} {measures.vote_base_meaning.replace(chr(39), '’')}"
    text = f"Bars of votes and {base}, most first: {'; '.join(rows)}."
    if history is None or not (history["share_pct"].notna() & ~history["chosen"]).any():
        return text
    others = history[history["share_pct"].notna() & ~history["chosen"]]
    shares = [f"{row.date.year} {row.best} {percent(row.share_pct)}" for row in others.itertuples()]
    best = f"best-placed {left_of_labour(measures.reading)}: {', '.join(shares)}"
    return f"{text} A line shows the office’s other results; {best}."
