"""The parts of the report on what came next, as values."""

import pandas as pd

from left_of_labour.analysis.lineages import lineage_of
from left_of_labour.analysis.persistence import HEIR_RULES, greens_after, mayoral_series, results_after
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office
from left_of_labour.presentation import style
from left_of_labour.presentation.names import left_of_labour, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, percent, plural
from left_of_labour.reports.afterwards import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "control",
    "finding",
    "followed_table",
    "lineage_table",
    "mayors",
    "outcomes",
    "rules_table",
    "slopes",
    "source_ids",
]

_NAMED = 7  # results with a label


def _mayoral_contests(dataset: Dataset) -> list[str]:
    contests = dataset.contests
    return list(contests.loc[contests["office"] == Office.MAYOR, "contest_id"])


def source_ids(dataset: Dataset) -> list[str]:
    """The sources behind the report: Westminster candidacies, successor seats, lineages and mayors."""
    tables = (dataset.westminster_left, dataset.westminster_green, dataset.seat_successors, dataset.lineages)
    cells = {cell for rows in tables for cell in rows["source_ids"].unique()}
    return sorted(
        {*cited_sources(dataset, _mayoral_contests(dataset)), *(one for cell in cells for one in cell.split(";"))}
    )


def _westminster_credit(dataset: Dataset) -> dict[str, str]:
    return credit(dataset, ["psephology", "ec-2001"])


@part
def finding(dataset: Dataset, rows: pd.DataFrame, floor: int, reading: str) -> Finding:
    """How many stood again, what they kept, and the Greens of the same size."""
    return Finding(sentences.finding(rows, greens_after(dataset, floor), floor, reading))


@part
def slopes(dataset: Dataset, rows: pd.DataFrame, floor: int, lineage: str, reading: str) -> tuple[Figure | Text, ...]:
    """Every result and the next poll there; the largest named, those of the lineage in colour."""
    known = sentences.followed(rows).reset_index(drop=True)
    if known.empty:
        return (Text(f"No result of {floor}% or more can be followed to another poll."),)
    chosen = (lineage_of(dataset, known) == lineage).fillna(False)
    named = known.nlargest(_NAMED, "share_pct").sort_values("share_pct")
    held = (known["next_share_pct"] >= known["share_pct"]).any()
    fig = figures.slopes(known, named, chosen)
    style.headline(
        fig,
        sentences.slopes_title(rows),
        f"Best-placed {left_of_labour(reading)} with {floor}% or more of valid votes, and at the next poll there "
        f"(cross: nobody stood), Westminster since 2001; small number: N = {len(known)}"
        + (f"; bold: {lineage.title()}’s" if chosen.any() else "; bold: share held" if held else ""),
        **_westminster_credit(dataset),
    )
    columns = [
        "constituency",
        "date",
        "candidate",
        "share_pct",
        "next_date",
        "next_candidate",
        "next_share_pct",
        "kept_pct",
    ]
    return picture(fig, "slopes", known[columns], sentences.slopes_alt(rows, named, reading)), Text(
        sentences.outcomes_sentence(rows, reading)
    )


@part
def followed_table(dataset: Dataset, rows: pd.DataFrame, reading: str) -> Table:
    """Every result that has had a next poll."""
    known = sentences.polled(rows)
    frame = known.assign(outcome=known["outcome"].map(sentences.outcome_words(reading)))
    columns = [
        "date",
        "constituency",
        "candidate",
        "share_pct",
        "next_share_pct",
        "kept_pct",
        "outcome",
        "next_candidate",
    ]
    return table(
        frame[[*columns, "next_date", "next_constituency", "part_pct", "ballot_label", "next_label"]],
        "followed",
        "Every result, and the next poll there",
        note="Shares of valid votes. Part: how much of the old seat’s electors or residents went to the seat that is "
        "followed; a dash where no source gives it. A by-election counts as the next poll where the data know of one.",
        labels={
            "share_pct": "share, %",
            "part_pct": "part of the old seat, %",
            "next_share_pct": "next share, %",
            "kept_pct": "kept, %",
        },
    )


@part
def outcomes(dataset: Dataset, rows: pd.DataFrame, reading: str) -> Table:
    """What happened next, by kind: how many, and the median of what was kept."""
    frame = pd.DataFrame(
        [
            {
                "what came next": words,
                "results": int((rows["outcome"] == name).sum()),
                "median_kept_pct": rows.loc[rows["outcome"] == name, "kept_pct"].median(),
            }
            for name, words in sentences.outcome_words(reading).items()
        ]
    )
    return table(
        frame,
        "outcomes",
        "What came next, by kind",
        note="Kept: the next share in percent of the first; nothing where nobody stood.",
        labels={"median_kept_pct": "kept, median, %"},
    )


