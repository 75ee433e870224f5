"""Slips made on purpose: each spoils the data folder in one place, as a tired hand or a spreadsheet would.

`measure` makes them at random, with a seed, and counts how many the checks catch and place rightly. Some slips nothing
can catch, because no other figure in the data bears on the spoilt one; `unwitnessed` says which, and why.
`make mutants` prints the table.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from editing import DATA, as_csv, read

from left_of_labour.data import inspect
from left_of_labour.data.checks import CHECKS
from left_of_labour.data.checks.contests import TURNOUT_TOLERANCE
from left_of_labour.data.checks.rules import Tables
from left_of_labour.data.reader import read_table
from left_of_labour.data.schema import TABLES
from left_of_labour.errors import Fault

SEED = 2002
PER_KIND = 27
RECORDS = {name: read(table.file) for name, table in TABLES.items()}
COLUMN = {name: {column: at for at, column in enumerate(records[0])} for name, records in RECORDS.items()}
COUNTS = ("votes", "transfers", "final_votes", "electorate", "ballots_cast", "rejected_ballots", "valid_votes")
NUMBERS = {
    "contests": (*COUNTS[3:], "candidate_votes_total", "turnout_reported_pct", "seats"),
    "results": COUNTS[:3],
    "council_seats": ("seats", "seats_total", "votes", "vote_share_pct"),
    "referendums": ("votes", "rejected_ballots", "turnout_pct_reported"),
    "mayoral_second_rounds": (
        *("valid_first", "leader_first", "runner_first", "eliminated_first"),
        *("leader_transfers", "runner_transfers", "not_transferred"),
    ),
    "mayoral_candidates": COUNTS[:3],
    "pcc_candidates": COUNTS[:3],
    "westminster_2024": ("labour", "green", "independents", "others", "valid_votes"),
    "westminster_left": ("votes", "valid_votes", "share", "position", "labour_votes", "electorate"),
    "westminster_green": ("votes", "valid_votes", "share", "position", "labour_votes", "electorate"),
    "wards_context": ("residents", "muslim", "social_rented", "degree"),
    "turnout_exceptions": ("turnout_reported_pct", "turnout_valid_pct"),
}
DATED = ("contests", "council_seats", "referendums", "mayoral_candidates", "mayoral_second_rounds", "westminster_left")
UNCOUNTED = (
    *("candidate_positions", "claims", "claim_findings", "conflicts", "events", "exceptions", "lineages"),
    *("party_codes", "seat_successors", "westminster_left_reasons"),
)
TEXTS = {
    "contests": ("area", "notes"),
    "results": ("candidate", "ballot_label"),
    "parties": ("name", "reason"),
    "claims": ("paraphrase",),
    "sources": ("title", "publisher"),
    "conflicts": ("reason",),
    "westminster_green": ("candidate", "constituency"),
}


@dataclass(frozen=True)
class Mutant:
    """One slip: the table, the record's line (0 for the whole file), the column, the new content of the file."""

    kind: str
    table: str
    line: int
    column: str
    content: bytes
    reason: str = ""  # why nothing can catch it; blank if something can


@dataclass
class Tally:
    """What became of the mutants of one kind."""

    tried: int = 0
    beyond: int = 0
    caught: int = 0
    missed: list[Mutant] = field(default_factory=list)
    misplaced: list[tuple[Mutant, list[Fault]]] = field(default_factory=list)

    @property
    def detectable(self) -> int:
        """Mutants that some other figure contradicts."""
        return self.tried - self.beyond


def cell(table: str, line: int, column: str) -> str:
    """The text of a cell of the committed data."""
    return RECORDS[table][line - 1][COLUMN[table][column]]


def changed(table: str, *cells: tuple[int, str, str]) -> bytes:
    """The file with some cells (line, column, text) changed."""
    records = [list(record) for record in RECORDS[table]]
    for line, column, text in cells:
        records[line - 1][COLUMN[table][column]] = text
    return as_csv(records).encode()


# What the rest of the data knows of a figure.

