"""What will be looked at in the morning is counted at night, so that nobody waits for a year to be counted first."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from lanyan.kernel import periods
from lanyan.reports import keeping
from lanyan.reports.annual import CallsChapter, PreventionChapter
from lanyan.reports.annual.pieces import Chapter
from lanyan.reports.catalogue import Catalogue
from lanyan.reports.scopes import Asked, code_of, year_span
from lanyan.units.models import Assignment, Unit

VIEW = "reports.view_figures"


def count_ahead(at: datetime) -> int:
    """Read the figures and the chapters of this year and the last, for every city somebody may look at. Of how many."""
    readers = {assignment.unit: assignment.user for assignment in _readers(at)}
    for unit, reader in readers.items():
        for year in (at.astimezone(periods.ZONE).year - back for back in (0, 1)):
            asked = Asked(unit, code_of(unit), year_span(year))
            with keeping.kept(at):
                for page in (Catalogue(asked), CallsChapter(asked, reader), PreventionChapter(asked, reader)):
                    _read(page)
    return len(readers)


def _readers(at: datetime) -> Iterator[Assignment]:
    """One who may look at its figures for each detachment."""
    held = Assignment.objects.in_force(at.astimezone(periods.ZONE).date()).filter(
        Q(unit__closed_date=None), unit__kind=Unit.Kind.DETACHMENT, user__is_active=True,
        role__permissions__contains=[VIEW],
    )  # fmt: skip
    found: Any = held.select_related("unit", "user").order_by("unit_id", "pk").distinct("unit_id")
    yield from found


def _read(page: Any) -> None:
    """Ask for all that a page can be asked for."""
    for kind in type(page).__mro__:
        for name, way in vars(kind).items():
            if isinstance(way, property | cached_property):
                part = getattr(page, name)
                if isinstance(part, Chapter):
                    _read(part)
