"""How many independent sources a figure has, and what they say where two tables hold the same figure.

Two pages of one publisher, or two datasets of which one is made from the other, are one witness: `origin` says where
a source's figures come from. A figure with one origin is marked wherever it is shown.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from left_of_labour.data.formula import call_of, parse

if TYPE_CHECKING:
    from left_of_labour.data.dataset import Dataset

__all__ = ["count_origins", "origins", "origins_of", "second_figures", "witnesses"]

# Contest, candidate, figure, our value and the other (whole numbers, of whatever type the frame has), table.
_Pair = tuple[str, str, str, Any, Any, str]
# Sources that repeat one another, by the beginning of their id; otherwise the publisher is the origin.
_CHAINS = {
    "Democracy Club": ("dc-", "electionresults-uk-", "ukelections-may-", "ukelections-candidates-"),
    "Local Elections Archive Project and Democracy Club": ("dcleapil", "leap-", "civiclens", "ukelections-replay-"),
    "UK Parliament": ("psephology", "ukparliament-", "hoc-", "ukelections-notional"),
    "Elections Centre": ("leh-",),
    "North East Londoner": ("ne-londoner-",),
    "Wikipedia": ("wiki-", "ukelections-wiki-"),
    "Census 2021": ("census-wards", "uge24-census", "ukge24-census"),
    "BBC News": ("bbc-", "dailystar-2015"),
}
# Machines that sum up what others print: cited for where a figure was seen, but nobody's word.
_DIGESTS = ("allmind-2026",)
# What a publisher's name may carry without being another publisher: an author or a copy in brackets, the repository
# that holds the file, the number of an issue.
_BYWORK = re.compile(r"( \(.*\)|,? via .*| \d+[a-z]?)+$")
_FIGURES = ("votes", "transfers", "final_votes")


def origins(sources: pd.DataFrame) -> dict[str, str]:
    """Where each source's figures come from, by source id.

    Parameters
    ----------
    sources
        The table of sources.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> found = origins(load().sources)
    >>> found["psephology"] == found["hoc-cbp7529"], found["hackney-gazette-2014"]
    (True, 'Hackney Gazette')
    """
    pairs = zip(sources["source_id"].tolist(), sources["publisher"].tolist(), strict=True)
    return {source_id: _origin(source_id, publisher) for source_id, publisher in pairs}


def origins_of(sources: Iterable[Any]) -> dict[str, str]:
    """Where each source's figures come from, by source id, for rows with `source_id` and `publisher`."""
    return {one.source_id: _origin(one.source_id, one.publisher) for one in sources}


@cache
def _origin(source_id: str, publisher: str) -> str:
    chained = (origin for origin, prefixes in _CHAINS.items() if source_id.startswith(prefixes))
    return next(chained, _BYWORK.sub("", publisher))


def count_origins(cells: pd.Series, sources: pd.DataFrame) -> pd.Series:
    """The number of independent origins behind each cell of source ids (joined by semicolons).

    A machine's digest of what others print is no origin.
    """
    origin_of = origins(sources)
    counts = {cell: len({origin_of[one] for one in cell.split(";") if one not in _DIGESTS}) for cell in cells.unique()}
    return cells.map(counts).astype("Int64")


def independent_sources(cited: Iterable[str], sources: pd.DataFrame, beside: str) -> int:
    """How many independent origins the cited sources have, without that of the source `beside` that they bear out.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> independent_sources(["counterfire-2024-03", "blogpreston-2024-03"], load().sources, "account-counterfire-2024")
    1
    """
    origin_of = origins(sources)
    return len({origin_of[one] for one in cited if one and one not in _DIGESTS} - {origin_of[beside]})