@part
def control(dataset: Dataset, rows: pd.DataFrame, floor: int, reading: str) -> tuple[Figure | Text, ...]:
    """The part of the share that was kept, beside Greens of the same size on unchanged boundaries."""
    again = sentences.stood_again(rows)
    greens = greens_after(dataset, floor)
    said = Text(sentences.control_sentence(again, greens, reading))
    if again.empty:
        return (said,)
    stood = greens[greens["stood"]]
    of_reading = "Left or Green" if reading == "with_greens" else "Left of Labour"
    groups = pd.concat(
        [
            again[["kept_pct"]].assign(group=of_reading),
            stood[["kept_pct"]].assign(
                group=[f"Greens {one.date.year} to {one.next_date.year}" for one in stood.itertuples()]
            ),
        ],
        ignore_index=True,
    )
    colours = {name: style.LEFT if name == of_reading else style.GREEN for name in groups["group"]}
    fig = figures.kept(groups, colours)
    style.headline(
        fig,
        sentences.control_title(again, greens, reading),
        f"Share at the next poll in percent of the first; results of {floor}% or more of valid votes after which "
        "somebody stood again; line: median. Greens on unchanged boundaries",
        **_westminster_credit(dataset),
    )
    return picture(fig, "control", groups[["group", "kept_pct"]], sentences.control_alt(groups)), said


@part
def rules_table(dataset: Dataset, floor: int, reading: str) -> Table:
    """How much hangs on the rule for successor seats."""
    lines, greens = [], reading == "with_greens"
    for rule, words in HEIR_RULES.items():
        rows = results_after(dataset, floor, reading, rule)
        known, again = sentences.followed(rows), sentences.stood_again(rows)
        lines.append(
            {
                "rule": f"{rule}: {words.replace('the left did', 'left or Greens did') if greens else words}",
                "followed": len(known),
                "stood_again": len(again),
                "nobody": int((known["outcome"] == "nobody").sum()),
                "median_kept_pct": again["kept_pct"].median(),
                "held": int((again["kept_pct"] >= 100).sum()),
            }
        )
    return table(
        pd.DataFrame(lines),
        "rules",
        "Three rules for seats whose boundaries changed",
        note="Held: as large a share as before, or larger.",
        labels={"median_kept_pct": "kept, median, %"},
    )


def _series(dataset: Dataset, reading: str) -> pd.DataFrame:
    contests = dataset.contests
    places = contests.loc[contests["office"] == Office.MAYOR, "place"].unique()
    return pd.concat(
        [mayoral_series(dataset, place, reading).assign(place=place) for place in places], ignore_index=True
    )


@part
def mayors(dataset: Dataset, reading: str, lineage: str) -> tuple[Figure | Text, ...]:
    """The reading's candidates for mayor in every place that elects one, the lineage as a line."""
    series = _series(dataset, reading)
    said = Text(sentences.mayors_sentence(series, lineage, reading))
    if series["share_pct"].isna().all():
        return (said,)
    places = list(series.loc[series["share_pct"].notna(), "place"].unique())
    fig = figures.mayors(series, places, lineage)
    style.headline(
        fig,
        sentences.mayors_title(series, lineage),
        f"Candidates for mayor {left_of_labour(reading)} in {joined(map(place_name, places))}, % of valid votes (first "
        f"preferences); line: {lineage.title()} lineage; pale: others; cross: nobody {left_of_labour(reading)} stood",
        **credit(dataset, cited_sources(dataset, _mayoral_contests(dataset))),
    )
    data = series[["place", "date", "candidate", "ballot_label", "share_pct", "elected", "lineage", "all_named"]]
    return picture(fig, "mayors", data, sentences.mayors_alt(series, reading)), said


@part
def lineage_table(dataset: Dataset, reading: str, lineage: str) -> Table | Text:
    """Every candidacy of the lineage, for Westminster and for mayor."""
    left = dataset.westminster_left
    seats = left[lineage_of(dataset, left) == lineage].assign(contest="MP", report=None)
    shares = 100 * seats["votes"].astype(float) / seats["valid_votes"].astype(float)
    seats = seats.assign(area=seats["constituency"], share_pct=shares)
    series = _series(dataset, reading)
    series = series[series["lineage"] == lineage].assign(contest="mayor")
    series = series.assign(report=[f"one-contest/{contest_id}" for contest_id in series["contest_id"]])
    series = series.assign(area=series["place"].map(place_name))
    columns = ["date", "contest", "area", "candidate", "ballot_label", "share_pct", "elected"]
    both = pd.concat([seats[[*columns, "report"]], series[[*columns, "report"]]]).sort_values("date", ignore_index=True)
    if both.empty:
        return Text(f"No candidacy of the {lineage.title()} lineage counts as left of Labour under this reading.")
    reasons = dataset.lineages.loc[dataset.lineages["lineage"] == lineage, "reason"]
    return table(
        both[columns],
        "lineage",
        f"The {lineage.title()} lineage, {plural(len(both), 'candidacy', 'candidacies')}",
        note=f"Joined because: {joined(reasons)}. Shares of valid votes; best {percent(both['share_pct'].max())}.",
        labels={"share_pct": "share, %"},
        links={"contest": both["report"].tolist()},
    )
