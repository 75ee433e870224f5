"""Changes from one election of a seat to the next, and which elections can be compared at all."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.analysis.swing import butler_swing, pedersen_volatility, shares, steed_swing
from left_of_labour.analysis.timeline import Election, elections, votes_by_election
from left_of_labour.analysis.volatility import volatility
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, Status
from left_of_labour.errors import NotComparableError

__all__ = ["changes", "require_comparable"]


def _refusal(before: Election, after: Election) -> str:
    """Why two elections of a seat cannot be compared; empty if they can."""
    for one in (before, after):
        if one.status == Status.VOIDED:
            return f"the poll of {one.date.year} was declared void"
        if not one.complete:
            return f"votes or total of {one.date.year} not fully known"
        if not one.all_named:
            return f"some candidates of {one.date.year} known only together"
        if one.wards < one.wards_known:
            return f"only {one.wards} of {one.wards_known} wards polled in {one.date.year}"
    if before.office != Office.COUNCILLOR and before.boundary != after.boundary:
        return "boundaries differ"
    return ""


def require_comparable(before: Election, after: Election) -> None:
    """Raise unless swing between two elections means something.

    Raises
    ------
    NotComparableError
        If the seats or their boundaries differ, votes are missing, or a poll was set aside; the message says which.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> polls = {one.election_id: one for one in elections(load(), "preston")}
    >>> require_comparable(polls["preston-mp-2019-notional"], polls["preston-mp-2024"])
    >>> require_comparable(polls["preston-mp-2019"], polls["preston-mp-2024"])
    Traceback (most recent call last):
    ...
    left_of_labour.errors.NotComparableError: preston-mp-2019 and preston-mp-2024: boundaries differ
    """
    reason = _refusal(before, after) if before.seat == after.seat else f"{before.seat} is not {after.seat}"
    if reason:
        raise NotComparableError(f"{before.election_id} and {after.election_id}: {reason}")


def changes(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """Swing and volatility between consecutive elections of the same seat.

    Each election is compared with the one before it and, where that is refused, also with the latest one that can be
    compared: the re-run with the last poll that stood, Preston 2024 with the estimate for 2019 on its boundaries.

    Returns
    -------
    pandas.DataFrame
        One row per pair: `office`, `seat`, `date_before`, `date`, `comparable`, `reason` (of the refusal), `remark`,
        and in percentage points (missing where refused): `left_before`, `left_change` (missing where it stood neither
        time), `labour_before`, `labour_change`, `left_swing` (Butler, from Labour to the left; only where both stood
        both times, as the measure is defined), `butler` and `steed` (from Conservative to Labour; Steed only where
        these two came first and second both times), `volatility` (Pedersen, by the label on the ballot paper),
        `bloc_volatility` (left, Labour, Conservative, others), and with lists that go on under another name followed
        (see `lineages`) `entry_and_exit` (type A: parties that stood at one election only) and `between_parties`
        (type B).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> pairs = changes(load(), "preston")
    >>> last = pairs[(pairs["seat"] == "Preston") & pairs["comparable"]].iloc[-1]
    >>> last["date_before"].year, last["date"].year, f"{last['left_change']:.1f}", bool(pd.isna(last["left_swing"]))
    (2019, 2024, '21.8', True)
    """
    by_seat: dict[str, list[Election]] = {}
    for election in elections(dataset, place):
        by_seat.setdefault(f"{election.office} {election.seat}", []).append(election)
    pairs = [
        (before, after)
        for series in by_seat.values()
        for after in series
        if after.status != Status.NOTIONAL
        for before in _bases(series, after)
    ]
    compared = {one.election_id: one for pair in pairs if not _refusal(*pair) for one in pair}
    votes = votes_by_election(dataset, compared.values(), reading)
    strengths = {election_id: _Strengths.of(frame) for election_id, frame in votes.items()}
    rows = [_change(before, after, strengths) for before, after in pairs]
    return pd.DataFrame(rows, columns=list(_CHANGE)).astype({"comparable": bool})


def _bases(series: list[Election], after: Election) -> list[Election]:
    earlier = [one for one in series if one.date < after.date]
    polls = [one for one in earlier if one.status != Status.NOTIONAL][-1:]
    comparable = [one for one in earlier if not _refusal(one, after)][-1:]
    return [*polls, *(one for one in comparable if one not in polls)]


_CHANGE = {
    "office": None,
    "seat": None,
    "date_before": None,
    "date": None,
    "comparable": None,
    "reason": None,
    "remark": None,
    "left_before": None,
    "left_change": None,
    "labour_before": None,
    "labour_change": None,
    "left_swing": None,
    "butler": None,
    "steed": None,
    "volatility": None,
    "bloc_volatility": None,
    "entry_and_exit": None,
    "between_parties": None,
}


@dataclass(frozen=True)
class _Strengths:
    """Shares of an election's votes, by force, by undertaking and by bloc."""

    forces: dict[str, float]
    undertakings: dict[str, float]
    blocs: dict[str, float]

    @classmethod
    def of(cls, votes: pd.DataFrame) -> "_Strengths":
        return cls(
            *(shares(votes.groupby(by)["votes"].sum().astype(int).to_dict()) for by in ("force", "undertaking", "bloc"))
        )

    @property
    def first_two(self) -> set[str]:
        return set(sorted(self.forces, key=self.forces.__getitem__)[-2:])


def _shares(votes: pd.DataFrame, by: str) -> dict[str, float]:
    return shares(votes.groupby(by)["votes"].sum().astype(int).to_dict())


def _change(before: Election, after: Election, strengths: Mapping[str, _Strengths]) -> dict[str, object]:
    reason = _refusal(before, after)
    known = {
        "office": after.office,
        "seat": after.seat,
        "date_before": before.date,
        "date": after.date,
        "comparable": not reason,
        "reason": reason,
        "remark": "" if reason else _caution(before, after),
    }
    if reason:
        return _CHANGE | known
    return _CHANGE | known | _measures(strengths[before.election_id], strengths[after.election_id])


def _caution(before: Election, after: Election) -> str:
    cautions = {
        "the earlier result is an estimate": before.status == Status.NOTIONAL,
        "by-election": before.by_election or after.by_election,
        "voting system changed": before.voting_system != after.voting_system and before.office != Office.COUNCILLOR,
        "wards redrawn": before.boundary != after.boundary,
    }
    return "; ".join(caution for caution, applies in cautions.items() if applies)


def _measures(before: _Strengths, after: _Strengths) -> dict[str, float | None]:
    left, labour, tory = (
        (before.blocs.get(bloc, 0), after.blocs.get(bloc, 0)) for bloc in ("left", "labour", "conservative")
    )
    followed = volatility(before.undertakings, after.undertakings)
    measured = {
        "left_before": left[0],
        "left_change": left[1] - left[0] if any(left) else None,
        "labour_before": labour[0],
        "labour_change": labour[1] - labour[0],
        "volatility": pedersen_volatility(before.forces, after.forces),
        "bloc_volatility": pedersen_volatility(before.blocs, after.blocs),
        "entry_and_exit": followed.entry_and_exit,
        "between_parties": followed.between_parties,
    }
    if all(left) and all(labour):
        measured["left_swing"] = butler_swing((left[0], labour[0]), (left[1], labour[1]))
    if all(tory) and all(labour):
        measured["butler"] = butler_swing((labour[0], tory[0]), (labour[1], tory[1]))
    if before.first_two == after.first_two == {"labour", "conservative"}:
        measured["steed"] = steed_swing((labour[0], tory[0]), (labour[1], tory[1]))
    return {name: None if value is None else 100 * value for name, value in measured.items()}
