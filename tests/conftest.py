"""What many tests share."""

import pytest

from left_of_labour import paths
from left_of_labour.data import Dataset, load


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The repository's own data."""
    return load(paths.project_dir() / "data")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """A command run in the test's own process may point the collection at other data; that ends with the test."""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(paths.project_dir() / "data"))
