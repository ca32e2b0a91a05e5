"""The buttons on the page of a guard."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.models import Guard
from lanyan.guards.models.guards import APPROVE, PLAN, RUN, VIEW
from lanyan.guards.rules import life
from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb


def _from(name: str) -> Callable[[Any], str]:
    """Possible while this move is."""
    return lambda guard: "" if name in life.GUARD.moves_from(guard.state) else _now("not in this state")


def _in(*states: str) -> Callable[[Any], str]:
    return lambda guard: "" if guard.state in states else _now("not in this state")


def _verb(name: str, right: str, label: Any, icon: str, tone: str = "line", why: Any = None) -> Verb:
    return Verb(name, right, label, f"guards:{name}", why or _from(name), icon, tone)


access.register_verbs(
    Guard,
    _verb("submit_guard", PLAN, _("Submit for approval"), "send", "do"),
    _verb("add_post", PLAN, _("Add a post"), "plus", "line", _in(life.DRAFT)),
    _verb("change_guard", PLAN, _("Change the plan"), "edit", "line", _in(life.DRAFT)),
    _verb("approve_guard", APPROVE, _("Approve"), "check", "do"),
    _verb("return_guard", APPROVE, pgettext_lazy("guard", "Send back"), "undo"),
    _verb("begin_guard", RUN, _("Begin the guard"), "flag", "do"),
    _verb("reopen_plan", PLAN, _("Change an approved plan"), "edit"),
    _verb("order_posted", RUN, _("Order the vehicles that are due"), "truck", "line", _in(life.UNDER_WAY)),
    _verb("stand_down_guard", RUN, _("Stand the guard down"), "stop", "do"),
    _verb("close_guard", RUN, _("Close the guard"), "check", "do"),
    _verb("withdraw_guard", PLAN, _("Withdraw the guard"), "x"),
)
acts.opens(Guard, "guards:guard", VIEW)
