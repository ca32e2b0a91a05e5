"""What the verbs share: locking, asking the table of moves, texts that say something."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.incidents.models import Incident
from lanyan.kernel import access, live
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.kernel.states import LifeCycle, MoveNotAllowed
from lanyan.units.models import Unit


def locked(model: Any, pk: int, *joined: str) -> Any:
    """A record of ours, locked for this transaction."""
    found = model.objects.select_for_update(of=("self",)).select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Refused(_("There is no such record."))
    return found


def incident_of(incident_id: int) -> Incident:
    """An incident with what a report tells of it, locked."""
    joined = ("unit", "centre", "subkind", "division", "place")
    found = Incident.objects.select_for_update(of=("self",)).select_related(*joined).filter(pk=incident_id).first()
    if found is None:
        raise Refused(_("There is no such incident."), field="incident")
    return found  # type: ignore[no-any-return]


def move(record: Any, cycle: LifeCycle, name: str) -> None:
    """Make a move of a life cycle, or refuse it in the words of its act."""
    try:
        setattr(record, cycle.field, cycle.target(name, getattr(record, cycle.field)))
    except MoveNotAllowed as refusal:
        said = _("“{act}” is not possible: it is {state} now.")
        state = record.get_state_display()
        raise Refused(said.format(act=access.label(f"links.{name}"), state=state)) from refusal


def needed(text: str, field: str = "reason", *, most: int = 200) -> str:
    """A text that says something and is not too long."""
    text = text.strip()
    if not text:
        raise Refused(_("This must not be empty."), field=field)
    return short(text, field, most=most)


def short(text: str, field: str, *, most: int) -> str:
    """A text that is not too long."""
    text = text.strip()
    if len(text) > most:
        raise Refused(_("At most {number} characters.").format(number=most), field=field)
    return text


def city_of(unit: Unit) -> str:
    """The city's code that stands before numbers."""
    return unit.division_code[:4] or "0000"


def year_at(at: datetime) -> int:
    """The year of an instant here."""
    return at.astimezone(ZONE).year


def tell(unit: Unit, *more: tuple[str, object]) -> None:
    """Tell the screens that show what is due, sent and open below this root."""
    live.announce_all([("links", root(unit.path)), *more])
