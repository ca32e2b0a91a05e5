"""The readiness board 战备板: one row a station, from the forces' duty and the vehicles bound to runs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lanyan.forces import duty, readiness
from lanyan.forces import words as force_words
from lanyan.forces.duty import Bound, Chip, StationDuty
from lanyan.forces.models import Station
from lanyan.forces.readiness import VehicleFacts
from lanyan.incidents import rules
from lanyan.incidents.models import Run
from lanyan.web import formats

WHERE = dict.fromkeys(rules.ON_SCENE, readiness.SCENE) | {rules.RETURNED: readiness.BACK}
# Formations are called 主战编队; among nothing but formations the last word says nothing.
FORMATION = "编队"


def bound_to_runs(stations: Collection[Station]) -> dict[int, Bound]:
    """Which vehicles of these stations are bound to a run, and where: one query."""
    runs = Run.objects.open().filter(vehicle__home__in=stations)
    rows = runs.values_list("vehicle_id", "status", "departed_at", "ordered_at", "incident__kind")
    return {
        vehicle: Bound(_where(status, kind), departed or ordered) for vehicle, status, departed, ordered, kind in rows
    }


def _where(status: str, kind: str | None) -> str:
    posted = kind == rules.GUARD and status in rules.ON_SCENE
    return readiness.POSTED if posted else WHERE.get(status, readiness.OUT)


@dataclass(frozen=True)
class ChipView:
    """A formation on the board: its name, its look, where it is or what it lacks, in short and in full."""

    chip: Chip
    look: str
    text: str
    told: str

    @property
    def name(self) -> str:
        """The name without its last word."""
        return self.chip.name.removesuffix(FORMATION) or self.chip.name

    @property
    def address(self) -> str:
        """The page of the formation, or of the vehicle that stands in none."""
        chip = self.chip
        named = ("forces:formation", chip.formation_id) if chip.formation_id else ("forces:vehicle", chip.vehicle_id)
        return _address(*named)


@lru_cache(4096)
def _address(name: str, pk: int | None) -> str:
    return reverse(name, args=[pk])


@dataclass(frozen=True)
class Sum:
    """A sum of what was reported; None when nobody reported anything; low when any vehicle is."""

    value: float | None
    low: bool


@dataclass
class Row:
    """One station."""

    duty: StationDuty
    chips: list[ChipView]
    water: Sum
    foam: Sum
    cylinders: Sum
    ready: int
    held_up: list[tuple[str, str]] = field(default_factory=list)

    @property
    def late(self) -> str:
        """How long ago this shift should have handed over."""
        shift, now = self.duty.shift, self.duty.now
        return formats.age(shift.ends_at, now) if shift and now else ""

    @property
    def vehicles(self) -> int:
        """Vehicles on the strength."""
        return len(self.duty.vehicles)


@dataclass(frozen=True)
class Board:
    """Everything on the screen."""

    groups: list[tuple[Any, list[Row]]]
    totals: dict[str, Any]


def board(stations: Collection[Station], *, now: datetime) -> Board:
    """Read the board of these stations (unit and its parent at hand), in the order of the tree: six queries."""
    duties = duty.stations_on_duty(stations, now=now)
    rows = [_row(one, now=now) for one in duties]
    groups = [(parent, list(those)) for parent, those in groupby(rows, key=lambda row: row.duty.station.unit.parent)]
    return Board(groups, _totals(rows))


def _row(one: StationDuty, *, now: datetime) -> Row:
    home = [(facts, readiness.vehicle_lacks(facts, now=now)) for _vehicle, facts in one.home]
    return Row(
        duty=one,
        chips=[_chip(chip) for chip in one.chips],
        water=_sum(home, "water_t", readiness.WATER),
        foam=_sum(home, "foam_t", readiness.FOAM),
        cylinders=_sum(home, "cylinders", readiness.CYLINDERS),
        ready=sum(not lacks for _facts, lacks in home),
        held_up=[
            (facts.call_sign, _("; ").join(force_words.lack(lack) for lack in lacks))
            for facts, lacks in home
            if facts.where == readiness.BACK
        ],
    )


def _chip(chip: Chip) -> ChipView:
    state = chip.state
    if state.state == readiness.AWAY:
        said = {readiness.SCENE: pgettext("chip", "at the scene"), readiness.POSTED: pgettext("chip", "on guard")}
        text = said.get(state.where, pgettext("chip", "on a run"))
        return ChipView(chip, "away", text, force_words.lacks(state.lacks))
    if state.state == readiness.COMPLETE:
        return ChipView(chip, "", "", "")
    short = _(", ").join(str(force_words.SHORT[what]) for what in state.whats)
    what = short or pgettext("chip", "no vehicle")
    return ChipView(chip, "no", _("lacks %(what)s") % {"what": what}, force_words.lacks(state.lacks))


def _sum(home: Iterable[tuple[VehicleFacts, Any]], name: str, what: str) -> Sum:
    """Add up what was reported of the vehicles at home since they came back."""
    told = [
        getattr(facts.load, name)
        for facts, _lacks in home
        if facts.load is not None and (facts.since is None or facts.load.reported_at >= facts.since)
    ]
    known = [value for value in told if value is not None]
    low = any(lack.what == what for _facts, lacks in home for lack in lacks)
    return Sum(sum(known) if known else None, low)


def _totals(rows: list[Row]) -> dict[str, Any]:
    chips = [chip for row in rows for chip in row.chips]
    looks = [chip.look for chip in chips]
    return {
        "stations": len(rows),
        "short_stations": sum(row.duty.is_short for row in rows),
        "on_duty": sum(row.duty.on_duty for row in rows),
        "required": sum(row.duty.required or 0 for row in rows),
        "complete": looks.count(""),
        "away": looks.count("away"),
        "formations": len(chips),
        "ready": sum(row.ready for row in rows),
        "vehicles": sum(row.vehicles for row in rows),
        "off_road": sum(len(row.duty.off_road) for row in rows),
        **{name: _whole(getattr(row, name) for row in rows) for name in ("water", "foam", "cylinders")},
    }


def _whole(sums: Iterable[Sum]) -> float | None:
    known = [one.value for one in sums if one.value is not None]
    return sum(known) if known else None
