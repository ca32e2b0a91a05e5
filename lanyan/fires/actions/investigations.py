"""The investigation of a fire: its term extended once, its end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.fires.actions.common import fire_of, refuse_author, set_clock
from lanyan.fires.models import Fire
from lanyan.fires.rules import life
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused
from lanyan.kernel.periods import ZONE
from lanyan.kernel.verbs import needed


@transaction.atomic
def extend_investigation(*, fire_id: int, reason: str, at: datetime, by: Any) -> Fire:
    """Extend a general investigation once, before its term is over."""
    fire = fire_of(fire_id)
    on = at.astimezone(ZONE).date()
    if fire.state not in life.STANDING or fire.investigation_ended_date is not None:
        raise Refused(_("There is no running investigation."))
    if fire.investigation != Fire.Investigation.GENERAL:
        raise Refused(_("Only a general investigation is extended."))
    if fire.investigation_extended_date is not None:
        raise Refused(_("It was extended already."))
    if on > fire.investigation_due_date:
        raise Refused(_("Its term is over: it was to be extended before."))
    refuse_author(fire, by)
    reason = needed(reason)
    fire.investigation_extended_date = on
    set_clock(fire)
    with audit.act("fires.extend_investigation", by=by, reason=reason):
        fire.save(update_fields=["investigation_extended_date", "investigation_due_date"])
    return fire


@transaction.atomic
def end_investigation(*, fire_id: int, ended_date: date, at: datetime, by: Any) -> Fire:
    """Note on which day the investigation ended with its finding."""
    fire = fire_of(fire_id)
    if fire.state not in life.STANDING or fire.investigation_ended_date is not None:
        raise Refused(_("There is no running investigation."))
    if ended_date < fire.reported_date:
        raise Refused(_("It cannot have ended before the fire became known."), field="ended_date")
    if ended_date > at.astimezone(ZONE).date():
        raise Refused(_("This day lies in the future."), field="ended_date")
    fire.investigation_ended_date = ended_date
    with audit.act("fires.end_investigation", by=by):
        fire.save(update_fields=["investigation_ended_date"])
    return fire
