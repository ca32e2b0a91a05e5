"""Joint checks 综合查一次: departments go together once, each with its part, its people and its signature."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.inspections.actions.common import check
from lanyan.inspections.models import Inspection, JointPart
from lanyan.inspections.rules import checks
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.verbs import locked, needed, short


def _open(inspection: Inspection) -> None:
    if inspection.state not in checks.STANDING:
        raise Refused(_("The check is over: {state}.").format(state=inspection.get_state_display()))


@transaction.atomic
def join_department(*, inspection_id: int, department: str, part: str, people: str, by: Any) -> JointPart:
    """Add a department with its part and its people."""
    inspection = check(inspection_id)
    _open(inspection)
    name = needed(department, "department", most=60)
    if inspection.joint_parts.filter(department=name, withdrawn_at=None).exists():  # type: ignore[attr-defined]
        raise Refused(_("{department} takes part already.").format(department=name), field="department")
    with audit.act("inspections.join_department", by=by):
        joined: JointPart = JointPart.objects.create(
            inspection=inspection, department=name, part=needed(part, "part"), people=needed(people, "people", most=100)
        )
    return joined


@transaction.atomic
def sign_joint_part(*, part_id: int, signed_name: str, finding: str, at: datetime, by: Any) -> JointPart:
    """Enter what a department found and who signed for it."""
    part = locked(JointPart, part_id, "inspection")
    _open(part.inspection)
    if part.withdrawn_at is not None or part.signed_at is not None:
        raise Refused(_("This part is signed or withdrawn already."))
    part.finding, part.signed_name = short(finding, "finding", most=300), needed(signed_name, "signed_name", most=40)
    part.signed_at = at
    with audit.act("inspections.sign_joint_part", by=by):
        part.save(update_fields=["finding", "signed_name", "signed_at"])
    return part


@transaction.atomic
def withdraw_joint_part(*, part_id: int, reason: str, at: datetime, by: Any) -> JointPart:
    """Enter that a department does not take part after all."""
    part = locked(JointPart, part_id, "inspection")
    _open(part.inspection)
    if part.withdrawn_at is not None:
        raise Refused(_("This part is signed or withdrawn already."))
    part.withdrawn_at, part.withdrawn_reason = at, needed(reason, "reason")
    with audit.act("inspections.withdraw_joint_part", by=by, reason=part.withdrawn_reason):
        part.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return part
