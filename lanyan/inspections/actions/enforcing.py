"""What the verbs of enforcement share: locking, moving, numbers, and who may carry out a check."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from lanyan.inspections import staffing
from lanyan.inspections.rules import checks
from lanyan.kernel import access, codes
from lanyan.kernel.errors import Refused
from lanyan.kernel.models import Code
from lanyan.kernel.states import LifeCycle, MoveNotAllowed
from lanyan.people.models import Person

# A telephone's clock may run a little ahead; more is a wrong time.
FUTURE = timedelta(minutes=5)


def locked(model: Any, pk: int, *joins: str) -> Any:
    """One record, locked for this transaction, with what it belongs to."""
    found = (
        model.objects.select_for_update(of=("self",)).select_related("unit", "premises", *joins).filter(pk=pk).first()
    )
    if found is None:
        raise Refused(_("There is no such record."))
    return found


def move(record: Any, life: LifeCycle, name: str) -> None:
    """Make a move of a life cycle, or refuse it in words."""
    try:
        record.status = life.target(name, record.status)
    except MoveNotAllowed as refusal:
        reason = _("“%(act)s” is not possible: %(record)s is “%(status)s”.") % {
            "act": access.label(f"inspections.{name}"),
            "record": record.number,
            "status": record.get_status_display(),
        }
        raise Refused(reason) from refusal


def required(text: str, field: str = "reason", most: int = 200) -> str:
    """A text that says something and fits."""
    text = (text or "").strip()
    if not text:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > most:
        raise Refused(_("At most {number} characters.").format(number=most), field=field)
    return text


def not_future(at: datetime, now: datetime, field: str = "at") -> None:
    """Nothing has happened that is still to come."""
    if at > now + FUTURE:
        raise Refused(_("This time lies in the future."), field=field)


def not_before(at: Any, earlier: Any, field: str = "at") -> None:
    """What follows does not come first."""
    if earlier is not None and at < earlier:
        raise Refused(_("This lies before what it follows from."), field=field)


def code(name: str, key: str, field: str) -> Code:
    """A row of a list, or a refusal that names the field."""
    row = codes.get(name, key)
    if row is None:
        raise Refused(_("There is no such entry in the list."), field=field)
    return row


def names(given: Sequence[str], least: int, field: str) -> list[str]:
    """Different names, at least so many."""
    found = list(dict.fromkeys(name.strip() for name in given if name.strip()))
    if len(found) < least:
        raise Refused(_("At least {number} different people are needed.").format(number=least), field=field)
    return [name[:40] for name in found]


def another(by: Any, first_id: int | None, field: str = "") -> None:
    """Who proposed does not decide."""
    if by is not None and first_id is not None and by.pk == first_id:
        raise Refused(_("Who proposed this cannot decide on it."), field=field)


def same_unit(records: Sequence[Model]) -> None:
    """What stands on one paper belongs to one place."""
    if len({getattr(record, "premises_id", None) for record in records}) > 1:
        raise Refused(_("Choose hazards of one place."), field="hazards")


def qualified(person_ids: Sequence[int], premises_id: int, on: date, field: str = "officers") -> list[Person]:
    """At least two people who may check a place on a day; a refusal says who may not, and why."""
    people = list(Person.objects.filter(pk__in=set(person_ids)).order_by("pk"))
    if len(people) != len(set(person_ids)):
        raise Refused(_("There is no such person."), field=field)
    refused = staffing.refusals(people, premises_id=premises_id, on=on)
    if refused:
        said = [f"{one.name} {staffing.why(refused[one.pk])}" for one in people if one.pk in refused]
        raise Refused(_("; ").join(said), field=field)
    if len(people) < checks.LEAST_QUALIFIED:
        raise Refused(_("At least two qualified officers are needed."), field=field)
    return people
