"""The parts of the report on second preferences, as values."""

import pandas as pd

from left_of_labour.analysis.rounds import Final, SecondCount, counting_law, first_count
from left_of_labour.analysis.transfers import POOLS, second_counts, sufficiency
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Contest, VotingSystem
from left_of_labour.presentation import style
from left_of_labour.presentation.names import contest_name, surname
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, court_findings, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import percent, plural
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
    "plane",
    "reversals",
    "source_ids",
    "unused",
]

_ALL_COUNTS = "hoc-cbp7529"  # the source of the second counts elsewhere
_REMINDER = Text(sentences.REMINDER, role="note")


@part
def finding(
    dataset: Dataset, contest: Contest, final: Final, count: SecondCount | None, observed: pd.DataFrame
) -> tuple[Finding | Text, ...]:
    """Whether second preferences changed the result, what a challenger would have needed, and the caveats."""
    notes = [*court_findings(dataset, [contest.contest_id]), sentences.CAVEAT]
    found = Finding(sentences.rounds_finding(contest, final, count, observed))
    return found, *(Text(note, role="note") for note in notes)


@part
def count_table(
    dataset: Dataset, candidates: pd.DataFrame, contest: Contest, final: Final, count: SecondCount | None
) -> tuple[Table | Text, ...]:
    """The first count and, where one was held, the second; the same in words."""
    total = candidates["votes"].sum()
    law = (
        f" The law in force: {counting_law(contest.date)}; all who tie with the second stay in."
        if contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE
        else ""
    )
    frame = candidates[["candidate", "ballot_label", "votes", "transfers", "final_votes", "elected", "witnesses"]]
    frame.insert(3, "share_pct", 100 * frame["votes"] / total)
    shown = table(
        frame,
        "count",
        "The count",
        note=f"Shares are of valid first preferences. A dash: not a finalist, or no second count.{law}",
        labels={
            "share_pct": "share, %",
            "votes": "first preferences",
            "final_votes": "after transfers",
            "witnesses": "independent sources",
        },
    )
    return shown, Text(sentences.count_as_it_was(contest, final, count))


@part
def origins(dataset: Dataset, contest: Contest, bounds: pd.DataFrame) -> tuple[Figure | Table | Text, ...]:
    """The bounds on each eliminated candidate's votes: a figure of those that rule something out, a table, words."""
    texts = sentences.bounds_sentence(bounds)
    shown = (_bounds_table(bounds), Text(texts))
    informative = figures.informative(bounds)
    if informative.empty:
        return shown
    fig = figures.origin_ranges(informative)
    left_out = len(bounds) - min(len(informative), figures.MOST_BOUNDS)
    style.headline(
        fig,
        sentences.bounds_headline(informative),
        f"{contest_name(contest)}: where eliminated votes can have gone, % of each candidate’s; grey is possible, "
        f"white is not. {plural(left_out, 'wider bound')} not drawn",
        **_credit(dataset, contest),
    )
    alt = f"Ranges per eliminated candidate and destination. {sentences.proven(informative)}"
    return picture(fig, "origins", informative, alt), *shown


def _credit(dataset: Dataset, contest: Contest) -> dict[str, str]:
    return credit(dataset, [*cited_sources(dataset, [contest.contest_id]), _ALL_COUNTS])


def _bounds_table(bounds: pd.DataFrame) -> Table:
    return table(
        bounds,
        "bounds",
        "Bounds on where eliminated votes went",
        note="Each bound can be reached, though not all at once. Percentages are of the candidate’s own votes.",
        labels={"least": "least, votes", "most": "most, votes", "least_pct": "least, %", "most_pct": "most, %"},
    )


@part
def final_bars(
    dataset: Dataset, contest: Contest, final: Final, count: SecondCount | None, candidates: pd.DataFrame
) -> tuple[Figure | Text, ...]:
    """The final between the winner and the challenger, as bars and in words."""
    fig = figures.final_bars(final, count, figures.colours_of(candidates))
    style.headline(
        fig,
        sentences.final_headline(final, count),
        f"{contest_name(contest)}: a final between the winner and {final.challenger}, votes",
        **_credit(dataset, contest),
    )
    drawn = picture(fig, "final", _final_data(final, count), sentences.final_alt(final, count))
    return drawn, Text(f"{sentences.needed(final)} {sentences.missed(final, count)}"), _REMINDER


