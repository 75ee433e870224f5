"""Messages between processes: plain data, a line each, read without ever waiting for the rest of one.

The sender may be stopped at any moment, or end in the middle of a line.
"""

import base64
import json
import os
from typing import Any

__all__ = ["Lines", "packed", "unpacked"]

_BYTES = "\x00bytes"


def packed(*message: Any) -> bytes:
    """A message as a line: text, numbers, bytes, and lists and dictionaries of them."""
    return json.dumps(message, default=_written).encode() + b"\n"


def unpacked(line: bytes) -> Any:
    """The message that a line holds."""
    return json.loads(line, object_hook=_read)


class Lines:
    """The lines that arrive at a descriptor; `ended` when there will be no more."""

    def __init__(self, descriptor: int):
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._begun = bytearray()
        self.ended = False

    def fileno(self) -> int:
        """The descriptor, to wait for."""
        return self._descriptor

    def read(self) -> list[bytes]:
        """The lines that have become whole by what is there."""
        whole: list[bytes] = []
        try:
            while more := os.read(self._descriptor, 1 << 20):
                self._begun += more
                if b"\n" in more:
                    *lines, self._begun = self._begun.split(b"\n")
                    whole += map(bytes, lines)
            self.ended = True
        except BlockingIOError:
            pass
        return whole


def _written(value: object) -> dict[str, str]:
    """Bytes as JSON can carry them."""
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode("ascii")}
    raise TypeError(f"{type(value).__name__} is no plain data")


def _read(found: dict[str, Any]) -> Any:
    return base64.b64decode(found[_BYTES]) if found.keys() == {_BYTES} else found
