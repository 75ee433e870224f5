"""What can happen to a run while a build goes on."""

import json
import select
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "Done", "Event", "Started", "failure", "packed", "pieces", "unpacked"]


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
    """An event as JSON, in which nothing can be hidden that would be executed; files in Base64."""
    return json.dumps([type(event).__name__, vars(event)], default=_as_text).encode()


def pieces(event: Event) -> Iterator[tuple[bytes, bool]]:
    """An event as JSON in pieces that a pipe takes at once, and of each whether it is the last.

    So what several processes say through one pipe does not mix, and of one that is stopped or killed while it says
    something, no half of a piece is there for which a reader would wait.
    """
    content = packed(event)
    size = select.PIPE_BUF - 128
    for begin in range(0, len(content), size):
        yield content[begin : begin + size], begin + size >= len(content)


def unpacked(content: bytes) -> Event:
    """The event that was packed.

    Examples
    --------
    >>> unpacked(packed(Done("a", {"files": {"index.html": b"a page"}})))
    Done(slug='a', result={'files': {'index.html': b'a page'}})
    """
    name, values = json.loads(content, object_hook=_as_bytes)
    kinds: dict[str, type[Event]] = {kind.__name__: kind for kind in (Started, Cell, Done)}
    return kinds[name](**values)


_BYTES = "bytes in Base64"


def _as_text(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {_BYTES: b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be told to the build")


def _as_bytes(found: dict[str, Any]) -> Any:
    return b64decode(found[_BYTES]) if found.keys() == {_BYTES} else found
