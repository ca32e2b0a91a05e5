"""The table of the legal clock: what is due stands with how much is left of it."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lanyan.inspections.models import Term
from lanyan.inspections.rules import clock
from lanyan.web.columns import AtColumn, TextColumn

# The pages that show the records terms belong to.
PAGES = {
    "inspections.hazard": "inspections:hazard",
    "inspections.inspection": "inspections:check",
    "inspections.seal": "inspections:seal",
    "inspections.majorhazard": "inspections:major",
    "inspections.opening": "inspections:opening",
}


def term_url(term: Term) -> str:
    """The page of a term's record; empty where it has none here."""
    name = PAGES.get(term.record_kind)
    return reverse(name, args=[term.record_id]) if name else ""


def left_words(term: Term) -> str:
    """How much of a term is left, or how long it is over, as people say it."""
    at = timezone.now()
    if term.dropped_at is not None:
        return _("no longer asked")
    if term.met_at is not None:
        return _("met late") if term.met_at >= term.ends_at else _("met in time")
    left = clock.left(term.limit.unit, term.ends_at, at)
    if term.limit.unit == clock.HOURS:
        hours = abs(int(left))
        return _("{hours} h left").format(hours=hours) if left > 0 else _("{hours} h over").format(hours=hours)
    days = int(left)
    if days < 0 and term.limit.unit == clock.WORKING_DAYS:
        return ngettext("{days} working day over", "{days} working days over", -days).format(days=-days)
    if days < 0:
        return ngettext("{days} day over", "{days} days over", -days).format(days=-days)
    if days == 0:
        return _("ends today")
    if term.limit.unit == clock.WORKING_DAYS:
        return ngettext("{days} working day left", "{days} working days left", days).format(days=days)
    return ngettext("{days} day left", "{days} days left", days).format(days=days)


class TermTable(tables.Table):
    """One line a term."""

    left = tables.Column(verbose_name=gettext_lazy("left"), accessor="pk", order_by=("ends_at",))
    matter = tables.Column(verbose_name=gettext_lazy("matter"), accessor="code")
    title = TextColumn(verbose_name=gettext_lazy("concerns"), cut=True)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")
    person = TextColumn(verbose_name=gettext_lazy("in hand of"))
    since_at = AtColumn(verbose_name=gettext_lazy("began"))
    ends_at = AtColumn(verbose_name=gettext_lazy("ends"))
    article = TextColumn(verbose_name=gettext_lazy("article"))
    hand_over = tables.Column(verbose_name="", accessor="pk", orderable=False)

    def render_left(self, record: Term) -> Any:
        """A frame that says with its words what needs a hand."""
        state = record.state(timezone.now())
        tone = {clock.BROKEN: "tg now", clock.WARN: "tg blue"}.get(state, "dim")
        tone = "dim" if record.dropped_at else tone
        unsure = _("provisional") if record.provisional else ""
        return format_html('<span class="{}">{}</span> <small>{}</small>', tone, left_words(record), unsure)

    def render_matter(self, record: Term) -> Any:
        """What is to be done, leading to the record."""
        url = term_url(record)
        return format_html('<a href="{}">{}</a>', url, record.matter) if url else record.matter

    def render_hand_over(self, record: Term) -> Any:
        """The way to hand it over, for who may."""
        user = self.request.user
        if record.met_at or record.dropped_at or not user.may("inspections.hand_over_term", record.unit.path):
            return ""
        url = reverse("inspections:hand_over_term", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, _("Hand over"))


def opens(record_kind: str, url_name: str) -> None:
    """Let a higher floor, whose records have terms as well, say which page shows them."""
    PAGES[record_kind] = url_name
