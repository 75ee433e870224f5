"""What a notebook's parameters may be, according to the data.

A parameter is known by its name; the same check serves the notebook (`notebook.begin`) and the batch, which checks
every run before it starts any.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from left_of_labour.analysis.councils import council_elections
from left_of_labour.analysis.expected import MODELS
from left_of_labour.analysis.readings import READINGS
from left_of_labour.analysis.rounds import RUNNER_UP
from left_of_labour.data import Dataset
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["ALL", "check", "choices", "faults"]

ALL = "all"


def _contests(dataset: Dataset, _: Mapping) -> Collection[str]:
    return dataset.contest_ids


def _readings(_: Dataset, __: Mapping) -> list[str]:
    return list(READINGS)


def _models(_: Dataset, __: Mapping) -> list[str]:
    return list(MODELS)


def _places(dataset: Dataset, _: Mapping) -> list[str]:
    return list(dict.fromkeys(contest.place for contest in dataset.contests_by_id.values()))


def _council_dates(dataset: Dataset, given: Mapping) -> list[str]:
    """Days of council elections in the place, whole or by thirds."""
    places = _places(dataset, given)
    chosen = [place for place in places if place == given.get("place", place)]
    return [f"{election.date:%Y-%m-%d}" for place in chosen for election in council_elections(dataset, place)]


def _candidates(dataset: Dataset, given: Mapping) -> list[str]:
    """Named candidates of the contest, and whoever came second."""
    results = dataset.tables["results"]
    named = results[~results["is_aggregate"]]
    if "contest_id" in given:
        named = named[named["contest_id"] == given["contest_id"]]
    return [RUNNER_UP, *named["candidate"]]


def _accounts(dataset: Dataset, _: Mapping) -> list[str]:
    return dataset.tables["claims"]["source_id"].unique().tolist()


def _years(dataset: Dataset, _: Mapping) -> list[int]:
    years = dataset.tables["westminster_left"]["date"].dt.year
    return list(range(int(years.min()), int(years.max()) + 1))


_CHOICES: dict[str, Callable[[Dataset, Mapping], Collection]] = {
    "contest_id": _contests,
    "contest_ids": _contests,
    "reading": _readings,
    "model": _models,
    "place": _places,
    "date": _council_dates,
    "challenger": _candidates,
    "source_id": _accounts,
    "since": _years,
}


def choices(dataset: Dataset, name: str, given: Mapping | None = None) -> Collection:
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


def faults(dataset: Dataset, parameters: Mapping, or_all: Collection[str] = ()) -> list[str]:
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
        if value == ALL and name in or_all:
            continue
        allowed = choices(dataset, name, parameters)
        for one in value if isinstance(value, list | tuple) else [value]:
            if one not in allowed:
                messages.append(f"{name}: no {one!r} in the data; {_hint(str(one), allowed)}")
    return messages


def check(dataset: Dataset, parameters: Mapping, or_all: Collection[str] = ()) -> None:
    """Raise a `ParameterError` that tells everything that is wrong with the parameters of a run."""
    messages = faults(dataset, parameters, or_all)
    if messages:
        raise ParameterError("\n".join(messages))


def _hint(value: str, allowed: Iterable) -> str:
    return did_you_mean(value, map(str, allowed))
