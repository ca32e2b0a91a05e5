"""Reads plain tables (CSV), shapefiles and lines in memory into a road network."""

import csv
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from lanyan.analysis.roads import meeting
from lanyan.analysis.roads import tags as meaning
from lanyan.analysis.roads.network import BadRoads, Floats, Network, Numbers, Ways, cut
from lanyan.analysis.roads.profiles import Profile
from lanyan.analysis.roads.snap import FARTHEST_LATITUDE

# What tables call the things that OpenStreetMap has a key for.
_SAME = {"class": "highway", "fclass": "highway", "type": "highway", "max_speed": "maxspeed"}
_ONEWAY = {"f": "yes", "ft": "yes", "t": "-1", "tf": "-1", "b": "no", "0": "no"}
_ENDS = ("from_lon", "from_lat", "to_lon", "to_lat")
# Points that agree to the seventh decimal (a centimetre) are one place.
_DECIMALS = 7


@dataclass(frozen=True)
class Line:
    """A road as a line: (longitude, latitude) points and its tags, `highway` (its class) first of all."""

    points: Sequence[tuple[float, float]]
    tags: Mapping[str, str]


def lines(roads: Iterable[Line], profile: Profile, *, meet_metres: float = 0.0) -> Network:
    """Make a network of lines; BadRoads where none can be driven on.

    Lines meet where they have a point in common; with `meet_metres` also where they cross, and where one ends that near
    to another.
    """
    kept: list[tuple[Line, meaning.Passage]] = []
    left_out: dict[str, int] = {}
    for road in roads:
        passage = meaning.passage(road.tags, profile) if "highway" in road.tags else None
        reason = "line not open to the profile" if passage is None else "line of fewer than two points"
        if passage is None or len(road.points) < 2:
            left_out[reason] = left_out.get(reason, 0) + 1
        else:
            kept.append((road, passage))
    if not kept:
        raise BadRoads("There is no road in it that this profile may drive on")
    points = np.array([point for road, _passage in kept for point in road.points], dtype=np.float64).reshape(-1, 2)
    if not (np.isfinite(points).all() and (np.abs(points) <= (180.0, FARTHEST_LATITUDE)).all()):
        raise BadRoads("Its points are no longitudes and latitudes in degrees (another map projection?)")
    lengths = [len(road.points) for road, _passage in kept]
    first = np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])
    _known, refs = np.unique(np.rint(points * 10**_DECIMALS).astype(np.int64), axis=0, return_inverse=True)
    refs = refs.ravel().astype(np.int64)
    if meet_metres > 0:
        first, points, refs = meeting.joined(first, points, refs, meet_metres)
    return cut(_ways(kept, first, points, refs, left_out))


def _ways(
    kept: list[tuple[Line, meaning.Passage]],
    first: Numbers,
    points: Floats,
    refs: Numbers,
    left_out: dict[str, int],
) -> Ways:
    classes = sorted({road.tags["highway"] for road, _passage in kept})
    names = sorted({road.tags.get("name", "") for road, _passage in kept})
    class_number = {kind: number for number, kind in enumerate(classes)}
    name_number = {name: number for number, name in enumerate(names)}
    return Ways(
        first=first,
        refs=refs,
        points=points,
        classes=tuple(classes),
        kinds=np.array([class_number[road.tags["highway"]] for road, _passage in kept], dtype=np.int64),
        names=tuple(names),
        named=np.array([name_number[road.tags.get("name", "")] for road, _passage in kept], dtype=np.int64),
        speeds=np.array([(one.forward, one.backward) for _road, one in kept], dtype=np.float32),
        limits=np.array([(one.height_m, one.weight_t) for _road, one in kept], dtype=np.float32),
        ends_only=np.array([one.ends_only for _road, one in kept], dtype=np.bool_),
        halts=np.zeros((len(points), 2), dtype=np.float32),
        barriers=np.zeros(len(points), dtype=np.bool_),
        left_out=left_out,
    )


