"""The run list is read and checked as a whole, before anything runs."""

import os
import re

import pytest
from batch_kit import FINDING, Builder, notebook, run, write

from left_of_labour.batch.runs import read, select
from left_of_labour.errors import RunListError


@pytest.fixture
def folder(tmp_path):
    return lambda *runs, every=(): write(tmp_path / "notebooks", {"votes": notebook(FINDING)}, list(runs), every)


def faults(folder, values=lambda name: None) -> list[str]:
    with pytest.raises(RunListError) as caught:
        read(folder, values)
    return str(caught.value).splitlines()[1:]


def test_runs_keep_their_order_and_parameters(folder):
    listed = read(folder(run("b", votes=2), run("a/x", place="preston")))
    assert [(run.slug, run.notebook, run.parameters) for run in listed.default] == [
        ("b", "votes", {"votes": 2}),
        ("a/x", "votes", {"place": "preston"}),
    ]


def test_for_each_adds_a_run_for_every_value_but_no_second_for_a_listed_one(folder):
    every = [{"notebook": "votes", "for_each": "place"}]
    listed = read(folder(run("votes/hackney", place="hackney", votes=9), every=every), lambda name: ["hackney", "york"])
    assert [run.slug for run in listed.default] == ["votes/hackney"]
    assert [(run.slug, run.parameters) for run in listed.everything] == [
        ("votes/hackney", {"place": "hackney", "votes": 9}),
        ("votes/york", {"place": "york"}),
    ]


def test_all_faults_are_told_at_once_with_their_lines(folder):
    path = folder(
        run("a", plaice="hackney"),
        run("A b"),
        run("c", votes="007"),
        run("c"),
        run("d", name="vote"),
        run("c/inner"),
        run("failed/x"),
        run("e", place=7),
    )
    texts = faults(path)
    assert len(texts) == 8
    assert any("runs.yml:2: a: no parameter 'plaice'; did you mean 'place'?" in line for line in texts)
    assert any("slug 'A b' cannot be a folder" in line for line in texts)
    assert any("votes: '007' is str, expected int" in line for line in texts)
    assert any("slug 'c' is also at runs.yml:" in line for line in texts)
    assert any("no notebook 'vote'; did you mean 'votes'?" in line for line in texts)
    assert any("'c/inner' lies inside the report 'c'" in line for line in texts)
    assert any("'failed' is a folder of other files" in line for line in texts)
    assert any("place: 7 is int, expected str; put it in quotes" in line for line in texts)


def test_a_parameter_without_default_must_be_given(tmp_path):
    needs = notebook(FINDING, parameters="place: str\nvotes: int = 1")
    path = write(tmp_path, {"votes": needs}, [run("a")])
    assert faults(path) == ["runs.yml:2: a: place: is missing; the notebook has no default for it"]


@pytest.mark.parametrize(
    ("parameters", "texts"),
    [
        ("place = 'x'", "expected 'name: type = value'"),
        ("place: text = 'x'", "the type 'text' is not known"),
        ("place: str = 'x' +", "not Python"),
        ("place: str = str(1)", "the default must be a literal"),
    ],
)
def test_a_parameters_cell_must_be_annotated_literals(tmp_path, parameters, texts):
    path = write(tmp_path, {"votes": notebook(FINDING, parameters=parameters)}, [run("a")])
    assert texts in faults(path)[0]


@pytest.mark.parametrize("annotation", ["list[str]", "str | None", "dict[str, int]", "Literal['a', 'b']"])
def test_common_types_are_known(tmp_path, annotation):
    values = {"list[str]": ["x"], "str | None": None, "dict[str, int]": {"x": 1}, "Literal['a', 'b']": "b"}
    made = notebook(FINDING, parameters=f"given: {annotation} = None")
    assert read(write(tmp_path, {"votes": made}, [run("a", given=values[annotation])])).default
    assert "expected" in faults(write(tmp_path, {"votes": made}, [run("a", given=1.5)]))[0]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("runs: [", "while parsing"),
        ("runs:\n- slug: a\n  notebok: votes\n", "runs.yml:2: no such key 'notebok'; did you mean 'notebook'?"),
        ("runs:\n- slug: a\n", "runs.yml:2: 'notebook' is missing"),
        ("rums: []\n", "no such key 'rums'; did you mean 'runs'?"),
        ("runs: 3\n", "found 3"),
        ("- a\n", "found ['a']"),
        ("runs:\n- {slug: 2, notebook: votes}\n", "runs.yml:2: slug: expected text, found 2"),
        ("runs: []\nall:\n- {notebook: votes, for_each: planet}\n", "the data know no list of 'planet'"),
    ],
)
def test_a_malformed_run_list_is_told_with_its_place(folder, text, texts):
    path = folder()
    (path / "runs.yml").write_text(text)
    with pytest.raises(RunListError) as caught:
        read(path)
    assert texts in str(caught.value)


