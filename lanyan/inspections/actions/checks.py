"""Checks before they begin: planned for a cause, staffed, notified; or withdrawn, or entered as not done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import caps, checklists, staffing
from lanyan.inspections.actions.common import check, day_of, move, next_number, premises_of, refuse_closed, said, short
from lanyan.inspections.models import Draw, Inspection, InspectionStaff, PlanItem, SpecialDrive
from lanyan.inspections.rules import checks
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.people.models import Person
from lanyan.premises.models import Premises

Part = InspectionStaff.Part


@dataclass(frozen=True)
class Wanted:
    """A check that somebody wants to be made."""

    premises_id: int
    form: str
    cause: str
    scheduled_date: date
    checklist: str = ""
    cause_words: str = ""
    drive_id: int | None = None
    due_at: datetime | None = None
    due_article: str = ""
    carrying: Collection[int] = field(default_factory=tuple)
    assisting: Collection[int] = field(default_factory=tuple)


@transaction.atomic
def plan_check(*, wanted: Wanted, at: datetime, by: Any) -> Inspection:
    """Plan a single check for a cause; planned and drawn ones come out of an approved plan or draw."""
    if wanted.cause in (checks.BY_PLAN, checks.BY_DRAW):
        raise Refused(_("Planned and drawn checks come out of an approved plan or draw."), field="cause")
    if wanted.cause not in Inspection.Cause.values:
        raise Refused(_("There is no such cause."), field="cause")
    if wanted.cause in (checks.BY_COMPLAINT, checks.BY_CASE, checks.BY_OTHER):
        said(wanted.cause_words, "cause_words")
    if wanted.cause == checks.BY_DRIVE and wanted.drive_id is None:
        raise Refused(_("A special check belongs to a drive."), field="drive")
    return make(wanted, at=at, by=by)


def make(
    wanted: Wanted, *, at: datetime, by: Any, item: PlanItem | None = None, draw: Draw | None = None
) -> Inspection:
    """Write a check down, whatever it comes from: the plan, the draw and `plan_check` call it in their transaction."""
    premises = premises_of(wanted.premises_id)
    # Two who plan for one enterprise at once wait for each other, so that the cap holds.
    list(Premises.objects.select_for_update().filter(pk__in=caps.same_enterprise(premises)).values_list("pk"))
    refuse_closed(premises)
    if wanted.form not in Inspection.Form.values:
        raise Refused(_("There is no such form of check."), field="form")
    if wanted.scheduled_date < day_of(at):
        raise Refused(_("This day is past."), field="scheduled_date")
    list_code = wanted.checklist or checklists.proposed(premises.pk)
    checklists.checked(list_code)
    inspection = Inspection(
        number=next_number(premises.unit, "JC", at),
        premises=premises,
        unit=premises.unit,
        form=wanted.form,
        cause=wanted.cause,
        cause_words=short(wanted.cause_words, "cause_words"),
        plan=item.plan if item else None,
        draw=draw,
        drive=_drive(wanted.drive_id, premises),
        counts_to_cap=caps.counts(premises, wanted.cause, wanted.scheduled_date.year),
        scheduled_date=wanted.scheduled_date,
        due_at=wanted.due_at,
        due_article=wanted.due_article[:60],
        checklist=list_code,
        created_at=at,
        created_by=by,
    )
    with audit.act("inspections.plan_check", by=by):
        inspection.save(force_insert=True)
        if wanted.carrying or wanted.assisting:
            _staff(inspection, wanted.carrying, wanted.assisting, at=at)
    search.index("inspection", [inspection])
    return inspection


def _drive(drive_id: int | None, premises: Premises) -> SpecialDrive | None:
    if drive_id is None:
        return None
    drive: SpecialDrive | None = SpecialDrive.objects.select_related("unit").running().filter(pk=drive_id).first()
    if drive is None or not premises.unit.path.startswith(drive.unit.path):
        raise Refused(_("There is no such running drive over this place."), field="drive")
    return drive


@transaction.atomic
def assign_staff(
    *, inspection_id: int, carrying: Collection[int], assisting: Collection[int] = (), at: datetime, by: Any
) -> Inspection:
    """Say who carries a check out (the first is in charge) and who assists; possible until it begins."""
    inspection = check(inspection_id)
    if inspection.state not in (checks.PLANNED, checks.NOTIFIED):
        raise Refused(_("The check has begun; its people stay."))
    with audit.act("inspections.assign_staff", by=by):
        _staff(inspection, carrying, assisting, at=at)
    return inspection


def _staff(inspection: Inspection, carrying: Collection[int], assisting: Collection[int], *, at: datetime) -> None:
    """Write the people of a check: two or more qualified ones, none of them twice."""
    able, helping = list(dict.fromkeys(carrying)), list(dict.fromkeys(assisting))
    if set(able) & set(helping):
        raise Refused(_("The same person cannot carry out and assist."), field="assisting")
    persons = Person.objects.in_bulk([*able, *helping])
    if len(persons) < len({*able, *helping}):
        raise Refused(_("There is no such person."), field="carrying")
    refuse_unqualified(inspection, [persons[pk] for pk in able])
    left = [persons[pk] for pk in helping if persons[pk].left_date is not None]
    if left:
        raise Refused(_("{name} has left the service.").format(name=left[0].name), field="assisting")
    numbers = {
        officer.pk: officer.licence(inspection.scheduled_date) for officer in staffing.officers(persons.values())
    }
    kept = {**dict.fromkeys(able, Part.SECOND), **dict.fromkeys(helping, Part.ASSISTANT), able[0]: Part.LEAD}
    # Who was in it before stays to be read.
    inspection.staff.standing().update(withdrawn_at=at)  # type: ignore[attr-defined]
    for pk, part in kept.items():
        licence = numbers[pk] if part != Part.ASSISTANT else None
        InspectionStaff.objects.create(
            inspection=inspection, person_id=pk, part=part, certificate_number=licence.number if licence else ""
        )


def refuse_unqualified(inspection: Inspection, persons: list[Person], on: date | None = None) -> None:
    """Refuse unless at least two carry the check out and each may, on its day; the reason names the person."""
    on = on or inspection.scheduled_date
    refused = staffing.refusals(persons, premises_id=inspection.premises_id, on=on)
    for person in persons:
        if person.pk in refused:
            reason = _("{name} may not carry out this check: {why}.")
            raise Refused(reason.format(name=person.name, why=staffing.why(refused[person.pk])), field="carrying")
    if len(persons) < checks.LEAST_QUALIFIED:
        raise Refused(_("A check needs at least two qualified people."), field="carrying")


@transaction.atomic
def notify_check(*, inspection_id: int, notice_number: str, notice_date: date, at: datetime, by: Any) -> Inspection:
    """Enter that the check notice was served, with its number and date; only then may the check begin."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "notify_check")
    number = said(notice_number, "notice_number", most=60)
    if notice_date > day_of(at):
        raise Refused(_("This day is still to come."), field="notice_date")
    other = Inspection.objects.filter(notice_number=number, unit=inspection.unit).exclude(pk=inspection.pk).first()
    if other is not None:
        raise Refused(_("Check {number} bears this notice already.").format(number=other.number), field="notice_number")
    inspection.notice_number, inspection.notice_date, inspection.notified_at = number, notice_date, at
    with audit.act("inspections.notify_check", by=by):
        inspection.save(update_fields=["state", "notice_number", "notice_date", "notified_at"])
    return inspection


@transaction.atomic
def withdraw_check(*, inspection_id: int, reason: str, at: datetime, by: Any) -> Inspection:
    """Withdraw a check that should not have been planned, or that had to be broken off; its row stays."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "withdraw_check")
    inspection.withdrawn_reason, inspection.withdrawn_at = said(reason, "reason"), at
    if inspection.hazards.standing().exists():
        raise Refused(_("Hazards were found in this check; it has to be concluded."))
    with audit.act("inspections.withdraw_check", by=by, reason=inspection.withdrawn_reason):
        inspection.save(update_fields=["state", "withdrawn_reason", "withdrawn_at"])
    return inspection


@transaction.atomic
def record_not_done(*, inspection_id: int, reason: str, at: datetime, by: Any) -> Inspection:
    """Enter that a check which was due was not done, and why: it stays in the rate as due."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "record_not_done")
    inspection.not_done_reason, inspection.not_done_at = said(reason, "reason"), at
    with audit.act("inspections.record_not_done", by=by, reason=inspection.not_done_reason):
        inspection.save(update_fields=["state", "not_done_reason", "not_done_at"])
    return inspection
