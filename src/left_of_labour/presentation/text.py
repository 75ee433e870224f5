"""Sentences with numbers in them: formats that every notebook shares."""

import datetime as dt
from collections.abc import Iterable
from typing import SupportsFloat

__all__ = ["date_as_known", "day", "joined", "number", "ordinal", "out_of", "percent", "plural", "points", "years"]


def number(value: SupportsFloat) -> str:
    """A whole number with thousands separators and a true minus sign.

    Examples
    --------
    >>> number(-4187)
    '−4,187'
    """
    return f"{float(value):,.0f}".replace("-", "−")


def percent(value: SupportsFloat, decimals: int = 1) -> str:
    """A percentage; the sentence around it names the denominator.

    Examples
    --------
    >>> percent(12.7164)
    '12.7%'
    """
    return f"{float(value):,.{decimals}f}%".replace("-", "−")


def points(value: SupportsFloat, decimals: int = 1) -> str:
    """A difference of two shares, in percentage points.

    Examples
    --------
    >>> points(13.23)
    '13.2 points'
    """
    return f"{float(value):,.{decimals}f} points".replace("-", "−")


def ordinal(value: int) -> str:
    """A place in an order, in words up to tenth.

    Examples
    --------
    >>> ordinal(3), ordinal(11), ordinal(22)
    ('third', '11th', '22nd')
    """
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= value <= len(words):
        return words[value - 1]
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{ending}"


def plural(count: int, singular: str, several: str | None = None) -> str:
    """A count with its noun.

    Examples
    --------
    >>> plural(1, "candidate"), plural(3, "party", "parties")
    ('1 candidate', '3 parties')
    """
    return f"{number(count)} {singular if count == 1 else several or singular + 's'}"


def out_of(count: int, whole: int, singular: str, several: str | None = None) -> str:
    """How many of a whole, as it is said of one, two or all.

    Examples
    --------
    >>> out_of(3, 14, "challenge"), out_of(0, 14, "challenge"), out_of(14, 14, "challenge")
    ('3 of 14 challenges', 'none of 14 challenges', 'all 14 challenges')
    >>> out_of(0, 2, "seat"), out_of(2, 2, "seat"), out_of(0, 1, "seat"), out_of(1, 1, "seat")
    ('neither seat', 'both seats', 'no seat', 'the only seat')
    """
    several = several or f"{singular}s"
    if whole <= 1:
        return f"the only {singular}" if count else f"no {singular}"
    if whole == 2 and count != 1:
        return f"both {several}" if count else f"neither {singular}"
    if count == whole:
        return f"all {number(whole)} {several}"
    return f"{number(count) if count else 'none'} of {number(whole)} {several}"


def years(first: int, last: int) -> str:
    """The years from one to another.

    Examples
    --------
    >>> years(2002, 2022), years(2022, 2022)
    ('2002 to 2022', '2022')
    """
    return f"{first} to {last}" if first != last else str(first)


def joined(items: Iterable[str], last: str = "and") -> str:
    """Items as an English list.

    Examples
    --------
    >>> joined(["Hackney", "Preston", "Tower Hamlets"])
    'Hackney, Preston and Tower Hamlets'
    """
    items = list(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def day(date: dt.date) -> str:
    """A date as a British reader writes it.

    Examples
    --------
    >>> day(dt.date(2002, 10, 17))
    '17 October 2002'
    """
    return f"{date.day} {date:%B %Y}"


def date_as_known(text: str) -> str:
    """A date in ISO form as a British reader writes it, as exact as it is known: a day, a month or a year.

    Examples
    --------
    >>> date_as_known("2002-10-30"), date_as_known("2024-07"), date_as_known("2010")
    ('30 October 2002', 'July 2024', '2010')
    """
    match text.count("-"):
        case 2:
            return day(dt.date.fromisoformat(text))
        case 1:
            return f"{dt.date.fromisoformat(f'{text}-01'):%B %Y}"
        case _:
            return text
