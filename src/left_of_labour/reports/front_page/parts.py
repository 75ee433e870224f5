"""What the front page says, as values: the answer, the places, five findings with a number each, every contest."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from left_of_labour.analysis import claims, expected, rounds, seats
from left_of_labour.analysis.measures import Measures, measure
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status
from left_of_labour.presentation.names import office_name, place_name
from left_of_labour.presentation.provenance import part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, number, percent, plural, points
from left_of_labour.reports.front_page.figures import LEAST_SHARE, leads
from left_of_labour.shown import Finding, Table, Text

__all__ = ["answer", "contests", "finding", "highlights", "places", "under_readings"]


@part
def finding(dataset: Dataset) -> Finding:
    """The answer to the collection's question: how often challengers outpolled Labour, were elected, came closest."""
    return Finding(answer(leads(dataset)))


def answer(rows: pd.DataFrame) -> str:
    """The answer in a sentence or two.

    Parameters
    ----------
    rows
        From `leads`.
    """
    left, greens = rows[rows["party_id"] != "green"], rows[rows["party_id"] == "green"]
    ahead, won = left[left["lead"] > 0], left[left["elected"]]
    text = (
        f"In {plural(len(left), 'contest')} for mayor or MP a challenger left of Labour is known to have taken "
        f"{LEAST_SHARE}% or more; "
        f"{_count(len(ahead))} had more first preferences than Labour and {_count(len(won))} "
        f"{'was' if len(won) == 1 else 'were'} elected"
    )
    voided = int(won["voided"].sum())
    text += f", {_count(voided)} in a poll later declared void." if voided else "."
    behind = left[left["lead"] <= 0]
    if len(behind):
        closest = behind.iloc[0]
        text += f" The closest of the others was {closest['label'].rstrip('*')}, {points(-closest['lead'])} behind."
    if len(greens):
        text += f" {_count(len(greens)).capitalize()} Green {'was' if len(greens) == 1 else 'were'} elected as well."
    return text


def _count(count: int) -> str:
    return (
        ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[count]
        if count < 10
        else number(count)
    )


@part
def under_readings(dataset: Dataset) -> Text:
    """How the answer changes with who counts: contests with a strong challenger, and leads over Labour, by reading."""
    polls = [one for one in dataset.contests_by_id.values() if one.office in (Office.MAYOR, Office.MP)]
    parts = []
    for reading, who in _WHO.items():
        found = [measure(dataset, one.contest_id, reading) for one in polls if one.status != Status.NOTIONAL]
        strong = [one for one in found if (one.share_pct or 0) >= LEAST_SHARE]
        ahead = [one for one in strong if one.points_behind_labour is not None and one.points_behind_labour < 0]
        parts.append(f"{who}, {plural(len(strong), 'contest')} and {plural(len(ahead), 'lead')} over Labour")
    return Text(f"By who counts as a challenger: {'; '.join(parts)}.")


_WHO = {
    "core": "parties and people of the socialist left only",
    "wide": "with contested cases",
    "with_greens": "with the Green Party as well",
}


@part
def places(dataset: Dataset) -> Table:
    """One row per place: the best lead over Labour, or the smallest gap to it, of any challenger."""
    rows = leads(dataset)
    best = rows.loc[rows.groupby("place", sort=False)["lead"].idxmax()]
    frame = pd.DataFrame(
        {
            "place": [place_name(place) for place in best["place"]],
            "closest": [_closest(one) for one in best.itertuples()],
            "points": best["lead"].to_numpy(),
            "contests": [int((dataset.contests["place"] == place).sum()) for place in best["place"]],
        }
    )
    return table(
        frame,
        "places",
        "The three places" if len(frame) == 3 else "The places",
        "Points of valid votes ahead of (+) or behind (−) Labour, first preferences; contests of every office in "
        "the data.",
        labels={"closest": "widest lead or smallest gap", "points": "points", "contests": "contests in the data"},
        links={"place": [f"one-place/{place}" for place in best["place"]]},
    )


def _closest(one: Any) -> str:
    side = "ahead of" if one.lead > 0 else "behind" if one.lead < 0 else "level with"
    gap = f"{points(abs(one.lead))} " if one.lead else ""
    return f"{one.label.rstrip('*')}: {gap}{side} Labour{' (later declared void)' if one.voided else ''}"


