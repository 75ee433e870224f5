"""The batch on a real scheduler with two workers, one of which is killed while it works."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from batch_kit import FINDING, PROJECT, Builder, notebook, run

from left_of_labour import paths
from left_of_labour.batch.fingerprint import Inputs
from left_of_labour.batch.run.cluster import ClusterError, ClusterRunner, execute_there, state_there

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
Client, Future = distributed.Client, distributed.Future

COMMANDS = "distributed.cli.dask_"


@pytest.fixture
def build(tmp_path, monkeypatch):
    made = Builder(tmp_path)
    monkeypatch.setenv(paths.DATA_VARIABLE, str(made.data))
    return made


@pytest.fixture
def cluster(build, tmp_path):
    """The address of a scheduler, and its process followed by those of its two workers."""
    file = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    commands = [["scheduler", *common, "--port", "0", "--host", "127.0.0.1"]]
    commands += [["worker", *common, "--nthreads", "1", "--no-nanny", "--name", name] for name in ("one", "two")]
    started = []
    with tempfile.TemporaryDirectory(prefix="t-") as own, (tmp_path / "log").open("w") as log:
        environment = {**os.environ, "TMPDIR": own}
        for command, *options in commands:
            module = [sys.executable, "-m", COMMANDS + command, *options]
            started.append(subprocess.Popen(module, stdout=log, stderr=log, cwd=tmp_path, env=environment))
            while not (file.exists() and file.read_text().endswith("}")) and started[0].poll() is None:
                time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=30)
        yield address, started
        for process in reversed(started):
            process.kill()
            process.wait()
        end = time.monotonic() + 5  # what runs leave ends with their warm process, which ends after its worker
        while (left := [path.name for path in Path(own).iterdir()]) != ["dask-scratch-space"]:
            assert time.monotonic() < end, left
            time.sleep(0.05)


def is_told_live(slug, events):
    """A run starts, again if its worker was killed, is at one cell after the other, and is done; how long after."""
    own = [event for event in events if event.get("slug") == slug]
    texts = [event.get("cell", event["event"]) for event in own]
    whole = ["started", 1, 2, 3, 4, 5, 6, "built"]
    first = texts[: -len(whole)]
    assert (first, texts[-len(whole) :]) == (whole[: len(first)], whole)
    slept, done = own[-2:]
    assert slept["cells"] == 6
    return done["time"] - slept["time"]


def left_on(address):
    """Tasks that a scheduler still knows, and clients that it still tells about them."""
    with Client(address, set_as_default=False) as client:
        return client.run_on_scheduler(
            lambda dask_scheduler: [
                *dask_scheduler.tasks,
                *(name for name, topic in dask_scheduler._broker._topics.items() if name in topic.subscribers),
            ]
        )


def test_a_killed_worker_costs_no_report(build, cluster):
    address, (_, worker, _) = cluster
    slow = notebook(FINDING, "import os, time", "time.sleep(1)")
    build.have({"votes": slow, "bad": notebook("1/0")}, *(run(f"r{number}") for number in range(6)), run("b", "bad"))
    summary = build(cluster=address, log_format="json", on_done=lambda event: worker.kill())
    assert worker.wait(5) == -9
    events = [json.loads(line) for line in build.log.splitlines()]
    # not of every run: what a killed worker had done may be waited for meanwhile
    assert max(is_told_live(slug, events) for slug in summary.built) > 0.45
    assert left_on(address) == []
    assert sorted(summary.built) == [f"r{number}" for number in range(6)]
    assert [failure.error for failure in summary.failures] == ["ZeroDivisionError: division by zero"]
    assert json.loads(build.files("r3")["results.json"])["finding"] == "hackney has 3 votes"


def test_no_worker_is_taken_for_gone_while_dask_forgets_who_is_there(build, cluster):
    address, _ = cluster
    build.have({"votes": notebook(FINDING)}, *(run(f"r{number}") for number in range(12)))
    with dask.config.set({"distributed.client.scheduler-info-interval": "1ms"}):  # it does, each time
        summary = build(cluster=address, log_format="json")
    started = [json.loads(line)["slug"] for line in build.log.splitlines() if '"started"' in line]
    assert (sorted(started), summary.failures) == (sorted(summary.built), [])


def test_a_result_lost_with_its_worker_is_made_again(build, cluster, monkeypatch):
    monkeypatch.setattr("left_of_labour.batch.run.cluster._FETCHING", 2)
    address, (_, *workers) = cluster
    fetch, killed = Future.result, []

    def kill_and_fetch(future, timeout=None):
        if not killed:
            ((held_by,),) = future.client.who_has([future]).values()
            name = future.client.run(lambda dask_worker: dask_worker.name, workers=[held_by])[held_by]
            killed.append(workers[("one", "two").index(name)])
            killed[0].kill()
            killed[0].wait(5)
        return fetch(future, timeout)

    monkeypatch.setattr(Future, "result", kill_and_fetch)
    build.have({"votes": notebook(FINDING)}, run("a"), run("b"))
    summary = build(cluster=address)
    assert (sorted(summary.built), [failure.error for failure in summary.failures]) == (["a", "b"], [])


@pytest.mark.parametrize("error", [TimeoutError, CancelledError, ConnectionResetError])
@pytest.mark.parametrize("status", ["pending", "lost", "finished"])
def test_a_result_that_dask_may_have_lost_is_asked_for_again(status, error):
    """Neither what went wrong nor the result itself is waited for: there may never be any."""

    def never(*_):
        raise error

    asked = []
    future = SimpleNamespace(status=status, result=never, exception=lambda: asked.append(1))
    runner = ClusterRunner("tcp://localhost:1", {}, print)
    runner._client, runner._workers = SimpleNamespace(status="running"), {"one": True}
    assert (runner._result(future, "one"), asked) == (None, [])
    future.status = "error"
    assert runner._result(future, "one")["error"] == "lost on the cluster: dask has cancelled it"
    assert runner._result(future, "two") is None  # gone, and settled as such


def test_a_worker_with_other_data_is_left_out(build, cluster, monkeypatch):
    monkeypatch.setattr("left_of_labour.batch.run.cluster.PATIENCE", 1)
    address, _ = cluster
    build.have({"votes": notebook(FINDING)}, run("a"))
    other = build.data.parent / "other"
    other.mkdir()
    (other / "facts.csv").write_text("n\n2\n")
    build.data = other
    (failure,) = build(cluster=address).failures
    assert failure.error == "lost on the cluster: every worker has another package or data"
    assert build.log.count(" is left out: it has another version of facts.csv, other.csv") == 2


@pytest.mark.parametrize(
    "changed", ["outline.geojson", "parliament/votes.csv", "datapackage.json", "seaborn", "python"]
)
def test_a_worker_is_asked_for_all_that_a_report_rests_on(build, monkeypatch, tmp_path, changed):
    """Ward outlines, national files, what describes the tables, and every library."""
    for name in ("outline.geojson", "parliament/votes.csv", "datapackage.json"):
        (build.data / name).parent.mkdir(exist_ok=True)
        (build.data / name).write_text("1")
    expects = Inputs(build.folder, build.data, "left-of-labour").expectations()
    assert state_there(expects) == []
    if (build.data / changed).exists():
        (build.data / changed).write_text("2")
    elif changed == "python":
        monkeypatch.setattr("platform.python_version", lambda: "3.9.9")
    else:
        (tmp_path / f"{changed}-9.9.9.dist-info").mkdir()
        monkeypatch.syspath_prepend(tmp_path)
    assert state_there(expects) == [changed]


def test_an_outdated_worker_takes_no_run(build, cluster):
    address, _ = cluster
    build.have({"votes": notebook(FINDING)}, *(run(f"r{number}") for number in range(4)))
    with Client(address, set_as_default=False) as client:
        outdated = client.run(lambda dask_worker: dask_worker.name)
        (worker,) = [one for one, name in outdated.items() if name == "one"]
        client.run(lambda: os.environ.update({paths.DATA_VARIABLE: "/nowhere"}), workers=[worker])
    summary = build(cluster=address)
    assert len(summary.built) == 4
    assert f"worker {worker} is left out" in build.log


def test_a_notebook_that_kills_its_worker_fails_alone(build, cluster, monkeypatch):
    """Even where the other worker, which it kills next, still holds a result that is fetched late."""
    fetch = ClusterRunner._result
    monkeypatch.setattr(ClusterRunner, "_result", lambda *what: (time.sleep(2), fetch(*what))[1])
    address, _ = cluster
    worker = "import psutil\npsutil.Process().parent().parent().kill()\nimport time\ntime.sleep(60)"
    slow = notebook(FINDING, "import time", "time.sleep(3)")
    build.have({"votes": slow, "bad": notebook(FINDING, worker)}, run("a"), run("bad", "bad"))
    summary = build(cluster=address)
    assert summary.built == ["a"]
    assert [failure.error for failure in summary.failures] == ["lost on the cluster: 2 workers died while they ran it"]


def test_a_run_whose_client_has_gone_ends(cluster, tmp_path):
    address, _ = cluster
    place, runs_on = tmp_path / "pid", f"import os\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    task = {
        "slug": "a", "notebook": "votes", "source": nbformat.writes(notebook(runs_on, "import time", "time.sleep(60)")),
        "parameters": {}, "kernel": "warm", "timeout": 60, "environment": {}, "project": PROJECT.as_dict(),
    }  # fmt: skip
    with Client(address, set_as_default=False) as client:
        future = client.submit(execute_there, task, client.id, pure=False)
        while not place.exists() or not place.read_text():
            time.sleep(0.05)
        assert future.status == "pending"
    end = time.monotonic() + 10
    while psutil.pid_exists(int(place.read_text())):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert left_on(address) == []


def test_a_scheduler_that_dies_is_told_within_seconds(build, cluster):
    address, (scheduler, *_) = cluster
    died = []
    build.have({"votes": notebook(FINDING, "import time", "time.sleep(0.5)")}, run("a"), run("b"), run("c"))
    summary = build(cluster=address, on_done=lambda event: (died.append(time.monotonic()), scheduler.kill()))
    assert time.monotonic() - died[0] < 10
    assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)  # which shows a traceback
    assert summary.built
    assert {slug: set(build.files(slug)) >= {"index.html", "results.json"} for slug in summary.built} == dict.fromkeys(
        summary.built, True
    )
    assert {failure.error for failure in summary.failures} == {"lost on the cluster: its scheduler is gone"}
    assert len(summary.built) + len(summary.failures) == 3


@pytest.mark.parametrize("address", ["", "nonsense://x", "tcp://host", "host:8786"])
def test_a_nonsense_address_is_refused(build, address):
    build.have({"votes": notebook(FINDING)}, run("a"))
    with pytest.raises(ClusterError, match="is no address"):
        build(cluster=address)


def test_a_scheduler_without_workers_is_told(build, cluster, monkeypatch):
    monkeypatch.setattr("left_of_labour.batch.run.cluster.PATIENCE", 1)
    address, (_, *workers) = cluster
    for worker in workers:
        worker.kill()
    build.have({"votes": notebook(FINDING)}, run("a"))
    (failure,) = build(cluster=address).failures
    assert failure.error == "lost on the cluster: no worker for 1 s"


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("192.0.2.1", True)])
def test_who_speaks_to_another_machine_without_encryption_is_warned(monkeypatch, host, warned):
    def nobody(address, **_):
        raise OSError("nobody is there")

    monkeypatch.setattr(distributed, "Client", nobody)
    said = []
    with (
        pytest.raises(ClusterError, match="no scheduler answers"),
        ClusterRunner(f"tcp://{host}:8786", {}, said.append),
    ):
        pass
    assert [text.endswith("who reaches that scheduler can run code there") for text in said] == [True] * warned


def test_encryption_needs_certificates(build):
    build.have({"votes": notebook(FINDING)}, run("a"))
    with pytest.raises(ClusterError, match="no certificates"):
        build(cluster="tls://localhost:8786")
