"""What record, terminal and sheet show of an incident: facts, calls, stamps, history and the map, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lanyan.forces.arrivals import METRES_PER_SECOND, ROAD_FACTOR
from lanyan.forces.models import PEOPLE, Station
from lanyan.forces.positions import vehicle_marks
from lanyan.incidents import rules, wording, words
from lanyan.incidents.models import Call, Incident, Run
from lanyan.kernel import audit
from lanyan.kernel.audit import Entry
from lanyan.places.coordinates import distance_m
from lanyan.web import formats

HISTORY_LIMIT = 300
URGENT = ("trapped", "casualties")
# A longer name would hang over the edge of the map.
NAME_ON_MAP = 12


def may(user: Any, permission: str, incident: Incident) -> bool:
    """Does a person hold a permission over an incident: in its area, or for a station that was sent to it?"""
    paths = [incident.unit.path, *(order.station.unit.path for order in incident.orders.all())]
    return any(user.may(permission, path) for path in paths)


# ---- facts and calls ------------------------------------------------------------------------------------
class FactLine(NamedTuple):
    """One fact in words; urgent when people are in danger."""

    label: str
    text: str
    urgent: bool


def facts_told(facts: Mapping[str, Any]) -> list[FactLine]:
    """The facts asked of the caller in words, in the order of their table."""
    told = []
    for fact in rules.FACTS:
        value = facts.get(fact.key)
        if value is None or value == "":
            continue
        if fact.choices:
            text = str(dict(fact.choices).get(value, value))
        else:
            text = formats.number(value) if fact.kind is int else str(value)
        told.append(FactLine(str(fact.label), text, fact.key in URGENT and value > 0))
    return told


@dataclass(frozen=True)
class CallLine:
    """One call as a reader may see it; `who` is empty for readers who may not know the caller."""

    call: Call
    who: str


def calls_told(incident: Incident, user: Any) -> list[CallLine]:
    """The calls of an incident; the caller only behind their own permission, and masked."""
    known = may(user, "incidents.view_caller", incident)
    return [CallLine(call, caller_told(call) if known else "") for call in incident.calls.order_by("answered_at", "pk")]


def caller_told(call: Call) -> str:
    """Name and masked telephone."""
    return " ".join(filter(None, [call.caller, words.mask_phone(call.phone)]))


def situation(incident: Incident) -> str:
    """How far an open incident has come, in the words of its stamps; the state for all others."""
    if incident.status != rules.OPEN:
        return str(incident.get_status_display())
    steps = (
        ("water_off_at", Run.Status.WATER_OFF),
        ("knocked_down_at", Run.Status.KNOCKED_DOWN),
        ("controlled_at", Run.Status.CONTROLLED),
        ("water_on_at", Run.Status.WATER_ON),
        ("first_arrived_at", Run.Status.ARRIVED),
        ("first_departed_at", Run.Status.DEPARTED),
        ("first_ordered_at", Run.Status.ORDERED),
    )
    reached = next((step for column, step in steps if getattr(incident, column) is not None), None)
    return str(reached.label) if reached is not None else str(incident.get_status_display())


@dataclass(frozen=True)
class Strength:
    """Who went: vehicle runs 辆次, stations 队次, people 人次; how many vehicles are at the scene and not yet back."""

    runs: int
    teams: int
    people: int
    there: int
    away: int


def strength(runs: Iterable[Run]) -> Strength:
    """Count the runs that turned out, of one incident."""
    out = [run for run in runs if run.departed_at is not None]
    there = sum(run.status in rules.ON_SCENE for run in out)
    away = sum(run.status in rules.OUT for run in out)
    return Strength(len(out), len({run.unit_id for run in out}), sum(run.headcount for run in out), there, away)


# ---- the stamp grid -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """One stamp of one run: its instant, whether it was entered later, the expected next one, or passed over."""

    stamp: rules.Stamp
    at: datetime | None
    late: bool
    next: bool
    void: bool


@dataclass(frozen=True)
class GridRow:
    """One vehicle: its stamps, the other stamps that are possible now, and what the reader may do."""

    run: Run
    cells: list[Cell]
    others: list[rules.Stamp]
    may_stamp: bool
    may_correct: bool
    may_stand_down: bool


@dataclass(frozen=True)
class Grid:
    """The stamp grid of an incident."""

    stamps: list[rules.Stamp]
    rows: list[GridRow]

    @property
    def stampable(self) -> bool:
        """Is there a row the reader may stamp?"""
        return any(row.may_stamp for row in self.rows)


def grid(incident: Incident, user: Any) -> Grid:
    """One row a vehicle, one column a stamp of this kind; turning back has a column only where it happened."""
    runs = list(incident.runs.all())
    turned = any(run.turned_back_at is not None for run in runs)
    stamps = [stamp for stamp in rules.stamps_for(incident.kind or "") if turned or stamp.key != "turned_back"]
    living = incident.status in (rules.OPEN, rules.CLOSED)
    return Grid(stamps, [_row(run, incident, stamps, user if living else None) for run in runs])


def _row(run: Run, incident: Incident, stamps: list[rules.Stamp], user: Any) -> GridRow:
    def held(permission: str) -> bool:
        paths = (run.unit.path, incident.unit.path)
        return user is not None and any(user.may(f"incidents.{permission}", path) for path in paths)

    kind = incident.kind or ""
    following = rules.next_stamp(kind, run.status) if held("stamp_run") else None
    possible = rules.RUN.moves_from(run.status)
    others = [stamp for stamp in rules.stamps_for(kind) if stamp.key in possible and stamp.key != following]
    return GridRow(
        run=run,
        cells=_cells(run, stamps, following),
        others=others if following else [],
        may_stamp=following is not None,
        may_correct=held("correct_stamp"),
        may_stand_down="stand_down" in possible and held("stand_down"),
    )


def _cells(run: Run, stamps: list[rules.Stamp], following: str | None) -> list[Cell]:
    times = [getattr(run, stamp.column) for stamp in stamps]
    over = run.status in rules.ENDED
    cells = []
    for number, (stamp, at) in enumerate(zip(stamps, times, strict=True)):
        late = run.provenance.get(stamp.key, {}).get("source") == "later"
        passed = at is None and (over or any(later is not None for later in times[number + 1 :]))
        cells.append(Cell(stamp, at, late, stamp.key == following, passed))
    return cells


def loads(run: Run) -> list[str]:
    """What a vehicle brings besides people: 水 8 t."""
    amounts = {key: wording.quantity(key, value) for key, value in run.vehicle.capabilities.items() if key != PEOPLE}
    # What is only counted (one rescue set, one lamp) says nothing beside the vehicle's kind.
    return [f"{words.capability(key)} {amount}" for key, amount in amounts.items() if " " in amount]


# ---- history --------------------------------------------------------------------------------------------
def history_told(incident: Incident, *, limit: int = HISTORY_LIMIT) -> list[Entry]:
    """The incident's changes in words; what the stamp grid tells is not tracked on the incident."""
    names = {str(field.verbose_name): field.name for field in Incident._meta.concrete_fields}

    def told(label: str, old: Any, new: Any) -> tuple[str, Any, Any]:
        return label, _said(names[label], old, incident), _said(names[label], new, incident)

    return [
        replace(entry, changes=[told(*change) for change in entry.changes])
        for entry in audit.history(incident, limit=limit)
    ]


