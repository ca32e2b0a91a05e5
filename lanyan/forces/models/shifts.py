"""Shift sheets 执勤编成表, the seats on them, roll-calls."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces import rules
from lanyan.forces.models.stations import Station
from lanyan.forces.models.vehicles import Vehicle
from lanyan.people.models import Person
from lanyan.units.models import within


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Words for shifts."""

    def visible_to(self, user: Any, permission: str = "forces.view_forces") -> "ShiftQuerySet":
        """The shifts of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "station__unit__path"))

    def in_force(self) -> "ShiftQuerySet":
        """Those on duty now: one a station at most."""
        return self.filter(state=Shift.State.IN_FORCE)


@pghistory.track()
class Shift(models.Model):
    """Who is on duty at a station from when to when, under whom."""

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = rules.DRAFT, _("being made")
        IN_FORCE = rules.IN_FORCE, _("on duty")
        ENDED = rules.ENDED, _("ended")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    station = models.ForeignKey(Station, models.PROTECT, related_name="shifts", verbose_name=_("station"))
    starts_at = models.DateTimeField(_("on duty from"))
    ends_at = models.DateTimeField(_("on duty until"))
    commander = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in command")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField(_("put in force"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        indexes = [models.Index(F("station"), F("starts_at").desc(), name="shift_newest")]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_beginning", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["station"], condition=Q(state="IN_FORCE"), name="one_shift_on_duty"),
            models.CheckConstraint(
                name="shift_instants_fit_state",
                condition=Q(state="DRAFT", begun_at=None, ended_at=None, withdrawn_at=None)
                | Q(state="IN_FORCE", begun_at__isnull=False, ended_at=None, withdrawn_at=None)
                | Q(state="ENDED", begun_at__isnull=False, ended_at__gte=F("begun_at"), withdrawn_at=None)
                | Q(state="WITHDRAWN", begun_at=None, ended_at=None, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.SHIFT.pairs())]

    def __str__(self) -> str:
        return f"{self.station} {localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.station.unit.path


@pghistory.track()
class Seat(models.Model):
    """One person's place on a shift: on a vehicle, or at the station when there is none."""

    class Role(models.TextChoices):
        """What the person does there."""

        COMMANDER = "COMMANDER", _("crew commander")
        DRIVER = "DRIVER", _("driver")
        SIGNALLER = "SIGNALLER", _("signaller")
        WATER = "WATER", _("water supply")
        FIREFIGHTER = "FIREFIGHTER", pgettext_lazy("seat", "firefighter")
        SAFETY = "SAFETY", _("safety officer")

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="seats", verbose_name=_("shift"))
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vehicle")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.FIREFIGHTER)
    # What the last roll-call found; null: the roll has not been called.
    present = models.BooleanField(_("present"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["shift", "person"], name="person_sits_once_per_shift")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.shift.station.unit.path


class RollCall(models.Model):
    """One calling of the roll 点名: a fact, never changed."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="roll_calls", verbose_name=_("shift"))
    at = models.DateTimeField(_("called at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by"))

    class Meta:
        verbose_name = _("roll-call")
        verbose_name_plural = _("roll-calls")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.shift} {localtime(self.at):%H:%M}"


class RollCallEntry(models.Model):
    """Whether one person answered."""

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="entries", verbose_name=_("roll-call"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    present = models.BooleanField(_("present"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("answer at a roll-call")
        verbose_name_plural = _("answers at roll-calls")
        constraints = [models.UniqueConstraint(fields=["roll_call", "person"], name="person_answers_once")]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.person)
