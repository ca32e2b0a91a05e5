"""What the verbs share: locking, asking the table of moves, deriving what follows from the facts, telling."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyan.fires import limits
from lanyan.fires.models import Fire, FireCasualty
from lanyan.fires.rules import checks, classes, life, terms
from lanyan.incidents.models import Incident
from lanyan.kernel import search
from lanyan.kernel.errors import Refused


def fire_of(fire_id: int) -> Fire:
    """A fire, locked, with its unit and incident."""
    found: Fire | None = (
        Fire.objects.select_for_update(of=("self",)).select_related("unit", "incident").filter(pk=fire_id).first()
    )
    if found is None:
        raise Refused(_("There is no such record."))
    return found


def incident_of(incident_id: int) -> Incident:
    """An incident, locked, so that only one word is said of whether it was a fire."""
    found: Incident | None = (
        Incident.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=incident_id).first()
    )
    if found is None:
        raise Refused(_("There is no such incident."), field="incident")
    return found


def refuse_author(fire: Fire, by: Any) -> None:
    """Whoever entered or submitted a record does not decide on it."""
    if not life.may_decide(by.pk, entered_by=fire.entered_by_id, submitted_by=fire.submitted_by_id):
        raise Refused(_("You entered or submitted this record: somebody else decides on it."))


def refuse_unwritable(fire: Fire, by: Any) -> None:
    """A draft is written by its keepers, an approved record corrected by somebody else than its author."""
    if fire.state not in life.WRITABLE:
        raise Refused(_("It is {state}: it cannot be written now.").format(state=fire.get_state_display()))
    if fire.state == life.APPROVED:
        refuse_author(fire, by)


def derive(fire: Fire) -> None:
    """Put at the fire what follows from its facts and casualties by the rules of its day; the caller saves."""
    on = fire.day
    days = limits.death_days(on)
    harms: list[str] = []
    if fire.pk is not None:
        people = FireCasualty.objects.standing().filter(fire=fire)
        harms = [classes.counted_as(one.harm, one.died_date, on, days) for one in people]
    fire.dead, fire.severe, fire.light = (harms.count(harm) for harm in (classes.DEAD, classes.SEVERE, classes.LIGHT))
    toll = fire.toll()
    fire.minor = classes.minor(toll, limits.limit("MINOR_LOSS", on))
    fire.loss_class = classes.loss_class(toll, limits.loss_classes(), on)


def set_clock(fire: Fire) -> None:
    """Put at the fire when its investigation is to be ended, its extension included."""
    due = terms.last_day(fire.reported_date, limits.term(fire.investigation))
    if fire.investigation_extended_date is not None:
        due = terms.last_day(due, limits.term("EXTENSION"))
    fire.investigation_due_date = due


def findings(fire: Fire, at: datetime) -> list[checks.Finding]:
    """What the checks across fields find at a fire."""
    incident = fire.incident
    around = checks.Around(
        toll=fire.toll(),
        minor=fire.minor,
        answered_at=incident.answered_at if incident else None,
        incident_dead=_sum(incident.dead, incident.own_dead) if incident else None,
        incident_injured=_sum(incident.injured, incident.own_injured) if incident else None,
    )
    return checks.findings(fire, around, limits.for_checks(), at)


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def refuse_faults(fire: Fire, at: datetime) -> None:
    """Errors refuse; warnings want a word."""
    found = findings(fire, at)
    errors = [one for one in found if one.level == checks.ERROR]
    if errors:
        raise Refused(" ".join(one.words for one in errors), field=errors[0].field)
    if found and not fire.remark:
        said = " ".join(one.words for one in found)
        raise Refused(_("Say a word to the warnings: {warnings}").format(warnings=said), field="remark")


def tell(fire: Fire) -> None:
    """Bring the search up to date."""
    search.index("fire", [fire])
