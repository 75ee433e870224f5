"""What a valid row of each table is.

One pydantic model per CSV file. A cell is text; the types below turn it into a value or say what was expected.
`TABLES` maps the table's name to its row model, its key and its references to other tables; the order is that of
the codebook. What holds between rows (sums, winners, turnout) is in `checks.py`.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

__all__ = ["TABLES", "LeftReading", "Row", "Table", "VotingSystem"]


def _matching(pattern: str, expected: str, convert):
    """A validator of cell text: the whole cell matches `pattern`, or the message says what was expected."""
    compiled = re.compile(pattern, re.ASCII)

    def validate(text):
        if not isinstance(text, str):  # a blank cell; the model says whether that is allowed
            return text
        if not compiled.fullmatch(text):
            raise ValueError(expected)
        try:
            return convert(text)
        except ValueError:  # 2002-02-30 has the form of a date
            raise ValueError(expected) from None

    return BeforeValidator(validate)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";"))


_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, _matching(_SLUG, "an id of lower-case letters, digits and hyphens", str)]
SourceIds = Annotated[
    tuple[str, ...],
    _matching(rf"{_SLUG}(;{_SLUG})*", "one or more source ids, joined by semicolons without spaces", _split),
]
Count = Annotated[int, _matching(r"\d{1,9}", "a whole number without separators, such as 4187", int)]
Integer = Annotated[int, _matching(r"-?\d{1,9}", "a whole number without separators, such as -83", int)]
Decimal = Annotated[float, _matching(r"\d{1,9}(\.\d+)?", "a number without signs, such as 26.34", float)]
Flag = Annotated[bool, _matching(r"true|false", "true or false", lambda text: text == "true")]
Date = Annotated[
    dt.date,
    _matching(r"\d{4}-\d{2}-\d{2}", "a date written YYYY-MM-DD, such as 2002-10-17", dt.date.fromisoformat),
]
PartialDate = Annotated[str, _matching(r"\d{4}(-\d{2}(-\d{2})?)?", "a date written YYYY, YYYY-MM or YYYY-MM-DD", str)]
Colour = Annotated[str, _matching(r"#[0-9a-f]{6}", "a colour written #rrggbb in lower case", str)]
Text = Annotated[str, _matching(r"\S(.*\S)?", "text without blanks at its ends, on one line", str)]


class VotingSystem(StrEnum):
    """How votes become winners in a contest."""

    FIRST_PAST_THE_POST = "first_past_the_post"
    SUPPLEMENTARY_VOTE = "supplementary_vote"
    BLOCK_VOTE = "block_vote"
    ADDITIONAL_MEMBER_LIST = "additional_member_list"
    ADDITIONAL_MEMBER_CONSTITUENCY = "additional_member_constituency"


class LeftReading(StrEnum):
    """Our judgement about a party or a candidate; a reading (core, wide, with_greens) is a set of these."""

    CORE = "core"
    CONTESTED = "contested"
    GREEN = "green"
    NONE = "none"


class Office(StrEnum):
    """What a contest elects to."""

    MAYOR = "mayor"
    MP = "mp"
    COUNCILLOR = "councillor"
    LONDON_ASSEMBLY = "london_assembly"


class Status(StrEnum):
    """Whether the contest's result stood."""

    VALID = "valid"
    VOIDED = "voided"
    NOTIONAL = "notional"


class Completeness(StrEnum):
    """How much of the contest is known; shares must not be computed from a partial one."""

    COMPLETE = "complete"
    OTHERS_AGGREGATED = "others_aggregated"
    PARTIAL = "partial"


class Quality(StrEnum):
    """How a candidate's figure came about."""

    DECLARED = "declared"
    DERIVED = "derived"
    RECONSTRUCTED = "reconstructed"


class Family(StrEnum):
    """The broad family of a party."""

    LABOUR = "labour"
    CONSERVATIVE = "conservative"
    LIBERAL = "liberal"
    GREEN = "green"
    LEFT = "left"
    RADICAL_RIGHT = "radical_right"
    CENTRE_LOCAL = "centre_local"
    SINGLE_ISSUE = "single_issue"
    INDEPENDENT = "independent"
    OTHER = "other"


