"""Compare ways to make the same reports, and write README.md with a table and a plot: `make bench`.

All in one session on one machine, so that the ratios can be compared; the seconds are this machine's.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from itertools import chain, repeat
from pathlib import Path
from statistics import mean, median

import matplotlib.pyplot as plt

from left_of_labour import paths
from left_of_labour.batch.build import processors
from left_of_labour.batch.runs import read
from left_of_labour.cli.reports import _values

HERE = Path(__file__).parent
CONTESTANTS = HERE / "contestants.py"
OURS = {"cold": ["--kernel", "ordinary", "--force"], "warm": ["--force"], "unchanged": []}
ONCE = ("commands", "cold")  # they take so long that a pause of the machine hardly shows
LABELS = {
    "commands": "`papermill` and `jupyter nbconvert`, commands in a loop",
    "pool": "papermill's and nbconvert's functions in a pool of processes",
    "cold": "`left-of-labour reports --kernel ordinary`",
    "warm": "`left-of-labour reports`",
    "unchanged": "`left-of-labour reports`, nothing changed",
    "floor": "floor: cells as plain Python in one process",
}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, help="reports per way; all default ones unless given")
    parser.add_argument(
        "--repeat", type=int, default=3, help="times that each way is run, but for those that take minutes"
    )
    parser.add_argument("--growth", type=int, nargs="*", default=[10, 50], help="numbers of reports")
    parser.add_argument("--trivial", type=int, nargs="*", default=[50, 200], help="numbers of trivial notebooks")
    parser.add_argument("--no-all", action="store_true", help="leave out the build of all reports")
    parser.add_argument("--output", type=Path, default=HERE)
    asked = parser.parse_args()
    listed = read(paths.notebooks_dir(), _values)
    slugs = [run.slug for run in _spread(listed.default, asked.reports or len(listed.default))]
    everything = [run.slug for run in listed.everything]
    found = {
        "machine": _machine(),
        "reports": len(slugs),
        "ways": _ways(slugs, asked.repeat),
        "growth": {str(many): _warm(everything[:many]) for many in asked.growth},
        "all": None if asked.no_all else _all(len(everything)),
        "trivial": {str(many): _trivial(many) for many in asked.trivial},
    }
    asked.output.mkdir(parents=True, exist_ok=True)
    (asked.output / "results.json").write_text(json.dumps(found, indent=1) + "\n")
    _plot(found, asked.output / "ways.png")
    (asked.output / "README.md").write_text(_text(found))
    if asked.output == HERE:
        readme = paths.project_dir() / "README.md"
        readme.write_text(_in_short(readme.read_text(encoding="utf-8"), found), encoding="utf-8")


def _spread(runs: Sequence, many: int) -> list:
    """So many runs, evenly from the whole list."""
    return [runs[number * len(runs) // many] for number in range(min(many, len(runs)))]


def _ways(slugs: list[str], repeat: int) -> dict[str, dict[str, float]]:
    """Seconds, processor seconds, peak memory and seconds as multiples of ours, of each way.

    Ours is run before and after every other way, and compared with it by the mean of the two: a shared machine may be
    half as fast ten minutes later.
    """
    with tempfile.TemporaryDirectory() as ours:
        measured = {"warm": [_measured("warm", ours, slugs)]}
        for turn in range(repeat):
            for way in [way for way in LABELS if way != "warm" and (turn == 0 or way not in ONCE)]:
                with tempfile.TemporaryDirectory() as own:
                    other = _measured(way, ours if way == "unchanged" else own, slugs)
                measured["warm"].append(_measured("warm", ours, slugs))
                beside = mean(one["seconds"] for one in measured["warm"][-2:])
                measured.setdefault(way, []).append({**other, "times": other["seconds"] / beside})
    found = {way: _summary(measured[way]) for way in LABELS}
    found["warm"]["times"] = 1.0
    return found


def _summary(runs: list[dict[str, float]]) -> dict[str, float]:
    """Medians, but of memory the most."""
    of = {"memory": max}
    return {key: round(of.get(key, median)(one[key] for one in runs), 4) for key in runs[0]}


def _measured(way: str, folder: str, slugs: list[str]) -> dict[str, float]:
    found = _measure(way, folder, slugs)
    _say(f"{way}: {found}")
    return found


def _warm(slugs: list[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        found = _measure("warm", folder, slugs)
    _say(f"{len(slugs)} reports: {found}")
    return found


def _all(many: int) -> dict[str, float]:
    """The build of all reports, and again with nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        full = _measure("warm", folder, ["--all"])
        again = median(_measure("unchanged", folder, ["--all"])["seconds"] for _ in range(3))
    _say(f"all: {full}, unchanged: {again}")
    return {"reports": many, **full, "unchanged": again}


def _trivial(many: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, CONTESTANTS, "trivial", folder, str(many), "16"]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, env=_environment()).stdout)
    _say(f"{many} trivial notebooks: {found}")
    return found


