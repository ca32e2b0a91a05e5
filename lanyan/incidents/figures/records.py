"""What incident figures share: counting units, sources, and the records that are counted together in one query."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.figures.dimensions import incident_dimensions
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.kernel.figures import Figure, Scope

INCIDENTS = pgettext_lazy("counting unit", "incidents")
RUNS = pgettext_lazy("counting unit", "vehicle runs")
TEAMS = pgettext_lazy("counting unit", "team deployments")
DEPLOYMENTS = pgettext_lazy("counting unit", "person-deployments")
PEOPLE = pgettext_lazy("counting unit", "people")
WAN = pgettext_lazy("counting unit", "10,000 yuan")
SECONDS = pgettext_lazy("counting unit", "s")
PERCENT = pgettext_lazy("counting unit", "%")

LEDGER = _("Incident ledger; every record in it was written when it happened and keeps its history.")
NOT_COUNTED = _("Merged incidents, test calls, exercises, withdrawn records and calls not yet opened do not count.")


def answered(scope: Scope) -> QuerySet[Incident]:
    """Incidents of the unit whose call was answered in the period, counted or not."""
    found = Incident.objects.answered_in(scope.since, scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)


def counted(scope: Scope) -> QuerySet[Incident]:
    """Incidents handled: opened or closed, exercises left out."""
    return answered(scope).counted()  # type: ignore[attr-defined]


def turned_out(scope: Scope) -> QuerySet[Run]:
    """Runs of the unit's vehicles to incidents handled."""
    counted = Incident.objects.counted().answered_in(scope.since, scope.until)
    return Run.objects.turned_out().filter(incident__in=counted, unit__path__startswith=scope.unit_path)


def teams(scope: Scope) -> QuerySet[DispatchOrder]:
    """One order for each station at each incident: the first on which a vehicle turned out, whatever waves followed."""
    counted = Incident.objects.counted().answered_in(scope.since, scope.until)
    earlier = DispatchOrder.objects.carried_out().filter(
        incident=OuterRef("incident"), station=OuterRef("station"), serial__lt=OuterRef("serial")
    )
    orders = DispatchOrder.objects.carried_out().filter(
        incident__in=counted, station__unit__path__startswith=scope.unit_path
    )
    return orders.filter(~Exists(earlier))


def incident_figure(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    """A figure of incidents: counted in incidents unless told otherwise, broken down in all their ways."""
    given = {"counting_unit": INCIDENTS, "source": LEDGER, "records": counted, "dimensions": incident_dimensions()}
    return Figure(key=key, label=label, definition=definition, **{**given, **more})
