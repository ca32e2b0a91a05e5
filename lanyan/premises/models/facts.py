"""What is known of premises besides their own facts: categories, responsible persons, facilities."""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyan.premises import rules
from lanyan.premises.models.common import DATES, WITHDRAWN
from lanyan.premises.models.premises import VIEW, Premises, words


class OfPremisesQuerySet(models.QuerySet[Any]):
    """Words for what belongs to premises."""

    def visible_to(self, user: Any, permission: str = VIEW) -> "OfPremisesQuerySet":
        """That of premises the reader sees."""
        return self.filter(premises__in=Premises.objects.visible_to(user, permission).values("pk"))

    def standing(self) -> "OfPremisesQuerySet":
        """What is not withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "OfPremisesQuerySet":
        """What holds on a day."""
        since = Q(since_date=None) | Q(since_date__lte=day)
        return self.standing().filter(since, Q(until_date=None) | Q(until_date__gt=day))


@pghistory.track()
class CategoryMark(models.Model):
    """A category that premises bear between two days, and why: by which rule, or because somebody declared it."""

    DECLARED = "declared"

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="marks", verbose_name=_("premises"))
    category = models.CharField(_("category"), max_length=40)
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)
    grounds = models.CharField(_("grounds"), max_length=60)
    grounds_version = models.CharField(_("version of the rule"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfPremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("category mark")
        verbose_name_plural = _("category marks")
        indexes = [
            models.Index(
                fields=["category", "premises"],
                name="mark_now",
                condition=Q(until_date=None, withdrawn_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "category"],
                condition=Q(until_date=None, withdrawn_at=None),
                name="category_mark_once",
            ),
            models.CheckConstraint(name="category_mark_dates", condition=DATES),
            models.CheckConstraint(name="category_mark_withdrawn_has_reason", condition=WITHDRAWN),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The category in words."""
        return words("premises_categories", self.category)

    @property
    def grounds_words(self) -> str:
        """The grounds in words."""
        if self.grounds == self.DECLARED:
            return str(_("declared"))
        return words("premises_category_rules", self.grounds)

    @property
    def unit_path(self) -> str:
        """Who supervises the premises, for access."""
        return self.premises.unit.path


@pghistory.track()
class ResponsiblePerson(models.Model):
    """Who answers for premises, and as what, between two days."""

    class Role(models.TextChoices):
        """As what somebody answers."""

        LEGAL = "LEGAL", _("legal representative")
        RESPONSIBLE = "RESPONSIBLE", _("responsible for fire safety")
        MANAGER = "MANAGER", _("fire-safety manager")
        CONTROL_ROOM = "CONTROL_ROOM", _("control room on duty")
        OTHER = "OTHER", _("other contact")

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="persons", verbose_name=_("premises"))
    role = models.CharField(_("as what"), max_length=12, choices=Role)
    name = models.CharField(_("full name"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    certificate = models.CharField(_("certificate"), max_length=60, blank=True)
    since_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfPremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible persons")
        constraints = [
            models.CheckConstraint(name="responsible_dates", condition=DATES),
            models.CheckConstraint(name="responsible_withdrawn_has_reason", condition=WITHDRAWN),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        """Who supervises the premises, for access."""
        return self.premises.unit.path


@pghistory.track()
class Facility(models.Model):
    """A fire-protection facility of premises, and how it stands."""

    class State(models.TextChoices):
        """How it stands."""

        WORKING = rules.WORKING, _("in working order")
        FAULTY = rules.FAULTY, _("faulty")
        SWITCHED_OFF = rules.SWITCHED_OFF, _("switched off")
        MISSING = rules.MISSING, _("missing")

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="facilities", verbose_name=_("premises"))
    kind = models.CharField(_("kind"), max_length=40)
    place = models.CharField(_("place"), max_length=100, blank=True)
    quantity = models.PositiveIntegerField(_("number of pieces"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    state_since_date = models.DateField(_("so since"), null=True, blank=True)
    serviced_date = models.DateField(_("last serviced on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects: ClassVar[Any] = OfPremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("fire-protection facility")
        verbose_name_plural = _("fire-protection facilities")
        constraints = [models.CheckConstraint(name="facility_withdrawn_has_reason", condition=WITHDRAWN)]
        triggers = [pgtrigger.FSM(name="life", field="state", transitions=rules.STANDING.pairs())]

    def __str__(self) -> str:
        return f"{self.kind_words} {self.place}".strip()

    @property
    def kind_words(self) -> str:
        """The kind in words."""
        return words("premises_facilities", self.kind)

    @property
    def unit_path(self) -> str:
        """Who supervises the premises, for access."""
        return self.premises.unit.path
