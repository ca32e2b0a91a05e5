"""Buttons of visits, clues, supervision and police transfers."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Clue, PoliceTransfer, Supervision, Visit
from lanyan.inspections.offers.checks import possible, state
from lanyan.inspections.rules import checks, plans
from lanyan.kernel import access, acts


def _standing(visit: Any) -> str:
    return "" if visit.withdrawn_at is None else _now("the visit was withdrawn")


access.register_verbs(
    Visit,
    access.Verb("report_clue", "inspections.keep_clues", _("Report a clue"), "inspections:clue_of_visit",
                _standing, "plus"),
    access.Verb("withdraw_visit", "inspections.keep_visits", _("Withdraw"), "inspections:withdraw_visit", _standing),
)  # fmt: skip


def _settle(clue: Any) -> str:
    if clue.state != plans.FOLLOWED:
        return state(clue)
    return "" if clue.inspection.state == checks.CONCLUDED else _now("its check is not concluded yet")


def _reopen(clue: Any) -> str:
    if clue.state != plans.FOLLOWED:
        return state(clue)
    gone = clue.inspection.state in (checks.WITHDRAWN, checks.NOT_DONE)
    return "" if gone else _now("its check stands")


FOLLOW = "inspections.follow_clue"
access.register_verbs(
    Clue,
    access.Verb("follow_clue", FOLLOW, _("Follow by a check"), "inspections:follow_clue",
                possible(plans.CLUE, "follow_clue"), "inspect", "do"),
    access.Verb("settle_clue", FOLLOW, _("Settle"), "inspections:settle_clue", _settle, "check", "do"),
    access.Verb("reopen_clue", FOLLOW, _("Back to waiting"), "inspections:reopen_clue", _reopen, "undo"),
    access.Verb("dismiss_clue", FOLLOW, _("Lay aside"), "inspections:dismiss_clue",
                possible(plans.CLUE, "dismiss_clue")),
    access.Verb("withdraw_clue", "inspections.keep_clues", _("Withdraw"), "inspections:withdraw_clue",
                possible(plans.CLUE, "withdraw_clue")),
)  # fmt: skip


def _close(supervision: Any) -> str:
    refusal: str = possible(plans.SUPERVISION, "close_supervision")(supervision)
    waits = supervision.asked and supervision.state == plans.OPEN
    return refusal or (_now("what was asked has not been answered yet") if waits else "")


SUPERVISE = "inspections.keep_supervision"
access.register_verbs(
    Supervision,
    access.Verb("answer_supervision", SUPERVISE, _("Enter the answer"), "inspections:answer_supervision",
                possible(plans.SUPERVISION, "answer_supervision"), "edit"),
    access.Verb("close_supervision", SUPERVISE, _("Close"), "inspections:close_supervision", _close, "check", "do"),
    access.Verb("withdraw_supervision", SUPERVISE, _("Withdraw"), "inspections:withdraw_supervision",
                possible(plans.SUPERVISION, "withdraw_supervision")),
)  # fmt: skip

POLICE = "inspections.keep_police"


def _answer(transfer: Any) -> str:
    refusal: str = possible(plans.POLICE, "answer_police_transfer")(transfer)
    waits = transfer.inspection is not None and transfer.inspection.state in checks.STANDING
    return refusal or (_now("its check is not concluded yet") if waits else "")


access.register_verbs(
    PoliceTransfer,
    access.Verb("check_police_transfer", POLICE, _("Plan a check"), "inspections:check_police",
                possible(plans.POLICE, "check_police_transfer"), "inspect", "do"),
    access.Verb("answer_police_transfer", POLICE, _("Answer"), "inspections:answer_police", _answer, "send"),
    access.Verb("refuse_police_transfer", POLICE, _("Send back"), "inspections:refuse_police",
                possible(plans.POLICE, "refuse_police_transfer"), "back"),
)  # fmt: skip
acts.opens(Visit, "inspections:visit", "inspections.view_visit")
acts.opens(Supervision, "inspections:supervision", "inspections.view_supervision")
acts.opens(PoliceTransfer, "inspections:police_transfer", "inspections.view_police")
