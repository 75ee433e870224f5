"""What many tests share."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import settings
from typer.testing import CliRunner

from left_of_labour import paths
from left_of_labour.batch.run.pool import LocalRunner
from left_of_labour.cli import app
from left_of_labour.data import Dataset, load

# The sweep takes minutes: it runs when it is asked for by name, as `make sweep` does.
collect_ignore = [] if any("sweep" in argument for argument in sys.argv) else ["sweep"]

# A shell starts a job in the background with these ignored, and processes that tests start would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# How long an example takes says more about the machine than about the code.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The repository's own data."""
    return load(paths.project_dir() / "data")


@pytest.fixture(scope="session")
def all_reports(tmp_path_factory) -> Path:
    """A folder with every report of the run list."""
    folder = tmp_path_factory.mktemp("all-reports")
    done = CliRunner().invoke(app, ["reports", "--output", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def warm() -> Iterator[LocalRunner]:
    """A runner for the builds of many tests, which are not about how that starts and ends."""
    with LocalRunner([]) as runner:
        yield runner


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """A command run in the test's own process may point the collection at other data; that ends with the test."""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(paths.project_dir() / "data"))


@pytest.fixture(autouse=True)
def _own_settings():
    """A notebook's set-up line sets how pandas keeps text and how matplotlib draws; that ends with the test."""
    with pd.option_context("mode.string_storage", pd.get_option("mode.string_storage")), mpl.rc_context():
        yield


def pytest_itemcollected(item):
    """Tests that share something slow to make go to one worker: those of a file, and those that need all reports."""
    shared = {"all_reports", "lab"} & set(getattr(item, "fixturenames", ()))
    item.add_marker(pytest.mark.xdist_group("reports" if shared else item.path.name))
