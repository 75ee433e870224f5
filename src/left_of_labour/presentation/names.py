"""What things are called in front of a reader: contests, places, offices, voting systems, people beside a mark."""

import re
from collections import Counter
from collections.abc import Iterable

from left_of_labour.data.schema import Contest
from left_of_labour.presentation.text import day

__all__ = [
    "JUDGEMENTS",
    "SYSTEMS",
    "bare",
    "contest_name",
    "contest_title",
    "council_name",
    "field_name",
    "left_of_labour",
    "office_name",
    "party_name",
    "place_name",
    "reading_name",
    "short_names",
    "surname",
    "the_left",
]

SYSTEMS = {
    "first_past_the_post": "first past the post",
    "supplementary_vote": "supplementary vote",
    "block_vote": "block vote (several seats)",
    "additional_member_list": "additional member, list",
    "additional_member_constituency": "additional member, constituency",
}
JUDGEMENTS = {
    "core": "yes: socialist left",
    "contested": "contested",
    "green": "Green",
    "none": "no",
}
_READING_NAMES = {"core": "core", "wide": "wide", "with_greens": "with Greens"}
_OFFICES = {"mayor": "mayor", "mp": "MP", "councillor": "council", "london_assembly": "London Assembly"}


_FIELDS = {
    "area_code": "code of the area",
    "ballot_label": "label on the ballot paper",
    "ballots_cast": "papers in the count",
    "candidate": "name of a candidate",
    "final_votes": "votes after the second count",
    "quality": "how a figure is known",
    "rejected_ballots": "rejected papers",
    "share": "share of the vote, %",
    "turnout_reported_pct": "published turnout, %",
}


def field_name(field: str) -> str:
    """A column of the data, or a fact, in a reader's words.

    Examples
    --------
    >>> field_name("ballots_cast"), field_name("valid_votes")
    ('papers in the count', 'valid votes')
    """
    return _FIELDS.get(field, field.replace("_", " "))


def office_name(office: str) -> str:
    """An office as a word in a sentence.

    Examples
    --------
    >>> office_name("mp")
    'MP'
    """
    return _OFFICES[office]


def council_name(seat: str) -> str:
    """A council's name from that of its wards or divisions.

    Examples
    --------
    >>> council_name("tower-hamlets-wards"), council_name("lancashire-cc")
    ('Tower Hamlets council', 'Lancashire county divisions')
    """
    place, _, kind = seat.rpartition("-")
    return f"{place_name(place)} {'council' if kind == 'wards' else 'county divisions'}"


def party_name(party: str) -> str:
    """A party's name in the data without the bracket at its end, which tells it from others or says more about it.

    Examples
    --------
    >>> party_name("Green Party (England and Wales)"), party_name("Direct Democracy (Communist) Party")
    ('Green Party', 'Direct Democracy (Communist) Party')
    """
    return re.sub(r" \([^)]*\)$", "", party)


def place_name(place: str) -> str:
    """A place's name from its id.

    Examples
    --------
    >>> place_name("tower-hamlets")
    'Tower Hamlets'
    """
    return place.replace("-", " ").title()


def contest_name(contest: Contest) -> str:
    """A contest in a few words, for axes and lists.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> contest_name(load().contest("preston-mp-2024"))
    'Preston MP 2024'
    >>> contest_name(load().contest("tower-hamlets-mayor-2014"))
    'Tower Hamlets mayor 2014 (voided)'
    >>> contest_name(load().contest("lancashire-cc-2025-preston-central-east"))
    'Preston Central East division 2025'
    """
    remark = {"voided": " (voided)", "notional": " (notional)"}.get(contest.status, "")
    if contest.office == "london_assembly":
        return f"London Assembly ({contest.area}) {contest.date.year}{remark}"
    kind = _electoral_area(contest) if contest.office == "councillor" else office_name(contest.office)
    return f"{contest.area} {kind} {contest.date.year}{remark}"


def _electoral_area(contest: Contest) -> str:
    """What a councillor's area is called: a ward, or in a county a division."""
    return "division" if "-cc-" in contest.contest_id else "ward"


def contest_title(contest: Contest) -> str:
    """A contest with its full date and, where it is a ward or division, the place.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> contest_title(load().contest("hackney-mayor-2002"))
    'Hackney mayor, 17 October 2002'
    >>> contest_title(load().contest("lancashire-cc-2025-preston-central-east"))
    'Preston Central East division (Lancashire County Council), 1 May 2025'
    """
    what = f"{contest.area} {office_name(contest.office)}"
    if contest.office == "london_assembly":
        what = f"London Assembly ({contest.area})"
    if contest.office == "councillor":
        county, divided, _ = contest.contest_id.partition("-cc-")
        council = f"{place_name(county)} County Council" if divided else place_name(contest.place)
        what = f"{contest.area} {_electoral_area(contest)} ({council})"
    kind = ", by-election" if contest.by_election else ""
    remark = {"voided": ", later declared void", "notional": ", notional result"}.get(contest.status, "")
    return f"{what}{kind}, {day(contest.date)}{remark}"


def reading_name(reading: str) -> str:
    """A reading as a reader sees it.

    Examples
    --------
    >>> reading_name("with_greens")
    'with Greens'
    """
    return _READING_NAMES[reading]


def left_of_labour(reading: str) -> str:
    """What a reading's candidates are, behind a noun: Greens are never called left of Labour.

    Examples
    --------
    >>> left_of_labour("wide"), left_of_labour("with_greens")
    ('left of Labour', 'left of Labour or Green')
    """
    return "left of Labour or Green" if reading == "with_greens" else "left of Labour"


def the_left(reading: str) -> str:
    """A reading's candidates together, as a noun in the singular.

    Examples
    --------
    >>> the_left("wide"), the_left("with_greens")
    ('the left of Labour', 'the left of Labour with the Greens')
    """
    return "the left of Labour with the Greens" if reading == "with_greens" else "the left of Labour"


def surname(person: str) -> str:
    """The last word of a name: for where one person is meant; where several are named, see `short_names`.

    Examples
    --------
    >>> surname("Paul Foot")
    'Foot'
    """
    return person.split()[-1]


def short_names(people: Iterable[str]) -> dict[str, str]:
    """Surnames, with initials where several of these people share one, and whole where initials do not help.

    Parameters
    ----------
    people
        Names in full; what stands in brackets is no name of a person and stays as it is, without them.

    Examples
    --------
    >>> short_names(["Lutfur Rahman", "Oliur Rahman", "Paul Foot", "Lutfur Rahman", "(others)"])
    {'Lutfur Rahman': 'L. Rahman', 'Oliur Rahman': 'O. Rahman', 'Paul Foot': 'Foot', '(others)': 'others'}
    """
    short = {name: bare(name) for name in people}
    known = [name for name in short if bare(name) == name]
    for form in (surname, lambda name: f"{name[0]}. {surname(name)}"):
        shared = Counter(map(form, known))
        short |= {name: form(name) for name in known if shared[form(name)] == 1}
        known = [name for name in known if shared[form(name)] > 1]
    return short


def bare(label: str) -> str:
    """A label without the brackets that say that it is ours and not the ballot paper's.

    Examples
    --------
    >>> bare("(Labour)"), bare("Socialist Alliance (Against the War)")
    ('Labour', 'Socialist Alliance (Against the War)')
    """
    return label[1:-1] if label.startswith("(") and label.endswith(")") else label
