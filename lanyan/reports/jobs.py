"""Background work of the reports."""

from django.utils import timezone

from lanyan.kernel import jobs
from lanyan.reports import keeping


@jobs.every("*/10 * * * *")
@jobs.job("reports.recount")
def recount(timestamp: int) -> None:
    """Count again what takes long and was looked at."""
    keeping.recount(timezone.now())
