"""Filters of the lists of hazards, terms and enforcement."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.filters import at_premises, worded
from lanyan.inspections.models import Case, Hazard, MajorHazard, Opening, Paper, Seal, Term, Transfer
from lanyan.inspections.rules import hazards as rules
from lanyan.inspections.rules import judgement, openings, seals
from lanyan.kernel.models import Code
from lanyan.people.filters import UnitFilter
from lanyan.units.models import Unit
from lanyan.web.filters import holding

DAYS = django_filters.widgets.DateRangeWidget(attrs={"type": "date"})


def _reachable(request: Any) -> Any:
    return Unit.objects.none() if request is None else Unit.objects.visible_to(request.user).order_by("path")


def _between(label: Any, column: str) -> django_filters.DateFromToRangeFilter:
    return django_filters.DateFromToRangeFilter(label=label, field_name=column, widget=DAYS)


class WordsFilter(django_filters.FilterSet):
    """By words and by unit: what all these lists have. What the global search knows is found through it."""

    q = django_filters.CharFilter(label=_("number, premises"), method="by_words")
    unit = UnitFilter(label=_("unit"), queryset=_reachable)
    indexed = ""

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """By what this list is looked through for."""
        if self.indexed:
            return queryset.filter(worded(self.indexed, value))
        return queryset.filter(holding(value, "number") | at_premises(value))


class HazardFilter(WordsFilter):
    """By words, unit, status, what needs a hand, the days it was found or is due."""

    STANDS = (
        ("open", _("still open")),
        ("overdue", _("past the term")),
        ("put_right", _("put right")),
    )
    q = django_filters.CharFilter(label=_("number, words, premises"), method="by_words")
    stands = django_filters.ChoiceFilter(label=_("stands"), choices=STANDS, method="by_stand")
    status = django_filters.ChoiceFilter(label=_("status"), choices=Hazard.Status.choices)
    premises = django_filters.NumberFilter(label=_("premises (key)"), field_name="premises_id")
    found = _between(_("found on"), "found_at")
    due = _between(_("due"), "due_date")
    indexed = "hazard"

    class Meta:
        model = Hazard
        fields: list[str] = []

    def by_stand(self, queryset: Any, name: str, value: str) -> Any:
        """Open, past the term, or put right."""
        if value == "overdue":
            return queryset.overdue(timezone.localdate())
        return queryset.filter(status__in=rules.OPEN if value == "open" else rules.PUT_RIGHT)


class TermFilter(WordsFilter):
    """By state, person and unit."""

    STATES = (
        ("running", _("running")),
        ("warn", _("to be warned of")),
        ("broken", _("broken")),
        ("late", _("met late")),
        ("met", _("met in time")),
    )
    q = django_filters.CharFilter(label=_("concerns"), method="by_words")
    state = django_filters.ChoiceFilter(label=_("state"), choices=STATES, method="by_state")
    mine = django_filters.BooleanFilter(label=_("in my hands"), method="by_me")
    provisional = django_filters.BooleanFilter(label=_("provisional"))
    ends = _between(_("ends"), "ends_at")

    class Meta:
        model = Term
        fields: list[str] = []

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """By what the term concerns."""
        return queryset.filter(holding(value, "title"))

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Where it stands now."""
        now = timezone.now()
        if value == "running":
            return queryset.running()
        if value == "warn":
            return queryset.to_warn(now)
        if value == "broken":
            return queryset.broken(now)
        met: QuerySet[Term] = queryset.filter(met_at__isnull=False)
        return met.filter(met_at__gte=F("ends_at")) if value == "late" else met.filter(met_at__lt=F("ends_at"))

    def by_me(self, queryset: Any, name: str, value: bool) -> Any:
        """In the reader's own hands, or in others'."""
        mine = Q(person=self.request.user)
        return queryset.filter(mine) if value else queryset.exclude(mine)


def _kinds(request: Any) -> Any:
    return Code.objects.of("paper_kinds")


class PaperFilter(WordsFilter):
    """By kind, status, provenance, days."""

    kind = django_filters.ModelChoiceFilter(label=_("kind of paper"), queryset=_kinds)
    status = django_filters.ChoiceFilter(label=_("status"), choices=Paper.Status.choices)
    provenance = django_filters.ChoiceFilter(label=_("how it was entered"), choices=Paper.Provenance.choices)
    numbered = django_filters.BooleanFilter(label=_("numbered"), field_name="number", method="by_number")
    made = _between(_("made on"), "made_at")

    class Meta:
        model = Paper
        fields: list[str] = []

    def by_number(self, queryset: Any, name: str, value: bool) -> Any:
        """With or without a number."""
        return queryset.exclude(number="") if value else queryset.filter(number="")


class CaseFilter(WordsFilter):
    """By status, stop, days."""

    status = django_filters.ChoiceFilter(label=_("status"), choices=Case.Status.choices)
    stop = django_filters.ChoiceFilter(label=_("stop"), choices=Case.Stop.choices)
    decided = _between(_("decided"), "decided_at")
    indexed = "case"

    class Meta:
        model = Case
        fields: list[str] = []


class SealFilter(WordsFilter):
    """By status, in force, urgent."""

    status = django_filters.ChoiceFilter(label=_("status"), choices=Seal.Status.choices)
    holds = django_filters.BooleanFilter(label=_("holds"), method="by_force")
    urgent = django_filters.BooleanFilter(label=_("urgent"))
    indexed = "seal"

    class Meta:
        model = Seal
        fields: list[str] = []

    def by_force(self, queryset: Any, name: str, value: bool) -> Any:
        """Those that hold, or those that do not."""
        found = Q(status__in=seals.SEALED)
        return queryset.filter(found) if value else queryset.exclude(found)


class MajorFilter(WordsFilter):
    """By status, level, listed days."""

    status = django_filters.ChoiceFilter(label=_("status"), choices=MajorHazard.Status.choices)
    level = django_filters.ChoiceFilter(label=_("listed by"), choices=MajorHazard.Level.choices)
    open = django_filters.BooleanFilter(label=_("still open"), method="by_open")
    listed = _between(_("listed"), "listed_date")
    indexed = "major"

    class Meta:
        model = MajorHazard
        fields: list[str] = []

    def by_open(self, queryset: Any, name: str, value: bool) -> Any:
        """Those not ended."""
        found = Q(status__in=judgement.OPEN)
        return queryset.filter(found) if value else queryset.exclude(found)


class TransferFilter(WordsFilter):
    """By status, matter, days."""

    status = django_filters.ChoiceFilter(label=_("status"), choices=Transfer.Status.choices)
    matter = django_filters.ModelChoiceFilter(
        label=_("matter"), queryset=lambda request: Code.objects.of("transfer_matters")
    )
    sent = _between(_("sent"), "sent_at")
    indexed = "transfer"

    class Meta:
        model = Transfer
        fields: list[str] = []


class OpeningFilter(WordsFilter):
    """By status, whether somebody still has to act, pledge, days."""

    status = django_filters.ChoiceFilter(label=_("status"), choices=Opening.Status.choices)
    stands = django_filters.BooleanFilter(label=_("still open"), method="by_standing")
    pledge = django_filters.BooleanFilter(label=_("with a pledge"))
    accepted = _between(_("accepted"), "accepted_at")
    indexed = "opening"

    class Meta:
        model = Opening
        fields: list[str] = []

    def by_standing(self, queryset: Any, name: str, value: bool) -> Any:
        """Those somebody still has to do something about."""
        found = Q(status__in=openings.STANDING)
        return queryset.filter(found) if value else queryset.exclude(found)
