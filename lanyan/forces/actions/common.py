"""What the verbs of readiness share."""

from django.utils.translation import gettext as _

from lanyan.forces import rules
from lanyan.forces.models import RoadNetwork, Station
from lanyan.kernel import jobs, live
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit


def required(reason: str, field: str = "reason") -> str:
    """A reason that says something."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("The reason is missing."), field=field)
    return reason[:200]


def tell_readiness(unit_path: str) -> None:
    """Tell every readiness board that shows this unit."""
    live.announce("readiness", rules.root(unit_path))


def tell_station(station: Station) -> None:
    """Tell the screens of a station and the readiness boards."""
    live.announce("forces", station.pk)
    tell_readiness(station.unit.path)


def reckon_later(unit: Unit) -> None:
    """Let the arrival times of the unit's detachment be reckoned anew, where roads are known."""
    root = rules.root(unit.path)
    if RoadNetwork.objects.filter(unit__path=f"{root}.", is_current=True).exists():
        jobs.later("forces.reckon_roads", root=root)
