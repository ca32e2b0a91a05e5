"""Forms and filters of rounds, faults, lists and companies."""

import secrets
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces import water_rules, water_terms
from lanyan.forces.actions import CompanyFacts
from lanyan.forces.actions.water_companies import MOST_DAYS
from lanyan.forces.duty_forms import MinuteField
from lanyan.forces.models import WaterCompany, WaterFault, WaterReminder, WaterTransfer
from lanyan.forces.water_forms import UnitFilter, fault_choices, reachable
from lanyan.units.forms import DayInput, HouseForm
from lanyan.units.forms.tree import UnitField
from lanyan.units.forms.uploads import FilesField, ManyFilesInput
from lanyan.units.models import Unit

PASS = "forces.pass_faults"


class RoundForm(HouseForm):
    """A look on the spot, as a phone sends it."""

    found = forms.ChoiceField(label=_("found"), choices=[("well", _("usable")), ("faulty", _("faulty"))])
    kind = forms.ChoiceField(label=_("kind of fault"), required=False)
    fault = forms.CharField(label=_("what is wrong"), max_length=200, required=False)
    pressure_mpa = forms.FloatField(label=_("pressure, MPa"), required=False, min_value=0)
    photographs = FilesField(
        label=_("photographs"), required=False, widget=ManyFilesInput(attrs={"accept": "image/jpeg,image/png"})
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput())
    lat = forms.FloatField(required=False, widget=forms.HiddenInput())
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def build(self) -> None:
        """The kinds of the list; a key that makes sending twice one look."""
        self.fields["kind"].choices = fault_choices()  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial["key"] = secrets.token_urlsafe(18)

    def seen(self) -> dict[str, Any]:
        """What was seen, as the action takes it."""
        cleaned = dict(self.cleaned_data)
        return {"found_faulty": cleaned.pop("found") == "faulty", **cleaned}


