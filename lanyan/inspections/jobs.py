"""Background and periodic work of this app, by noun."""

from lanyan.inspections import hazard_jobs

__all__ = ["hazard_jobs"]
