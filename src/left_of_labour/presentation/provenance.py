"""Where numbers come from: the sources and conflicts behind a report, and the version of the data."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from html import escape
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

import pandas as pd

from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import TABLES, SourceKind
from left_of_labour.presentation.names import contest_name, field_name
from left_of_labour.presentation.tables import table
from left_of_labour.presentation.text import day, joined, number, plural
from left_of_labour.shown import Shown, Table, Text

__all__ = [
    "chart_licence",
    "cited_sources",
    "conflicts",
    "court_findings",
    "credit",
    "data_version",
    "disagreements",
    "part",
    "sources",
    "witnesses",
]

P = ParamSpec("P")
S = TypeVar("S", bound=Shown | tuple[Shown, ...])


def part(make: Callable[Concatenate[Dataset, P], S]) -> Callable[Concatenate[Dataset, P], S]:
    """Mark a function of the data that makes what a report shows: each value carries the data files read until then.

    Parameters
    ----------
    make
        Takes the data and more, returns one value to show or several.
    """

    @wraps(make)
    def recorded(dataset: Dataset, /, *arguments: P.args, **options: P.kwargs) -> S:
        made = make(dataset, *arguments, **options)
        files = dataset.data_files
        if isinstance(made, tuple):
            return cast(S, tuple(one.resting_on(files) for one in made))
        return made.resting_on(files)

    return recorded


@remembered
def data_version(dataset: Dataset) -> str:
    """A short fingerprint of all data files: equal text means equal data.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(data_version(load()))
    10
    """
    digest = hashlib.sha256()
    for one in TABLES.values():
        digest.update((dataset.folder / one.file).read_bytes())
    return digest.hexdigest()[:10]


def cited_sources(dataset: Dataset, contest_ids: Iterable[str]) -> list[str]:
    """The ids of all sources that the contests and their candidates' figures name, in order.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> "hoc-cbp7529" in cited_sources(load(), ["hackney-mayor-2002"])
    True
    """
    contest_ids = set(contest_ids)
    cited = {source for contest_id in contest_ids for source in dataset.contest(contest_id).source_ids}
    cells = {*_cells(dataset, contest_ids, "source_ids"), *_court(dataset, contest_ids)["source_ids"]}
    return sorted(cited.union(*(cell.split(";") for cell in cells)))


def _court(dataset: Dataset, contest_ids: Iterable[str]) -> pd.DataFrame:
    """What election courts found about these contests."""
    events = dataset.events
    return events[(events["kind"] == "voided") & events["contest_id"].isin(set(contest_ids))]


def court_findings(dataset: Dataset, contest_ids: Iterable[str]) -> list[str]:
    """Why contests were declared void, a sentence each; their sources are among `cited_sources`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> court_findings(load(), ["tower-hamlets-mayor-2014"])[0][:68]
    'Tower Hamlets mayor 2014 was declared void on 23 April 2015. Electio'
    """
    return [
        f"{contest_name(dataset.contest(row.contest_id)).removesuffix(' (voided)')} was declared void on "
        f"{day(dt.date.fromisoformat(str(row.date)[:10]))}. {row.event[0].upper()}{row.event[1:]}."
        for row in _court(dataset, contest_ids).itertuples()
    ]


def _cells(dataset: Dataset, contest_ids: Iterable[str], column: str) -> list[Any]:
    """What a column says of all candidates of these contests, ours and national ones."""
    contest_ids = set(contest_ids)
    own = contest_ids & dataset.contests_by_id.keys()
    cells = dataset.candidates.loc[dataset.candidates["contest_id"].isin(own), column].tolist() if own else []
    for national in sorted(contest_ids - own):
        cells += dataset.candidates_of(national)[column].tolist()
    return cells


def credit(dataset: Dataset, source_ids: Iterable[str]) -> dict[str, str]:
    """The foot of a figure, for `style.headline`: who published the numbers, and the licence that follows from theirs.

    Parameters
    ----------
    dataset
        The data.
    source_ids
        From `cited_sources`.

    Returns
    -------
    dict
        `sources`, two publishers by name, official ones first, the busiest of them before others; and `licence`,
        share-alike where one of them asks for it.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> credit(data, cited_sources(data, ["preston-mp-2024"]))
    {'sources': 'Sources: UK Parliament and Lancashire Post', 'licence': 'CC BY 4.0'}
    """
    cited = dataset.sources[dataset.sources["source_id"].isin(set(source_ids))]
    names = [(_DETOUR.sub("", one), kind) for one, kind in zip(cited["publisher"], cited["kind"], strict=True)]
    official, all_kinds = Counter(name for name, kind in names if kind in _OFFICIAL), Counter(name for name, _ in names)
    publishers = list(dict.fromkeys(name for name, _ in (*official.most_common(), *all_kinds.most_common())))
    named, more = publishers[:_NAMED_PUBLISHERS], len(publishers) - _NAMED_PUBLISHERS
    words = joined([*named, plural(more, "other")] if more > 0 else named)
    return {
        "sources": f"{'Source' if len(publishers) == 1 else 'Sources'}: {words}" if words else "",
        "licence": chart_licence(cited["licence"]),
    }


_OFFICIAL = (SourceKind.DATASET, SourceKind.OFFICIAL, SourceKind.PARLIAMENT)
# By which a source was reached, or where its figures are from: its publisher is named first.
_DETOUR = re.compile(r"(?:,\s+(?:in|from)\s|,?\s+(?:(?:data )?via\b|github[.:]|\()).*")
_NAMED_PUBLISHERS = 2


@part
def sources(dataset: Dataset, source_ids: Iterable[str]) -> Text:
    """The sources as a list: title with link, publisher, date, licence where known."""
    wanted = dataset.sources[dataset.sources["source_id"].isin(set(source_ids))].sort_values("title")
    items = "".join(f"<li>{_entry(row)}</li>" for row in wanted.fillna("").itertuples())
    return Text(
        "\n".join(wanted["title"]),
        role="list",
        html=f'<ul class="sources">{items}</ul>',
        licence=chart_licence(wanted["licence"]),
    )


def chart_licence(licences: Iterable[str | None]) -> str:
    """The licence of charts that rest on sources with these licences: open, and share-alike where one demands it.

    Examples
    --------
    >>> chart_licence(["Open Parliament Licence v3.0", None]), chart_licence(["CC BY-SA 4.0"])
    ('CC BY 4.0', 'CC BY-SA 4.0')
    """
    alike = any(
        re.search(r"\bSA\b|share.?alike", licence or "", re.IGNORECASE) for licence in licences if licence == licence
    )
    return "CC BY-SA 4.0" if alike else "CC BY 4.0"


def _entry(source: Any) -> str:
    title = escape(source.title)
    # Some addresses carry a remark behind a blank: the folder of a repository, a commit.
    address = source.url.partition(" ")[0]
    if urlsplit(address).scheme in ("http", "https"):
        title = f'<a href="{escape(address)}">{title}</a>'
    details = [escape(text) for text in (source.publisher, source.date, source.licence) if text]
    return ", ".join([title, *details])


@part
def witnesses(dataset: Dataset, contest_ids: Iterable[str]) -> Text:
    """How many of these contests' figures rest on one independent source."""
    counts = [count for count in _cells(dataset, contest_ids, "witnesses") if pd.notna(count)]  # blank: no figure
    single, derived = counts.count(1), counts.count(0)
    texts = (
        "; one was derived and is in no source" if derived == 1 else f"; {number(derived)} were derived and are in none"
    )
    rests = "rest" if single > 1 else "rests"
    alone = f"{_all_or(single, len(counts))} {rests}"
    return Text(
        f"Of the {plural(len(counts), 'candidate’s figure', 'candidates’ figures')} behind this report, {alone} on one "
        f"independent source{texts if derived else ''}."
    )


