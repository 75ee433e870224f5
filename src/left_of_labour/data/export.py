"""One tidy table of everything: every candidate with the facts of the contest, for people's own tools.

CSV for anything, Parquet for programs, a workbook with a codebook sheet for spreadsheets.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.dataset import Dataset
from left_of_labour.errors import ParameterError

__all__ = ["codebook", "export", "tidy"]

_COMPUTED = {
    "ballot_id": "Democracy Club's id of the contest, built with uk-election-ids.",
    "party": "The party's name.",
    "vote_share": "votes / candidate_votes_total; blank if the contest is partial.",
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
    share = frame["votes"] / frame["candidate_votes_total"]
    frame.insert(frame.columns.get_loc("votes") + 1, "vote_share", share.astype("Float64"))
    frame["date"] = frame["date"].dt.strftime("%Y-%m-%d")
    last = ["contest_source_ids", "source_ids", "notes"]
    return frame[[*(column for column in frame if column not in last), *last]]


def codebook(dataset: Dataset) -> pd.DataFrame:
    """What the columns of `tidy` mean, from datapackage.json: column, title, meaning."""
    package = json.loads((dataset.folder / "datapackage.json").read_text(encoding="utf-8"))
    meanings = {}
    for name in ("parties", "results", "contests"):
        (resource,) = (one for one in package["resources"] if one["name"] == name)
        meanings |= {one["name"]: (one["title"], one["description"]) for one in resource["schema"]["fields"]}
    meanings |= {name: (name.replace("_", " ").capitalize(), meaning) for name, meaning in _COMPUTED.items()}
    return pd.DataFrame(
        [(column, *meanings[column]) for column in tidy(dataset)], columns=["column", "title", "meaning"]
    )


def export(dataset: Dataset, path: Path) -> None:
    """Write `tidy` to a file whose ending says the form: .csv, .parquet or .xlsx.

    The file appears only when it is whole.

    Raises
    ------
    ParameterError
        If the ending is another, the folder does not exist, or a library that the form needs is missing.
    """
    if path.suffix not in _WRITERS:
        raise ParameterError(f"{path}: expected a file that ends in {', '.join(_WRITERS)}")
    if not path.parent.is_dir():
        raise ParameterError(f"{path}: there is no folder {path.parent}")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        try:
            _WRITERS[path.suffix](dataset, unfinished)
        except ImportError as error:
            hint = "pip install 'left-of-labour[export]'"
            raise ParameterError(f"{path}: {error.name} is needed for {path.suffix} files: {hint}") from None
        unfinished.replace(path)


def _write_csv(dataset: Dataset, path: Path) -> None:
    tidy(dataset).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _write_parquet(dataset: Dataset, path: Path) -> None:
    tidy(dataset).to_parquet(path, index=False)


def _write_workbook(dataset: Dataset, path: Path) -> None:
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
    book.save(path)


_WRITERS: dict[str, Callable[[Dataset, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_workbook,
}
