"""Election measures: pure functions that know elections, and nothing about notebooks or pictures."""
