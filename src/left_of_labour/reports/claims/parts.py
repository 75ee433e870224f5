"""The parts of the report on campaign accounts, as values."""

from fractions import Fraction
from typing import Any

import pandas as pd

from left_of_labour.analysis import claims as analysis
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import contest_title
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import number, plural
from left_of_labour.reports.claims import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "account_sources",
    "amounts",
    "boundaries",
    "claims_table",
    "contradicted",
    "finding",
    "rules",
    "selection",
    "tolerance",
    "turnouts",
    "undecided",
    "verdicts",
]


def _names(dataset: Dataset, assessed: pd.DataFrame) -> dict[str, str]:
    return {source: figures.account_name(dataset, source) for source in assessed["source_id"].unique()}


@part
def finding(dataset: Dataset, assessed: pd.DataFrame) -> Finding:
    """How many of the claims stand, how many do not, and how many the data cannot decide."""
    return Finding(sentences.finding(assessed))


@part
def verdicts(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Figure | Table, ...]:
    """How many claims of each account have which verdict, drawn and counted."""
    counts, names = analysis.summary(assessed), _names(dataset, assessed)
    fig = figures.squares(assessed, names)
    grouped = figures.verdict_counts(assessed)
    stand, against = grouped["stand"], grouped["contradicted"]
    style.headline(
        fig,
        f"{number(stand)} of {plural(len(assessed), 'claim')} {'stands' if stand == 1 else 'stand'}, "
        f"{number(against) if against else 'none'} {'is' if against <= 1 else 'are'} contradicted",
        f"A square for each of {plural(len(assessed), 'claim')}: stands on the data (blue), is documented elsewhere "
        "(pale "
        "blue), contradicted (orange) or open (grey)",
        **credit(dataset, account_sources(assessed)),
    )
    stands = counts[[verdict for verdict in analysis.STANDING if verdict in counts]].sum(axis="columns")
    frame = counts.assign(source_id=counts["source_id"].map(names), stand=stands).rename(
        columns={"source_id": "account"}
    )
    return (
        picture(fig, "verdicts", frame, figures.verdicts_alt(counts, names)),
        table(frame, "verdicts-by-account", "Number of claims by account and verdict"),
    )


@part
def rules(dataset: Dataset) -> Table:
    """What each verdict means."""
    return table(analysis.rules(), "rules", "What each verdict means")


@part
def tolerance(dataset: Dataset, source_id: str, assessed: pd.DataFrame) -> Text:
    """What changes if the tolerance is halved, or half as wide again."""
    strict = analysis.assess(dataset, source_id, close=analysis.CLOSE / 2)
    loose = analysis.assess(dataset, source_id, close=analysis.CLOSE * Fraction(3, 2))
    return Text(sentences.tolerance_sentence(assessed, strict, loose))


@part
def contradicted(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Table | Text, ...]:
    """The claims that the data contradict, written out, and both figures side by side with the caveat."""
    texts = Text(sentences.contradicted_sentence(assessed))
    wrong = assessed[assessed["verdict"] == "contradicted"]
    if wrong.empty:
        return (texts,)
    frame = _with_account(dataset, wrong)[["claim", "stated", "given", "unit", "account", "reason", "caveat"]]
    frame["reason"] = frame["reason"].replace("", None)
    labels = {"given": "data", "reason": "comparison"}
    return texts, table(frame, "contradicted", "Claims that the data contradict", labels=labels, beneath="caveat")


@part
def amounts(dataset: Dataset, assessed: pd.DataFrame) -> Figure | Text:
    """How far stated amounts are from the data's where they are not just rounded."""
    found = analysis.stated_amounts(assessed)
    if found.empty:
        return Text(
            "No stated amount that can be recomputed is off by more than rounding; places and dates are left out."
        )
    fig = figures.amounts(found)
    wrong = int((found["verdict"] == "contradicted").sum())
    style.headline(
        fig,
        f"Of {plural(len(found), 'amount')} off by more than rounding, "
        f"{number(wrong) if wrong else 'none'} {'is' if wrong <= 1 else 'are'} contradicted"
        if len(found) > 1
        else f"The one amount off by more than rounding is {'' if wrong else 'not '}contradicted",
        "How far the stated amount is from the data’s, % of the data’s; each label reads “stated for data”. Orange: "
        "contradicted",
        **credit(dataset, account_sources(assessed)),
    )
    texts = (f"{row.claim}, {_grouped(row.stated)} for {row.given} ({row.verdict})" for row in found.itertuples())
    alt = f"Bars of stated amounts against the data’s: {'; '.join(texts)}."
    return picture(fig, "stated-amounts", found.drop(columns="source_id"), alt)


