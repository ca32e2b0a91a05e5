"""Check plans 检查计划: what is to be checked in a year, a quarter or a month, approved by another than who made it."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import plans
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_check_plan"


class CheckPlanQuerySet(models.QuerySet["CheckPlan"]):
    """Words for check plans."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "CheckPlanQuerySet":
        """The plans of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))


@pghistory.track()
class CheckPlan(models.Model):
    """One unit's plan of checks for a period."""

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = plans.DRAFT, pgettext_lazy("check plan", "draft")
        SUBMITTED = plans.SUBMITTED, pgettext_lazy("check plan", "submitted for approval")
        APPROVED = plans.APPROVED, pgettext_lazy("check plan", "approved")
        WITHDRAWN = plans.WITHDRAWN, _("withdrawn")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="check_plans", verbose_name=_("unit"))
    period = models.CharField(_("period"), max_length=10, help_text=_("2026, 2026Q3 or 2026-03"))
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))
    title = models.CharField(_("title"), max_length=100)
    grounds = models.CharField(_("grounds"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    returned_reason = models.CharField(_("why sent back"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = CheckPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("check plan")
        verbose_name_plural = _("check plans")
        indexes = [models.Index(fields=["unit", "-since_date"], name="check_plan_of_unit")]
        constraints = [
            models.CheckConstraint(name="check_plan_dates", condition=Q(until_date__gt=F("since_date"))),
            models.CheckConstraint(
                name="check_plan_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("made_by")) & (Q(submitted_by=None) | ~Q(approved_by=F("submitted_by")))),
            ),
            models.CheckConstraint(
                name="check_plan_instants_fit_state",
                condition=Q(state=plans.DRAFT, approved_at=None, withdrawn_at=None)
                | Q(state=plans.SUBMITTED, submitted_at__isnull=False, approved_at=None, withdrawn_at=None)
                | Q(state=plans.APPROVED, approved_at__gte=F("submitted_at"), approved_by__isnull=False)
                | Q(state=plans.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=plans.PLAN.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


@pghistory.track()
class PlanItem(models.Model):
    """One planned check of a plan; it becomes a check when the plan is approved."""

    plan = models.ForeignKey(CheckPlan, models.PROTECT, related_name="items", verbose_name=_("check plan"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="+", verbose_name=_("premises"))
    scheduled_date = models.DateField(_("scheduled on"))
    form = models.CharField(_("form of check"), max_length=12, choices=Inspection.Form)
    checklist = models.CharField(_("checklist"), max_length=40)
    drive = models.ForeignKey(
        "SpecialDrive", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drive")
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    inspection = models.OneToOneField(
        Inspection, models.PROTECT, null=True, blank=True, related_name="plan_item", verbose_name=_("check")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("planned check")
        verbose_name_plural = _("planned checks")
        ordering: ClassVar[list[str]] = ["scheduled_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "premises", "scheduled_date"],
                condition=Q(withdrawn_at=None),
                name="planned_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premises} {self.scheduled_date}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.plan.unit.path


class SpecialDriveQuerySet(models.QuerySet["SpecialDrive"]):
    """Words for drives."""

    def visible_to(self, user: Any, permission: str = "inspections.view_inspection") -> "SpecialDriveQuerySet":
        """The drives of the units a reader reaches, and those of the units over them, which bind them."""
        paths = user.paths(permission)
        over = [path[: at + 1] for path in paths for at, sign in enumerate(path) if sign == "."]
        return self.filter(within(paths, "unit__path") | Q(unit__path__in=over))

    def running(self) -> "SpecialDriveQuerySet":
        """Those not ended."""
        return self.filter(ended_at=None)


@pghistory.track()
class SpecialDrive(models.Model):
    """A drive of special checks 专项检查: a label that checks bear, so that they can be counted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="check_drives", verbose_name=_("unit"))
    kind = models.CharField(_("kind of drive"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    document = models.CharField(_("document"), max_length=100, blank=True)
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[Any] = SpecialDriveQuerySet.as_manager()

    class Meta:
        verbose_name = _("drive of special checks")
        verbose_name_plural = _("drives of special checks")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="drive_name_once_per_unit"),
            models.CheckConstraint(
                name="drive_dates", condition=Q(until_date=None) | Q(until_date__gte=F("since_date"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
