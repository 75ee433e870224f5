"""Figures of the national tables that a file gives otherwise: ours stand, and conflicts.csv gets the file's."""

from collections.abc import Sequence

from left_of_labour.data.imports.holdings import Holdings, as_text
from left_of_labour.data.imports.plan import Addition, Contradiction
from left_of_labour.data.schema import TABLES

__all__ = ["Contradicted"]

_REASON = "found on import; ours kept, undecided"


class Contradicted:
    """What was compared so far.

    Parameters
    ----------
    holdings
        What we hold, conflicts on record among it.

    Attributes
    ----------
    agreeing
        How many figures are the same.
    all, new
        What differs, and what of it is not on record yet.
    """

    def __init__(self, holdings: Holdings):
        self._holdings = holdings
        self._cited: list[tuple[Sequence[str], Sequence[str]]] = []
        self.agreeing = 0
        self.all: list[Contradiction] = []
        self.new: list[Contradiction] = []

    def compare(
        self,
        where: str,
        field: str,
        candidate: str,
        ours: object,
        theirs: object,
        our_sources: Sequence[str],
        their_sources: Sequence[str],
    ) -> None:
        """Compare a figure; one that either side does not know says nothing."""
        if ours is None or theirs is None:
            return
        self.agreeing += ours == theirs
        if ours != theirs:
            self.add(where, field, candidate, ours, theirs, our_sources, their_sources)

    def add(
        self,
        where: str,
        field: str,
        candidate: str,
        ours: object,
        theirs: object,
        our_sources: Sequence[str],
        their_sources: Sequence[str],
    ) -> None:
        """Note a difference."""
        recorded = self._holdings.recorded("", field, candidate, as_text(theirs))
        found = Contradiction(where, "", field, candidate, as_text(ours), as_text(theirs), _REASON, recorded)
        self.all.append(found)
        if not recorded:
            self.new.append(found)
            self._cited.append((our_sources, their_sources))

    def additions(self) -> list[Addition]:
        """The rows of conflicts.csv for what is not on record yet."""
        rows = []
        numbered = enumerate(zip(self.new, self._cited, strict=True), self._holdings.next_conflict)
        for number, (one, (ours, theirs)) in numbered:
            row = TABLES["conflicts"].row(
                conflict_id=f"conflict-{number:03}",
                contest_id=None,
                field=one.column,
                candidate=one.candidate or None,
                value_used=one.ours or None,
                source_used=tuple(ours) if one.ours else None,
                value_rejected=one.theirs,
                source_rejected=tuple(theirs),
                reason=one.reason,
            )
            cells = dict(zip(TABLES["conflicts"].columns, map(as_text, row), strict=True))
            rows.append(Addition("conflicts", cells))
        return rows
