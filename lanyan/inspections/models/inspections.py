"""Administrative checks 行政检查: one visit of the law to one place, from its plan to its record."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.rules import checks
from lanyan.kernel.models import Code
from lanyan.people.models import Person
from lanyan.places.models import ON_EARTH
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_inspection"


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Words for checks."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "InspectionQuerySet":
        """The checks of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "InspectionQuerySet":
        """Those somebody still has to do something about."""
        return self.filter(state__in=checks.STANDING)

    def concluded(self) -> "InspectionQuerySet":
        """Those that count as checks made: nothing else does."""
        return self.filter(state=checks.CONCLUDED)

    def concluded_in(self, since: Any, until: Any) -> "InspectionQuerySet":
        """Those concluded in a half-open period."""
        return self.concluded().filter(concluded_at__gte=since, concluded_at__lt=until)

    def counted_to_cap(self, premises_ids: Collection[int], year: int) -> "InspectionQuerySet":
        """Those of an enterprise's places that count to the cap of a year: made, or still to be made in it."""
        living = self.filter(premises__in=premises_ids, counts_to_cap=True, scheduled_date__year=year)
        return living.filter(state__in=(*checks.STANDING, checks.CONCLUDED))

    def joint(self) -> "InspectionQuerySet":
        """Those departments took part in."""
        return self.filter(Exists(JointPart.objects.filter(inspection=OuterRef("pk"), withdrawn_at=None)))

    def of_person(self, person_id: int) -> "InspectionQuerySet":
        """Those a person carries out or assists."""
        return self.filter(pk__in=InspectionStaff.objects.standing().filter(person_id=person_id).values("inspection"))


