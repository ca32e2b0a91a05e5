"""Roles: what each may do, and how its holders sign in. A role that people changed is theirs."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units.actions.common import covers, tell_rights_changed
from lanyan.units.actions.sessions import shorten_sessions
from lanyan.units.models import ALL, Assignment, Role, Unit

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
LONGEST_HOURS = 168


@dataclass(frozen=True)
class RoleFacts:
    """What is written about a role."""

    name_zh: str
    name_en: str
    permissions: frozenset[str]
    needs_second_factor: bool = False
    session_hours: int | None = None


@transaction.atomic
def create_role(*, code: str, facts: RoleFacts, reason: str, by: Any) -> Role:
    """Make a role of one's own beside those of the release."""
    code = code.strip()
    if not CODE.fullmatch(code):
        raise Refused(_("2 to 40 characters: small letters, digits, underscore; a letter first."), field="code")
    if Role.objects.filter(code=code).exists():
        raise Refused(_("There is a role of this code already."), field="code")
    role = Role(code=code)
    _check(role, facts, facts.permissions, reason, by)
    _fill(role, facts)
    with audit.act("units.create_role", by=by, reason=reason.strip()):
        role.save()
    return role


@transaction.atomic
def change_role(*, role_id: int, facts: RoleFacts, reason: str, at: datetime, by: Any) -> Role:
    """Change what a role may do or how its holders sign in; from now on the release leaves it alone."""
    role = _locked(role_id)
    before = frozenset(role.permissions)
    _check(role, facts, before ^ facts.permissions, reason, by)
    if ALL in before and ALL not in facts.permissions:
        _check_last_star(role, at)
    _fill(role, facts)
    with audit.act("units.change_role", by=by, reason=reason.strip()):
        role.save(update_fields=["name_zh", "name_en", "permissions", "needs_second_factor", "session_hours"])
    shorten_sessions(role_id=role.pk, at=at)
    for user_id in _holders(role, at):
        tell_rights_changed(user_id)
    return role


@transaction.atomic
def withdraw_role(*, role_id: int, reason: str, at: datetime, by: Any) -> Role:
    """Take a role that nobody holds, today or later, out of use; its history stays."""
    role = _locked(role_id)
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    _check_right(role.permissions, by)
    today = timezone.localdate(at)
    held = Assignment.objects.filter(role=role).exclude(until_date__lte=today).count()
    if held:
        raise Refused(_("Somebody holds this role ({number}); end that first.").format(number=held))
    role.withdrawn_at = at
    with audit.act("units.withdraw_role", by=by, reason=reason.strip()):
        role.save(update_fields=["withdrawn_at"])
    return role


def _locked(role_id: int) -> Role:
    role: Role | None = Role.objects.select_for_update().filter(pk=role_id, withdrawn_at=None).first()
    if role is None:
        raise Refused(_("There is no such role."))
    return role


def _check(role: Role, facts: RoleFacts, changed: frozenset[str], reason: str, by: Any) -> None:
    """Refuse what a role cannot be, with the field."""
    if not facts.name_zh.strip():
        raise Refused(_("This must not be empty."), field="name_zh")
    if not facts.name_en.strip():
        raise Refused(_("This must not be empty."), field="name_en")
    if not facts.permissions:
        raise Refused(_("A role without any right is none."), field="permissions")
    unknown = facts.permissions - set(access.acts()) - {ALL} - frozenset(role.permissions or ())
    if unknown:
        raise Refused(_("There is no such right: {act}").format(act=sorted(unknown)[0]), field="permissions")
    if facts.session_hours is not None and not 1 <= facts.session_hours <= LONGEST_HOURS:
        raise Refused(_("From 1 to {number} hours.").format(number=LONGEST_HOURS), field="session_hours")
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    _check_right(changed, by)


def _check_right(permissions: Any, by: Any) -> None:
    """A role holds at every unit it is given at: only who has the rights at the top of a tree may deal them out."""
    if by is None:
        return
    tops = list(Unit.objects.filter(parent=None).values_list("path", flat=True))
    if not any(by.may("units.change_role", path) and covers(by, permissions, path) for path in tops):
        raise Refused(
            _("Only who holds these rights at the top of the tree may put them into a role."), field="permissions"
        )


def _check_last_star(role: Role, at: datetime) -> None:
    """Somebody must be left who may do everything: there would be no way back."""
    today = timezone.localdate(at)
    others = Assignment.objects.in_force(today).filter(role__permissions__contains=[ALL], user__is_active=True)
    if not others.exclude(role=role).exists():
        raise Refused(_("This is the role of the last administrator; it cannot lose its rights."), field="permissions")


def _holders(role: Role, at: datetime) -> list[int]:
    held = Assignment.objects.in_force(timezone.localdate(at)).filter(role=role)
    return list(held.values_list("user_id", flat=True).distinct())


def _fill(role: Role, facts: RoleFacts) -> None:
    role.name_zh, role.name_en = facts.name_zh.strip()[:60], facts.name_en.strip()[:60]
    role.permissions = sorted(facts.permissions)
    role.needs_second_factor, role.session_hours = facts.needs_second_factor, facts.session_hours
