"""The parts of the report on wards, as values."""

import pandas as pd

from left_of_labour.analysis import wards as analysis
from left_of_labour.analysis.councils import council_election
from left_of_labour.analysis.hexagons import centroid, hexagon_layout
from left_of_labour.analysis.readings import READINGS
from left_of_labour.data import Dataset
from left_of_labour.data.outlines import OUTLINE_SOURCES, ward_outlines
from left_of_labour.errors import NotComparableError
from left_of_labour.presentation import rows, style
from left_of_labour.presentation.names import left_of_labour, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, number, percent, plural
from left_of_labour.reports.wards import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "associations",
    "bounds",
    "concentration",
    "finding",
    "hexagons",
    "maps",
    "named_wards",
    "regressions",
    "source_ids",
    "wards_table",
]

_CROWN = "Contains National Statistics and OS data © Crown copyright and database right"
_FALLACY = (
    "Wards, not people: what holds across wards need not hold for anybody in them (the ecological fallacy, Robinson "
    "1950). Nothing here says how the members of any group voted."
)


def _credit(dataset: Dataset, place: str, date: str) -> dict[str, str]:
    """The foot of a figure, with the notice that the outlines and the census ask for."""
    foot = credit(dataset, source_ids(dataset, place, date))
    return foot | {"sources": f"{foot['sources']}. {_CROWN}"}


