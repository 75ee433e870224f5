"""The report on other rules: what would other rules have given?"""

from left_of_labour.reports.other_rules.parts import (
    contest_ids,
    disproportion,
    finding,
    latest,
    latest_table,
    left_and_labour,
    mayors,
    results,
    series_table,
)

__all__ = [
    "contest_ids",
    "disproportion",
    "finding",
    "latest",
    "latest_table",
    "left_and_labour",
    "mayors",
    "results",
    "series_table",
]
