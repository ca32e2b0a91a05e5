"""The desk's table: each matter with how much is left of its term."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lanyan.citizens import rules
from lanyan.citizens.models import Matter
from lanyan.inspections.rules import clock
from lanyan.web.columns import AtColumn, TextColumn


def left_words(matter: Matter, at: Any) -> tuple[str, str]:
    """How a matter stands to its clock, and the tone of it: `now` over, `blue` near, empty else."""
    if matter.checked_at is not None:
        late = matter.checked_at >= matter.due_at
        return (_("checked late") if late else _("checked in time")), ""
    if matter.state not in rules.OPEN:
        return "—", ""
    term = clock.deadline(matter.term_code, matter.received_at)
    stands = clock.state(matter.due_at, clock.warn_at(term), at)
    unit, left, over = term.unit, clock.left(term.unit, matter.due_at, at), stands == clock.BROKEN
    tone = "blue" if stands == clock.DUE else "now"
    if unit == clock.HOURS:
        hours = abs(int(left))
        return (_("{hours} h over") if over else _("{hours} h left")).format(hours=hours), tone
    days = abs(int(left))
    if over:
        return ngettext("{days} working day over", "{days} working days over", days).format(days=days), tone
    if days == 0:
        return _("ends today"), tone
    return ngettext("{days} working day left", "{days} working days left", days).format(days=days), tone


class MatterTable(tables.Table):
    """One line a matter."""

    left = tables.Column(verbose_name=gettext_lazy("clock"), accessor="pk", order_by=("due_at",))
    number = tables.Column(verbose_name=gettext_lazy("number"))
    state = tables.Column(verbose_name=gettext_lazy("state"))
    kind = tables.Column(verbose_name=gettext_lazy("kind of matter"))
    place = TextColumn(verbose_name=gettext_lazy("place"), accessor="place", orderable=False)
    words = TextColumn(verbose_name=gettext_lazy("what it is about"), cut=True)
    received_at = AtColumn(verbose_name=gettext_lazy("came in"))
    due_at = AtColumn(verbose_name=gettext_lazy("to be checked by"))
    outcome = tables.Column(verbose_name=gettext_lazy("outcome"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_left(self, record: Matter) -> Any:
        """A frame that says with its words what needs a hand."""
        words, tone = left_words(record, timezone.now())
        return format_html('<span class="tg {}">{}</span>', tone, words) if tone else words

    def render_number(self, record: Matter) -> Any:
        """The number, leading to the record."""
        marked = format_html(' <span class="tg">{}</span>', _("exercise")) if record.exercise else ""
        return format_html('<a href="{}">{}</a>{}', reverse("citizens:matter", args=[record.pk]), record.number, marked)

    def render_kind(self, record: Matter) -> str:
        """In words."""
        return record.kind_words

    def render_state(self, record: Matter) -> str:
        """In words."""
        return record.get_state_display()

    def render_outcome(self, record: Matter) -> str:
        """In words."""
        return record.get_outcome_display() or "—"