class _Highlight(NamedTuple):
    figure: str
    says: str
    report: str


@part
def highlights(dataset: Dataset) -> Table:
    """Five findings with a number each, and the report that each is from."""
    rows = pd.DataFrame([one._asdict() for one in _highlights(dataset)])
    return table(
        rows[["figure", "says"]],
        "highlights",
        "Five findings",
        links={"says": rows["report"].tolist()},
        labels={"figure": "number", "says": "what it is"},
    )


def _highlights(dataset: Dataset) -> Iterator[_Highlight]:
    final = rounds.stage_final(dataset, "hackney-mayor-2002", "Paul Foot")
    yield _Highlight(
        percent(float(100 * final.needed_share)),
        f"of everybody else’s votes, net, is what {final.challenger} would have needed in a second count against "
        f"{final.winner} in Hackney in 2002; he was {plural(final.votes_to_second_place, 'vote')} short of one",
        "second-preferences/hackney-mayor-2002-foot",
    )
    found = expected.seats(dataset)
    seat = expected.surplus(
        found, expected.multiverse(found), expected.seat_of(dataset, found, "preston-mp-2024"), "with_communities"
    )
    more = "more" if seat.surplus >= 0 else "less"
    yield _Highlight(
        points(abs(seat.surplus)),
        f"{more} than the place would lead one to expect is what independents and left parties together had in "
        f"{seat.constituency} in 2024",
        "expected/preston-mp-2024",
    )
    series = seats.seat_series(dataset, "tower-hamlets").dropna(subset="left_seat_share_pct")
    latest = series.iloc[-1]
    yield _Highlight(
        percent(float(latest["left_seat_share_pct"]), 0),
        f"of the council’s seats went to lists left of Labour in Tower Hamlets in {latest['date'].year}, for "
        f"{percent(float(latest['left_vote_share_pct']), 0)} of votes (each list’s best candidate in a ward)",
        "votes-to-seats/tower-hamlets",
    )
    counts = claims.summary(claims.assess(dataset))
    yield _Highlight(
        number(counts["contradicted"].sum()),
        f"of {number(counts['claims'].sum())} claims in {plural(len(counts), 'campaign account')} "
        f"{'is' if counts['contradicted'].sum() == 1 else 'are'} contradicted by the data",
        "claims/all",
    )
    known = dataset.candidates["witnesses"].dropna()
    yield _Highlight(
        percent(100 * float((known == 1).mean()), 0),
        "of all candidates’ figures rest on one independent source",
        "data-quality/all",
    )


@part
def contests(dataset: Dataset, reading: str = DEFAULT_READING) -> Table:
    """Every contest in the data: date, place, office, best-placed challenger, share, gap to Labour, who was elected."""
    known = [measure(dataset, contest_id, reading) for contest_id in dataset.contests_by_id]
    rows = pd.DataFrame([_contest(dataset, one) for one in sorted(known, key=lambda one: one.date, reverse=True)])
    return table(
        rows.drop(columns="contest_id"),
        "contests",
        f"All {number(len(rows))} contests in the data",
        "Best-placed candidate left of Labour under the chosen reading: share of valid votes (several seats: of the "
        "votes of each party’s best candidate), and points ahead of (+) or behind (−) Labour. A dash: not known, or "
        "nobody of that reading is on record.",
        labels={"share_pct": "share, %", "lead_points": "ahead of Labour, points"},
        links={"contest": [f"one-contest/{contest_id}" for contest_id in rows["contest_id"]]},
        first=7,  # who was elected is why many come
    )


def _contest(dataset: Dataset, one: Measures) -> dict[str, object]:
    local = one.office not in (Office.MAYOR, Office.MP)
    candidates = dataset.candidates_of(one.contest_id)
    elected = candidates.loc[candidates["elected"], "candidate"]
    status = {Status.VOIDED: " (declared void)", Status.NOTIONAL: " (notional)"}.get(Status(one.status), "")
    return {
        "contest_id": one.contest_id,
        "contest": f"{one.area}{f' ({place_name(one.place)})' if local else ''}{status}",
        "date": one.date,
        "office": office_name(one.office),
        "challenger": one.challenger,
        "share_pct": None if one.share_pct is None else float(one.share_pct),
        "lead_points": None if one.points_behind_labour is None else -float(one.points_behind_labour),
        "elected": joined(elected) or None,
    }
