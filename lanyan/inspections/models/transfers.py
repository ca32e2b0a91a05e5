"""Transfers 移送: a matter handed to whoever is competent, with receipt and outcome."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.cases import Case, EnforcementQuerySet
from lanyan.inspections.models.hazards import Hazard
from lanyan.inspections.rules import competence as rules
from lanyan.kernel.models import Code
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@pghistory.track()
class Transfer(models.Model):
    """One matter handed over; detention is an outcome here and never an act of ours."""

    class Status(models.TextChoices):
        """Where it stands."""

        SENT = rules.SENT, pgettext_lazy("transfer", "sent")
        RECEIVED = rules.RECEIVED, pgettext_lazy("transfer", "received there")
        ANSWERED = rules.ANSWERED, pgettext_lazy("transfer", "answered")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("hazard")
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("case")
    )
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="transfers", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfers", verbose_name=_("unit"))
    matter = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("matter"))
    competence = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("ground of competence"))
    body = models.CharField(_("handed to"), max_length=120)
    words = models.TextField(_("facts of the matter"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    received_at = models.DateTimeField(_("received there at"), null=True, blank=True)
    receipt_number = models.CharField(_("number of the receipt"), max_length=60, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    outcome = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("outcome")
    )
    outcome_words = models.CharField(_("what became of it"), max_length=300, blank=True)
    detained = models.PositiveSmallIntegerField(_("people detained"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = EnforcementQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes = [models.Index(fields=["-sent_at", "-id"], name="transfer_latest")]
        constraints = [
            models.CheckConstraint(
                name="transfer_answered_whole",
                condition=~Q(status=rules.ANSWERED) | Q(answered_at__gte=F("sent_at"), outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_received_after_sent", condition=Q(received_at=None) | Q(received_at__gte=F("sent_at"))
            ),
            models.CheckConstraint(
                name="transfer_withdrawn_has_reason",
                condition=Q(status=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(status=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.TRANSFER.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
