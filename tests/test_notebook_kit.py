"""The kit that runs notebooks in the test's own process shows what the batch publishes."""

import json

import pytest
from notebook_kit import NO_PICTURE, failures, run, runs_as_written

from left_of_labour.errors import ParameterError
from left_of_labour.shown import Figure, Table


@pytest.fixture(scope="module")
def report():
    return run("one-contest", contest_id="preston-mp-2024")


def test_it_shows_what_the_batch_publishes(all_reports):
    for name, one in list(runs_as_written().items())[::3]:  # the others are drawn in test_default_reports
        published = json.loads((all_reports / one.slug / "results.json").read_text("utf-8"))
        ran = run(name)
        assert ran.finding == published["finding"]
        assert [part.name for part in ran.of(Table)] == list(published["tables"])


def test_figures_get_pixels_only_when_asked_for(report):
    assert {figure.png for figure in report.of(Figure)} == {NO_PICTURE}
    drawn = run("one-contest", draw=True, contest_id="preston-mp-2024")
    assert drawn.of(Figure)[0].png.startswith(b"\x89PNG")


def test_a_notebook_refuses_as_it_does_for_a_reader():
    with pytest.raises(ParameterError, match="preston-mp-2024"):
        run("one-contest", contest_id="preston-mp-2042")


def test_an_unknown_parameter_is_a_slip_of_the_test():
    with pytest.raises(AssertionError, match="no parameter since"):
        run("one-contest", since=2001)


def test_a_check_hears_every_generated_text_once(report):
    heard = []
    assert not failures(heard.append, [])
    faults = failures(lambda text: [f"says {len(heard)}"] if heard.append(text) is None else [], [report])
    assert heard == [text for _, text in report.words()]
    assert report.finding in heard
    assert len(faults) == len(heard)
