"""Background work: what became a case for review after it was closed."""

from datetime import timedelta

from django.utils import timezone

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import jobs
from lanyan.reviews.actions import reviews
from lanyan.reviews.models import Review

# Results are corrected and cases marked within so many days after the closing.
DAYS = 30


@jobs.every("20 5 * * *")
@jobs.job("reviews.expect_all")
def expect_all(timestamp: int) -> None:
    """Look again at what was closed of late: a result corrected since may ask for a review."""
    at = timezone.now()
    closed = Incident.objects.filter(status=incidents.CLOSED, is_exercise=False, closed_at__gte=at - timedelta(DAYS))
    known = Review.objects.standing().values("incident")
    for pk in closed.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True):
        reviews.expect_review(incident_id=pk, at=at)
