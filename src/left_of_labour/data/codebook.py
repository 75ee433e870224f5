"""The codebook, data/README.md: what every table and column means, written from datapackage.json.

`make codebook` (or `python -m left_of_labour.data.codebook`) writes it anew.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from left_of_labour import paths

__all__ = ["codebook", "write"]

_HEAD = """\
# {title}

{description}

This codebook is written from datapackage.json by `make codebook`; change the description there. `left-of-labour check`
says whether the tables hold to it.

- UTF-8, one header row, columns separated by commas, lines end in a line feed.
- Numbers without separators, dates as YYYY-MM-DD, flags as true or false.
- A blank cell is unknown or not applicable, never 0.
- Every row names its sources; where sources disagree, conflicts.csv says which value stands.
"""


def codebook(folder: Path) -> str:
    """The text of the codebook of a data folder.

    Parameters
    ----------
    folder
        Where datapackage.json and sources.csv are.

    Examples
    --------
    >>> print(codebook(paths.data_dir()).splitlines()[0])
    # Left of Labour: challengers to the left of Labour at the polls
    """
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource for resource in package["resources"] if resource.get("type") == "table"]
    others = [resource for resource in package["resources"] if resource not in tables]
    parts = [
        _HEAD.format(**package),
        "## Tables\n",
        _grid(("Table", "One row is"), ((f"[{one['path']}](#{one['name']})", one["description"]) for one in tables)),
        *(_table(one) for one in tables),
        "## Ward outlines\n",
        _grid(("File", "What it holds", "Source"), (_outline(one) for one in others)),
        f"## Gaps\n\n{_list(package['gaps'])}",
        f"## Doubts\n\n{_list(package['doubts'])}",
        *_licences(folder, package, tables),
    ]
    return "\n".join(parts)


def write(folder: Path) -> None:
    """Write the codebook of a data folder to its README.md."""
    (folder / "README.md").write_text(codebook(folder), encoding="utf-8")


def _table(resource: dict[str, Any]) -> str:
    schema = resource["schema"]
    key = ", ".join(f"`{column}`" for column in schema["primaryKey"])
    head = f"### {resource['name']}\n\n{resource['description']} Key: {key}.\n"
    columns = ((f"`{one['name']}`", _kind(one), _meaning(one)) for one in schema["fields"])
    return f"{head}\n{_grid(('Column', 'Type', 'Meaning'), columns)}"


def _kind(column: dict[str, Any]) -> str:
    needed = column.get("constraints", {}).get("required", False)
    return column["type"] if needed else f"{column['type']}, may be blank"


def _meaning(column: dict[str, Any]) -> str:
    words = column.get("constraints", {}).get("enum")
    return f"{column['title']}. {column['description']}" + (f" One of {', '.join(words)}." if words else "")


def _outline(resource: dict[str, Any]) -> tuple[str, str, str]:
    return resource["path"], resource["description"], resource["sources"][0]["title"]


def _licences(folder: Path, package: dict[str, Any], tables: list[dict[str, Any]]) -> Iterator[str]:
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as stream:
        share_alike = {row["source_id"] for row in csv.DictReader(stream) if "SA" in (row["licence"] or "")}
    yield "## Licences\n"
    yield (
        "Facts are free; collections of them may not be. Tables that take figures from share-alike sources are\n"
        "themselves under CC BY-SA 4.0, the others under CC BY 4.0. The licence of each source is in sources.csv.\n"
    )
    rows = []
    for resource in tables:
        cited = sorted(share_alike & _cited(folder / resource["path"]))
        rows.append((resource["path"], resource["licenses"][0]["name"], ", ".join(cited) or "none"))
    yield _grid(("Table", "Licence", "Share-alike sources"), rows)
    yield f"Credit:\n\n{_list(package['credits'])}"


def _cited(path: Path) -> set[str]:
    columns = ("source_ids", "source_id", "source_used", "source_rejected")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if path.name == "sources.csv":
        return set()
    return {one for row in rows for column in columns for one in (row.get(column) or "").split(";")}


def _list(lines: list[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n" for cells in lines)


if __name__ == "__main__":
    write(paths.project_dir() / "data")
