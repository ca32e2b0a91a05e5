"""Divisions, named places, and the lines of the map."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ON_EARTH = Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)


class DivisionQuerySet(models.QuerySet["Division"]):
    """Words for divisions."""

    def counties_of(self, city_code: str) -> "DivisionQuerySet":
        """The districts and counties of a city: `3308` or `330800`."""
        return self.filter(code__startswith=city_code[:4]).exclude(code__endswith="00")


@pghistory.track()
class Division(models.Model):
    """An administrative division by its GB/T 2260 code; zones without a code bear one of the city's own."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English"), max_length=60, blank=True)
    # Centre in the house's one frame, WGS-84/CGCS2000.
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    area_km2 = models.FloatField(_("area, km²"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    former_codes = models.CharField(_("former codes"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects: ClassVar[Any] = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering: ClassVar[list[str]] = ["code"]
        constraints = [models.CheckConstraint(name="division_on_earth", condition=ON_EARTH)]

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    """Words for places."""

    def in_division(self, code: str) -> "PlaceQuerySet":
        """Places of a city (`3308`) or county (`330802`)."""
        return self.filter(division__code__startswith=code.removesuffix("00"))


@pghistory.track()
class Place(models.Model):
    """Something a caller may name: a town, a street, an estate, a landmark, a stretch of motorway."""

    class Kind(models.TextChoices):
        """What is named."""

        TOWN = "TOWN", _("town or subdistrict")
        VILLAGE = "VILLAGE", _("village or community")
        STREET = "STREET", _("street")
        ESTATE = "ESTATE", _("housing estate")
        LANDMARK = "LANDMARK", _("landmark")
        WORKS = "WORKS", _("works or warehouse")
        ROAD_POINT = "ROAD_POINT", _("point on a road")
        WATER = "WATER", _("water")
        OTHER = "OTHER", _("other place")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=200, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="places", verbose_name=_("division"))
    town = models.CharField(_("town"), max_length=40, blank=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.CheckConstraint(name="place_on_earth", condition=ON_EARTH)]
        indexes = [models.Index(fields=["lon", "lat"], name="place_lon_lat")]

    def __str__(self) -> str:
        return self.name


class MapLine(models.Model):
    """One line or outline of the map picture; not measured, not a legal boundary."""

    class Kind(models.TextChoices):
        """How it is drawn."""

        WATER = "WATER", _("water")
        PARK = "PARK", _("park")
        MAIN = "MAIN", _("main road")
        MINOR = "MINOR", _("minor road")

    city_code = models.CharField(_("city"), max_length=4, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=60, blank=True)
    points = models.JSONField(_("points, longitude and latitude"))

    class Meta:
        verbose_name = _("map line")
        verbose_name_plural = _("map lines")

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
