"""The pages of text of a published site: how things are measured, what the columns mean, what was corrected.

They are made from what is there already: docstrings, the codebook, the changes of the data.
"""

import datetime as dt
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import left_of_labour
from left_of_labour import analysis
from left_of_labour.analysis.glossary import MEASURES, heading
from left_of_labour.batch.pages.publish import TextPage
from left_of_labour.presentation.text import day

__all__ = ["text_pages"]


def text_pages(data: Path, repository: str = "", corrected: Iterable[Mapping[str, str]] = ()) -> list[TextPage]:
    """Methods, glossary, the package's functions, corrections, and how to explore.

    Parameters
    ----------
    data
        The data folder.
    repository
        Where the code is, as owner/name, for a link that opens the explorer in the browser.
    corrected
        Findings that changed with the data, as `batch.records.corrections` reads them in a manifest.
    """
    pages = [
        TextPage("methods", "How things are measured", "\n\n".join(_measures())),
        TextPage("glossary", "What the columns mean", "\n\n".join(_columns(data))),
        TextPage("python", "The collection from Python", "\n\n".join(_functions())),
        TextPage("corrections", "What was corrected", _corrections(data, corrected)),
    ]
    if repository:
        address = f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/notebooks/explore.ipynb"
        text = f"[Open the explorer in your browser]({address}): nothing to install; it takes a minute or two to start."
        pages.append(TextPage("explore", "Explore", text))
    return pages


def _measures() -> Iterator[str]:
    """Every public function of the analysis that names the source of its definition."""
    yield (
        "Each measure with its meaning, in the words of the code that computes it, and the source of its definition. "
        "Shares are exact fractions inside and rounded only where they are shown."
    )
    for module in sorted(found.name for found in pkgutil.iter_modules(analysis.__path__)):
        room = import_module(f"left_of_labour.analysis.{module}")
        entries = [entry for name in getattr(room, "__all__", ()) for entry in _entry(room, name)]
        if entries:
            yield f"## {module.replace('_', ' ').capitalize()}"
            yield from entries


_NAMES = {  # of measures that are called after their authors
    "butler_swing": "Butler swing",
    "duncan_davis": "Duncan-Davis bounds",
    "gallagher": "Gallagher index",
    "gini": "Gini coefficient",
    "goodman": "Goodman’s line",
    "holm": "Holm’s correction",
    "pedersen_volatility": "Pedersen volatility",
    "steed_swing": "Steed swing",
}


def _entry(room: object, name: str) -> Iterator[str]:
    thing = getattr(room, name)
    text = inspect.getdoc(thing) if inspect.isfunction(thing) else None
    if not text or "References\n----------" not in text:
        return
    meaning = re.split(r"\n(?:Parameters|Attributes|Returns|Raises|References|Examples)\n-+\n", text)[0]
    sources = re.split(r"\n\w+\n-+\n", text.partition("References\n----------\n")[2])[0]
    yield f"**{_NAMES.get(name, name.replace('_', ' ').capitalize())}.** {_flowing(meaning)}\n\n*{_flowing(sources)}*"


def _functions() -> Iterator[str]:
    """Every public function of the package, as its docstring says it."""
    yield (
        "`import left_of_labour as lol` gives these functions to a notebook or program of your own, after "
        "`pip install .`; frames hold plain numbers and dates. The notebook `your-own` uses them in ten cells."
    )
    for name in left_of_labour.__all__:
        thing = inspect.unwrap(getattr(left_of_labour, name))
        if inspect.ismodule(thing):
            found = [(f"{name}.{inner}", getattr(thing, inner)) for inner in thing.__all__]
        elif inspect.isfunction(thing):
            found = [(name, thing)]
        else:  # an object that is called, with functions beside
            found = [(name, type(thing).__call__)]
            found += [(f"{name}.{inner}", one) for inner, one in vars(type(thing)).items() if inner[0] != "_"]
        for path, function in found:
            yield from _described(path, function)


def _described(path: str, function: Callable[..., Any]) -> Iterator[str]:
    """A function under its name: how it is called, what it means, takes and returns, and an example."""
    signature = inspect.signature(function)
    given = [one for one in signature.parameters.values() if one.name != "self"]
    call = signature.replace(parameters=given, return_annotation=inspect.Signature.empty)
    yield f"## lol.{path}"
    yield f"`lol.{path}{str(call).replace('collections.abc.', '')}`"
    meaning, *sections = re.split(r"\n(?=\w+\n-+\n)", f"{inspect.getdoc(function)}\n")
    yield meaning
    for section in sections:
        title, _, body = section.split("\n", 2)
        if title == "Examples":
            named = rf"(?<![\w.])(?:{re.escape(path)}|{path.rpartition('.')[2]})(?=\()"
            yield f"```python\n{re.sub(named, f'lol.{path}', body.strip())}\n```"
            continue
        yield f"**{title}**"
        for entry in re.split(r"\n(?=\S)", body.strip()):
            term, _, text = entry.partition("\n")
            yield f"- `{term}`: {' '.join(text.split())}"


def _flowing(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _columns(data: Path) -> Iterator[str]:
    """Every measure, and every table and column of the Data Package."""
    yield "## Measures of a contest"
    yield "What the reports, the command `show` and the Python package call the measures of one contest."
    yield "\n".join(f"- **{heading(name)}** (`{name}`): {term.meaning}" for name, term in MEASURES.items())
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for table in package["resources"]:
        fields = table.get("schema", {}).get("fields", ())
        if fields:
            yield f"## {table.get('title', table['name'])}"
            yield table.get("description", "")
            yield "\n".join(f"- **{one.get('title', one['name'])}:** {one.get('description', '')}" for one in fields)


def _corrections(data: Path, corrected: Iterable[Mapping[str, str]]) -> str:
    """What changed between versions of the data, without its heading, and which findings were others before."""
    text = (data / "CHANGES.md").read_text(encoding="utf-8")
    lines = [
        f"- **{one['subject']}**, {day(dt.date.fromisoformat(one['date']))}. "
        f"Before: {one['before']} Since: {one['after']}"
        for one in corrected
    ]
    found = "\n".join(lines) or "No finding of these reports has changed with the data since they were first made here."
    changes = re.sub(r"\A# .*\n", "", text).strip()
    return f"{changes}\n\n## Findings that changed with the data\n\n{found}"
