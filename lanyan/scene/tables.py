"""Tables: scenes."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from lanyan.scene.models import Scene
from lanyan.scene.rules import life
from lanyan.web.columns import AtColumn, NumberColumn, TextColumn


class SceneTable(tables.Table):
    """One line a scene."""

    number = tables.Column(verbose_name=gettext_lazy("incident"), accessor="incident__number")
    name = TextColumn(verbose_name=gettext_lazy("scene"), accessor="incident__name", orderable=False, cut=True)
    state = tables.Column(verbose_name=gettext_lazy("state"))
    commander = TextColumn(verbose_name=gettext_lazy("commander"), orderable=False)
    inside = NumberColumn(verbose_name=gettext_lazy("crews inside"), orderable=False)
    alarmed = NumberColumn(verbose_name=gettext_lazy("alarms"), orderable=False)
    opened_at = AtColumn(verbose_name=pgettext_lazy("scene", "opened"))
    closed_at = AtColumn(verbose_name=pgettext_lazy("scene", "closed at"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="incident__unit__short_name", orderable=False)

    def render_number(self, value: str, record: Scene) -> Any:
        """The number, leading to the scene."""
        return format_html('<a href="{}">{}</a>', reverse("scene:scene", args=[record.pk]), value)

    def render_state(self, record: Scene) -> Any:
        """In words; what is open in a frame."""
        words = record.get_state_display()
        return format_html('<span class="tg blue">{}</span>', words) if record.state == life.OPEN else words

    def render_alarmed(self, value: int) -> Any:
        """In a frame where a hand is needed."""
        return format_html('<span class="tg now">{}</span>', value) if value else value
