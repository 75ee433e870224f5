"""Finding contests by the words that people have for them: a person, a party, a place, an office, a year."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from left_of_labour.data import Dataset

__all__ = ["find", "plain_words"]

_OFFICES: Mapping[str, str] = {
    "mayor": "mayor mayoral",
    "mp": "mp member of parliament westminster general election house of commons",
    "councillor": "council councillor ward division local",
    "london_assembly": "london assembly",
}


def find(dataset: Dataset, query: str) -> list[str]:
    """The contests of our own for which every word of the query is found, latest first.

    Words are compared without regard to case and accents, from their beginning: "rah" finds Rahman. What is searched:
    the id, the area, the place, the office, the date, and the names, labels and parties of everybody who stood.

    Parameters
    ----------
    dataset
        The data.
    query
        Words; none finds every contest.

    Returns
    -------
    list of str
        Contest ids.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> find(load(), "foot mayor")
    ['hackney-mayor-2002']
    >>> find(load(), "lavalette 2024 parliament")
    ['preston-mp-2024']
    """
    wanted = plain_words(query).split()
    texts = _texts(dataset)
    found = [contest_id for contest_id, text in texts.items() if all(f" {word}" in text for word in wanted)]
    return sorted(found, key=lambda contest_id: dataset.contests_by_id[contest_id].date, reverse=True)


def plain_words(text: str) -> str:
    """Text as the search compares it: lower case, without accents, words of letters and digits apart by one blank.

    Examples
    --------
    >>> plain_words("St Dunstan’s, Élise")
    'st dunstan s elise'
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join("".join(mark if mark.isalnum() else " " for mark in bare).split())


@lru_cache(maxsize=2)
def _texts(dataset: Dataset) -> Mapping[str, str]:
    """What is searched, by contest; each word follows a blank."""
    candidates = dataset.candidates
    said: dict[str, list[str]] = {}
    columns = ["contest_id", "candidate", "ballot_label", "party"]
    for contest_id, *words in candidates[columns].itertuples(index=False, name=None):
        said.setdefault(contest_id, []).extend(map(str, words))
    texts = {}
    for contest_id, contest in dataset.contests_by_id.items():
        facts = [contest_id, contest.area, contest.place, _OFFICES[contest.office], f"{contest.date:%d %B %Y}"]
        facts += ["by-election"] if contest.by_election else []
        texts[contest_id] = f" {plain_words(' '.join([*facts, *dict.fromkeys(said.get(contest_id, ()))]))}"
    return texts
