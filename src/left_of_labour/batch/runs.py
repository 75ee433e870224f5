"""The run list: which notebook is run with which parameters, and where its report goes.

`notebooks/runs.yml` is the only list of reports. It is read and checked as a whole, against the notebooks' own
`parameters` cells, before anything runs; every fault found is reported at once.
"""

import ast
import errno
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from json import JSONDecodeError, loads
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import yaml

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


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS: Mapping[str, Mapping[str, type]] = {
    "runs": {"slug": str, "notebook": str, "parameters": dict},
    "all": {"notebook": str, "for_each": str, "parameters": dict},
}
_DEEPEST = 100
_OPTIONAL = {"all", "parameters"}
_CALLED: Mapping[type, str] = {str: "text", list: "a list", dict: "a mapping"}

Kind = Callable[[Any], bool]
"""Whether a value is of a type."""


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell."""

    annotation: str
    kind: Kind
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
        Run(entry["slug"], entry["notebook"], entry.get("parameters", {}), _place("runs", i, lines))
        for i, entry in enumerate(content["runs"])
    ]
    added = []
    for i, rule in enumerate(content.get("all", [])):
        where, notebook, name = _place("all", i, lines), rule["notebook"], rule["for_each"]
        found = values(name)
        if found is None:
            faults.append(f"{where}: for_each: the data know no list of {name!r}")
            continue
        given = rule.get("parameters", {})
        added += [Run(f"{notebook}/{value}", notebook, {**given, name: value}, where) for value in found]
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


def _content(path: Path) -> str:
    """The text of a file; whoever reads a pipe that nobody fills would wait for ever."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "expected a file, found a folder, a pipe or a device")
    return path.read_text(encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return _content(path)
    except OSError as error:
        raise RunListError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RunListError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error


def _parse(text: str) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """The content of runs.yml, and the line at which each entry of its lists starts."""
    try:
        _require_flat(yaml.parse(text, _LOADER))
        loader = _LOADER(text)
        tree = loader.get_single_node()
        _raise(_twice(tree))
        content: Any = loader.construct_document(tree) if tree else None
    except yaml.YAMLError as error:
        raise RunListError(f"runs.yml: {error}") from error
    lines = {
        key.value: [item.start_mark.line + 1 for item in value.value]
        for key, value in (tree.value if isinstance(tree, yaml.MappingNode) else [])
        if isinstance(value, yaml.SequenceNode)
    }
    _raise(_shape_faults(content, lines))
    return content, lines


def _shape_faults(content: Any, lines: Mapping[str, list[int]]) -> Iterator[str]:
    """What is wrong with the keys of runs.yml, and with the types of what they hold."""
    faults = list(_key_faults("runs.yml: ", content, dict.fromkeys(_KEYS, list)))
    yield from faults
    for section in () if faults else content:
        for i, entry in enumerate(content[section]):
            yield from _key_faults(f"{_place(section, i, lines)}: ", entry, _KEYS[section])


def _key_faults(where: str, content: Any, keys: Mapping[str, type]) -> Iterator[str]:
    if not isinstance(content, dict):
        yield f"{where}expected {_CALLED[dict]}, found {content!r}"
        return
    for name, value in content.items():
        if name not in keys:
            yield f"{where}no such key {name!r}; {did_you_mean(str(name), keys)}"
        elif not isinstance(value, keys[name]):
            yield f"{where}{name}: expected {_CALLED[keys[name]]}, found {value!r}"
    for name in keys.keys() - content.keys() - _OPTIONAL:
        yield f"{where}{name!r} is missing"


def _require_flat(events: Iterable[yaml.Event]) -> None:
    """Refuse what lies so deep in each other that the library's own code would end the process."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RunListError("runs.yml: lists and mappings lie too deep in each other")


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
        if not parameter.kind(value):
            hint = "; put it in quotes" if "str" in parameter.annotation and not isinstance(value, list | dict) else ""
            yield f"{name}: {value!r} is {type(value).__name__}, expected {parameter.annotation}{hint}"
    for name, parameter in declared.items():
        if parameter.required and name not in given:
            yield f"{name}: is missing; the notebook has no default for it"


TYPES = {kind.__name__: kind for kind in (str, int, float, bool, list, dict)}


def _kind_of(node: ast.expr) -> Kind:
    """The type that an annotation means; a notebook is read here, not run, so nothing is evaluated."""
    match node:
        case ast.Name(id="float"):
            return lambda value: type(value) in (int, float)
        case ast.Name(id=name) if name in TYPES:
            return lambda value: type(value) is TYPES[name]
        case ast.Constant(value=None):
            return lambda value: value is None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            either = _kind_of(left), _kind_of(right)
            return lambda value: any(fits(value) for fits in either)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=listed):
            found = ast.literal_eval(listed)
            options = found if isinstance(found, tuple) else (found,)
            return lambda value: (type(value), value) in [(type(option), option) for option in options]
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            fits_item = _kind_of(inner)
            return lambda value: type(value) is list and all(map(fits_item, value))
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, inner])):
            fits_key, fits_item = _kind_of(key), _kind_of(inner)
            return lambda value: type(value) is dict and all(fits_key(k) and fits_item(value[k]) for k in value)
    raise TypeError(f"{ast.unparse(node)!r} is none of {', '.join(TYPES)}, Literal")


def parameters_of(path: Path) -> dict[str, Parameter] | str:
    """The parameters that a notebook declares in the cell tagged `parameters`, or what is wrong with that cell."""
    try:
        notebook = loads(_content(path))
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
                kind = _kind_of(statement.annotation)
            except (TypeError, ValueError) as error:
                return f"{path.name}: {statement.target.id}: the type {annotation!r} is not known ({error})"
            try:
                default = ast.literal_eval(statement.value) if statement.value else None
            except ValueError:
                return f"{path.name}: {statement.target.id}: the default must be a literal"
            found[statement.target.id] = Parameter(annotation, kind, default, statement.value is None)
    return found
