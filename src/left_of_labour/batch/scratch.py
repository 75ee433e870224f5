"""Folders for temporary files that are cleared away even if their maker is killed: the next one does it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no advisory locks of this kind
    fcntl = None  # type: ignore[assignment]  # the stubs know it as a module everywhere

__all__ = ["scratch"]

_PREFIX, _ALIVE = "left-of-labour-", "alive"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for this block, in use as long as a file in it is locked; those of the dead are cleared away."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            try:
                held = os.open(old / _ALIVE, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            except FileNotFoundError:
                old.rmdir()  # if nothing is left in it
                continue
            try:
                if fcntl:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _remove(old)
            finally:
                os.close(held)
    folder, alive = _locked()
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(alive)


def _locked() -> tuple[Path, int]:
    """A new folder and what keeps it locked; another one if it was taken for one of the dead before it was."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            alive = os.open(folder / _ALIVE, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:
            continue
        except OSError:
            folder.rmdir()  # nobody could say later that it is of the dead
            raise
        with suppress(OSError):  # without locks, the folder counts as in use by whoever cannot lock it either
            if fcntl:
                fcntl.flock(alive, fcntl.LOCK_EX)
        if folder.exists():
            return folder, alive
        os.close(alive)


def _remove(folder: Path) -> None:
    """Remove a folder, at last what says of which kind it is: who is killed meanwhile leaves the rest to the next."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if inner.is_dir() and not inner.is_symlink():
                shutil.rmtree(inner, ignore_errors=True)
            elif inner.name != _ALIVE:
                inner.unlink()
        (folder / _ALIVE).unlink()
        folder.rmdir()
