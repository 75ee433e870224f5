"""The parts of the report on the data themselves, as values."""

import pandas as pd

from left_of_labour.analysis import quality
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import office_name, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import number, percent
from left_of_labour.reports.data_quality import figures, sentences
from left_of_labour.shown import Finding, Shown, Table, Text

__all__ = ["blanks", "completeness", "conflicts_by_field", "conflicts_table", "finding", "flagged", "licences", "second_figures", "sums", "voting_systems", "witnesses"]


def _licence(dataset: Dataset) -> str:
    return credit(dataset, dataset.sources["source_id"])["licence"]


@part
def finding(dataset: Dataset, place: str) -> Finding:
    """Whether the figures can be trusted."""
    return Finding(
        sentences.finding(
            quality.completeness(dataset, place),
            quality.sums(dataset, place),
            quality.witnesses(dataset, place),
            quality.conflicts_by_field(dataset, place),
        )
    )


@part
def completeness(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """The share of complete contests by place and office."""
    made: list[Shown] = []
    counts = quality.completeness(dataset, place)
    complete, contests = counts["complete"].sum(), counts["contests"].sum()
    years = quality.calendar(dataset, place)
    fig = figures.calendar(counts, years)
    style.headline(
        fig,
        f"{number(complete)} of {number(contests)} contests have every candidate’s votes",
        "A square for every year with contests, by place and office: every candidate’s votes (blue), losers summed in one "
        "of them (pale blue), votes missing in one (orange)",
        "Sources: listed in the data",
        licence=_licence(dataset),
    )
    made.append(picture(fig, "completeness", years, figures.completeness_alt(counts)))
    made.append(Text(sentences.completeness_sentence(counts)))
    return tuple(made)


@part
def blanks(dataset: Dataset, place: str) -> Table:
    """For how many contests totals, electorate, papers and turnout are on record."""
    known = quality.blanks(dataset, place)
    frame = known.assign(place=known["place"].map(place_name), office=known["office"].map(office_name))
    return table(frame, "on-record", "Contests for which each figure is on record", "What is unknown is blank, never 0.")


@part
def sums(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """Which rules were checked, in how many contests, and where they fail."""
    made: list[Shown] = []
    checked = quality.sums(dataset, place)
    shown = checked.assign(where=checked["where"].replace("", None))
    made.append(table(
        shown,
        "sums",
        "What the figures must satisfy",
        "A rule applies where every figure that it needs is known.",
        labels={"contests": "contests checked", "where": "fails in"},
    ))
    made.append(Text(sentences.sums_sentence(checked)))
    return tuple(made)


@part
def conflicts_by_field(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """What sources disagree about, how often, and how often one value stands."""
    made: list[Shown] = []
    counts = quality.conflicts_by_field(dataset, place)
    made.append(table(
        counts,
        "conflicts-by-field",
        "What sources disagree about",
        labels={"field": "about", "decided": "one value stands", "open": "neither stands"},
    ))
    made.append(Text(sentences.conflicts_sentence(counts)))
    return tuple(made)


@part
def conflicts_table(dataset: Dataset, place: str) -> Table:
    """Every disagreement between sources, with the value that was chosen."""
    columns = ["contest_id", "field", "candidate", "value_used", "value_rejected", "source_rejected", "reason"]
    found = quality.conflicts(dataset, place)[columns]
    return table(found, "conflicts", "Every disagreement, and what was chosen")


@part
def witnesses(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """What kind of source the candidates' figures rest on, and how many have only one."""
    made: list[Shown] = []
    counts = quality.witnesses(dataset, place)
    fig = figures.witnesses(counts)
    single, total = counts["single"].sum(), counts["figures"].sum()
    style.headline(
        fig,
        f"{percent(100 * single / total)} of the figures rest on one independent source",
        f"{number(total)} candidates’ figures by their best kind of source; on one source in orange",
        "Sources: listed in the data",
        licence=_licence(dataset),
    )
    made.append(picture(fig, "witnesses", counts, figures.witnesses_alt(counts)))
    made.append(Text(sentences.witnesses_sentence(counts)))
    return tuple(made)


@part
def second_figures(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """How many figures another source confirms in another frame."""
    made: list[Shown] = []
    rows = quality.second_figures(dataset, place)
    if len(rows):
        made.append(table(rows, "second-figures", "Figures compared with those of another source"))
    made.append(Text(sentences.second_figures_sentence(rows)))
    return tuple(made)


@part
def voting_systems(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """Where Democracy Club's rules name another voting system than the data do, and why."""
    made: list[Shown] = []
    rows = quality.voting_systems(dataset, place)
    if len(rows):
        made.append(table(rows, "voting-systems", "Voting systems, a second opinion", labels={"theirs": "uk-election-ids"}))
    made.append(Text(sentences.voting_systems_sentence(rows)))
    return tuple(made)


@part
def flagged(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """Every figure that was computed or estimated instead of declared."""
    made: list[Shown] = []
    rows = quality.flagged(dataset, place)
    if len(rows):
        made.append(table(rows, "flagged", "Figures that were not declared", labels={"contest_id": "contest"}))
    made.append(Text(sentences.flags_sentence(rows)))
    return tuple(made)


@part
def licences(dataset: Dataset, place: str) -> tuple[Shown, ...]:
    """The terms of the sources by kind, with how many figures cite them."""
    made: list[Shown] = []
    terms = quality.licences(dataset, place)
    kinds: pd.Series = terms["kind"].str.replace("_", " ")
    made.append(table(
        terms.assign(kind=kinds),
        "licences",
        "Terms and kinds of the sources",
        "A figure with several sources counts for each of them.",
        labels={"figures": "candidates' figures that cite them"},
    ))
    made.append(Text(sentences.licences_sentence(terms)))
    return tuple(made)
