"""The parts of the report on one place, as values."""

from typing import Any

import pandas as pd

from left_of_labour.analysis.readings import READINGS
from left_of_labour.analysis.timeline import performances, single_wards
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status
from left_of_labour.presentation import style
from left_of_labour.presentation.names import left_of_labour, place_name, the_left
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, court_findings, credit, part
from left_of_labour.presentation.sensitivity import one_judgement, without_lineages
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, plural
from left_of_labour.reports.one_place import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "changes_table",
    "finding",
    "labelled",
    "performances_table",
    "story_table",
    "swings",
    "timeline",
    "wards_table",
]


def _panel(row: Any) -> str:
    return str(row.seat if row.office == Office.COUNCILLOR else row.office)


@part
def finding(
    dataset: Dataset, rows: pd.DataFrame, wards: pd.DataFrame, place: str, reading: str
) -> tuple[Finding | Text, ...]:
    """How the left fared, whether another reading or the loss of a lineage changes that, and what a court found."""
    text = sentences.place_finding(rows, wards, place_name(place), reading)
    voided = rows.loc[rows["status"] == Status.VOIDED, "election_id"]
    contests = dataset.contests.loc[dataset.contests["place"] == place, "contest_id"]

    def counted(data: Dataset, one: str) -> str:
        if rows.empty:
            return sentences.counted_wards(single_wards(data, place, one))
        return sentences.counted(performances(data, place, one))

    said = [
        text,
        sentences.other_readings({one: counted(dataset, one) for one in READINGS}, reading),
        without_lineages(dataset, contests, lambda data: counted(data, reading)),
    ]
    judged_alike = one_judgement(dataset, contests, counted)
    notes = [judged_alike, *court_findings(dataset, voided)]
    return Finding(" ".join(one for one in said if one)), *(Text(one, role="note") for one in notes if one)


@part
def timeline(
    dataset: Dataset, rows: pd.DataFrame, wards: pd.DataFrame, story: pd.DataFrame, place: str, reading: str
) -> tuple[Figure | Text, ...]:
    """Every election of the place, the left against Labour; who was ahead, and what is not drawn."""
    told = Text(sentences.beaten_labour(rows, reading)), Text(sentences.uncounted(rows, wards), role="note")
    if rows.empty and wards.empty:
        return told
    rows = rows.assign(panel=[_panel(row) for row in rows.itertuples()])
    fig = figures.left_over_time(rows, wards, _spans(dataset, story, place), sentences.side(reading))
    title = sentences.place_headline(rows, place_name(place), reading)
    subtitle = (
        f"{place_name(place)}, {plural(len(rows), 'election')}: best-placed {left_of_labour(reading)} (violet; filled: "
        f"won), Labour and Greens, % of valid votes; council: all of {sentences.side(reading)}, % of each party’s best "
        f"votes. Pale: all of {sentences.side(reading)}; ×: nobody stood"
    )
    if rows.empty:
        title = f"{place_name(place)}: {the_left(reading)} stood in {plural(len(wards), 'poll')} of single wards"
        subtitle = f"{place_name(place)}: polls of single wards in which {left_of_labour(reading)} stood"
    style.headline(fig, title, subtitle, **credit(dataset, _cited(dataset, story, place)))
    columns = [
        *("office", "seat", "date", "best", "share_pct", "left_share_pct", "labour_share_pct", "green_share_pct"),
        *("left_seats", "seats", "comparable", "remark"),
    ]
    return picture(fig, "timeline", rows[columns], sentences.timeline_alt(rows, reading)), *told


def _cited(dataset: Dataset, story: pd.DataFrame, place: str) -> set[str]:
    contests = dataset.contests.loc[dataset.contests["place"] == place, "contest_id"]
    return {*cited_sources(dataset, contests), *(source for cell in story["source_ids"] for source in cell.split(";"))}


