"""Ward outlines of the places, read from data/ward_outlines into plain coordinates."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from left_of_labour.data.dataset import Dataset
from left_of_labour.errors import ParameterError, did_you_mean

__all__ = ["OUTLINE_FILES", "OUTLINE_SOURCES", "ward_outlines"]

OUTLINE_FILES = {
    "hackney": "ward_outlines/hackney_2014on_svgpaths.json",
    "tower-hamlets": "ward_outlines/tower_hamlets_2014on_svgpaths.json",
    "preston": "ward_outlines/preston_2019on.geojson",
}
OUTLINE_SOURCES = {
    "hackney": "borough-ledger-outlines",
    "tower-hamlets": "borough-ledger-outlines",
    "preston": "aidoge-preston-outlines",
}
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


def ward_outlines(dataset: Dataset, place: str) -> dict[str, np.ndarray]:
    """The outline of every ward of a place, in flat coordinates, north up and to scale.

    Parameters
    ----------
    dataset
        The data; the file read is added to what the report rests on.
    place
        hackney, tower-hamlets or preston.

    Returns
    -------
    dict
        By area code, an array of corners with two columns; the unit differs from file to file.

    Raises
    ------
    ParameterError
        If there are no outlines of the place.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(ward_outlines(load(), "preston"))
    16
    """
    if place not in OUTLINE_FILES:
        raise ParameterError(f"place: no ward outlines of {place!r}; {did_you_mean(place, OUTLINE_FILES)}")
    path: Path = dataset.folder / OUTLINE_FILES[place]
    content = json.loads(path.read_text(encoding="utf-8"))
    dataset.used.add(OUTLINE_FILES[place])
    if "features" in content:
        return {
            feature["properties"]["ons_code"]: _from_degrees(feature["geometry"]) for feature in content["features"]
        }
    return {ward["ons_code"]: _from_path(ward["path"]) for ward in content["wards"]}


def _from_degrees(geometry: dict[str, Any]) -> np.ndarray:
    """Degrees with the longitude shortened as at that latitude, so that shapes are true."""
    one_factor = [np.cos(np.radians(53.8)), 1.0]  # for all wards, that of Preston
    corners: np.ndarray = np.array(geometry["coordinates"][0]) * one_factor
    return corners


def _from_path(path: str) -> np.ndarray:
    """An SVG path of straight lines; its y axis points down."""
    return np.array([(float(x), -float(y)) for x, y in _PAIR.findall(path)])
