"""Pages of external numbers: the list of what is missing or differs, the panel of a record, copying out."""

from collections.abc import Callable
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lanyan.incidents.filters import quick_period
from lanyan.kernel import access, audit, sheets
from lanyan.kernel import external as numbers_of
from lanyan.kernel.errors import Refused
from lanyan.kernel.imports import out
from lanyan.kernel.models import ExternalNumber
from lanyan.reports import external_copying as copying
from lanyan.reports import external_kinds as external
from lanyan.reports.external_kinds import KINDS, Kind, kind_of
from lanyan.units.models import Unit
from lanyan.web.columns import AtColumn, TagColumn, TextColumn
from lanyan.web.lists import Action, View, list_page

State, System = ExternalNumber.State, ExternalNumber.System


class NumberFilter(django_filters.FilterSet):
    """How the list can be narrowed; what is asked of the records is asked before their numbers are read."""

    system = django_filters.ChoiceFilter(choices=System, label=gettext_lazy("system"))
    state = django_filters.MultipleChoiceFilter(choices=State, label=gettext_lazy("state"))
    period = django_filters.CharFilter(method="in_period", label=gettext_lazy("period, such as 2024 or 2024-03"))
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.none(), method="of_unit", label=gettext_lazy("unit"))
    q = django_filters.CharFilter(method="find", label=gettext_lazy("number or address"))

    kind: Kind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            mine = Unit.objects.visible_to(self.request.user, external.PERMISSION).filter(closed_date=None)
            self.filters["unit"].queryset = mine.order_by("path")

    def _of(self, queryset: QuerySet[ExternalNumber], **asked: Any) -> QuerySet[ExternalNumber]:
        return queryset.filter(record_id__in=self.kind.model._default_manager.filter(**asked).order_by().values("pk"))

    def in_period(self, queryset: QuerySet[ExternalNumber], _name: str, text: str) -> QuerySet[ExternalNumber]:
        """Those whose record lies in a half-open period."""
        try:
            since, until = quick_period(text.strip())
        except ValueError:
            return queryset.none()
        return self._of(queryset, **{f"{self.kind.at}__gte": since, f"{self.kind.at}__lt": until})

    def of_unit(self, queryset: QuerySet[ExternalNumber], _name: str, unit: Unit) -> QuerySet[ExternalNumber]:
        """Those of a unit with all below it."""
        return self._of(queryset, unit__path__startswith=unit.path)

    def find(self, queryset: QuerySet[ExternalNumber], _name: str, text: str) -> QuerySet[ExternalNumber]:
        """Find by the number here, the number there, or the address."""
        either = Q(number_here__icontains=text) | Q(number__icontains=text) | Q(address__icontains=text)
        return queryset.filter(either)


def _table(kind: Kind) -> type[tables.Table]:
    """One line for each record and system."""
    columns = {
        "number_here": TextColumn(
            verbose_name=gettext_lazy("number here"), linkify=lambda record: kind.page(record.record_id)
        ),
        "at": AtColumn(verbose_name=kind.at_label),
        "unit_name": TextColumn(verbose_name=gettext_lazy("unit")),
        "address": TextColumn(verbose_name=gettext_lazy("address"), cut=True),
        "system": TextColumn(verbose_name=gettext_lazy("system")),
        "state": TagColumn(verbose_name=gettext_lazy("state"), now=(State.DIFFERS,), running=(State.TO_ENTER,)),
        "number": TextColumn(verbose_name=gettext_lazy("number there")),
        "copy": TextColumn(
            verbose_name=gettext_lazy("copy out"),
            accessor="system",
            orderable=False,
            linkify=lambda record: reverse("reports:external_copy", args=[kind.slug, record.record_id, record.system]),
        ),
    }
    return type("NumberTable", (tables.Table,), columns)


