"""Reads that join several nouns: what the commander's page shows, who may command, what the panel says."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lanyan.forces.models import Seat, Shift
from lanyan.forces.queries import METRES_PER_DEGREE, water_near
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident, Run
from lanyan.kernel import files
from lanyan.places.coordinates import distance_m
from lanyan.premises.models import PrePlanRevision
from lanyan.scene import told
from lanyan.scene.actions import rolls as calling
from lanyan.scene.actions.entries import SCENE
from lanyan.scene.models import (
    AgentEntry,
    Alarm,
    Command,
    Crew,
    Message,
    PeopleCount,
    RollCall,
    Scene,
    Sector,
    SectorVehicle,
    Task,
    Weather,
)
from lanyan.scene.models.messages import FROM_SCENE, TO_SCENE
from lanyan.scene.models.scenes import COMMAND, DIRECT, KEEP, REPORT
from lanyan.scene.rules import agents, air, life, rolls
from lanyan.units.models import ALL, Assignment, User

WATER_METRES, WATER_LIMIT = 800, 6
PLAN_METRES, PLANS = 150.0, 3
# So much of each list stands on the working page; the record shows all.
SHOWN = 12


def found(user: Any, permission: str | None = None) -> QuerySet[Scene]:
    """The scenes a reader sees (or may act at), with their incident."""
    seen = Scene.objects.visible_to(user) if permission is None else Scene.objects.visible_to(user, permission)
    return seen.select_related(  # type: ignore[no-any-return]
        "incident__unit", "incident__centre", "incident__subkind", "opened_by"
    )


def rights(user: Any, scene: Scene) -> set[str]:
    """Which doors of a scene are open to a person: over its incident's unit, or because an own station was sent."""
    paths = _paths(scene)
    return {
        right
        for right in (COMMAND, KEEP, REPORT, DIRECT)
        if any(path.startswith(own) for own in user.paths(right) for path in paths)
    }


def _paths(scene: Scene) -> list[str]:
    sent = scene.incident.orders.values_list("station__unit__path", flat=True)
    return [scene.incident.unit.path, *sent]


def commanders(scene: Scene, on: Any) -> list[User]:
    """Who may be offered command: everybody whose assignment gives it over the incident or a station sent to it."""
    parts = {path[: at + 1] for path in _paths(scene) for at, sign in enumerate(path) if sign == "."}
    holding = Assignment.objects.in_force(on).filter(
        Q(role__permissions__contains=[COMMAND]) | Q(role__permissions__contains=[ALL]),
        unit__path__in=parts,
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=holding.values("user")).order_by("name", "pk")[:200])


# ---- the commander's page -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class CrewLine:
    """One crew as the page shows it: how it stands to the roll-call, its alarms, its air reckoned for now."""

    crew: Crew
    stand: rolls.Stand | None
    alarms: list[Alarm] = field(default_factory=list)
    bar: int | None = None
    tone: str = ""

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return str(told.STANDS[self.stand.state]) if self.stand is not None else ""

    @property
    def is_whole(self) -> bool:
        """Has it answered with its whole number?"""
        return self.stand is not None and self.stand.state == rolls.WHOLE


def account(scene: Scene, at: datetime) -> dict[str, Any]:
    """Crews inside with the present roll-call, and what may be said of all of them."""
    roll = calling.present(scene)
    crews = list(Crew.objects.inside().filter(scene=scene).select_related("run__vehicle", "sector").order_by("number"))
    stands = {one.inside.crew: one for one in calling.stands(scene, roll)}
    standing = Alarm.objects.filter(scene=scene, settled_at=None).select_related("crew").order_by("raised_at")
    alarms = sorted(standing, key=lambda alarm: alarm.kind != Alarm.Kind.MAYDAY)
    lines = [_line(crew, stands.get(crew.pk) if roll else None, alarms, at) for crew in crews]
    state = rolls.outcome([stands[crew.pk] for crew in crews if crew.pk in stands], asked=roll is not None)
    return {
        "roll": roll,
        "lines": lines,
        "alarms": alarms,
        "outcome": state,
        "outcome_words": told.OUTCOMES[state],
        "safe": state == rolls.SAFE,
        "people_inside": sum(crew.headcount for crew in crews),
        "answered": sum(line.is_whole for line in lines),
    }


def _line(crew: Crew, stand: rolls.Stand | None, alarms: list[Alarm], at: datetime) -> CrewLine:
    own = [alarm for alarm in alarms if alarm.crew_id == crew.pk]
    bar = None
    if crew.volume_l is not None and crew.rate_l_min is not None and crew.read_bar is not None and crew.read_at:
        left = air.Air(crew.volume_l, crew.read_bar, crew.rate_l_min)
        bar = round(air.bar_at(left, max(0.0, (at - crew.read_at).total_seconds() / 60)))
    late = crew.must_leave_at is not None and crew.must_leave_at <= at
    wrong = stand is not None and stand.state in (rolls.DIFFERS, rolls.MAYDAY)
    return CrewLine(crew, stand, own, bar, "now" if own or late or wrong or crew.mayday_at else "")


