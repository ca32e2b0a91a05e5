"""Adding, checking, mending and withdrawing water sources."""

import dataclasses
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import rules
from lanyan.forces.models import WaterCheck, WaterSource
from lanyan.kernel import audit, live, search
from lanyan.kernel.errors import Refused
from lanyan.kernel.states import MoveNotAllowed
from lanyan.places import coordinates
from lanyan.units.models import Unit

WHY_NOT = {
    rules.IN_SERVICE: gettext_lazy("The water source is usable."),
    rules.FAULTY: gettext_lazy("The water source is faulty already."),
    rules.WITHDRAWN: gettext_lazy("The water source has been withdrawn."),
}
# More than any hydrant or pond has: catches a slip of the finger.
MOST = {"diameter_mm": 2000, "pressure_mpa": 5, "flow_ls": 2000, "volume_m3": 10_000_000}


@dataclasses.dataclass(frozen=True)
class WaterFacts:
    """What is written down of a water source; `lon` and `lat` in WGS-84; None: nobody has measured it."""

    number: str
    kind: str
    name: str
    unit_id: int
    lon: float
    lat: float
    address: str = ""
    diameter_mm: int | None = None
    pressure_mpa: float | None = None
    flow_ls: float | None = None
    volume_m3: float | None = None


@transaction.atomic
def add_water_source(*, facts: WaterFacts, by: Any) -> WaterSource:
    """Add a water source to a unit's charge, usable."""
    source = WaterSource(**_checked(facts, but=None))
    with audit.act("forces.add_water_source", by=by):
        source.save(force_insert=True)
    _tell(source)
    return source


@transaction.atomic
def change_water_source(*, source_id: int, facts: WaterFacts, by: Any) -> WaterSource:
    """Correct what is written down of a water source."""
    source = _locked(source_id)
    _refuse_withdrawn(source)
    columns = _checked(facts, but=source)
    for name, value in columns.items():
        setattr(source, name, value)
    with audit.act("forces.change_water_source", by=by):
        source.save(update_fields=[*columns])
    _tell(source)
    return source


def check_water_source(
    *,
    source_id: int,
    found_faulty: bool,
    at: datetime,
    by: Any,
    fault: str = "",
    pressure_mpa: float | None = None,
    note: str = "",
    key: str = "",
) -> WaterCheck:
    """Note a look at a water source: a fault found makes it faulty, one found well is mended.

    The same key again is the same check and changes nothing. A check older than the last one is kept as a fact but
    says nothing of the present.
    """
    try:
        return _check(
            source_id=source_id, found_faulty=found_faulty, at=at, by=by, fault=fault, pressure_mpa=pressure_mpa,
            note=note, key=key,
        )  # fmt: skip
    except IntegrityError:
        # Sent twice at once: the other one was written down a moment before.
        known = WaterCheck.objects.filter(source_id=source_id, key=key).first() if key else None
        if known is None:
            raise
        return known


@transaction.atomic
def _check(
    *, source_id: int, found_faulty: bool, at: datetime, by: Any, fault: str, pressure_mpa: float | None, note: str,
    key: str,
) -> WaterCheck:  # fmt: skip
    source = _locked(source_id)
    known = source.checks.filter(key=key).first() if key else None
    if known is not None:
        return known
    _refuse_withdrawn(source)
    fault = fault.strip()
    if found_faulty and not fault:
        raise Refused(_("Say what is wrong with it."), field="fault")
    _measured("pressure_mpa", pressure_mpa)
    # The fault's words stand first; they must not be lost to a long note.
    told = "; ".join(filter(None, [fault if found_faulty else "", note.strip()]))[:200]
    check = WaterCheck(
        source=source, at=at, by=by, found_faulty=found_faulty, pressure_mpa=pressure_mpa, note=told, key=key[:60]
    )
    check.save(force_insert=True)
    if source.last_checked_at is None or at >= source.last_checked_at:
        _follow(source, check, fault)
    return check


def _follow(source: WaterSource, check: WaterCheck, fault: str) -> None:
    """Let the present state follow from the newest check."""
    source.last_checked_at, source.last_checked_by = check.at, check.by
    if check.pressure_mpa is not None:
        source.pressure_mpa = check.pressure_mpa
    if check.found_faulty:
        _fault(source, fault, at=check.at)
    elif source.state == rules.FAULTY:
        _mended(source)
    with audit.act("forces.check_water_source", by=check.by):
        source.save()
    _tell(source)


