"""Signing in and out, as the history tells it; sessions begin, are seen, and end."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.units import rules
from lanyan.units.actions.common import check_reach, close_sessions, locked_user, tell_rights_changed
from lanyan.units.models import Assignment, Session, User

SEEN_NOTED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=90)


@transaction.atomic
def begin_session(*, session_key: str, user_id: int, address: str, agent: str, at: datetime, by: Any) -> Session:
    """Write down who signed in where and until when at most; one session too many ends the oldest."""
    user = locked_user(user_id)
    others = list(Session.objects.open(at).of(user_id).exclude(session_key=session_key).order_by("signed_in_at"))
    # A demonstration's people belong to everybody who looks in; only real logins have a limit.
    if not user.is_demo:
        surplus = set(rules.too_many([str(one.serial) for one in others], settings.SESSIONS_AT_MOST))
        close_sessions([one for one in others if str(one.serial) in surplus], why=Session.End.TOO_MANY, at=at)
    session = Session.objects.select_for_update().get(session_key=session_key)
    session.user, session.signed_in_at, session.seen_at = user, at, at
    session.address, session.device = address[:45], rules.device_of(agent)[:200]
    session.expire_date = at + _longest(user)
    session.save(update_fields=["user", "signed_in_at", "seen_at", "address", "device", "expire_date"])
    audit.note("units.sign_in", by=by, device=session.device)
    return session


def _longest(user: User) -> timedelta:
    hours = [one.role.session_hours for one in user.held]
    return rules.longest_session(hours, timedelta(seconds=settings.SESSION_COOKIE_AGE))


def note_seen(*, session: Session | None, address: str, at: datetime) -> None:
    """Write down that a session is used, at most once a minute."""
    if session is None or session.user_id is None:
        return
    if session.seen_at is None or session.seen_at <= at - SEEN_NOTED_EVERY or not session.address:
        seen = Session.objects.filter(pk=session.pk, ended_at=None)
        seen.exclude(seen_at__gt=at).update(seen_at=at, address=address[:45])


def note_sign_out(*, by: Any) -> None:
    """Write down that somebody signed out; the session itself is ended by Django's own sign-out."""
    audit.note("units.sign_out", by=by)


def note_refused(*, username: str, locked: bool = False, step: str = "password") -> None:
    """Write down a sign-in that was refused, or the lock after too many; the name is what was typed."""
    name = "units.lock_sign_in" if locked else "units.refuse_sign_in"
    user = User.objects.filter(username__iexact=username).first()
    audit.note(name, login=username[:60], step=step, **({"about": user.pk} if user is not None else {}))


@transaction.atomic
def end_session(*, user_id: int, serial: str, at: datetime, by: Any) -> Session:
    """End one session of a person: their own from another one."""
    session: Session | None = Session.objects.select_for_update().filter(user_id=user_id, serial=serial).first()
    if session is None:
        raise Refused(_("There is no such session."))
    if not close_sessions([session], why=Session.End.ENDED, at=at):
        raise Refused(_("This session has ended already."))
    audit.note("units.end_session", by=by, about=user_id, device=session.device)
    return session


@transaction.atomic
def end_other_sessions(*, user_id: int, keep: str, why: str = Session.End.ENDED, at: datetime, by: Any) -> int:
    """End all sessions of a person but the one of this key, and say how many those were."""
    locked_user(user_id)
    number = close_sessions(Session.objects.open(at).of(user_id).exclude(session_key=keep), why=why, at=at)
    if number and why == Session.End.ENDED:
        audit.note("units.end_session", by=by, about=user_id, sessions=number)
    return number


@transaction.atomic
def end_sessions(*, user_id: int, reason: str, at: datetime, by: Any) -> int:
    """End every session of somebody else, at once; the next request of each is refused."""
    user = locked_user(user_id)
    check_reach(user, by)
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    number = close_sessions(Session.objects.open(at).of(user_id), why=Session.End.ADMINISTRATOR, at=at)
    audit.note("units.end_sessions", by=by, reason=reason.strip(), about=user_id, sessions=number)
    return number


@transaction.atomic
def shorten_sessions(*, role_id: int, at: datetime) -> None:
    """Let the open sessions of a role's holders end as early as the role now says."""
    holders = Assignment.objects.in_force(at.date()).filter(role_id=role_id).values("user_id")
    for user in User.objects.filter(pk__in=holders):
        longest = _longest(user)
        for session in Session.objects.open(at).of(user.pk):
            ends = (session.signed_in_at or at) + longest
            if ends < session.expire_date:
                Session.objects.filter(pk=session.pk).update(expire_date=ends)
                tell_rights_changed(user.pk)


def forget_sessions(*, at: datetime) -> int:
    """Drop the rows of sessions that ended long ago; that they were is told by the history."""
    number, _each = Session.objects.filter(expire_date__lt=at - KEPT).delete()
    return number
