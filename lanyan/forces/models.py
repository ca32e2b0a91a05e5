"""Stations, vehicles, formations."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.kernel.models import Code
from lanyan.units.models import Unit, within

# Capability codes (data/codes/capabilities.csv) that rules speak of by name.
PEOPLE, WATER, FOAM, LADDER = "people", "water_t", "foam_t", "ladder_m"


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
