"""Reads that join several nouns: what can be sent, what the desk, the station terminal and the record show."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from lanyan.forces.models import Station
from lanyan.forces.positions import vehicle_marks
from lanyan.incidents import rules
from lanyan.incidents.facts import implied, level_rules, read_facts
from lanyan.incidents.models import Call, DispatchOrder, Incident, LogEntry, PreAlert, Run
from lanyan.kernel import prepared
from lanyan.kernel.errors import Refused
from lanyan.kernel.prepared import Prepared
from lanyan.places.coordinates import distance_m, in_outline
from lanyan.units.models import Assignment, Role, Unit, User

# Ways on which a telephone number is the caller's own, not that of a centre that passes calls on.
OWN_LINES = (Call.Source.PHONE_119, Call.Source.PHONE_BACKUP)
# A shorter number is an extension or a slip of the finger.
LEAST_DIGITS = 7

# What an incident refers to, as its page and its archive tell it.
WHOLE = ("subkind", "unit", "centre", "division", "place", "owner", "confirmed_by", "merged_into")


def proposed_level(incident: Incident) -> rules.LevelProposal:
    """The level the facts speak for."""
    return rules.propose_level(incident.kind or "", implied(incident.subkind, incident.facts), level_rules())


def facts_or_none(kind: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The facts as far as they can be read; None while one of them is wrong (its own message says so)."""
    try:
        return read_facts(kind, given)
    except Refused:
        return None


@cache
def _at_hand(paths: int) -> Prepared:
    def build(pk: int, **ones: str) -> QuerySet[Incident]:
        found = Incident.objects.visible_to(prepared.Reader(ones.values())).filter(pk=pk)
        return found.select_related("centre", "unit", "subkind", "division", "owner", "place")

    return prepared.query(build, pk=int, **prepared.places(paths))


def at_hand(pk: int, paths: Sequence[str]) -> Incident | None:
    """An incident with all that the desk asks of it, for a reader who reaches the units of these paths: one query."""
    found: Incident | None = _at_hand(len(paths)).one(pk=pk, **prepared.several(paths)) if paths else None
    return found


def responsible_unit(incident: Incident) -> Unit:
    """The station that answers for the point 责任区: whose drawn area holds it, else the nearest; else the centre."""
    pk = responsible_unit_id(incident)
    return incident.centre if pk == incident.centre_id else Unit.objects.get(pk=pk)


def responsible_unit_id(incident: Incident) -> int:
    """The same by its id; of two equally near the one that was there first."""
    return responsible(incident)[0]


_ANSWERING = prepared.query(
    lambda path: (
        Station.objects.filter(unit__path__startswith=path, unit__closed_date=None)
        .exclude(station_class=Station.Class.LOGISTICS)
        .exclude(unit__kind=Unit.Kind.GOVERNMENT_TEAM)
        .values_list("unit_id", "unit__path", "unit__kind", "lon", "lat", "outline")
    ),
    path=str,
)


def answering(path: str) -> list[Any]:
    """The stations below a path that answer for ground: id, path, kind of their unit, point, outline of their area."""
    return _ANSWERING(path=path)


def responsible(incident: Incident) -> tuple[int, str]:
    """The same by its id and path: one query."""
    if incident.lon is None or incident.lat is None:
        return incident.centre_id, incident.centre.path
    lon, lat = incident.lon, incident.lat
    stations = answering(incident.centre.path)
    # A point that lies in nobody's drawn area, or in two, belongs to the nearest.
    drawn = [station for station in stations if in_outline(lon, lat, station[-1])]
    far = [(distance_m(east, north, lon, lat), pk, path) for pk, path, _kind, east, north, _area in drawn or stations]
    return min(far)[1:] if far else (incident.centre_id, incident.centre.path)


_UNIT = prepared.query(lambda path: Unit.objects.filter(path=path), path=str)


def centre_for(user: User) -> Unit | None:
    """The command centre a person takes calls for: the highest unit where the right is held."""
    paths = user.paths("incidents.take_call")
    return _UNIT.one(path=paths[0]) if paths else None


def centre_entering(user: User) -> Unit | None:
    """The command centre a person enters paper for: the highest unit where the right is held."""
    paths = user.paths("incidents.enter_late")
    return _UNIT.one(path=paths[0]) if paths else None


def other_seats(centre: Unit, *, but: int | None) -> list[User]:
    """Who else takes calls for a centre, by seat: two queries however many there are."""
    permission = "incidents.take_call"
    able = [role.pk for role in Role.objects.all() if permission in role.permissions]
    held = Assignment.objects.in_force(timezone.localdate()).filter(role__in=able).select_related("unit", "user")
    people = {one.user for one in held if centre.path.startswith(one.unit.path) and one.user.is_active}
    return sorted((user for user in people if user.pk != but), key=lambda user: (user.seat == "", user.seat, user.name))


