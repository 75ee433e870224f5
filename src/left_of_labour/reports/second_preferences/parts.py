"""What the notebook on second preferences shows: tables and figures with their titles, units and alt texts."""

import pandas as pd

from left_of_labour.analysis.rounds import Final, SecondCount
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Contest
from left_of_labour.presentation import show, style
from left_of_labour.reports.second_preferences import figures, sentences
from left_of_labour.presentation.text import percent

__all__ = [
    "advice_claims",
    "show_count",
    "show_distribution",
    "show_final",
    "show_finals",
    "show_origins",
    "show_reversals",
]

SOURCES = "Votes: House of Commons Library and the sources listed below"


def show_count(candidates: pd.DataFrame) -> None:
    """The first count and, where one was held, the second, as a table."""
    total = candidates["votes"].sum()
    table = candidates[["candidate", "ballot_label", "votes", "transfers", "final_votes", "elected", "witnesses"]]
    table.insert(3, "share_pct", 100 * table["votes"] / total)
    show.table(
        table,
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


def show_origins(bounds: pd.DataFrame) -> None:
    """The bounds on each eliminated candidate's votes, as a figure and a table."""
    panels = bounds["destination"].nunique()
    fig, axes = style.figure(0.3 * bounds["candidate"].nunique() + 0.4, columns=panels, sharey=True, squeeze=False)
    figures.origin_ranges(bounds, list(axes[0]))
    style.headline(
        fig,
        "Where each eliminated candidate’s votes can have gone",
        "Least and most, % of the candidate’s own first preferences (given with the name)",
        f"{SOURCES}. Bounds after Duncan and Davis (1953).",
    )
    alt = f"Ranges per eliminated candidate and destination. {sentences.bounds_told(bounds)}"
    show.figure(fig, "origins", bounds, alt)
    show.table(
        bounds,
        "bounds",
        "Bounds on where eliminated votes went",
        note="Each bound can be reached, though not all at once. Percentages are of the candidate’s own votes.",
        labels={"least": "least, votes", "most": "most, votes", "least_pct": "least, %", "most_pct": "most, %"},
    )


def show_final(final: Final, count: SecondCount | None, candidates: pd.DataFrame) -> None:
    """The final between the winner and the challenger, as bars."""
    fig, ax = style.figure(2.2)
    figures.final_bars(final, count, figures.colours_of(candidates), ax)
    style.headline(
        fig,
        sentences.final_headline(final),
        "Votes: first preferences, and transfers if there were any",
        SOURCES,
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
    show.figure(fig, "final", data, sentences.final_alt(final, count))


def show_finals(finals: pd.DataFrame, cases: int) -> None:
    """What every loser would have needed against the winner, as a table."""
    show.table(
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


def show_distribution(observed: pd.DataFrame, final: Final, contest: Contest, candidates: pd.DataFrame) -> None:
    """The net shares of all second counts and the one needed here, as a dot plot."""
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
    show.figure(fig, "transfers", observed.assign(here=here), alt)


def _coverage(observed: pd.DataFrame) -> str:
    return f"N = {sentences.observed_counts(observed)}"


def show_reversals(observed: pd.DataFrame) -> None:
    """The second counts that the leader of the first lost, as a table."""
    lost = observed[observed["leader_lost"]]
    table = lost[["date", "authority", "leader", "winner", "lead", "pool"]].assign(
        needed_pct=100 * lost["needed_share"], net_pct=100 * lost["net_share"]
    )
    show.table(
        table,
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
