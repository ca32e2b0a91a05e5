"""One of every record of this app: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.reviews.actions import reviews, tasks
from lanyan.reviews.tests import make
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """The review of the city's closed incident being written, with a finding, a task open and one said done."""
    author = units.user("battalion_head", world.battalion, name="程远")
    incident = world.incident
    known = incident.reviews.first()
    review = known or reviews.expect_review(incident_id=incident.pk, at=make.OVER)
    reviews.begin_review(review_id=review.pk, at=make.LATER, by=author)
    finding = tasks.add_finding(review_id=review.pk, sort="WATER", words="供水不及时", at=make.LATER, by=author)
    around = {"finding_id": finding.pk, "due_date": make.LATER.date(), "at": make.LATER, "by": author}
    tasks.give_task(words="补充水源手册", assignee_id=world.admin.pk, **around)
    done = tasks.give_task(words="开展供水训练", assignee_id=author.pk, **around)
    tasks.finish_task(task_id=done.pk, words="已开展", at=make.LATER, by=author)
    world.review = review
