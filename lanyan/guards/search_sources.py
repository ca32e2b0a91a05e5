"""Guards in the global search, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.guards.models import Guard
from lanyan.guards.models.guards import VIEW
from lanyan.kernel import search

search.register(
    search.Source(
        kind="guard",
        label=_("Guard duty"),
        model=Guard,
        permission=VIEW,
        title=lambda guard: guard.title,
        subtitle=lambda guard: " · ".join((guard.number, guard.get_state_display(), guard.address)),
        text=lambda guard: f"{guard.number} {guard.title} {guard.address}",
        url=lambda guard: reverse("guards:guard", args=[guard.pk]),
        scope=lambda guard: guard.unit.path,
        scoped="unit",
    )
)
