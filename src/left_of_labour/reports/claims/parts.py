"""What the claims notebook shows: tables, headlines and alt texts for the verdicts on campaign accounts."""

import pandas as pd

from left_of_labour.analysis.claims import VERDICTS, boundary_change, grounds, stated_amounts, summary, turnouts
from left_of_labour.data import Dataset
from left_of_labour.presentation import show, style
from left_of_labour.reports.claims import figures, sentences
from left_of_labour.presentation.names import contest_title
from left_of_labour.presentation.text import joined, number, plural

__all__ = [
    "account_sources",
    "show_amounts",
    "show_boundaries",
    "show_claims",
    "show_contradicted",
    "show_turnouts",
    "show_undecided",
    "show_verdicts",
]

_SOURCES = "Sources: the accounts and, for each claim, those named in claims.csv"


def _names(dataset: Dataset, assessed: pd.DataFrame) -> dict[str, str]:
    return {source: figures.account_name(dataset, source) for source in assessed["source_id"].unique()}


def show_verdicts(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Show how many claims of each account have which verdict, drawn and counted."""
    counts, names = summary(assessed), _names(dataset, assessed)
    fig = figures.verdicts_by_account(counts, names)
    against, decided = counts["contradicted"].sum(), counts[list(VERDICTS)[:5]].to_numpy().sum()
    style.headline(
        fig,
        f"{number(decided - against)} of {number(decided)} claims that can be recomputed stand",
        f"Claims by verdict, N = {counts['claims'].sum()}. Blue: stands; orange, hatched: contradicted; grey: open",
        _SOURCES,
    )
    table = counts.assign(source_id=counts["source_id"].map(names)).rename(columns={"source_id": "account"})
    show.figure(fig, "verdicts", table, figures.verdicts_alt(counts, names))
    show.table(table, "verdicts-by-account", "Number of claims by account and verdict")


def show_contradicted(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Show the claims that the data contradict, both figures side by side, with the caveat."""
    wrong = assessed[assessed["verdict"] == "contradicted"]
    if len(wrong):
        table = _told(dataset, wrong)[["claim", "account", "stated", "given", "unit", "caveat"]]
        show.table(table, "contradicted", "Claims that the data contradict", labels={"given": "data"})
    show.sentence(sentences.contradicted_sentence(assessed))


def show_amounts(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Draw how far stated amounts are from the data's where they are not just rounded."""
    amounts = stated_amounts(assessed)
    if amounts.empty:
        show.sentence("No stated amount is off by more than rounding.")
        return
    ax = figures.plot_amounts(amounts)
    wrong = int((amounts["verdict"] == "contradicted").sum())
    style.headline(
        ax.figure,
        f"Of {plural(len(amounts), 'amount', 'amounts')} off by more than rounding, "
        f"{number(wrong) if wrong else 'none'} {'is' if wrong <= 1 else 'are'} contradicted",
        "Stated less data, in percent of the data; each label reads “stated for data”",
        _SOURCES,
    )
    told = (f"{row.claim}, {row.stated} for {row.given} ({row.verdict})" for row in amounts.itertuples())
    show.figure(ax.figure, "stated-amounts", amounts, f"Dots of stated amounts against the data's: {'; '.join(told)}.")


def show_boundaries(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Show claims about an earlier contest on the boundaries of the later one, where an estimate exists."""
    changes = boundary_change(dataset, assessed)
    if len(changes):
        shown = changes.assign(
            old_boundaries=list(map(sentences.amount, changes["old_boundaries"], changes["unit"])),
            new_boundaries=list(map(sentences.amount, changes["new_boundaries"], changes["unit"])),
        )
        show.table(
            shown.drop(columns="unit"),
            "boundaries",
            "The same claims on old and new boundaries",
            "New boundaries: the published estimate of the earlier result, not a count.",
        )
    show.sentence(sentences.boundary_sentence(changes))


def show_turnouts(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Show turnout by each definition for the contests whose turnout is claimed."""
    rates = turnouts(dataset, assessed)
    titles = [contest_title(dataset.contest(contest)) for contest in rates["contest_id"]]
    rates = rates.assign(contest=titles)
    if len(rates):
        show.table(
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
        )
    show.sentence(sentences.turnout_sentence(rates))


def show_undecided(assessed: pd.DataFrame) -> None:
    """Show the claims that recomputing does not decide, with the reason."""
    open_claims = grounds(assessed)
    counts = open_claims["ground"].value_counts(sort=False)
    if len(open_claims):
        columns = ["claim", "reason", "ground", "verdict"]
        show.table(open_claims[columns], "undecided", "Claims that recomputing does not decide, with the reason")
    told = joined(f"{count} for “{ground}”" for ground, count in counts.items())
    show.sentence(f"{plural(len(open_claims), 'claim is', 'claims are')} left open{': ' + told if told else ''}.")


def show_claims(dataset: Dataset, assessed: pd.DataFrame) -> None:
    """Show every claim with what it states, what the data give, the verdict and the caveat."""
    show.table(
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
