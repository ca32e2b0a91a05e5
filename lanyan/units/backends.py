"""How a password is checked; what the user may do is the user's own business (assignments)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from lanyan.kernel import prepared
from lanyan.units.models import User

_OF_ID = prepared.query(lambda pk: User.objects.filter(pk=pk), pk=int)


class AssignmentBackend(ModelBackend):
    """Django's password check, without Django's permission tables."""

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is, for every request: nobody when they may not sign in any more."""
        user = _OF_ID.one(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Permissions come from assignments."""
        return bool(user_obj.is_authenticated and user_obj.has_perm(perm))
