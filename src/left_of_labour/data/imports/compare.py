"""A file's ballots beside our tables: what is new, what fills a blank, what is a second witness, what contradicts.

Nothing of ours is overwritten: a value that differs becomes a row of conflicts.csv, ours stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from left_of_labour.data.ballot_ids import ballot_id
from left_of_labour.data.imports.doubts import doubtful, exceptional_turnout
from left_of_labour.data.imports.holdings import Held, Holdings, as_text
from left_of_labour.data.imports.model import Ballot, Candidate, LeftOut, Reading
from left_of_labour.data.imports.people import pair
from left_of_labour.data.imports.places import contest_id, plain, slug
from left_of_labour.data.imports.plan import Addition, Change, Contradiction, Plan, Question
from left_of_labour.data.imports.questions import Answers, PartyAnswer
from left_of_labour.data.schema import (
    TABLES,
    Completeness,
    Contest,
    Office,
    Quality,
    Result,
    Row,
    Source,
    Status,
    VotingSystem,
)

__all__ = ["compare"]

_FIGURES = ("area_code", "seats", "electorate", "ballots_cast", "rejected_ballots", "turnout_reported_pct")
_NEW_COLOUR = "#808080"
_AS_PUBLISHED = "as published; found on import, not explained"
_UNDECIDED = "found on import; ours kept, undecided"


def compare(reading: Reading, holdings: Holdings, answers: Answers) -> Plan:
    """What an import of a reading would do to the tables.

    Parameters
    ----------
    reading
        What the file says; no ballot of it has faults.
    holdings
        What we hold.
    answers
        What a person has answered about parties and independents.
    """
    comparison = _Comparison(reading, holdings, answers)
    for ballot in reading.ballots:
        comparison.take(ballot)
    return comparison.plan()


@dataclass
class _Comparison:
    reading: Reading
    holdings: Holdings
    answers: Answers
    additions: dict[str, list[Addition]] = field(default_factory=lambda: defaultdict(list))
    changes: list[Change] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    unknown: dict[tuple[object, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    positions: list[Question] = field(default_factory=list)
    waiting: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    agreeing: int = 0
    compared: int = 0
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._new_parties: set[tuple[str, str]] = set()
        self._answered = {(one.contest_id, one.candidate): one for one in self.answers.positions}
        self._new_ids: set[str] = set()

    @property
    def source(self) -> Source:
        """The file as a source; the row that we have, if we have it."""
        return self.holdings.sources.get(self.reading.source.source_id, self.reading.source)

    def take(self, ballot: Ballot) -> None:
        """Compare one ballot, or add it; a constituency has the name that we know for its code."""
        if ballot.office is Office.MP:
            area = self.holdings.constituencies.get(ballot.area_code or "", ballot.area)
            ballot = replace(ballot, area=area, place=slug(area))
        held = self.holdings.find(ballot)
        if held is None:
            self._add(ballot)
        else:
            self.compared += 1
            self._figures(ballot, held)
            self._candidates(ballot, held)

    def plan(self) -> Plan:
        """All that was found."""
        questions = [
            Question("party", rows[0].label, rows[0].code, votes=sum(one.votes or 0 for one in rows))
            for rows in self.unknown.values()
        ]
        new = [one for one in self.contradictions if not one.recorded]
        for number, one in enumerate(new, self.holdings.next_conflict):
            self._append("conflicts", self._conflict(number, one))
        if self._is_cited() and self.source.source_id not in self.holdings.sources:
            self._append("sources", self.source)
        order = {name: at for at, name in enumerate(TABLES)}
        return Plan(
            files=tuple(dict.fromkeys(one.file.partition("[")[0] for one in self.reading.ballots)),
            additions=[one for name in sorted(self.additions, key=order.__getitem__) for one in self.additions[name]],
            changes=self.changes,
            contradictions=self.contradictions,
            questions=[*sorted(questions, key=lambda one: (-one.votes, one.label)), *self.positions],
            waiting=self.waiting,
            left_out=[*self.reading.left_out, *self.left_out],
            remarks=[*self.reading.remarks, *self.remarks],
            agreeing=self.agreeing,
            compared=self.compared,
        )

    # -- contests that we do not hold

    def _add(self, ballot: Ballot) -> None:
        system = self._system(ballot)
        if system is None:
            return
        unknown = [one for one in ballot.candidates if self._party(one, ballot) is None]
        for one in unknown:
            self.unknown[_label_key(one)].append(one)
        name = self._new_id(ballot)
        if unknown:
            for one in ballot.candidates:
                if (name, one.name) not in self._answered:
                    self._position(name, one.name, one, ballot)
            names = ", ".join(dict.fromkeys(one.label for one in unknown))
            self.waiting.append(LeftOut(ballot.where, ballot.name, f"nobody has said which party is meant by {names}"))
            return
        contest = self._contest(name, ballot, system)
        self._append("contests", contest)
        ours = ballot_id(contest)
        if ballot.ballot_id and ballot.ballot_id != ours:
            self.remarks.append(f"{ballot.where}: {ballot.ballot_id} is {ours} by uk-election-ids")
        for column, reason in doubtful(ballot).items():
            theirs = as_text(getattr(ballot, column))
            self._contradict(ballot.where, contest.contest_id, column, "", "", theirs, reason)
        if computed := exceptional_turnout(ballot):
            cells = (contest.contest_id, contest.turnout_reported_pct, *computed.values(), _AS_PUBLISHED)
            self._append("turnout_exceptions", TABLES["turnout_exceptions"].row(*cells))
        for one in sorted(ballot.candidates, key=lambda candidate: -(candidate.votes or 0)):
            self._append("results", self._result(contest.contest_id, one, ballot))
            self._position(contest.contest_id, one.name, one, ballot)

    def _system(self, ballot: Ballot) -> VotingSystem | None:
        """The voting system of a new contest; None if it cannot be taken in, with the reason among those left out."""
        if ballot.office is Office.LONDON_ASSEMBLY:
            return VotingSystem.ADDITIONAL_MEMBER_CONSTITUENCY
        if ballot.seats > 1:
            return VotingSystem.BLOCK_VOTE
        if ballot.office is not Office.MAYOR:
            return VotingSystem.FIRST_PAST_THE_POST
        systems = self.holdings.voting_systems(ballot)
        if len(systems) != 1:
            why = f"voting_systems.csv has {' and '.join(systems) or 'nothing'} for mayors on that day: add it by hand"
            self.left_out.append(LeftOut(ballot.where, ballot.name, why))
            return None
        most = max(one.votes or 0 for one in ballot.candidates)
        second_count = len(ballot.candidates) > 2 and most * 2 <= ballot.total
        if systems[0] is VotingSystem.SUPPLEMENTARY_VOTE and second_count:
            why = "held by supplementary vote without a majority, and the second count is not in the file"
            self.left_out.append(LeftOut(ballot.where, ballot.name, why))
            return None
        return systems[0]

    def _new_id(self, ballot: Ballot) -> str:
        """The id of a new contest, with the month where another contest of the year has the id without it."""
        name = contest_id(ballot.office, ballot.place, ballot.area, ballot.date, ballot.by_election)
        if name in self.holdings.contests or name in self._new_ids:
            name = contest_id(ballot.office, ballot.place, ballot.area, ballot.date, ballot.by_election, month=True)
        self._new_ids.add(name)
        return name

    def _contest(self, name: str, ballot: Ballot, system: VotingSystem) -> Contest:
        doubts = doubtful(ballot)
        known: dict[str, Any] = {one: None if one in doubts else getattr(ballot, one) for one in _FIGURES}
        return Contest(
            contest_id=name,
            place=ballot.place,
            area=ballot.area,
            office=ballot.office,
            date=ballot.date,
            by_election=ballot.by_election,
            voting_system=system,
            valid_votes=ballot.total if ballot.seats == 1 else None,
            candidate_votes_total=ballot.total,
            boundary=self.holdings.boundary(ballot) or _new_boundary(ballot),
            status=Status.VALID,
            completeness=Completeness.COMPLETE,
            source_ids=(self.source.source_id,),
            notes=ballot.remark,
            **known,
        )

    def _result(self, name: str, candidate: Candidate, ballot: Ballot) -> Result:
        party_id, label = self._party(candidate, ballot) or ("", candidate.label)
        return Result(
            contest_id=name,
            candidate=candidate.name,
            ballot_label=label,
            party_id=party_id,
            votes=candidate.votes,
            transfers=None,
            final_votes=None,
            elected=candidate.elected,
            is_aggregate=False,
            quality=Quality.DECLARED,
            source_ids=(self.source.source_id,),
        )

    # -- contests that we hold

    def _figures(self, ballot: Ballot, held: Held) -> None:
        doubts = doubtful(ballot)
        contest, agreed = held.contest, False
        if exceptional_turnout(ballot):
            doubts["turnout_reported_pct"] = "does not fit votes and electorate"
        for column in _FIGURES:
            theirs, ours = getattr(ballot, column), getattr(contest, column)
            if theirs is None:
                continue
            reason = doubts.get(column, "")
            if ours is not None and _agree(ours, theirs):
                self.agreeing += 1
                agreed = True
            elif ours is None and not reason and not self.holdings.conflicts.get((contest.contest_id, column, "")):
                self._change("contests", held.line, (contest.contest_id,), column, None, theirs)
                agreed = True
            else:
                texts = reason or (_UNDECIDED if ours is not None else "found on import; neither value stands")
                self._contradict(ballot.where, contest.contest_id, column, "", as_text(ours), as_text(theirs), texts)
                if column == "electorate":
                    doubts["turnout_reported_pct"] = "follows the electorate"
        if agreed:
            self._witness("contests", held.line, (contest.contest_id,), contest.source_ids)

    def _candidates(self, ballot: Ballot, held: Held) -> None:
        contest = held.contest

        def party_of(candidate: Candidate) -> str | None:
            found = self._party(candidate, ballot)
            return found[0] if found else None

        pairing = pair([one for one in held.results if not one.is_aggregate], ballot.candidates, party_of)
        if not pairing.pairs and held.results:
            self._exchanged(ballot, held)
            return
        lines = {row.candidate: line for line, row in held.candidates}
        for ours, theirs, same_name in pairing.pairs:
            self._candidate(ballot, lines[ours.candidate], ours, theirs, party_of(theirs), same_name)
            self._position(contest.contest_id, ours.candidate, theirs, ballot, cited=ours.source_ids)
        whole = contest.completeness is Completeness.COMPLETE
        for ours in pairing.only_ours:
            where = f"{ballot.file}:{ballot.line}"
            reason = f"not in the file; {_UNDECIDED}"
            self._contradict(
                where, contest.contest_id, "candidate", ours.candidate, ours.candidate, "not in the file", reason
            )
        for theirs in pairing.only_theirs:
            where = f"{ballot.file}:{theirs.line}"
            if whole:
                texts = f"{theirs.name} ({theirs.label}), {theirs.votes} votes"
                self._contradict(where, contest.contest_id, "candidate", "", "", texts, "no candidate of ours")
            elif contest.completeness is Completeness.PARTIAL:
                self._complete(ballot, contest.contest_id, theirs)

    def _candidate(
        self, ballot: Ballot, line: int, ours: Result, theirs: Candidate, party_id: str | None, same_name: bool
    ) -> None:
        where, name = f"{ballot.file}:{theirs.line}", ours.candidate

        def contradict(column: str, mine: object, other: object) -> None:
            self._contradict(where, ours.contest_id, column, name, as_text(mine), as_text(other), _UNDECIDED)

        agreed = ours.votes == theirs.votes
        if ours.votes is None and theirs.votes is not None:
            self._change("results", line, (ours.contest_id, name), "votes", None, theirs.votes)
        elif not agreed:
            contradict("votes", ours.votes, theirs.votes)
        self.agreeing += agreed
        if ours.elected != theirs.elected:
            contradict("elected", ours.elected, theirs.elected)
        if party_id is not None and party_id != ours.party_id:
            contradict("party_id", ours.party_id, party_id)
        if not same_name:
            contradict("candidate", name, theirs.name)
        if agreed and ours.elected == theirs.elected and same_name:
            self._witness("results", line, (ours.contest_id, name), ours.source_ids)

    def _complete(self, ballot: Ballot, name: str, theirs: Candidate) -> None:
        """A candidate whom our partial contest lacks."""
        if self._party(theirs, ballot) is None:
            self.unknown[_label_key(theirs)].append(theirs)
            return
        self._append("results", self._result(name, theirs, ballot))
        self._position(name, theirs.name, theirs, ballot)

    def _exchanged(self, ballot: Ballot, held: Held) -> None:
        """Nobody in the file is a candidate of ours: perhaps those of another contest of the day."""
        names = {plain(one.name) for one in ballot.candidates}
        reason = f"none of ours in the file; {_UNDECIDED}"
        for other in self.holdings.contests.values():
            same_day = other.contest.date == held.contest.date and other.contest.office is held.contest.office
            if same_day and names == {plain(one.candidate) for one in other.results}:
                reason = f"the file has here the candidates of {other.contest.area}: exchanged"
        ours = "; ".join(f"{one.candidate} {as_text(one.votes)}" for one in held.results)
        theirs = "; ".join(f"{one.name} {as_text(one.votes)}" for one in ballot.candidates)
        self._contradict(ballot.where, held.contest.contest_id, "candidates", "", ours, theirs, reason)

    # -- what all of these do

    def _party(self, candidate: Candidate, ballot: Ballot) -> tuple[str, str] | None:
        found = self.holdings.parties.find(candidate, ballot.date)
        if found:
            return found
        for answer in self.answers.parties:
            if (answer.code and answer.code == candidate.code) or answer.label == candidate.label:
                self._answer(answer)
                is_code = candidate.code is not None and candidate.label == candidate.code[1]
                return answer.party_id, answer.new[0] if is_code and answer.new else candidate.label
        return None

    def _answer(self, answer: PartyAnswer) -> None:
        """Write down what a person has said about a party: the party if it is new, and its code."""
        if (answer.label, answer.party_id) in self._new_parties:
            return
        self._new_parties.add((answer.label, answer.party_id))
        cited = (self.source.source_id,)
        known = {one.cells["party_id"] for one in self.additions["parties"]}
        if answer.new and answer.party_id not in known:
            name, family, reading, reason = answer.new
            cells = (answer.party_id, name, family, reading, _NEW_COLOUR, None, None, reason, cited)
            self._append("parties", TABLES["parties"].row(*cells))
        if answer.code:
            label = answer.new[0] if answer.new else self.holdings.parties.by_id[answer.party_id].name
            self._append("party_codes", TABLES["party_codes"].row(*answer.code, answer.party_id, label, cited))

    def _position(
        self, name: str, ours: str, candidate: Candidate, ballot: Ballot, cited: Iterable[str] | None = None
    ) -> None:
        """Ask where an independent stands, unless somebody has said so; write it down if somebody has just done so."""
        found = self._party(candidate, ballot)
        if found is None or not self.holdings.parties.is_independent(found[0]):
            return
        if (name, ours) in self.holdings.positions or (cited is not None and self.source.source_id not in cited):
            return
        answer = self._answered.get((name, ours))
        national = self.holdings.candidacies.get((ballot.date, plain(ballot.area), plain(candidate.name)))
        if answer is None and national is not None:
            reason = "as in the table of Westminster candidacies"
            cells = (name, ours, national.left_reading, reason, national.source_ids)
            self._append("candidate_positions", TABLES["candidate_positions"].row(*cells))
            return
        if answer is None:
            votes = candidate.votes or 0
            self.positions.append(
                Question("position", found[1], contest_id=name, candidate=ours, party_id=found[0], votes=votes)
            )
            return
        cells = (name, ours, answer.left_reading, answer.reason, (self.source.source_id,))
        self._append("candidate_positions", TABLES["candidate_positions"].row(*cells))

    def _witness(self, table: str, line: int, key: tuple[str, ...], cited: tuple[str, ...]) -> None:
        if self.holdings.adds_a_witness(cited, self.source):
            self._change(table, line, key, "source_ids", cited, (*cited, self.source.source_id))

    def _change(self, table: str, line: int, key: tuple[str, ...], column: str, before: object, after: object) -> None:
        self.changes.append(Change(table, line, key, column, as_text(before), as_text(after)))

    def _append(self, table: str, row: Row) -> None:
        cells = {column: as_text(value) for column, value in zip(TABLES[table].columns, row, strict=True)}
        self.additions[table].append(Addition(table, cells))

    def _contradict(
        self, where: str, name: str, column: str, candidate: str, ours: str, theirs: str, reason: str
    ) -> None:
        recorded = self.holdings.recorded(name, column, candidate, theirs)
        self.contradictions.append(Contradiction(where, name, column, candidate, ours, theirs, reason, recorded))

    def _conflict(self, number: int, one: Contradiction) -> Row:
        return TABLES["conflicts"].row(
            conflict_id=f"conflict-{number:03}",
            contest_id=one.contest_id,
            field=one.column,
            candidate=one.candidate or None,
            value_used=one.ours or None,
            source_used=self._cited_by(one) if one.ours else None,
            value_rejected=one.theirs,
            source_rejected=(self.source.source_id,),
            reason=one.reason,
        )

    def _cited_by(self, one: Contradiction) -> tuple[str, ...]:
        held = self.holdings.contests[one.contest_id]
        rows = [row for row in held.results if row.candidate == one.candidate]
        cited = (rows[0] if rows else held.contest).source_ids
        return tuple(source for source in cited if source != self.source.source_id) or cited

    def _is_cited(self) -> bool:
        cited = {
            one.cells.get("source_ids") or one.cells.get("source_rejected")
            for rows in self.additions.values()
            for one in rows
        }
        return self.source.source_id in cited or any(one.column == "source_ids" for one in self.changes)


def _label_key(candidate: Candidate) -> tuple[object, str]:
    return candidate.code or (), "" if candidate.code else plain(candidate.label)


def _new_boundary(ballot: Ballot) -> str:
    """The boundaries of a new contest: those of the day, unless they are known to be those of another."""
    if ballot.office is Office.MP:
        return f"{slug(ballot.area)}-{2024 if ballot.date.year >= 2024 else 2010}"
    if ballot.office is Office.MAYOR:
        return f"{ballot.place}-{ballot.date.year}"
    if ballot.office is Office.LONDON_ASSEMBLY:
        return "gla-2000"
    return f"{ballot.place}-wards-{ballot.date.year}"


def _agree(ours: object, theirs: object) -> bool:
    """Whether two values are the same, as far as the one with fewer decimals goes."""
    if isinstance(ours, float) and isinstance(theirs, float):
        decimals = min(len(as_text(one).partition(".")[2]) for one in (ours, theirs))
        return abs(ours - theirs) <= 0.5 * 10**-decimals + 1e-9 if decimals < 2 else abs(ours - theirs) < 0.006
    return ours == theirs
