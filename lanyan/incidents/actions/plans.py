"""Making, changing and importing dispatch plans 等级调派方案, and putting them in force."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.incidents import plan_rows, plan_sheet, plans, rules
from lanyan.incidents.actions.common import required
from lanyan.incidents.models import DispatchPlan, PlanRow
from lanyan.incidents.plan_rows import Row, Typed
from lanyan.kernel import audit, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import MoveNotAllowed
from lanyan.units.models import Unit

KINDS = (Unit.Kind.DETACHMENT, Unit.Kind.BATTALION)


@dataclasses.dataclass(frozen=True)
class PlanFacts:
    """What is written over a plan's table."""

    name: str
    source: str
    each_soonest: bool = False
    is_starter: bool = False


@transaction.atomic
def make_plan(*, unit_id: int, at: datetime, by: Any, from_plan_id: int | None = None) -> DispatchPlan:
    """Make a draft for a detachment or battalion with the rows of a plan, else with those of the starting table."""
    if from_plan_id is None:
        facts = PlanFacts(_("Dispatch plan"), plans.starter_source(), is_starter=True)
        rows = plans.starter()
    else:
        base = DispatchPlan.objects.filter(pk=from_plan_id).first()
        if base is None:
            raise Refused(_("There is no such plan."), field="base")
        facts = PlanFacts(base.name, base.source, base.each_soonest, base.is_starter)
        rows = plans.rows_of(base)
    with audit.act("incidents.make_plan", by=by):
        return _draft(unit_id, facts, rows, at)


@transaction.atomic
def import_plan(*, unit_id: int, file: IO[bytes], facts: PlanFacts, at: datetime, by: Any) -> DispatchPlan:
    """Make a draft from an Excel file; a file with a wrong cell is refused whole, with every one of them."""
    rows = plan_rows.read(plan_sheet.read(file))
    with audit.act("incidents.import_plan", by=by):
        return _draft(unit_id, _checked(facts), rows, at)


@transaction.atomic
def change_rows(*, plan_id: int, facts: PlanFacts, rows: Iterable[Typed], at: datetime, by: Any) -> DispatchPlan:
    """Replace the table of a draft and what is written over it; every wrong cell is refused by row and column."""
    plan = _locked(plan_id)
    if plan.state != rules.DRAFT:
        raise Refused(_("Only a draft can be changed: make a new version."))
    for name, value in dataclasses.asdict(_checked(facts)).items():
        setattr(plan, name, value)
    plan.changed_at = at
    read = plan_rows.read(rows)
    with audit.act("incidents.change_rows", by=by):
        plan.save()
        _replace(plan, read)
    return plan


@transaction.atomic
def put_in_force(*, plan_id: int, at: datetime, by: Any) -> DispatchPlan:
    """Let a draft hold from now on; what its unit had in force ends at the same instant. The last one put in holds."""
    plan = _locked(plan_id)
    if not plan.rows.exists():
        raise Refused(_("A plan without rows cannot be put in force."))
    held = DispatchPlan.objects.select_for_update().in_force().filter(unit=plan.unit_id).first()
    # Who waited for somebody else's press has an instant from before it.
    since = max(at, held.since_at) if held is not None and held.since_at is not None else at
    _move(plan, "put_in_force")
    plan.since_at = since
    with audit.act("incidents.put_in_force", by=by):
        if held is not None:
            _move(held, "end_plan")
            held.ended_at = since
            held.save(update_fields=["state", "ended_at"])
        plan.save(update_fields=["state", "since_at"])
    live.announce("readiness", root(Unit.objects.get(pk=plan.unit_id).path))
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: int, reason: str, at: datetime, by: Any) -> DispatchPlan:
    """Give up a draft, and say why."""
    plan = _locked(plan_id)
    _move(plan, "withdraw_plan")
    plan.withdrawn_at, plan.withdrawn_reason = at, required(reason)
    with audit.act("incidents.withdraw_plan", by=by, reason=plan.withdrawn_reason):
        plan.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    return plan


def _lock(unit_id: int) -> Unit | None:
    """The unit, locked: its plans are numbered and put in force one after the other."""
    # Not the key: whoever writes down an incident of this unit need not wait.
    unit: Unit | None = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).first()
    return unit


def _unit(unit_id: int) -> Unit:
    unit = _lock(unit_id)
    if unit is None or unit.kind not in KINDS or unit.closed_date is not None:
        raise Refused(_("A dispatch plan belongs to a detachment or a battalion."), field="unit")
    return unit


def _locked(plan_id: int) -> DispatchPlan:
    _lock(DispatchPlan.objects.values_list("unit_id", flat=True).get(pk=plan_id))
    plan: DispatchPlan = DispatchPlan.objects.select_for_update().get(pk=plan_id)
    return plan


def _draft(unit_id: int, facts: PlanFacts, rows: Iterable[Row], at: datetime) -> DispatchPlan:
    unit = _unit(unit_id)
    last = DispatchPlan.objects.filter(unit=unit).aggregate(last=Max("version"))["last"] or 0
    plan: DispatchPlan = DispatchPlan.objects.create(
        unit=unit, version=last + 1, changed_at=at, **dataclasses.asdict(facts)
    )
    _replace(plan, rows)
    return plan


def _replace(plan: DispatchPlan, rows: Iterable[Row]) -> None:
    """Write the rows of a draft; those that stay as they are are not written again."""
    wanted = {row.key: row for row in rows}
    for stored in plan.rows.all():
        row = wanted.pop(tuple(getattr(stored, name) for name in plans.FIELDS[:-1]), None)
        if row is None:
            stored.delete()
        elif row.quantity != stored.quantity:
            stored.quantity = row.quantity
            stored.save(update_fields=["quantity"])
    PlanRow.objects.bulk_create(PlanRow(plan=plan, **dataclasses.asdict(row)) for row in wanted.values())


def _checked(facts: PlanFacts) -> PlanFacts:
    name, source = facts.name.strip(), facts.source.strip()
    if not 0 < len(name) <= 60:
        raise Refused(_("A name of up to {most} characters is needed.").format(most=60), field="name")
    if not 0 < len(source) <= 200:
        raise Refused(_("Say in up to {most} characters where the numbers come from.").format(most=200), field="source")
    return dataclasses.replace(facts, name=name, source=source)


def _move(plan: DispatchPlan, name: str) -> None:
    try:
        plan.state = rules.PLAN.target(name, plan.state)
    except MoveNotAllowed as refusal:
        said = _("“{plan}” is {state}: this is not possible any more.")
        raise Refused(said.format(plan=plan, state=plan.get_state_display())) from refusal
