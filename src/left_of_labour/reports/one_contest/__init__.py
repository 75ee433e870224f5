"""The report on one contest."""