def test_a_notebook_outside_the_folder_is_refused(folder, tmp_path):
    path = folder(run("a", name="elsewhere"), run("b", name="../votes"))
    (path / "votes.ipynb").rename(tmp_path / "votes.ipynb")
    (path / "elsewhere.ipynb").symlink_to(tmp_path / "votes.ipynb")
    texts = faults(path)
    assert "lies outside notebooks/" in texts[0]
    assert "no notebook '../votes'" in texts[1]


def test_a_broken_notebook_is_told(folder):
    path = folder(run("a"))
    (path / "votes.ipynb").write_text("[1]")
    assert "votes.ipynb is not a notebook" in faults(path)[0]


@pytest.mark.parametrize("name", ["runs.yml", "votes.ipynb"])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_named_and_not_waited_for(folder, name, make):
    path = folder(run("a"))
    (path / name).unlink()
    make(path / name)
    with pytest.raises(RunListError, match=rf"{name}.*expected a file, found a folder, a pipe or a device"):
        read(path, lambda name: None)


def test_slugs_and_groups_select_runs(folder):
    every = [{"notebook": "votes", "for_each": "place"}]
    listed = read(folder(run("votes/a"), run("other/b"), every=every), lambda name: ["york", "leeds"])

    def slugs(*wanted, everything=False):
        return [run.slug for run in select(listed, wanted, everything)]

    assert slugs() == ["votes/a", "other/b"]
    assert slugs(everything=True) == ["votes/a", "other/b", "votes/york", "votes/leeds"]
    assert slugs("votes") == ["votes/a"]
    assert slugs("votes", everything=True) == ["votes/a", "votes/york", "votes/leeds"]
    assert slugs("votes/york", "other") == ["votes/york", "other/b"]
    with pytest.raises(RunListError, match="no report 'votes/yorck'; did you mean 'votes/york'"):
        slugs("votes/yorck")


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("runs: []\nruns: []\n", "runs.yml:2: the key runs is there already, at line 1"),
        ("runs:\n- {slug: a, notebook: votes, slug: b}\n", "runs.yml:2: the key slug is there already, at line 2"),
        ("runs: " + "[" * 101, "runs.yml: lists and mappings lie too deep in each other"),
        (
            "runs:\n- {slug: a/b, notebook: votes}\n- {slug: a--b, notebook: votes}\n",
            "would share the picture of 'a/b'",
        ),
        (f"runs:\n- {{slug: {'a' * 99}/{'b' * 99}/{'c' * 99}, notebook: votes}}\n", "is too long for a file name"),
        ("runs:\n- {slug: A, notebook: votes}\n", "expected lower-case letters"),
    ],
)
def test_a_run_list_that_would_lose_something_is_refused(tmp_path, text, texts):
    folder = write(tmp_path, {"votes": notebook(FINDING)}, [])
    (folder / "runs.yml").write_text(text)
    with pytest.raises(RunListError, match=re.escape(texts)):
        read(folder)


def test_a_slip_in_a_notebook_is_told_once(tmp_path):
    slip = notebook(FINDING)
    slip.cells[1].metadata.tags = ["Parameters"]
    folder = write(tmp_path, {"votes": slip}, [run(f"r{number}", votes=number) for number in range(9)])
    with pytest.raises(RunListError) as caught:
        read(folder)
    assert str(caught.value).splitlines() == [
        "1 fault in the run list or the request",
        "runs.yml:2: r0: votes.ipynb declares no parameters; expected a cell tagged 'parameters' "
        "(and 8 other runs of it)",
    ]


def test_a_notebook_need_not_name_its_language(tmp_path, warm):
    made = Builder(tmp_path, warm)
    bare = notebook(FINDING)
    bare.metadata = {}
    assert made.have({"votes": bare}, run("a", votes=4))().built == ["a"]
