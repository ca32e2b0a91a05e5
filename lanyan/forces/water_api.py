"""API of faults of water sources: read only; looks come in at `/water-sources/{id}/checks`."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from lanyan.forces.models import WaterFault
from lanyan.units.tokens import TokenAuth

router = Router(tags=["forces"])


class WaterFaultOut(Schema):
    """A fault: `state` FOUND, PASSED, ANSWERED, SAID_MENDED, CLOSED or WITHDRAWN; only a look of ours closes it."""

    id: int
    source_id: int
    kind: str
    words: str
    state: str
    found_at: datetime
    company: str | None
    list_number: str | None
    passed_at: datetime | None
    due_date: date | None
    promised_date: date | None
    said_mended_at: datetime | None
    closed_at: datetime | None
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_company(fault: WaterFault) -> str | None:
        """Give the company's name."""
        return fault.company.name if fault.company else None

    @staticmethod
    def resolve_list_number(fault: WaterFault) -> str | None:
        """Give the number of the list that passed it on."""
        return fault.transfer.number if fault.transfer else None


@router.get("/water-faults", response=list[WaterFaultOut], auth=TokenAuth("forces.view_forces"))
@paginate(PageNumberPagination)
def water_faults(
    request: Any,
    unit: str = "",
    source_id: int | None = None,
    state: list[str] = Query([]),  # noqa: B008
    overdue: bool = False,
) -> Any:
    """List faults, newest first: of a unit given by its division code, of one source, in these states, overdue ones."""
    found = WaterFault.objects.visible_to(request.auth).with_all().order_by("-found_at", "-pk")
    if unit:
        found = found.filter(source__unit__division_code__startswith=unit)
    if source_id is not None:
        found = found.filter(source_id=source_id)
    if state:
        found = found.filter(state__in=state)
    return found.overdue(timezone.localdate()) if overdue else found
