"""Situation reports and briefs, their sendings, what is due, and the unit's own layout."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.links.models.shared import UnitQuerySet, person
from lanyan.links.rules import life
from lanyan.units.models import Unit

VIEW, WRITE, APPROVE = "links.view_reports", "links.write_reports", "links.approve_reports"
FLASH, FOLLOW_UP, FINAL, DAILY, WEEKLY = "FLASH", "FOLLOW_UP", "FINAL", "DAILY", "WEEKLY"
# At which a statistical day may end.
HOURS = ((8, "08:00"), (24, "24:00"))
OF_INCIDENTS, BRIEFS = (FLASH, FOLLOW_UP, FINAL), (DAILY, WEEKLY)


class SituationReportQuerySet(UnitQuerySet):
    """Words for reports."""

    permission = VIEW

    def standing(self) -> "SituationReportQuerySet":
        """Those not withdrawn."""
        return self.exclude(state=life.WITHDRAWN)

    def approved(self) -> "SituationReportQuerySet":
        """Those that can be sent."""
        return self.filter(state=life.APPROVED)


@pghistory.track()
class SituationReport(models.Model):
    """One report: composed from facts, edited, approved by somebody else, then frozen. Both texts are kept."""

    class Kind(models.TextChoices):
        """First, following, last word of an incident; or a brief over a day or week."""

        FLASH = FLASH, _("flash report")
        FOLLOW_UP = FOLLOW_UP, _("follow-up report")
        FINAL = FINAL, _("final report")
        DAILY = DAILY, _("morning brief")
        WEEKLY = WEEKLY, _("weekly brief")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = life.DRAFT, pgettext_lazy("report", "draft")
        APPROVED = life.APPROVED, pgettext_lazy("report", "approved")
        WITHDRAWN = life.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="situation_reports", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="situation_reports", verbose_name=_("incident")
    )
    # Of an incident: the how-manieth of its kind. Of a brief: the day on which its span ends.
    serial = models.PositiveSmallIntegerField(_("serial"), default=1)
    since_at = models.DateTimeField(_("from"), null=True, blank=True)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )

    title = models.CharField(_("title"), max_length=120)
    # What the text was made of, as it stood then: the next report says what has changed since.
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    composed = models.TextField(_("as composed"))
    text = models.TextField(_("text"))
    composed_at = models.DateTimeField(_("composed at"))
    written_by = person(_("written by"))
    # Whoever changed the words last: neither of the two approves them.
    edited_by = person(_("edited by"))
    # Counts the writings: who approves says which one was read.
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = person(_("approved by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = SituationReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("situation report")
        verbose_name_plural = _("situation reports")
        indexes = [
            models.Index(fields=["unit", "-composed_at"], name="report_unit_composed"),
            models.Index(fields=["incident", "kind"], name="report_incident_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="report_of_an_incident_or_a_span",
                condition=Q(kind__in=OF_INCIDENTS, incident__isnull=False, since_at=None, until_at=None)
                | Q(kind__in=BRIEFS, incident=None, since_at__isnull=False, until_at__gt=F("since_at")),
            ),
            models.CheckConstraint(
                name="report_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("written_by")) & (Q(edited_by=None) | ~Q(approved_by=F("edited_by")))),
            ),
            models.CheckConstraint(
                name="report_state_fits",
                condition=Q(state=life.DRAFT, approved_at=None, withdrawn_at=None)
                | Q(state=life.APPROVED, approved_at__isnull=False, approved_by__isnull=False, withdrawn_at=None)
                | Q(state=life.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
            models.UniqueConstraint(
                name="one_brief_a_span", fields=["unit", "kind", "until_at"],
                condition=Q(corrects=None, kind__in=BRIEFS) & ~Q(state=life.WITHDRAWN),
            ),
        ]  # fmt: skip
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="state", transitions=life.REPORT.pairs()),
            pgtrigger.Protect(
                name="frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=life.APPROVED)
                & (
                    pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                    | pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                    | pgtrigger.Q(old__composed__df=pgtrigger.F("new__composed"))
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def was_edited(self) -> bool:
        """Does the text say something else than was composed?"""
        return self.text != self.composed


class SendingQuerySet(models.QuerySet["ReportSending"]):
    """Words for sendings."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "SendingQuerySet":
        """Those of the reports a reader sees."""
        return self.filter(report__in=SituationReport.objects.visible_to(user, permission))


