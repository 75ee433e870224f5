"""What made the difference: for each challenge a number for every explanation on offer, or none where none can be had.

Each number is worked out in its own module, with its own caveats; here they only stand side by side. A missing value
means that the explanation cannot be put to the test there: no census to compare with, no council elected on the same
day, no second preferences, no poll since.
"""

from contextlib import suppress
from typing import Any

import pandas as pd

from left_of_labour.analysis import expected
from left_of_labour.analysis.context import COMPARABLE_OFFICES
from left_of_labour.analysis.lineages import person
from left_of_labour.analysis.persistence import mayoral_series, results_after
from left_of_labour.analysis.readings import is_left
from left_of_labour.analysis.same_day import same_day
from left_of_labour.analysis.single_winner import mayors_under_other_rules
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office
from left_of_labour.errors import NotComparableError

__all__ = ["RULES", "synthesis"]

RULES = ("first_past_the_post", "supplementary_vote", "alternative_vote")
_FLOOR = 5  # percent from which results are followed to the next poll
_SAME_SHARE = 0.01  # points: a candidacy that two tables hold
_NO_RULES = {"rules_certain": None, "rules_possible": None}
_NOTHING_NEXT = {"next_date": None, "next_outcome": "no poll yet", "next_share_pct": None, "kept_pct": None}

Cells = dict[str, Any]


def synthesis(dataset: Dataset, measures: pd.DataFrame) -> pd.DataFrame:
    """One row per challenge, the explanations side by side.

    Parameters
    ----------
    dataset
        The data.
    measures
        From `measures.measure_many`: contests for mayor or Parliament, with their challengers, under one reading.

    Returns
    -------
    pandas.DataFrame
        One row per contest, in the order given: `contest_id`, `place`, `office`, `date`, `challenger`, `elected`; and

        - *did better than the place predicts* (seats of England and Wales in 2024): `surplus` of all challengers over
          what is expected with all predictors (points), `surplus_above` of `surplus_variants` variants that expect
          less than was had;
        - *person over party* (mayors whose party stood for the council that day): `person_over_party`, the share less
          the party's (points), `person_least` and `person_most` over three ways to count council votes;
        - *divided left* (who was not elected): `other_left_votes` for all others left of Labour and for Greens,
          `gap` to the winner in first preferences, `divided_pct` (these votes over the gap);
        - *rules* (mayors whose votes are all known): of three rules, under how many the challenger was sure to win,
          `rules_certain`, and could have won, `rules_possible`;
        - *what came next*: `next_date`, `next_outcome` (see `persistence.OUTCOMES`, and "not known" where some
          who stood are known only together), `next_share_pct` (of the same undertaking or person), `kept_pct` (of the
          share).

    Examples
    --------
    >>> from left_of_labour.analysis.measures import measure_many
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> rows = synthesis(data, measure_many(data, ["preston-mp-2024", "tower-hamlets-mayor-2022"]))
    >>> rows[["surplus", "person_over_party", "divided_pct"]].astype(float).round(1).values.tolist()
    [[14.4, nan, 33.1], [nan, 12.1, nan]]
    """
    chosen = measures[measures["office"].isin(COMPARABLE_OFFICES)].to_dict("records")
    explanations = (_surpluses, _persons, _divisions, _rules, _followed)
    columns = [explanation(dataset, chosen) for explanation in explanations]
    facts = ("contest_id", "place", "office", "date", "challenger", "elected")
    return pd.DataFrame(
        [
            {name: found[name] for name in facts} | {name: value for part in parts for name, value in part.items()}
            for found, *parts in zip(chosen, *columns, strict=True)
        ]
    )


def _surpluses(dataset: Dataset, chosen: list[Cells]) -> list[Cells]:
    """What challengers had beyond what the place leads one to expect."""
    blank = dict.fromkeys(("surplus", "surplus_above", "surplus_variants"))
    table = expected.seats(dataset)
    codes = [_code(dataset, table, str(found["contest_id"])) for found in chosen]
    if not any(codes):
        return [blank] * len(chosen)
    fits = expected.multiverse(table)
    seats = [code and expected.surplus(table, fits, code, "with_communities") for code in codes]
    return [
        {"surplus": seat.surplus, "surplus_above": seat.above, "surplus_variants": seat.variants} if seat else blank
        for seat in seats
    ]


def _code(dataset: Dataset, table: pd.DataFrame, contest_id: str) -> str | None:
    try:
        return expected.seat_of(dataset, table, contest_id)
    except NotComparableError:
        return None


def _persons(dataset: Dataset, chosen: list[Cells]) -> list[Cells]:
    """The challenger's share less that of the party's candidates for council on the same day."""
    tables = []
    for place in {str(found["place"]) for found in chosen}:
        with suppress(NotComparableError):
            tables.append(same_day(dataset, place))
    pairs = pd.concat(tables).set_index(["contest_id", "candidate"]) if tables else pd.DataFrame()
    names = {"difference": "person_over_party", "difference_least": "person_least", "difference_most": "person_most"}
    keys = [(found["contest_id"], found["challenger"]) for found in chosen]
    return [
        {new: pairs.loc[key, old] for old, new in names.items()}
        if key in pairs.index
        else dict.fromkeys(names.values())
        for key in keys
    ]


