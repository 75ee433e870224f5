"""The house is in order: layers, docstrings, environments, README, no debris."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from left_of_labour import paths

ROOT = paths.project_dir()
PACKAGE = ROOT / "src" / "left_of_labour"
MODULES = sorted(PACKAGE.rglob("*.py"))
# A module imports only from layers before its own, or from its own folder.
LAYERS = (
    "errors",
    "paths",
    "copies",
    "shown",
    "data",
    "analysis",
    "presentation",
    "reports",
    "api",
    "plot",
    "controls",
    "notebook",
    "batch",
    "collection",
    "navigation",
    "methods",
    "cli",
)
BATCH_MAY_USE = {"errors", "paths", "shown"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def layer_of(module: str) -> str:
    """The first part below the package: `analysis` for `left_of_labour.analysis.measures`."""
    return module.split(".")[1]


def imports(path: Path) -> set[str]:
    """Every module of the package that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: import by the full name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {module for module in found if module.startswith("left_of_labour.")}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git repository")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


# -- layers and docstrings


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_earlier_layers(path):
    own = name_of(path).split(".")[0]
    if own in ("__init__", "__main__"):
        return
    earlier = set(LAYERS[: LAYERS.index(own) + 1])
    for module in imports(path):
        assert layer_of(module) in earlier, f"{own} must not import {module}"
        if own == "batch":
            assert layer_of(module) in BATCH_MAY_USE | {own}, f"batch knows nothing of elections, but imports {module}"


def test_the_batch_serves_any_collection():
    words = r"""labour|\belect(?:ion|or)|\bvot(?:e|es|ers?|ing)\b|candida|contest|\bwards?\b|parliament|mayor|council
        |\bfoot\b|\bpart(?:y|ies)\b|challeng|campaign|ballot|hackney|tower.hamlets|preston"""
    pattern = re.compile(words, re.IGNORECASE | re.VERBOSE)
    ours = re.compile(r"left[_-]of[_-]labour|LeftOfLabourError", re.IGNORECASE)  # imports and the distribution's name
    found = [
        f"{path.name}: {match.group()!r}"
        for path in sorted((PACKAGE / "batch").rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
        for match in pattern.finditer(ours.sub("", path.read_text(encoding="utf-8")))
    ]
    assert not found


@pytest.mark.parametrize("folder", ["data", "analysis"])
def test_analysis_knows_nothing_of_notebooks_and_pictures(folder):
    pattern = re.compile(r"^\s*(?:from|import) (matplotlib|seaborn|IPython|nbformat|papermill)\b", re.MULTILINE)
    for path in (PACKAGE / folder).rglob("*.py"):
        assert not pattern.search(path.read_text(encoding="utf-8")), path.name


def exported(tree: ast.Module) -> set[str]:
    """The names in `__all__`."""
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]
    return {name for names in lists for name in ast.literal_eval(names)}


def public_definitions(tree: ast.Module) -> list[ast.stmt]:
    """Public functions and classes of a module, and the methods of exported classes that inherit no docstring."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [node for node in tree.body if isinstance(node, kinds)]
    owners = [node for node in found if isinstance(node, ast.ClassDef) and node.name in exported(tree)]
    methods = [node for owner in owners if not owner.bases for node in owner.body if isinstance(node, kinds)]
    return [node for node in found + methods if not node.name.startswith("_")]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_name_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module says what lives in it"
    missing = [node.name for node in public_definitions(tree) if not ast.get_docstring(node)]
    assert not missing


# -- environments


def dependencies() -> dict[str, str]:
    """Name and range of each core dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(re.fullmatch(r"([\w-]+)(.*)", line).groups() for line in project["dependencies"])


CONDA_NAMES = {"matplotlib-base": "matplotlib", "nbconvert-core": "nbconvert", "seaborn-base": "seaborn"}


def test_environment_yml_and_pyproject_are_equal():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    *conda, last = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    *pip, package = last["pip"]
    ranges = dict(re.fullmatch(r"([\w-]+)(.*)", line).groups() for line in [*conda, *pip])
    assert package == "-e ."
    assert ranges.pop("pip") == ""
    assert ranges.pop("python") == project["requires-python"]
    assert {CONDA_NAMES.get(name, name): bounds for name, bounds in ranges.items()} == dependencies()


