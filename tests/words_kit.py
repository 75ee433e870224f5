"""What is wrong with the form of a generated text, and contests of every shape to make texts about."""

import dataclasses
import datetime as dt
import re
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from left_of_labour import paths
from left_of_labour.data import Dataset, load
from left_of_labour.data.frames import to_frame
from left_of_labour.data.schema import TABLES, Completeness, Contest, Office, Quality, Status, VotingSystem

_FORMS = {
    "a plural with 1": r"(?<![\d.,])(?<!of )\b1 (votes|candidates|wards|elections|contests|seats|parties|polls)\b",
    "a singular with another number": (
        r"(?<![\d.,])\b(?!1\b|(?:19|20)\d\d\b)\d+ (vote|candidate|election|contest|seat|poll)\b(?!-)"
    ),
    "0 where none is meant": r"(?<![\d.,])\b0 \w+s (lack|have|are|were|had|took|stood)\b",
    "a hyphen as minus": r"(?<![\w)\]–-])-\d",
    "a blank too many": r"  | [,.;:!?)]|\( ",
    "stops that do not go together": r"[,;:]\.|\.\.(?!\.)|,,|;;|\(\)|[,;:][,;]",
    "a missing value": r"\b(nan|NaN|NaT|inf|None(?! of\b))\b|<NA>",
    "a column name": r"\b[a-z]+(_[a-z]+)+\b",
    "an id": r"\b[a-z]+(-[a-z0-9]+)*-(mp|mayor|council|wards|cc|assembly)-\d{4}\b",
    "half a vote": r"\d\.\d+ votes?\b",
    "a date in numbers": r"\b\d{4}-\d\d-\d\d\b",
    "an unfinished clause": r"\b(and|or|of|the|had they all)[.;!?]",
}
_PAIRS = ("()", "[]", "“”")
WHOLE = ("finding", "sentence", "note")  # the places of texts that end as sentences do


def grammar(text: str, sentence: bool = True) -> list[str]:
    """What a careful editor would mark in a text without looking at any number.

    Parameters
    ----------
    text
        As a reader sees it.
    sentence
        Whether it has to end as a sentence does; a title need not.
    """
    found = [f"{what}: {match[0]!r}" for what, form in _FORMS.items() if (match := re.search(form, text))]
    found += [f"brackets do not match: {pair}" for pair in _PAIRS if text.count(pair[0]) != text.count(pair[1])]
    if sentence and text and not text.rstrip().endswith((".", "!", "?", "”", ":")):
        found.append("no stop at the end")
    if text and text[0].islower():
        found.append("begins with a small letter")
    return found


CONTEST = "tower-hamlets-mayor-2014"  # an id that names nothing of what is generated
SHAPES = {
    "mayor": ("mayor", "supplementary_vote", 1),
    "mp": ("mp", "first_past_the_post", 1),
    "ward": ("councillor", "first_past_the_post", 1),
    "ward of three": ("councillor", "block_vote", 3),
}
PARTIES = ("labour", "socialist-alliance", "tower-hamlets-first", "green", "conservative", "independent")
LEFT = {
    "core": {"socialist-alliance"},
    "wide": {"socialist-alliance", "tower-hamlets-first"},
    "with_greens": {"socialist-alliance", "tower-hamlets-first", "green"},
}


@dataclass(frozen=True)
class Invented:
    """A generated contest: the data that hold it alone, and what was drawn, to check texts against.

    Attributes
    ----------
    votes
        By candidate; None where unknown.
    party
        By candidate; "other" for candidates known only together.
    """

    dataset: Dataset = field(repr=False)
    votes: dict[str, int | None]
    party: dict[str, str]
    seats: int
    status: str
    elected: frozenset[str]
    second_count: bool

    def best(self, parties: set[str]) -> int | None:
        """The most votes of a candidate of these parties; None if none is known."""
        return max(
            (vote for name, vote in self.votes.items() if self.party[name] in parties and vote is not None),
            default=None,
        )

    @property
    def complete(self) -> bool:
        """Whether everybody is known by name and votes."""
        return None not in self.votes.values() and "other" not in self.party.values()


