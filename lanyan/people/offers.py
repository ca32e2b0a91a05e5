"""The buttons on a person's page."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access
from lanyan.people.models import DutyTurn, Person


def _serving(person: Any) -> str:
    return _now("The person has left.") if person.left_date else ""


def _left(person: Any) -> str:
    return "" if person.left_date else _now("The person is serving.")


access.register_verbs(
    Person,
    access.Verb("change_person", "people.change_person", _("Correct"), "people:change_person", icon="edit"),
    access.Verb("give_post", "people.give_post", _("Give a post"), "people:give_post", _serving, icon="plus"),
    access.Verb("enter_absence", "people.keep_absences", _("Enter an absence"), "people:enter_absence", _serving),
    access.Verb(
        "enter_certificate", "people.keep_certificates", _("Enter a certificate"), "people:enter_certificate", _serving
    ),
    access.Verb("move_person", "people.move_person", _("Move to another unit"), "people:move_person", _serving),
    access.Verb("leave_service", "people.leave_service", _("Has left"), "people:leave_service", _serving),
    access.Verb("return_to_service", "people.return_to_service", _("Is back"), "people:return_to_service", _left),
)


def _runs(turn: Any) -> str:
    if turn.withdrawn_at is not None:
        return _now("This turn has been withdrawn.")
    return _now("This turn is over.") if turn.ends_at <= timezone.now() else ""


def _to_take_over(turn: Any) -> str:
    return _runs(turn) or (_now("This turn has been taken over.") if turn.taken_over_at else "")


def _stands(turn: Any) -> str:
    return _now("This turn has been withdrawn.") if turn.withdrawn_at else ""


access.register_verbs(
    DutyTurn,
    access.Verb(
        "take_over_turn", "people.take_over_duty", _("Take over"), "people:take_over_turn", _to_take_over, icon="check"
    ),
    access.Verb("swap_turn", "people.keep_duty", _("Swap"), "people:swap_turn", _runs),
    access.Verb("withdraw_turn", "people.keep_duty", _("Withdraw"), "people:withdraw_turn", _stands),
)
