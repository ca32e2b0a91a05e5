"""Pre-alerts: a station is warned while the call goes on, before anything is ordered."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Station
from lanyan.incidents import rules
from lanyan.incidents.models.incidents import Incident
from lanyan.incidents.models.orders import DispatchOrder
from lanyan.units.models import within


class PreAlertQuerySet(models.QuerySet["PreAlert"]):
    """Words for pre-alerts."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "PreAlertQuerySet":
        """Pre-alerts to a reader's own stations, and those of incidents in the reader's area."""
        paths = user.paths(permission)
        return self.filter(within(paths, "station__unit__path") | within(paths, "incident__unit__path"))

    def standing(self) -> "PreAlertQuerySet":
        """Those that neither an order has followed nor anybody has stood down."""
        return self.filter(status__in=rules.ALERT_STANDING)


@pghistory.track()
class PreAlert(models.Model):
    """One warning to one station 预警出动: get dressed, an order may follow. It sends nobody and counts as no run."""

    class Status(models.TextChoices):
        """Where it stands in its life."""

        SENT = rules.SENT, _("pre-alert not received")
        RECEIVED = rules.ALERT_RECEIVED, _("pre-alert received")
        ORDERED = rules.ALERT_ORDERED, _("order followed")
        STOOD_DOWN = rules.ALERT_STOOD_DOWN, _("pre-alert stood down")

    class Why(models.TextChoices):
        """What stood it down."""

        BY_HAND = "BY_HAND", _("by the dispatcher")
        OTHERS_ORDERED = "OTHERS_ORDERED", _("other stations were ordered")
        CALL_ENDED = "CALL_ENDED", _("the call needed nobody")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="alerts", verbose_name=_("incident"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="alerts", verbose_name=_("station"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SENT)
    # The formation the station should expect to send, as proposed at that moment: its name and its call signs.
    prepare = models.CharField(_("to prepare"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    order = models.ForeignKey(
        DispatchOrder, models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name=_("order")
    )
    why = models.CharField(_("stood down because"), max_length=14, choices=Why, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects: ClassVar[Any] = PreAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("pre-alert")
        verbose_name_plural = _("pre-alerts")
        ordering: ClassVar[list[str]] = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "station"],
                condition=Q(status__in=rules.ALERT_STANDING),
                name="one_standing_alert_per_station",
            ),
            models.CheckConstraint(
                name="alert_received_after_sending", condition=Q(received_at=None) | Q(received_at__gte=F("sent_at"))
            ),
            models.CheckConstraint(
                name="alert_ended_has_instant",
                condition=Q(status__in=rules.ALERT_STANDING, ended_at=None)
                | (~Q(status__in=rules.ALERT_STANDING) & Q(ended_at__gte=F("sent_at"))),
            ),
            models.CheckConstraint(
                name="alert_ordered_has_order",
                condition=Q(status=rules.ALERT_ORDERED, order__isnull=False)
                | (~Q(status=rules.ALERT_ORDERED) & Q(order=None)),
            ),
            models.CheckConstraint(
                name="alert_stood_down_says_why",
                condition=(Q(status=rules.ALERT_STOOD_DOWN) & ~Q(why=""))
                | (~Q(status=rules.ALERT_STOOD_DOWN) & Q(why="")),
            ),
            models.CheckConstraint(name="alert_by_hand_has_reason", condition=~Q(why="BY_HAND") | ~Q(reason="")),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.PRE_ALERT.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.incident.short_number} · {self.station}"

    @property
    def unit_path(self) -> str:
        """Whose it is, for access."""
        return self.station.unit.path
