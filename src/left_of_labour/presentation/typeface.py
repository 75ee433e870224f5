"""The typeface of every figure: Source Sans Pro, which comes with the package.

It is a fifth narrower than matplotlib's own, so type can be larger in the same width, and figures look the same on
every computer. Licence: SIL Open Font License 1.1, `fonts/OFL.txt`. The two small files that travel inside an SVG and
the sizes of letters, `fonts/metrics.json`, hold the characters of Western European and Welsh names and are made by
`python -m left_of_labour.presentation.typeface`.
"""

import io
import json
import os
from base64 import b64encode
from functools import cache, lru_cache
from itertools import accumulate, pairwise, product
from pathlib import Path
from threading import get_ident
from typing import Any, NamedTuple

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath

__all__ = [
    "FAMILY",
    "FOLDER",
    "balanced_lines",
    "extent",
    "font",
    "line",
    "lines_of",
    "register",
    "web_faces",
    "width_of",
    "with_long_words_broken",
]

_SURELY_FITS = 20  # letters, in a line of the figure's width at any size

FAMILY = "Source Sans Pro"
FOLDER = Path(__file__).with_name("fonts")
_FILES = {"normal": "SourceSansPro-Regular", "bold": "SourceSansPro-Bold"}
_CSS_WEIGHTS = {"normal": 400, "bold": 700}
_METRICS = FOLDER / "metrics.json"
_measure = TextToPath()
_PROPERTIES = {
    weight: FontProperties(fname=str(FOLDER / f"{name}.ttf"), size=_measure.FONT_SCALE)
    for weight, name in _FILES.items()
}
_WEB_CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0x174, 0x178),  # w and y with a circumflex, as in Welsh
    *map(ord, "–—‘’“”†‡•…←↑→↓−≤≥"),
]


@cache
def register() -> None:
    """Make the typeface known to matplotlib in this process; its cache of the fonts of a computer stays untouched."""
    manager = font_manager.fontManager
    for name in _FILES.values():
        manager.addfont(FOLDER / f"{name}.ttf")
        manager.ttflist.insert(0, manager.ttflist.pop())  # before a copy that the computer may have


class _Metrics(NamedTuple):
    """The sizes of letters at `FONT_SCALE` points, in points."""

    advance: dict[str, float]
    top: dict[str, float]
    bottom: dict[str, float]
    kerning: dict[str, dict[str, float]]  # by a letter and the next
    line: tuple[float, float, float]  # ascent, descent and gap of any line

    def extent(self, text: str) -> tuple[float, float, float] | None:
        """The width, height and descent of a line; None if a letter of it is not among those here."""
        if not text or not self.advance.keys() >= set(text):
            return None
        width = sum(self.advance[letter] for letter in text)
        width += sum(self.kerning[letter].get(following, 0) for letter, following in pairwise(text))
        top, bottom = max(self.top[letter] for letter in text), min(self.bottom[letter] for letter in text)
        return width, top - bottom, -bottom


def extent(text: str, properties: FontProperties) -> tuple[float, float, float]:
    """The width, height and descent of a line of type, in points; without hinting they grow as the size does.

    Parameters
    ----------
    text
        One line.
    properties
        Typeface, weight and size.
    """
    width, height, descent = _extent(text, _of_any_size(properties))
    scale = properties.get_size_in_points() / _measure.FONT_SCALE
    return scale * width, scale * height, scale * descent


def line(properties: FontProperties) -> tuple[float, float, float] | None:
    """How far a line of type reaches above and below its base whatever it says, and the gap between lines; in points.

    Parameters
    ----------
    properties
        Typeface, weight and size.

    Returns
    -------
    tuple or None
        None for any typeface but that of the house.
    """
    metrics = _metrics_of(_of_any_size(properties))
    if metrics is None:
        return None
    scale = properties.get_size_in_points() / _measure.FONT_SCALE
    ascent, descent, gap = metrics.line
    return scale * ascent, scale * descent, scale * gap


def font(properties: FontProperties, text: str) -> FT2Font:
    """The opened file of a typeface, for any size: matplotlib would look for it anew for every size.

    FreeType reads each letter anew when it is set, so the house's own file is read from memory, in a third of the time.

    Parameters
    ----------
    properties
        Typeface and weight.
    text
        What is to be set in it; where that has letters that the file may lack, others stand by.
    """
    of_any_size = _of_any_size(properties)
    files = _files(of_any_size)
    metrics = _metrics_of(of_any_size)
    if metrics and metrics.advance.keys() >= set(text):
        return _in_memory(str(files[0]), os.getpid(), get_ident())
    return font_manager.get_font(files)


@lru_cache(maxsize=64)
def _in_memory(file: str, _process: int, _thread: int) -> FT2Font:
    """As matplotlib's `get_font`, neither threads nor forks share what is opened."""
    return FT2Font(io.BytesIO(_content(file)))


@cache
def _content(file: str) -> bytes:
    return Path(file).read_bytes()


def _of_any_size(properties: FontProperties) -> FontProperties:
    of_any_size = properties.copy()
    of_any_size.set_size(_measure.FONT_SCALE)
    return of_any_size


@lru_cache(maxsize=64)
def _files(properties: FontProperties) -> list[font_manager.FontPath]:
    return font_manager.fontManager._find_fonts_by_props(properties)  # as `Text` does, for the fonts to fall back on


@lru_cache(maxsize=8192)
def _extent(text: str, properties: FontProperties) -> tuple[float, float, float]:
    metrics = _metrics_of(properties)
    return (metrics and metrics.extent(text)) or _set(text, properties)


