"""The demo's records of fires: one of every fire incident of 2024, as finished rows, and three drafts of today.

All invented; dead and injured are those of the incident. Shares of places, causes and losses are near the national
ones (reference §1.7), so that a breakdown looks like one.
"""

import math
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from pghistory.models import Context

from lanyan.demo import loader as loading
from lanyan.demo.ground import CityGround, Ground
from lanyan.fires import limits, queries
from lanyan.fires.actions import fires as actions
from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.models.fires import KEEP
from lanyan.fires.rules import checks, classes, life, terms
from lanyan.fires.rules.facts import Facts
from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import periods, search
from lanyan.kernel.periods import ZONE
from lanyan.units.models import User, within

YEAR = 2024
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRACKED = (Fire, FireCasualty)
DRAFTS = 3
SETTLEMENTS = {"TOWN": 386, "COUNTRY": 588, "OTHER": 26}
CAUSES = {
    "BUILDING": {"ELECTRIC": 323, "LIVING": 218, "SMOKING": 153, "EMBERS": 150, "WORK": 41, "PLAY": 22, "SELF": 12,
                 "ARSON": 6, "OTHER": 45, "UNKNOWN": 30},
    "VEHICLE": {"ELECTRIC": 470, "SELF": 180, "WORK": 60, "SMOKING": 40, "EMBERS": 60, "OTHER": 120, "UNKNOWN": 70},
    "OUTDOOR": {"EMBERS": 390, "SMOKING": 230, "LIVING": 130, "WORK": 80, "PLAY": 40, "LIGHTNING": 10, "ELECTRIC": 60,
                "OTHER": 40, "UNKNOWN": 20},
}  # fmt: skip
WIRING = {"ELECTRIC-010101": 52, "ELECTRIC-010102": 17, "ELECTRIC-010103": 14, "ELECTRIC-010104": 5, "ELECTRIC": 12}
# Median and spread of a loss in yuan and of an area in m².
LOSS = {"BUILDING": (3200, 1.5), "VEHICLE": (4500, 1.3), "OUTDOOR": (160, 1.2)}
AREA = {"BUILDING": (5, 1.2), "VEHICLE": (3, 0.7), "OUTDOOR": (30, 1.4)}
MOST_LOSS, MOST_AREA = 4_000_000, 20_000
OBJECTS = {
    "BUILDING": {"FURNITURE": 26, "WIRING": 24, "COOKING": 20, "TEXTILE": 12, "GOODS": 9, "BUILDING_PART": 9},
    "VEHICLE": {"VEHICLE": 60, "BATTERY": 25, "WIRING": 15},
    "OUTDOOR": {"VEGETATION": 46, "WASTE": 38, "STRAW": 16},
}
IGNITION = {"ELECTRIC": "ARC", "LIVING": "STOVE", "SMOKING": "CIGARETTE", "EMBERS": "FLAME", "PLAY": "FIREWORK",
            "WORK": "WELDING", "SELF": "EXHAUST", "LIGHTNING": "LIGHTNING", "ARSON": "FLAME"}  # fmt: skip
STRUCTURES = {"CONCRETE": (1, 2), "MIXED": (2, 3), "BRICK_WOOD": (3, 4), "STEEL": (2, 3)}
VEHICLES = {"CAR": 42, "EBIKE": 28, "TRUCK": 18, "ETRICYCLE": 8, "FARM": 4}
BATTERIES = {"EBIKE": "LEAD", "ETRICYCLE": "LEAD"}
GENERAL_FROM = 200_000


def build_fires(ground: Ground, *, now: int) -> int:
    """Write the records of both cities; gives how many."""
    at = datetime.fromtimestamp(now, ZONE)
    dice = {code: random.Random(f"fires-{code}-{ground.seed}") for code in ground.cities}
    records = [one for code, city in ground.cities.items() for one in _past(city, dice[code], at)]
    if records:
        _load(records, random.Random(f"fires-{ground.seed}"))
    return len(records) + sum(_drafts(city, dice[code], at) for code, city in ground.cities.items())


