"""What is made of the data is made once, for every dataset with the same rows in this process and its forks."""

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from pandas.core.generic import NDFrame

if TYPE_CHECKING:
    from left_of_labour.data.dataset import Dataset

__all__ = ["know", "remembered"]

P = ParamSpec("P")
T = TypeVar("T")


def remembered(make: "Callable[Concatenate[Dataset, P], T]") -> "Callable[Concatenate[Dataset, P], T]":
    """Let a function of the data and of hashable values work only once for each of these.

    Whoever asks again has read the same tables as the one who asked first, so that what a report rests on stays known.
    Frames and lists are handed out as copies that can be changed; a frame's shares its cells until then.

    Parameters
    ----------
    make
        Its value depends on the rows of the data and its arguments alone.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> size = remembered(lambda data: len(data.contests))
    >>> size(load()), size(load())
    (474, 474)
    """

    @wraps(make)
    def recall(dataset: "Dataset", /, *arguments: P.args, **options: P.kwargs) -> T:
        key = (make, arguments, *options.items())
        if key not in dataset.memory:
            read_before = set(dataset.used)
            dataset.used.clear()
            try:
                made = make(dataset, *arguments, **options)
                dataset.memory[key] = made, frozenset(dataset.used)
            finally:
                dataset.used.update(read_before)
        known, read = dataset.memory[key]
        dataset.used.update(read)
        return cast(T, _own(known))

    return recall


def know(recall: "Callable[[Dataset], T]", dataset: "Dataset", made: T, like: "Dataset") -> None:
    """Let a function give what is known already for one dataset, as resting on the tables that it rests on for another.

    Parameters
    ----------
    recall
        A function that is `remembered`.
    dataset
        For which it is to give `made`.
    like
        For which it has worked.
    """
    key = (cast(Any, recall).__wrapped__, ())
    dataset.memory[key] = made, like.memory[key][1]


def _own(made: object) -> object:
    if isinstance(made, NDFrame):
        return made.copy(deep=False)
    if isinstance(made, list):
        return [_own(one) for one in made]
    return copy(made) if isinstance(made, dict | set) else made
