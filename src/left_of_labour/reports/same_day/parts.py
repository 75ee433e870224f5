"""The parts of the report on mayor and council of the same day, as values."""

import pandas as pd

from left_of_labour.analysis.councils import council_election
from left_of_labour.analysis.readings import is_left
from left_of_labour.analysis.same_day import same_day
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import plural
from left_of_labour.reports.same_day import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "ahead_of_lists",
    "all_candidates",
    "candidates_table",
    "contest_ids",
    "finding",
    "front_runners",
    "not_compared",
    "rows",
]

_ROLES = ("labour", "green")


def rows(dataset: Dataset, place: str) -> pd.DataFrame:
    """`same_day.same_day` with three marks.

    `is_left` (under the wide reading), `first_two` (of the mayor's poll), `widely_stood` (in half of the wards).
    """
    found = same_day(dataset, place)
    return found.assign(
        is_left=is_left(found["left_reading"]),
        first_two=(found["rank"] <= 2).fillna(False).astype(bool),
        widely_stood=2 * found["wards_contested"] >= found["wards"],
    )


def contest_ids(dataset: Dataset, rows: pd.DataFrame, place: str) -> list[str]:
    """The contests behind the report: the mayors' and the wards of those days."""
    days = rows["date"].unique()
    wards = [one for date in days for one in council_election(dataset, place, date).contest_ids]
    return [*rows["contest_id"].unique(), *wards]


def _credit(dataset: Dataset, rows: pd.DataFrame, place: str) -> dict[str, str]:
    return credit(dataset, cited_sources(dataset, contest_ids(dataset, rows, place)))


@part
def finding(dataset: Dataset, rows: pd.DataFrame, place: str) -> Finding:
    """The challenger who ran furthest ahead of the list, and Labour's range."""
    return Finding(sentences.finding(rows, place))


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Challengers, Labour and Greens whose party stood in most wards, poll by poll."""
    roles = rows["is_left"] | rows["family"].isin(_ROLES) | rows["party_id"].isin(_ROLES)
    return rows[roles & rows["widely_stood"] & rows["difference"].notna()].reset_index(drop=True)


@part
def ahead_of_lists(dataset: Dataset, rows: pd.DataFrame, place: str) -> tuple[Figure | Text, ...]:
    """Challengers, Labour and Greens: the mayor's share less the party's on the same day."""
    chosen = drawn(rows)
    fig = figures.differences(chosen)
    style.headline(
        fig,
        sentences.ahead_title(chosen),
        f"{place_name(place)}: share for mayor less the party’s share for council, points; thin lines: range over "
        f"three ways to count a ward’s votes; {plural(chosen['date'].nunique(), 'poll')}",
        **_credit(dataset, rows, place),
    )
    data = chosen[["candidate", "date", "party", "party_id", "difference", "difference_least", "difference_most"]]
    shown = picture(fig, "ahead-of-lists", data, sentences.ahead_alt(chosen))
    return shown, Text(sentences.left_sentence(rows))


@part
def not_compared(dataset: Dataset, rows: pd.DataFrame) -> Text:
    """Candidates whose difference is not known, or means little."""
    return Text(sentences.not_compared(rows), role="note")


@part
def all_candidates(dataset: Dataset, rows: pd.DataFrame, place: str) -> Figure:
    """Every candidate whose party stood for the council: both shares."""
    known = rows.dropna(subset=["difference"]).reset_index(drop=True)
    fig = figures.plane(known)
    style.headline(
        fig,
        sentences.all_title(rows),
        f"{place_name(place)}: share for mayor, of valid votes, and the party’s for council on the same day; on the "
        f"line both are equal; {plural(len(known), 'candidate')}",
        **_credit(dataset, rows, place),
    )
    data = known[["candidate", "date", "party", "party_id", "share_pct", "council_share_pct", "first_two"]]
    return picture(fig, "all-candidates", data, sentences.all_alt(rows))


@part
def front_runners(dataset: Dataset, rows: pd.DataFrame) -> Text:
    """What one seat does to the vote, whoever stands."""
    return Text(sentences.front_runners_sentence(rows))


@part
def candidates_table(dataset: Dataset, rows: pd.DataFrame) -> Table:
    """Every candidate with both shares, the difference with its range, and the ratio."""
    columns = [
        *("date", "candidate", "party", "elected", "votes", "share_pct", "council_votes", "council_share_pct"),
        *("wards_contested", "wards", "difference", "difference_least", "difference_most", "ratio"),
    ]
    return table(
        rows[columns],
        "candidates",
        "Mayor and council on the same day",
        note="Share for mayor: first preferences over valid votes. For council: votes of the party’s best candidate "
        "in every ward over those of all lists. Ratio: the mayor’s votes over the party’s best votes in the wards; "
        "the number of papers is nearly the same, but a party has no vote where it did not stand.",
        labels={
            "share_pct": "for mayor, %",
            "council_share_pct": "for council, %",
            "difference": "difference, points",
            "difference_least": "least",
            "difference_most": "most",
        },
        decimals={"ratio": 2},
    )
