"""Pre-plans: written as drafts, approved by another than the author, replaced by the next revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.premises import rules
from lanyan.premises.actions import common
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import PrePlan, PrePlanRevision

PLAN_PARTS = (
    "overview",
    "approach",
    "water",
    "key_parts",
    "facilities",
    "deployment",
    "evacuation",
    "cautions",
)
MOST_WORDS = 4000


def _parts(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: common.said(parts.get(name, ""), field=name, most=MOST_WORDS) for name in PLAN_PARTS}


@transaction.atomic
def make_plan(
    *, premises_id: int, title: str, unit_id: int, parts: Mapping[str, str], at: datetime, by: Any
) -> PrePlanRevision:
    """Make a pre-plan for premises, with its first revision as a draft."""
    premises, keeper = common.open_premises(premises_id), common.unit(unit_id)
    words, title = _parts(parts), common.said(title, field="title", most=100, must=True)
    with audit.act("premises.write_plan", by=by):
        plan = PrePlan.objects.create(premises=premises, title=title, unit=keeper)
        revision: PrePlanRevision = PrePlanRevision.objects.create(
            plan=plan, number=1, author=by, written_at=at, **words
        )
    common.announce(premises)
    return revision


@transaction.atomic
def revise_plan(*, plan_id: int, at: datetime, by: Any) -> PrePlanRevision:
    """Begin the next revision as a draft, with the words of the newest; one draft at a time."""
    plan: PrePlan = common.locked(PrePlan, plan_id)
    if plan.revisions.filter(state=rules.DRAFT).exists():
        raise Refused(_("There is a draft already."))
    newest = plan.revisions.order_by("-number").first()
    number = (plan.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    words = {name: getattr(newest, name) for name in PLAN_PARTS} if newest is not None else {}
    with audit.act("premises.write_plan", by=by):
        revision: PrePlanRevision = PrePlanRevision.objects.create(
            plan=plan, number=number, author=by, written_at=at, **words
        )
    return revision


@transaction.atomic
def save_draft(*, revision_id: int, parts: Mapping[str, str], at: datetime, by: Any) -> PrePlanRevision:
    """Write on a draft; whoever writes last is its author and cannot approve it."""
    revision: PrePlanRevision = common.locked(PrePlanRevision, revision_id)
    if revision.state != rules.DRAFT:
        raise Refused(_("Only a draft can be changed; begin the next revision."))
    for name, words in _parts(parts).items():
        setattr(revision, name, words)
    revision.author, revision.written_at = by, at
    with audit.act("premises.write_plan", by=by):
        revision.save(update_fields=[*PLAN_PARTS, "author", "written_at"])
    return revision


@transaction.atomic
def approve_plan(*, revision_id: int, at: datetime, by: Any) -> PrePlanRevision:
    """Put a draft into force instead of the revision before; not by who wrote it."""
    revision: PrePlanRevision = common.locked(PrePlanRevision, revision_id)
    state = common.move(rules.PLAN, "approve_plan", revision.state, _("Only a draft can be approved."))
    if by is not None and revision.author_id == by.pk:
        raise Refused(_("Who wrote a plan does not approve it."))
    if not revision.overview.strip() or not revision.deployment.strip():
        raise Refused(_("Overview and forces must be filled in before a plan is approved."))
    with audit.act("premises.approve_plan", by=by):
        for before in PrePlanRevision.objects.select_for_update().filter(plan=revision.plan, state=rules.IN_FORCE):
            before.state, before.replaced_at = rules.PLAN.target("replace_plan", before.state), at
            before.save(update_fields=["state", "replaced_at"])
        revision.state, revision.approved_by, revision.approved_at = state, by, at
        revision.save(update_fields=["state", "approved_by", "approved_at"])
    refresh([revision.plan.premises_id], at=at)
    common.announce(revision.plan.premises)
    return revision


@transaction.atomic
def withdraw_plan(*, revision_id: int, reason: str, at: datetime, by: Any) -> PrePlanRevision:
    """Withdraw a draft, or a revision that holds no more."""
    revision: PrePlanRevision = common.locked(PrePlanRevision, revision_id)
    state = common.move(rules.PLAN, "withdraw_plan", revision.state, _("This revision is not in force."))
    revision.state, revision.withdrawn_at = state, at
    revision.withdrawn_reason = common.said(reason, field="reason", most=200, must=True)
    with audit.act("premises.withdraw_plan", by=by, reason=revision.withdrawn_reason):
        revision.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    refresh([revision.plan.premises_id], at=at)
    return revision
