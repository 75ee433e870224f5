"""The formula language: what it reads, what it refuses, what its functions look up."""

import datetime as dt
from fractions import Fraction
from inspect import signature

import pandas as pd
import pytest
from altered import with_table
from hypothesis import given
from hypothesis import strategies as st

from left_of_labour.analysis.formula import evaluate
from left_of_labour.analysis.lookups import NATIONAL_TABLE, MissingFigureError, functions
from left_of_labour.data.formula import SIGNATURES, Call, FormulaError, Number, Operation, Text, parse


@pytest.fixture(scope="module")
def value(dataset):
    known = functions(dataset)
    return lambda formula: evaluate(parse(formula), known)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("votes(a-b-2002-09, Paul Foot)", ("a-b-2002-09", "Paul Foot")),
        ("votes(x, Nerissa Warner-O'Neill)", ("x", "Nerissa Warner-O'Neill")),
        ("votes(x, (Labour candidate))", ("x", "(Labour candidate)")),
        ("votes(x, M. Ali (Aspire, 1 of 2 by votes))", ("x", "M. Ali (Aspire, 1 of 2 by votes)")),
        ("second_places(2024-07-04, Reform UK, North East;Wales)", ("2024-07-04", "Reform UK", "North East;Wales")),
    ],
)
def test_an_argument_is_text_up_to_the_next_comma(text, arguments):
    assert parse(text) == Call(text.partition("(")[0], tuple(map(Text, arguments)))


def test_products_bind_closer_than_sums_and_signs_group_to_the_left():
    assert evaluate(parse("10 - 2 - 3 * (4 - 1) / 2"), {}) == Fraction(7, 2)
    assert parse("1 - 2") == Operation("-", Number(Fraction(1)), Number(Fraction(2)))


@given(st.lists(st.tuples(st.integers(0, 999), st.booleans()), min_size=1, max_size=6))
def test_arithmetic_is_that_of_exact_fractions(steps):
    text, expected = "1", Fraction(1)
    for number, multiply in steps:
        if multiply:
            text, expected = f"({text}) * {number}", expected * number
        else:
            text, expected = f"-({text}) + {number}.25", -expected + number + Fraction(1, 4)
    assert evaluate(parse(text), {}) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "at character 1: 'the end', expected a number"),
        ("1 +", "at character 4: 'the end'"),
        ("(1 + 2", "at character 7: 'the end', expected a closing bracket"),
        ("votes(a, b", "expected a closing bracket"),
        ("votes(a,, b)", "at character 9: ', b)', expected an argument"),
        ("votes()", "expected an argument"),
        ("1 2", "at character 3: '2', expected an operator or the end"),
        ("votes.__class__", "expected a number, a bracket or a function"),
        ("Foot", "expected a number, a bracket or a function"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text, message):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_every_function_takes_what_the_language_says(dataset):
    for name, function in functions(dataset).items():
        assert len(signature(function).parameters) == len(SIGNATURES[name]), name


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("valid(preston-mp-2024) > 39992", True),
        ("valid(preston-mp-2024) > 39993", False),
        ("valid(preston-mp-2024) = 39993", True),
        ("votes(preston-mp-2024, Michael Lavalette) < valid(preston-mp-2024) / 2", True),
        ("1 < 2 and 3 > 4", False),
        ("1 < 2 and 4 > 3 and 2 = 2", True),
    ],
)
def test_a_condition_holds_or_not(value, formula, expected):
    assert value(formula) is expected


@pytest.mark.parametrize("text", ["1 <", "1 < 2 and 3", "1 < 2 or 3 > 2", "< 2", "1 < 2 < 3"])
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(FormulaError):
        parse(text)


