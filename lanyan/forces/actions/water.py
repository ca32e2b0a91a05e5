"""Adding, correcting and withdrawing water sources; what is said of them is in `water_looks` and `water_faults`.

A water source is faulty exactly while one of its faults is open: `mirror` is the one place that writes this down.
"""

import dataclasses
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyan.forces import rules, water_rules
from lanyan.forces.models import WaterSource
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
# What a look writes down besides the state.
LOOKED = ("last_checked_at", "last_checked_by", "pressure_mpa")
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
    tell(source)
    return source


@transaction.atomic
def change_water_source(*, source_id: int, facts: WaterFacts, by: Any) -> WaterSource:
    """Correct what is written down of a water source."""
    source = locked(source_id)
    refuse_withdrawn(source)
    columns = _checked(facts, but=source)
    for name, value in columns.items():
        setattr(source, name, value)
    with audit.act("forces.change_water_source", by=by):
        source.save(update_fields=[*columns])
    tell(source)
    return source


@transaction.atomic
def withdraw_water_source(*, source_id: int, reason: str, at: datetime, by: Any) -> WaterSource:
    """Withdraw a water source that is no longer there; its past stays."""
    source = locked(source_id)
    reason = reason.strip()
    if not reason:
        raise Refused(_("The reason is missing."), field="reason")
    move(source, "withdraw_water_source")
    source.fault, source.fault_since_at = "", None
    source.withdrawn_reason, source.withdrawn_at = reason[:200], at
    open_faults = source.faults.open().select_for_update(of=("self",))
    with audit.act("forces.withdraw_water_source", by=by, reason=reason):
        for fault in open_faults:
            # What is gone is not mended: the company need not look for it.
            fault.state = water_rules.FAULT.target("withdraw_fault", fault.state)
            fault.withdrawn_at, fault.withdrawn_reason = at, reason[:200]
            fault.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        source.save(update_fields=["state", "fault", "fault_since_at", "withdrawn_reason", "withdrawn_at"])
    tell(source)
    return source


def locked(source_id: int) -> WaterSource:
    """A water source, nobody else writing it."""
    found: WaterSource = WaterSource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=source_id)
    return found


def move(source: WaterSource, name: str) -> None:
    """Move the state as the table says, or say why not."""
    try:
        source.state = rules.WATER.target(name, source.state)
    except MoveNotAllowed as error:
        raise Refused(str(WHY_NOT[error.state])) from error


def mirror(source: WaterSource) -> None:
    """Let the present state follow from the open fault, unless the source is withdrawn."""
    if source.state == rules.WITHDRAWN:
        return
    fault = source.faults.open().first()
    if fault is None:
        source.state, source.fault, source.fault_since_at = rules.IN_SERVICE, "", None
    else:
        source.state, source.fault, source.fault_since_at = rules.FAULTY, fault.line, fault.found_at
    source.save(update_fields=[*LOOKED, "state", "fault", "fault_since_at"])


def refuse_withdrawn(source: WaterSource) -> None:
    """Say no to what is done to a source that is no longer there."""
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
        measured(quantity, getattr(facts, quantity))
    columns = dataclasses.asdict(facts) | {"number": number, "name": name, "address": facts.address.strip()}
    del columns["unit_id"]
    return columns | {"unit": unit}


def measured(quantity: str, value: float | None) -> None:
    """Say no to a quantity that no water source has."""
    if value is not None and not 0 < value <= MOST[quantity]:
        reason = _("A number above 0 and up to {most} is needed, or nothing.").format(most=MOST[quantity])
        raise Refused(reason, field=quantity)


def tell(source: WaterSource) -> None:
    """Bring the search up to date and tell the screens."""
    search.index("water", [source])
    live.announce("water", source.unit_id)
