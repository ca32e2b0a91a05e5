"""Posts 执勤点 of a guard, and who and what is stationed there."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces.models import Vehicle
from lanyan.guards.models.guards import NEVER_DELETED, VIEW, Guard, instant, text
from lanyan.incidents.models import Run
from lanyan.people.models import Person

MOST_PEOPLE = 200


class OfGuardQuerySet(models.QuerySet[Any]):
    """Words for whatever belongs to a guard."""

    path = "guard"

    def visible_to(self, user: Any, permission: str = VIEW) -> "OfGuardQuerySet":
        """Those of guards a reader sees."""
        return self.filter(**{f"{self.path}__in": Guard.objects.visible_to(user, permission).values("pk")})

    def standing(self) -> "OfGuardQuerySet":
        """Those not given up."""
        return self.filter(ended_at=None)


class OfPostQuerySet(OfGuardQuerySet):
    """The same for what belongs to a post."""

    path = "post__guard"


@pghistory.track()
class GuardPost(models.Model):
    """One post 执勤点: where, for what, from when to when, with how many people, and how often a round is made."""

    guard = models.ForeignKey(Guard, models.PROTECT, related_name="posts", verbose_name=_("guard"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)
    task = models.CharField(_("task"), max_length=300)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    since_at = models.DateTimeField(_("held from"))
    until_at = models.DateTimeField(_("held until"))
    people_needed = models.PositiveSmallIntegerField(_("people needed"))
    # Null: no rounds are made from here.
    round_minutes = models.PositiveSmallIntegerField(_("a round every, minutes"), null=True, blank=True)
    ended_at = instant(_("given up at"))
    ended_reason = text(_("why given up"))

    objects: ClassVar[Any] = OfGuardQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("guard", "post")
        verbose_name_plural = pgettext_lazy("guard", "posts")
        ordering: ClassVar[list[str]] = ["guard_id", "number"]
        constraints = [
            models.UniqueConstraint(name="guard_post_numbered_once", fields=["guard", "number"]),
            models.UniqueConstraint(name="guard_post_named_once", fields=["guard", "name"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="guard_post_ends_after_beginning", condition=Q(until_at__gt=F("since_at"))),
            models.CheckConstraint(
                name="guard_post_crewed", condition=Q(people_needed__gte=1, people_needed__lte=MOST_PEOPLE)
            ),
            models.CheckConstraint(
                name="guard_post_rounds_sane",
                condition=Q(round_minutes=None) | Q(round_minutes__gte=5, round_minutes__lte=720),
            ),
            models.CheckConstraint(
                name="guard_post_given_up_with_reason",
                condition=Q(ended_at=None, ended_reason="") | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.guard.unit.path


class Posted(models.Model):
    """Stationed at a post from when to when, until taken off with a reason."""

    since_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    ended_at = instant(_("taken off at"))
    ended_reason = text(_("why taken off"))

    class Meta:
        abstract = True


def _sane(name: str) -> list[Any]:
    return [
        models.CheckConstraint(name=f"{name}_ends_after_beginning", condition=Q(until_at__gt=F("since_at"))),
        models.CheckConstraint(
            name=f"{name}_off_with_reason",
            condition=Q(ended_at=None, ended_reason="") | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
        ),
    ]


@pghistory.track()
class PostPerson(Posted):
    """Somebody posted: told when the plan is approved, and seen when the person says so."""

    post = models.ForeignKey(
        GuardPost, models.PROTECT, related_name="people", verbose_name=pgettext_lazy("guard", "post")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    leads = models.BooleanField(_("leads the post"), default=False)
    told_at = instant(_("told at"))
    seen_at = instant(_("seen at"))

    objects: ClassVar[Any] = OfPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("person at a post")
        verbose_name_plural = _("people at posts")
        ordering: ClassVar[list[str]] = ["post_id", "since_at", "pk"]
        indexes = [models.Index(fields=["person", "until_at"], name="posted_person", condition=Q(ended_at=None))]
        constraints = [
            *_sane("posted_person"),
            models.UniqueConstraint(
                name="posted_person_once", fields=["post", "person", "since_at"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="posted_person_seen_after_told",
                condition=Q(seen_at=None) | Q(told_at__isnull=False, seen_at__gte=F("told_at")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.post.guard.unit.path


@pghistory.track()
class PostVehicle(Posted):
    """A vehicle stationed ahead 前置; its run belongs to the guard's incident."""

    post = models.ForeignKey(
        GuardPost, models.PROTECT, related_name="vehicles", verbose_name=pgettext_lazy("guard", "post")
    )
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="+", verbose_name=_("vehicle"))
    # The name of the formation it was posted with; empty for a vehicle by itself.
    formation = text(_("formation"), 40)
    headcount = models.PositiveSmallIntegerField(_("people on board"), null=True, blank=True)
    run = models.ForeignKey(
        Run, models.PROTECT, null=True, blank=True, related_name="posted", verbose_name=_("vehicle run")
    )

    objects: ClassVar[Any] = OfPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle at a post")
        verbose_name_plural = _("vehicles at posts")
        ordering: ClassVar[list[str]] = ["post_id", "since_at", "pk"]
        indexes = [models.Index(fields=["vehicle", "until_at"], name="posted_vehicle", condition=Q(ended_at=None))]
        constraints = [
            *_sane("posted_vehicle"),
            models.UniqueConstraint(
                name="posted_vehicle_once", fields=["post", "vehicle", "since_at"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="posted_vehicle_crewed",
                condition=Q(headcount=None) | Q(headcount__gte=1, headcount__lte=60),
            ),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED, pgtrigger.Protect(
            name="run_stays", operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__run__isnull=False) & pgtrigger.Q(old__run__df=pgtrigger.F("new__run")),
        )]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.post}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.post.guard.unit.path
