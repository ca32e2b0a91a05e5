"""Background work of the reports."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.reports import ahead, keeping


@jobs.every("*/10 * * * *")
@jobs.job("reports.recount")
def recount(timestamp: int) -> None:
    """Count again what takes long and was looked at."""
    keeping.recount(timezone.now())


@jobs.every("10 2 * * *")
@jobs.job("reports.count_ahead")
def count_ahead(timestamp: int) -> None:
    """Count at night what is looked at in the morning."""
    ahead.count_ahead(timezone.now())
