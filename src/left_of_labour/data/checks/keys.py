"""Keys, references and citations: every row is there once, and everything it names exists."""

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from left_of_labour.data.checks.rules import Case, Check, Finder, Outcome, Tables, fault
from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import TABLES, Table
from left_of_labour.errors import did_you_mean

__all__ = ["CHECKS"]

# These are cited by the README of the ward outlines and, for the hexagons, in datapackage.json.
CITED_OUTSIDE_THE_TABLES = ("aidoge-preston-outlines", "borough-ledger-outlines", "open-innovations-hexmaps")
_Cells = tuple[Any, ...]


def _cells(table: Table, columns: tuple[str, ...]) -> Callable[[NumberedRow], _Cells]:
    """What takes these columns' cells out of a numbered row, always as a tuple."""
    at = [table.columns.index(column) for column in columns]
    if len(at) == 1:
        (only,) = at
        return lambda numbered: (numbered[1][only],)
    several = itemgetter(*at)
    return lambda numbered: several(numbered[1])


def _duplicate_keys(table: Table) -> Finder:
    key_of = _cells(table, table.key)

    def outcomes(tables: Tables) -> Iterator[Outcome]:
        keys = list(map(key_of, tables[table.name]))
        yield Case(number=len(keys))
        if len(set(keys)) == len(keys):
            return
        seen: dict[_Cells, int] = {}
        for (line, _), key in zip(tables[table.name], keys, strict=True):
            first = seen.setdefault(key, line)
            if first != line:
                expected = f"a row that is not there yet; line {first} has the same {' and '.join(table.key)}"
                yield fault(table.name, line, "+".join(table.key), ", ".join(map(str, key)), expected)

    return outcomes


def _broken_references(table: Table, columns: tuple[str, ...], target: Table) -> Finder:
    cells_of, key_of = _cells(table, columns), _cells(target, target.key)

    def outcomes(tables: Tables) -> Iterator[Outcome]:
        known = set(map(key_of, tables[target.name]))
        broken = {
            cells: unknown
            for cells in set(map(cells_of, tables[table.name]))
            if (unknown := [value for value in _references(cells) if value not in known])
        }
        at = table.columns.index(columns[0])
        yield Case(number=sum(row[at] is not None for _, row in tables[table.name]))
        for numbered in tables[table.name] if broken else ():
            for value in broken.get(cells_of(numbered), ()):
                options = {str(key[-1]) for key in known if key[:-1] == value[:-1]}
                hint = did_you_mean(str(value[-1]), options) if options else f"there is none for {value[0]}"
                named = ", ".join(map(str, value))
                yield fault(table.name, numbered[0], columns[-1], named, f"a row of {target.file}; {hint}")

    return outcomes


def _references(cells: _Cells) -> list[_Cells]:
    """The keys that a cell, or several together, point at: none for a blank, one for each id of a list."""
    if isinstance(cells[0], tuple):
        return [(one,) for one in cells[0]]
    return [] if None in cells else [cells]


def _source_named_twice(tables: Tables) -> Iterator[Outcome]:
    for table in TABLES.values():
        if "source_ids" in table.columns:
            yield Case(number=len(tables[table.name]))
            for line, row in tables[table.name]:
                cited = row.source_ids or ()
                if len(cited) > 1 and len(set(cited)) < len(cited):
                    yield fault(table.name, line, "source_ids", ";".join(cited), "each source once")


def _uncited_sources(tables: Tables) -> Iterator[Outcome]:
    cited = set(CITED_OUTSIDE_THE_TABLES)
    for table in TABLES.values():
        for columns, target in table.references.items():
            if target == "sources":
                at = table.columns.index(columns[0])
                for cell in {row[at] for _, row in tables[table.name]}:
                    cited.update(cell if isinstance(cell, tuple) else [cell])
    yield Case(number=len(tables["sources"]))
    for line, row in tables["sources"]:
        if row.source_id not in cited:
            yield fault("sources", line, "source_id", row.source_id, "a source that some row cites in source_ids")
    for missing in sorted(set(CITED_OUTSIDE_THE_TABLES) - {row.source_id for _, row in tables["sources"]}):
        yield fault("sources", 0, "source_id", missing, "this source; the ward outlines and hexagons rest on it")


def _contests_without_candidates(tables: Tables) -> Iterator[Outcome]:
    for poll in tables.polls.values():
        yield Case(poll.contest.contest_id)
        if not poll.candidates:
            expected = "at least one row of results.csv with this contest_id"
            yield fault("contests", poll.line, "contest_id", poll.contest.contest_id, expected)


_CITING = tuple(name for name, table in TABLES.items() if "sources" in table.references.values())

CHECKS = (
    *(
        Check(f"{table.file}: one row per {' and '.join(table.key)}", (table.name,), _duplicate_keys(table))
        for table in TABLES.values()
    ),
    *(
        Check(
            f"{table.file}: {' and '.join(columns)} point at a row of {target}.csv",
            (table.name, target),
            _broken_references(table, columns, TABLES[target]),
        )
        for table in TABLES.values()
        for columns, target in table.references.items()
    ),
    Check("no row names a source twice", _CITING, _source_named_twice),
    Check("every source is cited", (*_CITING, "sources"), _uncited_sources),
    Check("every contest has a candidate", ("contests", "results"), _contests_without_candidates),
)
