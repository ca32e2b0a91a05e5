"""Where vehicles are as far as known: a position tells its age, and an old one is shown as an old one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lanyan.forces.models import Vehicle

# A clock may be a little ahead of ours; a position from further ahead would shut out all true ones until then.
CLOCK_AHEAD_SECONDS = 60


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
    if found is None:
        return None
    text = str(vehicle)
    if found.is_old:
        text = f"{text} · {age_told(found)}"
    kind = "car old" if found.is_old else "car"
    return {"kind": kind, "icon": "engine", "text": text, "at": [found.lon, found.lat], "anchor": "left"} | more
