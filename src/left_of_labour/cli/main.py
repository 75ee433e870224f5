"""The entry point: every command registered, errors of ours shown without a traceback."""

import sys

from left_of_labour.cli import contest, data, imports, open, reports, site  # noqa: F401, the commands register themselves
from left_of_labour.cli.app import app, err
from left_of_labour.errors import LeftOfLabourError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    try:
        app()
    except LeftOfLabourError as error:
        err.print(str(error), markup=False, highlight=False)
        sys.exit(1)
