"""The tree of units, and the users who work in it."""

from lanyan.units.models.logins import ALL, Assignment, AssignmentQuerySet, Role, User, UserManager, UserQuerySet
from lanyan.units.models.own import SavedView, Session, Token
from lanyan.units.models.tree import Among, Unit, UnitName, UnitQuerySet, within

__all__ = [
    "ALL",
    "Among",
    "Assignment",
    "AssignmentQuerySet",
    "Role",
    "SavedView",
    "Session",
    "Token",
    "Unit",
    "UnitName",
    "UnitQuerySet",
    "User",
    "UserManager",
    "UserQuerySet",
    "within",
]
