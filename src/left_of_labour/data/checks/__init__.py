"""What must hold between rows and between tables.

`CHECKS` lists every rule with the tables that it reads; `check_tables` runs them.
"""

from collections.abc import Collection, Mapping

from left_of_labour.data.checks import constituencies, contests, councils, judgements, keys, mayoral, westminster
from left_of_labour.data.checks.rules import Check, Tables
from left_of_labour.data.reader import NumberedRow
from left_of_labour.errors import Fault

__all__ = ["CHECKS", "Check", "check_tables"]

CHECKS: tuple[Check, ...] = (
    *keys.CHECKS,
    *contests.CHECKS,
    *councils.CHECKS,
    *mayoral.CHECKS,
    *westminster.CHECKS,
    *constituencies.CHECKS,
    *judgements.CHECKS,
)


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
