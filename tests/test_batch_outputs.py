"""Finding, tables and figures are taken out of an executed notebook, and nothing incomplete gets by."""

import base64
import json

import pytest
from batch_kit import MEDIA_TYPE, png

from left_of_labour.batch.outputs import OutputError, collect, files


def output(content: dict, **shown) -> dict:
    alt = {"image/png": {"alt": content.get("alt")}}
    return {"output_type": "display_data", "data": {**shown, MEDIA_TYPE: content}, "metadata": alt}


def executed(*outputs: dict) -> dict:
    return {"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": list(outputs)}]}


FINDING = output({"kind": "finding", "text": "Close.", "data_files": ["results.csv"]})
CONTEXT = output({"kind": "context", "subject": "Hackney", "parameters": {"reading": "wide"}, "data_files": ["a.csv"]})
TABLE = {"kind": "table", "name": "votes", "title": "Votes", "note": "", "columns": ["a", "b"], "rows": [["x,y", None]]}
FIGURE = {"kind": "figure", "name": "gap", "title": "Gap", "alt": "a gap", "columns": ["n"], "rows": [[0.1]]}


def test_everything_shown_is_collected():
    found = collect(executed(CONTEXT, FINDING, output(TABLE), output(FIGURE, **{"image/png": png()})))
    assert (found.subject, found.finding, found.parameters) == ("Hackney", "Close.", {"reading": "wide"})
    assert [table.name for table in found.tables] == ["votes"]
    assert [figure.alt for figure in found.figures] == ["a gap"]
    assert found.data_files == ("a.csv", "results.csv")


def test_files_follow_from_the_outputs():
    found = collect(executed(CONTEXT, FINDING, output(TABLE), output(FIGURE, **{"image/png": png()})))
    made = files("x/y", "compare", {"reading": "core"}, found)
    assert set(made) == {"results.json", "votes.csv", "gap.csv", "gap.png"}
    assert made["votes.csv"] == b'a,b\n"x,y",\n'
    assert made["gap.png"] == base64.b64decode(png())
    results = json.loads(made["results.json"])
    assert list(results) == ["slug", "notebook", "parameters", "subject", "finding", "tables", "figures"]
    assert results["parameters"] == {"reading": "wide"}
    assert results["tables"]["votes"]["rows"] == [["x,y", None]]
    assert results["figures"]["gap"] == {"title": "Gap", "alt": "a gap", "columns": ["n"], "rows": [[0.1]]}


PICTURE = {"output_type": "display_data", "data": {"image/png": png()}, "metadata": {}}


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([], "states 0 findings"),
        ([FINDING, FINDING], "states 2 findings"),
        ([FINDING, output(TABLE), output(TABLE)], "called 'votes'"),
        ([FINDING, output({**FIGURE, "alt": " "}, **{"image/png": png()})], "cell 2: figure 'gap' needs an alt text"),
        (
            [
                FINDING,
                output({**FIGURE, "alt": "No description has been provided for this image"}, **{"image/png": png()}),
            ],
            "placeholder",
        ),
        ([FINDING, PICTURE], "cell 2: a picture without alt text"),
        ([FINDING, output({"kind": "poem"})], "unknown kind 'poem'"),
        ([FINDING, output(TABLE | {"name": "../../x"})], r"cell 2: '\.\./\.\./x' cannot name a file"),
        ([FINDING, output(FIGURE | {"name": "/x"}, **{"image/png": png()})], "cell 2: '/x' cannot name a file"),
    ],
)
def test_an_incomplete_notebook_makes_no_report(outputs, message):
    with pytest.raises(OutputError, match=message):
        collect(executed(*outputs))
