"""Pure geometry: the three frames in use in China, distances, and whether a point lies in an outline.

Inside there is one frame, WGS-84 (CGCS2000 differs from it by less than a metre); others are converted at the edge.
"""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The ellipsoid the published GCJ-02 formula is written for (Krasovsky 1940), and the earth's mean radius (IUGG).
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
EARTH_METRES = 6_371_008.8
# Rough box around China: outside it neither GCJ-02 nor BD-09 is shifted.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BAIDU = math.pi * 3000.0 / 180.0
# The inverse is found by iteration; both shifts are so smooth that a handful of rounds leaves under a millimetre.
_ROUNDS, _NEAR_ENOUGH = 20, 1e-9

Point = tuple[float, float]


class Frame(StrEnum):
    """The frame a pair of coordinates is given in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    """Say whether the shifts apply here: inside the rough box around China (degrees)."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def on_earth(lon: float, lat: float) -> bool:
    """Say whether a longitude and a latitude (degrees) are possible numbers at all."""
    return math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90


def wgs_to_gcj(lon: float, lat: float) -> Point:
    """Convert WGS-84 to GCJ-02 (degrees) by the widely published formula; outside China nothing changes."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon - 105.0, lat - 35.0)
    radians = math.radians(lat)
    magic = 1 - _ECCENTRICITY * math.sin(radians) ** 2
    root = math.sqrt(magic)
    east = east * 180.0 / (_AXIS / root * math.cos(radians) * math.pi)
    north = north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (magic * root) * math.pi)
    return lon + east, lat + north


def gcj_to_wgs(lon: float, lat: float) -> Point:
    """Convert GCJ-02 to WGS-84 (degrees), by iteration to well under a metre; outside China nothing changes."""
    if not in_china(lon, lat):
        return lon, lat
    return _inverse(wgs_to_gcj, lon, lat)


def gcj_to_bd(lon: float, lat: float) -> Point:
    """Convert GCJ-02 to BD-09 (degrees); outside China nothing changes."""
    if not in_china(lon, lat):
        return lon, lat
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BAIDU)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BAIDU)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd_to_gcj(lon: float, lat: float) -> Point:
    """Convert BD-09 to GCJ-02 (degrees), by iteration to well under a metre; outside China nothing changes."""
    if not in_china(lon, lat):
        return lon, lat
    return _inverse(gcj_to_bd, lon, lat)


def to_wgs(lon: float, lat: float, *, frame: str = Frame.WGS84) -> Point:
    """Bring a point of any frame into the house's one, WGS-84 (degrees)."""
    match Frame(frame):
        case Frame.GCJ02:
            return gcj_to_wgs(lon, lat)
        case Frame.BD09:
            return gcj_to_wgs(*bd_to_gcj(lon, lat))
    return lon, lat


def from_wgs(lon: float, lat: float, *, frame: str = Frame.WGS84) -> Point:
    """Give a point of the house in another frame (degrees)."""
    match Frame(frame):
        case Frame.GCJ02:
            return wgs_to_gcj(lon, lat)
        case Frame.BD09:
            return gcj_to_bd(*wgs_to_gcj(lon, lat))
    return lon, lat


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Measure the great-circle distance of two points in metres (haversine, mean radius)."""
    # Spelled out: an array of one costs ten times as much, and the proposal asks for hundreds.
    north, south = math.radians(lat), math.radians(other_lat)
    east = math.radians(other_lon) - math.radians(lon)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(max(half, 0.0), 1.0)))


def distances_m(lon: float, lat: float, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.float64]:
    """Measure the distances of one point to many in metres: arrays of n longitudes and n latitudes in, n metres out."""
    there = np.radians(np.asarray(lats, dtype=np.float64))
    north = there - math.radians(lat)
    east = np.radians(np.asarray(lons, dtype=np.float64)) - math.radians(lon)
    half = np.sin(north / 2) ** 2 + math.cos(math.radians(lat)) * np.cos(there) * np.sin(east / 2) ** 2
    return 2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def in_outline(lon: float, lat: float, outline: Sequence[Sequence[float]]) -> bool:
    """Say whether a point lies in an outline of [longitude, latitude] corners; fewer than three enclose nothing."""
    if len(outline) < 3:
        return False
    inside = False
    for here, there in zip(outline, [*outline[1:], outline[0]], strict=True):
        crosses = (here[1] > lat) != (there[1] > lat)
        if crosses and lon < here[0] + (lat - here[1]) / (there[1] - here[1]) * (there[0] - here[0]):
            inside = not inside
    return inside


def _shift(x: float, y: float) -> Point:
    """Give the two wave sums of the published formula, in metres east and north."""
    root, turn = math.sqrt(abs(x)), math.pi
    common = (20 * math.sin(6 * x * turn) + 20 * math.sin(2 * x * turn)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20 * math.sin(y * turn) + 40 * math.sin(y / 3 * turn)) * 2 / 3
    north += (160 * math.sin(y / 12 * turn) + 320 * math.sin(y * turn / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20 * math.sin(x * turn) + 40 * math.sin(x / 3 * turn)) * 2 / 3
    east += (150 * math.sin(x / 12 * turn) + 300 * math.sin(x / 30 * turn)) * 2 / 3
    return east, north


def _inverse(forward: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    """Find the point that `forward` takes to this one."""
    x, y = lon, lat
    for _round in range(_ROUNDS):
        there = forward(x, y)
        x, y, miss = x + lon - there[0], y + lat - there[1], max(abs(lon - there[0]), abs(lat - there[1]))
        if miss < _NEAR_ENOUGH:
            break
    return x, y
