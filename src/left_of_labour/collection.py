"""This collection of notebooks, as the batch needs to know it: its words on pages, and what its runs import."""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import left_of_labour
from left_of_labour import paths
from left_of_labour.batch.project import Project
from left_of_labour.batch.run.engine import LazyEngine

__all__ = ["PROJECT", "check_parameters", "draw", "engine", "import_package", "read_data"]

_QUESTION = "How close have challengers to the left of Labour come, and what made the difference?"
_PRELOAD = (
    "matplotlib_inline.backend_inline",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
    "pyarrow.pandas_compat",
    "left_of_labour.collection:import_package",
    "left_of_labour.collection:draw",
    "left_of_labour.collection:read_data",
)
_MEANWHILE = (
    "left_of_labour.presentation.style:stock",
    "left_of_labour.collection:read_places",
    "scipy.optimize",
    "scipy.special",
)
_BY_HAND = "left_of_labour.reports.explore"  # never run in batch, and its controls import much
_README = f"""\
# What the reports found

{_QUESTION} One line per report, made by
`left-of-labour reports`, which also builds each as a page with all figures, tables, caveats and sources: open
`reports/index.html` after `make reports`. This file is generated; do not edit it.
"""

PROJECT = Project(
    title="Left of Labour",
    question=_QUESTION,
    tagline="How close have challengers come, and what made the difference?",
    lead="from official results, grouped by the question that they answer. "
    "Every figure and table can be taken along as data.",
    filter_label="Filter by place, person, year or party",
    filter_example="for example Foot 2002",
    readme=_README,
    preload=_PRELOAD,
    meanwhile=_MEANWHILE,
    check="left_of_labour.collection:check_parameters",
    authors="The Left of Labour contributors",
    version=left_of_labour.__version__,
    address=paths.site_address(),
    front="front-page",
    front_tables={"places": "tiles", "highlights": "numbers", "contests": "records"},
    method=(
        "Every figure comes from official or published results. Each row of the data names its sources, and where "
        "sources disagree both values are on record, with the reason for the one that stands.",
        "Every number in a report, and every word that depends on a number, is computed from the data by code that is "
        "open and tested. “Left of Labour” is a judgement and therefore a parameter: each report says who counts, and "
        "whether its finding changes if others do.",
        "Results say how many votes were cast for whom, never by whom or why: they are facts about places, not about "
        "groups of people in them.",
    ),
    fonts=(
        ("Source Sans Pro", 400, "left_of_labour.presentation:fonts/SourceSansPro-Regular.woff"),
        ("Source Sans Pro", 700, "left_of_labour.presentation:fonts/SourceSansPro-Bold.woff"),
    ),
)

engine = LazyEngine(PROJECT.preload)
"""What `papermill --engine left-of-labour` uses."""


def import_package() -> None:
    """Import what runs import of this package."""
    for room in ("analysis", "presentation", "reports"):
        for module in pkgutil.walk_packages([str(Path(__file__).parent / room)], f"left_of_labour.{room}."):
            if not module.name.startswith(_BY_HAND):
                importlib.import_module(module.name)
    importlib.import_module("left_of_labour.notebook")


def draw() -> None:
    """Draw a picture, so that fonts are found and opened, and what drawing needs is imported."""
    from left_of_labour.presentation import pictures, style

    fig, _ = style.figure()
    pictures.files(style.headline(fig, "?", "?", "?"), "")


def read_data() -> None:
    """Make of the data what most notebooks ask for; it is remembered for as long as the files stay the same."""
    from left_of_labour.analysis.comparison import contests_by_rule
    from left_of_labour.analysis.lineages import lineages_in
    from left_of_labour.analysis.measures import measure_many
    from left_of_labour.analysis.parameters import choices
    from left_of_labour.analysis.readings import READINGS
    from left_of_labour.notebook import data
    from left_of_labour.presentation.provenance import data_version

    dataset = data()
    data_version(dataset)
    dict(dataset.tables)  # makes every frame
    len(dataset.contest_ids)  # with the national ones, if they were fetched
    lineages_in(dataset, ())
    for reading in READINGS:
        measure_many(dataset, contests_by_rule(dataset, reading, 10), reading)  # the floor that notebooks begin with
    for question in ({}, {"since": 2001}, {"model": ""}, {"challenger": ""}):
        dataset.candidates_of(next(iter(choices(dataset, "contest_id", question))))


def read_places() -> None:
    """Make of the data what many notebooks ask about a place, as `read_data` does with what most ask."""
    from left_of_labour.analysis.councils import council_elections, councils_of, ward_lists
    from left_of_labour.analysis.parameters import choices
    from left_of_labour.analysis.readings import DEFAULT_READING
    from left_of_labour.analysis.timeline import performances
    from left_of_labour.data.schema import Office
    from left_of_labour.notebook import data

    dataset = data()
    ward_lists(dataset, [])  # groups the lists of all wards
    for place in choices(dataset, "place", {}):
        for council in councils_of(dataset, place):
            council_elections(dataset, place, council)
        performances(dataset, place, DEFAULT_READING, Office.MAYOR)


def check_parameters(runs: Sequence[tuple[str, Mapping[str, Any]]]) -> list[list[str]]:
    """What is wrong with the parameters of notebooks according to the data, a line each; see `Project.check`."""
    from left_of_labour.analysis.parameters import ALL, faults
    from left_of_labour.batch.runs import parameters_of
    from left_of_labour.notebook import data

    dataset = data()
    declared = {notebook: parameters_of(paths.notebooks_dir() / f"{notebook}.ipynb") for notebook, _ in runs}
    found = []
    for notebook, parameters in runs:
        own = declared[notebook]
        if isinstance(own, str):
            found.append([own])
        else:
            or_all = [name for name, parameter in own.items() if parameter.default == ALL]
            found.append(faults(dataset, parameters, or_all))
    return found
