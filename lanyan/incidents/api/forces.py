"""Orders and runs at the API."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from lanyan.incidents import actions
from lanyan.incidents.actions import Pick
from lanyan.incidents.api.schemas import OrderIn, OrderOut, ReadyIn, ReceiveIn, RunOut, StampIn
from lanyan.incidents.api.told import order_told, run_told, visible
from lanyan.incidents.models import DispatchOrder, Run
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


@router.post("/incidents/{pk}/orders", response={201: list[OrderOut]}, auth=TokenAuth("incidents.order_forces"))
def order_forces(request: HttpRequest, pk: int, data: OrderIn) -> Any:
    """Send forces: one numbered order per station."""
    visible(request, pk, "incidents.order_forces")
    picks = [Pick(**pick.dict()) for pick in data.vehicles]
    orders = actions.order_forces(
        incident_id=pk,
        picks=picks,
        at=timezone.now(),
        by=request.auth,
        override_reason=data.override_reason,
        change_reason=data.change_reason,
        note=data.note,
        callback=data.callback,
    )
    return Status(201, [order_told(order) for order in orders])


@router.get("/incidents/{pk}/orders", response=list[OrderOut], auth=TokenAuth("incidents.view_incident"))
def orders(request: HttpRequest, pk: int) -> Any:
    """Its orders with their runs."""
    found = visible(request, pk, "incidents.view_incident")
    return [order_told(order) for order in found.orders.select_related("incident", "station__unit")]


@router.post("/orders/{pk}/receive", response=OrderOut, auth=TokenAuth("incidents.receive_order"))
def receive_order(request: HttpRequest, pk: int, data: ReceiveIn) -> Any:
    """Receive an order; again changes nothing."""
    get_object_or_404(DispatchOrder.objects.visible_to(request.auth, "incidents.receive_order"), pk=pk)
    now = timezone.now()
    order = actions.receive_order(order_id=pk, at=data.at or now, entered_at=now, by=request.auth, source="device")
    return order_told(order)


@router.post("/runs/{pk}/stamps", response=RunOut, auth=TokenAuth("incidents.stamp_run"))
def stamp_run(request: HttpRequest, pk: int, data: StampIn) -> Any:
    """Stamp a run."""
    get_object_or_404(Run.objects.visible_to(request.auth, "incidents.stamp_run"), pk=pk)
    now = timezone.now()
    (run,) = actions.stamp_by_hand(
        run_ids=[pk], stamp=data.stamp, at=data.at or now, entered_at=now, by=request.auth, source=data.source
    )
    return run_told(run)


@router.post("/runs/{pk}/ready", response=RunOut, auth=TokenAuth("incidents.stamp_run"))
def confirm_ready(request: HttpRequest, pk: int, data: ReadyIn) -> Any:
    """Confirm what a vehicle that is back carries: it is ready again; refused by field of what is lacking."""
    get_object_or_404(Run.objects.visible_to(request.auth, "incidents.stamp_run"), pk=pk)
    now = timezone.now()
    given = data.dict() | {"at": data.at or now}
    return run_told(actions.confirm_ready(run_id=pk, **given, entered_at=now, by=request.auth, source="device"))
