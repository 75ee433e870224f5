"""The run list: which notebook is run with which parameters, and where its report goes.

`notebooks/runs.yml` is the only list of reports. It is read and checked as a whole, against the notebooks' own
`parameters` cells, before anything runs; every fault found is reported at once.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from json import JSONDecodeError, loads
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Literal, Union

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from left_of_labour.batch.events import failure
from left_of_labour.errors import LeftOfLabourError, RunListError, did_you_mean

__all__ = ["Run", "RunList", "Values", "faults_of", "parameters_of", "read", "require_lawful", "select"]

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}(/[a-z0-9][a-z0-9-]{0,99})*")
_LONGEST = 200
RESERVED = {"failed", "pictures"}  # folders of reports/ that are not reports

Values = Callable[[str], list[str] | None]
"""All values that the data know of a parameter, given its name; none if it is not a matter of the data."""


@dataclass(frozen=True)
class Run:
    """A notebook, its parameters, and the slug of the report that they make."""

    slug: str
    notebook: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    where: str = field(default="", compare=False)
    navigation: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def group(self) -> str:
        """The first part of the slug: what kind of report it is."""
        return self.slug.split("/")[0]


@dataclass(frozen=True)
class RunList:
    """All runs of a runs.yml: the default ones, and those with the ones that `--all` adds."""

    folder: Path
    default: tuple[Run, ...]
    everything: tuple[Run, ...]

    def notebook(self, run: Run) -> Path:
        """Where the run's notebook is."""
        return self.folder / f"{run.notebook}.ipynb"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Run(_Strict):
    slug: str
    notebook: str
    parameters: dict[str, Any] = {}


class _ForEach(_Strict):
    notebook: str
    for_each: str
    parameters: dict[str, Any] = {}


class _File(_Strict):
    runs: list[_Run]
    all: list[_ForEach] = []


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell."""

    annotation: str
    kind: TypeAdapter[Any]
    default: Any
    required: bool


def read(folder: Path, values: Values = lambda name: None) -> RunList:
    """Read and check the run list of a folder of notebooks.

    Parameters
    ----------
    folder
        Holds runs.yml and the notebooks that it names.
    values
        What the data know of a parameter, for `for_each`.

    Raises
    ------
    RunListError
        If anything is wrong; it names every fault.
    """
    text = _text(folder / "runs.yml")
    content, lines = _parse(text)
    faults: list[str] = []
    default = [
        Run(entry.slug, entry.notebook, entry.parameters, _place("runs", i, lines))
        for i, entry in enumerate(content.runs)
    ]
    added = []
    for i, rule in enumerate(content.all):
        where = _place("all", i, lines)
        found = values(rule.for_each)
        if found is None:
            faults.append(f"{where}: for_each: the data know no list of {rule.for_each!r}")
            continue
        added += [
            Run(f"{rule.notebook}/{value}", rule.notebook, {**rule.parameters, rule.for_each: value}, where)
            for value in found
        ]
    listed = {run.slug for run in default}
    everything = [*default, *(run for run in added if run.slug not in listed)]
    faults += _slug_faults(everything)
    faults += _notebook_faults(folder, everything)
    _raise(faults)
    return RunList(folder, tuple(default), tuple(everything))


def select(runs: RunList, wanted: Iterable[str] = (), everything: bool = False) -> tuple[Run, ...]:
    """The runs that were asked for.

    Parameters
    ----------
    runs
        The run list.
    wanted
        Slugs, or the leading parts that several slugs share; nothing means all runs. A slug that only
        `everything` adds is found as well.
    everything
        Whether groups mean all runs or the default ones.

    Raises
    ------
    RunListError
        If there is no such slug or group.
    """
    wanted = [slug.strip("/") for slug in wanted]
    pool = runs.everything if everything else runs.default
    if not wanted:
        return pool
    known = {run.slug: run for run in runs.everything}
    chosen: dict[str, Run] = {}
    faults = []
    for slug in wanted:
        group = [run for run in pool if run.slug.startswith(f"{slug}/")]
        group = group or [run for run in runs.everything if run.slug.startswith(f"{slug}/")]
        found = [known[slug]] if slug in known else group
        if not found:
            groups = {run.group for run in runs.everything}
            faults.append(f"no report {slug!r}; {did_you_mean(slug, groups | set(known))}")
        chosen |= {run.slug: run for run in found}
    _raise(faults)
    return tuple(chosen.values())


def faults_of(task: Mapping[str, Any], *_: Any) -> dict[str, Any]:
    """What is wrong with parameters according to the data: a task for a process that has those at hand.

    Parameters
    ----------
    task
        `check`, a function as `module:name` (see `Project.check`), and `runs`, which it is given.

    Returns
    -------
    dict
        `faults`, a list of them for each run; or `error`, if the data cannot be read.
    """
    try:
        return {"faults": resolve_name(task["check"])(task["runs"])}
    except LeftOfLabourError as error:
        return failure(str(error))


def require_lawful(runs: Sequence[Run], result: Mapping[str, Any]) -> None:
    """Refuse parameters that are wrong according to the data.

    Parameters
    ----------
    runs
        All of them.
    result
        See `faults_of`.

    Raises
    ------
    RunListError
        If anything is wrong; it names every fault.
    """
    if "faults" not in result:
        raise RunListError(result["error"])
    both = zip(runs, result["faults"], strict=True)
    _raise(f"{run.where}: {run.slug}: {message}" for run, messages in both for message in messages)


def _raise(faults: Iterable[str]) -> None:
    faults = list(dict.fromkeys(faults))
    if faults:
        count = len(faults)
        raise RunListError("\n".join([f"{count} fault{'s' * (count != 1)} in the run list or the request", *faults]))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RunListError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RunListError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error


def _parse(text: str) -> tuple[_File, dict[str, list[int]]]:
    """The content of runs.yml, and the line at which each entry of its lists starts."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RunListError(f"runs.yml: {error}") from error
    except RecursionError:
        raise RunListError("runs.yml: lists and mappings lie too deep in each other") from None
    _raise(_twice(tree))
    lines = {
        key.value: [item.start_mark.line + 1 for item in value.value]
        for key, value in (tree.value if isinstance(tree, yaml.MappingNode) else [])
        if isinstance(value, yaml.SequenceNode)
    }
    try:
        return _File.model_validate(raw), lines
    except ValidationError as error:
        _raise(_message(fault, lines) for fault in error.errors())
        raise


