"""The parts of the report on other rules, as values."""

import pandas as pd

from left_of_labour.analysis.allocation import METHODS, SCOPES, other_rules, seat_ranges
from left_of_labour.analysis.councils import WARD_RESULTS, council_elections
from left_of_labour.analysis.readings import is_left
from left_of_labour.analysis.single_winner import mayors_under_other_rules
from left_of_labour.analysis.transfers import second_counts
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, VotingSystem
from left_of_labour.errors import NotComparableError
from left_of_labour.presentation import style
from left_of_labour.presentation.names import SYSTEMS, party_name, place_name
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, joined, plural
from left_of_labour.reports.other_rules import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "by_group",
    "contest_ids",
    "disproportion",
    "finding",
    "indices",
    "latest",
    "latest_rows",
    "latest_table",
    "left_and_labour",
    "mayors",
    "results",
    "series_table",
]

_PROPORTIONAL = "council"  # without a threshold: the purest case is the one drawn


def results(dataset: Dataset, place: str) -> pd.DataFrame:
    """`allocation.other_rules` of every council election of the place with known wards, with `date`, `kind`, `council`.

    Raises
    ------
    NotComparableError
        If the wards of no election are known.
    """
    known = [one for one in council_elections(dataset, place) if one.base == WARD_RESULTS]
    if not known:
        raise NotComparableError(f"place: the wards of no council election in {place_name(place)} are known")
    found = [other_rules(dataset, one).assign(date=one.date, kind=one.kind, council=one.seats) for one in known]
    return pd.concat(found, ignore_index=True)


def contest_ids(dataset: Dataset, place: str) -> list[str]:
    """The contests behind the report: wards of elections that are known, and mayors."""
    wards = [one for of in council_elections(dataset, place) if of.base == WARD_RESULTS for one in of.contest_ids]
    contests = dataset.contests
    polled = contests[(contests["place"] == place) & (contests["office"] == Office.MAYOR)]
    return [*wards, *polled["contest_id"]]


def by_group(results: pd.DataFrame) -> pd.DataFrame:
    """Seats of left and Labour at each election, as won and over the whole council in proportion.

    Returns
    -------
    pandas.DataFrame
        One row per election and group: `date`, `kind`, `group`, `won`, `least`, `most`, `seats`, `majority_won` (the
        party with more than half of the seats, missing if none), `majority_kept` (always, on some bases, never).
    """
    groups = {"left": is_left(results["left_reading"]), "labour": results["family"] == "labour"}
    rows = []
    for (date, kind), of in results[results["scope"] == _PROPORTIONAL].groupby(["date", "kind"]):
        seats = int(of["council"].iloc[0])
        for group, members in groups.items():
            chosen = of[members.reindex(of.index)]
            sums = chosen.groupby(["method", "base"])["seats"].sum()
            won = int(chosen.drop_duplicates("party_id")["seats_won"].sum())
            ends = {"least": int(sums.min()), "most": int(sums.max())} if len(sums) else {"least": 0, "most": 0}
            rows.append(
                {"date": date, "kind": kind, "group": group, "won": won, **ends, "seats": seats, **_majority(of)}
            )
    return pd.DataFrame(rows)


def _majority(of: pd.DataFrame) -> dict[str, str | None]:
    half = of["council"].iloc[0] / 2
    alone = (of["party_id"] == "independent") & (of["council"] > 1)  # independents are no party together
    winners = of[(of["seats_won"] > half) & ~alone]
    if winners.empty:
        return {"majority_won": None, "majority_kept": None}
    kept = winners["seats"] > half
    word = "always" if kept.all() else "on some bases" if kept.any() else "never"
    return {"majority_won": str(winners["party"].iloc[0]), "majority_kept": word}


def _latest(results: pd.DataFrame) -> pd.DataFrame:
    return results[results["date"] == results["date"].max()]


