"""Controls for a notebook's parameters: there for who runs it by hand, and built from what the check allows."""

from html import unescape
from types import SimpleNamespace

import pytest
from notebook_kit import our_notebooks

from left_of_labour import notebook
from left_of_labour.analysis.parameters import choices, faults
from left_of_labour.batch.runs import parameters_of
from left_of_labour.controls import DESCRIPTIONS, Controls
from left_of_labour.shown import Context

IN_CONTEXT = {"contest_id": "preston-mp-2024", "since": 2001, "reading": "wide"}
CELL = 'contest_id: str = "preston-mp-2024"  # the contest\nsince: int = 2001  # a year\nreading: str = "wide"  # who'


def test_every_notebook_gets_a_control_for_every_parameter(dataset):
    for path in our_notebooks():
        declared = parameters_of(path)
        values = {name: one.default for name, one in declared.items()}
        made = Controls(dataset, values, [name for name, value in values.items() if value == "all"])
        assert made.values == values
        for name, control in made.controls.items():
            labels = [label for label, _ in control.options]
            assert len(set(labels)) == len(labels), f"{path.stem}: {name}"
            assert control.description == DESCRIPTIONS[name]


def test_a_moved_control_sets_the_variable_and_shows_the_cell_to_paste(dataset):
    variables = dict(IN_CONTEXT)
    made = Controls(dataset, IN_CONTEXT, (), variables, CELL)
    made.controls["contest_id"].value = "hackney-mayor-2002"
    assert variables == {**IN_CONTEXT, "contest_id": "hackney-mayor-2002"}
    pasted = unescape(made.message.value).partition("<pre>")[2]
    assert pasted == CELL.replace('"preston-mp-2024"', "'hackney-mayor-2002'").replace('"wide"', "'wide'") + "</pre>"


def test_values_that_do_not_go_together_say_why_and_change_nothing(dataset):
    start = {"contest_id": "tower-hamlets-mayor-2010", "since": 2001, "reading": "wide"}
    made = Controls(dataset, start, (), variables := dict(start), "")
    made.controls["reading"].value = "core"
    assert 'role="alert"' in made.message.value
    assert "nobody left of Labour (reading core)" in made.message.value
    assert variables == start
    made.controls["reading"].value = "with_greens"
    assert "alert" not in made.message.value
    assert variables == {**start, "reading": "with_greens"}


def test_what_belongs_to_the_old_value_gives_way(dataset):
    """A challenger of another contest, a day on which another place voted."""
    contest = {"contest_id": "hackney-mayor-2002", "challenger": "Paul Foot"}
    made = Controls(dataset, contest, (), variables := {}, "")
    made.controls["contest_id"].value = "preston-mp-2024"
    assert variables == {"contest_id": "preston-mp-2024", "challenger": "runner-up"}
    place = {"place": "tower-hamlets", "date": "2026-05-07", "reading": "wide"}
    made = Controls(dataset, place, (), variables := {}, "")
    made.controls["place"].value = "hackney"
    assert variables["date"] in choices(dataset, "date", {"place": "hackney", "reading": "wide"})
    assert faults(dataset, variables) == []


@pytest.mark.parametrize(
    ("request_", "number"),
    [({"metadata": {"cellId": "cell-04"}}, 2), ({"metadata": {}}, 1), ({}, 1), (None, 1)],
    ids=["JupyterLab", "papermill", "no request", "batch"],
)
def test_only_who_runs_a_cell_by_hand_is_shown_controls(monkeypatch, request_, number):
    shown = []
    shell = SimpleNamespace(user_ns={"In": [CELL], **IN_CONTEXT}, parent_header=request_)
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    monkeypatch.setattr(notebook, "display", shown.append)
    notebook.begin(**IN_CONTEXT)
    assert len(shown) == number
    assert isinstance(shown[0], Context)
    notebook.begin(**IN_CONTEXT, controls=False)
    assert len(shown) == number + 1
