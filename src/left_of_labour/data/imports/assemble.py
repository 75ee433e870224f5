"""What every reader does with the candidates of a ballot: tell namesakes apart, refuse what cannot be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from left_of_labour.data.imports.cells import Record
from left_of_labour.data.imports.model import Ballot, Candidate, LeftOut
from left_of_labour.errors import Fault

__all__ = ["sift", "twice", "with_faults"]


def with_faults(ballot: Ballot, records: Sequence[Record], *, seats_column: str = "seats") -> Ballot:
    """The ballot with namesakes told apart, and with the faults of its records and of their sum.

    Parameters
    ----------
    ballot
        The ballot as read.
    records
        Its records, with their own faults.
    seats_column
        The column that says how many are elected.
    """
    faults = [one for record in records for one in record.faults]
    elected = [one for one in ballot.candidates if one.elected]
    if len(elected) > ballot.seats:
        names = ", ".join(one.name for one in elected)
        expected = f"at least {len(elected)}, as {names} are marked as elected; or fewer elected"
        faults.append(Fault(ballot.file, ballot.line, seats_column, str(ballot.seats), expected))
    same = Counter((one.name.casefold(), one.label, one.votes) for one in ballot.candidates)
    for one in ballot.candidates:
        key = (one.name.casefold(), one.label, one.votes)
        if same[key] > 1:
            first = next(other.line for other in ballot.candidates if (other.name.casefold(), *key[1:]) == key)
            if first != one.line:
                faults.append(twice(ballot.file, one.line, one.name, first))
    return replace(ballot, candidates=_distinguished(ballot.candidates), faults=tuple(faults))


def twice(file: str, line: int, name: str, first: int) -> Fault:
    """The fault of a candidate who is there already."""
    return Fault(file, line, "candidate", name, f"each candidate once; line {first} has the same")


def sift(ballots: list[Ballot]) -> tuple[list[Ballot], list[LeftOut]]:
    """Ballots with votes, and those that nobody could vote in or of which no votes are known."""
    chosen, left_out = [], []
    for ballot in ballots:
        unknown = [one for one in ballot.candidates if one.votes is None]
        if ballot.faults or not unknown:
            chosen.append(ballot)
        elif len(unknown) < len(ballot.candidates):
            why = f"the votes of {len(unknown)} of {len(ballot.candidates)} candidates are not in the file"
            left_out.append(LeftOut(ballot.where, ballot.name, why))
        elif len(ballot.candidates) <= ballot.seats:
            left_out.append(LeftOut(ballot.where, ballot.name, "no poll: no more candidates than seats"))
        else:
            left_out.append(LeftOut(ballot.where, ballot.name, "no votes in the file yet"))
    return chosen, left_out


def _distinguished(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Namesakes get their label in brackets, namesakes of one party also their place by votes."""
    names = Counter(one.name.casefold() for one in candidates)
    labelled = Counter((one.name.casefold(), one.label) for one in candidates)
    texts = []
    for one in candidates:
        name = one.name
        if names[name.casefold()] > 1:
            party = one.label
            size = labelled[name.casefold(), party]
            if size > 1:
                same = [
                    other for other in candidates if (other.name.casefold(), other.label) == (name.casefold(), party)
                ]
                ranked = sorted(same, key=lambda other: (-(other.votes or 0), other.line))
                party = f"{party}, {ranked.index(one) + 1} of {size} by votes"
            name = f"{name} ({party})"
        texts.append(replace(one, name=name))
    return tuple(texts)
