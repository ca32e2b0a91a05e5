"""What was proposed against what was ordered, what was promised against what was made, and how well places lie."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.figures.dimensions import incident_dimensions, run_dimensions
from lanyan.incidents.figures.records import (
    INCIDENTS,
    LEDGER,
    PERCENT,
    RUNS,
    SECONDS,
    counted,
    incident_figure,
    turned_out,
)
from lanyan.incidents.models import DispatchOrder
from lanyan.kernel.figures import Figure, Percentile, Ratio, Scope, Seconds

OFF = Seconds("promised_at", "arrived_at")
KEPT = Q(arrived_at__lte=F("promised_at") + timedelta(seconds=rules.PROMISE_SECONDS))
NOT_PROPOSED = _("First dispatches for which nothing was proposed: kind or place unknown, or another system sent.")
NOT_PROMISED = _("Runs to which no arrival was promised, and those that never arrived; they are not guessed.")
NOT_RECKONED = _("Incidents whose place was not known when they were opened.")


def first_orders(scope: Scope) -> QuerySet[DispatchOrder]:
    """The first order of each incident handled; its incident's unit is whose it is."""
    return DispatchOrder.objects.filter(serial=1, incident__in=counted(scope))


def _of_orders(name: str, label: object, definition: object, only: Q) -> Figure:
    return Figure(
        key=f"dispatch.{name}",
        label=label,
        definition=definition,
        counting_unit=INCIDENTS,
        source=LEDGER,
        records=first_orders,
        only=only,
        dimensions=incident_dimensions(path="incident__", unit="incident__unit"),
        excluded=NOT_PROPOSED,
    )


def _of_runs(name: str, label: object, definition: object, only: Q) -> Figure:
    return Figure(
        key=f"dispatch.{name}",
        label=label,
        definition=definition,
        counting_unit=RUNS,
        source=LEDGER,
        records=turned_out,
        only=only,
        each=OFF,
        dimensions=run_dimensions(),
        excluded=NOT_PROMISED,
    )


PROPOSED = _of_orders(
    "proposed",
    _("First dispatches with a proposal"),
    _("Incidents handled whose first forces were sent while a proposal stood on the screen."),
    Q(followed__isnull=False),
)
FOLLOWED = _of_orders(
    "followed",
    _("First dispatches sent as proposed"),
    _("Of these, those in which exactly the proposed vehicles were sent; all others bear the reason of the change."),
    Q(followed=True),
)
PROMISED = _of_runs(
    "promised",
    _("Arrivals that were promised"),
    _("Vehicle runs that arrived and of which the screen had said, as they were ordered, when they would be there."),
    Q(promised_at__isnull=False, arrived_at__isnull=False),
)
KEPT_RUNS = _of_runs(
    "kept",
    _("Arrivals as promised"),
    _("Of these, those that were there at most 60 seconds later than promised."),
    Q(promised_at__isnull=False, arrived_at__isnull=False) & KEPT,
)
RECKONED = incident_figure(
    "cover.reckoned",
    _("Incidents with a reckoned first arrival"),
    _("Incidents handled for whose place it was reckoned, as they were opened, how soon the nearest station is there."),
    only=Q(reach_seconds__isnull=False),
    each=F("reach_seconds"),
    excluded=NOT_RECKONED,
)
COVERED = incident_figure(
    "cover.covered",
    _("Incidents within the standard"),
    _("Of these, those that the nearest station reaches within 300 seconds of the order, whether it was ready or not."),
    only=Q(reach_seconds__lte=rules.ARRIVAL_SECONDS),
    each=F("reach_seconds"),
    excluded=NOT_RECKONED,
)
FIGURES = (
    Ratio(
        key="dispatch.followed_share",
        label=_("Sent as proposed"),
        definition=_("Share of the first dispatches with a proposal in which exactly the proposed vehicles were sent."),
        counting_unit=PERCENT,
        part=FOLLOWED,
        whole=PROPOSED,
        source=LEDGER,
        excluded=NOT_PROPOSED,
    ),
    Ratio(
        key="dispatch.kept_share",
        label=_("There as promised"),
        definition=_("Share of the promised arrivals that were made at most 60 seconds later than promised."),
        counting_unit=PERCENT,
        part=KEPT_RUNS,
        whole=PROMISED,
        source=LEDGER,
        excluded=NOT_PROMISED,
        each=OFF,
    ),
    Figure(
        key="dispatch.off.median",
        label=_("Made against promised, median"),
        definition=_("Half of the promised arrivals were made no later than this after the promised time."),
        counting_unit=SECONDS,
        form="seconds",
        additive=False,
        empty=None,
        source=LEDGER,
        records=turned_out,
        only=Q(promised_at__isnull=False, arrived_at__isnull=False),
        measure=Percentile(0.5, OFF),
        each=OFF,
        dimensions=run_dimensions(),
        excluded=NOT_PROMISED,
    ),
    Ratio(
        key="cover.share",
        label=_("Places within the standard"),
        definition=_(
            "Share of the incidents with a reckoned first arrival that the nearest station reaches within 300 seconds "
            "of the order (建标152-2017): it speaks of where the stations stand, not of how a day went."
        ),
        counting_unit=PERCENT,
        part=COVERED,
        whole=RECKONED,
        source=LEDGER,
        excluded=NOT_RECKONED,
        each=F("reach_seconds"),
    ),
)
COUNTS = (PROPOSED, FOLLOWED, PROMISED, KEPT_RUNS, RECKONED, COVERED)
