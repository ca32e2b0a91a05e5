"""Cover 覆盖: what share of the ground somebody reaches in time, as the stations stand, stand ready, or might stand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from lanyan.analysis import cover
from lanyan.forces.arrivals import Point
from lanyan.forces.models import Station, Vehicle
from lanyan.incidents.models import Run
from lanyan.kernel import codes
from lanyan.reports.cover_ground import Ground, Ints, Named, ground
from lanyan.reports.cover_plan import LAYERS, Plan
from lanyan.reports.cover_times import Bools, Floats, Times
from lanyan.reports.scopes import BadScope
from lanyan.units.models import Unit

# Minutes at which one band of the map ends and the next begins.
BANDS = (3, 5, 8, 15)
# Further stations are looked for on every third cell both ways.
SITE_STEP = 3


@dataclass(frozen=True)
class Site:
    """A station as the cover counts it: where it stands, or is thought to stand; `pk` None: one thought to be added.

    `limit_km2`: the largest area of its class, `suburban_km2` in the suburbs (建标152-2017), None without one.
    """

    pk: int | None
    name: str
    class_name: str
    at: Point
    ready: int
    limit_km2: float | None = None
    suburban_km2: float | None = None
    is_moved: bool = False


@dataclass(frozen=True)
class Share:
    """The share of a layer that is reached in time, of how much; `before`: without what is planned. None: no weight."""

    layer: str
    share: float | None
    whole: float
    before: float | None

    @property
    def label(self) -> Any:
        """The layer's name."""
        return LAYERS[self.layer][0]

    @property
    def unit(self) -> Any:
        """What its weights are written in."""
        return LAYERS[self.layer][1]

    @property
    def reached(self) -> float:
        """How much is reached in time."""
        return (self.share or 0.0) * self.whole


@dataclass(frozen=True)
class Row:
    """A station's line: the area it is first at (km²), how much of it in time, and seconds to its farthest point.

    `loss`: the share of the layer looked at that nobody reaches in time once it is empty; None without any weight.
    """

    site: Site
    km2: float
    in_time_km2: float
    farthest: float | None
    loss: float | None
    is_too_large: bool


@dataclass(frozen=True)
class Late:
    """A named place that nobody reaches in time; None: that nobody reaches."""

    place: Named
    seconds: float | None


@dataclass(frozen=True)
class Band:
    """What lies within a band of minutes: its number from 1, and the share of each layer; the last: nobody comes."""

    number: int
    label: str
    shares: Sequence[float | None]


@dataclass(frozen=True)
class Best:
    """The best places for further stations among `tried` sites: the share after each, and the most any could reach."""

    sites: Sequence[tuple[Point, float]]
    bound: float
    tried: int


