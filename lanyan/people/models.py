"""Persons, posts, absences, certificates, turns of duty."""

from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import codes
from lanyan.units.models import Unit, within


class PersonQuerySet(models.QuerySet["Person"]):
    """Words for persons."""

    def visible_to(self, user: Any, permission: str = "people.view_person") -> "PersonQuerySet":
        """The persons of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def serving(self) -> "PersonQuerySet":
        """Those who have not left."""
        return self.filter(left_date=None)


@pghistory.track()
class Person(models.Model):
    """One member of the service."""

    class Category(models.TextChoices):
        """On which terms a person serves."""

        OFFICER = "OFFICER", _("officer")
        FIREFIGHTER = "FIREFIGHTER", _("firefighter")
        GOVERNMENT_FULL_TIME = "GOVERNMENT_FULL_TIME", _("government full-time firefighter")
        CLERK = "CLERK", _("full-time clerk")

    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=40)
    category = models.CharField(_("category"), max_length=24, choices=Category)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="persons", verbose_name=_("unit"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("login")
    )
    joined_date = models.DateField(_("joined on"), null=True, blank=True)
    left_date = models.DateField(_("left on"), null=True, blank=True)

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(
                name="person_leaves_after_joining",
                condition=Q(left_date=None) | Q(joined_date=None) | Q(left_date__gte=F("joined_date")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Where the person belongs, for access."""
        return self.unit.path


class PostQuerySet(models.QuerySet["Post"]):
    """Words for posts."""

    def visible_to(self, user: Any, permission: str = "people.view_person") -> "PostQuerySet":
        """The posts at the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def held(self, on: date) -> "PostQuerySet":
        """Those held on a day."""
        return self.filter(since_date__lte=on).filter(Q(until_date=None) | Q(until_date__gt=on))


@pghistory.track()
class Post(models.Model):
    """A person's post at a unit, between two dates: establishment, not access."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("post"), max_length=40)
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(name="post_dates", condition=Q(until_date=None) | Q(until_date__gte=F("since_date")))
        ]

    def __str__(self) -> str:
        return self.title


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Words for absences."""

    def visible_to(self, user: Any, permission: str = "people.view_absence") -> "AbsenceQuerySet":
        """The absences of persons of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "person__unit__path"))

    def standing(self) -> "AbsenceQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Those standing that cover a day; one without an end goes on."""
        return self.standing().filter(from_date__lte=day).filter(Q(until_date=None) | Q(until_date__gt=day))


@pghistory.track()
class Absence(models.Model):
    """Days on which a person is not there, half-open: the until-day is the first day back."""

    class Kind(models.TextChoices):
        """Why a person is not there."""

        LEAVE = "LEAVE", _("on leave")
        SICK = "SICK", _("sick")
        TRAINING = "TRAINING", _("at a training")
        BUSINESS = "BUSINESS", _("away on business")
        OTHER = "OTHER", _("absent for another reason")

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    from_date = models.DateField(_("absent from"))
    until_date = models.DateField(_("back on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(fields=["person", "from_date"], name="absence_of_person")]
        constraints = [
            models.CheckConstraint(
                name="absence_dates", condition=Q(until_date=None) | Q(until_date__gt=F("from_date"))
            ),
            models.CheckConstraint(
                name="absence_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"

    @property
    def unit_path(self) -> str:
        """Where the person belongs, for access."""
        return self.person.unit.path


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Words for certificates."""

    def visible_to(self, user: Any, permission: str = "people.view_person") -> "CertificateQuerySet":
        """The certificates of persons of the units a reader reaches."""
        return self.filter(within(user.paths(permission), "person__unit__path"))

    def standing(self) -> "CertificateQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def held(self, on: date) -> "CertificateQuerySet":
        """Those standing that are in force on a day."""
        return self.standing().filter(since_date__lte=on).filter(Q(until_date=None) | Q(until_date__gt=on))


@pghistory.track()
class Certificate(models.Model):
    """A person's certificate of one kind, in force from a day until (not including) another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="certificates", verbose_name=_("person"))
    # A code of the list `certificate_kinds`.
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=40)
    since_date = models.DateField(_("valid from"))
    until_date = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [models.Index(fields=["kind", "person"], name="certificate_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "since_date"], condition=Q(withdrawn_at=None), name="certificate_once"
            ),
            models.CheckConstraint(
                name="certificate_dates", condition=Q(until_date=None) | Q(until_date__gt=F("since_date"))
            ),
            models.CheckConstraint(name="certificate_has_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="certificate_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_path(self) -> str:
        """Where the person belongs, for access."""
        return self.person.unit.path

    @property
    def kind_label(self) -> str:
        """The words of its kind."""
        row = codes.get("certificate_kinds", self.kind)
        return row.label if row else self.kind

    def holds(self, on: date) -> bool:
        """Is it in force on a day?"""
        return self.withdrawn_at is None and self.since_date <= on and (self.until_date is None or on < self.until_date)


class DutyTurnQuerySet(models.QuerySet["DutyTurn"]):
    """Words for turns of duty."""

    def visible_to(self, user: Any, permission: str = "people.view_duty") -> "DutyTurnQuerySet":
        """The turns at the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))

    def standing(self) -> "DutyTurnQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def at(self, instant: datetime) -> "DutyTurnQuerySet":
        """Those standing that cover an instant."""
        return self.standing().filter(starts_at__lte=instant, ends_at__gt=instant)

    def touching(self, since: datetime, until: datetime) -> "DutyTurnQuerySet":
        """Those standing that lie in a stretch of time, if only partly."""
        return self.standing().filter(starts_at__lt=until, ends_at__gt=since)


@pghistory.track()
class DutyTurn(models.Model):
    """One turn on the duty roster 值班表 of a unit: who has which duty from when until when, half-open."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_turns", verbose_name=_("unit"))
    # A code of the list `duty_kinds`.
    kind = models.CharField(pgettext_lazy("roster", "duty"), max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="duty_turns", verbose_name=_("person"))
    starts_at = models.DateTimeField(_("on duty from"))
    ends_at = models.DateTimeField(_("on duty until"))
    taken_over_at = models.DateTimeField(_("taken over at"), null=True, blank=True)
    taken_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("taken over by"),
    )  # fmt: skip
    # What the one before handed on.
    words = models.TextField(_("handed on"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = DutyTurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn of duty")
        verbose_name_plural = _("turns of duty")
        indexes = [
            models.Index(fields=["unit", "ends_at"], name="turn_of_unit"),
            models.Index(fields=["person", "ends_at"], name="turn_of_person"),
        ]
        constraints = [
            models.CheckConstraint(name="turn_ends_after_beginning", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="turn_taken_over_by_somebody",
                condition=Q(taken_over_at=None, taken_over_by=None)
                | Q(taken_over_at__isnull=False, taken_over_by__isnull=False),
            ),
            models.CheckConstraint(
                name="turn_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.person}"

    @property
    def unit_path(self) -> str:
        """Where it belongs, for access."""
        return self.unit.path

    @property
    def kind_label(self) -> str:
        """The words of the duty."""
        row = codes.get("duty_kinds", self.kind)
        return str(row.label) if row else self.kind
