"""The small formula language of claims.csv: text to a tree, a tree to a value.

    expression = term   { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = number | "-" factor | "(" expression ")" | call
    call       = name "(" argument { "," argument } ")"
    argument   = call | text

A text argument runs to the next comma or closing bracket outside brackets of its own, so contest ids keep their
hyphens and candidates their blanks, apostrophes and brackets. What the functions mean is in `lookups.py`; nothing is
ever handed to Python's own `eval`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from inspect import signature

from left_of_labour.errors import LeftOfLabourError, did_you_mean

__all__ = ["Call", "FormulaError", "Node", "Number", "Operation", "Text", "calls", "evaluate", "parse"]


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


Node = Number | Text | Operation | Call

_NUMBER = re.compile(r"\d+(\.\d+)?")
_CALL = re.compile(r"([a-z_]+)\(")


def parse(text: str) -> Node:
    """Read a formula.

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
    >>> parse("share(hackney-mayor-2002, Paul Foot)")
    Call(name='share', arguments=(Text(value='hackney-mayor-2002'), Text(value='Paul Foot')))
    """
    reader = _Reader(text)
    tree = reader.expression()
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
        if _CALL.match(self.text, self.at):
            return self.call()
        raise self.error("a number, a bracket or a function")

    def call(self) -> Call:
        opening = _CALL.match(self.text, self.at)
        self.at = opening.end()
        arguments = [self.argument()]
        while self.take(","):
            arguments.append(self.argument())
        if not self.take(")"):
            raise self.error("a closing bracket")
        return Call(opening.group(1), tuple(arguments))

    def argument(self) -> Node:
        self.peek()
        if _CALL.match(self.text, self.at):
            return self.call()
        start, depth = self.at, 0
        while self.at < len(self.text) and not (depth == 0 and self.text[self.at] in ",)"):
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            self.at += 1
        if value := self.text[start : self.at].strip():
            return Text(value)
        raise self.error("an argument")


def calls(tree: Node) -> Iterator[Call]:
    """Every function call in a formula, outermost first.

    Examples
    --------
    >>> [call.name for call in calls(parse("years(2000-05-04, date(hackney-mayor-2002)) + 1"))]
    ['years', 'date']
    """
    if isinstance(tree, Operation):
        yield from calls(tree.left)
        yield from calls(tree.right)
    elif isinstance(tree, Call):
        yield tree
        for argument in tree.arguments:
            yield from calls(argument)


def evaluate(tree: Node, functions: Mapping[str, Callable]) -> object:
    """The value of a formula.

    Parameters
    ----------
    tree
        A parsed formula.
    functions
        What each function name means; a call hands over its arguments in order, texts as `str`.

    Returns
    -------
    object
        An exact `Fraction`, or what the function returned if it is no number, such as a date.

    Raises
    ------
    FormulaError
        If a function is unknown, has too few or too many arguments, or a value cannot be calculated with.

    Examples
    --------
    >>> evaluate(parse("2 * (3 + half(5))"), {"half": lambda value: Fraction(value) / 2})
    Fraction(11, 1)
    """
    if isinstance(tree, Number | Text):
        return tree.value
    if isinstance(tree, Call):
        return _apply(tree, functions)
    left, right = (_number(evaluate(side, functions)) for side in (tree.left, tree.right))
    if tree.sign == "/" and right == 0:
        raise FormulaError("division by zero")
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
    }[tree.sign]()


def _apply(call: Call, functions: Mapping[str, Callable]) -> object:
    if call.name not in functions:
        raise FormulaError(f"no function {call.name!r}; {did_you_mean(call.name, functions)}")
    function = functions[call.name]
    wanted = list(signature(function).parameters)
    if len(wanted) != len(call.arguments):
        raise FormulaError(f"{call.name} has {len(call.arguments)} arguments, expected {', '.join(wanted)}")
    value = function(*(evaluate(argument, functions) for argument in call.arguments))
    return Fraction(value) if isinstance(value, int) else value


def _number(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    raise FormulaError(f"{value} is not a number, so nothing can be calculated with it")
