"""How far seats are from proportion to votes: indices of two columns of numbers."""

from collections.abc import Sequence
from math import sqrt

__all__ = ["advantage_ratio", "gallagher", "gallagher_bounds"]


def gallagher(votes: Sequence[float], seats: Sequence[float]) -> float:
    """The least-squares index of disproportionality, 0 for seats in proportion to votes, 100 at most.

    Parameters
    ----------
    votes, seats
        Of each party, in the same order; counts or shares.

    Raises
    ------
    ValueError
        If the lengths differ or nothing was cast or won.

    References
    ----------
    Gallagher, M. (1991), Proportionality, disproportionality and electoral systems, Electoral Studies 10(1).

    Examples
    --------
    Two parties, 60 to 40 in votes, 80 to 20 in seats: the root of half of 20² + 20².

    >>> round(gallagher([60, 40], [8, 2]), 6)
    20.0
    """
    cast, won = sum(votes), sum(seats)
    if len(votes) != len(seats) or not cast or not won:
        raise ValueError("votes and seats of the same parties are needed, and some of each")
    gaps = (vote / cast - seat / won for vote, seat in zip(votes, seats, strict=True))
    return 100 * sqrt(sum(gap**2 for gap in gaps) / 2)


def gallagher_bounds(shares: Sequence[float], seats: Sequence[int]) -> tuple[float, float]:
    """The least and the most that the index can be where only parties with seats are known, and all of these are.

    What is left of the votes went to parties without a seat: to very many with very few each for the least, to a single
    one for the most.

    Parameters
    ----------
    shares
        Percent of all votes, of each party with seats.
    seats
        In the same order; together all the seats.

    Raises
    ------
    ValueError
        If the lengths differ, no seat was won, or the shares are more than all votes.

    Examples
    --------
    Two parties, 60 and 30% of votes, 8 and 2 seats; the other 10% went to one party or to many.

    >>> [round(one, 2) for one in gallagher_bounds([60, 30], [8, 2])]
    [15.81, 17.32]
    """
    rest, won = 100 - sum(shares), sum(seats)
    if len(shares) != len(seats) or not won or rest < 0:
        raise ValueError("shares of at most all votes and seats of the same parties are needed, and some seats")
    known = sum((share - 100 * seat / won) ** 2 for share, seat in zip(shares, seats, strict=True))
    return sqrt(known / 2), sqrt((known + rest**2) / 2)


def advantage_ratio(vote_share: float, seat_share: float) -> float | None:
    """The advantage ratio: share of seats over share of votes; above 1, the rules helped.

    None without votes.

    References
    ----------
    Taagepera, R. and Laakso, M. (1980), Proportionality profiles of West European electoral systems, European Journal
    of Political Research 8(4).

    Examples
    --------
    >>> advantage_ratio(40.0, 60.0)
    1.5
    """
    return seat_share / vote_share if vote_share else None
