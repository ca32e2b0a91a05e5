"""The API of reviews: list and one with its findings and tasks; the replay of an incident."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from lanyan.incidents.models import Incident
from lanyan.reviews import queries
from lanyan.reviews.models import VIEW, Finding, ReviewTask
from lanyan.units.tokens import TokenAuth

router = Router(tags=["reviews"])
MOST = 200


class ReviewOut(Schema):
    """A review."""

    id: int
    number: str
    incident_id: int
    state: str
    level: str
    rule: str
    due_date: date | None
    held_at: datetime | None
    approved_at: datetime | None


class TaskOut(Schema):
    """A task that follows from a finding."""

    id: int
    words: str
    finding: str
    state: str
    due_date: date
    done_at: datetime | None
    confirmed_at: datetime | None


class ReviewWholeOut(ReviewOut):
    """A review with what it says."""

    facts: dict[str, Any]
    went_well: str
    went_wrong: str
    lessons: str
    findings: list[str]
    tasks: list[TaskOut]


def _review(review: Any) -> dict[str, Any]:
    names = ("id", "number", "incident_id", "state", "level", "rule", "due_date", "held_at", "approved_at")
    return {name: getattr(review, name) for name in names}


@router.get("/reviews", auth=TokenAuth(VIEW), response=list[ReviewOut])
def list_reviews(
    request: HttpRequest, state: str = "", before: int | None = None, limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    """Reviews of one's area, last opened first; `before` is the id of the last one seen."""
    found = queries.found(request.auth).defer("facts").order_by("-pk")  # type: ignore[attr-defined]
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_review(review) for review in found[:limit]]


@router.get("/reviews/{pk}", auth=TokenAuth(VIEW), response=ReviewWholeOut)
def get_review(request: HttpRequest, pk: int) -> Any:
    """One review with its facts, findings and tasks."""
    review = get_object_or_404(queries.found(request.auth), pk=pk)  # type: ignore[attr-defined]
    names = ("facts", "went_well", "went_wrong", "lessons")
    findings = Finding.objects.standing().filter(review=review).order_by("number")
    tasks = ReviewTask.objects.standing().filter(review=review).select_related("finding").order_by("number")
    plain = ("id", "words", "state", "due_date", "done_at", "confirmed_at")
    return {
        **_review(review),
        **{name: getattr(review, name) for name in names},
        "findings": [one.words for one in findings],
        "tasks": [{name: getattr(one, name) for name in plain} | {"finding": one.finding.words} for one in tasks],
    }


@router.get("/incidents/{pk}/replay", auth=TokenAuth(VIEW))
def get_replay(request: HttpRequest, pk: int) -> Any:
    """The replay of an incident: legs of its vehicles with how each is known, lines of the log, silences."""
    seen = Incident.objects.visible_to(request.auth, VIEW)  # type: ignore[attr-defined]
    incident = get_object_or_404(seen.select_related("subkind", "unit"), pk=pk)
    return queries.replayed(incident, timezone.now())
