"""The parts of the report on votes added up, as values."""

import pandas as pd

from left_of_labour.analysis.councils import council_election
from left_of_labour.analysis.divided import all_challengers, joint_list, labour_just_lost, left_and_green, sums_by_poll
from left_of_labour.analysis.rounds import bounds_of_origin
from left_of_labour.data import Dataset
from left_of_labour.presentation import style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import number, plural
from left_of_labour.reports.together import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "counts_table",
    "finding",
    "labour_lost",
    "mayor_2018",
    "one_list",
    "one_list_table",
    "over_labour",
    "source_ids",
]

_PLACE, _DATE, _MAYOR = "tower-hamlets", "2018-05-03", "tower-hamlets-mayor-2018"
_LISTS = ["aspire", "path"]
_NAMES = ["Aspire", "the People’s Alliance"]
_BOTH = ("winner_votes", "labour_votes")


def source_ids(dataset: Dataset) -> list[str]:
    """The sources behind the report: Westminster candidacies, the seats of 2024, the wards and the mayor of 2018."""
    election = council_election(dataset, _PLACE, _DATE)
    tables = (dataset.westminster_left, dataset.westminster_green, dataset.westminster_2024)
    cells = {cell for rows in tables for cell in rows["source_ids"].unique()}
    national = {source for cell in cells for source in cell.split(";")}
    return sorted({*cited_sources(dataset, [*election.contest_ids, _MAYOR]), *national})


def _national_credit(dataset: Dataset) -> dict[str, str]:
    return credit(dataset, ["psephology"])


@part
def finding(dataset: Dataset, since: int) -> Finding:
    """Where the sum reached a Labour winner, and the other direction."""
    seats = left_and_green(dataset, since)
    readings = {"core": left_and_green(dataset, since, "core")}
    return Finding(sentences.finding(seats, readings, labour_just_lost(dataset)))


@part
def over_labour(dataset: Dataset, since: int) -> tuple[Figure | Text, ...]:
    """Seats that Labour won although left and Greens together had as many votes."""
    seats = left_and_green(dataset, since)
    found = sentences.reached(seats).sort_values("over_labour", ascending=False, ignore_index=True)
    everybody = Text(sentences.all_sentence(all_challengers(dataset), found))
    nearest = Text(sentences.nearest_sentence(sums_by_poll(seats)))
    if found.empty:
        return Text(f"{sentences.over_title(found)}."), everybody, nearest
    fig = figures.sums(found, [sentences.short_seat(name) for name in found["constituency"]])
    style.headline(
        fig,
        sentences.over_title(found),
        "Votes for the left (wide, violet) and the Greens (green), and Labour’s (red line), "
        f"{found['date'].dt.year.min()}; {plural(len(found), 'seat')} of {number((seats['winner'] == 'Labour').sum())} "
        f"that Labour won since {since}",
        **_national_credit(dataset),
    )
    columns = ["constituency", "date", "left_votes", "green_votes", "together", "labour_votes", "over_labour"]
    return picture(fig, "left-and-greens", found[columns], sentences.over_alt(found)), everybody, nearest


@part
def counts_table(dataset: Dataset, since: int) -> Table:
    """Every general election and all by-elections: seats counted, and where the sum reached a winner, by reading."""
    wide, core = (sums_by_poll(left_and_green(dataset, since, reading)) for reading in ("wide", "core"))
    frame = wide.merge(
        core[["poll", "reached_where_labour_won"]].rename(columns={"reached_where_labour_won": "under_core"}), on="poll"
    )
    columns = ["poll", "seats", "both_stood", "labour_won", "reached_where_labour_won", "under_core"]
    return table(
        frame[[*columns, "reached_where_others_won", "nearest", "nearest_gap"]],
        "by-poll",
        "Left and Greens together against Labour",
        note="Seats in which the left or the Greens stood, and Labour. Reached: left (wide) and Greens together had "
        "at least as many votes as Labour. Nearest: the seat won by Labour in which they were fewest votes short; "
        "negative where they had more.",
        labels={"reached_where_labour_won": "reached, Labour won", "reached_where_others_won": "reached, others won"},
    )