def latest_rows(results: pd.DataFrame) -> pd.DataFrame:
    """Parties with seats at the latest election, as won or in proportion over the whole council, most won first."""
    ranges = seat_ranges(_latest(results))
    chosen = ranges[ranges["scope"] == _PROPORTIONAL]
    chosen = chosen.assign(is_left=is_left(chosen["left_reading"]))
    rows = chosen.groupby(["party_id", "is_left"], sort=False).agg(
        party=("party", "first"),
        won=("seats_won", "first"),
        least=("least", "min"),
        most=("most", "max"),
    )
    rows = rows[(rows["won"] > 0) | (rows["most"] > 0)].reset_index()
    alone = rows["is_left"].map({True: "Left independents", False: "Other independents"})
    rows["short"] = rows["party"].map(party_name).mask(rows["party_id"] == "independent", alone)
    return rows.sort_values(["won", "most"], ascending=False, kind="stable", ignore_index=True)


def _credit(dataset: Dataset, place: str) -> dict[str, str]:
    return credit(dataset, cited_sources(dataset, contest_ids(dataset, place)))


@part
def finding(dataset: Dataset, results: pd.DataFrame, place: str) -> Finding:
    """The latest council in proportion, and how often a majority of seats would have stayed one."""
    return Finding(sentences.finding(by_group(results), place))


@part
def latest(dataset: Dataset, results: pd.DataFrame, place: str) -> tuple[Figure | Text, ...]:
    """The latest council: seats of each party as won and in proportion to votes."""
    rows, now = latest_rows(results), _latest(results)
    seats = int(now["council"].iloc[0])
    fig = figures.seats_by_party(rows, seats)
    style.headline(
        fig,
        sentences.latest_title(rows),
        f"{place_name(place)}, {day(now['date'].iloc[0])}: {plural(seats, 'seat')} (pale bars, as won); lines: D’Hondt "
        "and Sainte-Laguë over the whole council, on three ways to count a party’s votes",
        **_credit(dataset, place),
    )
    data = rows[["party", "party_id", "is_left", "won", "least", "most"]]
    shown = picture(fig, "latest-council", data, sentences.latest_alt(rows))
    return shown, Text(sentences.latest_sentence(seat_ranges(now)))


@part
def latest_table(dataset: Dataset, results: pd.DataFrame) -> Table:
    """The latest council under every rule, as ranges."""
    now = _latest(results)
    ranges = seat_ranges(now)
    ranges["rule"] = [
        f"{METHODS[method]}, {SCOPES[scope]}" for method, scope in zip(ranges["method"], ranges["scope"], strict=True)
    ]
    ranges["seats"] = [sentences.span(*ends) for ends in zip(ranges["least"], ranges["most"], strict=True)]
    wide = ranges.pivot(index=["party", "left_reading", "seats_won"], columns="rule", values="seats")[
        list(dict.fromkeys(ranges["rule"]))
    ]
    wide = wide.reset_index().sort_values("seats_won", ascending=False, kind="stable")
    nothing = (wide[list(dict.fromkeys(ranges["rule"]))] == "0").all(axis=1) & (wide["seats_won"] == 0)
    return table(
        wide[~nothing].rename(columns={"seats_won": "won"}),
        "latest-council-by-rule",
        f"Seats under other rules, {day(now['date'].iloc[0])}",
        note="Ranges over three ways to count the votes of a party where voters have several: its best candidate in "
        "every ward, the mean of its candidates, and all votes. An independent is a list of one. Parties without a "
        "seat under any rule are left out.",
    )


@part
def left_and_labour(dataset: Dataset, results: pd.DataFrame, place: str) -> tuple[Figure | Text, ...]:
    """Seats of the left and of Labour over time, as won and in proportion."""
    series = by_group(results)
    shown = series[series["kind"] == "whole council"]
    shown = series if shown["date"].nunique() < 2 else shown
    fig = figures.seats_over_time(shown)
    style.headline(
        fig,
        sentences.series_title(shown),
        f"{place_name(place)}: seats of the left (wide, violet) and Labour (red) as won (open dots) and in proportion "
        f"to votes over the whole council (lines); {plural(shown['date'].nunique(), 'election')}",
        **_credit(dataset, place),
    )
    return picture(fig, "left-and-labour", shown, sentences.series_alt(shown)), Text(
        sentences.majority_sentence(series)
    )


