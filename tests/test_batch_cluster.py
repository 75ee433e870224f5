"""The batch on a real scheduler with two workers, one of which is killed while it works."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch_kit import FINDING, Builder, notebook, run
from test_batch_build import LIGHT

from left_of_labour import paths
from left_of_labour.batch import forkserver, warm
from left_of_labour.batch.cluster import ClusterError

pytest.importorskip("distributed")

COMMANDS = "distributed.cli.dask_"


@pytest.fixture(scope="module")
def kernels():
    """The warm process that the workers on this machine share."""
    server = forkserver.ForkServer(LIGHT, warm.ENVIRONMENT)
    yield server
    server.close()


@pytest.fixture
def build(tmp_path, monkeypatch, kernels):
    made = Builder(tmp_path)
    monkeypatch.setenv(paths.DATA_VARIABLE, str(made.data))
    monkeypatch.setenv(warm.ADDRESS_VARIABLE, kernels.address)
    return made


@pytest.fixture
def cluster(build, tmp_path):
    """The address of a scheduler, and its two workers."""
    file = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    commands = [["scheduler", *common, "--port", "0", "--host", "127.0.0.1"]]
    commands += [["worker", *common, "--nthreads", "1", "--no-nanny", "--name", name] for name in ("one", "two")]
    started = []
    with (tmp_path / "log").open("w") as log:
        for command, *options in commands:
            module = [sys.executable, "-m", COMMANDS + command, *options]
            started.append(subprocess.Popen(module, stdout=log, stderr=log, cwd=tmp_path))
            while not file.exists() and started[0].poll() is None:
                time.sleep(0.05)
        yield json.loads(file.read_text())["address"], started[1:]
        for process in reversed(started):
            process.kill()
            process.wait()


def test_a_killed_worker_costs_no_report(build, cluster, kernels):
    address, workers = cluster
    slow = notebook(FINDING, "import os, time", "time.sleep(0.5)")
    build.have({"votes": slow, "bad": notebook("1/0")}, *(run(f"r{number}") for number in range(6)), run("b", "bad"))
    summary = build(cluster=address, on_done=lambda event: workers[0].kill())
    assert workers[0].wait(5) == -9
    assert sorted(summary.built) == [f"r{number}" for number in range(6)]
    assert [failure.error for failure in summary.failures] == ["ZeroDivisionError: division by zero"]
    assert json.loads(build.files("r3")["results.json"])["finding"] == "hackney has 3 votes"
    pid = kernels._process.pid
    assert Path(f"/proc/{pid}/task/{pid}/children").read_text() == ""


def test_a_worker_with_other_data_refuses(build, cluster):
    address, _ = cluster
    build.have({"votes": notebook(FINDING)}, run("a"))
    other = build.data.parent / "other"
    other.mkdir()
    (other / "facts.csv").write_text("n\n2\n")
    build.data = other
    (failure,) = build(cluster=address).failures
    assert failure.error == "the worker has another version of facts.csv; update it and build again"


def test_no_scheduler_is_told(build):
    build.have({"votes": notebook(FINDING)}, run("a"))
    with pytest.raises(ClusterError, match="no scheduler answers at nonsense"):
        build(cluster="nonsense://x")
