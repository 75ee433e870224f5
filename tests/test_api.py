"""The collection from one's own notebook: frames that plot and save, names as everywhere, found by people's words."""

import subprocess
import sys
from dataclasses import fields
from fractions import Fraction

import pandas as pd
import pytest

import left_of_labour as lol
from left_of_labour import paths
from left_of_labour.analysis.measures import Measures
from left_of_labour.data.schema import TABLES
from left_of_labour.methods import text_pages
from left_of_labour.shown import Figure


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("foot mayor", "hackney-mayor-2002"),
        ("Lavalette parliament", "preston-mp-2024"),
        ("socialist alliance mayor hackney", "hackney-mayor-2002"),
        ("RAHMAN mayor 2014", "tower-hamlets-mayor-2014"),
        ("st dunstan’s 2018", "tower-hamlets-council-2018-st-dunstans"),
    ],
)
def test_contests_are_found_by_the_words_that_people_have(query, found):
    assert found in lol.contests(query)["contest_id"].tolist()


def test_every_word_of_a_query_must_be_found_and_none_finds_all():
    assert lol.contests("foot lavalette").empty
    assert len(lol.contests()) == len(lol.dataset().contests)
    dates = lol.contests("hackney mayor")["date"]
    assert dates.is_monotonic_decreasing
    assert pd.api.types.is_datetime64_any_dtype(dates)


def test_measures_have_one_name_each_and_can_be_saved(tmp_path):
    measures = lol.measures(["hackney-mayor-2002", "hackney-mayor-2022"], reading="core")
    assert list(measures) == [field.name for field in fields(Measures)]
    assert not any(isinstance(cell, Fraction) for column in measures for cell in measures[column])
    measures.to_parquet(tmp_path / "measures.parquet")
    back = pd.read_parquet(tmp_path / "measures.parquet")
    assert back["votes"].tolist()[0] == 4187
    assert pd.isna(measures["share_pct"][1])


def test_exact_shares_are_fractions():
    (exact,) = lol.measures.exact("hackney-mayor-2002")
    assert exact["share_pct"] == Fraction(100 * 4187, 32926)


def test_the_data_show_themselves_in_a_screenful_and_complete_their_tables():
    shown = repr(lol.dataset())
    assert len(shown) < 4000
    assert all(f" {name} " in shown for name in TABLES)
    assert set(TABLES) <= set(dir(lol.dataset()))


def test_a_picture_is_a_value():
    figure = lol.plot.result("hackney-mayor-2002")
    assert isinstance(figure, Figure)
    assert "4,187" in figure.alt


def test_the_package_imports_nothing_until_it_is_asked():
    code = "import left_of_labour, sys; assert 'pandas' not in sys.modules; assert 'plot' in dir(left_of_labour)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_function_is_on_the_page_with_what_it_takes_and_an_example():
    (page,) = (page for page in text_pages(paths.data_dir()) if page.name == "python")
    names = [name for name in lol.__all__ if name != "plot"]
    names += [f"plot.{name}" for name in lol.plot.__all__] + ["measures.exact"]
    parts = dict(part.split("\n", 1) for part in page.markdown.split("## lol.")[1:])
    assert set(parts) == set(names)
    for name, part in parts.items():
        assert f"`lol.{name}(" in part
        assert "```python\n>>> " in part
        assert f"lol.{name}(" in part.partition("```python")[2]
    assert "`reading`: Who counts as left of Labour: core, wide or with_greens." in parts["measures"]
    assert "`pandas.DataFrame`: One row per contest;" in parts["measures"]
