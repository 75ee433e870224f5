"""The house style: typeface, roles, layout, the files of a figure, and the test that finds overlaps."""

import io
import re
from itertools import pairwise, product
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from figure_kit import faults, smallest_type
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.collections import PatchCollection
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.textpath import TextToPath
from PIL import Image

from left_of_labour import paths
from left_of_labour.batch.pages import assets
from left_of_labour.collection import PROJECT
from left_of_labour.presentation import layout, pictures, renderers, rows, style, typeface

LONG = "Jean-Baptiste Featherstonehaugh-Cholmondeley of the Independent Network"


@pytest.fixture(autouse=True)
def house():
    style.apply()


def bars(names, values, **options):
    names = layout.wrapped(names)
    fig, ax = style.figure(layout.height_of(names))
    ax.barh(range(len(names)), values, color=style.LEFT)
    ax.set_yticks(range(len(names)), names)
    ax.set_xticks([])
    for height, value in enumerate(values):
        layout.label(ax, f"{value:.1f}%", value, height, "right" if value >= 0 else "left")
    return style.headline(fig, **{"title": "A finding", "subtitle": "% of valid votes", **options})


# Figures in stock


@pytest.fixture
def stock():
    style.stock(1)
    (held,) = style._STOCK
    yield held
    style._STOCK.clear()


def test_a_figure_from_stock_is_drawn_as_a_new_one(stock):
    def drawn():
        fig = bars(["Foot", "Pipe"], [12.7, 41.9])
        return fig, pictures.files(style.headline(fig, "Foot took 12.7%", "Share of valid votes"), "a")

    with mpl.rc_context({"backend": "svg"}):  # as a notebook chooses its own
        (taken, first), (made, second) = drawn(), drawn()
    assert taken is stock[0] and made is not stock[0]
    assert first == second


def test_no_figure_is_taken_from_stock_that_was_made_in_another_style(stock):
    with mpl.rc_context({"axes.facecolor": "#ffeecc"}):
        fig, _ = style.figure()
    assert fig is not stock[0]
    assert style.figure(rows=2)[0] is not stock[0] and style.figure(subplot_kw={"facecolor": "red"})[0] is not stock[0]
    assert style.figure()[0] is stock[0]


# The typeface


def test_figures_are_set_in_the_typeface_that_comes_with_the_package():
    for weight in ("normal", "bold"):
        found = findfont(FontProperties(family=mpl.rcParams["font.family"], weight=weight))
        assert found.startswith(str(typeface.FOLDER)), weight


def test_a_copy_of_the_typeface_on_the_computer_does_not_come_first():
    before = list(fontManager.ttflist)
    ours = next(entry for entry in before if entry.name == typeface.FAMILY and entry.weight == 400)
    assert before.index(ours) < 2


def test_the_typeface_comes_with_its_licence():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (typeface.FOLDER / "OFL.txt").read_text()


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_small_fonts_are_the_large_ones_with_fewer_characters_and_without_the_reserved_name(weight):
    whole = TTFont(typeface.FOLDER / f"SourceSansPro-{weight}.ttf")
    small = TTFont(typeface.FOLDER / f"SourceSansPro-{weight}.woff")
    assert not any("Source" in record.toUnicode() for record in small["name"].names)
    for code, glyph in small.getBestCmap().items():
        assert small["hmtx"][glyph][0] == whole["hmtx"][whole.getBestCmap()[code]][0], chr(code)


def test_the_small_fonts_have_every_character_of_the_data(dataset):
    characters = {
        character for path in sorted(dataset.folder.glob("*.csv")) for character in path.read_text(encoding="utf-8")
    }
    known = TTFont(typeface.FOLDER / "SourceSansPro-Bold.woff").getBestCmap()
    missing = {character for character in characters if ord(character) not in known} - set("\n\r●○")
    assert not missing


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_lines_are_as_long_as_matplotlib_sets_them(weight, dataset):
    properties = FontProperties(family=mpl.rcParams["font.family"], weight=weight, size=TextToPath.FONT_SCALE)
    names = dataset.candidates["candidate"].dropna().unique()[::40]
    for text in (*names, "AVAST: “To W.” 1,234½–5%", " – ", "−", "  ", "fluffier ffi", "Ελληνικά"):
        assert typeface.extent(text, properties) == pytest.approx(
            TextToPath().get_text_width_height_descent(text, properties, False), abs=1e-9
        ), text


