"""The duty desk 接警台: four panes, one keyboard, from ring to order."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lanyan.forces.rules import root
from lanyan.incidents import actions, queries, rules, wording
from lanyan.incidents.facts import implied, level_rules
from lanyan.incidents.forces_pane import ForcesPane
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import access, codes
from lanyan.kernel.errors import Refused
from lanyan.units.models import Unit
from lanyan.web import boards, panels

TEXTS = (
    "phone", "caller", "words", "place_words", "place_answer", "address", "town", "place_id", "lon", "lat",
    "division", "kind", "subkind", "level", "description",
)  # fmt: skip
# What choosing a place fills in, unseen.
HIDDEN = ("place_id", "place_answer", "lon", "lat", "town")


@require_GET
@access.requires("incidents.take_call")
def desk(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show the four panes, with one incident in hand or none."""
    centre = queries.centre_for(request.user)
    incident = _incident(request, pk) if pk is not None else None
    context = {"title": _("Duty desk"), "centre": centre, "incident": incident, "sources": Call.Source.choices}
    context["rows"] = rows = _board_rows(request, centre)
    context |= _waiting(rows)
    placed = [row["incident"] for row in rows if row["incident"].lon is not None]
    under_way = queries.vehicles_under_way(centre, timezone.now()) if centre is not None else []
    context["idle_marks"] = {"marks": [*under_way, *(wording.mark(incident_at_hand) for incident_at_hand in placed)]}
    context["desk_panels"] = panels.panels_for("desk", pk=incident.pk if incident is not None else 0, user=request.user)
    if incident is not None:
        context |= _intake(request, incident) | {
            "pane": ForcesPane.of(incident, request.GET),
            "root": root(incident.centre.path),
        }
    return TemplateResponse(request, "incidents/desk.html", context)


def _incident(request: HttpRequest, pk: int, permission: str = "incidents.take_call") -> Incident:
    user: Any = request.user
    incident = queries.at_hand(pk, user.paths(permission))
    if incident is None:
        raise Http404
    return incident


