"""Other ways to make the same reports, each run as a process of its own by compare.py.

Usage: contestants.py WAY FOLDER SLUG ...
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from left_of_labour import paths
from left_of_labour.batch.runs import Run, read, select
from left_of_labour.cli.reports import _values

BIN = Path(sys.executable).parent


def commands(runs: list[Run], folder: Path) -> None:
    """A loop of the commands `papermill` and `jupyter nbconvert`."""
    for run in runs:
        executed = folder / f"{run.slug.replace('/', '-')}.ipynb"
        given = [word for name, value in run.parameters.items() for word in ("-y", json.dumps({name: value}))]
        source = str(paths.notebooks_dir() / f"{run.notebook}.ipynb")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([BIN / "papermill", source, executed, *given], **quiet)
        subprocess.run([BIN / "jupyter", "nbconvert", "--to", "html", executed], **quiet)


@cache
def exporter():
    """nbconvert's exporter, made once per process."""
    import nbconvert

    return nbconvert.HTMLExporter()


def one_by_api(run: Run, folder: Path) -> None:
    """papermill's function, then nbconvert's exporter in the same process."""
    import papermill

    executed = folder / f"{run.slug.replace('/', '-')}.ipynb"
    source = paths.notebooks_dir() / f"{run.notebook}.ipynb"
    notebook = papermill.execute_notebook(source, executed, dict(run.parameters), progress_bar=False)
    html, _ = exporter().from_notebook_node(notebook)
    executed.with_suffix(".html").write_text(html)


def pool(runs: list[Run], folder: Path) -> None:
    """papermill's function in as many processes as there are processors."""
    with ProcessPoolExecutor() as executor:
        list(executor.map(one_by_api, runs, [folder] * len(runs)))


def floor(runs: list[Run], folder: Path) -> None:
    """The cells as plain Python in one process, with figures rendered: no kernel, no isolation, no report."""
    os.environ["MPLBACKEND"] = "agg"
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.instance().display_pub.publish = lambda *_, **__: None
    for run in runs:
        names: dict = {}
        for cell in json.loads((paths.notebooks_dir() / f"{run.notebook}.ipynb").read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names.update(run.parameters)


WAYS = {"commands": commands, "pool": pool, "floor": floor}


def trivial(folder: Path, many: int, jobs: int) -> None:
    """Build many reports of a notebook that does nothing, and tell failures and this process's peak memory."""
    import resource

    import nbformat
    import yaml

    from left_of_labour.batch.build import Options, build
    from left_of_labour.batch.progress import reporter
    from left_of_labour.collection import PROJECT

    say = {"application/vnd.left-of-labour+json": {"kind": "finding", "text": "nothing"}}
    notebook = nbformat.v4.new_notebook()
    code = f"from IPython.display import publish_display_data\npublish_display_data({say!r})"
    notebook.cells = [nbformat.v4.new_markdown_cell("# Nothing?"), nbformat.v4.new_code_cell(code)]
    nbformat.write(notebook, folder / "nothing.ipynb")
    runs = [{"slug": f"n{number}", "notebook": "nothing"} for number in range(many)]
    (folder / "runs.yml").write_text(yaml.safe_dump({"runs": runs}))
    listed = read(folder)
    options = Options(project=replace(PROJECT, check=""), output=folder / "reports", data=folder, jobs=jobs)
    with Path(os.devnull).open("w") as nowhere:
        summary = build(listed.default, listed, options, reporter("text", nowhere))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"failures": len(summary.failures), "peak": peak}))


if __name__ == "__main__":
    way, target, *slugs = sys.argv[1:]
    if way == "trivial":
        trivial(Path(target), *map(int, slugs))
    else:
        WAYS[way](list(select(read(paths.notebooks_dir(), _values), slugs)), Path(target))