@pghistory.track()
class ReportSending(models.Model):
    """A report given to one addressee by one way, and the receipt."""

    report = models.ForeignKey(
        SituationReport, models.PROTECT, related_name="sendings", verbose_name=_("situation report")
    )
    # A row of report_addressees, and who that is in words; of a person also the login.
    addressee = models.CharField(_("addressee"), max_length=40, blank=True)
    words = models.CharField(_("to whom"), max_length=120)
    user = person(_("person"))
    channel = models.CharField(_("way"), max_length=12)
    address = models.CharField(_("address"), max_length=120, blank=True)
    delivery = models.ForeignKey(
        "links.Delivery", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery")
    )
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = person(_("sent by"))
    receipt_at = models.DateTimeField(_("received at"), null=True, blank=True)
    receipt_words = models.CharField(_("receipt"), max_length=200, blank=True)
    receipt_by = person(_("receipt entered by"))

    objects: ClassVar[Any] = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending of a report")
        verbose_name_plural = _("sendings of reports")
        ordering: ClassVar[list[str]] = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="receipt_after_sending", condition=Q(receipt_at=None) | Q(receipt_at__gte=F("sent_at"))
            )
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.words

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.report.unit.path

    @property
    def channel_words(self) -> str:
        """The way in words."""
        row = codes.get("send_channels", self.channel)
        return row.label if row is not None else self.channel


class DueQuerySet(models.QuerySet["ReportDue"]):
    """Words for what is due."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "DueQuerySet":
        """Those of the units a reader reaches."""
        return self.filter(within_unit(user.paths(permission)))

    def waiting(self) -> "DueQuerySet":
        """Those nobody has met or dropped."""
        return self.filter(met_at=None, dropped_at=None)

    def late(self, at: Any) -> "DueQuerySet":
        """Those of them whose time is over."""
        return self.waiting().filter(due_at__lt=at)


def within_unit(paths: list[str]) -> Q:
    """The path of the responsible unit lies under one of these."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit__path__startswith=path)
    return condition


@pghistory.track()
class ReportDue(models.Model):
    """A report that a rule asks for: of which incident, to whom, by when."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports_due", verbose_name=_("incident"))
    rule = models.CharField(_("rule"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=SituationReport.Kind)
    addressee = models.CharField(_("addressee"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    since_at = models.DateTimeField(_("runs from"))
    due_at = models.DateTimeField(_("due at"))
    warned_at = models.DateTimeField(_("warned at"), null=True, blank=True)
    late_at = models.DateTimeField(_("told late at"), null=True, blank=True)
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    met_by = models.ForeignKey(
        ReportSending, models.PROTECT, null=True, blank=True, related_name="met", verbose_name=_("met by")
    )
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    dropped_reason = models.CharField(_("why dropped"), max_length=200, blank=True)

    objects: ClassVar[Any] = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("report due")
        verbose_name_plural = _("reports due")
        indexes = [
            models.Index(fields=["due_at"], name="due_waiting", condition=Q(met_at=None, dropped_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind", "addressee", "round"], name="due_once"),
            models.CheckConstraint(name="due_after_it_runs", condition=Q(due_at__gt=F("since_at"))),
            models.CheckConstraint(
                name="due_met_by_a_sending",
                condition=Q(met_at=None, met_by=None) | Q(met_at__isnull=False, met_by__isnull=False, dropped_at=None),
            ),
            models.CheckConstraint(
                name="due_dropped_has_reason",
                condition=Q(dropped_at=None, dropped_reason="") | Q(dropped_at__isnull=False) & ~Q(dropped_reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.incident} {self.get_kind_display()} {self.addressee_words}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def addressee_words(self) -> str:
        """To whom, in words."""
        row = codes.get("report_addressees", self.addressee)
        return row.label if row is not None else self.addressee

    @property
    def rule_words(self) -> str:
        """Why it is due, in words."""
        row = codes.get("report_rules", self.rule)
        return row.label if row is not None else self.rule


class LayoutQuerySet(UnitQuerySet):
    """Words for layouts."""

    permission = VIEW

    def standing(self) -> "LayoutQuerySet":
        """Those in use."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class ReportLayout(models.Model):
    """A unit's own Word template for a kind of report; its file hangs on it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_layouts", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=SituationReport.Kind)
    kept_at = models.DateTimeField(_("kept at"))
    kept_by = person(_("kept by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("layout of a report")
        verbose_name_plural = _("layouts of reports")
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind"], condition=Q(withdrawn_at=None), name="one_layout_in_use"),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path


class CutQuerySet(UnitQuerySet):
    """Words for cuts."""

    permission = VIEW


@pghistory.track()
class BriefCut(models.Model):
    """At which hour a unit's statistical day ends: 8, or 24 for midnight; from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="brief_cuts", verbose_name=_("unit"))
    hour = models.PositiveSmallIntegerField(_("cut of the day"), choices=HOURS)
    since_date = models.DateField(_("from"))
    set_by = person(_("set by"))

    objects: ClassVar[Any] = CutQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut of the day")
        verbose_name_plural = _("cuts of the day")
        constraints = [models.UniqueConstraint(fields=["unit", "since_date"], name="one_cut_a_day")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_hour_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path
