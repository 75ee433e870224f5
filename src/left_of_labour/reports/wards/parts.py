"""The wording and the parts of the report on wards."""

import datetime as dt

import pandas as pd

from left_of_labour.analysis.hexagons import centroid, hexagon_layout
from left_of_labour.analysis.councils import council_election
from left_of_labour.analysis.wards import (
    COMMUNITIES,
    CONTESTED,
    MINIMUM_WARDS,
    NO_CANDIDATE,
    NO_VOTE,
    associations,
    bounds_table,
    concentration,
    regression,
    regressions,
    ward_claims,
    ward_history,
)
from left_of_labour.data import Dataset
from left_of_labour.data.outlines import OUTLINE_SOURCES, ward_outlines
from left_of_labour.presentation import show, style
from left_of_labour.reports.wards import figures
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.provenance import cited_sources
from left_of_labour.presentation.text import day, joined, number, percent, plural, points

__all__ = [
    "concentration_sentence",
    "finding",
    "show_associations",
    "show_bounds",
    "show_concentration",
    "show_hexagons",
    "show_named_wards",
    "show_outlines",
    "show_regressions",
    "show_wards",
    "source_ids",
]

_SOURCES = (
    "Sources: listed in the report. Contains National Statistics and OS data © Crown copyright and database right."
)
_FALLACY = (
    "Wards, not people: what holds across wards need not hold for anybody in them (the ecological fallacy, Robinson "
    "1950). Nothing here says how the members of any group voted."
)


def _when(date: str) -> str:
    return day(dt.date.fromisoformat(date))


def _stood(wards: pd.DataFrame) -> pd.DataFrame:
    return wards[wards["state"] == CONTESTED].sort_values("left_share_pct", ascending=False)


def finding(wards: pd.DataFrame, place: str, date: str, reading: str) -> str:
    """Where the left stood, where it was strongest, how concentrated its vote was and how little bounds allow."""
    stood = _stood(wards)
    voted = int((wards["state"] != NO_VOTE).sum())
    first, last = stood.iloc[0], stood.iloc[-1]
    spread = concentration(wards).set_index("votes_of")
    half = int(spread.loc["left", "wards_for_half"])
    bounds = bounds_table(wards)
    told = bounds[bounds["low_pct"].notna()]
    span = f"from {percent(last['left_share_pct'])} in {last['ward']} to " if len(stood) > 1 else ""
    return (
        f"{place_name(place)}, {_when(date)}: candidates left of Labour{_greens(reading)} stood in "
        f"{number(len(stood))} of {plural(voted, 'ward')} and got {span}{percent(first['left_share_pct'])} in "
        f"{first['ward']}. Half of their votes came from {plural(half, 'ward')} (Gini "
        f"{spread.loc['left', 'gini']:.2f}; Labour {spread.loc['Labour', 'gini']:.2f}). Who in a ward voted for them "
        f"remains open: bounds are {number(told['width'].min())} to {number(told['width'].max())} points wide."
    )


def _greens(reading: str) -> str:
    return " or Green" if reading == "with_greens" else ""


def concentration_sentence(table: pd.DataFrame) -> str:
    """The left's concentration beside that of all votes."""
    row = table.set_index("votes_of").loc["left"]
    every = table.set_index("votes_of").loc["all parties"]
    verdict = "more" if row["gini"] > every["gini"] else "not more"
    return (
        f"The three strongest wards gave the left {percent(row['top_3_pct'])} of its votes; the three with most votes "
        f"of all gave {percent(every['top_3_pct'])} of all. The Gini coefficient is {row['gini']:.2f} against "
        f"{every['gini']:.2f}: {verdict} concentrated than votes in general."
    )


