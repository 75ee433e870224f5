"""The gallery notebook: ten cells, the public functions alone, and it runs under every reading."""

import nbformat
import pandas as pd
import pytest
from notebook_kit import run

from left_of_labour import paths
from left_of_labour.analysis.readings import READINGS
from left_of_labour.shown import Figure


@pytest.mark.parametrize("reading", READINGS)
def test_it_loads_filters_measures_and_draws(reading, monkeypatch):
    frames = []
    monkeypatch.setattr(pd.DataFrame, "round", lambda frame, digits: frames.append(frame) or frame)
    (figure,) = run("your-own", reading=reading).parts
    assert isinstance(figure, Figure)
    (close,) = frames
    assert close["contest_id"].str.contains("-mayor-").all()
    assert "tower-hamlets-mayor-2014" not in close["contest_id"].tolist(), "it was declared void"
    assert close["points_behind_labour"].is_monotonic_increasing
    assert len(close) > 5


def test_it_has_ten_cells():
    assert len(nbformat.read(paths.notebooks_dir() / "your-own.ipynb", 4).cells) == 10
