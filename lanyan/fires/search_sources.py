"""Fires in the global search, within the reader's units."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.fires.models import Fire
from lanyan.fires.models.fires import VIEW
from lanyan.kernel import search

search.register(
    search.Source(
        kind="fire",
        label=_("Fire"),
        model=Fire,
        permission=VIEW,
        title=lambda fire: f"{fire.number} {fire.coded('place_kind')}",
        subtitle=lambda fire: " · ".join((fire.address, fire.get_state_display(), fire.unit.name)),
        text=lambda fire: f"{fire.number} {fire.address} {fire.town} {fire.coded('place_kind')}",
        url=lambda fire: reverse("fires:fire", args=[fire.pk]),
        scope=lambda fire: fire.unit.path,
        scoped="unit",
    )
)
