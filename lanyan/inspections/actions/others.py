"""Supervision of departments, towns and battalions 督导, and what police stations passed on 派出所移送."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions.checks import Wanted, make
from lanyan.inspections.actions.common import day_of, next_number, premises_of
from lanyan.inspections.actions.visits import Where, place
from lanyan.inspections.models import PoliceTransfer, Supervision
from lanyan.inspections.models.visits import SUPERVISED_KINDS
from lanyan.inspections.rules import checks, plans
from lanyan.kernel import audit, codes, workdays
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed, short
from lanyan.units.models import Unit


@transaction.atomic
def enter_supervision(
    *,
    unit_id: int,
    object_id: int,
    matter: str,
    led_by: str,
    supervised_date: date,
    found: str,
    asked: str = "",
    due_date: date | None = None,
    at: datetime,
    by: Any,
) -> Supervision:
    """Enter a supervision of a department, a town or a battalion."""
    units = Unit.objects.in_bulk([unit_id, object_id])
    if unit_id not in units or object_id not in units:
        raise Refused(_("There is no such unit."), field="object")
    if units[object_id].kind not in SUPERVISED_KINDS or unit_id == object_id:
        raise Refused(_("Supervision is of departments, towns and battalions only."), field="object")
    if supervised_date > day_of(at):
        raise Refused(_("This day is still to come."), field="supervised_date")
    if due_date is not None and (due_date < supervised_date or not asked.strip()):
        raise Refused(
            _("An answer is due after the supervision, and only where something was asked."), field="due_date"
        )
    with audit.act("inspections.enter_supervision", by=by):
        supervision: Supervision = Supervision.objects.create(
            unit=units[unit_id],
            object=units[object_id],
            matter=needed(matter, "matter"),
            led_by=needed(led_by, "led_by", most=60),
            supervised_date=supervised_date,
            found=needed(found, "found", most=4000),
            asked=short(asked, "asked", most=4000),
            due_date=due_date,
            entered_at=at,
        )
    return supervision


@transaction.atomic
def answer_supervision(*, supervision_id: int, answer: str, at: datetime, by: Any) -> Supervision:
    """Enter what the supervised unit answered."""
    supervision = locked(Supervision, supervision_id, "unit", "object")
    move(supervision, plans.SUPERVISION, "answer_supervision")
    supervision.answer, supervision.answered_at = needed(answer, "answer", most=4000), at
    with audit.act("inspections.answer_supervision", by=by):
        supervision.save(update_fields=["state", "answer", "answered_at"])
    return supervision


@transaction.atomic
def close_supervision(*, supervision_id: int, closing_words: str, at: datetime, by: Any) -> Supervision:
    """Close a supervision: what was asked has been done, or nothing was asked."""
    supervision = locked(Supervision, supervision_id, "unit", "object")
    if supervision.asked and supervision.state == plans.OPEN:
        raise Refused(_("What was asked has not been answered yet."))
    move(supervision, plans.SUPERVISION, "close_supervision")
    supervision.closing_words, supervision.closed_at = needed(closing_words, "closing_words"), at
    with audit.act("inspections.close_supervision", by=by):
        supervision.save(update_fields=["state", "closing_words", "closed_at"])
    return supervision


@transaction.atomic
def withdraw_supervision(*, supervision_id: int, reason: str, at: datetime, by: Any) -> Supervision:
    """Withdraw a supervision that was entered wrongly."""
    supervision = locked(Supervision, supervision_id, "unit", "object")
    move(supervision, plans.SUPERVISION, "withdraw_supervision")
    supervision.withdrawn_reason, supervision.withdrawn_at = needed(reason, "reason"), at
    with audit.act("inspections.withdraw_supervision", by=by, reason=supervision.withdrawn_reason):
        supervision.save(update_fields=["state", "withdrawn_reason", "withdrawn_at"])
    return supervision


# ---- police transfers -------------------------------------------------------------------------------------
@transaction.atomic
def receive_police_transfer(
    *,
    where: Where,
    police_station: str,
    their_number: str,
    matter: str,
    words: str,
    found_date: date,
    at: datetime,
    by: Any,
) -> PoliceTransfer:
    """Receive what a police station passes on in writing; both clocks are computed from the list and kept."""
    row = codes.get("police_matters", matter)
    if row is None:
        raise Refused(_("There is no such matter."), field="matter")
    received = day_of(at)
    if found_date > received:
        raise Refused(_("This day is still to come."), field="found_date")
    premises, place_words, unit = place(where)
    number, station = needed(their_number, "their_number", most=60), needed(police_station, "police_station", most=60)
    if PoliceTransfer.objects.filter(police_station=station, their_number=number).exists():
        raise Refused(_("This number of theirs has been received already."), field="their_number")
    with audit.act("inspections.receive_police_transfer", by=by):
        transfer: PoliceTransfer = PoliceTransfer.objects.create(
            unit=unit,
            number=next_number(unit, "PYS", at),
            police_station=station,
            their_number=number,
            matter=matter,
            words=needed(words, "words", most=500),
            found_date=found_date,
            premises=premises,
            place_words=place_words,
            received_at=at,
            their_due_date=workdays.add_workdays(found_date, int(row.facts["their_days"])),
            due_date=workdays.add_workdays(received, int(row.facts["our_days"])),
            entered_by=by,
        )
    return transfer


@transaction.atomic
def check_police_transfer(
    *, transfer_id: int, scheduled_date: date, premises_id: int | None = None, at: datetime, by: Any
) -> PoliceTransfer:
    """Plan our own check for what a police station passed on; theirs never counts as ours."""
    transfer = locked(PoliceTransfer, transfer_id, "unit")
    move(transfer, plans.POLICE, "check_police_transfer")
    if transfer.premises_id is None:
        if premises_id is None:
            raise Refused(_("Say which premises it is; only premises can be checked."), field="premises")
        transfer.premises = premises_of(premises_id)
    assert transfer.premises_id is not None
    with audit.act("inspections.check_police_transfer", by=by):
        transfer.inspection = make(_wanted(transfer, scheduled_date), at=at, by=by)
        transfer.save(update_fields=["state", "premises", "inspection"])
    return transfer


def _wanted(transfer: PoliceTransfer, day: date) -> Wanted:
    words = _("police transfer {number} ({theirs})").format(number=transfer.number, theirs=transfer.their_number)
    assert transfer.premises_id is not None
    return Wanted(
        premises_id=transfer.premises_id,
        form=checks.AS_NEEDED,
        cause=checks.BY_CASE,
        scheduled_date=day,
        cause_words=words[:200],
    )


@transaction.atomic
def answer_police_transfer(*, transfer_id: int, outcome: str, at: datetime, by: Any) -> PoliceTransfer:
    """Answer the police station: what our check found, or how else the matter ended."""
    transfer = locked(PoliceTransfer, transfer_id, "unit", "inspection")
    move(transfer, plans.POLICE, "answer_police_transfer")
    if transfer.inspection is not None and transfer.inspection.state in checks.STANDING:
        raise Refused(_("Its check is not concluded yet."))
    transfer.outcome, transfer.answered_at = needed(outcome, "outcome", most=300), at
    with audit.act("inspections.answer_police_transfer", by=by):
        transfer.save(update_fields=["state", "outcome", "answered_at"])
    return transfer


@transaction.atomic
def refuse_police_transfer(*, transfer_id: int, reason: str, at: datetime, by: Any) -> PoliceTransfer:
    """Send a transfer back: it is not ours to deal with."""
    transfer = locked(PoliceTransfer, transfer_id, "unit")
    move(transfer, plans.POLICE, "refuse_police_transfer")
    transfer.outcome, transfer.answered_at = needed(reason, "reason", most=300), at
    with audit.act("inspections.refuse_police_transfer", by=by, reason=transfer.outcome):
        transfer.save(update_fields=["state", "outcome", "answered_at"])
    return transfer
