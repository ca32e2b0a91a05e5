"""Openings 公众聚集场所投入使用、营业前消防安全检查: an application, with or without a pledge, to its decision."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.cases import EnforcementQuerySet
from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import openings as rules
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


class OpeningQuerySet(EnforcementQuerySet):
    """Words for openings."""

    def standing(self) -> "OpeningQuerySet":
        """Those somebody still has to do something about."""
        return self.filter(status__in=rules.STANDING)


@pghistory.track()
class Opening(models.Model):
    """One application: permitted on a pledge and checked afterwards, or checked first and then decided."""

    class Status(models.TextChoices):
        """Where it stands."""

        ACCEPTED = rules.ACCEPTED, pgettext_lazy("opening", "accepted")
        PERMITTED = rules.PERMITTED, pgettext_lazy("opening", "permitted on the pledge")
        CHECKED = rules.CHECKED, pgettext_lazy("opening", "checked, to be decided")
        PASSED = rules.PASSED, pgettext_lazy("opening", "passed")
        REFUSED = rules.REFUSED, pgettext_lazy("opening", "refused")
        ORDERED = rules.ORDERED, pgettext_lazy("opening", "not as pledged, ordered to put right")
        REVOKED = rules.REVOKED, pgettext_lazy("opening", "permit revoked")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Channel(models.TextChoices):
        """Where the application was made."""

        COUNTER = rules.COUNTER, _("at the counter")
        ONLINE = rules.ONLINE, _("on line")

    number = models.CharField(_("number"), max_length=20, unique=True)
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="openings", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings", verbose_name=_("unit"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACCEPTED)
    channel = models.CharField(_("applied"), max_length=8, choices=Channel)
    pledge = models.BooleanField(_("with a pledge"))
    applicant = models.CharField(_("applicant"), max_length=60)
    accepted_at = models.DateTimeField(_("accepted at"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    inspection = models.OneToOneField(
        Inspection, models.PROTECT, null=True, blank=True, related_name="opening", verbose_name=_("site check")
    )
    permitted_at = models.DateTimeField(_("permitted at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("site checked"), null=True, blank=True)
    fit = models.BooleanField(_("meets what is asked"), null=True, blank=True)
    result_words = models.CharField(_("what the site check found"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_words = models.CharField(_("grounds of the decision"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        indexes = [models.Index(fields=["-accepted_at", "-id"], name="opening_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["premises"], condition=Q(status__in=rules.STANDING), name="opening_one_standing"
            ),
            models.CheckConstraint(
                name="opening_permitted_only_on_pledge", condition=Q(permitted_at=None) | Q(pledge=True)
            ),
            models.CheckConstraint(
                name="opening_in_order",
                condition=(Q(permitted_at=None) | Q(permitted_at__gte=F("accepted_at")))
                & (Q(decided_at=None) | Q(decided_at__gte=F("accepted_at"))),
            ),
            models.CheckConstraint(
                name="opening_result_whole",
                condition=Q(checked_at=None, fit=None) | Q(checked_at__isnull=False, fit__isnull=False),
            ),
            models.CheckConstraint(
                name="opening_decided_by_another",
                condition=Q(decided_by=None) | Q(accepted_by=None) | ~Q(decided_by=F("accepted_by")),
            ),
            models.CheckConstraint(
                name="opening_withdrawn_has_reason",
                condition=Q(status=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(status=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.OPENING.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
