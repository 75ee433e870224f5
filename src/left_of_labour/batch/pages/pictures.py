"""Small versions of a report's first picture, each made for its size: for lists of reports, and for shared addresses.

Neither is the picture made smaller, in which no word could be read. Both show the plot alone, as wide as there is
room, and as many of its rows as fit.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from left_of_labour.shown import Figure

__all__ = ["SHARED", "THUMBNAIL", "alike", "share", "thumbnail", "thumbnail_size"]

THUMBNAIL = "thumbnail.png"
_WIDTH, _HEIGHT = 480, 330
_COLOURS = 64
_EDGE = 44  # pixels that stay free on a shared picture
_TITLE, _CREDIT = 62, 32
_TITLE_TOP = 34
_INK, _MUTED = "#1d1d1f", "#5c5f66"
_LEAST_GAP = 6  # rows of pixels without ink between two rows of a plot
_LEAST_PART = 0.6  # of the room, that a plot has to fill to be cut at such a gap

SHARED = (1368, 718)
"""Width and height of a shared picture: the shape that networks show whole, in which a plot of the house's width stands
pixel by pixel."""


def thumbnail(figure: Figure) -> bytes:
    """The plot of a picture at 480 pixels' width in few colours: some 10 KB."""
    return _png(_plot(figure, _WIDTH, _HEIGHT))


def thumbnail_size(figure: Figure) -> tuple[int, int]:
    """Width and height of a picture's thumbnail, in pixels."""
    return _fitted(figure, _WIDTH, _HEIGHT)[1]


def share(figure: Figure, credit: str, fonts: Iterable[tuple[str, int, str]] = ()) -> bytes:
    """A picture for those who share a page's address: the finding in large type, and the plot; see `SHARED`.

    Parameters
    ----------
    figure
        With the finding as its title.
    credit
        Whose it is.
    fonts
        See `project.Project`; without any, Pillow's own typeface.
    """
    files_of = {weight: place for _, weight, place in fonts}
    plate = Image.new("RGB", SHARED, "white")
    draw = ImageDraw.Draw(plate)
    large, small = _font(files_of.get(700, ""), _TITLE), _font(files_of.get(400, ""), _CREDIT)
    width, floor = SHARED[0] - 2 * _EDGE, SHARED[1] - _EDGE - round(_CREDIT * 1.3)
    lines = _lines(figure.title, large, width)
    below = _TITLE_TOP + round((len(lines) + 0.3) * _TITLE * 1.15)
    if _fitted(figure, width, floor - below)[1][0] > width * _LEAST_PART:
        plot = _plot(figure, width, floor - below)
        place = (_EDGE, below)
    else:  # a plot as high as wide stands beside the finding
        plot = _plot(figure, round(width * 0.58), floor - _TITLE_TOP)
        place = (SHARED[0] - _EDGE - plot.width, _TITLE_TOP + 11)
        lines = _lines(figure.title, large, place[0] - 2 * _EDGE)
    plate.paste(plot, place)
    for number, line in enumerate(lines):
        draw.text((_EDGE, _TITLE_TOP + number * _TITLE * 1.15), line, _INK, large)
    draw.text((_EDGE, SHARED[1] - _EDGE), credit, _MUTED, small, anchor="ls")
    return _png(plate)


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


def _plot(figure: Figure, width: int, height: int) -> Image.Image:
    """The plot in a box."""
    (top, bottom), size = _fitted(figure, width, height)
    picture = _coloured(figure.png)
    box = (0, top, picture.width, bottom)
    return picture.resize(size, Image.Resampling.HAMMING, box, reducing_gap=1)  # looks the same, in less time


def _fitted(figure: Figure, width: int, height: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The rows of a picture that a box shows, and their size in it: as wide as it, if enough rows then fill it."""
    picture = _opened(figure.png)
    scale = picture.width / (figure.width or picture.width)
    top, bottom = (round(row * scale) for row in figure.plot) if any(figure.plot) else (0, picture.height)
    room = height * picture.width // width
    if bottom - top > room:
        bottom = _gap(picture, top, top + room) or bottom
    shrink = min(width / picture.width, height / (bottom - top))
    return (top, bottom), (round(picture.width * shrink), max(1, round((bottom - top) * shrink)))


def _gap(picture: Image.Image, top: int, bottom: int) -> int:
    """Where to cut a picture between two rows of its plot so that most of the room is used; 0 if nowhere."""
    import numpy as np  # slow to import, and the index needs none

    pixels = np.asarray(picture)
    start = top + round((bottom - top) * _LEAST_PART)
    blank = (pixels[start:bottom] == pixels[0, 0]).all(axis=1)
    gaps, since = [], 0
    for row, (before, is_blank) in enumerate(pairwise([False, *blank.tolist(), False])):
        if is_blank and not before:
            since = row
        elif before and not is_blank:
            gaps.append((row - since, since))
    size, row = max(gaps, default=(0, 0))
    return start + row + size // 2 if size >= _LEAST_GAP else 0


@lru_cache(maxsize=2)
def _opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture if picture.mode == "P" else picture.convert("P")


@lru_cache(maxsize=1)
def _coloured(png: bytes) -> Image.Image:
    return _opened(png).convert("RGB")


@lru_cache(maxsize=8)
def _font(place: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if not place:
        return ImageFont.load_default(size)
    package, _, path = place.partition(":")
    return ImageFont.truetype(io.BytesIO(files(package).joinpath(path).read_bytes()), size)


def _lines(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    """Text broken into lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures look the same: another machine may smooth an edge a little differently."""
    if one == other:
        return True
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        if first.size != second.size:
            return False
        return ImageStat.Stat(ImageChops.difference(first.convert("L"), second.convert("L"))).mean[0] < 1
