"""Water sources 消防水源 and the rounds to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces import rules
from lanyan.places.coordinates import distance_m
from lanyan.units.models import Unit, within


class WaterSourceQuerySet(models.QuerySet["WaterSource"]):
    """Words for water sources."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "WaterSourceQuerySet":
        """The water sources of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def kept(self) -> "WaterSourceQuerySet":
        """Those not withdrawn, in service or faulty."""
        return self.exclude(state=WaterSource.State.WITHDRAWN)

    def near(self, lon: float, lat: float, *, east: float, north: float) -> "WaterSourceQuerySet":
        """Those in a box around a point; `east` and `north` are half its sides, in degrees."""
        return self.filter(lon__range=(lon - east, lon + east), lat__range=(lat - north, lat + north))

    def due(self, since: Mapping[str, datetime]) -> "WaterSourceQuerySet":
        """Those kept that nobody has looked at since the instant given for their kind, or ever."""
        late = Q(last_checked_at=None)
        for instant in set(since.values()):
            kinds = [kind for kind, one in since.items() if one == instant]
            late |= Q(kind__in=kinds, last_checked_at__lt=instant)
        return self.kept().filter(late)


@pghistory.track()
class WaterSource(models.Model):
    """A place to take water from: where it is, what it gives, whether it works."""

    class Kind(models.TextChoices):
        """What it is (GB 50974-2014, chapters 4 and 7)."""

        ABOVE_GROUND = "ABOVE_GROUND", _("above-ground hydrant")
        UNDERGROUND = "UNDERGROUND", _("underground hydrant")
        WALL = "WALL", _("wall hydrant")
        INTAKE = "INTAKE", _("natural intake point")
        POND = "POND", _("fire pond or tank")
        CRANE = "CRANE", _("water crane")

    class State(models.TextChoices):
        """Whether water can be had."""

        IN_SERVICE = rules.IN_SERVICE, _("usable")
        FAULTY = rules.FAULTY, _("faulty")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name or place"), max_length=100)
    address = models.CharField(_("address"), max_length=200, blank=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="water_sources", verbose_name=_("responsible unit"))
    # Null: nobody has measured it.
    diameter_mm = models.PositiveSmallIntegerField(_("pipe diameter, mm"), null=True, blank=True)
    pressure_mpa = models.FloatField(_("pressure, MPa"), null=True, blank=True)
    flow_ls = models.FloatField(_("flow, L/s"), null=True, blank=True)
    volume_m3 = models.FloatField(_("volume, m³"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.IN_SERVICE)
    fault = models.CharField(_("fault"), max_length=200, blank=True)
    fault_since_at = models.DateTimeField(_("faulty since"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    last_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )

    objects: ClassVar[Any] = WaterSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("water source")
        verbose_name_plural = _("water sources")
        indexes = [models.Index(fields=["lat", "lon"], name="water_source_point")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="water_number_once_per_unit"),
            models.CheckConstraint(
                name="water_source_on_earth", condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)
            ),
            models.CheckConstraint(
                name="water_fault_is_told",
                condition=Q(state="FAULTY", fault_since_at__isnull=False) & ~Q(fault="")
                | ~Q(state="FAULTY") & Q(fault="", fault_since_at=None),
            ),
            models.CheckConstraint(
                name="water_withdrawn_has_reason",
                condition=Q(state="WITHDRAWN", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state="WITHDRAWN") & Q(withdrawn_reason="", withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="water_quantities_above_nothing",
                condition=(Q(diameter_mm=None) | Q(diameter_mm__gt=0))
                & (Q(pressure_mpa=None) | Q(pressure_mpa__gte=0))
                & (Q(flow_ls=None) | Q(flow_ls__gte=0))
                & (Q(volume_m3=None) | Q(volume_m3__gt=0)),
            ),
        ]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.WATER.pairs())]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class WaterCheckQuerySet(models.QuerySet["WaterCheck"]):
    """Words for checks of water sources."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "WaterCheckQuerySet":
        """The checks at the water sources of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "source__unit__path"))


class WaterCheck(models.Model):
    """One look at a water source: a fact, never changed."""

    source = models.ForeignKey(
        WaterSource, models.PROTECT, related_name="checks", verbose_name=_("water source"), db_index=False
    )
    at = models.DateTimeField(_("checked at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    found_faulty = models.BooleanField(_("found faulty"))
    pressure_mpa = models.FloatField(_("pressure, MPa"), null=True, blank=True)
    # A code of the list of kinds of fault; blank where it was found well, or told in words only.
    kind = models.CharField(_("kind of fault"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # Where the phone was that noted it (WGS-84); null: it did not say.
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    # Given by a phone that sends again when it heard no answer; empty for checks typed at a page.
    key = models.CharField(_("key of the sender"), max_length=60, blank=True)

    objects: ClassVar[Any] = WaterCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a water source")
        verbose_name_plural = _("checks of water sources")
        indexes = [
            models.Index(F("source"), F("at").desc(), name="water_check_newest"),
            models.Index(fields=["at"], name="water_check_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], condition=~Q(key=""), name="water_check_taken_once"),
            models.CheckConstraint(
                name="water_check_pressure", condition=Q(pressure_mpa=None) | Q(pressure_mpa__gte=0)
            ),
            models.CheckConstraint(name="water_check_kind_of_a_fault", condition=Q(kind="") | Q(found_faulty=True)),
            models.CheckConstraint(
                name="water_check_point_whole",
                condition=Q(lon=None, lat=None)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90, lon__isnull=False, lat__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access: with its water source."""
        return self.source.unit.path

    @property
    def metres_off(self) -> int | None:
        """How far from the water source it was noted; None where the phone did not say."""
        if self.lon is None or self.lat is None:
            return None
        return round(distance_m(self.lon, self.lat, self.source.lon, self.source.lat))
