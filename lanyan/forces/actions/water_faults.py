"""What becomes of a fault while a company mends it: answers, said mended, reminders, withdrawn, told when overdue."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import water_rules as rules
from lanyan.forces import water_terms
from lanyan.forces.actions import water
from lanyan.forces.models import WaterFault, WaterReminder
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import MoveNotAllowed

WHY_NOT = {
    rules.FOUND: gettext_lazy("The fault has not been passed to a company yet."),
    rules.PASSED: gettext_lazy("The fault is with the company."),
    rules.ANSWERED: gettext_lazy("The fault is with the company."),
    rules.SAID_MENDED: gettext_lazy("The company says that it is mended: look at it."),
    rules.CLOSED: gettext_lazy("The fault is closed."),
    rules.WITHDRAWN: gettext_lazy("The fault has been withdrawn."),
}


def locked(fault_id: int) -> WaterFault:
    """A fault, nobody else writing it."""
    found = WaterFault.objects.select_for_update(of=("self",)).select_related("source__unit", "company")
    fault: WaterFault = found.get(pk=fault_id)
    return fault


def move(fault: WaterFault, name: str) -> None:
    """Move a fault as the table says, or say why not."""
    try:
        fault.state = rules.FAULT.target(name, fault.state)
    except MoveNotAllowed as error:
        raise Refused(str(WHY_NOT[error.state])) from error


def tell(*faults: WaterFault) -> None:
    """Bring the search up to date and tell the screens."""
    search.index("water_fault", list(faults))
    for unit_id in {fault.source.unit_id for fault in faults}:
        live.announce("water", unit_id)


def needed(text: str, field: str, reason: str) -> str:
    """What was typed, without its spaces; nothing is refused."""
    if not text.strip():
        raise Refused(reason, field=field)
    return text.strip()


@transaction.atomic
def answer_fault(*, fault_id: int, answer: str, promised_date: date | None = None, at: datetime, by: Any) -> WaterFault:
    """Note what the company answered, and until when it promised; a new promise is a new term."""
    fault = locked(fault_id)
    move(fault, "answer_fault")
    fault.answer = needed(answer, "answer", _("What did the company answer?"))[:200]
    fault.answered_at = at
    if promised_date is not None:
        if promised_date < localdate(at):
            raise Refused(_("A promise lies ahead, not in the past."), field="promised_date")
        fault.promised_date = fault.due_date = promised_date
        fault.warned_at = None
    with audit.act("forces.answer_fault", by=by, reason=fault.answer):
        fault.save()
    tell(fault)
    return fault


@transaction.atomic
def say_mended(*, fault_id: int, who: str, at: datetime, by: Any) -> WaterFault:
    """Note that the company says it has mended: somebody must look now; nothing is closed by it."""
    fault = locked(fault_id)
    move(fault, "say_mended")
    fault.said_mended_at, fault.said_mended_by = at, needed(who, "who", _("Who said so?"))[:80]
    with audit.act("forces.say_mended", by=by):
        fault.save(update_fields=["state", "said_mended_at", "said_mended_by"])
    tell(fault)
    return fault


@transaction.atomic
def withdraw_fault(*, fault_id: int, reason: str, at: datetime, by: Any) -> WaterFault:
    """Withdraw a fault that was noted by mistake; the water source is usable then."""
    source = water.locked(WaterFault.objects.only("source_id").get(pk=fault_id).source_id)
    fault = locked(fault_id)
    reason = needed(reason, "reason", _("The reason is missing."))
    move(fault, "withdraw_fault")
    fault.withdrawn_at, fault.withdrawn_reason = at, reason[:200]
    with audit.act("forces.withdraw_fault", by=by, reason=reason):
        fault.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        water.mirror(source)
    tell(fault)
    water.tell(source)
    return fault


@transaction.atomic
def remind_company(
    *, fault_id: int, way: str, whom: str, words: str, reminded_at: datetime, at: datetime, by: Any
) -> WaterReminder:
    """Note that the company was reminded: when, how, who, what was said. It moves nothing: urged is not done."""
    fault = locked(fault_id)
    if fault.state not in rules.RUNNING or fault.passed_at is None:
        raise Refused(str(WHY_NOT[fault.state]))
    if way not in WaterReminder.Way.values:
        raise Refused(_("There is no such way."), field="way")
    if reminded_at > at:
        raise Refused(_("The instant lies in the future."), field="reminded_at")
    # People write minutes: a call in the minute of the passing came after it.
    if reminded_at < fault.passed_at.replace(second=0, microsecond=0):
        raise Refused(_("It was passed to the company later than that."), field="reminded_at")
    reminder = WaterReminder(
        fault=fault,
        at=reminded_at,
        by=by,
        way=way,
        whom=needed(whom, "whom", _("Who was reminded?"))[:80],
        words=needed(words, "words", _("What was said?"))[:300],
    )
    reminder.save(force_insert=True)
    audit.note("forces.remind_company", by=by, fault=fault.pk)
    tell(fault)
    return reminder


def watch_faults(*, at: datetime) -> tuple[int, int]:
    """Tell once of each fault whose term is over, and once more, further up, of those over by far; returns how many."""
    on, times = localdate(at), water_terms.escalate_times()
    overdue = WaterFault.objects.overdue(on)
    warned = _note(overdue.filter(warned_at=None), "warned_at", "forces.warn_fault", at)
    far = [
        fault.pk
        for fault in overdue.filter(escalated_at=None)
        if fault.due_date is not None and on >= rules.escalates_on(localdate(fault.passed_at), fault.due_date, times)
    ]
    return warned, _note(WaterFault.objects.filter(pk__in=far), "escalated_at", "forces.escalate_fault", at)


@transaction.atomic
def _note(faults: Any, column: str, act: str, at: datetime) -> int:
    found = list(faults.select_for_update(of=("self",), skip_locked=True).select_related("source"))
    with audit.act(act):
        for fault in found:
            setattr(fault, column, at)
            fault.save(update_fields=[column])
    for unit_id in {fault.source.unit_id for fault in found}:
        live.announce("water", unit_id)
    return len(found)
