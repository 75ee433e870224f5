"""The parts of the report on the data themselves, as values."""

import pandas as pd

from left_of_labour.analysis import quality
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Completeness, ExceptedRule
from left_of_labour.presentation import style
from left_of_labour.presentation.names import SYSTEMS, contest_name, field_name, office_name, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import credit, disagreements, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, number, percent
from left_of_labour.reports.data_quality import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "blanks",
    "completeness",
    "conflicts_by_field",
    "conflicts_table",
    "finding",
    "flagged",
    "licences",
    "second_figures",
    "sums",
    "voting_systems",
    "witnesses",
]


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
def completeness(dataset: Dataset, place: str) -> tuple[Figure | Text, ...]:
    """The share of complete contests by place and office."""
    counts = quality.completeness(dataset, place)
    complete, contests = counts["complete"].sum(), counts["contests"].sum()
    years = quality.calendar(dataset, place)
    fig = figures.calendar(counts, years)
    style.headline(
        fig,
        f"{number(complete)} of {number(contests)} contests have every candidate’s votes",
        "A square for every year with contests, by place and office: every candidate’s votes (blue), losers summed "
        "in one "
        "of them (pale blue), votes missing in one (orange)",
        "Sources: listed in the data",
        licence=_licence(dataset),
    )
    years = years.assign(contests=years[[str(value) for value in Completeness]].sum(axis="columns"))
    drawn = picture(fig, "completeness", years, figures.completeness_alt(counts))
    return drawn, Text(sentences.completeness_sentence(counts))


@part
def blanks(dataset: Dataset, place: str) -> Table:
    """For how many contests totals, electorate, papers and turnout are on record."""
    known = quality.blanks(dataset, place)
    frame = known.assign(place=known["place"].map(place_name), office=known["office"].map(office_name))
    return table(
        frame,
        "on-record",
        "Contests for which each figure is on record",
        "What is unknown is blank, never 0.",
        labels={
            "total_votes": "total of votes",
            "ballots_cast": "papers in the count",
            "rejected_ballots": "rejected papers",
            "turnout": "published turnout",
        },
        links={"place": [f"one-place/{one}" for one in known["place"]]},
    )


