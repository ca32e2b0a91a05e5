"""The buttons on this app's record pages, with the reason where one is refused; by noun."""

from lanyan.inspections.offers import checks, drills, enforcement, visits

__all__ = ["checks", "drills", "enforcement", "visits"]
