"""Live topics: `review:<id>`; `review_tasks:<user>`, one's own tasks."""

from lanyan.kernel import live
from lanyan.reviews.models import Review
from lanyan.units.models import User


def _review(user: User, key: str) -> bool:
    return key.isdecimal() and Review.objects.visible_to(user).filter(pk=key).exists()


def _own(user: User, key: str) -> bool:
    return str(user.pk) == key


live.register_topic("review", _review)
live.register_topic("review_tasks", _own)
