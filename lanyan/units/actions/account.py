"""What people do to their own account: password, preferences, saved views, keys for machines."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.kernel import access, audit
from lanyan.kernel.errors import Refused
from lanyan.units.actions.common import close_sessions
from lanyan.units.actions.logins import check_password_rules
from lanyan.units.models import SavedView, Session, Token, User

THEMES = ("light", "dark")
COLUMNS = re.compile(r"columns:[a-z_:-]{1,60}")
COLUMN_LIST = re.compile(r"[a-z0-9_,]{0,500}")
VIEWS_AT_MOST = 50
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def change_password(*, user_id: int, old: str, new: str, keep: str = "", at: datetime, by: Any) -> User:
    """Change one's own password, knowing the old one; every session but the one of the key `keep` ends."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.check_password(old):
        raise Refused(_("This is not your present password."), field="old")
    if old == new:
        raise Refused(_("The new password is the old one."), field="password")
    check_password_rules(new, user, field="password")
    user.set_password(new)
    user.password_set_at = at
    with audit.act("units.change_password", by=by):
        user.save(update_fields=["password", "password_set_at"])
    others = Session.objects.open(at).of(user_id).exclude(session_key=keep)
    close_sessions(others, why=Session.End.PASSWORD, at=at)
    return user


def _check_preference(name: str, value: str) -> None:
    if name == "theme":
        fits = value in THEMES
    elif name == "language":
        fits = value in dict(settings.LANGUAGES)
    elif COLUMNS.fullmatch(name):
        fits = bool(COLUMN_LIST.fullmatch(value))
    else:
        raise Refused(_("There is no such preference."), field="name")
    if not fits:
        raise Refused(_("This preference cannot be “{value}”.").format(value=value[:40]), field="value")


@transaction.atomic
def set_preference(*, user_id: int, name: str, value: Any, by: Any) -> User:
    """Keep a theme, a language or a list page's columns for a person; an empty value forgets the columns."""
    text = str(value)
    _check_preference(name, text)
    user = User.objects.select_for_update().get(pk=user_id)
    if text:
        user.preferences[name] = text
    else:
        user.preferences.pop(name, None)
    with audit.act("units.set_preference", by=by):
        user.save(update_fields=["preferences"])
    return user


@transaction.atomic
def save_view(*, user_id: int, page: str, name: str, query: str) -> SavedView:
    """Keep a list page's filter under a name of one's own; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise Refused(_("This must not be empty."), field="name")
    if len(name) > 40:
        raise Refused(_("At most {number} characters.").format(number=40), field="name")
    if not page or len(page) > 60:
        raise Refused(_("There is no such page."), field="page")
    if len(query) > 1000:
        raise Refused(_("This filter is too long to be kept."), field="query")
    User.objects.select_for_update().get(pk=user_id)
    mine = SavedView.objects.filter(user_id=user_id)
    if mine.exclude(page=page, name=name).count() >= VIEWS_AT_MOST:
        raise Refused(_("You keep {number} views already; give one up first.").format(number=VIEWS_AT_MOST))
    view, _made = SavedView.objects.update_or_create(user_id=user_id, page=page, name=name, defaults={"query": query})
    return view


def forget_view(*, user_id: int, view_id: int) -> None:
    """Give up a saved view of one's own; it is a habit, not a record, so it may go."""
    SavedView.objects.filter(user_id=user_id, pk=view_id).delete()


@transaction.atomic
def make_token(
    *, user_id: int, label: str, scopes: list[str], expires_at: datetime | None = None, at: datetime, by: Any
) -> tuple[Token, str]:
    """Make a key for a machine and return it with its key text, which is not kept and cannot be shown again."""
    user = User.objects.get(pk=user_id)
    label = label.strip()
    if not label:
        raise Refused(_("This must not be empty."), field="label")
    if not scopes:
        raise Refused(_("Choose at least one thing that the key may do."), field="scopes")
    for scope in scopes:
        if scope not in access.acts() or not user.has_perm(scope):
            raise Refused(_("You may not do this yourself: {act}").format(act=access.label(scope)), field="scopes")
    if expires_at is not None and expires_at <= at:
        raise Refused(_("This lies in the past."), field="expires_at")
    key = Token.fresh()
    with audit.act("units.make_token", by=by):
        token = Token.objects.create(
            user=user,
            label=label[:60],
            digest=Token.digest_of(key),
            scopes=sorted(set(scopes)),
            created_at=at,
            expires_at=expires_at,
        )
    return token, key


@transaction.atomic
def revoke_token(*, token_id: int, at: datetime, by: Any) -> Token:
    """Make a key useless from now on."""
    token = Token.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is not None:
        raise Refused(_("This key is revoked already."))
    token.revoked_at = at
    with audit.act("units.revoke_token", by=by):
        token.save(update_fields=["revoked_at"])
    return token


def note_token_use(*, token_id: int, at: datetime) -> None:
    """Write down that a key was used, at most once a minute."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - USE_NOTED_EVERY)
    Token.objects.filter(stale, pk=token_id).update(last_used_at=at)
