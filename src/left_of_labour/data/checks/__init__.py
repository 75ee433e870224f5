"""What must hold between rows and between tables.

`CHECKS` lists every rule with the tables that it reads; `check_tables` runs them, `count_cases` says to how many cases
each was applied.
"""

from collections.abc import Collection, Iterable, Mapping

from left_of_labour.data.checks import constituencies, contests, councils, judgements, keys, mayoral, westminster
from left_of_labour.data.checks.rules import Check, RuleCount, Tables
from left_of_labour.data.reader import NumberedRow
from left_of_labour.errors import Fault

__all__ = ["ARITHMETIC", "CHECKS", "Check", "RuleCount", "check_tables", "count_cases"]

CHECKS: tuple[Check, ...] = (
    *keys.CHECKS,
    *contests.CHECKS,
    *councils.CHECKS,
    *mayoral.CHECKS,
    *westminster.CHECKS,
    *constituencies.CHECKS,
    *judgements.CHECKS,
)
# The rules that each contest's own figures must satisfy.
ARITHMETIC: tuple[Check, ...] = contests.OF_ONE_CONTEST


def check_tables(rows: Mapping[str, list[NumberedRow]], unreadable: Collection[str] = ()) -> list[Fault]:
    """Every fault between rows and tables.

    Parameters
    ----------
    rows
        The rows of each table, with their line numbers.
    unreadable
        Tables with faults of their own. A rule that reads one of them is not tried: what it found would only
        follow from those faults.
    """
    tables = Tables(rows)
    faults = [fault for check in CHECKS if not set(check.tables) & set(unreadable) for fault in check.faults(tables)]
    return list(dict.fromkeys(faults))


def count_cases(rows: Mapping[str, list[NumberedRow]], checks: Iterable[Check] = CHECKS) -> list[RuleCount]:
    """To how many cases each rule was applied, how many an exception exempts, and how many break it.

    Parameters
    ----------
    rows
        The rows of each table that the rules read, with their line numbers.
    checks
        The rules; without it all of them.

    Examples
    --------
    >>> from left_of_labour import paths
    >>> from left_of_labour.data import inspect
    >>> rows, _ = inspect(paths.data_dir())
    >>> seats = next(one for one in count_cases(rows) if one.rule.startswith("council seats add up"))
    >>> seats.cases == len({(row.place, row.date) for _, row in rows["council_seats"]}), seats.faults
    (True, 0)
    """
    tables = Tables(rows)
    return [check.count(tables) for check in checks]
