"""A worker process: takes one task after another from a connection, and sends back cells begun and results."""

import os
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path

import psutil
from PIL import Image

__all__ = ["prepare", "serve", "serve_forked"]


def prepare() -> None:
    """Import what every task needs, and compile the page's templates."""
    sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema builds a grammar for IRIs in it for 1.5 s, to no use
    from left_of_labour.batch.pages import page
    from left_of_labour.batch.run import engine, execute

    del engine, execute
    Image.preinit()
    page.prepare()


def serve(connection: Connection, scratch: str) -> None:
    """Execute tasks until the other end closes the connection or the build is gone, then end this process.

    Nothing that it has started or written outlives it, so it is this process that makes its folder.

    Parameters
    ----------
    connection
        To the build.
    scratch
        The folder for temporary files, not there yet.
    """
    signal.signal(signal.SIGTERM, lambda *_: _leave(scratch))
    threading.Thread(target=_leave_with, args=(parent_process().sentinel,), daemon=True).start()
    try:
        Path(scratch).mkdir(mode=0o700)
        _serve(connection, scratch)
    finally:
        _leave(scratch)


def serve_forked(descriptor: int, scratch: str) -> None:
    """Serve in a process just forked, which got an open socket from the build; its server clears away after it."""
    try:
        _serve(Connection(descriptor), scratch)
    finally:
        os._exit(0)  # the socket library would wait for its threads


def _serve(connection: Connection, scratch: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's to handle
    tempfile.tempdir = scratch
    prepare()
    from left_of_labour.batch.run.execute import execute

    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        result = execute(task, lambda number, total: connection.send(("cell", number, total)))
        connection.send(("done", result))


def _leave_with(sentinel: int) -> None:
    """Have this process leave once the build's process is gone."""
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(scratch: str) -> None:
    """End this process at once; its kernel first, even one that is only starting, and then what lies in its folder."""
    try:
        kernels = psutil.Process().children(recursive=True)
        for kernel in kernels:
            with suppress(psutil.Error):
                kernel.kill()
        psutil.wait_procs(kernels, timeout=5)
        shutil.rmtree(scratch, ignore_errors=True)
    finally:
        os._exit(0)
