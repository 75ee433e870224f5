"""A worker process: takes one task after another from a connection, and sends back cells begun and results."""

import os
import signal
import sys
import tempfile
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

__all__ = ["prepare", "serve", "serve_forked"]


def prepare() -> None:
    """Import what every task needs, and compile the page's templates."""
    sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema builds a grammar for IRIs in it for 1.5 s, to no use
    from left_of_labour.batch import execute, page

    del execute
    page.prepare()


def serve(connection: Connection, scratch: str) -> None:
    """Execute tasks until the other end closes the connection, then end this process.

    Parameters
    ----------
    connection
        To the build.
    scratch
        Where temporary files go; the build removes it.
    """
    try:
        _serve(connection, scratch)
    finally:
        os._exit(0)  # the socket library would wait for its threads


def serve_forked(descriptor: int, scratch: str) -> None:
    """Serve in a process just forked, which got an open socket from the build."""
    serve(Connection(descriptor), scratch)


def _serve(connection: Connection, scratch: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's to handle
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    tempfile.tempdir = scratch
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()
    prepare()
    from left_of_labour.batch.execute import execute

    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        result = execute(task, lambda number, total: connection.send(("cell", number, total)))
        connection.send(("done", result))


def _leave_with(sentinel: int) -> None:
    """Stop this process, and with it its kernel, once the build's process is gone."""
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
