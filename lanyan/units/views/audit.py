"""Who did what: the acts of the history, newest first, page by page without ever counting through them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lanyan.kernel import access, sheets
from lanyan.kernel import acts as deeds
from lanyan.kernel.models import Act
from lanyan.units import audit_queries
from lanyan.units.audit_queries import PERMISSION, Row
from lanyan.units.forms import DayInput
from lanyan.web.columns import AtColumn, TextColumn
from lanyan.web.lists import PER_PAGE, Listing, View, capped_count, count_text

# Counting by kind of record reads the changes themselves: past this it says "more".
COUNTED_AT_MOST = 10_000


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _kinds() -> list[tuple[str, Any]]:
    return sorted(
        ((label, str(model._meta.verbose_name)) for label, model in deeds.tracked().items()), key=lambda one: one[1]
    )


def _acts() -> list[tuple[str, str]]:
    return sorted(((name, str(label)) for name, label in access.acts().items()), key=lambda one: one[1])


class AuditFilter(django_filters.FilterSet):
    """By person, act, days, kind of record, address."""

    q = django_filters.CharFilter(label=gettext_lazy("name or user name"), method="by_person")
    act = django_filters.MultipleChoiceFilter(label=gettext_lazy("act"), choices=(), method="by_act")
    since = django_filters.DateFilter(label=gettext_lazy("from day"), method="from_day", widget=DayInput())
    until = django_filters.DateFilter(label=gettext_lazy("to day"), method="to_day", widget=DayInput())
    kind = django_filters.ChoiceFilter(label=gettext_lazy("kind of record"), choices=(), method="by_kind")
    address = django_filters.CharFilter(label=gettext_lazy("address"), field_name="metadata__address")

    class Meta:
        model = Act
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Now and not at import: what can be done is known once all apps are loaded, its words with the reader.
        self.filters["act"].extra["choices"] = _acts()
        self.filters["kind"].extra["choices"] = _kinds()

    def by_person(self, queryset: Any, name: str, value: str) -> Any:
        """Acts of a person, and sign-ins refused under just this name."""
        typed = Q(metadata__login=value.lower())
        return queryset.filter(Q(metadata__user__in=audit_queries.people_called(value)) | typed)

    def from_day(self, queryset: Any, name: str, value: date) -> Any:
        """Not before this day."""
        return queryset.between(_midnight(value), None)

    def to_day(self, queryset: Any, name: str, value: date) -> Any:
        """Up to the end of this day."""
        return queryset.between(None, _midnight(value + timedelta(days=1)))

    def by_act(self, queryset: Any, name: str, value: list[str]) -> Any:
        """Acts of these names."""
        return queryset.of(value) if value else queryset

    def by_kind(self, queryset: Any, name: str, value: str) -> Any:
        """Acts that touched a record of this kind."""
        return queryset.filter(Exists(deeds.event_model(value).objects.filter(pgh_context_id=OuterRef("pk"))))


class AuditTable(tables.Table):
    """One line an act."""

    at = AtColumn(verbose_name=gettext_lazy("at"), orderable=False)
    who = TextColumn(verbose_name=gettext_lazy("who"), orderable=False)
    label = TextColumn(verbose_name=gettext_lazy("act"), orderable=False)
    records = TextColumn(verbose_name=gettext_lazy("record"), orderable=False, cut=True)
    reason = TextColumn(verbose_name=gettext_lazy("reason"), orderable=False, cut=True, empty_values=("", None))
    address = TextColumn(verbose_name=gettext_lazy("address"), orderable=False)

    def render_label(self, value: str, record: Row) -> Any:
        """The act opens what it changed."""
        return format_html('<a href="{}">{}</a>', reverse("units:act", args=[record.pk]), value)

    def render_records(self, record: Row) -> Any:
        """The records it touched, as links where there is a page."""
        return (
            mark_safe(render_to_string("units/_touched.html", {"row": record}).strip())
            if record.told
            else record.detail or "—"
        )


SHEET = sheets.Sheet(
    key="audit",
    title=gettext_lazy("Who did what"),
    model=Act,
    columns=(
        sheets.Column("at", gettext_lazy("at"), lambda row: row.at, width=20),
        sheets.Column("who", gettext_lazy("who"), lambda row: row.who),
        sheets.Column("label", gettext_lazy("act"), lambda row: row.label, width=24),
        sheets.Column("records", gettext_lazy("record"), lambda row: row.records, width=48),
        sheets.Column("reason", gettext_lazy("reason"), lambda row: row.reason, width=32),
        sheets.Column("address", gettext_lazy("address"), lambda row: row.address),
        sheets.Column("name", gettext_lazy("act (code)"), lambda row: row.name, width=28),
    ),
)


@require_GET
@access.requires(PERMISSION)
def acts(request: HttpRequest) -> HttpResponse:
    """List the acts of everybody, or take them out as a file."""
    seen, all_of_them = audit_queries.visible_acts(request.user)
    filterset = AuditFilter(request.GET, queryset=seen, request=request)
    found = filterset.qs if filterset.is_valid() else seen.none()
    if request.GET.get("export") == "xlsx" and filterset.is_valid():
        told: Any = audit_queries.ToldRows(found.newest_first(), request.user)
        return sheets.workbook(SHEET, told, prepared=True)
    shown, newer, older = _page(found, request.GET.get("page", ""))
    table = AuditTable(audit_queries.rows(shown, request.user))
    table.request = request
    listing = Listing(
        request,
        filterset,
        table,
        seen,
        capped_count(found, COUNTED_AT_MOST),
        _("Who did what"),
        _("acts (count)"),
        SHEET,
        _views(),
    )
    line = "" if all_of_them else _("acts of the people of your units; there are other trees of units here")
    context = {"listing": listing, "title": listing.title, "line": line, "newer": newer, "older": older}
    context["counted"] = count_text(listing.total, COUNTED_AT_MOST)
    return TemplateResponse(request, "units/audit.html", context)


def _views() -> tuple[View, ...]:
    return (
        View(_("All")),
        View(_("Signing in"), "act=units.sign_in&act=units.sign_out"),
        View(_("Refused sign-ins"), "act=units.refuse_sign_in&act=units.lock_sign_in"),
        View(_("Files taken out"), "act=kernel.export_sheet"),
        View(_("Rights"), "act=units.assign_role&act=units.end_assignment&act=units.change_role&act=units.bar_user"),
    )


def _page(found: QuerySet[Act], cursor: str) -> tuple[list[Act], str, str]:
    """The rows beside a cursor (`<instant_id` above it, `>instant_id` below), and the cursors of both neighbours."""
    queryset: Any = found
    at, identity = _read(cursor[1:])
    upward = cursor.startswith("<") and at is not None
    if at is not None:
        queryset = queryset.newer_than(at, identity) if upward else queryset.older_than(at, identity)
    queryset = queryset.order_by("created_at", "id") if upward else queryset.newest_first()
    rows = list(queryset[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    if upward:
        rows.reverse()
    above, below = (more, True) if upward else (at is not None, more)
    first, last = (f"{row.created_at.isoformat()}_{row.pk}" for row in (rows[0], rows[-1])) if rows else ("", "")
    return rows, f"<{first}" if above and rows else "", f">{last}" if below and rows else ""


def _read(text: str) -> tuple[datetime | None, str]:
    instant, _between, identity = text.partition("_")
    try:
        return datetime.fromisoformat(instant), str(UUID(identity))
    except ValueError:
        return None, ""


@require_GET
@access.requires(PERMISSION)
def act(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show one act: who, when, from where, and what it changed in each record the reader may see."""
    seen, _all = audit_queries.visible_acts(request.user)
    found = get_object_or_404(seen, pk=pk)
    row = audit_queries.rows([found], request.user)[0]
    changed = deeds.changed_by(found, request.user)
    return TemplateResponse(
        request, "units/act.html", {"title": row.label, "row": row, "said": found.metadata, "changed": changed}
    )
