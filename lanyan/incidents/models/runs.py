"""Runs: one vehicle on its way to one incident and back."""

from datetime import timedelta
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Vehicle
from lanyan.incidents import rules
from lanyan.incidents.models.incidents import Incident
from lanyan.incidents.models.orders import DispatchOrder
from lanyan.units.models import Unit, within


def _in_order(*keys: str) -> Q:
    """Every two of these instants stand in this order, as far as both are known."""
    condition = Q()
    for at, before in enumerate(keys):
        for after in keys[at + 1 :]:
            condition &= (
                Q(**{f"{before}_at": None}) | Q(**{f"{after}_at__gte": F(f"{before}_at")}) | Q(**{f"{after}_at": None})
            )
    return condition


class RunQuerySet(models.QuerySet["Run"]):
    """Words for runs."""

    def visible_to(self, user: Any, permission: str = "incidents.view_incident") -> "RunQuerySet":
        """Runs of a reader's own units, and to incidents in the reader's area."""
        paths = user.paths(permission)
        return self.filter(within(paths, "unit__path") | within(paths, "incident__unit__path"))

    def open(self) -> "RunQuerySet":
        """Those whose vehicle is not ready again."""
        return self.filter(ended_at=None)

    def turned_out(self) -> "RunQuerySet":
        """What counts as a vehicle run 辆次: the vehicle left its station; exercises never count."""
        return self.filter(departed_at__isnull=False)


# The provenance grows beside the stamps and already says who entered each and when.
@pghistory.track(exclude=["provenance"])
class Run(models.Model):
    """One vehicle's way to one incident and back, with its own life and stamps."""

    class Status(models.TextChoices):
        """The last stamp of the run."""

        ORDERED = rules.ORDERED, _("not received")
        RECEIVED = rules.RECEIVED, _("order received")
        DEPARTED = rules.DEPARTED, _("on the way")
        ARRIVED = rules.ARRIVED, _("at the scene")
        DEPLOYED = rules.DEPLOYED, _("deployed")
        WATER_ON = rules.WATER_ON, _("water on")
        CONTROLLED = rules.CONTROLLED, _("under control")
        KNOCKED_DOWN = rules.KNOCKED_DOWN, _("knocked down")
        WATER_OFF = rules.WATER_OFF, _("water off")
        LEFT_SCENE = rules.LEFT_SCENE, _("left the scene")
        AVAILABLE = rules.AVAILABLE, _("free on the way back")
        RETURNED = rules.RETURNED, _("back at station")
        READY = rules.READY, _("ready again")
        TURNED_BACK = rules.TURNED_BACK, _("turned back")
        STOOD_DOWN = rules.STOOD_DOWN, _("stood down")
        DIVERTED = rules.DIVERTED, _("sent elsewhere")

    order = models.ForeignKey(DispatchOrder, models.PROTECT, related_name="runs", verbose_name=_("order"))
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="runs", verbose_name=_("incident"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="runs", verbose_name=_("vehicle"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="runs", verbose_name=_("unit"))
    formation = models.CharField(_("formation"), max_length=40, blank=True)
    headcount = models.PositiveSmallIntegerField(_("people on board"))
    leader = models.CharField(_("leader"), max_length=40, blank=True)
    override_reason = models.CharField(_("why sent although busy"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ORDERED)

    ordered_at = models.DateTimeField(_("ordered"))
    # When the screen said it would be there, as the order was given; null where the screen said nothing.
    promised_at = models.DateTimeField(_("promised arrival"), null=True, blank=True)
    received_at = models.DateTimeField(_("order received"), null=True, blank=True)
    departed_at = models.DateTimeField(_("turned out"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    deployed_at = models.DateTimeField(_("deployed"), null=True, blank=True)
    water_on_at = models.DateTimeField(_("water on"), null=True, blank=True)
    controlled_at = models.DateTimeField(_("under control"), null=True, blank=True)
    knocked_down_at = models.DateTimeField(_("knocked down"), null=True, blank=True)
    water_off_at = models.DateTimeField(_("water off"), null=True, blank=True)
    left_scene_at = models.DateTimeField(_("left the scene"), null=True, blank=True)
    turned_back_at = models.DateTimeField(_("turned back"), null=True, blank=True)
    available_at = models.DateTimeField(_("free on the way back"), null=True, blank=True)
    returned_at = models.DateTimeField(_("back at station"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready again"), null=True, blank=True)
    # Set when the vehicle is ready again, stood down or sent elsewhere: the vehicle's next run may begin.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # {stamp: {"source": …, "by": user id, "entered_at": …}}: who or what said it, and when it was written down.
    provenance = models.JSONField(_("provenance"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle run")
        verbose_name_plural = _("vehicle runs")
        ordering: ClassVar[list[str]] = ["order_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vehicle"], condition=Q(ended_at=None), name="one_open_run_per_vehicle"),
            models.CheckConstraint(
                name="run_stamps_in_order",
                condition=_in_order(
                    "ordered", "received", "departed", "arrived", "left_scene", "available", "returned", "ready"
                ),
            ),
            models.CheckConstraint(
                name="run_scene_stamps_in_order",
                condition=_in_order(
                    "arrived", "deployed", "water_on", "controlled", "knocked_down", "water_off", "left_scene"
                ),
            ),
            models.CheckConstraint(
                name="run_turned_back_never_arrived",
                condition=Q(turned_back_at=None) | Q(arrived_at=None, turned_back_at__gte=F("departed_at")),
            ),
            models.CheckConstraint(
                name="run_ended_has_instant",
                condition=Q(status__in=rules.ENDED, ended_at__isnull=False)
                | (~Q(status__in=rules.ENDED) & Q(ended_at=None)),
            ),
            models.CheckConstraint(name="run_is_crewed", condition=Q(headcount__gte=1, headcount__lte=60)),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="status", transitions=sorted({*rules.RUN.pairs(), *rules.UNDO.pairs()})),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.incident}"

    @property
    def number(self) -> str:
        """Its order's number with the call sign: 3308-20240305-0001-1/SG-03."""
        return f"{self.order.number}/{self.vehicle.call_sign}"

    @property
    def unit_path(self) -> str:
        """Whose it is, for access."""
        return self.unit.path

    def times(self) -> dict[str, Any]:
        """All instants by stamp key, `ordered` first."""
        return {"ordered": self.ordered_at, **{key: getattr(self, f"{key}_at") for key in rules.STAMP}}

    def interval(self, before: str, after: str) -> timedelta | None:
        """The time between two stamps, or None when one is missing."""
        first, second = getattr(self, f"{before}_at"), getattr(self, f"{after}_at")
        return second - first if first is not None and second is not None else None
