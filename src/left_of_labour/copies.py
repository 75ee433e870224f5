"""Copies of notebooks for people to change: the same cells with other values in the parameters cell."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["copy_for_changes", "values_of", "with_parameters", "with_values"]


def with_parameters(content: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook whose parameters cell has these values; remarks and the other cells stay as they are."""
    cells = []
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            source = with_values("".join(cell["source"]), values)
            cell = {**cell, "source": source.splitlines(keepends=True)}
        cells.append(cell)
    return {**content, "cells": cells}


def values_of(notebook: Path) -> dict[str, Any]:
    """The values in a notebook's parameters cell, by name."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    return {
        ast.unparse(node.target): ast.literal_eval(node.value)
        for source in sources
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign) and node.value
    }


def with_values(source: str, values: Mapping[str, Any]) -> str:
    """The text of a parameters cell with these values; what is not named stays as it is.

    Examples
    --------
    >>> with_values('place: str = "a"  # the place\\nsince: int = 1', {"place": "b"})
    "place: str = 'b'  # the place\\nsince: int = 1"
    """
    lines = source.encode().splitlines(keepends=True)  # positions in the syntax tree count bytes
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
            continue
        if node.target.id in values and node.value.end_lineno and node.value.end_col_offset is not None:
            first, last = node.value.lineno - 1, node.value.end_lineno - 1
            before, after = lines[first][: node.value.col_offset], lines[last][node.value.end_col_offset :]
            lines[first : last + 1] = [before + repr(values[node.target.id]).encode() + after]
    return b"".join(lines).decode()


def copy_for_changes(notebook: Path, values: Mapping[str, Any], folder: Path) -> Path:
    """Write a copy of a notebook with these values into a folder, under a name that is free.

    Returns
    -------
    Path
        Of the copy.
    """
    content = with_parameters(json.loads(notebook.read_text(encoding="utf-8")), values)
    words = [notebook.stem, *(str(value) for value in values.values() if isinstance(value, str | int))]
    name = "--".join("".join(mark if mark.isalnum() or mark in "-_" else "-" for mark in word) for word in words)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    number = 1
    while True:
        path = folder / (f"{name[:100]}.ipynb" if number == 1 else f"{name[:100]}-{number}.ipynb")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            return path
        except FileExistsError:
            number += 1
        except OSError:
            path.unlink(missing_ok=True)  # no half of a notebook
            raise
