"""Ledgers of this app, by noun."""

from lanyan.inspections.sheets import checks, enforcement, visits

__all__ = ["checks", "enforcement", "visits"]
