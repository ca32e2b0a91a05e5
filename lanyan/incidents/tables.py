"""The incident ledger on the screen."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.sheets import national, place_of, seconds_between
from lanyan.kernel.models import ExternalNumber
from lanyan.web import formats
from lanyan.web.columns import AtColumn, LevelColumn, NumberColumn, SecondsColumn, TextColumn


class IncidentTable(tables.Table):
    """One row an incident."""

    number = TextColumn(verbose_name=_("number"))
    answered_at = AtColumn(verbose_name=_("answered"))
    division = TextColumn(verbose_name=_("district"), orderable=False)
    place = TextColumn(verbose_name=_("place"), empty_values=(), orderable=False, cut=True)
    kind = TextColumn(verbose_name=_("kind"), empty_values=())
    level = LevelColumn(verbose_name=_("level"))
    status = TextColumn(verbose_name=_("status"))
    call_to_order = SecondsColumn(verbose_name=_("call to order"), empty_values=(), orderable=False)
    first_arrival = SecondsColumn(verbose_name=_("first arrival"), empty_values=(), orderable=False)
    run_count = NumberColumn(verbose_name=_("vehicle runs"), orderable=False)
    people_count = NumberColumn(verbose_name=_("person-deployments"), orderable=False)
    safe = NumberColumn(verbose_name=_("rescued / evacuated"), empty_values=(), orderable=False)
    national_state = TextColumn(verbose_name=_("national system"), orderable=False)
    unit = TextColumn(verbose_name=_("responsible unit"), orderable=False)
    town = TextColumn(verbose_name=_("town"), orderable=False)
    title = TextColumn(verbose_name=_("title"), orderable=False)
    hurt = NumberColumn(verbose_name=_("dead / injured"), empty_values=(), orderable=False)
    property_saved = NumberColumn(verbose_name=_("property saved, 10,000 yuan"))
    property_protected = NumberColumn(verbose_name=_("property protected, 10,000 yuan"))
    opened_at = AtColumn(verbose_name=_("opened"))
    first_ordered_at = AtColumn(verbose_name=_("first order"))
    first_arrived_at = AtColumn(verbose_name=_("first arrived"))
    last_returned_at = AtColumn(verbose_name=_("last back at station"))
    closed_at = AtColumn(verbose_name=_("closed at"))

    default_columns = (
        "number", "answered_at", "division", "place", "kind", "level", "status", "call_to_order", "first_arrival",
        "run_count", "people_count", "safe", "national_state",
    )  # fmt: skip

    class Meta:
        order_by = ("-answered_at",)

    def render_number(self, value: str, record: Any) -> Any:
        """The spoken part of the number: month, day and serial; the whole on hover."""
        day, serial = value.rsplit("-", 1)[0][-4:], record.short_number
        url = reverse("incidents:incident", args=[record.pk])
        return format_html('<a href="{}" title="{}">{}-{}</a>', url, value, day, serial)

    def render_place(self, record: Any) -> str:
        """Where it is."""
        return place_of(record) or formats.NONE

    def render_kind(self, record: Any) -> Any:
        """Kind › sub-kind."""
        if not record.kind:
            return formats.NONE
        if record.subkind is None:
            return record.get_kind_display()
        return format_html('{} <span class="dim">› {}</span>', record.get_kind_display(), record.subkind.label)

    def render_status(self, value: str, record: Any) -> Any:
        """Framed while somebody has to do something; an exercise always says so."""
        tone = {rules.SUSPENDED: "tg now", rules.DRAFT: "tg blue", rules.OPEN: "tg blue"}.get(record.status, "dim")
        shown = format_html('<span class="{}">{}</span>', tone, value)
        if record.is_exercise:
            return format_html('{} <span class="tg">{}</span>', shown, _now("exercise"))
        return shown

    def render_call_to_order(self, record: Any) -> str:
        """From answering to the first order."""
        return formats.seconds(seconds_between(record.answered_at, record.first_ordered_at))

    def render_first_arrival(self, record: Any) -> str:
        """From the first order to the first arrival."""
        return formats.seconds(seconds_between(record.first_ordered_at, record.first_arrived_at))

    def render_run_count(self, value: int, record: Any) -> str:
        """Nothing was sent yet is not none turned out."""
        return formats.number(value) if record.first_ordered_at is not None else formats.NONE

    def render_people_count(self, value: int, record: Any) -> str:
        """As for the runs."""
        return formats.number(value) if record.first_ordered_at is not None else formats.NONE

    def render_safe(self, record: Any) -> str:
        """Rescued and evacuated; what nobody has said is —."""
        return _pair(record.rescued, record.evacuated)

    def render_hurt(self, record: Any) -> str:
        """Dead and injured."""
        return _pair(record.dead, record.injured)

    def render_national_state(self, value: str, record: Any) -> Any:
        """What differs needs a hand."""
        tone = {ExternalNumber.State.DIFFERS: "hand", ExternalNumber.State.TO_ENTER: "mid"}.get(value, "dim")
        return format_html('<span class="{}">{}</span>', tone, national(record))


def _pair(first: int | None, second: int | None) -> str:
    if first is None and second is None:
        return formats.NONE
    return f"{formats.number(first)} / {formats.number(second)}"
