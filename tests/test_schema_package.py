"""Headers, schema.py, datapackage.json and the codebook say the same."""

import csv
import datetime as dt
import json
from enum import StrEnum
from typing import get_args, get_type_hints

import frictionless
import pytest
from editing import DATA

from left_of_labour.data.codebook import codebook
from left_of_labour.data.schema import TABLES

PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
KINDS = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date", tuple[str, ...]: "list"}


def expected_field(annotation: object) -> tuple[str, bool, list[str] | None]:
    """Type, whether a value is required, and the words allowed, as the row model has them."""
    options = [option for option in get_args(annotation) if option is not type(None)]
    required = type(None) not in get_args(annotation)
    plain = annotation if required else options[0]
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return "string", required, [member.value for member in plain]
    return KINDS[plain], required, None


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_package_describes_the_row_models(table):
    schema = RESOURCES[table.name]["schema"]
    hints = get_type_hints(table.row)
    described = {
        one["name"]: (
            one["type"],
            one.get("constraints", {}).get("required", False),
            one.get("constraints", {}).get("enum"),
        )
        for one in schema["fields"]
    }
    assert described == {column: expected_field(hints[column]) for column in table.columns}
    assert list(described) == list(table.columns)
    assert tuple(schema["primaryKey"]) == table.key


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_package_has_every_reference_that_it_can_express(table):
    schema = RESOURCES[table.name]["schema"]
    lists = {one["name"] for one in schema["fields"] if one["type"] == "list"}
    described = {tuple(one["fields"]): one["reference"]["resource"] for one in schema.get("foreignKeys", [])}
    assert described == {columns: target for columns, target in table.references.items() if columns[0] not in lists}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_headers_are_those_described(table):
    with (DATA / table.file).open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == [one["name"] for one in RESOURCES[table.name]["schema"]["fields"]]


def test_every_column_has_a_title_and_a_description():
    columns = [one for name in TABLES for one in RESOURCES[name]["schema"]["fields"]]
    assert all(one["title"] and one["description"].endswith((".", ")")) for one in columns)


def test_every_file_of_the_folder_is_described():
    files = {str(path.relative_to(DATA)) for path in DATA.rglob("*.*") if path.suffix in {".csv", ".json", ".geojson"}}
    files = {name for name in files if not name.startswith("parliament/")}  # fetched, not ours
    assert files - {"datapackage.json"} == {resource["path"] for resource in PACKAGE["resources"]}


def test_tables_that_rest_on_share_alike_sources_are_shared_alike():
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as stream:
        share_alike = [row["source_id"] for row in csv.DictReader(stream) if "SA" in row["licence"]]
    assert len(share_alike) > 30
    for name in TABLES.keys() - {"sources"}:
        text = (DATA / f"{name}.csv").read_text(encoding="utf-8").replace(",", ";").replace("\n", ";").split(";")
        licence = RESOURCES[name]["licenses"][0]["name"]
        assert (licence == "CC-BY-SA-4.0") == bool(set(share_alike) & set(text)), name


def test_the_codebook_is_fresh():
    assert (DATA / "README.md").read_text(encoding="utf-8") == codebook(DATA), "run `make codebook`"


def test_the_package_and_all_tables_are_valid_for_frictionless():
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == len(PACKAGE["resources"])
