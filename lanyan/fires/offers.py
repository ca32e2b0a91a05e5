"""The buttons on the page of a fire."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.fires.models import Fire
from lanyan.fires.models.fires import DECIDE, KEEP
from lanyan.fires.rules import life
from lanyan.kernel import access
from lanyan.kernel.access import Verb


def _not_now() -> str:
    return _now("not in this state")


def _from(name: str) -> Callable[[Any], str]:
    """Possible while this move is."""

    def refuse(fire: Any) -> str:
        return "" if name in life.FIRE.moves_from(fire.state) else _not_now()

    return refuse


def _in(*states: str) -> Callable[[Any], str]:
    def refuse(fire: Any) -> str:
        return "" if fire.state in states else _not_now()

    return refuse


def _running(fire: Any) -> str:
    running = fire.state in life.STANDING and fire.investigation_ended_date is None
    return "" if running else _not_now()


def _extend(fire: Any) -> str:
    able = fire.investigation == Fire.Investigation.GENERAL and fire.investigation_extended_date is None
    return _running(fire) or ("" if able else _not_now())


access.register_verbs(
    Fire,
    Verb("submit_fire", KEEP, pgettext_lazy("fire", "Submit"), "fires:submit_fire", _from("submit_fire"), "send", "do"),
    Verb("approve_fire", DECIDE, _("Approve"), "fires:approve_fire", _from("approve_fire"), "check", "do"),
    Verb("return_fire", DECIDE, pgettext_lazy("fire", "Return"), "fires:return_fire", _from("return_fire"), "back"),
    Verb("change_fire", KEEP, _("Change"), "fires:change_fire", _in(life.DRAFT), "edit"),
    Verb("correct_fire", DECIDE, _("Correct"), "fires:correct_fire", _in(life.APPROVED), "edit"),
    Verb("add_casualty", KEEP, _("Casualty"), "fires:add_casualty", _in(life.DRAFT), "plus"),
    Verb("add_late_casualty", DECIDE, _("Late casualty"), "fires:add_casualty", _in(life.APPROVED), "plus"),
    Verb("end_investigation", KEEP, _("End of investigation"), "fires:end_investigation", _running, "flag"),
    Verb("extend_investigation", DECIDE, _("Extend"), "fires:extend_investigation", _extend, "clock"),
    Verb("withdraw_fire", KEEP, _("Withdraw"), "fires:withdraw_fire", _in(life.DRAFT, life.SUBMITTED)),
    Verb("withdraw_approved", DECIDE, _("Withdraw"), "fires:withdraw_fire", _in(life.APPROVED)),
)
