"""Pre-alerts 预警出动: the responsible station is warned while the call goes on; an order follows, or nobody goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lanyan.forces.models import Station
from lanyan.incidents import dispatch, rules
from lanyan.incidents.actions.common import locked, log, not_future, required, tell
from lanyan.incidents.models import DispatchOrder, Incident, PreAlert
from lanyan.kernel import audit, prepared
from lanyan.kernel.errors import Refused
from lanyan.units.models import User


@transaction.atomic
def pre_alert(*, incident_id: int, at: datetime, by: User, station_id: int | None = None) -> PreAlert:
    """Warn a station, else the responsible one, before anything is ordered. Warning it again changes nothing."""
    incident = locked(incident_id)
    if incident.kind is None:
        raise Refused(_("The kind of incident is missing."), field="kind")
    if incident.lon is None:
        raise Refused(_("The point on the map is missing."), field="place")
    if incident.status not in (rules.DRAFT, rules.SUSPENDED, rules.OPEN) or incident.first_ordered_at is not None:
        raise Refused(_("Only a call that nothing was ordered for yet can be pre-alerted."))
    if at < incident.answered_at:
        raise Refused(_("This time lies before the call."), field="at")
    station, prepare = _to_warn(incident, station_id)
    standing: PreAlert | None = PreAlert.objects.standing().filter(incident=incident, station=station).first()
    if standing is not None:
        return standing
    with audit.act("incidents.pre_alert", by=by):
        alert = PreAlert.objects.create(
            incident=incident, station=station, prepare=prepare[:200], sent_at=at, sent_by=by
        )
        log(incident, "pre_alert", at=at, by=by, station=str(station), vehicles=prepare or "—")
    tell(incident, stations=(station.pk,))
    return alert


def _to_warn(incident: Incident, station_id: int | None) -> tuple[Station, str]:
    """The station to warn and what it should prepare."""
    expected = dispatch.expected_first(incident, station_id=station_id)
    if expected is None:
        raise Refused(_("There is no station of this centre to warn."), field="station")
    return expected


def _locked_alert(alert_id: int) -> PreAlert:
    """The incident is locked first, then its pre-alert: every verb takes locks in this order."""
    locked(PreAlert.objects.values_list("incident_id", flat=True).get(pk=alert_id))
    return (
        PreAlert.objects.select_for_update(of=("self",))
        .select_related("incident__centre", "incident__unit", "station__unit")
        .get(pk=alert_id)
    )


@transaction.atomic
def receive_alert(*, alert_id: int, at: datetime, entered_at: datetime, by: User) -> PreAlert:
    """The station answers for the warning and gets ready; answering again, or after its end, changes nothing."""
    alert = _locked_alert(alert_id)
    if "receive_alert" not in rules.PRE_ALERT.moves_from(alert.status):
        return alert
    not_future(at, entered_at)
    if at < alert.sent_at:
        raise Refused(_("A pre-alert cannot be received before it was sent."), field="at")
    alert.status = rules.PRE_ALERT.target("receive_alert", alert.status)
    alert.received_at, alert.received_by = at, by
    with audit.act("incidents.receive_alert", by=by):
        alert.save()
        log(alert.incident, "receive_alert", at=at, entered_at=entered_at, by=by, station=str(alert.station))
    tell(alert.incident, stations=(alert.station_id,))
    return alert


@transaction.atomic
def stand_down_alert(*, alert_id: int, reason: str, at: datetime, by: User) -> PreAlert:
    """Take a warning back with a reason; nobody had left for it."""
    reason = required(reason)
    alert = _locked_alert(alert_id)
    if alert.status not in rules.ALERT_STANDING:
        raise Refused(
            _("This pre-alert stands no more: %(status)s.") % {"status": alert.get_status_display()}, field="reason"
        )
    with audit.act("incidents.stand_down_alert", by=by, reason=reason):
        _end(alert, PreAlert.Why.BY_HAND, at=at, by=by, reason=reason)
    tell(alert.incident, stations=(alert.station_id,))
    return alert


def _end(alert: PreAlert, why: str, *, at: datetime, by: Any, reason: str = "") -> None:
    alert.status = rules.PRE_ALERT.target("stand_down_alert", alert.status)
    alert.ended_at, alert.why, alert.reason = at, why, reason
    alert.save()
    log(alert.incident, "stand_down_alert", at=at, by=by, station=str(alert.station), why=str(why), text=reason)


def follow_alerts(incident: Incident, orders: Sequence[DispatchOrder], *, at: datetime, by: User) -> None:
    """The first order has gone out: the stations it went to keep their warning's order, the others are stood down."""
    ordered = {order.station_id: order for order in orders}
    for alert in _standing(incident):
        order = ordered.get(alert.station_id)
        if order is None:
            _end(alert, PreAlert.Why.OTHERS_ORDERED, at=at, by=by)
            tell(incident, stations=(alert.station_id,))
            continue
        alert.status = rules.PRE_ALERT.target("order_follows", alert.status)
        alert.ended_at, alert.order = at, order
        alert.save()


def drop_alerts(incident: Incident, *, at: datetime, by: User) -> None:
    """The call needed nobody after all: whoever was warned may undress."""
    for alert in _standing(incident):
        _end(alert, PreAlert.Why.CALL_ENDED, at=at, by=by)
        tell(incident, stations=(alert.station_id,))


_STANDING = prepared.query(
    lambda incident: (
        PreAlert.objects.select_for_update(of=("self",))
        .standing()
        .filter(incident=incident)
        .select_related("station__unit", "incident__centre")
    ),
    incident=int,
)


def _standing(incident: Incident) -> list[PreAlert]:
    return _STANDING(incident=incident.pk)
