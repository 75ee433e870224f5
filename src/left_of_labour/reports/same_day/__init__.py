"""The report on mayor and council of the same day: person, party or system?"""

from left_of_labour.reports.same_day.parts import (
    ahead_of_lists,
    all_candidates,
    candidates_table,
    contest_ids,
    finding,
    front_runners,
    not_compared,
    rows,
)

__all__ = [
    "ahead_of_lists",
    "all_candidates",
    "candidates_table",
    "contest_ids",
    "finding",
    "front_runners",
    "not_compared",
    "rows",
]
