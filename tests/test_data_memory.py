"""What is made of the data is made once, and nobody can tell but by the time that it takes."""

from altered import with_cells
from pandas.testing import assert_frame_equal

from left_of_labour.analysis.comparison import contests_by_rule
from left_of_labour.analysis.lineages import recoded
from left_of_labour.analysis.measures import measure
from left_of_labour.data import Dataset, load
from left_of_labour.data.memory import remembered


def test_it_is_made_once_for_all_data_with_the_same_rows():
    calls = []
    count = remembered(lambda dataset, office: calls.append(office) or (dataset.contests["office"] == office).sum())
    assert count(load(), "mayor") == count(load(), "mayor") == (load().contests["office"] == "mayor").sum()
    count(load(), "mp")
    assert calls == ["mayor", "mp"]


def test_who_asks_again_has_read_the_same_tables():
    first, second = load(), load()
    contests_by_rule(first, "wide", 10)
    contests_by_rule(second, "wide", 10)
    assert first.data_files == second.data_files
    assert {"contests.csv", "results.csv", "candidate_positions.csv"} <= set(second.data_files)


def test_who_asks_twice_has_read_the_tables_each_time():
    """The warm process asks for the candidates, then for what rests on them, and its runs only for that."""
    first, second = load(), load()
    assert len(first.candidates)
    rests_on_them = remembered(lambda data: len(data.candidates))
    assert rests_on_them(first) == rests_on_them(second)
    assert {"results.csv", "parties.csv", "candidate_positions.csv", "sources.csv"} <= set(second.data_files)


def test_what_was_read_before_stays_on_record():
    dataset = load()
    assert len(dataset.claims)
    remembered(lambda data: len(data.events))(dataset)
    assert {"claims.csv", "events.csv"} <= set(dataset.data_files)


def test_changed_data_are_measured_anew():
    key = {"contest_id": "hackney-mayor-2002", "candidate": "Paul Foot"}
    before = measure(load(), "hackney-mayor-2002")
    changed = with_cells(load(), "results", key, votes=4188)
    assert measure(changed, "hackney-mayor-2002").votes == before.votes + 1
    assert measure(load(), "hackney-mayor-2002") == before


def test_who_changes_what_was_handed_out_changes_no_other():
    frames = remembered(lambda data: [data.contests])
    (first,) = frames(load())
    first.loc[0, "place"] = "elsewhere"
    assert frames(load())[0].loc[0, "place"] != "elsewhere"


def test_recoded_data_have_the_candidates_that_their_tables_give():
    for lineage in ("rahman", "galloway"):
        changed = recoded(load(), lineage, "none")
        anew = Dataset(changed.folder, changed.tables, changed.contests_by_id)
        assert_frame_equal(changed.candidates, anew.candidates)


def test_recoded_data_are_not_joined_again(monkeypatch):
    before = load().candidates
    recoded.cache_clear()
    monkeypatch.setattr(Dataset, "_judged", None)
    changed = recoded(load(), "rahman", "none")
    assert len(changed.candidates) == len(before)
    assert {"results.csv", "candidate_positions.csv"} <= set(changed.data_files)
