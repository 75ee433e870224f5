"""Every notebook over the values that its parameters may be given: each run ends well, or is refused at once.

`trials` lists every combination of the values that the data know, also where another parameter rules one out. `make
sweep` checks them all, as a notebook's set-up line does, and runs those that the check lets pass: all of them, or where
they are more than `MOST`, every value of every parameter at least once and others drawn with a seed. `sample` takes a
few of each notebook for the tests.
"""

import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import product
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import nbformat
from notebook_kit import NO_PICTURE, our_notebooks, run

from left_of_labour import paths
from left_of_labour.analysis import context
from left_of_labour.analysis.measures import measure
from left_of_labour.analysis.parameters import ALL, choices, faults
from left_of_labour.analysis.readings import READINGS
from left_of_labour.batch.runs import parameters_of
from left_of_labour.data import Dataset, load
from left_of_labour.errors import NotComparableError, ParameterError
from left_of_labour.presentation import pictures, style
from left_of_labour.presentation.names import contest_name, contest_title
from left_of_labour.presentation.plate import Plate
from left_of_labour.reports.explore import view
from left_of_labour.reports.explore.parts import Explorer
from left_of_labour.shown import Context, Shown

SEED = 2002
RANDOM_SETS = 60
MOST = 240  # runs of one notebook in the whole sweep
EXPLORER = "explorer"  # its controls, besides the notebook's own parameter
MAY_BE_ALL = {("claims", "source_id"), ("data-quality", "place")}
# How a refusal says which values work.
HELPS = ("did you mean", "available:", "choose ", "work:", "works:", "write ")


@dataclass(frozen=True)
class Trial:
    """A notebook and the values to run it with."""

    notebook: str
    parameters: tuple[tuple[str, object], ...]

    def values(self) -> dict[str, object]:
        """The parameters as a notebook takes them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.parameters}

    def __str__(self) -> str:
        return f"{self.notebook} {dict(self.parameters)}"


@dataclass(frozen=True)
class Outcome:
    """What came of a trial: `ran`, `refused` or `crashed`, and how the error reads."""

    kind: str
    message: str = ""


def notebooks() -> list[str]:
    """Those that have a run list's parameters cell."""
    return [file.stem for file in our_notebooks() if _is_parameterised(file)]


def _is_parameterised(file: Path) -> bool:
    return any("parameters" in cell.metadata.get("tags", []) for cell in nbformat.read(file, as_version=4).cells)


def trials(dataset: Dataset, notebook: str) -> Iterator[Trial]:
    """Every combination of the values of a notebook's parameters.

    A challenger is one of the contest's candidates and a date one of the place's council elections; a list is a number
    of random sets of contests, one for each number of members, and the empty one.
    """
    names = list(parameters_of(paths.notebooks_dir() / f"{notebook}.ipynb"))
    free = [name for name in names if name not in ("challenger", "date")]
    for values in product(*(_values(dataset, notebook, name) for name in free)):
        given = dict(zip(free, values, strict=True))
        if "challenger" in names:
            options = [{"challenger": one} for one in choices(dataset, "challenger", given)]
        elif "date" in names:
            options = [{"date": one} for one in choices(dataset, "date", {"place": given["place"]})]
        else:
            options = [{}]
        for option in options:
            yield Trial(notebook, tuple((given | option).items()))


def _values(dataset: Dataset, notebook: str, name: str) -> list:
    known = context.years(dataset) if name == "since" else list(choices(dataset, name))
    if name == "contest_ids":
        draw = random.Random(SEED)
        return [(), *(tuple(draw.sample(known, 1 + number % 12)) for number in range(RANDOM_SETS))]
    return [ALL, *known] if (notebook, name) in MAY_BE_ALL else known


def sample(dataset: Dataset, notebook: str, number: int, seed: int = SEED) -> list[Trial]:
    """Some trials of a notebook, the same for the same seed."""
    everything = list(trials(dataset, notebook))
    return random.Random(f"{seed} {notebook}").sample(everything, min(number, len(everything)))


def covering(accepted: Sequence[Trial], number: int) -> list[Trial]:
    """So many trials, and as many more as it takes to have every value of every parameter in one of them."""
    draw = random.Random(SEED)
    shuffled = draw.sample(accepted, len(accepted))
    missing = {value for trial in accepted for value in trial.parameters}
    first: list[Trial] = []
    others: list[Trial] = []
    for trial in shuffled:
        (first if missing.intersection(trial.parameters) else others).append(trial)
        missing.difference_update(trial.parameters)
    return [*first, *others[: max(0, number - len(first))]]


def refusal(dataset: Dataset, trial: Trial) -> Outcome | None:
    """What the notebook's set-up line says before anything is run; nothing if it lets the values pass."""
    or_all = {name for notebook, name in MAY_BE_ALL if notebook == trial.notebook}
    try:
        messages = faults(dataset, trial.values(), or_all)
    except Exception as error:
        return _crash(error)
    return _refused("\n".join(messages)) if messages else None


def _refused(message: str, at_once: bool = True) -> Outcome:
    """A refusal has to come before anything but the subject is shown, and to say which values work."""
    wrong = [] if at_once else ["refused late"]
    wrong += [] if any(phrase in message for phrase in HELPS) else ["the message does not say which values work"]
    return Outcome("crashed", f"{'; '.join(wrong)}: {message}") if wrong else Outcome("refused", message)


def _crash(error: Exception) -> Outcome:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Outcome("crashed", f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})")


def outcome(dataset: Dataset, trial: Trial) -> Outcome:
    """Run a notebook with these values.

    A refusal that comes late or helps nobody, and anything else that is raised, is a crash.
    """
    shown: list[Shown] = []
    try:
        run(trial.notebook, dataset, shown=shown, **trial.values())
    except (ParameterError, NotComparableError) as error:
        return _refused(str(error), at_once=all(isinstance(part, Context) for part in shown))
    except Exception as error:
        return _crash(error)
    return Outcome("ran")