def _final_data(final: Final, count: SecondCount | None) -> pd.DataFrame:
    """The votes that a final depended on, and what became of them where it was held, also in % of the pool."""
    rows = [
        ("winner", final.winner, final.challenger_votes + final.lead, None),
        ("challenger", final.challenger, final.challenger_votes, None),
        ("pool", "everybody else", final.pool, 100),
        ("net transfers needed", final.challenger, final.needed, float(100 * final.needed_share)),
    ]
    if count is not None and sentences.held(final, count):
        passed = {count.leader: count.leader_transfers, count.runner_up: count.runner_up_transfers}
        passed["neither"] = count.not_transferred
        rows += [("transfers", name, votes, 100 * votes / count.pool) for name, votes in passed.items()]
        rows += [
            ("after transfers", count.leader, count.leader_final, None),
            ("after transfers", count.runner_up, count.runner_up_final, None),
            ("more transfers that would have won", final.challenger, count.margin + 1, None),
        ]
    return pd.DataFrame(rows, columns=["part", "who", "votes", "of_pool_pct"])


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
    dataset: Dataset,
    contest: Contest,
    observed: pd.DataFrame,
    final: Final,
    count: SecondCount | None,
    candidates: pd.DataFrame,
) -> tuple[Figure | Text, ...]:
    """What was needed and got here over the net shares of all second counts, as a dot plot and in words."""
    here = (observed["authority"] == contest.area) & (observed["date"].dt.date == contest.date)
    colour = figures.colours_of(candidates)[final.challenger]
    fig = figures.transfer_distribution(observed, final, sentences.got(final, count), here, colour)
    reached = int((observed["net_share"] >= float(final.needed_share)).sum())
    need = percent(float(100 * final.needed_share))
    style.headline(
        fig,
        f"{reached or 'None'} of {len(observed)} runners-up gained the net {need} needed here",
        f"{contest_name(contest)}. Dots: the runner-up’s net gain, % of eliminated votes, in "
        f"{sentences.observed_counts(observed)}; black: the leader lost{'; ringed: here' if here.any() else ''}",
        **_credit(dataset, contest),
    )
    alt = sentences.distribution_alt(final, observed)
    drawn = picture(fig, "transfers", observed.assign(here=here), alt)
    return drawn, Text(sentences.elsewhere(final, observed)), _REMINDER


@part
def plane(
    dataset: Dataset,
    contest: Contest,
    observed: pd.DataFrame,
    final: Final,
    count: SecondCount | None,
    candidates: pd.DataFrame,
) -> tuple[Figure | Text, ...]:
    """How much transferred and to whom in every second count, with the line above which this challenger wins."""
    if count is not None and not count.transfer_rate:
        return Text(sentences.needed(final)), _REMINDER
    texts = () if count is None else (Text(sentences.sufficient(final, count, sufficiency(final, count))),)
    if not final.possible:
        return *(texts or (Text(sentences.needed(final)),)), _REMINDER
    colour = figures.colours_of(candidates)[final.challenger]
    point = sentences.on_the_plane(final, count)
    rate = None if count is None else float(100 * count.transfer_rate)
    fig = figures.plane_of_transfers(observed, final, point, rate, colour)
    above = int((observed["net_share"] >= float(final.needed_share)).sum())
    dashed = "; dashed: what transferred in this contest’s own second count" if rate and point is None else ""
    style.headline(
        fig,
        f"{above or 'None'} of {len(observed)} second counts had transfers enough for {surname(final.challenger)}",
        f"{contest_name(contest)}. Dots: {sentences.observed_counts(observed)}; black: the leader lost{dashed}",
        **_credit(dataset, contest),
    )
    columns = ["date", "authority", "leader", "runner_up", "transfer_rate", "runner_up_share", "leader_lost"]
    drawn = picture(fig, "plane", observed[columns], sentences.plane_alt(final, observed))
    others = Text(sentences.in_the_other_pool(final, second_counts(dataset, "commissioners")))
    return drawn, *texts, others, _REMINDER


@part
def unused(dataset: Dataset, count: SecondCount | None) -> tuple[Table | Text, ...]:
    """Second preferences that counted for nobody, and winners without half of the valid votes, in both pools."""
    pools = {name: second_counts(dataset, name) for name in POOLS}
    rows = [
        {
            "pool": sentences.POOL_NAMES[name],
            "second_counts": len(counts),
            "years": f"{counts['date'].dt.year.min()}–{counts['date'].dt.year.max()}",
            "leader_lost": int(counts["leader_lost"].sum()),
            "transferred": 100 * counts["transfer_rate"].median(),
            "unused": 100 * counts["unused_share"].median(),
            "below_half": int((counts["winner_share"] < 0.5).sum()),
        }
        for name, counts in pools.items()
    ]
    shown = table(
        pd.DataFrame(rows),
        "unused",
        "Second counts in the data, in two pools",
        note="Neither pool is a sample: contests decided in the first count have no transfers, and the commissioners’ "
        "are those that could be found. Unused: second preferences for nobody, or for nobody who was left, over valid "
        "votes (van der Kolk, Rallings and Thrasher 2006).",
        labels={
            "second_counts": "second counts",
            "leader_lost": "leader lost",
            "transferred": "transferred, median % of eliminated votes",
            "unused": "unused, median % of valid votes",
            "below_half": "winners below half of valid votes",
        },
    )
    return Text(sentences.unused_sentence(count, pools)), shown


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
    texts = sentences.advice(first_count(dataset, contest_id), advice_claims(dataset, contest_id))
    return Text(texts), _REMINDER


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


def source_ids(dataset: Dataset, contest_id: str) -> list[str]:
    """The sources of the contest and of every second count on record."""
    cells = pd.concat([dataset.tables[name]["source_ids"] for name in POOLS.values()]).unique()
    return sorted({*cited_sources(dataset, [contest_id]), *(source for cell in cells for source in cell.split(";"))})
