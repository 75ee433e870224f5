"""What the frames hold, whichever way pandas keeps text: its default depends on whether pyarrow is there."""

import pandas as pd
import pytest

from left_of_labour.analysis.timeline import elections, votes_of
from left_of_labour.data import load


@pytest.fixture(params=["python", "pyarrow"])
def storage(request):
    with pd.option_context("mode.string_storage", request.param):
        yield request.param


def types_of_text(frame: pd.DataFrame) -> set[type]:
    return {type(value) for name in frame.select_dtypes("str") for value in frame[name].dropna()}


def test_text_is_plain_text_in_every_table_and_not_a_member_of_an_enumeration(storage):
    dataset = load()
    assert dataset.results["candidate"].dtype.storage == storage
    assert {name: types_of_text(frame) - {str} for name, frame in dataset.tables.items()} == {
        name: set() for name in dataset.tables
    }


def test_votes_by_bloc_have_plain_names(storage):
    dataset = load()
    for election in elections(dataset, "hackney"):
        assert types_of_text(votes_of(dataset, election)) == {str}


def test_who_writes_into_a_frame_changes_no_other():
    first = load()
    votes = first.results.loc[0, "votes"]
    first.results.loc[0, "votes"] = votes + 1
    assert load().results.loc[0, "votes"] == votes