def _all_or(part: int, whole: int) -> str:
    """How many of a whole: all, none, or the number."""
    return "all" if part == whole > 1 else number(part) if part else "none"


@part
def conflicts(dataset: Dataset, contest_ids: Iterable[str], name: str = "conflicts") -> Table | Text:
    """Where sources disagree about these contests, and which value stands."""
    rows = dataset.conflicts[dataset.conflicts["contest_id"].isin(set(contest_ids))]
    if rows.empty:
        return Text("No disagreement between sources is recorded.")
    return disagreements(dataset, rows, name, "Where sources disagree")


def disagreements(dataset: Dataset, rows: pd.DataFrame, name: str, title: str) -> Table:
    """Rows of conflicts.csv for readers: contests, fields and sources by name.

    Parameters
    ----------
    dataset
        The data.
    rows
        See `schema.Conflict`.
    name, title
        Of the table.
    """
    publisher = dict(dataset.sources[["source_id", "publisher"]].itertuples(index=False))
    shown = pd.DataFrame(
        {
            "about": [field_name(field) for field in rows["field"]],
            "value_used": rows["value_used"].to_numpy(),
            "value_rejected": rows["value_rejected"].to_numpy(),
            "contest": [
                contest_name(dataset.contest(one)) if isinstance(one, str) else None for one in rows["contest_id"]
            ],
            "candidate": rows["candidate"].to_numpy(),
            "source_rejected": [
                joined(dict.fromkeys(publisher.get(source, source) for source in cell.split(";")))
                for cell in rows["source_rejected"]
            ],
            "reason": rows["reason"].to_numpy(),
        }
    )
    return table(
        shown,
        name=name,
        title=title,
        labels={"source_rejected": "rejected value by"},
        links={"contest": [f"one-contest/{one}" if isinstance(one, str) else None for one in rows["contest_id"]]},
        note="A dash under “value used” means that no value is used: the cell is blank. The second line says what "
        "decided.",
        beneath="reason",
    )
