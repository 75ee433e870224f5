"""A hexagon for every ward, as near as possible to where the ward is."""

import numpy as np
import pandas as pd

__all__ = ["centroid", "hexagon_centre", "hexagon_layout"]

_SHRINKING = (1.0, 0.92, 0.85, 0.78, 0.7, 0.62, 0.55, 0.47, 0.4)
_NEIGHBOURS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))


def centroid(outline: np.ndarray) -> np.ndarray:
    """The centre of gravity of an outline.

    Parameters
    ----------
    outline
        Corners of a polygon that does not cross itself, two columns.

    Examples
    --------
    >>> centroid(np.array([[0, 0], [2, 0], [2, 2], [0, 2]])).tolist()
    [1.0, 1.0]
    """
    following = np.roll(outline, -1, axis=0)
    cross = outline[:, 0] * following[:, 1] - following[:, 0] * outline[:, 1]
    centre: np.ndarray = ((outline + following) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return centre


def hexagon_centre(q: int, r: int) -> tuple[float, float]:
    """The centre of a hexagon with pointed top, one unit wide, from its axial coordinates; r counts upwards.

    Examples
    --------
    >>> hexagon_centre(2, 0)
    (2.0, 0.0)
    """
    return float(q + r / 2), float(r * np.sqrt(3) / 2)


def hexagon_layout(centres: pd.DataFrame) -> pd.DataFrame:
    """Hexagons in one piece, so placed that wards are moved as little as possible.

    Each ward gets its own cell of a honeycomb; the sum of squared distances from the wards' centres to their cells
    is the least there is. If that leaves wards apart, the map is drawn together until all hang together.

    Parameters
    ----------
    centres
        `area_code`, `x`, `y`: the wards' centres in flat coordinates, north up.

    Returns
    -------
    pandas.DataFrame
        `area_code`, `q`, `r` (axial coordinates) and `x`, `y` of the cell's centre, hexagons being one unit wide.

    Examples
    --------
    >>> hexagon_layout(pd.DataFrame({"area_code": ["west", "east"], "x": [0.0, 9.0], "y": [0.0, 0.0]}))["x"].is_unique
    True
    """
    from scipy.optimize import linear_sum_assignment  # slow to import, and only maps need it

    points = centres[["x", "y"]].to_numpy(dtype=float)
    points = points - points.mean(axis=0)
    # Cells as dense as the wards: as many units of area as there are wards.
    spread = np.ptp(points, axis=0).clip(min=1e-9)
    scale = np.sqrt(len(points) * 0.87 / np.prod(spread)) if np.prod(spread) > 1e-6 else 1 / spread.max()
    cells = [(q, r) for r in range(-12, 13) for q in range(-18, 19)]
    grid = np.array([hexagon_centre(q, r) for q, r in cells])
    for factor in _SHRINKING:
        distance = ((points[:, None, :] * scale * factor - grid[None, :, :]) ** 2).sum(axis=2)
        _, chosen = linear_sum_assignment(distance)
        places = [cells[number] for number in chosen]
        if _in_one_piece(places):
            break
    frame = pd.DataFrame(places, columns=["q", "r"]).assign(area_code=centres["area_code"].to_numpy())
    frame[["x", "y"]] = [hexagon_centre(q, r) for q, r in places]
    return frame[["area_code", "q", "r", "x", "y"]]


def _in_one_piece(places: list[tuple[int, int]]) -> bool:
    waiting, reached = [places[0]], {places[0]}
    while waiting:
        q, r = waiting.pop()
        near = {(q + dq, r + dr) for dq, dr in _NEIGHBOURS} & set(places) - reached
        reached |= near
        waiting += near
    return len(reached) == len(places)
