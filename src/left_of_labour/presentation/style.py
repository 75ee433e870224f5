"""The one visual language: sizes, type and colours of every figure.

A figure is 6.4 inches wide and has no type under 11 points, so that it can still be read on a phone. The finding is its
title; measure, place, date and number of cases are its subtitle; sources and licence its footer. Colour says the role,
the same in every figure: the challenger violet, Labour red, Greens green, everybody else one grey.
"""

import colorsys
import re
from bisect import bisect_right
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Patch

from left_of_labour import paths
from left_of_labour.presentation import layout, typeface
from left_of_labour.presentation.plate import Plate

__all__ = [
    "BINS",
    "BODY",
    "DAGGER",
    "DPI",
    "FAINT",
    "GREEN",
    "HATCH",
    "INK",
    "LABOUR",
    "LEFT",
    "MOST_WORDS",
    "MUTED",
    "NOTE",
    "OTHER",
    "PALE",
    "SHOWN_DPI",
    "SUBTITLE",
    "TITLE",
    "WIDTH",
    "apply",
    "bin_colour",
    "bins_key",
    "contrast",
    "figure",
    "headline",
    "name_axes",
    "no_candidate",
    "readable",
    "role_colour",
    "stock",
    "tint",
]

WIDTH = 6.4  # inches
MOST_WORDS = 12  # in a title
SHOWN_DPI = 100
DPI = 200  # twice what it is shown with, for sharp screens
TITLE, SUBTITLE, BODY, NOTE = 19, 13, 14, 11.5  # points; nothing is smaller than a note
INK = "#1d1d1f"
MUTED = "#5c5f66"
FAINT = "#d9dbdf"
PALE = "#f0eef3"  # behind a span of time
LEFT = "#6b2c91"  # violet: apart from Labour's red in hue, in greyscale and for colour-blind readers
LABOUR = "#e4003b"
GREEN = "#00803c"
OTHER = "#8a8f98"
DAGGER = "†"  # marks a figure that rests on one source
BINS = (0, 10, 20, 30, 40, 50)  # the lower bounds of the shares, in %, that one colour stands for on a map
_BIN_COLOURS = ("#f1ebf5", "#d9c6e4", "#bd9bd0", "#9c6bb8", "#7b3fa0", "#4a1768")
HATCH = "////"  # nobody stood, and nothing else

_RC: dict[Any, Any] = {
    "figure.dpi": SHOWN_DPI,
    "savefig.dpi": DPI,
    "font.family": [typeface.FAMILY, "DejaVu Sans"],
    "font.size": BODY,
    "text.color": INK,
    "text.hinting": "none",  # at twice the pixels type is crisp without it, and drawn in three quarters of the time
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SUBTITLE,
    "axes.titlelocation": "left",
    "axes.titlesize": BODY,
    "axes.titleweight": "bold",
    "axes.titley": 1.0,  # nothing stands above axes that a title would have to make way for
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "hatch.color": OTHER,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": SUBTITLE,
    "lines.solid_capstyle": "butt",
    "patch.linewidth": 0,
    "xtick.color": MUTED,
    "xtick.labelsize": SUBTITLE,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": BODY,
}


def apply() -> None:
    """Make the house style the style of this session, whatever was set before; `notebook.begin` calls it once."""
    typeface.register()
    if not _is_in_use():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        _IN_USE.update(mpl.rcParams)


_IN_USE: dict[Any, Any] = {}  # all settings as they are in the house style


def _is_in_use() -> bool:
    return bool(_IN_USE) and mpl.rcParams == _IN_USE | {"backend": mpl.rcParams["backend"]}  # whichever pyplot has


def figure(height: float = 3.6, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Plate, Any]:
    """A new figure in house width; `height` is that of the plot, title and footer are added to it.

    Parameters
    ----------
    height
        In inches, without title and footer.
    rows, columns
        Number of axes.
    **options
        Passed on to `matplotlib.figure.Figure.subplots`, such as `sharex`.

    Returns
    -------
    Plate, Axes or numpy.ndarray
        The figure and its axes, several as an array.

    Examples
    --------
    >>> fig, ax = figure(height=3)
    >>> float(fig.get_figwidth())
    6.4
    """
    if mpl.rcParams["font.family"] != _RC["font.family"]:
        apply()
    if rows == columns == 1 and not options and _STOCK and _is_in_use():
        fig, ax = _STOCK.pop()
        fig.set_figheight(height)
        return fig, ax
    fig = Plate(figsize=(WIDTH, height))
    return fig, fig.subplots(rows, columns, **options)


