"""A new data folder: the reference tables of the collection, and no contests."""

import csv
import io
import shutil
from collections.abc import Iterable
from pathlib import Path

from left_of_labour.data.checks.keys import CITED_OUTSIDE_THE_TABLES
from left_of_labour.data.schema import TABLES

__all__ = ["start"]

_REFERENCE = ("parties", "party_codes", "voting_systems")


def start(folder: Path, collection: Path) -> bool:
    """Fill an empty folder with the tables that every contest needs: parties, their codes, voting systems.

    Parameters
    ----------
    folder
        The data folder; one that has a table already is left alone.
    collection
        The data folder from which the reference tables come.

    Returns
    -------
    bool
        Whether it was started.
    """
    if any((folder / table.file).exists() for table in TABLES.values()):
        return False
    records = {name: _records(collection / TABLES[name].file) for name in (*_REFERENCE, "sources")}
    cited = set(CITED_OUTSIDE_THE_TABLES)
    for name in _REFERENCE:
        cited.update(one for row in records[name] for one in row["source_ids"].split(";"))
    records["sources"] = [row for row in records["sources"] if row["source_id"] in cited]
    for name, table in TABLES.items():
        text = _as_text(table.columns, records.get(name, ()))
        (folder / table.file).write_text(text, encoding="utf-8")
    shutil.copyfile(collection / "datapackage.json", folder / "datapackage.json")
    return True


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _as_text(columns: Iterable[str], rows: Iterable[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
