"""Ledgers of matters and messages. Neither joins who complained; a message only says whether it is anonymous."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.citizens import rules
from lanyan.citizens.models import Complainant, Matter, Message
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column

MATTERS = sheets.Sheet(
    key="complaints",
    title=_("Tips and complaints"),
    model=Matter,
    columns=(
        Column(
            "number",
            _("number"),
            lambda matter: matter.number,
            width=22,
            link=lambda matter: reverse("citizens:matter", args=[matter.pk]),
        ),
        Column("kind", _("kind of matter"), lambda matter: matter.kind_words, width=30),
        Column("place", _("place"), lambda matter: matter.place, width=30),
        Column("words", _("what it is about"), lambda matter: matter.words, width=44),
        Column("state", _("state"), lambda matter: matter.get_state_display()),
        Column("received_at", _("came in"), lambda matter: matter.received_at, width=20),
        Column("due_at", _("to be checked by"), lambda matter: matter.due_at, width=20),
        Column("article", _("article of the term"), lambda matter: matter.due_article, width=26),
        Column("checked_at", _("checked at"), lambda matter: matter.checked_at, width=20),
        Column("outcome", _("outcome"), lambda matter: matter.get_outcome_display(), width=16),
        Column("outcome_words", _("what was found"), lambda matter: matter.outcome_words, width=40),
        Column("inspection", _("check"), lambda matter: _check(matter), width=22),
        Column("answered_at", _("all answered at"), lambda matter: matter.answered_at, width=20),
        Column("closed_at", _("closed at"), lambda matter: matter.closed_at, width=20),
        Column("joined_into", _("joined into"), lambda matter: str(matter.joined_into or ""), width=22),
        Column("unit", _("unit"), lambda matter: matter.unit.short_name, width=20),
    ),
    prepare=lambda matters: matters.select_related("premises", "unit", "inspection", "joined_into"),
)
sheets.register(MATTERS)


def _check(matter: Any) -> str:
    return matter.inspection.number if matter.inspection else matter.elsewhere_number


def who(message: Any) -> str:
    """What a ledger says of who complained: that somebody is known, or that nobody is."""
    return _now("anonymous") if message.anonymous else _now("named: ***")


MESSAGES = sheets.Sheet(
    key="complaint-messages",
    title=_("Messages received"),
    model=Message,
    columns=(
        Column(
            "number",
            _("number"),
            lambda message: message.number,
            width=22,
            link=lambda message: reverse("citizens:message", args=[message.pk]),
        ),
        Column("channel", _("channel"), lambda message: message.channel_words, width=22),
        Column("sender_number", _("number of whoever passed it on"), lambda message: message.sender_number, width=22),
        Column("received_at", _("came in"), lambda message: message.received_at, width=20),
        Column("matter", _("matter"), lambda message: message.matter.number, width=22),
        Column("kind", _("kind of matter"), lambda message: message.matter.kind_words, width=30),
        Column("who", pgettext_lazy("complaint", "sender"), who, width=14),
        Column("words", _("what was said"), lambda message: message.shown_words, width=44),
        Column("answered_at", _("answered at"), lambda message: message.answered_at, width=20),
        Column("answer_how", _("how answered"), lambda message: message.get_answer_how_display(), width=18),
        Column(
            "answer", pgettext_lazy("complaint", "answer"), lambda message: rules.masked_text(message.answer), width=44
        ),
        Column("excuse", _("why not answered"), lambda message: message.excuse_label, width=26),
        Column("satisfaction", _("satisfaction"), lambda message: message.get_satisfaction_display(), width=16),
        Column("unit", _("unit"), lambda message: message.matter.unit.short_name, width=20),
    ),
    prepare=lambda messages: messages.select_related("matter__unit"),
)
sheets.register(MESSAGES)

# For calling back: whoever may see who complained takes out a list that still hides most of it.
CONTACTS = sheets.Sheet(
    key="complainants-masked",
    title=_("Complainants, masked"),
    model=Complainant,
    columns=(
        Column("number", _("number"), lambda person: person.message.number, width=22),
        Column("matter", _("matter"), lambda person: person.message.matter.number, width=22),
        Column("name", _("full name"), lambda person: rules.masked_name(person.name)),
        Column("phone", _("telephone"), lambda person: rules.masked_phone(person.phone)),
        Column("contact", _("other way to reach them"), lambda person: rules.HIDDEN if person.contact else ""),
        Column("unit", _("unit"), lambda person: person.message.matter.unit.short_name, width=20),
    ),
    prepare=lambda persons: persons.select_related("message__matter__unit"),
)