class SourceKind(StrEnum):
    """What sort of publication a source is."""

    OFFICIAL = "official"
    PARLIAMENT = "parliament"
    DATASET = "dataset"
    PRESS = "press"
    PARTY_PRESS = "party_press"
    CAMPAIGN_ACCOUNT = "campaign_account"
    WIKI = "wiki"
    ARCHIVE = "archive"


class Row(BaseModel):
    """A row of a table: frozen, no column more or less than described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Contest(Row):
    """One election for one office in one area."""

    contest_id: Slug
    place: Slug
    area: Text
    area_code: Text | None
    office: Office
    date: Date
    by_election: Flag
    voting_system: VotingSystem
    seats: Count
    electorate: Count | None
    ballots_cast: Count | None
    rejected_ballots: Count | None
    valid_votes: Count | None
    candidate_votes_total: Count | None
    turnout_reported_pct: Decimal | None
    boundary: Slug
    status: Status
    completeness: Completeness
    source_ids: SourceIds
    notes: Text | None


class Result(Row):
    """One candidate (or one row for several unnamed ones) in one contest."""

    contest_id: Slug
    candidate: Text
    ballot_label: Text
    party_id: Slug
    votes: Count | None
    transfers: Count | None
    final_votes: Count | None
    elected: Flag
    is_aggregate: Flag
    quality: Quality
    source_ids: SourceIds


class Party(Row):
    """One party, with our judgement about it."""

    party_id: Slug
    name: Text
    family: Family
    left_reading: LeftReading
    colour: Colour
    active_from: Date | None
    active_to: Date | None
    reason: Text
    source_ids: SourceIds


class CandidatePosition(Row):
    """A candidate whose reading differs from the party's."""

    contest_id: Slug
    candidate: Text
    left_reading: LeftReading
    reason: Text
    source_ids: SourceIds


class VotingSystemPeriod(Row):
    """Which system an office used from a day on, up to but not including another."""

    office: Office
    area_scope: Text
    valid_from: Date
    valid_to: Date | None
    voting_system: VotingSystem
    legal_basis: Text | None
    source_ids: SourceIds


class CouncilSeats(Row):
    """One party's seats and votes in one whole-council election."""

    place: Slug
    date: Date
    party_id: Slug
    seats: Count
    seats_total: Count
    votes: Count | None
    vote_share_pct: Decimal | None
    source_ids: SourceIds


class ReferendumOption(Row):
    """One option of one referendum."""

    referendum_id: Slug
    date: Date
    question: Text
    option: Text
    votes: Count
    rejected_ballots: Count
    turnout_pct_reported: Decimal
    source_ids: SourceIds
    notes: Text


class WardContext(Row):
    """One ward of today: Census 2021 shares (of residents or households) and deprivation."""

    place: Slug
    area_code: Text
    ward: Text
    residents: Count
    white_british: Decimal
    asian: Decimal
    black: Decimal
    mixed: Decimal
    other_ethnic: Decimal
    muslim: Decimal
    christian: Decimal
    no_religion: Decimal
    social_rented: Decimal
    private_rented: Decimal
    owned: Decimal
    no_quals: Decimal
    degree: Decimal
    uk_born: Decimal
    imd_mean: Decimal
    imd_kind: Text
    source_ids: SourceIds


class WardHex(Row):
    """A ward's place on the hexagon map, in axial coordinates."""

    place: Slug
    area_code: Text
    ward: Text
    q: Integer
    r: Integer


class MayoralSecondRound(Row):
    """One English council-mayor contest under the supplementary vote."""

    date: Date
    authority: Text
    by_election: Flag
    valid_first: Count
    leader: Text
    leader_first: Count
    runner_up: Text
    runner_first: Count
    eliminated_first: Count
    leader_transfers: Count | None
    runner_transfers: Count | None
    not_transferred: Count | None
    winner: Text
    winner_was_leader: Flag
    decided_in_first_round: Flag
    in_table_28c: Flag
    source_ids: SourceIds