def test_no_function_of_python_is_within_reach(value):
    with pytest.raises(FormulaError, match="no function '__import__'"):
        value("__import__(os)")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("votes(hackney-mayor-2002, Paul Foot)", 4187),
        ("share_pct(hackney-mayor-2002, Paul Foot)", Fraction(418700, 32926)),
        ("rank(hackney-mayor-2002, Paul Foot)", 3),
        ("beaten(hackney-mayor-2002, Paul Foot)", 5),
        ("margin(hackney-mayor-2002, Paul Foot, Ian Sharer)", 2),
        ("final(hackney-mayor-2002, Jules Pipe)", 13813 + 2421),
        ("majority(hackney-mayor-2002)", 16234 - 5629),
        ("majority(preston-mp-2024)", 5291),
        ("majority_pct(preston-mp-2024)", Fraction(529100, 39993)),
        ("valid(preston-mp-2024) / 2", Fraction(39993, 2)),
        ("turnout(hackney-mayor-2002)", Fraction(2634, 100)),
        ("turnout_rate(tower-hamlets-mayor-2014)", Fraction(8423400, 181871)),
        ("turnout_rank(tower-hamlets-mayor-2014)", 1),
        ("turnout_rank(tower-hamlets-mayor-2015)", 2),
        ("party_rank(tower-hamlets-mayor-2010, labour)", 2),
        ("party_share_pct(preston-mp-2024, labour)", Fraction(100 * 14006, 39993)),
        ("council_seats(tower-hamlets, 2022-05-05, aspire)", 24),
        ("council_seats_rank(tower-hamlets, 2022-05-05, labour)", 2),
        ("wins(Lutfur Rahman, mayor, 2022-05-05)", 3),
        ("wins(Lutfur Rahman, mayor, 2022-05-04)", 2),
        ("date(preston-mp-2024)", dt.date(2024, 7, 4)),
        ("weekday(date(preston-mp-2024))", 4),
        ("days(2010-10-20, date(tower-hamlets-mayor-2010))", 1),
        ("years(2000-01-01, 2400-01-01)", 400),
    ],
)
def test_a_function_looks_up_what_it_says(value, formula, expected):
    assert value(formula) == expected


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("vote(hackney-mayor-2002, Paul Foot)", "no function 'vote'; did you mean 'votes'"),
        ("votes(hackney-mayor-2002)", "votes has 1 arguments, expected contest, candidate"),
        ("votes(hackney-mayor-2003, Paul Foot)", "no contest 'hackney-mayor-2003'; did you mean"),
        ("votes(hackney-mayor-2002, Paul Fot)", "no 'Paul Fot' in hackney-mayor-2002; did you mean 'Paul Foot'"),
        ("party_rank(hackney-mayor-2002, labor)", "party: no 'labor' in hackney-mayor-2002; did you mean 'labour'"),
        ("council_seats(tower-hamlets, 2022-05-05, aspir)", "did you mean 'aspire'"),
        ("council_seats(tower-hamlet, 2022-05-05, aspire)", "did you mean 'tower-hamlets'"),
        ("council_seats(tower-hamlets, 2022-05-06, aspire)", "no council election in tower-hamlets on 2022-05-06"),
        ("wins(Lutfur Raman, mayor, 2022-05-05)", "did you mean 'Lutfur Rahman'"),
        ("wins(Lutfur Rahman, major, 2022-05-05)", "did you mean 'mayor'"),
        ("years(2000, 2001-01-01)", "date: '2000', expected YYYY-MM-DD"),
        ("date(preston-mp-2024) + 1", "2024-07-04 is not a number"),
        ("majority(hackney-council-2022-haggerston)", "several seats"),
        ("1 / 0", "division by zero"),
        ("years(2000-01-01, dat(preston-mp-2024))", "no function 'dat'; did you mean"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(value, formula, message):
    with pytest.raises(FormulaError) as caught:
        value(formula)
    assert not isinstance(caught.value, MissingFigureError)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("share_pct(hackney-south-mp-1997, Monty Goldman)", "valid votes of hackney-south-mp-1997 are not known"),
        (
            "rank(hackney-south-mp-1997, Monty Goldman)",
            "votes of some candidates in hackney-south-mp-1997 are not known",
        ),
        ("turnout_rate(hackney-mayor-2002)", "no electorate of hackney-mayor-2002"),
        ("final(preston-mp-2024, Michael Lavalette)", "no final votes of Michael Lavalette"),
        ("second_places(2024-07-04, Reform UK, North West)", "left-of-labour fetch parliament"),
    ],
)
def test_a_blank_is_missing_and_not_a_mistake(value, formula, message):
    with pytest.raises(MissingFigureError) as caught:
        value(formula)
    assert message in str(caught.value)


def test_second_places_count_constituencies_once_the_national_results_are_there(dataset):
    national = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-07-04"] * 5 + ["2019-12-12"]),
            "party": ["Reform UK", "Reform UK", "Reform UK", "Reform UK", "Labour", "Reform UK"],
            "region": ["North West", "North East", "North East", "London", "North West", "North West"],
            "position": [2, 2, 3, 2, 2, 2],
        }
    )
    fuller = with_table(dataset, NATIONAL_TABLE, national)
    known = functions(fuller)
    assert evaluate(parse("second_places(2024-07-04, Reform UK, North East;North West)"), known) == 2
    with pytest.raises(FormulaError, match="region: no 'North Wst'"):
        evaluate(parse("second_places(2024-07-04, Reform UK, North Wst)"), known)