def test_lines_are_as_high_as_matplotlib_sets_them(monkeypatch):
    def drawn():
        fig = bars(["Rahman\nTower Hamlets First", "Biggs"], [37, 33])
        return pictures.files(fig, "bars")

    ours = drawn()
    monkeypatch.delattr(renderers.PixelRenderer, "_get_font_height_metrics")
    assert drawn() == ours


def test_both_files_of_a_picture_are_drawn_as_matplotlib_draws_each():
    def drawn():
        fig, ax = style.figure()
        ax.plot([1, 2, 3], [2, 9, 1], "o--", label="line")
        ax.scatter([1, 2], [3, 4], s=[40, 90], c=[style.LEFT, style.LABOUR])
        ax.add_collection(PatchCollection([mpl.patches.Circle((2, 5), 0.3, hatch=style.HATCH)]))
        ax.annotate("beside", (2, 9), (20, 0), textcoords="offset points", rotation=30, clip_on=True)
        ax.fill_between([1, 3], [0, 1], [1, 2], clip_path=mpl.patches.Circle((2, 1), 0.5, transform=ax.transData))
        return style.headline(fig, "A finding")

    png, svg = pictures.files(drawn(), "x")
    alone, target = drawn(), io.StringIO()
    alone.set_dpi(72)
    with mpl.rc_context({"svg.hashsalt": "left-of-labour", "svg.fonttype": "none"}):
        renderer = RendererSVG(*(72 * alone.get_size_inches()), target)
        alone.draw(renderer)
        renderer.finalize()
    number = re.compile(r"-?\d+\.?\d*")

    def shapes(text):
        found = ElementTree.fromstring(text)
        return [
            (part.tag, *(part.get(name, "") for name in ("d", "x", "y", "width", "height", "points")))
            for part in found.iter()
            if part.tag.endswith(("path", "text", "use", "rect"))
        ]

    ours, theirs = shapes(svg), shapes(target.getvalue())
    assert [number.sub("", "".join(one)) for one in ours] == [number.sub("", "".join(one)) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert [float(value) for value in number.findall(" ".join(one))] == pytest.approx(
            [float(value) for value in number.findall(" ".join(other))], abs=0.5
        ), one
    alone.set_dpi(style.DPI)
    alone.canvas.draw()
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)
    assert np.abs(pixels - np.asarray(alone.canvas.buffer_rgba())[..., :3]).mean() < 1


def test_a_matplotlibrc_of_the_user_does_not_leak_in():
    mpl.rcParams.update({"font.size": 30, "axes.facecolor": "black", "lines.linewidth": 9})
    style.apply()
    assert mpl.rcParams["lines.linewidth"] == mpl.rcParamsDefault["lines.linewidth"]
    assert (mpl.rcParams["font.size"], mpl.rcParams["axes.facecolor"]) == (style.BODY, "white")


# Roles and scales


def test_roles_have_colours_that_stand_out_from_white_and_from_each_other():
    roles = [style.LEFT, style.LABOUR, style.GREEN, style.OTHER]
    assert len(set(roles)) == 4
    assert all(style.contrast(colour) >= 3 for colour in roles)
    assert all(style.contrast(colour) >= 4.5 for colour in (*roles[:3], style.INK, style.MUTED))  # these colour words


def test_every_party_of_the_data_has_the_colour_of_its_role(dataset):
    colours = {party: style.role_colour(party) for party in dataset.parties["party_id"]}
    named = {party: colour for party, colour in colours.items() if colour != style.OTHER}
    greens = dataset.parties.loc[dataset.parties["left_reading"] == "green", "party_id"]
    assert named == {"labour": style.LABOUR} | dict.fromkeys(greens, style.GREEN)


@pytest.mark.parametrize("share", [-0.1, 100.1, float("nan")])
def test_what_is_no_share_has_no_colour_on_a_map(share):
    with pytest.raises(ValueError, match="expected 0 to 100"):
        style.bin_colour(share)


def test_the_colours_of_a_map_darken_with_the_share():
    contrasts = [style.contrast(style.bin_colour(low)) for low in style.BINS]
    assert contrasts == sorted(contrasts)
    assert min(later / earlier for earlier, later in pairwise(contrasts)) > 1.2


