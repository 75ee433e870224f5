"""What can happen to a run while a build goes on."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "Done", "Event", "Started", "failure", "packed", "unpacked"]


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
