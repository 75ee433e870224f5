"""The report on one seat of 2024: did the challenge do better than the place would lead one to expect?"""

from left_of_labour.reports.expected.parts import (
    alike,
    by_name,
    caveats,
    finding,
    less_for,
    models,
    one_or_several,
    scatter,
    source_ids,
    variants,
)

__all__ = [
    "alike",
    "by_name",
    "caveats",
    "finding",
    "less_for",
    "models",
    "one_or_several",
    "scatter",
    "source_ids",
    "variants",
]
