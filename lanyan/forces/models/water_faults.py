"""Faults of water sources 水源故障, the companies that mend, the lists that pass faults to them, reminders."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.forces import water_rules as rules
from lanyan.forces import water_terms
from lanyan.forces.models.water import WaterCheck, WaterSource
from lanyan.units.models import Unit, within

VIEW = "forces.view_forces"


class WaterCompanyQuerySet(models.QuerySet["WaterCompany"]):
    """Words for water companies."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "WaterCompanyQuerySet":
        """The companies of the units a reader reaches, and those of the units above them."""
        paths = user.paths(permission)
        above = {path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "."}
        return self.filter(within(paths, "unit__path") | Q(unit__path__in=above))

    def working(self) -> "WaterCompanyQuerySet":
        """Those that answer for water sources now."""
        return self.filter(ended_date=None)


@pghistory.track()
class WaterCompany(models.Model):
    """Who mends the water sources of a unit and of those below it."""

    name = models.CharField(_("company"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="water_companies", verbose_name=_("serves"))
    contact = models.CharField(_("contact person"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=30)
    # Calendar days, as agreed with the company.
    expected_days = models.PositiveSmallIntegerField(_("days to mend"))
    agreement = models.CharField(_("agreed in"), max_length=120, blank=True)
    ended_date = models.DateField(_("ended on"), null=True, blank=True)
    ended_reason = models.CharField(_("why ended"), max_length=200, blank=True)

    objects: ClassVar[Any] = WaterCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("water company")
        verbose_name_plural = _("water companies")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_date=None), name="water_company_once_per_unit"
            ),
            models.CheckConstraint(name="water_company_takes_days", condition=Q(expected_days__gt=0)),
            models.CheckConstraint(
                name="water_company_ended_has_reason",
                condition=Q(ended_date=None, ended_reason="") | Q(ended_date__isnull=False) & ~Q(ended_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class WaterTransferQuerySet(models.QuerySet["WaterTransfer"]):
    """Words for lists of faults passed to a company."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "WaterTransferQuerySet":
        """The lists made by the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "WaterTransferQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class WaterTransfer(models.Model):
    """A list 消火栓故障移交单 that passes faults to a company: number, day, how it was sent, who received it."""

    class Way(models.TextChoices):
        """How a list or a reminder went; people carry it, nothing is sent from here."""

        HAND = "HAND", _("by hand")
        LETTER = "LETTER", _("letter")
        MESSAGE = "MESSAGE", pgettext_lazy("water", "message")

    number = models.CharField(_("number"), max_length=40, unique=True)
    company = models.ForeignKey(WaterCompany, models.PROTECT, related_name="transfers", verbose_name=_("company"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="water_transfers", verbose_name=_("passed by"))
    made_at = models.DateTimeField(_("passed at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("passed by (person)")
    )
    way = models.CharField(pgettext_lazy("water", "sent"), max_length=8, choices=Way)
    due_date = models.DateField(_("to be mended by"))
    # The words of the paper as they were then: a later correction of a source does not change it.
    content = models.JSONField(_("content"))
    received_date = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.CharField(pgettext_lazy("water", "received by"), max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = WaterTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of faults passed on")
        verbose_name_plural = _("lists of faults passed on")
        indexes = [models.Index(fields=["-made_at", "-id"], name="water_transfer_latest")]
        constraints = [
            models.CheckConstraint(
                name="water_transfer_received_by_somebody",
                condition=Q(received_date=None, received_by="") | Q(received_date__isnull=False) & ~Q(received_by=""),
            ),
            models.CheckConstraint(
                name="water_transfer_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="words_stand", fields=["number", "company", "unit", "made_at", "content"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class WaterFaultQuerySet(models.QuerySet["WaterFault"]):
    """Words for faults."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "WaterFaultQuerySet":
        """The faults of the water sources of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "source__unit__path"))

    def open(self) -> "WaterFaultQuerySet":
        """Those neither closed nor withdrawn."""
        return self.filter(state__in=rules.OPEN)

    def overdue(self, on: date) -> "WaterFaultQuerySet":
        """Those whose company has let its term pass."""
        return self.filter(state__in=rules.RUNNING, due_date__lt=on)

    def with_all(self) -> "WaterFaultQuerySet":
        """Each with what a line of a list says of it."""
        return self.select_related("source__unit", "company", "transfer")


@pghistory.track()
class WaterFault(models.Model):
    """What is wrong with a water source, from found to the look that closed it; one open at a source."""

    class State(models.TextChoices):
        """How far it has come."""

        FOUND = rules.FOUND, _("not passed yet")
        PASSED = rules.PASSED, _("with the company")
        ANSWERED = rules.ANSWERED, _("promised by the company")
        SAID_MENDED = rules.SAID_MENDED, _("said mended, to be looked at")
        CLOSED = rules.CLOSED, pgettext_lazy("water fault", "closed")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    source = models.ForeignKey(WaterSource, models.PROTECT, related_name="faults", verbose_name=_("water source"))
    # A code of the list of kinds; the words say more, and all there is to say of "other".
    kind = models.CharField(_("kind of fault"), max_length=20)
    words = models.CharField(_("what is wrong"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.FOUND)
    found_at = models.DateTimeField(_("found at"))
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("found by")
    )
    company = models.ForeignKey(
        WaterCompany, models.PROTECT, null=True, blank=True, related_name="faults", verbose_name=_("company")
    )
    transfer = models.ForeignKey(
        WaterTransfer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="faults",
        verbose_name=pgettext_lazy("water", "list"),
    )
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True)
    # What the company has until: its term, or the day it promised.
    due_date = models.DateField(_("to be mended by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.CharField(_("answer of the company"), max_length=200, blank=True)
    promised_date = models.DateField(_("promised until"), null=True, blank=True)
    said_mended_at = models.DateTimeField(_("said mended at"), null=True, blank=True)
    said_mended_by = models.CharField(_("who said so"), max_length=80, blank=True)
    # The last look after the company said it was mended that found it was not.
    unmended_at = models.DateTimeField(_("found not mended at"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("water", "closed at"), null=True, blank=True)
    closed_by_look = models.ForeignKey(
        WaterCheck, models.PROTECT, null=True, blank=True, related_name="closed", verbose_name=_("closed by the look")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    # When the watch noted that the term is over, and that it is over by far: told once each.
    warned_at = models.DateTimeField(_("told overdue at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("told further up at"), null=True, blank=True)

    objects: ClassVar[Any] = WaterFaultQuerySet.as_manager()

    class Meta:
        verbose_name = _("fault of a water source")
        verbose_name_plural = _("faults of water sources")
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="water_fault_latest"),
            models.Index(fields=["state", "due_date"], name="water_fault_term"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=rules.OPEN), name="water_fault_one_open_at_a_source"
            ),
            models.CheckConstraint(name="water_fault_other_has_words", condition=~Q(kind=rules.OTHER) | ~Q(words="")),
            models.CheckConstraint(
                name="water_fault_passed_to_somebody",
                condition=Q(company=None, transfer=None, passed_at=None, due_date=None)
                & Q(state__in=(rules.FOUND, rules.CLOSED, rules.WITHDRAWN))
                | Q(company__isnull=False, transfer__isnull=False, passed_at__isnull=False, due_date__isnull=False)
                & ~Q(state=rules.FOUND),
            ),
            models.CheckConstraint(
                name="water_fault_closed_by_a_look",
                condition=Q(state=rules.CLOSED, closed_at__isnull=False, closed_by_look__isnull=False)
                | ~Q(state=rules.CLOSED) & Q(closed_at=None, closed_by_look=None),
            ),
            models.CheckConstraint(
                name="water_fault_closed_after_found", condition=Q(closed_at=None) | Q(closed_at__gte=F("found_at"))
            ),
            models.CheckConstraint(
                name="water_fault_withdrawn_has_reason",
                condition=Q(state=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="fault_life", field="state", transitions=rules.FAULT.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.line}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access: with its water source."""
        return self.source.unit.path

    @property
    def line(self) -> str:
        """What is wrong, in one line, as it is written down."""
        return water_terms.fault_line(self.kind, self.words)

    @property
    def told(self) -> str:
        """What is wrong, in the reader's language."""
        label = water_terms.kind_label(self.kind)
        if self.kind == rules.OTHER:
            return self.words
        return f"{label} · {self.words}" if self.words else label


class WaterReminder(models.Model):
    """One reminder 催办 to a company: a fact, never changed; it moves nothing."""

    class Way(models.TextChoices):
        """How the company was reminded."""

        PHONE = "PHONE", _("by telephone")
        VISIT = "VISIT", pgettext_lazy("water", "in person")
        LETTER = "LETTER", _("letter")
        MESSAGE = "MESSAGE", pgettext_lazy("water", "message")

    fault = models.ForeignKey(WaterFault, models.PROTECT, related_name="reminders", verbose_name=_("fault"))
    at = models.DateTimeField(_("reminded at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reminded by")
    )
    way = models.CharField(_("how"), max_length=8, choices=Way)
    whom = models.CharField(_("who was reminded"), max_length=80)
    words = models.CharField(pgettext_lazy("water", "what was said"), max_length=300)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(F("fault"), F("at").desc(), name="water_reminder_latest")]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.whom}"
