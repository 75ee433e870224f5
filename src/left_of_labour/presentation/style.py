"""The one visual language: sizes, type and colours of every figure.

A figure is 6.4 inches wide, so that its type can still be read on a phone. The finding is its title, unit and
denominator its subtitle, the sources its footer. Colours of parties are data; the few of our own are here.
"""

import colorsys
import re
from textwrap import wrap

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

__all__ = [
    "DAGGER",
    "DPI",
    "FAINT",
    "INK",
    "LABOUR",
    "LEFT",
    "MUTED",
    "OTHER",
    "WIDTH",
    "apply",
    "broken",
    "contrast",
    "figure",
    "headline",
    "readable",
]

WIDTH = 6.4  # inches
DPI = 200  # twice what it is shown with, for sharp screens
INK = "#1d1d1f"
MUTED = "#5c5f66"
FAINT = "#d9dbdf"
LEFT = "#6b2c91"  # violet: apart from Labour's red in hue, in greyscale and for colour-blind readers
LABOUR = "#e4003b"
OTHER = "#8a8f98"
DAGGER = "†"  # marks a figure that rests on one source

_RC = {
    "figure.dpi": 100,
    "savefig.dpi": DPI,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": FAINT,
    "text.color": INK,
    "text.hinting": "none",  # at twice the pixels type is crisp without it, and drawn in three quarters of the time
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10.5,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "patch.linewidth": 0,
}


def apply() -> None:
    """Make the house style the style of this session; `notebook.begin` calls it once."""
    sns.set_theme(style="ticks", rc=_RC)


def figure(height: float = 3.6, rows: int = 1, columns: int = 1, **options) -> tuple[Figure, Axes]:
    """A new figure in house width; `height` is that of the plot, title and footer are added to it.

    Parameters
    ----------
    height
        In inches, without title and footer.
    rows, columns
        Number of axes.
    **options
        Passed on to `matplotlib.pyplot.subplots`, such as `sharex`.

    Examples
    --------
    >>> fig, ax = figure(height=3)
    >>> float(fig.get_figwidth())
    6.4
    """
    return plt.subplots(rows, columns, figsize=(WIDTH, height), layout="constrained", **options)


def headline(fig: Figure, title: str, subtitle: str = "", sources: str = "") -> Figure:
    """Add the finding above a figure, unit and denominator below it, and the sources at the foot.

    The figure grows by the room that they need, so the plot keeps its size. Call it last.

    Parameters
    ----------
    fig
        A figure from `figure`.
    title
        The finding, or what, where and when.
    subtitle
        Unit, denominator and number of cases.
    sources
        Where the numbers come from.
    """
    blocks = [
        (wrap(title, 58), 12.5, "bold", INK),
        (wrap(subtitle, 84), 10, "normal", MUTED),
    ]
    foot = wrap(sources, 92)
    plot = fig.get_figheight()
    head_room = sum(len(lines) * _line(size) for lines, size, *_ in blocks) + 0.2
    foot_room = len(foot) * _line(8.5) + (0.15 if foot else 0.05)
    height = plot + head_room + foot_room
    fig.set_figheight(height)
    fig.get_layout_engine().set(rect=(0, foot_room / height, 1, plot / height))
    y = height - 0.06
    for lines, size, weight, colour in blocks:
        for line in lines:
            fig.text(0.08 / WIDTH, y / height, line, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= _line(size)
        y -= 0.04
    for number, line in enumerate(reversed(foot)):
        fig.text(0.08 / WIDTH, (0.06 + number * _line(8.5)) / height, line, fontsize=8.5, color=MUTED, va="bottom")
    fig.set_label(title)
    return fig


def broken(label: str) -> str:
    """The name of a contest for an axis, broken before the office so that it leaves room for the plot.

    Examples
    --------
    >>> broken("Tower Hamlets mayor 2014 (voided)")
    'Tower Hamlets\\nmayor 2014 (voided)'
    """
    return re.sub(r" (mayor|MP|council|Assembly) ", r"\n\1 ", label)


def _line(size: float) -> float:
    """The height of a line of type, in inches."""
    return size * 1.28 / 72


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
