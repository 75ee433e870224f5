"""The tidy table has what the tables have, in every form, and text stays text."""

import dataclasses
import errno
import os
import sys

import openpyxl
import pandas as pd
import pytest

from left_of_labour.data import load
from left_of_labour.data.export import codebook, export, export_for_democracy_club, tidy
from left_of_labour.errors import ParameterError


@pytest.fixture(scope="module")
def data():
    return load()


def test_the_tidy_table_has_every_candidate_once(data):
    frame = tidy(data)
    assert len(frame) == len(data.results)
    assert not frame.duplicated(["contest_id", "candidate"]).any()
    assert frame["votes"].sum() == data.results["votes"].sum()


def test_shares_are_of_valid_votes_and_blank_where_those_are(data):
    frame = tidy(data)
    foot = frame[frame["candidate"] == "Paul Foot"].iloc[0]
    assert foot["share_pct"] == pytest.approx(100 * 4187 / 32926)
    assert frame.loc[frame["completeness"] == "partial", "share_pct"].isna().all()
    whole = frame[(frame["completeness"] == "complete") & (frame["voting_system"] != "block_vote")]
    assert whole.groupby("contest_id")["share_pct"].sum().round(7).eq(100).all()
    assert frame.loc[frame["voting_system"] == "block_vote", "share_pct"].isna().all()


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_every_form_holds_the_same_figures(tmp_path, data, ending):
    path = tmp_path / f"table{ending}"
    export(data, path)
    readers = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".xlsx": pd.read_excel}
    found, expected = readers[ending](path), tidy(data)
    assert list(found.columns) == list(expected.columns)
    assert found["votes"].sum() == expected["votes"].sum()
    assert found["ballot_id"].notna().sum() == expected["ballot_id"].notna().sum()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("ending", "library"), [(".parquet", "pyarrow"), (".xlsx", "openpyxl")])
def test_a_library_that_is_missing_is_named(tmp_path, data, monkeypatch, ending, library):
    frame = tidy(data)  # pandas itself would miss pyarrow here, once it has found it
    monkeypatch.setattr("left_of_labour.data.export.tidy", lambda _: frame)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ParameterError, match=rf"{library} is needed for {ending} files: pip install"):
        export(data, tmp_path / f"table{ending}")
    assert not list(tmp_path.iterdir())


def test_the_workbook_has_a_codebook_of_its_columns(tmp_path, data):
    export(data, tmp_path / "table.xlsx")
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    assert book.sheetnames == ["candidates", "codebook"]
    header = [cell.value for cell in book["candidates"][1]]
    assert [row[0] for row in book["codebook"].iter_rows(min_row=2, values_only=True)] == header
    assert codebook(data)["meaning"].str.len().min() > 10


def test_a_cell_like_a_formula_stays_text_in_the_workbook(tmp_path, data):
    """`check` refuses such cells; the workbook is safe even if one came by another way."""
    hostile = '=HYPERLINK("http://example.org","votes")'
    contests = data.contests.copy()
    contests.loc[0, "area"] = hostile
    spoilt = dataclasses.replace(data, tables={**data.tables, "contests": contests})
    export(spoilt, tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx")["candidates"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == hostile]
    assert cells and all(cell.data_type == "s" for cell in cells)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "'="])
def test_a_cell_like_a_formula_can_be_made_text_in_csv_and_nothing_is_lost(tmp_path, data, start):
    contests = data.contests.copy()
    contests.loc[0, "area"] = f"{start}1+1"
    spoilt = dataclasses.replace(data, tables={**data.tables, "contests": contests})
    export(spoilt, tmp_path / "plain.csv")
    export(spoilt, tmp_path / "safe.csv", formulas_as_text=True)
    plain, safe = (
        pd.read_csv(tmp_path / name, dtype="str", keep_default_na=False) for name in ("plain.csv", "safe.csv")
    )
    assert f"{start}1+1" in set(plain["area"]) and f"'{start}1+1" in set(safe["area"])
    assert not safe.map(lambda cell: cell.startswith(tuple("=+-@\t"))).any(axis=None)
    pd.testing.assert_frame_equal(safe.replace(r"^'(?='*[=+\-@\t\r])", "", regex=True), plain)


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_description_of_the_tables_that_is_none_is_named(tmp_path, data, content):
    (tmp_path / "datapackage.json").write_text(content)
    with pytest.raises(ParameterError, match=r"datapackage\.json: expected the Data Package"):
        codebook(dataclasses.replace(data, folder=tmp_path))


@pytest.mark.parametrize("write", [export, export_for_democracy_club])
def test_a_full_disk_leaves_what_was_there(tmp_path, data, monkeypatch, write):
    def full(number):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "table.csv"
    path.write_text("mine")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ParameterError, match=r"table\.csv: cannot write it \(No space left on device\)"):
        write(data, path)
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"table.csv": "mine"}


@pytest.mark.parametrize("name", ["table.xls", "table", "nowhere/table.csv"])
def test_an_impossible_file_is_refused_and_nothing_is_written(tmp_path, data, name):
    with pytest.raises(ParameterError, match=r"expected a file that ends in \.csv|there is no folder"):
        export(data, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
