"""The parts of the report on one contest, as values."""

from typing import Any

import pandas as pd

from left_of_labour.analysis import timeline
from left_of_labour.analysis.glossary import MEASURES
from left_of_labour.analysis.measures import Measures, contenders, measure
from left_of_labour.analysis.readings import READINGS, is_left
from left_of_labour.analysis.rounds import counting_law
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office, VotingSystem
from left_of_labour.presentation import style
from left_of_labour.presentation.names import JUDGEMENTS, contest_title, left_of_labour
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, court_findings, credit, part
from left_of_labour.presentation.sensitivity import one_judgement, without_lineages
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import joined, number, plural
from left_of_labour.reports.one_contest import figures, sentences
from left_of_labour.shown import Figure, Finding, Table, Text

__all__ = [
    "candidates_table",
    "field",
    "finding",
    "notes",
    "result",
    "rivals",
    "second_count",
    "yardsticks",
    "yardsticks_table",
]

_COLUMNS = [
    *("rank", "candidate", "ballot_label", "party", "votes", "share_pct"),
    *("left_reading", "elected", "quality", "witnesses"),
]
_FORMS: dict[str, Any] = {
    "labels": {"share_pct": "share, %", "left_reading": "left of Labour?", "witnesses": "independent sources"},
    "note": "Sources that take a figure from one another count once.",
}

_MOST_BARS = 10


def field(dataset: Dataset, contest_id: str, reading: str) -> pd.DataFrame:
    """Who stood, as `measures.contenders`, with `is_left`: whether the reading counts them left of Labour."""
    frame = contenders(dataset, contest_id)
    return frame.assign(is_left=is_left(frame["left_reading"], reading), share_pct=frame["share_pct"].astype("Float64"))


@part
def finding(dataset: Dataset, measures: Measures) -> tuple[Finding | Text, ...]:
    """The best-placed candidate and the distance to Labour, also without a lineage; what a court found."""
    contest_id, reading = measures.contest_id, measures.reading
    others = [measure(dataset, contest_id, one) for one in READINGS if one != reading]
    said = [
        sentences.contest_finding(measures),
        sentences.other_readings(measures, others),
        without_lineages(dataset, [contest_id], lambda data: sentences.in_short(measure(data, contest_id, reading))),
    ]
    judged_alike = one_judgement(
        dataset, [contest_id], lambda data, one: sentences.in_short(measure(data, contest_id, one))
    )
    notes = [judged_alike, *court_findings(dataset, [contest_id])]
    return Finding(" ".join(one for one in said if one)), *(Text(one, role="note") for one in notes if one)


@part
def candidates_table(dataset: Dataset, candidates: pd.DataFrame) -> Table:
    """Everybody who stood, with the judgement about each and the number of independent sources."""
    frame = candidates[_COLUMNS].assign(
        left_reading=candidates["left_reading"].map(JUDGEMENTS),
        quality=candidates["quality"].where(candidates["votes"].notna()),
    )
    return table(frame, "candidates", "The result", **_FORMS)


def _base(measures: Measures) -> str:
    assert measures.vote_base is not None  # since votes are drawn
    return f"% of the {number(measures.vote_base)} {measures.vote_base_meaning.replace(chr(39), '’')}"


@part
def result(dataset: Dataset, candidates: pd.DataFrame, measures: Measures) -> Figure | Text:
    """The result as bars, the office's other results below, or why no shares can be given."""
    contest = dataset.contest(measures.contest_id)
    if measures.vote_base is None:
        missing = candidates.loc[candidates["votes"].isna(), "candidate"].tolist()
        reason = f"no vote is known for {joined(missing)}" if missing else "no total is known"
        return Text(f"The result is incomplete ({reason}), so no shares are given and no bars are drawn.", role="note")
    shown = _drawn(candidates, measures)
    history = _history(dataset, measures)
    half = contest.voting_system == VotingSystem.SUPPLEMENTARY_VOTE
    fig = figures.result(shown, measures.vote_base, history, sentences.fate(candidates, measures), half)
    left_out = len(candidates) - len(shown)
    style.headline(
        fig,
        sentences.result_title(candidates, measures),
        f"{contest_title(contest)}: {_base(measures)}, "
        + ("votes and second preferences (pale)" if candidates["final_votes"].notna().any() else "and votes")
        + ("; †: one source only" if (shown["witnesses"] == 1).any() else "")
        + (f"; {plural(left_out, _left_out_as(candidates, shown))} not drawn" if left_out else ""),
        **credit(dataset, cited_sources(dataset, [measures.contest_id])),
    )
    columns = ["candidate", "ballot_label", "party_id", "votes", "share_pct", "rank", "is_left", "elected"]
    data = candidates[[*columns, "transfers", "final_votes"]]
    return picture(fig, "result", data, sentences.result_alt(candidates, measures, history))


def _drawn(candidates: pd.DataFrame, measures: Measures) -> pd.DataFrame:
    """As many as there is room for; the challenger and Labour, of whom the title speaks, are always among them."""
    named = candidates["candidate"].isin([measures.challenger, measures.labour_candidate])
    return candidates[named | ((~named).cumsum() <= _MOST_BARS - named.sum())]


def _left_out_as(candidates: pd.DataFrame, shown: pd.DataFrame) -> str:
    left_out = candidates.drop(shown.index)
    return "smaller candidate" if left_out["votes"].max() <= shown["votes"].min() else "other candidate"