def count_witnesses(results: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """How many independent sources print each candidate's votes.

    Nobody prints a figure that was derived or reconstructed: its sources are those of the figures that it follows from,
    and it has no witness of its own. Votes that are not known have none to count.

    Parameters
    ----------
    results
        Rows of results.csv.
    sources
        The table of sources.

    Returns
    -------
    pandas.Series
        A whole number per row, 0 for a derived figure; missing where the votes are not known.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = load().results.query("contest_id == 'tower-hamlets-mayor-2022'")
    >>> count_witnesses(rows, load().sources)[rows["candidate"] == "Andrew Wood"].tolist()
    [0]
    """
    counts = count_origins(results["source_ids"], sources)
    return counts.where(results["quality"] == "declared", 0).where(results["votes"].notna()).astype("Int64")


def witnesses(dataset: "Dataset", contest_id: str | None = None) -> pd.DataFrame:
    """The independent sources of every candidate's figures.

    A row's sources stand for the row: some may give the votes, others the name or the transfers only.

    Parameters
    ----------
    dataset
        The data.
    contest_id
        One contest; by default all of ours.

    Returns
    -------
    pandas.DataFrame
        One row per candidate with known votes: contest_id, candidate, votes, sources (how many), witnesses (how many
        independent origins; 0 for a figure that was derived), kinds (of source, joined by commas), origins (joined by
        commas), single_witness.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> witnesses(load(), "hackney-mayor-2002")[["candidate", "witnesses", "single_witness"]].loc[2:2]
       candidate  witnesses  single_witness
    2  Paul Foot          4           False
    """
    results = dataset.results if contest_id is None else dataset.candidates_of(contest_id)
    results = results[results["votes"].notna()]
    cited = results["source_ids"].str.split(";")
    kinds = dict(dataset.sources[["source_id", "kind"]].itertuples(index=False))
    origin_of = origins(dataset.sources)
    counts = count_witnesses(results, dataset.sources)
    return pd.DataFrame(
        {
            "contest_id": results["contest_id"],
            "candidate": results["candidate"],
            "votes": results["votes"],
            "sources": cited.str.len(),
            "witnesses": counts,
            "kinds": cited.map(lambda sources: _listed(kinds[source] for source in sources)),
            "origins": cited.map(lambda sources: _listed(origin_of[source] for source in sources)),
            "single_witness": (counts == 1).astype(bool),
        }
    ).reset_index(drop=True)


def _listed(words: Iterator[str]) -> str:
    return ", ".join(sorted(set(words)))


def second_figures(dataset: "Dataset") -> pd.DataFrame:
    """Figures that two tables hold on the word of different sources, compared.

    The tables are the mayoral contests (the House of Commons Library), the Westminster candidacies (the UK
    Parliament), the claims of the campaign accounts and, once fetched, the national results. A figure is compared
    only if its second source is not among the first.

    Returns
    -------
    pandas.DataFrame
        One row per figure: contest_id, candidate, figure (votes, transfers, final_votes), ours, theirs, table (which
        holds the second figure), agrees.
    """
    rows = [row for compare in _COMPARISONS for row in compare(dataset)]
    frame = pd.DataFrame(rows, columns=["contest_id", "candidate", "figure", "ours", "theirs", "table"])
    frame = frame.astype({"ours": "Int64", "theirs": "Int64"})
    frame["agrees"] = (frame["ours"] == frame["theirs"]).astype(bool)
    return frame


def _mayoral(dataset: "Dataset") -> Iterator[_Pair]:
    ours = _ours(dataset, dataset.contests["office"] == "mayor")
    theirs = dataset.mayoral_candidates.rename(columns={"authority": "area"})
    yield from _pairs(dataset, ours, theirs, "mayoral_candidates", _FIGURES)


def _westminster(dataset: "Dataset") -> Iterator[_Pair]:
    ours = _ours(dataset, (dataset.contests["office"] == "mp") & (dataset.contests["status"] == "valid"))
    for name in ("westminster_left", "westminster_green"):
        theirs = getattr(dataset, name).rename(columns={"constituency": "area"})
        yield from _pairs(dataset, ours, theirs, name, ("votes",))


def _ours(dataset: "Dataset", chosen: pd.Series) -> pd.DataFrame:
    """Our figures in the contests chosen, with day and area: what other tables know a contest by."""
    contests = dataset.contests.loc[chosen, ["contest_id", "date", "area"]]
    results = dataset.results[["contest_id", "candidate", "source_ids", *_FIGURES]]
    return results[results["contest_id"].isin(contests["contest_id"])].merge(contests, on="contest_id")


def _claims(dataset: "Dataset") -> Iterator[_Pair]:
    claims = dataset.claims[dataset.claims["stated_precision"] == "exact"]
    results = dataset.results[["contest_id", "candidate", "source_ids", *_FIGURES]]
    for claim in claims[["check", "stated_value", "source_id"]].dropna().itertuples():
        tree = parse(claim.check)
        for function, figure in (("votes", "votes"), ("final", "final_votes")):
            named = call_of(tree, function)
            if named and claim.stated_value.isdigit():
                contest_id, candidate = named
                rows = results[(results["contest_id"] == contest_id) & (results["candidate"] == candidate)]
                # A second opinion only where the account is not itself the source of the row.
                if not rows.empty and claim.source_id not in rows["source_ids"].iloc[0].split(";"):
                    yield contest_id, candidate, figure, rows[figure].iloc[0], int(claim.stated_value), "claims"


def _national(dataset: "Dataset") -> Iterator[_Pair]:
    if dataset.national is None:
        return
    for contest_id in sorted(set(dataset.national.candidacies) & set(dataset.contests_by_id)):
        theirs = sorted((row.votes for row in dataset.national.candidacies[contest_id]), reverse=True)
        ours = dataset.candidates_of(contest_id)
        for candidate, votes, other in zip(ours["candidate"], ours["votes"], theirs, strict=False):
            yield contest_id, candidate, "votes", votes, other, "parliament"
        for other in theirs[len(ours) :]:
            yield contest_id, "", "votes", None, other, "parliament"


_COMPARISONS: tuple[Callable[["Dataset"], Iterator[_Pair]], ...] = (_mayoral, _westminster, _claims, _national)


def _pairs(
    dataset: "Dataset", ours: pd.DataFrame, theirs: pd.DataFrame, table: str, figures: tuple[str, ...]
) -> Iterator[_Pair]:
    key = ["date", "area", "candidate"]
    pairs = ours.merge(theirs[[*key, "source_ids", *figures]], on=key, suffixes=("", "_theirs"))
    origin_of = origins(dataset.sources)

    def adds_a_witness(ours: str, theirs: str) -> bool:
        return bool({origin_of[one] for one in theirs.split(";")} - {origin_of[one] for one in ours.split(";")})

    for row in pairs.to_dict("records"):
        # The row may cite both already: then its other sources are the first witness.
        if set(row["source_ids"].split(";")) == set(row["source_ids_theirs"].split(";")):
            continue
        if not adds_a_witness(row["source_ids"], row["source_ids_theirs"]) and len(row["source_ids"].split(";")) < 2:
            continue
        for figure in figures:
            if pd.notna(row[figure]) and pd.notna(row[f"{figure}_theirs"]):
                yield row["contest_id"], row["candidate"], figure, row[figure], row[f"{figure}_theirs"], table
