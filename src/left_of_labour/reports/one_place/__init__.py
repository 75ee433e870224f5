"""The report on one place over time."""
