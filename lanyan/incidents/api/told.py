"""Records as the API tells them, and those its reader may see."""

from typing import Any

from django.http import Http404, HttpRequest

from lanyan.incidents import queries
from lanyan.incidents.api.schemas import IncidentOut
from lanyan.incidents.models import DispatchOrder, Incident, Run


def run_told(run: Run) -> dict[str, Any]:
    """A run with its stamps."""
    stamps = {key: at for key, at in run.times().items() if key != "ordered"}
    return {
        "id": run.pk,
        "vehicle_id": run.vehicle_id,
        "call_sign": run.vehicle.call_sign,
        "unit_id": run.unit_id,
        "headcount": run.headcount,
        "status": run.status,
        "stamps": stamps,
    }


def order_told(order: DispatchOrder) -> dict[str, Any]:
    """An order with its runs."""
    return {
        "id": order.pk,
        "number": order.number,
        "wave": order.wave,
        "station": str(order.station),
        "issued_at": order.issued_at,
        "received_at": order.received_at,
        "runs": [run_told(run) for run in order.runs.select_related("vehicle")],
    }


def incident_told(incident: Incident) -> dict[str, Any]:
    """An incident; who called is not in it."""
    told = {name: getattr(incident, name, None) for name in IncidentOut.model_fields}
    return told | {
        "subkind": incident.subkind.code if incident.subkind else None,
        "division": incident.division_id,
        "unit": str(incident.unit),
    }


def visible(request: HttpRequest, pk: int, permission: str) -> Incident:
    """An incident that the key may reach, or nothing found."""
    user: Any = request.auth  # type: ignore[attr-defined]
    found = queries.at_hand(pk, user.paths(permission))
    if found is None:
        raise Http404
    return found
