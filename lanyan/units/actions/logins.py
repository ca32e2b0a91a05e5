"""What an administrator does to logins and to their assignments."""

import re
from datetime import date, datetime
from typing import Any

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units.actions.common import check_reach, close_sessions, covers, locked_user, tell_rights_changed
from lanyan.units.models import ALL, Assignment, Role, Session, Unit, User

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


def check_password_rules(password: str, user: User, *, field: str = "password") -> None:
    """Refuse a password that the rules of the installation do not allow."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), field=field) from None


@transaction.atomic
def create_user(
    *,
    username: str,
    name: str,
    password: str | None = None,
    unit_id: int | None = None,
    role_code: str = "",
    since_date: date | None = None,
    seat: str = "",
    is_demo: bool = False,
    by: Any,
) -> User:
    """Make a login, with its first role at a unit when one is given; without a password nobody can sign in by one."""
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Refused(
            _("2 to 60 characters: letters a to z, digits, dot, hyphen, underscore; no blank."), field="username"
        )
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken."), field="username")
    if not name.strip():
        raise Refused(_("This must not be empty."), field="name")
    if is_demo and User.objects.filter(is_demo=False).exists():
        raise Refused(_("Demo logins belong in a database of their own."), field="is_demo")
    user = User(username=username, name=name.strip()[:60], seat=seat.strip()[:30], is_demo=is_demo)
    if password is None:
        user.set_unusable_password()
    else:
        check_password_rules(password, user)
        user.set_password(password)
    with audit.act("units.create_user", by=by):
        user.save()
        if unit_id is not None:
            if since_date is None:
                raise Refused(_("The day from which the role holds is missing."), field="since_date")
            # Not by `assign_role`: one history context knows one act, and this one is the making of the user.
            _assign(user, unit_id, role_code, since_date, None, by)
    return user


@transaction.atomic
def change_user(*, user_id: int, name: str, seat: str, by: Any) -> User:
    """Correct a user's name and seat."""
    user = locked_user(user_id)
    if not name.strip():
        raise Refused(_("This must not be empty."), field="name")
    user.name, user.seat = name.strip()[:60], seat.strip()[:30]
    with audit.act("units.change_user", by=by):
        user.save(update_fields=["name", "seat"])
    return user


@transaction.atomic
def assign_role(
    *,
    user_id: int,
    unit_id: int,
    role_code: str,
    since_date: date,
    until_date: date | None = None,
    by: Any,
) -> Assignment:
    """Give a user a role at a unit and all below it; nobody gives away what they do not hold there themselves."""
    user = locked_user(user_id)
    with audit.act("units.assign_role", by=by):
        return _assign(user, unit_id, role_code, since_date, until_date, by)


def _assign(user: User, unit_id: int, role_code: str, since_date: date, until_date: date | None, by: Any) -> Assignment:
    """Check and write a role; the act around it is the caller's."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or unit.closed_date:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    role = Role.objects.in_use().filter(code=role_code).first()
    if role is None:
        raise Refused(_("There is no such role."), field="role")
    if by is not None and not (by.may("units.assign_role", unit.path) and covers(by, role.permissions, unit.path)):
        raise Refused(_("You may only give a role whose rights you hold at this unit yourself."), field="role")
    if until_date is not None and until_date <= since_date:
        raise Refused(_("The end must be after the beginning."), field="until_date")
    held = Assignment.objects.filter(user=user, unit=unit, role=role)
    if held.in_force(since_date).exists() or held.filter(since_date=since_date).exists():
        raise Refused(_("The user holds this role at this unit already."), field="role")
    tell_rights_changed(user.pk)
    return Assignment.objects.create(user=user, unit=unit, role=role, since_date=since_date, until_date=until_date)


@transaction.atomic
def end_assignment(*, assignment_id: int, until_date: date, reason: str = "", by: Any) -> Assignment:
    """End a role: from that day on it does not hold any more."""
    found = Assignment.objects.select_for_update(of=("self",)).select_related("unit", "role")
    assignment: Assignment | None = found.filter(pk=assignment_id).first()
    if assignment is None:
        raise Refused(_("There is no such assignment."))
    if assignment.until_date is not None and assignment.until_date <= until_date:
        raise Refused(_("It ends on {day} already.").format(day=assignment.until_date), field="until_date")
    if until_date < assignment.since_date:
        raise Refused(
            _("It holds from {day}; it cannot end before.").format(day=assignment.since_date), field="until_date"
        )
    others = _last_administrators(assignment, until_date)
    if others:
        raise Refused(others, field="until_date")
    assignment.until_date = until_date
    with audit.act("units.end_assignment", by=by, reason=reason):
        assignment.save(update_fields=["until_date"])
    # An open screen of theirs must not go on showing what they may no longer see.
    tell_rights_changed(assignment.user_id)
    return assignment


def _last_administrators(assignment: Assignment, on: date) -> str:
    """Say no when nobody would be left who may do everything: there would be no way back."""
    if ALL not in assignment.role.permissions:
        return ""
    left = Assignment.objects.in_force(on).filter(role__permissions__contains=[ALL], user__is_active=True)
    if left.exclude(pk=assignment.pk).exists():
        return ""
    return _("This is the last administrator; name another one first.")


@transaction.atomic
def set_password(*, user_id: int, password: str, at: datetime, by: Any) -> User:
    """Give a user a new password: their sessions end, and failed tries are forgotten."""
    user = locked_user(user_id)
    check_reach(user, by)
    check_password_rules(password, user)
    user.set_password(password)
    user.password_set_at = at
    with audit.act("units.set_password", by=by):
        user.save(update_fields=["password", "password_set_at"])
    close_sessions(Session.objects.open(at).of(user_id), why=Session.End.PASSWORD, at=at)
    forget_failures(username=user.username)
    return user


@transaction.atomic
def bar_user(*, user_id: int, reason: str, at: datetime, by: Any) -> User:
    """Stop a user from signing in, at once and by every key they made."""
    user = locked_user(user_id)
    if by is not None and by.pk == user.pk:
        raise Refused(_("You cannot bar yourself."))
    if not user.is_active:
        raise Refused(_("The user is barred already."))
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    check_reach(user, by)
    user.is_active = False
    with audit.act("units.bar_user", by=by, reason=reason.strip()):
        user.save(update_fields=["is_active"])
    close_sessions(Session.objects.open(at).of(user_id), why=Session.End.ADMINISTRATOR, at=at)
    return user


@transaction.atomic
def admit_user(*, user_id: int, reason: str, by: Any) -> User:
    """Let a barred user sign in again."""
    user = locked_user(user_id)
    if user.is_active:
        raise Refused(_("The user may sign in already."))
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    user.is_active = True
    check_reach(user, by)
    with audit.act("units.admit_user", by=by, reason=reason.strip()):
        user.save(update_fields=["is_active"])
    return user
