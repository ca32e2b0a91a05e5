"""Evacuation drills in the global search."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.models import Drill
from lanyan.kernel import search

search.register(
    search.Source(
        kind="drill",
        label=_("Evacuation drill"),
        model=Drill,
        permission="inspections.view_drill",
        title=lambda drill: drill.number,
        subtitle=lambda drill: f"{drill.premises.name} · {drill.held_at:%Y-%m-%d}",
        text=lambda drill: f"{drill.number} {drill.premises.name}",
        url=lambda drill: reverse("inspections:drill", args=[drill.pk]),
        scope=lambda drill: drill.unit.path,
        scoped="unit",
    )
)