def _spans(dataset: Dataset, story: pd.DataFrame, place: str) -> pd.DataFrame:
    """What lasted over the mayor's elections: who was barred from standing, and a change of the voting system."""
    texts = dataset.events[(dataset.events["place"] == place) & (dataset.events["kind"] == "disqualification")]
    barred = texts["event"].str.extract(r"^(?P<who>.+?) disqualified .*until (?P<end>\d{4})").dropna()
    rows: list[tuple[float, int | None, str]] = [
        (
            int(texts.loc[index, "date"][:4]) + _part_of_year(texts.loc[index, "date"]),
            int(one["end"]),
            f"{one['who']} barred",
        )
        for index, one in barred.iterrows()
    ]
    rows += [
        (event.date.year + (event.date.day_of_year - 1) / 365.25, None, event.event.removeprefix("Now "))
        for event in story[story["kind"] == "voting system"].itertuples()
    ]
    return pd.DataFrame(rows, columns=["start", "end", "words"]).astype({"end": "float"})


def _part_of_year(date: str) -> float:
    """How much of the year had passed on a date such as 2015-04-23; nothing, where only the year is known."""
    return float((pd.Timestamp(date).day_of_year - 1) / 365.25)


@part
def performances_table(dataset: Dataset, rows: pd.DataFrame) -> Table:
    """Every election."""
    frame = rows.assign(
        election=[sentences.poll_name(row) for row in rows.itertuples()],
        when=[day(date) for date in rows["date"]],
        stood=rows["stood"].map({True: "yes", False: "no"}).fillna("not known"),
        where=[_where(row) for row in rows.itertuples()],
    )
    columns = [
        *("election", "best_share_pct", "left_share_pct", "labour_share_pct", "behind_labour", "best", "when", "stood"),
        *("where", "contested_share_pct", "contested_labour_share_pct", "won", "left_seats", "seats"),
        *("best_party", "best_votes", "witnesses", "comparable", "remark"),
    ]
    return table(
        frame[columns],
        "performances",
        "Every election",
        note="Shares are of valid votes; in council elections of the votes of each party’s best candidate in every "
        "ward, as voters may have several (of all candidates’ votes where only totals are known). There “best-placed” "
        "is the party with most votes, and the distance to Labour that of all parties of the reading together; a share "
        "over wards in which nobody stood says little, so the shares where somebody did stand beside it. A dash: "
        "nobody stood, or it is not known.",
        links={"election": [f"one-contest/{one}" for one in rows["election_id"]]},
        beneath="remark",
        labels={
            "when": "date",
            "stood": "stood?",
            "best": "best-placed",
            "best_share_pct": "its share, %",
            "left_share_pct": "all together, %",
            "labour_share_pct": "Labour, %",
            "behind_labour": "behind Labour, points",
            "where": "wards contested",
            "contested_share_pct": "all together there, %",
            "contested_labour_share_pct": "Labour there, %",
            "won": "seat or majority won",
            "left_seats": "seats won",
            "seats": "of seats",
            "best_party": "party",
            "best_votes": "votes",
            "witnesses": "independent sources",
        },
    )


def _where(row: Any) -> str | None:
    """In how many wards the left stood, such as "4 of 9"."""
    return None if pd.isna(row.wards) else f"{row.wards_contested:.0f} of {row.wards:.0f}"


@part
def wards_table(dataset: Dataset, wards: pd.DataFrame) -> Table | Text:
    """Polls of single wards, or that there were none with a left candidate."""
    if wards.empty:
        return Text("No poll of a single ward with a candidate of this reading is in the data.")
    return table(
        wards.drop(columns=["contest_id", "date"]).assign(when=[day(date) for date in wards["date"]])[
            ["area", "when", "best", "best_party", "best_votes", "share_pct", "won", "remark"]
        ],
        "single-wards",
        "Single wards: by-elections, and years of which only some wards are in the data",
        note="Not a sample: of some years only wards where the left did well are known. Shares are of the votes of "
        "each "
        "party’s best candidate.",
        beneath="remark",
        labels={
            "area": "ward",
            "when": "date",
            "best": "best-placed",
            "best_party": "party",
            "best_votes": "votes",
            "share_pct": "share of all of the reading, %",
        },
    )


@part
def story_table(dataset: Dataset, story: pd.DataFrame) -> tuple[Table | Text, ...]:
    """The dated events, and the turning points in a sentence."""
    frame = story[["when", "kind", "event", "detail"]]
    shown = table(frame, "story", "The local story, dated", labels={"when": "date"})
    return shown, Text(sentences.events_sentence(story))


