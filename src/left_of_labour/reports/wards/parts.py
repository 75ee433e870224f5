"""The parts of the report on wards, as values."""

import pandas as pd

from left_of_labour.analysis import wards as analysis
from left_of_labour.analysis.councils import council_election
from left_of_labour.analysis.hexagons import centroid, hexagon_layout
from left_of_labour.data import Dataset
from left_of_labour.data.outlines import OUTLINE_SOURCES, ward_outlines
from left_of_labour.presentation import rows, style
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, number, percent, plural, points
from left_of_labour.reports.wards import figures, sentences
from left_of_labour.shown import Figure, Finding, Shown, Table, Text

__all__ = ["associations", "bounds", "concentration", "finding", "hexagons", "named_wards", "outlines", "regressions", "source_ids", "wards_table"]

_SOURCES = (
    "Sources: listed in the report. Contains National Statistics and OS data © Crown copyright and database right."
)
_FALLACY = (
    "Wards, not people: what holds across wards need not hold for anybody in them (the ecological fallacy, Robinson "
    "1950). Nothing here says how the members of any group voted."
)


@part
def finding(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> Finding:
    """Where the left stood, where it was strongest, and how much that leaves open."""
    return Finding(sentences.finding(wards, place, date, reading))


@part
def hexagons(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> Figure:
    """A hexagon a ward with the left's share."""
    centres = [(code, *centroid(outline)) for code, outline in ward_outlines(dataset, place).items()]
    layout = hexagon_layout(pd.DataFrame(centres, columns=["area_code", "x", "y"]))
    width, height = (layout[axis].max() - layout[axis].min() + 1.2 for axis in ("x", "y"))
    fig, ax = style.figure(6.2 * height / width)
    figures.hexagon_map(wards, layout, ax)
    stood = sentences.stood(wards)
    style.headline(
        fig,
        title=f"Strongest in {joined(stood['ward'].head(min(3, len(stood))))}",
        subtitle=(
            f"Left of Labour{sentences.greens(reading)}, % of the ward’s vote (each party’s best candidate). "
            f"{place_name(place)}, {sentences.when(date)}, {plural(len(stood), 'ward')} "
            f"with a left candidate{sentences.others(wards)}. One hexagon a ward, near its place"
        ),
        sources=_SOURCES,
    )
    columns = ["area_code", "ward", "state", "left_share_pct", "q", "r"]
    return picture(fig, "hexagon-map", wards.merge(layout, on="area_code")[columns], sentences.map_alt(wards))


@part
def outlines(dataset: Dataset, wards: pd.DataFrame, place: str, date: str) -> Figure:
    """The wards to scale."""
    fig, ax = style.figure(5.6)
    figures.outline_map(wards, ward_outlines(dataset, place), ax)
    style.headline(
        fig,
        title=f"The same wards to scale: {place_name(place)}, {sentences.when(date)}",
        subtitle="Named: the highest shares, at most five. Large wards look important, few people or many",
        sources=_SOURCES,
    )
    return picture(fig, "outline-map", wards[["area_code", "ward", "state", "left_share_pct"]], sentences.map_alt(wards))


@part
def wards_table(dataset: Dataset, wards: pd.DataFrame) -> Table:
    """Every ward's votes."""
    columns = ["ward", "state", "seats", "left_seats", "left_votes", "all_votes", "left_share_pct", "labour_share_pct"]
    return table(
        wards.sort_values(["left_share_pct", "ward"], ascending=[False, True], na_position="last")[columns],
        "wards",
        "The vote for the left of Labour, ward by ward",
        labels={
            "state": "left candidates",
            "left_share_pct": "left, %",
            "labour_share_pct": "Labour, %",
            "all_votes": "all votes",
        },
        note="Votes: each party’s best candidate, added up over parties; a voter may have several votes.",
    )


@part
def concentration(dataset: Dataset, wards: pd.DataFrame) -> tuple[Shown, ...]:
    """How unevenly votes are spread over wards."""
    made: list[Shown] = []
    frame = analysis.concentration(wards)
    made.append(table(
        frame,
        "concentration",
        "How votes are spread over the wards",
        labels={
            "votes_of": "votes of",
            "top_ward": "first ward",
            "top_ward_pct": "in it, %",
            "top_3_pct": "first three, %",
            "top_quarter_pct": "first quarter, %",
            "wards_for_half": "wards for half",
            "gini": "Gini",
        },
        decimals={"gini": 2},
        note="Percent of the votes named in the row. Wards without a candidate count with no votes.",
    ))
    made.append(Text(sentences.concentration_sentence(frame)))
    return tuple(made)


@part
def bounds(dataset: Dataset, wards: pd.DataFrame, place: str, date: str) -> tuple[Shown, ...]:
    """What the ward totals allow, before anything is correlated."""
    frame = analysis.bounds_table(wards)
    fig, ax = style.figure(rows.PITCH * len(frame) + 0.35)
    figures.bounds(frame, ax)
    narrowed = "; violet: narrowed, if support changes along a line" if not frame["reverted"].all() else ""
    drawn = frame["goodman_possible"].fillna(False).astype(bool).any()
    style.headline(
        fig,
        sentences.bounds_title(frame),
        f"Share of each group that can have voted left, {place_name(place)}, {sentences.when(date)}, "
        f"{plural(int(frame['wards'].iloc[0]), 'ward')} with a left candidate. Grey: what the totals allow{narrowed}"
        f"{'; diamond: Goodman’s line' if drawn else ''}",
        _SOURCES,
    )
    told = [f"{row.label} {percent(row.low_pct, 0)} to {percent(row.high_pct, 0)}" for row in frame.itertuples()]
    return (
        picture(fig, "bounds", frame.drop(columns="attribute"), f"Bars of bounds: {'; '.join(told)}."),
        table(
            frame[["label", "mean_pct", "low_pct", "high_pct", "narrowed_low_pct", "narrowed_high_pct", "goodman_pct"]],
            "bounds-by-group",
            "What the published totals allow",
            labels={
                "label": "group",
                "mean_pct": "of residents or households, %",
                "low_pct": "least, %",
                "high_pct": "most, %",
                "narrowed_low_pct": "least if along a line, %",
                "narrowed_high_pct": "most if along a line, %",
                "goodman_pct": "Goodman’s line, %",
            },
            note=(
                "If a ward’s voters are like its residents in 2021, which nobody knows; otherwise wider. Narrowed after "
                "Jiang, King, Schmaltz and Tanner (2020), without the error of the estimate; the same as the others "
                "where that does not fit. Of ethnic and religious communities nothing is said here."
            ),
        ),
        Text(sentences.bounds_sentence(frame)),
    )


def _too_few(wards: pd.DataFrame, what: str) -> tuple[Text, ...]:
    stood = len(sentences.stood(wards))
    if stood >= analysis.MINIMUM_WARDS:
        return ()
    return (
        Text(
            f"The left stood in {plural(stood, 'ward')}; {what} across fewer than {analysis.MINIMUM_WARDS} wards would "
            "show nothing, so none is given."
        ),
    )


@part
def associations(dataset: Dataset, wards: pd.DataFrame) -> tuple[Shown, ...]:
    """Rank correlations of the left's share with living conditions, or why there are none."""
    if too_few := _too_few(wards, "a correlation"):
        return too_few
    frame = analysis.associations(wards)
    fig, ax = style.figure(rows.PITCH * len(frame) + 0.35)
    figures.correlations(frame, ax)
    style.headline(
        fig,
        sentences.associations_title(frame, figures.LEVEL),
        f"Spearman rank correlation with the left’s share across {frame['wards'].iloc[0]} wards, 95% intervals; census "
        "2021, deprivation 2019. Violet: survives. Facts about wards, not about how people in them voted",
        _SOURCES,
    )
    told = [f"{row.label} {row.rank_correlation:+.2f}".replace("-", "−") for row in frame.itertuples()]
    return (
        picture(fig, "correlations", frame, f"Rank correlations from −1 to +1: {'; '.join(told)}."),
        Text(sentences.associations_sentence(frame, figures.LEVEL)),
        Text(_FALLACY, role="note"),
    )


@part
def regressions(dataset: Dataset, wards: pd.DataFrame) -> tuple[Shown, ...]:
    """A straight line through the wards, or why there is none."""
    if too_few := _too_few(wards, "a regression line"):
        return too_few
    line = analysis.regression(wards, "imd_mean")
    fig, ax = style.figure(3.7)
    figures.line_through_wards(wards, line, ax)
    style.headline(
        fig,
        sentences.line_title(line),
        f"Left of Labour, % of the ward’s vote, by deprivation; {line.wards} wards. Least squares, 95% interval "
        f"{line.low:.1f} to {line.high:.1f} points (HC3), R² {line.r_squared:.2f}. Named: wards far from the line".replace(
            " -", " −"
        ),
        _SOURCES,
    )
    stood = sentences.stood(wards)
    alt = (
        f"Scatter of {line.wards} wards, deprivation decile against the left’s share, from "
        f"{percent(stood['left_share_pct'].min())} to {percent(stood['left_share_pct'].max())}; the line changes "
        f"{points(line.slope)} a decile."
    )
    frame = analysis.regressions(wards)
    return (
        picture(fig, "deprivation", stood[["ward", "imd_mean", "left_share_pct"]], alt),
        table(
            frame[["label", "wards", "slope", "low", "high", "r_squared"]],
            "regressions",
            "The left’s share on one figure at a time",
            labels={"label": "figure", "slope": "points per 10 points", "low": "95% from", "high": "to", "r_squared": "R²"},
            decimals={"r_squared": 2},
            note=(
                f"Least squares across wards, HC3 errors, t distribution; for deprivation per decile. {len(frame)} lines, "
                "so one interval may miss by chance; the wards are too few to put several figures into one line."
            ),
        ),
        Text(_FALLACY, role="note"),
    )


@part
def named_wards(dataset: Dataset, place: str, reading: str) -> tuple[Shown, ...]:
    """What accounts state about single wards at elections counted by constituency, and what is published of them."""
    made: list[Shown] = []
    claims = analysis.ward_claims(dataset, place)
    if claims.empty:
        made.append(Text(
            f"No campaign account in the data makes a numeric claim about a single ward of {place_name(place)}."
        ))
        return tuple(made)
    words = claims["word"].tolist()
    made.append(table(
        claims[["paraphrase", "stated_value", "unit", "caveat"]],
        "ward-claims",
        "What an account states about single wards",
        labels={"paraphrase": "statement", "stated_value": "value", "caveat": "what can be said"},
        note="Votes for Parliament are counted and published by constituency, so nothing confirms or refutes it.",
    ))
    history = analysis.ward_history(dataset, place, words, reading)
    made.append(table(
        history,
        "ward-history",
        f"What is published: council contests in {joined(words)}",
        labels={"area": "ward", "ballot_label": "label", "share_pct": "share, %", "labour_share_pct": "Labour, %"},
        note=(
            "Best-placed candidate left of Labour under the chosen reading, and Labour’s best; a dash where nobody "
            "stood or the vote is not known. Wards changed in 2019. Other contests, with other candidates."
        ),
    ))
    ahead = history[history["votes"] > history["labour_votes"]]
    made.append(Text(
        f"In {plural(len(history), 'council contest')} in wards of these names, a candidate left of Labour stood in "
        f"{number(history['challenger'].notna().sum())} and was ahead of Labour in {number(len(ahead))}. How these "
        "wards voted for Parliament is not published and cannot be worked out from the constituency’s total."
    ))
    return tuple(made)


def source_ids(dataset: Dataset, place: str, date: str) -> list[str]:
    """The sources of the ward results and of census and deprivation."""
    context = dataset.wards_context
    cells = context.loc[context["place"] == place, "source_ids"].unique()
    listed = {source for cell in cells for source in cell.split(";")}
    cited = cited_sources(dataset, council_election(dataset, place, date).contest_ids)
    return sorted({*listed, *cited, OUTLINE_SOURCES[place]})