CONTESTS = {record[0]: line for line, record in enumerate(RECORDS["contests"], 1)}
LEFT_OR_GREEN = Counter(
    (record[0], record[2]) for name in ("westminster_left", "westminster_green") for record in RECORDS[name][1:]
)
OUR_SEATS = {(cell("contests", line, "date"), cell("contests", line, "area")) for line in list(CONTESTS.values())[1:]}
WHOLE_COUNCILS = {
    ("hackney", "2006"),
    *(("hackney", year) for year in ("2014", "2018", "2022", "2026")),
    *(("tower-hamlets", year) for year in ("2006", "2014", "2018", "2022", "2026")),
    ("preston", "2019"),
}
MAYORAL = {(record[0], record[1]) for record in RECORDS["mayoral_candidates"][1:]}


def unwitnessed(table: str, line: int, column: str, text: str) -> str:
    """Why no other figure bears on this one; blank if one does."""
    if table == "wards_context":
        return "a census share without a total"
    if table == "results":
        contest = CONTESTS[cell(table, line, "contest_id")]
        if cell("contests", contest, "completeness") == "partial" and column == "votes":
            return "votes in a contest whose total no source gives"
    if table == "contests" and column in ("electorate", "ballots_cast", "turnout_reported_pct", "rejected_ballots"):
        return _unwitnessed_turnout(line, column, text)
    if table == "council_seats" and column in ("votes", "vote_share_pct"):
        return _unwitnessed_council(line, column, text)
    if table == "referendums" and column == "votes":
        notes = [record[-1] for record in RECORDS[table] if record[0] == cell(table, line, "referendum_id")]
        return "" if any("Valid votes" in note for note in notes) else "a referendum without a printed total"
    if table.startswith("westminster") and column in ("position", "labour_votes", "electorate"):
        key = (cell(table, line, "date"), cell(table, line, "constituency"))
        if key not in OUR_SEATS and (LEFT_OR_GREEN[key] < 2 or column == "position"):
            return f"{column} in a constituency of which only this candidacy is recorded"
    return ""


def _unwitnessed_turnout(line: int, column: str, text: str) -> str:
    figures = {name: float(cell("contests", line, name) or 0) for name in (*COUNTS[3:], "turnout_reported_pct")}
    if column in ("ballots_cast", "rejected_ballots"):
        if all(figures[name] for name in ("ballots_cast", "rejected_ballots", "valid_votes")):
            return ""
        return "papers without rejected ballots, or the other way round"
    if not (figures["electorate"] and figures["turnout_reported_pct"]):
        return f"{column} without the other of electorate and turnout"
    papers = [figures[name] for name in ("valid_votes", "ballots_cast") if figures[name]]
    if not papers:
        return f"{column} under the block vote, where papers are not known"
    figures[column] = float(text)
    gaps = [abs(100 * one / figures["electorate"] - figures["turnout_reported_pct"]) for one in papers]
    return f"{column} off by less than the tolerance of turnout" if min(gaps) <= TURNOUT_TOLERANCE else ""


def _unwitnessed_council(line: int, column: str, text: str) -> str:
    place, date = cell("council_seats", line, "place"), cell("council_seats", line, "date")
    rows = [record for record in RECORDS["council_seats"][1:] if record[:2] == [place, date]]
    votes = [int(record[COLUMN["council_seats"]["votes"]] or 0) for record in rows]
    if column == "votes" and (place, date[:4]) in WHOLE_COUNCILS:
        return ""
    if not all(votes):
        return f"{column} of a party in a council election whose votes are not all known"
    old, share = cell("council_seats", line, "votes"), cell("council_seats", line, "vote_share_pct")
    new_votes, new_share = (int(text), float(share)) if column == "votes" else (int(old), float(text))
    total = sum(votes) - int(old) + new_votes
    return f"{column} off by less than the rounding" if abs(100 * new_votes / total - new_share) <= 0.06 else ""


