"""The cast of reviews: a city with an author, an approver and somebody who has tasks; a fire that is over."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from lanyan.incidents.models import Incident
from lanyan.incidents.tests import make as incidents
from lanyan.reviews.actions import reviews, tasks
from lanyan.reviews.models import Finding, Review, ReviewTask
from lanyan.units.tests import make as units

OVER = incidents.NIGHT + timedelta(hours=2)
LATER = OVER + timedelta(days=3)


def city(code: str = "3308") -> SimpleNamespace:
    """A city with the people of a review."""
    world = incidents.city(code)
    world.author = units.user("battalion_head", world.battalion, name="程远")
    world.chief = units.user("duty_officer", world.detachment, name="郑国锋")
    world.doer = units.user("station_officer", world.station, name="何志远")
    return world


def over(world: SimpleNamespace, **more: Any) -> Incident:
    """A fire of level 2 that is over."""
    return incidents.finished(world, **more)


def due(world: SimpleNamespace, **more: Any) -> Review:
    """Its review, as a row asks for it: by the responsible station."""
    incident = over(world, **more)
    review = reviews.expect_review(incident_id=incident.pk, at=OVER)
    assert review is not None
    return review


def begun(world: SimpleNamespace) -> Review:
    """The review being written, with its finding."""
    review = due(world)
    reviews.begin_review(review_id=review.pk, at=LATER, by=world.author)
    world.finding = finding(world, review)
    return reviews.edit_review(
        review_id=review.pk, held_at=LATER - timedelta(hours=1), place="作战室", chair="程远",
        participants=["何志远 府山站", "郑国锋 支队"], went_well="首车到场快", went_wrong="供水不及时",
        lessons="先找水源",
        at=LATER, by=world.author,
    )  # fmt: skip


def finding(world: SimpleNamespace, review: Review, words: str = "第二到场力量未及时占领水源") -> Finding:
    """A finding about water."""
    return tasks.add_finding(review_id=review.pk, sort="WATER", words=words, at=LATER, by=world.author)


def approved(world: SimpleNamespace) -> Review:
    """The review approved."""
    review = begun(world)
    reviews.submit_review(review_id=review.pk, at=LATER, by=world.author)
    return reviews.approve_review(review_id=review.pk, at=LATER, by=world.chief)


def task(world: SimpleNamespace, **more: Any) -> ReviewTask:
    """A task of the finding, for a week."""
    given = {"words": "完善辖区水源手册", "assignee_id": world.doer.pk, "due_date": (LATER + timedelta(days=7)).date()}
    return tasks.give_task(finding_id=world.finding.pk, **{**given, **more}, at=LATER, by=world.author)
