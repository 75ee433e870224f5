"""Where numbers come from: the sources and conflicts behind a report, and the version of the data."""

import hashlib
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from IPython.display import publish_display_data

from left_of_labour.data import Dataset
from left_of_labour.data.schema import TABLES
from left_of_labour.presentation import show
from left_of_labour.presentation.text import number, plural

__all__ = ["cited_sources", "data_version", "show_conflicts", "show_sources", "show_witnesses"]


def data_version(dataset: Dataset) -> str:
    """A short fingerprint of all data files: equal text means equal data.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(data_version(load()))
    10
    """
    digest = hashlib.sha256()
    for table in TABLES.values():
        digest.update((dataset.folder / table.file).read_bytes())
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
    cells = set(_cells(dataset, contest_ids, "source_ids"))
    return sorted(cited.union(*(cell.split(";") for cell in cells)))


def _cells(dataset: Dataset, contest_ids: Iterable[str], column: str) -> list:
    """What a column says of all candidates of these contests, ours and national ones."""
    contest_ids = set(contest_ids)
    own = contest_ids & dataset.contests_by_id.keys()
    cells = dataset.candidates.loc[dataset.candidates["contest_id"].isin(own), column].tolist() if own else []
    for national in sorted(contest_ids - own):
        cells += dataset.candidates_of(national)[column].tolist()
    return cells


def show_sources(dataset: Dataset, source_ids: Iterable[str]) -> None:
    """Show the sources as a list: title with link, publisher, date, licence where known."""
    wanted = dataset.sources[dataset.sources["source_id"].isin(set(source_ids))].sort_values("title")
    items = "".join(f"<li>{_entry(row)}</li>" for row in wanted.fillna("").itertuples())
    publish_display_data({"text/html": f'<ul class="sources">{items}</ul>', "text/plain": "\n".join(wanted["title"])})


def _entry(source) -> str:
    title = escape(source.title)
    # Some addresses carry a remark behind a blank: the folder of a repository, a commit.
    address = source.url.partition(" ")[0]
    if urlsplit(address).scheme in ("http", "https"):
        title = f'<a href="{escape(address)}">{title}</a>'
    details = [escape(text) for text in (source.publisher, source.date, source.licence) if text]
    return ", ".join([title, *details])


def show_witnesses(dataset: Dataset, contest_ids: Iterable[str]) -> None:
    """Say how many of these contests' figures rest on one independent source."""
    counts = _cells(dataset, contest_ids, "witnesses")
    show.sentence(
        f"Of the {plural(len(counts), 'candidate’s figure', 'candidates’ figures')} behind this report, "
        f"{number(counts.count(1))} rest on one independent source."
    )


def show_conflicts(dataset: Dataset, contest_ids: Iterable[str], name: str = "conflicts") -> None:
    """Show where sources disagree about these contests, and which value stands."""
    rows = dataset.conflicts[dataset.conflicts["contest_id"].isin(set(contest_ids))]
    if rows.empty:
        show.sentence("No disagreement between sources is recorded.")
        return
    show.table(
        rows[["contest_id", "field", "candidate", "value_used", "value_rejected", "source_rejected", "reason"]],
        name=name,
        title="Where sources disagree",
        note="A dash under “value used” means that neither value stands.",
    )
