"""Messages over a socket, read without ever waiting for the rest of one: who sends may be stopped at any moment."""

import base64
import json
import socket
import struct
from typing import Any

__all__ = ["Incoming", "receive", "send"]

_LENGTH = struct.Struct("!Q")
_BYTES = "\x00bytes"


def send(to: socket.socket, message: Any) -> None:
    """Send a message of plain data: text, numbers, bytes, and lists and dictionaries of them."""
    content = json.dumps(message, default=_written).encode()
    to.sendall(_LENGTH.pack(len(content)) + content)


def receive(source: socket.socket) -> Any:
    """Wait for one message."""
    incoming = Incoming(source)
    while not (messages := incoming.read(wait=True)):
        pass
    return messages[0]


class Incoming:
    """The messages that arrive on a socket."""

    def __init__(self, source: socket.socket):
        self._source = source
        self._content = bytearray()

    def fileno(self) -> int:
        """The socket's descriptor, to wait for."""
        return self._source.fileno()

    def read(self, wait: bool = False) -> list[Any]:
        """The messages that have become whole by what is there.

        Raises
        ------
        EOFError
            If the other end is closed.
        """
        try:
            more = self._source.recv(1 << 20, 0 if wait else socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        except OSError:
            more = b""
        if not more:
            raise EOFError
        self._content += more
        messages = []
        while len(self._content) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._content)
            end = _LENGTH.size + length
            if len(self._content) < end:
                break
            messages.append(json.loads(self._content[_LENGTH.size : end], object_hook=_read))
            del self._content[:end]
        return messages


def _written(value: object) -> dict[str, str]:
    """Bytes as JSON can carry them."""
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode("ascii")}
    raise TypeError(f"{type(value).__name__} is no plain data")


def _read(found: dict[str, Any]) -> Any:
    return base64.b64decode(found[_BYTES]) if found.keys() == {_BYTES} else found
