"""Pages of the layouts of outside systems: which fields in which order, changed as a new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, layouts
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalLayout, ExternalNumber
from lanyan.reports import external_kinds as external
from lanyan.reports.external_kinds import KINDS, Kind, kind_of

System = ExternalNumber.System


@require_GET
@access.requires(external.PERMISSION)
def all_layouts(request: HttpRequest) -> HttpResponse:
    """The layouts in force, by kind and system."""
    found = {(one.kind, one.system): one for one in ExternalLayout.objects.filter(ended_at=None)}
    rows = [(kind, system, found.get((kind.key, system.value))) for kind in KINDS.values() for system in System]
    may_keep = request.user.has_perm(external.KEEP_LAYOUTS)
    context = {"title": _("Layouts of outside systems"), "rows": rows, "may_keep": may_keep}
    return TemplateResponse(request, "reports/external_layouts.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(external.KEEP_LAYOUTS)
def layout(request: HttpRequest, kind: str, system: str) -> HttpResponse:
    """Change a layout: a number puts a field in its place, without one it is left out."""
    one = kind_of(kind)
    if system not in System.values:
        raise Http404(system)
    now = layouts.in_force(one.key, system)
    errors: dict[str, str] = {}
    rows = _typed(one, request) if request.method == "POST" else _standing(one, now)
    source = request.POST.get("source", now.source if now else "")
    if request.method == "POST":
        try:
            kept = layouts.keep_layout(
                kind=one.key, system=system, fields=_in_order(rows), source=source, at=timezone.now(), by=request.user
            )
        except Refused as refusal:
            errors[refusal.field or "fields"] = refusal.reason
        else:
            messages.success(request, _("Version {number} is in force.").format(number=kept.version))
            return redirect("reports:external_layouts")
    context = {
        "title": _("{kind} in: {system}").format(kind=one.title, system=System(system).label),
        "kind": one,
        "rows": rows,
        "source": source,
        "now": now,
        "errors": errors,
        "versions": ExternalLayout.objects.filter(kind=one.key, system=system),
    }
    return TemplateResponse(request, "reports/external_layout.html", context, status=422 if errors else 200)


def _standing(kind: Kind, now: ExternalLayout | None) -> list[dict[str, Any]]:
    """Every field with its place and heading now; what has a place first."""
    placed = {key: (number, heading) for number, (key, heading) in enumerate(now.fields if now else [], start=1)}
    rows = []
    for line in kind.lines:
        number, heading = placed.get(line.key, ("", str(line.label)))
        rows.append({"key": line.key, "label": line.label, "place": number, "heading": heading})
    return sorted(rows, key=lambda row: (row["place"] == "", row["place"] or 0))


def _typed(kind: Kind, request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "key": line.key,
            "label": line.label,
            "place": request.POST.get(f"place_{line.key}", "").strip(),
            "heading": request.POST.get(f"heading_{line.key}", "").strip(),
        }
        for line in kind.lines
    ]


def _in_order(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    wrong = next((row for row in rows if row["place"] and not str(row["place"]).isdecimal()), None)
    if wrong is not None:
        reason = _("“{text}” is no place: a whole number from 1 on.").format(text=wrong["place"][:10])
        raise Refused(reason, field=f"place_{wrong['key']}")
    placed = sorted((row for row in rows if row["place"]), key=lambda row: int(row["place"]))
    return [(row["key"], row["heading"]) for row in placed]
