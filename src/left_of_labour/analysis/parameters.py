"""What a notebook's parameters may be, according to the data.

A parameter is known by its name; the same check serves the notebook (`notebook.begin`) and the batch, which checks
every run before it starts any.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from left_of_labour.analysis import context, wards
from left_of_labour.analysis.councils import council_elections
from left_of_labour.analysis.divided import first_year
from left_of_labour.analysis.expected import MODELS, expected_contests, seat_of, seats
from left_of_labour.analysis.lineages import lineage_names
from left_of_labour.analysis.readings import DEFAULT_READING, READINGS, is_left
from left_of_labour.analysis.rounds import RUNNER_UP, final_contests, stage_final
from left_of_labour.data import Dataset
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = ["ALL", "KINDS", "check", "choices", "faults", "kind_fault", "unknown"]

ALL = "all"


def _reading(given: Mapping[str, Any]) -> str:
    """The reading that goes with the other parameters; a wrong one is a fault of its own."""
    reading = given.get("reading", DEFAULT_READING)
    return reading if reading in READINGS else DEFAULT_READING


def _contests(dataset: Dataset, given: Mapping[str, Any]) -> Collection[str]:
    """Every contest; beside `since`, `model` and `challenger`, only those for which such a question can be asked."""
    if "since" in given:
        return context.comparable_contests(dataset, _reading(given))
    if "model" in given:
        return expected_contests(dataset)
    if "challenger" in given:
        return final_contests(dataset)
    return dataset.contest_ids


def _readings(_: Dataset, __: Mapping[str, Any]) -> list[str]:
    return list(READINGS)


def _models(_: Dataset, __: Mapping[str, Any]) -> list[str]:
    return list(MODELS)


def _places(dataset: Dataset, _: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(contest.place for contest in dataset.contests_by_id.values()))


def _council_dates(dataset: Dataset, given: Mapping[str, Any]) -> list[str]:
    """Days of council elections in the place; beside `reading`, those whose wards can be drawn on today's map."""
    places = _places(dataset, given)
    chosen = [place for place in places if place == given.get("place", place)]
    if "reading" in given:
        return [date for place in chosen for date in wards.mappable_dates(dataset, place, _reading(given))]
    return [f"{election.date:%Y-%m-%d}" for place in chosen for election in council_elections(dataset, place)]


def _candidates(dataset: Dataset, given: Mapping[str, Any]) -> list[str]:
    """Named candidates of the contest who were not elected, and whoever came second."""
    results = dataset.tables["results"]
    named = results[~results["is_aggregate"]]
    if "contest_id" in given:
        named = named[(named["contest_id"] == given["contest_id"]) & ~named["elected"]]
    return [RUNNER_UP, *named["candidate"]]


def _accounts(dataset: Dataset, _: Mapping[str, Any]) -> list[str]:
    accounts: list[str] = dataset.tables["claims"]["source_id"].unique().tolist()
    return accounts


def _years(dataset: Dataset, given: Mapping[str, Any]) -> list[int]:
    """From the first year of the national lists to the last that leaves something to compare with.

    Without a contest it is Greens that are compared with, who are recorded from a later year on.
    """
    if "contest_id" not in given:
        return [year for year in context.years(dataset) if year >= first_year(dataset)]
    office = None
    if given.get("contest_id") in dataset.contests_by_id:
        office = dataset.contest(given["contest_id"]).office
    return context.years(dataset, office, _reading(given))


def _floors(_: Dataset, __: Mapping[str, Any]) -> list[int]:
    """Shares in percent from which a result is followed; smaller ones are not followed over new boundaries."""
    return [5, 10, 15, 20, 25, 30]


def _lineages(dataset: Dataset, _: Mapping[str, Any]) -> list[str]:
    return lineage_names(dataset)


_CHOICES: dict[str, Callable[[Dataset, Mapping[str, Any]], Collection[Any]]] = {
    "contest_id": _contests,
    "contest_ids": _contests,
    "reading": _readings,
    "model": _models,
    "place": _places,
    "date": _council_dates,
    "challenger": _candidates,
    "source_id": _accounts,
    "since": _years,
    "floor": _floors,
    "lineage": _lineages,
}


# What kind of value each parameter is; the annotations in the notebooks' parameters cells are held equal by a test.
KINDS: Mapping[str, type] = {
    "contest_ids": list,
    "since": int,
    "floor": int,
}


def kind_fault(name: str, value: object) -> str:
    """What is wrong with the kind of a value, in a line that helps; empty if nothing is.

    Examples
    --------
    >>> kind_fault("since", "2010")
    "since: '2010' is text; write a whole number, without quotes: 2010"
    >>> kind_fault("contest_ids", "preston-mp-2024")
    "contest_ids: 'preston-mp-2024' is text; write a list: ['preston-mp-2024']"
    >>> kind_fault("place", ["hackney"])
    "place: ['hackney'] is a list; write one value: 'hackney'"
    """
    kind = KINDS.get(name, str)
    if isinstance(value, kind) and not isinstance(value, bool):
        return ""
    found = _KIND_NAMES.get(type(value), f"a {type(value).__name__}")
    if value is None or value == "" or value == []:
        return f"{name}: nothing is given; {_EXPECTED[kind]}"
    hint = ""
    if kind is list and isinstance(value, str):
        hint = f": [{value!r}]"
    elif kind is int and isinstance(value, str) and value.isdigit():
        hint = f", without quotes: {value}"
    elif kind is str and isinstance(value, list | tuple) and len(value) == 1:
        hint = f": {value[0]!r}"
    elif kind is str and isinstance(value, int | float):
        hint = f", in quotes: '{value}'"
    return f"{name}: {value!r} is {found}; {_EXPECTED[kind]}{hint}"


