"""The API of fires: list and one, read only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from lanyan.fires.models import Fire
from lanyan.fires.models.fires import VIEW
from lanyan.kernel import periods
from lanyan.kernel.errors import Refused
from lanyan.units.tokens import TokenAuth

router = Router(tags=["fires"])
MOST = 200
PLAIN = (
    *("id", "number", "state", "started_at", "started_estimated", "reported_date", "place_kind", "settlement"),
    *("division_id", "town", "address", "lon", "lat", "premises_id", "incident_id", "cause", "burnt_object"),
    *("ignition", "burnt_area_m2", "direct_loss", "households", "dead", "injured", "minor", "loss_class"),
    *("investigation", "investigation_due_date", "investigation_ended_date", "revision"),
)


class FireOut(Schema):
    """A fire as the API tells it; null is not known."""

    id: int
    number: str
    state: str
    unit: str
    started_at: datetime
    started_estimated: bool
    reported_date: date
    place_kind: str
    settlement: str
    division_id: str | None
    town: str
    address: str
    lon: float | None
    lat: float | None
    premises_id: int | None
    incident_id: int | None
    cause: str
    burnt_object: str
    ignition: str
    burnt_area_m2: Decimal | None
    direct_loss: Decimal | None
    households: int | None
    dead: int
    injured: int
    minor: bool | None
    loss_class: str
    investigation: str
    investigation_due_date: date
    investigation_ended_date: date | None
    revision: int


def _fire(fire: Fire) -> dict[str, Any]:
    return {**{name: getattr(fire, name) for name in PLAIN}, "unit": fire.unit.name}


@router.get("/fires", auth=TokenAuth(VIEW), response=list[FireOut])
def list_fires(
    request: HttpRequest,
    state: str = "",
    period: str = Query("", description="2024, 2024Q3, 2024-03 or 2024-03-05, by when the fire began"),
    before: int | None = None,
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:
    """Fires of one's area, last entered first; `before` is the id of the last one seen."""
    found = Fire.objects.visible_to(request.auth).select_related("unit").order_by("-pk")  # type: ignore[attr-defined]
    if state:
        found = found.filter(state=state)
    if period:
        try:
            span = periods.parse(period)
        except ValueError as problem:
            raise Refused(str(problem), field="period") from problem
        found = found.filter(started_at__gte=span.since, started_at__lt=span.until)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_fire(fire) for fire in found[:limit]]


@router.get("/fires/{pk}", auth=TokenAuth(VIEW), response=FireOut)
def get_fire(request: HttpRequest, pk: int) -> Any:
    """One fire."""
    seen = Fire.objects.visible_to(request.auth).select_related("unit")  # type: ignore[attr-defined]
    return _fire(get_object_or_404(seen, pk=pk))