def unwitnessed_row(table: str, line: int) -> str:
    """Why nothing misses this row; blank if something does."""
    if table in UNCOUNTED:
        return f"a row of {table}.csv, which nothing counts"
    if table in ("westminster_2024", "constituency_context"):
        return "a constituency in a list without a total"
    if table.startswith("westminster"):
        key = (cell(table, line, "date"), cell(table, line, "constituency"))
        return "" if key in OUR_SEATS else "a candidacy in a list without a total"
    if table == "results":
        contest = CONTESTS[cell(table, line, "contest_id")]
        if cell("contests", contest, "completeness") == "partial":
            return "a candidate of a contest whose total no source gives"
    if table == "voting_systems" and "combined" in cell(table, line, "area_scope"):
        return "a voting system that no contest of ours used"
    return ""


def unwitnessed_exchange(first: int, second: int) -> str:
    """Why nothing tells the votes of two candidates of one contest apart; blank if something does."""
    contest = CONTESTS[cell("results", first, "contest_id")]
    if cell("results", first, "elected") != cell("results", second, "elected"):
        return ""
    place, area, date = (cell("contests", contest, name) for name in ("place", "area", "date"))
    office, parties = cell("contests", contest, "office"), {cell("results", one, "party_id") for one in (first, second)}
    by_election = cell("contests", contest, "by_election") == "true"
    if office == "councillor" and (place, date[:4]) in WHOLE_COUNCILS and len(parties) == 2 and not by_election:
        return ""
    if (date, area) in MAYORAL or any(cell("results", one, "final_votes") for one in (first, second)):
        return ""
    if office == "mp" and LEFT_OR_GREEN[date, area] and _in_westminster(date, area, first, second):
        return ""
    return "two losers, or two winners, of a contest that no other table repeats"


def _in_westminster(date: str, area: str, *candidates: int) -> bool:
    there = {
        (record[COLUMN[name]["party_id"]], record[COLUMN[name]["votes"]])
        for name in ("westminster_left", "westminster_green")
        for record in RECORDS[name][1:]
        if (record[0], record[2]) == (date, area)
    }
    parties = [(cell("results", one, "party_id"), cell("results", one, "votes")) for one in candidates]
    return any(one in there or one[0] == "labour" for one in parties)


# The kinds of slips. Each function draws one mutant, or None if it hit a cell that the slip would not change.

Drawer = Callable[[random.Random], "Mutant | None"]


def some_line(draw: random.Random, table: str) -> int:
    """A random record of a table."""
    return draw.randrange(2, len(RECORDS[table]) + 1)


def some_number(draw: random.Random) -> tuple[str, int, str]:
    """A random cell with a number of several digits."""
    while True:
        table = draw.choice(list(NUMBERS))
        line, column = some_line(draw, table), draw.choice(NUMBERS[table])
        if cell(table, line, column):
            return table, line, column


def some_text(draw: random.Random) -> tuple[str, int, str]:
    """A random cell with text."""
    while True:
        table = draw.choice(list(TEXTS))
        line, column = some_line(draw, table), draw.choice(TEXTS[table])
        if cell(table, line, column):
            return table, line, column


def number_slip(kind: str, slip: Callable[[random.Random, str], str]) -> Drawer:
    """A slip in a number; one that makes it unreadable is always detectable."""

    def drawer(draw: random.Random) -> Mutant | None:
        table, line, column = some_number(draw)
        old = cell(table, line, column)
        new = slip(draw, old)
        same = new.replace(".", "").isdigit() and float(new) == float(old)
        if same or not new:
            return None
        readable = new.replace(".", "", 1).isdigit() and not (len(new) > 1 and new[0] == "0" and new[1] != ".")
        reason = unwitnessed(table, line, column, new) if readable else ""
        return Mutant(kind, table, line, column, changed(table, (line, column, new)), reason)

    return drawer


def swapped(draw: random.Random, text: str) -> str:
    """Two neighbouring digits exchanged."""
    at = [one for one in range(len(text) - 1) if text[one : one + 2].isdigit() and text[one] != text[one + 1]]
    if not at:
        return text
    one = draw.choice(at)
    return text[:one] + text[one + 1] + text[one] + text[one + 2 :]