@part
def labour_lost(dataset: Dataset) -> tuple[Figure | Text | Table, ...]:
    """The other direction: seats of 2024 that Labour lost by no more than the left's vote."""
    lost = labour_just_lost(dataset)
    said = Text(sentences.lost_sentence(lost))
    covered = lost[lost["left_covers"]].sort_values("left_votes", ascending=False, ignore_index=True)
    everybody = lost[lost["all_cover"]]
    shown = table(
        everybody[
            ["constituency", "winner", "gap", "left_votes", "all_challengers", "green_votes", *_BOTH, "left_covers"]
        ],
        "labour-just-lost",
        "Seats that Labour lost in 2024 by no more than the vote for independents and left parties",
        note="All challengers: every independent and left party, whatever they stood for. Left covers: the left "
        "(wide) alone had as many votes as Labour was short. Seats that the left won are left out.",
    )
    if covered.empty:
        return said, shown
    fig = figures.labour_short(covered, [sentences.short_seat(name) for name in covered["constituency"]])
    style.headline(
        fig,
        sentences.lost_title(lost),
        f"Votes for the left (wide, violet), and the votes that Labour was short of the winner (red line), 2024; "
        f"{plural(len(covered), 'seat')} of {len(lost)} that Labour lost to others than the left",
        **_national_credit(dataset),
    )
    data = covered[["constituency", "winner", "winner_votes", "labour_votes", "gap", "left_votes"]]
    return picture(fig, "labour-short", data, sentences.lost_alt(covered)), said, shown


def _wards(dataset: Dataset) -> pd.DataFrame:
    return joint_list(dataset, council_election(dataset, _PLACE, _DATE), _LISTS)


@part
def one_list(dataset: Dataset) -> tuple[Figure | Text, ...]:
    """Tower Hamlets 2018: Aspire and the People's Alliance as one list, where it would have changed a seat."""
    wards = _wards(dataset)
    changed = wards[wards["changed"]].sort_values("best_sum", ascending=False, ignore_index=True)
    said = Text(sentences.list_sentence(wards, _NAMES))
    if changed.empty:
        return (said,)
    fig = figures.joint_wards(changed)
    election = council_election(dataset, _PLACE, _DATE)
    style.headline(
        fig,
        sentences.list_title(wards),
        "Tower Hamlets council 2018: best candidates of Aspire and the People’s Alliance added up (violet), and the "
        f"last elected as held (line); {plural(len(changed), 'ward')} of {len(wards)} where a seat would have changed",
        **credit(dataset, cited_sources(dataset, election.contest_ids)),
    )
    data = changed[
        ["area", "seats", "joined_seats", "joined_then", "labour_seats", "labour_then", "best_sum", "last_elected"]
    ]
    return picture(fig, "one-list", data, sentences.list_alt(wards)), said


@part
def one_list_table(dataset: Dataset) -> Table:
    """Every ward as elected and with the two lists as one."""
    return table(
        _wards(dataset).drop(columns=["best_sum", "last_elected"]),
        "one-list-by-ward",
        "Tower Hamlets 2018, ward by ward: as elected, and with Aspire and the People’s Alliance as one list",
        note="Joined: the two parties. Then: with their candidates’ votes added up in the order of their votes.",
    )


@part
def mayor_2018(dataset: Dataset) -> tuple[Text, ...]:
    """The same day's mayor: first preferences of both lists added up, and bounds for what passed in fact."""
    field = dataset.candidates_of(_MAYOR)
    bounds = bounds_of_origin(dataset, _MAYOR)
    return Text(sentences.mayor_sentence(field, _LISTS)), Text(sentences.transfer_sentence(field, _LISTS, bounds))
