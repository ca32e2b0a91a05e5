"""The buttons on the pages of premises and buildings."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access, acts
from lanyan.premises import rules
from lanyan.premises.models import Building, DuplicatePair, Premises, PrePlanRevision


def _standing(premises: Any) -> str:
    return _now("These premises were merged into another record.") if premises.state == rules.MERGED else ""


def _open(premises: Any) -> str:
    return _standing(premises) or (_now("They have closed down.") if premises.state == rules.CLOSED else "")


# What is entered beside a list has its link at the list; these are the acts on the record as a whole.
PLANS = "premises.write_plan"
access.register_verbs(
    Premises,
    access.Verb(
        "change_premises", "premises.change_premises", _("Correct"), "premises:change_premises", _standing, "edit"
    ),
    access.Verb(
        "merge_premises", "premises.merge_premises", _("Merge into another"), "premises:merge_premises", _open, "merge"
    ),
    access.Verb(
        "close_premises", "premises.close_premises", _("Has closed down"), "premises:close_premises", _open, "stop"
    ),
)


def _building_stands(building: Any) -> str:
    return _now("This building has been withdrawn.") if building.withdrawn_at else ""


KEEP = "premises.keep_buildings"
access.register_verbs(
    Building,
    access.Verb("change_building", KEEP, _("Correct"), "premises:change_building", _building_stands, "edit"),
    access.Verb(
        "attach_to_building",
        KEEP,
        _("Add a photograph or a drawing"),
        "premises:attach_to_building",
        _building_stands,
        "camera",
    ),
    access.Verb("withdraw_building", KEEP, _("Withdraw"), "premises:withdraw_building", _building_stands, "x"),
)


def _draft(revision: Any) -> str:
    return "" if revision.state == rules.DRAFT else _now("Only a draft can be changed; begin the next revision.")


def _no_draft(revision: Any) -> str:
    return _now("This is a draft already.") if revision.state == rules.DRAFT else ""


def _holds(revision: Any) -> str:
    return "" if revision.state in (rules.DRAFT, rules.IN_FORCE) else _now("This revision is not in force.")


access.register_verbs(
    PrePlanRevision,
    access.Verb("change_plan", PLANS, _("Write on"), "premises:change_plan", _draft, "edit"),
    access.Verb("attach_drawing", PLANS, _("Add a drawing"), "premises:attach_drawing", _draft, "upload"),
    access.Verb("approve_plan", "premises.approve_plan", _("Approve"), "premises:approve_plan", _draft, "check", "do"),
    access.Verb("revise_plan", PLANS, _("Begin the next revision"), "premises:revise_plan", _no_draft, "copy"),
    access.Verb("withdraw_plan", PLANS, _("Withdraw"), "premises:withdraw_plan", _holds, "x"),
)
acts.opens(PrePlanRevision, "premises:plan", "premises.view_premises")
acts.opens(DuplicatePair, "premises:pair", "premises.merge_premises")
