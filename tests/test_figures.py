"""Every figure of every default report, as a reader sees it: nothing overlaps, and the title is a short finding."""

from unittest import mock

import pytest
from figure_kit import faults
from notebook_kit import run

from left_of_labour import paths
from left_of_labour.batch.runs import read
from left_of_labour.presentation import pictures, style

RUNS = {one.slug: one for one in read(paths.notebooks_dir(), lambda name: []).default}


@pytest.mark.parametrize("slug", RUNS)
def test_the_figures_of_a_report_are_fit_to_be_shown(slug, dataset):
    found = []

    def look(fig):
        found.extend(f"{fig.get_label()}: {fault}" for fault in faults(fig))
        if len(fig.get_label().split()) > style.MOST_WORDS:
            found.append(f"{fig.get_label()}: more than {style.MOST_WORDS} words")
        return b"seen"

    with mock.patch.object(pictures, "png", look), mock.patch.object(pictures, "svg", lambda fig, name: ""):
        run(RUNS[slug].notebook, dataset, draw=True, **RUNS[slug].parameters)
    assert not found, "\n".join(found)
