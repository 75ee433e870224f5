"""What a report was made from, so that a build knows which reports are still right.

A fingerprint names the notebook's cells, the parameters, the data files that the notebook said it used, the source of
this package, and the versions of the libraries that it requires.
"""

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from left_of_labour.batch.runs import Run

__all__ = ["Inputs", "differences"]

PACKAGE = Path(__file__).parents[1]
DRAWS_AND_COUNTS = ("numpy", "pillow")  # required by libraries that we require, and seen in the results
_WRITTEN_TO = "written to while a report was built"


class Inputs:
    """The state of everything that reports are made from, read once.

    Parameters
    ----------
    notebooks
        The folder of the notebooks.
    data
        The folder of the data.
    distribution
        The name of the installed package, whose requirements' versions count.
    address
        Where the reports will be published, which pages and pictures name.
    """

    def __init__(self, notebooks: Path, data: Path, distribution: str, address: str = ""):
        self._notebooks = notebooks
        self._data = data
        self._distribution = distribution
        self._address = address
        self._states: dict[str, tuple[int, ...]] = {}
        self._package_states: dict[Path, tuple[int, ...]] = {}
        self.package = _package()
        self.libraries = _libraries(distribution)
        self.source = cache(self._source)
        self.notebook = cache(self._notebook)
        self.data_file = cache(self._data_file)
        self._names = cache(_digest_of)

    def fingerprint(self, run: Run, data_files: Iterable[str], has_read: bool = False) -> dict[str, Any]:
        """The fingerprint of a run that uses these data files, or has read them since `take`."""
        digest = self._data_file_since if has_read else self.data_file
        return {
            "notebook": self.notebook(run.notebook),
            "parameters": dict(run.parameters),
            "navigation": self._navigation(run.navigation),
            "address": self._address,
            "data": {name: digest(name) for name in sorted(data_files)},
            "package": self._package_since() if has_read else self.package,
            "libraries": self.libraries,
        }

    def take(self) -> None:
        """Look at data and package now: what is written to while reports are built counts as changed afterwards."""
        self.expectations()
        self._package_states = {path: _state(path) for path in _package_files()}

    def expectations(self) -> dict[str, str]:
        """What another machine must have the same: the package, the libraries, and every file of the data."""
        files = (
            path for path in self._data.rglob("*") if path.is_file() and path.suffix in (".csv", ".json", ".geojson")
        )
        names = sorted(path.relative_to(self._data).as_posix() for path in files)
        return {
            "distribution": self._distribution,
            "the package": self.package,
            **self.libraries,
            **{name: self.data_file(name) for name in names},
        }

    def _source(self, name: str) -> str:
        return (self._notebooks / f"{name}.ipynb").read_text(encoding="utf-8")

    def _notebook(self, name: str) -> str:
        """Outputs and counters do not make another notebook."""
        cells = [
            (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", []))
            for cell in json.loads(self.source(name))["cells"]
        ]
        return _digest(json.dumps(cells).encode())

    def _navigation(self, navigation: Mapping[str, Any]) -> str:
        """Every report may link to the same others, whose names are gone through once."""
        known = self._names(tuple(navigation.get("known", ())))
        return _digest_of({**navigation, "known": known})

    def _data_file(self, name: str) -> str:
        path = self._data / name
        self._states[name] = _state(path)
        return _digest(path.read_bytes()) if path.is_file() else "missing"

    def _data_file_since(self, name: str) -> str:
        """Who writes into a file and takes it back leaves the digest that it had, but not what a run has read."""
        before = self.data_file(name)
        return before if _state(self._data / name) == self._states[name] else _WRITTEN_TO

    def _package_since(self) -> str:
        is_left_alone = all(_state(path) == state for path, state in self._package_states.items())
        return self.package if is_left_alone else _WRITTEN_TO


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What has changed between two fingerprints, in words; nothing if they are equal."""
    if then == now:
        return []
    changes = []
    if then.get("notebook") != now["notebook"]:
        changes.append("the notebook has changed")
    changes += _changed("parameter", then.get("parameters", {}), now["parameters"], values=True)
    if then.get("navigation") != now["navigation"]:
        changes.append("the reports that it links to have changed")
    if then.get("address", "") != now["address"]:
        changes.append("the address of the site has changed")
    changes += _changed("data file", then.get("data", {}), now["data"])
    if then.get("package") != now["package"]:
        changes.append("the package's source has changed")
    return changes + _changed("library", then.get("libraries", {}), now["libraries"], values=True)


def _state(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _changed(what: str, then: Mapping[str, Any], now: Mapping[str, Any], values: bool = False) -> list[str]:
    names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    return [
        f"{what} {name}" + (f": {then.get(name)} → {now.get(name)}" if values else " has changed") for name in names
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _digest_of(content: Any) -> str:
    return _digest(json.dumps(content, sort_keys=True).encode())


def _package_files() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def _package() -> str:
    digest = hashlib.sha256()
    for path in _package_files():
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _libraries(distribution: str) -> dict[str, str]:
    required = metadata.requires(distribution) or ()
    names = {found[0] for line in required if "extra ==" not in line and (found := re.match(r"[\w.-]+", line))}
    installed = _installed()
    versions = {
        name: installed.get(_plain(name)) or metadata.version(name) for name in sorted({*names, *DRAWS_AND_COUNTS})
    }
    return {"python": platform.python_version(), **versions}


def _installed() -> dict[str, str]:
    """The versions of libraries as the names of their folders tell them, which takes less time than reading them."""
    found: dict[str, str] = {}
    for path in (path for folder in sys.path for path in sorted(Path(folder).glob("*.dist-info"))):
        name, _, version = path.stem.partition("-")
        found.setdefault(_plain(name), version)
    return found


def _plain(name: str) -> str:
    """The name of a library as others may write it, too."""
    return re.sub(r"[-_.]+", "-", name).lower()
