"""The ledgers of this app: past incidents and the runs to them, from the 119 system that was there before."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyan.incidents.actions.past_incidents import PastIncidentLoader
from lanyan.incidents.actions.past_runs import PastRunLoader
from lanyan.incidents.ledger import incidents, runs
from lanyan.kernel import imports
from lanyan.units.models import Unit

PERMISSION = "incidents.import_past"


def _units(user: Any) -> Any:
    return Unit.objects.visible_to(user, PERMISSION).filter(closed_date=None).order_by("path")


imports.register(
    imports.Ledger(
        key="incidents",
        title=_("Past incidents"),
        permission=PERMISSION,
        fields=incidents.FIELDS,
        start=lambda **given: PastIncidentLoader(fields=incidents.FIELDS, joined=incidents.joined, **given),
        units=_units,
        list_url="incidents:ledger",
        records=incidents.records,
        about=_("Closed incidents of the 119 system before, under its numbers and with their true times."),
        advice=_(
            "An incident is known by its number in the 119 system: the same file again changes nothing. What was taken"
            " at this desk is never touched. Amounts without a unit are in 10,000 yuan."
        ),
        order=90,
        batch=1_000,
    )
)
imports.register(
    imports.Ledger(
        key="runs",
        title=_("Past vehicle runs"),
        permission=PERMISSION,
        fields=runs.FIELDS,
        start=lambda **given: PastRunLoader(fields=runs.FIELDS, joined=runs.joined, **given),
        units=_units,
        list_url="incidents:ledger",
        records=runs.records,
        about=_("Which vehicles went to the past incidents, with how many people, and when."),
        advice=_("A run names its incident by either number; it is known by incident, wave and vehicle together."),
        order=95,
        batch=1_000,
    )
)