def show_hexagons(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> None:
    """Draw a hexagon a ward with the left's share."""
    centres = [(code, *centroid(outline)) for code, outline in ward_outlines(dataset, place).items()]
    layout = hexagon_layout(pd.DataFrame(centres, columns=["area_code", "x", "y"]))
    width, height = (layout[axis].max() - layout[axis].min() + 1.2 for axis in ("x", "y"))
    fig, ax = style.figure(6.2 * height / width)
    figures.hexagon_map(wards, layout, ax)
    stood = _stood(wards)
    style.headline(
        fig,
        title=f"Strongest in {joined(stood['ward'].head(min(3, len(stood))))}",
        subtitle=(
            f"Left of Labour{_greens(reading)}, % of the ward’s vote (each party’s best candidate). "
            f"{place_name(place)}, {_when(date)}, {plural(len(stood), 'ward')} "
            f"with a left candidate{_others(wards)}. One hexagon a ward, near its place"
        ),
        sources=_SOURCES,
    )
    columns = ["area_code", "ward", "state", "left_share_pct", "q", "r"]
    show.figure(fig, "hexagon-map", wards.merge(layout, on="area_code")[columns], _map_alt(wards))


def _others(wards: pd.DataFrame) -> str:
    without = int((wards["state"] == NO_CANDIDATE).sum())
    silent = int((wards["state"] == NO_VOTE).sum())
    return (f", {without} without (hatched)" if without else "") + (f", {silent} not voting" if silent else "")


def _map_alt(wards: pd.DataFrame) -> str:
    stood = _stood(wards)
    rows = [f"{row.ward} {percent(row.left_share_pct)}" for row in stood.itertuples()]
    missing = wards.loc[wards["state"] != CONTESTED, "ward"]
    rest = f" No left candidate or no vote: {joined(missing)}." if len(missing) else ""
    return f"Map of wards shaded by the left’s share of the vote, highest first: {'; '.join(rows)}.{rest}"


def show_outlines(dataset: Dataset, wards: pd.DataFrame, place: str, date: str) -> None:
    """Draw the wards to scale."""
    fig, ax = style.figure(5.6)
    figures.outline_map(wards, ward_outlines(dataset, place), ax)
    style.headline(
        fig,
        title=f"The same wards to scale: {place_name(place)}, {_when(date)}",
        subtitle="Named: the highest shares, at most five. Large wards look important, few people or many",
        sources=_SOURCES,
    )
    show.figure(fig, "outline-map", wards[["area_code", "ward", "state", "left_share_pct"]], _map_alt(wards))


def show_wards(wards: pd.DataFrame) -> None:
    """Show every ward's votes."""
    columns = ["ward", "state", "seats", "left_seats", "left_votes", "all_votes", "left_share_pct", "labour_share_pct"]
    show.table(
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


def show_concentration(wards: pd.DataFrame) -> None:
    """Show how unevenly votes are spread over wards."""
    table = concentration(wards)
    show.table(
        table,
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
    )
    show.sentence(concentration_sentence(table))


def show_bounds(wards: pd.DataFrame, place: str, date: str) -> None:
    """Draw and tell what the ward totals allow, before anything is correlated."""
    table = bounds_table(wards)
    told = table[table["low_pct"].notna()]
    fig, ax = style.figure(3.3)
    figures.bounds(table, ax)
    style.headline(
        fig,
        title=f"The wards leave open {number(told['width'].min())} to {number(told['width'].max())} of 100 points",
        subtitle=(
            f"Duncan-Davis bounds, {place_name(place)}, {_when(date)}, {plural(int(table['wards'].iloc[0]), 'ward')} "
            "with a left candidate. Every value in a bar fits the published totals"
        ),
        sources=_SOURCES,
    )
    rows = [f"{row.label} {percent(row.low_pct, 0)} to {percent(row.high_pct, 0)}" for row in told.itertuples()]
    show.figure(fig, "bounds", told[["label", "low_pct", "high_pct", "width"]], f"Bars of bounds: {'; '.join(rows)}.")
    show.table(
        table[["label", "wards", "mean_pct", "low_pct", "high_pct", "width"]],
        "bounds-by-group",
        "What the published totals allow",
        labels={
            "label": "group",
            "mean_pct": "of residents or households, %",
            "low_pct": "least, %",
            "high_pct": "most, %",
            "width": "width, points",
        },
        note=(
            "If a ward’s voters are like its residents in 2021, which nobody knows; otherwise wider. For communities "
            "only the width is given: this collection says nothing about how any of them voted."
        ),
    )
    widest = table.loc[table["width"].idxmax()]
    narrow = table.loc[table["width"].idxmin()]
    show.sentence(
        f"The bounds are {points(narrow['width'], 0)} wide at best ({narrow['label']}) and "
        f"{points(widest['width'], 0)} at worst ({widest['label']}). A low upper end says that the left had few votes, "
        "not that the group avoided it."
    )


def _too_few(wards: pd.DataFrame, what: str) -> bool:
    stood = len(_stood(wards))
    if stood < MINIMUM_WARDS:
        show.sentence(
            f"The left stood in {plural(stood, 'ward')}; {what} across fewer than {MINIMUM_WARDS} wards would show "
            "nothing, so none is given."
        )
    return stood < MINIMUM_WARDS


def show_associations(wards: pd.DataFrame) -> None:
    """Draw rank correlations of the left's share with census and deprivation, or say why there are none."""
    if _too_few(wards, "a correlation"):
        return
    table = associations(wards)
    count = int(table["wards"].iloc[0])
    conditions = table[~table["attribute"].isin(COMMUNITIES)]
    strongest = conditions.loc[conditions["rank_correlation"].abs().idxmax()]
    fig, ax = style.figure(0.3 * len(table) + 0.7)
    figures.correlations(table, ax)
    style.headline(
        fig,
        title="How the left’s share and the census go together, ward by ward",
        subtitle=(
            f"Spearman rank correlation across {count} wards; census 2021, deprivation 2019. "
            "These are facts about wards, not about how people in them voted"
        ),
        sources=_SOURCES,
    )
    rows = [f"{row.label} {row.rank_correlation:+.2f}" for row in table.itertuples()]
    show.figure(fig, "correlations", table, f"Rank correlations from −1 to +1: {'; '.join(rows)}.")
    show.sentence(
        f"Of housing, schooling, birthplace and deprivation, the left’s share across {count} wards goes most closely "
        f"with the figure for {strongest['label']} "
        f"(rank correlation {strongest['rank_correlation']:+.2f}). These figures go together among themselves as well, "
        "so none can be told apart from the others.".replace("-0", "−0")
    )
    show.note(_FALLACY)


def show_regressions(wards: pd.DataFrame) -> None:
    """Draw and tell a straight line through the wards, or say why there is none."""
    if _too_few(wards, "a regression line"):
        return
    line = regression(wards, "imd_mean")
    fig, ax = style.figure(3.7)
    figures.line_through_wards(wards, line, ax)
    direction = "lower" if line.slope < 0 else "higher"
    clear = "" if line.low * line.high > 0 else ", though the interval includes none at all"
    style.headline(
        fig,
        title=f"One decile less deprived, {points(abs(line.slope))} {direction}{clear}",
        subtitle=(
            f"Each mark is one of {line.wards} wards. Least squares, 95% interval {line.low:.1f} to {line.high:.1f} "
            f"points (HC3), R² {line.r_squared:.2f}. Named: wards far from the line"
        ).replace(" -", " −"),
        sources=_SOURCES,
    )
    stood = _stood(wards)
    alt = (
        f"Scatter of {line.wards} wards, deprivation decile against the left’s share, from "
        f"{percent(stood['left_share_pct'].min())} to {percent(stood['left_share_pct'].max())}; the line changes "
        f"{line.slope:.1f} points a decile."
    )
    show.figure(fig, "deprivation", stood[["ward", "imd_mean", "left_share_pct"]], alt)
    show.table(
        regressions(wards)[["label", "wards", "slope", "low", "high", "r_squared"]],
        "regressions",
        "The left’s share on one figure at a time",
        labels={"label": "figure", "slope": "points per 10 points", "low": "95% from", "high": "to", "r_squared": "R²"},
        decimals={"r_squared": 2},
        note=(
            "Least squares across wards, HC3 errors, t distribution; for deprivation per decile. Seven lines, "
            "so one interval may miss by chance; the wards are too few to put several figures into one line."
        ),
    )
    show.note(_FALLACY)


def show_named_wards(dataset: Dataset, place: str, reading: str) -> None:
    """What accounts state about single wards at elections counted by constituency, and what is published of them."""
    claims = ward_claims(dataset, place)
    if claims.empty:
        show.sentence(
            f"No campaign account in the data makes a numeric claim about a single ward of {place_name(place)}."
        )
        return
    words = claims["word"].tolist()
    show.table(
        claims[["paraphrase", "stated_value", "unit", "caveat"]],
        "ward-claims",
        "What an account states about single wards",
        labels={"paraphrase": "statement", "stated_value": "value", "caveat": "what can be said"},
        note="Votes for Parliament are counted and published by constituency, so nothing confirms or refutes it.",
    )
    history = ward_history(dataset, place, words, reading)
    show.table(
        history,
        "ward-history",
        f"What is published: council contests in {joined(words)}",
        labels={"area": "ward", "ballot_label": "label", "share_pct": "share, %", "labour_share_pct": "Labour, %"},
        note=(
            "Best-placed candidate left of Labour under the chosen reading, and Labour’s best; a dash where nobody "
            "stood or the vote is not known. Wards changed in 2019. Other contests, with other candidates."
        ),
    )
    ahead = history[history["votes"] > history["labour_votes"]]
    show.sentence(
        f"In {plural(len(history), 'council contest')} in wards of these names, a candidate left of Labour stood in "
        f"{number(history['challenger'].notna().sum())} and was ahead of Labour in {number(len(ahead))}. How these "
        "wards voted for Parliament is not published and cannot be worked out from the constituency’s total."
    )


def source_ids(dataset: Dataset, place: str, date: str) -> list[str]:
    """The sources of the ward results and of census and deprivation."""
    context = dataset.wards_context
    cells = context.loc[context["place"] == place, "source_ids"].unique()
    listed = {source for cell in cells for source in cell.split(";")}
    cited = cited_sources(dataset, council_election(dataset, place, date).contest_ids)
    return sorted({*listed, *cited, OUTLINE_SOURCES[place]})
