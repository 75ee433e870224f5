"""What a reader sees: tables, figures, sentences and the set-up line of the notebooks."""

import json
import re
from fractions import Fraction

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from notebook_kit import run

from left_of_labour.analysis.comparison import across_readings, places
from left_of_labour.analysis.measures import measure, measure_many
from left_of_labour.data import load
from left_of_labour.errors import ParameterError
from left_of_labour.notebook import begin
from left_of_labour.presentation import style, text
from left_of_labour.presentation.pictures import picture
from left_of_labour.presentation.provenance import cited_sources, conflicts, credit, data_version, sources
from left_of_labour.presentation.tables import html_table, table
from left_of_labour.reports.compare import parts as compare
from left_of_labour.reports.compare import sentences as compare_sentences
from left_of_labour.reports.one_contest import parts as one_contest
from left_of_labour.reports.one_contest import sentences
from left_of_labour.shown import MEDIA_TYPE, Finding, Shown, Text


@pytest.fixture(autouse=True)
def shell():
    """Displaying needs an IPython shell; every test leaves no figure open."""
    plt.close("all")
    yield InteractiveShell.instance()
    assert not plt.get_fignums(), "a figure was left open"


def payload(part: Shown) -> dict:
    """What travels in a notebook's output, as a notebook saves it."""
    return json.loads(json.dumps(part.payload()))


def test_a_table_carries_its_exact_values():
    frame = pd.DataFrame({"who": ["A"], "share": [Fraction(1, 3)], "votes": pd.array([None], dtype="Int64")})
    carried = payload(table(frame, "result", "A result"))
    assert carried["columns"] == ["who", "share", "votes"]
    assert carried["rows"] == [["A", 1 / 3, None]]


def test_a_table_for_readers_is_rounded_labelled_and_scoped():
    frame = pd.DataFrame({"who": ["A"], "votes": [4187], "share": [12.7164], "gap": [-3.04]})
    html = table(frame, "result", "The result", labels={"share": "share, %"}).html
    assert "<caption>The result</caption>" in html
    assert '<th scope="col" class="number">share, %</th>' in html
    assert '<th scope="row">A</th>' in html
    assert ">4,187<" in html
    assert ">12.7<" in html
    assert ">−3.0<" in html


@pytest.mark.parametrize(
    ("values", "aligned"),
    [([557, None, 1224], True), ([1.5, 2], True), ([True, False], False), (["557", 3], False), ([None, None], False)],
)
def test_columns_of_numbers_are_aligned_as_such_whatever_holds_them(values, aligned):
    shown = html_table(pd.DataFrame({"votes": pd.Series(values, dtype=object)}), "Votes")
    assert ('class="number"' in shown) is aligned


def test_text_from_data_never_becomes_markup():
    hostile = "<script>alert(1)</script>"
    frame = pd.DataFrame({"who": [hostile]})
    shown = [
        table(frame, "result", hostile, note=hostile),
        Finding(hostile),
        Text(hostile, role="note"),
    ]
    assert all("<script" not in part.media()["text/html"] for part in shown)
    sentence = Text("[x](javascript:alert(1)) <b>").media()
    assert "](" not in sentence["text/markdown"].replace("\\]", "")
    assert "<b>" not in sentence["text/markdown"].replace("\\<", "")


