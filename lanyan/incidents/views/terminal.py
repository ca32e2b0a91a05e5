"""The station terminal 站终端 and the dispatch sheet 出车单: one order at a time, 受令 and 出动."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lanyan.forces.models import Station, Vehicle
from lanyan.incidents import actions, queries, rules, shown
from lanyan.incidents.models import DispatchOrder, PreAlert, Run
from lanyan.incidents.views.verbs import refused
from lanyan.kernel import access
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import midnight
from lanyan.web.boards import board

VIEW = "incidents.view_incident"
# How long a called-off order stays in sight of those who had run for it.
CALLED_OFF = timedelta(minutes=10)


def _stations(request: HttpRequest, permission: str = VIEW) -> Any:
    return Station.objects.visible_to(request.user, permission).filter(unit__closed_date=None).select_related("unit")


@require_GET
@access.requires(VIEW)
def terminals(request: HttpRequest) -> HttpResponse:
    """Lead to the reader's own station, or let those with several choose."""
    stations = list(_stations(request).order_by("unit__path"))
    if len(stations) == 1:
        return redirect("incidents:terminal", stations[0].pk)
    context = {"title": _("Station terminal"), "stations": stations}
    return TemplateResponse(request, "incidents/terminals.html", context)


@require_GET
@access.requires(VIEW)
def terminal(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the screen of a station with its order, or with its calm."""
    station = get_object_or_404(_stations(request), pk=pk)
    context = {"title": _("Station terminal"), **_screen(request, station)}
    return TemplateResponse(request, "incidents/terminal.html", context)


@require_GET
@access.requires(VIEW)
def orders(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read what the terminal shows."""
    user: Any = request.user
    station = queries.terminal_of(pk, user.paths(VIEW))
    if station is None:
        raise Http404
    return fragment(request, station)


def fragment(request: HttpRequest, station: Station) -> HttpResponse:
    """What the terminal of a station shows, for its own re-reading and after each press."""
    return board(request, "incidents/_orders.html", station.pk, lambda: _screen(request, station))


def _screen(request: HttpRequest, station: Station) -> dict[str, Any]:
    user: Any = request.user
    waiting, alerts = queries.terminal_orders(station), queries.terminal_alerts(station)
    context = {
        "station": station,
        "may_receive": user.may("incidents.receive_order", station.unit.path),
        "may_depart": user.may("incidents.stamp_run", station.unit.path),
        "may_receive_alert": user.may("incidents.receive_alert", station.unit.path),
        "ringing": any(each.received_at is None for each in (*waiting, *alerts)),
        "alerts": alerts,
    }
    if waiting:
        return context | {"waiting": waiting[1:]} | _order(user, waiting[0])
    if alerts:
        return context | {"alert": alerts[0], "alerts": alerts[1:]} | _alert(alerts[0])
    return context | _idle(station)


def _order(user: Any, order: DispatchOrder) -> dict[str, Any]:
    """One order, large: what, where, who, what to mind."""
    incident = order.incident
    runs = [run for run in queries.runs_of(order) if run.status not in (rules.STOOD_DOWN, rules.DIVERTED)]
    goes = user.may("incidents.receive_order", order.station.unit.path)
    call = queries.first_call(incident, user.paths("incidents.view_caller"))
    return {
        "order": order,
        "incident": incident,
        "runs": [(run, shown.loads(run)) for run in runs],
        "to_leave": [run for run in runs if run.status in (rules.ORDERED, rules.RECEIVED)],
        "left_at": min((run.departed_at for run in runs if run.departed_at), default=None),
        "others": queries.others_sent(order),
        "facts": shown.facts_told(incident.facts),
        "way": shown.way(order.station, incident),
        # What was promised when the order went out: over the roads, where roads are known.
        "promised_at": min((run.promised_at for run in runs if run.promised_at), default=None),
        # The crew that goes may ring back; whoever only looks on may not know the caller.
        "caller": (order.callback if goes else "") or (shown.caller_told(call) if call else ""),
        "alert_before": queries.alert_before(order),
        "words": queries.words_of(incident),
    }


def _alert(alert: PreAlert) -> dict[str, Any]:
    """A warning, as large as an order but in another colour: what, where, what to prepare."""
    incident = alert.incident
    return {
        "incident": incident,
        "facts": shown.facts_told(incident.facts),
        "way": shown.way(alert.station, incident),
        "words": queries.words_of(incident),
    }


def _idle(station: Station) -> dict[str, Any]:
    """A quiet station: its vehicles with their state, and its day in numbers."""
    now = timezone.now()
    vehicles = list(
        station.vehicles.exclude(condition=Vehicle.Condition.RETIRED).select_related("kind").order_by("call_sign")
    )
    bound = {run.vehicle_id: run for run in Run.objects.open().filter(vehicle__in=vehicles).select_related("incident")}
    today = Run.objects.turned_out().filter(
        unit=station.unit, departed_at__gte=midnight(timezone.localdate()), incident__is_exercise=False
    )
    counts = today.aggregate(
        incidents=Count("incident", distinct=True), runs=Count("pk"), people=Sum("headcount", default=0)
    )
    called_off = DispatchOrder.objects.filter(station=station, stood_down_at__gte=now - CALLED_OFF)
    undressed = PreAlert.objects.filter(station=station, status=rules.ALERT_STOOD_DOWN, ended_at__gte=now - CALLED_OFF)
    return {
        "vehicles": [(vehicle, bound.get(vehicle.pk)) for vehicle in vehicles],
        "in_service": sum(v.condition == Vehicle.Condition.IN_SERVICE and v.pk not in bound for v in vehicles),
        "today": counts,
        "called_off": list(called_off.select_related("incident")),
        "undressed": list(undressed.select_related("incident")),
    }


# ---- the two presses --------------------------------------------------------------------------------------
def _ordered(request: HttpRequest, pk: int, permission: str) -> DispatchOrder:
    visible = DispatchOrder.objects.visible_to(request.user, permission).select_related("station__unit", "incident")
    order: DispatchOrder = get_object_or_404(visible, pk=pk)
    return order


def _terminal_of(order: DispatchOrder) -> str:
    return reverse("incidents:terminal", args=[order.station_id])


def _answer(request: HttpRequest, order: DispatchOrder) -> HttpResponse:
    return fragment(request, order.station) if getattr(request, "htmx", False) else redirect(_terminal_of(order))


@require_POST
@access.requires("incidents.receive_order")
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """受令: the station answers for the order; a second press changes nothing."""
    order = _ordered(request, pk, "incidents.receive_order")
    now = timezone.now()
    try:
        actions.receive_order(order_id=order.pk, at=now, entered_at=now, by=request.user)
    except Refused as refusal:
        return refused(request, refusal, _terminal_of(order))
    return _answer(request, order)


@require_POST
@access.requires("incidents.stamp_run")
def depart(request: HttpRequest, pk: int) -> HttpResponse:
    """出动: the chosen vehicles (else all) of a received order leave; those that left already stay as they are."""
    order = _ordered(request, pk, "incidents.stamp_run")
    now = timezone.now()
    try:
        leaving = _leaving(order, request.POST)
        if leaving:
            actions.stamp_runs(
                run_ids=leaving, stamp="departed", at=now, entered_at=now, by=request.user, source="terminal"
            )
    except Refused as refusal:
        return refused(request, refusal, _terminal_of(order))
    return _answer(request, order)


def _leaving(order: DispatchOrder, data: Any) -> list[int]:
    if order.received_at is None:
        raise Refused(_("Receive the order first."))
    chosen = data.getlist("run")
    if data.get("chosen") and not chosen:
        raise Refused(_("No vehicle is chosen."), field="run")
    waiting = list(order.runs.filter(status=rules.RECEIVED).values_list("pk", flat=True))
    return [run for run in waiting if not chosen or str(run) in chosen]


# ---- the sheet --------------------------------------------------------------------------------------------
@require_GET
@access.requires(VIEW)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The dispatch sheet of one order, for paper (A4, or A5 with ?paper=a5)."""
    visible = DispatchOrder.objects.visible_to(request.user).select_related(
        "station__unit", "incident__subkind", "incident__division", "incident__centre", "incident__unit", "issued_by",
        "received_by",
    )  # fmt: skip
    order = get_object_or_404(visible.prefetch_related("runs__vehicle__kind"), pk=pk)
    user: Any = request.user
    context = {
        "title": _("Dispatch sheet %(number)s") % {"number": order.number},
        "paper": "a5" if request.GET.get("paper") == "a5" else "a4",
        "may_print": user.may("incidents.print_sheet", order.station.unit.path)
        or user.may("incidents.print_sheet", order.incident.unit.path),
        **_order(user, order),
    }
    return TemplateResponse(request, "incidents/sheet.html", context)


@require_POST
@access.requires("incidents.print_sheet")
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the sheet was printed; the first printing counts."""
    order = _ordered(request, pk, "incidents.print_sheet")
    actions.print_sheet(order_id=order.pk, at=timezone.now(), by=request.user)
    return redirect("incidents:sheet", order.pk)
