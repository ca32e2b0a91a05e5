"""Tables of this app's lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lanyan.voice.models import Recording
from lanyan.web import formats
from lanyan.web.columns import NumberColumn, TextColumn
from lanyan.web.templatetags import lanyan as words


class LengthColumn(NumberColumn):
    """How long a recording is: 1:04."""

    def render(self, value: Any) -> str:
        """Minutes and seconds."""
        return length(value)


def length(seconds: int) -> str:
    """Minutes and seconds of a recording."""
    return f"{seconds // 60}:{seconds % 60:02}"


class RecordingTable(tables.Table):
    """One line a recording."""

    began_at = tables.Column(verbose_name=gettext_lazy("began at"))
    seconds = LengthColumn(verbose_name=pgettext_lazy("recording", "length"), orderable=False)
    direction = tables.Column(verbose_name=pgettext_lazy("recording", "direction"))
    seat = TextColumn(verbose_name=gettext_lazy("seat"))
    channel = TextColumn(verbose_name=pgettext_lazy("recording", "channel"))
    number = TextColumn(verbose_name=gettext_lazy("other side's number"), accessor="shown_number", orderable=False)
    incident = tables.Column(
        verbose_name=gettext_lazy("incident"), accessor="pk", orderable=False, attrs={"td": {"class": "cut"}}
    )
    tie = tables.Column(verbose_name=gettext_lazy("tied"), empty_values=())
    kept_at = tables.Column(verbose_name=gettext_lazy("kept"), empty_values=())
    recorder = TextColumn(verbose_name=gettext_lazy("recorder"), accessor="recorder__name", orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("centre"), accessor="unit__short_name", orderable=False)

    def render_began_at(self, value: Any, record: Recording) -> Any:
        """The instant, leading to the recording."""
        return format_html('<a href="{}">{}</a>', reverse("voice:recording", args=[record.pk]), words.at(value))

    def render_incident(self, record: Recording) -> Any:
        """The incident it belongs to, wherever its call was joined."""
        if record.about is None:
            return formats.NONE
        address = reverse("incidents:incident", args=[record.about.pk])
        return format_html('<a href="{}">{}</a> {}', address, record.about.short_number, record.about.where)

    def render_tie(self, record: Recording) -> Any:
        """By what, or that it is not."""
        return record.get_tie_display() or format_html('<span class="tg">{}</span>', _("not tied"))

    def render_kept_at(self, record: Recording) -> str:
        """Why it is kept."""
        return record.kept_reason or formats.NONE
