"""Constituencies of 2024: votes by group, census shares, what followed which; reasons of single candidacies."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from left_of_labour.data.checks.rules import Case, Check, Outcome, Tables, fault, lines, shown

__all__ = ["CHECKS"]

_GENERAL_ELECTION = dt.date(2024, 7, 4)
_GROUPS = (
    *("labour", "conservative", "liberal_democrat", "reform_uk", "green", "snp", "plaid_cymru"),
    *("independents", "left_parties", "others"),
)
_WHOLES = (  # columns of constituency_context.csv that are parts of one whole
    ("labour_2019_notional_pct", "conservative_2019_notional_pct", "liberal_democrat_2019_notional_pct"),
    ("aged_16_to_19_pct", "aged_20_to_24_pct", "aged_25_to_29_pct", "aged_30_to_34_pct"),
    ("white_pct", "mixed_pct", "asian_pct", "black_pct", "other_ethnic_pct"),
    ("muslim_pct", "christian_pct", "jewish_pct", "hindu_pct", "no_religion_pct"),
    ("no_qualifications_pct", "degree_pct"),
    (
        *("deprived_no_dimension_pct", "deprived_two_dimensions_pct"),
        *("deprived_three_dimensions_pct", "deprived_four_dimensions_pct"),
    ),
    (
        *("owned_outright_pct", "owned_mortgage_pct", "social_rented_council_pct", "social_rented_other_pct"),
        *("private_rented_landlord_pct", "private_rented_other_pct"),
    ),
)
_ROUNDING = 0.05  # what one decimal may hide, in points


def _votes_by_group(tables: Tables) -> Iterator[Outcome]:
    for line, row in tables["westminster_2024"]:
        yield Case()
        total = sum(getattr(row, group) for group in _GROUPS)
        if total != row.valid_votes:
            expected = f"{total}, the sum of the groups of parties"
            yield fault("westminster_2024", line, "valid_votes", row.valid_votes, expected)
        if row.valid_votes > row.electorate:
            expected = f"at least the valid votes, {row.valid_votes}"
            yield fault("westminster_2024", line, "electorate", row.electorate, expected)
        for group, stood in (
            ("independents", row.independent_candidates),
            ("left_parties", row.left_party_candidates),
        ):
            if (getattr(row, group) == 0) != (stood == 0):
                expected = f"votes where candidates stood, and only there: {stood} did"
                yield fault("westminster_2024", line, group, getattr(row, group), expected)


def _best_challengers(tables: Tables) -> Iterator[Outcome]:
    for line, row in tables["westminster_2024"]:
        yield Case()
        best = (row.best_challenger, row.best_challenger_label, row.best_challenger_votes)
        stood = row.independent_candidates + row.left_party_candidates
        if (None in best) if stood else (best != (None, None, None)):
            expected = f"name, label and votes, as {stood} stood" if stood else "a blank, as nobody stood"
            yield fault("westminster_2024", line, "best_challenger", row.best_challenger, expected)
        elif stood and row.best_challenger_votes > max(row.independents, row.left_parties):
            expected = (
                f"at most {max(row.independents, row.left_parties)}, all independents' or all left parties' votes"
            )
            yield fault("westminster_2024", line, "best_challenger_votes", row.best_challenger_votes, expected)


def _against_candidacies(tables: Tables) -> Iterator[Outcome]:
    seats = {row.constituency_code: (line, row) for line, row in tables["westminster_2024"]}
    for name in ("westminster_left", "westminster_green"):
        for line, row in tables[name]:
            if row.date != _GENERAL_ELECTION:
                continue
            yield Case()
            if row.constituency_code not in seats:
                expected = "a constituency of westminster_2024.csv"
                yield fault(name, line, "constituency_code", row.constituency_code, expected)
                continue
            at, seat = seats[row.constituency_code]
            held = {
                "constituency": seat.constituency,
                "valid_votes": seat.valid_votes,
                "electorate": seat.electorate,
                "labour_votes": seat.labour or None,
            }
            for column, value in held.items():
                if getattr(row, column) not in (value, None):
                    expected = f"{shown(value)}, as westminster_2024.csv:{at} has it"
                    yield fault(name, line, column, getattr(row, column), expected)


def _context(tables: Tables) -> Iterator[Outcome]:
    seats = {row.constituency_code: row for _, row in tables["westminster_2024"]}
    for line, row in tables["constituency_context"]:
        yield Case()
        for columns in _WHOLES:
            total = sum(getattr(row, column) for column in columns)
            if total > 100 + _ROUNDING * len(columns):
                expected = f"shares that together with {', '.join(columns[1:])} stay within 100"
                yield fault("constituency_context", line, columns[0], getattr(row, columns[0]), expected)
        seat = seats.get(row.constituency_code)
        for column in ("constituency", "country") if seat else ():
            if _plain(getattr(row, column)) != _plain(getattr(seat, column)):
                expected = f"{getattr(seat, column)}, as westminster_2024.csv has it for {row.constituency_code}"
                yield fault("constituency_context", line, column, getattr(row, column), expected)


def _plain(name: str) -> str:
    """A name without accents and capitals: sources differ in both (Ynys Môn, Ynys Mon)."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _successors(tables: Tables) -> Iterator[Outcome]:
    shares = defaultdict(list)
    for line, row in tables["seat_successors"]:
        yield Case()
        if (row.valid_until is None) != (row.successor is None):
            column = "valid_until" if row.valid_until is None else "successor"
            expected = "a value: the day on which a seat ended comes with its successor"
            yield fault("seat_successors", line, column, getattr(row, column), expected)
        if row.share_of_electors is not None:
            shares[row.constituency, row.valid_until].append((line, row))
    for (constituency, _), rows in shares.items():
        yield Case()
        total = sum(row.share_of_electors for _, row in rows)
        if total > 1 + 0.0005 * len(rows) + 1e-9:
            line, row = rows[-1]
            expected = f"shares of {constituency} that add up to at most 1 in {lines(rows)}"
            yield fault("seat_successors", line, "share_of_electors", row.share_of_electors, expected)


def _reasons(tables: Tables) -> Iterator[Outcome]:
    readings = {
        (row.date, row.constituency, row.candidate): (line, row.left_reading)
        for line, row in tables["westminster_left"]
    }
    for line, row in tables["westminster_left_reasons"]:
        yield Case()
        at, reading = readings.get((row.date, row.constituency, row.candidate), (0, row.left_reading))
        if row.left_reading is not reading:
            expected = f"{reading}, as in westminster_left.csv:{at}"
            yield fault("westminster_left_reasons", line, "left_reading", row.left_reading, expected)


CHECKS = (
    Check("votes by group in 2024 add up to the valid votes", ("westminster_2024",), _votes_by_group),
    Check("the best challenger of 2024 is named where one stood", ("westminster_2024",), _best_challengers),
    Check(
        "candidacies of 2024 agree with the votes by group",
        ("westminster_2024", "westminster_left", "westminster_green"),
        _against_candidacies,
    ),
    Check(
        "census shares of a constituency stay within the whole", ("constituency_context", "westminster_2024"), _context
    ),
    Check("shares of what followed a constituency stay within the whole", ("seat_successors",), _successors),
    Check(
        "reasons of candidacies have the candidacy's reading",
        ("westminster_left_reasons", "westminster_left"),
        _reasons,
    ),
)