def read_csv(file: Path, profile: Profile, *, nodes: Path | None = None, meet_metres: float = 0.0) -> Network:
    """Read a table of roads (UTF-8, a row of names first); BadRoads names the file, and the row where one is wrong.

    Where a road runs: `wkt` or `geometry` (LINESTRING), or `from_lon`, `from_lat`, `to_lon`, `to_lat`, or `from` and
    `to` with a second table of nodes (`id`, `lon`, `lat`). Its class: `highway`, `class`, `fclass` or `type`; all
    further columns are read as the OpenStreetMap key of the same name (`oneway`, `maxspeed`, `maxheight`, `name` …).
    """
    places = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in _rows(nodes, ("id", "lon", "lat"))}
    found = []
    for number, row in enumerate(_rows(file, ()), start=2):
        try:
            found.append(Line(_course(row, places), _tags(row)))
        except (ValueError, KeyError) as error:
            raise BadRoads(f"{file.name}, row {number}: it does not say where the road runs ({error})") from None
    return _named(file, found, profile, meet_metres)


def _rows(file: Path | None, wanted: tuple[str, ...]) -> list[dict[str, str]]:
    if file is None:
        return []
    try:
        with file.open(newline="", encoding="utf-8-sig") as source:
            found = list(csv.DictReader(source, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRoads(f"{file.name}: no readable table ({error})") from None
    if not found:
        raise BadRoads(f"{file.name}: it has no rows")
    if missing := [key for key in wanted if key not in found[0]]:
        raise BadRoads(f"{file.name}: it has no column {', '.join(missing)}")
    return [{(key or "").strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(value, str)}
            for row in found]  # fmt: skip


def _course(row: Mapping[str, str], places: Mapping[str, tuple[float, float]]) -> list[tuple[float, float]]:
    text = row.get("wkt") or row.get("geometry")
    if text:
        kind, _bracket, rest = text.partition("(")
        if kind.strip().upper() != "LINESTRING" or not rest.endswith(")"):
            raise ValueError(f"no LINESTRING: {text[:40]}")
        pairs = [point.split() for point in rest[:-1].split(",")]
        return [(float(pair[0]), float(pair[1])) for pair in pairs if len(pair) >= 2]
    if all(row.get(key) for key in _ENDS):
        lon, lat, other_lon, other_lat = (float(row[key]) for key in _ENDS)
        return [(lon, lat), (other_lon, other_lat)]
    return [places[row["from"]], places[row["to"]]]


def _tags(row: Mapping[str, object]) -> dict[str, str]:
    """A row's columns as tags: names brought to OpenStreetMap's, empty ones and noughts for speed left out."""
    tags: dict[str, str] = {}
    for key, value in row.items():
        word = str(value).strip() if value is not None else ""
        name = _SAME.get(key.lower(), key.lower())
        if word and not (name == "maxspeed" and word in {"0", "0.0"}):
            tags.setdefault(name, word)
    if "oneway" in tags:
        tags["oneway"] = _ONEWAY.get(tags["oneway"].lower(), tags["oneway"].lower())
    return tags


@contextmanager
def _refusing(warning: type[Warning]) -> Iterator[None]:
    """Take a library's warning of a broken file as the error that it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", warning)
        yield


def read_shapefile(file: Path, profile: Profile, *, meet_metres: float = 0.0) -> Network:
    """Read the lines of a shapefile in degrees (.shp with its .dbf); columns as in `read_csv`."""
    import shapefile  # noqa: PLC0415 - loaded by whoever needs it

    found = []
    wrong = shapefile.PossiblyCorruptFileHeader
    try:
        with _refusing(wrong), shapefile.Reader(str(file)) as reader:
            for one in reader.iterShapeRecords():
                points = [(float(point[0]), float(point[1])) for point in one.shape.points]
                tags = _tags(one.record.as_dict())
                starts = [*getattr(one.shape, "parts", []), len(points)]
                found += [Line(points[a:b], tags) for a, b in pairwise(starts)]
    except (shapefile.ShapefileException, wrong, OSError, ValueError, KeyError, IndexError, struct.error) as error:
        raise BadRoads(f"{file.name}: no readable shapefile of lines ({error})") from None
    return _named(file, found, profile, meet_metres)


def _named(file: Path, roads: list[Line], profile: Profile, meet_metres: float) -> Network:
    try:
        return lines(roads, profile, meet_metres=meet_metres)
    except BadRoads as error:
        raise BadRoads(f"{file.name}: {error}") from None
