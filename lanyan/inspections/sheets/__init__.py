"""Ledgers of this app, by noun."""

from lanyan.inspections.sheets import checks, drills, enforcement, visits

__all__ = ["checks", "drills", "enforcement", "visits"]