@pghistory.track(exclude=["said_at", "facts"])
class Inspection(models.Model):
    """One check of one place by at least two qualified people; only a concluded one counts."""

    class State(models.TextChoices):
        """Where it stands in its life."""

        PLANNED = checks.PLANNED, pgettext_lazy("check", "planned")
        NOTIFIED = checks.NOTIFIED, pgettext_lazy("check", "notice served")
        UNDERWAY = checks.UNDERWAY, pgettext_lazy("check", "under way")
        CONCLUDED = checks.CONCLUDED, pgettext_lazy("check", "concluded")
        WITHDRAWN = checks.WITHDRAWN, _("withdrawn")
        NOT_DONE = checks.NOT_DONE, pgettext_lazy("check", "not done")

    class Form(models.TextChoices):
        """The five forms of article 6."""

        PRE_OPENING = checks.PRE_OPENING, _("check before use or opening")
        SPOT_CHECK = checks.SPOT_CHECK, _("supervisory spot check")
        COMPLAINT = checks.COMPLAINT_CHECK, _("verification of a complaint")
        MASS_EVENT = checks.MASS_EVENT, _("check before a mass event")
        AS_NEEDED = checks.AS_NEEDED, _("other check as needed")

    class Cause(models.TextChoices):
        """Why it is made."""

        PLANNED = checks.BY_PLAN, _("by the plan")
        DRAWN = checks.BY_DRAW, _("drawn at random")
        COMPLAINT = checks.BY_COMPLAINT, _("led by a complaint")
        CASE = checks.BY_CASE, _("led by a case")
        SPECIAL = checks.BY_DRIVE, _("special check")
        OTHER = checks.BY_OTHER, _("other cause")

    number = models.CharField(_("number"), max_length=30, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="inspections", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name=_("unit"))
    form = models.CharField(_("form of check"), max_length=12, choices=Form)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    cause_words = models.CharField(_("grounds"), max_length=200, blank=True)
    plan = models.ForeignKey(
        "CheckPlan", models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("check plan")
    )
    draw = models.ForeignKey(
        "Draw", models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("draw")
    )
    drive = models.ForeignKey(
        "SpecialDrive", models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("drive")
    )
    counts_to_cap = models.BooleanField(_("counts to the year's cap"), default=True)
    scheduled_date = models.DateField(_("scheduled on"))
    due_at = models.DateTimeField(_("to be made by"), null=True, blank=True)
    due_article = models.CharField(_("article of the term"), max_length=60, blank=True)
    checklist = models.CharField(_("checklist"), max_length=40)
    checklist_version = models.CharField(_("version of the checklist"), max_length=40, blank=True)

    notice_number = models.CharField(_("number of the check notice"), max_length=60, blank=True)
    notice_date = models.DateField(_("date of the check notice"), null=True, blank=True)
    notified_at = models.DateTimeField(_("notice served"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    credentials_shown_at = models.DateTimeField(_("credentials shown and scanned"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)
    told_at = models.DateTimeField(_("result told"), null=True, blank=True)
    result_words = models.TextField(_("result"), blank=True)
    place_words = models.CharField(_("parts checked"), max_length=200, blank=True)
    clip_number = models.CharField(_("number of the body-camera clip"), max_length=60, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    located_at = models.DateTimeField(_("position taken"), null=True, blank=True)

    signed_name = models.CharField(_("signed by"), max_length=40, blank=True)
    signed_post = models.CharField(_("post of who signed"), max_length=40, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("signature refused"), null=True, blank=True)
    refusal_words = models.CharField(_("why signing was refused"), max_length=200, blank=True)
    witnesses = models.CharField(_("witnesses"), max_length=100, blank=True)

    # The place as it was when the check began; what changes later does not change the record.
    facts = models.JSONField(_("facts of the premises"), default=dict, blank=True)
    # When the device said each line of the draft: the latest stands.
    said_at = models.JSONField(default=dict, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    not_done_at = models.DateTimeField(_("entered as not done"), null=True, blank=True)
    not_done_reason = models.CharField(_("why not done"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("entered at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("administrative check")
        verbose_name_plural = _("administrative checks")
        indexes = [
            models.Index(fields=["premises", "scheduled_date"], name="check_of_premises"),
            models.Index(fields=["unit", "scheduled_date"], name="check_of_unit"),
            models.Index(fields=["-scheduled_date", "-id"], name="check_latest"),
            models.Index(
                fields=["concluded_at", "premises"], name="check_concluded", condition=Q(state=checks.CONCLUDED)
            ),
            models.Index(
                fields=["unit", "scheduled_date"], name="check_standing", condition=Q(state__in=checks.STANDING)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="check_instants_fit_state",
                condition=Q(state=checks.PLANNED, notified_at=None, started_at=None, concluded_at=None)
                | Q(state=checks.NOTIFIED, notified_at__isnull=False, started_at=None, concluded_at=None)
                | Q(state=checks.UNDERWAY, notified_at__isnull=False, started_at__isnull=False, concluded_at=None)
                | Q(state=checks.CONCLUDED, concluded_at__gte=F("started_at"), told_at__isnull=False)
                | Q(state__in=(checks.WITHDRAWN, checks.NOT_DONE), concluded_at=None),
            ),
            models.CheckConstraint(
                name="check_notice_has_number",
                condition=Q(notified_at=None) | (~Q(notice_number="") & Q(notice_date__isnull=False)),
            ),
            models.CheckConstraint(
                name="check_concluded_signed_or_refused",
                condition=~Q(state=checks.CONCLUDED)
                | (Q(signed_at__isnull=False, refused_at=None) & ~Q(signed_name=""))
                | (Q(refused_at__isnull=False, signed_at=None) & ~Q(witnesses="")),
            ),
            models.CheckConstraint(
                name="check_concluded_shown_credentials",
                condition=~Q(state=checks.CONCLUDED) | Q(credentials_shown_at__isnull=False),
            ),
            models.CheckConstraint(
                name="check_withdrawn_has_reason",
                condition=Q(state=checks.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(state=checks.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="check_not_done_has_reason",
                condition=Q(state=checks.NOT_DONE, not_done_at__isnull=False) & ~Q(not_done_reason="")
                | ~Q(state=checks.NOT_DONE) & Q(not_done_at=None, not_done_reason=""),
            ),
            models.CheckConstraint(
                name="check_point_whole",
                condition=Q(lon=None, lat=None) | (Q(lon__isnull=False, lat__isnull=False) & ON_EARTH),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="life", field="state", transitions=checks.CHECK.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # Frozen when the check begins, and the whole record when it is concluded.
            pgtrigger.Trigger(
                name="frozen",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__started_at__isnull=False),
                func="""
                IF NEW.facts IS DISTINCT FROM OLD.facts
                    OR NEW.checklist_version IS DISTINCT FROM OLD.checklist_version
                    OR NEW.started_at IS DISTINCT FROM OLD.started_at
                    OR OLD.state = 'CONCLUDED'
                THEN
                    RAISE EXCEPTION 'what was frozen in the record of a check does not change';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    def is_overdue(self, on: date) -> bool:
        """Was it to be made before this day, and is it still standing?"""
        return self.state in checks.STANDING and self.scheduled_date < on


class InspectionStaffQuerySet(models.QuerySet["InspectionStaff"]):
    """Words for the people of checks."""

    def standing(self) -> "InspectionStaffQuerySet":
        """Those who were not replaced."""
        return self.filter(withdrawn_at=None)

    def carrying(self) -> "InspectionStaffQuerySet":
        """Those who carry the check out; who assists does not count."""
        return self.standing().exclude(part=InspectionStaff.Part.ASSISTANT)


@pghistory.track()
class InspectionStaff(models.Model):
    """One of those who carry a check out, or assist; the certificate is written down as it was."""

    class Part(models.TextChoices):
        """What the person does in it."""

        LEAD = "LEAD", _("in charge of the check")
        SECOND = "SECOND", _("carries it out too")
        ASSISTANT = "ASSISTANT", _("assists only")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="staff", verbose_name=_("check"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="inspections", verbose_name=_("person"))
    part = models.CharField(_("part"), max_length=10, choices=Part)
    certificate_number = models.CharField(_("number of the certificate"), max_length=40, blank=True)
    # Replaced before the check began.
    withdrawn_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects: ClassVar[Any] = InspectionStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a check")
        verbose_name_plural = _("members of checks")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person"], condition=Q(withdrawn_at=None), name="check_member_once"
            ),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(part="LEAD", withdrawn_at=None), name="check_one_in_charge"
            ),
            models.CheckConstraint(
                name="check_member_has_certificate", condition=Q(part="ASSISTANT") | ~Q(certificate_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.inspection.unit.path


@pghistory.track()
class Answer(models.Model):
    """What was found at one item of the checklist; 'not applicable' is an answer. The latest by device time stands."""

    class Value(models.TextChoices):
        """Found as the clause asks, or not."""

        YES = checks.YES, pgettext_lazy("checklist", "meets it")
        NO = checks.NO, pgettext_lazy("checklist", "does not")
        NA = checks.NOT_APPLICABLE, pgettext_lazy("checklist", "not applicable")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers", verbose_name=_("check"))
    item = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("item"))
    value = models.CharField(_("answer"), max_length=3, choices=Value)
    words = models.CharField(_("remark"), max_length=300, blank=True)
    explanation = models.CharField(_("why this is no hazard"), max_length=300, blank=True)
    device_at = models.DateTimeField(_("said on the device"))
    received_at = models.DateTimeField(_("received"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("answer of a checklist")
        verbose_name_plural = _("answers of checklists")
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="check_item_answered_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_value_display()}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.inspection.unit.path


@pghistory.track()
class JointPart(models.Model):
    """What one department does in a joint check 综合查一次: its part, its people, its signature."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="joint_parts", verbose_name=_("check"))
    department = models.CharField(_("department"), max_length=60)
    part = models.CharField(_("its part"), max_length=200)
    people = models.CharField(_("its people"), max_length=100)
    finding = models.CharField(_("what it found"), max_length=300, blank=True)
    signed_name = models.CharField(_("signed by"), max_length=40, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("part of a joint check")
        verbose_name_plural = _("parts of joint checks")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "department"], condition=Q(withdrawn_at=None), name="joint_department_once"
            ),
            models.CheckConstraint(
                name="joint_signed_whole",
                condition=Q(signed_at=None, signed_name="") | (Q(signed_at__isnull=False) & ~Q(signed_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.department

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.inspection.unit.path