def _drawn(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def _spread(dice: random.Random, table: dict[str, tuple[float, float]], group: str, most: int) -> Decimal:
    median, spread = table[group]
    return Decimal(str(round(min(median * math.exp(dice.gauss(0, spread)), most), 2)))


def _ended(city: CityGround) -> Any:
    found = Incident.objects.counted().filter(kind=incidents.FIRE, status=incidents.CLOSED)
    return found.filter(unit__path__startswith=city.path)


# ---- the past -------------------------------------------------------------------------------------------------
def _past(city: CityGround, dice: random.Random, at: datetime) -> list[Fire]:
    """One approved record of each fire incident of the year, not yet written."""
    span = periods.year(YEAR)
    found = _ended(city).answered_in(span.since, span.until).filter(answered_at__lt=at - 60 * DAY)
    known = found.select_related("unit", "subkind").order_by("answered_at", "pk")
    rows, facts = limits.loss_classes(), Known()
    records = [_record(dice, one, number, facts, rows) for number, one in enumerate(known, start=1)]
    if records:
        _continue(f"fires:{city.code}:{YEAR}", len(records))
    return records


def _load(records: list[Fire], dice: random.Random) -> None:
    """Write the records, their casualties and their history by COPY."""
    for key, record in enumerate(records, start=loading.next_id(Fire)):
        record.pk = key
    people = [person for record in records for person in _people(dice, record)]
    for key, person in enumerate(people, start=loading.next_id(FireCasualty)):
        person.pk = key
    events = [model.pgh_event_model for model in TRACKED]
    with loading.standing_aside(*TRACKED, *events):
        loader = loading.Loader()
        for model, rows in ((Fire, records), (FireCasualty, people)):
            names = [field.attname for field in model._meta.concrete_fields]
            lines = loader.sink(model._meta.db_table, loading.columns_of(model))
            lines.extend("\t".join(_copied(getattr(row, name)) for name in names) for row in rows)
        loader.finish()
        _history(dice, records, people)
    loading.continue_ids(*TRACKED, *events)
    search.index("fire", records)


def _copied(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return loading.NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return loading.text(value) if isinstance(value, str) else str(value)


class Known:
    """What is looked up once for all records."""

    def __init__(self) -> None:
        self.places: dict[int | None, str] = {}
        self.simple, self.general = limits.term(checks.SIMPLE), limits.term(checks.GENERAL)

    def place(self, incident: Incident) -> str:
        """The kind of place of a sub-kind."""
        if incident.subkind_id not in self.places:
            self.places[incident.subkind_id] = queries.place_of(incident) or "OUTDOOR-OPEN"
        return self.places[incident.subkind_id]


def _record(dice: random.Random, incident: Incident, number: int, known: Known, rows: list[classes.Row]) -> Fire:
    place = known.place(incident)
    group = place.partition("-")[0]
    started = max(incident.answered_at - timedelta(seconds=dice.randrange(60, 1500)), periods.year(YEAR).since)
    fire = Fire(
        number=f"{incident.unit.division_code[:4]}-HZ-{YEAR}-{number:05}",
        unit=incident.unit, incident=incident, started_at=started, started_estimated=True,
        reported_date=incident.answered_at.astimezone(ZONE).date(), place_kind=place,
        settlement=_drawn(dice, SETTLEMENTS), division_id=incident.division_id, town=incident.town,
        address=(incident.address or incident.place_words or incident.place_answer or "地址见警情")[:200],
        lon=incident.lon, lat=incident.lat, cause=_drawn(dice, CAUSES[group]),
        burnt_object=_drawn(dice, OBJECTS[group]), burnt_area_m2=_spread(dice, AREA, group, MOST_AREA),
        direct_loss=_spread(dice, LOSS, group, MOST_LOSS), households=0 if group == "OUTDOOR" else 1,
        dead=(incident.dead or 0) + (incident.own_dead or 0), state=life.APPROVED, entered_at=started,
    )  # fmt: skip
    fire.ignition = IGNITION.get(fire.cause, "UNKNOWN")
    if fire.cause == "ELECTRIC":
        fire.cause = _drawn(dice, WIRING)
    fire.severe, fire.light = _hurt(dice, (incident.injured or 0) + (incident.own_injured or 0))
    if group == "BUILDING":
        _building(dice, fire)
    elif group == "VEHICLE":
        fire.vehicle_kind = _drawn(dice, VEHICLES)
        fire.battery = BATTERIES.get(fire.vehicle_kind, "NONE")
    _money(fire, group)
    fire.loss_class = classes.loss_class(fire.toll(), rows, fire.day)
    _life(dice, fire, incident, known)
    return fire


def _hurt(dice: random.Random, injured: int) -> tuple[int, int]:
    severe = sum(dice.random() < 0.3 for _each in range(injured))
    return severe, injured - severe


def _building(dice: random.Random, fire: Fire) -> None:
    fire.structure = dice.choice(list(STRUCTURES))
    fire.fire_resistance = dice.choice(STRUCTURES[fire.structure])
    fire.storeys = dice.randrange(1, 7)
    fire.floor_on_fire = dice.randrange(1, fire.storeys + 1)
    fire.building_class = {"BUILDING-WORKS": "WORKS", "BUILDING-STORE": "STORE"}.get(fire.place_kind, "LOW")
    fire.facilities = "NONE" if fire.storeys < 4 else dice.choice(("WORKED", "NOT_REACHED", "FAILED"))


def _money(fire: Fire, group: str) -> None:
    fire.medical_cost = Decimal(60_000 * fire.dead + 32_000 * fire.severe + 2_400 * fire.light)
    loss = fire.direct_loss = (fire.direct_loss or Decimal(0)) + fire.medical_cost + 900_000 * fire.dead
    fire.disposal_cost = ((loss - fire.medical_cost) * Decimal("0.08")).quantize(Decimal("0.01"))
    if group == "OUTDOOR" and loss >= 1000:
        fire.households = 1


def _life(dice: random.Random, fire: Fire, incident: Incident, known: Known) -> None:
    """When it was written, approved by another, and its investigation ended, nearly always in time."""
    general = bool(fire.dead) or (fire.direct_loss or 0) >= GENERAL_FROM
    fire.investigation = checks.GENERAL if general else checks.SIMPLE
    fire.investigation_due_date = terms.last_day(fire.reported_date, known.general if general else known.simple)
    span = (fire.investigation_due_date - fire.reported_date).days
    late = 3 if dice.random() < 0.02 else 0
    fire.investigation_ended_date = fire.reported_date + timedelta(
        days=span + late if late else dice.randrange(1, span)
    )
    fire.entered_at = (incident.closed_at or incident.answered_at) + dice.randrange(1, 30) * HOUR
    fire.submitted_at = max(fire.entered_at, periods.midnight(fire.investigation_ended_date, 15)) + HOUR
    fire.approved_at = fire.submitted_at + dice.randrange(2, 70) * HOUR


def _people(dice: random.Random, fire: Fire) -> list[FireCasualty]:
    harms = [*("DEAD",) * fire.dead, *("SEVERE",) * fire.severe, *("LIGHT",) * fire.light]
    return [
        FireCasualty(
            fire=fire, harm=harm, died_date=fire.day if harm == "DEAD" else None, sex=dice.choice(("MALE", "FEMALE")),
            age=dice.randrange(19, 88), entered_at=fire.entered_at,
        )
        for harm in harms
    ]  # fmt: skip


def _history(dice: random.Random, records: list[Fire], people: list[FireCasualty]) -> None:
    """What the switched-off triggers would have written: each row once, at the instant it was finished."""
    key = UUID(int=dice.getrandbits(128), version=4)
    Context.objects.create(id=key, metadata={"act": "demo.build", "reason": "demo"})
    for model, rows, instant in ((Fire, records, "approved_at"), (FireCasualty, people, "entered_at")):
        names = [field.column for field in model._meta.concrete_fields]
        listed = ", ".join(f'"{name}"' for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{model.pgh_event_model._meta.db_table}"'
                f" (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {listed})"
                f' SELECT "{instant}", \'insert\', id, %s, {listed} FROM "{model._meta.db_table}" WHERE id = ANY(%s)',
                [key, [row.pk for row in rows]],
            )


def _continue(series: str, last: int) -> None:
    """Let the numbers of the year go on behind the last one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_serial (series, last) VALUES (%s, %s)"
            " ON CONFLICT (series) DO UPDATE SET last = greatest(kernel_serial.last, EXCLUDED.last)",
            [series, last],
        )


# ---- the present ----------------------------------------------------------------------------------------------
def _drafts(city: CityGround, dice: random.Random, at: datetime) -> int:
    """Drafts of the last fires that ended, as far as their investigation has come."""
    writer = User.objects.get(pk=city.users["inspector"])
    ended = _ended(city).filter(within(writer.paths(KEEP), "unit__path"), closed_at__lt=at)
    ended = ended.exclude(fires__state__in=life.STANDING)
    last = list(ended.select_related("unit", "subkind").order_by("-answered_at", "-pk")[:DRAFTS])
    for incident in last:
        day: date = timezone.localtime(incident.answered_at).date()
        facts = Facts(
            started_at=incident.answered_at - timedelta(minutes=dice.randrange(2, 20)), started_estimated=True,
            reported_date=day, place_kind=queries.place_of(incident) or "OUTDOOR-OPEN", settlement="TOWN",
            address=(incident.address or incident.place_words or incident.place_answer or "地址见警情")[:200],
            town=incident.town, division_id=incident.division_id, lon=incident.lon, lat=incident.lat,
            cause="UNKNOWN", investigation=checks.SIMPLE,
        )  # fmt: skip
        actions.enter_fire(facts=facts, incident_id=incident.pk, at=at, by=writer)
    return len(last)
