"""What the functions of the formula language mean: look-ups in the tables, with exact results.

Shares are percentages of valid votes and exact fractions; ranks count from 1 and ties share the better rank. A
function that meets a blank raises `MissingFigureError`; a name that does not exist is a `FormulaError`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from left_of_labour.analysis.councils import council_elections, party_table
from left_of_labour.analysis.measures import Measures, measure, share
from left_of_labour.data import Dataset
from left_of_labour.data.formula import SIGNATURES, FormulaError
from left_of_labour.data.schema import Contest
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["NATIONAL_TABLE", "MissingFigureError", "functions"]

NATIONAL_TABLE = "parliament_candidacies"
_DAYS_IN_A_YEAR = Fraction(3652425, 10000)
_FIGURES = ["candidate", "party_id", "votes", "final_votes", "is_aggregate"]


class MissingFigureError(FormulaError):
    """The formula is sound, but a figure that it needs is not in the data."""


def functions(dataset: Dataset) -> Mapping[str, Callable[..., Any]]:
    """The functions of the formula language over one data set, by name.

    Parameters
    ----------
    dataset
        The data.

    Returns
    -------
    Mapping
        votes, share_pct, final, valid, rank, beaten, margin, majority, majority_pct, turnout, turnout_rate,
        turnout_rank, party_share_pct, party_rank, council_seats, council_seats_rank, wins, second_places, date, years,
        days, weekday.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> known = functions(load())
    >>> known["margin"]("hackney-mayor-2002", "Andrew Boff", "Paul Foot")
    315
    >>> round(float(known["share_pct"]("hackney-mayor-2002", "Paul Foot")), 2)
    12.72
    """
    lookups = _Lookups(dataset)
    return {name: getattr(lookups, name) for name in SIGNATURES}


class _Lookups:
    """One method per function; the names of its parameters are those of error messages."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset
        self._fields: dict[str, dict[str, dict[str, Any]]] = {}

    def votes(self, contest: str, candidate: str) -> int:
        """First preferences of a candidate."""
        return _known(self._candidate(contest, candidate)["votes"], f"votes of {candidate} in {contest}")

    def final(self, contest: str, candidate: str) -> int:
        """Votes of a finalist in the second count of the supplementary vote."""
        value = self._candidate(contest, candidate)["final_votes"]
        return _known(value, f"final votes of {candidate} in {contest}")

    def valid(self, contest: str) -> int:
        """Valid votes of a contest."""
        return _known(self._contest(contest).valid_votes, f"valid votes of {contest}")

    def share_pct(self, contest: str, candidate: str) -> Fraction:
        """Share of the valid votes, in percent."""
        return share(self.votes(contest, candidate), self.valid(contest))

    def rank(self, contest: str, candidate: str) -> int:
        """Place by first preferences."""
        own = self.votes(contest, candidate)
        return 1 + sum(votes > own for votes in self._all_votes(contest))

    def beaten(self, contest: str, candidate: str) -> int:
        """Number of candidates with fewer first preferences."""
        own = self.votes(contest, candidate)
        return sum(votes < own for votes in self._all_votes(contest))

    def margin(self, contest: str, ahead: str, behind: str) -> int:
        """First preferences of one candidate less those of another."""
        return self.votes(contest, ahead) - self.votes(contest, behind)

    def majority(self, contest: str) -> int:
        """The winner's lead over the runner-up, in the second count where there was one."""
        if self._contest(contest).seats != 1:
            raise FormulaError(f"majority: {contest} fills several seats, so it has no single winner")
        return _known(self._measures(contest).majority, f"votes of some candidates in {contest}")

    def majority_pct(self, contest: str) -> Fraction:
        """The majority in percent of the valid votes."""
        return share(self.majority(contest), self.valid(contest))

    def turnout(self, contest: str) -> Fraction:
        """Turnout as published, in percent; what it counts differs (conflicts.csv)."""
        published = self._contest(contest).turnout_reported_pct
        if published is None:
            raise MissingFigureError(f"no published turnout of {contest}")
        return Fraction(str(published))

    def turnout_rate(self, contest: str) -> Fraction:
        """Valid votes in percent of the electorate."""
        return share(self.valid(contest), _known(self._contest(contest).electorate, f"electorate of {contest}"))

    def turnout_rank(self, contest: str) -> int:
        """Place of the published turnout among the area's polls for the same office up to that day."""
        own = self.turnout(contest)
        facts = self._contest(contest)
        contests = self._dataset.contests
        earlier = contests[
            (contests["place"] == facts.place)
            & (contests["office"] == facts.office)
            & (contests["area"] == facts.area)
            & (contests["date"] <= pd.Timestamp(facts.date))
        ]
        return 1 + sum(Fraction(str(rate)) > own for rate in earlier["turnout_reported_pct"].dropna())

    def party_share_pct(self, contest: str, party: str) -> Fraction:
        """Share of the valid votes of all of a party's candidates, in percent."""
        votes = self._of_party(contest, party)
        if any(map(pd.isna, votes)):
            raise MissingFigureError(f"votes of {party} in {contest} are not known")
        return share(sum(votes), self.valid(contest))

    def party_rank(self, contest: str, party: str) -> int:
        """Place of a party's best candidate by first preferences."""
        known = [votes for votes in self._of_party(contest, party) if pd.notna(votes)]
        best = _known(max(known, default=None), f"votes of {party} in {contest}")
        return 1 + sum(votes > best for votes in self._all_votes(contest))

    def council_seats(self, place: str, date: str, party: str) -> int:
        """Seats of a party after a whole-council election."""
        seats = self._council(place, date)
        if party not in seats.index:
            raise FormulaError(f"party: no {party!r} on this council; {did_you_mean(party, seats.index)}")
        return int(seats[party])

    def council_seats_rank(self, place: str, date: str, party: str) -> int:
        """Place of a party by seats after a whole-council election."""
        own = self.council_seats(place, date, party)
        return 1 + int((self._council(place, date) > own).sum())

    def wins(self, candidate: str, office: str, until: str) -> int:
        """Elections of a person to an office up to and including a day; polls later voided count, estimates do not."""
        contests = self._dataset.contests
        if office not in set(contests["office"]):
            raise FormulaError(f"office: no {office!r}; {did_you_mean(office, set(contests['office']))}")
        results = self._dataset.results
        own = results[results["candidate"] == candidate]
        if own.empty:
            raise FormulaError(f"candidate: no {candidate!r}; {did_you_mean(candidate, set(results['candidate']))}")
        counted = contests[
            (contests["office"] == office)
            & (contests["date"] <= pd.Timestamp(_date(until)))
            & (contests["status"] != "notional")
        ]
        return int(own.loc[own["contest_id"].isin(counted["contest_id"]), "elected"].sum())

    def second_places(self, date: str, party: str, regions: str) -> int:
        """Constituencies of some regions (joined by semicolons) in which a party came second on a day."""
        national = self._dataset.tables.get(NATIONAL_TABLE)
        if national is None:
            raise MissingFigureError("it needs the national results, which `left-of-labour fetch parliament` gets")
        polled = national[national["date"] == pd.Timestamp(_date(date))]
        wanted = regions.split(";")
        for column, values in (("region", wanted), ("party", [party])):
            for value in values:
                if value not in set(polled[column]):
                    hint = did_you_mean(value, set(polled[column].dropna()))
                    raise FormulaError(f"{column}: no {value!r} on {date}; {hint}")
        second = (polled["party"] == party) & (polled["position"] == 2) & polled["region"].isin(wanted)
        return int(second.sum())

    def date(self, contest: str) -> dt.date:
        """Polling day."""
        return self._contest(contest).date

    def years(self, start: str | dt.date, end: str | dt.date) -> Fraction:
        """Time between two days, in years of 365.2425 days."""
        return self.days(start, end) / _DAYS_IN_A_YEAR

    def days(self, start: str | dt.date, end: str | dt.date) -> int:
        """Days from one day to another."""
        return (_date(end) - _date(start)).days

    def weekday(self, date: str | dt.date) -> int:
        """Day of the week, Monday being 1."""
        return _date(date).isoweekday()

    def _measures(self, contest: str) -> Measures:
        """The measures that reports show of the contest."""
        self._contest(contest)
        return measure(self._dataset, contest)

    def _contest(self, contest: str) -> Contest:
        try:
            return self._dataset.contest(contest)
        except ParameterError as error:
            raise FormulaError(str(error)) from None

    def _field(self, contest: str) -> dict[str, dict[str, Any]]:
        """The candidates of a contest by name; a formula's contest is often that of the next one."""
        if contest not in self._fields:
            self._contest(contest)
            rows = self._dataset.candidates_of(contest)[_FIGURES].to_dict("records")
            self._fields[contest] = {row["candidate"]: row for row in rows}
        return self._fields[contest]

    def _candidate(self, contest: str, candidate: str) -> dict[str, Any]:
        field = self._field(contest)
        if candidate not in field:
            raise FormulaError(f"candidate: no {candidate!r} in {contest}; {did_you_mean(candidate, field)}")
        return field[candidate]

    def _all_votes(self, contest: str) -> list[int]:
        """The votes of every candidate; a place or a lead means nothing where some are not known."""
        field = self._field(contest).values()
        if any(pd.isna(row["votes"]) for row in field) or self._contest(contest).completeness == "partial":
            raise MissingFigureError(f"votes of some candidates in {contest} are not known")
        return [row["votes"] for row in field if not row["is_aggregate"]]

    def _of_party(self, contest: str, party: str) -> list[int]:
        """The votes of a party's candidates."""
        field = self._field(contest).values()
        parties = {row["party_id"] for row in field}
        if party not in parties:
            raise FormulaError(f"party: no {party!r} in {contest}; {did_you_mean(party, parties)}")
        return [row["votes"] for row in field if row["party_id"] == party]

    def _council(self, place: str, date: str) -> pd.Series:
        """Seats by party after a whole-council election, as `councils` has it."""
        places = set(self._dataset.council_seats["place"])
        if place not in places:
            raise FormulaError(f"place: no council {place!r}; {did_you_mean(place, places)}")
        held = council_elections(self._dataset, place)
        elections = {str(one.date)[:10]: one for one in held if one.kind == "whole council"}
        day = str(_date(date))
        if day not in elections:
            raise FormulaError(f"date: no council election in {place} on {date}; {did_you_mean(date, elections)}")
        return party_table(self._dataset, elections[day], "total").groupby("party_id")["seats"].sum()


def _known(value: Any, what: str) -> int:
    if value is None or pd.isna(value):
        raise MissingFigureError(f"{what} are not known" if what.startswith(("votes", "valid")) else f"no {what}")
    return int(value)


def _date(value: str | dt.date) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise FormulaError(f"date: {value!r}, expected YYYY-MM-DD") from None
