"""The facts of an incident as a review keeps them: plain values read from the record, nothing of them typed."""

from datetime import datetime
from typing import Any

from django.utils import translation

from lanyan.incidents import rules as incidents
from lanyan.incidents import shown
from lanyan.incidents.models import DispatchOrder, Incident, Run
from lanyan.incidents.words import TELLING, capability

STAMPS = (
    "answered_at",
    "opened_at",
    "first_ordered_at",
    "first_received_at",
    "first_departed_at",
    "first_arrived_at",
    "water_on_at",
    "controlled_at",
    "knocked_down_at",
    "water_off_at",
    "last_returned_at",
    "closed_at",
)
RESULTS = (
    "rescued", "evacuated", "dead", "injured", "own_dead", "own_injured", "property_saved", "property_protected",
)  # fmt: skip
# So many lines of the command log stand in a review, the earliest of those that tell how it stood.
LINES = 200
# An arrival this many seconds after the promise is told as late.
PROMISE_SECONDS = incidents.PROMISE_SECONDS


def gather(incident: Incident) -> dict[str, Any]:
    """Read an incident with its orders, runs and log: a fixed number of queries."""
    with translation.override("zh-hans"):
        orders = list(incident.orders.select_related("station__unit", "issued_by").order_by("serial"))
        runs = list(incident.runs.select_related("vehicle", "unit", "order").order_by("order__serial", "pk"))
        return {
            "number": incident.number,
            "name": incident.name,
            "where": incident.where,
            "is_exercise": incident.is_exercise,
            "kind": str(incident.get_kind_display()) if incident.kind else "",
            "level": incident.level_words if incident.kind in incidents.HIGHEST_LEVEL else "",
            "told": [[line.label, line.text] for line in shown.facts_told(incident.facts)],
            "stamps": {name: _text(getattr(incident, name)) for name in STAMPS},
            "intervals": _intervals(incident),
            "orders": [_order(order) for order in orders],
            "runs": [_run(run) for run in runs],
            "shortfalls": [line for order in orders for line in _short(order)],
            "overrides": _overrides(orders, runs),
            "result": {name: _number(getattr(incident, name)) for name in RESULTS},
            "log": [[entry.at.isoformat(), str(entry)] for entry in _log(incident)],
        }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _number(value: Any) -> Any:
    return None if value is None else float(value) if not isinstance(value, int) else value


def seconds(before: datetime | None, after: datetime | None) -> int | None:
    """From one instant to another; None where one is missing."""
    return round((after - before).total_seconds()) if before is not None and after is not None else None


def _intervals(incident: Incident) -> dict[str, int | None]:
    """The intervals a review looks at first, in seconds (GB 50313-2013 4.3.1; 建标152-2017)."""
    return {
        "to_order": seconds(incident.answered_at, incident.first_ordered_at),
        "turnout": seconds(incident.first_ordered_at, incident.first_departed_at),
        "to_arrival": seconds(incident.first_ordered_at, incident.first_arrived_at),
        "to_water": seconds(incident.first_arrived_at, incident.water_on_at),
        "to_control": seconds(incident.first_arrived_at, incident.controlled_at),
    }


def _order(order: DispatchOrder) -> dict[str, Any]:
    return {
        "number": order.short_number,
        "station": order.station.unit.short_name,
        "wave": order.wave,
        "issued_at": _text(order.issued_at),
        "received_at": _text(order.received_at),
        "stood_down_at": _text(order.stood_down_at),
    }


def _run(run: Run) -> dict[str, Any]:
    late = seconds(run.promised_at, run.arrived_at)
    return {
        "vehicle": run.vehicle.call_sign,
        "unit": run.unit.short_name,
        "headcount": run.headcount,
        "status": str(run.get_status_display()),
        "departed_at": _text(run.departed_at),
        "promised_at": _text(run.promised_at),
        "arrived_at": _text(run.arrived_at),
        "late": late if late is not None and late > PROMISE_SECONDS else None,
    }


def _short(order: DispatchOrder) -> list[str]:
    short = (order.proposal or {}).get("short") or {}
    return [f"{order.short_number} {capability(code)} {missing:g}" for code, missing in short.items()]


def _overrides(orders: list[DispatchOrder], runs: list[Run]) -> list[str]:
    changed = [f"{order.short_number} {order.change_reason}" for order in orders if order.change_reason]
    forced = [f"{run.vehicle.call_sign} {run.override_reason}" for run in runs if run.override_reason]
    return changed + forced


def _log(incident: Incident) -> list[Any]:
    found = incident.log.filter(act__in=TELLING).select_related("incident")  # type: ignore[attr-defined]
    return list(found.order_by("at", "pk")[:LINES])
