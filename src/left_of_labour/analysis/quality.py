"""Can these figures be trusted? Completeness, sums, disagreements, witnesses and flags of the data themselves.

Each function takes a place, or "all", and returns a tidy frame.
"""

import pandas as pd

from left_of_labour.data import Dataset
from left_of_labour.data.ballot_ids import disagreements
from left_of_labour.data.checks import ARITHMETIC, count_cases
from left_of_labour.data.frames import to_rows
from left_of_labour.data.schema import TABLES, Completeness
from left_of_labour.data.witnesses import count_witnesses
from left_of_labour.data.witnesses import second_figures as compared_figures
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = [
    "ALL",
    "KINDS",
    "blanks",
    "calendar",
    "completeness",
    "conflicts",
    "conflicts_by_field",
    "exceptions",
    "flagged",
    "licences",
    "second_figures",
    "sums",
    "voting_systems",
    "witnesses",
]

ALL = "all"
# From the body that counts the votes to compilations that cite others; a figure is known by its best source.
KINDS = ("official", "parliament", "dataset", "archive", "press", "party_press", "campaign_account", "wiki")


def _contests(dataset: Dataset, place: str) -> pd.DataFrame:
    contests = dataset.contests
    if place == ALL:
        return contests
    if place not in set(contests["place"]):
        raise ParameterError(f"place: no {place!r} in the data; {did_you_mean(place, set(contests['place']))}")
    return contests[contests["place"] == place]


def _results(dataset: Dataset, place: str) -> pd.DataFrame:
    return dataset.results[dataset.results["contest_id"].isin(_contests(dataset, place)["contest_id"])]