_EXPECTED = {str: "write one value", int: "write a whole number", list: "write a list"}
_KIND_NAMES = {str: "text", list: "a list", tuple: "a list", int: "a number", float: "a number", bool: "a truth value"}


def choices(dataset: Dataset, name: str, given: Mapping[str, Any] | None = None) -> Collection[Any]:
    """The values that a parameter may have.

    Parameters
    ----------
    dataset
        The data.
    name
        The parameter's name.
    given
        The other parameters: a challenger must stand in the contest, a date must be one of the place's.

    Raises
    ------
    ParameterError
        If no parameter has that name.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> choices(load(), "place")
    ['hackney', 'tower-hamlets', 'preston']
    """
    if name not in _CHOICES:
        raise ParameterError(f"{name}: no such parameter; {did_you_mean(name, _CHOICES)}")
    return _CHOICES[name](dataset, given or {})


def faults(dataset: Dataset, parameters: Mapping[str, Any], or_all: Collection[str] = ()) -> list[str]:
    """What is wrong with the parameters of a run: one message per wrong value, none if all are fine.

    Parameters
    ----------
    dataset
        The data.
    parameters
        Values by name; a list means several of the allowed values.
    or_all
        Names of parameters that may also be "all".

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> faults(load(), {"place": "hackny"})
    ["place: no 'hackny' in the data; did you mean 'hackney'?"]
    """
    messages = []
    for name, value in parameters.items():
        if name not in _CHOICES:
            messages.append(f"{name}: no such parameter; {did_you_mean(name, _CHOICES)}")
            continue
        wrong = kind_fault(name, value)
        if wrong:
            messages.append(wrong)
            continue
        if value == ALL and name in or_all:
            continue
        if name == "contest_ids" and not value and "floor" not in parameters:  # a floor chooses by rule instead
            messages.append("contest_ids: nothing is given; write a list: ['hackney-mayor-2002']")
            continue
        allowed = choices(dataset, name, parameters)
        for one in value if isinstance(value, list | tuple) else [value]:
            if one not in allowed:
                messages.append(_refusal(dataset, name, one, parameters, allowed))
    return messages or _nobody_stood(dataset, parameters)


def _nobody_stood(dataset: Dataset, parameters: Mapping[str, Any]) -> list[str]:
    """Contests that are to be compared need a challenger in one of them."""
    chosen, reading = parameters.get("contest_ids"), parameters.get("reading")
    if not chosen or not reading:
        return []
    candidates = dataset.candidates
    left = candidates[is_left(candidates["left_reading"], reading) & candidates["votes"].notna()]
    stood = set(left["contest_id"])
    if stood.intersection(chosen):
        return []
    hint = did_you_mean(chosen[0], stood)
    return [f"contest_ids: nobody {_WHO[reading]} is known to have stood in any of these contests; {hint}"]


_WHO = {
    "core": "left of Labour (reading core)",
    "wide": "left of Labour (reading wide)",
    "with_greens": "left of Labour or Green",
}


def check(dataset: Dataset, parameters: Mapping[str, Any], or_all: Collection[str] = ()) -> None:
    """Raise a `ParameterError` that names everything that is wrong with the parameters of a run."""
    messages = faults(dataset, parameters, or_all)
    if messages:
        raise ParameterError("\n".join(messages))


def unknown(injected: Collection[str], known: Collection[str]) -> list[str]:
    """A message for each name that was injected into a notebook and that it does not know: papermill only warns.

    Examples
    --------
    >>> unknown(["contst_id"], ["contest_id", "reading"])
    ["contst_id: the notebook has no such parameter; did you mean 'contest_id'?"]
    """
    strangers = [name for name in injected if name not in known]
    return [f"{name}: the notebook has no such parameter; {did_you_mean(name, known)}" for name in strangers]


def _refusal(
    dataset: Dataset, name: str, value: object, parameters: Mapping[str, Any], allowed: Collection[Any]
) -> str:
    """Why a value is refused, and which ones work."""
    if name == "since":
        return f"since: {value!r} leaves nothing to compare with; choose a year from {min(allowed)} to {max(allowed)}"
    if name == "floor":
        return f"floor: {value!r} is none of the shares to choose from; choose {', '.join(map(str, allowed))}"
    reason = _reason(dataset, name, value, parameters)
    if reason and name == "contest_id" and "model" not in parameters:
        return f"{reason}; {did_you_mean(str(value), map(str, allowed))}"
    if reason and name == "date":
        return f"{reason}; these days work: {', '.join(map(str, allowed)) or 'none'}"
    return reason or f"{name}: no {value!r} in the data; {did_you_mean(str(value), map(str, allowed))}"


def _ask(dataset: Dataset, contest_id: str, parameters: Mapping[str, Any]) -> None:
    """Put the question that the other parameters belong to; who cannot answer says why."""
    if "since" in parameters:
        context.subject_of(dataset, contest_id, _reading(parameters))
    elif "model" in parameters:
        seat_of(dataset, seats(dataset), contest_id)
    elif "challenger" in parameters:
        stage_final(dataset, contest_id, RUNNER_UP)


def _reason(dataset: Dataset, name: str, value: object, parameters: Mapping[str, Any]) -> str:
    """Why a value that is in the data cannot serve here; empty if it is not in the data."""
    try:
        if name == "contest_id" and value in dataset.contests_by_id:
            _ask(dataset, str(value), parameters)
        if name == "date" and parameters.get("place") in _places(dataset, parameters):
            wards.ward_results(dataset, parameters["place"], str(value), _reading(parameters))
    except NotComparableError as error:
        return str(error)
    except (ParameterError, ValueError):
        return ""
    return ""
