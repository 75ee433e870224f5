"""Every second count on record, and what transfers did in it: how many, to whom, and how many went unused.

Two pools, never mixed: English mayors, and police and crime commissioners. Neither is a sample. The commissioners'
are those that could be found, and contests decided in the first count have no transfers at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

import pandas as pd

from left_of_labour.analysis.rounds import Final, SecondCount
from left_of_labour.data import Dataset
from left_of_labour.data.schema import ExceptedRule
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["POOLS", "Sufficiency", "second_counts", "sufficiency", "winning_share"]

POOLS = MappingProxyType({"mayors": "mayoral_second_rounds", "commissioners": "pcc_second_rounds"})


def second_counts(dataset: Dataset, pool: str = "mayors") -> pd.DataFrame:
    """Every second count of a pool: who gained how much of the eliminated votes, and how many went unused.

    Counts whose figures are not settled, as exceptions.csv has them, are left out.

    Parameters
    ----------
    dataset
        The data.
    pool
        "mayors" or "commissioners".

    Returns
    -------
    pandas.DataFrame
        One row per second count, oldest first: `date`, `authority`, `leader`, `runner_up`, `winner`, `lead` (first
        count, votes), `pool` (eliminated votes), `valid_votes`, `leader_lost`; of the pool, as shares from 0 to 1,
        `transfer_rate`, `net_share` (the runner-up's net gain) and `needed_share` (the net gain that would have made
        the runner-up win); `runner_up_share` (of the transfers); of all valid votes, `unused_share` (second preferences
        that counted for nobody, or were not given) and `winner_share` (the winner's votes after transfers).

    Raises
    ------
    ParameterError
        If there is no such pool.

    References
    ----------
    Kolk, H. van der, Rallings, C. and Thrasher, M. (2006), The effective use of the supplementary vote in mayoral
    elections: London 2000 and 2004, Representation 42(2), for unused second preferences.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> counts = second_counts(load())
    >>> counts.sort_values("net_share")["authority"].iloc[-1], f"{counts['net_share'].max():.3f}"
    ('Copeland', '0.421')
    """
    if pool not in POOLS:
        raise ParameterError(f"pool: no pool {pool!r}; {did_you_mean(pool, POOLS)}")
    table = getattr(dataset, POOLS[pool])
    unsettled = dataset.excepted(ExceptedRule.SETTLED_COUNT)
    rows = []
    for row in table[~table["decided_in_first_round"]].sort_values("date", kind="stable").itertuples():
        if (row.date, row.authority) in unsettled:
            continue
        count = SecondCount(
            leader=row.leader,
            runner_up=row.runner_up,
            leader_first=row.leader_first,
            runner_up_first=row.runner_first,
            leader_transfers=row.leader_transfers,
            runner_up_transfers=row.runner_transfers,
            pool=row.eliminated_first,
        )
        lead = count.leader_first - count.runner_up_first
        valid = count.leader_first + count.runner_up_first + count.pool
        rows.append(
            {
                "date": row.date,
                "authority": row.authority,
                "leader": count.leader,
                "runner_up": count.runner_up,
                "winner": count.winner,
                "lead": lead,
                "pool": count.pool,
                "valid_votes": valid,
                "leader_lost": count.winner != count.leader,
                "transfer_rate": float(count.transfer_rate),
                "net_share": float(count.net_share),
                "needed_share": (lead + 1) / count.pool,
                "runner_up_share": count.runner_up_transfers / (count.pool - count.not_transferred),
                "unused_share": count.not_transferred / valid,
                "winner_share": max(count.leader_final, count.runner_up_final) / valid,
            }
        )
    return pd.DataFrame(rows)


def winning_share(final: Final, rates: Iterable[float]) -> list[float]:
    """The share of the transfers above which the challenger wins, for each rate at which the pool transfers.

    Of P eliminated votes, r P transfer, the challenger's part being s. The net gain, r P (2 s - 1), has to reach what
    is needed, N: so s is at least (1 + N / (r P)) / 2.

    Parameters
    ----------
    final
        The final.
    rates
        Transfer rates above 0, up to 1.

    Returns
    -------
    list of float
        One share for each rate; above 1, no share is enough at that rate.

    Examples
    --------
    Foot, in a final against Pipe, if everybody had given a usable second preference, and if a quarter had:

    >>> from left_of_labour.analysis.rounds import stage_final
    >>> from left_of_labour.data import load
    >>> final = stage_final(load(), "hackney-mayor-2002", "Paul Foot")
    >>> [round(share, 3) for share in winning_share(final, [1, 0.25])]
    [0.822, 1.79]
    """
    return [(1 + float(final.needed_share) / rate) / 2 for rate in rates]


@dataclass(frozen=True)
class Sufficiency:
    """What transfers would have had to be for a challenger to win, beside those of the actual second count.

    Attributes
    ----------
    rate
        The part of the pool that transferred in the actual count.
    most_votes
        What the challenger's pool yields at that rate, had all of it gone to the challenger; a whole number of votes.
    needed
        The net transfers needed.
    share_at_rate
        The part of the transfers needed at that rate; above 1, no part is enough.
    least_rate
        The rate needed if all transfers go to the challenger; above 1, none is enough.
    share_at_full_rate
        The part needed if the whole pool transfers.
    """

    rate: Fraction
    most_votes: int
    needed: int
    share_at_rate: Fraction
    least_rate: Fraction
    share_at_full_rate: Fraction

    @property
    def enough(self) -> bool:
        """Whether all transfers at the actual rate would have been enough."""
        return self.share_at_rate <= 1


def sufficiency(final: Final, count: SecondCount) -> Sufficiency:
    """Set a final beside the actual second count of the same contest: which rate and share would have sufficed.

    Parameters
    ----------
    final
        A final between the winner and a challenger, held or not.
    count
        The second count as it was held, perhaps between others.

    Examples
    --------
    >>> from left_of_labour.analysis.rounds import second_count, stage_final
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> foot = stage_final(data, "hackney-mayor-2002", "Paul Foot")
    >>> found = sufficiency(foot, second_count(data, "hackney-mayor-2002"))
    >>> round(float(found.rate), 3), found.most_votes, found.needed
    (0.243, 3624, 9627)
    """
    rate, needed = count.transfer_rate, final.needed_share
    return Sufficiency(
        rate=rate,
        most_votes=int(final.pool * rate),
        needed=final.needed,
        share_at_rate=(1 + needed / rate) / 2,
        least_rate=needed,
        share_at_full_rate=(1 + needed) / 2,
    )
