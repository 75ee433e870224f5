"""Every constituency contest of 2010 to 2026, on demand, from the UK Parliament's published results.

`fetch` brings the original files, whose checksums are pinned, into the folder parliament/ of the data folder; `read`
turns them into rows of our own form. Parties are recognised by the words on the ballot paper, as in our own tables;
one that we do not know counts as "other" and is listed, never guessed.
"""

import csv
import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from left_of_labour.data.schema import Completeness, Contest, Office, Quality, Result, Status, VotingSystem
from left_of_labour.data.whole import put_whole
from left_of_labour.errors import DataError, Fault, LeftOfLabourError

__all__ = [
    "BASE_URL",
    "FOLDER",
    "FetchError",
    "National",
    "altered",
    "fetch",
    "is_fetched",
    "name_of",
    "read",
    "registry",
    "states",
]

FOLDER = "parliament"
COMMIT = "774c93e64c4d69a5094d0518aef68060c4d74df0"
BASE_URL = f"https://raw.githubusercontent.com/ukparliament/psephology/{COMMIT}/db/data/"
SOURCE = "psephology"
UNKNOWN_PARTY = "other"
GENERAL_ELECTIONS = {
    55: dt.date(2010, 5, 6),
    56: dt.date(2015, 5, 7),
    57: dt.date(2017, 6, 8),
    58: dt.date(2019, 12, 12),
    59: dt.date(2024, 7, 4),
}
NOT_KNOWN = ("", "[x]")  # how the by-election files write a figure that nobody has
# Where the figures stand, counted after the leading dates of the by-election files.
_CANDIDACY = {"code": 0, "constituency": 2, "region": 4, "country": 5, "party": 7, "first": 12, "last": 13, "votes": 18}
_CONSTITUENCY = {"code": 0, "constituency": 2, "electorate": 14, "valid": 15, "invalid": 16}
_SMALL_WORDS = re.compile(r"(?<=[ -])(?:Of|On|Upon|Under|An)(?=[ -])")  # capitals in the files of 2010 to 2019


class FetchError(LeftOfLabourError):
    """The national results could not be had, or are not the ones we know."""


