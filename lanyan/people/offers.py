"""The buttons on a person's page."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.kernel import access
from lanyan.people.models import Person


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
