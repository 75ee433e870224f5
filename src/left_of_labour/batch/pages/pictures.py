"""Small versions of a report's pictures, for lists of reports."""

import io

from PIL import Image, ImageChops, ImageStat

__all__ = ["SHARE", "THUMBNAIL", "alike", "share", "thumbnail", "thumbnail_size"]

THUMBNAIL = "thumbnail.png"
SHARE = "share.png"
_SHARED = (1200, 630)
_WIDTH = 480
_COLOURS = 32


def thumbnail(png: bytes) -> bytes:
    """A picture at 480 pixels' width in few colours: some 10 KB."""
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").resize(_reduced(picture), Image.Resampling.HAMMING)
    target = io.BytesIO()
    small.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


def share(png: bytes) -> bytes:
    """A picture for who shares the page's address: the whole picture on a plate of 1200 by 630 pixels."""
    with Image.open(io.BytesIO(png)) as picture:
        whole = picture.convert("RGB")
        paper = whole.getpixel((0, 0))
        whole.thumbnail((_SHARED[0] - 60, _SHARED[1] - 40), Image.Resampling.LANCZOS)
    plate = Image.new("RGB", _SHARED, paper)
    plate.paste(whole, ((_SHARED[0] - whole.width) // 2, (_SHARED[1] - whole.height) // 2))
    target = io.BytesIO()
    plate.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


def thumbnail_size(png: bytes) -> tuple[int, int]:
    """Width and height of a picture's thumbnail, in pixels."""
    with Image.open(io.BytesIO(png)) as picture:
        return _reduced(picture)


def _reduced(picture: Image.Image) -> tuple[int, int]:
    return _WIDTH, max(1, round(picture.height * _WIDTH / picture.width))


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures look the same: another machine may smooth an edge a little differently."""
    if one == other:
        return True
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        if first.size != second.size:
            return False
        return ImageStat.Stat(ImageChops.difference(first.convert("L"), second.convert("L"))).mean[0] < 1