def dropped(draw: random.Random, text: str) -> str:
    """One digit lost."""
    one = draw.choice([at for at in range(len(text)) if text[at].isdigit()])
    return text[:one] + text[one + 1 :]


def text_slip(kind: str, slip: Callable[[str], str]) -> Drawer:
    """A slip in a text, always detectable."""

    def drawer(draw: random.Random) -> Mutant | None:
        table, line, column = some_text(draw)
        old = cell(table, line, column)
        new = slip(old)
        return None if new == old else Mutant(kind, table, line, column, changed(table, (line, column, new)))

    return drawer


def exchanged_votes(draw: random.Random) -> Mutant | None:
    """The votes of two candidates of one contest."""
    first = some_line(draw, "results")
    contest = cell("results", first, "contest_id")
    others = [line for line, record in enumerate(RECORDS["results"], 1) if record[0] == contest and line != first]
    if not others:
        return None
    second = draw.choice(others)
    one, other = cell("results", first, "votes"), cell("results", second, "votes")
    if one == other or not (one and other):
        return None
    content = changed("results", (first, "votes", other), (second, "votes", one))
    reason = unwitnessed_exchange(first, second)
    partial = cell("contests", CONTESTS[contest], "completeness") == "partial"
    return Mutant("votes exchanged", "results", first, "votes", content, "a partial contest" if partial else reason)


def deleted_row(draw: random.Random) -> Mutant:
    """A record lost."""
    table = draw.choice(list(RECORDS))
    line = some_line(draw, table)
    records = RECORDS[table][: line - 1] + RECORDS[table][line:]
    return Mutant("row deleted", table, 0, "", as_csv(records).encode(), unwitnessed_row(table, line))


def doubled_row(draw: random.Random) -> Mutant:
    """A record twice, the second below the first."""
    table = draw.choice(list(RECORDS))
    line = some_line(draw, table)
    records = [*RECORDS[table][:line], RECORDS[table][line - 1], *RECORDS[table][line:]]
    return Mutant("row doubled", table, line + 1, "", as_csv(records).encode())


def wrong_year(draw: random.Random) -> Mutant:
    """A date in the year before or after."""
    table = draw.choice(DATED)
    line = some_line(draw, table)
    date = cell(table, line, "date")
    year = int(date[:4]) + draw.choice((-1, 1))
    return Mutant("wrong year", table, line, "date", changed(table, (line, "date", f"{year}{date[4:]}")))


def unknown_id(draw: random.Random) -> Mutant | None:
    """An id that points at another table, with one letter doubled."""
    table, columns = draw.choice([(name, columns) for name, one in TABLES.items() for columns in one.references])
    line, column = some_line(draw, table), draw.choice(columns)
    old = cell(table, line, column)
    if not old:
        return None
    at = draw.randrange(len(old))
    new = old[: at + 1] + old[at:]
    if old[at] in "; ()'.,-" or old[at].isupper():
        return None
    return Mutant("unknown id", table, line, column, changed(table, (line, column, new)))


def moved_winner(draw: random.Random) -> Mutant | None:
    """The mark of the winner on another candidate of the contest."""
    first = some_line(draw, "results")
    contest = cell("results", first, "contest_id")
    rows = [line for line, record in enumerate(RECORDS["results"], 1) if record[0] == contest]
    winners = [line for line in rows if cell("results", line, "elected") == "true"]
    losers = [line for line in rows if line not in winners]
    if not (winners and losers):
        return None
    winner, loser = draw.choice(winners), draw.choice(losers)
    content = changed("results", (winner, "elected", "false"), (loser, "elected", "true"))
    known = all(cell("results", line, "votes") for line in (winner, loser))
    system = cell("contests", CONTESTS[contest], "voting_system")
    reason = "" if known else "a winner without votes"
    if system == "additional_member_list":
        reason = "list seats, which depend on constituency seats"
    return Mutant("winner moved", "results", winner, "elected", content, reason)