def board(scene: Scene, user: Any, at: datetime, *, whole: bool = False) -> dict[str, Any]:
    """Everything the page of a scene shows; `whole`: its record, with all there was."""
    most = None if whole else SHOWN
    incident = scene.incident
    runs = list(incident.runs.select_related("vehicle", "unit").order_by("order__serial", "pk"))
    context = {
        "scene": scene,
        "incident": incident,
        "at": at,
        "rights": {right.partition(".")[2] for right in rights(user, scene)},
        "working": scene.state == life.OPEN and incident.status == incidents.OPEN,
        "runs": [run for run in runs if run.status not in (incidents.STOOD_DOWN, incidents.DIVERTED)],
    }
    for part in (_command, _messages, _tasks, _people, _around):
        context |= part(scene, user, most)
    return context | account(scene, at) | _sectors(scene, runs) | _agents(scene, runs) | _over(scene, whole)


def _command(scene: Scene, user: Any, _most: int | None) -> dict[str, Any]:
    commands = list(Command.objects.filter(scene=scene).select_related("person", "offered_by").order_by("pk"))
    present = next((one for one in commands if one.state == life.COMMANDING), None)
    offer = next((one for one in commands if one.state == life.OFFERED), None)
    return {
        "command": present,
        "offer": offer,
        "offered_me": offer is not None and offer.person_id == user.pk,
        "commanding": present is not None and present.person_id == user.pk,
        "commands": [one for one in commands if one.taken_at is not None],
    }


def _messages(scene: Scene, _user: Any, most: int | None) -> dict[str, Any]:
    messages = list(
        Message.objects.filter(scene=scene).select_related("by", "received_by", "replied_by").order_by("-at", "-pk")
    )
    orders = [one for one in messages if one.direction == TO_SCENE]
    return {
        # What waits for an answer stands first.
        "orders": sorted(orders, key=lambda one: bool(one.reply))[:most],
        "reports": [one for one in messages if one.direction == FROM_SCENE][:most],
        "unreceived": sum(one.received_at is None for one in orders),
    }


def _tasks(scene: Scene, _user: Any, most: int | None) -> dict[str, Any]:
    tasks = list(Task.objects.filter(scene=scene).select_related("sector", "run__vehicle", "given_by").order_by("-pk"))
    return {"tasks": sorted(tasks, key=lambda task: not task.is_open)[:most]}


def _people(scene: Scene, _user: Any, most: int | None) -> dict[str, Any]:
    entries = list(PeopleCount.objects.filter(scene=scene).select_related("by").order_by("-at", "-pk"))
    last: dict[str, PeopleCount] = {}
    for entry in entries:
        if entry.withdrawn_at is None:
            last.setdefault(entry.kind, entry)
    return {
        "people": [(label, last.get(kind)) for kind, label in PeopleCount.Kind.choices],
        "counts": entries[:most],
    }


def _around(scene: Scene, user: Any, most: int | None) -> dict[str, Any]:
    incident = scene.incident
    point = (incident.lon, incident.lat) if incident.lon is not None and incident.lat is not None else None
    weathers = list(Weather.objects.filter(scene=scene).select_related("by").order_by("-at", "-pk")[:most])
    return {
        "water": water_near(*point, metres=WATER_METRES, limit=WATER_LIMIT) if point else [],
        "plans": plans_near(point, user) if point else [],
        "weathers": [(one, told.sky(one.wind_from, one.wind_force, one.temperature, one.rain)) for one in weathers],
        "photographs": files.of(incident, SCENE),
    }


def plans_near(point: tuple[float, float], user: Any) -> list[tuple[PrePlanRevision, int]]:
    """Pre-plans in force of premises near the point that the reader may see, with the metres to each, nearest first."""
    lon, lat = point
    reach = PLAN_METRES / METRES_PER_DEGREE
    near = PrePlanRevision.objects.in_force().visible_to(user).select_related("plan__premises")
    near = near.filter(
        plan__premises__lat__range=(lat - reach, lat + reach),
        plan__premises__lon__range=(lon - 2 * reach, lon + 2 * reach),
    )
    far = [
        (one, round(distance_m(lon, lat, one.plan.premises.lon or 0.0, one.plan.premises.lat or 0.0)))
        for one in near[:50]
    ]
    return sorted((pair for pair in far if pair[1] <= PLAN_METRES), key=lambda pair: pair[1])[:PLANS]


def _sectors(scene: Scene, runs: list[Run]) -> dict[str, Any]:
    sectors = list(Sector.objects.filter(scene=scene).order_by("pk"))
    placings = list(SectorVehicle.objects.filter(scene=scene, until_at=None).select_related("vehicle"))
    bound = {one.vehicle_id for one in placings}
    there = [run for run in runs if run.status in incidents.ON_SCENE]
    return {
        "sectors": [
            (sector, [one for one in placings if one.sector_id == sector.pk])
            for sector in sectors
            if sector.ended_at is None
        ],
        "ended_sectors": [sector for sector in sectors if sector.ended_at is not None],
        "unplaced": [run for run in there if run.vehicle_id not in bound],
    }


