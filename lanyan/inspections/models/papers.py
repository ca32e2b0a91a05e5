"""Papers 执法文书: what was said, frozen; its number, its service, its files. And who numbers a unit's papers."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.cases import Case, EnforcementQuerySet, Seal
from lanyan.inspections.models.hazards import Hazard
from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.models.major import MajorHazard
from lanyan.inspections.models.openings import Opening
from lanyan.inspections.models.transfers import Transfer
from lanyan.inspections.rules import papers as rules
from lanyan.kernel.models import Code
from lanyan.premises.models import Premises
from lanyan.units.models import Unit


@pghistory.track()
class PaperSource(models.Model):
    """A unit declares who numbers its papers from a day on: Lanyan itself, or the national system."""

    class Source(models.TextChoices):
        """Whose number a paper bears."""

        LANYAN = rules.LANYAN, _("numbered here")
        NATIONAL = rules.NATIONAL, _("numbered by the national system")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="paper_sources", verbose_name=_("unit"))
    source = models.CharField(_("who numbers"), max_length=10, choices=Source)
    agency = models.CharField(_("short name of the agency"), max_length=20, blank=True)
    since_date = models.DateField(_("from"))

    objects: ClassVar[Any] = EnforcementQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of paper numbers")
        verbose_name_plural = _("sources of paper numbers")
        constraints = [
            models.UniqueConstraint(fields=["unit", "since_date"], name="paper_source_once_a_day"),
            models.CheckConstraint(
                name="paper_source_here_has_agency", condition=Q(source=rules.NATIONAL) | ~Q(agency="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_source_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


@pghistory.track()
class Paper(models.Model):
    """One paper: its words are frozen when it is made; what happens to it later is beside them."""

    class Status(models.TextChoices):
        """Where it stands."""

        MADE = rules.MADE, pgettext_lazy("paper", "made")
        SERVED = rules.SERVED, pgettext_lazy("paper", "served")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Service(models.TextChoices):
        """How it was served."""

        SIGNED = rules.SIGNED, _("signed by who received it")
        WITNESSED = rules.WITNESSED, _("signature refused, left before witnesses")
        ON_PAPER = rules.ON_PAPER, _("served on paper, the receipt stands there")

    class Provenance(models.TextChoices):
        """Where the paper comes from."""

        SCREEN = rules.SCREEN, _("made here")
        HAND_WRITTEN = rules.HAND_WRITTEN, _("written by hand, entered later")

    kind = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("kind of paper"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    numbered_by = models.CharField(_("numbered by"), max_length=10, choices=PaperSource.Source)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="papers", verbose_name=_("unit"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="papers", verbose_name=_("premises"))
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("check")
    )
    hazards = models.ManyToManyField(Hazard, blank=True, related_name="papers", verbose_name=_("hazards"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("case"))
    seal = models.ForeignKey(
        Seal, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("temporary seal")
    )
    major = models.ForeignKey(
        MajorHazard, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("major hazard")
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("transfer")
    )
    opening = models.ForeignKey(
        Opening, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("opening")
    )
    content = models.JSONField(_("content"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.MADE)
    provenance = models.CharField(_("how it was entered"), max_length=12, choices=Provenance, default=Provenance.SCREEN)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    # The instant written on a paper filled in by hand is not the instant at which it was entered.
    entered_at = models.DateTimeField(_("entered at"))
    served_at = models.DateTimeField(_("served at"), null=True, blank=True)
    service = models.CharField(_("how served"), max_length=10, choices=Service, blank=True)
    receiver = models.CharField(_("receiver"), max_length=40, blank=True)
    witnesses = models.CharField(_("witnesses"), max_length=100, blank=True)
    refusal = models.CharField(_("why signing was refused"), max_length=200, blank=True)
    clip_number = models.CharField(_("number of the body-camera clip"), max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = EnforcementQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="paper_latest"),
            models.Index(fields=["kind", "made_at"], name="paper_by_kind"),
            models.Index(fields=["made_at"], include=["unit", "kind", "status"], name="paper_in_period"),
            models.Index(fields=["premises", "-made_at"], name="paper_of_premises"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="paper_number_once"),
            models.CheckConstraint(
                name="paper_served_whole",
                condition=~Q(status=rules.SERVED)
                | (Q(served_at__gte=F("made_at"), service=rules.SIGNED) & ~Q(receiver=""))
                | (Q(served_at__gte=F("made_at"), service=rules.WITNESSED) & ~Q(witnesses=""))
                | Q(served_at__gte=F("made_at"), service=rules.ON_PAPER, provenance=rules.HAND_WRITTEN),
            ),
            models.CheckConstraint(
                name="paper_withdrawn_has_reason",
                condition=Q(status=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(status=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.PAPER.pairs()),
            pgtrigger.ReadOnly(name="frozen", fields=["content", "kind", "made_at", "premises", "provenance"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind.label} {self.number}".strip()

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
