"""The parts of the report on expected votes, as values."""

import pandas as pd

from left_of_labour.analysis.expected import (
    COORDINATION_FLOOR_PCT,
    ELECTION,
    MODELS,
    Multiverse,
    Surplus,
    comparable_seats,
    coordination,
    expectations,
    surplus,
    who_had_less,
)
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office
from left_of_labour.presentation import style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import number, percent
from left_of_labour.reports.expected import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "alike",
    "by_name",
    "caveats",
    "finding",
    "less_for",
    "models",
    "one_or_several",
    "scatter",
    "source_ids",
    "variants",
]

_BASE = "% of valid votes for independents and left parties"
_MODELS = {"with_communities": "with the share of Muslim residents", "without_communities": "without it"}
_COMPARED, _MOST_DIVIDED = 10, 5  # rows of seats like it, and of seats with several challengers


@part
def finding(dataset: Dataset, found: Surplus, model: str) -> Finding:
    """What challengers had, what the place led one to expect, and how firm that is."""
    return Finding(sentences.expected_finding(found, model))


def _of_note(dataset: Dataset, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of `expected.expectations` for the seats of this collection and the one with the largest surplus."""
    ours = {
        contest.area_code
        for contest in dataset.contests_by_id.values()
        if contest.office == Office.MP and contest.date == ELECTION
    }
    return found[found["constituency_code"].isin(ours) | (found["rank"] == 1)]


@part
def scatter(dataset: Dataset, found: pd.DataFrame, seat: Surplus, code: str, model: str) -> Figure:
    """Expected against actual, every seat."""
    named = _of_note(dataset, found)
    fig, ax = style.figure(5.4)
    figures.expected_and_actual(found, code, named, ax)
    style.headline(
        fig,
        sentences.scatter_title(seat),
        f"{_BASE}. {len(found)} seats in England and Wales, 2024; expected from all other seats by "
        f"{sentences.MODEL_NAMES[model]}. On the line: as expected",
        **_credit(dataset),
    )
    rows = [f"{row.constituency} {percent(row.expected_pct)}, {percent(row.actual_pct)}" for row in named.itertuples()]
    alt = (
        f"Scatter of {len(found)} seats, expected against actual share. Named, expected then actual: {'; '.join(rows)}."
    )
    return picture(fig, "expected", found[["constituency", "expected_pct", "actual_pct", "surplus", "rank"]], alt)


@part
def variants(dataset: Dataset, fits: Multiverse, seat: Surplus, code: str) -> tuple[Figure, Text]:
    """The specification curve: what every variant of the model expects of the seat."""
    curve = fits.curve(code)
    fig, axes = style.figure(5.0, rows=2, height_ratios=(3, 2))
    figures.specification_curve(curve, seat.actual_pct, axes)
    style.headline(
        fig,
        sentences.variants_title(seat),
        f"{seat.constituency}: share expected by each variant, least first. All subsets of six predictors, by least "
        "squares (black) or fractional logit (grey); the marks below say what is in it",
        **_credit(dataset),
    )
    alt = (
        f"Curve of {len(curve)} expected shares from {percent(seat.lowest_expected_pct)} to "
        f"{percent(seat.highest_expected_pct)}, and a line at the actual {percent(seat.actual_pct)}."
    )
    return (picture(fig, "variants", curve, alt), Text(sentences.variants_sentence(seat)))


@part
def models(dataset: Dataset, seats: pd.DataFrame, fits: Multiverse, code: str) -> Table:
    """Both models by both links, side by side."""
    rows = []
    for model in MODELS:
        seat = surplus(seats, fits, code, model)
        rows += [
            {"predictors": _MODELS[model], "fitted_by": "least squares", "expected": seat.expected_pct}
            | {"surplus": seat.surplus, "rank": seat.rank},
            {"predictors": _MODELS[model], "fitted_by": "fractional logit"}
            | {"expected": seat.logit_expected_pct, "surplus": seat.actual_pct - seat.logit_expected_pct}
            | {"rank": seat.logit_rank},
        ]
    return table(
        pd.DataFrame(rows),
        "models",
        "Two sets of predictors, two ways to fit",
        labels={
            "fitted_by": "fitted by",
            "expected": "expected, %",
            "surplus": "more than expected, points",
            "rank": f"rank of {number(len(seats))}",
        },
        note=f"Expected from all other seats, by {sentences.MODEL_NAMES['without_communities']} and, in the first "
        "model, the "
        "share of Muslim residents and its square. Housing: homes rented from a council or association, or privately.",
    )


@part
def alike(dataset: Dataset, found: pd.DataFrame, code: str) -> tuple[Table | Text, ...]:
    """Seats where half to double as much was to be expected."""
    near = comparable_seats(found, code)
    sentence = Text(sentences.comparable_sentence(near))
    if near.empty:
        return (sentence,)
    near = near.assign(place=range(1, len(near) + 1))
    shown = near[(near["place"] <= _COMPARED) | near["is_seat"]]
    return (
        sentence,
        table(
            shown[["constituency", "actual_pct", "expected_pct", "surplus", "place"]],
            "seats-alike",
            "Seats where half to double as much was to be expected",
            labels={
                "actual_pct": "actual, %",
                "expected_pct": "expected, %",
                "surplus": "more than expected, points",
                "place": f"place of {len(near)}",
            },
            note=f"The {_COMPARED} with the highest actual share, and the seat itself; {_BASE}.",
        ),
    )


@part
def less_for(dataset: Dataset, seats: pd.DataFrame, model: str) -> tuple[Figure, Text]:
    """Who had less where challengers had more than was to be expected."""
    answer = who_had_less(seats, model)
    lowest = answer.loc[answer["points"].idxmin()]
    fig, ax = style.figure(3.2)
    figures.less(answer, ax)
    style.headline(
        fig,
        f"A point more for challengers went with {abs(lowest['points']):.2f} less for {lowest['party']}",
        f"Points of each party’s share per point that challengers had more than expected; {len(seats)} seats, 2024. "
        f"They add to −1 by construction. Lines: 95% intervals (HC3)",
        **_credit(dataset),
    )
    rows = [f"{row.party} {row.points:.2f} ({row.low:.2f} to {row.high:.2f})" for row in answer.itertuples()]
    alt = f"Bars of points per point, with 95% intervals: {'; '.join(rows)}.".replace("-", "−")
    return (picture(fig, "less-for", answer, alt), Text(sentences.less_sentence(answer)))


@part
def one_or_several(
    dataset: Dataset, seats: pd.DataFrame, found: pd.DataFrame, code: str
) -> tuple[Figure | Text | Table, ...]:
    """How far the challengers' votes were one candidate's."""
    coordinated = coordination(seats)
    of_note = _of_note(dataset, found)["constituency_code"]
    named = coordinated[coordinated["constituency_code"].isin(of_note)]
    everywhere = coordination(seats[seats["challengers"] > 0], floor_pct=0)
    least = coordinated.nsmallest(_MOST_DIVIDED, "best_of_challengers_pct")
    fig, ax = style.figure(3.8)
    figures.coordination(coordinated, code, named, ax)
    alone = int((coordinated["best_of_challengers_pct"] >= 90).sum())
    style.headline(
        fig,
        f"{alone} of {len(coordinated)} seats: one took at least 90% of challengers’ votes",
        "Seats where independents and left parties had 15% or more of valid votes together: that share, and how "
        "much of "
        "it the best challenger had. England and Wales, 2024",
        **_credit(dataset),
    )
    rows = [
        f"{row.constituency} {percent(row.challengers_pct)}, of which {percent(row.best_of_challengers_pct)}"
        for row in coordinated.itertuples()
    ]
    alt = f"Scatter of {len(coordinated)} seats. All challengers, and the best one’s part: {'; '.join(rows)}."
    labels = {
        "challengers": "all challengers, votes",
        "challengers_pct": "all challengers, %",
        "candidates": "stood",
        "best_challenger": "best challenger",
        "best_challenger_pct": "best, %",
        "best_of_challengers_pct": "part of their votes, %",
        "labour_pct": "Labour, %",
    }
    columns = ["constituency", *labels]
    return (
        Text(sentences.coordination_sentence(seats, coordinated, code)),
        picture(fig, "one-or-several", coordinated[columns], alt),
        table(
            everywhere.loc[everywhere["constituency_code"].isin([*of_note, *least["constituency_code"]]), columns],
            "challengers",
            f"Seats of this collection, the largest surplus, and the {len(least)} where challengers were most divided",
            labels=labels,
            note="Shares are of valid votes where nothing else is said; most divided of those where challengers had "
            f"{percent(COORDINATION_FLOOR_PCT, 0)} or more together. More than Labour’s share is not yet first place.",
        ),
    )


@part
def by_name(dataset: Dataset, seats: pd.DataFrame, fits: Multiverse) -> Table:
    """The seats of this collection and the largest surplus, in both models."""
    both = {model: expectations(seats, model) for model in MODELS}
    codes = _of_note(dataset, both["with_communities"])["constituency_code"]
    rows = []
    for code in codes:
        first, second = (surplus(seats, fits, code, model) for model in MODELS)
        rows.append(
            {
                "constituency": first.constituency,
                "actual": first.actual_pct,
                "expected_with": first.expected_pct,
                "expected_without": second.expected_pct,
                "rank_with": first.rank,
                "rank_without": second.rank,
                "range": f"{percent(first.lowest_expected_pct)} to {percent(first.highest_expected_pct)}",
                "above": f"{first.above} of {first.variants}",
            }
        )
    return table(
        pd.DataFrame(rows),
        "by-name",
        "The seats of this collection, and the largest surplus",
        labels={
            "actual": "actual, %",
            "expected_with": "expected with Muslim share, %",
            "expected_without": "without, %",
            "rank_with": "rank with",
            "rank_without": "without",
            "range": "expected over all variants",
            "above": "variants that expect less than was had",
        },
        note=f"Ranks are of the surplus among {len(seats)} seats, by least squares, 1 being the largest.",
    )


@part
def caveats(dataset: Dataset) -> tuple[Text, ...]:
    """What none of this can show."""
    return tuple(Text(text, role="note") for text in sentences.CAVEATS)


def source_ids(dataset: Dataset, contest_id: str) -> list[str]:
    """The sources of the contest, of the votes in all seats, and of census and notional results."""
    return sorted({*cited_sources(dataset, [contest_id]), *_of_all_seats(dataset)})


def _of_all_seats(dataset: Dataset) -> set[str]:
    cells = [*dataset.westminster_2024["source_ids"].unique(), *dataset.constituency_context["source_ids"].unique()]
    return {source for cell in cells for source in cell.split(";")}


def _credit(dataset: Dataset) -> dict[str, str]:
    return credit(dataset, _of_all_seats(dataset))
