"""External numbers 录一次: which incidents other systems still lack, or show differently."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lanyan.incidents.models import Incident
from lanyan.kernel.models import ExternalNumber

PERMISSION = "kernel.fill_external_number"
KIND = Incident._meta.label_lower
UNFINISHED = (ExternalNumber.State.TO_ENTER, ExternalNumber.State.DIFFERS)


def of_incidents(user: Any) -> QuerySet[ExternalNumber]:
    """The external numbers of the incidents a reader may fill them in for, each with its incident's main facts."""
    mine = Incident.objects.visible_to(user).visible_to(user, PERMISSION)
    incident = Incident.objects.filter(pk=OuterRef("record_id"))
    return ExternalNumber.objects.filter(kind=KIND, record_id__in=mine.values("pk")).annotate(
        incident_number=Subquery(incident.values("number")[:1]),
        answered_at=Subquery(incident.values("answered_at")[:1]),
        address=Subquery(incident.values("address")[:1]),
        unit_name=Subquery(incident.values("unit__short_name")[:1]),
    )


def unfinished(user: Any) -> QuerySet[ExternalNumber]:
    """Those still to enter, and those that differ."""
    return of_incidents(user).filter(state__in=UNFINISHED)