def pins(name: str) -> dict[str, str]:
    """Versions by package, and that every one has digests for the installer to check."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)+.*--hash=sha256:[0-9a-f]{64})?", text, re.MULTILINE)
    assert all(digests for *_, digests in entries)
    return {package.lower().replace("_", "-"): version for package, version, _ in entries}


def test_every_dependency_is_pinned_without_a_registry():
    assert {name.lower().replace("_", "-") for name in dependencies()} <= pins("requirements.txt").keys()
    for name in ("requirements.txt", "requirements-dev.txt"):
        pinned = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in pinned
        assert "index" not in pinned


def test_make_installs_nothing_without_the_digest_on_record():
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installing = [line for line in lines if re.search(r"pip install .*-r \$\(1\)", line)]
    assert len(installing) == 2
    assert all("--require-hashes" in line for line in installing)


def test_running_needs_no_tool_of_development():
    running, testing = pins("requirements.txt"), pins("requirements-dev.txt")
    assert running.items() <= testing.items()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    tools = {re.match(r"[\w-]+", line)[0] for line in extras["dev"]}
    assert tools <= testing.keys()
    assert not tools & running.keys()


def test_the_citation_and_the_changelog_name_the_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### (\w+)", changelog, re.MULTILINE)
    assert re.search(r"^## \[Unreleased\]", changelog, re.MULTILINE)
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_hooks_use_the_installed_tools():
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        tool = hook["entry"].split()[0]
        assert shutil.which(tool, path=f"{Path(os.sys.executable).parent}{os.pathsep}{os.environ['PATH']}"), tool


def test_every_module_is_typed_strictly():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["strict"] is True
    assert mypy["files"] == ["src/left_of_labour"]
    loosened = {one.pop("module"): one for one in mypy["overrides"]}
    assert loosened == {"left_of_labour.batch.pages.page": {"disallow_untyped_calls": False}}


def test_what_the_type_checker_is_told_to_ignore_has_a_reason():
    ignored = [line for path in MODULES for line in path.read_text("utf-8").splitlines() if "type: ignore" in line]
    assert ignored
    for line in ignored:
        assert re.search(r"# type: ignore\[[\w-]+\]  # \w", line), line


# -- continuous integration


@pytest.fixture
def machine(tmp_path):
    """A bare machine: the commands that it has are recorded, everything else is missing."""
    bin_dir, log = tmp_path / "bin", tmp_path / "log"
    bin_dir.mkdir()
    for tool in ("bash", "dirname", "id", "cat"):
        (bin_dir / tool).symlink_to(shutil.which(tool))

    def run(*commands: str, failing: str = "") -> tuple[int, list[str]]:
        for command in commands:
            stub = bin_dir / command
            stub.write_text(f'#!/bin/sh\necho "{command} $*" >>"{log}"\n[ "{command} $*" != "{failing}" ]\n')
            stub.chmod(0o755)
        done = subprocess.run([ROOT / ".ci" / "run"], env={"PATH": str(bin_dir)}, capture_output=True, text=True)
        lines = log.read_text().splitlines() if log.exists() else []
        return done.returncode, [line for line in lines if line.startswith(("apt-get", "make"))]

    return run


TOOLS = ("git", "make", "python3", "uv", "sudo")


def test_ci_installs_nothing_where_nothing_is_missing(machine):
    assert machine(*TOOLS, "chromium", "apt-get") == (0, ["make lint", "make test"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="without root, sudo is asked")
def test_ci_installs_a_missing_browser(machine):
    code, called = machine(*TOOLS, "apt-get")
    assert code == 0
    assert called[1] == "apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core"
    assert called[2:] == ["make lint", "make test"]


def test_ci_stops_where_it_cannot_install(machine):
    code, called = machine(*TOOLS)
    assert code != 0
    assert called == []


def test_ci_fails_when_linting_fails(machine):
    assert machine(*TOOLS, "chromium", failing="make lint") == (1, ["make lint"])


# -- README


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def tree_paths() -> list[str]:
    """The paths of the tree: a fenced block without language, two blanks of indentation a level, then a remark."""
    (block,) = [text for language, text in FENCES if language in ("", "text")]
    folders: list[str] = []
    found = []
    for line in block.splitlines():
        indent, entry = re.match(r"( *)(\S+)", line).groups()
        del folders[len(indent) // 2 :]
        found.append("/".join([*folders, entry.rstrip("/")]))
        folders.append(entry.rstrip("/"))
    return found


def test_the_tree_of_the_readme_is_true():
    entries = tree_paths()
    assert len(entries) >= 10
    assert [entry for entry in entries if not (ROOT / entry).exists()] == []


def test_the_commands_of_the_readme_exist():
    from typer.main import get_command

    from left_of_labour.cli import app

    shell = "\n".join(text for language, text in FENCES if language in ("sh", "bash", "console"))
    shell += "\n".join(re.findall(r"`((?:make|left-of-labour) [^`]+)`", README))
    targets = re.findall(r"\bmake ([a-z]+)", shell)
    commands = re.findall(r"\bleft-of-labour ([a-z]+)", shell)
    assert {"reports", "test"} <= set(targets) <= make_targets()
    assert set(commands) <= set(get_command(app).commands)


def test_the_table_of_notebooks_is_that_of_the_run_list():
    table = README.partition("<!-- notebooks -->")[2].partition("<!-- /notebooks -->")[0]
    assert table == tool("readme").notebooks(paths.notebooks_dir()), "run make readme"


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_relative_links_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_help_shows_every_target():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {target}" in shown for target in make_targets())


# -- debris


def test_no_tracked_file_is_debris():
    pattern = re.compile(
        r"Untitled|-Copy\d|\.(orig|rej|bak|pyc|swp|log|tmp)$|~$|\.DS_Store|\.ipynb_checkpoints|egg-info"
    )
    assert [path.name for path in tracked_files() if pattern.search(str(path.relative_to(ROOT)))] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of somebody's machine", r"(?<![\w.}/])/(?:home|Users|root|work|private)/\w|[A-Z]:\\\w|/tmp/\w"),
        (
            "a package registry",
            r"pypi[.]org|pythonhosted[.]org|[-]-(?:extra-)?index-url|/[+]?simple/|artifactor[y]",
        ),
        ("a merge mark", r"(?m)^(?:<{7}|>{7}) "),
        ("an open end", r"\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b"),
        ("a swallowed failure", r"\|\| tru[e]\b"),
    ],
)
def test_no_tracked_file_contains(what, pattern):
    found = [
        f"{path.relative_to(ROOT)}: {match.group()!r}"
        for path in tracked_files()
        if path.suffix not in (".png", ".csv")
        for match in re.finditer(pattern, text_of(path))
    ]
    assert not found, f"{what}: {found}"


def test_the_findings_in_the_readme_are_those_of_the_reports():
    block = (ROOT / "README.md").read_text("utf-8").partition("<!-- findings:")[2].partition("<!-- /findings -->")[0]
    findings = [line.removeprefix("- ") for line in block.splitlines() if line.startswith("- ")]
    reports = (ROOT / "reports" / "README.md").read_text("utf-8")
    assert len(findings) == 5
    for finding in findings:
        assert f":** {finding}\n" in reports


def test_the_ratios_in_the_readme_are_those_measured():
    measured = (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    found = {row[0]: row[2] for row in re.findall(r"^\| (.+?) \| ([\d.]+) \| ([\d.]+) \|", measured, re.MULTILINE)}
    section = (ROOT / "README.md").read_text("utf-8").partition("## How fast")[2].partition("\n## ")[0]
    texts = dict(re.findall(r"^\| (.+?) \| ([\d.]+) \|$", section, re.MULTILINE))
    assert texts
    assert texts.items() <= found.items()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_part_of_a_sentence_is_lost(path):
    """A string that stands alone after a return belongs to the sentence before it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Expr) and isinstance(node.value, ast.JoinedStr)), f"line {node.lineno}"


def test_the_tests_of_a_group_stay_together(request):
    """Where tests are dealt out by group; a version of pytest in which that did nothing went unnoticed for long."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@test_house.py")


def test_make_sets_up_anew_what_was_set_up_in_another_folder(tmp_path):
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for folder, installs in ((tmp_path, False), (tmp_path / "original", True)):
        (tmp_path / ".venv" / ".installed").write_text(f"{folder}\n")
        told = subprocess.run(["make", "-n", "check"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        assert ("--clear" in told) == installs


def test_reports_can_be_cleared_away_without_git(tmp_path):
    """As in a folder that was downloaded as an archive."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("README.md", "index.html", "pictures/a.png", "claims/all/index.html"):
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(["make", "clean"], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {"README.md", "pictures"}
    assert (tmp_path / "reports" / "pictures" / "a.png").exists()