def repeated(incident: Incident, *, at: datetime) -> list[tuple[Incident, int | None]]:
    """Living incidents near in time and place, or called in from the same number: probably the same one.

    With their distance in metres, nearest first; None, and before all others, where only the number is the same.
    """
    phones = _own_numbers(incident)
    if incident.lon is None and not phones:
        return []
    since = at - timedelta(minutes=settings.REPEATED_CALL_MINUTES)
    others = Incident.objects.filter(
        centre=incident.centre,
        status__in=(rules.DRAFT, rules.SUSPENDED, rules.OPEN),
        answered_at__gte=since,
        is_exercise=incident.is_exercise,
    ).exclude(pk=incident.pk)
    found: list[tuple[Incident, int | None]] = []
    for other in others.select_related("subkind", "unit").prefetch_related("calls"):
        metres = _metres(incident, other)
        if phones & _own_numbers(other):
            found.append((other, None))
        elif metres is not None and metres <= settings.REPEATED_CALL_METRES:
            found.append((other, metres))
    return sorted(found, key=lambda pair: -1 if pair[1] is None else pair[1])


def _own_numbers(incident: Incident) -> set[str]:
    """The callers' telephone numbers as digits alone, so that 0570-302 and 0570302 are the same."""
    calls = [call for call in incident.calls.all() if call.source in OWN_LINES]
    numbers = {"".join(sign for sign in call.phone if sign.isdecimal()) for call in calls}
    return {number for number in numbers if len(number) >= LEAST_DIGITS}


def _metres(incident: Incident, other: Incident) -> int | None:
    if incident.lon is None or incident.lat is None or other.lon is None or other.lat is None:
        return None
    return round(distance_m(incident.lon, incident.lat, other.lon, other.lat))


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


def asked_for_more() -> Exists:
    """Has a vehicle asked for reinforcement since the last order? For annotating incidents."""
    ordered = DispatchOrder.objects.filter(incident=OuterRef("incident"), issued_at__gt=OuterRef("at"))
    asked = LogEntry.objects.filter(incident=OuterRef("pk"), act="ask_reinforcement")
    return Exists(asked.filter(~Exists(ordered)))


def board(user: User, centre: Unit | None) -> list[Incident]:
    """The incidents at hand of a centre with the numbers of their runs: the queue first, then the newest."""
    paths = user.paths("incidents.view_incident")
    return _board(len(paths))(centre=centre.pk, **prepared.several(paths)) if centre is not None and paths else []


@cache
def _board(paths: int) -> Prepared:
    return prepared.query(_board_query, centre=int, **prepared.places(paths))


def _board_query(centre: int, **ones: str) -> QuerySet[Incident]:
    return (
        Incident.objects.visible_to(prepared.Reader(ones.values()))
        .unfinished()
        .filter(centre=centre)
        .select_related("subkind", "owner", "unit", "division")
        .annotate(
            asked=asked_for_more(),
            warned=Count("alerts", distinct=True, filter=Q(alerts__status__in=rules.ALERT_STANDING)),
            sent=Count("runs", distinct=True, filter=~Q(runs__status__in=(rules.STOOD_DOWN, rules.DIVERTED))),
            there=Count("runs", distinct=True, filter=Q(runs__arrived_at__isnull=False, runs__ended_at=None)),
            away=Count("runs", distinct=True, filter=Q(runs__status__in=rules.OUT)),
            unanswered=Count("orders", filter=Q(orders__received_at=None, orders__stood_down_at=None), distinct=True),
        )
        .alias(is_taken=Q(owner__isnull=False))
        .order_by("is_taken", "-answered_at", "-pk")
    )


def vehicles_under_way(centre: Unit, at: datetime) -> list[dict[str, Any]]:
    """The marks of a centre's vehicles on their way, where they last said they were: one query."""
    runs = Run.objects.open().filter(incident__centre=centre, status__in=rules.OUT, vehicle__lon__isnull=False)
    found = [run.vehicle for run in runs.select_related("vehicle").order_by("pk")]
    # Below the label of the incident they stand at.
    return vehicle_marks(found, at, anchor="top", offset=[0, 14])


def record(user: User) -> QuerySet[Incident]:
    """Incidents with everything their page shows."""
    runs = Run.objects.select_related("vehicle__kind", "vehicle__home__unit", "unit", "order")
    return Incident.objects.visible_to(user).select_related(*WHOLE, "late_entry__entered_by").prefetch_related(
        Prefetch("runs", runs.order_by("order__wave", "order__serial", "pk")),
        Prefetch("orders", DispatchOrder.objects.select_related("station__unit", "issued_by", "received_by")),
    )  # fmt: skip


