"""Casualties of a fire: entered, died later, withdrawn. Each act derives the fire anew, in the year it belongs to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.fires.actions.common import derive, fire_of, refuse_unwritable, tell
from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.rules import classes, life
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.kernel.verbs import needed

OLDEST = 130


@dataclass(frozen=True)
class Person:
    """Somebody killed or injured, without a name."""

    harm: str
    died_date: date | None = None
    firefighter: bool = False
    sex: str = ""
    age: int | None = None
    words: str = ""


@transaction.atomic
def add_casualty(*, fire_id: int, person: Person, at: datetime, by: Any) -> FireCasualty:
    """Enter a casualty; at an approved record it is a correction, made by somebody else than its author."""
    fire = fire_of(fire_id)
    refuse_unwritable(fire, by)
    _check(fire, person, at)
    with audit.act("fires.add_casualty", by=by):
        made = FireCasualty.objects.create(
            fire=fire,
            harm=person.harm,
            died_date=person.died_date,
            firefighter=person.firefighter,
            sex=person.sex,
            age=person.age,
            words=person.words.strip(),
            entered_at=at,
        )
        _renew(fire)
    return made


def _check(fire: Fire, person: Person, at: datetime) -> None:
    if person.harm not in FireCasualty.Harm.values:
        raise Refused(_("There is no such entry in the list."), field="harm")
    if person.sex not in ("", *FireCasualty.Sex.values):
        raise Refused(_("There is no such entry in the list."), field="sex")
    if person.age is not None and not 0 <= person.age <= OLDEST:
        raise Refused(_("This is out of all bounds."), field="age")
    if len(person.words.strip()) > 200:
        raise Refused(_("At most {number} characters.").format(number=200), field="words")
    if person.harm == classes.DEAD:
        _check_day(fire, person.died_date, at)
    elif person.died_date is not None:
        raise Refused(_("Who is injured has no day of death."), field="died_date")


def _check_day(fire: Fire, died: date | None, at: datetime) -> None:
    if died is None:
        raise Refused(_("Say on which day."), field="died_date")
    if died < fire.day:
        raise Refused(_("Nobody dies of a fire before it."), field="died_date")
    if died > at.astimezone(ZONE).date():
        raise Refused(_("This day lies in the future."), field="died_date")


def _renew(fire: Fire) -> None:
    derive(fire)
    if fire.state == life.APPROVED:
        fire.revision += 1
    fire.save()
    tell(fire)


def _casualty(casualty_id: int, by: Any) -> tuple[FireCasualty, Fire]:
    """A standing casualty and its fire, both locked, the fire first as everywhere."""
    key = FireCasualty.objects.standing().filter(pk=casualty_id).values_list("fire", flat=True).first()
    if key is None:
        raise Refused(_("There is no such record."))
    fire = fire_of(key)
    refuse_unwritable(fire, by)
    found = FireCasualty.objects.standing().select_for_update().filter(pk=casualty_id).first()
    if found is None:
        raise Refused(_("There is no such record."))
    return found, fire


@transaction.atomic
def note_death(*, casualty_id: int, died_date: date, at: datetime, by: Any) -> FireCasualty:
    """Note that somebody injured has died; within the term the death counts to the fire and the year of the fire."""
    casualty, fire = _casualty(casualty_id, by)
    if casualty.harm == classes.DEAD:
        raise Refused(_("This death is noted already."))
    _check_day(fire, died_date, at)
    casualty.harm, casualty.died_date = classes.DEAD, died_date
    with audit.act("fires.note_death", by=by):
        casualty.save(update_fields=["harm", "died_date"])
        _renew(fire)
    return casualty


@transaction.atomic
def withdraw_casualty(*, casualty_id: int, reason: str, at: datetime, by: Any) -> FireCasualty:
    """Withdraw a casualty that was entered by mistake."""
    casualty, fire = _casualty(casualty_id, by)
    casualty.withdrawn_at, casualty.withdrawn_reason = at, needed(reason)
    with audit.act("fires.withdraw_casualty", by=by, reason=casualty.withdrawn_reason):
        casualty.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        _renew(fire)
    return casualty
