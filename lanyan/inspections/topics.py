"""What screens may listen to, by noun."""

from lanyan.inspections import hazard_topics

__all__ = ["hazard_topics"]
