"""The incident ledger 警情台账."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from lanyan.incidents.filters import IN_HAND, IncidentFilter, quick_period
from lanyan.incidents.models import Incident
from lanyan.incidents.sheets import INCIDENTS, with_ledger
from lanyan.incidents.tables import IncidentTable
from lanyan.kernel import access
from lanyan.units.models import Unit
from lanyan.web import standing
from lanyan.web.lists import View, capped_count, list_page

# Beyond so many the sums by kind are left out: the figures count them, this line need not.
LINE_CAP = 20_000
VIEW, EXPORT = "incidents.view_incident", "incidents.export_incidents"


@require_GET
@access.requires(VIEW)
def ledger(request: HttpRequest) -> HttpResponse:
    """List the incidents of one's area, newest first, as a page or as an Excel file."""
    user: Any = request.user
    may_export = user.has_perm(EXPORT)
    if request.GET.get("export") and not may_export:
        raise PermissionDenied(access.label(EXPORT))
    incidents = Incident.objects.visible_to(user, EXPORT if request.GET.get("export") else VIEW)
    return list_page(
        request,
        incidents if may_export else with_ledger(incidents),
        IncidentFilter,
        IncidentTable,
        title=_("Incident ledger"),
        unit=pgettext("counting unit", "incidents"),
        line=_by_kind,
        sheet=INCIDENTS if may_export else None,
        views=_views(request, incidents),
        empty={
            "heading": _("No incident yet"),
            "advice": _("An incident begins with a call at the duty desk (F2)."),
            "icon": "call",
        },
    )


def _views(request: HttpRequest, incidents: Any) -> list[View]:
    """The page's own views; counts only where an index answers at once."""
    today = quick_period("today")
    hand, doubt = incidents.unfinished(), incidents.filter(status=Incident.Status.SUSPENDED)
    return [
        View(_("All")),
        View(_("Today"), "period=today", count=lambda: capped_count(incidents.answered_in(*today))),
        View(_("In hand"), IN_HAND, count=lambda: capped_count(hand)),
        View(_("Level two and above"), "level=2up"),
        View(_("Casualties or rescued"), "people=any"),
        View(_("Doubtful"), "status=SUSPENDED", count=lambda: capped_count(doubt)),
        *_standing_view(request),
    ]


def _standing_view(request: HttpRequest) -> list[View]:
    """What the top bar looks through, as a view of this page."""
    now = standing.of(request)
    query = f"period={now.period}"
    label = now.period_label
    chosen = Unit.objects.visible_to(request.user, VIEW).filter(pk=now.unit).first() if now.unit.isdecimal() else None
    if chosen is not None:
        query, label = f"{query}&unit={chosen.pk}", f"{chosen.short_name} · {label}"
    return [View(label, query)]


def _by_kind(found: Any) -> str:
    """Incidents by kind, in one query; nothing for a list too long to be worth the sum."""
    rows = found.order_by().values("pk", "kind")[: LINE_CAP + 1]
    counts = rows.aggregate(total=Count("pk"), **{kind: Count("pk", filter=Q(kind=kind)) for kind in _KINDS})
    if counts["total"] > LINE_CAP:
        return ""
    said = [f"{label} {counts[kind]:,}" for kind, label in Incident.Kind.choices if counts[kind]]
    return " · ".join(said)


_KINDS = Incident.Kind.values
