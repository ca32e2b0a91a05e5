"""What is due: the list with the minutes left, live; and dropping what need not be reported."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces.rules import root
from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.links.actions import dues as actions
from lanyan.links.filters import DueFilter
from lanyan.links.models import LinkageNotice, ReportDue, SituationReport
from lanyan.links.models.linkages import NOTIFY
from lanyan.links.models.linkages import VIEW as LINKAGE
from lanyan.links.models.reports import VIEW, WRITE
from lanyan.links.rules import life
from lanyan.links.rules.reports import minutes_left
from lanyan.links.sheets import DUES
from lanyan.links.tables import DueTable
from lanyan.links.views.common import one, reason, verb
from lanyan.web.lists import View, list_page

SHOWN = 20
MOST_WAITING = 100


@require_GET
@access.requires(VIEW)
def dues(request: HttpRequest) -> HttpResponse:
    """What waits, late first, with the minutes left; below, everything that was ever due."""
    roots = {root(path) for path in request.user.paths(VIEW)}  # type: ignore[union-attr]
    context = {"waiting": waiting(request), "topics": " ".join(f"links:{one}" for one in sorted(roots))}
    return list_page(
        request,
        ReportDue.objects.visible_to(request.user).order_by("-due_at", "-pk"),
        DueFilter,
        DueTable,
        title=_("Reports due"),
        unit=_("reports (count)"),
        sheet=DUES,
        template="links/dues.html",
        views=(
            View(pgettext("report due", "waiting"), "stands=waiting"),
            View(_("late"), "stands=late"),
            View(pgettext("report due", "met"), "stands=met"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("Nothing has been due yet"),
            "advice": _("Which incidents are reported to whom stands in the code list of reports."),
            "icon": "check",
        },
        context=context,
    )


def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits to be sent, with the minutes left and the report that is being written for it."""
    at = timezone.now()
    found = ReportDue.objects.visible_to(request.user).waiting().select_related("unit", "incident__subkind")
    rows = list(found.order_by("due_at", "pk")[:MOST_WAITING])
    drafts = SituationReport.objects.standing().filter(incident__in=[row.incident_id for row in rows])
    written = {(each.incident_id, each.kind): each for each in drafts.order_by("pk").defer("facts", "text", "composed")}
    user: Any = request.user
    return [
        {
            "due": row,
            "left": minutes_left(row.due_at, at),
            "late": at > row.due_at,
            "report": written.get((row.incident_id, row.kind)),
            "compose_url": reverse("links:compose_report", args=[row.incident_id, row.kind.lower()]),
            "writes": user.may(WRITE, row.unit.path),
        }
        for row in rows
    ]


@require_GET
@access.requires(VIEW)
def waiting_now(request: HttpRequest) -> HttpResponse:
    """The same as a fragment, for a page that listens."""
    return TemplateResponse(request, "links/_waiting.html", {"waiting": waiting(request)})


@require_http_methods(["GET", "POST"])
@access.requires(WRITE)
def drop_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a report that need not be sent, with the reason."""
    due = one(request, ReportDue.objects.select_related("incident"), pk, WRITE)
    line = f"{due.incident.number} · {due.get_kind_display()} · {due.addressee_words}"

    def drop(**typed: Any) -> ReportDue:
        return actions.drop_due(due_id=pk, **typed)

    return verb(request, reason(request), drop, "drop_due", line=line, back=reverse("links:dues"))


# ---- on the page of an incident -------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def reports_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The reports of an incident, what is due, and the buttons that compose one."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("centre"), pk=pk)
    mine = SituationReport.objects.visible_to(request.user).filter(incident=incident)
    found = list(mine.prefetch_related("sendings").defer("facts", "text", "composed").order_by("pk")[:SHOWN])
    user: Any = request.user
    writes = user.may(WRITE, incident.centre.path) and incident.status in ("OPEN", "CLOSED")
    at = timezone.now()
    due = ReportDue.objects.visible_to(request.user).waiting().filter(incident=incident).order_by("due_at")
    context = {
        "incident": incident,
        "reports": found,
        "dues": [(row, minutes_left(row.due_at, at), at > row.due_at) for row in due],
        "kinds": _composable(found) if writes else [],
    }
    return TemplateResponse(request, "links/_reports.html", context)


def _composable(found: list[SituationReport]) -> list[tuple[str, str]]:
    """Which reports can be composed now: flash first, then follow-ups, the final one once."""
    standing = [one for one in found if one.state != life.WITHDRAWN]
    kinds = {one.kind for one in standing}
    approved = any(one.state == life.APPROVED for one in standing)
    drafted = any(one.kind == "FOLLOW_UP" and one.state == life.DRAFT for one in standing)
    able = {"FLASH": "FLASH" not in kinds, "FOLLOW_UP": approved and not drafted, "FINAL": "FINAL" not in kinds}
    return [(kind.lower(), str(SituationReport.Kind(kind).label)) for kind, may in able.items() if may]


@require_GET
@access.requires(LINKAGE)
def notices_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The notices for an incident, each with its next step."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("centre"), pk=pk)
    found = LinkageNotice.objects.visible_to(request.user).filter(incident=incident).select_related("linkage", "unit")
    at, user = timezone.now(), request.user
    rows = [
        (notice, [offer for offer in access.offers(user, notice) if offer.allowed], _late(notice, at))
        for notice in found.order_by("sent_at", "pk")
    ]
    notifies = user.may(NOTIFY, incident.centre.path) and incident.status == "OPEN"  # type: ignore[union-attr]
    context = {"incident": incident, "rows": rows, "notifies": notifies}
    return TemplateResponse(request, "links/_notices.html", context)


def _late(notice: LinkageNotice, at: Any) -> bool:
    return notice.state in life.WAITING and at > notice.due_at
