"""Check plans: made, filled, submitted by one person, approved by another; and the drives that checks belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections import caps, checklists
from lanyan.inspections.actions.checks import Wanted, make
from lanyan.inspections.actions.common import day_of, premises_of, refuse_closed
from lanyan.inspections.models import CheckPlan, Inspection, PlanItem, SpecialDrive
from lanyan.inspections.rules import checks, plans
from lanyan.kernel import audit, codes, periods, workdays
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, move, needed, short
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@dataclass(frozen=True)
class Planned:
    """One check to be put into a plan."""

    premises_id: int
    scheduled_date: date
    form: str = checks.SPOT_CHECK
    checklist: str = ""
    drive_id: int | None = None
    remark: str = ""


def _unit(unit_id: int) -> Unit:
    unit: Unit | None = Unit.objects.filter(pk=unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    return unit


@transaction.atomic
def make_check_plan(*, unit_id: int, period: str, title: str, grounds: str = "", at: datetime, by: Any) -> CheckPlan:
    """Begin a plan for a year, a quarter or a month, as a draft."""
    unit = _unit(unit_id)
    try:
        span = periods.parse(period)
    except ValueError as wrong:
        raise Refused(
            _("A year, quarter or month is needed, such as 2026, 2026Q3 or 2026-03."), field="period"
        ) from wrong
    since, until = day_of(span.since), day_of(span.until)
    if (until - since).days < 28:
        raise Refused(_("A year, quarter or month is needed, such as 2026, 2026Q3 or 2026-03."), field="period")
    if until <= day_of(at):
        raise Refused(_("This period is over."), field="period")
    with audit.act("inspections.make_check_plan", by=by):
        plan: CheckPlan = CheckPlan.objects.create(
            unit=unit,
            period=span.text,
            since_date=since,
            until_date=until,
            title=needed(title, "title", most=100),
            grounds=short(grounds, "grounds"),
            made_by=by,
            made_at=at,
        )
    return plan


def _draft(plan_id: int) -> CheckPlan:
    plan = locked(CheckPlan, plan_id, "unit")
    if plan.state != plans.DRAFT:
        raise Refused(_("Only a draft can be changed; have it sent back first."))
    return plan


@transaction.atomic
def add_planned_check(*, plan_id: int, planned: Planned, by: Any) -> PlanItem:
    """Put a check into a draft; refused with reason and count when it would pass the year's cap."""
    plan = _draft(plan_id)
    with audit.act("inspections.add_planned_check", by=by):
        return _add(plan, planned)


def _add(plan: CheckPlan, planned: Planned) -> PlanItem:
    premises = premises_of(planned.premises_id)
    refuse_closed(premises)
    if not premises.unit.path.startswith(plan.unit.path):
        raise Refused(_("{premises} is not supervised by this unit.").format(premises=premises.name), field="premises")
    if not plan.since_date <= planned.scheduled_date < plan.until_date:
        raise Refused(_("The day lies outside the plan's period."), field="scheduled_date")
    if planned.form not in Inspection.Form.values:
        raise Refused(_("There is no such form of check."), field="form")
    others = PlanItem.objects.filter(plan=plan, withdrawn_at=None, inspection=None)
    if others.filter(premises=premises, scheduled_date=planned.scheduled_date).exists():
        raise Refused(_("It stands in the plan for this day already."), field="scheduled_date")
    year = planned.scheduled_date.year
    same = others.filter(premises__in=caps.same_enterprise(premises), scheduled_date__year=year)
    caps.counts(premises, checks.BY_PLAN, year, besides=same.count())
    checklist = planned.checklist or checklists.proposed(premises.pk)
    checklists.checked(checklist)
    item: PlanItem = PlanItem.objects.create(
        plan=plan,
        premises=premises,
        scheduled_date=planned.scheduled_date,
        form=planned.form,
        checklist=checklist,
        drive_id=planned.drive_id,
        remark=short(planned.remark, "remark"),
    )
    return item


@dataclass(frozen=True)
class Filled:
    """What became of many places put into a plan: how many, and the reason for each that was left out."""

    added: int
    left_out: list[tuple[str, str]]