@part
def finding(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> Finding:
    """Where the left stood, where it was strongest, how much that leaves open, and what the other readings change."""
    variants = {other: _under(dataset, place, date, other) for other in READINGS if other != reading}
    return Finding(sentences.finding(wards, place, date, reading, variants))


def _under(dataset: Dataset, place: str, date: str, reading: str) -> pd.DataFrame | None:
    try:
        return analysis.ward_results(dataset, place, date, reading)
    except NotComparableError:
        return None


def _counted(reading: str) -> str:
    return "left and Green" if reading == "with_greens" else "left"


def _shares(reading: str) -> str:
    return f"{_counted(reading).capitalize()} share".replace("green", "Green")


@part
def maps(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> Figure:
    """Who topped the poll beside the left's share, as maps; with few contested wards a ranked list instead."""
    contested = sentences.stood(wards)
    where = f"{place_name(place)}, {sentences.when(date)}"
    measure = f"Candidates {sentences.left(reading)}, % of the votes for each party’s best candidate"
    alt = sentences.map_alt(wards, reading)
    if len(contested) < analysis.MINIMUM_WARDS:
        fig = figures.ranked(contested, _counted(reading))
        subtitle = f"{measure}. {where}"
        style.headline(fig, sentences.ranked_title(wards, reading), subtitle, **_credit(dataset, place, date))
        columns = ["area_code", "ward", "left_share_pct", "labour_share_pct"]
        return picture(fig, "ranked-wards", contested[columns], alt)
    fig = figures.maps(wards, ward_outlines(dataset, place), _shares(reading))
    subtitle = f"{measure}. {where}, {plural(len(contested), 'ward')} with such candidates{sentences.others(wards)}"
    style.headline(fig, sentences.maps_title(wards, reading), subtitle, **_credit(dataset, place, date))
    columns = ["area_code", "ward", "state", "first_party", "left_share_pct", "labour_share_pct"]
    return picture(fig, "maps", wards[columns], alt)


@part
def hexagons(dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str) -> tuple[Figure, ...]:
    """A hexagon a ward with the left's share, so that no ward looks larger than another; with few wards nothing."""
    contested = sentences.stood(wards)
    if len(contested) < analysis.MINIMUM_WARDS:
        return ()
    centres = [(code, *centroid(outline)) for code, outline in ward_outlines(dataset, place).items()]
    places = hexagon_layout(pd.DataFrame(centres, columns=["area_code", "x", "y"]))
    fig = figures.hexagons(wards, places)
    subtitle = (
        f"Candidates {sentences.left(reading)}, % of the votes for each party’s best candidate. {place_name(place)}, "
        f"{sentences.when(date)}. One hexagon a ward, near its place"
    )
    style.headline(fig, sentences.hexagons_title(wards), subtitle, **_credit(dataset, place, date))
    columns = ["area_code", "ward", "state", "left_share_pct", "q", "r"]
    return (
        picture(fig, "hexagon-map", wards.merge(places, on="area_code")[columns], sentences.map_alt(wards, reading)),
    )


@part
def wards_table(dataset: Dataset, wards: pd.DataFrame, reading: str) -> Table:
    """Every ward's votes."""
    columns = ["ward", "left_share_pct", "labour_share_pct", "first_party", "seats", "left_seats"]
    columns += ["left_votes", "all_votes", "state"]
    shown = wards.assign(
        left_votes=wards["left_votes"].mask(wards["state"] != analysis.CONTESTED),
        state=wards["state"].replace(
            analysis.NO_CANDIDATE, f"no {_counted(reading).replace(' and ', ' or ')} candidate"
        ),
    )
    return table(
        shown.sort_values(["left_share_pct", "ward"], ascending=[False, True], na_position="last")[columns],
        "wards",
        f"The vote for {sentences.who(reading)}, ward by ward",
        labels={
            "state": "state",
            "left_share_pct": f"{_counted(reading)}, %",
            "labour_share_pct": "Labour, %",
            "first_party": "most votes",
            "left_seats": f"of them {_counted(reading)}",
            "left_votes": f"{_counted(reading)} votes",
            "all_votes": "all votes",
        },
        note=(
            "Votes: each party’s best candidate, added up over parties; a voter may have several votes. Shares are of "
            "these votes. A dash: none of them stood, or no election."
        ),
    )


@part
def concentration(dataset: Dataset, wards: pd.DataFrame, reading: str) -> tuple[Table | Text, ...]:
    """How unevenly votes are spread over wards."""
    frame = analysis.concentration(wards)
    shown = table(
        frame.replace({"votes_of": {"left": sentences.who(reading)}}),
        "concentration",
        "How votes are spread over the wards",
        labels={
            "votes_of": "votes of",
            "top_ward": "ward with most",
            "top_ward_pct": "in it, %",
            "top_3_pct": "in the first three, %",
            "top_quarter_pct": "in the first quarter, %",
            "wards_for_half": "wards that hold half",
            "gini": "Gini coefficient",
        },
        decimals={"gini": 2},
        note="Percent of the votes named in the row. Wards without a candidate count with no votes.",
    )
    return shown, Text(sentences.concentration_sentence(frame, len(sentences.stood(wards)), reading))


@part
def bounds(
    dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str
) -> tuple[Figure | Table | Text, ...]:
    """What the ward totals allow, before anything is correlated."""
    frame = analysis.bounds_table(wards)
    fig, ax = style.figure(rows.PITCH * len(frame) + 0.35)
    figures.bounds(frame, ax)
    narrowed = "; violet: narrowed, if support changes along a line" if not frame["reverted"].all() else ""
    drawn = frame["goodman_possible"].fillna(False).astype(bool).any()
    style.headline(
        fig,
        sentences.bounds_title(frame),
        f"Share of each group that can have voted for {sentences.who(reading)}, {place_name(place)}, "
        f"{sentences.when(date)}, {plural(int(frame['wards'].iloc[0]), 'ward')} with such candidates. Grey: what the "
        f"totals allow{narrowed}{'; diamond: Goodman’s line' if drawn else ''}",
        **_credit(dataset, place, date),
    )
    texts = [f"{row.label} {percent(row.low_pct, 0)} to {percent(row.high_pct, 0)}" for row in frame.itertuples()]
    return (
        picture(fig, "bounds", frame.drop(columns="attribute"), f"Bars of bounds: {'; '.join(texts)}."),
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
                "If a ward’s voters are like its residents in 2021, which nobody knows; otherwise wider. Narrowed "
                "after "
                "Jiang, King, Schmaltz and Tanner (2020), without the error of the estimate; the same as the others "
                "where that does not fit. Of ethnic and religious communities nothing is said here."
            ),
        ),
        Text(sentences.bounds_sentence(frame, reading)),
    )


@part
def associations(
    dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str
) -> tuple[Figure | Text, ...]:
    """Rank correlations of the left's share with living conditions, or why there are none."""
    if too_few := sentences.too_few(wards, "a correlation", reading):
        return (Text(too_few),)
    frame = analysis.associations(wards)
    fig, ax = style.figure(rows.PITCH * len(frame) + 0.35)
    figures.correlations(frame, ax)
    style.headline(
        fig,
        sentences.associations_title(frame, figures.LEVEL),
        f"Spearman rank correlation with the {_counted(reading)} share across "
        f"{plural(int(frame['wards'].iloc[0]), 'ward')}, 95% intervals; census 2021, deprivation 2019. Violet: "
        "holds after Holm’s correction. "
        "Facts about wards, not about how people in them voted",
        **_credit(dataset, place, date),
    )
    texts = [
        f"{row.label} {row.rank_correlation:+.2f} ({row.low:+.2f} to {row.high:+.2f})".replace("-", "−")
        for row in frame.itertuples()
    ]
    return (
        picture(
            fig, "correlations", frame, f"Rank correlations from −1 to +1, with 95% intervals: {'; '.join(texts)}."
        ),
        Text(sentences.associations_sentence(frame, figures.LEVEL, reading)),
        Text(_FALLACY, role="note"),
    )


