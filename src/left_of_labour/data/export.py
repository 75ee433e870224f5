"""One tidy table of everything: every candidate with the facts of the contest, for people's own tools.

CSV for anything, Parquet for programs, a workbook with a codebook sheet for spreadsheets; and the same results in the
form of Democracy Club's export, which other people's tools read, and our own import.
"""

import io
import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pandas as pd

from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.dataset import Dataset
from left_of_labour.data.imports.democracy_club import COLUMNS
from left_of_labour.data.whole import put_whole
from left_of_labour.errors import ParameterError

__all__ = ["as_text", "codebook", "democracy_club", "export", "export_for_democracy_club", "tidy"]

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_COMPUTED = {
    "ballot_id": "Democracy Club's id of the contest, built with uk-election-ids.",
    "party": "The party's name.",
    "share_pct": "Votes in percent of valid_votes; blank where papers carry several votes or the contest is partial.",
    "witnesses": "How many independent sources the figures of the row have.",
    "reading_reason": "Why the candidate has this reading.",
    "contest_source_ids": "Sources of the contest's figures, in sources.csv.",
}


def tidy(dataset: Dataset) -> pd.DataFrame:
    """Every candidate of our own contests with the facts of the contest.

    Returns
    -------
    pandas.DataFrame
        One row per candidate and contest; columns as in `codebook`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> tidy(load())[["ballot_id", "candidate", "votes"]].loc[2:2]
                      ballot_id  candidate  votes
    2  mayor.hackney.2002-10-17  Paul Foot   4187
    """
    contests = dataset.contests.rename(columns={"source_ids": "contest_source_ids"})
    ids = {name: ballot_id(contest) for name, contest in dataset.contests_by_id.items()}
    contests.insert(1, "ballot_id", contests["contest_id"].map(ids).astype("str"))
    frame = contests.merge(dataset.candidates, on="contest_id", validate="one_to_many")
    share = 100 * frame["votes"] / frame["valid_votes"]
    frame.insert(frame.columns.get_loc("votes") + 1, "share_pct", share.astype("Float64"))
    frame["date"] = frame["date"].dt.strftime("%Y-%m-%d")
    last = ["contest_source_ids", "source_ids", "notes"]
    return frame[[*(column for column in frame if column not in last), *last]]


def codebook(dataset: Dataset) -> pd.DataFrame:
    """What the columns of `tidy` mean, from datapackage.json: column, title, meaning.

    Raises
    ------
    ParameterError
        If the folder's datapackage.json does not describe its tables.
    """
    path = dataset.folder / "datapackage.json"
    meanings: dict[str, tuple[str, str]] = {}
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        for name in ("parties", "results", "contests"):
            (resource,) = (one for one in package["resources"] if one["name"] == name)
            meanings |= {one["name"]: (one["title"], one["description"]) for one in resource["schema"]["fields"]}
    except (ValueError, TypeError, KeyError) as error:
        raise ParameterError(f"{path}: expected the Data Package that describes the tables ({error})") from None
    meanings |= {name: (name.replace("_", " ").capitalize(), meaning) for name, meaning in _COMPUTED.items()}
    return pd.DataFrame(
        [(column, *meanings[column]) for column in tidy(dataset)], columns=["column", "title", "meaning"]
    )


def democracy_club(dataset: Dataset) -> pd.DataFrame:
    """The candidates of our own contests in the form of Democracy Club's results export.

    Notional contests and rows for several candidates have no place there. What the form does not carry (transfers,
    positions, sources, boundaries) is lost; party ids are those of the Electoral Commission where we know them.

    Returns
    -------
    pandas.DataFrame
        One row per candidate, text in every column, blank where unknown.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> rows = democracy_club(load())
    >>> rows = rows[rows["ballot_paper_id"] == "mayor.hackney.2002-10-17"]
    >>> rows.loc[rows["person_name"] == "Paul Foot", ["votes_cast", "elected", "rank"]].to_dict("records")
    [{'votes_cast': '4187', 'elected': 'f', 'rank': '3'}]
    """
    frame = tidy(dataset)
    frame = frame[frame["ballot_id"].notna() & ~frame["is_aggregate"]]
    rank = frame.groupby("contest_id")["votes"].rank(ascending=False, method="min").astype("Int64")
    columns = {
        "person_name": frame["candidate"],
        "election_id": frame["ballot_id"].map(_election_id),
        "ballot_paper_id": frame["ballot_id"],
        "election_date": frame["date"],
        "election_current": "f",
        "party_name": frame["ballot_label"],
        "party_id": _publishers_codes(dataset, frame),
        "post_label": frame["area"],
        "cancelled_poll": "f",
        "seats_contested": frame["seats"],
        "votes_cast": frame["votes"],
        "elected": frame["elected"].map({True: "t", False: "f"}),
        "tied_vote_winner": "f",
        "rank": rank,
        "turnout_reported": frame["ballots_cast"],
        "spoilt_ballots": frame["rejected_ballots"],
        "total_electorate": frame["electorate"],
        "turnout_percentage": frame["turnout_reported_pct"],
    }
    found = pd.DataFrame(columns, index=frame.index).reindex(columns=list(COLUMNS))
    return found.astype(object).where(found.notna(), "").map(str).reset_index(drop=True)


