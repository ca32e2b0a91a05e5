"""What may be sent to an incident, how soon it is there, and what is proposed."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from lanyan.analysis.choice.warm import warm as warm_choice
from lanyan.forces import arrivals, cover
from lanyan.forces.drawing import closures_drawn
from lanyan.forces.models import RoadClosure, Station, Vehicle
from lanyan.forces.queries import FormationView, VehicleView, formations_for
from lanyan.forces.rules import root
from lanyan.incidents import proposal, rules, wording
from lanyan.incidents.facts import first_rules, hour_factor, implied, needs, turnout_times
from lanyan.incidents.models import Call, Incident, Run
from lanyan.incidents.proposal import By, Candidate, Forces, Proposal, Ways
from lanyan.incidents.queries import answering, responsible, responsible_unit_id
from lanyan.kernel import prepared
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit

# A micro station is called at once where it can be there this soon 3分钟到场 (reference §2).
MICRO_SECONDS = 180
# So many vehicles on their way back get a search of their own over the roads, the nearest first.
MOST_SEARCHED = 8


@dataclass(frozen=True)
class Standing:
    """The forces of a centre at an instant: all formations, and which vehicles are free on their way back."""

    centre: Unit
    candidates: list[Candidate]
    returning: frozenset[int]
    # The incident that each vehicle with an open run is bound to.
    bound: Mapping[int, int]
    at: datetime

    @cached_property
    def stations(self) -> dict[int, FormationView]:
        """One formation of each station, for what it says of the station."""
        return {one.formation.station_id: one.formation for one in self.candidates}


_OPEN_RUNS = prepared.query(
    lambda: Run.objects.open().values_list(
        "vehicle_id", "status", "incident_id", "incident__kind", "incident__lon", "incident__lat"
    )
)
_CALLS = prepared.query(lambda incident: Call.objects.filter(incident=incident).values_list("pk"), incident=int)


def standing(centre: Unit, at: datetime) -> Standing:
    """Every formation below a centre with what stands against sending it: four queries."""
    runs = _OPEN_RUNS()
    busy = {pk for pk, status, _incident, kind, *_at in runs if not rules.may_be_sent(status, kind)}
    bound = {pk: incident for pk, _status, incident, *_more in runs}
    posted = {pk: (lon, lat) for pk, status, _incident, _kind, lon, lat in runs if _is_posted(pk, busy, status, lon)}
    returning = frozenset(bound.keys() - busy)
    formations = formations_for(centre.path)
    found, places = _unbound(centre.path, formations)
    for place in {place for pk in bound for place in places.get(pk, ())}:
        found[place] = _candidate(formations[place], busy, returning, at, posted)
    return Standing(centre, found, returning, bound, at)


# The formations as they were last, as if nobody had been sent, and where in their list each vehicle stands.
_last_unbound: dict[str, tuple[list[FormationView], list[Candidate], dict[int, list[int]]]] = {}


def _unbound(path: str, formations: list[FormationView]) -> tuple[list[Candidate], Mapping[int, list[int]]]:
    """Formations with what stands against them apart from runs, in a list of its own: made anew when they change."""
    kept = _last_unbound.get(path)
    if kept is None or kept[0] is not formations:
        places: dict[int, list[int]] = {}
        for place, formation in enumerate(formations):
            for vehicle in formation.vehicles:
                places.setdefault(vehicle.id, []).append(place)
        free = [_candidate(formation, frozenset(), frozenset(), None) for formation in formations]
        kept = _last_unbound[path] = (formations, free, places)
    return list(kept[1]), kept[2]


def _is_posted(pk: int, busy: Collection[int], status: str, lon: float | None) -> bool:
    """Whether a vehicle stands at a guard, free to be sent from there."""
    return pk not in busy and status in rules.ON_SCENE and lon is not None


def _candidate(
    formation: FormationView,
    busy: Collection[int],
    returning: Collection[int],
    at: datetime | None,
    posted: Mapping[int, arrivals.Point] = {},
) -> Candidate:
    if any(vehicle.id in posted for vehicle in formation.vehicles):
        formation = replace(formation, vehicles=tuple(_stationed(v, posted, at) for v in formation.vehicles))
    vehicles = formation.vehicles
    return Candidate(
        formation,
        posted=tuple(vehicle.call_sign for vehicle in vehicles if vehicle.id in posted),
        busy=tuple(vehicle.call_sign for vehicle in vehicles if vehicle.id in busy),
        off_road=tuple(v.call_sign for v in vehicles if v.condition != Vehicle.Condition.IN_SERVICE),
        lost=tuple(v.call_sign for v in vehicles if v.id in returning and at and _is_old(v.positioned_at, at)),
    )


def _stationed(vehicle: VehicleView, posted: Mapping[int, arrivals.Point], at: datetime | None) -> VehicleView:
    """A vehicle at a guard stands where the guard is, unless it says itself where."""
    if vehicle.id not in posted or at is None or not _is_old(vehicle.positioned_at, at):
        return vehicle
    lon, lat = posted[vehicle.id]
    return replace(vehicle, lon=lon, lat=lat, positioned_at=at)


def _is_old(heard: datetime | None, at: datetime) -> bool:
    return heard is None or (at - heard).total_seconds() > settings.POSITION_OLD_SECONDS


def reaching(path: str) -> Callable[[arrivals.Point], int | None]:
    """Tell of any point how many seconds it is from an order to the first arrival from a centre's nearest station.

    Of every station that answers for ground, whether it has somebody ready or not; None where no way leads there.
    """
    roads, turnout = arrivals.roads(root(path)), turnout_times()
    stations = answering(path)
    places = {pk: (lon, lat) for pk, _path, _kind, lon, lat, _area in stations}
    leaves = {pk: turnout.get(kind, proposal.TURNOUT_SECONDS) for pk, _path, kind, _lon, _lat, _area in stations}

    def reach(point: arrivals.Point) -> int | None:
        travel = roads.travel(places, point).seconds
        found = [seconds + leaves[pk] for pk, seconds in travel.items() if seconds == seconds]
        return round(min(found)) if found else None

    return reach


# ---- the proposal -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Proposing:
    """A proposal with what it was made from: more formations can be asked how soon they would be there."""

    found: Proposal
    forces: Forces
    ways: Ways

    def line(self, key: str) -> proposal.Line:
        """A formation that is not among the lines."""
        return proposal.staying(self.forces, key, proposal.arrival(self.forces, self.ways, key))


def propose(incident: Incident, forces: Standing) -> Proposing | None:
    """The forces to send to an incident; None until its kind and point are known.

    Once vehicles are bound to it, it is a reinforcement: they count towards the needs.
    """
    if incident.kind is None or incident.lon is None or incident.lat is None:
        return None
    point = (incident.lon, incident.lat)
    bound = [vehicle for vehicle, bound_to in forces.bound.items() if bound_to == incident.pk]
    ways = _ways(forces, point, bound)
    own = {pk: at for pk, at in _places(forces).items() if forces.stations[pk].aid_minutes is None}
    ground = cover.ground(root(forces.centre.path), own)
    prepared = _prepared(forces, ground, frozenset(ways.elsewhere))
    facts = implied(incident.subkind, incident.facts)
    level, stronger = incident.level, tuple[rules.FirstRule, ...]()
    if incident.first_ordered_at is None:
        around = _circumstances(incident, facts, prepared, ways)
        level, stronger = rules.stronger_first(incident.kind, incident.level, around, first_rules())
    unit_id, unit_path = responsible(incident)
    subkind = incident.subkind.code if incident.subkind else ""
    needed = needs(incident.kind, level, facts, subkind=subkind, unit_path=unit_path)
    found = proposal.propose(
        prepared,
        ways,
        needed.wanted,
        _by(unit_id, forces, ways, each_soonest=needed.each_soonest),
        sent=bound,
        names={pk: formation.station_name for pk, formation in forces.stations.items()},
    )
    found = replace(found, level=level, stronger=tuple(row.code for row in stronger))
    return Proposing(found, prepared, ways)


# The forces as they were last: most proposals are made again for new facts of the same minute.
_last: dict[str, tuple[list[Candidate], cover.Covered, dict[str, float], Forces]] = {}


def _prepared(forces: Standing, ground: cover.Covered, moving: frozenset[int]) -> Forces:
    kept, turnout, made = _last.get(forces.centre.path), turnout_times(), None
    if kept is not None and kept[1] is ground and kept[2] == turnout:
        if kept[3].moving == moving and kept[0] == forces.candidates:
            return kept[3]
        made = proposal.restated(kept[3], forces.candidates, turnout=turnout, moving=moving)
    if made is None:
        made = proposal.prepare(
            forces.candidates, turnout=turnout, ground=ground.ground, stations=ground.stations, moving=moving
        )
    _last[forces.centre.path] = (forces.candidates, ground, turnout, made)
    return made


def _places(forces: Standing) -> dict[int, arrivals.Point]:
    return {pk: (formation.lon, formation.lat) for pk, formation in forces.stations.items()}


def _ways(forces: Standing, point: arrivals.Point, bound: Iterable[int]) -> Ways:
    """Seconds from all stations, and from where free vehicles on their way back are."""
    roads = arrivals.roads(root(forces.centre.path))
    travel = roads.travel(_places(forces), point)
    returning = forces.returning.difference(bound)
    free = (v for c in forces.candidates if returning and not c.why_not for v in c.formation.vehicles)
    away = {v.id: (v.lon, v.lat) for v in free if v.id in returning}
    near = sorted(away, key=lambda pk: arrivals.straight_seconds(away[pk], point))
    most = settings.PROPOSAL_FARTHEST_MINUTES * 60.0
    elsewhere = {pk: roads.seconds_from(away[pk], point, most_seconds=most) for pk in near[:MOST_SEARCHED]}
    elsewhere |= {pk: arrivals.straight_seconds(away[pk], point) for pk in near[MOST_SEARCHED:]}
    return Ways(travel.seconds, elsewhere, travel.estimated, hour_factor(forces.at))


def _by(unit_id: int, forces: Standing, ways: Ways, *, each_soonest: bool) -> By:
    """What goes by rule: the responsible station, the nearest team of a township, micro stations that are near."""
    of_unit = {formation.unit_id: pk for pk, formation in forces.stations.items()}
    # A station has formations of its own beside those of a specialist team: its kind decides, unless it only helps.
    teams = {
        pk: proposal.TEAMS.get(formation.unit_kind, "") if formation.aid_minutes is None else "aid"
        for pk, formation in forces.stations.items()
    }
    own = {pk for pk, team in teams.items() if team != "aid"}
    reached = {pk: seconds for pk, seconds in ways.stations.items() if seconds == seconds and pk in own}
    nearest = min(reached, key=lambda pk: (reached[pk], pk), default=None)
    micros = sorted(pk for pk, team in teams.items() if team == "micro" and reached.get(pk, 1e9) <= MICRO_SECONDS)
    return By(
        responsible=of_unit.get(unit_id),
        township=nearest if nearest is not None and teams[nearest] == "township" else None,
        micros=tuple(micros),
        farthest_seconds=settings.PROPOSAL_FARTHEST_MINUTES * 60.0,
        each_soonest=each_soonest,
    )


def _circumstances(incident: Incident, facts: Mapping[str, Any], forces: Forces, ways: Ways) -> rules.Circumstances:
    """What besides the level speaks for a stronger first dispatch."""
    return rules.Circumstances(
        place_class=str(facts.get("place_class", "")),
        subkind=incident.subkind.code if incident.subkind else "",
        hour=incident.answered_at.astimezone(ZONE).hour,
        calls=len(_CALLS(incident=incident.pk)),
        seconds=proposal.soonest(forces, ways),
    )


@dataclass(frozen=True)
class Drawn:
    """Ways to a scene, the closures in effect around it, and their marks, for a map."""

    routes: list[Any]
    closed: list[Any]
    marks: list[dict[str, Any]]


def ways_drawn(centre: Unit, starts: Iterable[Sequence[float]], point: arrivals.Point) -> Drawn:
    """The ways from stations to a point as lines to draw, round what is closed: two queries."""
    roads = arrivals.roads(root(centre.path))
    routes = [roads.drawn((lon, lat), point).points for lon, lat in starts]
    closures = RoadClosure.objects.filter(unit__path__startswith=centre.path).in_effect(timezone.now())
    drawn = closures_drawn(list(closures.order_by("pk")))
    return Drawn(routes, drawn["past"], drawn["marks"])


def expected_first(incident: Incident, *, station_id: int | None = None) -> tuple[Station, str] | None:
    """Which station to pre-alert, with what it should prepare; None when the centre has no station.

    A named station, else the responsible one when something of it is proposed, else the first one proposed.
    """
    stations = Station.objects.filter(unit__path__startswith=incident.centre.path, unit__closed_date=None)
    known = {station.pk: station for station in stations.select_related("unit")}
    forces = standing(incident.centre, timezone.now())
    proposing = propose(incident, forces)
    lines = [line.candidate for line in proposing.found.lines if line.chosen] if proposing is not None else []
    if station_id is None:
        unit_id = responsible_unit_id(incident)
        home = [candidate for candidate in lines if candidate.formation.unit_id == unit_id]
        first = next(iter([*home, *lines]), None)
        own = next((pk for pk, station in known.items() if station.unit_id == unit_id), None)
        station_id = first.formation.station_id if first is not None else own
    if station_id not in known:
        return None
    free = [c for c in [*lines, *forces.candidates] if c.formation.station_id == station_id and c.is_free]
    return known[station_id], wording.prepared(free[0].formation) if free else ""


def warm() -> None:
    """Load the compiled parts of the choice and of the arrival times before the first call needs them."""
    warm_choice()
    arrivals.warm()
