"""The small formula language of claims.csv: from text to a tree, and what its functions take.

    condition  = comparison { "and" comparison } | expression
    comparison = expression ( ">" | "<" | "=" ) expression
    expression = term   { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = number | "-" factor | "(" expression ")" | call
    call       = name "(" argument { "," argument } ")"
    argument   = call | text

A text argument runs to the next comma or closing bracket outside brackets of its own, so contest ids keep their
hyphens and candidates their blanks, apostrophes and brackets. This is the only parser of the language: the checks ask
it which names a formula uses, the analysis computes the value. Nothing is ever handed to Python's own `eval`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from left_of_labour.errors import LeftOfLabourError, did_you_mean

__all__ = [
    "SIGNATURES",
    "Call",
    "Comparison",
    "Condition",
    "Formula",
    "FormulaError",
    "Node",
    "Number",
    "Operation",
    "Text",
    "call_of",
    "calls",
    "check_call",
    "parse",
]

# What each function takes, in order. What it means is in analysis/lookups.py.
SIGNATURES = MappingProxyType(
    {
        **dict.fromkeys(("votes", "share_pct", "final", "rank", "beaten"), ("contest", "candidate")),
        **dict.fromkeys(("valid", "majority", "majority_pct", "date"), ("contest",)),
        **dict.fromkeys(("turnout", "turnout_rate", "turnout_rank"), ("contest",)),
        **dict.fromkeys(("party_share_pct", "party_rank"), ("contest", "party")),
        **dict.fromkeys(("council_seats", "council_seats_rank"), ("place", "date", "party")),
        **dict.fromkeys(("years", "days"), ("start", "end")),
        "margin": ("contest", "candidate", "candidate"),
        "wins": ("candidate", "office", "date"),
        "second_places": ("date", "party", "regions"),
        "weekday": ("date",),
    }
)


class FormulaError(LeftOfLabourError):
    """A formula cannot be read, or names something that does not exist."""


@dataclass(frozen=True)
class Number:
    """A number written in the formula."""

    value: Fraction


@dataclass(frozen=True)
class Text:
    """An argument taken as it stands: a contest, a candidate, a party, a date."""

    value: str


@dataclass(frozen=True)
class Operation:
    """Two values joined by one of + - * /."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Comparison:
    """Two values of which one is said to be more (>), less (<) or the same (=)."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Condition:
    """One or more comparisons that must all hold."""

    comparisons: tuple[Comparison, ...]


Node = Number | Text | Operation | Call
Formula = Node | Condition

_NUMBER = re.compile(r"\d+(\.\d+)?")
_CALL = re.compile(r"([a-z_]+)\(")


def parse(text: str) -> Formula:
    """Read a formula: an expression that has a value, or a condition that holds or does not.

    Parameters
    ----------
    text
        The formula, such as `votes(hackney-mayor-2002, Paul Foot) / 2`.

    Raises
    ------
    FormulaError
        If the text is not a formula; the message says at which character.

    Examples
    --------
    >>> parse("share_pct(hackney-mayor-2002, Paul Foot)")
    Call(name='share_pct', arguments=(Text(value='hackney-mayor-2002'), Text(value='Paul Foot')))
    >>> parse("valid(hackney-mayor-2002) > 30000").comparisons[0].sign
    '>'
    """
    reader = _Reader(text)
    tree = reader.condition()
    if reader.peek():
        raise reader.error("an operator or the end")
    return tree


class _Reader:
    """A recursive-descent parser: one method per rule of the grammar above."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """The next character that is not blank; nothing at the end."""
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        return self.text[self.at : self.at + 1]

    def take(self, wanted: str) -> str:
        """The next character if it is one of those wanted, otherwise nothing."""
        found = self.peek()
        if found and found in wanted:
            self.at += 1
            return found
        return ""

    def error(self, expected: str) -> FormulaError:
        found = self.text[self.at : self.at + 12] or "the end"
        return FormulaError(f"at character {self.at + 1}: {found!r}, expected {expected}")

    def condition(self) -> Formula:
        tree = self.expression()
        if not self.peek() or self.peek() not in "<>=":
            return tree
        comparisons = [self.comparison(tree)]
        while self.word("and"):
            comparisons.append(self.comparison(self.expression()))
        return Condition(tuple(comparisons))

    def comparison(self, left: Node) -> Comparison:
        sign = self.take("<>=")
        if not sign:
            raise self.error("one of > < =")
        return Comparison(sign, left, self.expression())

    def word(self, wanted: str) -> bool:
        """Whether the word comes next; it is then read."""
        self.peek()
        found = re.compile(rf"{wanted}\b").match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found is not None

    def expression(self) -> Node:
        tree = self.term()
        while sign := self.take("+-"):
            tree = Operation(sign, tree, self.term())
        return tree

    def term(self) -> Node:
        tree = self.factor()
        while sign := self.take("*/"):
            tree = Operation(sign, tree, self.factor())
        return tree

    def factor(self) -> Node:
        if self.take("-"):
            return Operation("-", Number(Fraction(0)), self.factor())
        if self.take("("):
            tree = self.expression()
            if not self.take(")"):
                raise self.error("a closing bracket")
            return tree
        self.peek()
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return Number(Fraction(number.group()))
        if opening := _CALL.match(self.text, self.at):
            return self.call(opening)
        raise self.error("a number, a bracket or a function")

    def call(self, opening: re.Match[str]) -> Call:
        self.at = opening.end()
        arguments = [self.argument()]
        while self.take(","):
            arguments.append(self.argument())
        if not self.take(")"):
            raise self.error("a closing bracket")
        return Call(opening.group(1), tuple(arguments))

    def argument(self) -> Node:
        self.peek()
        if opening := _CALL.match(self.text, self.at):
            return self.call(opening)
        start, depth = self.at, 0
        while self.at < len(self.text) and not (depth == 0 and self.text[self.at] in ",)"):
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            self.at += 1
        if value := self.text[start : self.at].strip():
            return Text(value)
        raise self.error("an argument")


def calls(tree: Formula | Comparison) -> Iterator[Call]:
    """Every function call in a formula, outermost first.

    Examples
    --------
    >>> [call.name for call in calls(parse("years(2000-05-04, date(hackney-mayor-2002)) + 1"))]
    ['years', 'date']
    """
    if isinstance(tree, Condition):
        for comparison in tree.comparisons:
            yield from calls(comparison)
    elif isinstance(tree, Operation | Comparison):
        yield from calls(tree.left)
        yield from calls(tree.right)
    elif isinstance(tree, Call):
        yield tree
        for argument in tree.arguments:
            yield from calls(argument)


def call_of(tree: Formula, *names: str) -> tuple[str, ...] | None:
    """The arguments of a formula that is one call of one of these functions with texts only; otherwise None.

    Examples
    --------
    >>> call_of(parse("votes(preston-mp-2024, Michael Lavalette)"), "votes", "final")
    ('preston-mp-2024', 'Michael Lavalette')
    """
    if not isinstance(tree, Call) or tree.name not in names:
        return None
    texts = tuple(argument.value for argument in tree.arguments if isinstance(argument, Text))
    return texts if len(texts) == len(tree.arguments) else None


def check_call(call: Call) -> tuple[str, ...]:
    """What each argument of a call stands for.

    Raises
    ------
    FormulaError
        If there is no such function, or it takes more or fewer arguments.
    """
    if call.name not in SIGNATURES:
        raise FormulaError(f"no function {call.name!r}; {did_you_mean(call.name, SIGNATURES)}")
    wanted = SIGNATURES[call.name]
    if len(wanted) != len(call.arguments):
        raise FormulaError(f"{call.name} has {len(call.arguments)} arguments, expected {', '.join(wanted)}")
    return wanted
