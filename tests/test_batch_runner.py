"""What a notebook may do in the process that runs it, and what is refused, clearly; nothing of it outlives the run."""

import json
import resource
import sysconfig
import tempfile
import time
from itertools import chain, zip_longest
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from batch_kit import FINDING, notebook

from left_of_labour import paths
from left_of_labour.batch import processes
from left_of_labour.batch.events import DATAGRAM, Done, Listener, datagrams
from left_of_labour.batch.run import pool
from left_of_labour.batch.run.pool import LocalRunner
from left_of_labour.errors import LeftOfLabourError

pytestmark = pytest.mark.skipif(not processes.can_fork(), reason="nothing can be forked here")

LAWFUL = {
    "display": ("from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'), {'n': 1})", "<b>x</b>"),
    "rich": ("class Rich: \n    def _repr_html_(self):\n        return '<i>rich</i>'\nRich()", "<i>rich</i>"),
    "magic": ("%xmode Plain", "Exception reporting mode: Plain"),
    "command": ("!echo from a command", "from a command"),
    "descriptor": ("import os\nos.write(1, b'from below')", "from below"),
    "child": ("import subprocess\nsubprocess.run(['echo', 'from a child'])", "from a child"),
    "order": ("print('a')\nimport os\nos.system('echo b')\nprint('c')", "a\\nb\\nc"),
    "await": ("import asyncio\nawait asyncio.sleep(0, 'awaited')", "awaited"),
    "warning": ("import warnings\nwarnings.warn('beware')", "beware"),
    "clear": ("from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')", "stays"),
    "update": ("h = display('old', display_id=True)\nh.update('new')", "'new'"),
    "bytes": ("import sys\n_ = sys.stdout.buffer.write(b'raw')\nsys.stdout.flush()", "raw"),
    "thread": ("from threading import Thread\nt = Thread(target=print, args='t')\nt.start(); t.join()", "t\\n"),
    "widget": ("from ipywidgets import IntSlider\nIntSlider(7)", "IntSlider(value=7)"),
    "shell": ("type(get_ipython()).__name__", "ZMQInteractiveShell"),
    "library": ("import isoduration\nisoduration.parse_duration('P1D').date.days", "Decimal('1')"),
    "numbers": ("import numpy\nnumpy.float64(2.5)", "np.float64(2.5)"),
}  # fmt: skip
IN_ONE = [
    ("class Own:\n    def _repr_mimebundle_(self, **_):\n        return {'text/html': '<u>1</u>'}\nOwn()", "<u>1</u>"),
    ("from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "image/svg+xml"),
    ("from IPython.display import Latex, Markdown\ndisplay(Latex('$x$'), Markdown('**b**'))", "text/latex"),
    ("object()", "<object at 0x"),
    ("1; 2;", ""),
    ("%%capture got\nprint('kept')", ""),
    ("got.stdout", "'kept\\\\n'"),
    ("%%bash\necho from bash", "from bash"),
    ("caught = !echo caught\ncaught", "['caught']"),
    ("%gui tk", "there is no window for 'tk' where a notebook makes a report; use %matplotlib inline"),
    ("async def two():\n    yield 1\n    yield 2\n[number async for number in two()]", "[1, 2]"),
    ("from IPython.display import clear_output\nprint('gone')\nclear_output(wait=True)\nprint('stays')", '"stays\\n"'),
    ("from IPython.display import update_display\n_ = display('first', display_id='own')", "'second'"),
    ("update_display('second', display_id='own')", ""),
    ("from ipywidgets import HBox, IntSlider, interact\nHBox([IntSlider(7)])", "HBox(children=(IntSlider(value=7),))"),
    ("_ = interact(lambda x: print('moved to', x), x=3)", "interactive("),
    ("import logging\nlogging.warning('logged')", "WARNING:root:logged"),
]  # fmt: skip
REFUSED = {
    "input": ("input('name?')", "StdinNotImplementedError: nobody is there to answer"),
    "password": ("from getpass import getpass\ngetpass()", "StdinNotImplementedError: nobody is there to answer"),
    "exit": ("import sys\nsys.exit(0)", "SystemExit: 0"),
    "quit": ("quit()", "SystemExit: a cell ended the notebook before its end"),
    "no magic": ("%nonsense", "UsageError: Line magic function `%nonsense` not found."),
    "window": ("%matplotlib tk", "ImportError: Cannot load backend|No module named 'tkinter'"),
    "syntax": ("a b", "SyntaxError"),
    "shown": (
        "class Rich: \n    def __repr__(self):\n        raise ValueError()\nRich()",
        "an output cannot be shown",
    ),
    "group": ("raise ExceptionGroup('several', [ValueError('one'), TypeError('two')])", "ExceptionGroup: several"),
    "end": ("import os\nos._exit(0)", "the process that ran the notebook ended with status 0 before its work was done"),
    "let go": ("import os, time\nos.closerange(3, 1000)\ntime.sleep(60)", "was ended by SIGKILL"),
    "fault": ("import ctypes\nctypes.string_at(0)", "was ended by SIGSEGV"),
}


@pytest.fixture(scope="module")
def runner():
    with LocalRunner(["matplotlib_inline.backend_inline"], jobs=2) as made:
        yield made


def task(*cells, slug="a", timeout=30, **more):
    source = nbformat.writes(notebook(FINDING, *cells))
    return {
        "slug": slug, "notebook": "votes", "source": source, "parameters": {}, "kernel": "warm", "timeout": timeout,
        "environment": {}, "project": {"title": "Places"}, "navigation": {}, **more,
    }  # fmt: skip


def results(runner, *tasks):
    return {event.slug: event.result for event in runner.run(tasks) if hasattr(event, "result")}


def test_what_notebooks_may_do_works(runner):
    done = results(runner, *(task(code, slug=name) for name, (code, _) in LAWFUL.items()))
    for name, (_, shown) in LAWFUL.items():
        assert "files" in done[name], (name, done[name]["error"])
        cell = nbformat.reads(done[name]["files"]["report.ipynb"].decode(), as_version=4).cells[-1]
        assert shown in json.dumps(cell.outputs), (name, cell.outputs)
    assert "<pre>gone" not in done["clear"]["files"]["index.html"].decode()
    home = str(Path.home())
    assert home not in done["warning"]["files"]["report.ipynb"].decode()


def test_what_notebooks_may_do_works_in_one_of_them_as_well(runner):
    (result,) = results(runner, task(*(code for code, _ in IN_ONE))).values()
    assert "files" in result, result["error"]
    executed = nbformat.reads(result["files"]["report.ipynb"].decode(), as_version=4)
    for cell, (code, shown) in zip(executed.cells[-len(IN_ONE) :], IN_ONE, strict=True):
        assert shown in json.dumps(cell.outputs) if shown else cell.outputs == [], (code, cell.outputs)
    assert "gone" not in json.dumps([cell.outputs for cell in executed.cells[-len(IN_ONE) :]])
    (widgets,) = executed.metadata.widgets.values()
    states = [widget.state for widget in widgets.state.values()]
    assert sorted(state.value for state in states if state["_model_name"] == "IntSliderModel") == [3, 7]
    assert [output.text for state in states for output in state.get("outputs", ())] == ["moved to 3\n"]
    assert "HBox(children=(IntSlider(value=7),))" in result["files"]["index.html"].decode()


RAISED = """
inner = ValueError("one")
inner.add_note("a note on one")
raise ExceptionGroup("several", [inner, ExceptionGroup("more", [TypeError("two")])]) from KeyError("cause")
"""


@pytest.mark.parametrize("kernel", ["warm", "ordinary"])
def test_an_error_is_kept_with_its_notes_its_parts_and_its_cause(runner, kernel):
    (result,) = results(runner, task(RAISED, kernel=kernel)).values()
    assert result["error"].startswith("ExceptionGroup: several (2 sub-exceptions)")
    (told,) = nbformat.reads(result["partial"].decode(), as_version=4).cells[-1].outputs
    for part in ("ValueError: one", "a note on one", "ExceptionGroup: more", "TypeError: two", "KeyError: 'cause'"):
        assert part in told.text


@pytest.mark.parametrize("asked", ["", "%matplotlib inline\n"])
def test_pictures_are_shown_as_in_a_kernel(runner, asked):
    (result,) = results(runner, task(f"{asked}import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])")).values()
    assert result["error"] == "cell 5: a picture without alt text; show it with an alt text"
    shown = [output["data"] for output in nbformat.reads(result["partial"].decode(), as_version=4).cells[-1].outputs]
    assert [set(data) for data in shown] == [{"image/png", "text/plain"}]


def test_what_makes_no_report_is_refused(runner):
    done = results(runner, *(task(code, "1", slug=name) for name, (code, _) in REFUSED.items()))
    for name, (_, texts) in REFUSED.items():
        assert any(text in done[name].get("error", "a report") for text in texts.split("|")), name
        assert done[name]["cell"] == 5, name


@pytest.mark.parametrize("code", ["import sys\nsys.exit(0)", "quit()", "%nonsense"])
def test_an_ordinary_kernel_makes_no_half_report_either(runner, code):
    (result,) = results(runner, task("print(40 + 2)", code, "1", kernel="ordinary")).values()
    assert result["cell"] == 6
    assert b'"42' in result["partial"]


PRIVATE = """
import json, os, subprocess, sys, tempfile, warnings
from pathlib import Path
from IPython.display import HTML, display
places = [str(Path.home() / "secret"), os.getcwd(), tempfile.gettempdir(), os.environ.get("PROJECT"), json.__file__]
warnings.warn(places[0])
print(*places)
subprocess.run(["echo", *places])
display(HTML(" ".join(places)), places)
"""


def test_nothing_published_says_where_this_machine_keeps_its_files(runner):
    project = str(paths.project_dir())
    more = {"environment": {"PROJECT": project}}
    done = results(
        runner, task(PRIVATE, slug="shown", **more), task(PRIVATE, "json.loads(places[3])", slug="raised", **more),
        task(PRIVATE, "raise ValueError(places)", slug="kernel", kernel="ordinary", **more),
    )  # fmt: skip
    published = [*done["shown"]["files"].values()]
    for slug in ("raised", "kernel"):
        published += [done[slug]["partial"], done[slug]["error"].encode(), str(done[slug]["line"]).encode()]
    here = [str(Path.home()), project, tempfile.gettempdir(), "left-of-labour-", sysconfig.get_path("stdlib")]
    for place in filter(lambda place: place != "/", here):
        assert [content for content in published if place.encode() in content] == []


def test_large_output_is_cut(runner):
    printed = "print('x' * 300_000)\nprint('y' * 10_000_000)"
    raised = "raise ValueError('z' * 10_000_000)"
    shown = "from IPython.display import HTML\nHTML('h' * 60_000_000)"
    long = f"# {'l' * 300_000}"  # both ends have more to send than a pipe holds
    done = results(runner, task(long, printed, slug="p"), task(long, raised, slug="r"), task(long, shown, slug="s"))
    page = done["p"]["files"]["index.html"].decode()
    assert len(page) < 1_000_000
    assert "cut here: a report prints at most 200,000 characters" in page
    assert len(done["r"]["error"]) < 3_000
    assert len(done["r"]["partial"]) < 700_000
    assert "more than the 50,000,000 of a report" in done["s"]["error"]


def gone(*pids: int) -> bool:
    """Whether processes end within a few seconds."""
    end = time.monotonic() + 5
    while any(map(psutil.pid_exists, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(psutil.pid_exists, pids))


LEAVES = """
import os, subprocess
p = subprocess.Popen(["sleep", "300"])
q = subprocess.Popen(["sleep", "300"], start_new_session=True)
r = subprocess.run(["sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!"], capture_output=True, text=True)
pids = f"{p.pid} {q.pid} {r.stdout}"
"""


@pytest.mark.parametrize("end", ["1", "os.kill(os.getpid(), 9)"], ids=["done", "killed"])
def test_what_a_notebook_has_started_ends_with_it(runner, end, tmp_path):
    file = tmp_path / "pids"
    results(runner, task(LEAVES + f"from pathlib import Path\nPath({str(file)!r}).write_text(pids)", end))
    pids = list(map(int, file.read_text().split()))
    assert len(pids) == 3
    assert gone(*pids)


def test_a_notebook_that_deletes_the_folders_above_hurts_no_other(runner):
    deletes = "import shutil\nfor above in ('.', '..', '../..'):\n    shutil.rmtree(above, ignore_errors=True)"
    waits = "import time\ntime.sleep(0.5)"
    done = results(runner, task(deletes, slug="deletes"), task(waits, slug="b"), task(slug="c"))
    assert [name for name, result in done.items() if "files" not in result] == []


def test_what_ipython_keeps_for_a_notebook_is_of_that_run_alone(runner):
    first = "import os\nget_ipython().db['kept'] = 1\nprint(list(get_ipython().db))"
    own = "get_ipython().ipython_dir.startswith(tempfile.gettempdir())"
    second = f"import tempfile\nprint(list(get_ipython().db), {own})"
    shown = []
    for code in (first, second):
        (result,) = results(runner, task(code)).values()
        shown.append(nbformat.reads(result["files"]["report.ipynb"].decode(), as_version=4).cells[-1].outputs[0].text)
    assert shown == ["['kept']\n", "[] True\n"]


def test_a_copy_of_the_process_does_not_report(runner):
    (result,) = results(runner, task("import os\nif os.fork():\n    os.wait()", "print('parent')")).values()
    assert "files" in result


def test_time_is_limited_from_inside_and_outside():
    deaf = "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(300)"
    stopped = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
    begun = time.monotonic()
    with LocalRunner([], jobs=3, grace=1) as made:
        done = results(
            made, task("import time", "time.sleep(300)", slug="a", timeout=1), task(deaf, slug="b", timeout=1),
            task(stopped, slug="c", timeout=1),
        )  # fmt: skip
    assert time.monotonic() - begun < 20
    assert {result["error"] for result in done.values()} == {"took longer than the time allowed"}
    assert (done["a"]["cell"], done["b"]["cell"], done["c"]["cell"]) == (6, 5, 5)
    assert done["a"]["partial"]


def test_memory_is_limited():
    with LocalRunner([], memory=2**29) as made:
        (result,) = results(made, task("import time\nmore = b'x' * 2**29\ntime.sleep(300)")).values()
    assert result["error"] == "used more than the 512 MB of memory allowed"


def test_a_warm_process_that_is_killed_costs_no_report():
    killed = []
    with LocalRunner([], jobs=2) as made:
        first = made._process
        done = {}
        for event in made.run([task("import time", "time.sleep(0.5)", slug=slug) for slug in "abcd"]):
            if hasattr(event, "number") and event.number == 4 and not killed:
                first.kill()
                killed.append(first.pid)
            if hasattr(event, "result"):
                done[event.slug] = event.result
        assert killed
        assert made._process.pid != first.pid
    assert {slug for slug, result in done.items() if "files" in result} == set("abcd")


@pytest.mark.parametrize(("kills", "whole"), [(2, "ab"), (3, "")])
def test_a_warm_process_that_is_killed_at_once_is_begun_again(monkeypatch, kills, whole):
    begin, left = LocalRunner._begin, [kills]

    def begin_and_kill(made):
        begin(made)
        if left[0]:
            left[0] -= 1
            made._process.kill()

    monkeypatch.setattr(LocalRunner, "_begin", begin_and_kill)
    with LocalRunner([], jobs=2) as made:
        if whole:
            done = results(made, task(slug="a"), task(slug="b"))
            assert sorted(done) == [slug for slug, result in sorted(done.items()) if "files" in result] == list(whole)
        else:
            (result,) = results(made, task()).values()
            assert "it was killed, and may have run out of memory" in result["error"]


def test_where_no_warm_process_lives_any_more_the_reports_that_are_left_fail(monkeypatch):
    with LocalRunner([]) as made:
        begin, done = made._begin, {}
        monkeypatch.setattr(made, "_begin", lambda: (begin(), made._process.kill()))
        for event in made.run([task(slug=slug) for slug in "abc"]):
            if hasattr(event, "result"):
                done[event.slug] = event.result
                made._process.kill()
    assert "files" in done["a"]
    assert {done[slug]["error"].partition(":")[0] for slug in "bc"} == {
        "the process that is to run notebooks ends before it can be used"
    }


def test_a_notebook_that_kills_the_warm_process_fails_alone():
    kills = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(60)"
    with LocalRunner([], jobs=2) as made:
        done = results(
            made, task("import time", "time.sleep(0.5)", slug="a"), task(kills, slug="kills"), task(slug="b")
        )
    assert [slug for slug, result in done.items() if "files" in result] == ["a", "b"]
    assert "was lost, twice" in done["kills"]["error"]


def test_where_no_process_can_be_started_that_is_told(runner):
    results(runner, task())
    warm = runner._process.pid
    limits = resource.prlimit(warm, resource.RLIMIT_NOFILE)
    resource.prlimit(warm, resource.RLIMIT_NOFILE, (8, limits[1]))
    (result,) = results(runner, task()).values()
    resource.prlimit(warm, resource.RLIMIT_NOFILE, limits)
    assert result["error"] == "no process can be started (Too many open files)"
    assert "files" in results(runner, task())["a"]


def test_a_warm_process_that_cannot_start_tells_why(tmp_path, monkeypatch):
    (tmp_path / "threads.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with LocalRunner(["threads"]) as made:
        (result,) = results(made, task()).values()
    assert "a preloaded module has started a thread" in result["error"]


def test_what_some_runs_need_is_imported_while_the_first_is_under_way(tmp_path, monkeypatch):
    for name in ("some_need", "some_call"):
        (tmp_path / f"{name}.py").write_text("def get_ready():\n    raise ValueError('left to those who need it')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    there = "import sys, time\ntime.sleep(0.7)\nprint([name in sys.modules for name in ('some_need', 'some_call')])"
    with LocalRunner([], meanwhile=["some_need", "some_call:get_ready"]) as made:
        printed = results(made, *(task(there, slug=slug) for slug in "abc"))
    shown = {slug: "[True, True]" in result["files"]["report.ipynb"].decode() for slug, result in printed.items()}
    assert shown == {"a": False, "b": True, "c": True}


def test_the_next_runs_begin_while_a_report_is_put_in_its_place_but_no_more_than_may(tmp_path):
    marks = "import pathlib, time\nfolder = pathlib.Path({!r})\n(folder / '{}').touch()\ntime.sleep(0.3)\n"
    counts = "at_once = len(list(folder.iterdir()))\n(folder / '{}').unlink()\nassert at_once <= 2"
    (tmp_path / "running").mkdir()
    names = "abcdef"
    tasks = [task((marks + counts).format(str(tmp_path / "running"), name, name), slug=name) for name in names]
    with LocalRunner([], jobs=2) as runner:
        done = {}
        for event in runner.run([*tasks, task(f"open({str(tmp_path / 'last')!r}, 'w').close()", slug="last")]):
            if isinstance(event, Done):
                done[event.slug] = event.result.get("error", "")
            if len(done) == len(names) - 1:
                deadline = time.monotonic() + 20
                while not (tmp_path / "last").exists() and time.monotonic() < deadline:
                    time.sleep(0.05)
                assert (tmp_path / "last").exists()
    assert done == dict.fromkeys([*names, "last"], "")


def test_what_several_runs_say_at_once_does_not_mix():
    said = [Done(slug, {"files": {"index.html": slug.encode() * 150_000}, "finding": "é"}) for slug in ("a", "bc", "d")]
    listener, heard = Listener(), []
    for datagram in chain(*zip_longest(*(datagrams(number, event) for number, event in enumerate(said)))):
        if datagram:
            assert len(datagram) <= DATAGRAM
            heard.append(listener.hear(datagram))
    assert [told for told in heard if told] == [(0, said[0]), (2, said[2]), (1, said[1])]


def test_a_slip_in_our_own_code_is_told(monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['nbconvert'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with LocalRunner([]) as made:
        (result,) = results(made, task()).values()
    assert result["error"].startswith("the run could not be prepared: ModuleNotFoundError: No module named 'nbconvert")


def test_nothing_of_the_working_folder_or_the_users_settings_gets_in(tmp_path, monkeypatch):
    for name in ("random", "secrets", "json", "calendar"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('executed')")
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 31\n")
    (tmp_path / "ipython" / "profile_default" / "startup").mkdir(parents=True)
    (tmp_path / "ipython" / "profile_default" / "startup" / "0.py").write_text("votes = 99")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "random.py"))
    code = "import random, secrets, json, calendar, matplotlib\nprint(matplotlib.rcParams['lines.linewidth'], votes)"
    with LocalRunner([]) as made:
        (result,) = results(made, task(code)).values()
    assert ">1.5 3\n<" in result["files"]["index.html"].decode(), result


def test_windows_is_refused_with_what_works_there(monkeypatch):
    monkeypatch.setattr(pool.sys, "platform", "win32")
    with pytest.raises(LeftOfLabourError, match="on Windows, use WSL"), LocalRunner([]):
        pass


def test_without_fork_each_process_is_started_anew(monkeypatch):
    monkeypatch.setattr(processes, "can_fork", lambda: False)
    with LocalRunner([]) as made:
        done = results(made, task("print('anew')"), task("import os\nos._exit(3)", slug="b"))
    assert "anew" in done["a"]["files"]["index.html"].decode()
    assert "ended with status 3" in done["b"]["error"]


def test_plain_papermill_can_use_the_engine(tmp_path):
    source = notebook("print(votes)")
    options = {"progress_bar": False, "cwd": tmp_path}
    made = papermill.execute_notebook(source, None, {"votes": 8}, engine_name="left-of-labour", **options)
    assert made.cells[-1].outputs[0].text == "8\n"
    assert {cell.metadata.papermill.status for cell in made.cells} == {"completed"}
    with pytest.raises(papermill.exceptions.PapermillExecutionError, match="ZeroDivisionError"):
        papermill.execute_notebook(notebook("1/0"), None, engine_name="left-of-labour-warm", progress_bar=False)
