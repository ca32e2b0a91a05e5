"""The key a machine shows to the API: `@router.get("…", auth=TokenAuth("incidents.view_incident"))`."""

from typing import Any

import pghistory
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from lanyan.kernel import access, prepared
from lanyan.units import actions
from lanyan.units.models import ALL, Token, User

_BY_DIGEST = prepared.query(lambda digest: Token.objects.select_related("user").filter(digest=digest), digest=str)


class TokenAuth(HttpBearer):
    """Let in who shows a good key with this scope, whose user holds the permission; `request.auth` is that user.

    The user may do nothing beyond the key's scopes: every later `may()`, `has_perm()` and `visible_to()` knows it.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> User:
        """Say in words what is wrong with the header, the key, its scope or its user's rights."""
        header = request.headers.get("Authorization", "")
        kind, _blank, key = header.partition(" ")
        if kind.lower() != "bearer" or not key.strip():
            raise HttpError(401, _("The header is missing: Authorization: Bearer <key>."))
        return self.authenticate(request, key.strip())

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Find the key's user, narrowed to the key's scopes."""
        at = timezone.now()
        found: Token | None = _BY_DIGEST.one(digest=Token.digest_of(token))
        if found is None:
            raise HttpError(401, _("This key is not known."))
        self._check_life(found, at)
        user = narrowed(found.user, found.scopes)
        if self.scope not in found.scopes:
            raise HttpError(403, _("This key has no scope for: {act}").format(act=self._words()))
        if not user.has_perm(self.scope):
            raise HttpError(403, _("The user of this key may not: {act}").format(act=self._words()))
        if found.last_used_at is None or at - found.last_used_at >= actions.USE_NOTED_EVERY:
            actions.note_token_use(token_id=found.pk, at=at)
        # Adds to the request's context, and does nothing for a request that only reads.
        pghistory.context(user=user.pk, name=str(user), token=found.pk)
        return user

    def _words(self) -> str:
        return f"{access.label(self.scope)} ({self.scope})"

    @staticmethod
    def _check_life(token: Token, at: Any) -> None:
        if token.revoked_at is not None:
            raise HttpError(401, _("This key was revoked."))
        if token.expires_at is not None and at >= token.expires_at:
            raise HttpError(401, _("This key has expired."))
        if not token.is_valid(at):
            raise HttpError(401, _("The user of this key may not sign in."))


def narrowed(user: User, scopes: list[str]) -> User:
    """Keep of a user's rights only what the scopes name, for the life of this object."""
    wanted = frozenset(scopes)
    user.grants = [(path, wanted if ALL in may else may & wanted) for path, may in user.grants]
    return user
