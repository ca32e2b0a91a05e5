"""Road networks as they were imported, and the closures and slow stretches on them 道路管制."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.units.models import Unit, within


class RoadNetwork(models.Model):
    """One import of a road network for a detachment; its arrays lie in the folder of its version."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="road_networks", verbose_name=_("detachment"))
    name = models.CharField(_("file"), max_length=200)
    profile = models.CharField(_("vehicle profile"), max_length=40)
    version = models.CharField(_("version"), max_length=64)
    # What was read, kept and left out, as the import tells it.
    report = models.JSONField(_("report"), default=dict)
    imported_at = models.DateTimeField(_("imported at"))
    is_current = models.BooleanField(_("in use"), default=True)
    # The arrival fields that stand now: the folder's name; empty until they are reckoned.
    fields_version = models.CharField(_("version of the arrival fields"), max_length=64, blank=True)
    fields_at = models.DateTimeField(_("arrival fields of"), null=True, blank=True)

    class Meta:
        verbose_name = _("road network")
        verbose_name_plural = _("road networks")
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(is_current=True), name="one_road_network_in_use")
        ]

    def __str__(self) -> str:
        return self.name


class RoadClosureQuerySet(models.QuerySet["RoadClosure"]):
    """Words for closures."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "RoadClosureQuerySet":
        """The closures noted by the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def in_effect(self, at: datetime) -> "RoadClosureQuerySet":
        """Those that hold at an instant."""
        ends = Q(until_at=None) | Q(until_at__gt=at)
        return self.filter(ends & (Q(lifted_at=None) | Q(lifted_at__gt=at)), since_at__lte=at)

    def coming(self, at: datetime) -> "RoadClosureQuerySet":
        """Those that are still to begin."""
        return self.filter(since_at__gt=at, lifted_at=None)


@pghistory.track()
class RoadClosure(models.Model):
    """A stretch of road that cannot be passed, or only slowly, from an instant until another one or until lifted."""

    class Kind(models.TextChoices):
        """What it does to traffic."""

        CLOSED = "CLOSED", _("closed to traffic")
        SLOW = "SLOW", _("slow going")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="road_closures", verbose_name=_("noted by unit"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    road = models.CharField(_("road"), max_length=100)
    # How many times as long a slow stretch takes.
    factor = models.FloatField(_("takes so many times as long"), null=True, blank=True)
    # [longitude, latitude] in WGS-84: one point is a spot, more are a line along the road.
    points = models.JSONField(_("points, longitude and latitude"))
    reason = models.CharField(_("reason"), max_length=200)
    since_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )

    objects: ClassVar[Any] = RoadClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure of a road")
        verbose_name_plural = _("closures of roads")
        indexes = [models.Index(fields=["unit", "since_at"], name="closure_unit_since")]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins", condition=Q(until_at=None) | Q(until_at__gt=F("since_at"))
            ),
            models.CheckConstraint(
                name="closure_slow_has_factor",
                condition=Q(kind="SLOW", factor__gt=1, factor__lte=20) | Q(kind="CLOSED", factor=None),
            ),
            models.CheckConstraint(name="closure_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.road} {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def ends_at(self) -> datetime | None:
        """When it stops or stopped holding; None: not known yet."""
        known = [at for at in (self.until_at, self.lifted_at) if at is not None]
        return min(known, default=None)

    def state(self, at: datetime) -> str:
        """`coming`, `holds` or `over` at an instant."""
        if self.ends_at is not None and self.ends_at <= at:
            return "over"
        return "coming" if self.since_at > at else "holds"