def _said(name: str, value: Any, incident: Incident) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.instant(value, timezone.localdate())
    if isinstance(value, dict):
        return _(", ").join(f"{fact.label} {fact.text}" for fact in facts_told(value))
    if name == "level" and value is not None:
        return words.level(incident.kind, value) if incident.kind in rules.HIGHEST_LEVEL else value
    return value


# ---- where ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """The way to the scene by straight line: metres, its direction, and estimates by road (see proposal)."""

    metres: float
    direction: str
    road_metres: float
    seconds: float


def way(station: Station, incident: Incident) -> Way | None:
    """Tell the straight line from a station to the scene; None while the point is not known."""
    if incident.lon is None or incident.lat is None:
        return None
    metres = distance_m(station.lon, station.lat, incident.lon, incident.lat)
    road = metres * ROAD_FACTOR
    return Way(metres, _direction(station, incident), road, road / METRES_PER_SECOND)


def _direction(station: Station, incident: Incident) -> str:
    east = distance_m(station.lon, station.lat, incident.lon, station.lat)
    north = distance_m(station.lon, station.lat, station.lon, incident.lat)
    ways = (incident.lat > station.lat, incident.lon > station.lon)
    if east > 2.4 * north:
        return _("east") if ways[1] else _("west")
    if north > 2.4 * east:
        return _("north") if ways[0] else _("south")
    corners = {
        (True, True): _("north-east"),
        (True, False): _("north-west"),
        (False, True): _("south-east"),
        (False, False): _("south-west"),
    }
    return corners[ways]


def map_of(incident: Incident) -> dict[str, Any]:
    """The marks of an incident's map: scene, stations, vehicles whose position is known, and straight lines."""
    runs = [run for run in incident.runs.all() if run.status not in (rules.STOOD_DOWN, rules.DIVERTED)]
    stations = {run.vehicle.home_id: run.vehicle.home for run in runs}
    marks: list[dict[str, Any]] = [
        {"icon": "station", "text": str(home), "at": [home.lon, home.lat]} for home in stations.values()
    ]
    out = [run for run in runs if run.status in rules.OUT]
    marks += vehicle_marks([run.vehicle for run in out], timezone.now())
    if incident.lon is None or incident.lat is None:
        return {"marks": marks, "routes": [], "past": []}
    scene = [incident.lon, incident.lat]
    icon = "flame" if incident.kind == rules.FIRE else "pin"
    kind = "fire" if incident.status == rules.OPEN else ""
    name = incident.address or incident.place_answer or incident.short_number
    marks.append(
        {
            "kind": kind,
            "icon": icon,
            "text": Truncator(name).chars(NAME_ON_MAP),
            "at": scene,
            "anchor": _side(incident.lon, [home.lon for home in stations.values()]),
            "offset": [0, -4],
        }
    )
    going = {run.vehicle.home_id for run in runs if run.status == rules.DEPARTED}
    lines = {home_id: [[home.lon, home.lat], scene] for home_id, home in stations.items()}
    return {
        "marks": marks,
        "routes": [line for home_id, line in lines.items() if home_id in going],
        "past": [line for home_id, line in lines.items() if home_id not in going],
    }


def _side(lon: float, others: list[float]) -> str:
    """On which side of its point the scene's name stands, so that it stays on the map."""
    if others and lon <= min(others):
        return "bottom-left"
    return "bottom-right" if others and lon >= max(others) else "bottom"
