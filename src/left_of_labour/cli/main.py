"""The entry point: every command registered, errors of ours shown without a traceback."""

import codecs
import errno
import os
import sys
from pathlib import Path

from left_of_labour.cli import contest, data, imports, open, reports, site  # noqa: F401, the commands register themselves
from left_of_labour.cli.app import app, tell
from left_of_labour.errors import LeftOfLabourError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    _have_streams()
    try:
        app()
    except BrokenPipeError:
        sys.stdout = None  # nobody reads on
        sys.exit(1)
    except OSError as error:
        nameless = "the working folder" if error.errno == errno.ENOENT else "the output"
        what = error.filename2 or error.filename or nameless
        tell(f"{what}: {error.strerror or error}")
        sys.stdout = None  # what could not be written would be tried again
        sys.exit(1)
    except LeftOfLabourError as error:
        tell(str(error))
        sys.exit(1)


def _have_streams() -> None:
    """Give a closed stream somewhere to print to, and one that is not UTF-8 only characters that it has."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    codecs.register_error("plain", _plain)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115  # as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")


_SIGNS = str.maketrans({"\u2212": "-", "–": "-", "—": "-", "’": "'", "…": "...", "→": "->", "·": "|", "\u00a0": " "})


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What to print for a character that an encoding lacks."""
    assert isinstance(error, UnicodeEncodeError)
    signs = error.object[error.start : error.end].translate(_SIGNS)
    return signs.encode("ascii", "replace").decode(), error.end