@pytest.mark.parametrize("nobody", [True, False])
def test_the_key_of_the_maps_names_every_step(nobody):
    fig, ax = style.figure(0.5)
    style.bins_key(ax, nobody)
    style.headline(fig, "A map")
    words = [text.get_text() for text in ax.texts]
    assert words == ["0–10", "10–20", "20–30", "30–40", "40–50", "50%+"] + ["nobody stood"] * nobody
    assert faults(fig) == []


# Layout


@pytest.mark.parametrize("names", [["A", "B"], [LONG, "B"], [f"{LONG}\nIndependent", "$100 of_ the ^Left$"]])
@pytest.mark.parametrize("values", [[51.8, 3], [100, 0], [-20.5, 12]])
def test_nothing_overlaps_or_leaves_the_canvas_however_long_the_names(names, values):
    assert faults(bars(names, values, title=f"{LONG} came first", sources=f"Sources: {LONG}; {LONG}")) == []


def test_names_with_mathematical_signs_are_written_as_they_are():
    fig = bars(["$100 of_ the ^Left$"], [1])
    assert "$100 of_ the ^Left$" in pictures.files(fig, "x")[1]


def test_panels_of_a_grid_are_equally_wide_and_leave_room_for_labels_between_them():
    fig, axes = style.figure(3, rows=2, columns=2)
    for number, ax in enumerate(axes.flat):
        ax.barh([0, 1], [number + 1, 2])
        ax.set_yticks([0, 1], ["one", "a longer name"])
        ax.set_title(f"Panel {number}")
    style.headline(fig, "Four panels")
    widths = [ax.get_position().width for ax in axes.flat]
    assert max(widths) - min(widths) < 1e-9
    assert faults(fig) == []


def test_a_word_longer_than_a_line_is_broken_and_not_cut_off():
    fig, ax = style.figure(1)
    rows.names_above(ax, ["A" * 90, "Bob"], ["Independent", ""])
    style.headline(fig, f"{'A' * 90} took 1%", "B" * 120)
    lines = [text.get_text() for text in fig.texts]
    assert "".join(lines[:3]).count("A") == 90
    assert max(typeface.width_of(line, style.TITLE, "bold") for line in lines[:3]) <= style.WIDTH - 2 * layout.MARGIN
    name, *others = [text.get_text() for text in ax.texts]
    assert name.startswith("A" * 20) and name.endswith("…") and others == ["", "Bob"]


def test_a_headline_leaves_the_plot_its_size():
    fig, ax = style.figure(3)
    ax.plot([1, 2])
    layout.settle(fig)
    before = ax.get_window_extent().height
    style.headline(fig, "A long title " * 12, "subtitle", "sources")
    assert ax.get_window_extent().height == pytest.approx(before)
    assert fig.get_figheight() > 3.5


def test_a_credit_names_sources_and_licence():
    fig = bars(["A"], [1], sources="Source: Hackney Council.", licence="CC BY-SA 4.0")
    assert "Source: Hackney Council. Chart: Left of Labour, CC\N{NO-BREAK SPACE}BY-SA\N{NO-BREAK SPACE}4.0" in [
        text.get_text() for text in fig.texts
    ]


def test_the_foot_names_the_page_where_its_address_is_known(monkeypatch):
    monkeypatch.setenv(paths.PAGE_VARIABLE, f"https://example.org/left/{'one-contest/' * 9}hackney-mayor-2002/")
    fig = bars(["A"], [1], sources="Source: Hackney Council.")
    foot = [text.get_text() for text in fig.texts if text.get_va() == "bottom"]
    assert "".join(reversed(foot)).endswith("one-contest/hackney-mayor-2002")
    assert faults(fig) == []
    monkeypatch.delenv(paths.PAGE_VARIABLE)
    assert not [text for text in bars(["A"], [1]).texts if "example.org" in text.get_text()]


@pytest.mark.parametrize("width", [0.3, 1.5, 6])
def test_lines_are_as_full_as_they_can_be_and_break_at_plain_blanks_only(width):
    text = f"Candidates left of Labour,  % of the votes, {LONG}, CC\N{NO-BREAK SPACE}BY\N{NO-BREAK SPACE}4.0"
    lines = typeface.lines_of(text, width, 14)
    assert " ".join(lines).split(" ") == [word for word in text.split(" ") if word]
    for line, following in pairwise(lines):
        assert typeface.width_of(line, 14) <= width or " " not in line
        assert typeface.width_of(f"{line} {following.split(' ')[0]}", 14) > width


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(0, 20))
def test_labels_are_spread_to_the_gap_in_their_order_and_around_their_middle(positions, gap):
    moved = layout.spread(positions, gap)
    order = sorted(range(len(positions)), key=lambda number: positions[number])
    steps = [moved[later] - moved[earlier] for earlier, later in pairwise(order)]
    assert all(step >= gap - 1e-6 for step in steps)
    assert sum(moved) == pytest.approx(sum(positions), abs=1e-6)


