"""What can happen to a run while a build goes on."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any

__all__ = ["DATAGRAM", "Cell", "Done", "Event", "Listener", "Started", "datagrams", "failure", "packed", "unpacked"]

_FILE = "from and to byte"
_LENGTH = 8  # bytes in which the length of the JSON is told
_HEAD = Struct(">Q?")
_PIECE = 1 << 16

DATAGRAM = _HEAD.size + _PIECE
"""Bytes of the longest datagram."""


@dataclass(frozen=True)
class Started:
    """A worker has begun a run, or another worker begins it again after the first was lost."""

    slug: str


@dataclass(frozen=True)
class Cell:
    """A run has begun a cell."""

    slug: str
    number: int
    total: int


@dataclass(frozen=True)
class Done:
    """A run has ended, well or not; see `execute.execute` for the result."""

    slug: str
    result: Mapping[str, Any]


Event = Started | Cell | Done


def failure(error: str, **more: Any) -> dict[str, Any]:
    """The result of a run that failed; see `execute.execute`."""
    return {"error": error, "cell": None, "line": None, "partial": None, **more}


def packed(event: Event) -> bytes:
    """An event as JSON, in which nothing can be hidden that would be executed, and the files after it."""
    files = bytearray()

    def put(value: object) -> dict[str, list[int]]:
        if not isinstance(value, bytes):
            raise TypeError(f"{type(value).__name__} cannot be told to the build")
        files.extend(value)
        return {_FILE: [len(files) - len(value), len(files)]}

    text = json.dumps([type(event).__name__, vars(event)], default=put).encode()
    return len(text).to_bytes(_LENGTH) + text + files


def unpacked(content: bytes) -> Event:
    """The event that was packed.

    Examples
    --------
    >>> unpacked(packed(Done("a", {"files": {"index.html": b"a page"}})))
    Done(slug='a', result={'files': {'index.html': b'a page'}})
    """

    def get(found: dict[str, Any]) -> Any:
        return files[slice(*found[_FILE])] if found.keys() == {_FILE} else found

    end = _LENGTH + int.from_bytes(content[:_LENGTH])
    files = content[end:]
    name, values = json.loads(content[_LENGTH:end], object_hook=get)
    kinds: dict[str, type[Event]] = {kind.__name__: kind for kind in (Started, Cell, Done)}
    return kinds[name](**values)


def datagrams(number: int, event: Event) -> Iterator[bytes]:
    """What a run says to the build, in pieces that are sent whole or not at all.

    So what several processes say through one socket does not mix, and of one that is stopped or killed while it says
    something, no half of a piece is there for which a reader would wait.
    """
    content = packed(event)
    for begin in range(0, len(content), _PIECE):
        is_last = begin + _PIECE >= len(content)
        yield _HEAD.pack(number, is_last) + content[begin : begin + _PIECE]


class Listener:
    """Puts together what runs say at once, whose pieces arrive one by one.

    Examples
    --------
    >>> listener = Listener()
    >>> [listener.hear(datagram) for datagram in datagrams(7, Started("a"))]
    [(7, Started(slug='a'))]
    """

    def __init__(self) -> None:
        self._said: defaultdict[int, bytearray] = defaultdict(bytearray)

    def hear(self, datagram: bytes) -> tuple[int, Event] | None:
        """Which run has said what, if this is the last piece of it."""
        number, is_last = _HEAD.unpack_from(datagram)
        self._said[number] += datagram[_HEAD.size :]
        return (number, unpacked(bytes(self._said.pop(number)))) if is_last else None
