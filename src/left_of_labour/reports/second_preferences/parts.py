"""The parts of the report on second preferences, as values."""

import pandas as pd

from left_of_labour.analysis.rounds import Final, SecondCount, first_count
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Contest
from left_of_labour.presentation import style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import percent
from left_of_labour.reports.second_preferences import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "advice",
    "advice_claims",
    "count_table",
    "distribution",
    "final_bars",
    "finals_table",
    "finding",
    "origins",
    "reversals",
]

_SOURCES = "Votes: House of Commons Library and the sources listed below"
_REMINDER = Text(sentences.REMINDER, role="note")


@part
def finding(
    dataset: Dataset, contest: Contest, final: Final, count: SecondCount | None, observed: pd.DataFrame
) -> tuple[Finding | Text, ...]:
    """Whether second preferences changed the result, what a challenger would have needed, and the caveat."""
    return Finding(sentences.rounds_finding(contest, final, count, observed)), Text(sentences.CAVEAT, role="note")


@part
def count_table(
    dataset: Dataset, candidates: pd.DataFrame, contest: Contest, final: Final, count: SecondCount | None
) -> tuple[Table | Text, ...]:
    """The first count and, where one was held, the second; the same in words."""
    total = candidates["votes"].sum()
    frame = candidates[["candidate", "ballot_label", "votes", "transfers", "final_votes", "elected", "witnesses"]]
    frame.insert(3, "share_pct", 100 * frame["votes"] / total)
    shown = table(
        frame,
        "count",
        "The count",
        note="Shares are of valid first preferences. A dash: not a finalist, or no second count.",
        labels={
            "share_pct": "share, %",
            "votes": "first preferences",
            "final_votes": "after transfers",
            "witnesses": "independent sources",
        },
    )
    return shown, Text(sentences.count_as_it_was(contest, final, count))


@part
def origins(dataset: Dataset, bounds: pd.DataFrame) -> tuple[Figure | Table | Text, ...]:
    """The bounds on each eliminated candidate's votes, as a figure, a table and in words."""
    panels = bounds["destination"].nunique()
    fig, axes = style.figure(0.3 * bounds["candidate"].nunique() + 0.4, columns=panels, sharey=True, squeeze=False)
    figures.origin_ranges(bounds, list(axes[0]))
    style.headline(
        fig,
        "Where each eliminated candidate’s votes can have gone",
        "Least and most, % of the candidate’s own first preferences (given with the name)",
        f"{_SOURCES}. Bounds after Duncan and Davis (1953).",
    )
    alt = f"Ranges per eliminated candidate and destination. {sentences.bounds_told(bounds)}"
    drawn = picture(fig, "origins", bounds, alt)
    shown = table(
        bounds,
        "bounds",
        "Bounds on where eliminated votes went",
        note="Each bound can be reached, though not all at once. Percentages are of the candidate’s own votes.",
        labels={"least": "least, votes", "most": "most, votes", "least_pct": "least, %", "most_pct": "most, %"},
    )
    return drawn, shown, Text(sentences.bounds_told(bounds))


@part
def final_bars(
    dataset: Dataset, final: Final, count: SecondCount | None, candidates: pd.DataFrame
) -> tuple[Figure | Text, ...]:
    """The final between the winner and the challenger, as bars and in words."""
    fig, ax = style.figure(2.2)
    figures.final_bars(final, count, figures.colours_of(candidates), ax)
    style.headline(
        fig,
        sentences.final_headline(final),
        "Votes: first preferences, and transfers if there were any",
        _SOURCES,
    )
    data = pd.DataFrame(
        [
            ("winner", final.winner, final.challenger_votes + final.lead),
            ("challenger", final.challenger, final.challenger_votes),
            ("pool", "everybody else", final.pool),
            ("net transfers needed", final.challenger, final.needed),
        ],
        columns=["part", "who", "votes"],
    )
    drawn = picture(fig, "final", data, sentences.final_alt(final, count))
    return drawn, Text(f"{sentences.needed(final)} {sentences.missed(final, count)}"), _REMINDER


