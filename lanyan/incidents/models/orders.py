"""Dispatch orders: one numbered order to one station."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Station
from lanyan.incidents.models.incidents import Incident
from lanyan.units.models import within


class DispatchOrderQuerySet(models.QuerySet["DispatchOrder"]):
    """Words for dispatch orders."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "DispatchOrderQuerySet":
        """Orders to a reader's own units, and those of incidents in the reader's area."""
        paths = user.paths(permission)
        return self.filter(within(paths, "station__unit__path") | within(paths, "incident__unit__path"))

    def unreceived(self) -> "DispatchOrderQuerySet":
        """Those no station has answered yet."""
        return self.filter(received_at=None, stood_down_at=None)

    def carried_out(self) -> "DispatchOrderQuerySet":
        """Those on which at least one vehicle turned out."""
        # The runs stand in the next file and know this one: their model is reached through the relation.
        runs = self.model._meta.get_field("runs").related_model.objects
        return self.filter(Exists(runs.filter(order=OuterRef("pk"), departed_at__isnull=False)))


@pghistory.track()
class DispatchOrder(models.Model):
    """One numbered order to one station 出动命令; wave 0 is the first dispatch, 1 and up are reinforcements."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="orders", verbose_name=_("incident"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="orders", verbose_name=_("station"))
    serial = models.PositiveSmallIntegerField(_("number of the order"))
    wave = models.PositiveSmallIntegerField(_("wave"), default=0)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    # Given in another system, by whom nobody here can say.
    brought_in = models.BooleanField(_("brought in"), default=False)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    stood_down_at = models.DateTimeField(_("stood down"), null=True, blank=True)
    # Whom to ring back: the crew needs the number itself, whoever may otherwise know the caller.
    callback = models.CharField(_("call-back number"), max_length=30, blank=True)
    note = models.CharField(_("instructions"), max_length=300, blank=True)
    change_reason = models.CharField(_("why changed by hand"), max_length=200, blank=True)
    proposal = models.JSONField(_("as proposed"), default=dict, blank=True)
    # Were exactly the proposed vehicles sent with this wave? Null where nothing was proposed.
    followed = models.BooleanField(_("sent as proposed"), null=True, blank=True)
    printed_at = models.DateTimeField(_("sheet printed"), null=True, blank=True)

    objects: ClassVar[Any] = DispatchOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch order")
        verbose_name_plural = _("dispatch orders")
        ordering: ClassVar[list[str]] = ["incident_id", "serial"]
        indexes = [models.Index(fields=["station", "-issued_at"], name="order_station_issued")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "serial"], name="order_number_once"),
            models.UniqueConstraint(fields=["incident", "station", "wave"], name="order_once_per_station_and_wave"),
            models.CheckConstraint(
                name="order_issued_by_somebody", condition=Q(issued_by__isnull=False) | Q(brought_in=True)
            ),
            models.CheckConstraint(
                name="order_received_after_issue",
                condition=Q(received_at=None) | Q(received_at__gte=F("issued_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="told_incident",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="given"),
                func="""
                UPDATE incidents_incident AS incident SET sent_to = incident.sent_to || told.units
                FROM (
                    SELECT given.incident_id AS id, array_agg(DISTINCT station.unit_id) AS units
                    FROM given JOIN forces_station AS station ON station.id = given.station_id GROUP BY 1
                ) AS told
                WHERE incident.id = told.id AND NOT incident.sent_to @> told.units;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the sheet: the incident's with the order's own."""
        return f"{self.incident.number}-{self.serial}"

    @property
    def short_number(self) -> str:
        """As spoken: 0047-1."""
        return f"{self.incident.short_number}-{self.serial}"

    @property
    def unit_path(self) -> str:
        """Whose it is, for access."""
        return self.station.unit.path
