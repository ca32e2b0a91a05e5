"""Handovers 交接班: one shift gives the station to the next, signed by both."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models.shifts import Shift
from lanyan.forces.models.stations import Station
from lanyan.units.models import within


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Words for handovers."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "HandoverQuerySet":
        """The handovers of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "station__unit__path"))

    def open(self) -> "HandoverQuerySet":
        """Those neither signed by both nor withdrawn."""
        return self.filter(done_at=None, withdrawn_at=None)


@pghistory.track()
class Handover(models.Model):
    """What the outgoing shift tells the incoming one; two people sign, then the incoming shift is on duty."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="handovers", verbose_name=_("station"))
    outgoing = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="handed_over", verbose_name=_("outgoing shift")
    )
    incoming = models.ForeignKey(Shift, models.PROTECT, related_name="taken_over", verbose_name=_("incoming shift"))
    opened_at = models.DateTimeField(_("opened at"))
    notes = models.CharField(_("notes"), max_length=1000, blank=True)
    # [{"kind": …, "name": …, "facts": {…}}]: as it stood when both had signed; the screen makes sentences of it.
    matters = models.JSONField(_("matters"), default=list, blank=True)
    signed_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    signed_out_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    signed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    signed_in_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=Q(done_at=None, withdrawn_at=None), name="one_open_handover_per_station"
            ),
            models.UniqueConstraint(fields=["incoming"], condition=Q(withdrawn_at=None), name="shift_taken_over_once"),
            models.CheckConstraint(
                name="handover_signatures_whole",
                condition=(
                    Q(signed_out_by=None, signed_out_at=None)
                    | Q(signed_out_by__isnull=False, signed_out_at__isnull=False)
                )
                & (Q(signed_in_by=None, signed_in_at=None) | Q(signed_in_by__isnull=False, signed_in_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="handover_signed_by_two",
                condition=Q(signed_out_by=None) | Q(signed_in_by=None) | ~Q(signed_out_by=F("signed_in_by")),
            ),
            models.CheckConstraint(
                name="handover_done_when_both_signed",
                condition=Q(done_at=None) | Q(signed_out_at__isnull=False, signed_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, done_at=None) & ~Q(withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="handover_between_two_shifts", condition=Q(outgoing=None) | ~Q(outgoing=F("incoming"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.incoming)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.station.unit.path
