"""Tables of this app's lists."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lanyan.links.models import LinkageNotice, ReportDue
from lanyan.links.queries.recipients import reason_words
from lanyan.links.rules import life
from lanyan.web.columns import AtColumn, NumberColumn, TagColumn, TextColumn


def _link(name: str, pk: Any, text: Any) -> Any:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[pk]), text)


def _to_incident(record: Any) -> Any:
    return _link("incidents:incident", record.incident_id, record.incident.number) if record.incident_id else "—"


class ReportTable(tables.Table):
    """One line a report."""

    number = tables.Column(verbose_name=gettext_lazy("number"))
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    state = TagColumn(verbose_name=gettext_lazy("state"), now=(life.DRAFT,))
    title = TextColumn(verbose_name=gettext_lazy("title"), cut=True)
    incident = TextColumn(verbose_name=gettext_lazy("incident"), accessor="incident__number", orderable=False)
    composed_at = AtColumn(verbose_name=gettext_lazy("composed at"))
    written_by = TextColumn(verbose_name=gettext_lazy("written by"), accessor="written_by__name", orderable=False)
    approved_by = TextColumn(verbose_name=gettext_lazy("approved by"), accessor="approved_by__name", orderable=False)
    sent = tables.Column(verbose_name=gettext_lazy("sent to"), accessor="pk", orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_number(self, record: Any) -> Any:
        """The number, leading to the record."""
        return _link("links:report", record.pk, record.number)

    def render_sent(self, record: Any) -> str:
        """How many it went to."""
        return "、".join(one.words for one in record.sendings.all()) or "—"


def due_words(due: ReportDue, at: Any) -> tuple[str, str]:
    """How a report that is due stands, and its tone: `now` where it is late."""
    if due.met_at is not None:
        return (_("sent in time"), "") if due.met_at <= due.due_at else (_("sent late"), "")
    if due.dropped_at is not None:
        return _("dropped"), ""
    return (_("late"), "now") if at > due.due_at else (pgettext("report due", "waiting"), "blue")


class DueTable(tables.Table):
    """One line a report that is or was due."""

    due_at = AtColumn(verbose_name=gettext_lazy("due at"))
    incident = tables.Column(verbose_name=gettext_lazy("incident"), accessor="incident__number", orderable=False)
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    addressee = tables.Column(verbose_name=gettext_lazy("addressee"))
    rule = tables.Column(verbose_name=gettext_lazy("why"))
    stands = tables.Column(verbose_name=gettext_lazy("stands"), accessor="pk", orderable=False)
    met_at = AtColumn(verbose_name=gettext_lazy("met at"))
    dropped_reason = TextColumn(verbose_name=gettext_lazy("why dropped"), cut=True)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_incident(self, record: Any) -> Any:
        """The incident, leading to its page."""
        return _to_incident(record)

    def render_addressee(self, record: Any) -> str:
        """In words."""
        return record.addressee_words

    def render_rule(self, record: Any) -> str:
        """In words."""
        return record.rule_words

    def render_stands(self, record: Any) -> Any:
        """In words, framed while it waits."""
        words, tone = due_words(record, timezone.now())
        return format_html('<span class="tg {}">{}</span>', tone, words) if tone else words


class LinkageTable(tables.Table):
    """One line a linkage unit."""

    name = tables.Column(verbose_name=gettext_lazy("name"))
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    phone = TextColumn(verbose_name=gettext_lazy("24 h telephone"), orderable=False)
    contact = TextColumn(verbose_name=gettext_lazy("contact"), orderable=False)
    resources = TextColumn(verbose_name=gettext_lazy("what it can bring"), orderable=False, cut=True)
    agreement = TextColumn(verbose_name=gettext_lazy("agreement or plan"), orderable=False)
    agreed_until_date = AtColumn(verbose_name=gettext_lazy("agreed until"))
    checked_date = AtColumn(verbose_name=gettext_lazy("number checked on"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_name(self, record: Any) -> Any:
        """The name, leading to the record."""
        return _link("links:linkage", record.pk, record.name)

    def render_kind(self, record: Any) -> str:
        """In words."""
        return record.kind_words


def notice_words(notice: LinkageNotice, at: Any) -> tuple[str, str]:
    """How a notice stands, and its tone: `now` where its answer is late."""
    words = str(notice.get_state_display())
    if notice.state not in life.WAITING:
        return words, "blue" if notice.state == life.ARRIVED else ""
    return (_("answer late"), "now") if at > notice.due_at else (words, "blue")


class NoticeTable(tables.Table):
    """One line a notice."""

    number = tables.Column(verbose_name=gettext_lazy("number"))
    linkage = TextColumn(verbose_name=gettext_lazy("linkage unit"), accessor="linkage__name", orderable=False)
    kind = tables.Column(verbose_name=gettext_lazy("kind"))
    state = tables.Column(verbose_name=gettext_lazy("state"))
    incident = tables.Column(verbose_name=gettext_lazy("incident"), accessor="incident__number", orderable=False)
    words = TextColumn(verbose_name=gettext_lazy("what is asked"), orderable=False, cut=True)
    sent_at = AtColumn(verbose_name=gettext_lazy("sent at"))
    answered_at = AtColumn(verbose_name=gettext_lazy("answered at"))
    answer = TextColumn(verbose_name=gettext_lazy("answer"), orderable=False, cut=True)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_number(self, record: Any) -> Any:
        """The number, leading to the record."""
        return _link("links:notice", record.pk, record.number)

    def render_kind(self, record: Any) -> str:
        """In words."""
        return record.kind_words

    def render_incident(self, record: Any) -> Any:
        """The incident, leading to its page."""
        return _to_incident(record)

    def render_state(self, record: Any) -> Any:
        """In words, framed while it runs."""
        words, tone = notice_words(record, timezone.now())
        return format_html('<span class="tg {}">{}</span>', tone, words) if tone else words


def carried_by(name: str) -> str:
    """An adapter in words; a simulator says so."""
    return {"simulator": _("simulator"), "screen": _("own screen"), "mail": _("mail server")}.get(name, name)


class DeliveryTable(tables.Table):
    """One line a sending."""

    made_at = AtColumn(verbose_name=gettext_lazy("made at"), accessor="message__made_at")
    subject = tables.Column(verbose_name=gettext_lazy("subject"), accessor="message__subject", orderable=False,
                            attrs={"td": {"class": "cut"}})  # fmt: skip
    name = TextColumn(verbose_name=gettext_lazy("to whom"))
    reason = tables.Column(verbose_name=gettext_lazy("why this recipient"))
    channel = tables.Column(verbose_name=gettext_lazy("way"))
    address = TextColumn(verbose_name=gettext_lazy("address"), orderable=False)
    state = TagColumn(verbose_name=gettext_lazy("state"), running=(life.QUEUED,), now=(life.GIVEN_UP,))
    tries = NumberColumn(verbose_name=gettext_lazy("tries"))
    gone_at = AtColumn(verbose_name=gettext_lazy("sent at"))
    carrier = TextColumn(verbose_name=gettext_lazy("carried by"))
    read_at = AtColumn(verbose_name=gettext_lazy("read at"))

    def render_subject(self, record: Any) -> Any:
        """The subject, leading to the record."""
        return _link("links:delivery", record.pk, record.message.subject)

    def render_reason(self, record: Any) -> str:
        """In words."""
        return reason_words(record.reason)

    def render_channel(self, record: Any) -> str:
        """In words."""
        return record.channel_words

    def render_carrier(self, record: Any) -> str:
        """A simulator says so."""
        return carried_by(record.carrier)


class HookTable(tables.Table):
    """One line a call of an endpoint."""

    made_at = AtColumn(verbose_name=gettext_lazy("made at"))
    endpoint = tables.Column(verbose_name=gettext_lazy("endpoint"), accessor="endpoint__label", orderable=False)
    event = tables.Column(verbose_name=gettext_lazy("event"))
    key = TextColumn(verbose_name=gettext_lazy("key"), orderable=False, cut=True)
    state = TagColumn(verbose_name=gettext_lazy("state"), running=(life.QUEUED,), now=(life.GIVEN_UP,))
    tries = NumberColumn(verbose_name=gettext_lazy("tries"))
    status = NumberColumn(verbose_name=gettext_lazy("answer"))
    error = TextColumn(verbose_name=gettext_lazy("last error"), orderable=False, cut=True)
    acts = tables.Column(verbose_name=gettext_lazy("Actions"), accessor="pk", orderable=False)

    def render_endpoint(self, record: Any) -> Any:
        """The endpoint, leading to its page."""
        return _link("links:endpoint", record.endpoint_id, record.endpoint.label)

    def render_acts(self, record: Any) -> Any:
        """Send again what has gone or was given up."""
        if record.state == life.QUEUED or record.endpoint.withdrawn_at is not None:
            return "—"
        return _link("links:replay_hook", record.pk, _("Send again"))


class InboundTable(tables.Table):
    """One line an order from outside."""

    number = tables.Column(verbose_name=gettext_lazy("sender's number"))
    source = tables.Column(verbose_name=gettext_lazy("source"))
    sender = TextColumn(verbose_name=gettext_lazy("sender"))
    received_at = AtColumn(verbose_name=gettext_lazy("received at"))
    state = TagColumn(verbose_name=gettext_lazy("state"), now=(life.OPEN,))
    words = TextColumn(verbose_name=pgettext_lazy("inbound", "words"), orderable=False, cut=True)
    incident = tables.Column(verbose_name=gettext_lazy("incident"), accessor="incident__number", orderable=False)
    deadline_at = AtColumn(verbose_name=gettext_lazy("to be done by"))
    receipt_at = AtColumn(verbose_name=gettext_lazy("receipt given at"))
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_number(self, record: Any) -> Any:
        """The number, leading to the record."""
        return _link("links:inbound", record.pk, record.number)

    def render_incident(self, record: Any) -> Any:
        """The incident, leading to its page."""
        return _to_incident(record)


class HelpTable(tables.Table):
    """One line a case of help."""

    from_at = tables.Column(verbose_name=gettext_lazy("from"))
    until_at = AtColumn(verbose_name=gettext_lazy("until"))
    direction = tables.Column(verbose_name=pgettext_lazy("help", "direction"))
    other = TextColumn(verbose_name=gettext_lazy("other side"))
    place = TextColumn(verbose_name=gettext_lazy("where"), orderable=False, cut=True)
    units_words = TextColumn(verbose_name=gettext_lazy("units that went"), orderable=False, cut=True)
    vehicles = NumberColumn(verbose_name=gettext_lazy("vehicle runs"))
    people = NumberColumn(verbose_name=gettext_lazy("person-deployments"))
    order_number = TextColumn(verbose_name=gettext_lazy("number of the order"), orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("unit"), accessor="unit__short_name")

    def render_from_at(self, record: Any) -> Any:
        """The beginning, leading to the record."""
        return _link("links:help_record", record.pk, f"{timezone.localtime(record.from_at):%Y-%m-%d %H:%M}")
