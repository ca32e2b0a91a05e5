"""What the global search finds: places, by name, address, town and division."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.places.models import Place


def _text(place: Place) -> str:
    return " ".join((place.name, place.address, place.town, place.division.name))


search.register(
    search.Source(
        kind="place",
        label=_("Place"),
        model=Place,
        permission="places.view_places",
        title=lambda place: place.name,
        subtitle=lambda place: place.address or f"{place.division.name}{place.town}",
        text=_text,
        url=lambda place: reverse("places:place", args=[place.pk]),
        scope=lambda place: place.division_id,
        scoped="division",
    )
)
