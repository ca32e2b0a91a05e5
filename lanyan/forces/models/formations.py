"""Formations and the vehicles in them."""

from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models.stations import Station
from lanyan.forces.models.vehicles import Vehicle
from lanyan.units.models import within


class FormationQuerySet(models.QuerySet["Formation"]):
    """Words for formations."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "FormationQuerySet":
        """The formations of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "station__unit__path"))

    def in_use(self) -> "FormationQuerySet":
        """Those not given up."""
        return self.filter(ended_date=None)


@pghistory.track()
class Formation(models.Model):
    """A named set of vehicles that turn out together 编队; a single vehicle is a formation of one."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="formations", verbose_name=_("station"))
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("position in the list"), default=0)
    # Codes of the list `capabilities`: a specialist team goes only where one of these is needed; empty: for any need.
    only_for = ArrayField(models.CharField(max_length=40), verbose_name=_("goes only for"), default=list, blank=True)
    vehicles = models.ManyToManyField(Vehicle, through="FormationVehicle", verbose_name=_("vehicles"))
    ended_date = models.DateField(_("given up on"), null=True, blank=True)

    objects: ClassVar[Any] = FormationQuerySet.as_manager()

    class Meta:
        verbose_name = _("formation")
        verbose_name_plural = _("formations")
        ordering: ClassVar[list[str]] = ["station_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"], condition=Q(ended_date=None), name="formation_name_once_per_station"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.station.unit.path


@pghistory.track()
class FormationVehicle(models.Model):
    """A vehicle's place in a formation."""

    formation = models.ForeignKey(Formation, models.CASCADE, related_name="places", verbose_name=_("formation"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="places", verbose_name=_("vehicle"))
    order = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    class Meta:
        verbose_name = _("vehicle of a formation")
        verbose_name_plural = _("vehicles of formations")
        ordering: ClassVar[list[str]] = ["order"]
        constraints = [models.UniqueConstraint(fields=["formation", "vehicle"], name="vehicle_once_per_formation")]

    def __str__(self) -> str:
        return str(self.vehicle)