_STOCK: list[tuple[Plate, Axes]] = []


def stock(number: int = 4) -> None:
    """Make figures of one plot in advance, for `figure` to take: plots are slow to make, and fast to copy in a fork.

    Parameters
    ----------
    number
        How many, by default the most that one of our reports draws; when they are used up, `figure` makes new ones.
    """
    apply()
    _STOCK[:] = [figure() for _ in range(number)]


def headline(fig: Plate, title: str, subtitle: str = "", sources: str = "", licence: str = "CC BY 4.0") -> Plate:
    """Add the finding above a figure, measure and number of cases below it; at the foot sources, licence, address.

    The figure grows by the room that they need, so the plot keeps its size. Call it last: it places the axes.

    Parameters
    ----------
    fig
        A figure from `figure`.
    title
        The finding, in at most twelve words.
    subtitle
        Measure and denominator, place, date, number of cases.
    sources
        Where the numbers come from.
    licence
        Under which the picture may be used; share-alike where a source asks for it.
    """
    layout.make_room(fig)
    width = WIDTH - 2 * layout.MARGIN
    head = typeface.with_long_words_broken(_glued(title), width, TITLE, "bold")
    under = typeface.with_long_words_broken(subtitle, width, SUBTITLE)
    blocks = [
        (typeface.balanced_lines(head, width, TITLE, "bold"), TITLE, "bold", INK),
        (typeface.lines_of(under, width, SUBTITLE), SUBTITLE, "normal", MUTED),
    ]
    credit = ". ".join(
        part for part in (sources.rstrip("."), f"Chart: Left of Labour, {licence.replace(' ', _NO_BREAK)}") if part
    )
    foot = [*typeface.lines_of(credit, width, NOTE), *_address(paths.page_address(), width)]
    plot = fig.get_figheight()
    head_room = sum(len(lines) * _line(size) + _BLOCK_GAP for lines, size, *_ in blocks if lines) + layout.MARGIN
    foot_room = len(foot) * _line(NOTE) + layout.MARGIN + _BLOCK_GAP
    height = plot + head_room + foot_room
    positions = [(ax, ax.get_position(original=True)) for ax in fig.axes]
    fig.set_figheight(height)
    for ax, box in positions:
        ax.set_position((box.x0, (box.y0 * plot + foot_room) / height, box.width, box.height * plot / height))
    x = layout.MARGIN / WIDTH
    y = height - layout.MARGIN
    for lines, size, weight, colour in blocks:
        for line in lines:
            fig.text(x, y / height, line, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= _line(size)
        y -= _BLOCK_GAP
    for number, line in enumerate(reversed(foot)):
        below = layout.MARGIN * 0.7 + number * _line(NOTE)
        fig.text(x, below / height, line, fontsize=NOTE, color=MUTED, va="bottom")
    fig.set_label(title)
    fig.above, fig.below = head_room, foot_room
    return fig


def name_axes(ax: Axes, across: str, upwards: str) -> None:
    """Say what a plot's axes measure: below it, and above it in a line to be read without turning one's head.

    Parameters
    ----------
    ax
        Of shares or the like: its tick labels become small and grey, as they are no data.
    across, upwards
        The measures, with their units.
    """
    ax.set_xlabel(across)
    ax.set_title(upwards, fontsize=SUBTITLE, fontweight="normal", color=MUTED)
    ax.tick_params(labelsize=NOTE, labelcolor=MUTED, length=0)


_NO_BREAK = "\N{NO-BREAK SPACE}"
_BLOCK_GAP = 0.05  # inches between title, subtitle, plot and footer


def _glued(title: str) -> str:
    """A title in which a number stays with the word that it counts."""
    return re.sub(r"(\b\d[\d,.]*) (?=[a-z])", rf"\1{_NO_BREAK}", title)


def _address(page: str, width: float) -> list[str]:
    """The address of a page in lines that fit, without what every address begins with."""
    short = page.partition("://")[2].rstrip("/")
    return [line.replace(" ", "") for line in typeface.lines_of(short.replace("/", "/ "), width, NOTE)]


def _line(size: float) -> float:
    """The height of a line of type, in inches."""
    return size * 1.2 / 72


def role_colour(party_id: str | None, is_left: bool = False) -> str:
    """The colour that says whose a mark is: Labour, the Greens, a challenger left of Labour, or somebody else.

    Parameters
    ----------
    party_id
        An id of parties.csv; with none it is `is_left` that counts.
    is_left
        Whether the candidate or party is left of Labour under the reading in use. Greens are green under all of them.

    Examples
    --------
    >>> role_colour("green", is_left=True) == GREEN, role_colour("conservative") == OTHER
    (True, True)
    """
    if party_id == "labour":
        return LABOUR
    if party_id in ("green", "scottish-green"):
        return GREEN
    return LEFT if is_left else OTHER


def tint(colour: str, part: float = 0.45) -> str:
    """A colour thinned with white: what is added to a solid mark, such as second preferences.

    Parameters
    ----------
    colour
        Of the solid mark.
    part
        How much of the colour is left, from 0 to 1.

    Examples
    --------
    >>> tint("#000000", 0.5)
    '#808080'
    """
    red, green, blue = (1 - part * (1 - channel) for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def bin_colour(share_pct: float) -> str:
    """The colour of a share on a map: the one scale of all maps, in steps that the eye can tell apart.

    Parameters
    ----------
    share_pct
        From 0 to 100. A ward without a candidate has no share: see `no_candidate`.

    Examples
    --------
    >>> bin_colour(9.9) == bin_colour(0), bin_colour(10) == bin_colour(9.9)
    (True, False)
    """
    if not 0 <= share_pct <= 100:
        raise ValueError(f"{share_pct!r} is no share: expected 0 to 100")
    return _BIN_COLOURS[bisect_right(BINS, share_pct) - 1]


def no_candidate(patch: Patch) -> None:
    """Draw a patch as one where nobody stood: the only hatching there is."""
    patch.set(facecolor="white", edgecolor=OTHER, hatch=HATCH, linewidth=0.5)


def bins_key(ax: Axes, nobody: bool = False) -> None:
    """Print the scale of `bin_colour` across an axes of its own, about half an inch high.

    Parameters
    ----------
    ax
        Drawn over whole.
    nobody
        Whether the map has places without a candidate.
    """
    ax.set_axis_off()
    boxes = len(BINS) + 1.8 * nobody
    ax.set(xlim=(0, boxes), ylim=(0, 2))
    for number, (low, colour) in enumerate(zip(BINS, _BIN_COLOURS, strict=True)):
        ax.add_patch(mpl.patches.Rectangle((number, 1.1), 0.96, 0.9, facecolor=colour))
        words = f"{low}%+" if low == BINS[-1] else f"{low}–{low + 10}"
        ax.text(number + 0.48, 0.9, words, ha="center", va="top", fontsize=NOTE, color=MUTED)
    if nobody:
        box = mpl.patches.Rectangle((len(BINS) + 0.4, 1.1), 0.96, 0.9)
        no_candidate(box)
        ax.add_patch(box)
        ax.text(len(BINS) + 0.88, 0.9, "nobody stood", ha="center", va="top", fontsize=NOTE, color=MUTED)


def contrast(colour: str, background: str = "#ffffff") -> float:
    """The contrast ratio of two colours, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, "contrast ratio" and "relative luminance".

    Examples
    --------
    >>> contrast("#000000")
    21.0
    """
    high, low = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(colour)]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def readable(colour: str, ratio: float = 3.0) -> str:
    """The colour itself, or the nearest darker one of the same hue that stands out from white.

    Parameters
    ----------
    colour
        A party's colour, such as "#faa61a".
    ratio
        The contrast wanted: 3 for marks, 4.5 for type.

    Examples
    --------
    >>> readable("#e4003b")
    '#e4003b'
    >>> contrast(readable("#fdf38e")) >= 3
    True
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    while contrast(colour) < ratio:
        lightness -= 0.01
        colour = to_hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour
