"""Buildings, and who occupies which part of them from when to when."""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.premises.models.common import DATES, POINT, WITHDRAWN, not_negative
from lanyan.premises.models.premises import Premises, words
from lanyan.units.models import Unit, within

VIEW = "premises.view_premises"


class BuildingQuerySet(models.QuerySet["Building"]):
    """Words for buildings."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "BuildingQuerySet":
        """Those supervised by a unit the reader reaches, and those with premises the reader sees in them."""
        reached = Unit.objects.filter(within(user.paths(permission), "path")).values("pk")
        inside = Occupancy.objects.filter(premises__station__in=reached, withdrawn_at=None).values("building")
        return self.filter(Q(unit__in=reached) | Q(pk__in=inside))

    def standing(self) -> "BuildingQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track(exclude=["pinyin"])
class Building(models.Model):
    """One building: what stands there, whoever is in it."""

    class FireResistance(models.TextChoices):
        """Grade of fire resistance 耐火等级 (GB 50016)."""

        ONE = "1", _("grade one")
        TWO = "2", _("grade two")
        THREE = "3", _("grade three")
        FOUR = "4", _("grade four")

    class Heritage(models.TextChoices):
        """Level of protection as a monument."""

        NATIONAL = "NATIONAL", _("national")
        PROVINCIAL = "PROVINCIAL", _("provincial")
        MUNICIPAL = "MUNICIPAL", _("municipal")
        COUNTY = "COUNTY", _("county")

    class HighRise(models.TextChoices):
        """Class of a high-rise by its height and use."""

        SECOND = "SECOND", _("high-rise, class two")
        FIRST = "FIRST", _("high-rise, class one")
        SUPER = "SUPER", _("above 100 m")

    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="buildings", verbose_name=_("supervised by"))
    division_code = models.CharField(_("division code"), max_length=12, blank=True)
    town = models.CharField(_("town or subdistrict"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    storeys_above = models.PositiveSmallIntegerField(_("storeys above ground"), null=True, blank=True)
    storeys_below = models.PositiveSmallIntegerField(_("storeys below ground"), null=True, blank=True)
    height_m = models.FloatField(_("height, m"), null=True, blank=True)
    floor_area_m2 = models.FloatField(_("floor area, ㎡"), null=True, blank=True)
    use = models.CharField(_("use"), max_length=40, blank=True)
    fire_resistance = models.CharField(_("fire resistance"), max_length=1, choices=FireResistance, blank=True)
    completed_year = models.PositiveSmallIntegerField(_("completed in"), null=True, blank=True)
    heritage_level = models.CharField(_("monument level"), max_length=10, choices=Heritage, blank=True)
    high_rise = models.CharField(_("high-rise class"), max_length=8, choices=HighRise, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    pinyin = models.CharField(max_length=200, db_collation="C", editable=False)

    objects: ClassVar[Any] = BuildingQuerySet.as_manager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        indexes = [
            models.Index(fields=["pinyin", "id"], name="building_in_order"),
            models.Index(fields=["unit", "pinyin"], name="building_of_unit"),
            models.Index(fields=["lon", "lat"], name="building_point"),
            models.Index(fields=["high_rise"], name="building_high_rise", condition=~Q(high_rise="")),
        ]
        constraints = [
            models.CheckConstraint(name="building_on_earth", condition=POINT),
            models.CheckConstraint(name="building_withdrawn_has_reason", condition=WITHDRAWN),
            models.CheckConstraint(
                name="building_sizes_not_negative", condition=not_negative("height_m", "floor_area_m2")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Who supervises it, for access."""
        return self.unit.path

    @property
    def use_words(self) -> str:
        """The use in words."""
        return words("premises_building_uses", self.use)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    """Words for occupancies."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "OccupancyQuerySet":
        """Those of premises the reader sees."""
        return self.filter(premises__in=Premises.objects.visible_to(user, permission).values("pk"))

    def standing(self) -> "OccupancyQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "OccupancyQuerySet":
        """Those that hold on a day."""
        since = Q(since_date=None) | Q(since_date__lte=day)
        return self.standing().filter(since, Q(until_date=None) | Q(until_date__gt=day))


@pghistory.track()
class Occupancy(models.Model):
    """A part of a building that premises occupy, between two days."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="occupancies", verbose_name=_("building"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="occupancies", verbose_name=_("premises"))
    floors = models.CharField(_("floors"), max_length=60, blank=True)
    area_m2 = models.FloatField(_("area, ㎡"), null=True, blank=True)
    since_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        constraints = [
            models.CheckConstraint(name="occupancy_dates", condition=DATES),
            models.CheckConstraint(name="occupancy_withdrawn_has_reason", condition=WITHDRAWN),
            models.CheckConstraint(name="occupancy_area_not_negative", condition=not_negative("area_m2")),
        ]

    def __str__(self) -> str:
        return f"{self.premises} · {self.building}"

    @property
    def unit_path(self) -> str:
        """Who supervises the premises, for access."""
        return self.premises.unit.path
