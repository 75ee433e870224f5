"""What must hold between rows and between tables: keys, references, sums, winners, dates.

Each check is a function from all rows, by table, to the faults it found; `check_tables` runs them all.
"""

from collections.abc import Iterator, Mapping

from left_of_labour.data.reader import NumberedRow
from left_of_labour.data.schema import TABLES
from left_of_labour.errors import Fault, did_you_mean

__all__ = ["check_tables"]

Rows = Mapping[str, list[NumberedRow]]


def check_tables(rows: Rows) -> list[Fault]:
    """Every fault between rows and tables.

    Parameters
    ----------
    rows
        The valid rows of each table, with their line numbers.
    """
    return [fault for check in (_duplicate_keys, _broken_references) for fault in check(rows)]


def _duplicate_keys(rows: Rows) -> Iterator[Fault]:
    for table in TABLES.values():
        seen: dict[tuple, int] = {}
        for line, row in rows[table.name]:
            key = tuple(getattr(row, column) for column in table.key)
            first = seen.setdefault(key, line)
            if first != line:
                value = ", ".join(map(str, key))
                yield Fault(table.file, line, "+".join(table.key), value, f"a new key; line {first} has the same")


def _broken_references(rows: Rows) -> Iterator[Fault]:
    keys = {
        table.name: {tuple(getattr(row, column) for column in table.key) for _, row in rows[table.name]}
        for table in TABLES.values()
    }
    for table in TABLES.values():
        for columns, target in table.references.items():
            known = keys[target]
            for line, row in rows[table.name]:
                cells = [getattr(row, column) for column in columns]
                if cells == [None]:
                    continue
                values = [(one,) for one in cells[0]] if isinstance(cells[0], tuple) else [tuple(cells)]
                for value in values:
                    if value not in known:
                        hint = did_you_mean(str(value[-1]), {str(key[-1]) for key in known})
                        column = columns[-1]
                        yield Fault(
                            table.file,
                            line,
                            column,
                            ", ".join(map(str, value)),
                            f"a row of {TABLES[target].file}; {hint}",
                        )
