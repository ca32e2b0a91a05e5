"""Premises as they were on a day: their facts out of the history, what hangs on them out of its dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from lanyan.kernel.periods import midnight
from lanyan.premises.models import (
    CategoryMark,
    Facility,
    Familiarisation,
    Occupancy,
    Premises,
    PrePlanRevision,
    ResponsiblePerson,
)


@dataclass(frozen=True)
class Snapshot:
    """What was known of premises at the end of a day; `facts` is None where the record did not exist yet."""

    facts: Any
    occupancies: list[Occupancy]
    marks: list[CategoryMark]
    persons: list[ResponsiblePerson]
    facilities: list[Any]
    revisions: list[PrePlanRevision]
    visits: list[Familiarisation]


def end_of(day: date) -> datetime:
    """The instant at which a day is over, in Beijing."""
    return midnight(day + timedelta(days=1))


def as_of(premises: Premises, family: list[int], day: date) -> Snapshot:
    """Read premises as they were at the end of a day: a fixed number of queries.

    Own facts and facilities are what the record said then; what bears dates of its own (occupancies, categories,
    persons, revisions, visits) is what held on the day as it is known now, entries since withdrawn left out.
    """
    end = end_of(day)
    of_family = {"premises__in": family}
    return Snapshot(
        facts=_facts(premises, end),
        occupancies=list(
            Occupancy.objects.on(day).filter(**of_family).select_related("building").order_by("building__pinyin", "pk")
        ),
        marks=list(CategoryMark.objects.on(day).filter(**of_family).order_by("category", "pk")),
        persons=list(ResponsiblePerson.objects.on(day).filter(**of_family).order_by("role", "pk")),
        facilities=_facilities(family, end),
        revisions=_revisions(family, end),
        visits=list(
            Familiarisation.objects.standing()
            .filter(**of_family, visited_at__lt=end)
            .select_related("unit")
            .order_by("-visited_at", "-pk")
        ),
    )


def _facts(premises: Premises, end: datetime) -> Any:
    """The record with its values of that instant: unsaved, for showing."""
    events = _events(Premises).filter(pgh_obj_id=premises.pk, pgh_created_at__lt=end)
    event = events.order_by("-pgh_id").first()
    return _copied(Premises, event)


def _facilities(family: list[int], end: datetime) -> list[Any]:
    events = _events(Facility).filter(premises_id__in=family, pgh_created_at__lt=end)
    newest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    found = [_copied(Facility, event) for event in newest if event.withdrawn_at is None]
    return sorted(found, key=lambda one: (one.kind, one.pk))


def _events(model: Any) -> Any:
    return model.pgh_event_model.objects


def _copied(model: Any, event: Any) -> Any:
    if event is None:
        return None
    kept = {column.attname for column in event._meta.concrete_fields}
    values = {
        column.attname: getattr(event, column.attname)
        for column in model._meta.concrete_fields
        if column.attname in kept
    }
    return model(**{**values, "id": event.pgh_obj_id})


def _revisions(family: list[int], end: datetime) -> list[PrePlanRevision]:
    """Those that were in force when the day ended."""
    held = Q(approved_at__lt=end) & (Q(replaced_at=None) | Q(replaced_at__gte=end))
    held &= Q(withdrawn_at=None) | Q(withdrawn_at__gte=end)
    found = PrePlanRevision.objects.filter(held, plan__premises__in=family)
    return list(found.select_related("plan__unit", "author", "approved_by").order_by("plan__title", "plan"))
