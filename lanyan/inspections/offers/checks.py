"""Buttons of checks, plans, draws and drives."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import CheckPlan, Draw, Inspection, SpecialDrive
from lanyan.inspections.rules import checks, papers, plans
from lanyan.kernel import access, acts
from lanyan.kernel.states import LifeCycle


def state(record: Any) -> str:
    """Where a record stands, as a reason."""
    return _now("it is %(state)s") % {"state": record.get_state_display()}


def possible(cycle: LifeCycle, move: str) -> Any:
    """Refuse what the life cycle does not know from the present state."""
    return lambda record: "" if move in cycle.moves_from(record.state) else state(record)


def _check(move: str) -> Any:
    return possible(checks.CHECK, move)


def _not_begun(check: Any) -> str:
    return "" if check.state in (checks.PLANNED, checks.NOTIFIED) else state(check)


def _start(check: Any) -> str:
    if check.state == checks.UNDERWAY:
        return ""
    if check.state == checks.PLANNED:
        return _now("the check notice has not been served")
    refusal = _check("start_check")(check)
    carrying = 0 if refusal else check.staff.carrying().count()
    return refusal or ("" if carrying >= checks.LEAST_QUALIFIED else _now("fewer than two qualified people"))


def _notice(check: Any) -> str:
    refusal: str = _check("notify_check")(check)
    if refusal:
        return refusal
    if check.papers.filter(kind__code=papers.CHECK_NOTICE, status=papers.MADE).exists():
        return _now("it is made already, serve it")
    carrying = check.staff.carrying().count()
    return "" if carrying >= checks.LEAST_QUALIFIED else _now("fewer than two qualified people")


def _standing(check: Any) -> str:
    return "" if check.state in checks.STANDING else state(check)


PLAN, CARRY = "inspections.plan_check", "inspections.carry_out_check"
access.register_verbs(
    Inspection,
    access.Verb("start_check", CARRY, _("Carry out"), "inspections:start_check", _start, "check", "do"),
    access.Verb("make_check_notice", PLAN, _("Check notice"), "inspections:make_check_notice", _notice, "send", "do"),
    access.Verb("notify_check", PLAN, _("Notice served on paper"), "inspections:notify_check",
                _check("notify_check"), "note"),
    access.Verb("assign_staff", PLAN, _("Choose people"), "inspections:assign_staff", _not_begun, "users"),
    access.Verb("join_department", PLAN, _("Add a department"), "inspections:join_department", _standing, "plus"),
    access.Verb("record_not_done", PLAN, _("Not done"), "inspections:record_not_done", _check("record_not_done")),
    access.Verb("withdraw_check", PLAN, _("Withdraw"), "inspections:withdraw_check", _check("withdraw_check")),
)  # fmt: skip


def _draft(plan: Any) -> str:
    return "" if plan.state == plans.DRAFT else state(plan)


def _plan(move: str) -> Any:
    return possible(plans.PLAN, move)


KEEP, APPROVE = "inspections.keep_check_plans", "inspections.approve_check_plan"
access.register_verbs(
    CheckPlan,
    access.Verb("add_planned_check", KEEP, _("Add a check"), "inspections:add_planned_check", _draft, "plus"),
    access.Verb("fill_plan", KEEP, _("Fill from the ledger"), "inspections:fill_plan", _draft, "list"),
    access.Verb("submit_check_plan", KEEP, _("Submit"), "inspections:submit_plan",
                _plan("submit_check_plan"), "send", "do"),
    access.Verb("approve_check_plan", APPROVE, _("Approve"), "inspections:approve_plan",
                _plan("approve_check_plan"), "check", "do"),
    access.Verb("return_check_plan", APPROVE, _("Send back"), "inspections:return_plan",
                _plan("return_check_plan"), "back"),
    access.Verb("withdraw_check_plan", KEEP, _("Withdraw"), "inspections:withdraw_plan",
                _plan("withdraw_check_plan")),
)  # fmt: skip


def _draw(move: str) -> Any:
    return possible(plans.DRAW, move)


MAKE, APPROVE_DRAW = "inspections.make_draw", "inspections.approve_draw"
access.register_verbs(
    Draw,
    access.Verb("approve_draw", APPROVE_DRAW, _("Approve"), "inspections:approve_draw",
                _draw("approve_draw"), "check", "do"),
    access.Verb("publish_draw", MAKE, _("Enter the publication"), "inspections:publish_draw",
                _draw("publish_draw"), "horn"),
    access.Verb("run_again", "inspections.view_draw", _("Run again"), "inspections:run_again", icon="undo"),
    access.Verb("withdraw_draw", MAKE, _("Withdraw"), "inspections:withdraw_draw", _draw("withdraw_draw")),
)  # fmt: skip


def _running(drive: Any) -> str:
    return "" if drive.ended_at is None else _now("the drive has ended")


access.register_verbs(
    SpecialDrive,
    access.Verb("end_drive", "inspections.keep_drives", _("End the drive"), "inspections:end_drive", _running),
)
acts.opens(CheckPlan, "inspections:plan", "inspections.view_check_plan")
acts.opens(Draw, "inspections:draw", "inspections.view_draw")
acts.opens(SpecialDrive, "inspections:drive", "inspections.view_inspection")
