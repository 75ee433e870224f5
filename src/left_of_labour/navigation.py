"""The ways from one report to others: the trail to it, the elections before and after, and more on the same subject.

Made from the run list and the first columns of contests.csv, read without pandas: a build with nothing to do is over at
once.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from left_of_labour.batch.runs import Run

__all__ = ["Place", "navigated"]

# What a report is called where it stands beside others on the same subject.
_TITLES = {
    "front-page": "The front page in full",
    "compare": "All challenges compared",
    "one-contest": "The result",
    "one-place": "The place over time",
    "second-preferences": "Second preferences",
    "in-context": "How unusual it was",
    "expected": "More than the place would lead one to expect?",
    "same-day": "Mayor and council on the same day",
    "together": "Was the left divided?",
    "afterwards": "What came next",
    "other-rules": "Under other rules",
    "votes-to-seats": "Votes and seats",
    "wards": "The wards",
    "claims": "Claims in campaign accounts",
    "data-quality": "How good the data are",
}
_OFFICES = {"mayor": "Mayor", "mp": "MP", "councillor": "Council", "london_assembly": "London Assembly"}
_EVERYWHERE = ("compare", "claims", "together", "afterwards")


@dataclass(frozen=True)
class Place:
    """Where and when a contest was: `place` (the council), `area` (ward, division or seat), `office`, ISO `date`."""

    place: str
    area: str
    office: str
    date: str

    @cached_property
    def short(self) -> str:
        """The contest within its place, such as "Mayor 2014"."""
        named = self.office in ("councillor", "mp") and self.area != _name(self.place)
        where = f" {self.area}" if named else ""
        return f"{_OFFICES.get(self.office, self.office)}{where} {self.date[:4]}"


def navigated(
    runs: Iterable[Run],
    listed: Sequence[Run],
    contests: Mapping[str, Place],
    accounts: Mapping[str, Sequence[str]],
) -> tuple[Run, ...]:
    """The runs, each with its navigation.

    Parameters
    ----------
    runs
        To be built.
    listed
        The reports that may be linked to, in their order.
    contests
        Where and when each contest was.
    accounts
        By contest, the campaign accounts that make claims about it.

    Returns
    -------
    tuple of Run
        With `navigation` as `batch.project.NOWHERE` describes it.
    """
    guide = _Guide(listed, contests, accounts)
    return tuple(replace(run, navigation=guide.of(run)) for run in runs)


class _Guide:
    """Knows every report that may be linked to, and which of them have something in common."""

    def __init__(
        self, listed: Sequence[Run], contests: Mapping[str, Place], accounts: Mapping[str, Sequence[str]]
    ) -> None:
        self.listed = listed
        self.slugs = tuple(run.slug for run in listed)
        self.known = frozenset(self.slugs)
        self.contests = contests
        self.accounts = accounts
        self.contest_of: dict[str, Place | None] = {}  # by slug: many ask for it
        self.alike: dict[Hashable, list[int]] = defaultdict(list)
        for number, run in enumerate(listed):
            for trait in self._traits(run):
                self.alike[trait].append(number)

    def of(self, run: Run) -> dict[str, Any]:
        before, after = self._neighbours(run)
        return {
            "trail": self._trail(run),
            "before": before,
            "after": after,
            "more": self._more(run),
            "known": self.slugs,
        }

    def _contest(self, run: Run) -> Place | None:
        if run.slug not in self.contest_of:
            self.contest_of[run.slug] = self.contests.get(str(run.parameters.get("contest_id")))
        return self.contest_of[run.slug]

    def _place(self, run: Run) -> str:
        contest = self._contest(run)
        return contest.place if contest else str(run.parameters.get("place", ""))

    def _traits(self, run: Run) -> list[Hashable]:
        """What other reports may be looked for by."""
        contest = self._contest(run)
        about = ("place with", contest.place) if contest else ("place", run.parameters.get("place"))
        series = self._series(run)
        return [
            ("notebook", run.notebook),
            ("contest", run.parameters.get("contest_id")),
            about,
            *([series] if series else ()),
        ]

    def _with(self, *traits: Hashable) -> list[Run]:
        """The reports that have one of these traits, in the order of the list."""
        numbers = {number for trait in traits for number in self.alike.get(trait, ())}
        return [self.listed[number] for number in sorted(numbers)]

    def _trail(self, run: Run) -> list[list[str]]:
        """The place, the contest, the kind of report: each a link if it has a report and is not this one."""
        trail = []
        place, contest = self._place(run), self._contest(run)
        if place and place != "all":
            trail.append([_name(place), f"one-place/{place}"])
        if contest:
            trail.append([contest.short, f"one-contest/{run.parameters['contest_id']}"])
        if not trail or run.slug != trail[-1][1]:
            trail.append([_TITLES.get(run.notebook, run.notebook), ""])
        return [[text, f"{slug}/index.html" if slug in self.known and slug != run.slug else ""] for text, slug in trail]

    def _series(self, run: Run) -> Hashable:
        """The elections to which a report's own belongs: of the same place and office, or of the same seat."""
        contest = self._contest(run)
        if contest:
            seat = "" if contest.office == "mayor" else contest.area
            return run.notebook, contest.place, contest.office, seat
        return (run.notebook, self._place(run)) if "date" in run.parameters else None

    def _neighbours(self, run: Run) -> tuple[list[str] | None, list[str] | None]:
        """The same report for the election before and the one after."""
        series = self._series(run)
        if series is None:
            return None, None
        here = self._date(run)
        same = [(self._date(one), self._label(one), one.slug) for one in self._with(series)]
        earlier = max((one for one in same if one[0] < here), default=None)
        later = min((one for one in same if one[0] > here), default=None)
        return earlier and list(earlier[1:]), later and list(later[1:])

    def _date(self, run: Run) -> str:
        contest = self._contest(run)
        return contest.date if contest else str(run.parameters["date"])

    def _label(self, run: Run) -> str:
        contest = self._contest(run)
        return contest.short if contest else self._date(run)[:4]

    def _more(self, run: Run) -> list[list[str]]:
        """Reports on the same contest, then on the same place; the place's report lists its contests."""
        contest, place = self._contest(run), self._place(run)
        contest_id = run.parameters.get("contest_id")
        traits: list[Hashable] = [("contest", contest_id), ("place", place)]
        traits += [("notebook", "claims")] if contest else []
        traits += [("place with", place)] if run.notebook == "one-place" else []
        traits += [("notebook", run.notebook)] if place == "all" else []
        traits += [("notebook", name) for name in _EVERYWHERE] if run.notebook in _EVERYWHERE else []
        found: dict[str, str] = {}
        for one in self._with(*traits):
            title = _TITLES.get(one.notebook, one.notebook)
            other = self._contest(one)
            if contest_id and one.parameters.get("contest_id") == contest_id:
                found[one.slug] = title
            elif contest and one.notebook == "claims" and one.parameters.get("source_id") in self._accounts(contest_id):
                found[one.slug] = "Claims about it in a campaign account"
            elif other is None and place and one.parameters.get("place") == place:
                same_day = contest and one.parameters.get("date") == contest.date
                year = f", {str(one.parameters['date'])[:4]}" if "date" in one.parameters else ""
                found[one.slug] = f"{title} that day" if same_day else f"{title}: {_name(place)}{year}"
            elif run.notebook == "one-place" and one.notebook == "one-contest" and other and other.place == place:
                found[one.slug] = other.short
            elif place == "all" and one.notebook == run.notebook and one.parameters.get("place"):
                found[one.slug] = f"{title}: {_name(self._place(one))}"
            elif run.notebook in _EVERYWHERE and one.notebook in _EVERYWHERE:
                found[one.slug] = f"{title} ({one.slug.partition('/')[2].replace('-', ' ')})"
        found.pop(run.slug, None)
        return [[text, slug] for slug, text in found.items()]

    def _accounts(self, contest_id: object) -> Sequence[str]:
        return self.accounts.get(str(contest_id), ())


def _name(place: str) -> str:
    return place.replace("-", " ").title()
