"""The record page of an incident and its live fragments."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from lanyan.incidents import queries, rules, shown
from lanyan.incidents.actions.incidents import RESULT
from lanyan.incidents.models import Incident
from lanyan.kernel import access

VIEW = "incidents.view_incident"
# These stand as buttons; everything else that may be done waits under "More".
BUTTONS = ("reinforce", "raise_level", "record_result", "close_incident", "reopen_incident")
LOG_LIMIT = 200


def found(request: HttpRequest, pk: int) -> Incident:
    """The incident with everything its page shows, if the reader may see it."""
    incident: Incident = get_object_or_404(queries.record(request.user), pk=pk)
    return incident


@require_GET
@access.requires(VIEW)
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one incident: facts, stamps, scene, command log, history."""
    record = found(request, pk)
    context = {"title": record.name, "record": record, "subject": "incident"}
    for part in (_head, _facts, _runs, _log, _history):
        context |= part(request, record)
    return TemplateResponse(request, "incidents/incident.html", context)


@require_GET
@access.requires(VIEW)
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read title, line and buttons."""
    record = found(request, pk)
    return TemplateResponse(request, "incidents/_head.html", {"record": record, **_head(request, record)})


@require_GET
@access.requires(VIEW)
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read calls, facts and result."""
    record = found(request, pk)
    return TemplateResponse(request, "incidents/_facts.html", {"record": record, **_facts(request, record)})


@require_GET
@access.requires(VIEW)
def runs(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read the stamp grid, the orders and the map's marks."""
    return runs_fragment(request, found(request, pk))


def runs_fragment(request: HttpRequest, record: Incident) -> HttpResponse:
    """The stamp grid of an incident as it stands."""
    return TemplateResponse(request, "incidents/_runs.html", {"record": record, **_runs(request, record)})


@require_GET
@access.requires(VIEW)
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read the command log."""
    return log_fragment(request, found(request, pk))


def log_fragment(request: HttpRequest, record: Incident) -> HttpResponse:
    """The command log of an incident as it stands."""
    return TemplateResponse(request, "incidents/_log.html", {"record": record, **_log(request, record)})


@require_GET
@access.requires(VIEW)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Re-read who changed what."""
    return TemplateResponse(request, "web/history.html", _history(request, found(request, pk)))


def _head(request: HttpRequest, record: Incident) -> dict[str, Any]:
    offers = [(offer, reverse(offer.url_name, args=[record.pk])) for offer in access.offers(request.user, record)]
    at_desk = _at_desk(request, record)
    draft = record.status in (rules.DRAFT, rules.SUSPENDED)
    shown_now = [pair for pair in offers if _is_button(pair[0], record)]
    return {
        "strength": shown.strength(record.runs.all()),
        "situation": shown.situation(record),
        "buttons": [pair for pair in shown_now if at_desk or pair[0].verb.key != "reinforce"],
        "more": [pair for pair in offers if pair not in shown_now],
        "desk_url": reverse("incidents:desk_incident", args=[record.pk]) if draft and at_desk else "",
        "why": _reason(record),
    }


def _at_desk(request: HttpRequest, record: Incident) -> bool:
    """Reinforcement and drafts are worked at the desk, for those who may sit there."""
    user: Any = request.user
    return bool(user.may("incidents.take_call", record.unit.path))


def _is_button(offer: access.Offer, record: Incident) -> bool:
    if offer.verb.key not in BUTTONS:
        return False
    # Why it cannot be closed yet is worth a place of its own (3 vehicles are not back).
    return offer.allowed or (offer.verb.key == "close_incident" and record.status == rules.OPEN)


def _reason(record: Incident) -> str:
    """Why it was withdrawn, held back or filed, from its command log."""
    acts = {
        rules.WITHDRAWN: "withdraw_incident",
        rules.SUSPENDED: "suspend_incident",
        rules.TEST: "file_test",
    }
    if record.status not in acts:
        return ""
    entry = record.log.filter(act=acts[record.status]).first()
    return str(entry.facts.get("reason", "")) if entry is not None else ""


def _facts(request: HttpRequest, record: Incident) -> dict[str, Any]:
    return {
        "calls": shown.calls_told(record, request.user),
        "facts": shown.facts_told(record.facts),
        "results": [(Incident._meta.get_field(name).verbose_name, getattr(record, name)) for name in RESULT],
    }


def _runs(request: HttpRequest, record: Incident) -> dict[str, Any]:
    return {
        "grid": shown.grid(record, request.user),
        "strength": shown.strength(record.runs.all()),
        "map": shown.map_of(record),
        "map_city": record.centre.division_code[:4],
    }


def _log(request: HttpRequest, record: Incident) -> dict[str, Any]:
    return {
        "log": list(record.log.select_related("by")[:LOG_LIMIT]),
        "may_write": shown.may(request.user, "incidents.write_log", record),
    }


def _history(request: HttpRequest, record: Incident) -> dict[str, Any]:
    return {"history": shown.history_told(record)}