def test_labels_with_room_stay_where_they_are():
    assert layout.spread([5, 1, 9], 2) == [5, 1, 9]


def scatter(tags, dots, lines=()):
    fig, ax = style.figure(3)
    ax.set(xlim=(0, 10), ylim=(0, 10), xticks=[], yticks=[])
    ax.plot(*zip(*dots, strict=True), "o", markersize=8)
    for line in lines:
        ax.plot(*zip(*line, strict=True))
    layout.settle(fig)
    written = layout.place(ax, tags, dots, lines)
    return style.headline(fig, "A finding"), written


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=9))
def test_labels_beside_marks_touch_nothing(dots):
    tags = [layout.Tag(x, y, f"Candidate {number}", style.INK) for number, (x, y) in enumerate(dots)]
    line = [(0, 5), (10, 4)]
    fig, written = scatter(tags, dots, [line])
    assert faults(fig) == []
    assert set(written) <= set(tags)


def test_a_label_without_room_is_left_out_and_of_alternatives_one_is_written():
    crowd = [(x / 5, y / 5) for x in range(51) for y in range(51)]
    _, written = scatter([layout.Tag(5, 5, "No room", style.INK)], crowd)
    assert written == []
    tags = [layout.Tag(x, 5, f"Labour {x}", style.LABOUR, once="Labour") for x in (2, 8)]
    _, written = scatter(tags, [(2, 5), (8, 5)])
    assert [tag.text for tag in written] == ["Labour 2"]


# Files


def test_a_figure_drawn_again_is_the_same_to_the_byte():
    one, other = bars(["A", LONG], [3, 51.8]), bars(["A", LONG], [3, 51.8])
    assert pictures.files(one, "result") == pictures.files(other, "result")


def test_a_picture_does_not_depend_on_which_file_is_made_first():
    one, other = bars(["A"], [1]), bars(["A"], [1])
    pictures.files(one, "x")
    assert pictures.files(one, "x") == pictures.files(other, "x")


def test_type_looks_as_matplotlib_sets_it():
    ours, theirs = (bars(["Ŵyn Pryce-Jones", LONG], [3, 51.8], subtitle="“Æon” – 10 to −2 %, gjpqy") for _ in range(2))
    FigureCanvasAgg(theirs)
    pictures_of = []
    for fig in (ours, theirs):
        fig.set_dpi(style.DPI)
        fig.canvas.draw()
        pictures_of.append(np.asarray(fig.canvas.buffer_rgba(), dtype=int)[..., :3].mean(axis=2))
    inked = [(picture < 250).sum() for picture in pictures_of]
    assert abs(inked[0] / inked[1] - 1) < 0.02
    # Within a pixel, as a line begins at a whole one: what one has drawn, the other has beside it at the farthest.
    near = np.min([np.roll(pictures_of[1], step, (0, 1)) for step in product((-1, 0, 1), repeat=2)], axis=0)
    assert (near - pictures_of[0]).max() < 80


@pytest.mark.parametrize("size", [11.5, 19])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_line_of_type_is_as_wide_as_it_is_drawn(size, weight):
    fig = style.figure()[0]
    fig.set_dpi(style.DPI)
    box = fig.text(0, 0, LONG, fontsize=size, fontweight=weight).get_window_extent(RendererAgg(1280, 720, style.DPI))
    assert typeface.width_of(LONG, size, weight) == pytest.approx(box.width / style.DPI, rel=0.002)


def test_the_text_of_an_svg_is_text_and_needs_nothing_from_elsewhere():
    plain = pictures.files(bars([LONG], [51.8]), "result")[1]
    picture = plain.replace(">", f"><style>{assets.faces(PROJECT.fonts)}</style>", 1)
    root = ElementTree.fromstring(picture)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Jean-Baptiste", "51.8%", "A finding"} <= set(words)
    assert picture.count("@font-face") == 2
    addresses = re.findall(r"(?:href|src|url)[=(]\W*(\w+:)", picture)
    assert set(addresses) == {"data:"}


