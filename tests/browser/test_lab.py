"""JupyterLab as a reader meets it: open a notebook, change a parameter, run all, move a control."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from notebook_kit import results_of, runs_as_written
from playwright.sync_api import Page, expect

from left_of_labour import paths

pytestmark = pytest.mark.browser

RUNS = runs_as_written()
# Every notebook runs by plain papermill elsewhere; these show in JupyterLab every kind of part that there is.
SAMPLE = ("claims", "second-preferences", "wards")

SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # so that cells out of sight are in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
COMPLAINT = "[data-mime-type$='stderr']"  # JupyterLab shows errors and warnings as this
PATIENCE = 30_000  # milliseconds for a kernel to start and run a notebook on a busy machine


@pytest.fixture(scope="module")
def lab_folder(tmp_path_factory) -> Path:
    """A checkout of its own: what a reader changes there changes nothing here."""
    home = tmp_path_factory.mktemp("lab")
    for folder in ("notebooks", "src"):
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "*.egg-info")
        shutil.copytree(paths.project_dir() / folder, home / folder, ignore=ignored)
    (home / "data").symlink_to(paths.project_dir() / "data")
    return home


@pytest.fixture(scope="module")
def lab(browser, lab_folder):
    """The address of a JupyterLab opened as `make lab` does, in a copy of the repository, with settings of its own."""
    home = lab_folder
    for name, settings in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings))
    own = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    own["PYTHONPATH"] = str(home / "src")
    own["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    own["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "workspaces")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "notebooks/start-here.ipynb", "--no-browser", "--ip=127.0.0.1"]
    options = [f"--port={port}", "--IdentityProvider.token=", "--ServerApp.port_retries=0", "--allow-root"]
    options.append(f"--ServerApp.root_dir={home}")
    address = f"http://127.0.0.1:{port}"
    with (home / "log").open("w") as log:
        server = subprocess.Popen([*command, *options], cwd=home, env=os.environ | own, stdout=log, stderr=log)
        try:
            _wait_for(f"{address}/api", home / "log")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urlopen(address, timeout=2).close()
            return
        except (URLError, OSError):
            if time.monotonic() > end:
                pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)


def _open(open_page, address: str, notebook: str) -> Page:
    """Open a notebook of the folder by its address."""
    page = open_page(f"{address}/lab/tree/{notebook}?reset", viewport={"width": 1500, "height": 1000})
    page.set_default_timeout(PATIENCE)
    expect(page.locator(".jp-NotebookPanel:visible .jp-Cell").first).to_be_visible(timeout=PATIENCE)
    return page


def _run_all(page: Page) -> None:
    """Run all cells once the kernel is ready, and wait for the last to end or the first to fail."""
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=PATIENCE)
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.click()
    _run(page, "Run All Cells")


def _run(page: Page, what: str) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=what, exact=True).click()
    page.wait_for_function(
        """() => {
            const cells = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")];
            const prompts = cells.map(cell => cell.querySelector(".jp-InputPrompt").textContent);
            const failed = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) [data-mime-type$="stderr"]');
            return failed || prompts.every(prompt => /\\d/.test(prompt));
        }""",
        timeout=PATIENCE,
    )


def _write_parameters(page: Page, text: str) -> None:
    editor = page.locator(".jp-NotebookPanel:visible .jp-CodeCell .cm-content").first
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_make_lab_opens_the_start_notebook_and_its_links_open_others(lab, open_page):
    page = _open(open_page, lab, "notebooks/start-here.ipynb")
    page.get_by_role("link", name="one-contest").first.click()
    tab = page.locator(".lm-TabBar-tab.lm-mod-current", has_text="one-contest.ipynb")
    expect(tab.first).to_be_visible(timeout=PATIENCE)
    heading = page.locator(".jp-NotebookPanel:visible h1")
    expect(heading.first).to_contain_text("How did the left of Labour do in this contest?", timeout=PATIENCE)


def test_a_changed_contest_gives_its_results_and_a_wrong_one_a_short_message(lab, open_page):
    page = _open(open_page, lab, "notebooks/one-contest.ipynb")
    _write_parameters(page, 'contest_id: str = "preston-mp-2024"\nreading: str = "wide"')
    _run_all(page)
    panel = page.locator(".jp-NotebookPanel:visible")
    expect(panel).to_contain_text("Contest: Preston MP, 4 July 2024")
    assert panel.locator(COMPLAINT).count() == 0
    assert "Lavalette" in panel.locator(".finding").inner_text()
    assert panel.locator("img").count() >= 1
    assert "No Kernel" not in panel.inner_text()

    _write_parameters(page, 'contest_id: str = "preston-mp-2042"\nreading: str = "wide"')
    _run_all(page)
    message = panel.locator(COMPLAINT).first.inner_text()
    assert "did you mean 'preston-mp-2024'" in message
    assert len(message.strip().splitlines()) <= 3


def test_a_control_gives_the_cells_below_another_contest_and_the_notebook_stays(lab, lab_folder, open_page):
    page = _open(open_page, lab, "notebooks/in-context.ipynb")
    _run_all(page)
    panel = page.locator(".jp-NotebookPanel:visible")
    contest, _, _ = panel.locator(".jp-OutputArea select").all()
    contest.focus()  # as a click does, which makes its cell the selected one
    contest.select_option("Hackney mayor, 17 October 2002")
    expect(panel.locator(".jp-OutputArea pre")).to_contain_text("contest_id: str = 'hackney-mayor-2002'")
    _run(page, "Run Selected Cell and All Below")
    expect(panel.locator(".finding")).to_contain_text("Foot", timeout=PATIENCE)
    assert panel.locator(COMPLAINT).count() == 0
    assert "preston-mp-2024" in panel.locator(".jp-CodeCell .cm-content").first.inner_text()


def test_the_explorer_follows_its_controls_and_makes_a_notebook_of_the_choice(lab, lab_folder, open_page):
    page = _open(open_page, lab, "notebooks/explore.ipynb")
    _run_all(page)
    panel = page.locator(".jp-NotebookPanel:visible")
    picture = panel.locator(".jp-OutputArea img")
    expect(picture).to_be_visible(timeout=PATIENCE)
    contests, _, measure = panel.locator(".jp-OutputArea select").all()
    before = picture.get_attribute("src")
    measure.select_option("votes behind Labour")
    expect(picture).to_have_attribute("alt", re.compile("votes behind Labour: .*Hackney mayor 2002 9,626"))
    assert picture.get_attribute("src") != before
    panel.get_by_placeholder("a person, party, place").fill("lavalette parliament")
    expect(panel.get_by_text(re.compile(r"^\d contests? found"))).to_be_visible()
    contests.select_option("Preston MP 2024")
    expect(panel.locator("caption")).to_have_text("Candidates, Preston MP, 4 July 2024")
    assert panel.locator(COMPLAINT).count() == 0

    panel.get_by_role("button", name="Open as a notebook").click()
    panel.get_by_role("link", name="one-contest--preston-mp-2024--wide.ipynb").click()
    copy = page.locator(".jp-NotebookPanel:visible")
    expect(copy.locator("h1")).to_contain_text("How did the left of Labour do in this contest?", timeout=PATIENCE)
    assert (lab_folder / "my" / "one-contest--preston-mp-2024--wide.ipynb").is_file()
    assert "'preston-mp-2024'" in copy.locator(".jp-CodeCell .cm-content").first.inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("notebook", SAMPLE)
def test_run_all_gives_the_same_results_as_the_batch(notebook, lab, lab_folder, open_page, all_reports):
    page = _open(open_page, lab, f"notebooks/{notebook}.ipynb")
    _run_all(page)
    page.keyboard.press("ControlOrMeta+s")
    end = time.monotonic() + 20
    while not (results := _saved_results(lab_folder / "notebooks" / f"{notebook}.ipynb", RUNS[notebook])):
        assert time.monotonic() < end, "JupyterLab did not save the notebook"
        time.sleep(0.2)
    folder = all_reports / RUNS[notebook].slug
    for name, content in results.items():
        assert (folder / name).read_bytes() == content, name


def _saved_results(notebook: Path, run) -> dict[str, bytes]:
    """Nothing until the notebook is saved, whole and with all its outputs."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except json.JSONDecodeError:  # read while JupyterLab was writing
        return {}
    executed = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    return results_of(notebook, run) if all(executed) else {}
