"""The legal clock by the clock: warn before a term ends, list it after, compute provisional ones anew."""

from django.utils import timezone

from lanyan.inspections.actions import terms
from lanyan.kernel import jobs


@jobs.every("*/10 * * * *")
@jobs.job("inspections.watch_clock")
def watch_clock(timestamp: int) -> None:
    """Warn of terms that come near their end, and list those that are over."""
    at = timezone.now()
    terms.warn(at=at)
    terms.list_broken(at=at)


@jobs.every("20 4 * * *")
@jobs.job("inspections.recompute_terms")
def recompute_terms(timestamp: int) -> None:
    """Compute the provisional terms anew: a year's arrangement of holidays may have been published."""
    terms.recompute_provisional(at=timezone.now())