class NumberForm(forms.Form):
    """The number a record got in another system."""

    system = forms.ChoiceField(choices=System.choices, label=gettext_lazy("System"))
    number = forms.CharField(max_length=60, label=gettext_lazy("Number there"), strip=True)
    differs = forms.BooleanField(required=False, label=gettext_lazy("Says something else there"))


def _filter(kind: Kind) -> type[NumberFilter]:
    return type("KindNumberFilter", (NumberFilter,), {"kind": kind})


@require_GET
@access.requires(external.PERMISSION)
def numbers(request: HttpRequest, kind: str = "incident") -> HttpResponse:
    """What is still to be entered elsewhere, and what differs there; as a file in the order of a system."""
    one = kind_of(kind)
    found = one.entries(one.filled_by(request.user))
    wanted = request.GET.get("copy", "")
    if wanted:
        return _copied(request, one, found, *wanted.partition(".")[::2])
    views = (
        View(_("To do"), "state=TO_ENTER", found.filter(state=State.TO_ENTER)[: sheets.MOST_ROWS].count),
        View(_("Differs"), "state=DIFFERS", found.filter(state=State.DIFFERS)[: sheets.MOST_ROWS].count),
        View(_("All"), ""),
    )
    empty = {"heading": _("Nothing has to be entered elsewhere"), "icon": "link"}
    return list_page(
        request,
        found,
        _filter(one),
        _table(one),
        title=_("Enter once: {kind}").format(kind=one.title),
        unit=_("entries"),
        views=views,
        actions=_actions(request, one),
        empty=empty,
    )


def _actions(request: HttpRequest, kind: Kind) -> list[Action]:
    others = [
        Action(str(other.title), other.list_url, "list")
        for other in KINDS.values()
        if other is not kind and request.user.has_perm(other.view)
    ]
    asked = request.GET.copy()
    copies = []
    for system in System:
        asked["copy"] = f"{system.value}.xlsx"
        label = _("Copy out: {system}").format(system=system.label)
        copies.append(Action(label, f"{request.path}?{asked.urlencode()}", "out"))
    back = Action(
        _("Fill numbers back"), reverse("web:import_bring", args=[f"numbers_{kind.slug}"]), "in",
        permission=external.FILL_MANY,
    )  # fmt: skip
    return [*others, *copies, back]