@transaction.atomic
def report_fault(*, source_id: int, fault: str, at: datetime, by: Any) -> WaterSource:
    """Report that a water source cannot be used, and why."""
    source = _locked(source_id)
    fault = fault.strip()
    if not fault:
        raise Refused(_("Say what is wrong with it."), field="fault")
    _move(source, "report_fault")
    _fault(source, fault, at=at)
    with audit.act("forces.report_fault", by=by, reason=fault):
        source.save(update_fields=["state", "fault", "fault_since_at"])
    _tell(source)
    return source


@transaction.atomic
def mend_water_source(*, source_id: int, at: datetime, by: Any, note: str = "") -> WaterSource:
    """Say that a faulty water source can be used again."""
    source = _locked(source_id)
    if source.state == rules.FAULTY and source.fault_since_at is not None and at < source.fault_since_at:
        raise Refused(_("It became faulty later than that."), field="at")
    _move(source, "mend_water_source")
    _mended(source)
    with audit.act("forces.mend_water_source", by=by, reason=note.strip()):
        source.save(update_fields=["state", "fault", "fault_since_at"])
    _tell(source)
    return source


@transaction.atomic
def withdraw_water_source(*, source_id: int, reason: str, at: datetime, by: Any) -> WaterSource:
    """Withdraw a water source that is no longer there; its past stays."""
    source = _locked(source_id)
    reason = reason.strip()
    if not reason:
        raise Refused(_("The reason is missing."), field="reason")
    _move(source, "withdraw_water_source")
    source.fault, source.fault_since_at = "", None
    source.withdrawn_reason, source.withdrawn_at = reason[:200], at
    with audit.act("forces.withdraw_water_source", by=by, reason=reason):
        source.save(update_fields=["state", "fault", "fault_since_at", "withdrawn_reason", "withdrawn_at"])
    _tell(source)
    return source


def _locked(source_id: int) -> WaterSource:
    found: WaterSource = WaterSource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=source_id)
    return found


def _move(source: WaterSource, name: str) -> None:
    try:
        source.state = rules.WATER.target(name, source.state)
    except MoveNotAllowed as error:
        raise Refused(str(WHY_NOT[error.state])) from error


def _fault(source: WaterSource, fault: str, *, at: datetime) -> None:
    """Write a fault down; one that is known already keeps the instant it began."""
    source.state, source.fault = rules.FAULTY, fault[:200]
    source.fault_since_at = source.fault_since_at or at


def _mended(source: WaterSource) -> None:
    source.state, source.fault, source.fault_since_at = rules.IN_SERVICE, "", None


def _refuse_withdrawn(source: WaterSource) -> None:
    if source.state == rules.WITHDRAWN:
        raise Refused(str(WHY_NOT[rules.WITHDRAWN]))


def _checked(facts: WaterFacts, *, but: WaterSource | None) -> dict[str, Any]:
    number, name = facts.number.strip(), facts.name.strip()
    unit = Unit.objects.filter(pk=facts.unit_id, closed_date=None).first()
    if unit is None:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    if not number:
        raise Refused(_("The number is missing."), field="number")
    if not name:
        raise Refused(_("The name is missing."), field="name")
    if facts.kind not in WaterSource.Kind.values:
        raise Refused(_("There is no such kind of water source."), field="kind")
    if not coordinates.on_earth(facts.lon, facts.lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
    if WaterSource.objects.filter(unit=unit, number=number).exclude(pk=but.pk if but else 0).exists():
        raise Refused(_("The unit has a water source {number} already.").format(number=number), field="number")
    for quantity in MOST:
        _measured(quantity, getattr(facts, quantity))
    columns = dataclasses.asdict(facts) | {"number": number, "name": name, "address": facts.address.strip()}
    del columns["unit_id"]
    return columns | {"unit": unit}


def _measured(quantity: str, value: float | None) -> None:
    if value is not None and not 0 < value <= MOST[quantity]:
        reason = _("A number above 0 and up to {most} is needed, or nothing.").format(most=MOST[quantity])
        raise Refused(reason, field=quantity)


def _tell(source: WaterSource) -> None:
    search.index("water", [source])
    live.announce("water", source.unit_id)
