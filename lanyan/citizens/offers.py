"""The buttons on the pages of matters and messages."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.citizens.models import Matter, Message
from lanyan.inspections.rules import checks
from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb

KEEP, DECIDE, ANSWER = "citizens.keep_matters", "citizens.decide_matters", "citizens.answer_message"


def _not_now() -> str:
    return _now("not in this state")


def _from(*moves: str) -> Callable[[Any], str]:
    """Possible while any of these moves is."""

    def refuse(matter: Any) -> str:
        return "" if set(moves) & set(rules.MATTER.moves_from(matter.state)) else _not_now()

    return refuse


def _verify(matter: Any) -> str:
    if matter.state != rules.CHECKING:
        return _not_now()
    waits = matter.inspection is not None and matter.inspection.state != checks.CONCLUDED
    return _now("its check is not concluded yet") if waits else ""


def _lose(matter: Any) -> str:
    gone = matter.inspection is None or matter.inspection.state in (checks.WITHDRAWN, checks.NOT_DONE)
    return "" if matter.state == rules.CHECKING and gone else _not_now()


def _hand_over(matter: Any) -> str:
    if matter.state not in (rules.ACCEPTED, rules.CHECKING):
        return _not_now()
    return "" if matter.premises_id else _now("say which premises it is first")


def _early(matter: Any) -> str:
    return "" if matter.state in (rules.RECEIVED, rules.ACCEPTED) else _not_now()


access.register_verbs(
    Matter,
    Verb("accept_matter", KEEP, _("Accept"), "citizens:accept_matter", _from("accept_matter"), "check", "do"),
    Verb("check_matter", KEEP, _("Have it checked"), "citizens:check_matter", _from("check_matter"), "inspect", "do"),
    Verb("verify_matter", KEEP, _("Enter the outcome"), "citizens:verify_matter", _verify, "edit", "do"),
    Verb("close_matter", DECIDE, pgettext_lazy("complaint", "Close"), "citizens:close_matter",
         _from("close_matter"), "check", "do"),
    Verb("assign_matter", KEEP, _("Assign"), "citizens:assign_matter", _early, "unit"),
    Verb("hand_over_matter", KEEP, pgettext_lazy("complaint", "Hand over"), "citizens:hand_over_matter",
         _hand_over, "send"),
    Verb("lose_check", KEEP, _("Back to waiting"), "citizens:lose_check", _lose, "undo"),
    Verb("refuse_matter", DECIDE, _("Not ours"), "citizens:refuse_matter", _from("refuse_matter"), "back"),
    Verb("unjoin_matter", KEEP, _("Part again"), "citizens:unjoin_matter",
         _from("unjoin_received", "unjoin_accepted"), "undo"),
    Verb("withdraw_matter", DECIDE, _("Withdraw"), "citizens:withdraw_matter", _from("withdraw_matter")),
)  # fmt: skip
# A message and what hangs on it are shown on the page of its matter.
acts.opens(Message, "citizens:message", "citizens.view_matter")
