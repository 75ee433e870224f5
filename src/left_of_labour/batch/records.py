"""What must be in the record of a report and in the manifest, wherever and by whichever version they were written."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

__all__ = ["corrected", "corrections", "failures", "statuses", "usable", "usable_mark"]


def usable(record: Any, slug: str) -> bool:
    """Whether the record of a report has what the index, the README and a build that follows read in it.

    Parameters
    ----------
    record
        What stands in the file, whatever that is.
    slug
        Of the report.

    Examples
    --------
    >>> usable({"slug": "a", "files": []}, "a")
    False
    """
    return _fits(record, _RECORD) and record["slug"] == slug


def usable_mark(mark: Any) -> bool:
    """Whether the mark of a folder records what was written there."""
    return _fits(mark, {"files": _are_stamps, "reports": [str]}) and _are_stamps(mark.get("failed", {}))


def statuses(manifest: Any) -> dict[str, str]:
    """What became of each run, as far as a manifest records.

    Examples
    --------
    >>> statuses({"reports": {"a": {"status": "failed"}, "b": None}})
    {'a': 'failed'}
    """
    entries = manifest["reports"] if _fits(manifest, {"reports": dict}) else {}
    return {slug: entry["status"] for slug, entry in entries.items() if _fits(entry, {"status": _is_status})}


def failures(manifest: Any) -> dict[str, dict[str, str]]:
    """When each run that failed last did so (`date`), and why (`error`), as far as a manifest records.

    Examples
    --------
    >>> failures({"reports": {"a": {"status": "failed", "failure": {"date": "2026-11-27", "error": "no"}}, "b": {}}})
    {'a': {'date': '2026-11-27', 'error': 'no'}}
    """
    entries = manifest["reports"] if _fits(manifest, {"reports": dict}) else {}
    shape = {"failure": {"date": _is_moment, "error": str}}
    return {slug: entry["failure"] for slug, entry in entries.items() if _fits(entry, shape)}


def corrected(former: Mapping[str, Any] | None, record: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a report found before its data changed, oldest first; a change of code or notebook alone is no correction.

    Parameters
    ----------
    former
        The record of the report as it was, if it was there.
    record
        Of the report as it is.

    Returns
    -------
    list of dict
        `subject`, `date` (of the build that found something else), `before` and `after`.

    Examples
    --------
    >>> before = {"finding": "12 rows.", "fingerprint": {"data": {"results.csv": "a"}}}
    >>> after = {"subject": "Leeds", "finding": "13 rows.", "started": "2026-11-27T18:00:00+00:00"}
    >>> corrected(before, after | {"fingerprint": {"data": {"results.csv": "b"}}})
    [{'subject': 'Leeds', 'date': '2026-11-27', 'before': '12 rows.', 'after': '13 rows.'}]
    >>> corrected(before, after | {"fingerprint": {"data": {"results.csv": "a"}}})
    []
    """
    if former is None:
        return []
    known = former.get("corrections", [])
    known = list(known) if _fits(known, [_CORRECTION]) else []
    data, finding = (former["fingerprint"]["data"], former["finding"])
    if data == record["fingerprint"]["data"] or finding == record["finding"]:
        return known
    said = {"date": record["started"][:10], "before": finding, "after": record["finding"]}
    return [*known, {"subject": record["subject"], **said}]


def corrections(manifest: Any) -> list[dict[str, str]]:
    """The corrected findings of all reports, as far as a manifest records, the latest first.

    Examples
    --------
    >>> one = {"subject": "Leeds", "date": "2026-11-27", "before": "12 rows.", "after": "13 rows."}
    >>> corrections({"reports": {"a": {"corrections": [one]}, "b": {}}}) == [one]
    True
    """
    entries = manifest["reports"] if _fits(manifest, {"reports": dict}) else {}
    shape = {"corrections": [_CORRECTION]}
    found = [one for entry in entries.values() if _fits(entry, shape) for one in entry["corrections"]]
    return sorted(found, key=lambda one: one["date"], reverse=True)


_CORRECTION = dict.fromkeys(("subject", "date", "before", "after"), str)


def _is_status(content: Any) -> bool:
    return content in ("built", "failed", "interrupted")


def _is_moment(content: Any) -> bool:
    with suppress(TypeError, ValueError):
        return bool(dt.datetime.fromisoformat(content))
    return False


def _is_picture(content: Any) -> bool:
    return content is None or (_fits(content, {"alt": str, "title": str, "size": [int]}) and len(content["size"]) == 2)


def _are_stamps(content: Any) -> bool:
    """Whether content has size, time and digest of files by name."""
    kinds = (int, int, str)
    return isinstance(content, dict) and all(
        isinstance(stamp, list) and len(stamp) == 3 and all(map(isinstance, stamp, kinds)) for stamp in content.values()
    )


_RECORD = {
    "slug": str,
    "notebook": str,
    "subject": str,
    "finding": str,
    "card": {"question": str, "picture": _is_picture},
    "fingerprint": dict.fromkeys(("notebook", "navigation", "address", "package"), str)
    | dict.fromkeys(("parameters", "data", "libraries"), dict),
    "data_files": [str],
    "files": _are_stamps,
    "started": _is_moment,
    "seconds": float,
}


def _fits(content: Any, shape: Any) -> bool:
    """Whether content has a shape: a type, a list of one shape, a mapping of names to shapes, or a condition.

    Examples
    --------
    >>> _fits({"n": [1, 2], "more": None}, {"n": [int]}), _fits({"n": [1, "2"]}, {"n": [int]}), _fits([], {"n": [int]})
    (True, False, False)
    """
    if isinstance(shape, type):
        return isinstance(content, shape)
    if isinstance(shape, dict):
        return isinstance(content, dict) and all(
            name in content and _fits(content[name], inner) for name, inner in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(content, list) and all(_fits(item, shape[0]) for item in content)
    return bool(shape(content))