def _divisions(dataset: Dataset, chosen: list[Cells]) -> list[Cells]:
    """The votes for everybody else left of Labour and for Greens, against the gap to the winner."""
    rows = []
    for found in chosen:
        gap = found["votes_behind_winner"]
        others = _other_left_votes(dataset, found) if gap and gap > 0 else None
        share = None if others is None else 100 * others / gap
        rows.append({"other_left_votes": others, "gap": gap if share is not None else None, "divided_pct": share})
    return rows


def _other_left_votes(dataset: Dataset, found: Cells) -> int | None:
    field = dataset.candidates_of(str(found["contest_id"]))
    left = is_left(field["left_reading"], str(found["reading"])) | (field["left_reading"] == "green")
    others = field.loc[left & (field["candidate"] != found["challenger"]), "votes"]
    unknown = others.isna().any() or field["is_aggregate"].any() or field["votes"].isna().any()
    return None if unknown else int(others.sum())


def _rules(dataset: Dataset, chosen: list[Cells]) -> list[Cells]:
    """Under how many of three rules the challenger was sure to win, and could have won."""
    places = {str(found["place"]) for found in chosen if found["office"] == Office.MAYOR}
    tables = [mayors_under_other_rules(dataset, place) for place in places]
    by_id = {row["contest_id"]: row for table in tables for row in table.to_dict("records")}
    rows = []
    for found in chosen:
        winners = [by_id.get(found["contest_id"], {}).get(rule, ()) for rule in RULES]
        known = all(winners)
        could = [found["challenger"] in names for names in winners]
        sure = [names == (found["challenger"],) for names in winners]
        rows.append({"rules_certain": sum(sure), "rules_possible": sum(could)} if known else _NO_RULES)
    return rows


def _followed(dataset: Dataset, chosen: list[Cells]) -> list[Cells]:
    """What came next."""
    members, mayors = ([one for one in chosen if (one["office"] == Office.MAYOR) == is_mayor] for is_mayor in (0, 1))
    results = {reading: results_after(dataset, _FLOOR, reading) for reading in {one["reading"] for one in members}}
    places = {(one["place"], one["reading"]) for one in mayors}
    series = {key: mayoral_series(dataset, *key) for key in places}
    return [
        _next_member(results[one["reading"]], one)
        if one["office"] != Office.MAYOR
        else _next_mayor(series[one["place"], one["reading"]], one)
        for one in chosen
    ]


def _next_member(results: pd.DataFrame, found: Cells) -> Cells:
    here = results[results["date"] == pd.Timestamp(str(found["date"]))]
    same_share = (here["share_pct"] - float(found["share_pct"])).abs() < _SAME_SHARE
    matched = here[same_share & (here["candidate"].map(person) == _name(found))]
    if matched.empty:
        return _NOTHING_NEXT
    row = matched.iloc[0]
    kept = row["outcome"] in ("same person", "same party")
    return {
        "next_date": row["next_date"],
        "next_outcome": row["outcome"],
        "next_share_pct": row["next_share_pct"] if kept else None,
        "kept_pct": row["kept_pct"] if kept else None,
    }


def _next_mayor(series: pd.DataFrame, found: Cells) -> Cells:
    own = series[(series["contest_id"] == found["contest_id"]) & (series["candidate"] == found["challenger"])]
    later = series[series["date"] > pd.Timestamp(str(found["date"]))]
    if later.empty or own.empty:
        return _NOTHING_NEXT
    row = {"next_date": later["date"].min(), "next_share_pct": None, "kept_pct": None}
    stood = later[(later["date"] == row["next_date"]) & later["candidate"].notna()]
    if stood.empty:
        named = later.loc[later["date"] == row["next_date"], "all_named"].all()
        return row | {"next_outcome": "nobody" if named else "not known"}
    lineage = own["lineage"].iloc[0]
    same = stood[stood["candidate"].map(person) == _name(found)]
    kind = "same person"
    if same.empty:
        party, kind = own["party_id"].iloc[0], "same party"
        same = stood[
            (stood["lineage"] == lineage).fillna(False) | ((stood["party_id"] == party) & (party != "independent"))
        ]
    if same.empty:
        return row | {"next_outcome": "other"}
    share = same["share_pct"].max()
    return row | {
        "next_outcome": kind,
        "next_share_pct": None if pd.isna(share) else float(share),
        "kept_pct": None if pd.isna(share) else float(100 * share / found["share_pct"]),
    }


def _name(found: Cells) -> str:
    return person(str(found["challenger"]))
