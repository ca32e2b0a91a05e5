"""Metres, bearings and the flat map: pure, by the array."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
RADIUS = 6_378_137.0


def metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """Metres of one degree of longitude and of latitude there, after 47 CFR 73.208 (c), good to 475 km."""
    angle = np.radians(lat)
    east = 111_415.13 * np.cos(angle) - 94.55 * np.cos(3 * angle) + 0.12 * np.cos(5 * angle)
    north = 111_132.09 - 566.05 * np.cos(2 * angle) + 1.2 * np.cos(4 * angle)
    return east, north


def steps(points: Floats) -> Floats:
    """Metres from each point (longitude, latitude) to the next: one fewer than points."""
    apart = np.diff(points, axis=0)
    east, north = metres_per_degree((points[:-1, 1] + points[1:, 1]) / 2)
    return np.hypot(apart[:, 0] * east, apart[:, 1] * north)


def along(points: Floats, reach: Floats, index: Numbers, metres: Floats) -> Floats:
    """The point so many metres behind (n,) the points of those indexes; `reach` is the running sum of `steps`."""
    wanted = reach[index] + metres
    piece = np.clip(np.searchsorted(reach, wanted, side="right") - 1, 0, len(points) - 2)
    length = reach[piece + 1] - reach[piece]
    share = np.clip((wanted - reach[piece]) / np.maximum(length, 1e-9), 0.0, 1.0)[:, None]
    return np.asarray(points[piece] + share * (points[piece + 1] - points[piece]))


def bearing(start: Floats, end: Floats) -> Floats:
    """Degrees clockwise from north, from points (n, 2) to points."""
    east, north = metres_per_degree((start[:, 1] + end[:, 1]) / 2)
    apart = end - start
    return np.degrees(np.arctan2(apart[:, 0] * east, apart[:, 1] * north))


def flat(points: Floats, scale: float) -> Floats:
    """Points (n, 2) on a flat map (Mercator, so that near is near in every direction), times a scale."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack([lon, np.arcsinh(np.tan(lat))]) * (RADIUS * scale)


def scale_at(lat: float) -> float:
    """The scale with which `flat` gives metres near that latitude."""
    return math.cos(math.radians(lat))
