"""What the data-quality notebook shows: tables, headlines and alt texts about the data themselves."""

import pandas as pd

from left_of_labour.analysis import quality
from left_of_labour.data import Dataset
from left_of_labour.presentation import show, style
from left_of_labour.reports.data_quality import figures, sentences
from left_of_labour.presentation.names import office_name, place_name
from left_of_labour.presentation.text import number, percent

__all__ = [
    "show_blanks",
    "show_completeness",
    "show_conflicts_by_field",
    "show_finding",
    "show_flagged",
    "show_licences",
    "show_second_figures",
    "show_sums",
    "show_voting_systems",
    "show_witnesses",
]


def show_finding(dataset: Dataset, place: str) -> None:
    """State whether the figures can be trusted."""
    show.finding(
        sentences.finding(
            quality.completeness(dataset, place),
            quality.sums(dataset, place),
            quality.witnesses(dataset, place),
            quality.conflicts_by_field(dataset, place),
        )
    )


def show_completeness(dataset: Dataset, place: str) -> None:
    """Draw the share of complete contests by place and office."""
    counts = quality.completeness(dataset, place)
    complete, contests = counts["complete"].sum(), counts["contests"].sum()
    ax = figures.plot_completeness(counts)
    style.headline(
        ax.figure,
        f"{number(complete)} of {number(contests)} contests have every candidate's votes",
        f"Percent of the contests of each office, N = {number(contests)}; right: complete of all",
        "Source: contests.csv, column completeness",
    )
    show.figure(ax.figure, "completeness", counts, figures.completeness_alt(counts))
    show.sentence(sentences.completeness_sentence(counts))


def show_blanks(dataset: Dataset, place: str) -> None:
    """Show for how many contests totals, electorate, papers and turnout are on record."""
    known = quality.blanks(dataset, place)
    table = known.assign(place=known["place"].map(place_name), office=known["office"].map(office_name))
    show.table(table, "on-record", "Contests for which each figure is on record", "What is unknown is blank, never 0.")


def show_sums(dataset: Dataset, place: str) -> None:
    """Show which rules were checked, in how many contests, and where they fail."""
    checked = quality.sums(dataset, place)
    shown = checked.assign(where=checked["where"].replace("", None))
    show.table(
        shown,
        "sums",
        "What the figures must satisfy",
        "A rule applies where every figure that it needs is known.",
        labels={"contests": "contests checked", "where": "fails in"},
    )
    show.sentence(sentences.sums_sentence(checked))


def show_conflicts_by_field(dataset: Dataset, place: str) -> None:
    """Show what sources disagree about, how often, and how often one value stands."""
    counts = quality.conflicts_by_field(dataset, place)
    show.table(
        counts,
        "conflicts-by-field",
        "What sources disagree about",
        labels={"field": "about", "decided": "one value stands", "open": "neither stands"},
    )
    show.sentence(sentences.conflicts_sentence(counts))


def show_witnesses(dataset: Dataset, place: str) -> None:
    """Draw what kind of source the candidates' figures rest on, and how many have only one."""
    counts = quality.witnesses(dataset, place)
    ax = figures.plot_witnesses(counts)
    single, total = counts["single"].sum(), counts["figures"].sum()
    style.headline(
        ax.figure,
        f"{percent(100 * single / total)} of the figures rest on one independent source",
        f"Candidates' figures by their best kind of source, N = {number(total)}; in brackets, those on one",
        "Sources: results.csv and sources.csv",
    )
    show.figure(ax.figure, "witnesses", counts, figures.witnesses_alt(counts))
    show.sentence(sentences.witnesses_sentence(counts))


def show_second_figures(dataset: Dataset, place: str) -> None:
    """Show how many figures another source confirms in another table."""
    rows = quality.second_figures(dataset, place)
    if len(rows):
        show.table(rows, "second-figures", "Figures compared with those of another source")
    show.sentence(sentences.second_figures_sentence(rows))


def show_voting_systems(dataset: Dataset, place: str) -> None:
    """Show where Democracy Club's rules name another voting system than the data do, and why."""
    rows = quality.voting_systems(dataset, place)
    if len(rows):
        show.table(rows, "voting-systems", "Voting systems, a second opinion", labels={"theirs": "uk-election-ids"})
    show.sentence(sentences.voting_systems_sentence(rows))


def show_flagged(dataset: Dataset, place: str) -> None:
    """Show every figure that was computed or estimated instead of declared."""
    rows = quality.flagged(dataset, place)
    if len(rows):
        show.table(rows, "flagged", "Figures that were not declared", labels={"contest_id": "contest"})
    show.sentence(sentences.flags_sentence(rows))


def show_licences(dataset: Dataset, place: str) -> None:
    """Show the terms of the sources by kind, with how many figures cite them."""
    terms = quality.licences(dataset, place)
    kinds: pd.Series = terms["kind"].str.replace("_", " ")
    show.table(
        terms.assign(kind=kinds),
        "licences",
        "Terms and kinds of the sources",
        "A figure with several sources counts for each of them.",
        labels={"figures": "candidates' figures that cite them"},
    )
    show.sentence(sentences.licences_sentence(terms))
