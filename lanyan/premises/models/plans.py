"""Pre-plans with their revisions, and visits of stations to know premises by heart."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.premises import rules
from lanyan.premises.models.common import WITHDRAWN
from lanyan.premises.models.facts import OfPremisesQuerySet
from lanyan.premises.models.premises import VIEW, Premises
from lanyan.units.models import Unit


@pghistory.track()
class PrePlan(models.Model):
    """A plan for an incident at premises 灭火救援预案; what it says stands in its revisions."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="pre_plans", verbose_name=_("premises"))
    title = models.CharField(_("title"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pre_plans", verbose_name=_("kept by"))

    objects: ClassVar[Any] = OfPremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("pre-plan")
        verbose_name_plural = _("pre-plans")

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        """Who keeps it, for access."""
        return self.unit.path


class RevisionQuerySet(models.QuerySet["PrePlanRevision"]):
    """Words for revisions."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "RevisionQuerySet":
        """Those of premises the reader sees."""
        return self.filter(plan__premises__in=Premises.objects.visible_to(user, permission).values("pk"))

    def in_force(self) -> "RevisionQuerySet":
        """The one of each plan that holds."""
        return self.filter(state=rules.IN_FORCE)


@pghistory.track()
class PrePlanRevision(models.Model):
    """One version of a pre-plan: written by one person, approved by another; drawings hang on it as files."""

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = rules.DRAFT, _("draft")
        IN_FORCE = rules.IN_FORCE, _("in force")
        REPLACED = rules.REPLACED, _("replaced")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    plan = models.ForeignKey(PrePlan, models.PROTECT, related_name="revisions", verbose_name=_("pre-plan"))
    number = models.PositiveSmallIntegerField(_("revision"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    overview = models.TextField(_("overview"), blank=True)
    approach = models.TextField(_("ways in and operating areas"), blank=True)
    water = models.TextField(pgettext_lazy("pre-plan", "water"), blank=True)
    key_parts = models.TextField(_("key parts and dangers"), blank=True)
    facilities = models.TextField(_("fixed facilities and control room"), blank=True)
    deployment = models.TextField(_("forces and their tasks"), blank=True)
    evacuation = models.TextField(_("people and their way out"), blank=True)
    cautions = models.TextField(_("cautions"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"), null=True
    )
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by"), null=True, blank=True
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of a pre-plan")
        verbose_name_plural = _("revisions of pre-plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="pre_plan_revision_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="IN_FORCE"), name="pre_plan_one_revision_in_force"
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="DRAFT"), name="pre_plan_one_draft"),
            models.CheckConstraint(
                name="pre_plan_approved_by_another",
                condition=Q(approved_by=None) | Q(author=None) | ~Q(approved_by=F("author")),
            ),
            models.CheckConstraint(
                name="pre_plan_in_force_was_approved",
                condition=Q(state__in=["DRAFT", "WITHDRAWN"]) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(name="pre_plan_withdrawn_has_reason", condition=WITHDRAWN),
        ]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.PLAN.pairs())]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    @property
    def unit_path(self) -> str:
        """Who keeps the plan, for access."""
        return self.plan.unit.path


@pghistory.track()
class Familiarisation(models.Model):
    """A visit of a station to know premises by heart 六熟悉; each part is known, not known, or not applicable."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="familiarisations", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="familiarisations", verbose_name=_("station"))
    visited_at = models.DateTimeField(_("visited at"))
    led_by = models.CharField(_("led by"), max_length=40, blank=True)
    headcount = models.PositiveSmallIntegerField(_("people there"))
    answers = models.JSONField(_("what is known"), default=dict)
    findings = models.TextField(_("findings"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfPremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("familiarisation")
        verbose_name_plural = _("familiarisations")
        indexes = [
            models.Index(fields=["unit", "-visited_at"], name="familiarisation_of_station"),
            models.Index(fields=["-visited_at", "-id"], name="familiarisation_latest"),
        ]
        constraints = [
            models.CheckConstraint(name="familiarisation_has_people", condition=Q(headcount__gte=1)),
            models.CheckConstraint(name="familiarisation_withdrawn_reason", condition=WITHDRAWN),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.premises}"

    @property
    def unit_path(self) -> str:
        """Who visited, for access."""
        return self.unit.path
