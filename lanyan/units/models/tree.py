"""The tree of units."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class UnitQuerySet(models.QuerySet["Unit"]):
    """Words for units."""

    def below(self, path: str) -> "UnitQuerySet":
        """A unit and everything under it."""
        return self.filter(path__startswith=path)

    def visible_to(self, user: Any, permission: str = "") -> "UnitQuerySet":
        """The units a person is assigned to, with all below; narrowed to those where a permission is held."""
        return self.filter(within(user.paths(permission), "path"))

    def of_kind(self, *kinds: str) -> "UnitQuerySet":
        """Units of these kinds."""
        return self.filter(kind__in=kinds)


def within(paths: list[str], column: str) -> Q:
    """A condition: the path in `column` lies under one of these paths (nothing when there is none)."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{column}__startswith": path})
    return condition


class Among(models.Func):
    """Is a column one of what an array holds? `Among("unit", array)`; unlike a list of keys it is searched by index."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


@pghistory.track()
class Unit(models.Model):
    """One unit. Its address is its path with closing dots: `01.`, `01.03.`, so that 'under it' is a prefix."""

    class Kind(models.TextChoices):
        """What the unit is."""

        BUREAU = "BUREAU", _("bureau")
        CORPS = "CORPS", _("corps")
        DETACHMENT = "DETACHMENT", _("detachment")
        COMMAND_CENTRE = "COMMAND_CENTRE", _("command centre")
        SECTION = "SECTION", _("section")
        BATTALION = "BATTALION", _("battalion")
        STATION = "STATION", _("station")
        GOVERNMENT_TEAM = "GOVERNMENT_TEAM", _("government full-time team")
        ENTERPRISE_TEAM = "ENTERPRISE_TEAM", _("enterprise team")
        TOWNSHIP_STATION = "TOWNSHIP_STATION", _("township emergency-and-fire station")
        MICRO_STATION = "MICRO_STATION", _("micro fire station")
        VOLUNTEER_TEAM = "VOLUNTEER_TEAM", _("volunteer team")
        COMMITTEE = "COMMITTEE", _("fire safety committee")
        OUTSIDE = "OUTSIDE", _("outside organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(_("path"), max_length=60, unique=True, db_collation="C")
    # Plain text, not a foreign key: units and places stand on the same floor.
    division_code = models.CharField(_("division code"), max_length=12, blank=True, db_index=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    closed_date = models.DateField(_("closed on"), null=True, blank=True)

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar[list[str]] = ["path"]
        constraints = [
            models.CheckConstraint(name="unit_path_shape", condition=Q(path__regex=r"^([0-9]{2,}\.)+$")),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.path


@pghistory.track()
class UnitName(models.Model):
    """A name a unit bears or bore, with its dates: a detachment may be a bureau as well (two name plates)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=100)
    since_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unit name")
        verbose_name_plural = _("unit names")
        ordering: ClassVar[list[str]] = ["since_date"]
        constraints = [
            models.CheckConstraint(
                name="unit_name_dates",
                condition=Q(until_date=None) | Q(since_date=None) | Q(until_date__gt=F("since_date")),
            )
        ]

    def __str__(self) -> str:
        return self.name
