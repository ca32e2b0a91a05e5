"""What the verbs share: units and incidents that are there, telling the screens."""

from typing import Any

from django.utils.translation import gettext as _

from lanyan.incidents.models import Incident
from lanyan.kernel import live
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit


def unit_of(unit_id: int) -> Unit:
    """A unit that stands, locked."""
    found: Unit | None = Unit.objects.select_for_update().filter(pk=unit_id, closed_date=None).first()
    if found is None:
        raise Refused(_("There is no such unit."), field="unit")
    return found


def incident_of(incident_id: int) -> Incident:
    """An incident, locked."""
    found = Incident.objects.select_for_update(of=("self",)).select_related("unit", "centre")
    incident: Incident | None = found.filter(pk=incident_id).first()
    if incident is None:
        raise Refused(_("There is no such incident."), field="incident")
    return incident


def tell(unit: Any) -> None:
    """Tell the screens that show recordings of a centre."""
    live.announce("recordings", unit.pk)
