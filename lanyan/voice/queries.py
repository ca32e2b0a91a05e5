"""What the pages read: callers of an incident, recordings of an incident or a seat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from lanyan.incidents import words
from lanyan.incidents.models import Incident
from lanyan.voice import rules
from lanyan.voice.actions.lookups import GIVEN_UP, LIVING, service_of
from lanyan.voice.models import CallerAnswer, LookupService, Recorder, Recording
from lanyan.voice.models.shared import LISTEN, VIEW

# The desk shows the last ones of a seat, of its shift.
AT_DESK, SHIFT = 4, timedelta(hours=24)
JOINED = ("recorder", "unit", "call__incident", "incident")


@dataclass(frozen=True)
class Caller:
    """Who calls, as the desk shows it: what was answered, or what is to be done."""

    answer: CallerAnswer | None
    number: str
    service: LookupService | None
    # Nobody has asked yet: the page asks by itself. Somebody asks: the page looks again.
    to_ask: bool = False
    waits: bool = False
    may_again: bool = False


def caller_of(incident: Incident, at: datetime) -> Caller | None:
    """What the desk knows of who calls; None while there is no number to ask about, or nobody to ask."""
    call = incident.calls.order_by("answered_at", "pk").first()
    if call is None or incident.status not in LIVING or not rules.sort_of(call.phone):
        return None
    service = service_of(incident)
    if service is None:
        return None
    number = rules.plain_number(call.phone)
    answers = CallerAnswer.objects.filter(call=call, number=number).select_related("service")
    answer = answers.first()
    if answer is None:
        return Caller(None, number, service, to_ask=incident.is_draft)
    if answer.state == rules.ASKING:
        waits = at - answer.asked_at < GIVEN_UP
        return Caller(answer, number, service, waits=waits, may_again=not waits)
    return Caller(answer, number, service, may_again=True)


def point_of(answer: CallerAnswer) -> dict[str, Any] | None:
    """Where a mobile was located, for the map: the point, its circle, what stands beside it."""
    if answer.lon is None or answer.lat is None:
        return None
    return {"at": [answer.lon, answer.lat], "radius_m": answer.radius_m, "text": answer.located_address}


def settled_by(answer: CallerAnswer) -> dict[str, Any]:
    """What one key takes into the form: the address, and the point where there is one."""
    return {"name": answer.address, "lon": answer.lon, "lat": answer.lat}


@dataclass(frozen=True)
class AnswerLine:
    """One look-up on the page of the incident; veiled for who may not see callers."""

    answer: CallerAnswer
    number: str
    subscriber: str
    address: str
    is_veiled: bool


def answers_of(incident: Incident, user: Any) -> list[AnswerLine]:
    """What was looked up for the calls of an incident, the last first."""
    known = user.may("incidents.view_caller", incident.unit.path)
    found = CallerAnswer.objects.filter(call__incident=incident).select_related("service", "asked_by", "call")
    return [_line(one, known) for one in found]


def _line(answer: CallerAnswer, known: bool) -> AnswerLine:
    if known:
        return AnswerLine(answer, words.mask_phone(answer.number), answer.subscriber, answer.address, False)
    name, address = rules.veiled(answer.subscriber), rules.veiled(answer.address)
    return AnswerLine(answer, words.mask_phone(answer.number), name, address, True)


def recordings_of(incident: Incident, user: Any) -> list[Recording]:
    """The recordings of an incident that a reader may see, in the order of the calls."""
    found = Recording.objects.visible_to(user, VIEW).of_incident(incident.pk)
    return list(found.select_related(*JOINED).order_by("began_at", "pk"))


def at_desk(incident: Incident | None, user: Any, at: datetime) -> list[Recording]:
    """The last recordings of one's seat, and those of the call in hand."""
    wanted = Q(seat=user.seat, began_at__gt=at - SHIFT) if user.seat else Q(pk=None)
    if incident is not None:
        wanted |= Q(call__incident=incident) | Q(incident=incident)
    found = Recording.objects.visible_to(user, VIEW).filter(wanted).select_related(*JOINED)
    return list(found.order_by("-began_at", "-pk")[:AT_DESK])


def may_listen(user: Any, recording: Recording) -> bool:
    """May a reader hear it?"""
    return bool(user.may(LISTEN, recording.unit.path))


def centres(user: Any) -> list[int]:
    """The centres with recorders whose recordings a reader sees: what their pages listen to."""
    found = Recorder.objects.visible_to(user, VIEW).order_by("unit_id").values_list("unit_id", flat=True)
    return list(found.distinct())
