"""Reads that join several nouns: what can be sent, what the desk, the station terminal and the record show."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet

from lanyan.forces.models import Station, Vehicle
from lanyan.forces.queries import FormationView, formations_for
from lanyan.incidents import rules
from lanyan.incidents.facts import implied, level_rules, needs, read_facts
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.incidents.proposal import Candidate, Proposal, propose
from lanyan.kernel.errors import Refused
from lanyan.places.coordinates import distance_m
from lanyan.units.models import Unit, User


def busy_vehicles(vehicle_ids: list[int]) -> dict[int, Run]:
    """Which vehicles are bound to a run that does not let them go: one query."""
    runs = Run.objects.open().exclude(status__in=rules.SENDABLE).filter(vehicle_id__in=vehicle_ids)
    return {run.vehicle_id: run for run in runs.select_related("incident")}


def candidates(centre: Unit) -> list[Candidate]:
    """Every formation below a centre with what stands against sending it."""
    formations = formations_for(centre.path)
    busy = busy_vehicles([vehicle.id for formation in formations for vehicle in formation.vehicles])
    return [_candidate(formation, busy) for formation in formations]


def _candidate(formation: FormationView, busy: dict[int, Run]) -> Candidate:
    return Candidate(
        formation,
        busy=tuple(vehicle.call_sign for vehicle in formation.vehicles if vehicle.id in busy),
        off_road=tuple(v.call_sign for v in formation.vehicles if v.condition != Vehicle.Condition.IN_SERVICE),
    )


def proposed_level(incident: Incident) -> rules.LevelProposal:
    """The level the facts speak for."""
    return rules.propose_level(incident.kind or "", implied(incident.subkind, incident.facts), level_rules())


def facts_or_none(kind: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The facts as far as they can be read; None while one of them is wrong (its own message says so)."""
    try:
        return read_facts(kind, given)
    except Refused:
        return None


def proposal_for(incident: Incident, everything: list[Candidate]) -> Proposal | None:
    """The forces to send to an incident out of the candidates of its centre; None until its kind and point are known.

    Once vehicles are bound to it, it is a reinforcement: they count towards the needs.
    """
    if incident.kind is None or incident.lon is None or incident.lat is None:
        return None
    bound = set(Run.objects.open().filter(incident=incident).values_list("vehicle_id", flat=True))
    singles = [c.formation for c in everything if c.formation.formation_id is None]
    unit = responsible_unit(incident)
    return propose(
        needs=needs(incident.kind, incident.level, implied(incident.subkind, incident.facts)),
        point=(incident.lon, incident.lat),
        candidates=[c for c in everything if not bound & {vehicle.id for vehicle in c.formation.vehicles}],
        responsible_unit_id=unit.pk,
        sent=[formation for formation in singles if formation.vehicles[0].id in bound],
        farthest_seconds=settings.PROPOSAL_FARTHEST_MINUTES * 60,
    )


def responsible_unit(incident: Incident) -> Unit:
    """The station that answers for the point 责任区: the nearest of the centre by straight line; else the centre."""
    if incident.lon is None or incident.lat is None:
        return incident.centre
    lon, lat = incident.lon, incident.lat
    stations = (
        Station.objects.filter(unit__path__startswith=incident.centre.path, unit__closed_date=None)
        .exclude(station_class=Station.Class.LOGISTICS)
        .exclude(unit__kind=Unit.Kind.GOVERNMENT_TEAM)
        .select_related("unit")
    )
    nearest = min(stations, key=lambda station: distance_m(station.lon, station.lat, lon, lat), default=None)
    return nearest.unit if nearest is not None else incident.centre


def centre_for(user: User) -> Unit | None:
    """The command centre a person takes calls for: the highest unit where the right is held."""
    paths = user.paths("incidents.take_call")
    return Unit.objects.filter(path=paths[0]).first() if paths else None


