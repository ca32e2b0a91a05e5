"""The cab 车载端: the order of one vehicle, its stamps with one touch, the map around; works through lost signal."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lanyan.forces.actions import place_vehicle
from lanyan.forces.models import Vehicle
from lanyan.forces.positions import CLOCK_AHEAD_SECONDS
from lanyan.forces.rules import root
from lanyan.incidents import actions, cab
from lanyan.incidents.models import Run, StampPress
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.units.models import User

STAMP = "incidents.stamp_run"
COOKIE = "lanyan_cab"
YEAR = 365 * 86400
# A tablet that was away for a day sends what it kept in pieces of this many.
MOST = 100
WORKER = Path(__file__).resolve().parents[1] / "static" / "incidents" / "cab_worker.js"


def _vehicles(request: HttpRequest) -> Any:
    visible = Vehicle.objects.visible_to(request.user, STAMP).exclude(condition=Vehicle.Condition.RETIRED)
    return visible.select_related("home__unit", "kind", "load")


@require_GET
@access.requires(STAMP)
def cabs(request: HttpRequest) -> HttpResponse:
    """Lead to the vehicle this device stands in, or let it be chosen."""
    remembered = request.COOKIES.get(COOKIE, "")
    if remembered.isdecimal() and "choose" not in request.GET and _vehicles(request).filter(pk=remembered).exists():
        return redirect("incidents:cab", int(remembered))
    vehicles = list(_vehicles(request).order_by("home__unit__path", "call_sign"))
    runs = Run.objects.open().filter(vehicle__in=vehicles).select_related("incident")
    bound = {run.vehicle_id: run for run in runs}
    stations: dict[Any, list[Any]] = {}
    for vehicle in vehicles:
        stations.setdefault(vehicle.home, []).append((vehicle, bound.get(vehicle.pk)))
    context = {"title": _("Cab"), "stations": stations, "chosen": remembered}
    return TemplateResponse(request, "incidents/cabs.html", context)


@require_GET
@never_cache
@access.requires(STAMP)
def vehicle_cab(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the tablet of a vehicle."""
    vehicle = get_object_or_404(_vehicles(request), pk=pk)
    context = {"title": f"{_('Cab')} {vehicle}", **_screen(request, vehicle)}
    answer = TemplateResponse(request, "incidents/cab.html", context)
    answer.set_cookie(COOKIE, str(vehicle.pk), max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@require_GET
@never_cache
@access.requires(STAMP)
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read what the cab shows."""
    vehicle = get_object_or_404(_vehicles(request), pk=pk)
    return TemplateResponse(request, "incidents/_cab.html", _screen(request, vehicle))


def _screen(request: HttpRequest, vehicle: Vehicle) -> dict[str, Any]:
    at, run = timezone.now(), cab.present_run(vehicle)
    context: dict[str, Any] = {"vehicle": vehicle, "run": run, "at": at, "root": root(vehicle.home.unit.path)}
    context |= {"script": cab.script_words(), "reasons": cab.asks()}
    context["may_place"] = request.user.may("forces.send_position", vehicle.home.unit.path)  # type: ignore[union-attr]
    if run is None:
        return context | {"last": cab.last_run(vehicle), "state": None, "map": cab.idle_map(vehicle, at)}
    run.vehicle = vehicle
    told = cab.order_told(request.user, run)
    picture = cab.map_told(run, vehicle, told["others"], at)
    water, way = picture.pop("water"), picture.pop("way")
    return context | told | {"state": cab.state(run, request.user, at), "map": picture, "water": water, "way": way}


# ---- presses ----------------------------------------------------------------------------------------------
@require_POST
@access.requires(STAMP)
def presses(request: HttpRequest) -> HttpResponse:
    """Take an ordered list of presses, undos and asks; each is answered by its key, and none blocks the next."""
    try:
        given = json.loads(request.body)["presses"]
        if not isinstance(given, list) or len(given) > MOST:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"errors": [{"field": "presses", "reason": _("A list of presses is needed.")}]}, status=422)
    at = timezone.now()
    answers = [_answer(request.user, press, at) for press in given]  # type: ignore[arg-type]
    return JsonResponse({"answers": answers, "now": timezone.now().isoformat()})


def _answer(user: User, press: Any, entered_at: datetime) -> dict[str, Any]:
    key = str(press.get("key", "")) if isinstance(press, dict) else ""
    try:
        return _take(user, press, key, entered_at)
    except Refused as refusal:
        return {"key": key, "result": StampPress.Result.REFUSED, "reason": refusal.reason}


def _take(user: User, press: Any, key: str, entered_at: datetime) -> dict[str, Any]:
    if not isinstance(press, dict):
        raise Refused(_("A list of presses is needed."))
    at = _instant(press.get("at"))
    if press.get("of"):
        undone = actions.undo_press(key=key, of_key=str(press["of"]), at=at, entered_at=entered_at, by=user)
        return cab.press_told(undone)
    run_id = press.get("run")
    known = Run.objects.visible_to(user, STAMP).filter(pk=run_id) if isinstance(run_id, int) else Run.objects.none()
    if not known.exists():
        raise Refused(_("There is no such run for you."))
    if "ask" in press:
        actions.ask_reinforcement(
            run_id=int(press["run"]), reason=str(press["ask"]), at=at, entered_at=entered_at, by=user, key=key
        )
        return {"key": key, "result": StampPress.Result.DONE, "reason": ""}
    done = actions.press_stamp(
        key=key, run_id=int(press["run"]), stamp=str(press.get("stamp", "")), at=at, entered_at=entered_at, by=user
    )
    return cab.press_told(done)


def _instant(given: Any) -> datetime:
    try:
        at = parse_datetime(str(given))
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise Refused(_("A time with its zone is needed."), field="at")
    return at


@require_POST
@access.requires("forces.send_position")
def send_position(request: HttpRequest, pk: int) -> HttpResponse:
    """Report where the vehicle is, from its own tablet."""
    vehicle = get_object_or_404(Vehicle.objects.visible_to(request.user, "forces.send_position"), pk=pk)
    try:
        at = _instant(request.POST.get("at"))
        if (at - timezone.now()).total_seconds() > CLOCK_AHEAD_SECONDS:
            raise Refused(_("The instant lies in the future."), field="at")
        lon, lat = float(request.POST.get("lon", "")), float(request.POST.get("lat", ""))
        taken = place_vehicle(vehicle_id=vehicle.pk, lon=lon, lat=lat, at=at, by=request.user)
    except (Refused, ValueError) as wrong:
        reason = wrong.reason if isinstance(wrong, Refused) else _("Longitude or latitude is impossible.")
        return JsonResponse({"errors": [{"field": "lon", "reason": reason}]}, status=422)
    return JsonResponse({"taken": taken})


@require_GET
@access.public
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the cab: served under /cab/ so that this is all it reaches; it holds nothing of anybody."""
    answer = HttpResponse(WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
