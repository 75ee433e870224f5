"""The kill drill: builds that are killed at random moments, and what they leave.

Usage: drill.py [MOMENTS], for each kind of kernel, both at once. After every kill each report must be wholly old or
wholly new, no process and no temporary file may be left, and the next build must mend the rest.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

import psutil
from batch_kit import FIGURE, FINDING, Builder, notebook, run

from left_of_labour.batch.store import Store

SLUGS = [f"r{number}" for number in range(6)]
DRIVER = """
import sys
from pathlib import Path
from batch_kit import Builder
if __name__ == "__main__":
    Builder(Path(sys.argv[1]))(force=True, kernel=sys.argv[2])
"""


def listed(value: int) -> list[dict]:
    """The runs, of which each report says this value."""
    return [run(slug, votes=value) for slug in SLUGS]


def drill(moments: int, kernel: str, seed: int = 2026) -> dict[str, int]:
    """Kill so many builds, and count what became of their reports."""
    chance = random.Random(seed)
    found = {"moments": 0, "late": 0, "old": 0, "new": 0, "broken": 0, "leftovers": 0, "unmended": 0}
    with tempfile.TemporaryDirectory(prefix="drill-") as home, tempfile.TemporaryDirectory(prefix="t-") as own:
        build = Builder(Path(home)).have({"votes": notebook(FINDING, FIGURE)}, *listed(0))
        build(kernel=kernel)
        environment = {**os.environ, "TMPDIR": own, "PYTHONPATH": str(Path(__file__).parent), "DRILL": home}
        command = [sys.executable, "-c", DRIVER, home, kernel]
        begun = time.monotonic()
        subprocess.run(command, env=environment, check=True)
        whole = time.monotonic() - begun
        for value in count(1):
            if found["moments"] == moments:
                break
            build.have({"votes": notebook(FINDING, FIGURE)}, *listed(value))
            process = subprocess.Popen(command, env=environment)
            time.sleep(chance.uniform(0.1, 1.3 * whole))  # it may well take longer the next time
            process.send_signal(signal.SIGKILL)
            found["moments" if process.wait() == -signal.SIGKILL else "late"] += 1
            found["leftovers"] += left(home, Path(own))
            with Store(build.output).locked():
                pass  # as the next build begins
            for slug in SLUGS:
                record = Store(build.output, verify=True).record(slug) or {"finding": ""}
                found[{f"has {value}": "new", f"has {value - 1}": "old"}.get(record["finding"][8:-6], "broken")] += 1
            summary = build()
            records = Store(build.output).records(SLUGS).values()
            mended = sum(f" {value} " in record["finding"] for record in records)
            found["unmended"] += len(SLUGS) - mended + len(summary.failures) + bool(summary.fault)
            if mended < len(SLUGS):
                sys.stderr.write(build.log)
    return found


def left(home: str, temporary: Path) -> int:
    """Processes and temporary files that are there some seconds later."""
    end = time.monotonic() + 15
    while True:
        files = list(temporary.iterdir())
        processes = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("DRILL") == home:
                    processes.append(process.pid)
            except psutil.Error:
                continue
        if not files + processes or time.monotonic() > end:
            return len(files) + len(processes)
        time.sleep(0.1)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    kinds = ("warm", "ordinary")
    with ProcessPoolExecutor(len(kinds)) as executor:
        for kind, found in zip(kinds, executor.map(drill, [asked] * len(kinds), kinds), strict=True):
            sys.stdout.write(f"{kind}: {found}\n")
