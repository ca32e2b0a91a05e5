"""Reviews in the global search with their findings and lessons, within the reader's units."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import search
from lanyan.reviews.models import VIEW, Review


def _text(review: Any) -> str:
    findings = review.findings.filter(withdrawn_at=None).values_list("words", flat=True)
    return " ".join((review.number, review.incident.name, review.went_wrong, review.lessons, *findings))


search.register(
    search.Source(
        kind="review",
        label=_("Case review"),
        model=Review,
        permission=VIEW,
        title=lambda review: review.incident.name,
        subtitle=lambda review: " · ".join((review.number, review.get_state_display())),
        text=_text,
        url=lambda review: reverse("reviews:review", args=[review.pk]),
        scope=lambda review: review.unit.path,
        scoped="unit",
    )
)
