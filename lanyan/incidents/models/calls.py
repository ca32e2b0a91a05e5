"""Calls: who said what, when, by which way."""

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.incidents.models.incidents import Incident
from lanyan.kernel.periods import ZONE


class CallQuerySet(models.QuerySet["Call"]):
    """Words for calls."""

    def visible_to(self, user: Any, permission: str = "incidents.view_caller") -> "CallQuerySet":
        """Calls, with who called, behind their own permission."""
        return self.filter(incident__in=Incident.objects.visible_to(user, permission))


@pghistory.track()
class Call(models.Model):
    """One call 报警: who said what, when, by which way. Its facts stay even when its incident is another's."""

    class Source(models.TextChoices):
        """The way it came."""

        PHONE_119 = "PHONE_119", _("119 telephone")
        PHONE_BACKUP = "PHONE_BACKUP", _("backup line")
        POLICE_110 = "POLICE_110", _("passed on by 110")
        LINKAGE = "LINKAGE", _("linkage unit")
        ALARM = "ALARM", _("automatic alarm")
        SUPERIOR = "SUPERIOR", _("superior's order")
        IN_PERSON = "IN_PERSON", _("in person")
        OTHER = "OTHER", _("other")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="calls", verbose_name=_("incident"))
    # The incident it was taken as, while it speaks of another one; null as long as nobody joined it anywhere.
    taken_as = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="calls_away", verbose_name=_("taken as")
    )
    source = models.CharField(_("source"), max_length=14, choices=Source)
    source_id = models.CharField(_("number at the source"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    caller = models.CharField(_("caller"), max_length=60, blank=True)
    words = models.TextField(_("the caller's words"), blank=True)
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    rang_at = models.DateTimeField(_("rang"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"))
    hung_up_at = models.DateTimeField(_("hung up"), null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar[list[str]] = ["answered_at", "pk"]
        indexes = [models.Index(fields=["phone"], name="call_phone", condition=~Q(phone=""))]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=~Q(source_id=""), name="call_once"),
            models.CheckConstraint(
                name="call_in_order",
                condition=(Q(rang_at=None) | Q(rang_at__lte=F("answered_at")))
                & (Q(hung_up_at=None) | Q(hung_up_at__gte=F("answered_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.answered_at.astimezone(ZONE):%H:%M:%S}"
