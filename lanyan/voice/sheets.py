"""The ledgers of this app: one list of columns for the screen, the figure pages and Excel. Numbers are veiled."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents import words
from lanyan.incidents.models import Call
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.voice.models import Recording


def _plain(name: str, label: Any, width: int = 16, **more: Any) -> Column:
    return Column(name, label, lambda record: getattr(record, name), width=width, **more)


def _shown(name: str, label: Any, width: int = 14) -> Column:
    return Column(name, label, lambda record: getattr(record, f"get_{name}_display")(), width=width)


def _incident_page(incident: Any) -> str:
    return reverse("incidents:incident", args=[incident.pk]) if incident is not None else ""


RECORDINGS = sheets.Sheet(
    key="recordings",
    title=_("Recordings"),
    model=Recording,
    columns=(
        Column("began_at", _("began at"), lambda one: one.began_at, width=20,
               link=lambda one: reverse("voice:recording", args=[one.pk])),
        _plain("ended_at", _("ended at"), 20),
        _plain("seconds", _("length (s)"), 10, number=True),
        _shown("direction", pgettext_lazy("recording", "direction")),
        _plain("channel", pgettext_lazy("recording", "channel"), 12),
        _plain("seat", _("seat"), 14),
        Column("number", _("other side's number"), lambda one: one.shown_number, width=18),
        Column("incident", _("incident"), lambda one: one.about.number if one.about else "", width=22,
               link=lambda one: _incident_page(one.about)),
        _shown("tie", _("tied"), 18),
        Column("recorder", _("recorder"), lambda one: one.recorder.name, width=18),
        _plain("external_id", _("number at the recorder"), 26),
        _plain("sha256", _("digest (SHA-256)"), 40),
        _plain("kept_reason", _("why kept"), 24),
        Column("unit", _("centre"), lambda one: one.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("recorder", "unit", "call__incident", "incident"),
)  # fmt: skip
CALLS = sheets.Sheet(
    key="telephone_calls",
    title=_("Telephone calls"),
    model=Call,
    columns=(
        Column("answered_at", _("answered"), lambda one: one.answered_at, width=20,
               link=lambda one: _incident_page(one.incident)),
        _shown("source", _("source")),
        Column("phone", _("telephone"), lambda one: words.mask_phone(one.phone), width=18),
        _plain("seat", _("seat")),
        Column("incident", _("incident"), lambda one: one.incident.number, width=22),
        Column("unit", _("unit"), lambda one: one.incident.unit.short_name, width=20),
    ),
    prepare=lambda found: found.select_related("incident__unit"),
)  # fmt: skip
for _sheet in (RECORDINGS, CALLS):
    sheets.register(_sheet)