def test_an_svg_can_share_a_page_with_others():
    picture = pictures.files(bars(["A"], [1]), "result")[1]
    assert "<style" not in picture
    ids = re.findall(r'\bid="([^"]+)"', picture)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("result-") for name in ids)
    uses = re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", picture)
    assert uses
    assert set(uses) <= set(ids)


def test_an_svg_has_the_size_at_which_a_page_shows_the_png():
    fig = bars(["A"], [1])
    root = ElementTree.fromstring(pictures.files(fig, "x")[1])
    assert [int(root.get(side)) for side in ("width", "height")] == [
        640,
        round(fig.get_figheight() * style.SHOWN_DPI),
    ]


# The test that finds overlaps


def blank():
    fig, ax = style.figure(3)
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return fig, ax


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda ax: (ax.text(2, 5, "first"), ax.text(2.1, 5.1, "second")), "text on text"),
        (lambda ax: (ax.plot([0, 10], [5, 5]), ax.text(2, 5, "first", va="center")), "text on a line"),
        (lambda ax: (ax.plot([0, 10], [5, 5], color=style.FAINT), ax.text(2, 4.8, "first")), "text on a line"),
        (lambda ax: (ax.axvline(2.2), ax.text(2, 5, "first")), "text on a line"),
        (lambda ax: (ax.vlines([2.2], 0, 10), ax.text(2, 5, "first")), "text on a line"),
        (lambda ax: (ax.plot([2.2], [5.2], "o"), ax.text(2, 5, "first")), "text on a dot"),
        (lambda ax: (ax.scatter([2.2], [5.2]), ax.text(2, 5, "first")), "text on a dot"),
        (lambda ax: (ax.barh([5], [2.2]), ax.text(2, 5, "first")), "text on a bar or an area"),
        (lambda ax: (ax.fill_between([0, 2.2], 0, 10), ax.text(2, 5, "first")), "text on an area"),
        (lambda ax: (ax.annotate("", (2, 4), (2.5, 7), arrowprops={}), ax.text(2, 5, "first")), "text on an arrow"),
        (lambda ax: ax.text(9.9, 5, "over the edge of the canvas"), "text over the edge"),
        (lambda ax: ax.barh([5], [2], hatch="////"), "hatching, kept for “nobody stood”"),
        (lambda ax: ax.text(5, 5, "first", fontsize=8), "type of 8 points, less than 11"),
        (
            lambda ax: [
                ax.annotate(name, (x, 2), (9 - x, 8), arrowprops={"arrowstyle": "-"})
                for name, x in (("first", 1), ("second", 8))
            ],
            "leaders cross",
        ),
        (
            lambda ax: (
                ax.annotate("first", (2, 1), (2, 9), arrowprops={"arrowstyle": "-"}),
                ax.text(1.5, 5, "second"),
            ),
            "leader of 'first' across 'second'",
        ),
    ],
)
def test_each_kind_of_fault_is_found(draw, said):
    fig, ax = blank()
    style.headline(fig, "A finding")
    assert faults(fig) == []
    draw(ax)
    found = faults(fig)
    assert any(fault.startswith(said) for fault in found), found


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: style.no_candidate(ax.barh([5], [2])[0]),
        lambda ax: (ax.grid(), ax.text(2, 5, "on a grid")),
        lambda ax: (ax.plot([0, 10], [5, 6], color=style.FAINT, linewidth=1), ax.text(2, 5, "on a slanted grid")),
        lambda ax: (ax.barh([5], [8], height=3), ax.text(2, 5, "within a bar", va="center")),
        lambda ax: (ax.axvspan(1, 9), ax.text(2, 5, "within a span")),
        lambda ax: (ax.plot([0, 5, 10], [0, float("nan"), 10]), ax.text(4, 5, "in a gap of a line")),
        lambda ax: (ax.plot([2.2, 2.2], [-5, -1]), ax.text(2, 0.5, "above what is cut off")),
        lambda ax: ax.text(9.9, 5, "unseen", visible=False),
    ],
)
def test_what_is_no_fault_is_not_reported(draw):
    fig, ax = blank()
    style.headline(fig, "A finding")
    draw(ax)
    assert faults(fig) == []


def test_the_smallest_type_of_a_figure_is_that_of_its_notes():
    assert smallest_type(bars(["A"], [1], sources="Source: Hackney Council")) == style.NOTE