def _twice(node: yaml.Node | None) -> Iterator[str]:
    """Keys that a mapping has twice: the library would take the last without a word."""
    if isinstance(node, yaml.MappingNode):
        first: dict[Any, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in first:
                yield f"runs.yml:{line}: the key {key.value} is there already, at line {first[key.value]}"
            first.setdefault(key.value if isinstance(key, yaml.ScalarNode) else line, line)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


def _message(fault: Mapping[str, Any], lines: Mapping[str, list[int]]) -> str:
    section, *rest = fault["loc"] or ("",)
    where = _place(str(section), rest[0], lines) if rest and isinstance(rest[0], int) else f"runs.yml: {section}"
    name = ".".join(map(str, rest[1:]))
    if fault["type"] == "extra_forbidden":
        models: dict[str, type[_Strict]] = {"runs": _Run, "all": _ForEach} if name else {}
        model = models.get(str(section), _File)
        return f"{where}: no such key {name or section!r}; {did_you_mean(str(name or section), model.model_fields)}"
    if fault["type"] == "missing":
        return f"{where}: {name or section!r} is missing"
    return f"{where}: {name + ': ' if name else ''}{fault['msg']}, found {fault['input']!r}"


def _place(section: str, index: int, lines: Mapping[str, list[int]]) -> str:
    found = lines.get(section, [])
    return f"runs.yml:{found[index]}" if index < len(found) else f"runs.yml: {section}[{index}]"


def _slug_faults(runs: Iterable[Run]) -> Iterator[str]:
    seen: dict[str, Run] = {}
    pictures: dict[str, Run] = {}
    for run in runs:
        if not SLUG.fullmatch(run.slug):
            yield (
                f"{run.where}: slug {run.slug!r} cannot be a folder; expected lower-case letters, digits and hyphens, "
                "in parts joined by /"
            )
        elif run.group in RESERVED:
            yield f"{run.where}: slug {run.slug!r}: {run.group!r} is a folder of other files"
        elif len(run.slug) > _LONGEST:
            yield f"{run.where}: slug {run.slug!r} is too long for a file name; expected at most {_LONGEST} characters"
        first = seen.setdefault(run.slug, run)
        if first is not run:
            yield f"{run.where}: slug {run.slug!r} is also at {first.where}"
        flat = pictures.setdefault(run.slug.replace("/", "--"), run)
        if flat.slug != run.slug:
            yield f"{run.where}: slug {run.slug!r} would share the picture of {flat.slug!r} at {flat.where}"
    for run in runs:
        parts = run.slug.split("/")
        for outer in ("/".join(parts[:length]) for length in range(1, len(parts))):
            if outer in seen:
                yield f"{run.where}: slug {run.slug!r} lies inside the report {outer!r} of {seen[outer].where}"


def _notebook_faults(folder: Path, runs: Iterable[Run]) -> Iterator[str]:
    available = {path.stem for path in folder.glob("*.ipynb")}

    @cache
    def declared(notebook: str) -> dict[str, Parameter] | str:
        path = folder / f"{notebook}.ipynb"
        if notebook not in available:
            return f"no notebook {notebook!r}; {did_you_mean(notebook, available)}"
        if not path.resolve().is_relative_to(folder.resolve()):
            return f"notebook {notebook!r} lies outside {folder.name}/"
        return parameters_of(path)

    runs = list(runs)
    concerned = Counter(run.notebook for run in runs)
    messages: set[str] = set()
    for run in runs:
        found = declared(run.notebook)
        if not isinstance(found, str) and not found and run.parameters:
            found = f"{run.notebook}.ipynb declares no parameters; expected a cell tagged 'parameters'"
        if isinstance(found, str):
            if run.notebook not in messages:
                others = concerned[run.notebook] - 1
                more = f" (and {others} other run{'s' * (others != 1)} of it)" if others else ""
                yield f"{run.where}: {run.slug}: {found}{more}"
            messages.add(run.notebook)
            continue
        for message in _parameter_faults(run.parameters, found):
            yield f"{run.where}: {run.slug}: {message}"


def _parameter_faults(given: Mapping[str, Any], declared: Mapping[str, Parameter]) -> Iterator[str]:
    for name, value in given.items():
        if name not in declared:
            hint = did_you_mean(name, declared) if declared else "the notebook has none"
            yield f"no parameter {name!r}; {hint}"
            continue
        parameter = declared[name]
        try:
            parameter.kind.validate_python(value, strict=True)
        except ValidationError:
            hint = "; put it in quotes" if "str" in parameter.annotation and not isinstance(value, list | dict) else ""
            yield f"{name}: {value!r} is {type(value).__name__}, expected {parameter.annotation}{hint}"
    for name, parameter in declared.items():
        if parameter.required and name not in given:
            yield f"{name}: is missing; the notebook has no default for it"


TYPES = {kind.__name__: kind for kind in (str, int, float, bool, list, dict)} | {"Literal": Literal}


def _type_of(node: ast.expr) -> Any:
    """The type that an annotation means; a notebook is read here, not run, so nothing is evaluated."""
    match node:
        case ast.Name(id=name) if name in TYPES:
            return TYPES[name]
        case ast.Constant(value=None):
            return None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Union[_type_of(left), _type_of(right)]  # noqa: UP007  # None | str is no type yet
        case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
            found = ast.literal_eval(values)
            return Literal[found]
        case ast.Subscript(value=outer, slice=ast.Tuple(elts=inner)):
            return _type_of(outer)[tuple(_type_of(one) for one in inner)]
        case ast.Subscript(value=outer, slice=inner):
            return _type_of(outer)[_type_of(inner)]
    raise TypeError(f"{ast.unparse(node)!r} is none of {', '.join(TYPES)}")


def parameters_of(path: Path) -> dict[str, Parameter] | str:
    """The parameters that a notebook declares in the cell tagged `parameters`, or what is wrong with that cell."""
    try:
        notebook = loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    except (OSError, UnicodeDecodeError, JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        return f"{path.name} is not a notebook ({type(error).__name__}: {error})"
    if len(cells) > 1:
        return f"{path.name} has {len(cells)} cells tagged 'parameters', expected one"
    found: dict[str, Parameter] = {}
    for cell in cells:
        try:
            statements = ast.parse("".join(cell["source"])).body
        except SyntaxError as error:
            return f"{path.name}: the parameters cell is not Python: {error.msg}, line {error.lineno}"
        for statement in statements:
            if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
                return (
                    f"{path.name}: the parameters cell holds {ast.unparse(statement)!r}, expected 'name: type = value'"
                )
            annotation = ast.unparse(statement.annotation)
            try:
                kind = _type_of(statement.annotation)
            except (TypeError, ValueError) as error:
                return f"{path.name}: {statement.target.id}: the type {annotation!r} is not known ({error})"
            try:
                default = ast.literal_eval(statement.value) if statement.value else None
            except ValueError:
                return f"{path.name}: {statement.target.id}: the default must be a literal"
            found[statement.target.id] = Parameter(annotation, TypeAdapter(kind), default, statement.value is None)
    return found
