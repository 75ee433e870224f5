"""Every default run ends in a report, and plain papermill gives what the batch gives, wherever it runs."""

import json

import papermill
import pytest
from notebook_kit import results_of, runs_as_written

from left_of_labour import paths
from left_of_labour.batch.runs import read

RUNS = runs_as_written()


def test_every_notebook_has_a_default_run_with_its_own_parameters():
    assert set(RUNS) == {run.notebook for run in read(paths.notebooks_dir(), lambda name: []).default}


def test_every_default_run_ends_in_a_whole_report(all_reports):
    for run in read(paths.notebooks_dir(), lambda name: []).default:
        folder = all_reports / run.slug
        results = json.loads((folder / "results.json").read_text("utf-8"))
        assert results["finding"], run.slug
        expected = {f"{name}.csv" for kind in ("tables", "figures") for name in results[kind]}
        expected |= {f"{name}.png" for name in results["figures"]} | {"index.html", "report.ipynb"}
        assert expected <= {path.name for path in folder.iterdir()}, run.slug


@pytest.mark.slow
@pytest.mark.parametrize("notebook", sorted(RUNS))
def test_plain_papermill_elsewhere_gives_the_same_results(notebook, all_reports, tmp_path):
    source, out = paths.notebooks_dir() / f"{notebook}.ipynb", tmp_path / "out.ipynb"
    papermill.execute_notebook(str(source), str(out), kernel_name="python3", cwd=str(tmp_path), progress_bar=False)
    folder = all_reports / RUNS[notebook].slug
    for name, content in results_of(out, RUNS[notebook]).items():
        assert (folder / name).read_bytes() == content, name
