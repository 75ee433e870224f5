"""What each measure of a contest is called, what it means and in what unit it is: one glossary for all who show them.

The API, the command `show`, the tables of the reports and the page of the site that explains the measures use the same
names. A name that ends in `_pct` is a percentage, or a difference of percentages in points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["MEASURES", "Kind", "Term", "heading"]


class Kind(StrEnum):
    """What sort of value a measure is."""

    TEXT = "text"
    DATE = "date"
    FLAG = "yes or no"
    COUNT = "count"
    VOTES = "votes"
    SHARE = "share"
    POINTS = "points"
    RATIO = "ratio"


_UNITS = {Kind.VOTES: "votes", Kind.SHARE: "%", Kind.POINTS: "points"}


@dataclass(frozen=True)
class Term:
    """A measure in words.

    Attributes
    ----------
    label
        What readers see: a few words, without the unit.
    kind
        What sort of value it is.
    meaning
        One sentence that says what is measured.
    """

    label: str
    kind: Kind
    meaning: str

    @property
    def unit(self) -> str:
        """The unit as it stands after a value; empty where there is none."""
        return _UNITS.get(self.kind, "")


def heading(name: str) -> str:
    """The heading of a column with the measure: its label, and the unit where the label does not say it.

    Examples
    --------
    >>> heading("points_behind_labour"), heading("swing_to_win_pct"), heading("left_share_pct")
    ('points behind Labour', 'swing to win, points', 'all candidates of this reading together, %')
    """
    term = MEASURES[name]
    return term.label if not term.unit or term.unit in term.label else f"{term.label}, {term.unit}"


MEASURES: Mapping[str, Term] = MappingProxyType(
    {
        "contest_id": Term("contest", Kind.TEXT, "The contest by its id."),
        "reading": Term("reading", Kind.TEXT, "Who counts as left of Labour: core, wide or with_greens."),
        "place": Term("place of the collection", Kind.TEXT, "The borough or city that the contest belongs to."),
        "area": Term("area", Kind.TEXT, "The constituency, ward or authority in which people voted."),
        "office": Term("office", Kind.TEXT, "What was elected: a mayor, a member of Parliament, councillors."),
        "date": Term("polling day", Kind.DATE, "The day of the poll."),
        "voting_system": Term("voting system", Kind.TEXT, "The rule by which votes became seats."),
        "boundary": Term(
            "boundary", Kind.TEXT, "The version of the area's outline; only within one are results alike."
        ),
        "status": Term(
            "status", Kind.TEXT, "Whether the result stands, was voided, or is computed for new boundaries."
        ),
        "completeness": Term("completeness", Kind.TEXT, "How much of the result is known."),
        "seats": Term("seats", Kind.COUNT, "How many seats were filled."),
        "electorate": Term("electorate", Kind.COUNT, "How many people could vote."),
        "vote_base": Term("vote base", Kind.VOTES, "What shares of the vote are shares of."),
        "vote_base_meaning": Term(
            "meaning of the vote base",
            Kind.TEXT,
            "Valid votes; under the block vote, the votes of each party's best candidate together.",
        ),
        "turnout_valid_pct": Term(
            "turnout: valid votes over electorate", Kind.SHARE, "Valid votes in percent of the electorate."
        ),
        "turnout_ballots_pct": Term(
            "turnout: ballots over electorate", Kind.SHARE, "Ballots cast in percent of the electorate."
        ),
        "turnout_reported_pct": Term(
            "turnout as published", Kind.SHARE, "Turnout as published; some count ballots cast, some valid votes."
        ),
        "winner": Term("winner", Kind.TEXT, "Who won the seat, where one was filled."),
        "winner_label": Term("winner stood as", Kind.TEXT, "The winner's label on the ballot paper."),
        "winner_votes": Term("winner’s first preferences", Kind.VOTES, "First preferences of the winner."),
        "runner_up": Term("runner-up", Kind.TEXT, "Who was second at the count that decided."),
        "majority": Term(
            "winner’s majority", Kind.VOTES, "The winner's lead over the runner-up at the count that decided."
        ),
        "majority_pct": Term(
            "winner’s majority, of valid votes", Kind.SHARE, "The majority in percent of the valid votes."
        ),
        "seats_won": Term("seats won", Kind.TEXT, "Where several seats were filled: how many each label won."),
        "second_count": Term("second count", Kind.FLAG, "Whether second preferences were counted."),
        "effective_number_of_parties": Term(
            "effective number of parties",
            Kind.RATIO,
            "How many parties of equal size would be as fragmented (Laakso and Taagepera).",
        ),
        "labour_candidate": Term("Labour’s candidate", Kind.TEXT, "Labour's best-placed candidate."),
        "labour_votes": Term("Labour’s first preferences", Kind.VOTES, "First preferences of Labour's candidate."),
        "labour_share_pct": Term(
            "Labour’s share of the vote", Kind.SHARE, "Labour's votes in percent of the vote base."
        ),
        "labour_rank": Term("Labour’s place", Kind.COUNT, "Labour's place by first preferences."),
        "challenger": Term("challenger", Kind.TEXT, "The best-placed candidate left of Labour under the reading."),
        "challenger_label": Term("stood as", Kind.TEXT, "The challenger's label on the ballot paper."),
        "challenger_reading": Term("reading of the challenger", Kind.TEXT, "How the challenger's position is read."),
        "witnesses": Term("independent sources", Kind.COUNT, "Independent sources of the challenger's votes."),
        "elected": Term("elected", Kind.FLAG, "Whether the challenger was elected."),
        "votes": Term("votes of the best-placed challenger", Kind.VOTES, "First preferences of the challenger."),
        "share_pct": Term(
            "share of the vote",
            Kind.SHARE,
            "First preferences in percent of the vote base: the valid votes, where each paper carries one vote.",
        ),
        "share_of_electorate_pct": Term(
            "share of the electorate", Kind.SHARE, "The challenger's votes in percent of the electorate."
        ),
        "rank": Term("place", Kind.COUNT, "The challenger's place by first preferences; 1 for most."),
        "rank_is_shared": Term("place is shared", Kind.FLAG, "Whether another candidate had as many votes."),
        "unopposed": Term("unopposed", Kind.FLAG, "Whether all who stood were elected without a poll."),
        "candidates": Term(
            "candidates", Kind.COUNT, "How many stood; under the block vote, how many parties and independents."
        ),
        "votes_behind_labour": Term("votes behind Labour", Kind.VOTES, "Labour's votes less the challenger's."),
        "points_behind_labour": Term("points behind Labour", Kind.POINTS, "Labour's share less the challenger's."),
        "ratio_to_labour": Term("ratio to Labour’s vote", Kind.RATIO, "The challenger's votes over Labour's."),
        "votes_behind_winner": Term(
            "votes behind the winner", Kind.VOTES, "The winner's first preferences less the challenger's."
        ),
        "points_behind_winner": Term(
            "points behind the winner", Kind.POINTS, "The winner's share less the challenger's."
        ),
        "votes_behind_last_seat": Term(
            "votes behind the last elected",
            Kind.VOTES,
            "Where several seats were filled: the last elected candidate's votes less the challenger's.",
        ),
        "votes_short_of_final": Term(
            "votes short of the first two",
            Kind.VOTES,
            "Supplementary vote: first preferences missing to level with the second-placed candidate.",
        ),
        "final_votes": Term("votes after the second count", Kind.VOTES, "The challenger's votes in the second count."),
        "final_votes_behind_labour": Term(
            "votes behind Labour after the second count",
            Kind.VOTES,
            "The gap to Labour in the second count, if both took part in it.",
        ),
        "swing_to_level_pct": Term(
            "swing to draw level with the winner",
            Kind.POINTS,
            "Half the gap to the winner, or for a winner to the runner-up, at the challenger's last count.",
        ),
        "swing_to_win_pct": Term(
            "swing to win", Kind.POINTS, "The swing to draw level, where it would have decided the seat."
        ),
        "deposit_multiple": Term(
            "times the deposit threshold", Kind.RATIO, "The share over the share above which a deposit is returned."
        ),
        "left_candidates": Term("candidates of this reading", Kind.COUNT, "Candidates left of Labour known by name."),
        "left_seats": Term(
            "seats of this reading", Kind.COUNT, "How many of the candidates left of Labour were elected."
        ),
        "left_votes": Term(
            "votes of all candidates of this reading", Kind.VOTES, "All candidates left of Labour together."
        ),
        "left_share_pct": Term(
            "all candidates of this reading together",
            Kind.SHARE,
            "The votes of all candidates left of Labour in percent of the vote base.",
        ),
    }
)
