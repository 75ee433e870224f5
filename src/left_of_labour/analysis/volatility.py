"""Volatility between two elections, and how much of it is parties that come and go rather than votes that move."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

__all__ = ["Volatility", "volatility"]


@dataclass(frozen=True)
class Volatility:
    """Net volatility in its two parts, each from 0 to 1.

    Attributes
    ----------
    entry_and_exit
        Type A: half of what parties had that stood at one of the two elections only.
    between_parties
        Type B: half of the changes of the parties that stood at both.
    """

    entry_and_exit: float
    between_parties: float

    @property
    def total(self) -> float:
        """Pedersen's net volatility, the sum of both."""
        return self.entry_and_exit + self.between_parties


def volatility(before: Mapping[str, float], after: Mapping[str, float]) -> Volatility:
    """Net volatility by type: parties that enter or leave (A), and votes that move between parties that stay (B).

    Parameters
    ----------
    before, after
        Shares from 0 to 1 by party; one missing from either did not stand there. Where a list is refounded under
        another name, use the undertaking and not the name as the key (see `lineages.lineage_of`), or the new name
        counts as a party that enters.

    Returns
    -------
    Volatility
        No party is left out for being small, whereas Powell and Tucker count from 2% of the votes on.

    References
    ----------
    Powell, E. N. and Tucker, J. A. (2014), Revisiting electoral volatility in post-communist countries: new data, new
    results and new approaches, British Journal of Political Science 44(1). Pedersen, M. N. (1979), The dynamics of
    European party systems, European Journal of Political Research 7.

    Examples
    --------
    A list of 40% that goes on under another name, and a Labour Party that loses 10 points to the Greens:

    >>> before = {"labour": 0.5, "green": 0.1, "tower-hamlets-first": 0.4}
    >>> volatility(before, {"labour": 0.4, "green": 0.2, "aspire": 0.4}).entry_and_exit
    0.4
    >>> before["rahman"] = before.pop("tower-hamlets-first")
    >>> found = volatility(before, {"labour": 0.4, "green": 0.2, "rahman": 0.4})
    >>> found.entry_and_exit, round(found.between_parties, 3)
    (0.0, 0.1)
    """
    stayed = set(before) & set(after)
    left_or_came = [share for party, share in [*before.items(), *after.items()] if party not in stayed]
    moved = [abs(after[party] - before[party]) for party in stayed]
    # The sum of floats depends on their order, and a set has none that lasts; `fsum` does not.
    return Volatility(fsum(left_or_came) / 2, fsum(moved) / 2)