class PassForm(HouseForm):
    """Which faults go to which company, and how."""

    company = forms.ModelChoiceField(label=_("company"), queryset=WaterCompany.objects.none())
    faults = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("water", "faults"), queryset=WaterFault.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    way = forms.ChoiceField(label=pgettext_lazy("water", "sent"), choices=WaterTransfer.Way.choices)

    def __init__(self, *args: Any, faults: QuerySet[WaterFault], companies: QuerySet[WaterCompany], **kwargs: Any):
        self._faults, self._companies = faults, companies
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """What the writer reaches."""
        self.fields["faults"].queryset = self._faults  # type: ignore[attr-defined]
        self.fields["faults"].label_from_instance = (  # type: ignore[attr-defined]
            lambda fault: f"{fault.source} · {fault.told} · {fault.source.unit.short_name}"
        )
        self.fields["company"].queryset = self._companies  # type: ignore[attr-defined]
        self.fields["company"].label_from_instance = (  # type: ignore[attr-defined]
            lambda company: f"{company.name} · {company.unit.short_name}"
        )

    def facts(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        chosen = self.cleaned_data
        keys = [fault.pk for fault in chosen["faults"]]
        return {"fault_ids": keys, "company_id": chosen["company"].pk, "way": chosen["way"]}


class AnswerForm(HouseForm):
    """What the company answered."""

    answer = forms.CharField(label=_("answer of the company"), max_length=200)
    promised_date = forms.DateField(
        label=_("promised until"), required=False, widget=DayInput(), help_text=_("Empty: it promised no day.")
    )


class SaidMendedForm(HouseForm):
    """Who says so."""

    who = forms.CharField(label=_("who said so"), max_length=80)


class ReminderForm(HouseForm):
    """When, how and whom one reminded, and what was said."""

    reminded_at = MinuteField(label=_("reminded at"))
    way = forms.ChoiceField(label=_("how"), choices=WaterReminder.Way.choices)
    whom = forms.CharField(label=_("who was reminded"), max_length=80)
    words = forms.CharField(
        label=pgettext_lazy("water", "what was said"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReceiptForm(HouseForm):
    """When the company received the list, and who took it."""

    received_date = forms.DateField(label=_("received on"), widget=DayInput())
    received_by = forms.CharField(label=pgettext_lazy("water", "received by"), max_length=40)


class CompanyForm(HouseForm):
    """Who mends what, and how to reach them."""

    name = forms.CharField(label=_("company"), max_length=80)
    unit = UnitField(
        label=_("serves"), queryset=Unit.objects.none(), help_text=_("The water sources of this unit and those below.")
    )
    contact = forms.CharField(label=_("contact person"), max_length=40)
    phone = forms.CharField(label=_("telephone"), max_length=30)
    expected_days = forms.IntegerField(
        label=_("days to mend"), min_value=1, max_value=MOST_DAYS, help_text=_("Calendar days, as agreed.")
    )
    agreement = forms.CharField(
        label=_("agreed in"), max_length=120, required=False, help_text=_("The document that says so.")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        self._units = units
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        """The writer's own units; the days of the list where nothing is agreed yet."""
        self.fields["unit"].queryset = self._units  # type: ignore[attr-defined]
        self.fields["expected_days"].initial = water_terms.mend_days()

    def facts(self) -> CompanyFacts:
        """Give the cleaned form to an action."""
        cleaned = dict(self.cleaned_data)
        return CompanyFacts(unit_id=cleaned.pop("unit").pk, **cleaned)


# ---- filters ----------------------------------------------------------------------------------------------
class FaultFilter(django_filters.FilterSet):
    """By words, unit, kind, state, company, and whether the term is over."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    unit = UnitFilter(label=_("responsible unit"), queryset=reachable, path="source__unit__path")
    kind = django_filters.MultipleChoiceFilter(label=_("kind of fault"), choices=())
    state = django_filters.MultipleChoiceFilter(label=_("state"), choices=WaterFault.State.choices)
    company = django_filters.ModelChoiceFilter(
        label=_("company"), queryset=lambda request: _companies(request).order_by("name")
    )
    overdue = django_filters.BooleanFilter(label=_("term over"), method="by_overdue")
    escalated = django_filters.BooleanFilter(
        label=_("told further up"), field_name="escalated_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = WaterFault
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The list is read when somebody filters, not when the house is loaded.
        self.filters["kind"].extra["choices"] = [(row.code, row.label) for row in water_terms.fault_kinds()]

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose source, words, list or company hold the words."""
        return queryset.filter(
            Q(source__number__icontains=value)
            | Q(source__name__icontains=value)
            | Q(source__address__icontains=value)
            | Q(words__icontains=value)
            | Q(transfer__number__icontains=value)
            | Q(company__name__icontains=value)
        )

    def by_overdue(self, queryset: Any, _name: str, value: bool) -> Any:
        """Keep those whose company let its term pass, or only the others."""
        on = timezone.localdate()
        late = Q(state__in=water_rules.RUNNING, due_date__lt=on)
        return queryset.filter(late) if value else queryset.exclude(late)


def _companies(request: Any) -> QuerySet[WaterCompany]:
    return WaterCompany.objects.none() if request is None else WaterCompany.objects.visible_to(request.user)


class TransferFilter(django_filters.FilterSet):
    """By words, unit, and whether it was received."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    unit = UnitFilter(label=_("passed by"), queryset=reachable)
    received = django_filters.BooleanFilter(
        label=pgettext_lazy("water", "received"), field_name="received_date", lookup_expr="isnull", exclude=True
    )
    withdrawn = django_filters.BooleanFilter(
        label=_("withdrawn"), field_name="withdrawn_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = WaterTransfer
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose number or company holds the words."""
        return queryset.filter(Q(number__icontains=value) | Q(company__name__icontains=value))


class CompanyFilter(django_filters.FilterSet):
    """By words, unit, and whether they still answer."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    unit = UnitFilter(label=_("serves"), queryset=reachable)
    ended = django_filters.BooleanFilter(label=_("ended"), field_name="ended_date", lookup_expr="isnull", exclude=True)

    class Meta:
        model = WaterCompany
        fields: list[str] = []

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep those whose name, person or number holds the words."""
        return queryset.filter(Q(name__icontains=value) | Q(contact__icontains=value) | Q(phone__icontains=value))
