"""The parts of the comparison, as values."""

import pandas as pd

from left_of_labour.analysis import comparison
from left_of_labour.analysis import synthesis as explanations
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import SYSTEMS, contest_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import cells, html_table, table
from left_of_labour.presentation.text import joined, percent, plural, points
from left_of_labour.reports.compare import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "circumstances",
    "finding",
    "gap_to_labour",
    "measures_table",
    "named",
    "places_by_yardstick",
    "synthesis",
    "under_other_readings",
]

_GAP_COLUMNS = [
    *("contest_id", "contest", "challenger", "challenger_label", "elected", "witnesses"),
    *("share_of_valid_votes_pct", "labour_share_pct", "points_behind_labour"),
]

_MEASURE_COLUMNS = [
    *("contest", "challenger", "challenger_label", "votes", "share_of_valid_votes_pct", "share_of_electorate_pct"),
    *("rank", "labour_votes", "votes_behind_labour", "points_behind_labour", "ratio_to_labour"),
    *("votes_behind_winner", "final_votes_behind_labour", "votes_short_of_final", "swing_to_win_pct"),
    *("deposit_multiple", "majority", "witnesses"),
]

_MEASURE_FORMS = {
    "labels": {
        "challenger_label": "stood as",
        "share_of_valid_votes_pct": "% of valid votes",
        "share_of_electorate_pct": "% of electorate",
        "labour_votes": "Labour’s votes",
        "votes_behind_labour": "votes behind Labour",
        "points_behind_labour": "points behind Labour",
        "ratio_to_labour": "ratio to Labour’s vote",
        "final_votes_behind_labour": "votes behind Labour, second count",
        "votes_short_of_final": "votes short of the second count",
        "swing_to_win_pct": "swing to win, points",
        "deposit_multiple": "times the deposit threshold",
        "majority": "winner’s majority",
        "witnesses": "independent sources",
    },
    "decimals": {"ratio_to_labour": 2},
    "note": (
        "Votes are first preferences. Swing is half the gap to the winner at the last count in which the challenger "
        "took part; negative: what the winner could have lost to the runner-up. Deposits are returned above 5% of "
        "valid votes."
    ),
}

_CIRCUMSTANCES = {
    "turnout_reported_pct": "turnout,\npublished,\n%",
    "labour_share_pct": "Labour,\n% of valid\nvotes",
    "other_left_share_pct": "others on\nthe left,\n%",
    "strongest_other_share_pct": "best of\nthe rest,\n%",
    "effective_number_of_parties": "effective\nnumber of\nparties",
    "ward_gini": "spread over\nwards,\nGini",
}

_CIRCUMSTANCE_COLUMNS = [
    *("contest", "date", "system", "boundary", "status", "completeness", "turnout_reported_pct", "labour_share_pct"),
    *("other_left_share_pct", "strongest_other_share_pct", "effective_number_of_parties", "ward_gini", "candidates"),
]

_CIRCUMSTANCE_FORMS = {
    "labels": {
        "system": "voting system",
        "turnout_reported_pct": "turnout, % as published",
        "labour_share_pct": "Labour, %",
        "other_left_share_pct": "others left of Labour, %",
        "strongest_other_share_pct": "best of the rest, %",
        "effective_number_of_parties": "effective number of parties",
        "ward_gini": "Gini of the left vote over wards",
    },
    "decimals": {"ward_gini": 2},
    "note": (
        "Shares are of valid votes. Published turnouts count papers in some places and valid votes in others. The best "
        "of the rest is the strongest candidate who is neither Labour nor left of it. The Gini coefficient (0: the "
        "same in every ward) is that of the left vote in the council election of the same day."
    ),
}


_SHORT_SYSTEMS = {"supplementary_vote": "SV", "first_past_the_post": "FPTP"}


