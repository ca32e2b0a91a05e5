"""Dispatch plans 等级调派方案: what a unit sends by kind, object and level of an incident, version by version."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.models.incidents import Incident
from lanyan.units.models import Unit, within

VIEW = "incidents.view_plans"
# More of anything than any city has: catches a slip of the finger.
MOST_QUANTITY = 10_000


def above(path: str) -> list[str]:
    """A unit's path and those of all units over it: `01.03.` gives `01.` and `01.03.`."""
    parts = path.split(".")
    return [".".join(parts[: number + 1]) + "." for number in range(len(parts) - 1)]


class DispatchPlanQuerySet(models.QuerySet["DispatchPlan"]):
    """Words for dispatch plans."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "DispatchPlanQuerySet":
        """The plans of the units a reader reaches; to look at, also what is or was in force over these units."""
        paths = user.paths(permission)
        mine = within(paths, "unit__path")
        if permission != VIEW:
            return self.filter(mine)
        over = [each for path in paths for each in above(path)]
        return self.filter(mine | Q(unit__path__in=over, since_at__isnull=False))

    def in_force(self) -> "DispatchPlanQuerySet":
        """Those that hold now: one a unit at most."""
        return self.filter(state=rules.IN_FORCE)

    def standing(self, path: str, at: datetime | None = None) -> "DispatchPlanQuerySet":
        """Those in force on the ground of a unit now (or until an instant), the nearest unit's first."""
        held = self.in_force() if at is None else self.filter(Q(ended_at=None) | Q(ended_at__gte=at), since_at__lte=at)
        return held.nearest(above(path))

    def nearest(self, grounds: list[str]) -> "DispatchPlanQuerySet":
        """Those of the units of these paths, the nearest unit's first."""
        return self.filter(unit__path__in=grounds).order_by("-unit__path", "-since_at", "-version")


@pghistory.track()
class DispatchPlan(models.Model):
    """One version of a unit's table; a battalion's own stands over the detachment's on its ground."""

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = rules.DRAFT, pgettext_lazy("dispatch plan", "draft")
        IN_FORCE = rules.IN_FORCE, pgettext_lazy("dispatch plan", "in force")
        ENDED = rules.PLAN_ENDED, pgettext_lazy("dispatch plan", "ended")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dispatch_plans", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    is_starter = models.BooleanField(_("starting values, not settled yet"), default=False)
    each_soonest = models.BooleanField(_("every need by its own least time"), default=False)
    changed_at = models.DateTimeField(_("last changed"))
    since_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = DispatchPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch plan")
        verbose_name_plural = _("dispatch plans")
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="plan_version_once_per_unit"),
            models.UniqueConstraint(fields=["unit"], condition=Q(state=rules.IN_FORCE), name="one_plan_in_force"),
            models.CheckConstraint(name="plan_has_name_and_source", condition=~Q(name="") & ~Q(source="")),
            models.CheckConstraint(
                name="plan_instants_fit_state",
                condition=Q(state="DRAFT", since_at=None, ended_at=None, withdrawn_at=None)
                | Q(state="IN_FORCE", since_at__isnull=False, ended_at=None, withdrawn_at=None)
                | Q(state="ENDED", since_at__isnull=False, ended_at__gte=F("since_at"), withdrawn_at=None)
                | Q(state="WITHDRAWN", since_at=None, ended_at=None, withdrawn_at__isnull=False)
                & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=rules.PLAN.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return gettext("{name} v{version}").format(name=self.name, version=self.version)

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


@pghistory.track()
class PlanRow(models.Model):
    """So much of one capability for incidents of a kind; what it leaves open (sub-kind, object, level) is any."""

    plan = models.ForeignKey(DispatchPlan, models.PROTECT, related_name="rows", verbose_name=_("dispatch plan"))
    kind = models.CharField(_("kind"), max_length=8, choices=Incident.Kind)
    subkind = models.CharField(_("sub-kind"), max_length=40, blank=True)
    place_class = models.CharField(_("object"), max_length=20, blank=True, choices=rules.PLACE_CLASSES)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    capability = models.CharField(_("capability"), max_length=40)
    quantity = models.FloatField(_("quantity"))

    class Meta:
        verbose_name = _("row of a dispatch plan")
        verbose_name_plural = _("rows of dispatch plans")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "subkind", "place_class", "level", "capability"],
                nulls_distinct=False,
                name="plan_says_each_thing_once",
            ),
            models.CheckConstraint(name="plan_row_quantity", condition=Q(quantity__gt=0, quantity__lte=MOST_QUANTITY)),
            models.CheckConstraint(
                name="plan_row_level_of_kind",
                condition=Q(level=None)
                | Q(kind=rules.FIRE, level__range=(1, rules.HIGHEST_LEVEL[rules.FIRE]))
                | Q(kind=rules.RESCUE, level__range=(1, rules.HIGHEST_LEVEL[rules.RESCUE])),
            ),
            models.CheckConstraint(name="plan_row_object_of_fire", condition=Q(place_class="") | Q(kind=rules.FIRE)),
        ]
        triggers = [
            # What was in force stays as it was: a change is a new version.
            pgtrigger.Trigger(
                name="only_in_drafts",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                IF EXISTS (
                    SELECT FROM incidents_dispatchplan
                    WHERE id IN (NEW.plan_id, OLD.plan_id) AND state <> 'DRAFT'
                ) THEN
                    RAISE EXCEPTION 'the rows of a dispatch plan change only while it is a draft';
                END IF;
                RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        level = "" if self.level is None else f" {self.level}"
        return f"{self.get_kind_display()}{level} {self.capability}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.plan.unit.path
