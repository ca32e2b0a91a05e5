"""Stations, vehicles and formations for the tests, built by our own actions."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from lanyan.forces import actions
from lanyan.forces.actions import CompanyFacts, StationFacts, VehicleFacts, WaterFacts
from lanyan.forces.models import (
    AidAgreement,
    Formation,
    Handover,
    RoadClosure,
    Station,
    Vehicle,
    VehicleHold,
    WaterFault,
)
from lanyan.people import actions as people
from lanyan.people.models import Person
from lanyan.units import actions as accounts
from lanyan.units.models import Unit, User
from lanyan.units.tests import make as units

_numbers = count(1)


def station(unit: Unit, **more: Any) -> Station:
    """Open a first-class station at a unit, at the centre of Kecheng unless told otherwise."""
    facts = StationFacts(**({"station_class": "FIRST", "lon": 118.8745, "lat": 28.9655} | more))
    return actions.open_station(unit_id=unit.pk, facts=facts, by=None)


def vehicle(home: Station, kind: str = "SG", call_sign: str = "", **capabilities: float) -> Vehicle:
    """Add a vehicle; a water tender with six people and eight tonnes unless told otherwise."""
    number = next(_numbers)
    facts = VehicleFacts(
        call_sign=call_sign or f"{kind}-{number:02d}",
        plate=f"浙H·I{number:04d}",
        kind_code=kind,
        home_id=home.pk,
        capabilities=capabilities or {"people": 6, "water_t": 8},
    )
    return actions.add_vehicle(facts=facts, by=None)


def formation(home: Station, *vehicles: Vehicle, name: str = "主战编队") -> Formation:
    """Make a formation of vehicles."""
    ids = [vehicle.pk for vehicle in vehicles]
    return actions.make_formation(station_id=home.pk, name=name, vehicle_ids=ids, by=None)


def bearer(user: User, *scopes: str) -> dict[str, str]:
    """Make a key of a user for these scopes, as the header a machine sends."""
    _token, key = accounts.make_token(user_id=user.pk, label="test", scopes=list(scopes), at=timezone.now(), by=user)
    return {"Authorization": f"Bearer {key}"}


def crew(unit: Unit, count: int) -> list[Person]:
    """Enrol firefighters at a unit."""
    return [
        people.create_person(
            number=f"P{next(_numbers):05d}",
            name=f"队员{next(_numbers)}",
            category="FIREFIGHTER",
            unit_id=unit.pk,
            by=None,
        )
        for _ in range(count)
    ]


def readiness(home: Station) -> Handover:
    """Give a station what its pages of readiness show: water (one faulty), a crew, an absence, a shift, a handover."""
    at = timezone.now()
    for number in (1, 2):
        facts = WaterFacts(f"S-{number}", "ABOVE_GROUND", "荷花路口", home.unit_id, home.lon, home.lat)
        source = actions.add_water_source(facts=facts, by=None)
    actions.report_fault(source_id=source.pk, fault="无水", at=at, by=None)
    commander, away = crew(home.unit, 2)
    people.enter_absence(person_id=away.pk, kind="LEAVE", from_date=timezone.localdate(), by=None)
    times = {"starts_at": at, "ends_at": at + timedelta(hours=24)}
    shift = actions.make_shift(station_id=home.pk, **times, by=None)
    seats = [actions.Place(commander.pk, "COMMANDER")]
    actions.change_shift(shift_id=shift.pk, places=seats, **times, commander_id=commander.pk, by=None)
    return actions.open_handover(incoming_id=shift.pk, at=at, by=None)


def waterworks(home: Station) -> WaterFault:
    """A fault that has been passed to a company, on its list; at a source beside those of `readiness`."""
    at = timezone.now()
    facts = WaterFacts("S-3", "UNDERGROUND", "上街路口", home.unit_id, home.lon, home.lat)
    source = actions.add_water_source(facts=facts, by=None)
    actions.check_water_source(source_id=source.pk, found_faulty=True, kind="DRY", at=at, by=None)
    served = CompanyFacts("城东供水有限公司", home.unit_id, "吴建平", "0570-8800110", 7)
    company = actions.add_company(facts=served, by=None)
    fault = source.faults.get()
    actions.pass_faults(fault_ids=[fault.pk], company_id=company.pk, way="HAND", at=at, by=None)
    return WaterFault.objects.get(pk=fault.pk)


def held(vehicle: Vehicle) -> VehicleHold:
    """A vehicle kept in reserve from now on."""
    return actions.hold_vehicle(vehicle_id=vehicle.pk, kind="RESERVED", reason="安保备勤", at=timezone.now(), by=None)


def aid(centre: Unit) -> AidAgreement:
    """A neighbour's station that helps a centre from today on."""
    neighbour = units.unit("DETACHMENT", "金华市消防救援支队", code="3307")
    home = station(units.unit("STATION", "婺城站", neighbour, "330702"), lon=119.3)
    today = timezone.localdate()
    return actions.agree_aid(
        station_id=home.pk, centre_id=centre.pk, delay_minutes=12, document="衢金联动协议", since_date=today, by=None
    )


def closure(unit: Unit, *, at: datetime | None = None, **more: Any) -> RoadClosure:
    """A bridge that is closed now."""
    facts = {
        "kind": RoadClosure.Kind.CLOSED,
        "road": "西安路大桥",
        "points": [[118.87, 28.95], [118.88, 28.95]],
        "reason": "桥面塌陷",
        "since_at": at or timezone.now(),
    }
    return actions.note_closure(facts=actions.ClosureFacts(unit_id=unit.pk, **{**facts, **more}), by=None)
