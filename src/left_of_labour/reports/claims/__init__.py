"""The claims report: do the numbers in the campaign accounts stand up?"""

from left_of_labour.reports.claims.parts import (
    account_sources,
    amounts,
    boundaries,
    claims_table,
    contradicted,
    finding,
    rules,
    selection,
    tolerance,
    turnouts,
    undecided,
    verdicts,
)

__all__ = [
    "account_sources",
    "amounts",
    "boundaries",
    "claims_table",
    "contradicted",
    "finding",
    "rules",
    "selection",
    "tolerance",
    "turnouts",
    "undecided",
    "verdicts",
]