def _agents(scene: Scene, runs: list[Run]) -> dict[str, Any]:
    entries = list(AgentEntry.objects.filter(scene=scene).order_by("-at", "-pk").select_related("run__vehicle"))
    said = [
        agents.Said(one.run.vehicle_id, one.agent, one.sort, one.litres, one.at, one.pk)
        for one in entries
        if one.withdrawn_at is None
    ]
    vehicles = {run.vehicle_id: run.vehicle for run in runs}
    lines = {
        pk: [agents.of_vehicle([one for one in said if one.vehicle == pk], kind) for kind in AgentEntry.Agent.values]
        for pk in vehicles
        if any(one.vehicle == pk for one in said)
    }
    every = [line for pair in lines.values() for line in pair]
    return {
        "agent_rows": [(vehicles[pk], pair) for pk, pair in lines.items()],
        "agent_sums": [
            (label, agents.together(every, kind), sum(line.agent == kind and line.left is not None for line in every))
            for kind, label in AgentEntry.Agent.choices
        ],
        "agent_entries": entries,
        "agent_vehicles": len({run.vehicle_id for run in runs if run.status in incidents.ON_SCENE}),
    }


def _over(scene: Scene, whole: bool) -> dict[str, Any]:
    """Crews that came out: the last few while work goes on, all of them in the record with their roll-calls."""
    out = Crew.objects.filter(scene=scene).exclude(state=life.INSIDE).select_related("run__vehicle", "out_by")
    newest = list(out.order_by("-out_at", "-pk")[: None if whole else SHOWN])
    if not whole:
        return {"crews_out": newest}
    return {
        "crews_out": newest,
        "rolls": list(RollCall.objects.filter(scene=scene).order_by("-number").prefetch_related("answers__crew")),
        "settled": [
            (alarm, told.settled(alarm.found))
            for alarm in Alarm.objects.filter(scene=scene).select_related("crew", "settled_by").order_by("-raised_at")
        ],
    }


def aboard(runs: list[Run]) -> list[tuple[int, str]]:
    """Who sits in the vehicles of these runs by the shift sheets in force: run and name."""
    sitting = Seat.objects.filter(vehicle__in=[run.vehicle_id for run in runs], shift__in=Shift.objects.in_force())
    named = sitting.exclude(present=False).values_list("vehicle_id", "person__name").order_by("pk")
    by_vehicle = {run.vehicle_id: run.pk for run in runs}
    return [(by_vehicle[vehicle], name) for vehicle, name in named]


def lists(scene: Scene, *, names: bool = False) -> dict[str, list[tuple[int, str]]]:
    """What the forms of a scene choose from, by the name of the list; `names` of who came in the vehicles too."""
    gone = (incidents.STOOD_DOWN, incidents.DIVERTED)
    sent = scene.incident.runs.exclude(status__in=gone).select_related("vehicle")
    runs = list(sent.order_by("order__serial", "pk"))
    tasks = Task.objects.filter(scene=scene, state__in=life.TASK_OPEN).order_by("pk")
    standing = {"scene": scene, "withdrawn_at": None}
    orders = Message.objects.filter(scene=scene, direction=TO_SCENE, reply="").order_by("-pk")
    return {
        "crews": [
            (crew.pk, f"{crew.name} · {crew.headcount}")
            for crew in Crew.objects.inside().filter(scene=scene).order_by("number")
        ],
        "runs": [(run.pk, str(run.vehicle)) for run in runs],
        "sectors": [(one.pk, one.name) for one in Sector.objects.filter(scene=scene, ended_at=None).order_by("pk")],
        "tasks": [(task.pk, str(task)) for task in tasks],
        "orders": [(one.pk, f"{one.number} {one.words[:40]}") for one in orders],
        "alarms": [
            (one.pk, str(one))
            for one in Alarm.objects.filter(scene=scene, settled_at=None).exclude(kind="MAYDAY").select_related("crew")
        ],
        "counts": [(one.pk, f"{one} {_hm(one.at)}") for one in PeopleCount.objects.filter(**standing).order_by("-pk")],
        "agents": [
            (one.pk, f"{one.run.vehicle} {one} {_hm(one.at)}")
            for one in AgentEntry.objects.filter(**standing).select_related("run__vehicle").order_by("-pk")
        ],
        "photographs": [(one.pk, one.caption or one.name) for one in files.of(scene.incident, SCENE)],
        "people": [(one.pk, one.name) for one in commanders(scene, timezone.localdate())],
        "aboard": aboard(runs) if names else [],
    }


def _hm(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def panel(incident: Incident, at: datetime) -> dict[str, Any]:
    """What the incident's page says of its scene; without one an empty mapping."""
    scene = Scene.objects.filter(incident=incident).select_related("incident__unit").first()
    if scene is None:
        return {}
    present = Command.objects.filter(scene=scene, state=life.COMMANDING).select_related("person").first()
    messages = Message.objects.filter(scene=scene).select_related("by", "received_by").order_by("-at", "-pk")
    return {
        "scene": scene,
        "command": present,
        "messages": list(messages[:SHOWN]),
        "photographs": files.of(incident, SCENE),
        **account(scene, at),
    }
