"""HTML that a notebook shows by other means than ours, such as a data frame: only what cannot act or cover the page."""

import re

__all__ = ["sanitised"]

_TAGS = """
    a abbr b blockquote br caption code col colgroup dd div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img li ol p
    pre q s small span strong sub sup table tbody td tfoot th thead tr u ul
"""
_ATTRIBUTES = {"alt", "colspan", "dir", "height", "lang", "rowspan", "scope", "title", "width"}
_ADDRESSES = {("a", "href"): ("https:", "http:", "mailto:", "#"), ("img", "src"): ("data:image/",)}
_NO_TEXT = re.compile(r"(?is)<(script|style|template|title|noscript|iframe|object|svg|math)\b.*?(</\1\s*>|\Z)")


def sanitised(html: str) -> str:
    """HTML without scripts, styles, forms, frames and what else could act, lead away or lie over the page.

    Parameters
    ----------
    html
        Anything, well formed or not.

    Examples
    --------
    >>> sanitised('<b style="position: fixed" onclick="x()">bold</b><meta http-equiv="refresh" content="0; url=//x">')
    '<b>bold</b>'
    """
    import bleach  # nbconvert brings it; only such HTML needs it

    kept: str = bleach.clean(
        _NO_TEXT.sub("", html), _TAGS.split(), _is_harmless, protocols=["https", "http", "mailto", "data"], strip=True
    )
    return kept


def _is_harmless(tag: str, attribute: str, value: str) -> bool:
    return attribute in _ATTRIBUTES or value.strip().lower().startswith(_ADDRESSES.get((tag, attribute), ("\0",)))
