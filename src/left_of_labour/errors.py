"""What can go wrong, in the user's terms.

Every error that the collection raises on purpose is a `LeftOfLabourError`; the command line shows its text without
a traceback, and so do notebooks in JupyterLab (`_render_traceback_` is IPython's hook for that).
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches

__all__ = [
    "DataError",
    "Fault",
    "LeftOfLabourError",
    "NotComparableError",
    "ParameterError",
    "RunListError",
    "did_you_mean",
]


class LeftOfLabourError(Exception):
    """Base of all errors raised on purpose."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a data file: where it stands, what stands there, what was expected.

    `row` is the line of the file at which the record starts, the header being line 1; 0 speaks of the whole file.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}: {self.value!r}, expected {self.expected}"

    def as_dict(self) -> dict[str, str | int]:
        """The fault as a plain dictionary, for JSON."""
        return asdict(self)


class DataError(LeftOfLabourError):
    """The data folder is not valid; `faults` lists everything that was found."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = sorted(faults)
        count = len(self.faults)
        super().__init__("\n".join([f"{count} fault{'s' * (count != 1)} in the data", *_folded(self.faults)]))

    def __reduce__(self) -> tuple[type["DataError"], tuple[list[Fault]]]:
        return type(self), (self.faults,)  # so that it can be raised where another process has found them


def _folded(faults: list[Fault]) -> Iterator[str]:
    """The faults as lines; one slip that shows in many rows is one line, with the rows."""
    alike: dict[tuple[str, str, str, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.file, fault.column, fault.value, fault.expected), []).append(fault)
    for first, *others in alike.values():
        if len(others) < 2:
            yield from map(str, (first, *others))
        else:
            shown = ", ".join(str(fault.row) for fault in others[:3])
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            yield f"{first}; also in lines {shown}{more}"


class ParameterError(LeftOfLabourError):
    """A parameter has a value that the notebook or the data do not know."""


class RunListError(LeftOfLabourError):
    """runs.yml, or a slug asked for, is not usable."""


class NotComparableError(LeftOfLabourError):
    """A comparison was asked for that the data do not support; the message says why."""


def did_you_mean(value: str, options: Iterable[str], limit: int = 3) -> str:
    """A hint that names the options nearest to `value`, or the first few where none is near.

    Examples
    --------
    >>> did_you_mean("hackny", ["hackney", "preston"])
    "did you mean 'hackney'?"
    >>> did_you_mean("zzz", ["hackney", "preston"])
    "available: 'hackney', 'preston'"
    """
    options = sorted(map(str, options))  # a member of an enumeration as what it is called
    near = get_close_matches(value, options, n=limit, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    shown = ", ".join(map(repr, options[:8]))
    return f"available: {shown}" + (f" and {len(options) - 8} more" if len(options) > 8 else "")
