"""The generated words of reports read as an editor would leave them."""

import re
from collections.abc import Iterator

import pytest
from notebook_kit import failures, run

PAIRS = ("()", "“”", "[]")
FAULTS = {
    "a hyphen for a minus": r"(?<![\w–])-\d",
    "a missing value": r"\b(nan|NaN|NaT|None|<NA>)\b(?! (of|is|are|was|were|has|have|rests|rest|survive)\b)",
    "a doubled blank or full stop": r"  |\.\.|,,|;;",
    "a blank before a stop": r" [,.;:](?!\.)",
    "an id or the name of a column": r"\b[a-z]+_[a-z_]+\b|\b[a-z]+(-[a-z]+)*-(mayor|mp|council|wards)-\d{4}",
    "one of several": r"(?<![\d,.])1 (contests|wards|seats|elections|candidates|claims|others|points|verdicts)\b",
    "nothing that lacks, rests or stands": r"\b0 (\w+ )?(lacks?|rests?|stands?|of them)\b",
    "a whole number with decimals": r"\d\.0 (votes|seats|wards|contests)",
    "none or all of one or two": r"\b(?:(?:[Nn]one|0) of (?:the )?[12]|1 of 1|2 of 2) (?!by )[a-z]",
    "a party in small letters": r"\blabour\b",
    "years from one to the same": r"\b((?:19|20)\d\d) to \1\b",
    "a list of publishers cut off": r", (?:in|from|via)\b,? and \d+ others",
    "an unfinished clause": r"\b(and|of|the|in|at|by|they all)\.$|: \.|\(\)|“”",
}
CASES = [
    *(
        ("in-context", {"contest_id": contest_id, "reading": reading})
        for contest_id, reading in (
            ("hackney-mayor-2002", "wide"),
            ("hackney-mayor-2026", "with_greens"),
            ("tower-hamlets-mayor-2014", "core"),
            ("tower-hamlets-mayor-2022", "wide"),
            ("preston-mp-2000-11", "core"),
            ("preston-mp-2024", "with_greens"),
        )
    ),
    *(
        ("wards", {"place": place, "date": date, "reading": reading})
        for place, date, reading in (
            ("hackney", "2018-05-03", "core"),
            ("hackney", "2026-05-07", "with_greens"),
            ("tower-hamlets", "2014-05-22", "wide"),
            ("preston", "2024-05-02", "wide"),
            ("preston", "2019-05-02", "with_greens"),
        )
    ),
    *(
        ("compare", {"contest_ids": ids, "reading": reading})
        for ids, reading in (
            (["hackney-mayor-2006", "hackney-mayor-2010"], "core"),
            (["preston-mp-2024"], "wide"),
            (["tower-hamlets-mayor-2014", "tower-hamlets-council-2026-bow-west"], "wide"),
        )
    ),
    *(("votes-to-seats", {"place": place}) for place in ("hackney", "tower-hamlets", "preston")),
    *(("claims", {"source_id": one}) for one in ("all", "account-livingstone-2010", "account-green-left-2002")),
    *(("data-quality", {"place": place}) for place in ("all", "hackney")),
    *(
        ("afterwards", {"floor": floor, "reading": reading, "lineage": lineage})
        for floor, reading, lineage in (
            (5, "wide", "rahman"),
            (10, "with_greens", "galloway"),
            (30, "core", "galloway"),
            (30, "wide", "rahman"),
        )
    ),
    *(("together", {"since": year}) for year in (2010, 2019, 2024)),
    *(("same-day", {"place": place}) for place in ("hackney", "tower-hamlets")),
    *(("other-rules", {"place": place}) for place in ("hackney", "tower-hamlets", "preston")),
]


def faults(text: str) -> Iterator[str]:
    """What an editor would mark in a text."""
    for opening, closing in PAIRS:
        if text.count(opening) != text.count(closing):
            yield f"unbalanced {opening}{closing}"
    for name, pattern in FAULTS.items():
        if found := re.search(pattern, text):
            yield f"{name}: {found[0]!r}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a fall of -3.2 points", "a hyphen"),
        ("Foot (Socialist Alliance took", "unbalanced"),
        ("a share of nan%", "a missing value"),
        ("1 wards of 20", "one of several"),
        ("0 contests lack votes", "nothing that lacks"),
        ("315.0 votes short", "a whole number"),
        ("as had they all.", "an unfinished clause"),
        ("the column turnout_reported_pct", "an id"),
        ("see hackney-mayor-2002", "an id"),
    ],
)
def test_an_editor_would_mark(text, fault):
    assert any(found.startswith(fault) for found in faults(text))


@pytest.mark.parametrize(
    "text", ["None of them was elected.", "2002–2022: 1,053 others", "between 31 and 41 seats", "place 1 of 41 wards"]
)
def test_an_editor_would_leave(text):
    assert not list(faults(text))


@pytest.mark.parametrize(("notebook", "parameters"), CASES)
def test_generated_words_need_no_editor(notebook, parameters, dataset):
    report = run(notebook, dataset, **parameters)
    found = failures(lambda text: faults(text), [report])
    listed = {part.text for part in report.parts if getattr(part, "role", "") == "list"}  # titles are as published
    found = [fault for fault in found if not any(fault.endswith(text) for text in listed)]
    assert not found, "\n".join(found)
    assert not report.finding[0].islower() and report.finding.endswith(".")
