"""Looking a caller up: asked once a number, answered within a time, kept with the call, taken into the form."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents import words
from lanyan.incidents.models import Call, Incident
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked
from lanyan.voice import adapters, rules
from lanyan.voice.models import CallerAnswer, LookupService

LIVING = (incidents.DRAFT, incidents.SUSPENDED, incidents.OPEN)
# Whoever asked and was cut off before the answer: then somebody may ask again.
GIVEN_UP = timedelta(seconds=20)


def service_of(incident: Incident) -> LookupService | None:
    """Whom the centre of an incident asks: its own look-up, else that of a unit above."""
    path = incident.centre.path
    parts = [part for part in path.split(".") if part]
    above = [".".join(parts[: number + 1]) + "." for number in range(len(parts))]
    found: LookupService | None = (
        LookupService.objects.standing().filter(unit__path__in=above).select_related("unit").order_by("-unit__path")
    ).first()
    return found


def look_up_caller(*, incident_id: int, by: Any, now: Callable[[], datetime], again: bool = False) -> CallerAnswer:
    """Ask who calls, and keep the answer. What was asked before of the same number is given back, unless `again`.

    The operator is asked outside any transaction: whoever waits for it holds nothing.
    """
    answer, new = _ask(incident_id=incident_id, at=now(), by=by, again=again)
    if not new:
        return answer
    outcome: dict[str, Any] = {"state": rules.UNKNOWN}
    try:
        said = adapters.look_up(answer.service, answer.number, answer.asked_at)
    except adapters.NotAnswered as problem:
        outcome = {"state": rules.FAILED, "failure": str(problem)[:200]}
    else:
        if said is not None:
            outcome = {"state": rules.FOUND, **said.facts, "raw": dict(said.raw)}
    return _settle(answer_id=answer.pk, outcome=outcome, at=now(), by=by)


@transaction.atomic
def _ask(*, incident_id: int, at: datetime, by: Any, again: bool) -> tuple[CallerAnswer, bool]:
    incident = Incident.objects.select_related("centre").filter(pk=incident_id).first()
    call = Call.objects.select_for_update().filter(incident=incident_id).order_by("answered_at", "pk").first()
    if incident is None or call is None or incident.status not in LIVING:
        raise Refused(_("Callers are looked up while their call is in hand."))
    number, kind = rules.plain_number(call.phone), rules.sort_of(call.phone)
    if not kind:
        raise Refused(_("The number is not complete."), field="phone")
    service = service_of(incident)
    if service is None:
        raise Refused(_("No look-up of callers is set for this centre."))
    known = CallerAnswer.objects.filter(call=call, number=number).select_related("service").first()
    waiting = known is not None and known.state == rules.ASKING and at - known.asked_at < GIVEN_UP
    if known is not None and (waiting or (not again and known.state != rules.ASKING)):
        return known, False
    # Personal data: the history says who asked about whom.
    said = f"{words.mask_phone(number)} · {incident.number}"
    with audit.act("voice.look_up_caller", by=by, reason=said):
        answer = CallerAnswer.objects.create(
            call=call, service=service, number=number, kind=kind, asked_at=at, asked_by=by
        )
    return answer, True


@transaction.atomic
def _settle(*, answer_id: int, outcome: dict[str, Any], at: datetime, by: Any) -> CallerAnswer:
    answer: CallerAnswer = locked(CallerAnswer, answer_id, "service", "call")
    for name, value in outcome.items():
        setattr(answer, name, value)
    answer.answered_at = max(at, answer.asked_at)
    with audit.act("voice.look_up_caller", by=by):
        answer.save()
    return answer


@transaction.atomic
def take_answer(*, answer_id: int, at: datetime, by: Any) -> CallerAnswer:
    """Note that what was answered was taken into the form; the form itself is written by the desk."""
    answer: CallerAnswer = locked(CallerAnswer, answer_id)
    if answer.state != rules.FOUND or not answer.has_place:
        raise Refused(_("There is no address and no point to take."))
    if answer.taken_at is None:
        answer.taken_at, answer.taken_by = at, by
        with audit.act("voice.take_answer", by=by):
            answer.save(update_fields=["taken_at", "taken_by"])
    return answer
