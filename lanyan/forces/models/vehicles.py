"""Vehicles and what they carry now."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models.stations import Station
from lanyan.kernel.models import Code
from lanyan.units.models import within

# Capability codes (data/codes/capabilities.csv) that rules speak of by name.
PEOPLE, WATER, FOAM, LADDER = "people", "water_t", "foam_t", "ladder_m"


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    """Words for vehicles."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "VehicleQuerySet":
        """The vehicles of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "home__unit__path"))

    def in_service(self) -> "VehicleQuerySet":
        """Neither off the road nor withdrawn for good."""
        return self.filter(condition=Vehicle.Condition.IN_SERVICE)


@pghistory.track()
class Vehicle(models.Model):
    """A vehicle: its kind, what it can do as quantities, its home. Whether it is busy follows from its runs."""

    class Condition(models.TextChoices):
        """Whether it can be driven."""

        IN_SERVICE = "IN_SERVICE", _("in service")
        OFF_ROAD = "OFF_ROAD", _("off the road")
        RETIRED = "RETIRED", _("withdrawn for good")

    call_sign = models.CharField(_("call sign"), max_length=20)
    plate = models.CharField(_("plate"), max_length=20, unique=True)
    kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("kind"))
    home = models.ForeignKey(Station, models.PROTECT, related_name="vehicles", verbose_name=_("home station"))
    # {capability code: quantity}; the codes and their units of measure are rows of the list `capabilities`.
    capabilities = models.JSONField(_("capabilities"), default=dict)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition, default=Condition.IN_SERVICE)
    condition_reason = models.CharField(_("reason"), max_length=200, blank=True)
    condition_since_at = models.DateTimeField(_("since"), null=True, blank=True)
    lon = models.FloatField(_("present longitude"), null=True, blank=True)
    lat = models.FloatField(_("present latitude"), null=True, blank=True)
    positioned_at = models.DateTimeField(_("position of"), null=True, blank=True)

    objects: ClassVar[Any] = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["home", "call_sign"], name="call_sign_once_per_station"),
            models.CheckConstraint(
                name="vehicle_off_road_has_reason", condition=Q(condition="IN_SERVICE") | ~Q(condition_reason="")
            ),
            models.CheckConstraint(
                name="vehicle_position_whole",
                condition=Q(lon=None, lat=None, positioned_at=None)
                | Q(lon__isnull=False, lat__isnull=False, positioned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.call_sign

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.home.unit.path

    @property
    def point(self) -> tuple[float, float]:
        """Where it stands now as far as known: its last position, else its home."""
        if self.lon is not None and self.lat is not None:
            return self.lon, self.lat
        return self.home.lon, self.home.lat


class VehicleLoadQuerySet(models.QuerySet["VehicleLoad"]):
    """Words for loads."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "VehicleLoadQuerySet":
        """The loads of the vehicles of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "vehicle__home__unit__path"))


@pghistory.track()
class VehicleLoad(models.Model):
    """What a vehicle carries now, as last reported; null: nobody has said."""

    vehicle = models.OneToOneField(Vehicle, models.CASCADE, related_name="load", verbose_name=_("vehicle"))
    water_t = models.FloatField(_("water on board, t"), null=True, blank=True)
    foam_t = models.FloatField(_("foam on board, t"), null=True, blank=True)
    cylinders_full = models.PositiveSmallIntegerField(_("full air cylinders"), null=True, blank=True)
    crew_complete = models.BooleanField(_("crew complete"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reported by")
    )

    objects: ClassVar[Any] = VehicleLoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load of a vehicle")
        verbose_name_plural = _("loads of vehicles")
        constraints = [
            models.CheckConstraint(
                name="load_not_below_nothing",
                condition=(Q(water_t=None) | Q(water_t__gte=0)) & (Q(foam_t=None) | Q(foam_t__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return str(self.vehicle)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.vehicle.home.unit.path
