"""Warm kernels behave as any kernel does, through Jupyter's own extension points."""

import os
import tempfile
import time

import papermill
import pytest
from batch_kit import FINDING, notebook
from jupyter_client import KernelManager
from test_batch_build import LIGHT

from left_of_labour.batch.kernel import ENGINE, OwnInterpreter
from left_of_labour.batch.outputs import collect
from left_of_labour.batch.run import forkserver, warm

pytestmark = pytest.mark.skipif(not forkserver.available(), reason="nothing can be forked here")


@pytest.fixture(scope="module", autouse=True)
def server():
    """One warm process for this module."""
    made = forkserver.ForkServer(LIGHT, warm.ENVIRONMENT)
    before = os.environ.get(warm.ADDRESS_VARIABLE)
    os.environ[warm.ADDRESS_VARIABLE] = made.address
    warm.address.cache_clear()
    yield made
    made.close()
    warm.address.cache_clear()
    if before is None:
        del os.environ[warm.ADDRESS_VARIABLE]


@pytest.fixture
def manager(tmp_path):
    made = KernelManager(kernel_name="python3", kernel_spec_manager=OwnInterpreter(ENGINE))
    made.start_kernel(cwd=str(tmp_path))
    yield made
    made.shutdown_kernel(now=True)


def run(manager, code):
    """The text that code gives in a kernel, or the name of its error."""
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=20)
        return _shown(client, client.execute(code))
    finally:
        client.stop_channels()


def _shown(client, asked):
    shown = None
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["parent_header"].get("msg_id") != asked:
            continue
        content = message["content"]
        shown = content["ename"] if "ename" in content else content.get("data", {}).get("text/plain", shown)
        if content.get("execution_state") == "idle":
            return shown


def ended(pid):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_kernel_is_forked_from_the_warm_process(manager, server, tmp_path):
    pid, parent = eval(run(manager, "import os; os.getpid(), os.getppid()"))
    assert parent == server._process.pid
    assert pid == manager.provisioner.pid
    assert run(manager, "os.getcwd()") == repr(str(tmp_path))


def test_a_kernel_can_be_interrupted(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=20)
    asked = client.execute("import time\nfor _ in range(300): time.sleep(0.1)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    assert _shown(client, asked) == "KeyboardInterrupt"
    client.stop_channels()


def test_a_kernel_can_be_restarted(manager):
    first = int(run(manager, "import os; x = 1; os.getpid()"))
    manager.restart_kernel(now=True)
    second = int(run(manager, "import os; os.getpid()"))
    assert first != second
    assert run(manager, "x") == "NameError"
    assert ended(first)


def test_a_kernel_ends_with_what_it_has_started(manager):
    pid, child = eval(run(manager, "import os, subprocess; p = subprocess.Popen(['sleep', '300']); os.getpid(), p.pid"))
    manager.shutdown_kernel(now=True)
    assert ended(pid)
    assert ended(child)


def test_a_kernel_shuts_down_when_asked(manager):
    pid = int(run(manager, "import os; os.getpid()"))
    manager.shutdown_kernel()
    assert ended(pid)
    assert not manager.is_alive()


def test_a_kernel_ends_with_its_owner(manager):
    pid = int(run(manager, "import os; os.getpid()"))
    manager.provisioner.process.close()
    assert ended(pid)


def test_plain_papermill_can_use_the_engine():
    made = papermill.execute_notebook(
        notebook(FINDING), None, {"votes": 8}, engine_name=ENGINE, progress_bar=False, kernel_name="python3"
    )
    assert collect(made).finding == "hackney has 8 votes"


def test_without_a_warm_process_an_ordinary_kernel_serves(monkeypatch):
    monkeypatch.setenv(warm.ADDRESS_VARIABLE, "/nowhere")
    warm.address.cache_clear()
    made = papermill.execute_notebook(notebook(FINDING), None, engine_name=ENGINE, progress_bar=False)
    warm.address.cache_clear()
    assert collect(made).finding == "hackney has 3 votes"


def test_a_preloaded_module_that_starts_a_thread_stops_the_server(tmp_path, monkeypatch):
    (tmp_path / "threads.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = forkserver.ForkServer(["threads"])
    with pytest.raises(OSError):
        forkserver.spawn(server.address, "os:getpid")
    server.close()
    assert not server.folder.exists()


def test_the_folders_of_kernels_lie_in_that_of_their_worker(monkeypatch):
    chosen = set()
    for length in range(4, 110):
        monkeypatch.setattr(tempfile, "tempdir", "/" + "x" * (length - 1))
        outer = forkserver.short_folder(2)
        chosen.add(outer)
        monkeypatch.setattr(tempfile, "tempdir", f"{outer or tempfile.tempdir}/left-of-labour-12345678/t")
        assert forkserver.short_folder() is None
        assert len(f"{tempfile.tempdir}/left-of-labour-12345678/s-5") <= 107
    assert chosen == {None, "/tmp"}


def test_a_child_tells_how_it_ended(server):
    assert forkserver.spawn(server.address, "os:getpid").wait(10) == 0
    assert forkserver.spawn(server.address, "sys:exit", 3).wait(10) == 3
    assert forkserver.spawn(server.address, "os:abort").wait(10) == -6
    sleeper = forkserver.spawn(server.address, "time:sleep", 300)
    assert sleeper.poll() is None
    sleeper.terminate()
    assert sleeper.wait(10) == -15
