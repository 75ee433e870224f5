"""Report pages: what a reader sees first, what is folded away, and what must never get out."""

import re
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_markdown_cell, new_output
from page_kit import FRAME, cell, executed, figure

from left_of_labour.batch.outputs import OutputError, collect
from left_of_labour.batch.pages import page
from left_of_labour.collection import PROJECT
from left_of_labour.presentation.tables import table
from left_of_labour.shown import MEDIA_TYPE


class Parsed(HTMLParser):
    """Elements of a page: tag, attributes, and the text inside each of those asked for."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        self.open.append(tag)

    def handle_endtag(self, tag):
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str, **wanted: str) -> list[dict]:
        return [
            attrs for name, attrs in self.elements if name == tag and all(attrs.get(k) == v for k, v in wanted.items())
        ]


def pictured(parsed: Parsed) -> list[str]:
    """The alt texts of all pictures, whether they are files or drawn on the page."""
    drawn = [attrs["aria-label"] for attrs in parsed.all("div", role="img")]
    return drawn + [attrs["alt"] for attrs in parsed.all("img")]


def render(notebook, slug="one-contest/hackney-mayor-2002") -> str:
    return page.render(notebook, collect(notebook), slug, PROJECT)


@pytest.fixture(scope="module")
def text() -> str:
    return render(executed())


@pytest.fixture(scope="module")
def parsed(text) -> Parsed:
    return Parsed(text)


def test_question_subject_and_finding_open_the_page(text, parsed):
    assert parsed.texts["h1"] == ["Hackney, Paul Foot"]
    assert parsed.texts["title"] == ["Hackney, Paul Foot – How close was it? – Left of Labour"]
    start = text.index("<h1>")
    finding, picture = text.index("Paul Foot came third.", start), text.index("<figure", start)
    assert (
        text.index("How close was it?", text.index("<body>")) < start < finding < picture < text.index("One contest;")
    )
    assert text.count("<h1") == 1


def test_facts_follow_the_opening_and_parameters_stand_at_the_foot(text, parsed):
    assert parsed.texts["dt"] == ["Contest", "Parameters"]
    assert parsed.texts["dd"] == ["Paul Foot", "contest_id=Paul Foot"]
    assert text.index("<dt>Contest") < text.index('id="the-same-as-a-table"') < text.index("<dt>Parameters")


def test_contents_lead_to_every_section(parsed):
    anchors = [attrs["id"] for tag, attrs in parsed.elements if tag == "h2" and "-" in attrs["id"]]
    links = [attrs["href"][1:] for attrs in parsed.all("a") if attrs["href"].startswith("#")]
    assert anchors == ["the-result", "the-same-as-a-table", "what-this-cannot-show"]
    assert [link for link in links if not link.startswith("figure-")] == ["report", *anchors]


@pytest.mark.parametrize(("follower", "stays"), [("## The result", False), ("Each bar is a candidate.", True)])
def test_words_before_the_finding_stay_only_if_more_follows_in_their_section(follower, stays):
    notebook = executed()
    notebook.cells.insert(3, new_markdown_cell("## The finding\n\nWho came where."))
    notebook.cells[5].source = follower
    page = render(notebook)
    assert ("Who came where." in page) is ('href="#the-finding"' in page) is stays
    assert "Paul Foot came third." in page


def test_links_lead_to_files_to_the_index_and_to_other_notebooks_reports(parsed):
    links = {attrs["href"] for attrs in parsed.all("a")}
    assert {"bars.csv", "bars.png", "result.csv", "results.json", "report.ipynb"} <= links
    assert {"../../index.html", "../../index.html#compare"} <= links


def test_figures_keep_the_authors_alt_text(parsed):
    assert pictured(parsed) == ["Two bars; Paul Foot has the shorter one"]


def test_tables_have_caption_and_scopes(parsed):
    assert parsed.texts["caption"] == ["Votes of Paul Foot"]
    assert len(parsed.all("th", scope="col")) == 2
    assert len(parsed.all("th", scope="row")) == 2
    assert parsed.all("div", role="region", tabindex="0")


def test_code_is_there_but_folded(text, parsed):
    assert len(parsed.all("details")) == len(parsed.all("div", **{"class": "source"})) == 7
    assert not [attrs for attrs in parsed.all("details") if "open" in attrs]
    assert ".code + .source { display: none;" in text
    assert len(parsed.all("input", id="show-code", type="checkbox")) == 1


def test_only_code_that_made_a_figure_or_table_offers_itself(text):
    quiet = re.findall(r'<div class="quiet">\s*<details', text)
    assert len(quiet) == 6  # the code of the picture at the top is one of them


def test_the_page_loads_nothing_and_runs_nothing(text, parsed):
    policy = parsed.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy[0]["content"].startswith("default-src 'none'; img-src data:;")
    assert [attrs["type"] for attrs in parsed.all("script")] == ["application/ld+json"]
    assert [attrs["href"] for attrs in parsed.all("link")] == ["data:,"]
    assert not re.search(r"(src|srcset|data)=[\"']?(https?:)?//|url\((?!data:|#)|@import", text)


def test_a_page_without_pictures_weighs_little(text):
    bare = re.sub(r"data:[\w/]+;base64,[^\")]*|<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert len(bare) < 40_000


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "**bold** [x](y)"])
def test_text_from_data_stays_text(evil):
    text = render(executed(evil))
    parsed = Parsed(text)
    assert len(parsed.all("script")) == 1
    assert len(pictured(parsed)) == 1
    assert not [attrs for _, attrs in parsed.elements if any(name.startswith("on") for name in attrs)]
    assert "".join(parsed.texts["th"]).count(evil) == 1
    assert f"{evil} came third." in "".join(parsed.texts["p"])
    assert f"{evil} won 4,187 votes." in "".join(parsed.texts["p"])
    assert pictured(parsed) == [f"Two bars; {evil} has the shorter one"]


def test_html_and_script_links_in_markdown_do_not_get_through():
    notebook = executed()
    notebook.cells.append(new_markdown_cell('<b onclick="x()">b</b> [x](javascript:alert(1)) [y](https://example.org)'))
    parsed = Parsed(render(notebook))
    assert not parsed.all("b")
    assert not [link for link in parsed.all("a") if link.get("href", "").startswith("javascript")]
    assert parsed.all("a", href="https://example.org")


FOREIGN = """<style>.page { display: none }</style><div style="position: fixed; inset: 0" class="masthead" id="report">
<table class="dataframe"><tr><td colspan="2">kept</td></tr></table><meta http-equiv="refresh" content="0; url=//x">
<form action="//x"><input name="q"><button formaction="//x">go</button></form><iframe srcdoc="x"></iframe>
<base href="//x"><a href="javascript:x()" ping="//x">a</a><a href="data:text/html,x">b</a><a href="https://example.org">c</a>
<img src="//x" alt="far"><img src="data:image/png;base64,AA" alt="near" onerror="x()"><svg><a href="//x">s</a></svg>
<object data="//x"></object><embed src="//x"><link rel="stylesheet" href="//x"><math><mtext>m</mtext></math></div>"""


def test_html_that_is_not_ours_can_neither_act_nor_lead_away_nor_cover_the_page():
    notebook = executed()
    before = Parsed(render(notebook))
    shown = cell("html")
    shown.outputs = [new_output("display_data", data={"text/html": FOREIGN})]
    notebook.cells.append(shown)
    after = Parsed(render(notebook))
    for tag in ("meta", "form", "input", "button", "iframe", "base", "svg", "object", "embed", "link", "math", "style"):
        assert len(after.all(tag)) == len(before.all(tag)), tag
    assert [link for link in after.all("a") if link not in before.all("a")] == [{}, {}, {"href": "https://example.org"}]
    pictures = [picture for picture in after.all("img") if picture not in before.all("img")]
    assert pictures == [{"alt": "far"}, {"src": "data:image/png;base64,AA", "alt": "near"}]
    assert after.all("td", colspan="2")
    (policy,) = [one["content"] for one in after.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    for part in ("default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-src 'none'"):
        assert part in policy
    attributes = {name for tag in ("div", "table", "a", "img") for one in after.all(tag) for name in one}
    assert not {name for name in attributes if name.startswith("on")} | {"ping", "style"} & attributes


@pytest.mark.parametrize("alt", [None, "", "No description has been provided for this image"])
def test_a_picture_without_its_authors_alt_text_stops_the_build(alt):
    notebook = executed()
    outputs = collect(notebook)
    bare = cell("fig", figure())
    del bare.outputs[0].data[MEDIA_TYPE]  # a picture of somebody's own
    bare.outputs[0].metadata["image/png"] = {} if alt is None else {"alt": alt}
    notebook.cells.append(bare)
    with pytest.raises(OutputError, match="picture 1 of the page has no alt text"):
        page.render(notebook, outputs, "a", PROJECT)


def test_a_picture_inside_a_table_or_text_needs_alt_text_too():
    notebook = executed()
    shown = cell("html")
    shown.outputs = [new_output("display_data", data={"text/html": "<img src='data:,'>"})]
    notebook.cells.append(shown)
    with pytest.raises(OutputError, match="alt text"):
        render(notebook)


def test_warnings_are_seen_only_with_the_code():
    notebook = executed()
    noisy = cell("warn()")
    noisy.outputs = [new_output("stream", name="stderr", text="FutureWarning: <x>")]
    notebook.cells.append(noisy)
    assert '<pre class="quiet">FutureWarning: &lt;x&gt;</pre>' in render(notebook)


def test_rendering_does_not_change_the_notebook_and_gives_the_same_again():
    notebook = executed()
    before = str(notebook)
    assert render(notebook) == render(notebook)
    assert str(notebook) == before


def test_a_page_finds_home_from_any_depth():
    for slug, home in {"claims": "../index.html", "a/b/c": "../../../index.html"}.items():
        assert Parsed(render(executed(), slug)).all("a", href=home)


def test_ways_to_other_reports_are_links_where_there_is_such_a_report():
    notebook = executed()
    links = {"candidate": ["one-contest/hackney-mayor-2002", "one-contest/nowhere"]}
    notebook.cells.append(cell("linked", table(FRAME, "linked", "Linked", links=links)))
    navigation = {
        "trail": [["Hackney", "one-place/hackney/index.html"], ["Mayor 2002", ""]],
        "before": None,
        "after": ["Mayor 2006", "one-contest/hackney-mayor-2006"],
        "more": [["Second preferences", "second-preferences/hackney-mayor-2002"]],
        "known": ["one-contest/hackney-mayor-2002"],
    }
    parsed = Parsed(page.render(notebook, collect(notebook), "one-contest/x", PROJECT, navigation))
    links = [attrs["href"] for attrs in parsed.all("a")]
    for slug in (
        "one-place/hackney",
        "one-contest/hackney-mayor-2006",
        "second-preferences/hackney-mayor-2002",
        "one-contest/hackney-mayor-2002",
    ):
        assert links.count(f"../../{slug}/index.html") == 1
    assert not [link for link in links if "nowhere" in link]
    assert not parsed.all("span", **{"data-report": "one-contest/nowhere"})


def test_a_section_that_its_picture_leaves_empty_is_left_out():
    notebook = executed()
    del notebook.cells[6]  # the sentence after the picture
    assert 'id="the-result"' not in render(notebook)
    assert 'id="the-result"' in render(executed())
