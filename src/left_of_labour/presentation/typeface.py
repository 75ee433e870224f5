"""The typeface of every figure: Source Sans Pro, which comes with the package.

It is a fifth narrower than matplotlib's own, so type can be larger in the same width, and figures look the same on
every computer. Licence: SIL Open Font License 1.1, `fonts/OFL.txt`. The two small files that travel inside an SVG hold
the characters of Western European and Welsh names and are made by `python -m left_of_labour.presentation.typeface`.
"""

from base64 import b64encode
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

__all__ = ["FAMILY", "FOLDER", "balanced_lines", "extent", "lines_of", "register", "web_faces", "width_of"]

FAMILY = "Source Sans Pro"
FOLDER = Path(__file__).with_name("fonts")
_FILES = {"normal": "SourceSansPro-Regular", "bold": "SourceSansPro-Bold"}
_CSS_WEIGHTS = {"normal": 400, "bold": 700}
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


@lru_cache(maxsize=8192)
def _extent(text: str, properties: FontProperties) -> tuple[float, float, float]:
    return _measure.get_text_width_height_descent(text, properties, False)


def extent(text: str, properties: FontProperties) -> tuple[float, float, float]:
    """The width, height and descent of a line of type, in points; without hinting they grow as the size does.

    Parameters
    ----------
    text
        One line.
    properties
        Typeface, weight and size.
    """
    size, of_any_size = properties.get_size_in_points(), properties.copy()
    of_any_size.set_size(_measure.FONT_SCALE)
    width, height, descent = _extent(text, of_any_size)
    scale = size / _measure.FONT_SCALE
    return scale * width, scale * height, scale * descent


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


if __name__ == "__main__":
    _make_web_fonts()