@lru_cache(maxsize=64)
def _metrics_of(properties: FontProperties) -> _Metrics | None:
    return _metrics().get(str(_files(properties)[0]))


@cache
def _metrics() -> dict[str, _Metrics]:
    """The sizes of letters by the file of a typeface, as matplotlib finds them: to set a line takes it far longer."""
    known = json.loads(_METRICS.read_text(encoding="utf-8"))
    return {str(FOLDER / f"{name}.ttf"): _Metrics(**known[weight]) for weight, name in _FILES.items()}


def _set(text: str, properties: FontProperties) -> tuple[float, float, float]:
    """The width, height and descent of a line as set by matplotlib, in points."""
    return _measure.get_text_width_height_descent(text, properties, False)


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line of type, in inches.

    Parameters
    ----------
    text
        One line.
    size
        In points.
    weight
        "normal" or "bold".

    Examples
    --------
    >>> round(width_of("Tower Hamlets", 14), 1), round(width_of("Tower Hamlets", 28), 1)
    (1.2, 2.4)
    """
    return size / _measure.FONT_SCALE * _extent(text, _PROPERTIES[weight])[0] / 72


def lines_of(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Text broken into lines that fit, at plain blanks; a word that is longer than a line gets one of its own.

    Parameters
    ----------
    text
        One paragraph.
    width
        In inches.
    size, weight
        As in `width_of`.

    Examples
    --------
    >>> lines_of("Second preferences", 1, 14)
    ['Second', 'preferences']
    """
    words = [word for word in text.split(" ") if word]
    lines = []
    while words:
        count = _fitting(words, width, size, weight)
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return lines


def _fitting(words: list[str], width: float, size: float, weight: str) -> int:
    """How many of the words fit into a line, at least one: a guess from their letters, then measured step by step."""
    line = " ".join(words)
    whole = width_of(line, size, weight)
    if whole <= width:
        return len(words)
    room = len(line) * width / whole
    count = max(sum(end <= room for end in accumulate(len(word) + 1 for word in words)), 1)
    while count > 1 and width_of(" ".join(words[:count]), size, weight) > width:
        count -= 1
    while width_of(" ".join(words[: count + 1]), size, weight) <= width:
        count += 1
    return count


def with_long_words_broken(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Text in which a word that is wider than a line stands in pieces that fit.

    Examples
    --------
    >>> with_long_words_broken("Llanfairpwllgwyngyllgogerychwyrndrobwll ward", 2.5, 19)
    'Llanfairpwllgwyngyllg ogerychwyrndrobwll ward'
    """
    pieces = []
    for rest in text.split(" "):
        while len(rest) > _SURELY_FITS and width_of(rest, size, weight) > width:
            end = next(
                end for end in range(len(rest), 0, -1) if end == 1 or width_of(rest[:end], size, weight) <= width
            )
            pieces.append(rest[:end])
            rest = rest[end:]
        pieces.append(rest)
    return " ".join(pieces)


def balanced_lines(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """As `lines_of`, but of like length: a title does not leave its last word alone on a line.

    Examples
    --------
    >>> balanced_lines("Foot took 12.7%, 29.2 points behind Labour in Hackney", 6, 19, "bold")
    ['Foot took 12.7%, 29.2 points', 'behind Labour in Hackney']
    """
    lines = lines_of(text, width, size, weight)
    longest = max((width_of(word, size, weight) for word in text.split(" ")), default=0)
    while width > longest:
        width -= 0.1
        narrower = lines_of(text, width, size, weight)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


@cache
def web_faces() -> str:
    """The typeface as CSS with the fonts inside: put once into a page or an SVG, it needs nothing from elsewhere."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{_CSS_WEIGHTS[weight]};src:url(data:font/woff;base64,'
        f'{b64encode((FOLDER / f"{name}.woff").read_bytes()).decode()}) format("woff")}}'
        for weight, name in _FILES.items()
    )


def _make_web_fonts() -> None:
    """Write the small fonts: fewer characters, no hinting, no names (the licence reserves that of the original)."""
    from fontTools import subset

    for name in _FILES.values():
        options = subset.Options(flavor="woff", layout_features=["kern"], hinting=False, name_IDs=[])
        font = subset.load_font(FOLDER / f"{name}.ttf", options)
        font.recalcTimestamp = False
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=_WEB_CHARACTERS)
        subsetter.subset(font)
        subset.save_font(font, FOLDER / f"{name}.woff", options)


def _make_metrics() -> None:
    """Write the sizes of letters: matplotlib sets each alone, and in front of every other for the kerning."""
    letters = [chr(code) for code in _WEB_CHARACTERS]
    known = {}
    for weight, properties in _PROPERTIES.items():
        sizes = {letter: _set(letter, properties) for letter in letters}
        advance = {letter: width for letter, (width, *_) in sizes.items()}
        kerning: dict[str, dict[str, float]] = {letter: {} for letter in letters}
        for letter, following in product(letters, repeat=2):
            width, *_ = _set(letter + following, properties)
            if width != advance[letter] + advance[following]:
                kerning[letter][following] = width - advance[letter] - advance[following]
        top = {letter: height - descent for letter, (_, height, descent) in sizes.items()}
        bottom = {letter: -descent for letter, (*_, descent) in sizes.items()}
        opened = font(properties, "")
        table: Any = opened.get_sfnt_table("OS/2")
        scale = _measure.FONT_SCALE / opened.units_per_EM
        line = scale * table["sTypoAscender"], -scale * table["sTypoDescender"], scale * table["sTypoLineGap"]
        known[weight] = _Metrics(advance, top, bottom, kerning, line)._asdict()
    _METRICS.write_text(json.dumps(known, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _make_web_fonts()
    _make_metrics()