def named(dataset: Dataset, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with `contest`, each contest's name; where it has a voting system, `system` and a short `label`."""
    names = {contest_id: contest_name(dataset.contest(contest_id)) for contest_id in frame["contest_id"].unique()}
    frame = frame.assign(contest=frame["contest_id"].map(names))
    if "voting_system" in frame:
        frame["system"] = frame["voting_system"].map(SYSTEMS)
        short = frame["voting_system"].map(_SHORT_SYSTEMS).fillna(frame["system"])
        frame["label"] = frame["contest"].str.replace(" (voided)", "*", regex=False) + ", " + short
    return frame



@part
def finding(dataset: Dataset, measures: pd.DataFrame) -> Finding:
    """Who took more first preferences than Labour, and who came closest of the rest."""
    return Finding(sentences.closest_challenge(measures))


@part
def gap_to_labour(dataset: Dataset, measures: pd.DataFrame) -> Figure:
    """The best-placed challenger's share against Labour's, contest by contest."""
    fig = figures.against_labour(_labelled(dataset, measures))
    style.headline(
        fig,
        sentences.gap_headline(measures),
        f"Shares of valid votes (first preferences), {plural(len(measures), 'contest')}; filled: elected"
        + ("; †: one source only" if (measures["witnesses"] == 1).any() else "")
        + _unnamed_area(measures),
        **_credit(dataset, measures),
    )
    return picture(fig, "gap-to-labour", measures[_GAP_COLUMNS], _gap_alt(measures))


def _unnamed_area(measures: pd.DataFrame) -> str:
    """Which area contests are in whose labels name none."""
    several = measures.loc[measures["area"].duplicated(), "area"].unique()
    return f". Where no place is given: {joined(several, 'or')}" if len(several) else ""


def _credit(dataset: Dataset, measures: pd.DataFrame) -> dict[str, str]:
    return credit(dataset, cited_sources(dataset, measures["contest_id"]))


def _labelled(dataset: Dataset, measures: pd.DataFrame) -> pd.DataFrame:
    """The measures with `label`, a surname and a year (an area, too, where it occurs once), and `party_id`."""
    single = ~measures["area"].duplicated(keep=False)
    parties = [
        dataset.candidates_of(one.contest_id).set_index("candidate")["party_id"][one.challenger]
        for one in measures.itertuples()
    ]
    labels = [
        f"{sentences.short(one)}{'†' if one.witnesses == 1 else ''}" for one in measures.itertuples()
    ]
    areas = measures["area"].where(single, "")
    return measures.assign(
        label=[f"{label}, {area}" if area else label for area, label in zip(areas, labels, strict=True)],
        party_id=parties,
    )


def _gap_alt(measures: pd.DataFrame) -> str:
    """The gap figure in words."""
    rows = [
        f"{row.contest}: {row.challenger} {percent(row.share_of_valid_votes_pct)}, Labour "
        f"{percent(row.labour_share_pct)}, {'elected' if row.elected else 'not elected'}"
        for row in measures.itertuples()
    ]
    return f"Shares of valid votes of challenger and Labour, widest lead first. {'; '.join(rows)}."


@part
def places_by_yardstick(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Text, ...]:
    """The place of each contest by each yardstick: drawn where yardsticks disagree, and in words."""
    orders = named(dataset, comparison.places(measures))
    told = Text(sentences.order_by_yardstick(orders))
    if comparison.agree(orders):
        return (told,)
    short = {one.contest: sentences.short(one) for one in measures.itertuples()}
    first = list(dict.fromkeys(orders.loc[orders["place"] == 1, "contest"]))
    drawn = orders.assign(contest=orders["contest"].map(short))
    fig = figures.places_by_yardstick(drawn, [short[one] for one in first])
    style.headline(
        fig,
        sentences.yardstick_headline([short[one] for one in first], len(measures)),
        f"Places of {plural(len(measures), 'contest')}, the closest to beating Labour, or farthest ahead, at the top",
        **_credit(dataset, measures),
    )
    return picture(fig, "places-by-yardstick", orders, _yardstick_alt(orders)), told


def _yardstick_alt(orders: pd.DataFrame) -> str:
    """The yardstick grid in words."""
    parts = []
    for yardstick, rows in orders.groupby("yardstick", sort=False):
        known = rows.dropna(subset="place").sort_values("place")
        listed = ", ".join(f"{row.place} {row.contest} ({row.label})" for row in known.itertuples())
        parts.append(f"By {yardstick.replace(chr(10), ' ')}: {listed}")
    return f"Places by yardstick. {'. '.join(parts)}."


@part
def measures_table(dataset: Dataset, measures: pd.DataFrame) -> Table:
    """Every measure, contest by contest."""
    return table(measures[_MEASURE_COLUMNS], "measures", "Every measure, contest by contest", **_MEASURE_FORMS)


@part
def under_other_readings(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Text, ...]:
    """The gap to Labour under each reading: drawn where the reading changes something, and in words."""
    gaps = named(dataset, comparison.across_readings(dataset, measures["contest_id"]))
    told = Text(sentences.other_readings(gaps))
    spread = gaps.groupby("contest")["points_ahead"].agg(lambda gap: gap.isna().any() or gap.max() - gap.min() > 0)
    if not spread.any():
        return (told,)
    fig = figures.gaps_by_reading(gaps)
    style.headline(
        fig,
        f"Who counts as left matters in {spread.sum()} of {plural(len(spread), 'contest')}",
        "Best-placed challenger, percentage points of valid votes ahead of or behind Labour, if left of Labour means "
        "core (dark), wide (pale) or with Greens (green)",
        **_credit(dataset, measures),
    )
    return picture(fig, "gap-by-reading", gaps, _reading_alt(gaps)), told


def _reading_alt(gaps: pd.DataFrame) -> str:
    """The figure by reading in words."""
    parts = []
    for contest, rows in gaps.groupby("contest", sort=False):
        listed = ", ".join(
            f"{row.reading.replace('_', ' ')} "
            + ("nobody stood" if pd.isna(row.points_ahead) else f"{row.challenger} {_side(row.points_ahead)}")
            for row in rows.itertuples()
        )
        parts.append(f"{contest}: {listed}")
    return f"Gap to Labour by reading. {'; '.join(parts)}."


def _side(points_ahead: float) -> str:
    return f"{points(abs(points_ahead))} {'ahead' if points_ahead > 0 else 'behind'}"


@part
def circumstances(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Table, ...]:
    """What differed between the contests, drawn and as a table."""
    frame = named(dataset, comparison.what_differed(dataset, measures)).assign(elected=measures["elected"])
    shared = _labelled(dataset, measures).merge(
        frame[["contest_id", "other_left_share_pct", "strongest_other_share_pct"]], on="contest_id"
    )
    fig = figures.votes_shared(shared)
    style.headline(
        fig,
        sentences.circumstances_headline(measures),
        "Valid votes (first preferences): challenger (violet; Green: green), others on the left (pale), Labour (red), "
        "best of the rest (grey), everybody else (pale grey)",
        **_credit(dataset, measures),
    )
    drawn = picture(fig, "circumstances", frame, _circumstances_alt(frame))
    shown = table(
        frame[_CIRCUMSTANCE_COLUMNS], "what-differed", "What differs between the contests", **_CIRCUMSTANCE_FORMS
    )
    return drawn, shown


def _circumstances_alt(frame: pd.DataFrame) -> str:
    """The figure of circumstances in words."""
    parts = []
    for row in frame.itertuples():
        values = [
            f"{title.replace(chr(10), ' ')} {'not known' if pd.isna(value) else f'{value:.1f}'}"
            for column, title in _CIRCUMSTANCES.items()
            for value in [getattr(row, column)]
        ]
        parts.append(f"{row.contest}: {', '.join(values)}")
    return f"{'; '.join(parts)}."


_SYNTHESIS = {
    "contest": "contest",
    "place": "better than the place predicts",
    "person": "person over party",
    "divided": "divided left",
    "rules": "other rules",
    "next": "what came next",
}


@part
def synthesis(dataset: Dataset, measures: pd.DataFrame) -> tuple[Table | Text, ...]:
    """One row per challenge, one column per explanation, each cell a number with its report, and what follows."""
    frame = named(dataset, explanations.synthesis(dataset, measures))
    shown = pd.DataFrame([sentences.explained(row) for row in frame.itertuples()], columns=list(_SYNTHESIS))
    title = "What made the difference: one number for each explanation"
    note = (
        "A dash: it cannot be said. Better than the place: points that all challengers had beyond what the seat leads one "
        "to expect, and in how many variants of the model they had more. Person: the share less that of the party’s "
        "candidates for council that day, points, and over three ways to count. Divided left: votes for all others left "
        "of Labour and for Greens, for a gap to the winner in first preferences. Rules: of first past the post, "
        "supplementary and alternative vote, under how many the challenger was sure to win, and could have won, on the "
        "votes as cast. Next: the share at the next poll of the same person, party or lineage, and how much was kept."
    )
    links = {
        name: [_report(name, row) if pd.notna(cell) else None for row, cell in zip(frame.itertuples(), shown[name], strict=True)]
        for name in _SYNTHESIS
    }
    html = html_table(shown, title, note, labels=_SYNTHESIS, links=links)
    exact = frame.drop(columns=["place", "office", "elected"])
    return Table("synthesis", title, note, *cells(exact), html=html), Text(sentences.what_follows(frame))


def _report(explanation: str, row) -> str | None:
    """The report that a cell of the synthesis is about."""
    return {
        "contest": f"one-contest/{row.contest_id}",
        "place": f"expected/{row.contest_id}",
        "person": f"same-day/{row.place}",
        "divided": "together/since-2010" if row.office == "mp" and row.date >= "2010" else f"one-contest/{row.contest_id}",
        "rules": f"other-rules/{row.place}",
        "next": "afterwards/from-5",
    }[explanation]
