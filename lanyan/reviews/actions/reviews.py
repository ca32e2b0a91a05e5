"""Reviews: expected when an incident is closed, opened by hand, written, approved by another, withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyan.incidents import rules as incidents
from lanyan.incidents.models import Incident
from lanyan.kernel import audit, live, search, serials
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import year_of
from lanyan.kernel.verbs import move, needed, short
from lanyan.reviews import asked, compose, rules
from lanyan.reviews.actions.common import drafted, review_of, tell, withdrawn
from lanyan.reviews.models import Participant, Review, ReviewTask
from lanyan.units.models import Unit

MOST_TEXT = 8000
MOST_PEOPLE = 100


# ---- due ----------------------------------------------------------------------------------------------------
@transaction.atomic
def expect_review(*, incident_id: int, at: datetime) -> Review | None:
    """Write down that a closed incident is to be reviewed, where a row asks for it; safe to be called twice.

    Exercises are reviewed when somebody opens it.
    """
    found = Incident.objects.select_for_update(of=("self",)).select_related("unit", "centre").filter(pk=incident_id)
    incident = found.first()
    if incident is None or incident.status != incidents.CLOSED or incident.is_exercise:
        return None
    if Review.objects.standing().filter(incident=incident).exists():
        return None
    own = [number for number in (incident.own_dead, incident.own_injured) if number is not None]
    row = rules.asked(
        asked.rows(),
        rules.Facts(incident.kind or "", incident.level, incident.dead, sum(own) if own else None, incident.is_notable),
    )
    if row is None:
        return None
    due = rules.due_date(timezone.localdate(incident.closed_at or at), row.days)
    with audit.act("reviews.expect_review"):
        return _made(incident, row.level, at=at, rule=row.code, due_date=due)


@transaction.atomic
def open_review(*, incident_id: int, level: str, at: datetime, by: Any) -> Review:
    """Open the review of a closed incident or drill that no row asks for."""
    found = Incident.objects.select_for_update(of=("self",)).select_related("unit", "centre").filter(pk=incident_id)
    incident = found.first()
    if incident is None or incident.status != incidents.CLOSED:
        raise Refused(_("Only a closed incident is reviewed."), field="incident")
    if level not in rules.LEVELS:
        raise Refused(_("There is no such entry in the list."), field="level")
    if Review.objects.standing().filter(incident=incident).exists():
        raise Refused(_("This incident has its review already."), field="incident")
    with audit.act("reviews.open_review", by=by):
        return _made(incident, level, at=at)


def _made(incident: Incident, level: str, *, at: datetime, **more: Any) -> Review:
    series = f"{incident.centre.division_code[:4]}-FP-{year_of(at)}"
    review = Review.objects.create(
        number=f"{series}-{serials.take(f'review:{series}'):04}",
        incident=incident,
        unit=_unit(incident, level),
        level=level,
        opened_at=at,
        **more,
    )
    search.index("review", [review])
    live.announce("incident", incident.pk)
    return review


def _unit(incident: Incident, level: str) -> Unit:
    """Who reviews: the responsible unit, the battalion above it, or the detachment."""
    if level == rules.DETACHMENT:
        return incident.centre
    path = incident.unit.path
    above = [path[: at + 1] for at, sign in enumerate(path) if sign == "."]
    if level == rules.BATTALION:
        found = Unit.objects.filter(path__in=above, kind=Unit.Kind.BATTALION).order_by("-path").first()
        return found or incident.centre
    return incident.unit


# ---- written ------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_review(*, review_id: int, at: datetime, by: Any) -> Review:
    """Begin to write: the facts are composed from the record of the incident."""
    review = review_of(review_id)
    move(review, rules.REVIEW, "begin_review")
    review.written_by = by
    return _composed(review, "begin_review", at=at, by=by)


@transaction.atomic
def recompose_review(*, review_id: int, at: datetime, by: Any) -> Review:
    """Compose the facts anew from the record as it stands now."""
    review = drafted(review_id)
    return _composed(review, "recompose_review", at=at, by=by)


def _composed(review: Review, act: str, *, at: datetime, by: Any) -> Review:
    incident = Incident.objects.select_related("unit", "centre", "subkind").get(pk=review.incident_id)
    review.facts, review.composed_at = compose.gather(incident), at
    with audit.act(f"reviews.{act}", by=by):
        review.save()
    tell(review)
    return review


@transaction.atomic
def edit_review(
    *,
    review_id: int,
    held_at: datetime | None,
    place: str = "",
    chair: str = "",
    participants: Sequence[str] = (),
    went_well: str = "",
    went_wrong: str = "",
    lessons: str = "",
    at: datetime,
    by: Any,
) -> Review:
    """Write what was said; whoever writes last is its author and does not approve it.

    `participants`: one a line, name and unit.
    """
    review = drafted(review_id)
    if held_at is not None and held_at > at:
        raise Refused(_("This time lies in the future."), field="held_at")
    if held_at is not None and held_at < review.incident.answered_at:
        raise Refused(_("This time lies before the call."), field="held_at")
    people = _people(participants)
    review.held_at, review.place = held_at, short(place, "place", most=120)
    review.chair = short(chair, "chair", most=40)
    texts = {"went_well": went_well, "went_wrong": went_wrong, "lessons": lessons}
    for name, words in texts.items():
        setattr(review, name, short(words, name, most=MOST_TEXT))
    review.written_by = by
    with audit.act("reviews.edit_review", by=by):
        review.save()
        _take_part(review, people, at=at)
    search.index("review", [review])
    tell(review)
    return review


def _people(lines: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for line in lines:
        name, _space, unit = line.strip().partition(" ")
        if name:
            found.append((needed(name, "participants", most=40), short(unit, "participants", most=60)))
    if len(found) > MOST_PEOPLE:
        raise Refused(_("At most {number} people.").format(number=MOST_PEOPLE), field="participants")
    return list(dict.fromkeys(found))


def _take_part(review: Review, people: list[tuple[str, str]], *, at: datetime) -> None:
    known = {(one.name, one.unit_words): one for one in Participant.objects.standing().filter(review=review)}
    for key, one in known.items():
        if key not in people:
            one.withdrawn_at = at
            one.save(update_fields=["withdrawn_at"])
    for name, unit in people:
        if (name, unit) not in known:
            Participant.objects.create(review=review, name=name, unit_words=unit)


@transaction.atomic
def submit_review(*, review_id: int, at: datetime, by: Any) -> Review:
    """Submit for approval: it was held, somebody took part, and something was said."""
    review = review_of(review_id)
    if review.state == rules.DRAFT:
        if review.held_at is None:
            raise Refused(_("Say when it was held."), field="held_at")
        if not Participant.objects.standing().filter(review=review).exists():
            raise Refused(_("Say who took part."), field="participants")
        if not (review.went_well or review.went_wrong or review.lessons):
            raise Refused(_("Nothing has been said yet."), field="lessons")
    move(review, rules.REVIEW, "submit_review")
    review.submitted_at, review.returned_reason = at, ""
    with audit.act("reviews.submit_review", by=by):
        review.save(update_fields=["state", "submitted_at", "returned_reason"])
    tell(review)
    return review


@transaction.atomic
def return_review(*, review_id: int, reason: str, at: datetime, by: Any) -> Review:
    """Send it back to its author, with the reason."""
    review = review_of(review_id)
    move(review, rules.REVIEW, "return_review")
    review.returned_reason = needed(reason)
    with audit.act("reviews.return_review", by=by, reason=review.returned_reason):
        review.save(update_fields=["state", "returned_reason"])
    tell(review)
    return review


@transaction.atomic
def approve_review(*, review_id: int, at: datetime, by: Any) -> Review:
    """Approve: by somebody else than its author; from then on it is frozen."""
    review = review_of(review_id)
    if by is None or review.written_by_id == by.pk:
        raise Refused(_("A review is approved by somebody else than its author."))
    move(review, rules.REVIEW, "approve_review")
    review.approved_by, review.approved_at = by, at
    with audit.act("reviews.approve_review", by=by):
        review.save(update_fields=["state", "approved_by", "approved_at"])
    live.announce("incident", review.incident_id)
    tell(review)
    return review


@transaction.atomic
def withdraw_review(*, review_id: int, reason: str, at: datetime, by: Any) -> Review:
    """Withdraw a review that is not to be held, or was written wrongly, with the reason; its open tasks go with it."""
    review = review_of(review_id)
    move(review, rules.REVIEW, "withdraw_review")
    review.withdrawn_at, review.withdrawn_reason = at, needed(reason)
    with audit.act("reviews.withdraw_review", by=by, reason=review.withdrawn_reason):
        review.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        for task in ReviewTask.objects.open().filter(review=review):
            withdrawn(task, review.withdrawn_reason, at)
    search.index("review", [review])
    tell(review)
    return review