def export_for_democracy_club(dataset: Dataset, path: Path) -> int:
    """Write `democracy_club` to a CSV file, which appears only when it is whole; return how many candidates it has.

    Raises
    ------
    ParameterError
        If the file does not end in .csv or the folder does not exist.
    """
    frame = democracy_club(dataset)
    _write_whole(path, (".csv",), lambda: _as_csv(frame))
    return len(frame)


def _election_id(name: str) -> str:
    """Of which election a ballot is part.

    >>> _election_id("local.hackney.dalston.2026-05-07"), _election_id("mayor.hackney.2002-10-17")
    ('local.hackney.2026-05-07', 'mayor.hackney.2002-10-17')
    """
    kind, *parts, day = name.split(".")
    return ".".join([kind, *([] if kind == "parl" else parts[:1]), day])


def _publishers_codes(dataset: Dataset, frame: pd.DataFrame) -> pd.Series:
    """The party's id at Democracy Club for each candidate: that of the very label if there is one."""
    codes = dataset.party_codes
    codes = codes[codes["scheme"].isin(["electoral_commission", "democracy_club"])]
    by_label = dict(zip(codes["party_id"] + "\t" + codes["label"], codes["code"], strict=True))
    by_party = dict(zip(codes["party_id"][::-1], codes["code"][::-1], strict=True))
    label = (frame["party_id"] + "\t" + frame["ballot_label"]).map(by_label)
    return label.fillna(frame["party_id"].map(by_party))


def export(dataset: Dataset, path: Path, formulas_as_text: bool = False) -> None:
    """Write `tidy` to a file whose ending says the form: .csv, .parquet or .xlsx.

    The file appears only when it is whole.

    Parameters
    ----------
    dataset
        The data.
    path
        Where to.
    formulas_as_text
        Whether text that a spreadsheet would take for a formula gets an apostrophe in a CSV file (see `as_text`); the
        other forms know text from formulas.

    Raises
    ------
    ParameterError
        If the ending is another, the folder does not exist, or a library that the form needs is missing.
    """
    if formulas_as_text and path.suffix == ".csv":
        _write_whole(path, (".csv",), lambda: _as_csv(as_text(tidy(dataset))))
    else:
        _write_whole(path, tuple(_FORMS), lambda: _FORMS[path.suffix](dataset))


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame in which no text begins like a formula: an apostrophe stands before what would.

    It stands before text that has such an apostrophe already, too, so that taking one away gives what was there.

    Examples
    --------
    >>> as_text(pd.DataFrame({"area": ["=1+1", "'=1+1", "Hackney"], "swing": [-1, 0, 1]})).values.tolist()
    [["'=1+1", -1], ["''=1+1", 0], ['Hackney', 1]]
    """

    def cell(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and _LIKE_A_FORMULA.match(value) else value

    texts = frame.select_dtypes(include=["str", "object"])
    return frame.assign(**{str(column): texts[column].map(cell) for column in texts})


def _write_whole(path: Path, endings: tuple[str, ...], made: Callable[[], bytes]) -> None:
    if path.suffix not in endings:
        raise ParameterError(f"{path}: expected a file that ends in {', '.join(endings)}")
    if not path.parent.is_dir():
        raise ParameterError(f"{path}: there is no folder {path.parent}")
    try:
        content = made()
    except ImportError as error:
        hint = "pip install 'left-of-labour[export]'"
        raise ParameterError(f"{path}: {error.name} is needed for {path.suffix} files: {hint}") from None
    try:
        put_whole(path, content)
    except OSError as error:
        raise ParameterError(f"{path}: cannot write it ({error.strerror}); what was there is unchanged") from None


def _as_csv(frame: pd.DataFrame) -> bytes:
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _as_parquet(dataset: Dataset) -> bytes:
    import_module("pyarrow")  # says its name where it is missing, which pandas does not
    content: bytes = tidy(dataset).to_parquet(index=False)
    return content


def _as_workbook(dataset: Dataset) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    def cell(value: object) -> object:
        if not (isinstance(value, str) and value.startswith("=")):
            return value
        text = WriteOnlyCell(sheet, value)
        text.data_type = "s"  # text stays text, even if it begins like a formula
        return text

    book = Workbook(write_only=True)
    for title, frame in (("candidates", tidy(dataset)), ("codebook", codebook(dataset))):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append(list(frame.columns))
        for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
            sheet.append([cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_FORMS: dict[str, Callable[[Dataset], bytes]] = {
    ".csv": lambda dataset: _as_csv(tidy(dataset)),
    ".parquet": _as_parquet,
    ".xlsx": _as_workbook,
}
