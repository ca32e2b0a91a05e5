"""Reads about roles: the matrix, one role's rights, who holds it, and how it differs from the release."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lanyan.kernel import access
from lanyan.units import asked, roles
from lanyan.units.models import ALL, Assignment, Role
from lanyan.units.queries import app_name


@dataclass(frozen=True)
class Right:
    """One right with its words."""

    name: str
    label: str


@dataclass(frozen=True)
class Group:
    """The rights of one app."""

    label: str
    rights: list[Right]


@dataclass(frozen=True)
class Difference:
    """What people changed against the release."""

    shipped: bool
    added: list[str]
    removed: list[str]
    renamed: bool

    @property
    def any(self) -> bool:
        """Does the role differ at all?"""
        return bool(self.added or self.removed or self.renamed)


def groups() -> list[Group]:
    """Every right that some door asks for, by app."""
    found: dict[str, list[Right]] = {}
    for name in sorted(asked.rights()):
        found.setdefault(name.partition(".")[0], []).append(Right(name, access.label(name)))
    return [Group(str(app_name(app)), rights) for app, rights in found.items()]


def matrix(on: date) -> dict[str, Any]:
    """Roles across with their holders of a day, rights down."""
    now = Q(assignments__since_date__lte=on) & (Q(assignments__until_date=None) | Q(assignments__until_date__gt=on))
    held = Count("assignments__user", filter=now, distinct=True)
    shown = list(Role.objects.in_use().annotate(held_by=held).order_by("pk"))
    rows = [
        (group.label, [(right, [_has(role, right.name) for role in shown]) for right in group.rights])
        for group in groups()
    ]
    return {"roles": [(role, difference(role)) for role in shown], "groups": rows}


def _has(role: Role, name: str) -> bool:
    return name in role.permissions or ALL in role.permissions


def rights_of(role: Role) -> list[Group]:
    """The rights a role holds, by app."""
    held = [Group(group.label, [right for right in group.rights if _has(role, right.name)]) for group in groups()]
    return [group for group in held if group.rights]


def difference(role: Role) -> Difference:
    """How a role differs from the one of the same code in the release."""
    shipped = _shipped().get(role.code)
    if shipped is None:
        return Difference(shipped=False, added=[], removed=[], renamed=False)
    now, then = set(role.permissions), set(shipped.permissions)
    return Difference(
        shipped=True,
        added=[_label(name) for name in sorted(now - then)],
        removed=[_label(name) for name in sorted(then - now)],
        renamed=(role.name_zh, role.name_en) != (shipped.name_zh, shipped.name_en),
    )


def _shipped() -> dict[str, Role]:
    return {role.code: role for role in roles.shipped()}


def _label(name: str) -> str:
    return _("everything") if name == ALL else access.label(name)


def holders(role: Role, reader: Any, on: date) -> list[Assignment]:
    """Who holds a role on a day, as far as the reader may see logins."""
    found = Assignment.objects.visible_to(reader).in_force(on).filter(role=role).select_related("user", "unit")
    return list(found.order_by("unit__path", "user__username"))
