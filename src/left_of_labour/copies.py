"""Copies of notebooks for people to change: the same cells with other values in the parameters cell."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from left_of_labour.batch.runs import parameters_of
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["copy_for_changes", "parsed", "with_parameters"]


def parsed(notebook: Path, given: list[str]) -> dict[str, Any]:
    """Parameters from a command line, each as NAME=VALUE, in the kinds that the notebook declares.

    Parameters
    ----------
    notebook
        Its file.
    given
        A list is written with commas: `names=a,b`.

    Raises
    ------
    ParameterError
        If one has no such form, no such name, or is no such number.
    """
    declared = parameters_of(notebook)
    if isinstance(declared, str):
        raise ParameterError(declared)
    values: dict[str, Any] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise ParameterError(f"{text!r}: expected name=value, such as {next(iter(declared), 'name')}=…")
        if name not in declared:
            raise ParameterError(f"{name}: no such parameter; {did_you_mean(name, declared)}")
        kind = declared[name].annotation.partition("[")[0]
        if kind == "list":
            values[name] = [one for one in value.split(",") if one]
        elif kind in ("int", "float"):
            try:
                values[name] = int(value) if kind == "int" else float(value)
            except ValueError:
                raise ParameterError(f"{name}: {value!r}, expected a number") from None
        else:
            values[name] = value
    return values


def with_parameters(content: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook whose parameters cell has these values; remarks and the other cells stay as they are."""
    cells = []
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            source = _with_values("".join(cell["source"]), values)
            cell = {**cell, "source": source.splitlines(keepends=True)}
        cells.append(cell)
    return {**content, "cells": cells}


def _with_values(source: str, values: Mapping[str, Any]) -> str:
    """
    Examples
    --------
    >>> _with_values('place: str = "a"  # the place\\nsince: int = 1', {"place": "b"})
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
