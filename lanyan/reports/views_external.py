"""Pages of external numbers: the panel on an incident's page, and the list of what is still to do."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from lanyan.incidents.models import Incident
from lanyan.kernel import access
from lanyan.kernel import external as numbers_of
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import ExternalNumber
from lanyan.reports import external
from lanyan.reports.addresses import incident_url
from lanyan.web.columns import AtColumn, TagColumn, TextColumn
from lanyan.web.lists import View, list_page

State, System = ExternalNumber.State, ExternalNumber.System


class NumberFilter(django_filters.FilterSet):
    """How the list can be narrowed."""

    system = django_filters.ChoiceFilter(choices=System, label=gettext_lazy("system"))
    state = django_filters.ChoiceFilter(choices=State, label=gettext_lazy("state"))
    q = django_filters.CharFilter(method="find", label=gettext_lazy("number or address"))

    def find(self, queryset: QuerySet[ExternalNumber], _name: str, text: str) -> QuerySet[ExternalNumber]:
        """Find by the number here, the number there, or the address."""
        either = Q(incident_number__icontains=text) | Q(number__icontains=text) | Q(address__icontains=text)
        return queryset.filter(either)


class NumberTable(tables.Table):
    """One line for each incident and system."""

    incident_number = TextColumn(
        verbose_name=gettext_lazy("incident"), linkify=lambda record: incident_url(record.record_id)
    )
    answered_at = AtColumn(verbose_name=gettext_lazy("answered"))
    unit_name = TextColumn(verbose_name=gettext_lazy("unit"))
    address = TextColumn(verbose_name=gettext_lazy("confirmed address"), cut=True)
    system = TextColumn(verbose_name=gettext_lazy("system"))
    state = TagColumn(verbose_name=gettext_lazy("state"), now=(State.DIFFERS,), running=(State.TO_ENTER,))
    number = TextColumn(verbose_name=gettext_lazy("number there"))

    class Meta:
        order_by = "-answered_at"


class NumberForm(forms.Form):
    """The number a record got in another system."""

    system = forms.ChoiceField(choices=System.choices, label=gettext_lazy("System"))
    number = forms.CharField(max_length=60, label=gettext_lazy("Number there"), strip=True)
    differs = forms.BooleanField(required=False, label=gettext_lazy("Says something else there"))


@require_GET
@access.requires(external.PERMISSION)
def numbers(request: HttpRequest) -> HttpResponse:
    """What is still to be entered elsewhere, and what differs there."""
    found = external.of_incidents(request.user)
    views = (
        View(_("To do"), "state=TO_ENTER", found.filter(state=State.TO_ENTER).count),
        View(_("Differs"), "state=DIFFERS", found.filter(state=State.DIFFERS).count),
        View(_("All"), ""),
    )
    empty = {"heading": _("No incident has to be entered elsewhere"), "icon": "link"}
    return list_page(
        request, found, NumberFilter, NumberTable, title=_("Enter once"), unit=_("entries"), views=views, empty=empty
    )


@require_GET
@access.requires("incidents.view_incident")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of one incident in other systems."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    return _panel(request, incident, None)


@require_POST
@access.requires(external.PERMISSION)
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a number down."""
    seen = Incident.objects.visible_to(request.user).visible_to(request.user, external.PERMISSION)
    incident = get_object_or_404(seen, pk=pk)
    form = NumberForm(request.POST)
    refused = not form.is_valid()
    if not refused:
        try:
            numbers_of.fill(record=incident, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.reason)
            refused = True
    if not refused and not request.headers.get("HX-Request"):
        return redirect(incident_url(incident.pk))
    return _panel(request, incident, form if refused else None)


def _panel(request: HttpRequest, incident: Incident, refused: NumberForm | None) -> HttpResponse:
    known = {entry.system: entry for entry in numbers_of.of(incident)}
    missing = [system for system in System.values if system not in known or not known[system].number]
    form = refused or NumberForm(initial={"system": missing[0] if missing else System.values[0]})
    entries = [(System(value).label, known.get(value)) for value in System.values]
    may = request.user.may(external.PERMISSION, incident.unit.path)  # type: ignore[union-attr]
    context = {"incident": incident, "entries": entries, "form": form, "may_fill": may, "refused": refused is not None}
    return TemplateResponse(request, "reports/external_panel.html", context)
