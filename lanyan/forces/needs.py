"""The two tables of readiness: what a kind of vehicle needs, what a class of station should have."""

from typing import Any

from lanyan.forces import readiness
from lanyan.forces.models import FOAM, WATER, Vehicle
from lanyan.kernel import codes

NOTHING = readiness.Need()
UNKNOWN = readiness.Requirement(None, None, None)


def of_kind(code: str) -> readiness.Need:
    """What a kind of vehicle needs; nothing when the table does not know it."""
    row = codes.get("vehicle_crews", code)
    return readiness.need(row.facts) if row is not None else NOTHING


def of_class(code: str) -> readiness.Requirement:
    """What a class of station should have; nothing when the table does not know it."""
    row = codes.get("station_requirements", code)
    return readiness.requirement(row.facts) if row is not None else UNKNOWN


def facts_of(vehicle: Vehicle, **more: Any) -> readiness.VehicleFacts:
    """A vehicle (with kind and load at hand) as the rules see it; `more`: who sits on it, where it is."""
    load = getattr(vehicle, "load", None)
    return readiness.VehicleFacts(
        call_sign=vehicle.call_sign,
        condition=vehicle.condition,
        water_t=vehicle.capabilities.get(WATER) or 0,
        foam_t=vehicle.capabilities.get(FOAM) or 0,
        need=of_kind(vehicle.kind.code),
        load=load
        and readiness.Load(load.water_t, load.foam_t, load.cylinders_full, load.reported_at, load.crew_complete),
        **more,
    )
