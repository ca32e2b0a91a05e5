"""How long it took: call to order, order to turning out, travel, first arrival; thresholds from the rules."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.figures.dimensions import incident_dimensions, run_dimensions
from lanyan.incidents.figures.records import LEDGER, PERCENT, SECONDS, incident_figure, turned_out
from lanyan.kernel.figures import Figure, LeftOut, Percentile, Ratio, Seconds

CALL_TO_ORDER = Seconds("answered_at", "first_ordered_at")
CALL_TO_RECEIPT = Seconds("answered_at", "first_received_at")
ARRIVAL = Seconds("first_ordered_at", "first_arrived_at")
HAS_ORDER = Q(first_ordered_at__isnull=False)
HAS_RECEIPT = Q(first_received_at__isnull=False)
HAS_ARRIVAL = Q(first_ordered_at__isnull=False, first_arrived_at__isnull=False)
NO_STAMP = _("Records that lack one of the two instants; they are neither guessed nor counted as zero.")


def _measured(name: str, label: Any, definition: Any, each: Any, measure: Any, **more: Any) -> Figure:
    given = {"counting_unit": SECONDS, "form": "seconds", "additive": False, "empty": None, "excluded": NO_STAMP}
    return incident_figure(f"times.{name}", label, definition, **{**given, "each": each, "measure": measure, **more})


def _of_runs(name: str, label: Any, definition: Any, before: str, after: str) -> Figure:
    each = Seconds(f"{before}_at", f"{after}_at")
    only = Q(**{f"{before}_at__isnull": False, f"{after}_at__isnull": False})
    more = {"records": turned_out, "only": only, "dimensions": run_dimensions()}
    return _measured(name, label, definition, each, Percentile(0.5, each), **more)


def _timed(name: str, label: Any, definition: Any, only: Q, **more: Any) -> Figure:
    """Count the incidents behind a time: these are ordinary counts, in incidents."""
    return incident_figure(f"times.{name}", label, definition, only=only, **more)


ORDERED = _timed(
    "ordered",
    _("Incidents with an order"),
    _("Incidents handled in which at least one station was ordered out."),
    HAS_ORDER,
    each=CALL_TO_ORDER,
)
ORDERED_IN_TIME = _timed(
    "ordered_in_time",
    _("Ordered within 45 seconds"),
    _("Incidents handled whose first order was given at most 45 seconds after the call was answered."),
    HAS_ORDER & Q(first_ordered_at__lte=F("answered_at") + timedelta(seconds=rules.CALL_TO_ORDER_SECONDS)),
    each=CALL_TO_ORDER,
)
RECEIVED = _timed(
    "received",
    _("Incidents with an order received"),
    _("Incidents handled in which at least one station has received its order."),
    HAS_RECEIPT,
    each=CALL_TO_RECEIPT,
)
RECEIVED_IN_TIME = _timed(
    "received_in_time",
    _("Order received within 45 seconds"),
    _(
        "Incidents handled whose first order was received by its station at most 45 seconds after the call was "
        "answered."
    ),
    HAS_RECEIPT & Q(first_received_at__lte=F("answered_at") + timedelta(seconds=rules.CALL_TO_ORDER_SECONDS)),
    each=CALL_TO_RECEIPT,
)
ARRIVED = _timed(
    "arrived",
    _("Incidents with an arrival"),
    _("Incidents handled with both a first order and a first arrival."),
    HAS_ARRIVAL,
    each=ARRIVAL,
    dimensions=incident_dimensions(minute=ARRIVAL),
    left_out=(LeftOut("times.arrival_unknown"),),
)
ARRIVED_IN_TIME = _timed(
    "arrived_in_time",
    _("Arrived within 5 minutes"),
    _("Incidents handled whose first vehicle arrived at most 300 seconds after the first order."),
    HAS_ARRIVAL & Q(first_arrived_at__lte=F("first_ordered_at") + timedelta(seconds=rules.ARRIVAL_SECONDS)),
    each=ARRIVAL,
    dimensions=incident_dimensions(minute=ARRIVAL),
)
ARRIVAL_UNKNOWN = _timed(
    "arrival_unknown",
    _("Ordered without an arrival"),
    _("Incidents handled with an order for which no arrival is known: turned back, stood down or not stamped."),
    HAS_ORDER & Q(first_arrived_at__isnull=True),
)
TIMES = (
    _measured(
        "call_to_order.median",
        _("Call to order, median"),
        _("Half of the incidents with an order were ordered within this time after the call was answered."),
        CALL_TO_ORDER,
        Percentile(0.5, CALL_TO_ORDER),
        only=HAS_ORDER,
    ),
    _measured(
        "call_to_order.p90",
        _("Call to order, P90"),
        _("Nine of ten incidents with an order were ordered within this time after the call was answered."),
        CALL_TO_ORDER,
        Percentile(0.9, CALL_TO_ORDER),
        only=HAS_ORDER,
    ),
    Ratio(
        key="times.within_45_seconds",
        label=_("Call to order within 45 seconds"),
        definition=_(
            "Share of the incidents with an order whose first order came at most 45 seconds after the call was "
            "answered (GB 50313-2013, 4.3.1)."
        ),
        counting_unit=PERCENT,
        part=ORDERED_IN_TIME,
        whole=ORDERED,
        source=LEDGER,
        excluded=NO_STAMP,
        each=CALL_TO_ORDER,
    ),
    _measured(
        "call_to_receipt.median",
        _("Call to receipt, median"),
        _("Half of the incidents had an order received by a station within this time after the call was answered."),
        CALL_TO_RECEIPT,
        Percentile(0.5, CALL_TO_RECEIPT),
        only=HAS_RECEIPT,
    ),
    _measured(
        "call_to_receipt.p95",
        _("Call to receipt, P95"),
        _("95 of 100 incidents had an order received by a station within this time after the call was answered."),
        CALL_TO_RECEIPT,
        Percentile(0.95, CALL_TO_RECEIPT),
        only=HAS_RECEIPT,
    ),
    Ratio(
        key="times.received_within_45_seconds",
        label=_("Call to receipt within 45 seconds"),
        definition=_(
            "Share of the incidents with an order received whose station received the first order at most 45 seconds "
            "after the call was answered (GB 50313-2013, 4.3.1)."
        ),
        counting_unit=PERCENT,
        part=RECEIVED_IN_TIME,
        whole=RECEIVED,
        source=LEDGER,
        excluded=NO_STAMP,
        each=CALL_TO_RECEIPT,
    ),
    _of_runs(
        "turnout.median",
        _("Order to turning out, median"),
        _("Half of the vehicle runs left their station within this time after the order."),
        "ordered",
        "departed",
    ),
    _of_runs(
        "receipt_to_turnout.median",
        _("Turnout time, median"),
        _("Half of the vehicle runs left their station within this time after the station received the order."),
        "received",
        "departed",
    ),
    _of_runs(
        "travel.median",
        _("Travel, median"),
        _("Half of the vehicle runs reached the scene within this time after leaving their station."),
        "departed",
        "arrived",
    ),
    _measured(
        "arrival.median",
        _("First arrival, median"),
        _("In half of the incidents the first vehicle arrived within this time after the first order."),
        ARRIVAL,
        Percentile(0.5, ARRIVAL),
        only=HAS_ARRIVAL,
        left_out=(LeftOut("times.arrival_unknown"),),
    ),
    _measured(
        "arrival.p90",
        _("First arrival, P90"),
        _("In nine of ten incidents the first vehicle arrived within this time after the first order."),
        ARRIVAL,
        Percentile(0.9, ARRIVAL),
        only=HAS_ARRIVAL,
        left_out=(LeftOut("times.arrival_unknown"),),
    ),
    Ratio(
        key="times.within_five_minutes",
        label=_("First arrival within 5 minutes"),
        definition=_(
            "Share of the incidents with an arrival whose first vehicle arrived at most 300 seconds after the first "
            "order (建标152-2017)."
        ),
        counting_unit=PERCENT,
        part=ARRIVED_IN_TIME,
        whole=ARRIVED,
        source=LEDGER,
        excluded=NO_STAMP,
        each=ARRIVAL,
        left_out=(LeftOut("times.arrival_unknown"),),
    ),
)

COUNTS = (ORDERED, ORDERED_IN_TIME, RECEIVED, RECEIVED_IN_TIME, ARRIVED, ARRIVED_IN_TIME, ARRIVAL_UNKNOWN)
