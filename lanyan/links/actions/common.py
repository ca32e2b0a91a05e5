"""What the verbs share: locking, asking the table of moves, texts that say something."""

from datetime import datetime

from django.utils.translation import gettext as _

from lanyan.forces.rules import root
from lanyan.incidents.models import Incident
from lanyan.kernel import live
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.units.models import Unit


def incident_of(incident_id: int) -> Incident:
    """An incident with what a report tells of it, locked."""
    joined = ("unit", "centre", "subkind", "division", "place")
    found = Incident.objects.select_for_update(of=("self",)).select_related(*joined).filter(pk=incident_id).first()
    if found is None:
        raise Refused(_("There is no such incident."), field="incident")
    return found  # type: ignore[no-any-return]


def city_of(unit: Unit) -> str:
    """The city's code that stands before numbers."""
    return unit.division_code[:4] or "0000"


def year_at(at: datetime) -> int:
    """The year of an instant here."""
    return at.astimezone(ZONE).year


def tell(unit: Unit, *more: tuple[str, object]) -> None:
    """Tell the screens that show what is due, sent and open below this root."""
    live.announce_all([("links", root(unit.path)), *more])