def _history(dataset: Dataset, measures: Measures) -> pd.DataFrame | None:
    """Every result for the office in the area, with `nobody` and `chosen`; none for a ward, or outside our places."""
    if measures.office == Office.COUNCILLOR or not timeline.elections(dataset, measures.place, measures.office):
        return None
    polls = timeline.performances(dataset, measures.place, measures.reading, measures.office)
    polls = polls[polls["seat"] == measures.area]
    polls = polls[~polls["remark"].str.startswith("estimate") | (polls["election_id"] == measures.contest_id)]
    return polls.assign(
        nobody=polls["stood"].eq(False).fillna(False).astype(bool), chosen=polls["election_id"] == measures.contest_id
    )


@part
def second_count(dataset: Dataset, candidates: pd.DataFrame, measures: Measures) -> tuple[Text, ...]:
    """What the second count added, or why there was none; and the law in force."""
    finalists = candidates[candidates["final_votes"].notna()].sort_values("final_votes", ascending=False)
    if finalists.empty:
        told = sentences.no_second_count(measures)
    else:
        assert measures.vote_base is not None  # since there were two counts
        told = sentences.second_count_sentence(finalists, measures.vote_base - int(finalists["votes"].sum()))
    if measures.voting_system != VotingSystem.SUPPLEMENTARY_VOTE:
        return (Text(told),)
    return Text(told), Text(f"The law in force: {counting_law(measures.date)}.", role="note")


# The measures that a reader sees, with the decimal places of their values.
_YARDSTICKS = {
    "votes": 0,
    "share_pct": 1,
    "share_of_electorate_pct": 1,
    "rank": 0,
    "votes_behind_labour": 0,
    "points_behind_labour": 1,
    "ratio_to_labour": 2,
    "votes_behind_winner": 0,
    "points_behind_winner": 1,
    "votes_behind_last_seat": 0,
    "votes_short_of_final": 0,
    "final_votes_behind_labour": 0,
    "swing_to_win_pct": 1,
    "swing_to_level_pct": 1,
    "deposit_multiple": 1,
    "left_share_pct": 1,
    "majority": 0,
    "majority_pct": 1,
    "effective_number_of_parties": 2,
    "turnout_valid_pct": 1,
    "turnout_ballots_pct": 1,
    "turnout_reported_pct": 1,
}


def yardsticks(measures: Measures) -> pd.DataFrame:
    """Every measure that is known for the contest, one row each: `measure`, `value` (as text), `unit`, `exact`."""
    values: dict[str, Any] = measures.as_dict()
    rows = [
        {
            "measure": MEASURES[name].label,
            "value": f"{values[name]:,.{decimals}f}".replace("-", "−"),
            "unit": MEASURES[name].unit,
            "exact": float(values[name]),
        }
        for name, decimals in _YARDSTICKS.items()
        if values[name] is not None and _applies(name, measures)
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "unit", "exact"])


def _applies(name: str, measures: Measures) -> bool:
    """Whether a measure that is known says something of its own here."""
    if name == "votes_short_of_final":
        return bool(measures.second_count)
    if name == "swing_to_level_pct":
        return measures.swing_to_win_pct is None and not measures.elected
    if name == "swing_to_win_pct":
        return not measures.elected
    if name == "left_share_pct":
        return measures.left_candidates > 1
    return True


@part
def yardsticks_table(dataset: Dataset, measures: Measures) -> Table:
    """Every measure that is known for the contest."""
    shown = yardsticks(measures)[["measure", "value", "unit"]]
    return table(shown, "yardsticks", "Measures of this contest")


@part
def rivals(dataset: Dataset, candidates: pd.DataFrame, measures: Measures) -> Table | Text:
    """Labour beside each candidate left of it, or that there is nothing to compare."""
    if reason := sentences.no_rivals(measures):
        return Text(reason)
    assert measures.labour_votes is not None  # or that would have been the reason
    left = candidates[candidates["is_left"] & candidates["votes"].notna()]
    left = left.assign(left_reading=left["left_reading"].map(JUDGEMENTS))
    frame = left[["candidate", "ballot_label", "left_reading", "reading_reason", "votes", "share_pct"]].assign(
        votes_behind_labour=measures.labour_votes - left["votes"],
        ratio_to_labour=left["votes"] / measures.labour_votes,
    )
    return table(
        frame,
        "labour-and-challengers",
        f"Candidates {left_of_labour(measures.reading)} against Labour’s {plural(measures.labour_votes, 'vote')}",
        labels={
            "ballot_label": "stood as",
            "share_pct": "share, %",
            "left_reading": "left of Labour?",
            "reading_reason": "because",
        },
        decimals={"ratio_to_labour": 2},
        note="“Behind” is negative for a candidate ahead of Labour.",
    )


@part
def notes(dataset: Dataset, contest_id: str) -> tuple[Text, ...]:
    """What the data say about the contest in words, and which figures were not declared."""
    contest = dataset.contest(contest_id)
    candidates = dataset.candidates_of(contest_id)
    said = [f"{contest.notes[0].upper()}{contest.notes[1:].rstrip('.')}."] if contest.notes else []
    known = candidates["votes"].notna()
    said += [f"{row.candidate}: no figure is published." for row in candidates[~known].itertuples()]
    said += [
        f"{row.candidate}: the figure is {row.quality}, not declared."
        for row in candidates[known & (candidates["quality"] != "declared")].itertuples()
    ]
    return tuple(Text(text, role="note") for text in said)
