"""The check on the phone: the inspector's day, begin, answers as they are given, photographs, signature, end."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lanyan.inspections import checklists, queries, wording
from lanyan.inspections.actions import conduct as actions
from lanyan.inspections.forms.checks import ConcludeForm
from lanyan.inspections.models import Inspection
from lanyan.inspections.rules import checks
from lanyan.inspections.views.checks import CARRY, address, one
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.doors import form_page, refuse
from lanyan.units.forms import HouseForm
from lanyan.web import workers

# A device that was away for a day sends what it kept in pieces of this many.
MOST = 100
PNG = "data:image/png;base64,"
# A signature drawn with a finger is some ten kilobytes.
MOST_SIGNATURE = 400_000
# The pages that are shown again without signal.
KEPT = (r"^/checks/\d+/(conduct|standing)/$", "^/checks/today/$")


@require_GET
@never_cache
@access.requires(CARRY)
def today(request: HttpRequest) -> HttpResponse:
    """Show what an inspector has to do today."""
    at, on = timezone.now(), timezone.localdate()
    everybody = "all" in request.GET
    context = {
        "title": _("Today's checks"),
        "day": queries.day(request.user, on, at, all_of_unit=everybody),
        "everybody": everybody,
        "on": on,
        "at": at,
    }
    return TemplateResponse(request, "inspections/today.html", context)


@require_http_methods(["GET", "POST"])
@access.requires(CARRY)
def start_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a check on the spot."""
    inspection = one(request, pk, CARRY)
    if inspection.state == checks.UNDERWAY:
        return redirect("inspections:conduct", pk)
    return form_page(
        request,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _typed: actions.start_check(inspection_id=pk, at=timezone.now(), by=request.user),
        title=_("Begin the check"),
        line=_("{premises}: the facts of the place and the checklist are frozen now.").format(
            premises=inspection.premises.name
        ),
        back=address(inspection),
        done=lambda begun: reverse("inspections:conduct", args=[begun.pk]),
        submit=_("Begin"),
    )


@require_GET
@never_cache
@access.requires(CARRY)
def conduct(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry a check out: each answer is kept as it is given."""
    inspection = one(request, pk, CARRY)
    if inspection.state != checks.UNDERWAY:
        return redirect(address(inspection))
    return TemplateResponse(request, "inspections/conduct.html", _screen(request, inspection, ConcludeForm()))


def _screen(request: HttpRequest, inspection: Inspection, form: ConcludeForm) -> dict[str, Any]:
    listed = queries.rows(inspection)
    photographs, _signatures = queries.pictures(inspection)
    if not form.is_bound:
        form.initial = {"result_words": inspection.result_words}
    return {
        "title": inspection.premises.name,
        "check": inspection,
        "checklist": checklists.words(inspection.checklist),
        "rows": listed,
        "result": queries.result(listed),
        "members": queries.members(inspection),
        "photographs": photographs,
        "form": form,
        "missing": actions.why_not_conclude(inspection),
        "state": queries.state_said(inspection, listed),
        "script": wording.script_words(),
    }


@require_GET
@never_cache
@access.requires(CARRY)
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is still missing before the check can be concluded: read again as answers arrive."""
    inspection = one(request, pk, CARRY)
    listed = queries.rows(inspection)
    context = {"check": inspection, "result": queries.result(listed), "missing": actions.why_not_conclude(inspection)}
    return TemplateResponse(request, "inspections/_standing.html", context)


# ---- what the device says -----------------------------------------------------------------------------------
@require_POST
@access.requires(CARRY)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ordered list of answers; each is answered by its key, and none blocks the next."""
    inspection = one(request, pk, CARRY)
    try:
        given = json.loads(request.body)["presses"]
        if not isinstance(given, list) or len(given) > MOST:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"errors": [{"field": "presses", "reason": _("A list of answers is needed.")}]}, status=422)
    at = timezone.now()
    answers = [_taken(inspection, line, at=at, by=request.user) for line in given]
    return JsonResponse({"answers": answers, "now": timezone.now().isoformat()})


def _taken(inspection: Inspection, given: Any, *, at: datetime, by: Any) -> dict[str, Any]:
    key = str(given.get("key", ""))[:64] if isinstance(given, dict) else ""
    try:
        stands = actions.say(inspection_id=inspection.pk, line=_line(given, key), at=at, by=by)
    except Refused as refusal:
        return {"key": key, "result": "REFUSED", "reason": refusal.reason}
    return {"key": key, "result": "DONE" if stands else "OLDER", "reason": ""}


def _line(given: Any, key: str) -> actions.Line:
    if not isinstance(given, dict) or not key:
        raise Refused(_("A list of answers is needed."))
    at = queries.instant(given.get("at"))
    if at is None:
        raise Refused(_("A time with its zone is needed."), field="at")
    item = given.get("item")
    if item is not None and not isinstance(item, int):
        raise Refused(_("The checklist has no such item."), field="item")
    texts = {name: str(given.get(name) or "") for name in ("field", "value", "words", "explanation")}
    return actions.Line(key=key, at=at, item=item, **texts)


@require_POST
@access.requires(CARRY)
def photograph(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a photograph, from the page or from the device's queue: that one is answered by what became of it."""
    inspection = one(request, pk, CARRY)
    queued = request.headers.get("Accept") == "application/json"
    try:
        kept = actions.photograph(
            inspection_id=pk,
            upload=request.FILES.get("file"),
            caption=request.POST.get("caption", ""),
            key=request.POST.get("key", "")[:64],
            at=timezone.now(),
            by=request.user,
        )
    except Refused as refusal:
        if queued:
            return JsonResponse({"result": "REFUSED", "reason": refusal.reason}, status=422)
        messages.error(request, refusal.reason)
    else:
        if queued:
            url = reverse("files:file", args=[kept.pk])
            return JsonResponse({"result": "DONE", "url": url, "name": kept.caption or kept.name})
    return redirect(reverse("inspections:conduct", args=[inspection.pk]) + "#photographs")


# ---- the end ------------------------------------------------------------------------------------------------
@require_POST
@access.requires(CARRY)
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude a check: signed on the screen, or refused before witnesses."""
    inspection = one(request, pk, CARRY)
    form = ConcludeForm(request.POST)
    if form.is_valid():
        try:
            done = actions.conclude_check(
                inspection_id=pk,
                signature=_signature(form.cleaned_data),
                result_words=form.cleaned_data["result_words"],
                at=timezone.now(),
                by=request.user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The check is concluded and counts."))
            return redirect(address(done))
    inspection.refresh_from_db(fields=["state"])
    if inspection.state != checks.UNDERWAY:
        return redirect(address(inspection))
    return TemplateResponse(request, "inspections/conduct.html", _screen(request, inspection, form), status=422)


def _signature(typed: dict[str, Any]) -> actions.Signature:
    return actions.Signature(
        name=typed["signed_name"],
        post=typed["signed_post"],
        picture=picture(typed["signature"]),
        refused_because=typed["refused_because"],
        witnesses=typed["witnesses"],
    )


def picture(drawn: str) -> ContentFile | None:
    """The picture that the screen drew, as an upload; None when nothing was drawn."""
    if not drawn:
        return None
    if not drawn.startswith(PNG) or len(drawn) > MOST_SIGNATURE:
        raise Refused(_("The signature is no picture."), field="signature")
    try:
        data = base64.b64decode(drawn.removeprefix(PNG), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_("The signature is no picture."), field="signature") from None
    return ContentFile(data, name="signature.png")


@require_GET
@access.public
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the check page: it holds nothing of anybody."""
    return workers.served("lanyan-checks-1", KEPT)
