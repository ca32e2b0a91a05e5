"""Filters of this app's lists."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes, periods
from lanyan.links.models import (
    CrossHelp,
    Delivery,
    Endpoint,
    Hook,
    Inbound,
    LinkageNotice,
    LinkageUnit,
    ReportDue,
    SituationReport,
)
from lanyan.links.queries.recipients import REASONS
from lanyan.links.telling import EVENTS
from lanyan.web.filters import holding


def _rows(name: str) -> Any:
    return lambda: [(row.code, row.label) for row in codes.table(name).values()]


class PeriodFilter(django_filters.CharFilter):
    """A period as people write it, over a column of instants; nonsense shows nothing."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Those whose column lies in the period, half-open."""
        if not value:
            return qs
        try:
            span = periods.parse(value)
        except ValueError:
            return qs.none()
        return qs.filter(**{f"{self.field_name}__gte": span.since, f"{self.field_name}__lt": span.until})


def _words(*columns: str) -> Any:
    """Find a text in any of these columns."""

    def find(_self: Any, queryset: Any, _name: str, value: str) -> Any:
        return queryset.filter(holding(value, *columns))

    return find


class ReportFilter(django_filters.FilterSet):
    """By words, kind, state, when."""

    q = django_filters.CharFilter(label=_("number or title"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=SituationReport.Kind.choices)
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=SituationReport.State.choices)
    composed = PeriodFilter("composed_at", label=_("composed in"))
    incident = django_filters.NumberFilter(label=_("incident (key)"), field_name="incident_id")
    by_words = _words("number", "title")

    class Meta:
        model = SituationReport
        fields: list[str] = []


class DueFilter(django_filters.FilterSet):
    """By how it stands, kind, addressee, when."""

    STANDS = (
        ("waiting", pgettext_lazy("report due", "waiting")),
        ("late", _("late")),
        ("met", pgettext_lazy("report due", "met")),
        ("dropped", _("dropped")),
    )
    stands = django_filters.ChoiceFilter(label=_("stands"), choices=STANDS, method="by_stand")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=SituationReport.Kind.choices)
    addressee = django_filters.ChoiceFilter(label=_("addressee"), choices=_rows("report_addressees"))
    due = PeriodFilter("due_at", label=_("due in"))

    class Meta:
        model = ReportDue
        fields: list[str] = []

    def by_stand(self, queryset: Any, _name: str, value: str) -> Any:
        """Waiting, late, met or dropped."""
        if value == "waiting":
            return queryset.waiting()
        if value == "late":
            return queryset.late(timezone.now())
        return queryset.exclude(**{f"{value}_at": None})


class LinkageFilter(django_filters.FilterSet):
    """By words, kind, district, in use or withdrawn."""

    q = django_filters.CharFilter(label=_("name or number"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=_rows("linkage_kinds"))
    division = django_filters.CharFilter(label=_("serves (code of the district)"), method="by_division")
    withdrawn = django_filters.BooleanFilter(label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull",
                                             exclude=True)  # fmt: skip
    by_words = _words("name", "phone", "contact")

    class Meta:
        model = LinkageUnit
        fields: list[str] = []

    def by_division(self, queryset: Any, _name: str, value: str) -> Any:
        """Those that serve it."""
        return queryset.serving(value)


class NoticeFilter(django_filters.FilterSet):
    """By words, kind, state, when, late answers."""

    q = django_filters.CharFilter(label=_("number or words"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=_rows("linkage_kinds"))
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=LinkageNotice.State.choices)
    sent = PeriodFilter("sent_at", label=_("sent in"))
    late = django_filters.BooleanFilter(label=_("answer late"), method="by_late")
    by_words = _words("number", "words", "linkage__name")

    class Meta:
        model = LinkageNotice
        fields: list[str] = []

    def by_late(self, queryset: Any, _name: str, value: bool) -> Any:
        """Those that wait for a late answer, or the others."""
        late = LinkageNotice.objects.unanswered(timezone.now())
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class DeliveryFilter(django_filters.FilterSet):
    """By words, way, state, reason, when."""

    q = django_filters.CharFilter(label=_("subject or recipient"), method="by_words")
    channel = django_filters.ChoiceFilter(label=_("way"), choices=_rows("send_channels"))
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Delivery.State.choices)
    reason = django_filters.ChoiceFilter(label=_("why this recipient"), choices=tuple(REASONS.items()))
    made = PeriodFilter("message__made_at", label=_("made in"))
    by_words = _words("message__subject", "name", "address")

    class Meta:
        model = Delivery
        fields: list[str] = []


class HookFilter(django_filters.FilterSet):
    """By endpoint, event, state, when."""

    endpoint = django_filters.ModelChoiceFilter(
        label=_("endpoint"),
        queryset=lambda request: Endpoint.objects.visible_to(request.user) if request else Endpoint.objects.none(),
    )
    event = django_filters.ChoiceFilter(label=_("event"), choices=tuple(EVENTS.items()))
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Hook.State.choices)
    made = PeriodFilter("made_at", label=_("made in"))

    class Meta:
        model = Hook
        fields: list[str] = []


class InboundFilter(django_filters.FilterSet):
    """By words, source, state, when."""

    q = django_filters.CharFilter(label=_("number, sender or words"), method="by_words")
    source = django_filters.MultipleChoiceFilter(label=_("source"), choices=Inbound.Source.choices)
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=Inbound.State.choices)
    received = PeriodFilter("received_at", label=_("received in"))
    by_words = _words("number", "sender", "words")

    class Meta:
        model = Inbound
        fields: list[str] = []


class HelpFilter(django_filters.FilterSet):
    """By words, direction, when."""

    q = django_filters.CharFilter(label=_("other side or place"), method="by_words")
    direction = django_filters.ChoiceFilter(
        label=pgettext_lazy("help", "direction"), choices=CrossHelp.Direction.choices
    )
    began = PeriodFilter("from_at", label=pgettext_lazy("help", "began in"))
    by_words = _words("other", "place", "units_words", "order_number")

    class Meta:
        model = CrossHelp
        fields: list[str] = []
