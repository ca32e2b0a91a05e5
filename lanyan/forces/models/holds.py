"""What keeps forces out of the choice, or brings those of others into it: rest, reserve, agreements of mutual aid."""

from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models.stations import Station
from lanyan.forces.models.vehicles import Vehicle
from lanyan.units.models import Unit, within


class VehicleHoldQuerySet(models.QuerySet["VehicleHold"]):
    """Words for holds."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "VehicleHoldQuerySet":
        """The holds of the vehicles of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "vehicle__home__unit__path"))

    def in_effect(self, at: datetime) -> "VehicleHoldQuerySet":
        """Those that hold at an instant."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), since_at__lte=at, ended_at=None)


@pghistory.track()
class VehicleHold(models.Model):
    """A vehicle with its crew rests or is kept in reserve: it is not proposed; who needs it sends it with a reason."""

    class Kind(models.TextChoices):
        """Why it stays."""

        RESTING = "RESTING", _("off duty, resting")
        RESERVED = "RESERVED", _("kept in reserve")

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="holds", verbose_name=_("vehicle"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200)
    since_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = VehicleHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of a vehicle")
        verbose_name_plural = _("holds of vehicles")
        constraints = [
            models.UniqueConstraint(fields=["vehicle"], condition=Q(ended_at=None), name="vehicle_held_once"),
            models.CheckConstraint(
                name="hold_ends_after_it_begins", condition=Q(until_at=None) | Q(until_at__gt=F("since_at"))
            ),
            models.CheckConstraint(name="hold_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle.call_sign} {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.vehicle.home.unit.path


class AidAgreementQuerySet(models.QuerySet["AidAgreement"]):
    """Words for agreements."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "AidAgreementQuerySet":
        """Those of the centres and of the helping stations a reader reaches."""
        paths = user.paths(permission)
        return self.filter(within(paths, "centre__path") | within(paths, "station__unit__path"))

    def on(self, day: date) -> "AidAgreementQuerySet":
        """Those that hold on a day."""
        return self.filter(Q(until_date=None) | Q(until_date__gt=day), since_date__lte=day)


@pghistory.track()
class AidAgreement(models.Model):
    """Somebody else's station helps a centre when asked 联动增援: its forces are proposed with the delay of asking."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="aid", verbose_name=_("helping station"))
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="aid", verbose_name=_("may be called by"))
    delay_minutes = models.PositiveSmallIntegerField(_("delay of asking, min"))
    document = models.CharField(_("agreement"), max_length=120)
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = AidAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement of mutual aid")
        verbose_name_plural = _("agreements of mutual aid")
        constraints = [
            models.UniqueConstraint(fields=["station", "centre"], condition=Q(until_date=None), name="aid_agreed_once"),
            models.CheckConstraint(
                name="aid_ends_after_it_begins", condition=Q(until_date=None) | Q(until_date__gte=F("since_date"))
            ),
            models.CheckConstraint(name="aid_delay_sane", condition=Q(delay_minutes__lte=240)),
            models.CheckConstraint(name="aid_has_document", condition=~Q(document="")),
        ]

    def __str__(self) -> str:
        return f"{self.station} → {self.centre.short_name}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.centre.path
