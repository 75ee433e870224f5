"""What many tests share."""

import pytest

from left_of_labour.data import Dataset, load


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The repository's own data."""
    return load()
