"""What can happen to a run while a build goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Cell", "Done", "Event", "Started", "failure"]


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
