"""How a password is checked; what the user may do is the user's own business (assignments)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class AssignmentBackend(ModelBackend):
    """Django's password check, without Django's permission tables."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Permissions come from assignments."""
        return bool(user_obj.is_authenticated and user_obj.has_perm(perm))
