"""What several actions of this app need: a locked login, who may take it over, and the end of its sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.kernel import live
from lanyan.kernel.errors import Refused
from lanyan.units.models import Session, User


def locked_user(user_id: int) -> User:
    """A login, its row locked for the rest of the transaction."""
    user: User | None = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Refused(_("There is no such user."), field="user")
    return user


def check_reach(user: User, by: Any) -> None:
    """Only whoever may assign everything a login has today may take it over or shut it out."""
    if by is None or by.pk == user.pk:
        return
    for path, may in user.grants:
        if not covers(by, may, path):
            raise Refused(_("This user holds rights or units that you do not; ask an administrator above you."))


def covers(by: Any, permissions: Any, path: str) -> bool:
    """Does `by` hold all of these over a unit?"""
    return all(by.may(permission, path) for permission in permissions)


def close_sessions(sessions: Iterable[Session], *, why: str, at: datetime) -> int:
    """End these sessions and tell the screens that are open on them; gives how many were still open."""
    rows = list(sessions)
    ended = Session.objects.filter(pk__in=[row.pk for row in rows], ended_at=None)
    number = int(ended.update(ended_at=at, ended_why=why, session_data=""))
    for user_id in {row.user_id for row in rows if row.user_id is not None}:
        tell_rights_changed(user_id)
    return number


def tell_rights_changed(user_id: int) -> None:
    """Let every open screen of a person ask whether it may go on."""
    live.announce("session", user_id)