@part
def sums(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """Which rules were checked, in how many contests, where they fail, and what is exempted for which reason."""
    checked = quality.sums(dataset, place)
    shown = checked.assign(
        rule=[_as_sentence(rule) for rule in checked["rule"]],
        where=[_contests(dataset, ids) for ids in checked["where"]],
    )
    exempted = quality.exceptions(dataset, place)
    return (
        table(
            shown,
            "sums",
            "What the figures must satisfy",
            "A rule applies where every figure that it needs is known. Excepted: exempted, for a reason that is on "
            "record.",
            labels={"contests": "contests checked", "where": "fails in"},
        ),
        Text(sentences.sums_sentence(shown)),
        *(() if exempted.empty else (_exceptions(dataset, exempted),)),
    )


def _as_sentence(rule: str) -> str:
    return f"{rule[0].upper()}{rule[1:]}".replace("'", "’")


def _exceptions(dataset: Dataset, exempted: pd.DataFrame) -> Table:
    contests = dataset.contests
    reports = {
        (date, area): f"one-contest/{one}"
        for date, area, one in contests[["date", "area", "contest_id"]].itertuples(index=False)
    }
    shown = exempted.assign(rule=exempted["rule"].map(_EXEMPTED), date=exempted["date"].map(day))
    return table(
        shown,
        "exceptions",
        "Known exceptions",
        "What breaks a rule, or is exempted from one, and why.",
        links={"area": [reports.get(key) for key in exempted[["date", "area"]].itertuples(index=False, name=None)]},
    )


_EXEMPTED = {
    "turnout": "Published turnout",
    ExceptedRule.POLLING_DAY: "Polling day is a Thursday",
    ExceptedRule.MOST_VOTES: "The elected have the most votes",
    ExceptedRule.SETTLED_COUNT: "One count is in print",
}


def _contests(dataset: Dataset, ids: str) -> str | None:
    """Contests by name, from their ids."""
    return ", ".join(contest_name(dataset.contest(one)) for one in ids.split(", ")) if ids else None


@part
def conflicts_by_field(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """What sources disagree about, how often, and how often one value is used."""
    counts = quality.conflicts_by_field(dataset, place)
    texts = Text(sentences.conflicts_sentence(counts))
    if counts.empty:
        return (texts,)
    shown = table(
        counts.assign(field=counts["field"].map(field_name)),
        "conflicts-by-field",
        "What sources disagree about",
        labels={
            "field": "about",
            "conflicts": "disagreements",
            "decided": "one value is used",
            "open": "none is used",
            "rejected": "values rejected",
        },
    )
    return shown, texts


@part
def conflicts_table(dataset: Dataset, place: str) -> tuple[Table, ...]:
    """Every disagreement between sources, with the value that was chosen."""
    found = quality.conflicts(dataset, place)
    return (disagreements(dataset, found, "conflicts", "Every value that was rejected, and why"),) if len(found) else ()


@part
def witnesses(dataset: Dataset, place: str) -> tuple[Figure | Text, ...]:
    """What kind of source the candidates' figures rest on, and how many have only one."""
    counts = quality.witnesses(dataset, place)
    told = Text(sentences.witnesses_sentence(counts))
    if counts.empty:
        return (told,)
    fig = figures.witnesses(counts)
    single, total = counts["single"].sum(), counts["figures"].sum()
    style.headline(
        fig,
        f"{percent(100 * single / total)} of the figures rest on one independent source",
        f"{number(total)} candidates’ figures by their best kind of source; on one source in orange",
        "Sources: listed in the data",
        licence=_licence(dataset),
    )
    drawn = picture(fig, "witnesses", counts, figures.witnesses_alt(counts))
    return drawn, told


@part
def second_figures(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """How many figures another source confirms in another table."""
    found = quality.second_figures(dataset, place)
    texts = Text(sentences.second_figures_sentence(found))
    if found.empty:
        return (texts,)
    shown = found.assign(table=found["table"].replace(_TABLES), figure=found["figure"].map(field_name))
    return table(shown, "second-figures", "Figures compared with those of another source"), texts


_TABLES = {
    "mayoral_candidates": "candidates for mayor (Commons Library)",
    "westminster_left": "left candidacies at Westminster",
    "westminster_green": "Green candidacies at Westminster",
    "claims": "campaign accounts",
}


@part
def voting_systems(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """Where Democracy Club's rules name another voting system than the data do, and why."""
    found = quality.voting_systems(dataset, place)
    texts = Text(sentences.voting_systems_sentence(found))
    if found.empty:
        return (texts,)
    shown = found.assign(ours=found["ours"].map(_system), theirs=found["theirs"].map(_system))
    labels = {"theirs": "Democracy Club"}
    return table(shown, "voting-systems", "Voting systems, a second opinion", labels=labels), texts


def _system(name: str) -> str:
    return SYSTEMS.get(name, name.replace("_", " "))


@part
def flagged(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """Every figure that was computed or estimated instead of declared."""
    found = quality.flagged(dataset, place)
    texts = Text(sentences.flags_sentence(found))
    if found.empty:
        return (texts,)
    names = [contest_name(dataset.contest(one)) for one in found["contest_id"]]
    shown = found.assign(contest=names)[["candidate", "votes", "contest", "quality", "note"]]
    drawn = table(
        shown,
        "flagged",
        "Figures that were not declared",
        labels={"quality": "how it is known"},
        links={"contest": [f"one-contest/{one}" for one in found["contest_id"]]},
    )
    return drawn, texts


@part
def licences(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """The terms of the sources by kind, with how many figures cite them."""
    terms = quality.licences(dataset, place)
    return (
        table(
            terms.assign(kind=terms["kind"].map(figures.kind_name)),
            "licences",
            "Terms and kinds of the sources",
            "A figure with several sources counts for each of them.",
            labels={"figures": "candidates’ figures that cite them"},
        ),
        Text(sentences.licences_sentence(terms)),
    )
