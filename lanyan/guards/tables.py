"""Tables: guards."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from lanyan.guards.models import Guard
from lanyan.guards.rules import life
from lanyan.web.columns import AtColumn, NumberColumn, TagColumn, TextColumn


class GuardTable(tables.Table):
    """One line a guard."""

    number = tables.Column(verbose_name=gettext_lazy("number"))
    title = TextColumn(verbose_name=gettext_lazy("title"), cut=True)
    state = TagColumn(verbose_name=gettext_lazy("state"), now=(life.SUBMITTED,))
    starts_at = AtColumn(verbose_name=gettext_lazy("begins"))
    ends_at = AtColumn(verbose_name=gettext_lazy("ends"))
    address = TextColumn(verbose_name=gettext_lazy("place"), cut=True, orderable=False)
    commander = TextColumn(verbose_name=gettext_lazy("commander"), accessor="commander__name", orderable=False)
    stands = NumberColumn(verbose_name=pgettext_lazy("guard", "posts"), orderable=False)
    missed = NumberColumn(verbose_name=gettext_lazy("rounds missed"), orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name", orderable=False)

    def render_number(self, value: str, record: Guard) -> Any:
        """The number, leading to the guard."""
        return format_html('<a href="{}">{}</a>', reverse("guards:guard", args=[record.pk]), value)

    def render_missed(self, value: int, record: Guard) -> Any:
        """In a frame while a hand is needed."""
        going = record.state == life.UNDER_WAY
        return format_html('<span class="tg now">{}</span>', value) if value and going else value
