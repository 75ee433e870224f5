"""Every sentence of every report of `--all`, under all three readings: `make sweep`, as it takes minutes."""

import pytest
from notebook_kit import failures, run
from words_kit import grammar

from left_of_labour import paths
from left_of_labour.analysis.readings import READINGS
from left_of_labour.data import load

CONTESTS = list(load(paths.project_dir() / "data").contests_by_id)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("contest_id", CONTESTS)
def test_every_text_on_a_contest_is_well_formed(contest_id, reading):
    report = run("one-contest", contest_id=contest_id, reading=reading)
    assert not failures(lambda text: grammar(text, sentence=False), [report])
    assert not grammar(report.finding)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_every_text_on_a_place_is_well_formed(place, reading):
    report = run("one-place", place=place, reading=reading)
    assert not failures(lambda text: grammar(text, sentence=False), [report])
    assert not grammar(report.finding)
