"""Rounds that are due, and the stamps made at posts."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.models.guards import NEVER_DELETED, Guard, instant, somebody, text
from lanyan.guards.models.posts import GuardPost, OfGuardQuerySet, OfPostQuerySet
from lanyan.guards.rules import life, standing
from lanyan.inspections.models import Clue
from lanyan.people.models import Person


class StampQuerySet(OfGuardQuerySet):
    """Words for stamps."""

    def standing(self) -> "StampQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Stamp(models.Model):
    """One stamp 打卡: who did what at which post, when it happened and when it was written down."""

    class Kind(models.TextChoices):
        """What was done."""

        ARRIVED = standing.ARRIVED, pgettext_lazy("stamp", "at the post")
        ROUND = standing.ROUND, pgettext_lazy("stamp", "round done")
        FOUND = standing.FOUND, pgettext_lazy("stamp", "found something")
        RELIEVED = standing.RELIEVED, pgettext_lazy("stamp", "relieved")
        LEFT = standing.LEFT, pgettext_lazy("stamp", "left the post")

    guard = models.ForeignKey(Guard, models.PROTECT, related_name="stamps", verbose_name=_("guard"))
    post = models.ForeignKey(
        GuardPost, models.PROTECT, related_name="stamps", verbose_name=pgettext_lazy("guard", "post")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    relieves = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("relieves")
    )
    words = text(_("words"), 300)
    clue = models.ForeignKey(Clue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clue"))
    at = models.DateTimeField(_("at"))
    entered_at = models.DateTimeField(_("entered at"))
    by = somebody(_("entered by"))
    # Only where the device gave it.
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    # Made on the device: the same key again is the same stamp.
    key = models.CharField(_("key"), max_length=64, null=True, blank=True, unique=True)
    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = text(_("why withdrawn"))

    objects: ClassVar[Any] = StampQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("guard", "stamp")
        verbose_name_plural = pgettext_lazy("guard", "stamps")
        indexes = [
            models.Index(fields=["guard", "-at"], name="stamp_latest"),
            models.Index(fields=["post", "at"], name="stamp_of_post"),
        ]
        constraints = [
            models.CheckConstraint(
                name="stamp_relief_names_another",
                condition=Q(relieves=None) | Q(kind=standing.RELIEVED) & ~Q(relieves=F("person")),
            ),
            models.CheckConstraint(name="stamp_finding_says_what", condition=~Q(kind=standing.FOUND) | ~Q(words="")),
            models.CheckConstraint(
                name="stamp_point_whole",
                condition=Q(lon=None, lat=None) | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
            models.CheckConstraint(
                name="stamp_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.post} · {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.guard.unit.path


class RoundQuerySet(OfPostQuerySet):
    """Words for rounds."""

    def due(self) -> "RoundQuerySet":
        """Those nobody has done and whose time has not passed."""
        return self.filter(state=life.DUE)


@pghistory.track()
class Round(models.Model):
    """One round that is due at a post: what was due and not done is a row too."""

    class State(models.TextChoices):
        """What became of it."""

        DUE = life.DUE, pgettext_lazy("round", "due")
        DONE = life.DONE, pgettext_lazy("round", "done")
        MISSED = life.MISSED, pgettext_lazy("round", "missed")
        LAPSED = life.LAPSED, pgettext_lazy("round", "not due any more")

    post = models.ForeignKey(
        GuardPost, models.PROTECT, related_name="rounds", verbose_name=pgettext_lazy("guard", "post")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    due_since_at = models.DateTimeField(_("due from"))
    due_until_at = models.DateTimeField(_("due until"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DUE)
    stamp = models.ForeignKey(
        Stamp,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=pgettext_lazy("guard", "stamp"),
    )
    missed_at = instant(_("missed at"))

    objects: ClassVar[Any] = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("guard", "round")
        verbose_name_plural = pgettext_lazy("guard", "rounds")
        ordering: ClassVar[list[str]] = ["post_id", "number"]
        indexes = [
            models.Index(fields=["due_until_at"], name="round_due", condition=Q(state=life.DUE)),
            models.Index(fields=["due_since_at"], name="round_since"),
        ]
        constraints = [
            models.UniqueConstraint(name="round_numbered_once", fields=["post", "number"]),
            models.CheckConstraint(name="round_ends_after_beginning", condition=Q(due_until_at__gt=F("due_since_at"))),
            models.CheckConstraint(
                name="round_done_by_stamp",
                condition=Q(state=life.DONE, stamp__isnull=False) | ~Q(state=life.DONE) & Q(stamp=None),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.ROUND.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.number}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.post.guard.unit.path
