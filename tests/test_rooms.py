"""Every notebook has a room: its report package, its tests, and nothing that reaches into another's."""

import ast
import json
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from notebook_kit import our_notebooks

import left_of_labour
from left_of_labour import paths

ROOT = paths.project_dir()
PACKAGE = ROOT / "src" / "left_of_labour"
REPORTS = sorted(path.name for path in (PACKAGE / "reports").iterdir() if (path / "__init__.py").is_file())
NOTEBOOKS = [path.stem for path in our_notebooks()]
# The gallery notebook shows the public API alone; the guides for JupyterLab make no report, so they have no finding.
GALLERY = "your-own"
GUIDES = {"explore", "start_here"}


def room_of(notebook: str) -> str:
    return notebook.replace("-", "_")


def imported(tree: ast.AST) -> set[str]:
    """Full names of everything that is imported when the code runs; what only the type checker reads is left out."""
    found = set()
    for_types = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    left_out = {id(inner) for node in for_types for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("left_of_labour")}


def code_of(notebook: str) -> ast.AST:
    cells = json.loads((paths.notebooks_dir() / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    return ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def modules() -> dict[str, Path]:
    """Every module of the package by its full name."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def own_imports(name: str, known: dict[str, Path]) -> set[str]:
    """The modules that another one needs: `a.b.c` is module `a.b.c`, or the name `c` of module `a.b`."""
    found = set()
    for full in imported(ast.parse(known[name].read_text(encoding="utf-8"))):
        found.add(full if full in known else full.rpartition(".")[0])
    return found & known.keys() - {name}


def test_notebooks_reports_and_their_tests_have_the_same_names():
    rooms = [room_of(notebook) for notebook in NOTEBOOKS if notebook != GALLERY]
    tests = sorted(path.stem.removeprefix("test_") for path in (ROOT / "tests" / "reports").glob("test_*.py"))
    assert rooms == REPORTS
    assert [name for name in tests if name != room_of(GALLERY)] == REPORTS


@pytest.mark.parametrize("notebook", [name for name in NOTEBOOKS if name != GALLERY])
def test_a_notebook_imports_from_its_own_room(notebook):
    allowed = ("analysis", "notebook", f"reports.{room_of(notebook)}")
    for name in imported(code_of(notebook)):
        inner = name.removeprefix("left_of_labour.")
        assert any(inner == room or inner.startswith(f"{room}.") for room in allowed), f"{notebook} imports {name}"


def test_the_gallery_notebook_uses_the_public_names_alone():
    tree = code_of(GALLERY)
    assert imported(tree) == {"left_of_labour"}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = {node.attr for node in attributes if ast.unparse(node.value) == "lol"}
    assert used and used <= set(left_of_labour.__all__)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_imports_no_other(report):
    for path in (PACKAGE / "reports" / report).glob("*.py"):
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if name.startswith("left_of_labour.reports."):
                assert name.split(".")[2] == report, f"{path.name} imports {name}"


@pytest.mark.parametrize("report", [name for name in REPORTS if name not in GUIDES])
def test_a_report_has_a_finding(report):
    assert callable(import_module(f"left_of_labour.reports.{report}").finding)


@pytest.mark.parametrize("report", [name for name in REPORTS if name != "explore"])
def test_a_report_displays_nothing(report):
    for path in (PACKAGE / "reports" / report).glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {node.id for node in nodes if isinstance(node, ast.Name)}
        assert not names & {"display", "publish_display_data", "print"}, path


def test_imports_run_in_no_circle():
    known = modules()
    try:
        TopologicalSorter({name: own_imports(name, known) for name in known}).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle of imports: {' imports '.join(reversed(circle.args[1]))}")