def misspelt_party(draw: random.Random) -> Mutant | None:
    """A party id with two letters exchanged."""
    table = draw.choice(("results", "council_seats", "westminster_left", "westminster_green", "mayoral_candidates"))
    line = some_line(draw, table)
    old = cell(table, line, "party_id")
    letters = [at for at in range(len(old) - 1) if old[at : at + 2].isalpha() and old[at] != old[at + 1]]
    if not letters:
        return None
    at = draw.choice(letters)
    new = old[:at] + old[at + 1] + old[at] + old[at + 2 :]
    return Mutant("party misspelt", table, line, "party_id", changed(table, (line, "party_id", new)))


def other_party(draw: random.Random) -> Mutant | None:
    """Another party of the same contest, as when a cell is filled down."""
    line = some_line(draw, "results")
    old, above = cell("results", line, "party_id"), cell("results", max(2, line - 1), "party_id")
    if old == above:
        return None
    label = cell("results", line, "ballot_label")
    places = ("results", "westminster_left", "westminster_green")
    same = sum(record[COLUMN[name]["ballot_label"]] == label for name in places for record in RECORDS[name][1:])
    reason = "a label that no other row has" if same < 2 else ""
    return Mutant("another party", "results", line, "party_id", changed("results", (line, "party_id", above)), reason)


def removed_source(draw: random.Random) -> Mutant:
    """A source struck from the list, or the sources of a row."""
    if draw.random() < 0.5:
        line = some_line(draw, "sources")
        records = RECORDS["sources"][: line - 1] + RECORDS["sources"][line:]
        return Mutant("source removed", "sources", 0, "", as_csv(records).encode())
    table = draw.choice([name for name in RECORDS if "source_ids" in COLUMN[name] and name != "claims"])
    line = some_line(draw, table)
    return Mutant("source removed", table, line, "source_ids", changed(table, (line, "source_ids", "")))


def blank_in_key(draw: random.Random) -> Mutant | None:
    """An empty cell in a key."""
    table = draw.choice(list(TABLES))
    line, column = some_line(draw, table), draw.choice(TABLES[table].key)
    if not all(record[COLUMN[table][column]] for record in RECORDS[table]):
        return None  # a part of the key that may be blank
    return Mutant("blank in a key", table, line, column, changed(table, (line, column, "")))


def whole_file(kind: str, spoil: Callable[[str], bytes]) -> Drawer:
    """A file saved in the wrong form."""

    def drawer(draw: random.Random) -> Mutant | None:
        table = draw.choice(list(TABLES))
        text = as_csv(RECORDS[table])
        content = spoil(text)
        return None if content == text.encode() else Mutant(kind, table, 0, "", content)

    return drawer


KINDS: dict[str, Drawer] = {
    "digits swapped": number_slip("digits swapped", swapped),
    "digit dropped": number_slip("digit dropped", dropped),
    "votes exchanged": exchanged_votes,
    "row deleted": deleted_row,
    "row doubled": doubled_row,
    "wrong year": wrong_year,
    "unknown id": unknown_id,
    "winner moved": moved_winner,
    "party misspelt": misspelt_party,
    "another party": other_party,
    "source removed": removed_source,
    "Windows-1252": whole_file("Windows-1252", lambda text: text.encode("cp1252", errors="replace")),
    "semicolons": whole_file("semicolons", lambda text: text.replace(",", ";").encode()),
    "line break": text_slip("line break", lambda text: text.replace(" ", "\n", 1)),
    "blank in a key": blank_in_key,
    "formula": text_slip("formula", lambda text: f"={text}"),
    "non-breaking space": text_slip("non-breaking space", lambda text: text.replace(" ", "\u00a0", 1)),
    "percent sign": number_slip("percent sign", lambda _, text: f"{text}%"),
    "thousands comma": number_slip("thousands comma", lambda _, text: f"{int(text):,}" if text.isdigit() else text),
}


def mutants(per_kind: int = PER_KIND, seed: int = SEED) -> Iterator[Mutant]:
    """`per_kind` mutants of every kind, the same for the same seed."""
    for kind, drawer in KINDS.items():
        draw = random.Random(f"{seed} {kind}")
        found = 0
        while found < per_kind:
            mutant = drawer(draw)
            if mutant:
                found += 1
                yield mutant


