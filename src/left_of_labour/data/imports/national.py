"""The national tables after a general or a by-election: candidacies left of Labour, and Green ones.

Those of parties go by the party's reading, those of independents come in only where a person says so.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from left_of_labour.data.imports.contradicted import Contradicted
from left_of_labour.data.imports.holdings import Holdings, as_text
from left_of_labour.data.imports.model import Ballot, Candidate, Reading
from left_of_labour.data.imports.places import contest_id, plain
from left_of_labour.data.imports.plan import Addition, Plan, Question
from left_of_labour.data.imports.questions import Answers, Position
from left_of_labour.data.schema import (
    TABLES,
    LeftReading,
    Office,
    Row,
    Source,
    WestminsterCandidacy,
)

__all__ = ["candidacies", "great_britain"]

_TABLES = {
    LeftReading.CORE: "westminster_left",
    LeftReading.CONTESTED: "westminster_left",
    LeftReading.GREEN: "westminster_green",
}
_OF_THE_CANDIDATE = ("votes", "elected")
_OF_THE_CONTEST = ("valid_votes", "candidates_standing", "labour_votes", "electorate")
_OF_GREAT_BRITAIN = ("E", "W", "S")  # how codes of the Office for National Statistics begin
_LABOUR, _NOBODY_KNOWS = "labour", "other"


def candidacies(reading: Reading, holdings: Holdings, answers: Answers) -> Plan:
    """Candidacies left of Labour, and Green ones, that the national tables lack.

    Parameters
    ----------
    reading
        What the UK Parliament's file says.
    holdings
        What we hold.
    answers
        Where independents stand, in a person's judgement, and what unknown labels mean.
    """
    refresh = _Refresh(reading.source, holdings, answers)
    for ballot in reading.ballots:
        refresh.take(ballot)
    return refresh.plan(reading)


def great_britain(reading: Reading) -> Reading:
    """The ballots that the national tables cover."""
    return replace(reading, ballots=[one for one in reading.ballots if (one.area_code or "")[:1] in _OF_GREAT_BRITAIN])


@dataclass
class _Refresh:
    source: Source
    holdings: Holdings
    answers: Answers
    additions: list[Addition] = field(default_factory=list)
    positions: list[Question] = field(default_factory=list)
    unknown: dict[tuple[object, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._contradicted = Contradicted(self.holdings)
        self._positions = {(one.contest_id, one.candidate): one for one in self.answers.positions}

    def take(self, ballot: Ballot) -> None:
        """The candidates of one constituency, whose name is the one that we have for its code."""
        ballot = replace(ballot, area=self.holdings.constituencies.get(ballot.area_code or "", ballot.area))
        ranked = sorted(map(_without_label, ballot.candidates), key=lambda one: -(one.votes or 0))
        compared = False
        for position, one in enumerate(ranked, 1):
            held = self.holdings.candidacies.get((ballot.date, plain(ballot.area), plain(one.name)))
            party_id = self._party(one, ballot)
            namesakes = sum(other.name == one.name for other in ranked)
            if held is not None and (namesakes == 1 or held.party_id == party_id):
                theirs = self._row(ballot, ranked, position, party_id, held.left_reading)
                self._compare(f"{ballot.file}:{one.line}", _OF_THE_CANDIDATE, one.name, held, theirs)
                if not compared:
                    self._compare(ballot.where, _OF_THE_CONTEST, "", held, theirs)
                compared = True
            elif party_id is None:
                self.unknown[one.code or (), one.label].append(one)
            elif self.holdings.parties.is_independent(party_id):
                self._independent(ballot, ranked, position, party_id)
            else:
                reading = self.holdings.parties.by_id[party_id].left_reading
                if reading in _TABLES:
                    self._append(_TABLES[reading], self._row(ballot, ranked, position, party_id, reading))

    def plan(self, reading: Reading) -> Plan:
        """What was found."""
        questions = [
            Question("party", rows[0].label, rows[0].code, votes=sum(one.votes or 0 for one in rows))
            for rows in self.unknown.values()
        ]
        self.additions += self._contradicted.additions()
        if self.additions and self.source.source_id not in self.holdings.sources:
            self._append("sources", self.source)
        return Plan(
            files=tuple(dict.fromkeys(one.file.partition("[")[0] for one in reading.ballots)),
            additions=self.additions,
            contradictions=self._contradicted.all,
            questions=[*sorted(questions, key=lambda one: (-one.votes, one.label)), *self.positions],
            remarks=reading.remarks,
            agreeing=self._contradicted.agreeing,
        )

    def _party(self, candidate: Candidate, ballot: Ballot) -> str | None:
        return self.holdings.parties.known(candidate, ballot.date, self.answers.labels)

    def _row(
        self, ballot: Ballot, ranked: Sequence[Candidate], position: int, party_id: str | None, reading: LeftReading
    ) -> WestminsterCandidacy:
        one, total = ranked[position - 1], ballot.total
        labour = [other.votes for other in ranked if self._party(other, ballot) == _LABOUR]
        return WestminsterCandidacy(
            date=ballot.date,
            by_election=ballot.by_election,
            constituency=ballot.area,
            constituency_code=ballot.area_code,
            candidate=one.name,
            ballot_label=one.label,
            party_id=party_id or _NOBODY_KNOWS,
            left_reading=reading,
            votes=one.votes or 0,
            valid_votes=total,
            share=round((one.votes or 0) / total, 6),
            position=position,
            candidates_standing=len(ranked),
            labour_votes=labour[0] if labour else None,
            winner_party_id=self._party(ranked[0], ballot) or _NOBODY_KNOWS,
            elected=position == 1,
            electorate=ballot.electorate,
            source_ids=(self.source.source_id,),
        )

    def _independent(self, ballot: Ballot, ranked: Sequence[Candidate], position: int, party_id: str) -> None:
        one = ranked[position - 1]
        name = contest_id(Office.MP, ballot.place, ballot.area, ballot.date, ballot.by_election)
        answer = self._positions.get((name, one.name))
        if answer is None:
            votes = one.votes or 0
            self.positions.append(Question("position", one.label, None, name, one.name, party_id, votes))
        elif answer.left_reading in _TABLES:
            self._append(
                _TABLES[answer.left_reading], self._row(ballot, ranked, position, party_id, answer.left_reading)
            )
            self._append("westminster_left_reasons", self._reason(ballot, one, answer))

    def _reason(self, ballot: Ballot, one: Candidate, answer: Position) -> Row:
        return TABLES["westminster_left_reasons"].row(
            date=ballot.date,
            constituency=ballot.area,
            candidate=one.name,
            left_reading=answer.left_reading,
            reason=answer.reason,
            before_poll=None,
            source_ids=(self.source.source_id,),
        )

    def _compare(
        self,
        where: str,
        columns: Sequence[str],
        candidate: str,
        ours: WestminsterCandidacy,
        theirs: WestminsterCandidacy,
    ) -> None:
        for column in columns:
            what = f"{column}, {ours.constituency} {ours.date}"
            values = getattr(ours, column), getattr(theirs, column)
            self._contradicted.compare(where, what, candidate, *values, ours.source_ids, theirs.source_ids)

    def _append(self, table: str, row: Row) -> None:
        self.additions.append(_addition(table, row))


def _without_label(candidate: Candidate) -> Candidate:
    """The candidate without the label in brackets that tells namesakes of one contest apart."""
    return replace(candidate, name=candidate.name.removesuffix(f" ({candidate.label})"))


def _addition(table: str, row: Row) -> Addition:
    cells = {column: as_text(value) for column, value in zip(TABLES[table].columns, row, strict=True)}
    return Addition(table, cells)