def indices(results: pd.DataFrame) -> pd.DataFrame:
    """The Gallagher index of each election over the vote bases: as won, and by scope, both methods together."""
    by_date = results.groupby("date")
    frame = by_date["gallagher_won"].agg(won_least="min", won_most="max")
    for scope in SCOPES:
        of = results[results["scope"] == scope].groupby("date")["gallagher"].agg(["min", "max"])
        frame[[f"{scope}_least", f"{scope}_most"]] = of.reindex(frame.index)
    return frame.reset_index().assign(
        kind=by_date["kind"].first().to_numpy(), seats=by_date["council"].first().to_numpy()
    )


@part
def disproportion(dataset: Dataset, results: pd.DataFrame, place: str) -> tuple[Figure | Text, ...]:
    """How far seats were from votes, as won and under other rules."""
    rows = indices(results)
    shown = rows[rows["kind"] == "whole council"]
    shown = rows if len(shown) < 2 else shown
    fig = figures.disproportion(shown.reset_index(drop=True))
    style.headline(
        fig,
        sentences.disproportion_title(shown),
        f"{place_name(place)}: Gallagher index (0: seats in proportion to votes) as won (black), with lists in each "
        "ward (grey) and over the whole council (open); ranges over methods and vote bases",
        **_credit(dataset, place),
    )
    said = [
        f"{row.date.year}: as won {sentences.span(row.won_least, row.won_most, 1)}, whole council "
        f"{sentences.span(row.council_least, row.council_most, 1)}"
        for row in shown.itertuples()
    ]
    data = shown.drop(columns=["kind", "seats"])
    alt = f"Ranges of the Gallagher index by election. {'; '.join(said)}."
    return picture(fig, "disproportion", data, alt), Text(sentences.disproportion_sentence(shown))


@part
def series_table(dataset: Dataset, results: pd.DataFrame) -> Table:
    """Every election: seats of left and Labour as won and in proportion, and who had a majority."""
    series = by_group(results)
    series["in_proportion"] = [sentences.span(*ends) for ends in zip(series["least"], series["most"], strict=True)]
    keys = ["date", "kind", "seats", "majority_won", "majority_kept"]
    sides = [
        series[series["group"] == group].rename(
            columns={"won": f"{group}_won", "in_proportion": f"{group}_in_proportion"}
        )
        for group in ("left", "labour")
    ]
    both = sides[0].merge(sides[1][["date", "labour_won", "labour_in_proportion"]], on="date")
    return table(
        both[[*keys[:3], "left_won", "left_in_proportion", "labour_won", "labour_in_proportion", *keys[3:]]],
        "elections",
        "Every council election with known wards",
        note="In proportion: D’Hondt and Sainte-Laguë over the whole council, no threshold, on three vote bases. By "
        "thirds, only the seats that were up.",
        labels={"majority_won": "majority won by", "majority_kept": "kept in proportion"},
    )


@part
def mayors(dataset: Dataset, place: str) -> tuple[Table | Text, ...]:
    """The mayoral contests under three rules, or that the place elects no mayor."""
    contests = dataset.contests
    if not ((contests["place"] == place) & (contests["office"] == Office.MAYOR)).any():
        return (Text(f"{place_name(place)} has elected no mayor, so there is nothing to count again."),)
    rows = mayors_under_other_rules(dataset, place)
    rules = ["first_past_the_post", "supplementary_vote", "alternative_vote"]
    frame = rows.assign(
        held_under=rows["voting_system"].map(SYSTEMS),
        **{rule: rows[rule].map(lambda names: joined(names, "or")) for rule in rules},
    )
    shown = table(
        frame[["date", "held_under", "elected", *rules, "lead", "pool", "needed_pct", "remark"]],
        "mayors",
        "Who could have won under each rule, on the votes as cast",
        note="Several names: the votes as cast do not settle it. The alternative vote is given as bounds: whoever "
        "cannot be ruled out, though not all splits that keep them in can hold at once. Needed: the net share of the "
        "votes for everybody else with which the second could have caught up with the first.",
        labels={"needed_pct": "needed of the pool, %", "pool": "votes for everybody else"},
        beneath="remark",
    )
    observed = 100 * second_counts(dataset)["net_share"]
    without = [
        row
        for row in rows.to_dict("records")
        if row["voting_system"] == VotingSystem.FIRST_PAST_THE_POST and len(row["supplementary_vote"]) > 1
    ]
    said = [*sentences.mayors_sentences(rows), *(sentences.catching_up(row, observed) for row in without)]
    return shown, *map(Text, said)
