"""The tree of units, and the users who work in it."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language as translation_language
from django.utils.translation import gettext_lazy as _

ALL = "*"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Words for units."""

    def below(self, path: str) -> "UnitQuerySet":
        """A unit and everything under it."""
        return self.filter(path__startswith=path)

    def visible_to(self, user: Any, permission: str = "") -> "UnitQuerySet":
        """The units a person is assigned to, with all below; narrowed to those where a permission is held."""
        return self.filter(within(user.paths(permission), "path"))

    def of_kind(self, *kinds: str) -> "UnitQuerySet":
        """Units of these kinds."""
        return self.filter(kind__in=kinds)


def within(paths: list[str], column: str) -> Q:
    """A condition: the path in `column` lies under one of these paths (nothing when there is none)."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{column}__startswith": path})
    return condition


@pghistory.track()
class Unit(models.Model):
    """One unit. Its address is its path with closing dots: `01.`, `01.03.`, so that 'under it' is a prefix."""

    class Kind(models.TextChoices):
        """What the unit is."""

        BUREAU = "BUREAU", _("bureau")
        CORPS = "CORPS", _("corps")
        DETACHMENT = "DETACHMENT", _("detachment")
        COMMAND_CENTRE = "COMMAND_CENTRE", _("command centre")
        SECTION = "SECTION", _("section")
        BATTALION = "BATTALION", _("battalion")
        STATION = "STATION", _("station")
        GOVERNMENT_TEAM = "GOVERNMENT_TEAM", _("government full-time team")
        ENTERPRISE_TEAM = "ENTERPRISE_TEAM", _("enterprise team")
        TOWNSHIP_STATION = "TOWNSHIP_STATION", _("township emergency-and-fire station")
        MICRO_STATION = "MICRO_STATION", _("micro fire station")
        VOLUNTEER_TEAM = "VOLUNTEER_TEAM", _("volunteer team")
        COMMITTEE = "COMMITTEE", _("fire safety committee")
        OUTSIDE = "OUTSIDE", _("outside organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(_("path"), max_length=60, unique=True, db_collation="C")
    # Plain text, not a foreign key: units and places stand on the same floor.
    division_code = models.CharField(_("division code"), max_length=12, blank=True, db_index=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    closed_date = models.DateField(_("closed on"), null=True, blank=True)

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar[list[str]] = ["path"]
        constraints = [
            models.CheckConstraint(name="unit_path_shape", condition=Q(path__regex=r"^([0-9]{2,}\.)+$")),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def unit_path(self) -> str:
        """Where it lies, for access."""
        return self.path


@pghistory.track()
class UnitName(models.Model):
    """A name a unit bears or bore, with its dates: a detachment may be a bureau as well (two name plates)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=100)
    since_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unit name")
        verbose_name_plural = _("unit names")
        ordering: ClassVar[list[str]] = ["since_date"]
        constraints = [
            models.CheckConstraint(
                name="unit_name_dates",
                condition=Q(until_date=None) | Q(since_date=None) | Q(until_date__gt=F("since_date")),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Role(models.Model):
    """A bundle of permissions with a name; rows, so that a detachment can make its own."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese"), max_length=60)
    name_en = models.CharField(_("English"), max_length=60)
    permissions = ArrayField(models.CharField(max_length=80), verbose_name=_("permissions"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (translation_language() or "").startswith("en") else self.name_zh


class UserQuerySet(models.QuerySet["User"]):
    """Words for users."""

    def visible_to(self, user: Any, permission: str = "units.view_user") -> "UserQuerySet":
        """The users who have or had a role at the units a reader reaches, and the reader."""
        there = Assignment.objects.filter(within(user.paths(permission), "unit__path"), user=OuterRef("pk"))
        return self.filter(Exists(there) | Q(pk=user.pk))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """How Django finds a user by name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Names are not case-sensitive."""
        return self.get(username__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A login. What it may do follows from its assignments alone."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Demo logins open without a password; only the demo builder makes them, and only in a database of its own.
    is_demo = models.BooleanField(_("demo login"), default=False)
    seat = models.CharField(_("seat"), max_length=30, blank=True)
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)

    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar[list[str]] = ["username"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def grants(self) -> list[tuple[str, frozenset[str]]]:
        """Today's (unit path, permissions) pairs: one query, kept for the life of this object."""
        if not self.is_active or self.pk is None:
            return []
        rows = Assignment.objects.in_force(timezone.localdate()).filter(user=self)
        return [(path, frozenset(may)) for path, may in rows.values_list("unit__path", "role__permissions")]

    def paths(self, permission: str = "") -> list[str]:
        """The unit paths this person reaches, all of them or those where a permission is held."""
        return sorted({path for path, may in self.grants if not permission or permission in may or ALL in may})

    def may(self, permission: str, unit_path: str) -> bool:
        """What × where: is the permission held over this unit?"""
        return any(unit_path.startswith(path) for path in self.paths(permission))

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Is the permission held anywhere?"""
        return bool(self.paths(permission))

    def has_perms(self, permissions: Any, obj: Any = None) -> bool:
        """Are all of these held somewhere?"""
        return all(self.has_perm(permission) for permission in permissions)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Words for assignments."""

    def in_force(self, on: date) -> "AssignmentQuerySet":
        """Those that hold on a day."""
        return self.filter(since_date__lte=on).filter(Q(until_date=None) | Q(until_date__gt=on))

    def visible_to(self, user: Any, permission: str = "units.view_user") -> "AssignmentQuerySet":
        """Those at the units a reader reaches."""
        return self.filter(within(user.paths(permission), "unit__path"))


@pghistory.track()
class Assignment(models.Model):
    """A user's role at a unit and all below it, between two dates. Access, not establishment (people.Post)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name=_("user"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments", verbose_name=_("role"))
    since_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_dates", condition=Q(until_date=None) | Q(until_date__gte=F("since_date"))
            ),
            models.UniqueConstraint(fields=["user", "unit", "role", "since_date"], name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.unit}"

    @property
    def unit_path(self) -> str:
        """Where it holds, for access."""
        return self.unit.path


@pghistory.track(exclude=["digest", "last_used_at"])
class Token(models.Model):
    """A key for a machine: acts as its user, no further than its scopes; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("user"))
    label = models.CharField(_("label"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.label

    @staticmethod
    def fresh() -> str:
        """A new key, shown once."""
        return "ly_" + secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(key: str) -> str:
        """What is stored instead of the key."""
        return hashlib.sha256(key.encode()).hexdigest()

    def is_valid(self, at: datetime) -> bool:
        """Neither revoked nor expired, and its user may sign in."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at) and self.user.is_active


class SavedView(models.Model):
    """A list page's filter that a user wants to find again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("user"))
    page = models.CharField(_("page"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filter"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
