"""The guard: what is guarded, when, under whom, by whose approval, and what came of it."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.guards.rules import life
from lanyan.incidents.models import Incident
from lanyan.kernel.models import Code
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW, PLAN, APPROVE, RUN, STAMP = (
    "guards.view_guard",
    "guards.plan_guard",
    "guards.approve_guard",
    "guards.run_guard",
    "guards.stamp_post",
)
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


def somebody(name: Any) -> Any:
    """A reference to a login; nobody where the system did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


def instant(name: Any) -> Any:
    """An instant that may not have come yet."""
    return models.DateTimeField(name, null=True, blank=True)


def text(name: Any, most: int = 200) -> Any:
    """A text that may be empty."""
    return models.CharField(name, max_length=most, blank=True)


class GuardQuerySet(models.QuerySet["Guard"]):
    """Words for guards."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "GuardQuerySet":
        """Guards of the units a reader reaches, and those to which people or vehicles of theirs are posted."""
        paths = user.paths(permission)
        # People and vehicles stand in the next file and know this one: their models are reached through the relation.
        posts = self.model._meta.get_field("posts").related_model
        people, vehicles = (posts._meta.get_field(name).related_model.objects for name in ("people", "vehicles"))
        here = {"post__guard": OuterRef("pk"), "ended_at": None}
        return self.filter(
            within(paths, "unit__path")
            | Exists(people.filter(within(paths, "person__unit__path"), **here))
            | Exists(vehicles.filter(within(paths, "vehicle__home__unit__path"), **here))
        )

    def of_span(self, since: datetime, until: datetime) -> "GuardQuerySet":
        """Those that go on at some instant of a half-open span, as planned."""
        return self.filter(starts_at__lt=until, ends_at__gt=since)

    def standing(self) -> "GuardQuerySet":
        """Those not withdrawn."""
        return self.exclude(state=life.WITHDRAWN)

    def counted(self) -> "GuardQuerySet":
        """What counts as held: begun, not withdrawn, no exercise."""
        return self.filter(state__in=life.HELD, is_exercise=False)


@pghistory.track()
class Guard(models.Model):
    """One guard duty 安保勤务, from its plan to its summary."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = life.DRAFT, pgettext_lazy("guard", "being planned")
        SUBMITTED = life.SUBMITTED, pgettext_lazy("guard", "to be approved")
        APPROVED = life.APPROVED, pgettext_lazy("guard", "approved")
        UNDER_WAY = life.UNDER_WAY, pgettext_lazy("guard", "under way")
        STOOD_DOWN = life.STOOD_DOWN, pgettext_lazy("guard", "stood down")
        CLOSED = life.CLOSED, pgettext_lazy("guard", "closed")
        WITHDRAWN = life.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="guards", verbose_name=_("unit"))
    # A row of the list `incident_kinds` below guard duty: as its incident will be counted.
    kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("kind"))
    title = models.CharField(_("title"), max_length=80)
    why = models.CharField(pgettext_lazy("guard", "reason and basis"), max_length=300)
    is_exercise = models.BooleanField(_("exercise"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    address = models.CharField(_("place"), max_length=200)
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("premises")
    )
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    commander = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("commander")
    )
    crowd = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    risks = models.TextField(_("risks"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    radio = text(_("radio and telephone"), 120)

    planned_by = somebody(_("planned by"))
    planned_at = models.DateTimeField(_("planned at"))
    submitted_at = instant(_("submitted at"))
    returned_reason = text(_("why sent back"))
    approved_by = somebody(_("approved by"))
    approved_at = instant(_("approved at"))
    # Why it was approved although people or vehicles were in conflict.
    conflicts_reason = text(_("why approved with conflicts"))
    begun_at = instant(_("begun at"))
    stood_down_at = instant(_("stood down at"))
    closed_at = instant(_("closed at"))
    summary = models.TextField(_("summary"), blank=True)
    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = text(_("why withdrawn"))
    incident = models.OneToOneField(
        Incident, models.PROTECT, null=True, blank=True, related_name="guard", verbose_name=_("incident")
    )

    objects: ClassVar[Any] = GuardQuerySet.as_manager()

    class Meta:
        verbose_name = _("guard")
        verbose_name_plural = _("guards")
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="guard_of_unit"),
            models.Index(fields=["-starts_at", "-id"], name="guard_latest"),
            models.Index(fields=["begun_at"], name="guard_begun", condition=Q(begun_at__isnull=False)),
            models.Index(fields=["id"], name="guard_under_way", condition=Q(state=life.UNDER_WAY)),
        ]
        constraints = [
            models.CheckConstraint(name="guard_ends_after_beginning", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="guard_on_earth", condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)
            ),
            models.CheckConstraint(
                name="guard_approved_by_another",
                condition=Q(approved_by=None)
                | Q(planned_by=None)
                | ~Q(approved_by=F("planned_by")) & Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="guard_held_has_incident",
                condition=~Q(state__in=life.HELD)
                | Q(incident__isnull=False, begun_at__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="guard_over_has_instant",
                condition=~Q(state__in=(life.STOOD_DOWN, life.CLOSED)) | Q(stood_down_at__gte=F("begun_at")),
            ),
            models.CheckConstraint(
                name="guard_closed_has_summary",
                condition=~Q(state=life.CLOSED) | Q(closed_at__isnull=False) & ~Q(summary=""),
            ),
            models.CheckConstraint(
                name="guard_withdrawn_has_reason",
                condition=Q(state=life.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=life.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.GUARD.pairs()),
            NEVER_DELETED,
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def is_planned(self) -> bool:
        """May its plan be changed?"""
        return self.state == life.DRAFT