@part
def regressions(
    dataset: Dataset, wards: pd.DataFrame, place: str, date: str, reading: str
) -> tuple[Figure | Table | Text, ...]:
    """A straight line through the wards, or why there is none."""
    if too_few := sentences.too_few(wards, "a regression line", reading):
        return (Text(too_few),)
    line = analysis.regression(wards, "imd_mean")
    fig, ax = style.figure(3.7)
    figures.line_through_wards(wards, line, ax)
    style.headline(
        fig,
        title=sentences.line_title(line),
        subtitle=(
            f"{_shares(reading)} of the vote in {plural(line.wards, 'ward')}. Least squares, 95% interval "
            f"{line.low:.1f} to "
            f"{line.high:.1f} points a decile (HC3), R² {line.r_squared:.2f}. Named: some wards far from the line"
        ).replace(" -", " −"),
        **_credit(dataset, place, date),
    )
    stood = sentences.stood(wards)
    alt = (
        f"Scatter of {plural(line.wards, 'ward')}, deprivation decile against the {_counted(reading)} share, from "
        f"{percent(stood['left_share_pct'].min())} to {percent(stood['left_share_pct'].max())}; the line changes "
        f"{line.slope:.1f} points a decile."
    ).replace(" -", " −")
    frame = analysis.regressions(wards)
    shown = table(
        frame[["label", "wards", "slope", "low", "high", "r_squared"]],
        "regressions",
        f"{_shares(reading)} on one figure at a time",
        labels={"label": "figure", "slope": "points per 10 points", "low": "95% from", "high": "to", "r_squared": "R²"},
        decimals={"r_squared": 2},
        note=(
            "Least squares across wards, HC3 errors, t distribution; for deprivation per decile. Of "
            f"{number(len(frame))} intervals one may miss by chance; the wards are too few to put several figures into "
            "one line."
        ),
    )
    drawn = picture(fig, "deprivation", stood[["ward", "imd_mean", "left_share_pct"]], alt)
    return drawn, shown, Text(_FALLACY, role="note")


@part
def named_wards(dataset: Dataset, place: str, reading: str) -> tuple[Table | Text, ...]:
    """What accounts state about single wards at elections counted by constituency, and what is published of them."""
    claims = analysis.ward_claims(dataset, place)
    if claims.empty:
        return (
            Text(f"No campaign account in the data makes a numeric claim about a single ward of {place_name(place)}."),
        )
    words = claims["word"].tolist()
    stated = table(
        claims[["paraphrase", "stated_value", "unit", "caveat"]],
        "ward-claims",
        "What an account states about single wards",
        labels={"paraphrase": "statement", "stated_value": "value", "caveat": "what can be said"},
        note="Votes for Parliament are counted and published by constituency, so nothing confirms or refutes it.",
    )
    history = analysis.ward_history(dataset, place, words, reading)
    published = table(
        history,
        "ward-history",
        f"What is published: council contests in {joined(words)}",
        labels={
            "area": "ward",
            "ballot_label": "label",
            "share_pct": "share, %",
            "labour_votes": "Labour’s votes",
            "labour_share_pct": "Labour, %",
        },
        note=(
            f"Best-placed candidate {left_of_labour(reading)}, and Labour’s best; a dash where nobody stood or the "
            "vote is not known. Other contests, with other candidates, some within other ward boundaries."
        ),
    )
    return stated, published, Text(sentences.history_sentence(history, reading))


def source_ids(dataset: Dataset, place: str, date: str) -> list[str]:
    """The sources of the ward results and of census and deprivation."""
    context = dataset.wards_context
    cells = context.loc[context["place"] == place, "source_ids"].unique()
    listed = {source for cell in cells for source in cell.split(";")}
    cited = cited_sources(dataset, council_election(dataset, place, date).contest_ids)
    return sorted({*listed, *cited, OUTLINE_SOURCES[place]})
