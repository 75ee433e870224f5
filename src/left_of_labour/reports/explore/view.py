"""What a choice of contests, reading and measure shows: frames, a figure and tables, without controls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from left_of_labour.analysis.comparison import YARDSTICKS, Yardstick
from left_of_labour.analysis.measures import Measures, contenders, measure
from left_of_labour.analysis.readings import READINGS, is_left
from left_of_labour.analysis.search import find
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Contest
from left_of_labour.errors import ParameterError, did_you_mean
from left_of_labour.presentation import names, style
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, credit, part
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, joined, plural
from left_of_labour.reports.explore.figures import pairs
from left_of_labour.shown import Figure, Table

__all__ = [
    "EVERY_READING",
    "MEASURES",
    "MOST",
    "Choice",
    "candidate_table",
    "compared",
    "contest_options",
    "figure",
    "nothing_drawn",
]

MEASURES = {yardstick.label.replace("\n", " "): yardstick for yardstick in YARDSTICKS}
EVERY_READING = "all"
MOST = 20  # contests drawn at once

# A control moves, and most of what is shown stays: measures and tables are kept for the next view.
_measured = lru_cache(maxsize=4096)(measure)

# The measures that Labour has, too; the others say how far it is to Labour.
_OF_LABOUR = {"share_pct", "share_of_electorate_pct"}


@dataclass(frozen=True)
class Choice:
    """What the controls say.

    Attributes
    ----------
    contest_ids
        One contest is shown among all for the same office in the same area; several side by side.
    reading
        Who counts as left of Labour, or `EVERY_READING`.
    measure
        A key of `MEASURES`.

    Raises
    ------
    ParameterError
        If there is no such reading or measure.
    """

    contest_ids: tuple[str, ...]
    reading: str
    measure: str

    def __post_init__(self) -> None:
        for name, value, known in (
            ("reading", self.reading, [*READINGS, EVERY_READING]),
            ("measure", self.measure, list(MEASURES)),
        ):
            if value not in known:
                raise ParameterError(f"{name}: no {value!r}; {did_you_mean(str(value), known, len(known))}")

    @property
    def yardstick(self) -> Yardstick:
        """How the measure is computed and written."""
        return MEASURES[self.measure]

    @property
    def readings(self) -> tuple[str, ...]:
        """One reading, or all of them."""
        return tuple(READINGS) if self.reading == EVERY_READING else (self.reading,)


def contest_options(dataset: Dataset, query: str, keep: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The contests that a search finds, as name and id, latest first; above them those that are chosen already.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> contest_options(load(), "foot mayor")
    [('Hackney mayor 2002', 'hackney-mayor-2002')]
    """
    found = dict.fromkeys([*keep, *find(dataset, query)])
    return [(_name(dataset.contest(contest_id)), contest_id) for contest_id in found]


def _name(contest: Contest) -> str:
    """Two ballots in one area and year differ in their day."""
    name = names.contest_name(contest)
    return f"{name}, by-election {day(contest.date)}" if contest.by_election else name


def compared(dataset: Dataset, choice: Choice) -> pd.DataFrame:
    """One measure through the contests of a choice.

    Returns
    -------
    pandas.DataFrame
        One row per contest and reading in drawing order: `contest_id`, `contest`, `date`, `reading`, `name` and `who`
        (what stands above the bars), `challenger`, `value` (unrounded, missing where not known), `label` (the value as
        text, or why there is none), `labour` and `labour_label` (the same measure of Labour, where it has one) and
        `chosen`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = compared(load(), Choice(("hackney-mayor-2002",), "wide", "share of valid votes"))
    >>> rows.loc[rows["chosen"], ["contest", "challenger", "label", "labour_label"]]
                  contest challenger  label labour_label
    0  Hackney mayor 2002  Paul Foot  12.7%  42.0% Labour
    """
    chosen = choice.contest_ids[:MOST]
    together = list(chosen) if len(chosen) > 1 else _same_seat(dataset, chosen[0])
    rows = []
    for contest_id in together:
        contest = dataset.contest(contest_id)
        for reading in choice.readings:
            measures = _measured(dataset, contest_id, reading)
            value = getattr(measures, choice.yardstick.measure)
            labour = _of_labour(measures, choice.yardstick)
            parts = [_name(contest)] if len(chosen) > 1 else [_when(contest)]
            parts += [names.reading_name(reading)] if len(choice.readings) > 1 else []
            rows.append(
                {
                    "contest_id": contest_id,
                    "contest": _name(contest),
                    "date": contest.date,
                    "reading": reading,
                    "name": ", ".join(parts),
                    "who": measures.challenger or "",
                    "challenger": measures.challenger or "",
                    "value": None if value is None else float(value),
                    "label": _why_not(measures) if value is None else _written(choice.yardstick, value),
                    "labour": None if labour is None else float(labour),
                    "labour_label": _labour_label(measures, choice.yardstick, labour),
                    "chosen": contest_id in chosen,
                }
            )
    return pd.DataFrame(rows).astype({"value": "Float64", "labour": "Float64"})


def _same_seat(dataset: Dataset, contest_id: str) -> list[str]:
    """All contests for the same office in the same area, oldest first."""
    one = dataset.contest(contest_id)
    seat = (one.place, one.area, one.office)
    same = [other for other in dataset.contests_by_id.values() if (other.place, other.area, other.office) == seat]
    return [other.contest_id for other in sorted(same, key=lambda other: other.date)]


def _when(contest: Contest) -> str:
    remark = "" if contest.status == "valid" else f" ({contest.status})"
    return f"{day(contest.date)}{remark}"


