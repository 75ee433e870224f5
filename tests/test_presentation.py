"""What a reader sees: tables, figures, sentences and the set-up line of the notebooks."""

import base64
import json
from fractions import Fraction

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from left_of_labour.analysis.comparison import across_readings, places
from left_of_labour.analysis.measures import measure, measure_many
from left_of_labour.errors import ParameterError
from left_of_labour.notebook import begin
from left_of_labour.presentation import show, style, text
from left_of_labour.presentation.provenance import cited_sources, data_version, show_conflicts, show_sources
from left_of_labour.reports.compare import parts as compare
from left_of_labour.reports.compare import sentences as compare_sentences
from left_of_labour.reports.one_contest import figures, sentences
from left_of_labour.reports.one_contest import parts as one_contest


@pytest.fixture(autouse=True)
def shell():
    """Displaying needs an IPython shell; every test leaves no figure open."""
    plt.close("all")
    yield InteractiveShell.instance()
    assert not plt.get_fignums(), "a figure was left open"


def outputs(call, *arguments, **options) -> list[dict]:
    """The media bundles that a call displays."""
    with capture_output() as captured:
        call(*arguments, **options)
    return [output.data for output in captured.outputs]


def payload(bundles: list[dict]) -> dict:
    (bundle,) = [bundle[show.MEDIA_TYPE] for bundle in bundles if show.MEDIA_TYPE in bundle]
    return json.loads(json.dumps(bundle))


def test_a_table_carries_its_exact_values():
    frame = pd.DataFrame({"who": ["A"], "share": [Fraction(1, 3)], "votes": pd.array([None], dtype="Int64")})
    carried = payload(outputs(show.table, frame, "result", "A result"))
    assert carried["columns"] == ["who", "share", "votes"]
    assert carried["rows"] == [["A", 1 / 3, None]]


def test_a_table_for_readers_is_rounded_labelled_and_scoped():
    frame = pd.DataFrame({"who": ["A"], "votes": [4187], "share": [12.7164], "gap": [-3.0]})
    html = outputs(show.table, frame, "result", "The result", labels={"share": "share, %"})[0]["text/html"]
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
    shown = show.html_table(pd.DataFrame({"votes": pd.Series(values, dtype=object)}), "Votes")
    assert ('class="number"' in shown) is aligned


def test_text_from_data_never_becomes_markup():
    hostile = "<script>alert(1)</script>"
    frame = pd.DataFrame({"who": [hostile]})
    shown = [
        *outputs(show.table, frame, "result", hostile, note=hostile),
        *outputs(show.finding, hostile),
        *outputs(show.note, hostile),
    ]
    assert all("<script" not in bundle["text/html"] for bundle in shown)
    (sentence,) = outputs(show.sentence, "[x](javascript:alert(1)) <b>")
    assert "](" not in sentence["text/markdown"].replace("\\]", "")
    assert "<b>" not in sentence["text/markdown"].replace("\\<", "")


@pytest.mark.parametrize("name", ["../x", "A", "", "a b", "a/b"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(ValueError, match="cannot name a file"):
        show.table(pd.DataFrame({"a": [1]}), name, "title")


def test_a_figure_carries_numbers_and_alt_text():
    fig, ax = style.figure(2)
    ax.plot([1, 2])
    style.headline(fig, "A finding", "unit", "sources")
    (bundle,) = outputs(show.figure, fig, "line", pd.DataFrame({"y": [1, 2]}), alt="Two points rising.")
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    carried = payload([bundle])
    assert (carried["title"], carried["alt"], carried["rows"]) == ("A finding", "Two points rising.", [[1], [2]])


def test_a_figure_without_alt_text_is_refused():
    fig, _ = style.figure(2)
    with pytest.raises(ValueError, match="alt text"):
        show.figure(fig, "line", pd.DataFrame({"y": [1]}), alt=" ")
    plt.close(fig)


def test_a_figure_is_the_same_to_the_byte_when_drawn_again():
    def picture() -> str:
        fig, ax = style.figure(2)
        ax.plot([1, 2])
        style.headline(fig, "A finding")
        return outputs(show.figure, fig, "line", pd.DataFrame({"y": [1]}), alt="x")[0]["image/png"]

    assert picture() == picture()


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
    assert "voided" in finding


def test_every_contest_has_a_finding_under_every_reading(dataset):
    for contest_id in dataset.contests_by_id:
        finding = sentences.contest_finding(measure(dataset, contest_id, "with_greens"))
        assert finding.endswith(".")
        assert "None" not in finding
        assert "nan" not in finding.lower().split()


def test_the_comparison_tells_what_each_reading_changes(dataset):
    gaps = compare.named(dataset, across_readings(dataset, ["tower-hamlets-mayor-2010", "preston-mp-2024"]))
    sentence = compare_sentences.other_readings(gaps)
    assert "nobody of that reading stood in Tower Hamlets mayor 2010" in sentence


def test_first_place_by_every_yardstick_is_one_sentence(dataset):
    orders = compare.named(dataset, places(measure_many(dataset, ["preston-mp-2024"])))
    assert (
        compare_sentences.order_by_yardstick(orders)
        == "Preston MP 2024 is first by every yardstick that is known for it."
    )


def test_result_bars_start_at_zero(dataset):
    fig, ax = style.figure(2)
    figures.result_bars(one_contest.field(dataset, "preston-mp-2024", "wide"), ax)
    assert ax.get_xlim()[0] == 0
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    assert len(hatched) == 1
    plt.close(fig)


def test_a_partial_contest_is_explained_not_drawn(dataset):
    candidates = one_contest.field(dataset, "hackney-mayor-2022", "wide")
    bundles = outputs(one_contest.show_result, dataset, candidates, measure(dataset, "hackney-mayor-2022"))
    assert not any("image/png" in bundle for bundle in bundles)
    assert "Helen Baxter" in bundles[0]["text/plain"]


def test_sources_are_links_only_where_they_are_web_addresses(dataset):
    html = outputs(show_sources, dataset, cited_sources(dataset, ["hackney-mayor-2002"]))[0]["text/html"]
    assert html.count("<li>") == len(cited_sources(dataset, ["hackney-mayor-2002"]))
    assert 'href="http' in html


def test_conflicts_of_just_this_contest_are_shown(dataset):
    carried = payload(outputs(show_conflicts, dataset, ["hackney-mayor-2002"]))
    assert {row[0] for row in carried["rows"]} == {"hackney-mayor-2002"}


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
    carried = payload(outputs(begin, contest_id="hackney-mayor-2002", reading="wide"))
    assert carried["subject"].startswith("Hackney mayor, 17 October 2002")
    assert carried["parameters"] == {"contest_id": "hackney-mayor-2002", "reading": "wide"}
    assert "contests.csv" in carried["data_files"]
