"""Reading incidents at the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import PageNumberPagination, paginate

from lanyan.incidents.api.schemas import IncidentOut
from lanyan.incidents.api.told import incident_told, visible
from lanyan.incidents.models import Incident
from lanyan.units.tokens import TokenAuth

router = Router(tags=["incidents"])


@router.get("/incidents", response=list[IncidentOut], auth=TokenAuth("incidents.view_incident"))
@paginate(PageNumberPagination, page_size=50)
def incidents(
    request: HttpRequest, since: datetime | None = None, until: datetime | None = None, status: str = "", kind: str = ""
) -> Any:
    """Incidents by answering time, newest first; `since` in, `until` out."""
    found = Incident.objects.visible_to(request.auth).select_related("unit", "subkind", "division")
    if since is not None:
        found = found.filter(answered_at__gte=since)
    if until is not None:
        found = found.filter(answered_at__lt=until)
    if status:
        found = found.filter(status=status)
    if kind:
        found = found.filter(kind=kind)
    return _Told(found.order_by("-answered_at", "-pk"))


class _Told:
    """A queryset whose pages are told as IncidentOut, so that only the page asked for is read."""

    def __init__(self, queryset: Any) -> None:
        self.queryset = queryset

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [incident_told(incident) for incident in self.queryset[part]]

    def __len__(self) -> int:
        return int(self.queryset.count())

    def count(self) -> int:
        """How many there are."""
        return len(self)


@router.get("/incidents/{pk}", response=IncidentOut, auth=TokenAuth("incidents.view_incident"))
def incident(request: HttpRequest, pk: int) -> Any:
    """One incident."""
    return incident_told(visible(request, pk, "incidents.view_incident"))
