"""Every default report as a reader sees it: figures fit, words are well formed, and numbers are those of the data."""

import dataclasses
from unittest import mock

import pytest
from figure_kit import faults
from notebook_kit import failures, run
from numbers_kit import numbers_from_nowhere, results_of_office
from words_kit import WHOLE, grammar

from left_of_labour import paths
from left_of_labour.batch.runs import read
from left_of_labour.presentation import pictures, style

NO_ROOM_FOR_THE_COURT = ("front-page", "same-day")  # a word in the finding; the reports that they lead to have the rest
RUNS = {one.slug: one for one in read(paths.notebooks_dir(), lambda name: []).default}


@pytest.mark.parametrize("slug", RUNS)
def test_a_default_report_is_fit_to_be_read(slug, dataset):
    notebook, parameters = RUNS[slug].notebook, dict(RUNS[slug].parameters)
    found = []

    def look(fig, name):
        found.extend(f"{fig.get_label()}: {fault}" for fault in faults(fig))
        if len(fig.get_label().split()) > style.MOST_WORDS:
            found.append(f"{fig.get_label()}: more than {style.MOST_WORDS} words")
        return b"seen", ""

    with mock.patch.object(pictures, "files", look):
        report = run(notebook, dataset, draw=True, **parameters)
    found += failures(lambda text: grammar(text, sentence=False), [report])
    found += [fault for place, text in report.words() if place in WHOLE for fault in grammar(text)]
    elsewhere = results_of_office(dataset, parameters["contest_id"]) if notebook == "one-contest" else ()
    found += numbers_from_nowhere(report, elsewhere)
    notes = [text for place, text in report.words() if place == "note"]
    if "void" in report.finding and notebook not in NO_ROOM_FOR_THE_COURT:
        assert any("was declared void on" in text for text in notes), "nothing says what the court found"
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def hackney(dataset):
    return run("one-contest", dataset, contest_id="hackney-mayor-2002", reading="wide")


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("4,187", "4,178"),  # two digits of a vote exchanged
        ("12.7%", "52.6%"),
        ("24.3%", "24.8%"),  # worked out from the table
        ("11,063", "11,064"),
        ("29.2 points", "27.2 points"),
    ],
)
def test_an_invented_number_is_found(dataset, hackney, said, instead):
    more = list(results_of_office(dataset, "hackney-mayor-2002"))
    assert not numbers_from_nowhere(hackney, more)
    altered = [_altered(part, said, instead) for part in hackney.parts]
    assert altered != list(hackney.parts)
    (*faults,) = numbers_from_nowhere(dataclasses.replace(hackney, parts=tuple(altered)), more)
    assert faults
    assert all(instead.removesuffix("%").removesuffix(" points") in fault for fault in faults)


def _altered(part, said, instead):
    """The part with a number of its words exchanged, while its data stay."""
    names = [name for name in ("title", "alt", "text") if hasattr(part, name)]
    return dataclasses.replace(part, **{name: getattr(part, name).replace(said, instead) for name in names})


def test_a_number_of_its_own_data_only_founds_a_title(hackney):
    (result,) = [part for part in hackney.parts if getattr(part, "name", "") == "result"]
    alone = dataclasses.replace(hackney, parts=(dataclasses.replace(result, rows=result.rows[:1]),))
    assert any(fault.startswith("alt of result") for fault in numbers_from_nowhere(alone))