def _copied(request: HttpRequest, kind: Kind, found: QuerySet[ExternalNumber], system: str, form: str) -> HttpResponse:
    """The records of the filtered list as a file in the order of a system."""
    asked = _filter(kind)(request.GET, queryset=found, request=request)
    if form not in out.TYPES or system not in System.values or not asked.is_valid():
        raise Http404(system)
    entries = asked.qs.filter(system=system)
    records = kind.model._default_manager.filter(pk__in=entries.order_by().values("record_id")).order_by("pk")
    kept = request.GET.copy()
    del kept["copy"]
    if records.order_by()[: sheets.MOST_ROWS + 1].count() > sheets.MOST_ROWS:
        reason = _("A file holds at most {most} rows here. Narrow the filter, by period or by unit for instance.")
        messages.error(request, reason.format(most=f"{sheets.MOST_ROWS:,}"))
        return redirect(f"{request.path}?{kept.urlencode()}")
    try:
        layout = copying.layout_for(kind, system)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(f"{request.path}?{kept.urlencode()}")
    content = copying.file_of(kind, records, layout, kind.lines_for(request.user), form)
    audit.note("kernel.export_sheet", by=request.user, sheet=f"external_{kind.slug}_{system}")
    answer = HttpResponse(content, content_type=out.TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{kind.slug}_{system.lower()}.{form}"'
    return answer


# ---- one record ------------------------------------------------------------------------------------------------
def _seen(request: HttpRequest, kind: Kind, pk: int) -> Any:
    if not request.user.has_perm(kind.view):
        raise PermissionDenied(access.label(kind.view))
    return get_object_or_404(kind.joined(kind.seen(request.user)), pk=pk)


def _panel_of(slug: str) -> Callable[..., HttpResponse]:
    kind = KINDS[slug]

    @require_GET
    @access.requires(kind.view)
    def panel(request: HttpRequest, pk: int) -> HttpResponse:
        """The numbers of one record in other systems."""
        return _panel(request, kind, _seen(request, kind, pk), None)

    return panel


panel, fire_panel = _panel_of("incident"), _panel_of("fire")


@require_GET
@access.signed_in
def record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The page of a record that has none of its own, such as a run: its facts, its numbers elsewhere."""
    one = kind_of(kind)
    found = _seen(request, one, pk)
    lines = [(line.label, value) for line in one.lines_for(request.user).values() if (value := _shown(line, found))]
    context = {
        "title": str(found.number),
        "kind": one,
        "record": found,
        "lines": lines,
        **_numbers(request, one, found),
    }
    if one.slug == "run":
        context["above"] = external.INCIDENT.page(found.incident_id)
    return TemplateResponse(request, "reports/external_record.html", context)


def _shown(line: external.Line, found: Any) -> str:
    return copying.told(found, [("", line)])[0][1]


@require_GET
@access.signed_in
def copy_out(request: HttpRequest, kind: str, pk: int, system: str) -> HttpResponse:
    """One record in the order of a system: to copy at one go, to copy line by line, to print."""
    one = kind_of(kind)
    if system not in System.values:
        raise Http404(system)
    found = _seen(request, one, pk)
    try:
        layout = copying.layout_for(one, system)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(one.page(pk))
    pairs = copying.told(found, copying.lines_of(layout, one.lines_for(request.user)))
    context = {
        "title": _("{number} for: {system}").format(number=found.number, system=System(system).label),
        "kind": one,
        "record": found,
        "layout": layout,
        "pairs": pairs,
        "tabbed": copying.tabbed(pairs),
        "page": one.page(pk),
    }
    return TemplateResponse(request, "reports/external_copy.html", context)


@require_POST
@access.requires(external.PERMISSION)
def fill(request: HttpRequest, pk: int, kind: str = "incident") -> HttpResponse:
    """Write a number down."""
    one = kind_of(kind)
    found = get_object_or_404(one.joined(one.filled_by(request.user)), pk=pk)
    form = NumberForm(request.POST)
    refused = not form.is_valid()
    if not refused:
        try:
            numbers_of.fill(record=found, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
            refused = True
    if not refused and not request.headers.get("HX-Request"):
        return redirect(one.page(pk))
    return _panel(request, one, found, form if refused else None)


def _panel(request: HttpRequest, kind: Kind, found: Any, refused: NumberForm | None) -> HttpResponse:
    return TemplateResponse(request, "reports/external_panel.html", _numbers(request, kind, found, refused))


def _numbers(request: HttpRequest, kind: Kind, found: Any, refused: NumberForm | None = None) -> dict[str, Any]:
    known = {entry.system: entry for entry in numbers_of.of(found)}
    missing = [system for system in System.values if system not in known or not known[system].number]
    form = refused or NumberForm(initial={"system": missing[0] if missing else System.values[0]})
    return {
        "kind": kind,
        "record": found,
        "entries": [(value, System(value).label, known.get(value)) for value in System.values],
        "form": form,
        "may_fill": request.user.may(external.PERMISSION, found.unit_path),  # type: ignore[union-attr]
        "refused": refused is not None,
        "runs": _runs_of(request, found) if kind.slug == "incident" else [],
    }


def _runs_of(request: HttpRequest, incident: Any) -> list[tuple[str, str, str, int]]:
    """The runs to an incident that are still to be entered, or differ, with their pages."""
    one = external.RUN
    runs = one.seen(request.user).filter(incident=incident)
    entries = one.entries(runs).filter(state__in=external.UNFINISHED)
    return [(entry.number_here, one.page(entry.record_id), entry, entry.record_id) for entry in entries]  # type: ignore[misc]
