"""Handing a station over from one shift to the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces import rules
from lanyan.forces.actions.common import required, tell_station
from lanyan.forces.actions.shifts import begin_shift
from lanyan.forces.models import Handover, Shift, Station
from lanyan.kernel import audit
from lanyan.kernel.errors import Refused

OUT, IN = "out", "in"
NOTES_MOST = 1000


@transaction.atomic
def open_handover(*, incoming_id: int, at: datetime, by: Any, notes: str = "") -> Handover:
    """Open the handover to a shift that is made; the shift on duty hands over, a station's first has none before."""
    station_id = Shift.objects.values_list("station_id", flat=True).get(pk=incoming_id)
    station = Station.objects.select_for_update(of=("self",)).select_related("unit").get(pk=station_id)
    incoming = Shift.objects.select_for_update(of=("self",)).get(pk=incoming_id)
    if incoming.state != rules.DRAFT:
        raise Refused(_("This shift has come on duty already, or was withdrawn."))
    known = Handover.objects.open().filter(station=station).first()
    if known is not None and known.incoming_id == incoming.pk:
        return known
    if known is not None:
        raise Refused(_("Another handover of this station is open."))
    outgoing = Shift.objects.in_force().filter(station=station).first()
    handover = Handover(station=station, outgoing=outgoing, incoming=incoming, opened_at=at, notes=_fitting(notes))
    with audit.act("forces.open_handover", by=by):
        handover.save(force_insert=True)
    tell_station(station)
    return handover


@transaction.atomic
def change_handover(*, handover_id: int, notes: str, by: Any) -> Handover:
    """Write down what the next shift must know; nothing is added once somebody has signed."""
    handover = _locked(handover_id)
    if handover.signed_out_at or handover.signed_in_at:
        raise Refused(_("The handover has been signed; what stands in it stays."), field="notes")
    handover.notes = _fitting(notes)
    with audit.act("forces.change_handover", by=by):
        handover.save(update_fields=["notes"])
    return handover


@transaction.atomic
def sign_handover(
    *,
    handover_id: int,
    side: str,
    matters: Sequence[Mapping[str, Any]],
    at: datetime,
    by: Any,
    notes: str | None = None,
) -> Handover:
    """Sign for the outgoing (`out`) or the incoming (`in`) shift: two different people.

    With both signatures the matters are kept as they stand at that instant and the incoming shift comes on duty.
    The notes on the screen are kept with the first signature; later ones are not: nobody signs what changes.
    """
    handover = _locked(handover_id)
    if side not in (OUT, IN):
        raise Refused(_("There is no such side."), field="side")
    other = handover.signed_in_by_id if side == OUT else handover.signed_out_by_id
    if getattr(handover, f"signed_{side}_at") is not None:
        raise Refused(_("This side has been signed already."), field="side")
    if other == by.pk:
        raise Refused(_("The other side must be signed by somebody else."), field="side")
    if other is None and notes is not None:
        handover.notes = _fitting(notes)
    setattr(handover, f"signed_{side}_by", by)
    setattr(handover, f"signed_{side}_at", at)
    if other is not None:
        handover.done_at, handover.matters = at, [dict(matter) for matter in matters]
    with audit.act("forces.sign_handover", by=by):
        handover.save()
    if handover.done_at is not None:
        begin_shift(shift_id=handover.incoming_id, at=at, by=by)
    tell_station(handover.station)
    return handover


@transaction.atomic
def withdraw_handover(*, handover_id: int, reason: str, at: datetime, by: Any) -> Handover:
    """Withdraw a handover that will not take place; its shift sheet stays."""
    handover = _locked(handover_id)
    handover.withdrawn_reason, handover.withdrawn_at = required(reason), at
    with audit.act("forces.withdraw_handover", by=by, reason=reason):
        handover.save(update_fields=["withdrawn_reason", "withdrawn_at"])
    tell_station(handover.station)
    return handover


def _fitting(notes: str) -> str:
    if len(notes) > NOTES_MOST:
        raise Refused(_("At most {number} characters.").format(number=NOTES_MOST), field="notes")
    return notes.strip()


def _locked(handover_id: int) -> Handover:
    # The station first, as begin_shift does: locks are taken in one order everywhere.
    station_id = Handover.objects.values_list("station_id", flat=True).get(pk=handover_id)
    Station.objects.select_for_update(of=("self",)).get(pk=station_id)
    handover: Handover = (
        Handover.objects.select_for_update(of=("self",)).select_related("station__unit").get(pk=handover_id)
    )
    if handover.done_at is not None:
        raise Refused(_("The handover is done."))
    if handover.withdrawn_at is not None:
        raise Refused(_("The handover has been withdrawn."))
    return handover
