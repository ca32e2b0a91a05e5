"""Fallback packs: today's of each unit, red where missing; one to look at and print; its files."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lanyan.fallback import actions, limits
from lanyan.fallback.models import MAKE, VIEW, Pack
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit

# So many of the last days are listed below today's.
DAYS = 7


def _wanted(request: HttpRequest) -> list[tuple[Unit, bool]]:
    user: Any = request.user
    paths = user.paths(VIEW)
    return [one for one in actions.wanted() if any(one[0].path.startswith(path) for path in paths)]


@require_GET
@never_cache
@access.requires(VIEW)
def packs(request: HttpRequest) -> HttpResponse:
    """Today's packs, the missing ones first and red; below, those of the last days."""
    user: Any = request.user
    today = timezone.localdate()
    made = {pack.unit_id: pack for pack in Pack.objects.visible_to(user).on(today).select_related("unit")}
    rows = [(unit, desk, made.get(unit.pk), user.may(MAKE, unit.path)) for unit, desk in _wanted(request)]
    older = Pack.objects.visible_to(user).filter(on_date__lt=today).exclude(files=[]).select_related("unit")
    context = {
        "title": _("If everything fails"),
        "today": today,
        "rows": sorted(rows, key=lambda row: row[2] is not None),
        "missing": sum(row[2] is None for row in rows),
        "hour": limits.limit("MAKE_HOUR"),
        "keep": limits.limit("KEEP_DAYS"),
        "older": older.order_by("-on_date", "unit__path")[: DAYS * 40],
        "folder": str(actions.folder(today)),
        "may_enter": user.has_perm("incidents.enter_late"),
    }
    return TemplateResponse(request, "fallback/packs.html", context)


@require_GET
@never_cache
@access.requires(VIEW)
def marks(request: HttpRequest) -> HttpResponse:
    """The number beside the menu: packs of today that are missing, once they should be there."""
    now = timezone.localtime()
    if now.hour < limits.limit("MAKE_HOUR"):
        return HttpResponse("")
    number = len(actions.missing(_wanted(request), now.date()))
    return HttpResponse(str(number) if number else "", content_type="text/html; charset=utf-8")


@require_GET
@access.requires(VIEW)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack on the screen, laid out for A4."""
    found = get_object_or_404(Pack.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return TemplateResponse(request, "fallback/pack.html", {"title": str(found), "record": found, "said": found.said})


@require_GET
@access.requires(VIEW)
def pack_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The file of a pack, as it lies in the folder."""
    found = get_object_or_404(Pack.objects.visible_to(request.user), pk=pk)
    name = next((one for one in found.files if one.endswith(f".{ending}")), None)
    path = actions.folder(found.on_date) / name if name else None
    if path is None or not path.is_file():
        raise Http404
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.on_date}-{path.name}")
    return answer  # type: ignore[no-any-return]


@require_POST
@access.requires(MAKE)
def make_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the pack of a unit now."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user, MAKE), pk=pk)
    try:
        actions.make_pack(unit_id=unit.pk, on=timezone.localdate(), at=timezone.now(), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("Made."))
    return redirect("fallback:packs")
