"""The report on votes added up: was the left divided?"""

from left_of_labour.reports.together.parts import (
    counts_table,
    finding,
    labour_lost,
    mayor_2018,
    one_list,
    one_list_table,
    over_labour,
    source_ids,
)

__all__ = [
    "counts_table",
    "finding",
    "labour_lost",
    "mayor_2018",
    "one_list",
    "one_list_table",
    "over_labour",
    "source_ids",
]
