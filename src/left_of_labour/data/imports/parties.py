"""Which party a candidate stood for: by the publisher's code, else by the words; an unknown one is never guessed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from left_of_labour.data.imports.model import Candidate
from left_of_labour.data.imports.places import plain
from left_of_labour.data.schema import Family, Party, PartyCode

__all__ = ["Parties"]


class Parties:
    """Our parties by code and by label.

    Parameters
    ----------
    parties
        The rows of parties.csv.
    codes
        The rows of party_codes.csv.
    labels
        Labels on ballot papers with the party of each, as our tables have them.
    """

    def __init__(self, parties: Iterable[Party], codes: Iterable[PartyCode], labels: Iterable[tuple[str, str]]):
        self.by_id: Mapping[str, Party] = {one.party_id: one for one in parties}
        self._codes: dict[tuple[str, str], list[PartyCode]] = defaultdict(list)
        said = [*labels, *((one.name, one.party_id) for one in self.by_id.values())]
        for code in codes:
            self._codes[code.scheme, code.code.casefold()].append(code)
            said.append((code.label, code.party_id))
        found: dict[str, set[str]] = defaultdict(set)
        for label, party_id in said:
            found[plain(label)].add(party_id)
        self._labels = {label: ids.pop() for label, ids in found.items() if len(ids) == 1}

    def find(self, candidate: Candidate, date: dt.date) -> tuple[str, str] | None:
        """The party of a candidate on a polling day, and the label; None if neither code nor label is known."""
        for code in self._codes.get(_key(candidate), ()):
            if self._is_active(code.party_id, date):
                # A publisher's code is no label: then the words that stand for it in our tables are.
                return code.party_id, code.label if candidate.label == code.code else candidate.label
        party_id = self._labels.get(plain(candidate.label))
        return None if party_id is None else (party_id, candidate.label)

    def known(self, candidate: Candidate, date: dt.date, said: Mapping[str, str]) -> str | None:
        """The party of a candidate; where neither code nor label is known, the one that a person has said."""
        found = self.find(candidate, date)
        answer = said.get(candidate.label)
        return found[0] if found else answer if answer in self.by_id else None

    def is_independent(self, party_id: str) -> bool:
        """Whether the label says nothing of a position, so that only a person can."""
        party = self.by_id.get(party_id)
        return party is not None and party.family is Family.INDEPENDENT

    def _is_active(self, party_id: str, date: dt.date) -> bool:
        same = self.by_id.get(party_id)
        if same is None:
            return False
        return (same.active_from is None or same.active_from <= date) and (
            same.active_to is None or date <= same.active_to
        )


def _key(candidate: Candidate) -> tuple[str, str]:
    scheme, code = candidate.code or ("", "")
    return scheme, code.casefold()