class MayoralCandidate(Row):
    """One candidate of those contests."""

    date: Date
    authority: Text
    by_election: Flag
    candidate: Text
    ballot_label: Text
    party_id: Slug | None
    votes: Count
    transfers: Count | None
    final_votes: Count | None
    source_ids: SourceIds


class WestminsterCandidacy(Row):
    """One candidacy at a Westminster election in Great Britain."""

    date: Date
    by_election: Flag
    constituency: Text
    constituency_code: Text | None
    candidate: Text
    ballot_label: Text
    party_id: Slug
    left_reading: LeftReading
    votes: Count
    valid_votes: Count
    share: Decimal
    position: Count
    candidates_standing: Count | None
    labour_votes: Count | None
    winner_party_id: Slug
    elected: Flag
    electorate: Count
    source_ids: SourceIds


class Claim(Row):
    """One statement of a campaign account, in our words, with a formula over this dataset where it can be checked."""

    claim_id: Slug
    source_id: Slug
    contest_id: Slug | None
    subject: Text | None
    paraphrase: Text
    kind: Text
    stated_value: Text | None
    unit: Text | None
    stated_precision: Text | None
    checkable: Flag
    check: Text | None
    caveat: Text | None
    source_ids: SourceIds | None


class Source(Row):
    """One source, cited somewhere."""

    source_id: Slug
    title: Text
    publisher: Text
    date: PartialDate | None
    url: Text | None
    kind: SourceKind
    licence: Text | None
    covers: Text


class Conflict(Row):
    """One value that was rejected, and why; a blank `value_used` means that neither stands."""

    conflict_id: Slug
    contest_id: Slug | None
    field: Text
    candidate: Text | None
    value_used: Text | None
    source_used: SourceIds | None
    value_rejected: Text
    source_rejected: SourceIds
    reason: Text


class TurnoutException(Row):
    """A contest whose published turnout differs from the computed one, with the reason."""

    contest_id: Slug
    turnout_reported_pct: Decimal
    turnout_valid_pct: Decimal | None
    turnout_ballots_pct: Decimal | None
    reason: Text


@dataclass(frozen=True)
class Table:
    """A table's row model, the columns that identify a row, and which columns point at another table's key."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the CSV file."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """The header, in order."""
        return tuple(self.row.model_fields)


_CITES = {("source_ids",): "sources"}
_CONTEST = {("contest_id",): "contests"}
_PARTY = {("party_id",): "parties"}

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("contests", Contest, ("contest_id",), _CITES),
        Table("results", Result, ("contest_id", "candidate"), _CONTEST | _PARTY | _CITES),
        Table("parties", Party, ("party_id",), _CITES),
        Table(
            "candidate_positions",
            CandidatePosition,
            ("contest_id", "candidate"),
            {("contest_id", "candidate"): "results"} | _CITES,
        ),
        Table("voting_systems", VotingSystemPeriod, ("office", "area_scope", "valid_from"), _CITES),
        Table("council_seats", CouncilSeats, ("place", "date", "party_id"), _PARTY | _CITES),
        Table("referendums", ReferendumOption, ("referendum_id", "option"), _CITES),
        Table("wards_context", WardContext, ("area_code",), _CITES),
        Table("ward_hexes", WardHex, ("area_code",), {("area_code",): "wards_context"}),
        Table("mayoral_second_rounds", MayoralSecondRound, ("date", "authority"), _CITES),
        Table("mayoral_candidates", MayoralCandidate, ("date", "authority", "candidate"), _PARTY | _CITES),
        Table("westminster_left", WestminsterCandidacy, ("date", "constituency", "candidate"), _PARTY | _CITES),
        Table("westminster_green", WestminsterCandidacy, ("date", "constituency", "candidate"), _PARTY | _CITES),
        Table("claims", Claim, ("claim_id",), {("source_id",): "sources"} | _CONTEST | _CITES),
        Table("sources", Source, ("source_id",)),
        Table(
            "conflicts",
            Conflict,
            ("conflict_id",),
            {("source_used",): "sources", ("source_rejected",): "sources"} | _CONTEST,
        ),
        Table("turnout_exceptions", TurnoutException, ("contest_id",), _CONTEST),
    )
}
