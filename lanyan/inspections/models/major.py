"""Major hazards 重大火灾隐患: judgement, study, experts, report with receipt, listing, progress, delisting, closing."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.cases import EnforcementQuerySet
from lanyan.inspections.models.hazards import Hazard
from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import judgement as rules
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within


@pghistory.track()
class MajorHazard(models.Model):
    """One major hazard of one place, with the standard it was judged by and everything that followed."""

    class Status(models.TextChoices):
        """Where it stands."""

        SUSPECTED = rules.SUSPECTED, pgettext_lazy("major hazard", "suspected")
        NOT_MAJOR = rules.NOT_MAJOR, pgettext_lazy("major hazard", "not major")
        DETERMINED = rules.DETERMINED, pgettext_lazy("major hazard", "determined")
        NOTIFIED = rules.NOTIFIED, pgettext_lazy("major hazard", "notice served")
        LISTED = rules.LISTED, pgettext_lazy("major hazard", "listed for government supervision")
        DELIST_ASKED = rules.DELIST_ASKED, pgettext_lazy("major hazard", "delisting asked for")
        DELISTED = rules.DELISTED, pgettext_lazy("major hazard", "delisted")
        CLOSED = rules.CLOSED, pgettext_lazy("major hazard", "closed")

    class Category(models.TextChoices):
        """What kind of place it is, for the thresholds."""

        CROWDED = rules.CROWDED, _("crowded place")
        FLAMMABLE = rules.FLAMMABLE, _("place of flammables and explosives")
        IMPORTANT = rules.IMPORTANT, _("important place")
        OTHER = rules.OTHER, _("any other place")

    class Level(models.TextChoices):
        """Which government lists it."""

        COUNTY = "COUNTY", _("county government")
        CITY = "CITY", _("city government")
        PROVINCE = "PROVINCE", _("provincial government")

    number = models.CharField(_("number"), max_length=20, unique=True)
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="major_hazards", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="major_hazards", verbose_name=_("unit"))
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="major_hazards", verbose_name=_("check"))
    hazards = models.ManyToManyField(Hazard, related_name="major_hazards", verbose_name=_("hazards"))
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.SUSPECTED)
    checked_date = models.DateField(_("checked on"))
    category = models.CharField(_("category of place"), max_length=10, choices=Category)
    elements = ArrayField(models.CharField(max_length=10), verbose_name=_("elements found"), default=list)
    standard = models.CharField(_("version of the standard"), max_length=10, blank=True)
    method = models.CharField(_("how it was judged"), max_length=10, blank=True)
    counts = models.JSONField(_("counts"), default=list, blank=True)
    words = models.TextField(_("what was found"))
    suspected_at = models.DateTimeField(_("suspected at"))
    suspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("judged by")
    )
    studied_at = models.DateTimeField(_("studied together at"), null=True, blank=True)
    study_names = ArrayField(
        models.CharField(max_length=40), verbose_name=_("who studied it"), default=list, blank=True
    )
    study_words = models.TextField(_("result of the study"), blank=True)
    expert_names = ArrayField(models.CharField(max_length=40), verbose_name=_("experts"), default=list, blank=True)
    experts_agreed = models.PositiveSmallIntegerField(_("experts who agreed"), null=True, blank=True)
    experts_heard_at = models.DateTimeField(_("experts heard at"), null=True, blank=True)
    determined_at = models.DateTimeField(_("determined at"), null=True, blank=True)
    determined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("determined by"),
    )
    notified_at = models.DateTimeField(_("notice served at"), null=True, blank=True)
    due_date = models.DateField(_("to be put right by"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    report_through = models.CharField(_("reported through"), max_length=60, blank=True)
    report_receipt = models.CharField(_("number of the receipt"), max_length=60, blank=True)
    receipt_at = models.DateTimeField(_("receipt received"), null=True, blank=True)
    level = models.CharField(_("listed by"), max_length=10, choices=Level, blank=True)
    list_number = models.CharField(_("number of the list"), max_length=60, blank=True)
    listed_date = models.DateField(_("listed on"), null=True, blank=True)
    list_due_date = models.DateField(_("term of the list"), null=True, blank=True)
    responsible = models.CharField(_("responsible unit"), max_length=100, blank=True)
    supervising = models.CharField(_("supervising department"), max_length=100, blank=True)
    delist_asked_at = models.DateTimeField(_("delisting asked for at"), null=True, blank=True)
    delisted_date = models.DateField(_("delisted on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_words = models.CharField(_("re-check before closing"), max_length=300, blank=True)

    objects: ClassVar[Any] = EnforcementQuerySet.as_manager()

    class Meta:
        verbose_name = _("major hazard")
        verbose_name_plural = _("major hazards")
        indexes = [
            models.Index(fields=["-suspected_at", "-id"], name="major_latest"),
            models.Index(fields=["listed_date"], name="major_listed", condition=Q(listed_date__isnull=False)),
            models.Index(fields=["delisted_date"], name="major_delisted", condition=Q(delisted_date__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="major_determined_whole",
                condition=Q(status__in=(rules.SUSPECTED, rules.NOT_MAJOR))
                | (Q(determined_at__isnull=False, studied_at__isnull=False) & ~Q(standard="") & ~Q(method="")),
            ),
            models.CheckConstraint(
                name="major_determined_by_another",
                condition=Q(determined_by=None) | Q(suspected_by=None) | ~Q(determined_by=F("suspected_by")),
            ),
            models.CheckConstraint(
                name="major_listed_whole",
                condition=~Q(status__in=(rules.LISTED, rules.DELIST_ASKED, rules.DELISTED))
                | (
                    Q(listed_date__isnull=False, list_due_date__gte=F("listed_date"), reported_at__isnull=False)
                    & ~Q(level="")
                ),
            ),
            models.CheckConstraint(
                name="major_delisted_after_listed",
                condition=Q(delisted_date=None) | Q(delisted_date__gte=F("listed_date")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.MAJOR.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class ProgressQuerySet(models.QuerySet["Progress"]):
    """Words for reports of progress."""

    def visible_to(self, user: Any, permission: str = "inspections.view_enforcement") -> "ProgressQuerySet":
        """Those of the major hazards a reader reaches."""
        return self.filter(within(user.paths(permission), "major__unit__path"))


@pghistory.track()
class Progress(models.Model):
    """What was done about a major hazard, as told on a day."""

    major = models.ForeignKey(MajorHazard, models.PROTECT, related_name="progress", verbose_name=_("major hazard"))
    at = models.DateTimeField(_("told at"))
    percent = models.PositiveSmallIntegerField(_("done, %"))
    words = models.CharField(_("what was done"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.CheckConstraint(name="progress_is_share", condition=Q(percent__lte=100))]

    def __str__(self) -> str:
        return f"{self.major.number} {self.percent} %"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.major.unit.path
