"""Who is told, and why each: those on the duty roster, else by their role at the unit; the shifts of the stations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyan.forces.models import Shift
from lanyan.incidents.models import Incident
from lanyan.people import duty
from lanyan.people.models import Person
from lanyan.units.models import Assignment, Unit

SCREEN, SMS = "SCREEN", "SMS"
# Who is told for which reason; deliveries keep the code.
REASONS = {
    "ROSTER": _("on the duty roster"),
    "DUTY_OFFICER": _("duty commander of the day"),
    "STATION_COMMANDER": _("in command at the responsible station"),
    "SENT_COMMANDER": _("in command at a station that was sent"),
    "ADDRESSEE": _("addressee of the report"),
    "LINKAGE": _("24 h number of the linkage unit"),
    "CHOSEN": _("chosen by the sender"),
}


def reason_words(code: str) -> str:
    """Why somebody was told, in words."""
    return str(REASONS.get(code, code))


@dataclass(frozen=True)
class Recipient:
    """One person or place, by one way, and the reason."""

    channel: str
    name: str
    reason: str
    user_id: int | None = None
    address: str = ""


def duty_officers(unit: Unit, *, at: datetime) -> list[Recipient]:
    """Who is told at a unit: those on its duty roster now, else whoever holds the role of a duty officer there.

    Each on the own screen and, with a number, by SMS.
    """
    turns = duty.told(unit, at)
    if turns:
        return [one for turn in turns for one in _person(turn.person, "ROSTER")]
    on = timezone.localdate(at)
    found = Assignment.objects.in_force(on).filter(unit=unit, role__code="duty_officer", user__is_active=True)
    users = [one.user for one in found.select_related("user").order_by("user__username")]
    phones = dict(Person.objects.serving().filter(user__in=users).exclude(phone="").values_list("user_id", "phone"))
    told: list[Recipient] = []
    for user in users:
        told.append(Recipient(SCREEN, user.name, "DUTY_OFFICER", user.pk))
        if user.pk in phones:
            told.append(Recipient(SMS, user.name, "DUTY_OFFICER", user.pk, phones[user.pk]))
    return told


def _person(person: Person, reason: str) -> list[Recipient]:
    """A person on the own screen, if there is a login, and by SMS, if there is a number."""
    told = [Recipient(SCREEN, person.name, reason, person.user_id)] if person.user_id else []
    return [*told, *([Recipient(SMS, person.name, reason, person.user_id, person.phone)] if person.phone else [])]


def commanders(incident: Incident, *, at: datetime) -> list[Recipient]:
    """Who is in command, by the shift on duty, at the responsible station and at those that were sent."""
    sent = set(incident.orders.values_list("station__unit_id", flat=True))
    shifts = Shift.objects.in_force().filter(station__unit__in={incident.unit_id, *sent}, commander__isnull=False)
    told: list[Recipient] = []
    for shift in shifts.select_related("station", "commander").order_by("station__unit__path"):
        reason = "STATION_COMMANDER" if shift.station.unit_id == incident.unit_id else "SENT_COMMANDER"
        person: Any = shift.commander
        told += _person(person, reason)
    return told


def of_incident(incident: Incident, *, at: datetime) -> list[Recipient]:
    """Everybody on duty whom an incident concerns, once each: the first reason holds."""
    return once([*duty_officers(incident.centre, at=at), *commanders(incident, at=at)])


def once(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Nobody twice by the same way."""
    found: dict[tuple[str, str, str], Recipient] = {}
    for one in recipients:
        found.setdefault((one.channel, one.name, one.address), replace(one))
    return list(found.values())
