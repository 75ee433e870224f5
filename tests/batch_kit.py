"""Small notebooks that show results without importing anything large."""

import base64
import io
import json
import struct
import zlib
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
import yaml

from left_of_labour.batch import build as building
from left_of_labour.batch.build import Options, Summary
from left_of_labour.batch.events import Done
from left_of_labour.batch.progress import reporter
from left_of_labour.batch.project import Project
from left_of_labour.batch.run.pool import LocalRunner
from left_of_labour.batch.runs import read, select

PROJECT = Project("Places", question="How many?", command="build")
MEDIA_TYPE = "application/vnd.left-of-labour+json"

SHOW = f'''
from IPython.display import publish_display_data

def show(kind, shown=None, metadata=None, **content):
    content |= {{"kind": kind, "data_files": ["facts.csv"]}}
    publish_display_data({{**(shown or {{"text/html": kind}}), "{MEDIA_TYPE}": content}}, metadata or {{}})
'''

FINDING = 'show("finding", text=f"{place} has {votes} votes")'


def png() -> str:
    """The smallest picture, in base64."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + parts).decode()


FIGURE = (
    f'show("figure", {{"image/png": "{png()}"}}, {{"image/png": {{"alt": "a dot"}}}}, '
    'name="dot", title="Dot", alt="a dot", columns=["x"], rows=[[1.5], [None]])'
)
TABLE = 'show("table", name="votes", title="Votes", note="", columns=["place", "n"], rows=[[place, votes]])'


def notebook(*cells: str, parameters: str = 'place: str = "hackney"\nvotes: int = 3') -> nbformat.NotebookNode:
    """A notebook with a parameters cell, the helper `show`, and the cells given."""
    tagged = nbformat.v4.new_code_cell(parameters)
    tagged.metadata.tags = ["parameters"]
    made = nbformat.v4.new_notebook()
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.cells = [
        nbformat.v4.new_markdown_cell("# How many votes?"),
        *([tagged] if parameters else []),
        *(nbformat.v4.new_code_cell(cell) for cell in (SHOW, *cells)),
    ]
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def write(folder: Path, notebooks: dict[str, nbformat.NotebookNode], runs: list[dict], every: list[dict] = ()) -> Path:
    """A folder of notebooks with its run list."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in notebooks.items():
        nbformat.write(content, folder / f"{name}.ipynb")
    (folder / "runs.yml").write_text(yaml.safe_dump({"runs": runs, "all": list(every)}, sort_keys=False))
    return folder


def run(slug: str, name: str = "votes", **parameters) -> dict:
    """An entry of a run list."""
    return {"slug": slug, "notebook": name, "parameters": parameters}


class Builder:
    """Builds from a folder of notebooks into a folder of reports, and keeps what was said.

    With a runner that is there already, no build needs to start another one.
    """

    def __init__(self, home: Path, runner: LocalRunner | None = None):
        self.runner = runner
        self.folder, self.output, self.data = (home / name for name in ("notebooks", "reports", "data"))
        self.log = ""
        self.data.mkdir(exist_ok=True)
        (self.data / "facts.csv").write_text("n\n1\n")
        (self.data / "other.csv").write_text("n\n1\n")

    def have(self, notebooks: dict[str, nbformat.NotebookNode], *runs: dict) -> "Builder":
        """Write notebooks and their run list."""
        write(self.folder, notebooks, list(runs))
        return self

    def __call__(
        self,
        *slugs: str,
        log_format="text",
        on_done=lambda event: None,
        **options,
    ) -> Summary:
        """Build all reports, or those asked for."""
        listed = read(self.folder)
        log = io.StringIO()
        texts = reporter(log_format, log)
        report = texts.event

        def event(event, error=None):
            report(event, error)
            if isinstance(event, Done):
                on_done(event)

        texts.event = event
        options = Options(
            **{"project": PROJECT, "output": self.output, "data": self.data, "jobs": 2, "own": True, **options}
        )
        try:
            with pytest.MonkeyPatch.context() as patch:
                if self.runner:
                    self.runner.jobs = options.jobs
                    patch.setattr(building, "_runner", lambda due, *_: nullcontext(self.runner if due else None))
                return building.build(select(listed, slugs), listed, options, texts)
        finally:
            self.log = log.getvalue()

    def files(self, slug: str) -> dict[str, bytes]:
        """The files of a report."""
        return {path.name: path.read_bytes() for path in (self.output / slug).iterdir()}

    def manifest(self) -> dict:
        """The manifest's reports."""
        return json.loads((self.output / "manifest.json").read_text())["reports"]
