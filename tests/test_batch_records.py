"""What an earlier version wrote, or something has damaged, counts as not there and is made again."""

import json
import platform
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from batch_kit import FIGURE, FINDING, Builder, notebook, run

from left_of_labour.batch.fingerprint import Inputs
from left_of_labour.batch.records import statuses, usable
from left_of_labour.batch.store import Store

HOME = ("notebooks", "data", "reports")
NOTEBOOKS = {"votes": notebook(FINDING, FIGURE)}
TEXTS = [b"", b"{", b"[]", b"null", b"3", b'"built"', b"\xff\xfe", b"[" * 100_000, b'{"reports": []}']


@pytest.fixture(scope="module")
def built(tmp_path_factory, warm) -> Path:
    """The folder of a build of two reports."""
    home = tmp_path_factory.mktemp("records")
    Builder(home, warm).have(NOTEBOOKS, run("a"), run("b"))()
    return home


@pytest.fixture
def build(built, tmp_path, warm) -> Builder:
    for name in HOME:
        shutil.copytree(built / name, tmp_path / name)
    made = Builder(tmp_path, warm)
    assert made().unchanged == ["a", "b"]
    return made


def damaged(content: Any) -> Iterator[Any]:
    """Content with one thing missing or of another type, in every place."""
    if isinstance(content, dict):
        for name in content:
            yield {key: value for key, value in content.items() if key != name}
            for inner in damaged(content[name]):
                yield {**content, name: inner}
    elif isinstance(content, list) and content:
        for inner in damaged(content[0]):
            yield [inner, *content[1:]]
    for other in (None, [], {}, "text", 7):
        if type(other) is not type(content):
            yield other


def test_every_damage_to_a_record_is_found_or_harmless(build):
    record = json.loads((build.output / "a" / "run.json").read_text())
    assert usable(record, "a")
    assert not usable(record, "b")
    assert not usable({**record, "started": "yesterday"}, "a")
    assert not usable(
        {**record, "card": {"question": "?", "picture": {"alt": "a dot", "title": "A dot", "size": [480]}}}, "a"
    )
    free = {name: {} for name in ("parameters", "data", "libraries")}  # what differs there is told as a difference
    record["fingerprint"] |= free
    assert not usable({**record, "files": {"index.html": [1, 2]}}, "a")
    record["files"] = {}
    passed = [other for other in damaged(record) if usable(other, "a")]
    assert passed == [{**record, "card": {**record["card"], "picture": None}}]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:14].decode("latin-1"))
def test_a_damaged_file_counts_as_missing(build, text):
    store = Store(build.output)
    assert (store.record("a")["slug"], statuses(store.manifest())) == ("a", {"a": "built", "b": "built"})
    (build.output / "a" / "run.json").write_bytes(text)
    (build.output / "manifest.json").write_bytes(text)
    assert (store.record("a"), statuses(store.manifest())) == (None, {})


def of_an_earlier_version(path: Path) -> None:
    record = json.loads(path.read_text())
    del record["card"], record["fingerprint"]["libraries"]
    path.write_text(json.dumps(record))


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [of_an_earlier_version, unreadable, Path.unlink])
def test_a_report_whose_record_is_damaged_is_built_again(build, damage):
    whole = build.files("a")
    damage(build.output / "a" / "run.json")
    (build.output / "manifest.json").write_text('{"reports": {"a": "built", "b": {"status": 1}}}')

    summary = build("b")
    assert (summary.unchanged, summary.fault) == (["b"], None)
    assert 'href="a/' not in (build.output / "index.html").read_text()

    summary = build(why=True)
    assert (summary.built, summary.unchanged, summary.fault) == (["a"], ["b"], None)
    assert "a: there is no whole report yet" in build.log
    assert {slug: entry["status"] for slug, entry in build.manifest().items()} == {"a": "built", "b": "built"}
    again = build.files("a")
    assert {name for name in whole if whole[name] != again[name]} <= {"run.json"}
    assert build().unchanged == ["a", "b"]


def test_what_was_corrected_is_known_of_a_report_that_was_altered(build):
    (build.data / "facts.csv").write_text("n\n2\n")
    path = build.output / "a" / "run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "finding": "hackney has 2 votes"}))
    (build.output / "a" / "dot.csv").write_text("")
    build()
    (correction,) = build.manifest()["a"]["corrections"]
    assert (correction["before"], correction["after"]) == ("hackney has 2 votes", "hackney has 3 votes")


def test_a_manifest_that_cannot_be_replaced_is_told(build):
    unreadable(build.output / "manifest.json")
    summary = build()
    assert summary.unchanged == ["a", "b"]
    assert summary.fault.startswith(f"{build.output / 'manifest.json'}: cannot write it (Is a directory)")


def test_the_versions_of_a_fingerprint_are_those_of_the_installed_libraries(tmp_path):
    found = Inputs(tmp_path, tmp_path, "left-of-labour").libraries
    assert {"numpy", "pandas", "matplotlib"} <= found.keys()
    assert found.pop("python") == platform.python_version()
    assert found == {name: metadata.version(name) for name in found}
