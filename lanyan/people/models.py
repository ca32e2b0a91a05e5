"""Persons and posts."""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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
