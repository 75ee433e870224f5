"""Files that are there only when they are whole."""

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["put_whole"]


def put_whole(path: Path, content: bytes) -> None:
    """Write a file in the place of the one that may be there: whole and on the disk, or not at all.

    Raises
    ------
    OSError
        If it cannot be written, with the name of the file.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode)
        new.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            new.unlink()
