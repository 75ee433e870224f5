"""Parameters that do not fit get one line that helps, wherever they come from."""

from types import SimpleNamespace

import pytest
from notebook_kit import our_notebooks

from left_of_labour import notebook
from left_of_labour.analysis.parameters import KINDS, faults
from left_of_labour.batch.runs import TYPES, parameters_of
from left_of_labour.errors import ParameterError

NOTEBOOKS = our_notebooks()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_kinds_are_those_of_the_parameters_cells(path):
    """The notebook's set-up line and the batch hold a value to the same kind."""
    for name, declared in parameters_of(path).items():
        kind = declared.annotation.partition("[")[0]
        assert TYPES[kind] is KINDS.get(name, str), f"{path.stem}: {name}: {declared.annotation}"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"contest_ids": "preston-mp-2024"}, "write a list: ['preston-mp-2024']"),
        ({"contest_id": ["preston-mp-2024"]}, "write one value: 'preston-mp-2024'"),
        ({"contest_id": ["a", "b"]}, "is a list; write one value"),
        ({"since": "2010"}, "write a whole number, without quotes: 2010"),
        ({"date": 2010}, "write one value, in quotes: '2010'"),
        ({"place": ""}, "place: no '' in the data"),
        ({"place": None}, "place: nothing is given; write one value"),
        ({"reading": True}, "True is a truth value"),
        ({"contest_ids": [], "reading": "wide"}, "contest_ids: nothing is given; write a list"),
        ({"reeding": "wide"}, "did you mean 'reading'?"),
    ],
)
def test_a_value_of_another_kind_gets_one_line_that_helps(dataset, given, says):
    (message,) = faults(dataset, given)
    assert says in message
    assert "\n" not in message


def test_a_name_that_papermill_injects_in_vain_is_refused(monkeypatch):
    cell = '# Parameters\ncontst_id = "preston-mp-2024"\nreading = "core"\n'
    shell = SimpleNamespace(user_ns={"In": ["", "x = 1", cell]})
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    with pytest.raises(
        ParameterError, match=r"^contst_id: the notebook has no such parameter; did you mean 'contest_id'"
    ):
        notebook.begin(contest_id="hackney-mayor-2002", reading="wide")
