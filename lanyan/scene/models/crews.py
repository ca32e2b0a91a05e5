"""Crews inside 内攻小组: who went in where and when, with what air, and when they came out."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Run
from lanyan.scene.models.common import APPEND_ONLY, NEVER_DELETED, Noted, OfSceneQuerySet, instant, somebody, text
from lanyan.scene.models.scenes import Scene
from lanyan.scene.models.sectors import Sector
from lanyan.scene.rules import life
from lanyan.scene.rules.air import MOST_BAR

MOST_PEOPLE = 30


class CrewQuerySet(OfSceneQuerySet):
    """Words for crews."""

    def inside(self) -> "CrewQuerySet":
        """Those that have not come out."""
        return self.filter(state=life.INSIDE)


@pghistory.track()
class Crew(models.Model):
    """One crew from going in to coming out. The air is that of whoever had least at the last reading."""

    class State(models.TextChoices):
        """Where it is."""

        INSIDE = life.INSIDE, pgettext_lazy("crew", "inside")
        OUT = life.OUT, pgettext_lazy("crew", "out")
        WITHDRAWN = life.WITHDRAWN, pgettext_lazy("crew", "entered by mistake")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="crews", verbose_name=_("scene"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(pgettext_lazy("crew", "name"), max_length=40)
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vehicle"))
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="crews", verbose_name=_("sector")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INSIDE)
    headcount = models.PositiveSmallIntegerField(_("number of people"))
    names = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("names"))
    point = models.CharField(_("went in by"), max_length=60)
    task = text(_("task"), 120)
    entered_at = models.DateTimeField(pgettext_lazy("crew", "went in"))
    entered_by = somebody(_("registered by"))

    # Null without breathing apparatus. What the tables said when it went in stays with it.
    cylinder = text(_("cylinder"), 40)
    rate = text(_("consumption"), 40)
    volume_l = models.FloatField(_("cylinder volume, L"), null=True, blank=True)
    rate_l_min = models.FloatField(_("consumption, L/min"), null=True, blank=True)
    entry_bar = models.PositiveSmallIntegerField(_("pressure going in, bar"), null=True, blank=True)
    read_bar = models.PositiveSmallIntegerField(_("pressure last read, bar"), null=True, blank=True)
    read_at = instant(_("last read at"))
    must_leave_at = instant(_("must leave by"))
    low_air_at = instant(_("low air at"))
    empty_at = instant(_("no air at"))

    mayday_at = instant(_("mayday at"))
    mayday_words = text(_("mayday"))
    out_at = instant(pgettext_lazy("crew", "came out"))
    out_by = somebody(_("noted by"))
    reason = text(_("why withdrawn"))

    objects: ClassVar[Any] = CrewQuerySet.as_manager()

    class Meta:
        verbose_name = _("crew inside")
        verbose_name_plural = _("crews inside")
        indexes = [models.Index(fields=["scene"], name="crew_inside", condition=Q(state=life.INSIDE))]
        constraints = [
            models.UniqueConstraint(name="crew_numbered_once", fields=["scene", "number"]),
            models.UniqueConstraint(name="crew_name_once", fields=["scene", "name"], condition=Q(state=life.INSIDE)),
            models.CheckConstraint(name="crew_of_people", condition=Q(headcount__gte=1, headcount__lte=MOST_PEOPLE)),
            models.CheckConstraint(
                name="crew_names_not_more", condition=Q(names__len__lte=F("headcount")) | Q(names=[])
            ),
            models.CheckConstraint(
                name="crew_air_whole",
                condition=Q(volume_l=None, rate_l_min=None, read_bar=None, read_at=None, must_leave_at=None)
                | Q(
                    volume_l__gt=0,
                    rate_l_min__gt=0,
                    read_bar__gte=0,
                    read_bar__lte=MOST_BAR,
                    read_at__isnull=False,
                    must_leave_at__isnull=False,
                    low_air_at__isnull=False,
                    empty_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="crew_out_has_instant",
                condition=Q(state=life.OUT, out_at__gte=F("entered_at")) | (~Q(state=life.OUT) & Q(out_at=None)),
            ),
            models.CheckConstraint(
                name="crew_withdrawn_has_reason",
                condition=Q(state=life.WITHDRAWN) & ~Q(reason="") | ~Q(state=life.WITHDRAWN) & Q(reason=""),
            ),
            # Who calls mayday does not leave quietly: it is ended first.
            models.CheckConstraint(name="crew_mayday_inside", condition=Q(mayday_at=None) | Q(state=life.INSIDE)),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.CREW.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> str:
        """Its names, as far as they are known."""
        return "、".join(self.names)


class AirReading(Noted):
    """A pressure that was read: of whoever had least."""

    crew = models.ForeignKey(Crew, models.PROTECT, related_name="readings", verbose_name=_("crew"))
    bar = models.PositiveSmallIntegerField(_("pressure, bar"))

    class Meta:
        verbose_name = _("reading of air")
        verbose_name_plural = _("readings of air")
        triggers: ClassVar[list[Any]] = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.crew} {self.bar} bar"