@transaction.atomic
def fill_plan(
    *, plan_id: int, premises_ids: Sequence[int], form: str, drive_id: int | None = None, on: date, by: Any
) -> Filled:
    """Put many places into a draft, spread evenly over the working days left in its period."""
    plan = _draft(plan_id)
    days = _workdays(max(plan.since_date, on), plan.until_date)
    if not days:
        raise Refused(_("No working day is left in the plan's period."))
    standing = PlanItem.objects.filter(plan=plan, withdrawn_at=None, premises__in=premises_ids)
    known = set(standing.values_list("premises_id", flat=True))
    wanted = [pk for pk in premises_ids if pk not in known]
    left_out, added = [], 0
    with audit.act("inspections.add_planned_check", by=by):
        for number, pk in enumerate(wanted):
            day = days[number * len(days) // len(wanted)]
            try:
                with transaction.atomic():
                    _add(plan, Planned(pk, day, form=form, drive_id=drive_id))
                added += 1
            except Refused as refusal:
                left_out.append((str(Premises.objects.get(pk=pk)), refusal.reason))
    return Filled(added, left_out)


def _workdays(first: date, until: date) -> list[date]:
    span = (first + timedelta(days=number) for number in range((until - first).days))
    return [day for day in span if workdays.is_workday(day)]


@transaction.atomic
def withdraw_planned_check(*, item_id: int, reason: str, at: datetime, by: Any) -> PlanItem:
    """Take a check out of a draft."""
    item = locked(PlanItem, item_id, "plan")
    _draft(item.plan_id)
    if item.withdrawn_at is not None:
        raise Refused(_("It has been taken out already."))
    item.withdrawn_at, item.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_planned_check", by=by, reason=item.withdrawn_reason):
        item.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return item


@transaction.atomic
def submit_check_plan(*, plan_id: int, at: datetime, by: Any) -> CheckPlan:
    """Submit a draft for approval by somebody else."""
    plan = locked(CheckPlan, plan_id, "unit")
    move(plan, plans.PLAN, "submit_check_plan")
    if not PlanItem.objects.filter(plan=plan, withdrawn_at=None).exists():
        raise Refused(_("The plan holds no check yet."))
    plan.submitted_at, plan.submitted_by, plan.returned_reason = at, by, ""
    with audit.act("inspections.submit_check_plan", by=by):
        plan.save(update_fields=["state", "submitted_at", "submitted_by", "returned_reason"])
    return plan


@transaction.atomic
def return_check_plan(*, plan_id: int, reason: str, by: Any) -> CheckPlan:
    """Send a submitted plan back to be changed."""
    plan = locked(CheckPlan, plan_id, "unit")
    move(plan, plans.PLAN, "return_check_plan")
    plan.returned_reason = needed(reason, "reason")
    with audit.act("inspections.return_check_plan", by=by, reason=plan.returned_reason):
        plan.save(update_fields=["state", "returned_reason"])
    return plan


@transaction.atomic
def approve_check_plan(*, plan_id: int, at: datetime, by: Any) -> CheckPlan:
    """Approve a plan that somebody else made and submitted: each of its rows becomes a check."""
    plan = locked(CheckPlan, plan_id, "unit")
    move(plan, plans.PLAN, "approve_check_plan")
    if by is not None and by.pk in (plan.made_by_id, plan.submitted_by_id):
        raise Refused(_("Who made or submitted a plan does not approve it."))
    plan.approved_at, plan.approved_by = at, by
    with audit.act("inspections.approve_check_plan", by=by):
        plan.save(update_fields=["state", "approved_at", "approved_by"])
        items = PlanItem.objects.select_for_update(of=("self",)).filter(plan=plan, withdrawn_at=None)
        for item in items.select_related("premises", "plan"):
            item.inspection = _made(item, at=at, by=by)
            item.save(update_fields=["inspection"])
    return plan


def _made(item: PlanItem, *, at: datetime, by: Any) -> Inspection:
    wanted = Wanted(
        premises_id=item.premises_id,
        form=item.form,
        cause=checks.BY_PLAN,
        scheduled_date=item.scheduled_date,
        checklist=item.checklist,
        drive_id=item.drive_id,
    )
    try:
        return make(wanted, at=at, by=by, item=item)
    except Refused as refusal:
        reason = _("{premises}, {day}: {reason}")
        raise Refused(
            reason.format(premises=item.premises.name, day=item.scheduled_date, reason=refusal.reason)
        ) from refusal


@transaction.atomic
def withdraw_check_plan(*, plan_id: int, reason: str, at: datetime, by: Any) -> CheckPlan:
    """Withdraw a plan that was not approved."""
    plan = locked(CheckPlan, plan_id, "unit")
    move(plan, plans.PLAN, "withdraw_check_plan")
    plan.withdrawn_at, plan.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_check_plan", by=by, reason=plan.withdrawn_reason):
        plan.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    return plan


# ---- drives -----------------------------------------------------------------------------------------------
@transaction.atomic
def make_drive(
    *,
    unit_id: int,
    kind: str,
    name: str,
    document: str = "",
    since_date: date,
    until_date: date | None = None,
    by: Any,
) -> SpecialDrive:
    """Open a drive of special checks."""
    unit = _unit(unit_id)
    if codes.get("drive_kinds", kind) is None:
        raise Refused(_("There is no such kind of drive."), field="kind")
    if until_date is not None and until_date < since_date:
        raise Refused(_("The end must be after the beginning."), field="until_date")
    name = needed(name, "name", most=100)
    if SpecialDrive.objects.filter(unit=unit, name=name).exists():
        raise Refused(_("A drive of this name is there already."), field="name")
    facts = {"document": short(document, "document", most=100), "since_date": since_date, "until_date": until_date}
    with audit.act("inspections.make_drive", by=by):
        drive: SpecialDrive = SpecialDrive.objects.create(unit=unit, kind=kind, name=name, **facts)
    return drive


@transaction.atomic
def end_drive(*, drive_id: int, reason: str, at: datetime, by: Any) -> SpecialDrive:
    """End a drive: no further check is put under it."""
    drive = locked(SpecialDrive, drive_id, "unit")
    if drive.ended_at is not None:
        raise Refused(_("The drive has ended already."))
    drive.ended_at = at
    with audit.act("inspections.end_drive", by=by, reason=needed(reason, "reason")):
        drive.save(update_fields=["ended_at"])
    return drive