def _intake(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    proposed = queries.proposed_level(incident)
    drafting, asked = incident.is_draft, wording.to_ask(incident)
    return {
        "calls": list(incident.calls.all()),
        "kinds": _kinds(),
        "facts": (asked := wording.to_ask(incident)),
        "ask_next": next((item for item in asked if item["question"] and item["value"] == ""), None)
        if drafting
        else None,
        "hidden_names": [(name, getattr(incident, name)) for name in HIDDEN] + [("division", incident.division_id)],
        "level_reasons": [wording.level_reason(*reason) for reason in proposed.reasons],
        "levels": wording.level_choices(incident.kind, least=proposed.level),
        "repeated_lines": [
            (other, metres, wording.repeated_line(other, metres, incident))
            for other, metres in (queries.repeated(incident, at=incident.answered_at) if drafting else [])
        ],
        "earlier": queries.earlier_at(incident),
        "grid": [] if drafting else wording.radio_rows(incident),
        "radio_keys": [stamp for stamp in rules.stamps_for(incident.kind or "") if stamp.digit],
        "call_panels": panels.panels_for("desk_call", pk=incident.pk, user=request.user),
        **_seat(request, incident),
    }


def _seat(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """Whose it is, to whom it can be handed, which stations are warned, and which one could be."""
    living = incident.status in (rules.DRAFT, rules.SUSPENDED, rules.OPEN)
    waits = living and incident.first_ordered_at is None
    alerts = list(incident.alerts.standing().select_related("station__unit")) if waits else []
    is_mine = incident.owner_id == request.user.pk and incident.handed_at is None
    return {
        "living": living,
        "is_mine": is_mine,
        "seats": queries.other_seats(incident.centre, but=incident.owner_id) if living and is_mine else [],
        "alerts": alerts,
        "to_warn": queries.responsible_unit(incident) if waits and not alerts and incident.is_judged else None,
    }


def _kinds() -> list[dict[str, Any]]:
    """The five kinds with their sub-kinds, numbered so that a digit picks them in a select."""
    rows = list(codes.table("incident_kinds").values())
    return [
        {"code": row.code, "label": row.label, "subkinds": [sub for sub in rows if sub.parent == row.code]}
        for row in rows
        if not row.parent and row.code != rules.FALSE
    ]


def read_changes(data: QueryDict) -> dict[str, Any]:
    """What an intake form says: only the fields that were sent; facts gathered under their own key."""
    changes: dict[str, Any] = {name: data[name] for name in TEXTS if name in data}
    facts = {name.removeprefix("facts."): data[name] for name in data if name.startswith("facts.")}
    if facts:
        changes["facts"] = facts
    return changes


@require_POST
@access.requires("incidents.take_call")
def new_call(request: HttpRequest) -> HttpResponse:
    """F2: answer a call; the draft exists from this moment and survives everything."""
    centre = queries.centre_for(request.user)
    try:
        incident, _new = actions.take_call(
            centre=centre,
            source=request.POST.get("source", Call.Source.PHONE_119),
            at=timezone.now(),
            by=request.user,
            is_exercise=request.POST.get("exercise") == "1",
        )
    except Refused as refusal:
        return json_refused(refusal)
    return redirect("incidents:desk_incident", incident.pk)


@require_POST
@access.requires("incidents.take_call")
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was typed so far; answer with what follows from it."""
    incident = _incident(request, pk)
    changes = _with_level(incident, read_changes(request.POST), request.POST)
    try:
        incident = actions.save_draft(incident_id=incident.pk, changes=changes, by=request.user)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H:%M:%S"), "level": incident.level})


def _with_level(incident: Incident, changes: dict[str, Any], data: QueryDict) -> dict[str, Any]:
    """Let the level follow the facts until a person chose a higher one by hand."""
    if {"kind", "subkind", "facts"} & changes.keys() and data.get("level_by_hand") != "1":
        kind = changes.get("kind", incident.kind) or ""
        known = incident.subkind.code if incident.subkind and kind == incident.kind else ""
        subkind = codes.get("incident_kinds", changes.get("subkind", known) or "")
        facts = queries.facts_or_none(kind, changes.get("facts", incident.facts))
        if facts is not None:
            changes["level"] = rules.propose_level(kind, implied(subkind, facts), level_rules()).level
    return changes


def json_refused(refusal: Refused) -> JsonResponse:
    """A refusal for the desk's script: the field and the reason."""
    return JsonResponse({"errors": [{"field": refusal.field, "reason": refusal.reason}]}, status=422)


@require_GET
@access.requires("incidents.take_call")
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """The intake pane again: after the kind changed, after news of this incident."""
    incident = _incident(request, pk)
    return TemplateResponse(request, "incidents/desk_intake.html", {"incident": incident, **_intake(request, incident)})


@require_GET
@access.requires("incidents.take_call")
def forces(request: HttpRequest, pk: int) -> HttpResponse:
    """The forces pane again, keeping what was chosen by hand."""
    incident = _incident(request, pk)
    context = {"incident": incident, "pane": ForcesPane.of(incident, request.GET), "fragment": True}
    return TemplateResponse(request, "incidents/desk_forces.html", context)


@require_GET
@access.requires("incidents.take_call")
def board(request: HttpRequest) -> HttpResponse:
    """The incidents at hand again."""
    centre, chosen = queries.centre_for(request.user), f'data-incident="{request.GET.get("at", "")}"'

    def context() -> dict[str, Any]:
        rows = _board_rows(request, centre)
        return {"rows": rows, **_waiting(rows)}

    # Each desk has another incident in hand; all else is the same for all of a centre.
    return boards.board(
        request,
        "incidents/desk_board.html",
        centre and centre.pk,
        context,
        finish=lambda text: text.replace(chosen, f'{chosen} class="on" aria-current="true"'),
    )


def _board_rows(request: HttpRequest, centre: Unit | None) -> list[dict[str, Any]]:
    rows = []
    for incident in queries.board(request.user, centre):
        following, needs_hand = wording.next_thing(incident)
        rows.append({"incident": incident, "next": following, "needs_hand": needs_hand})
    return rows


def _waiting(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The queue: calls in nobody's hands, and how long the first of them waits."""
    queue = [row["incident"].answered_at for row in rows if row["incident"].owner_id is None]
    return {"waiting": len(queue), "longest": min(queue, default=None)}


@require_POST
@access.requires("incidents.open_incident")
def open_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """F9: open the incident without sending anybody yet."""
    incident = _incident(request, pk, "incidents.open_incident")
    changes = _with_level(incident, read_changes(request.POST), request.POST)
    try:
        actions.open_incident(incident_id=incident.pk, at=timezone.now(), by=request.user, changes=changes)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({"go": request.path.removesuffix("open/")})


@require_POST
@access.requires("incidents.order_forces")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """F4: one key confirms the incident and sends its first forces; later the same key sends reinforcement."""
    incident = _incident(request, pk, "incidents.order_forces")
    at = timezone.now()
    try:
        _send(request, incident, at)
    except Refused as refusal:
        return json_refused(refusal)
    return JsonResponse({"go": request.path.removesuffix("order/")})


def _send(request: HttpRequest, incident: Incident, at: datetime) -> None:
    pane = ForcesPane.of(incident, request.POST, sending=True)
    first = incident.status != rules.OPEN
    # What was proposed is judged by the facts as they stand in the database, before this form changes them.
    change_reason = pane.change_reason(request.POST.get("change_reason", ""), first=first)
    more = {
        "override_reason": request.POST.get("override_reason", ""),
        "change_reason": change_reason,
        "note": request.POST.get("note", ""),
        "proposal": pane.as_proposed(),
    }
    picks = pane.picks()
    if first:
        changes = _with_level(incident, read_changes(request.POST), request.POST)
        actions.confirm_and_order(incident_id=incident.pk, picks=picks, at=at, by=request.user, changes=changes, **more)
    else:
        actions.order_forces(incident_id=incident.pk, picks=picks, at=at, by=request.user, **more)


@require_POST
@access.requires("incidents.join_call")
def join(request: HttpRequest, pk: int, into: int) -> HttpResponse:
    """F7: this call speaks of an incident that is open already."""
    incident = _incident(request, pk, "incidents.join_call")
    target = _incident(request, into, "incidents.join_call")
    try:
        actions.join_call(incident_id=incident.pk, into_id=target.pk, at=timezone.now(), by=request.user)
    except Refused as refusal:
        return json_refused(refusal)
    return redirect("incidents:desk_incident", target.pk)
