"""What a valid row of each table is.

One row model per CSV file: a named tuple, whose cells pydantic turns from text into values or says what was expected.
`TABLES` maps the table's name to its row model, its key and its references to other tables; the order is that of
the codebook. What holds between rows (sums, winners, turnout) is in `checks.py`.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import GetPydanticSchema, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

__all__ = ["TABLES", "ExceptedRule", "LeftReading", "Row", "Table", "VotingSystem", "expected_text"]

Row = Any  # a row of any table: one of the named tuples below
Form = tuple[str, str]  # a pattern that the whole cell must match, and what was expected where it does not


def _cell(form: Form, value: CoreSchema | None = None) -> GetPydanticSchema:
    """A cell of text of that form, which then becomes a `value`; checked in pydantic's compiled core, for speed."""
    pattern, expected = form
    steps = [core_schema.str_schema(pattern=f"^(?:{pattern})$"), *([value] if value else [])]
    schema = core_schema.custom_error_schema(
        core_schema.chain_schema(steps), custom_error_type="cell", custom_error_message=expected
    )
    return GetPydanticSchema(lambda _source, _handler: schema)


@lru_cache(maxsize=4096)  # most cells of a column repeat
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";"))


_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
# No control or invisible character (those that turn the direction of text included), no blank of any kind, no letter or
# digit but those that names in Latin script are written with (others look like them), and no accent apart from its
# letter (so that text is NFC).
_LETTERS = "A-Za-zªºµÀ-ÖØ-öø-ķĹ-žƏəƠơƯưǍ-ȳḀ-ỿ"
_FOREIGN = rf"\p{{M}}\p{{Nl}}\u{{FF00}}-\u{{FFEF}}[\p{{L}}&&[^{_LETTERS}]][\p{{Nd}}&&[^0-9]]"
_VISIBLE = rf"[^\p{{C}}\p{{Z}}{_FOREIGN}]"
_PLAIN = (
    rf"[^\p{{C}}\p{{Z}}{_FOREIGN}=+@\-](?:[ {_VISIBLE}]*{_VISIBLE})?",
    "text on one line, without blanks at its ends, tabs, non-breaking blanks or invisible characters, in Latin letters "
    "each with its accent in one character (NFC), "
    "and not beginning with = + - or @, which spreadsheets take for a formula",
)
Text = Annotated[str, _cell(_PLAIN)]
Slug = Annotated[str, _cell((_SLUG, "an id of lower-case letters, digits and hyphens"))]
SourceIds = Annotated[
    tuple[str, ...],
    _cell(
        (rf"{_SLUG}(;{_SLUG})*", "one or more source ids, joined by semicolons without spaces"),
        value=core_schema.no_info_plain_validator_function(_split),
    ),
]
_COUNT = (r"0|[1-9][0-9]{0,8}", "a whole number without separators, such as 4187")
_INTEGER = (r"0|-?[1-9][0-9]{0,8}", "a whole number without separators, such as -83")
_DECIMAL = (r"(0|[1-9][0-9]{0,8})(\.[0-9]+)?", "a number without signs, such as 26.34")
_PARTIAL_DATE = (r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "a date written YYYY, YYYY-MM or YYYY-MM-DD")
Count = Annotated[int, _cell(_COUNT, value=core_schema.int_schema())]
Integer = Annotated[int, _cell(_INTEGER, value=core_schema.int_schema())]
Decimal = Annotated[float, _cell(_DECIMAL, value=core_schema.float_schema())]
Flag = Annotated[bool, _cell((r"true|false|TRUE|FALSE", "true or false"), value=core_schema.bool_schema())]
Date = Annotated[
    dt.date,
    _cell(
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date written YYYY-MM-DD, such as 2002-10-17"),
        value=core_schema.date_schema(),
    ),
]
PartialDate = Annotated[str, _cell(_PARTIAL_DATE)]
Colour = Annotated[str, _cell((r"#[0-9a-f]{6}", "a colour written #rrggbb in lower case"))]


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


class SourcesSay(StrEnum):
    """What independent sources say of a claim that no formula over the data can decide."""

    STANDS = "stands"
    PARTLY = "partly"
    REFUTED = "refuted"
    OPEN = "open"
    PARTISAN = "supported by one partisan source"


class YesNo(StrEnum):
    """An answer that may also be unknown."""

    YES = "yes"
    NO = "no"


class ExceptedRule(StrEnum):
    """A rule that lawful or unsettled contests may break, each with a reason in exceptions.csv."""

    POLLING_DAY = "polling_day"
    MOST_VOTES = "most_votes"
    SETTLED_COUNT = "settled_count"


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


class CodeScheme(StrEnum):
    """Whose codes for parties."""

    ELECTORAL_COMMISSION = "electoral_commission"
    DEMOCRACY_CLUB = "democracy_club"
    LEAP = "leap"
    HANDBOOK = "handbook"


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


class Contest(NamedTuple):
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


class Result(NamedTuple):
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


class Party(NamedTuple):
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


class PartyCode(NamedTuple):
    """What a publisher of importable files calls a party."""

    scheme: CodeScheme
    code: Text
    party_id: Slug
    label: Text
    source_ids: SourceIds


