"""Every sentence of every report of `--all`, under all three readings: `make sweep`, as it takes minutes."""

import pytest
from notebook_kit import failures, run
from numbers_kit import numbers_from_nowhere, results_of_office
from words_kit import WHOLE, grammar

from left_of_labour import paths
from left_of_labour.analysis.parameters import choices
from left_of_labour.analysis.readings import READINGS
from left_of_labour.batch.runs import read
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError


def reports():
    """Every run of the run list: once for each reading, or just once where its notebook has none."""
    data = load(paths.project_dir() / "data")
    for one in read(paths.notebooks_dir(), lambda name: choices(data, name)).everything:
        for reading in READINGS if "reading" in one.parameters else [""]:
            own = {"reading": reading} if reading else {}
            yield pytest.param(one.notebook, {**one.parameters, **own}, id=f"{one.slug} {reading}".strip())


@pytest.mark.parametrize(("notebook", "parameters"), list(reports()))
def test_every_text_is_well_formed_and_rests_on_the_data(notebook, parameters, dataset):
    try:
        report = run(notebook, dataset, **parameters)
    except NotComparableError as refusal:  # nobody of that reading stood
        assert not grammar(f"{str(refusal)[0].upper()}{str(refusal)[1:]}.")
        return
    found = failures(lambda text: grammar(text, sentence=False), [report])
    found += [fault for place, text in report.words() if place in WHOLE for fault in grammar(text)]
    elsewhere = results_of_office(dataset, parameters["contest_id"]) if notebook == "one-contest" else ()
    found += numbers_from_nowhere(report, elsewhere)
    assert not found, "\n".join(found)
