"""Sectors 战斗段, the vehicles in them, and tasks 任务."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces.models import Vehicle
from lanyan.incidents.models import Run
from lanyan.scene.models.common import NEVER_DELETED, OfSceneQuerySet, instant, somebody, text
from lanyan.scene.models.scenes import Scene
from lanyan.scene.rules import life


@pghistory.track()
class Sector(models.Model):
    """A part of the scene with its own leader."""

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="sectors", verbose_name=_("scene"))
    name = models.CharField(_("name"), max_length=40)
    leader = text(_("leader"), 40)
    words = text(_("what it is for"), 200)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = somebody(_("opened by"))
    ended_at = instant(_("ended"))
    ended_reason = text(_("why ended"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [
            models.UniqueConstraint(name="sector_name_once", fields=["scene", "name"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="sector_ends_after_opening", condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at"))
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SectorVehicle(models.Model):
    """A vehicle in a sector for a time: in one at a time at one scene."""

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="placings", verbose_name=_("scene"))
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="placings", verbose_name=_("sector"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="+", verbose_name=_("vehicle"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name=_("run"))
    since_at = models.DateTimeField(_("since"))
    until_at = instant(_("until"))
    by = somebody(_("by"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle in a sector")
        verbose_name_plural = _("vehicles in sectors")
        constraints = [
            models.UniqueConstraint(
                name="vehicle_in_one_sector", fields=["scene", "vehicle"], condition=Q(until_at=None)
            ),
            models.CheckConstraint(
                name="placing_ends_after_begin", condition=Q(until_at=None) | Q(until_at__gte=F("since_at"))
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.sector}"


@pghistory.track()
class Task(models.Model):
    """A task given to a sector or a vehicle: acknowledged, done, or stopped with the reason."""

    class State(models.TextChoices):
        """How far it has come."""

        GIVEN = life.GIVEN, pgettext_lazy("task", "given")
        ACKNOWLEDGED = life.ACKNOWLEDGED, pgettext_lazy("task", "acknowledged")
        DONE = life.DONE, pgettext_lazy("task", "done")
        STOPPED = life.STOPPED, pgettext_lazy("task", "stopped")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="tasks", verbose_name=_("scene"))
    number = models.PositiveSmallIntegerField(_("number"))
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("sector")
    )
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vehicle"))
    words = models.CharField(_("task"), max_length=200)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.GIVEN)
    given_at = models.DateTimeField(_("given at"))
    given_by = somebody(_("given by"))
    acknowledged_at = instant(_("acknowledged at"))
    acknowledged_by = somebody(_("acknowledged by"))
    ended_at = instant(_("ended"))
    ended_by = somebody(_("ended by"))
    result = text(_("result or reason"))

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("task on the scene")
        verbose_name_plural = _("tasks on the scene")
        constraints = [
            models.UniqueConstraint(name="task_numbered_once", fields=["scene", "number"]),
            models.CheckConstraint(
                name="task_of_sector_or_vehicle",
                condition=Q(sector__isnull=False, run=None) | Q(sector=None, run__isnull=False),
            ),
            models.CheckConstraint(
                name="task_over_has_instant",
                condition=Q(state__in=life.TASK_OPEN, ended_at=None)
                | Q(state__in=(life.DONE, life.STOPPED), ended_at__isnull=False),
            ),
            models.CheckConstraint(name="task_stopped_has_reason", condition=~Q(state=life.STOPPED) | ~Q(result="")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.TASK.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words}"

    @property
    def is_open(self) -> bool:
        """Is somebody still to do it?"""
        return self.state in life.TASK_OPEN

    @property
    def whose(self) -> str:
        """Who is to do it."""
        return str(self.sector) if self.sector_id else self.run.vehicle.call_sign if self.run else "—"
