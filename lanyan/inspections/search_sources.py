"""Checks and clues in the global search, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections import drill_search, hazard_search
from lanyan.inspections.models import Clue, Inspection
from lanyan.kernel import search

search.register(
    search.Source(
        kind="inspection",
        label=_("Administrative check"),
        model=Inspection,
        permission="inspections.view_inspection",
        title=lambda check: check.number,
        subtitle=lambda check: f"{check.premises.name} · {check.scheduled_date}",
        text=lambda check: f"{check.number} {check.premises.name} {check.notice_number}",
        url=lambda check: reverse("inspections:check", args=[check.pk]),
        scope=lambda check: check.unit.path,
        scoped="unit",
    )
)
search.register(
    search.Source(
        kind="clue",
        label=_("Clue"),
        model=Clue,
        permission="inspections.view_clue",
        title=lambda clue: clue.number,
        subtitle=lambda clue: f"{clue.premises.name if clue.premises else clue.place_words} · {clue.words}"[:300],
        text=lambda clue: f"{clue.number} {clue.premises.name if clue.premises else clue.place_words} {clue.words}",
        url=lambda clue: reverse("inspections:clue", args=[clue.pk]),
        scope=lambda clue: clue.unit.path,
        scoped="unit",
    )
)

# Those of drills, hazards and enforcement stand in files of their own.
__all__ = ["drill_search", "hazard_search"]