def _waiting_orders(station: int) -> QuerySet[DispatchOrder]:
    waiting = Run.objects.open().filter(order=OuterRef("pk"), status__in=(rules.ORDERED, rules.RECEIVED))
    orders = DispatchOrder.objects.filter(Exists(waiting), station=station, stood_down_at=None)
    return orders.select_related("incident__subkind", "incident__division")


_WAITING = prepared.query(_waiting_orders, station=int)
_WARNED = prepared.query(
    lambda station: (
        PreAlert.objects.standing().filter(station=station).select_related("incident__subkind", "incident__division")
    ),
    station=int,
)


@cache
def _station(paths: int) -> Prepared:
    def build(pk: int, **ones: str) -> QuerySet[Station]:
        found = Station.objects.visible_to(prepared.Reader(ones.values())).filter(pk=pk, unit__closed_date=None)
        return found.select_related("unit")

    return prepared.query(build, pk=int, **prepared.places(paths))


def terminal_of(pk: int, paths: Sequence[str]) -> Station | None:
    """The station of a terminal, for a reader who reaches the units of these paths: one query."""
    found: Station | None = _station(len(paths)).one(pk=pk, **prepared.several(paths)) if paths else None
    return found


def terminal_orders(station: Station) -> list[DispatchOrder]:
    """What a station terminal shows: orders whose vehicles have not all left yet, the oldest unanswered first."""
    orders: list[DispatchOrder] = _WAITING(station=station.pk)
    for order in orders:
        order.station = station
    return sorted(orders, key=lambda order: (order.received_at is not None, order.issued_at))


def terminal_alerts(station: Station) -> list[PreAlert]:
    """The pre-alerts that stand at a station, the oldest unanswered first."""
    alerts: list[PreAlert] = _WARNED(station=station.pk)
    for alert in alerts:
        alert.station = station
    return sorted(alerts, key=lambda alert: (alert.received_at is not None, alert.sent_at))


_RUNS = prepared.query(
    lambda order: Run.objects.filter(order=order).select_related("vehicle__kind").order_by("pk"), order=int
)
_WORDS = prepared.query(
    lambda incident: (
        Call.objects.filter(incident=incident).exclude(words="").order_by("-pk").values_list("words", flat=True)[:1]
    ),
    incident=int,
)
_ALERTS = prepared.query(lambda order: PreAlert.objects.filter(order=order).order_by("pk"), order=int)


def runs_of(order: DispatchOrder) -> list[Run]:
    """The vehicles of an order: one query."""
    return _RUNS(order=order.pk)


def words_of(incident: Incident) -> str:
    """What was said last of an incident by whoever called."""
    return _WORDS.one(incident=incident.pk) or ""


@cache
def _first_call(paths: int) -> Prepared:
    def build(incident: int, **ones: str) -> QuerySet[Call]:
        found = Call.objects.visible_to(prepared.Reader(ones.values())).filter(incident=incident)
        return found.order_by("pk")[:1]

    return prepared.query(build, incident=int, **prepared.places(paths))


def first_call(incident: Incident, paths: Sequence[str]) -> Call | None:
    """The first call of an incident, for a reader who may know the callers of the units of these paths."""
    found: Call | None = None
    if paths:
        found = _first_call(len(paths)).one(incident=incident.pk, **prepared.several(paths))
    return found


def alert_before(order: DispatchOrder) -> PreAlert | None:
    """The pre-alert that an order followed."""
    found: PreAlert | None = _ALERTS.one(order=order.pk)
    return found


def stations_sent(incident: Incident) -> dict[str, list[float]]:
    """Which stations have vehicles bound to an incident: {name: [longitude, latitude]}."""
    orders = (
        DispatchOrder.objects.filter(incident=incident, runs__ended_at=None).select_related("station__unit").distinct()
    )
    return {str(order.station): [order.station.lon, order.station.lat] for order in orders}


_OTHERS = prepared.query(
    lambda incident, order: (
        Run.objects.filter(incident=incident)
        .exclude(order=order)
        .exclude(status__in=(rules.STOOD_DOWN, rules.DIVERTED))
        .order_by("order__serial", "pk")
        .values_list("unit__short_name", "vehicle__call_sign")
    ),
    incident=int,
    order=int,
)


def others_sent(order: DispatchOrder) -> dict[str, list[str]]:
    """Who goes to the same incident besides this order: {station: call signs}."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, sign in _OTHERS(incident=order.incident_id, order=order.pk):
        found[name].append(sign)
    return dict(found)
