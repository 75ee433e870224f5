"""What the notebook on one place shows: tables and figures with their titles, units and alt texts."""

import pandas as pd

from left_of_labour.data.schema import Office
from left_of_labour.presentation import show, style
from left_of_labour.reports.one_place import figures, sentences
from left_of_labour.presentation.names import place_name
from left_of_labour.presentation.text import points

__all__ = ["labelled", "show_changes", "show_performances", "show_story", "show_swings", "show_timeline", "show_wards"]

_SOURCES = "Sources: listed in the report."


def _panel(row) -> str:
    return row["seat"] if row["office"] == Office.COUNCILLOR else row["office"]


def show_timeline(rows: pd.DataFrame, wards: pd.DataFrame, story: pd.DataFrame, place: str) -> None:
    """Draw every election of the place, the left against Labour."""
    rows = rows.assign(panel=rows.apply(_panel, axis=1))
    council = next((key for key in rows["panel"] if key.endswith("-wards")), "")
    alone = wards.assign(panel=council)
    count = len(figures.panels(rows))
    fig, axes = style.figure(1.7 * count + 0.7, rows=count, sharex=True, squeeze=False)
    figures.left_over_time(rows, alone, story, list(axes[:, 0]))
    style.headline(
        fig,
        sentences.place_headline(rows, place_name(place)),
        "Best-placed candidate left of Labour, % of valid votes; council: all of the left, % of each party’s best votes",
        _SOURCES,
    )
    columns = ["office", "seat", "date", "best", "share", "labour_share", "left_seats", "seats", "comparable", "remark"]
    show.figure(fig, "timeline", rows[columns], sentences.timeline_alt(rows))


def show_performances(rows: pd.DataFrame) -> None:
    """Every election in a table."""
    table = rows.assign(election=[sentences.poll_name(row) for row in rows.itertuples()])
    columns = ["election", "date", "best", "best_party", "best_votes", "share", "left_share", "labour_share"]
    show.table(
        table[[*columns, "behind_labour", "won", "left_seats", "seats", "comparable", "witnesses", "remark"]],
        "performances",
        "Every election",
        note="Shares are of valid votes; in council elections of the votes of each party’s best candidate in every ward, as voters may have up to three (of all candidates’ votes where only totals are known), and "
        "then “best” is the left party with most votes, and the share that of all of the left. A dash: nobody stood "
        "or no total is known.",
        labels={
            "best": "best-placed on the left",
            "share": "its share, %",
            "left_share": "all of the left, %",
            "labour_share": "Labour, %",
            "behind_labour": "behind Labour, points",
            "witnesses": "independent sources",
        },
    )


def show_wards(wards: pd.DataFrame) -> None:
    """Polls of single wards in a table, if there were any with a left candidate."""
    if wards.empty:
        show.sentence("No poll of a single ward with a candidate left of Labour is in the data.")
        return
    show.table(
        wards.drop(columns="contest_id"),
        "single-wards",
        "Single wards: by-elections, and years of which only some wards are in the data",
        note="Not a sample: of some years only wards where the left did well are known. Shares are of the votes of each party’s best candidate.",
        labels={"share": "share of the left, %"},
    )


def show_story(story: pd.DataFrame) -> None:
    """The dated events in a table."""
    show.table(story[["date", "kind", "event", "detail"]], "story", "The local story, dated")


def labelled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of elections with `label`, such as "Mayor 2018–2022", the mayor's first, then Parliament and council."""
    order = {office: position for position, office in enumerate((Office.MAYOR, Office.MP, Office.COUNCILLOR))}
    pairs = pairs.assign(label=[_label(row) for _, row in pairs.iterrows()], order=pairs["office"].map(order).fillna(len(order)))
    return pairs.sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def _label(row) -> str:
    seats = {
        Office.MAYOR: "Mayor",
        Office.MP: row["seat"].partition(" and ")[0],
        Office.LONDON_ASSEMBLY: "Assembly",
        Office.COUNCILLOR: "Council" if row["seat"].endswith("-wards") else "County divisions",
    }
    estimate = " (est.)" if "estimate" in (row["remark"] or "") else ""
    return f"{seats[row['office']]} {row['date_before'].year}{estimate}–{row['date'].year}"


def show_swings(pairs: pd.DataFrame) -> None:
    """Draw swing and volatility of the comparable pairs in which the left stood."""
    known = pairs[pairs["comparable"]]
    moved = known[known["left_change"] != 0]
    if moved.empty:
        show.sentence("The left stood in no two elections here that can be compared.")
        return
    fig, axes = style.figure(0.29 * len(moved) + 0.6, columns=2, sharey=True, squeeze=False, width_ratios=[1.15, 1])
    figures.swing_and_volatility(moved, list(axes[0]))
    most = moved.loc[moved["left_swing"].abs().idxmax()]
    towards = "to the left" if most["left_swing"] > 0 else "to Labour"
    style.headline(
        fig,
        f"The largest swing was {points(abs(most['left_swing']))} {towards}: {most['label']}",
        f"Butler swing between Labour and the left, and Pedersen volatility, percentage points; {len(moved)} pairs of "
        "comparable elections in which the left stood",
        _SOURCES,
    )
    columns = ["label", "left_swing", "volatility", "bloc_volatility", "remark"]
    rows = [f"{row.label} {row.left_swing:+.1f}".replace("-", "−") for row in moved.itertuples()]
    show.figure(fig, "swings", moved[columns], f"Bars of swing from Labour to the left, points: {'; '.join(rows)}.")


def show_changes(pairs: pd.DataFrame) -> None:
    """Swing, volatility and refusals in a table."""
    columns = [
        "label",
        "comparable",
        "reason",
        "remark",
        "left_change",
        "labour_change",
        "left_swing",
        "butler",
        "steed",
    ]
    show.table(
        pairs[[*columns, "volatility", "bloc_volatility"]],
        "changes",
        "Swing and volatility between consecutive elections",
        note="Percentage points. Swing from Labour to the left: half of the left’s gain plus half of Labour’s loss; it "
        "is positive, too, where both fall and Labour falls further. Butler and Steed: from Conservative to Labour; "
        "Steed only where these two came first and second both times. Volatility (Pedersen) counts parties by ballot "
        "label, so a party under a new name counts as a new one; by blocs it does not.",
        labels={
            "label": "elections",
            "left_change": "left, change",
            "labour_change": "Labour, change",
            "left_swing": "swing, Labour to left",
        },
    )
