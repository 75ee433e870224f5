"""What a person, or a machine, sees of a build while it runs."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, TextIO

from left_of_labour.batch.events import Cell, Done, Event, Started

__all__ = ["Reporter", "harmless", "reporter"]


_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Reporter(Protocol):
    """Learns what happens."""

    def begin(self, total: int, unchanged: int, making: str = "reports") -> None: ...
    def event(self, event: Event, error: str | None = None) -> None: ...
    def say(self, text: str) -> None: ...
    def end(self, summary: dict[str, Any]) -> None: ...


def harmless(text: str) -> str:
    """Text in which what would steer a terminal, or turn its line around, can be seen instead.

    Examples
    --------
    >>> harmless("\x1b[2J gone")
    '\\\\x1b[2J gone'
    """
    return _STEERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Lines:
    """Quiet lines, for a pipe or a log file: one for each report."""

    def __init__(self, file: TextIO):
        self.file = file
        self.done = self.total = 0

    def begin(self, total: int, unchanged: int, making: str = "reports") -> None:
        self.total = total

    def event(self, event: Event, error: str | None = None) -> None:
        if isinstance(event, Done):
            self.done += 1
            self.say(f"[{self.done}/{self.total}] {event.slug}" + (f": failed: {error}" if error else ""))

    def say(self, text: str) -> None:
        self._print(harmless(text))

    def end(self, summary: dict[str, Any]) -> None:
        pass

    def _print(self, text: str) -> None:
        """Print a line; a build goes on even if nobody can read it any more."""
        with suppress(OSError, ValueError):
            self.file.write(f"{text}\n")
            self.file.flush()


class Bar(Lines):
    """A bar with time left, and which run is at which cell; failures above it as they happen."""

    def __init__(self, file: TextIO):
        from rich import progress
        from rich.console import Console

        super().__init__(file)
        self.bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            progress.TimeRemainingColumn(),
            progress.TextColumn("{task.fields[now]}"),
            console=Console(file=file, soft_wrap=True),
            transient=True,
        )
        self.cells: dict[str, str] = {}

    def begin(self, total: int, unchanged: int, making: str = "reports") -> None:
        super().begin(total, unchanged, making)
        self.task = self.bar.add_task(making[0].upper() + making[1:], total=total, now="")
        self.bar.start()

    def event(self, event: Event, error: str | None = None) -> None:
        if isinstance(event, Started):
            self.cells[event.slug] = ""
        elif isinstance(event, Cell):
            self.cells[event.slug] = f" {event.number}/{event.total}"
        else:
            self.cells.pop(event.slug, None)
            self.bar.advance(self.task)
            if error:
                self.say(f"{event.slug}: failed: {error}")
        now = ", ".join(f"{slug}{cell}" for slug, cell in self.cells.items())
        self.bar.update(self.task, now=now)

    def end(self, summary: dict[str, Any]) -> None:
        self.bar.stop()

    def _print(self, text: str) -> None:
        with suppress(OSError, ValueError, SystemExit):  # rich leaves where nobody reads on
            self.bar.console.print(text, markup=False, highlight=False)


class Json(Lines):
    """One JSON object a line, for machines."""

    def begin(self, total: int, unchanged: int, making: str = "reports") -> None:
        super().begin(total, unchanged, making)
        self._log("begin", making=making, total=total, unchanged=unchanged)

    def event(self, event: Event, error: str | None = None) -> None:
        if isinstance(event, Started):
            self._log("started", slug=event.slug)
        elif isinstance(event, Cell):
            self._log("cell", slug=event.slug, cell=event.number, cells=event.total)
        else:
            self._log("failed" if error else "built", slug=event.slug, **({"error": error} if error else {}))

    def say(self, text: str) -> None:
        self._log("message", text=text)

    def end(self, summary: dict[str, Any]) -> None:
        self._log("end", **summary)

    def _log(self, event: str, **content: Any) -> None:
        line = json.dumps({"time": round(time.time(), 3), "event": event, **content}, ensure_ascii=False)
        self._print(line)


def reporter(log_format: str, file: TextIO) -> Reporter:
    """The reporter for a format (text or json), and a file or terminal."""
    kind: Callable[[TextIO], Reporter] = Json if log_format == "json" else Bar if file.isatty() else Lines
    return kind(file)
