"""Every notebook over the values that its parameters may be given: each run ends well, or is refused at once.

`trials` lists them all, `sample` takes a few of each notebook with a seed; `make sweep` runs them all and prints the
counts. What is tried is every value that the data know, also where another parameter rules it out.
"""

import random
import sys
import traceback
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from html import unescape
from itertools import product
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import nbformat
from notebook_kit import NO_PICTURE, run

from left_of_labour import paths
from left_of_labour.analysis import context
from left_of_labour.analysis.measures import measure as measure_of
from left_of_labour.analysis.parameters import ALL, choices
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
EXPLORER = "explorer"  # its controls, besides the notebook's own parameter
MAY_BE_ALL = {("claims", "source_id"), ("data-quality", "place")}
# How a refusal says which values work.
HELPS = ("did you mean", "available:", "choose ", "work:", "works:", "write ")


@dataclass(frozen=True)
class Trial:
    """A notebook and the values to run it with."""

    notebook: str
    parameters: tuple[tuple[str, object], ...]

    def __str__(self) -> str:
        return f"{self.notebook} {dict(self.parameters)}"


@dataclass(frozen=True)
class Outcome:
    """What came of a trial: `ran`, `refused` or `crashed`, and how the error reads."""

    kind: str
    message: str = ""


def notebooks() -> list[str]:
    """Those that have a run list's parameters cell."""
    files = sorted(paths.notebooks_dir().glob("*.ipynb"))
    return [file.stem for file in files if _is_parameterised(file)]


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


def outcome(dataset: Dataset, trial: Trial) -> Outcome:
    """Run a notebook with these values.

    A refusal comes before anything but the subject is shown, and says which values work; anything else that is raised
    is a crash.
    """
    shown: list[Shown] = []
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in trial.parameters}
    try:
        run(trial.notebook, dataset, shown=shown, **values)
    except (ParameterError, NotComparableError) as error:
        at_once = all(isinstance(part, Context) for part in shown)
        helps = any(phrase in str(error) for phrase in HELPS)
        fault = [] if at_once else ["refused late"]
        fault += [] if helps else ["the message does not say which values work"]
        return Outcome("crashed", f"{'; '.join(fault)}: {error}") if fault else Outcome("refused", str(error))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome("crashed", f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})")
    return Outcome("ran")


def explored(
    dataset: Dataset, number: int | None = None, seed: int = SEED, contest_ids: Collection[str] = ()
) -> list[str]:
    """Move the explorer's controls through every combination, or a number of them; what then is not shown as chosen.

    All contests are chosen in turn, or only some.

    The figure must name the contest, and where it has no bar, the message must say why.
    """
    offered = {
        "contests": [(one,) for one in contest_ids or dataset.contest_ids],
        "reading": [*READINGS, view.EVERY_READING],
    }
    offered["measure"] = list(view.MEASURES)
    moves = _wandering(offered, number, seed) if number else product(*offered.values())
    faults = []
    with (
        mock.patch.object(pictures, "png", lambda fig: NO_PICTURE),
        mock.patch.object(pictures, "svg", lambda fig, name: "<svg>"),
        mock.patch.object(style, "headline", _label_only),
    ):
        explorer = Explorer(dataset, next(iter(dataset.contest_ids)))
        for values in moves:
            for control, value in zip(offered, values, strict=True):
                getattr(explorer, control).value = value
            fault = _shown_wrongly(dataset, explorer)
            if fault:
                faults.append(f"explorer {values}: {fault}")
    return faults


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


def _shown_wrongly(dataset: Dataset, explorer: Explorer) -> str:
    """What is wrong with what the explorer shows for the one contest that its controls name; empty if nothing is."""
    (contest_id,) = explorer.contests.value
    name = contest_name(dataset.contest(contest_id))
    if 'role="alert"' in explorer.message.value:
        return explorer.message.value
    if contest_title(dataset.contest(contest_id)) not in unescape(explorer.table.value):
        return "the table is another contest's"
    for reading in explorer.choice.readings:
        value = getattr(measure_of(dataset, contest_id, reading), explorer.choice.yardstick.measure)
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


def sweep(chosen: Collection[str], number: int | None = None) -> bool:
    """Try everything, or so many of each notebook; write the counts and what crashed; whether nothing did."""
    crashes: list[str] = []
    with ProcessPoolExecutor() as pool:
        for notebook in [name for name in chosen if name != EXPLORER]:
            take = partial(sample, number=number) if number else trials
            todo = list(take(_own_data(), notebook))
            counts: Counter[str] = Counter()
            for trial, found in zip(todo, pool.map(_tried, todo, chunksize=4), strict=True):
                counts[found.kind] += 1
                if found.kind == "crashed":
                    crashes.append(f"{trial}\n    {found.message}")
            line = ", ".join(f"{counts[kind]} {kind}" for kind in ("ran", "refused", "crashed"))
            sys.stdout.write(f"{notebook}: {line}\n")
            sys.stdout.flush()
        if EXPLORER in chosen:
            parts = [[one] for one in _own_data().contest_ids]
            found = [fault for faults in pool.map(_explored_part, parts) for fault in faults]
            tried = len(parts) * len([*READINGS, view.EVERY_READING]) * len(view.MEASURES)
            sys.stdout.write(f"explorer's controls: {tried} combinations, {len(found)} shown wrongly\n")
            crashes += found
    sys.stdout.write("\n".join(crashes))
    return not crashes


def _explored_part(contest_ids: list[str]) -> list[str]:
    return explored(_own_data(), contest_ids=contest_ids)


if __name__ == "__main__":
    sys.exit(not sweep(sys.argv[1:] or [*notebooks(), EXPLORER]))
