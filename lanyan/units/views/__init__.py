"""Thin doors: signing in, one's own account, the tree of units, users and roles, code lists."""

from lanyan.units.views.login import locked_out

__all__ = ["locked_out"]