def registry() -> dict[str, str]:
    """The files that are fetched, with their checksums (`sha256:...`), by path below the base address."""
    text = Path(__file__).with_name("parliament_checksums.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines())


def is_fetched(folder: Path, files: Collection[str] | None = None) -> bool:
    """Whether all national files are in the data folder."""
    return all((folder / FOLDER / name).is_file() for name in (files or registry()))


def states(folder: Path) -> tuple[tuple[int, ...], ...]:
    """What shows that a national file has changed: where it lies, its size and times; nothing where it is missing."""

    def state(path: Path) -> tuple[int, ...]:
        found = path.stat()
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    paths = (folder / FOLDER / name for name in registry())
    return tuple(state(path) if path.is_file() else () for path in paths)


def altered(folder: Path, files: Mapping[str, str] | None = None) -> list[Fault]:
    """The fetched files that are no longer those that were pinned; none where nothing was fetched.

    Parameters
    ----------
    folder
        The data folder.
    files
        Checksums by path; by default the pinned ones.
    """
    files = files or registry()
    expected = "the file that was fetched; fetch it again"
    return [
        Fault(f"{FOLDER}/{name}", 0, "", "altered", expected)
        for name, checksum in (files.items() if is_fetched(folder, files) else ())
        if "sha256:" + hashlib.sha256((folder / FOLDER / name).read_bytes()).hexdigest() != checksum
    ]


def fetch(
    folder: Path, source: Path | None = None, base_url: str = BASE_URL, files: Mapping[str, str] | None = None
) -> None:
    """Bring the national files into the data folder, from the publisher or from a local copy.

    Parameters
    ----------
    folder
        The data folder.
    source
        A local copy: the folder that contains results-by-parliament.
    base_url
        Where the publisher has the files.
    files
        Checksums by path; by default the pinned ones.

    Raises
    ------
    FetchError
        If a file cannot be had or differs from the pinned one. Files that were right are kept.
    """
    files = files or registry()
    if source is None:
        _download(folder / FOLDER, base_url, files)
    else:
        _copy(folder / FOLDER, source, files)


def _download(target: Path, base_url: str, files: Mapping[str, str]) -> None:
    try:
        import pooch
    except ImportError:
        raise FetchError("pooch is needed to download: pip install 'left-of-labour[national]'") from None
    pooch.get_logger().setLevel("WARNING")
    repository = pooch.create(path=target, base_url=base_url, registry=dict(files), retry_if_failed=1)
    for name in files:
        try:
            repository.fetch(name)
        except OSError as error:  # of the disk, with a number; or of the network, some of which are a ValueError, too
            if error.errno:
                raise _unwritten(target / name, error) from None
            raise FetchError(
                f"could not download {base_url}{name} ({type(error).__name__}: {str(error)[:200]}). Without a "
                "connection, use `left-of-labour fetch parliament --from DIR` on a copy of the files"
            ) from None
        except ValueError as error:  # pooch's word for another checksum
            raise FetchError(f"{base_url}{name} is not the file that was pinned: {error}") from None


def _copy(target: Path, source: Path, files: Mapping[str, str]) -> None:
    missing = [name for name in files if not (source / name).is_file()]
    if missing:
        listed = "\n".join(f"  {name}" for name in missing)
        raise FetchError(f"{len(missing)} of {len(files)} files are missing in {source}:\n{listed}")
    for name, expected in files.items():
        found = "sha256:" + hashlib.sha256((source / name).read_bytes()).hexdigest()
        if found != expected:
            raise FetchError(f"{source / name} is not the file that was pinned: it has {found}, not {expected}")
    for name in files:
        try:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            put_whole(target / name, (source / name).read_bytes())
        except OSError as error:
            raise _unwritten(target / name, error) from None


def _unwritten(path: Path, error: OSError) -> FetchError:
    return FetchError(f"{path}: cannot be written ({error.strerror}); make room or make it writable, and fetch again")


class Candidacy(NamedTuple):
    """One candidate of a national file, in our words."""

    contest_id: str
    file: str
    date: dt.date
    by_election: bool
    constituency: str
    code: str
    region: str
    country: str
    candidate: str
    party: str
    votes: int


@dataclass(frozen=True)
class National:
    """The national contests that we do not hold ourselves.

    Attributes
    ----------
    contests
        Contests by id, such as blackburn-mp-2024.
    candidacies
        All candidacies, those of contests that we hold ourselves included, by contest id.
    parties
        Our party id for each ballot label that we know.
    """

    contests: Mapping[str, Contest]
    candidacies: Mapping[str, list[Candidacy]]
    parties: Mapping[str, str] = field(repr=False)

    def results(self, contest_id: str) -> list[Result]:
        """The rows of one contest as results.csv would have them."""
        rows = self.candidacies[contest_id]
        most = max(row.votes for row in rows)
        names = Counter(row.candidate for row in rows)
        return [
            Result(
                contest_id=contest_id,
                candidate=row.candidate if names[row.candidate] == 1 else f"{row.candidate} ({row.party})",
                ballot_label=row.party,
                party_id=self.parties.get(row.party, UNKNOWN_PARTY),
                votes=row.votes,
                transfers=None,
                final_votes=None,
                elected=row.votes == most,
                is_aggregate=False,
                quality=Quality.DECLARED,
                source_ids=(SOURCE,),
            )
            for row in rows
        ]

    def files_of(self, contest_id: str) -> list[str]:
        """The files that the contest comes from, below the data folder and without the ending, as tables are named."""
        candidacies = f"{FOLDER}/{self.candidacies[contest_id][0].file.removesuffix('.csv')}"
        return [candidacies, candidacies.replace("candidacies", "constituencies")]

    @cached_property
    def unknown_parties(self) -> Counter[str]:
        """Ballot labels that we do not know, with the number of candidacies."""
        return Counter(row.party for rows in self.candidacies.values() for row in rows if row.party not in self.parties)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All candidacies: contest_id, date, constituency, region, country, candidate, party, votes, position."""
        columns = ("contest_id", "date", "by_election", "constituency", "region", "country", "candidate", "party")
        rows = [row for rows in self.candidacies.values() for row in rows]
        frame = pd.DataFrame({column: [getattr(row, column) for row in rows] for column in (*columns, "votes")})
        frame["date"] = frame["date"].astype("datetime64[s]")
        rank = frame.groupby("contest_id")["votes"].rank(ascending=False, method="min")
        return frame.assign(position=rank.astype("int64"))


def read(folder: Path, ours: Collection[Contest], parties: Mapping[str, str]) -> National:
    """Read the national files of a data folder.

    Parameters
    ----------
    folder
        The data folder.
    ours
        Our own contests: where we hold a contest, ours stands under its own id.
    parties
        Party ids by ballot label.

    Raises
    ------
    DataError
        If a file has not the form that we know.
    """
    held = {(one.date, one.area): one.contest_id for one in ours if one.office is Office.MP and one.status == "valid"}
    contests: dict[str, Contest] = {}
    candidacies: dict[str, list[Candidacy]] = defaultdict(list)
    for number, polled in GENERAL_ELECTIONS.items():
        for kind, dates in (("general-election", 0), ("by-elections", 1)):
            base = f"results-by-parliament/{number}/{kind}/"
            for row in _candidacies(folder / FOLDER, f"{base}candidacies.csv", dates, polled, held):
                candidacies[row.contest_id].append(row)
            for contest in _contests(folder / FOLDER, f"{base}constituencies.csv", 2 * dates, polled, candidacies):
                if contest.contest_id not in held.values():
                    contests[contest.contest_id] = contest
    return National(contests, dict(candidacies), parties)


def _candidacies(
    folder: Path, name: str, dates: int, polled: dt.date, held: Mapping[tuple[dt.date, str], str]
) -> Iterator[Candidacy]:
    figures = itemgetter(*(dates + at for at in _CANDIDACY.values()))
    for line, cells in _records(folder / name, name, dates + 21):
        date = _day(cells[0]) if dates else polled
        code, constituency, region, country, party, first, last, votes = figures(cells)
        constituency = name_of(constituency)
        contest_id = held.get((date, constituency)) or _contest_id(constituency, date, bool(dates))
        yield Candidacy(
            contest_id=contest_id,
            file=name,
            date=date,
            by_election=bool(dates),
            constituency=constituency,
            code=code,
            region=region,
            country=country,
            candidate=f"{first.strip()} {last.strip()}".strip(),
            party=party.strip(),
            votes=_count(name, line, "Votes", votes),
        )


def _contests(
    folder: Path, name: str, dates: int, polled: dt.date, candidacies: Mapping[str, list[Candidacy]]
) -> Iterator[Contest]:
    codes = {(rows[0].date, rows[0].code): contest_id for contest_id, rows in candidacies.items()}
    for line, cells in _records(folder / name, name, dates + 18):
        date = _day(cells[0]) if dates else polled
        found = {key: cells[dates + at].strip() for key, at in _CONSTITUENCY.items()}
        contest_id = codes.get((date, found["code"]))
        if contest_id is None:
            expected = (
                f"candidates of {found['constituency']} on {date} in {name.replace('constituencies', 'candidacies')}"
            )
            raise DataError([Fault(f"{FOLDER}/{name}", line, "ONS ID", found["code"], expected)])
        valid = sum(row.votes for row in candidacies[contest_id])
        invalid = None if found["invalid"] in NOT_KNOWN else _count(name, line, "Invalid votes", found["invalid"])
        stated = _count(name, line, "Valid votes", found["valid"])
        agrees = stated == valid
        notes = [] if agrees else [f"The source states {stated} valid votes; the candidates add up to {valid}."]
        if candidacies[contest_id][0].country == "Northern Ireland":
            notes.append("The readings cover Great Britain: parties of Northern Ireland count as other.")
        review = 2024 if date >= GENERAL_ELECTIONS[59] else 2010
        yield Contest(
            contest_id=contest_id,
            place=_slug(found["constituency"]),
            area=name_of(found["constituency"]),
            area_code=found["code"],
            office=Office.MP,
            date=date,
            by_election=bool(dates),
            voting_system=VotingSystem.FIRST_PAST_THE_POST,
            seats=1,
            electorate=_count(name, line, "Electorate", found["electorate"]),
            ballots_cast=valid + invalid if agrees and invalid is not None else None,
            rejected_ballots=invalid if agrees else None,
            valid_votes=valid,
            candidate_votes_total=valid,
            turnout_reported_pct=None,
            boundary=f"{_slug(found['constituency'])}-{review}",
            status=Status.VALID,
            completeness=Completeness.COMPLETE,
            source_ids=(SOURCE,),
            notes=" ".join(notes) or None,
        )


def _records(path: Path, name: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """Records with their line, without the header that only some of the files have."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line, cells in enumerate(csv.reader(stream), 1):
            if len(cells) < width:
                expected = f"at least {width} cells, as the UK Parliament publishes them"
                raise DataError([Fault(f"{FOLDER}/{name}", line, "", f"{len(cells)} cells", expected)])
            if not (line == 1 and any(cell.startswith("ONS ID") for cell in cells)):
                yield line, cells


def _count(name: str, line: int, column: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise DataError([Fault(f"{FOLDER}/{name}", line, column, text, "a whole number")])
    return int(text)


@cache
def name_of(constituency: str) -> str:
    """The name with small words in small letters.

    >>> name_of("Newcastle Upon Tyne East")
    'Newcastle upon Tyne East'
    """
    return _SMALL_WORDS.sub(lambda found: found[0].lower(), constituency.strip())


@cache
def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()


def _contest_id(constituency: str, date: dt.date, by_election: bool) -> str:
    """The id in the form of our own.

    >>> _contest_id("Ynys Môn", dt.date(2024, 7, 4), False), _contest_id("Clacton", dt.date(2014, 10, 9), True)
    ('ynys-mon-mp-2024', 'clacton-mp-2014-10')
    """
    return f"{_slug(constituency)}-mp-{date:%Y-%m}" if by_election else f"{_slug(constituency)}-mp-{date.year}"


@cache
def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
