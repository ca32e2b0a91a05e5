"""Hazards 火灾隐患, the extension of their term, and re-checks."""

from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.inspections.models.inspections import Inspection
from lanyan.inspections.rules import hazards as rules
from lanyan.kernel.models import Code
from lanyan.people.models import Person
from lanyan.premises.models import Premises
from lanyan.units.models import Unit, within

VIEW = "inspections.view_hazard"


class HazardQuerySet(models.QuerySet["Hazard"]):
    """Words for hazards."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "HazardQuerySet":
        """The hazards of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "HazardQuerySet":
        """Those not withdrawn."""
        return self.exclude(status=rules.WITHDRAWN)

    def open(self) -> "HazardQuerySet":
        """Those somebody still has to do something about."""
        return self.filter(status__in=rules.OPEN)

    def overdue(self, on: date) -> "HazardQuerySet":
        """Ordered by a date that has passed, and neither reported fixed nor closed."""
        return self.filter(status__in=rules.ORDERED, due_date__lt=on)

    def found_in(self, since: datetime, until: datetime) -> "HazardQuerySet":
        """Those found in a half-open period."""
        return self.filter(found_at__gte=since, found_at__lt=until)

    def open_on(self, at: datetime) -> "HazardQuerySet":
        """Those that were open at an instant: found before it, and neither put right nor withdrawn by then."""
        return self.filter(found_at__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))


@pghistory.track()
class Hazard(models.Model):
    """One hazard, the same from found to closed however often it is re-checked."""

    class Status(models.TextChoices):
        """Where it stands."""

        FOUND = rules.FOUND, pgettext_lazy("hazard", "found")
        FIXED_ON_SPOT = rules.FIXED_ON_SPOT, pgettext_lazy("hazard", "put right on the spot")
        ORDERED_AT_ONCE = rules.ORDERED_AT_ONCE, pgettext_lazy("hazard", "ordered at once")
        ORDERED_BY_DATE = rules.ORDERED_BY_DATE, pgettext_lazy("hazard", "ordered by a date")
        REPORTED_FIXED = rules.REPORTED_FIXED, pgettext_lazy("hazard", "reported as put right")
        CLOSED = rules.CLOSED, pgettext_lazy("hazard", "put right, closed")
        NOT_FIXED = rules.NOT_FIXED, pgettext_lazy("hazard", "not put right")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="hazards", verbose_name=_("check"))
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="hazards", verbose_name=_("premises"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hazards", verbose_name=_("unit"))
    item = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checklist item")
    )
    clause = models.CharField(_("clause"), max_length=120)
    words = models.CharField(_("what was found"), max_length=300)
    place = models.CharField(_("where in the building"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.FOUND)
    found_at = models.DateTimeField(_("found at"))
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("found by")
    )
    fixed_on_spot_at = models.DateTimeField(_("put right on the spot at"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)
    due_date = models.DateField(_("to be put right by"), null=True, blank=True)
    reported_fixed_at = models.DateTimeField(_("reported as put right at"), null=True, blank=True)
    reported_words = models.CharField(_("what the occupier says"), max_length=300, blank=True)
    not_fixed_at = models.DateTimeField(_("found not put right at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    # Put right or withdrawn, whichever it was: "open on that day" asks one column only.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[Any] = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="hazard_latest"),
            models.Index(fields=["unit", "-found_at"], name="hazard_of_unit"),
            models.Index(fields=["premises", "-found_at"], name="hazard_of_premises"),
            models.Index(fields=["status", "-found_at", "-id"], name="hazard_by_status"),
            models.Index(fields=["due_date", "unit"], name="hazard_due", condition=Q(status__in=rules.ORDERED)),
            # Counted out of the index alone, by state and by the days they were found.
            models.Index(fields=["status", "unit"], name="hazard_counted"),
            models.Index(fields=["-found_at", "-id"], name="hazard_open_latest", condition=Q(status__in=rules.OPEN)),
            models.Index(fields=["due_date", "-id"], name="hazard_by_due"),
            models.Index(fields=["found_at"], include=["unit", "status", "ended_at"], name="hazard_in_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="hazard_ended_fits_status",
                condition=(Q(status__in=(*rules.PUT_RIGHT, rules.WITHDRAWN)) & Q(ended_at__isnull=False))
                | (~Q(status__in=(*rules.PUT_RIGHT, rules.WITHDRAWN)) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="hazard_ordered_has_instant",
                condition=~Q(status__in=(*rules.ORDERED, rules.REPORTED_FIXED, rules.NOT_FIXED, rules.CLOSED))
                | Q(ordered_at__gte=F("found_at")),
            ),
            models.CheckConstraint(
                name="hazard_ordered_by_date_has_date",
                condition=~Q(status=rules.ORDERED_BY_DATE) | Q(due_date__isnull=False),
            ),
            models.CheckConstraint(
                name="hazard_withdrawn_has_reason",
                condition=Q(status=rules.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(status=rules.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="hazard_ends_after_found", condition=Q(ended_at=None) | Q(ended_at__gte=F("found_at"))
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.FSM(name="life", field="status", transitions=rules.HAZARD.pairs()),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words[:40]}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    def is_overdue(self, on: date) -> bool:
        """Has the term passed without a report?"""
        return rules.is_overdue(self.status, self.due_date, on)


class OfHazardQuerySet(models.QuerySet[Any]):
    """Words for what hangs on a hazard."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "OfHazardQuerySet":
        """Those of the hazards a reader reaches."""
        return self.filter(within(user.paths(permission), "hazard__unit__path"))


@pghistory.track()
class Extension(models.Model):
    """The occupier asks for a later date, on the ground of a local rule; another person decides."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="extensions", verbose_name=_("hazard"))
    rule = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("local rule"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    due_before = models.DateField(_("term until now"))
    wanted_date = models.DateField(_("asked until"))
    reason = models.CharField(_("reason"), max_length=200)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    decision_reason = models.CharField(_("grounds of the decision"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfHazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["hazard"], condition=Q(decided_at=None), name="extension_open_once"),
            models.CheckConstraint(name="extension_is_later", condition=Q(wanted_date__gt=F("due_before"))),
            models.CheckConstraint(
                name="extension_decided_whole",
                condition=Q(decided_at=None, granted=None, decided_by=None)
                | Q(decided_at__isnull=False, granted__isnull=False),
            ),
            models.CheckConstraint(
                name="extension_decided_by_another",
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} {self.wanted_date}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.hazard.unit.path


@pghistory.track()
class Recheck(models.Model):
    """One re-check 复查 of one hazard: put right or not, by at least two who may."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rechecks", verbose_name=_("hazard"))
    at = models.DateTimeField(_("re-checked at"))
    fixed = models.BooleanField(_("put right"))
    words = models.CharField(_("what was found"), max_length=300, blank=True)
    officers = models.ManyToManyField(Person, related_name="+", verbose_name=_("officers"))
    # As they were called then: the record does not change when a person does.
    officer_names = models.CharField(_("officers"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[Any] = OfHazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-check")
        verbose_name_plural = _("re-checks")
        indexes = [models.Index(fields=["hazard", "at"], name="recheck_of_hazard")]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.hazard.number} {self.at:%Y-%m-%d}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.hazard.unit.path
