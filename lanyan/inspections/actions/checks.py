"""Checks before they begin: planned for a cause, staffed, notified; or withdrawn, or entered as not done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import caps, checklists, paper_words, staffing
from lanyan.inspections.actions import papers
from lanyan.inspections.actions.common import check, day_of, next_number, premises_of, refuse_closed
from lanyan.inspections.models import Draw, Inspection, InspectionStaff, Paper, PlanItem, SpecialDrive
from lanyan.inspections.rules import checks
from lanyan.inspections.rules import papers as paper_rules
from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import midnight
from lanyan.kernel.verbs import move, needed, short
from lanyan.people.models import Person
from lanyan.premises.models import Premises

Part = InspectionStaff.Part
NOTICE = paper_rules.CHECK_NOTICE


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
        needed(wanted.cause_words, "cause_words")
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


# ---- the check notice -------------------------------------------------------------------------------------
@transaction.atomic
def make_check_notice(*, inspection_id: int, number: str = "", at: datetime, by: Any) -> Paper:
    """Make the check notice 检查通知书; it is served on the screen, and only then may the check begin."""
    inspection = check(inspection_id)
    _refuse_notified(inspection)
    if inspection.staff.carrying().count() < checks.LEAST_QUALIFIED:  # type: ignore[attr-defined]
        raise Refused(_("Choose first who carries the check out: the notice names them."))
    if Paper.objects.filter(inspection=inspection, kind__code=NOTICE, status=paper_rules.MADE).exists():
        raise Refused(_("The check notice is made already: serve it."))
    source = papers.source_of(inspection.unit, day_of(at))
    if not number.strip() and (source is None or source.source != paper_rules.LANYAN):
        raise Refused(
            _("The national system numbers the papers of this unit: enter the number of the notice."), field="number"
        )
    return _notice(inspection, number, at=at, by=by)


def _refuse_notified(inspection: Inspection) -> None:
    """A notice is made and served once: ask the table of moves without making the move."""
    standing = inspection.state
    move(inspection, checks.CHECK, "notify_check")
    inspection.state = standing


def _notice(inspection: Inspection, number: str, *, at: datetime, by: Any, **how: Any) -> Paper:
    return papers.make(
        kind=NOTICE,
        premises=inspection.premises,
        unit=inspection.unit,
        inspection=inspection,
        given_number=number,
        items=paper_words.of_check(inspection),
        officers=paper_words.officers_of(inspection),
        blanks={"day": paper_words.chinese(inspection.scheduled_date)},
        at=at,
        by=by,
        **how,
    )


def notice_served(*, paper: Paper, at: datetime, by: Any) -> None:
    """The check notice was served on the screen: called by its service, in the same transaction."""
    assert paper.inspection_id is not None
    inspection = check(paper.inspection_id)
    if not paper.number:
        raise Refused(_("The notice has no number yet: enter the one of the national system first."))
    _notified(inspection, paper.number, day_of(paper.made_at), at=at, by=by)


def _notified(inspection: Inspection, number: str, day: date, *, at: datetime, by: Any) -> None:
    move(inspection, checks.CHECK, "notify_check")
    inspection.notice_number, inspection.notice_date, inspection.notified_at = number, day, at
    with audit.act("inspections.notify_check", by=by):
        inspection.save(update_fields=["state", "notice_number", "notice_date", "notified_at"])


@transaction.atomic
def notify_check(
    *, inspection_id: int, notice_number: str, notice_date: date, receiver: str = "", at: datetime, by: Any
) -> Inspection:
    """Enter a check notice that was served on paper, with its number and date; only then may the check begin."""
    inspection = check(inspection_id)
    _refuse_notified(inspection)
    number = needed(notice_number, "notice_number", most=60)
    if notice_date > day_of(at):
        raise Refused(_("This day is still to come."), field="notice_date")
    papers.refuse_taken(number, "notice_number")
    papers.left_over(inspection, reason=_("The notice was served on paper."), at=at, by=by)
    made_at = at if notice_date == day_of(at) else midnight(notice_date)
    paper = _notice(inspection, number, at=made_at, by=by, provenance=paper_rules.HAND_WRITTEN, entered_at=at)
    paper.status = paper_rules.PAPER.target("serve_paper", paper.status)
    paper.service, paper.receiver, paper.served_at = paper_rules.ON_PAPER, short(receiver, "receiver", most=40), at
    with audit.act("inspections.serve_paper", by=by):
        paper.save(update_fields=["status", "service", "receiver", "served_at"])
    _notified(inspection, number, notice_date, at=at, by=by)
    return inspection


# ---- not made ---------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw_check(*, inspection_id: int, reason: str, at: datetime, by: Any) -> Inspection:
    """Withdraw a check that should not have been planned, or that had to be broken off; its row stays."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "withdraw_check")
    inspection.withdrawn_reason, inspection.withdrawn_at = needed(reason, "reason"), at
    if inspection.hazards.standing().exists():
        raise Refused(_("Hazards were found in this check; it has to be concluded."))
    with audit.act("inspections.withdraw_check", by=by, reason=inspection.withdrawn_reason):
        inspection.save(update_fields=["state", "withdrawn_reason", "withdrawn_at"])
    papers.left_over(inspection, reason=inspection.withdrawn_reason, at=at, by=by)
    return inspection


@transaction.atomic
def record_not_done(*, inspection_id: int, reason: str, at: datetime, by: Any) -> Inspection:
    """Enter that a check which was due was not done, and why: it stays in the rate as due."""
    inspection = check(inspection_id)
    move(inspection, checks.CHECK, "record_not_done")
    inspection.not_done_reason, inspection.not_done_at = needed(reason, "reason"), at
    with audit.act("inspections.record_not_done", by=by, reason=inspection.not_done_reason):
        inspection.save(update_fields=["state", "not_done_reason", "not_done_at"])
    papers.left_over(inspection, reason=inspection.not_done_reason, at=at, by=by)
    return inspection
