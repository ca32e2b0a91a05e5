"""The ledgers of this app: one list of columns for the screen, the figure pages and Excel."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import sheets
from lanyan.kernel.sheets import Column
from lanyan.links.models import (
    CrossHelp,
    Delivery,
    Hook,
    Inbound,
    LinkageNotice,
    LinkageUnit,
    ReportDue,
    SituationReport,
)
from lanyan.links.queries.recipients import reason_words


def _plain(name: str, label: Any, width: int = 16, **more: Any) -> Column:
    return Column(name, label, lambda record: getattr(record, name), width=width, **more)


def _shown(name: str, label: Any, width: int = 14) -> Column:
    return Column(name, label, lambda record: getattr(record, f"get_{name}_display")(), width=width)


def _unit() -> Column:
    return Column("unit", _("unit"), lambda record: record.unit.short_name, width=20)


def _incident() -> Column:
    return Column(
        "incident", _("incident"), lambda record: record.incident.number if record.incident else "", width=22,
        link=lambda record: reverse("incidents:incident", args=[record.incident_id]) if record.incident_id else "",
    )  # fmt: skip


REPORTS = sheets.Sheet(
    key="situation_reports",
    title=_("Situation reports"),
    model=SituationReport,
    columns=(
        Column("number", _("number"), lambda report: report.number, width=22,
               link=lambda report: reverse("links:report", args=[report.pk])),
        _shown("kind", _("kind")),
        _shown("state", _("state")),
        _plain("title", _("title"), 44),
        Column("incident", _("incident"), lambda report: report.incident.number if report.incident else "", width=22),
        _plain("composed_at", _("composed at"), 20),
        Column("written_by", _("written by"), lambda report: str(report.written_by or "")),
        Column("approved_by", _("approved by"), lambda report: str(report.approved_by or "")),
        _plain("approved_at", _("approved at"), 20),
        Column("sent", _("sent to"), lambda report: "、".join(one.words for one in report.sendings.all()), width=30),
        _unit(),
    ),
    prepare=lambda reports: reports.select_related("unit", "incident", "written_by", "approved_by")
    .prefetch_related("sendings").defer("facts", "composed", "text"),
)  # fmt: skip
DUES = sheets.Sheet(
    key="reports_due",
    title=_("Reports due"),
    model=ReportDue,
    columns=(
        _incident(),
        Column("name", _("title"), lambda due: due.incident.name, width=34),
        _shown("kind", _("kind")),
        Column("addressee", _("addressee"), lambda due: due.addressee_words, width=20),
        Column("rule", _("why"), lambda due: due.rule_words, width=30),
        _plain("since_at", _("runs from"), 20),
        _plain("due_at", _("due at"), 20),
        _plain("met_at", _("met at"), 20),
        _plain("dropped_reason", _("why dropped"), 24),
        _unit(),
    ),
    prepare=lambda dues: dues.select_related("unit", "incident__subkind"),
)
LINKAGE = sheets.Sheet(
    key="linkage_units",
    title=_("Linkage units"),
    model=LinkageUnit,
    columns=(
        Column("name", _("name"), lambda one: one.name, width=30,
               link=lambda one: reverse("links:linkage", args=[one.pk])),
        Column("kind", _("kind"), lambda one: one.kind_words),
        _plain("phone", _("24 h telephone")),
        _plain("phone2", _("second telephone")),
        _plain("contact", _("contact")),
        _plain("email", _("e-mail"), 24),
        Column("divisions", _("divisions served"), lambda one: "、".join(one.divisions), width=24),
        _plain("resources", _("what it can bring"), 30),
        _plain("agreement", _("agreement or plan"), 24),
        _plain("agreed_until_date", _("agreed until")),
        _plain("checked_date", _("number checked on")),
        _unit(),
    ),
    prepare=lambda found: found.select_related("unit"),
)  # fmt: skip
NOTICES = sheets.Sheet(
    key="linkage_notices",
    title=_("Linkage notices"),
    model=LinkageNotice,
    columns=(
        Column("number", _("number"), lambda one: one.number, width=26,
               link=lambda one: reverse("links:notice", args=[one.pk])),
        Column("linkage", _("linkage unit"), lambda one: one.linkage.name, width=28),
        Column("kind", _("kind"), lambda one: one.kind_words),
        _shown("state", _("state")),
        _incident(),
        _plain("words", _("what is asked"), 40),
        Column("channel", _("way"), lambda one: one.channel_words),
        _plain("sent_at", _("sent at"), 20),
        _plain("due_at", _("answer due at"), 20),
        _plain("answered_at", _("answered at"), 20),
        _plain("answer", _("answer"), 30),
        _plain("arrived_at", _("arrived at"), 20),
        _plain("left_at", _("left at"), 20),
        _unit(),
    ),
    prepare=lambda found: found.select_related("unit", "linkage", "incident"),
)  # fmt: skip
DELIVERIES = sheets.Sheet(
    key="deliveries",
    title=_("Send log"),
    model=Delivery,
    columns=(
        Column("made_at", _("made at"), lambda one: one.message.made_at, width=20),
        Column("subject", _("subject"), lambda one: one.message.subject, width=40,
               link=lambda one: reverse("links:delivery", args=[one.pk])),
        _plain("name", _("to whom"), 20),
        Column("reason", _("why this recipient"), lambda one: reason_words(one.reason), width=24),
        Column("channel", _("way"), lambda one: one.channel_words),
        _plain("address", _("address"), 20),
        _shown("state", _("state")),
        _plain("tries", _("tries"), 8, number=True),
        _plain("gone_at", _("sent at"), 20),
        _plain("carrier", _("carried by")),
        _plain("read_at", _("read at"), 20),
        _plain("error", _("last error"), 30),
    ),
    prepare=lambda found: found.select_related("message__unit", "user"),
)  # fmt: skip
HOOKS = sheets.Sheet(
    key="hooks",
    title=_("Calls of endpoints"),
    model=Hook,
    columns=(
        _plain("made_at", _("made at"), 20),
        Column("endpoint", _("endpoint"), lambda one: one.endpoint.label, width=20),
        _plain("event", _("event"), 18),
        _plain("key", _("key"), 40),
        _shown("state", _("state")),
        _plain("tries", _("tries"), 8, number=True),
        _plain("status", _("answer"), 8, number=True),
        _plain("gone_at", _("sent at"), 20),
        _plain("error", _("last error"), 40),
    ),
    prepare=lambda found: found.select_related("endpoint__unit").defer("body"),
)
INBOUND = sheets.Sheet(
    key="inbound",
    title=_("Orders from outside"),
    model=Inbound,
    columns=(
        Column("number", _("sender's number"), lambda one: one.number, width=24,
               link=lambda one: reverse("links:inbound", args=[one.pk])),
        _shown("source", _("source"), 18),
        _plain("sender", _("sender"), 24),
        _plain("received_at", _("received at"), 20),
        _shown("state", _("state"), 18),
        _plain("words", pgettext_lazy("inbound", "words"), 44),
        _plain("place", _("place"), 24),
        _incident(),
        _plain("deadline_at", _("to be done by"), 20),
        _plain("receipt_at", _("receipt given at"), 20),
        _unit(),
    ),
    prepare=lambda found: found.select_related("unit", "incident"),
)  # fmt: skip
HELP = sheets.Sheet(
    key="cross_help",
    title=_("Cross-area help"),
    model=CrossHelp,
    columns=(
        Column("from_at", _("from"), lambda one: one.from_at, width=20,
               link=lambda one: reverse("links:help_record", args=[one.pk])),
        _plain("until_at", _("until"), 20),
        _shown("direction", pgettext_lazy("help", "direction")),
        _plain("other", _("other side"), 24),
        _plain("place", _("where"), 28),
        _plain("units_words", _("units that went"), 30),
        _plain("vehicles", _("vehicle runs"), 10, number=True),
        _plain("people", _("person-deployments"), 10, number=True),
        _plain("order_number", _("number of the order"), 20),
        _incident(),
        _unit(),
    ),
    prepare=lambda found: found.select_related("unit", "incident"),
)  # fmt: skip
for _sheet in (REPORTS, DUES, LINKAGE, NOTICES, DELIVERIES, HOOKS, INBOUND, HELP):
    sheets.register(_sheet)