class CandidatePosition(NamedTuple):
    """A candidate whose reading differs from the party's."""

    contest_id: Slug
    candidate: Text
    left_reading: LeftReading
    reason: Text
    source_ids: SourceIds


class VotingSystemPeriod(NamedTuple):
    """Which system an office used from a day on, up to but not including another."""

    office: Office
    area_scope: Text
    valid_from: Date
    valid_to: Date | None
    voting_system: VotingSystem
    legal_basis: Text | None
    source_ids: SourceIds


class CouncilSeats(NamedTuple):
    """One party's seats and votes in one whole-council election."""

    place: Slug
    date: Date
    party_id: Slug
    seats: Count
    seats_total: Count
    votes: Count | None
    vote_share_pct: Decimal | None
    source_ids: SourceIds


class ReferendumOption(NamedTuple):
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


class WardContext(NamedTuple):
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


class WardHex(NamedTuple):
    """A ward's place on the hexagon map, in axial coordinates."""

    place: Slug
    area_code: Text
    ward: Text
    q: Integer
    r: Integer


class SecondRound(NamedTuple):
    """One English contest for mayor, or for police and crime commissioner, under the supplementary vote."""

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


class SecondRoundCandidate(NamedTuple):
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


class WestminsterCandidacy(NamedTuple):
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
    electorate: Count | None
    source_ids: SourceIds


class WestminsterReason(NamedTuple):
    """Why a candidacy is among those left of Labour, and whether the words that say so predate the poll."""

    date: Date
    constituency: Text
    candidate: Text
    left_reading: LeftReading
    reason: Text
    before_poll: YesNo | None
    source_ids: SourceIds


class ConstituencyContext(NamedTuple):
    """One constituency of England and Wales as of 2024: Census 2021 and notional shares of 2019, in percent."""

    constituency_code: Text
    constituency: Text
    country: Text
    region: Text
    labour_2019_notional_pct: Decimal
    conservative_2019_notional_pct: Decimal
    liberal_democrat_2019_notional_pct: Decimal
    green_2019_notional_pct: Decimal
    turnout_2019_notional_pct: Decimal
    residents: Count
    population_density: Decimal
    aged_16_to_19_pct: Decimal
    aged_20_to_24_pct: Decimal
    aged_25_to_29_pct: Decimal
    aged_30_to_34_pct: Decimal
    owned_outright_pct: Decimal
    owned_mortgage_pct: Decimal
    social_rented_council_pct: Decimal
    social_rented_other_pct: Decimal
    private_rented_landlord_pct: Decimal
    private_rented_other_pct: Decimal
    no_car_pct: Decimal
    white_pct: Decimal
    mixed_pct: Decimal
    asian_pct: Decimal
    black_pct: Decimal
    other_ethnic_pct: Decimal
    muslim_pct: Decimal
    christian_pct: Decimal
    jewish_pct: Decimal
    hindu_pct: Decimal
    no_religion_pct: Decimal
    full_time_students_pct: Decimal
    routine_occupations_pct: Decimal
    never_worked_pct: Decimal
    unemployed_pct: Decimal
    no_qualifications_pct: Decimal
    degree_pct: Decimal
    deprived_no_dimension_pct: Decimal
    deprived_two_dimensions_pct: Decimal
    deprived_three_dimensions_pct: Decimal
    deprived_four_dimensions_pct: Decimal
    source_ids: SourceIds


class Westminster2024(NamedTuple):
    """One constituency of Great Britain at the general election of 2024, votes by group of parties."""

    constituency_code: Text
    constituency: Text
    country: Text
    speaker: Flag
    electorate: Count
    valid_votes: Count
    labour: Count
    conservative: Count
    liberal_democrat: Count
    reform_uk: Count
    green: Count
    snp: Count
    plaid_cymru: Count
    independents: Count
    independent_candidates: Count
    left_parties: Count
    left_party_candidates: Count
    others: Count
    best_challenger: Text | None
    best_challenger_label: Text | None
    best_challenger_votes: Count | None
    source_ids: SourceIds


class SeatSuccessor(NamedTuple):
    """One constituency and one that followed it at a review of boundaries; no successor while it is in force."""

    constituency: Text
    valid_until: Date | None
    successor: Text | None
    share_of_electors: Decimal | None
    basis: Text
    source_ids: SourceIds


class Claim(NamedTuple):
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


class ClaimFinding(NamedTuple):
    """What the sources say of a claim that no formula can decide."""

    claim_id: Slug
    finding: SourcesSay
    reason: Text
    source_ids: SourceIds


class Event(NamedTuple):
    """One dated event of a place, worded neutrally."""

    date: PartialDate
    place: Slug
    contest_id: Slug | None
    kind: Text
    event: Text
    source_ids: SourceIds


class Lineage(NamedTuple):
    """A party, a person under a party, or one candidacy that continues the same political undertaking."""

    lineage: Slug
    party_id: Slug | None
    contest_id: Slug | None
    candidate: Text | None
    reason: Text
    source_ids: SourceIds


