"""Data and parameters cannot run code, and nothing is written where it should not be."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from editing import as_csv, faults_with, line_of, read, spoilt_copy, with_cell

from left_of_labour import paths
from left_of_labour.batch.runs import parameters_of
from left_of_labour.data import load
from left_of_labour.data.schema import expected_text

ROOT = paths.project_dir()
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
HOSTILE_IDS = [
    "../../etc/passwd",
    "a; touch owned",
    "$(touch owned)",
    "hackney-mayor-2002\n",
    "__import__('os')",
    "ﬁ",
    "",
]


def calls(tree: ast.AST) -> set[str]:
    """The names of all functions that are called, with their module, and of shell strings."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
            found |= {"shell=True" for one in node.keywords if one.arg == "shell" and ast.unparse(one.value) == "True"}
    return found


def modules(tree: ast.AST) -> set[str]:
    """All modules that are imported, by their first part."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src/left_of_labour")))
def test_no_source_evaluates_text(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not calls(tree) & (FORBIDDEN_CALLS | {"shell=True"})
    assert not modules(tree) & FORBIDDEN_MODULES


def test_the_search_for_evaluated_text_sees_it():
    tree = ast.parse("import pickle\nfrom os import path\nyaml.load(x)\nsubprocess.run('ls', shell=True)\neval('1')")
    assert calls(tree) == {"yaml.load", "subprocess.run", "shell=True", "eval"}
    assert modules(tree) == {"pickle", "os"}


@pytest.mark.parametrize("hostile", HOSTILE_IDS)
def test_a_hostile_contest_id_in_the_data_is_refused(tmp_path, hostile):
    content = with_cell("contests.csv", 2, "contest_id", hostile)
    faults = faults_with(tmp_path, "contests.csv", content)
    assert any((one.file, one.row, one.column) == ("contests.csv", 2, "contest_id") for one in faults)


@pytest.mark.parametrize("command", [["show"], ["reports"]])
@pytest.mark.parametrize("hostile", ["../../etc/passwd", "one-contest/../../owned", "$(touch owned)", "a; touch owned"])
def test_a_hostile_id_on_the_command_line_is_only_an_unknown_id(tmp_path, command, hostile):
    done = subprocess.run(
        [sys.executable, "-m", "left_of_labour", *command, hostile],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\u00a0="])
def test_formulas_are_refused_in_every_free_text(tmp_path, start):
    content = with_cell("parties.csv", 2, "name", f"{start}cmd|' /C calc'!A0")
    (fault,) = faults_with(tmp_path, "parties.csv", content)
    assert (fault.file, fault.row, fault.column) == ("parties.csv", 2, "name")
    assert "formula" in fault.expected


@pytest.mark.parametrize(
    "name",
    [
        "P\u0430rty",
        "P\u0251rty",
        "Part\u01c0",
        "\u1d18arty",
        "\u2160arty",
        "Pa\u0301rty",
        "Pa\u202erty",
        "Party \u0665",
    ],
    ids=["Cyrillic", "phonetic", "click", "small capital", "numeral", "accent apart", "direction", "digit"],
)
def test_letters_that_look_like_others_are_refused(tmp_path, name):
    (fault,) = faults_with(tmp_path, "parties.csv", with_cell("parties.csv", 2, "name", name))
    assert (fault.file, fault.row, fault.column) == ("parties.csv", 2, "name")
    assert "in Latin letters" in fault.expected


@pytest.mark.parametrize("name", ["Seán Ó Dálaigh", "Łukasz Żak", "Siân Gŵyn", "Ayşe Çağlı", "Nguyễn Ơn", "Zoë ß Æbø"])
def test_letters_of_names_are_accepted(name):
    assert expected_text(name) == ""


def test_markup_in_a_name_is_text_to_the_data(tmp_path):
    """Names may hold any visible character; pages escape them."""
    hostile = "<script>alert(1)</script>"
    line = line_of("parties.csv", party_id="natural-law")
    copy = spoilt_copy(tmp_path, "parties.csv", with_cell("parties.csv", line, "name", hostile))
    assert hostile in set(load(copy).parties["name"])


def test_a_formula_of_a_claim_is_not_python(tmp_path):
    records = read("claims.csv")
    at = records[0].index("check")
    line = next(number for number, record in enumerate(records) if record[at])
    records[line][at] = f"__import__('os').mkdir('{tmp_path / 'owned'}')"
    copy = spoilt_copy(tmp_path, "claims.csv", as_csv(records))
    done = subprocess.run(
        [sys.executable, "-m", "left_of_labour", "check", "--data", str(copy)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"claims.csv:{line + 1}:check" in done.stderr
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    "annotation",
    ["().__class__.__base__.__subclasses__()", "print", "str.__mro__", "[x for x in (1,)]", "(lambda: str)()", "'str'"],
)
def test_the_type_of_a_parameter_is_read_not_evaluated(tmp_path, annotation):
    cell = nbformat.v4.new_code_cell(f"contest_id: {annotation} = 'x'", metadata={"tags": ["parameters"]})
    path = tmp_path / "hostile.ipynb"
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    assert "is not known" in parameters_of(path)


def test_ordinary_types_of_parameters_are_known(tmp_path):
    source = "a: str = 'x'\nb: int | None = None\nc: list[str] = []\nd: Literal['p', 'q'] = 'p'\ne: dict[str, int] = {}"
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    path = tmp_path / "plain.ipynb"
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
    found = parameters_of(path)
    assert {name: one.annotation for name, one in found.items()} == {
        "a": "str",
        "b": "int | None",
        "c": "list[str]",
        "d": "Literal['p', 'q']",
        "e": "dict[str, int]",
    }


def test_yaml_tags_in_the_run_list_are_refused(tmp_path):
    from left_of_labour.batch import runs
    from left_of_labour.errors import RunListError

    owned = tmp_path / "owned"
    text = f"runs:\n  - !!python/object/apply:os.mkdir ['{owned}']\n"
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "runs.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RunListError):
        runs.read(folder)
    assert not Path(owned).exists()