def _measure(way: str, folder: str, slugs: list[str]) -> dict[str, float]:
    """Make the reports in some way, and watch the memory of its processes."""
    command = [sys.executable, str(CONTESTANTS), way, folder]
    if way in OURS:
        command = [str(Path(sys.executable).parent / "left-of-labour"), "reports", "--output", folder, *OURS[way]]
    begun = time.monotonic()
    process = subprocess.Popen([*command, *slugs], env=_environment(), stderr=subprocess.DEVNULL)
    peak, done = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    done.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return {"seconds": round(seconds, 3), "processor": round(used.ru_utime + used.ru_stime, 3), "memory": peak[0]}


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    pauses = chain(repeat(0.05, 20), repeat(0.5))  # a build of nothing ends within half a second
    while not done.wait(next(pauses)):
        peak[0] = max(peak[0], round(sum(map(_memory, _family(pid))) / 1024))


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _memory(pid: int) -> int:
    """The memory of a process in KiB; what it shares with others counts in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _environment() -> dict[str, str]:
    """Compiled modules may be kept, as is usual."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _machine() -> str:
    names = ("papermill", "nbclient", "nbconvert", "jupyterlab", "ipykernel", "pandas", "matplotlib")
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    parts = [f"{processors()} processors{f' ({model})' if model else ''}", platform.system()]
    parts += [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    return ", ".join(parts)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _plot(found: dict, path: Path) -> None:
    """Seconds per report by way, and as their number grows."""
    ways = [way for way in LABELS if way != "unchanged"]
    per = [found["ways"][way]["seconds"] / found["reports"] for way in ways]
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", width_ratios=[3, 2])
    labels = [LABELS[way].replace("`", "") for way in ways]
    left.barh(labels, per, color=["#8a8f98" if way in ("commands", "pool", "floor") else "#6b2c91" for way in ways])
    left.invert_yaxis()
    left.bar_label(left.containers[0], fmt="%.2f", padding=3)
    left.margins(x=0.15)  # for the numbers
    left.set_title("Seconds per report", loc="left")
    growth = found["growth"]
    right.plot([int(n) for n in growth], [one["seconds"] / int(n) for n, one in growth.items()], "o-", color="#6b2c91")
    right.set(ylim=(0, None), xlabel="reports in one build")
    right.set_title("by number", loc="left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=150)
    plt.close(fig)


def _text(found: dict) -> str:
    ways, many = found["ways"], found["reports"]
    loop, pool, memory = ways["commands"]["times"], ways["pool"]["times"], ways["warm"]["memory"]
    floor = processors() / ways["floor"]["times"]
    rows = [
        f"| {LABELS[way]} | {one['seconds'] / many:.3g} | {one['times']:.2f} | {one['processor'] / many:.3g} "
        f"| {one['memory']:.0f} |"
        for way, one in ways.items()
    ]
    lines = [
        "# How fast the batch is",
        "",
        f"Made by `make bench`: the same {many} default reports, made in several ways, one after another on one "
        "machine; medians where there were several. How many times ours another way takes is told by the builds of "
        "ours directly before and after it, as a machine may grow slower or faster meanwhile. Ratios can be compared "
        "between machines, seconds cannot. "
        "Memory is the most that all processes of a way had at one moment, with what they share counted once (PSS).",
        "",
        f"Machine: {found['machine']}.",
        "",
        "| way | seconds per report | times ours | processor seconds per report | peak memory, MB |",
        "|---|---:|---:|---:|---:|",
        *rows,
        "",
        "![Seconds per report by way, and as the number of reports grows.](ways.png)",
        "",
        f"- Against the loop of commands: {loop:.1f} times faster; aimed at: 22, {_met(loop >= 22)}.",
        f"- Against the pool of papermill processes: {pool:.1f} times faster; aimed at: 5.5, {_met(pool >= 5.5)}.",
        f"- Against the floor divided by the processors: {floor:.2f} times as long; aimed at: 1.4, "
        f"{_met(floor <= 1.4)}.",
        f"- Peak memory of all processes: {memory:.0f} MB; aimed at: 500, {_met(memory <= 500)}.",
    ]
    if found["all"]:
        one = found["all"]
        each, times = one["seconds"] / one["reports"], one["seconds"] / one["unchanged"]
        lines.append(
            f"- All {one['reports']} reports take {each:.2f} s each and at most {one['memory']:.0f} MB; the same build "
            f"with nothing changed takes 1/{times:.0f} of the time; aimed at: 1/250, {_met(times >= 250)}."
        )
    if found["trivial"]:
        texts = "; ".join(f"{n}: {one['failures']} failures, {one['peak']} MB" for n, one in found["trivial"].items())
        lines.append(f"- Trivial notebooks at 16 jobs, failures and peak memory of the build's own process: {texts}.")
    growth = "; ".join(
        f"{n}: {one['seconds'] / int(n):.2f} s, {one['memory']:.0f} MB" for n, one in found["growth"].items()
    )
    lines += [
        f"- Seconds per report and peak memory of all processes, by number of reports: {growth}. The default reports "
        "come first; those after them are of the lightest notebook.",
        "",
    ]
    return "\n".join(lines)


def _met(reached: bool) -> str:
    return "met" if reached else "missed"


def _in_short(readme: str, found: dict) -> str:
    """The project's README with the table of ways as multiples of ours, and above it what was made how."""
    ways = found["ways"]
    shown = [way for way in ways if way not in ("cold", "floor")]
    rows = [f"| {LABELS[way]} | {ways[way]['times']:.2f} |" for way in shown]
    made = (
        f"The same {found['reports']} default reports on {processors()} processors; seconds per report as multiples of "
        "`left-of-labour reports`:"
    )
    table = "\n".join([made, "", "| way | times ours |", "|---|---:|", *rows])
    return re.sub(r"(?m)^The same .*:\n\n\| way \| times ours \|\n(\|.*\n)+", f"{table}\n", readme)


if __name__ == "__main__":
    main()
