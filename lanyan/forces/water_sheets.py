"""The ledgers of looks, faults, lists and companies."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lanyan.forces import water_rules, water_terms
from lanyan.forces.models import WaterCheck, WaterCompany, WaterFault, WaterTransfer
from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.web.columns import AtColumn, SheetColumn, TagColumn, TextColumn


def days_over(fault: WaterFault) -> int | None:
    """How many days the company is over; None while its term runs or does not."""
    return water_rules.days_over(fault.state, fault.due_date, timezone.localdate()) or None


def over_words(fault: WaterFault) -> str:
    """How long the company is over, in words; nothing while it is not."""
    days = days_over(fault)
    return ngettext("{days} day over", "{days} days over", days).format(days=days) if days else ""


LOOKS = sheets.Sheet(
    key="water_looks",
    title=_("Looks at water sources"),
    model=WaterCheck,
    columns=(
        Column("at", _("checked at"), lambda look: look.at),
        Column(
            "source",
            _("water source"),
            lambda look: str(look.source),
            width=32,
            link=lambda look: reverse("forces:water_source", args=[look.source_id]),
        ),
        Column("unit", _("responsible unit"), lambda look: look.source.unit.short_name),
        Column("by", _("checked by"), lambda look: look.by.name if look.by else None),
        Column("found", _("found"), lambda look: _now("faulty") if look.found_faulty else _now("usable"), width=10),
        Column("kind", _("kind of fault"), lambda look: water_terms.kind_label(look.kind) if look.kind else None),
        Column("pressure_mpa", _("pressure, MPa"), lambda look: look.pressure_mpa, number=True, width=10),
        Column("note", _("note"), lambda look: look.note, width=32),
        Column("metres_off", _("metres off"), lambda look: look.metres_off, number=True, width=10),
    ),
    prepare=lambda looks: looks.select_related("source__unit", "by"),
)
FAULTS = sheets.Sheet(
    key="water_faults",
    title=_("Faults of water sources"),
    model=WaterFault,
    columns=(
        Column(
            "source",
            _("water source"),
            lambda fault: str(fault.source),
            width=32,
            link=lambda fault: reverse("forces:water_fault", args=[fault.pk]),
        ),
        Column("unit", _("responsible unit"), lambda fault: fault.source.unit.short_name),
        Column("told", _("what is wrong"), lambda fault: fault.told, width=28),
        Column("state", _("state"), lambda fault: fault.get_state_display(), width=18),
        Column("over", _("days over"), days_over, number=True, width=10),
        Column("found_at", _("found at"), lambda fault: fault.found_at),
        Column("company", _("company"), lambda fault: fault.company.name if fault.company else None, width=24),
        Column(
            "transfer",
            pgettext_lazy("water", "list"),
            lambda fault: fault.transfer.number if fault.transfer else None,
            width=24,
        ),
        Column("passed_at", _("passed at"), lambda fault: fault.passed_at),
        Column("due_date", _("to be mended by"), lambda fault: fault.due_date),
        Column("promised_date", _("promised until"), lambda fault: fault.promised_date),
        Column("said_mended_at", _("said mended at"), lambda fault: fault.said_mended_at),
        Column("closed_at", pgettext_lazy("water", "closed at"), lambda fault: fault.closed_at),
        Column("withdrawn_reason", _("why withdrawn"), lambda fault: fault.withdrawn_reason, width=20),
    ),
    prepare=lambda faults: faults.with_all(),
)
TRANSFERS = sheets.Sheet(
    key="water_transfers",
    title=_("Lists passed to water companies"),
    model=WaterTransfer,
    columns=(
        Column(
            "number",
            _("number"),
            lambda one: one.number,
            width=26,
            link=lambda one: reverse("forces:water_transfer", args=[one.pk]),
        ),
        Column("made_at", _("passed at"), lambda one: one.made_at),
        Column("company", _("company"), lambda one: one.company.name, width=24),
        Column("unit", _("passed by"), lambda one: one.unit.short_name),
        Column("faults", pgettext_lazy("water", "faults"), lambda one: len(one.content["rows"]), number=True, width=8),
        Column("way", pgettext_lazy("water", "sent"), lambda one: one.get_way_display(), width=10),
        Column("due_date", _("to be mended by"), lambda one: one.due_date),
        Column("received_date", _("received on"), lambda one: one.received_date),
        Column("received_by", pgettext_lazy("water", "received by"), lambda one: one.received_by),
        Column("withdrawn_reason", _("why withdrawn"), lambda one: one.withdrawn_reason, width=20),
    ),
    prepare=lambda lists: lists.select_related("company", "unit"),
)
COMPANIES = sheets.Sheet(
    key="water_companies",
    title=_("Water companies"),
    model=WaterCompany,
    columns=(
        Column(
            "name",
            _("company"),
            lambda one: one.name,
            width=28,
            link=lambda one: reverse("forces:water_company", args=[one.pk]),
        ),
        Column("unit", _("serves"), lambda one: one.unit.short_name),
        Column("contact", _("contact person"), lambda one: one.contact),
        Column("phone", _("telephone"), lambda one: one.phone),
        Column("expected_days", _("days to mend"), lambda one: one.expected_days, number=True, width=10),
        Column("agreement", _("agreed in"), lambda one: one.agreement, width=28),
        Column("ended_date", _("ended on"), lambda one: one.ended_date),
    ),
    prepare=lambda companies: companies.select_related("unit"),
)
for _sheet in (LOOKS, FAULTS, TRANSFERS, COMPANIES):
    sheets.register(_sheet)


class FaultTable(tables.Table):
    """One line a fault: what needs a hand stands in red."""

    source = SheetColumn(FAULTS.columns[0], accessor="source", order_by=("source__number",))
    unit = TextColumn(verbose_name=_("responsible unit"), accessor="source__unit__short_name")
    told = TextColumn(verbose_name=_("what is wrong"), accessor="told", orderable=False, cut=True)
    state = TagColumn(
        verbose_name=_("state"),
        accessor="state",
        running=water_rules.RUNNING,
        now=(water_rules.FOUND, water_rules.SAID_MENDED),
    )
    over = tables.Column(verbose_name=_("to be mended by"), accessor="due_date", order_by=("due_date",))
    found_at = AtColumn(verbose_name=_("found at"))
    company = TextColumn(verbose_name=_("company"), accessor="company__name")
    transfer = TextColumn(verbose_name=pgettext_lazy("water", "list"), accessor="transfer__number")
    promised_date = AtColumn(verbose_name=_("promised until"))
    said_mended_at = AtColumn(verbose_name=_("said mended at"))
    closed_at = AtColumn(verbose_name=pgettext_lazy("water", "closed at"))

    default_columns = ("source", "unit", "told", "state", "over", "found_at", "company", "transfer")

    def render_state(self, value: Any, record: WaterFault, bound_column: Any) -> Any:
        """The words of the state, framed by what it is."""
        return TagColumn.render(bound_column.column, record.get_state_display(), record, bound_column)

    def render_over(self, value: Any, record: WaterFault) -> Any:
        """The day, and how long it has passed."""
        over = over_words(record)
        escalated = _now("told further up") if record.escalated_at and over else ""
        if not over:
            return f"{value:%Y-%m-%d}"
        return format_html('{} <span class="tg now">{}</span> <small>{}</small>', f"{value:%m-%d}", over, escalated)
