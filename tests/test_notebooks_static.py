"""The rules that a notebook can be held to without running it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from notebook_kit import our_notebooks

from left_of_labour import paths

NOTEBOOKS = our_notebooks()
# Guides for JupyterLab: no report is made of them, so they have no finding and may be short.
GUIDES = {"explore", "start-here"}
# The gallery shows the public functions alone: no report either, and no set-up line.
GALLERY = "your-own"
LENGTH = range(20, 31)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_report = pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path.stem not in GUIDES | {GALLERY}], ids=lambda path: path.stem
)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def code(path: Path) -> list[str]:
    return [cell.source for cell in cells(path, "code")]


def headings(path: Path, level: int) -> list[str]:
    mark = "#" * level + " "
    lines = [line for cell in cells(path, "markdown") for line in cell.source.splitlines()]
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


def parameters(path: Path) -> list[ast.stmt]:
    return ast.parse(code(path)[0]).body


def test_there_are_notebooks():
    assert {"compare", "one-contest"} <= {path.stem for path in NOTEBOOKS}


@every_notebook
def test_the_kernel_is_python3(path):
    notebook = read(path)
    assert notebook.metadata.kernelspec == KERNEL
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)


@every_notebook
def test_there_is_no_output(path):
    for cell in cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert set(cell.metadata) <= {"tags"}


@every_notebook
def test_cells_have_stable_ids_and_are_not_empty(path):
    notebook = read(path)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(cell.source.strip() for cell in notebook.cells)


@every_notebook
def test_it_opens_with_one_question_and_at_most_four_lines(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    title, *text = [line for line in first.source.splitlines() if line.strip()]
    assert [title.removeprefix("# ")] == headings(path, 1)
    assert title.endswith("?")
    assert 1 <= len(text) <= 4


@every_notebook
def test_the_first_code_cell_alone_holds_the_parameters(path):
    tagged = ["parameters" in cell.metadata.get("tags", []) for cell in cells(path, "code")]
    assert tagged == [True] + [False] * (len(tagged) - 1)


@every_notebook
def test_a_parameter_is_a_typed_literal_with_its_meaning(path):
    lines = code(path)[0].splitlines()
    for statement in parameters(path):
        assert isinstance(statement, ast.AnnAssign), f"line {statement.lineno}: name: type = value"
        ast.literal_eval(statement.value)
        last = lines[statement.end_lineno - 1]
        assert re.fullmatch(r".*\S  # \w.{8,}", last), f"{last!r} does not end with its meaning"


@every_notebook
def test_all_imports_are_in_the_second_code_cell(path):
    _, imports, *rest = (ast.parse(source) for source in code(path))
    assert all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in imports.body)
    assert not [node for tree in rest for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != GALLERY], ids=lambda path: path.stem)
def test_the_set_up_line_checks_every_parameter(path):
    (statement,) = ast.parse(code(path)[2]).body
    call = statement.value
    assert [target.id for target in statement.targets] == ["data"]
    assert call.func.id == "begin"
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    for setting in ("or_all", "controls"):
        given.pop(setting, None)
    names = [parameter.target.id for parameter in parameters(path)]
    assert sorted(given) == sorted(names)
    assert all(isinstance(value, ast.Name) and value.id == name for name, value in given.items())


@every_notebook
def test_a_code_cell_is_short(path):
    long = [source for source in code(path)[1:] if len(source.splitlines()) > 8]
    assert not long, "\n\n".join(long)


FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Try,
    ast.If,
    ast.IfExp,
    ast.While,
    ast.With,
    ast.Global,
    ast.Delete,
)


@every_notebook
def test_a_code_cell_has_no_definition_and_no_branch(path):
    found = [type(node).__name__ for source in code(path) for node in ast.walk(ast.parse(source))]
    assert not {kind.__name__ for kind in FORBIDDEN} & set(found)


@every_notebook
@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a relative path", r"\.\./|['\"]\./"),
        ("an absolute path", r"['\"]/\w"),
        ("the import path", r"sys\.path|PYTHONPATH|chdir"),
        ("a magic or shell command", r"(?m)^\s*[%!]"),
        ("a colour", r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=['\"])"),
        ("printing", r"\bprint\(|\bdisplay\("),
        ("a file", r"\bopen\(|\.to_(csv|json|excel|html)\(|savefig|read_csv|Path\("),
        ("a raw frame", r"\.(head|tail|sample)\("),
    ],
)
def test_code_leaves_to_the_package(path, what, pattern):
    found = [source for source in code(path) if re.search(pattern, source)]
    assert not found, f"{what} in a cell:\n{found}"


_TELLS = {
    "a number": r"(?<![\w#])\d[\d.,]*(?!\. )%?",
    "a number word": (
        r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds|most|many|few|all|none|no two)"
        r"( of (the|these|those|them))?( \w+)? "
        r"(accounts|challenge(s|rs)|claims|contests|counts|elections|findings|independents|places|polls|results|seats"
        r"|wards|winners)\b"
    ),
    "an absolute": r"\b(always|never|nobody won|no two|most of|many of|in every one|mostly|hardly)\b",
    "a superlative": r"\b(is|are|was|were|been) (by far )?(the )?(most|least|best|worst|first|last|\w+est)\b(?!-)",
}
# What a measure is, a step of an instruction, or a rule of what is shown, whatever the data say.
_DEFINES = (
    *(r"\b(1[89]|20)\d\d\b", r"(?<=\n)\d\. ", r"is 0 (if|when)", "close to 1 if", "above 1,", "[Ff]irst past the post"),
    *("between two elections", "against what all other seats", "most commissioners", "between two polls", "is honest"),
    *(
        "nearly all its seats",
        "(over|in) all seats",
        "so many seats",
        "few contested wards",
        "in a? ?few wards",
        "All elections for which",
    ),
)
_ASKS = re.compile(r"\b(how|if|what|when|where|whether|which|who|whose)\b", re.I)


@every_notebook
def test_prose_tells_no_results(path):
    """A number, a number word about the data, an absolute or a superlative typed in prose: code has to say it.

    What is asked, or only where something holds, tells nothing.
    """
    found = []
    for cell in cells(path, "markdown"):
        text = re.sub(r"\s+", " ", re.sub("|".join(_DEFINES), "", cell.source).replace("\n\n", ". "))
        for clause in re.findall(r"[^.;:?!|]+(?:[.;:!|]|$)", text):
            for what, form in _TELLS.items():
                match = re.search(form, clause, re.I)
                if match and not _ASKS.search(clause[: match.start()]):
                    found.append(f"{what}: {match[0]} in {clause.strip()}")
    assert not found


@every_report
def test_it_ends_with_its_limits_and_sources(path):
    sections = headings(path, 2)
    limits = sections.index("What this cannot show")
    assert all("ources" in title for title in sections[limits + 1 :])
    assert "sources(" in code(path)[-1]


@every_report
def test_it_states_one_finding(path):
    """In one cell; that it is exactly one finding, every run of the batch holds."""
    found = [source for source in code(path) if re.search(r"\b(show_)?finding\(", source)]
    assert len(found) == 1


@every_report
def test_it_has_a_readable_length(path):
    assert len(read(path).cells) in LENGTH


@every_report
def test_prose_and_code_alternate(path):
    """At most two outputs in a row: a sentence above says what to look for."""
    kinds = [cell.cell_type[0] for cell in read(path).cells]
    assert "ccc" not in "".join(kinds[4:])


@every_report
def test_runs_yml_covers_it(path):
    runs = yaml.safe_load((paths.notebooks_dir() / "runs.yml").read_text(encoding="utf-8"))["runs"]
    assert path.stem in {run["notebook"] for run in runs}


@pytest.mark.parametrize("name", sorted(GUIDES | {GALLERY}))
def test_a_guide_is_no_report(name):
    runs = yaml.safe_load((paths.notebooks_dir() / "runs.yml").read_text(encoding="utf-8"))["runs"]
    assert name not in {run["notebook"] for run in runs}


def test_the_imports_of_no_notebook_bring_slow_libraries():
    """They take longer than all the others together; where one is needed, a function imports it."""
    slow = {"scipy.stats", "seaborn", "statsmodels", "matplotlib.pyplot", "papermill", "nbconvert", "jupyterlab"}
    imports = "\n".join(code(path)[1] for path in NOTEBOOKS)
    script = f"import sys\n{imports}\nprint(*({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_somebody_tries_out_beside_our_notebooks_breaks_no_test():
    """Every test takes the notebooks from the one list of those that git knows."""
    own = paths.notebooks_dir() / "mine-alone.ipynb"
    try:
        own.write_text("{", encoding="utf-8")
        our_notebooks.cache_clear()
        assert own not in our_notebooks()
    finally:
        own.unlink()
    pattern = "glob(" + '"*.ipynb")'
    tests = [path for path in Path(__file__).parent.rglob("*.py") if pattern in path.read_text("utf-8")]
    assert [path.name for path in tests] == ["notebook_kit.py"]


def test_runs_yml_names_existing_notebooks_and_every_parameter():
    content = yaml.safe_load((paths.notebooks_dir() / "runs.yml").read_text(encoding="utf-8"))
    known = {path.stem: {parameter.target.id for parameter in parameters(path)} for path in NOTEBOOKS}
    for run in content["runs"]:
        assert set(run["parameters"]) == known[run["notebook"]], run["slug"]
        assert run["slug"].split("/")[0] == run["notebook"]
    for entry in content["all"]:
        assert {*entry["parameters"], entry["for_each"]} == known[entry["notebook"]], entry["notebook"]
    slugs = [run["slug"] for run in content["runs"]]
    assert len(set(slugs)) == len(slugs)
