"""Logins, the roles they hold, and where."""

from datetime import date
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

from lanyan.kernel import prepared
from lanyan.units.models.tree import Unit, within

ALL = "*"


class RoleQuerySet(models.QuerySet["Role"]):
    """Words for roles."""

    def in_use(self) -> "RoleQuerySet":
        """Those that can still be given."""
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Role(models.Model):
    """A bundle of permissions with a name; rows, so that a detachment can make its own."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese"), max_length=60)
    name_en = models.CharField(_("English"), max_length=60)
    permissions = ArrayField(models.CharField(max_length=80), verbose_name=_("permissions"))
    needs_second_factor = models.BooleanField(_("needs a second factor"), default=False)
    session_hours = models.PositiveSmallIntegerField(_("longest session in hours"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar[Any] = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar[list[str]] = ["code"]
        constraints = [
            models.CheckConstraint(
                name="role_session_hours", condition=Q(session_hours=None) | Q(session_hours__range=(1, 168))
            )
        ]

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
    password_set_at = models.DateTimeField(_("password set at"), null=True, blank=True)
    # The secret itself is kept by django-otp; this says whether a sign-in has a second step, without a query.
    second_factor_at = models.DateTimeField(_("second factor since"), null=True, blank=True)

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
    def held(self) -> list["Assignment"]:
        """Today's assignments with unit and role: one query, kept for the life of this object."""
        if not self.is_active or self.pk is None:
            return []
        return _HELD(user=self.pk, on=timezone.localdate())

    @cached_property
    def grants(self) -> list[tuple[str, frozenset[str]]]:
        """Today's (unit path, permissions) pairs."""
        return [(one.unit.path, frozenset(one.role.permissions)) for one in self.held]

    @property
    def lacks_second_factor(self) -> bool:
        """A role of today asks for a second factor, and there is none yet."""
        return self.second_factor_at is None and any(one.role.needs_second_factor for one in self.held)

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


_HELD = prepared.query(
    lambda user, on: (
        Assignment.objects.in_force(on).filter(user=user).select_related("unit", "role").order_by("unit__path", "pk")
    ),
    user=int,
    on=date,
)
