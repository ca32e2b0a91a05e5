"""Stations."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.units.models import Unit, within


class StationQuerySet(models.QuerySet["Station"]):
    """Words for stations."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "StationQuerySet":
        """The stations a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))


@pghistory.track()
class Station(models.Model):
    """A unit's fire station: its class, its site, the area it answers for."""

    class Class(models.TextChoices):
        """Classes of 建标152-2017 and GB/T 35547-2017."""

        FIRST = "FIRST", _("first-class station")
        SECOND = "SECOND", _("second-class station")
        SMALL = "SMALL", _("small station")
        SPECIAL = "SPECIAL", _("special-duty station")
        LOGISTICS = "LOGISTICS", _("logistics station")
        TOWN_FIRST = "TOWN_FIRST", _("first-class township team")
        TOWN_SECOND = "TOWN_SECOND", _("second-class township team")

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="station", verbose_name=_("unit"))
    station_class = models.CharField(_("class"), max_length=12, choices=Class)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    area_km2 = models.FloatField(_("area, km²"), null=True, blank=True)
    outline = models.JSONField(_("outline of its area, longitude and latitude"), default=list, blank=True)
    bays = models.PositiveSmallIntegerField(_("bays"), null=True, blank=True)
    on_duty_people = models.PositiveSmallIntegerField(_("people per shift"), null=True, blank=True)

    objects: ClassVar[Any] = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.CheckConstraint(
                name="station_on_earth", condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)
            )
        ]

    def __str__(self) -> str:
        return self.unit.short_name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
