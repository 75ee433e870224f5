"""The data in memory with something changed, to see what notices."""

import dataclasses
from collections import ChainMap

import pandas as pd

from left_of_labour.data import Dataset


def with_table(dataset: Dataset, name: str, frame: pd.DataFrame) -> Dataset:
    """The data with one table replaced or added."""
    return dataclasses.replace(dataset, tables=ChainMap({name: frame}, dataset.tables))


def with_cells(dataset: Dataset, table: str, key: dict, **cells) -> Dataset:
    """The data with some cells changed in the only row that has the cells of `key`."""
    frame = dataset.tables[table].copy()
    rows = pd.concat([frame[column] == value for column, value in key.items()], axis="columns").all(axis="columns")
    assert rows.sum() == 1, f"{rows.sum()} rows of {table} with {key}"
    for column, value in cells.items():
        frame.loc[rows, column] = value
    return with_table(dataset, table, frame)
