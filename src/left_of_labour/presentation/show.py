"""Showing a part at once; goes when every report makes values."""

from IPython.display import display

from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.tables import table as _table
from left_of_labour.shown import Finding, Text

__all__ = ["figure", "finding", "note", "sentence", "table"]


def finding(text: str) -> None:
    """Show the finding."""
    display(Finding(text))


def sentence(text: str) -> None:
    """Show a sentence."""
    display(Text(text))


def note(text: str) -> None:
    """Show a caveat."""
    display(Text(text, role="note"))


def table(*arguments, **options) -> None:
    """Show a table."""
    display(_table(*arguments, **options))


def figure(*arguments, **options) -> None:
    """Show a figure."""
    display(picture(*arguments, **options))
