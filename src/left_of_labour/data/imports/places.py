"""Ids of contests, places and boundaries, and the ordinary day of local elections."""

import datetime as dt
import re
import unicodedata

from left_of_labour.data.schema import Office

__all__ = ["contest_id", "general_election", "is_single_transferable", "ordinary_day", "plain", "slug"]

# Councils of Scotland and Northern Ireland elect by single transferable vote; their ballot ids look like any other.
_SINGLE_TRANSFERABLE = re.compile(
    r"(city-of-)?(aberdeen|dundee|edinburgh|glasgow|perth-and-kinross|argyll-and-bute|dumfries-and-galloway|angus|"
    r"aberdeenshire|clackmannanshire|falkirk|fife|highland|inverclyde|midlothian|moray|renfrewshire|stirling|"
    r"scottish-borders|east-ayrshire|north-ayrshire|south-ayrshire|east-dunbartonshire|west-dunbartonshire|"
    r"east-lothian|west-lothian|east-renfrewshire|north-lanarkshire|south-lanarkshire|orkney-islands|"
    r"shetland-islands|na-h-eileanan-(an-)?iar|comhairle-nan-eilean-siar|belfast|antrim-and-newtownabbey|"
    r"ards-and-north-down|armagh-.*|causeway-coast-and-glens|derry-.*|derry-city-and-strabane|"
    r"fermanagh-and-omagh|lisburn-.*|mid-and-east-antrim|mid-ulster|newry-.*)(-city)?"
)
_OTHER_DAYS = {2001: dt.date(2001, 6, 7), 2004: dt.date(2004, 6, 10), 2009: dt.date(2009, 6, 4)}
_GENERAL_ELECTIONS = (
    *("1983-06-09", "1987-06-11", "1992-04-09", "1997-05-01", "2001-06-07", "2005-05-05", "2010-05-06"),
    *("2015-05-07", "2017-06-08", "2019-12-12", "2024-07-04"),
)


def slug(name: str) -> str:
    """A name as part of an id.

    >>> slug("St Mary's"), slug("Hoxton East & Shoreditch"), slug("Ynys Môn")
    ('st-marys', 'hoxton-east-and-shoreditch', 'ynys-mon')
    """
    name = name.replace("&", " and ").replace("'", "").replace("\u2019", "")
    return re.sub(r"[^a-z0-9]+", "-", _ascii(name).lower()).strip("-")


def plain(name: str) -> str:
    """A name without what spellings differ in: case, accents, points and hyphens, & for and.

    >>> plain("St. Katharine's & Wapping") == plain("St Katharines and Wapping")
    True
    """
    return slug(name).replace("-", " ")


def contest_id(office: Office, place: str, area: str, date: dt.date, by_election: bool, month: bool = False) -> str:
    """The id of a contest in our form: place, office, year (with the month for a by-election), for wards the ward.

    >>> contest_id(Office.COUNCILLOR, "wakefield", "Wakefield East", dt.date(2026, 5, 7), False)
    'wakefield-council-2026-wakefield-east'
    >>> contest_id(Office.MP, "clacton", "Clacton", dt.date(2014, 10, 9), True)
    'clacton-mp-2014-10'
    """
    when = f"{date:%Y-%m}" if by_election or month else str(date.year)
    if office is Office.COUNCILLOR:
        return f"{place}-council-{when}-{slug(area)}"
    if office is Office.LONDON_ASSEMBLY:
        return f"london-assembly-{when}-{slug(area)}"
    return f"{slug(area) if office is Office.MP else place}-{office}-{when}"


def ordinary_day(year: int) -> dt.date:
    """The ordinary day of local elections: the first Thursday of May, but for the years that Parliament moved it.

    References
    ----------
    Representation of the People Act 1983, section 37.

    >>> ordinary_day(2022).isoformat(), ordinary_day(2009).isoformat()
    ('2022-05-05', '2009-06-04')
    """
    first = dt.date(year, 5, 1)
    return _OTHER_DAYS.get(year) or first + dt.timedelta(days=(3 - first.weekday()) % 7)


def general_election(year: int) -> dt.date | None:
    """The day of the general election of a year; None if there was none, or none that we know of."""
    days = {int(day[:4]): dt.date.fromisoformat(day) for day in _GENERAL_ELECTIONS}
    return days.get(year)


def is_single_transferable(council: str) -> bool:
    """Whether a council, by the part of its ballot ids, elects by single transferable vote.

    >>> is_single_transferable("glasgow-city"), is_single_transferable("wakefield")
    (True, False)
    """
    return _SINGLE_TRANSFERABLE.fullmatch(council) is not None


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
