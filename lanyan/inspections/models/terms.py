"""Terms 时限: each legal deadline that runs for a record, from its start until it is met; what was missed stays."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanyan.inspections.rules import clock
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within


class TermQuerySet(models.QuerySet["Term"]):
    """Words for terms."""

    def visible_to(self, user: Any, permission: str = "inspections.view_clock") -> "TermQuerySet":
        """The terms of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def of(self, record: models.Model) -> "TermQuerySet":
        """Those of one record, in the order in which they began."""
        return self.filter(record_kind=record._meta.label_lower, record_id=record.pk).order_by("since_at", "pk")

    def running(self) -> "TermQuerySet":
        """Those neither met nor dropped."""
        return self.filter(met_at=None, dropped_at=None)

    def to_warn(self, at: datetime) -> "TermQuerySet":
        """Running ones of which somebody must be warned."""
        return self.running().filter(warns_at__lte=at, ends_at__gt=at)

    def broken(self, at: datetime) -> "TermQuerySet":
        """Those over without being met, and those met late."""
        return self.filter(dropped_at=None).filter(Q(met_at=None, ends_at__lte=at) | Q(met_at__gte=F("ends_at")))


@pghistory.track()
class Term(models.Model):
    """One deadline of one record: begun, warned of, met or broken; handed over with the record, never deleted."""

    code = models.CharField(_("matter"), max_length=40)
    record_kind = models.CharField(_("kind of record"), max_length=60)
    record_id = models.BigIntegerField(_("record"))
    title = models.CharField(_("concerns"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="terms", verbose_name=_("unit"))
    premises = models.ForeignKey(
        Premises, models.PROTECT, null=True, blank=True, related_name="terms", verbose_name=_("premises")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="terms",
        verbose_name=_("in hand of"),
    )
    since_at = models.DateTimeField(_("began"))
    ends_at = models.DateTimeField(_("ends"))
    warns_at = models.DateTimeField(_("warned from"))
    last_day = models.DateField(_("last day"))
    article = models.CharField(_("article"), max_length=120)
    provisional = models.BooleanField(_("provisional"), default=False)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("no longer asked"), null=True, blank=True)
    dropped_reason = models.CharField(_("why no longer asked"), max_length=200, blank=True)
    warned_at = models.DateTimeField(_("warning given"), null=True, blank=True)
    listed_at = models.DateTimeField(_("listed as broken"), null=True, blank=True)

    objects: ClassVar[Any] = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal term")
        verbose_name_plural = _("legal terms")
        indexes = [
            models.Index(fields=["record_kind", "record_id"], name="term_of_record"),
            models.Index(fields=["ends_at"], name="term_running", condition=Q(met_at=None, dropped_at=None)),
            models.Index(fields=["ends_at", "id"], name="term_by_end"),
            models.Index(
                fields=["unit", "ends_at", "warns_at"], name="term_counted", condition=Q(met_at=None, dropped_at=None)
            ),
            models.Index(fields=["ends_at"], name="term_late", condition=Q(met_at__gte=F("ends_at"))),
            models.Index(fields=["person", "ends_at"], name="term_of_person"),
            models.Index(fields=["unit", "ends_at"], name="term_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "code"],
                condition=Q(met_at=None, dropped_at=None),
                name="term_runs_once",
            ),
            models.CheckConstraint(
                name="term_instants", condition=Q(ends_at__gte=F("since_at"), warns_at__gte=F("since_at"))
            ),
            models.CheckConstraint(
                name="term_dropped_has_reason",
                condition=Q(dropped_at=None, dropped_reason="")
                | (Q(dropped_at__isnull=False, met_at=None) & ~Q(dropped_reason="")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.matter}: {self.title}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def limit(self) -> clock.Limit:
        """Its row of the table."""
        return clock.limits()[self.code]

    @property
    def matter(self) -> str:
        """What is to be done, in the reader's language."""
        return self.limit.matter_en if (get_language() or "").startswith("en") else self.limit.matter_zh

    def state(self, at: datetime) -> str:
        """Where it stands at an instant."""
        return clock.state(self.ends_at, self.warns_at, at, met_at=self.met_at)
