"""Tables: fires, and incidents that wait for a word of whether they were one."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lanyan.fires.models import Fire
from lanyan.fires.rules import life, terms
from lanyan.fires.sheets import minor_words
from lanyan.web.columns import AtColumn, NumberColumn, TextColumn


def clock_words(fire: Fire, on: Any) -> tuple[str, str]:
    """How the investigation of a fire stands, and its tone: `now` where a hand is needed."""
    if fire.state not in life.STANDING:
        return "—", ""
    stands = terms.standing(fire.investigation_due_date, fire.investigation_ended_date, on)
    return {
        terms.RUNNING: (_("under investigation"), "blue"),
        terms.LATE: (_("investigation late"), "now"),
        terms.ENDED: (_("ended in time"), ""),
        terms.ENDED_LATE: (_("ended late"), ""),
    }[stands]


class FireTable(tables.Table):
    """One line a fire."""

    number = tables.Column(verbose_name=gettext_lazy("number"))
    state = tables.Column(verbose_name=gettext_lazy("state"))
    started_at = AtColumn(verbose_name=pgettext_lazy("fire", "began"))
    place_kind = tables.Column(verbose_name=pgettext_lazy("fire", "kind of place"))
    address = TextColumn(verbose_name=gettext_lazy("address"), cut=True)
    cause = tables.Column(verbose_name=pgettext_lazy("fire", "cause"))
    dead = NumberColumn(verbose_name=gettext_lazy("dead"))
    injured = NumberColumn(verbose_name=gettext_lazy("injured"), accessor="injured", orderable=False)
    direct_loss = NumberColumn(verbose_name=gettext_lazy("direct loss, yuan"))
    minor = tables.Column(verbose_name=gettext_lazy("minor fire"), empty_values=())
    loss_class = tables.Column(verbose_name=gettext_lazy("loss class"))
    clock = tables.Column(
        verbose_name=gettext_lazy("investigation"), accessor="pk", order_by=("investigation_due_date",)
    )
    incident = TextColumn(verbose_name=gettext_lazy("incident"), accessor="incident__number", orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_number(self, record: Fire) -> Any:
        """The number, leading to the record."""
        return format_html('<a href="{}">{}</a>', reverse("fires:fire", args=[record.pk]), record.number)

    def render_state(self, record: Fire) -> Any:
        """In words; what waits for a decision in a frame."""
        words = record.get_state_display()
        return format_html('<span class="tg now">{}</span>', words) if record.state == life.SUBMITTED else words

    def render_place_kind(self, record: Fire) -> str:
        """In words."""
        return record.coded("place_kind")

    def render_cause(self, record: Fire) -> str:
        """In words."""
        return record.coded("cause")

    def render_minor(self, record: Fire) -> str:
        """In words; a dash where it is not known."""
        return str(minor_words(record)) or "—"

    def render_loss_class(self, record: Fire) -> str:
        """In words."""
        return record.get_loss_class_display() or "—"

    def render_clock(self, record: Fire) -> Any:
        """In words, framed while it runs."""
        words, tone = clock_words(record, timezone.localdate())
        return format_html('<span class="tg {}">{}</span>', tone, words) if tone else words


class UnrecordedTable(tables.Table):
    """One line an incident that has neither a fire nor the mark that it was none."""

    number = tables.Column(verbose_name=gettext_lazy("incident"))
    answered_at = AtColumn(verbose_name=gettext_lazy("answered"))
    subkind = TextColumn(verbose_name=gettext_lazy("sub-kind"), accessor="subkind", orderable=False)
    address = TextColumn(verbose_name=gettext_lazy("address"), accessor="where", orderable=False, cut=True)
    dead = NumberColumn(verbose_name=gettext_lazy("dead"))
    injured = NumberColumn(verbose_name=gettext_lazy("injured"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")
    acts = tables.Column(verbose_name=gettext_lazy("Actions"), accessor="pk", orderable=False)

    def render_number(self, record: Any) -> Any:
        """The number, leading to the incident."""
        return format_html('<a href="{}">{}</a>', reverse("incidents:incident", args=[record.pk]), record.number)

    def render_subkind(self, record: Any) -> str:
        """In words."""
        return record.subkind.label if record.subkind else "—"

    def render_acts(self, record: Any) -> Any:
        """A record, or the mark that it was none; for those who may write it."""
        user = self.request.user
        if not user.may("fires.keep_fires", record.unit.path):
            return "—"
        return format_html(
            '<a href="{}?incident={}">{}</a> · <a href="{}">{}</a>',
            *(reverse("fires:enter_fire"), record.pk, _("Enter the fire")),
            *(reverse("fires:mark_no_fire", args=[record.pk]), _("It was no fire")),
        )
