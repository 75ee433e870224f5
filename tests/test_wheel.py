"""The installed package, not the checkout: data and notebooks travel in the wheel, and it works in any folder."""

import os
import subprocess
import sys
import zipfile

import pytest

from left_of_labour import paths


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel's content in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder]
    subprocess.run([*build, paths.project_dir()], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(folder / "site")
    return folder / "site"


def run(installed, folder, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    environment.pop(paths.DATA_VARIABLE, None)
    done = subprocess.run(
        [sys.executable, "-m", "left_of_labour", *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_it_carries_every_table_and_notebook(installed):
    shipped = installed / "left_of_labour" / "shipped"
    for kind in ("data/*.csv", "data/datapackage.json", "notebooks/*.ipynb", "notebooks/runs.yml"):
        ours = {path.name for path in paths.project_dir().glob(kind)}
        assert {path.name for path in shipped.glob(kind)} == ours
        assert ours
    assert not list(shipped.rglob("parliament")), "fetched files stay where they were fetched"


def test_it_measures_in_any_folder(installed, tmp_path):
    assert "4,187 votes" in run(installed, tmp_path, "show", "hackney-mayor-2002")
    assert "one-contest/preston-mp-2024" in run(installed, tmp_path, "list")


def test_reports_go_to_the_working_folder(installed, tmp_path):
    run(installed, tmp_path, "reports", "one-contest/preston-mp-2024")
    assert "Michael Lavalette" in (tmp_path / "reports/one-contest/preston-mp-2024/index.html").read_text("utf-8")