@part
def finals_table(dataset: Dataset, finals: pd.DataFrame, cases: int) -> tuple[Table | Text, ...]:
    """What every loser would have needed against the winner."""
    shown = table(
        finals,
        "finals",
        "A final against each candidate",
        note="Needed: net transfers with which the challenger wins, in votes and % of the pool; above 100% it is out "
        f"of reach. The last column counts the runners-up, of {cases}, whose net share of the pool was as large.",
        labels={
            "short_of_second_place": "votes short of second place",
            "lead": "winner’s lead, votes",
            "pool": "pool, votes",
            "needed": "needed, net votes",
            "needed_pct": "needed, % of pool",
            "second_counts_reaching_it": f"second counts reaching it, of {cases}",
        },
    )
    return shown, _REMINDER


@part
def distribution(
    dataset: Dataset, observed: pd.DataFrame, final: Final, contest: Contest, candidates: pd.DataFrame
) -> tuple[Figure | Text, ...]:
    """The net shares of all second counts and the one needed here, as a dot plot and in words."""
    here = (observed["authority"] == contest.area) & (observed["date"].dt.date == contest.date)
    colour = figures.colours_of(candidates)[final.challenger]
    fig, ax = style.figure(3.0)
    figures.transfer_distribution(observed, final, here, colour, ax)
    reached = int((observed["net_share"] >= float(final.needed_share)).sum())
    need = percent(float(100 * final.needed_share))
    title = f"{reached or 'None'} of {len(observed)} runners-up gained the net {need} needed here"
    style.headline(
        fig,
        title,
        f"Runner-up’s gain on the leader, % of eliminated votes, to the nearest 5; {_coverage(observed)}",
        "Votes: House of Commons Library, CBP-7529, table 28c; Tower Hamlets 2015 and 2022: sources below",
    )
    alt = sentences.distribution_alt(final, observed)
    drawn = picture(fig, "transfers", observed.assign(here=here), alt)
    return drawn, Text(sentences.elsewhere(final, observed)), _REMINDER


def _coverage(observed: pd.DataFrame) -> str:
    return f"N = {sentences.observed_counts(observed)}"


@part
def reversals(
    dataset: Dataset, contest: Contest, final: Final, count: SecondCount | None, observed: pd.DataFrame
) -> tuple[Table | Text, ...]:
    """Whether the leader of the first count won, here and elsewhere, and the second counts that the leader lost."""
    lost = observed[observed["leader_lost"]]
    frame = lost[["date", "authority", "leader", "winner", "lead", "pool"]].assign(
        needed_pct=100 * lost["needed_share"], net_pct=100 * lost["net_share"]
    )
    shown = table(
        frame,
        "reversals",
        f"Where the leader lost: {len(lost)} of {len(observed)} second counts",
        note="Needed and gained: the runner-up’s net transfers, % of the votes of all eliminated candidates.",
        labels={
            "leader": "leader of the first count",
            "lead": "lead, votes",
            "pool": "pool, votes",
            "needed_pct": "needed, %",
            "net_pct": "gained, %",
        },
    )
    return Text(sentences.first_past_the_post(contest, final, count, observed)), shown, _REMINDER


@part
def advice(dataset: Dataset, contest_id: str) -> tuple[Text, ...]:
    """What advice about second preferences could and could not have changed."""
    told = sentences.advice(first_count(dataset, contest_id), advice_claims(dataset, contest_id))
    return Text(told), _REMINDER


def advice_claims(dataset: Dataset, contest_id: str) -> pd.DataFrame:
    """What the campaign accounts say about second preferences in this contest, with `account` and `year`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> advice_claims(load(), "tower-hamlets-mayor-2010")["account"].tolist()
    ['Livingstone statement on the Tower Hamlets mayoral election']
    """
    claims = dataset.claims[dataset.claims["contest_id"] == contest_id]
    claims = claims[claims["paraphrase"].str.contains("second preference", case=False)]
    sources = dataset.sources.set_index("source_id")
    return claims.assign(
        account=claims["source_id"].map(sources["title"]), year=claims["source_id"].map(sources["date"].str[:4])
    )