class Cover:
    """The cover of a unit's ground under a plan; `layers` are those the reader may see."""

    def __init__(self, unit: Unit, plan: Plan, at: datetime, layers: Sequence[str] = tuple(LAYERS)) -> None:
        self.unit, self.plan, self.layers = unit, plan, layers
        self.stations = stations_of(unit)
        if plan.layer not in layers:
            raise BadScope("layer", _("one of {names} is needed").format(names=", ".join(layers)))
        known = {site.pk for site in self.stations}
        for pk in plan.moved:
            if pk not in known:
                raise BadScope("move", _("there is no station {number} here").format(number=pk))
        standing = {site.pk: site.at for site in self.stations if site.pk is not None}
        self.ground: Ground = ground(unit, standing, at)

    @cached_property
    def sites(self) -> list[Site]:
        """The stations in the order of the tree, at their places under the plan, then those added."""
        kept = [_moved(site, self.plan.moved.get(site.pk or 0)) for site in self.stations]
        named = enumerate(self.plan.added, start=1)
        return kept + [Site(None, _("Added {number}").format(number=n), "", at, 1) for n, at in named]

    @cached_property
    def _times(self) -> Times:
        """Times from `sites`, nan where a station does not count (sites × points)."""
        found, sites = self.ground.times, [*self.plan.moved.values(), *self.plan.added]
        if sites:
            new, count = self.ground.network.from_sites(sites, self.ground.points), len(self.plan.moved)
            seconds, straight = found.seconds.copy(), found.straight.copy()
            rows = [self.ground.stations.index(pk) for pk in self.plan.moved]
            seconds[rows], straight[rows] = new.seconds[:count], new.straight[:count]
            found = Times(
                np.concatenate([seconds, new.seconds[count:]]), np.concatenate([straight, new.straight[count:]])
            )
        return Times(np.where(self._counts(self.sites)[:, None], found.seconds, np.nan), found.straight)

    def _counts(self, sites: Sequence[Site]) -> Bools:
        return np.array([site.ready > 0 or not self.plan.now for site in sites], bool)

    @cached_property
    def reach(self) -> Bools:
        """Which of `sites` reaches which point in time (sites × points)."""
        return cover.covered(self._times.seconds, self.plan.turnout, self.plan.seconds)

    @cached_property
    def first(self) -> Floats:
        """Seconds from the order to the first arrival (points), nan where nobody comes."""
        return cover.arrival(self._times.seconds, self.plan.turnout)

    @property
    def weights(self) -> dict[str, Floats]:
        """The layers the reader may see."""
        return {name: self.ground.layers[name] for name in self.layers}

    @cached_property
    def shares(self) -> list[Share]:
        """Each layer's share in time, beside the share without what is planned."""
        after = cover.shares(self.reach, self.weights)
        before = after
        if self.plan.is_planned:
            reach = cover.covered(self.ground.times.seconds, self.plan.turnout, self.plan.seconds)
            before = cover.shares(reach, self.weights, ~self._counts(self.stations))
        whole = {name: float(weights.sum()) for name, weights in self.weights.items()}
        return [Share(name, _number(after[name]), whole[name], _number(before[name])) for name in self.layers]

    @cached_property
    def rows(self) -> list[Row]:
        """The table of stations."""
        if not self.sites:
            return []
        km2, layer = self.ground.layers["area"], self.plan.layer
        limits = [math.nan if site.limit_km2 is None else site.limit_km2 for site in self.sites]
        found, _owner = cover.areas(self._times.seconds, km2, limits)
        loss = cover.marginal(self.reach, {layer: self.ground.layers[layer]})[layer]
        return [
            Row(
                site,
                area.km2,
                float(km2[area.points][self.reach[area.station, area.points]].sum()),
                _number(area.farthest + self.plan.turnout),
                _number(loss[area.station]),
                area.is_too_large,
            )
            for site, area in zip(self.sites, found, strict=True)
        ]

    @cached_property
    def late(self) -> list[Late]:
        """The named places that nobody reaches in time, the worst first."""
        first = self.first[len(self.ground.cells) :]
        missed = np.flatnonzero(~(first <= self.plan.seconds))
        order = missed[np.argsort(-np.where(np.isnan(first), np.inf, first)[missed], kind="stable")]
        return [Late(self.ground.places[index], _number(first[index])) for index in order.tolist()]

    @cached_property
    def band_of(self) -> Ints:
        """The band of each point (points): from 0, and one beyond the last where nobody comes."""
        found = cover.bands(self.first, [minutes * 60 for minutes in BANDS])
        return np.where(found < 0, len(BANDS) + 1, found)

    @property
    def bands(self) -> list[Band]:
        """What share of each layer lies in each band."""
        count = len(BANDS) + 2
        sums = [np.bincount(self.band_of, weights=weights, minlength=count) for weights in self.weights.values()]
        with np.errstate(invalid="ignore"):
            parts = [found / found.sum() for found in sums]
        return [
            Band(number + 1, label, [_number(part[number]) for part in parts])
            for number, label in enumerate(band_labels())
        ]

    @cached_property
    def straight_points(self) -> int:
        """How many points lie far from all roads: times to them are by straight line."""
        return int(self._times.straight.all(axis=0).sum()) if len(self.sites) else 0

    @cached_property
    def straight_sites(self) -> list[Site]:
        """The stations whose times are by straight line though there are roads: new ones, or far from all roads."""
        if not self.ground.has_roads or not len(self.ground.points):
            return []
        return [site for site, row in zip(self.sites, self._times.straight, strict=True) if row.all()]

    @cached_property
    def best(self) -> Best | None:
        """The best places for further stations, if asked for and if there are any to choose from."""
        grid, weights = self.ground.grid, self.ground.layers[self.plan.layer]
        row, column = np.divmod(self.ground.cells, max(grid.columns, 1))
        tried = self.ground.cells[(row % SITE_STEP == 1) & (column % SITE_STEP == 1)]
        if not self.plan.best or len(tried) < self.plan.best or not weights.any():
            return None
        places = [(float(lon), float(lat)) for lon, lat in grid.centres(tried).round(6)]
        straight = self.ground.times.straight
        far = np.asarray(straight.all(axis=0) & bool(len(straight)), bool)
        reach = self.ground.network.reach(places, self.ground.points, self.plan.drive, far)
        found, whole = cover.add(self.reach, reach, weights, self.plan.best), float(weights.sum())
        chosen = [(places[site], after / whole) for site, after in zip(found.sites, found.covered, strict=True)]
        return Best(chosen, found.bound / whole, len(places))


def stations_of(unit: Unit) -> list[Site]:
    """The stations below a unit in the order of the tree with their vehicles ready now: two queries.

    Ready is what is in service and bound to no run that is still open.
    """
    found = Station.objects.filter(unit__path__startswith=unit.path, unit__closed_date=None).select_related("unit")
    bound = Exists(Run.objects.open().filter(vehicle=OuterRef("pk")))
    free = Vehicle.objects.filter(home__unit__path__startswith=unit.path, condition=Vehicle.Condition.IN_SERVICE)
    ready = dict(free.exclude(bound).order_by().values("home").annotate(n=Count("pk")).values_list("home", "n"))
    return [_place(station, ready.get(station.pk, 0)) for station in found.order_by("unit__path")]


def _place(station: Station, ready: int) -> Site:
    row = codes.get("station_requirements", station.station_class)
    limits: Mapping[str, str] = row.facts if row is not None else {}
    return Site(
        station.pk,
        station.unit.short_name,
        station.get_station_class_display(),
        (station.lon, station.lat),
        ready,
        _limit(limits, "area_km2"),
        _limit(limits, "suburban_km2"),
    )


def _limit(facts: Mapping[str, str], name: str) -> float | None:
    return float(facts[name]) if name in facts else None


def _moved(site: Site, at: Point | None) -> Site:
    return replace(site, at=at, is_moved=True) if at is not None else site


def band_labels() -> list[str]:
    """The bands in words, the last for where nobody comes."""
    between = [_("{low}–{high} min").format(low=low, high=high) for low, high in pairwise((0, *BANDS))]
    return [*between, _("over {minutes} min").format(minutes=BANDS[-1]), _("nobody comes")]


def _number(value: Any) -> float | None:
    """A number, or None where there is none."""
    found = float(value)
    return found if math.isfinite(found) else None
