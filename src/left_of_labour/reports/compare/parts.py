"""The parts of the comparison, as values."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from left_of_labour.analysis import comparison
from left_of_labour.analysis import synthesis as explanations
from left_of_labour.analysis.context import COMPARABLE_OFFICES
from left_of_labour.analysis.glossary import MEASURES, heading
from left_of_labour.analysis.measures import measure, measure_many
from left_of_labour.analysis.readings import READINGS
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Status, VotingSystem
from left_of_labour.presentation import style
from left_of_labour.presentation.names import SYSTEMS, contest_name, reading_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, court_findings, credit, part
from left_of_labour.presentation.sensitivity import one_judgement, without_lineages
from left_of_labour.presentation.tables import cells, html_table, table
from left_of_labour.presentation.text import day, joined, out_of, percent, plural, points
from left_of_labour.reports.compare import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "circumstances",
    "compared",
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
    *("share_pct", "labour_share_pct", "points_behind_labour"),
]

_MEASURE_COLUMNS = [
    *("contest", "challenger", "challenger_label", "votes", "share_pct", "share_of_electorate_pct"),
    *("rank", "labour_votes", "votes_behind_labour", "points_behind_labour", "ratio_to_labour"),
    *("votes_behind_winner", "final_votes_behind_labour", "votes_short_of_final"),
    *("swing_to_level_pct", "swing_to_win_pct"),
    *("deposit_multiple", "majority", "witnesses"),
]

_MEASURE_FORMS: dict[str, Any] = {
    "labels": {
        **{name: heading(name) for name in _MEASURE_COLUMNS if name in MEASURES},
        "votes": "votes",  # of the challenger, who has a column of their own
        "share_pct": "% of valid votes",
        "share_of_electorate_pct": "% of electorate",
    },
    "decimals": {"ratio_to_labour": 2},
    "note": (
        "Votes are first preferences. The swing to draw level is half the gap to the winner at the last count in which "
        "the challenger took part; negative: what the winner could have lost to the runner-up. It is a swing to win "
        "where it would have decided the seat. A deposit is returned above 5% of valid votes (for Parliament until "
        "September 1985: 12.5%)."
    ),
}

_CIRCUMSTANCES = {
    "turnout_reported_pct": "turnout,\npublished,\n%",
    "labour_share_pct": "Labour,\n% of valid\nvotes",
    "other_left_share_pct": "others of\nthe reading,\n%",
    "strongest_other_share_pct": "best of\nthe rest,\n%",
    "effective_number_of_parties": "effective\nnumber of\nparties",
    "ward_gini": "spread over\nwards,\nGini",
}

_CIRCUMSTANCE_COLUMNS = [
    *("contest", "when", "system", "fate", "known", "turnout_reported_pct", "labour_share_pct"),
    *("other_left_share_pct", "strongest_other_share_pct", "effective_number_of_parties", "ward_gini", "candidates"),
]

_CIRCUMSTANCE_FORMS: dict[str, Any] = {
    "labels": {
        "when": "date",
        "system": "voting system",
        "fate": "the result",
        "known": "known",
        "turnout_reported_pct": "turnout, % as published",
        "labour_share_pct": "Labour, %",
        "other_left_share_pct": "others of the reading, %",
        "strongest_other_share_pct": "best of the rest, %",
        "effective_number_of_parties": "effective number of parties",
        "ward_gini": "Gini over wards",
    },
    "decimals": {"ward_gini": 2},
    "note": (
        "Shares are of valid votes. Published turnouts count papers in some places and valid votes in others. The best "
        "of the rest is the strongest candidate who is neither Labour’s nor of the reading. The Gini coefficient "
        "(0: the same in every ward) is that of the reading’s votes in the council election of the same day."
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


def compared(dataset: Dataset, contest_ids: Sequence[str], reading: str, floor: float) -> pd.DataFrame:
    """The measures of the contests compared, with their names, the widest lead over Labour first.

    Parameters
    ----------
    dataset
        The data.
    contest_ids
        Which contests; none means all that the rule finds (see `comparison.contests_by_rule`).
    reading
        Who counts as left of Labour.
    floor
        The rule's least share of valid votes, in percent.

    Raises
    ------
    NotComparableError
        If nobody of the reading with known votes stood in any of them.
    """
    chosen = list(dict.fromkeys(contest_ids)) or comparison.contests_by_rule(dataset, reading, floor)
    measures = named(dataset, measure_many(dataset, chosen, reading, needs_challenger=True))
    return measures.sort_values(["points_behind_labour", "votes_behind_labour"], ignore_index=True)


@part
def finding(
    dataset: Dataset, measures: pd.DataFrame, contest_ids: Sequence[str], reading: str, floor: float
) -> tuple[Finding | Text, ...]:
    """Who was ahead of Labour, who came closest of the rest, by which rule, and what other readings make of it.

    And what becomes of the counts without a lineage, or with one judgement of all that belongs to it.
    """
    counts = {one: _counted(dataset, contest_ids or None, one, floor) for one in READINGS}
    said = [
        sentences.closest_challenge(measures),
        sentences.counts_by_reading(counts, reading),
        without_lineages(
            dataset,
            measures["contest_id"],
            lambda data: sentences.counted(_counted(data, contest_ids or None, reading, floor)),
        ),
    ]
    judged_alike = one_judgement(
        dataset,
        measures["contest_id"],
        lambda data, one: sentences.counted(_counted(data, contest_ids or None, one, floor)),
    )
    if contest_ids:
        texts = sentences.left_out(_names(dataset, _without(contest_ids, measures)), reading)
    else:
        texts = sentences.by_rule(
            floor, reading, measures, _names(dataset, comparison.undecided(dataset, reading, floor))
        )
    notes = [texts, judged_alike, *court_findings(dataset, measures["contest_id"])]
    return Finding(" ".join(text for text in said if text)), *(Text(one, role="note") for one in notes if one)


def _without(contest_ids: Iterable[str], measures: pd.DataFrame) -> list[str]:
    return [one for one in dict.fromkeys(contest_ids) if one not in set(measures["contest_id"])]


def _names(dataset: Dataset, contest_ids: Iterable[str]) -> list[str]:
    return [contest_name(dataset.contest(one)) for one in contest_ids]


def _counted(dataset: Dataset, contest_ids: Sequence[str] | None, reading: str, floor: float) -> tuple[int, int]:
    """How many challenges were ahead of Labour, and of how many that is known."""
    chosen = contest_ids or comparison.contests_by_rule(dataset, reading, floor)
    gaps = [measure(dataset, one, reading).votes_behind_labour for one in chosen]
    known = [gap for gap in gaps if gap is not None]
    return sum(gap < 0 for gap in known), len(known)


def _beside_labour(measures: pd.DataFrame) -> pd.DataFrame:
    """The contests that can be drawn: both shares are known."""
    return measures.dropna(subset=["share_pct", "labour_share_pct"]).reset_index(drop=True)


_UNDRAWN = Text("In none of these contests are the shares of both the challenger and Labour known.")


@part
def gap_to_labour(dataset: Dataset, measures: pd.DataFrame) -> Figure | Text:
    """The best-placed challenger's share against Labour's, contest by contest."""
    measures = _beside_labour(measures)
    if measures.empty:
        return _UNDRAWN
    fig = figures.against_labour(_labelled(dataset, measures))
    style.headline(
        fig,
        sentences.gap_headline(measures),
        f"Shares of {_base(measures)}, "
        f"{plural(len(measures), 'contest')}; filled: elected"
        + ("; †: one source only" if (measures["witnesses"] == 1).any() else "")
        + _unnamed_area(measures),
        **_credit(dataset, measures),
    )
    return picture(fig, "gap-to-labour", measures[_GAP_COLUMNS], _gap_alt(measures))


def _base(measures: pd.DataFrame) -> str:
    """Of which votes shares are."""
    return f"valid votes (first preferences{'; ' + _IN_WARDS if _of_several_seats(measures).any() else ''})"


def _of_several_seats(measures: pd.DataFrame) -> pd.Series:
    return measures["voting_system"] == VotingSystem.BLOCK_VOTE


def _with_wards(forms: dict[str, Any], measures: pd.DataFrame) -> dict[str, Any]:
    """How a table is shown, with the base of shares where voters had several votes."""
    if not _of_several_seats(measures).any():
        return forms
    return forms | {"note": f"{_SHARES}; {_IN_WARDS}. {forms['note'].removeprefix(f'{_SHARES}. ')}"}


_SHARES = "Shares are of valid votes"
_IN_WARDS = "in wards of several seats, of the votes of each party’s best candidate"


def _unnamed_area(measures: pd.DataFrame) -> str:
    """Which area contests are in whose labels name none."""
    several = measures.loc[~_named(measures), "area"].unique()
    if len(several) > _FEW_AREAS:
        return "; places: in the table"
    return f". Where no place is given: {joined(several, 'or')}" if len(several) else ""


def _named(measures: pd.DataFrame) -> pd.Series:
    """Whose labels name the area: those of areas with one contest and a name that leaves room for other labels."""
    area = measures["area"]
    return ~area.duplicated(keep=False) & (area.str.len() <= _SHORT_NAME) & (len(measures) <= _FEW_LABELS)


_SHORT_NAME = 16  # letters
_FEW_LABELS, _FEW_AREAS = 20, 6
_FOREMOST = 7  # places: lines of more contests cannot be followed


def _credit(dataset: Dataset, measures: pd.DataFrame) -> dict[str, str]:
    return credit(dataset, cited_sources(dataset, measures["contest_id"]))


def _labelled(dataset: Dataset, measures: pd.DataFrame) -> pd.DataFrame:
    """The measures with `label`, a surname and a year (an area, too, if short and there once), and `party_id`."""
    parties = [
        dataset.candidates_of(one.contest_id).set_index("candidate")["party_id"][one.challenger]
        for one in measures.itertuples()
    ]
    labels = sentences.short(measures) + measures["witnesses"].eq(1).map({True: "†", False: ""})
    areas = measures["area"].where(_named(measures), "")
    return measures.assign(
        label=[f"{label}, {area}" if area else label for area, label in zip(areas, labels, strict=True)],
        party_id=parties,
    )


def _gap_alt(measures: pd.DataFrame) -> str:
    """The gap figure in words."""
    rows = [
        f"{row.contest}: {row.challenger} {percent(row.share_pct)}, Labour "
        f"{percent(row.labour_share_pct)}, {_fate(row)}"
        for row in measures.itertuples()
    ]
    return f"Shares of valid votes of challenger and Labour, widest lead first. {'; '.join(rows)}."


def _fate(row: Any) -> str:
    return (
        ("elected, later declared void" if row.status == Status.VOIDED else "elected") if row.elected else "not elected"
    )


@part
def places_by_yardstick(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Text, ...]:
    """The place of each contest by each yardstick: drawn where yardsticks disagree, and in words."""
    orders = named(dataset, comparison.places(measures))
    texts = Text(sentences.order_by_yardstick(orders))
    orders = orders[orders["place"].notna().groupby(orders["yardstick"]).transform("any")]
    if comparison.agree(orders):
        return (texts,)
    short = dict(zip(measures["contest"], sentences.short(measures), strict=True))
    first = list(dict.fromkeys(orders.loc[orders["place"] == 1, "contest"]))
    drawn = orders.assign(contest=orders["contest"].map(short))
    left_out = ""
    if len(short) > _FEW_LABELS:
        drawn = drawn[drawn.groupby("contest")["place"].transform("min") <= _FOREMOST]
        left_out = f"; drawn: those among the first {_FOREMOST} by a yardstick"
    fig = figures.places_by_yardstick(drawn, [short[one] for one in first])
    style.headline(
        fig,
        sentences.yardstick_headline([short[one] for one in first], len(measures)),
        f"Places of {plural(len(measures), 'contest')}, the closest to beating Labour, or farthest ahead, at the top"
        f"{left_out}",
        **_credit(dataset, measures),
    )
    return picture(fig, "places-by-yardstick", orders, _yardstick_alt(orders)), texts


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
    return table(
        measures[_MEASURE_COLUMNS],
        "measures",
        "Every measure, contest by contest",
        links={"contest": _contest_reports(measures)},
        **_with_wards(_MEASURE_FORMS, measures),
    )


def _contest_reports(frame: pd.DataFrame) -> list[str | None]:
    return [f"one-contest/{contest_id}" for contest_id in frame["contest_id"]]


@part
def under_other_readings(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Text, ...]:
    """The gap to Labour under each reading: drawn where the reading changes something, and in words."""
    gaps = named(dataset, comparison.across_readings(dataset, measures["contest_id"]))
    texts = Text(sentences.other_readings(gaps))
    unknown = gaps["points_ahead"].isna() & ~gaps["nobody"]
    left_out = "; not drawn: contests where one is not known" if unknown.any() else ""
    gaps = gaps[~unknown.groupby(gaps["contest"]).transform("any")]
    spread = gaps.groupby("contest")["points_ahead"].agg(lambda gap: gap.isna().any() or gap.max() - gap.min() > 0)
    if not spread.any():
        return (texts,)
    fig = figures.gaps_by_reading(gaps)
    style.headline(
        fig,
        f"Who counts as left matters in {out_of(spread.sum(), len(spread), 'contest')}"
        if len(spread) > 1
        else "Who counts as left matters here",
        f"Best-placed challenger, percentage points of {_base(measures)} ahead of or behind Labour, by reading: core "
        f"(dark), wide (pale), with Greens (green){left_out}",
        **_credit(dataset, measures),
    )
    return picture(fig, "gap-by-reading", gaps, _reading_alt(gaps)), texts


def _reading_alt(gaps: pd.DataFrame) -> str:
    """The figure by reading in words."""
    parts = []
    for contest, rows in gaps.groupby("contest", sort=False):
        listed = ", ".join(
            f"{reading_name(row.reading)} "
            + ("nobody stood" if pd.isna(row.points_ahead) else f"{row.challenger} {_side(row.points_ahead)}")
            for row in rows.itertuples()
        )
        parts.append(f"{contest}: {listed}")
    return f"Gap to Labour by reading. {'; '.join(parts)}."


def _side(points_ahead: float) -> str:
    if not points_ahead:
        return "level with Labour"
    return f"{points(abs(points_ahead))} {'ahead' if points_ahead > 0 else 'behind'}"


@part
def circumstances(dataset: Dataset, measures: pd.DataFrame) -> tuple[Figure | Table | Text, ...]:
    """What differed between the contests, drawn and as a table."""
    frame = named(dataset, comparison.what_differed(dataset, measures)).assign(elected=measures["elected"])
    shown = frame.assign(
        when=[day(dt.date.fromisoformat(str(one)[:10])) for one in frame["date"]],
        fate=frame["status"].map(_FATES),
        known=frame["completeness"].map(_COMPLETENESS),
    )
    differs = table(
        shown[_CIRCUMSTANCE_COLUMNS],
        "what-differed",
        "What differs between the contests",
        links={"contest": _contest_reports(shown)},
        **_with_wards(_CIRCUMSTANCE_FORMS, measures),
    )
    drawn = _beside_labour(measures)
    return (_votes_shared(dataset, drawn, frame) if len(drawn) else _UNDRAWN), differs


_FATES = {"valid": "stood", "voided": "declared void", "notional": "estimate"}
_COMPLETENESS = {"complete": "every vote", "others_aggregated": "some only together", "partial": "not every vote"}


def _votes_shared(dataset: Dataset, measures: pd.DataFrame, frame: pd.DataFrame) -> Figure:
    shared = _labelled(dataset, measures).merge(
        frame[["contest_id", "other_left_share_pct", "strongest_other_share_pct"]], on="contest_id"
    )
    fig = figures.votes_shared(shared)
    style.headline(
        fig,
        sentences.circumstances_headline(measures),
        f"% of {_base(measures)}: challenger (violet; Green: green), others of the reading (pale), Labour (red), best "
        "of the rest (grey), everybody else (pale grey)",
        **_credit(dataset, measures),
    )
    alt = _circumstances_alt(frame[frame["contest_id"].isin(measures["contest_id"])])
    return picture(fig, "circumstances", frame, alt)


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
    if not measures["office"].isin(COMPARABLE_OFFICES).any():
        return (
            Text("No contest for mayor or Parliament is among these, so that no explanation can be put to the test."),
        )
    frame = named(dataset, explanations.synthesis(dataset, measures))
    shown = pd.DataFrame([sentences.explained(row) for row in frame.itertuples()], columns=list(_SYNTHESIS))
    title = "What made the difference: one number for each explanation"
    note = (
        "A dash: it cannot be said, or there was no such gap or poll. Better than the place: points that all "
        "challengers had beyond what the seat leads one to expect, and in how many variants of the model they had "
        "more. Person: the share less that of the party’s candidates for council that day, points, and over three "
        "ways to count. Divided left: votes for all others left of Labour and for Greens, for a gap to the winner in "
        "first preferences. Rules: of first past the post, supplementary and alternative vote, under how many the "
        "challenger was sure to win, and could have won, on the votes as cast. Next: the share at the next poll of "
        "the same person, party or lineage, and how much was kept."
    )
    links = {
        name: [
            _report(name, row) if pd.notna(cell) else None
            for row, cell in zip(frame.itertuples(), shown[name], strict=True)
        ]
        for name in _SYNTHESIS
    }
    html = html_table(shown, title, note, labels=_SYNTHESIS, links=links)
    exact = frame.drop(columns=["place", "office", "elected"])
    return Table("synthesis", title, note, *cells(exact), html=html), Text(sentences.what_follows(frame))


def _report(explanation: str, row: Any) -> str | None:
    """The report that a cell of the synthesis is about."""
    return {
        "contest": f"one-contest/{row.contest_id}",
        "place": f"expected/{row.contest_id}",
        "person": f"same-day/{row.place}",
        "divided": "together/since-2010"
        if row.office == "mp" and row.date >= "2010"
        else f"one-contest/{row.contest_id}",
        "rules": f"other-rules/{row.place}",
        "next": "afterwards/from-5",
    }[explanation]
