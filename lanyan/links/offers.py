"""The buttons on record pages of this app."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb
from lanyan.kernel.states import LifeCycle
from lanyan.links.models import (
    CrossHelp,
    Delivery,
    Endpoint,
    Inbound,
    LinkageNotice,
    LinkageUnit,
    SituationReport,
)
from lanyan.links.models.inbound import KEEP as KEEP_INBOUND
from lanyan.links.models.inbound import KEEP_HELP
from lanyan.links.models.inbound import VIEW as VIEW_INBOUND
from lanyan.links.models.linkages import KEEP, NOTIFY
from lanyan.links.models.linkages import VIEW as VIEW_LINKAGE
from lanyan.links.models.messages import KEEP_ENDPOINTS
from lanyan.links.models.messages import VIEW as VIEW_MESSAGES
from lanyan.links.models.reports import APPROVE, VIEW, WRITE
from lanyan.links.rules import life

Refusal = Callable[[Any], str]


def _not_now() -> str:
    return _now("not in this state")


def _from(cycle: LifeCycle, name: str) -> Refusal:
    """Possible while this move is."""
    return lambda record: "" if name in cycle.moves_from(getattr(record, cycle.field)) else _not_now()


def _in(*states: str) -> Refusal:
    return lambda record: "" if record.state in states else _not_now()


def _standing(record: Any) -> str:
    return "" if record.withdrawn_at is None else _not_now()


def _no_receipt(record: Any) -> str:
    return "" if record.receipt_at is None else _now("the receipt has been given")


access.register_verbs(
    SituationReport,
    Verb("approve_report", APPROVE, _("Approve"), "links:approve_report",
         _from(life.REPORT, "approve_report"), "check", "do"),
    Verb("edit_report", WRITE, _("Edit"), "links:edit_report", _in(life.DRAFT), "edit", "do"),
    Verb("send_report", WRITE, pgettext_lazy("report", "Send"), "links:send_report", _in(life.APPROVED), "send", "do"),
    Verb("recompose_report", WRITE, _("Compose anew"), "links:recompose_report", _in(life.DRAFT), "undo"),
    Verb("correct_report", WRITE, _("Correct by a new one"), "links:correct_report", _in(life.APPROVED), "copy"),
    Verb("withdraw_report", APPROVE, _("Withdraw"), "links:withdraw_report", _from(life.REPORT, "withdraw_report")),
)  # fmt: skip
access.register_verbs(
    LinkageUnit,
    Verb("change_linkage", KEEP, _("Change"), "links:change_linkage", _standing, "edit", "do"),
    Verb("withdraw_linkage", KEEP, _("Withdraw"), "links:withdraw_linkage", _standing),
)


def _step(name: str, label: Any, icon: str, tone: str = "do") -> Verb:
    return Verb(name, NOTIFY, label, f"links:{name}", _from(life.NOTICE, name), icon, tone)


access.register_verbs(
    LinkageNotice,
    _step("answer_notice", _("Answer"), "note"),
    _step("receive_notice", pgettext_lazy("notice", "Received"), "in", "line"),
    _step("arrive_notice", pgettext_lazy("notice", "At the scene"), "pin", "line"),
    _step("leave_notice", pgettext_lazy("notice", "Left"), "back", "do"),
    Verb("withdraw_notice", NOTIFY, _("Withdraw"), "links:withdraw_notice", _from(life.NOTICE, "withdraw_notice")),
)
access.register_verbs(
    Delivery,
    Verb("try_again", "links.resend_messages", _("Try again"), "links:try_again", _in(life.GIVEN_UP), "send", "do"),
)
access.register_verbs(
    Endpoint,
    Verb("withdraw_endpoint", KEEP_ENDPOINTS, _("Withdraw"), "links:withdraw_endpoint", _standing),
)
access.register_verbs(
    Inbound,
    Verb("take_inbound", KEEP_INBOUND, _("Give to an incident"), "links:take_inbound",
         _from(life.INBOUND, "take_inbound"), "merge", "do"),
    Verb("give_receipt", KEEP_INBOUND, _("Give the receipt"), "links:give_receipt", _no_receipt, "send", "do"),
    Verb("settle_inbound", KEEP_INBOUND, _("Settle without an incident"), "links:settle_inbound",
         _from(life.INBOUND, "settle_inbound"), "check"),
)  # fmt: skip
access.register_verbs(
    CrossHelp,
    Verb("change_help", KEEP_HELP, _("Change"), "links:change_help", _standing, "edit", "do"),
    Verb("withdraw_help", KEEP_HELP, _("Withdraw"), "links:withdraw_help", _standing),
)

acts.opens(SituationReport, "links:report", VIEW)
acts.opens(LinkageNotice, "links:notice", VIEW_LINKAGE)
acts.opens(Delivery, "links:delivery", VIEW_MESSAGES)
acts.opens(Inbound, "links:inbound", VIEW_INBOUND)
acts.opens(CrossHelp, "links:help_record", VIEW_INBOUND)
acts.opens(Endpoint, "links:endpoint", KEEP_ENDPOINTS)
