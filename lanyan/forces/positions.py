"""Where vehicles are as far as known: a position tells its age, and an old one is shown as an old one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lanyan.forces.models import Vehicle
from lanyan.places.coordinates import distance_m

# A clock may be a little ahead of ours; a position from further ahead would shut out all true ones until then.
CLOCK_AHEAD_SECONDS = 60
# Vehicles closer together than this are told by one mark.
TOGETHER_METRES = 150


@dataclass(frozen=True)
class Position:
    """The last known position of a vehicle (WGS-84), its age in seconds, and whether it is too old to count as now."""

    lon: float
    lat: float
    at: datetime
    seconds: int
    is_old: bool


def position(vehicle: Vehicle, at: datetime) -> Position | None:
    """Tell the last known position of a vehicle at an instant; None when none was ever reported."""
    if vehicle.lon is None or vehicle.lat is None or vehicle.positioned_at is None:
        return None
    seconds = max(0, int((at - vehicle.positioned_at).total_seconds()))
    return Position(vehicle.lon, vehicle.lat, vehicle.positioned_at, seconds, seconds > settings.POSITION_OLD_SECONDS)


def age_told(found: Position) -> str:
    """Tell the age of a position in words: 4 min ago."""
    if found.seconds < 60:
        return _("%(seconds)s s ago") % {"seconds": found.seconds}
    if found.seconds < 3600:
        return _("%(minutes)s min ago") % {"minutes": found.seconds // 60}
    if found.seconds < 48 * 3600:
        return _("%(hours)s h ago") % {"hours": found.seconds // 3600}
    return _("%(days)s days ago") % {"days": found.seconds // 86400}


def vehicle_mark(vehicle: Vehicle, at: datetime, **more: Any) -> dict[str, Any] | None:
    """The mark of a vehicle on a map, dimmed and with its age when the position is old; None without a position."""
    found = position(vehicle, at)
    return _mark([(vehicle, found)], **more) if found is not None else None


def vehicle_marks(vehicles: Iterable[Vehicle], at: datetime, **more: Any) -> list[dict[str, Any]]:
    """The marks of many vehicles: those that stand together share one, so that each can be read."""
    groups: list[list[tuple[Vehicle, Position]]] = []
    for vehicle in vehicles:
        found = position(vehicle, at)
        if found is None:
            continue
        near = (group for group in groups if _together(group[0][1], found))
        group = next(near, None)
        if group is None:
            groups.append([(vehicle, found)])
        else:
            group.append((vehicle, found))
    return [_mark(group, **more) for group in groups]


def _together(one: Position, other: Position) -> bool:
    return one.is_old == other.is_old and distance_m(one.lon, one.lat, other.lon, other.lat) < TOGETHER_METRES


def _mark(group: list[tuple[Vehicle, Position]], **more: Any) -> dict[str, Any]:
    found = group[0][1]
    text = " ".join(str(vehicle) for vehicle, _position in group)
    if found.is_old:
        text = f"{text} · {age_told(max((position for _vehicle, position in group), key=lambda one: one.seconds))}"
    kind = "car old" if found.is_old else "car"
    return {"kind": kind, "icon": "engine", "text": text, "at": [found.lon, found.lat], "anchor": "left"} | more