@cache
def _own_data() -> Dataset:
    return load(paths.project_dir() / "data")


@st.composite
def invented(draw: st.DrawFn) -> Invented:
    """Contests of every shape: tied, partial, aggregate, uncontested, without left or Labour, voided, notional."""
    dataset = _own_data()  # for parties and sources
    office, system, seats = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    parties = draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=7))
    if seats > 1 and len(parties) < seats:
        parties += [draw(st.sampled_from(PARTIES)) for _ in range(seats - len(parties))]
    names = [f"Candidate {chr(65 + place)}" for place in range(len(parties))]
    votes: dict[str, int | None] = {name: draw(st.integers(0, 12)) for name in names}
    completeness = "complete"
    if len(names) > 1 and draw(st.integers(0, 5)) == 0:
        votes[names[-1]] = None
        completeness = "partial"
    elif seats == 1 and len(names) > 1 and draw(st.integers(0, 5)) == 0:
        parties[-1], completeness = "other", "others_aggregated"
    if sum(vote or 0 for vote in votes.values()) == 0:
        votes[names[0]] = 1
    party = dict(zip(names, parties, strict=True))
    status = draw(st.sampled_from(["valid", "valid", "voided", "notional"])) if seats == 1 else "valid"
    ranked = sorted((name for name in names if party[name] != "other"), key=lambda name: -(votes[name] or 0))
    transfers, finals = _second_count(draw, votes, system, completeness)
    best = max(finals, key=finals.__getitem__) if finals else None
    elected = frozenset([best] if best else ranked[:seats])
    rows = [
        TABLES["results"].row(
            contest_id=CONTEST,
            candidate=name,
            ballot_label=party[name].replace("-", " ").title(),
            party_id=party[name],
            votes=votes[name],
            transfers=transfers.get(name),
            final_votes=finals.get(name),
            elected=name in elected,
            is_aggregate=party[name] == "other",
            quality=Quality.DECLARED,
            source_ids=("hoc-cbp7529",),
        )
        for name in names
    ]
    total = sum(vote or 0 for vote in votes.values())
    contest = dataset.contest("hackney-mayor-2002")._replace(
        contest_id=CONTEST,
        office=Office(office),
        date=dt.date(2010, 5, 6),
        voting_system=VotingSystem(system),
        seats=seats,
        electorate=None,
        valid_votes=None if completeness == "partial" else total,
        candidate_votes_total=None if completeness == "partial" else total,
        status=Status(status),
        completeness=Completeness(completeness),
    )
    own = {
        "contests": to_frame(TABLES["contests"], [contest]),
        "results": to_frame(TABLES["results"], rows),
        "candidate_positions": dataset.tables["candidate_positions"].head(0),
    }
    tables = ChainMap(own, dataset.tables)  # does not read what nobody asks for
    made = dataclasses.replace(dataset, tables=tables, contests_by_id=MappingProxyType({CONTEST: contest}))
    return Invented(made, votes, party, seats, status, elected, bool(finals))


def _second_count(
    draw: st.DrawFn, votes: dict[str, int | None], system: str, completeness: str
) -> tuple[dict[str, int], dict[str, int]]:
    """Transfers and final votes of the first two, where a second count would have been held between just two."""
    known = {name: vote for name, vote in votes.items() if vote is not None}
    order = sorted(known, key=lambda name: -known[name])
    needed = system == "supplementary_vote" and completeness == "complete" and len(order) > 2
    if not needed or 2 * known[order[0]] > sum(known.values()) or known[order[1]] == known[order[2]]:
        return {}, {}
    pool = sum(known.values()) - known[order[0]] - known[order[1]]
    first = draw(st.integers(0, pool))
    transfers = {order[0]: first, order[1]: draw(st.integers(0, pool - first))}
    return transfers, {name: known[name] + gained for name, gained in transfers.items()}