def measure(chosen: Iterator[Mutant]) -> dict[str, Tally]:
    """Run the checks on every mutant."""
    clean, faults = inspect(DATA)
    assert not faults
    tallies: dict[str, Tally] = defaultdict(Tally)
    for mutant in chosen:
        tally = tallies[mutant.kind]
        tally.tried += 1
        found = _faults(clean, mutant)
        if mutant.reason and not found:
            tally.beyond += 1
        elif not found:
            tally.missed.append(mutant)
        else:
            tally.caught += 1
            if not any(_is_placed(mutant, one) for one in found):
                tally.misplaced.append((mutant, found))
    return tallies


def _faults(clean: dict, mutant: Mutant) -> list[Fault]:
    """As `inspect`, but only the spoilt file is read anew, and only the rules that concern it are tried."""
    rows, found = read_table(DATA, TABLES[mutant.table], mutant.content)
    if found:
        return found
    tables = Tables(clean | {mutant.table: rows})
    return [one for check in CHECKS if mutant.table in check.tables for one in check.faults(tables)]


def _is_placed(mutant: Mutant, found: Fault) -> bool:
    """The fault stands at the spoilt record, or it speaks of the same contest, place, source or party."""
    if not mutant.line or (found.file, found.row) == (TABLES[mutant.table].file, mutant.line):
        return True
    key = RECORDS[mutant.table][mutant.line - 1 if mutant.kind != "row doubled" else mutant.line - 2]
    ids = [key[COLUMN[mutant.table][column]] for column in TABLES[mutant.table].key]
    record = RECORDS[found.file.removesuffix(".csv")]
    there = ",".join(record[found.row - 1]) if 0 < found.row <= len(record) else ""
    if mutant.table == "results" and found.file == "council_seats.csv":  # where the wards are only a sum
        contest = CONTESTS[key[0]]
        return cell("contests", contest, "place") in there and cell("contests", contest, "date")[:4] in there
    return any(one in there or one in str(found) for one in ids if len(one) > 3)


def total(tallies: dict[str, Tally]) -> Tally:
    """All kinds together."""
    everything = Tally()
    for one in tallies.values():
        everything.tried += one.tried
        everything.beyond += one.beyond
        everything.caught += one.caught
        everything.missed += one.missed
        everything.misplaced += one.misplaced
    return everything


def as_text(tallies: dict[str, Tally]) -> str:
    """The table of kinds, tried and caught, and what nothing can catch."""
    lines = [f"{'kind':<20}{'tried':>7}{'detectable':>12}{'caught':>8}{'misplaced':>11}"]
    lines += [
        f"{kind:<20}{one.tried:>7}{one.detectable:>12}{one.caught:>8}{len(one.misplaced):>11}"
        for kind, one in tallies.items()
    ]
    everything = total(tallies)
    misplaced = len(everything.misplaced)
    lines.append(
        f"{'all':<20}{everything.tried:>7}{everything.detectable:>12}{everything.caught:>8}{misplaced:>11}"
        f"\n\ncaught {everything.caught / everything.detectable:.1%} of the detectable slips"
    )
    missed = [mutant for one in tallies.values() for mutant in one.missed]
    if missed:
        lines += ["\nmissed:", *(f"  {one.kind}: {one.table}.csv:{one.line}:{one.column}" for one in missed)]
    return "\n".join(lines)


def undetectable(chosen: Iterator[Mutant]) -> Counter:
    """Why slips cannot be caught, with their number."""
    return Counter(f"{one.kind}: {one.reason}" for one in chosen if one.reason)


def main() -> None:
    """Print the table for the default seed, and what lies beyond any check."""
    chosen = list(mutants())
    sys.stdout.write(as_text(measure(iter(chosen))) + "\n\nno other figure bears on:\n")
    for reason, count in sorted(undetectable(iter(chosen)).items()):
        sys.stdout.write(f"  {count:>3}  {reason}\n")


if __name__ == "__main__":
    main()
