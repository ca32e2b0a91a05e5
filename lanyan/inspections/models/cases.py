"""Cases beside the hazard, stops 三停, temporary seals 临时查封."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.hazards import Hazard
from lanyan.inspections.rules import seals as rules
from lanyan.kernel.models import Code
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_enforcement"


class EnforcementQuerySet(models.QuerySet[Any]):
    """Words for records of enforcement."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "EnforcementQuerySet":
        """Those of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))


@pghistory.track()
class Case(models.Model):
    """A penalty case 行政处罚案件 beside its hazard; whoever proposes does not decide."""

    class Status(models.TextChoices):
        """Where it stands."""

        OPENED = rules.OPENED, pgettext_lazy("case", "opened")
        PROPOSED = rules.PROPOSED_PENALTY, pgettext_lazy("case", "penalty proposed")
        DECIDED = rules.DECIDED, pgettext_lazy("case", "decided")
        DROPPED = rules.DROPPED, pgettext_lazy("case", "dropped")
        ENDED = rules.ENDED, pgettext_lazy("case", "ended")

    class Stop(models.TextChoices):
        """三停: what may be stopped."""

        BUILDING = "BUILDING", _("stop of building work")
        USE = "USE", _("stop of use")
        BUSINESS = "BUSINESS", _("stop of business")
        PRODUCTION = "PRODUCTION", _("stop of production or trade")

    number = models.CharField(_("number"), max_length=20, unique=True)
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("hazard")
    )
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="cases", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name=_("unit"))
    rule = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("act punished"))
    person_name = models.CharField(_("person punished"), max_length=40, blank=True)
    on_the_spot = models.BooleanField(_("punished on the spot"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPENED)
    opened_at = models.DateTimeField(_("case opened at"))
    proposed_at = models.DateTimeField(_("penalty proposed at"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    warning = models.BooleanField(_("warning"), default=False)
    fine_yuan = models.PositiveIntegerField(_("fine, yuan"), null=True, blank=True)
    stop = models.CharField(_("stop"), max_length=10, choices=Stop, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    # Order to stop with large effect: the government decides, through the department that reports (Fire Law 70).
    reported_to = models.CharField(_("reported to"), max_length=60, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    report_receipt = models.CharField(_("number of the receipt"), max_length=60, blank=True)
    paid_at = models.DateTimeField(_("fine paid at"), null=True, blank=True)
    stop_ended_at = models.DateTimeField(_("stop ended at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    dropped_reason = models.CharField(_("why dropped"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[Any] = EnforcementQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_latest"),
            models.Index(fields=["decided_at"], name="case_decided", condition=Q(decided_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_decided_whole",
                condition=~Q(status__in=(rules.DECIDED, rules.ENDED))
                | (Q(decided_at__gte=F("opened_at")) & (Q(warning=True) | Q(fine_yuan__isnull=False) | ~Q(stop=""))),
            ),
            models.CheckConstraint(
                name="case_decided_by_another",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="case_dropped_has_reason",
                condition=Q(status=rules.DROPPED, dropped_at__isnull=False) & ~Q(dropped_reason="")
                | ~Q(status=rules.DROPPED) & Q(dropped_at=None, dropped_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.CASE.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class SealQuerySet(EnforcementQuerySet):
    """Words for seals."""

    def in_force(self) -> "SealQuerySet":
        """Those that hold."""
        return self.filter(status__in=rules.SEALED)


@pghistory.track()
class Seal(models.Model):
    """A temporary seal 临时查封: studied together, decided by another, of limited length, lifted after a check."""

    class Status(models.TextChoices):
        """Where it stands."""

        PROPOSED = rules.PROPOSED, pgettext_lazy("seal", "proposed")
        IN_FORCE = rules.IN_FORCE, pgettext_lazy("seal", "in force")
        REFUSED = rules.REFUSED, pgettext_lazy("seal", "not decided")
        LIFTING_ASKED = rules.LIFTING_ASKED, pgettext_lazy("seal", "lifting asked for")
        LIFTING_CHECKED = rules.LIFTING_CHECKED, pgettext_lazy("seal", "checked for lifting")
        LIFTED = rules.LIFTED, pgettext_lazy("seal", "lifted")

    number = models.CharField(_("number"), max_length=20, unique=True)
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, null=True, blank=True, related_name="seals", verbose_name=_("hazard")
    )
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="seals", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seals", verbose_name=_("unit"))
    ground = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ground"))
    part = models.CharField(_("part sealed"), max_length=200)
    urgent = models.BooleanField(_("urgent"), default=False)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    consent_name = models.CharField(_("oral consent of"), max_length=40, blank=True)
    consent_at = models.DateTimeField(_("oral consent at"), null=True, blank=True)
    studied_at = models.DateTimeField(_("studied together at"), null=True, blank=True)
    study_names = ArrayField(
        models.CharField(max_length=40), verbose_name=_("who studied it"), default=list, blank=True
    )
    study_words = models.TextField(_("result of the study"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    until_date = models.DateField(_("sealed until"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    lifting_asked_at = models.DateTimeField(_("lifting asked for at"), null=True, blank=True)
    lifting_checked_at = models.DateTimeField(_("checked for lifting at"), null=True, blank=True)
    lifting_fit = models.BooleanField(_("danger removed"), null=True, blank=True)
    lifting_words = models.CharField(_("what the check found"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects: ClassVar[Any] = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("temporary seal")
        verbose_name_plural = _("temporary seals")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="seal_latest"),
            models.Index(fields=["until_date"], name="seal_in_force", condition=Q(status__in=rules.SEALED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="seal_studied_unless_urgent",
                condition=~Q(status__in=rules.SEALED)
                | Q(studied_at__isnull=False)
                | (Q(urgent=True, consent_at__isnull=False) & ~Q(consent_name="")),
            ),
            models.CheckConstraint(
                name="seal_in_force_has_length",
                condition=~Q(status__in=rules.SEALED) | Q(sealed_at__isnull=False, until_date__isnull=False),
            ),
            models.CheckConstraint(
                name="seal_decided_by_another",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="seal_ended_fits_status",
                condition=(Q(status__in=(rules.LIFTED, rules.REFUSED)) & Q(ended_at__isnull=False))
                | (~Q(status__in=(rules.LIFTED, rules.REFUSED)) & Q(ended_at=None)),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.SEAL.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    def is_over(self, on: date) -> bool:
        """Does it still hold although its length has ended?"""
        return self.status in rules.SEALED and self.until_date is not None and on > self.until_date
