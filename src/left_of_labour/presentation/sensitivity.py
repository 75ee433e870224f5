"""How much of a finding rests on one political undertaking, in words that all reports share.

A lineage is one actor under several labels, and the labels may have been judged differently. So a finding is said once
more without it, and a reading that counts one label and not the other is said with one judgement for all.
"""

from collections.abc import Callable, Iterable
from functools import cache, partial

from left_of_labour.analysis.lineages import codes_of, divided_readings, lineages_in, recoded
from left_of_labour.data import Dataset
from left_of_labour.presentation.names import reading_name
from left_of_labour.presentation.text import joined

__all__ = ["one_judgement", "without_lineages"]


def without_lineages(dataset: Dataset, contest_ids: Iterable[str], said: Callable[[Dataset], str]) -> str:
    """What is found if the candidacies of a lineage do not count as left of Labour; empty where no lineage stood.

    Parameters
    ----------
    dataset
        The data.
    contest_ids
        The contests that the finding is about.
    said
        The finding in a few words, from the data.

    Examples
    --------
    >>> from left_of_labour.analysis.measures import measure
    >>> from left_of_labour.data import load
    >>> contest = "tower-hamlets-mayor-2014"
    >>> without_lineages(load(), [contest], lambda data: measure(data, contest).challenger)
    'Without the Rahman lineage: Hugo Pierre.'
    """
    now, texts = said(dataset), []
    for lineage in lineages_in(dataset, contest_ids):
        text = said(recoded(dataset, lineage, "none"))
        texts.append(f"without the {lineage.title()} lineage: {'the same' if text == now else text}")
    return _sentence("; ".join(texts))


def one_judgement(dataset: Dataset, contest_ids: Iterable[str], said: Callable[[Dataset, str], str]) -> str:
    """What readings would give if all candidacies of a lineage were judged alike; empty where they are.

    Parameters
    ----------
    dataset
        The data.
    contest_ids
        The contests that the finding is about.
    said
        The finding in a few words, from the data under a reading.

    Examples
    --------
    >>> from left_of_labour.analysis.measures import measure
    >>> from left_of_labour.data import load
    >>> contest = "tower-hamlets-mayor-2014"
    >>> text = one_judgement(load(), [contest], lambda data, reading: measure(data, contest, reading).challenger)
    >>> text.partition("; ")[0]
    'The Rahman lineage is judged core and contested. Were all of it core, core would give: Lutfur Rahman'
    """
    now = cache(partial(said, dataset))
    sentences = []
    for lineage in lineages_in(dataset, contest_ids):
        codes = codes_of(dataset, lineage)
        texts = []
        for code in codes:
            as_one = recoded(dataset, lineage, code)
            for reading in divided_readings(codes):
                then = said(as_one, reading)
                texts.append(
                    f"were all of it {code}, {reading_name(reading)} would give: "
                    f"{'the same as now' if then == now(reading) else then}"
                )
        if texts:
            opening = f"The {lineage.title()} lineage is judged {joined(codes)}."
            sentences.append(f"{opening} {_sentence('; '.join(texts))}")
    return " ".join(sentences)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
