"""Figures of this app, by noun; a check, a visit and a supervision never count as each other."""

from lanyan.inspections.figures import checks, drills, enforcement, visits
from lanyan.kernel.figures import register

register(*checks.FIGURES)
register(*visits.FIGURES)
register(*enforcement.FIGURES)
register(*drills.FIGURES)
