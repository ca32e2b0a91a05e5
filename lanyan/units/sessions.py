"""Where sessions live: Django's database sessions on a table of ours, which knows whose they are and when they end.

The row that carries the session says everything that is needed to refuse it, so a request costs no query more.
"""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from lanyan.kernel import prepared
from lanyan.units import rules
from lanyan.units.models import Session

_OF_KEY = prepared.query(lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(DatabaseStore):
    """One browser's session; `ended` says why the session of its cookie may not be used any more."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.ended = ""

    @classmethod
    def get_model_class(cls) -> Any:
        """Our table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        return self._judged(_OF_KEY.one(key=self.session_key) if self.session_key else None)

    async def _aget_session_from_db(self) -> Session | None:
        return self._judged(await Session.objects.filter(session_key=self.session_key).afirst())

    def _judged(self, row: Session | None) -> Session | None:
        """Give the row if it may be used; otherwise forget its key, so that a new session gets a new one."""
        if row is not None:
            self.ended = rules.session_end(
                ended_why=row.ended_why,
                expires_at=row.expire_date,
                seen_at=row.seen_at,
                idle=settings.SESSION_IDLE,
                at=timezone.now(),
            )
        self.row = row if row is not None and not self.ended else None
        if self.row is None:
            self._session_key = None
        return self.row

    def save(self, must_create: bool = False) -> None:
        """Write what the session holds; when and why it ends is never touched by this."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)
        written = {"session_data": self.encode(data), "user_id": data.get(SESSION_KEY)}
        if must_create:
            self._insert(written)
            return
        if written["user_id"] is not None:
            now = Value(timezone.now())
            written |= {"signed_in_at": Coalesce("signed_in_at", now), "seen_at": Coalesce("seen_at", now)}
        if not Session.objects.filter(session_key=self.session_key, ended_at=None).update(**written):
            raise UpdateError

    def _insert(self, written: dict[str, Any]) -> None:
        now = timezone.now()
        if written["user_id"] is not None:
            written |= {"signed_in_at": now, "seen_at": now}
        row = Session(session_key=self.session_key, expire_date=self.get_expiry_date(modification=now), **written)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None

    async def asave(self, must_create: bool = False) -> None:
        """The same from async code."""
        await sync_to_async(self.save)(must_create)

    def cycle_key(self) -> None:
        """Give the session another secret; signed in, it stays the same row with its place and its times."""
        data = self._session
        if self.row is None or self.row.user_id is None:
            super().cycle_key()
            return
        old, new = self.session_key, self._get_new_session_key()
        if not Session.objects.filter(session_key=old, ended_at=None).update(session_key=new):
            raise UpdateError
        self._session_key, self._session_cache, self.modified = new, data, True

    def delete(self, session_key: str | None = None) -> None:
        """End a session; only one that was nobody's disappears."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=key, user=None).delete()
            ended = {"ended_at": timezone.now(), "ended_why": Session.End.SIGNED_OUT, "session_data": ""}
            Session.objects.filter(session_key=key, ended_at=None).update(**ended)

    async def adelete(self, session_key: str | None = None) -> None:
        """The same from async code."""
        await sync_to_async(self.delete)(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing: a job of this app forgets old rows (`units.forget_sessions`)."""
