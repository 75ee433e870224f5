"""Figures of a ballot that cannot be what the file calls them, such as a turnout in votes given as papers."""

from collections.abc import Iterator

from left_of_labour.data.checks.contests import TURNOUT_TOLERANCE
from left_of_labour.data.imports.model import Ballot

__all__ = ["doubtful"]

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
    elif electors and ballot.seats == 1:
        shares = [100 * one / electors for one in (ballot.total, ballot.ballots_cast) if one is not None]
        if all(abs(one - stated) > TURNOUT_TOLERANCE for one in shares):
            told = " or ".join(f"{one:.2f}" for one in shares)
            yield "turnout_reported_pct", f"votes and electorate give {told}"
    elif electors:
        if ballot.ballots_cast is not None:
            share = 100 * ballot.ballots_cast / electors
            if abs(share - stated) > TURNOUT_TOLERANCE:
                yield "turnout_reported_pct", f"papers and electorate give {share:.2f}"
            return
        papers, slack = stated * electors / 100, TURNOUT_TOLERANCE * electors / 100
        least = ballot.seats * _LEAST_VOTES_PER_PAPER * papers
        if ballot.total > ballot.seats * (papers + slack) or ballot.total < least:
            yield (
                "turnout_reported_pct",
                f"{ballot.total} votes do not fit so many papers, {ballot.seats} votes on each",
            )