def repeated(incident: Incident, *, at: datetime) -> list[tuple[Incident, int]]:
    """Open incidents near in place and time: probably the same one. With their distance in metres, nearest first."""
    if incident.lon is None or incident.lat is None:
        return []
    since = at - timedelta(minutes=settings.REPEATED_CALL_MINUTES)
    others = Incident.objects.filter(
        centre=incident.centre,
        status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN),
        answered_at__gte=since,
        is_exercise=incident.is_exercise,
        lon__isnull=False,
    ).exclude(pk=incident.pk)
    near = [
        (other, round(distance_m(incident.lon, incident.lat, other.lon, other.lat)))
        for other in others.select_related("subkind", "unit")
    ]
    return sorted((pair for pair in near if pair[1] <= settings.REPEATED_CALL_METRES), key=lambda pair: pair[1])


def earlier_at(incident: Incident, *, metres: int = 100, limit: int = 3) -> list[Incident]:
    """What happened here before: counted incidents within some metres, newest first."""
    if incident.lon is None or incident.lat is None:
        return []
    # A degree is at most 111 km: a box first, so that an index could be used, then the true distance.
    box = metres / 80_000
    near = Incident.objects.counted().filter(
        lon__range=(incident.lon - box, incident.lon + box), lat__range=(incident.lat - box, incident.lat + box)
    )
    found = near.exclude(pk=incident.pk).select_related("subkind").order_by("-answered_at")[: 5 * limit]
    here = [i for i in found if distance_m(incident.lon, incident.lat, i.lon, i.lat) <= metres]
    return here[:limit]


def board(user: User, centre: Unit) -> QuerySet[Incident]:
    """The incidents at hand of a centre with the numbers of their runs, newest first."""
    return (
        Incident.objects.visible_to(user)
        .unfinished()
        .filter(centre=centre)
        .select_related("subkind", "owner", "unit", "division")
        .annotate(
            sent=Count("runs", distinct=True, filter=~Q(runs__status__in=(rules.STOOD_DOWN, rules.DIVERTED))),
            there=Count("runs", distinct=True, filter=Q(runs__arrived_at__isnull=False, runs__ended_at=None)),
            away=Count("runs", distinct=True, filter=Q(runs__status__in=rules.OUT)),
            unanswered=Count("orders", filter=Q(orders__received_at=None, orders__stood_down_at=None), distinct=True),
        )
        .order_by("-answered_at", "-pk")
    )


def record(user: User) -> QuerySet[Incident]:
    """Incidents with everything their page shows."""
    runs = Run.objects.select_related("vehicle__kind", "vehicle__home__unit", "unit", "order")
    return Incident.objects.visible_to(user).select_related(
        "subkind", "unit", "centre", "division", "place", "owner", "confirmed_by", "merged_into"
    ).prefetch_related(
        Prefetch("runs", runs.order_by("order__wave", "order__serial", "pk")),
        Prefetch("orders", DispatchOrder.objects.select_related("station__unit", "issued_by", "received_by")),
    )  # fmt: skip


def terminal_orders(station: Station) -> list[DispatchOrder]:
    """What a station terminal shows: orders whose vehicles have not all left yet, the oldest unanswered first."""
    runs = Run.objects.select_related("vehicle__kind").order_by("pk")
    orders = (
        DispatchOrder.objects.filter(station=station, stood_down_at=None)
        .filter(runs__status__in=(rules.ORDERED, rules.RECEIVED))
        .select_related(
            "incident__subkind", "incident__division", "incident__centre", "incident__unit", "station__unit"
        )
        .prefetch_related(Prefetch("runs", runs))
        .distinct()
    )
    return sorted(orders, key=lambda order: (order.received_at is not None, order.issued_at))


def stations_sent(incident: Incident) -> dict[str, list[float]]:
    """Which stations have vehicles bound to an incident: {name: [longitude, latitude]}."""
    orders = (
        DispatchOrder.objects.filter(incident=incident, runs__ended_at=None).select_related("station__unit").distinct()
    )
    return {str(order.station): [order.station.lon, order.station.lat] for order in orders}


def others_sent(order: DispatchOrder) -> dict[str, list[str]]:
    """Who goes to the same incident besides this order: {station: call signs}."""
    found: dict[str, list[str]] = defaultdict(list)
    runs = Run.objects.filter(incident=order.incident).exclude(order=order)
    runs = runs.exclude(status__in=(rules.STOOD_DOWN, rules.DIVERTED)).select_related("vehicle", "unit")
    for run in runs.order_by("order__serial", "pk"):
        found[run.unit.short_name].append(run.vehicle.call_sign)
    return dict(found)
