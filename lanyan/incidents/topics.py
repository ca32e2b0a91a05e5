"""Who may hear which news of incidents."""

from lanyan.forces.models import Station
from lanyan.incidents.models import Incident
from lanyan.kernel import live
from lanyan.units.models import Unit, User


def _incident(user: User, key: str) -> bool:
    return key.isdecimal() and Incident.objects.visible_to(user).filter(pk=key).exists()


def _incidents(user: User, key: str) -> bool:
    """The list of a centre: for those with rights somewhere under it."""
    unit = Unit.objects.filter(pk=key).first() if key.isdecimal() else None
    paths = user.paths("incidents.view_incident")
    return unit is not None and any(path.startswith(unit.path) or unit.path.startswith(path) for path in paths)


def _orders(user: User, key: str) -> bool:
    return key.isdecimal() and Station.objects.visible_to(user, "incidents.view_incident").filter(pk=key).exists()


live.register_topic("incident", _incident)
live.register_topic("incidents", _incidents)
live.register_topic("orders", _orders)