@pytest.mark.parametrize("name", ["../x", "A", "", "a b", "a/b"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(ValueError, match="cannot name a file"):
        table(pd.DataFrame({"a": [1]}), name, "title")


def test_a_remark_stands_beneath_what_it_is_about_and_in_the_csv():
    frame = pd.DataFrame({"election": ["mayor 2014", "mayor 2022"], "votes": [1, 2], "remark": ["void & so on", None]})
    shown = table(frame, "elections", "Elections", beneath="remark")
    assert shown.columns == ("election", "votes", "remark")
    assert shown.html.count("<small>") == 1
    assert '<th scope="row">mayor 2014<br><small>void &amp; so on</small></th>' in shown.html
    assert 'data-label="remark"' not in shown.html


def test_a_figure_carries_numbers_and_alt_text():
    fig, ax = style.figure(2)
    ax.plot([1, 2])
    style.headline(fig, "A finding", "unit", "sources")
    made = picture(fig, "line", pd.DataFrame({"y": [1, 2]}), alt="Two points rising.")
    assert made.png.startswith(b"\x89PNG")
    carried = payload(made)
    assert (carried["title"], carried["alt"], carried["rows"]) == ("A finding", "Two points rising.", [[1], [2]])


def test_a_figure_without_alt_text_is_refused():
    fig, _ = style.figure(2)
    with pytest.raises(ValueError, match="alt text"):
        picture(fig, "line", pd.DataFrame({"y": [1]}), alt=" ")


def test_a_figure_is_the_same_to_the_byte_when_drawn_again():
    def drawn() -> bytes:
        fig, ax = style.figure(2)
        ax.plot([1, 2])
        style.headline(fig, "A finding")
        return picture(fig, "line", pd.DataFrame({"y": [1]}), alt="x").png

    assert drawn() == drawn()


def test_party_colours_stand_out_from_white(dataset):
    for colour in dataset.parties["colour"]:
        assert style.contrast(style.readable(colour)) >= 3


def test_numbers_in_sentences_are_written_for_british_readers():
    assert text.number(-1234567) == "−1,234,567"
    assert text.plural(1, "vote") == "1 vote"
    assert text.joined([]) == ""


def test_the_finding_of_a_defeat_names_the_gap(dataset):
    finding = sentences.contest_finding(measure(dataset, "preston-mp-2024"))
    gap = 14006 - 8715
    assert text.number(gap) in finding
    assert "behind Labour" in finding


def test_the_finding_of_a_voided_victory_says_so(dataset):
    finding = sentences.contest_finding(measure(dataset, "tower-hamlets-mayor-2014"))
    assert "ahead of Labour" in finding
    assert "declared the election void" in finding


def test_every_contest_has_a_finding_under_every_reading(dataset):
    for contest_id in dataset.contests_by_id:
        finding = sentences.contest_finding(measure(dataset, contest_id, "with_greens"))
        assert finding.endswith(".")
        assert "None" not in finding
        assert "nan" not in finding.lower().split()


def test_the_comparison_tells_what_each_reading_changes(dataset):
    gaps = compare.named(dataset, across_readings(dataset, ["tower-hamlets-mayor-2010", "preston-mp-2024"]))
    sentence = compare_sentences.other_readings(gaps)
    assert "core, Preston MP 2024 comes first (nobody stood in Tower Hamlets mayor 2010)" in sentence


def test_first_place_by_every_yardstick_is_one_sentence(dataset):
    orders = compare.named(dataset, places(measure_many(dataset, ["preston-mp-2024", "hackney-mayor-2002"])))
    texts = compare_sentences.order_by_yardstick(orders)
    assert texts == "Preston MP 2024 is first by every yardstick that is known."


def test_a_partial_contest_is_explained_not_drawn(dataset):
    candidates = one_contest.field(dataset, "hackney-south-mp-1997", "wide")
    shown = one_contest.result(dataset, candidates, measure(dataset, "hackney-south-mp-1997"))
    assert isinstance(shown, Text)
    assert "Liberal Democrat candidate" in shown.text


def test_sources_are_links_only_where_they_are_web_addresses(dataset):
    html = sources(dataset, cited_sources(dataset, ["hackney-mayor-2002"])).html
    assert html.count("<li>") == len(cited_sources(dataset, ["hackney-mayor-2002"]))
    assert 'href="http' in html


def test_conflicts_of_just_this_contest_are_shown(dataset):
    carried = payload(conflicts(dataset, ["hackney-mayor-2002"]))
    assert {row[carried["columns"].index("contest")] for row in carried["rows"]} == {"Hackney mayor 2002"}


def test_the_data_version_follows_the_data(dataset, tmp_path):
    import shutil
    from dataclasses import replace

    copy = shutil.copytree(dataset.folder, tmp_path / "data")
    assert data_version(replace(dataset, folder=copy)) == data_version(dataset)
    (copy / "sources.csv").write_text((copy / "sources.csv").read_text() + "\n")
    assert data_version(replace(dataset, folder=copy)) != data_version(dataset)


def test_the_set_up_line_tells_what_is_wrong_in_one_line_each():
    with pytest.raises(ParameterError) as caught:
        begin(contest_id="preston-mp-2042", reading="wyde")
    assert str(caught.value).count("\n") == 1
    assert "'preston-mp-2024'" in str(caught.value)
    assert "did you mean 'wide'?" in str(caught.value)
    assert len(caught.value._render_traceback_()) == 1


def test_the_set_up_line_carries_subject_and_parameters():
    with capture_output() as captured:
        begin(contest_id="hackney-mayor-2002", reading="wide")
    carried = captured.outputs[0].data[MEDIA_TYPE]
    assert carried["subject"].startswith("Hackney mayor, 17 October 2002")
    assert carried["parameters"] == {"contest_id": "hackney-mayor-2002", "reading": "wide"}
    assert "contests.csv" in carried["data_files"]


def test_what_is_said_of_no_conflict_rests_on_the_conflicts_too(dataset):
    """Seen: a report without a recorded disagreement stayed "unchanged" when its first one was added."""
    said = conflicts(load(), ["tower-hamlets-mayor-2018"])
    assert said.data_files and "conflicts.csv" in said.data_files
    ran = run("one-contest", contest_id="tower-hamlets-mayor-2018", reading="wide")
    assert all(part.data_files for part in ran.parts)
    assert "conflicts.csv" in {name for part in ran.parts for name in part.data_files}


@pytest.mark.parametrize(("columns", "seen"), [(6, 6), (7, 6), (12, 6)])
def test_six_columns_are_seen_at_first_and_the_others_at_a_click(columns, seen):
    html = table(pd.DataFrame([range(columns)], columns=[f"c{n}" for n in range(columns)]), "wide", "Wide").html
    head = re.findall(r"<th [^>]*>", html.partition("</thead>")[0])
    assert (len(head), sum("more" not in one for one in head)) == (columns, seen)
    assert (f"all {columns} columns" in html) == (columns > seen)


def test_counts_stay_whole_numbers_where_one_of_them_is_not_known():
    html = html_table(pd.DataFrame({"votes": [4187, None, 315], "share": [12.7, None, 3.0]}), "Votes")
    assert ">4,187<" in html and ">315<" in html and "315.0" not in html
    assert ">3.0<" in html  # a share among others keeps its place


def test_a_heading_made_of_a_column_s_name_writes_parties_with_capitals():
    html = html_table(pd.DataFrame({"ratio_to_labour": [1], "green_votes": [2], "evergreen": [3]}), "Votes")
    assert all(f">{heading}</th>" in html for heading in ("ratio to Labour", "Green votes", "evergreen"))


def test_the_foot_of_a_figure_names_publishers_and_not_how_they_were_reached(dataset):
    for source_id, publisher in (
        ("hoc-1918-2017", "House of Commons Library"),
        ("electionresults-uk-2026", "Felix Sargent"),
        ("gla-2006", "Greater London Authority"),
    ):
        assert credit(dataset, [source_id])["sources"] == f"Source: {publisher}"
    names = (credit(dataset, [source_id])["sources"] for source_id in dataset.sources["source_id"])
    assert not [name for name in names if re.search(r"[ ,](in|from|via)$|, (in|from|via) ", name)]