MAYOR, COUNCIL = "tower-hamlets-mayor-2022", "tower-hamlets-council-2022-"
_WARDS = 3


@dataclass(frozen=True)
class Poll:
    """One contest of a generated election day: candidates with party, votes and whether they were elected."""

    contest_id: str
    area: str
    seats: int
    rows: tuple[tuple[str, str, int, bool], ...]

    def top(self) -> dict[str, int]:
        """The votes of each party's best candidate; an independent is a party alone."""
        best: dict[str, int] = {}
        for name, party, votes, _ in self.rows:
            key = name if party == "independent" else party
            best[key] = max(best.get(key, 0), votes)
        return best

    def won(self, parties: set[str]) -> int:
        """How many of the elected belong to these parties."""
        return sum(elected for _, party, _, elected in self.rows if party in parties)


@dataclass(frozen=True)
class Day:
    """A generated day on which a mayor and a council of three wards were elected, and the data that hold it alone."""

    dataset: Dataset = field(repr=False)
    mayor: Poll
    wards: tuple[Poll, ...]

    def top(self, parties: set[str], wards: Sequence[Poll] | None = None) -> int:
        """The votes of these parties' best candidates in all wards, or in some."""
        polls = self.wards if wards is None else wards
        return sum(votes for ward in polls for party, votes in ward.top().items() if party in parties)


@st.composite
def election_days(draw: st.DrawFn) -> Day:
    """A mayor and a council on one day: wards of one to three seats, ties, wards without left."""
    dataset = _own_data()
    real = [one for name, one in dataset.contests_by_id.items() if name.startswith(COUNCIL)][:_WARDS]
    mayor = _poll(draw, dataset.contest(MAYOR)._replace(voting_system=VotingSystem.FIRST_PAST_THE_POST))
    wards = tuple(_poll(draw, one._replace(seats=draw(st.integers(1, 3)))) for one in real)
    polls = (mayor, *wards)
    contests, rows = [], []
    for poll in polls:
        votes = sum(row[2] for row in poll.rows)
        contests.append(
            dataset.contest(poll.contest_id)._replace(
                seats=poll.seats,
                voting_system=VotingSystem.FIRST_PAST_THE_POST if poll.seats == 1 else VotingSystem.BLOCK_VOTE,
                electorate=None,
                valid_votes=votes if poll.seats == 1 else None,
                candidate_votes_total=votes,
            )
        )
        rows += [
            TABLES["results"].row(
                contest_id=poll.contest_id,
                candidate=name,
                ballot_label=party.replace("-", " ").title(),
                party_id=party,
                votes=votes,
                transfers=None,
                final_votes=None,
                elected=elected,
                is_aggregate=False,
                quality=Quality.DECLARED,
                source_ids=("hoc-cbp7529",),
            )
            for name, party, votes, elected in poll.rows
        ]
    own = {
        "contests": to_frame(TABLES["contests"], contests),
        "results": to_frame(TABLES["results"], rows),
        "candidate_positions": dataset.tables["candidate_positions"].head(0),
        "council_seats": dataset.tables["council_seats"].head(0),
    }
    by_id = MappingProxyType({one.contest_id: one for one in contests})
    return Day(dataclasses.replace(dataset, tables=ChainMap(own, dataset.tables), contests_by_id=by_id), mayor, wards)


def _poll(draw: st.DrawFn, contest: Contest) -> Poll:
    parties = draw(st.lists(st.sampled_from(PARTIES), min_size=max(2, contest.seats), max_size=6))
    names = [f"{contest.area} {chr(65 + place)}" for place in range(len(parties))]
    votes = [draw(st.integers(1, 12)) for _ in names]
    order = sorted(range(len(names)), key=lambda place: -votes[place])[: contest.seats]
    rows = zip(names, parties, votes, (place in order for place in range(len(names))), strict=True)
    return Poll(contest.contest_id, contest.area, contest.seats, tuple(rows))