def explored(
    dataset: Dataset, number: int | None = None, seed: int = SEED, contest_ids: Collection[str] = ()
) -> list[str]:
    """Move the explorer's controls, so many steps or through all; what then is not shown as chosen.

    All means: every contest, or each of some, under every reading and by every measure.

    The figure must name the contest, and where it has no bar, the message must say why.
    """
    offered = {
        "contests": [(one,) for one in contest_ids or dataset.contest_ids],
        "reading": [*READINGS, view.EVERY_READING],
    }
    offered["measure"] = list(view.MEASURES)
    moves = _wandering(offered, number, seed) if number else _there_and_back(offered)
    wrong = []
    with (
        mock.patch.object(pictures, "files", lambda fig, name: (NO_PICTURE, "<svg>")),
        mock.patch.object(style, "headline", _label_only),
    ):
        explorer = Explorer(dataset, next(iter(dataset.contest_ids)))
        for values in moves:
            for control, value in zip(offered, values, strict=True):
                getattr(explorer, control).value = value
            fault = _shown_wrongly(dataset, explorer)
            if fault:
                wrong.append(f"explorer {values}: {fault}")
    return wrong


def _there_and_back(offered: dict[str, list]) -> Iterator[tuple]:
    """All combinations, each different from the one before in one control."""
    readings, measures = offered["reading"], offered["measure"]
    pairs = [(reading, one) for at, reading in enumerate(readings) for one in measures[:: -1 if at % 2 else 1]]
    for at, contest in enumerate(offered["contests"]):
        yield from ((contest, *pair) for pair in pairs[:: -1 if at % 2 else 1])


def _wandering(offered: dict[str, list], number: int, seed: int) -> Iterator[tuple]:
    """So many combinations, each different from the one before in one control, as a reader's hand would make them."""
    draw = random.Random(seed)
    values = {control: options[0] for control, options in offered.items()}
    for step in range(number):
        control = ["contests", "reading", "contests", "measure"][step % 4]
        values[control] = draw.choice(offered[control])
        yield tuple(values.values())


def _label_only(fig: Plate, title: str, **_: str) -> Plate:
    """A headline without drawing, which takes most of the time."""
    fig.set_label(title)
    return fig


_measured = cache(measure)


def _shown_wrongly(dataset: Dataset, explorer: Explorer) -> str:
    """What is wrong with what the explorer shows for the one contest that its controls name; empty if nothing is."""
    (contest_id,) = explorer.contests.value
    name = contest_name(dataset.contest(contest_id))
    if 'role="alert"' in explorer.message.value:
        return explorer.message.value
    if contest_title(dataset.contest(contest_id)) not in unescape(explorer.table.value):
        return "the table is another contest's"
    for reading in explorer.choice.readings:
        value = getattr(_measured(dataset, contest_id, reading), explorer.choice.yardstick.measure)
        if value is None and name not in unescape(explorer.message.value):
            return f"no value for {reading}, and no reason"
        written = "" if value is None else explorer.choice.yardstick.form.format(float(value)).replace("-", "−")
        if name not in unescape(explorer.figure.value) or written not in explorer.figure.value:
            return f"the figure has no {written} of {name}"
    return ""


@cache
def _own_data() -> Dataset:
    mpl.use("agg")
    return load()


def _tried(trial: Trial) -> Outcome:
    return outcome(_own_data(), trial)


def _checked(trial: Trial) -> Outcome | None:
    return refusal(_own_data(), trial)


def sweep(chosen: Collection[str]) -> bool:
    """Try everything; write the counts and what crashed; whether nothing did."""
    crashes: list[str] = []
    start = time.monotonic()
    with ProcessPoolExecutor() as pool:
        for notebook in [name for name in chosen if name != EXPLORER]:
            everything = list(trials(_own_data(), notebook))
            checks = list(pool.map(_checked, everything, chunksize=32))
            accepted = [trial for trial, found in zip(everything, checks, strict=True) if found is None]
            todo = covering(accepted, MOST)
            outcomes = [found for found in checks if found is not None]
            tried = [trial for trial, found in zip(everything, checks, strict=True) if found is not None] + todo
            outcomes += pool.map(_tried, todo)
            counts = Counter(found.kind for found in outcomes)
            crashes += [
                f"{trial}\n    {found.message}\n"
                for trial, found in zip(tried, outcomes, strict=True)
                if found.kind == "crashed"
            ]
            sys.stdout.write(
                f"{notebook}: {len(everything)} combinations, {counts['refused']} refused, {len(accepted)} accepted, "
                f"{counts['ran']} of them run, {counts['crashed']} crashed ({time.monotonic() - start:.0f} s)\n"
            )
            sys.stdout.flush()
        if EXPLORER in chosen:
            known = sorted(_own_data().contest_ids)
            parts = [known[start : start + 12] for start in range(0, len(known), 12)]
            found = [fault for part in pool.map(_explored_part, parts) for fault in part]
            tried = len(known) * len(view.MEASURES) * (1 + len(READINGS))
            seconds = time.monotonic() - start
            sys.stdout.write(f"explorer's controls: {tried} combinations, {len(found)} wrong ({seconds:.0f} s)\n")
            crashes += found
    sys.stdout.write("\n".join(crashes))
    return not crashes


def _explored_part(contest_ids: list[str]) -> list[str]:
    return explored(_own_data(), contest_ids=contest_ids)


if __name__ == "__main__":
    sys.exit(not sweep(sys.argv[1:] or [*notebooks(), EXPLORER]))
