"""Which candidate of a file is which of ours: by name, else by surname and initial, else by the votes."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from left_of_labour.data.imports.model import Candidate
from left_of_labour.data.schema import Result

__all__ = ["Pairing", "pair"]


@dataclass(frozen=True)
class Pairing:
    """Candidates of a file beside ours.

    Attributes
    ----------
    pairs
        Ours, theirs, and whether the names are those of one person.
    only_ours, only_theirs
        Those that the other does not have.
    """

    pairs: list[tuple[Result, Candidate, bool]]
    only_ours: list[Result]
    only_theirs: list[Candidate]


def pair(ours: Sequence[Result], theirs: Sequence[Candidate], party_of: Callable[[Candidate], str | None]) -> Pairing:
    """Pair the candidates of one contest.

    Parameters
    ----------
    ours
        Our rows.
    theirs
        The file's candidates.
    party_of
        The party id of one of theirs; None if it is unknown.

    Notes
    -----
    Rules are tried from the surest on, and a rule pairs two only where each is the only one for the other: the same
    name and party, the same name, surname with initial and party, surname with votes, votes with party.
    """
    rules: tuple[tuple[Callable[[Result, Candidate], bool], bool], ...] = (
        (lambda one, other: _words(one.candidate) == _words(other.name) and one.party_id == party_of(other), True),
        (lambda one, other: _words(one.candidate) == _words(other.name), True),
        (lambda one, other: _short(one.candidate) == _short(other.name) and one.votes == other.votes, True),
        (lambda one, other: _short(one.candidate) == _short(other.name) and one.party_id == party_of(other), True),
        (lambda one, other: _surname(one.candidate) == _surname(other.name) and one.votes == other.votes, True),
        (lambda one, other: _one_in_the_other(one.candidate, other.name) and one.votes == other.votes, True),
        (lambda one, other: one.votes == other.votes and one.party_id == party_of(other), False),
    )
    left, right = list(ours), list(theirs)
    pairs: list[tuple[Result, Candidate, bool]] = []
    for same, named in rules:
        for one in list(left):
            matches = [other for other in right if same(one, other)]
            if len(matches) == 1 and sum(same(another, matches[0]) for another in left) == 1:
                pairs.append((one, matches[0], named))
                left.remove(one)
                right.remove(matches[0])
    return Pairing(pairs, left, right)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, points and what stands in brackets.

    >>> _words("Séan O'Neil (Labour)")
    ('sean', 'oneil')
    """
    text = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", " ", name)).encode("ascii", "ignore").decode()
    return tuple(re.sub(r"[^a-z ]", "", text.lower().replace("-", " ").replace(".", " ")).split())


def _surname(name: str) -> str:
    return _words(name)[-1] if _words(name) else ""


def _short(name: str) -> tuple[str, str]:
    """Initial and surname."""
    words = _words(name)
    return (words[0][:1], words[-1]) if words else ("", "")


def _one_in_the_other(name: str, other: str) -> bool:
    """Whether the words of one name are among those of the other: a second name, or one left out."""
    first, second = set(_words(name)), set(_words(other))
    return bool(first and second) and (first <= second or second <= first)
