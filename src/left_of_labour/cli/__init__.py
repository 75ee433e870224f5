"""The command line: a thin layer over the batch, the data and the measures."""

from left_of_labour.cli.main import app, main

__all__ = ["app", "main"]