def _grouped(stated: str) -> str:
    """A stated amount as the data's are written: votes with thousands apart."""
    return number(int(stated)) if stated.isdigit() else stated


@part
def boundaries(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Table | Text, ...]:
    """Claims about an earlier contest on the boundaries of the later one, where an estimate exists."""
    changes = analysis.boundary_change(dataset, assessed)
    texts = Text(sentences.boundary_sentence(changes))
    if changes.empty:
        return (texts,)
    shown = changes.assign(
        old_boundaries=list(map(sentences.amount, changes["old_boundaries"], changes["unit"])),
        new_boundaries=list(map(sentences.amount, changes["new_boundaries"], changes["unit"])),
    )
    return (
        table(
            shown.drop(columns="unit"),
            "boundaries",
            "The same claims on old and new boundaries",
            "New boundaries: the published estimate of the earlier result, not a count.",
        ),
        texts,
    )


@part
def turnouts(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Table | Text, ...]:
    """Turnout by each definition for the contests whose turnout is claimed."""
    rates = analysis.turnouts(dataset, assessed)
    rates = rates.assign(contest=[contest_title(dataset.contest(contest)) for contest in rates["contest_id"]])
    texts = Text(sentences.turnout_sentence(rates))
    if rates.empty:
        return (texts,)
    return (
        table(
            rates[["contest", "published", "papers", "valid", "also_printed"]],
            "turnouts",
            "Turnout by definition",
            "A dash means that the electorate or the papers are not known.",
            labels={
                "published": "published, %",
                "papers": "papers in the count / electorate, %",
                "valid": "valid votes / electorate, %",
                "also_printed": "also printed, %",
            },
            decimals={"published": 2, "papers": 2, "valid": 2},
            links={"contest": [f"one-contest/{one}" for one in rates["contest_id"]]},
        ),
        texts,
    )


@part
def undecided(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Table | Text, ...]:
    """The claims that recomputing does not decide, with the reason."""
    open_claims = analysis.grounds(assessed)
    texts = Text(sentences.undecided_sentence(open_claims))
    if open_claims.empty:
        return (texts,)
    columns = ["claim", "verdict", "reason", "ground"]
    title = "Claims that recomputing does not decide, with the reason"
    return table(open_claims[columns], "undecided", title, beneath="reason"), texts


@part
def selection(dataset: Dataset, assessed: pd.DataFrame) -> Text:
    """That the claims are a choice, and how many of them nothing on record could decide."""
    checkable = dataset.claims.set_index("claim_id")["checkable"]
    return Text(sentences.selection_sentence(assessed, checkable), role="note")


@part
def claims_table(dataset: Dataset, assessed: pd.DataFrame) -> Table:
    """Every claim with what it states, what the data give, the verdict and the caveat."""
    return table(
        _with_account(dataset, assessed)[["claim", "stated", "given", "unit", "verdict", "account", "caveat", "check"]],
        "claims",
        "Every claim with its verdict",
        "Claims are paraphrased. “Data” is the value of the formula; a dash means that there is none.",
        labels={"given": "data", "check": "formula"},
        beneath="caveat",
    )


def _with_account(dataset: Dataset, assessed: pd.DataFrame) -> pd.DataFrame:
    """Claims with the account's name and the stated number in its own words."""
    return assessed.assign(
        account=assessed["source_id"].map(_names(dataset, assessed)),
        stated=[_stated(row) for row in assessed.itertuples()],
    )


def _stated(row: Any) -> str | None:
    """The number with the account's own word, such as “about 300”."""
    if pd.isna(row.stated):
        return None
    return row.stated if row.precision in (None, "exact") or pd.isna(row.precision) else f"{row.precision} {row.stated}"


def account_sources(assessed: pd.DataFrame) -> list[str]:
    """The accounts themselves and every source that their claims are checked against."""
    cited = assessed["source_ids"].dropna().str.split(";").explode()
    return sorted({*assessed["source_id"], *cited})
