"""Rounds to water sources: what is to be visited, labels with codes, and the page that a code opens on a phone."""

import math
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.forces import actions, instants, water_queries, words
from lanyan.forces.models import WaterCheck, WaterFault, WaterSource
from lanyan.forces.water_fault_forms import RoundForm
from lanyan.forces.water_forms import WaterSourceFilter
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates
from lanyan.units.doors import refuse
from lanyan.units.models import Unit
from lanyan.web import qr, workers

VIEW, CHECK = "forces.view_forces", "forces.check_water"
# One sheet of labels at a time: narrow the list for the rest.
LABELS_AT_MOST = 120
# So many pages of the round are kept on the phone in advance, for cellars and valleys without signal.
KEPT_AHEAD = 20
KEPT = (r"^/water/\d+/round/$", "^/water/rounds/$")


# ---- what is to be visited --------------------------------------------------------------------------------
@require_GET
@never_cache
@access.requires(VIEW)
def water_rounds(request: HttpRequest) -> HttpResponse:
    """Show how far the rounds are, and for one unit what is to be visited, in the order of the way."""
    at = timezone.now()
    sources, faults = WaterSource.objects.visible_to(request.user), WaterFault.objects.visible_to(request.user)
    units = water_queries.progress(sources, faults, at)
    chosen = _chosen(request, units)
    context: dict[str, Any] = {"title": _("Water rounds"), "units": units, "chosen": chosen, "at": at}
    if chosen is not None:
        context |= _round_of(request, chosen.unit, at)
    return TemplateResponse(request, "forces/water_rounds.html", context)


def _chosen(request: HttpRequest, units: list[water_queries.Progress]) -> water_queries.Progress | None:
    asked = request.GET.get("unit", "")
    if len(units) == 1:
        return units[0]
    return next((one for one in units if str(one.unit.pk) == asked), None)


def _round_of(request: HttpRequest, unit: Unit, at: datetime) -> dict[str, Any]:
    mine = WaterSource.objects.visible_to(request.user).filter(unit=unit)
    here = _here(request)
    due = water_queries.due_sources(mine, at, here=here)
    faults = WaterFault.objects.visible_to(request.user).open().filter(source__unit=unit).with_all()
    return {
        "unit": unit,
        "on": timezone.localdate(at),
        "due": due[: water_queries.SHOWN],
        "more": len(due) > water_queries.SHOWN,
        "here": here,
        "faults": faults.order_by("due_date", "found_at")[: water_queries.SHOWN],
        "today": water_queries.looked_today(WaterCheck.objects.visible_to(request.user), unit, at),
        "ahead": [reverse("forces:water_round", args=[one.source.pk]) for one in due[:KEPT_AHEAD]],
        "may_check": request.user.may(CHECK, unit.path),  # type: ignore[union-attr]
        "script": words.round_words(),
    }


def _here(request: HttpRequest) -> tuple[float, float] | None:
    """Where the address says the reader stands (WGS-84); nonsense is nowhere."""
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) and coordinates.on_earth(lon, lat) else None


# ---- labels -----------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def water_labels(request: HttpRequest) -> HttpResponse:
    """A sheet of labels to be printed: each water source that the filters choose, with its code."""
    mine = WaterSource.objects.visible_to(request.user).kept().select_related("unit").order_by("unit__path", "number")
    filterset = WaterSourceFilter(request.GET, queryset=mine, request=request)
    found = list((filterset.qs if filterset.is_valid() else mine.none())[: LABELS_AT_MOST + 1])
    context = {
        "title": _("QR labels"),
        "form": filterset.form,
        "labels": [(source, qr.drawn(_code_address(request, source))) for source in found[:LABELS_AT_MOST]],
        "more": len(found) > LABELS_AT_MOST,
        "most": LABELS_AT_MOST,
        "back": f"{reverse('forces:water_sources')}?{request.GET.urlencode()}".rstrip("?"),
    }
    return TemplateResponse(request, "forces/water_labels.html", context)


def _code_address(request: HttpRequest, source: WaterSource) -> str:
    """The round of a source under the host one prints from: nothing in it opens anything without signing in."""
    return request.build_absolute_uri(reverse("forces:water_round", args=[source.pk]))


# ---- on the spot ------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@never_cache
@access.requires(CHECK)
def water_round(request: HttpRequest, pk: int) -> HttpResponse:
    """What the code on a water source opens: note what was seen; a phone's queue is answered by what became of it."""
    seen = WaterSource.objects.visible_to(request.user, CHECK).kept().select_related("unit", "last_checked_by")
    source = get_object_or_404(seen, pk=pk)
    queued = request.headers.get("Accept") == "application/json"
    form = RoundForm(request.POST, request.FILES) if request.method == "POST" else RoundForm()
    if request.method == "POST" and form.is_valid():
        try:
            _note(request, source, form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _noted(request, source, queued)
    if queued:
        return JsonResponse({"result": "REFUSED", "reason": _reasons(form)}, status=422)
    return TemplateResponse(request, "forces/water_round.html", _screen(request, source, form), status=_status(form))


def _status(form: RoundForm) -> int:
    return 422 if form.errors else 200


def _note(request: HttpRequest, source: WaterSource, form: RoundForm) -> WaterCheck:
    at = instants.claimed(request.POST.get("at", ""), timezone.now())
    return actions.check_water_source(source_id=source.pk, **form.seen(), at=at, by=request.user)


def _noted(request: HttpRequest, source: WaterSource, queued: bool) -> HttpResponse:
    if queued:
        return JsonResponse({"result": "DONE", "now": timezone.now().isoformat()})
    messages.success(request, _("The check has been noted."))
    return redirect("forces:water_round", source.pk)


def _reasons(form: RoundForm) -> str:
    return "; ".join(
        f"{form.fields[name].label}: {' '.join(errors)}"
        if name in form.fields and name != "__all__"
        else " ".join(errors)
        for name, errors in form.errors.items()
    )


def _screen(request: HttpRequest, source: WaterSource, form: RoundForm) -> dict[str, Any]:
    at = timezone.now()
    mine = WaterSource.objects.visible_to(request.user, CHECK)
    following, left = water_queries.next_after(source, mine, at)
    return {
        "title": str(source),
        "source": source,
        "form": form,
        "fault": source.faults.open().select_related("company").first(),
        "following": following,
        "left": left,
        "at": at,
        "most": actions.MOST_PHOTOGRAPHS,
        "script": words.round_words(),
    }


@require_GET
@access.public
def water_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the rounds: it holds nothing of anybody."""
    return workers.served("lanyan-water-1", KEPT)
