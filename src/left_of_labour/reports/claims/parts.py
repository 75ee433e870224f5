"""The parts of the report on campaign accounts, as values."""

from fractions import Fraction

import pandas as pd

from left_of_labour.analysis import claims as analysis
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import contest_title
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, number, plural
from left_of_labour.reports.claims import figures, sentences
from left_of_labour.shown import Finding, Shown, Table, Text

__all__ = ["account_sources", "amounts", "boundaries", "claims_table", "contradicted", "finding", "rules", "tolerance", "turnouts", "undecided", "verdicts"]

def _names(dataset: Dataset, assessed: pd.DataFrame) -> dict[str, str]:
    return {source: figures.account_name(dataset, source) for source in assessed["source_id"].unique()}


@part
def finding(dataset: Dataset, assessed: pd.DataFrame) -> Finding:
    """How many of the claims stand, how many do not, and how many the data cannot decide."""
    return Finding(sentences.finding(assessed))


@part
def verdicts(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """How many claims of each account have which verdict, drawn and counted."""
    made: list[Shown] = []
    counts, names = analysis.summary(assessed), _names(dataset, assessed)
    fig = figures.squares(assessed, names)
    grouped = figures.verdict_counts(assessed)
    stand, against = grouped["stand"], grouped["contradicted"]
    style.headline(
        fig,
        f"{number(stand)} of {plural(len(assessed), 'claim')} {'stands' if stand == 1 else 'stand'}, "
        f"{number(against) if against else 'none'} {'is' if against <= 1 else 'are'} contradicted",
        f"A square for each of {plural(int(counts['claims'].sum()), 'claim')}: stands on the data (blue), is documented elsewhere (pale blue), contradicted "
        "(orange) or open (grey)",
        **credit(dataset, account_sources(assessed)),
    )
    frame = counts.assign(source_id=counts["source_id"].map(names)).rename(columns={"source_id": "account"})
    made.append(picture(fig, "verdicts", frame, figures.verdicts_alt(counts, names)))
    made.append(table(frame, "verdicts-by-account", "Number of claims by account and verdict"))
    return tuple(made)


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
def contradicted(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """The claims that the data contradict, both figures side by side, with the caveat."""
    made: list[Shown] = []
    wrong = assessed[assessed["verdict"] == "contradicted"]
    if len(wrong):
        frame = _told(dataset, wrong)[["claim", "account", "stated", "given", "unit", "reason", "caveat"]]
        frame["reason"] = frame["reason"].replace("", None)
        labels = {"given": "data", "reason": "comparison"}
        made.append(table(frame, "contradicted", "Claims that the data contradict", labels=labels))
    made.append(Text(sentences.contradicted_sentence(assessed)))
    return tuple(made)


@part
def amounts(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """How far stated amounts are from the data's where they are not just rounded."""
    made: list[Shown] = []
    found = analysis.stated_amounts(assessed)
    if found.empty:
        made.append(Text("No stated amount is off by more than rounding."))
        return tuple(made)
    fig = figures.amounts(found)
    wrong = int((found["verdict"] == "contradicted").sum())
    style.headline(
        fig,
        f"Of {plural(len(found), 'amount', 'amounts')} off by more than rounding, "
        f"{number(wrong) if wrong else 'none'} {'is' if wrong <= 1 else 'are'} contradicted",
        "How far the stated amount is from the data’s, % of the data’s; each label reads “stated for data”. Orange: "
        "contradicted",
        **credit(dataset, account_sources(assessed)),
    )
    told = (f"{row.claim}, {row.stated} for {row.given} ({row.verdict})" for row in found.itertuples())
    made.append(picture(fig, "stated-amounts", found, f"Bars of stated amounts against the data's: {'; '.join(told)}."))
    return tuple(made)


@part
def boundaries(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """Claims about an earlier contest on the boundaries of the later one, where an estimate exists."""
    made: list[Shown] = []
    changes = analysis.boundary_change(dataset, assessed)
    if len(changes):
        shown = changes.assign(
            old_boundaries=list(map(sentences.amount, changes["old_boundaries"], changes["unit"])),
            new_boundaries=list(map(sentences.amount, changes["new_boundaries"], changes["unit"])),
        )
        made.append(table(
            shown.drop(columns="unit"),
            "boundaries",
            "The same claims on old and new boundaries",
            "New boundaries: the published estimate of the earlier result, not a count.",
        ))
    made.append(Text(sentences.boundary_sentence(changes)))
    return tuple(made)


@part
def turnouts(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """Turnout by each definition for the contests whose turnout is claimed."""
    made: list[Shown] = []
    rates = analysis.turnouts(dataset, assessed)
    titles = [contest_title(dataset.contest(contest)) for contest in rates["contest_id"]]
    rates = rates.assign(contest=titles)
    if len(rates):
        made.append(table(
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
        ))
    made.append(Text(sentences.turnout_sentence(rates)))
    return tuple(made)


@part
def undecided(dataset: Dataset, assessed: pd.DataFrame) -> tuple[Shown, ...]:
    """The claims that recomputing does not decide, with the reason."""
    made: list[Shown] = []
    open_claims = analysis.grounds(assessed)
    counts = open_claims["ground"].value_counts(sort=False)
    if len(open_claims):
        columns = ["claim", "reason", "ground", "verdict"]
        made.append(table(open_claims[columns], "undecided", "Claims that recomputing does not decide, with the reason"))
    told = joined(f"{count} for “{ground}”" for ground, count in counts.items())
    made.append(Text(f"{plural(len(open_claims), 'claim is', 'claims are')} left open{': ' + told if told else ''}."))
    return tuple(made)


@part
def claims_table(dataset: Dataset, assessed: pd.DataFrame) -> Table:
    """Every claim with what it states, what the data give, the verdict and the caveat."""
    return table(
        _told(dataset, assessed)[["claim", "account", "stated", "given", "unit", "verdict", "caveat", "check"]],
        "claims",
        "Every claim with its verdict",
        "Claims are paraphrased. “Data” is the value of the formula; a dash means that there is none.",
        labels={"given": "data", "check": "formula"},
    )


def _told(dataset: Dataset, assessed: pd.DataFrame) -> pd.DataFrame:
    """Claims with the account's name and the stated number in its own words."""
    return assessed.assign(
        account=assessed["source_id"].map(_names(dataset, assessed)),
        stated=[_stated(row) for row in assessed.itertuples()],
    )


def _stated(row) -> str | None:
    """The number with the account's own word, such as “about 300”."""
    if pd.isna(row.stated):
        return None
    return row.stated if row.precision in (None, "exact") or pd.isna(row.precision) else f"{row.precision} {row.stated}"


def account_sources(assessed: pd.DataFrame) -> list[str]:
    """The accounts themselves and every source that their claims are checked against."""
    cited = assessed["source_ids"].dropna().str.split(";").explode()
    return sorted({*assessed["source_id"], *cited})