def labelled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of elections with `label`, such as "Mayor 2018–2022", the mayor's first, then Parliament and council."""
    order = {office: position for position, office in enumerate((Office.MAYOR, Office.MP, Office.COUNCILLOR))}
    pairs = pairs.assign(
        label=[_label(row) for _, row in pairs.iterrows()], order=pairs["office"].map(order).fillna(len(order))
    )
    return pairs.sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def _label(row: Any) -> str:
    seats = {
        Office.MAYOR: "Mayor",
        Office.MP: row["seat"].partition(" and ")[0],
        Office.LONDON_ASSEMBLY: "London Assembly",
        Office.COUNCILLOR: "Council" if row["seat"].endswith("-wards") else "County divisions",
    }
    estimate = " (est.)" if "estimate" in (row["remark"] or "") else ""
    return f"{seats[row['office']]} {row['date_before'].year}{estimate}–{row['date'].year}"


@part
def swings(dataset: Dataset, pairs: pd.DataFrame, place: str, reading: str) -> tuple[Figure | Text, ...]:
    """How the left and Labour moved between comparable elections in which the left stood, drawn and in words."""
    known = pairs[pairs["comparable"]]
    moved = known[known["left_change"].notna()]
    if moved.empty:
        none = f"T{sentences.side(reading)[1:]} stood in no two elections here that can be compared."
        return Text(none), Text(sentences.swings(pairs, reading))
    drawn = _with_shares(moved)
    fig = figures.arrows(drawn)
    style.headline(
        fig,
        sentences.arrows_headline(drawn, reading),
        f"{place_name(place)}: {sentences.side(reading)} (violet) and Labour (red) from an election to the next that "
        "can be compared, % of valid votes; council: of each party’s best votes. ×: nobody stood",
        **credit(
            dataset, cited_sources(dataset, dataset.contests.loc[dataset.contests["place"] == place, "contest_id"])
        ),
    )
    columns = [
        *("label", "left_before", "left_after", "labour_before", "labour_after"),
        *("left_swing", "volatility", "bloc_volatility", "remark"),
    ]
    return picture(fig, "swings", drawn[columns], sentences.arrows_alt(drawn)), Text(sentences.swings(pairs, reading))


def _with_shares(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs with the shares of the left and of Labour before and after, 0 where nobody stood."""
    shares = pairs[["left_before", "left_change", "labour_before", "labour_change"]].astype(float).fillna(0)
    return pairs.assign(
        left_before=shares["left_before"],
        left_after=(shares["left_before"] + shares["left_change"]).round(9),
        labour_before=shares["labour_before"],
        labour_after=(shares["labour_before"] + shares["labour_change"]).round(9),
    )


@part
def changes_table(dataset: Dataset, pairs: pd.DataFrame) -> tuple[Table | Text, ...]:
    """Swing, volatility and refusals."""
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
    shown = table(
        pairs[[*columns, "volatility", "bloc_volatility", "entry_and_exit", "between_parties"]],
        "changes",
        "Swing and volatility between consecutive elections",
        note="Percentage points. Swing from Labour to the left (Butler): half of the left’s gain plus half of Labour’s "
        "loss, only where both stood both times; it is positive, too, where both fall and Labour falls further. Swing "
        "from Conservative to Labour by Butler and by Steed, the latter only where these two came first and second "
        "both times. Volatility (Pedersen) counts parties by ballot label, so a party under a new name counts as a "
        "new one; by blocs it does not. The last two columns follow a list that goes on under another name: parties "
        "that came or went, and votes between those that stayed (types A and B of Powell and Tucker 2014).",
        labels={
            "label": "elections",
            "left_change": "change, left of Labour",
            "labour_change": "change, Labour",
            "left_swing": "swing, Labour to left",
            "comparable": "comparable?",
            "reason": "why not",
            "butler": "swing, Conservative to Labour (Butler)",
            "steed": "the same (Steed)",
            "volatility": "volatility by label",
            "bloc_volatility": "volatility by bloc",
            "entry_and_exit": "parties that came or went",
            "between_parties": "between parties that stayed",
        },
        beneath="reason",
    )
    return shown, Text(sentences.refused(pairs))