class RuleException(NamedTuple):
    """A contest that is rightly not as a rule of the checks or of the analysis expects, with the reason."""

    rule: ExceptedRule
    date: Date
    area: Text
    reason: Text
    source_ids: SourceIds


class Source(NamedTuple):
    """One source, cited somewhere."""

    source_id: Slug
    title: Text
    publisher: Text
    date: PartialDate | None
    url: Text | None
    kind: SourceKind
    licence: Text | None
    covers: Text


class Conflict(NamedTuple):
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


class TurnoutException(NamedTuple):
    """A contest whose published turnout differs from the computed one, with the reason."""

    contest_id: Slug
    turnout_reported_pct: Decimal
    turnout_valid_pct: Decimal | None
    turnout_ballots_pct: Decimal | None
    reason: Text


References = dict[tuple[str, ...], str]  # columns to the table that they point at


@dataclass(frozen=True)
class Table:
    """A table's row model, the columns that identify a row, and which columns point at another table's key."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: References = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the CSV file."""
        return f"{self.name}.csv"

    @cached_property
    def adapter(self) -> TypeAdapter[list[Row]]:
        """What validates all records of the table in one go, each a list of cells, None where blank."""
        return TypeAdapter(list[self.row])  # type: ignore[name-defined]  # known only when it runs

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The header, in order."""
        columns: tuple[str, ...] = self.row._fields
        return columns


_CITES: References = {("source_ids",): "sources"}
_CONTEST: References = {("contest_id",): "contests"}
_PARTY: References = {("party_id",): "parties"}
_CANDIDACY: References = {("contest_id", "candidate"): "results"}
_AT_WESTMINSTER: References = {("date", "constituency", "candidate"): "westminster_left"}

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("contests", Contest, ("contest_id",), _CITES),
        Table("results", Result, ("contest_id", "candidate"), _CONTEST | _PARTY | _CITES),
        Table("parties", Party, ("party_id",), _CITES),
        Table("party_codes", PartyCode, ("scheme", "code", "party_id"), _PARTY | _CITES),
        Table(
            "candidate_positions",
            CandidatePosition,
            ("contest_id", "candidate"),
            _CANDIDACY | _CITES,
        ),
        Table("voting_systems", VotingSystemPeriod, ("office", "area_scope", "valid_from"), _CITES),
        Table("council_seats", CouncilSeats, ("place", "date", "party_id"), _PARTY | _CITES),
        Table("referendums", ReferendumOption, ("referendum_id", "option"), _CITES),
        Table("wards_context", WardContext, ("area_code",), _CITES),
        Table("ward_hexes", WardHex, ("area_code",), {("area_code",): "wards_context"}),
        Table("mayoral_second_rounds", SecondRound, ("date", "authority"), _CITES),
        Table("mayoral_candidates", SecondRoundCandidate, ("date", "authority", "candidate"), _PARTY | _CITES),
        Table("pcc_second_rounds", SecondRound, ("date", "authority"), _CITES),
        Table("pcc_candidates", SecondRoundCandidate, ("date", "authority", "candidate"), _PARTY | _CITES),
        Table("westminster_left", WestminsterCandidacy, ("date", "constituency", "candidate"), _PARTY | _CITES),
        Table("westminster_green", WestminsterCandidacy, ("date", "constituency", "candidate"), _PARTY | _CITES),
        Table(
            "westminster_left_reasons",
            WestminsterReason,
            ("date", "constituency", "candidate"),
            _AT_WESTMINSTER | _CITES,
        ),
        Table("westminster_2024", Westminster2024, ("constituency_code",), _CITES),
        Table(
            "constituency_context",
            ConstituencyContext,
            ("constituency_code",),
            {("constituency_code",): "westminster_2024"} | _CITES,
        ),
        Table("seat_successors", SeatSuccessor, ("constituency", "valid_until", "successor"), _CITES),
        Table("events", Event, ("date", "place", "event"), _CONTEST | _CITES),
        Table("lineages", Lineage, ("lineage", "party_id", "contest_id", "candidate"), _PARTY | _CONTEST | _CITES),
        Table("claims", Claim, ("claim_id",), {("source_id",): "sources"} | _CONTEST | _CITES),
        Table("claim_findings", ClaimFinding, ("claim_id",), {("claim_id",): "claims"} | _CITES),
        Table("sources", Source, ("source_id",)),
        Table(
            "conflicts",
            Conflict,
            ("conflict_id",),
            {("source_used",): "sources", ("source_rejected",): "sources"} | _CONTEST,
        ),
        Table("turnout_exceptions", TurnoutException, ("contest_id",), _CONTEST),
        Table("exceptions", RuleException, ("rule", "date", "area"), _CITES),
    )
}

_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def expected_text(value: str) -> str:
    """What was expected of a cell of text that could not stand in our tables; nothing of one that could.

    Examples
    --------
    >>> expected_text("Zoë O'Neill"), expected_text("Zoe\u0308").partition(",")[0]
    ('', 'text on one line')
    """
    try:
        _TEXT.validate_python(value)
    except ValidationError as error:
        return error.errors(include_url=False)[0]["msg"]
    return ""
