"""Weather services behind one door: an installation names one, or none; each gives what it knows of a point.

`register(Service(...))`; `LANYAN_WEATHER_SERVICE` names the one that is asked. The simulator says the same for the same
place and hour and needs nobody.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lanyan.scene.models import Weather


@dataclass(frozen=True)
class Reading:
    """The weather at a point: absent is empty or None."""

    wind_from: str = ""
    wind_force: int | None = None
    temperature: int | None = None
    rain: str = ""


@dataclass(frozen=True)
class Service:
    """One source of weather; `read(lon, lat, at)` gives None when it has no answer (WGS-84)."""

    key: str
    label: Any
    read: Callable[[float, float, datetime], Reading | None]


_services: dict[str, Service] = {}


def register(service: Service) -> None:
    """Add a service."""
    _services[service.key] = service


def present() -> Service | None:
    """The service this installation asks, if it has one."""
    return _services.get(settings.WEATHER_SERVICE)


def label(key: str) -> str:
    """What a service is called; its key when it is known no more."""
    return str(_services[key].label) if key in _services else key


def simulated(lon: float, lat: float, at: datetime) -> Reading:
    """Invented weather that stays the same for a place (0.1 degree) and an hour."""
    seed = hashlib.sha256(f"{lon:.1f} {lat:.1f} {at:%Y%m%d%H}".encode()).digest()
    winds = [wind for wind in Weather.Wind.values if wind != "VARIABLE"]
    wind = winds[seed[0] % len(winds)]
    force = 0 if wind == "CALM" else 1 + seed[1] % 5
    return Reading(wind, force, 5 + seed[2] % 28, ["NONE", "NONE", "NONE", "LIGHT"][seed[3] % 4])


register(Service("simulator", _("simulated weather"), simulated))
