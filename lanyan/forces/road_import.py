"""Taking a road network into use: from a file, or from the lines of the map picture."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone

from lanyan.analysis.roads import build, flat, osm, profiles
from lanyan.analysis.roads.network import BadRoads, Network, Progress, silent
from lanyan.forces import actions, arrivals
from lanyan.forces.models import RoadNetwork
from lanyan.forces.rules import root
from lanyan.places.models import MapLine
from lanyan.units.models import Unit

FIRE_ENGINE = "fire_engine"
# The picture's lines end where they were drawn to; an end this near to another road means a junction.
MEET_METRES = 120.0
CLASSES = {MapLine.Kind.MAIN: "primary", MapLine.Kind.MINOR: "tertiary"}
OSM, CSV, SHAPE = (".osm", ".pbf", ".gz", ".bz2", ".xml"), (".csv",), (".shp",)


def from_file(unit: Unit, file: Path, *, profile: str = FIRE_ENGINE, tell: Progress = silent) -> RoadNetwork:
    """Import a file by what its name ends in; BadRoads says what is wrong with it, and then nothing has changed."""
    drive, kind = profiles.read(profile), file.suffix.lower()
    if kind in OSM:
        network = osm.read(file, drive, tell=tell)
    elif kind in CSV:
        network = flat.read_csv(file, drive)
    elif kind in SHAPE:
        network = flat.read_shapefile(file, drive)
    else:
        raise BadRoads(f"{file.name}: neither OpenStreetMap (.osm, .pbf) nor a table (.csv) nor a shapefile (.shp)")
    return _take(unit, network, drive, file.name, tell)


def from_picture(unit: Unit, city: str, *, profile: str = FIRE_ENGINE, tell: Progress = silent) -> RoadNetwork:
    """Import the invented roads of a demo city; they go through the same door as a file."""
    drive = profiles.read(profile)
    lines = MapLine.objects.filter(city_code=city, kind__in=CLASSES).order_by("pk")
    roads: Iterable[flat.Line] = [
        flat.Line([(lon, lat) for lon, lat in points], {"highway": CLASSES[MapLine.Kind(kind)], "name": name})
        for kind, name, points in lines.values_list("kind", "name", "points")
    ]
    return _take(unit, flat.lines(roads, drive, meet_metres=MEET_METRES), drive, f"{city} (invented)", tell)


def _take(unit: Unit, network: Network, drive: profiles.Profile, name: str, tell: Progress) -> RoadNetwork:
    roads, report = build.build(network, drive, tell=tell)
    # Nobody looks into its folder before the network is taken into use: an import that is broken off changes nothing.
    roads.save(arrivals.folder(root(unit.path), roads.version) / "graph")
    taken = actions.take_road_network(
        unit=unit, name=name, profile=drive.name, version=roads.version, report=asdict(report), at=timezone.now()
    )
    actions.reckon_roads(root=root(unit.path), at=timezone.now())
    taken.refresh_from_db()
    for other in arrivals.folder(root(unit.path)).iterdir():
        if other.name != roads.version:
            shutil.rmtree(other, ignore_errors=True)
    return taken


def bar(write: Callable[[str], Any]) -> Progress:
    """A progress bar of one line that draws itself over."""

    def tell(step: str, share: float) -> None:
        done = round(share * 30)
        write(f"\r{step:<12} [{'█' * done}{'·' * (30 - done)}] {share:4.0%}")

    return tell
