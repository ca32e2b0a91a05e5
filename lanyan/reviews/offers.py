"""The buttons on the page of a review."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.kernel import access, acts
from lanyan.kernel.access import Verb
from lanyan.reviews import rules
from lanyan.reviews.models import APPROVE, VIEW, WRITE, Review


def _from(name: str) -> Callable[[Any], str]:
    return lambda review: "" if name in rules.REVIEW.moves_from(review.state) else _now("not in this state")


def _drafted(review: Any) -> str:
    return "" if review.state == rules.DRAFT else _now("not in this state")


access.register_verbs(
    Review,
    Verb("begin_review", WRITE, _("Begin the review"), "reviews:begin_review", _from("begin_review"), "edit", "do"),
    Verb("edit_review", WRITE, _("Write what was said"), "reviews:edit_review", _drafted, "edit", "do"),
    Verb("add_finding", WRITE, _("Add a finding"), "reviews:add_finding", _drafted, "plus"),
    Verb("submit_review", WRITE, _("Submit the review"), "reviews:submit_review", _from("submit_review"), "send"),
    Verb("recompose_review", WRITE, _("Compose the facts anew"), "reviews:recompose_review", _drafted, "undo"),
    Verb("approve_review", APPROVE, pgettext_lazy("review", "Approve"), "reviews:approve_review",
         _from("approve_review"), "check", "do"),
    Verb("return_review", APPROVE, _("Send the review back"), "reviews:return_review", _from("return_review"), "undo"),
    Verb("withdraw_review", APPROVE, _("Withdraw the review"), "reviews:withdraw_review", _from("withdraw_review")),
)  # fmt: skip
acts.opens(Review, "reviews:review", VIEW)
