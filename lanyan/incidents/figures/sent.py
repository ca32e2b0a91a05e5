"""Vehicles, teams and people sent: three counting units that are never added to each other."""

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.figures.dimensions import run_dimensions
from lanyan.incidents.figures.records import DEPLOYMENTS, LEDGER, RUNS, TEAMS, teams, turned_out
from lanyan.kernel.figures import Figure

NO_EXERCISE_RUNS = _("Runs to exercises, tests, merged or withdrawn incidents, and vehicles stood down before leaving.")

VEHICLES = Figure(
    key="runs.vehicles",
    label=_("Vehicles sent"),
    definition=_(
        "Vehicle runs of the unit that left their station for an incident handled whose call was answered in the "
        "period; each vehicle counts once for each order it carried out."
    ),
    counting_unit=RUNS,
    source=LEDGER,
    records=turned_out,
    dimensions=run_dimensions(),
    excluded=NO_EXERCISE_RUNS,
)
TEAMS_SENT = Figure(
    key="runs.units",
    label=_("Teams sent"),
    definition=_(
        "Teams that went to an incident handled: a station counts once for each incident to which at least one of "
        "its vehicles left, however many waves it sent."
    ),
    counting_unit=TEAMS,
    source=LEDGER,
    records=teams,
    dimensions=run_dimensions(unit="station__unit", vehicle=""),
    excluded=NO_EXERCISE_RUNS,
)
PERSON_DEPLOYMENTS = Figure(
    key="runs.people",
    label=_("People sent"),
    definition=_("People on board of all vehicle runs counted as vehicles sent; who goes out twice counts twice."),
    counting_unit=DEPLOYMENTS,
    source=LEDGER,
    records=turned_out,
    measure=Sum("headcount"),
    each=F("headcount"),
    dimensions=run_dimensions(),
    excluded=NO_EXERCISE_RUNS,
)
