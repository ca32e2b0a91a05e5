"""All that the page of premises shows besides their own facts: a fixed number of queries, merged records included."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from lanyan.kernel import files
from lanyan.premises import rules
from lanyan.premises.models import (
    CategoryMark,
    Facility,
    Familiarisation,
    Occupancy,
    Premises,
    PrePlanRevision,
    ResponsiblePerson,
)

VISITS_SHOWN = 20


@dataclass(frozen=True)
class Page:
    """What hangs on premises now and hung on them before; withdrawn entries are in the history of each only."""

    occupancies: list[Occupancy]
    marks: list[CategoryMark]
    persons: list[ResponsiblePerson]
    facilities: list[Facility]
    revisions: list[PrePlanRevision]
    visits: list[Familiarisation]
    merged: list[Premises]
    files: list[Any]


def page_of(premises: Premises, family: list[int]) -> Page:
    """Read what the page shows."""
    mine = {"premises__in": family}
    lasting = F("until_date").desc(nulls_first=True)
    revisions = PrePlanRevision.objects.filter(plan__premises__in=family, state__in=[rules.DRAFT, rules.IN_FORCE])
    visits = Familiarisation.objects.standing().filter(**mine).select_related("unit").order_by("-visited_at", "-pk")
    others = [pk for pk in family if pk != premises.pk]
    return Page(
        occupancies=list(
            Occupancy.objects.standing().filter(**mine).select_related("building").order_by(lasting, "building__pinyin")
        ),
        marks=list(CategoryMark.objects.standing().filter(**mine).order_by(lasting, "category", "pk")),
        persons=list(ResponsiblePerson.objects.standing().filter(**mine).order_by(lasting, "role", "pk")),
        facilities=list(Facility.objects.standing().filter(**mine).order_by("kind", "pk")),
        revisions=list(
            revisions.select_related("plan__unit", "author", "approved_by").order_by("plan__title", "plan", "number")
        ),
        visits=list(visits[:VISITS_SHOWN]),
        merged=list(Premises.objects.filter(pk__in=others).order_by("pinyin")) if others else [],
        files=[attachment for pk in family for attachment in files.of(Premises(pk=pk))],
    )