def _written(yardstick: Yardstick, value: float) -> str:
    return yardstick.form.format(float(value)).replace("-", "−")


def _of_labour(measures: Measures, yardstick: Yardstick) -> float | None:
    if yardstick.measure == "share_pct":
        return None if measures.labour_share_pct is None else float(measures.labour_share_pct)
    votes, electorate = measures.labour_votes, measures.electorate
    if yardstick.measure == "share_of_electorate_pct" and votes is not None and electorate and measures.seats == 1:
        return 100 * votes / electorate
    return None


def _labour_label(measures: Measures, yardstick: Yardstick, value: float | None) -> str:
    if yardstick.measure not in _OF_LABOUR:
        return ""
    if value is not None:
        return f"{_written(yardstick, value)} Labour"
    nobody = measures.labour_candidate is None and measures.candidates is not None
    return "no Labour candidate" if nobody else "Labour: not known"


def _why_not(measures: Measures) -> str:
    """Why a measure has no value."""
    if measures.left_candidates == 0:
        if measures.candidates is None:
            return "not known: not everybody who stood is known by name"
        return f"nobody stood {names.left_of_labour(measures.reading)}"
    if measures.challenger is None:
        return "not known: no votes are recorded"
    if measures.labour_candidate is None and measures.candidates is not None:
        return "no Labour candidate to compare with"
    if measures.vote_base is None:
        return "not known: the result is incomplete"
    if measures.seats > 1:
        return "not defined where several seats are filled"
    return "not known"


def nothing_drawn(rows: pd.DataFrame, choice: Choice) -> str:
    """In a sentence, which of the chosen contests have no bar and why; empty if all have one."""
    missing = rows[rows["chosen"] & rows["value"].isna()]
    reasons: dict[str, list[str]] = {}
    for row in missing.itertuples():
        reading = f" ({names.reading_name(row.reading)})" if len(choice.readings) > 1 else ""
        reasons.setdefault(row.label, []).append(f"{row.contest}{reading}")
    parts = [f"{joined(contests)}: {reason}" for reason, contests in reasons.items()]
    return f"No {choice.measure} to draw. {'; '.join(parts)}." if parts else ""


@part
def figure(dataset: Dataset, rows: pd.DataFrame, choice: Choice) -> Figure:
    """The comparison in the house style, with the numbers in it."""
    labour = choice.yardstick.measure in _OF_LABOUR
    chosen = rows[rows["chosen"]]
    whose = "of each reading" if len(choice.readings) > 1 else names.left_of_labour(choice.reading)
    readings = "" if len(choice.readings) > 1 else f" (reading: {names.reading_name(choice.reading)})"
    ahead = "; below zero: ahead of Labour" if not labour and (rows["value"] < 0).any() else ""
    fig = style.headline(
        pairs(rows, labour),
        title=_title(chosen, choice),
        subtitle=f"Best-placed candidate {whose}{' (violet) and Labour (red)' * labour}, {choice.measure}, "
        f"by first preferences{readings}{ahead}",
        **credit(dataset, cited_sources(dataset, rows["contest_id"].unique().tolist())),
    )
    columns = ["contest_id", "contest", "date", "reading", "challenger", "value", "labour", "chosen"]
    return picture(fig, "explore", rows[columns], _words(rows, choice))


def _title(chosen: pd.DataFrame, choice: Choice) -> str:
    contests = chosen["contest_id"].nunique()
    if contests > 1:
        return f"{choice.measure[0].upper()}{choice.measure[1:]}: {plural(contests, 'contest')}"
    now = chosen.iloc[0]
    if len(chosen) > 1:
        return f"{now['contest']}: {choice.measure} under every reading"
    who = f", {now['challenger']}" if now["challenger"] else ""
    return f"{now['contest']}{who}: {choice.measure} {now['label']}"


def _words(rows: pd.DataFrame, choice: Choice) -> str:
    """The figure in words."""
    parts = []
    for row in rows.itertuples():
        reading = f", {names.reading_name(row.reading)}" if len(choice.readings) > 1 else ""
        who = f" ({row.challenger})" if row.challenger else ""
        labour = f", {row.labour_label}" if row.labour_label else ""
        parts.append(f"{row.contest}{reading} {row.label}{who}{labour}")
    return f"Bars of the best-placed challenger's {choice.measure}: {'; '.join(parts)}."


@lru_cache(maxsize=256)
@part
def candidate_table(dataset: Dataset, contest_id: str, readings: tuple[str, ...]) -> Table:
    """Who stood in a contest, most votes first, and who of them counts as left of Labour under each reading.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> stood = candidate_table(load(), "hackney-mayor-2002", ("wide",))
    >>> stood.title
    'Candidates, Hackney mayor, 17 October 2002'
    """
    field = contenders(dataset, contest_id)
    frame = pd.DataFrame(
        {
            "candidate": field["candidate"],
            "party": field["ballot_label"],
            "votes": field["votes"],
            "share_pct": field["share_pct"].map(float, na_action="ignore").astype("Float64"),
            **{reading: is_left(field["left_reading"], reading) for reading in readings},
            "elected": field["elected"],
        }
    )
    labels: Mapping[str, str] = {
        reading: f"{names.left_of_labour(reading)} ({names.reading_name(reading)})" for reading in readings
    }
    return table(
        frame,
        "candidates",
        f"Candidates, {names.contest_title(dataset.contest(contest_id))}",
        note="Shares are of valid votes; in wards with several seats, of the votes of each party's best candidate. "
        "Dash: not known.",
        labels={"share_pct": "share, %", **labels},
    )
