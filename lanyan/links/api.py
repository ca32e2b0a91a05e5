"""The API of links: reports and notices to read, orders from outside to bring in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from lanyan.kernel.errors import Refused
from lanyan.links.actions.inbound import InboundFacts, take_in
from lanyan.links.models import Inbound, LinkageNotice, SituationReport
from lanyan.links.models.inbound import KEEP
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.reports import VIEW
from lanyan.units.models import Unit
from lanyan.units.tokens import TokenAuth

router = Router(tags=["links"])
MOST = 200


class SendingOut(Schema):
    """One addressee of a report."""

    words: str
    channel: str
    sent_at: datetime
    receipt_at: datetime | None


class ReportOut(Schema):
    """A report as the API tells it."""

    id: int
    number: str
    kind: str
    state: str
    unit: str
    incident_id: int | None
    title: str
    text: str
    composed_at: datetime
    approved_at: datetime | None
    sendings: list[SendingOut]


class NoticeOut(Schema):
    """A notice to a linkage unit; null has not happened."""

    id: int
    number: str
    linkage_unit: str
    kind: str
    state: str
    incident_id: int
    words: str
    sent_at: datetime
    due_at: datetime
    received_at: datetime | None
    answered_at: datetime | None
    answer: str
    arrived_at: datetime | None
    left_at: datetime | None


class InboundIn(Schema):
    """What another authority passes on; the same number again is the same."""

    source: str
    sender: str
    number: str
    words: str
    received_at: datetime | None = None
    phone: str = ""
    place: str = ""
    deadline_at: datetime | None = None
    unit: str = ""


class InboundOut(Schema):
    """What stands here of it."""

    id: int
    number: str
    state: str
    incident_id: int | None
    received_at: datetime
    receipt_at: datetime | None


def _report(report: SituationReport) -> dict[str, Any]:
    names = ("id", "number", "kind", "state", "incident_id", "title", "text", "composed_at", "approved_at")
    sendings = [
        {"words": one.words, "channel": one.channel, "sent_at": one.sent_at, "receipt_at": one.receipt_at}
        for one in report.sendings.all()  # type: ignore[attr-defined]
    ]
    return {**{name: getattr(report, name) for name in names}, "unit": report.unit.name, "sendings": sendings}


@router.get("/situation-reports", auth=TokenAuth(VIEW), response=list[ReportOut])
def list_reports(
    request: HttpRequest, kind: str = "", state: str = "", incident: int | None = None, before: int | None = None,
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:  # fmt: skip
    """Reports and briefs of one's area, the last first; `before` is the id of the last one seen."""
    found = SituationReport.objects.visible_to(request.auth).select_related("unit")  # type: ignore[attr-defined]
    given = {"kind": kind, "state": state, "incident": incident, "pk__lt": before}
    narrowed = found.filter(**{name: value for name, value in given.items() if value not in ("", None)})
    return [_report(one) for one in narrowed.prefetch_related("sendings").order_by("-pk")[:limit]]


@router.get("/situation-reports/{pk}", auth=TokenAuth(VIEW), response=ReportOut)
def get_report(request: HttpRequest, pk: int) -> Any:
    """One report."""
    found = SituationReport.objects.visible_to(request.auth).select_related("unit")  # type: ignore[attr-defined]
    return _report(get_object_or_404(found.prefetch_related("sendings"), pk=pk))


@router.get("/linkage-notices", auth=TokenAuth(LINKAGE), response=list[NoticeOut])
def list_notices(
    request: HttpRequest, incident: int | None = None, state: str = "", before: int | None = None,
    limit: int = Query(50, ge=1, le=MOST),
) -> Any:  # fmt: skip
    """Notices to linkage units, the last first; `before` is the id of the last one seen."""
    found = LinkageNotice.objects.visible_to(request.auth).select_related("linkage")  # type: ignore[attr-defined]
    given = {"incident": incident, "state": state, "pk__lt": before}
    narrowed = found.filter(**{name: value for name, value in given.items() if value not in ("", None)})
    names = [name for name in NoticeOut.model_fields if name != "linkage_unit"]
    return [
        {**{name: getattr(one, name) for name in names}, "linkage_unit": one.linkage.name}
        for one in narrowed.order_by("-pk")[:limit]
    ]


@router.post("/inbound", auth=TokenAuth(KEEP), response={200: InboundOut, 201: InboundOut})
def post_inbound(request: HttpRequest, told: InboundIn) -> Any:
    """Take a transfer, order or circular in: 201 when it is new, 200 when its number stands here already."""
    by: Any = request.auth  # type: ignore[attr-defined]
    units = Unit.objects.visible_to(by, KEEP).filter(closed_date=None).order_by("path")
    unit = units.filter(path=told.unit).first() if told.unit else units.first()
    if unit is None:
        raise Refused(_("There is no such unit."), field="unit")
    at = timezone.now()
    given = {name: value for name, value in told.dict().items() if name not in ("unit", "received_at")}
    facts = InboundFacts(**given, received_at=told.received_at or at)
    found, new = take_in(unit_id=unit.pk, facts=facts, at=at, by=by)
    return Status(201 if new else 200, _inbound(found))


@router.get("/inbound/{pk}", auth=TokenAuth("links.view_inbound"), response=InboundOut)
def get_inbound(request: HttpRequest, pk: int) -> Any:
    """What became of one."""
    return _inbound(get_object_or_404(Inbound.objects.visible_to(request.auth), pk=pk))  # type: ignore[attr-defined]


def _inbound(found: Inbound) -> dict[str, Any]:
    names = ("id", "number", "state", "incident_id", "received_at", "receipt_at")
    return {name: getattr(found, name) for name in names}
