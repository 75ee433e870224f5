"""The value of a formula of claims.csv, in exact fractions. The language is in `data.formula`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from left_of_labour.data.formula import Call, Comparison, Condition, Formula, FormulaError, Number, Text, check_call

__all__ = ["evaluate", "holds"]


def evaluate(tree: Formula, functions: Mapping[str, Callable[..., Any]]) -> Any:
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
        An exact `Fraction`; whether it holds, for a condition; or what the function returned if it is no number,
        such as a date.

    Raises
    ------
    FormulaError
        If a function is unknown, has too few or too many arguments, or a value cannot be calculated with.

    Examples
    --------
    >>> from left_of_labour.data.formula import parse
    >>> evaluate(parse("2 * (3 + weekday(2002-10-17))"), {"weekday": lambda day: 4})
    Fraction(14, 1)
    >>> evaluate(parse("weekday(2002-10-17) = 4"), {"weekday": lambda day: 4})
    True
    """
    if isinstance(tree, Condition):
        return all(holds(comparison, functions) for comparison in tree.comparisons)
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


def holds(comparison: Comparison, functions: Mapping[str, Callable[..., Any]]) -> bool:
    """Whether one value is more than, less than or the same as the other."""
    left, right = (_number(evaluate(side, functions)) for side in (comparison.left, comparison.right))
    return {">": left > right, "<": left < right, "=": left == right}[comparison.sign]


def _apply(call: Call, functions: Mapping[str, Callable[..., Any]]) -> object:
    check_call(call)
    value = functions[call.name](*(evaluate(argument, functions) for argument in call.arguments))
    return Fraction(value) if isinstance(value, int) else value


def _number(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    raise FormulaError(f"{value} is not a number, so nothing can be calculated with it")
