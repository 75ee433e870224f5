"""Figures of a ballot that cannot be what the file calls them, such as a turnout in votes given as papers."""

from collections.abc import Iterator

from left_of_labour.data.checks.contests import TURNOUT_TOLERANCE
from left_of_labour.data.imports.model import Ballot

__all__ = ["doubtful", "exceptional_turnout"]

_EXPLICABLE = 1.0  # points: a published turnout that counts rejected papers, or postal votes that came late
_LEAST_VOTES_PER_PAPER = 0.6  # of the seats, as in checks/contests.py


def doubtful(ballot: Ballot) -> dict[str, str]:
    """Why figures of a ballot are not taken over, by column of contests.csv.

    Parameters
    ----------
    ballot
        A ballot all of whose votes are known.

    Returns
    -------
    dict
        Reasons by column; empty where the figures fit each other.
    """
    reasons: dict[str, str] = {}
    for column, reason in (*_papers(ballot), *_turnout(ballot)):
        reasons.setdefault(column, reason)
    return reasons


def exceptional_turnout(ballot: Ballot) -> dict[str, float | None] | None:
    """The computed turnouts, where the published one is a little off, so that turnout_exceptions.csv must say so.

    Returns
    -------
    dict or None
        turnout_valid_pct and turnout_ballots_pct, two decimals; None where the published turnout fits or is not taken.
    """
    stated, shares = ballot.turnout_reported_pct, _computed(ballot)
    if stated is None or not shares or "turnout_reported_pct" in doubtful(ballot):
        return None
    if min(abs(one - stated) for one in shares.values()) <= TURNOUT_TOLERANCE:
        return None
    return {column: shares.get(column) for column in ("turnout_valid_pct", "turnout_ballots_pct")}


def _computed(ballot: Ballot) -> dict[str, float]:
    """Turnout in per cent of the electorate, by valid votes where a paper carries one, and by papers."""
    counts = {
        "turnout_valid_pct": ballot.total if ballot.seats == 1 else None,
        "turnout_ballots_pct": None if "ballots_cast" in dict(_papers(ballot)) else ballot.ballots_cast,
    }
    electors = None if "electorate" in dict(_papers(ballot)) else ballot.electorate
    return {
        column: round(100 * count / electors, 2) for column, count in counts.items() if count is not None and electors
    }


def _papers(ballot: Ballot) -> Iterator[tuple[str, str]]:
    papers, rejected, total = ballot.ballots_cast, ballot.rejected_ballots, ballot.total
    least = total if ballot.seats == 1 else max((one.votes or 0 for one in ballot.candidates), default=0)
    if papers is not None:
        if ballot.seats == 1 and rejected and papers == total:
            yield "ballots_cast", f"not papers: they are the {total} valid votes, and {rejected} were rejected"
        elif papers < least:
            yield "ballots_cast", f"not papers: fewer than the {least} votes"
        elif total > ballot.seats * papers:
            yield "ballots_cast", f"not papers: {total} votes are more than {ballot.seats} on each"
        elif ballot.seats == 1 and rejected is not None and papers - rejected != total:
            yield "ballots_cast", f"with {rejected} rejected papers they do not give the {total} votes"
        elif ballot.electorate is not None and papers > ballot.electorate:
            yield "ballots_cast", f"more than the electorate of {ballot.electorate}"
    if rejected is not None and rejected * 5 > (papers or least):
        yield "rejected_ballots", "a fifth of the papers or more"
    if ballot.electorate is not None and ballot.electorate < least:
        yield "electorate", f"fewer than the {least} votes"


def _turnout(ballot: Ballot) -> Iterator[tuple[str, str]]:
    stated, electors = ballot.turnout_reported_pct, ballot.electorate
    if stated is None:
        return
    if stated > 100:
        yield "turnout_reported_pct", "more than 100 per cent"
    elif shares := _computed(ballot):
        if min(abs(one - stated) for one in shares.values()) > _EXPLICABLE:
            texts = " or ".join(f"{one:.2f}" for one in shares.values())
            yield "turnout_reported_pct", f"votes and electorate give {texts}"
    elif electors:
        papers, slack = stated * electors / 100, TURNOUT_TOLERANCE * electors / 100
        least = ballot.seats * _LEAST_VOTES_PER_PAPER * papers
        if ballot.total > ballot.seats * (papers + slack) or ballot.total < least:
            yield (
                "turnout_reported_pct",
                f"{ballot.total} votes do not fit so many papers, {ballot.seats} votes on each",
            )
