"""Swing and volatility: how votes moved between two elections, as measures of their definitions.

All functions take shares of the same total (Fractions or floats from 0 to 1) and return the same kind; a positive
swing is towards the first-named party.
"""

from collections.abc import Mapping

__all__ = ["butler_swing", "pedersen_volatility", "shares", "steed_swing"]


def shares(votes: Mapping[str, float]) -> dict[str, float]:
    """Votes as shares of their sum.

    Raises
    ------
    ValueError
        If there are no votes.

    Examples
    --------
    >>> shares({"labour": 3, "left": 1})
    {'labour': 0.75, 'left': 0.25}
    """
    total = sum(votes.values())
    if total <= 0:
        raise ValueError(f"votes add up to {total}, expected a positive number")
    return {party: number / total for party, number in votes.items()}


def butler_swing(before: tuple[float, float], after: tuple[float, float]) -> float:
    """Conventional two-party swing: half of one party's gain plus half of the other's loss.

    Parameters
    ----------
    before, after
        Shares of all valid votes of the party swung to and the party swung from.

    Raises
    ------
    ValueError
        If one of them did not stand at one of the elections.

    References
    ----------
    Butler, D. (1952), The British General Election of 1951, appendix; Denver, D., Carman, C. and Johns, R. (2012),
    Elections and Voters in Britain.

    Examples
    --------
    Tower Hamlets 2018 to 2022, from Labour to the left: 32.1 to 48.7% against 48.4 to 33.2%.

    >>> round(butler_swing((0.321, 0.484), (0.487, 0.332)), 3)
    0.159
    """
    (to_before, from_before), (to_after, from_after) = before, after
    if not all((to_before, from_before, to_after, from_after)):
        raise ValueError("swing is between two parties that stood at both elections")
    return ((to_after - to_before) + (from_before - from_after)) / 2


def steed_swing(before: tuple[float, float], after: tuple[float, float]) -> float:
    """Two-party swing of Steed: the change of one party's share of the votes for the two of them.

    It says something only where the two were first and second both times.

    Parameters
    ----------
    before, after
        Votes or shares of the party swung to and the party swung from.

    Raises
    ------
    ValueError
        If neither party has votes at one of the elections.

    References
    ----------
    Steed, M. (1965), An analysis of the results, in Butler and King, The British General Election of 1964.

    Examples
    --------
    >>> round(steed_swing((8724, 20870), (8487, 24210)), 3)
    -0.035
    """
    if not sum(before) or not sum(after):
        raise ValueError("neither party has votes at one of the elections")
    return after[0] / sum(after) - before[0] / sum(before)


def pedersen_volatility(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """Net volatility: half the sum of all parties' absolute changes of share, from 0 to 1.

    Parameters
    ----------
    before, after
        Shares by party (or bloc); a party missing from one of them had no votes there.

    References
    ----------
    Pedersen, M. N. (1979), The dynamics of European party systems. European Journal of Political Research 7.

    Examples
    --------
    >>> pedersen_volatility({"labour": 0.75, "tory": 0.25}, {"labour": 0.5, "left": 0.5})
    0.5
    """
    return sum(abs(after.get(party, 0) - before.get(party, 0)) for party in {**before, **after}) / 2