def completeness(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """How much of the contests is known, by place and office.

    Parameters
    ----------
    dataset
        The data.
    place
        A place, or "all".

    Returns
    -------
    pandas.DataFrame
        One row per place and office: place, office, complete, others_aggregated, partial, contests (their sum).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> frame = completeness(load(), "hackney").set_index("office")
    >>> frame.loc["mayor", ["complete", "others_aggregated", "partial", "contests"]].tolist()
    [7, 2, 0, 9]
    """
    contests = _contests(dataset, place)
    counts = pd.crosstab([contests["place"], contests["office"]], contests["completeness"])
    counts = counts.reindex(columns=[str(value) for value in Completeness], fill_value=0)
    return counts.assign(contests=counts.sum(axis="columns")).reset_index().rename_axis(columns=None)


def calendar(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """How much of the contests is known, by place, office and year.

    Returns
    -------
    pandas.DataFrame
        One row per place, office and year with contests: place, office, year, complete, others_aggregated, partial.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> frame = calendar(load(), "hackney")
    >>> frame.loc[frame["office"] == "mayor", "year"].head(3).tolist()
    [2002, 2006, 2010]
    """
    contests = _contests(dataset, place)
    years = contests["date"].dt.year.rename("year")
    counts = pd.crosstab([contests["place"], contests["office"], years], contests["completeness"])
    counts = counts.reindex(columns=[str(value) for value in Completeness], fill_value=0)
    return counts.reset_index().rename_axis(columns=None)


def blanks(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Number of contests for which a figure is on record, by place and office.

    Returns
    -------
    pandas.DataFrame
        One row per place and office: contests, and how many of them have total_votes (valid votes, or candidate votes
        where papers carry several), electorate, ballots_cast, rejected_ballots and turnout.
    """
    contests = _contests(dataset, place)
    known = pd.DataFrame(
        {
            "place": contests["place"],
            "office": contests["office"],
            "contests": True,
            "total_votes": contests["valid_votes"].notna() | contests["candidate_votes_total"].notna(),
            "electorate": contests["electorate"].notna(),
            "ballots_cast": contests["ballots_cast"].notna(),
            "rejected_ballots": contests["rejected_ballots"].notna(),
            "turnout": contests["turnout_reported_pct"].notna(),
        }
    )
    return known.groupby(["place", "office"]).sum().reset_index()


def sums(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """What the figures of a contest must satisfy, and in how many contests they do.

    The rules are those that guard loading, applied to the tables as they are held here.

    Parameters
    ----------
    dataset, place
        As for `completeness`.

    Returns
    -------
    pandas.DataFrame
        One row per rule: rule, contests to which it applies, hold, excepted (exempted, for a reason that is on
        record), fail, and where it fails (contest ids).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> frame = sums(load(), "tower-hamlets").set_index("rule")
    >>> int(frame.loc["published turnout agrees with the computed one or is explained", "excepted"]) > 0
    True
    """
    ids = set(_contests(dataset, place)["contest_id"])
    rows = {}
    for name in dict.fromkeys(name for check in ARITHMETIC for name in check.tables):
        frame = getattr(dataset, name)
        frame = frame[frame["contest_id"].isin(ids)] if "contest_id" in frame else frame
        lines = (frame.index + 2).tolist()  # a header stands above them
        rows[name] = list(zip(lines, to_rows(TABLES[name], frame), strict=True))
    counts = [
        (one.rule, one.cases, one.hold, one.exceptions, one.faults, ", ".join(one.broken_in))
        for one in count_cases(rows, ARITHMETIC)
    ]
    return pd.DataFrame(counts, columns=["rule", "contests", "hold", "excepted", "fail", "where"])


def exceptions(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """The contests that a rule exempts, each with the reason on record.

    Returns
    -------
    pandas.DataFrame
        One row per exception: rule ("turnout", or a value of `ExceptedRule`), date, area, reason; with "all" also those
        of contests that we hold in other tables only.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> exceptions(load(), "tower-hamlets").iloc[0][["rule", "area"]].tolist()
    ['turnout', 'Tower Hamlets']
    """
    contests = _contests(dataset, place)
    of_turnout = dataset.turnout_exceptions.merge(contests[["contest_id", "date", "area"]], on="contest_id")
    others = dataset.exceptions
    if place != ALL:
        others = others.merge(contests[["date", "area"]].drop_duplicates(), on=["date", "area"])
    columns = ["rule", "date", "area", "reason"]
    return pd.concat([of_turnout.assign(rule="turnout")[columns], others[columns]], ignore_index=True)


def conflicts(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Every value that was rejected, with the one that stands.

    Returns
    -------
    pandas.DataFrame
        Rows of conflicts.csv for the place's contests; with "all", also those that belong to no contest.
    """
    found = dataset.conflicts
    return found if place == ALL else found[found["contest_id"].isin(_contests(dataset, place)["contest_id"])]


def conflicts_by_field(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Disagreements by what they are about; rare subjects are one row.

    A disagreement is about one figure of one contest or candidate; several values may have been rejected for it.

    Returns
    -------
    pandas.DataFrame
        One row per field, most first: field, conflicts, decided (one value is used), open (none is), rejected (values).
    """
    found = conflicts(dataset, place)
    key = found[["contest_id", "field", "candidate"]].fillna("")
    each = key.assign(decided=found["value_used"].notna(), rejected=1)
    each = each.groupby(["contest_id", "field", "candidate"], sort=False)
    each = each.agg(decided=("decided", "any"), rejected=("rejected", "sum")).reset_index()
    rare = each.groupby("field")["field"].transform("size") < 3
    grouped = each.assign(field=each["field"].mask(rare, "other facts")).groupby("field")
    counts = grouped.agg(conflicts=("decided", "size"), decided=("decided", "sum"), rejected=("rejected", "sum"))
    counts.insert(2, "open", counts["conflicts"] - counts["decided"])
    return counts.sort_values("conflicts", ascending=False, kind="stable").reset_index()


def witnesses(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """What the candidates' figures rest on: their best kind of source, and how many independent sources.

    Parameters
    ----------
    dataset, place
        As for `completeness`.

    Returns
    -------
    pandas.DataFrame
        One row per kind of source, best first: kind, several, single and none (figures that two or more, one, or no
        independent sources print, see `data.witnesses`), figures (their sum), contests that have any such figure.
    """
    results = _results(dataset, place)
    results = results[results["votes"].notna()]  # a blank rests on nothing
    kinds = dict(dataset.sources[["source_id", "kind"]].itertuples(index=False))
    best = {
        cell: min((kinds[source] for source in cell.split(";")), key=KINDS.index)
        for cell in results["source_ids"].unique()
    }
    frame = pd.DataFrame(
        {
            "kind": results["source_ids"].map(best),
            "witnesses": count_witnesses(results, dataset.sources),
            "contest_id": results["contest_id"],
        }
    )
    grouped = frame.groupby("kind")
    counts = pd.DataFrame(
        {
            "several": (frame["witnesses"] > 1).groupby(frame["kind"]).sum(),
            "single": (frame["witnesses"] == 1).groupby(frame["kind"]).sum(),
            "none": (frame["witnesses"] == 0).groupby(frame["kind"]).sum(),
            "figures": grouped.size(),
            "contests": grouped["contest_id"].nunique(),
        }
    )
    return counts.reindex([kind for kind in KINDS if kind in counts.index]).reset_index(names="kind")


def flagged(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Candidates' figures that nobody declared: computed by subtraction, or estimated.

    Returns
    -------
    pandas.DataFrame
        One row per figure: contest_id, candidate, votes, quality, note (of the contest).
    """
    results = _results(dataset, place)
    notes = dataset.contests.set_index("contest_id")["notes"]
    rows = results[(results["quality"] != "declared") & results["votes"].notna()]
    rows = rows.assign(note=rows["contest_id"].map(notes))
    return rows[["contest_id", "candidate", "votes", "quality", "note"]].reset_index(drop=True)


def licences(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """The kinds of sources cited and the terms on which they can be used.

    Returns
    -------
    pandas.DataFrame
        One row per licence and kind: licence ("not stated" where unknown), kind, sources, figures that cite one.
    """
    cited = _results(dataset, place)["source_ids"].str.split(";").explode()
    contests = _contests(dataset, place)["source_ids"].str.split(";").explode()
    sources = dataset.sources[dataset.sources["source_id"].isin({*cited, *contests})]
    terms = sources.assign(
        licence=sources["licence"].fillna("not stated"),
        figures=sources["source_id"].map(cited.value_counts()).fillna(0).astype(int),
    )
    counts = terms.groupby(["licence", "kind"]).agg(sources=("source_id", "size"), figures=("figures", "sum"))
    return counts.reset_index().sort_values("figures", ascending=False, kind="stable", ignore_index=True)


def second_figures(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Where another table gives a figure on the word of another source: how many agree.

    Returns
    -------
    pandas.DataFrame
        One row per table and figure: table, figure, compared, agree.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> table = second_figures(load(), "hackney")
    >>> bool((table["agree"] == table["compared"]).all())
    True
    """
    figures = compared_figures(dataset)
    figures = figures[figures["contest_id"].isin(_contests(dataset, place)["contest_id"])]
    grouped = figures.groupby(["table", "figure"], sort=False)["agrees"]
    return grouped.agg(compared="size", agree="sum").reset_index()


def voting_systems(dataset: Dataset, place: str = ALL) -> pd.DataFrame:
    """Voting systems on which uk-election-ids disagrees with ours, with the reason.

    Returns
    -------
    pandas.DataFrame
        One row per kind of disagreement: ours, theirs, reason, contests (how many).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> bool(voting_systems(load())["reason"].notna().all())
    True
    """
    ids = set(_contests(dataset, place)["contest_id"])
    found = disagreements(contest for contest_id, contest in dataset.contests_by_id.items() if contest_id in ids)
    grouped = found.groupby(["ours", "theirs", "reason"], dropna=False, sort=False)
    return grouped.size().rename("contests").reset_index()
