"""The parts of the comparison, as values."""

import pandas as pd

from left_of_labour.analysis import comparison
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import SYSTEMS, contest_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, percent, points
from left_of_labour.reports.compare import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "circumstances",
    "finding",
    "gap_to_labour",
    "measures_table",
    "named",
    "places_by_yardstick",
    "under_other_readings",
]

_SOURCES = "Sources: the official and published results listed in the report."

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
    """The best-placed challenger against Labour, contest by contest."""
    fig, ax = style.figure(0.55 * len(measures) + 0.4)
    figures.lead_and_labour(measures, ax)
    style.headline(fig, **_gap_headline(measures))
    return picture(fig, "gap-to-labour", measures[_GAP_COLUMNS], _gap_alt(measures))


def _gap_headline(measures: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and sources of the gap figure."""
    ahead = measures[measures["points_behind_labour"] < 0]
    behind = measures[measures["points_behind_labour"] >= 0]
    if len(behind):
        title = (
            f"{len(ahead)} of {len(measures)} outpolled Labour; {behind.iloc[0]['contest']} came closest of the rest"
        )
    else:
        title = f"All {len(measures)} challengers took more first preferences than Labour"
    return {
        "title": title,
        "subtitle": (
            "Best-placed challenger left of Labour against Labour, % of valid votes (first preferences), and the gap "
            f"in percentage points; {len(measures)} contests"
            + ("; †: from one source only" if (measures["witnesses"] == 1).any() else "")
        ),
        "sources": _SOURCES,
    }


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
    """The place of each contest by each yardstick, drawn and in words."""
    orders = named(dataset, comparison.places(measures))
    fig, ax = style.figure(0.5 * len(measures) + 0.6)
    figures.places_by_yardstick(orders, ax)
    style.headline(fig, **_yardstick_headline(orders))
    drawn = picture(fig, "places-by-yardstick", orders, _yardstick_alt(orders))
    return drawn, Text(sentences.order_by_yardstick(orders))


def _yardstick_headline(orders: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and sources of the yardstick grid."""
    first = list(dict.fromkeys(orders.loc[orders["place"] == 1, "contest"]))
    title = (
        f"{first[0]} comes first by every yardstick"
        if len(first) == 1
        else f"First place depends on the yardstick: {joined(first, 'or')}"
    )
    return {
        "title": title,
        "subtitle": "Place of each contest by each yardstick (1: closest or farthest ahead; dash: not known)",
        "sources": _SOURCES,
    }


def _yardstick_alt(orders: pd.DataFrame) -> str:
    """The yardstick grid in words."""
    parts = []
    for yardstick, rows in orders.groupby("yardstick", sort=False):
        known = rows.dropna(subset="place").sort_values("place")
        listed = ", ".join(f"{row.place} {row.contest} ({row.label})" for row in known.itertuples())
        parts.append(f"By {yardstick.replace(chr(10), ' ')}: {listed}")
    return f"Grid of places. {'. '.join(parts)}."


@part
def measures_table(dataset: Dataset, measures: pd.DataFrame) -> Table:
    """Every measure, contest by contest."""
    return table(measures[_MEASURE_COLUMNS], "measures", "Every measure, contest by contest", **_MEASURE_FORMS)


@part
def under_other_readings(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Text, ...]:
    """The gap to Labour under each reading, drawn and in words."""
    gaps = named(dataset, comparison.across_readings(dataset, measures["contest_id"]))
    fig, ax = style.figure(0.5 * len(measures) + 0.7)
    figures.gaps_by_reading(gaps, ax)
    style.headline(fig, **_reading_headline(gaps))
    return picture(fig, "gap-by-reading", gaps, _reading_alt(gaps)), Text(sentences.other_readings(gaps))


def _reading_headline(gaps: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and sources of the figure by reading."""
    spread = gaps.groupby("contest")["points_ahead"].agg(lambda gap: gap.isna().any() or gap.max() - gap.min() > 0)
    changed = [contest for contest in dict.fromkeys(gaps["contest"]) if spread[contest]]
    title = (
        f"Who counts as left changes {len(changed)} of {len(spread)} contests"
        if changed
        else "The reading changes nothing in these contests"
    )
    return {
        "title": title,
        "subtitle": "Best-placed challenger under each reading, points of valid votes ahead of or behind Labour",
        "sources": _SOURCES,
    }


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
    panels = figures.circumstances(frame, _CIRCUMSTANCES)
    style.headline(panels[0].figure, **_circumstances_headline(frame))
    drawn = picture(panels[0].figure, "circumstances", frame, _circumstances_alt(frame))
    shown = table(
        frame[_CIRCUMSTANCE_COLUMNS], "what-differed", "What differs between the contests", **_CIRCUMSTANCE_FORMS
    )
    return drawn, shown


def _circumstances_headline(frame: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and sources of the figure of circumstances."""
    won, lost = frame[frame["elected"]], frame[~frame["elected"]]
    title = "What each challenger met"
    if len(won) and len(lost):
        title = (
            f"Labour’s own share divides them: {percent(won['labour_share_pct'].mean(), 0)} on average where the "
            f"challenger won, {percent(lost['labour_share_pct'].mean(), 0)} where not"
        )
    return {
        "title": title,
        "subtitle": (
            "Contests in order of the gap to Labour, widest lead first; filled: the challenger was elected. SV: "
            "supplementary vote, FPTP: first past the post, *: later voided. Gini: of the council vote on the same day"
        ),
        "sources": _SOURCES,
    }


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
