"""Looks at water sources: a look finds a fault, or finds it mended; reports of faults by people who did not look."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lanyan.forces import rules, water_rules, water_terms
from lanyan.forces.actions import water
from lanyan.forces.models import WaterCheck, WaterFault, WaterSource
from lanyan.kernel import audit, files, search, uploads
from lanyan.kernel.errors import Refused
from lanyan.places import coordinates

PHOTO, MOST_PHOTOGRAPHS = "photo", 4


@dataclasses.dataclass(frozen=True)
class Look:
    """What somebody saw at a water source, and when; `lon` and `lat` (WGS-84) say where the phone was.

    A fault has a kind of the list, or words, or both. `key` makes sending twice one look.
    """

    found_faulty: bool
    at: datetime
    kind: str = ""
    fault: str = ""
    pressure_mpa: float | None = None
    note: str = ""
    key: str = ""
    lon: float | None = None
    lat: float | None = None
    photographs: Sequence[Any] = ()


def check_water_source(*, source_id: int, by: Any, **seen: Any) -> WaterCheck:
    """Note a look at a water source: a fault found makes it faulty, one found well closes its fault.

    `seen` are the fields of `Look`. The same key again is the same look and changes nothing. A look older than the last
    one is kept as a fact but says nothing of the present.
    """
    look = Look(**seen)
    try:
        return _check(source_id, look, by)
    except IntegrityError:
        # Sent twice at once: the other one was written down a moment before.
        known: WaterCheck | None = WaterCheck.objects.filter(source_id=source_id, key=look.key).first()
        if not look.key or known is None:
            raise
        return known


@transaction.atomic
def _check(source_id: int, look: Look, by: Any) -> WaterCheck:
    source = water.locked(source_id)
    known: WaterCheck | None = source.checks.filter(key=look.key).first() if look.key else None
    if known is not None:
        return known
    water.refuse_withdrawn(source)
    kind, words = _fault_of(look.kind, look.fault) if look.found_faulty else ("", "")
    water.measured("pressure_mpa", look.pressure_mpa)
    _refuse_place(look)
    with audit.act("forces.check_water_source", by=by):
        check = _noted(source, look, kind, words, by)
        if source.last_checked_at is None or look.at >= source.last_checked_at:
            _follow(source, check, words)
    water.tell(source)
    return check


def _noted(source: WaterSource, look: Look, kind: str, words: str, by: Any) -> WaterCheck:
    # The fault's words stand first; they must not be lost to a long note.
    told = "; ".join(filter(None, [water_terms.fault_line(kind, words), look.note.strip()]))[:200]
    check = WaterCheck(
        source=source, at=look.at, by=by, found_faulty=look.found_faulty, kind=kind, note=told, key=look.key[:60],
        pressure_mpa=look.pressure_mpa, lon=look.lon, lat=look.lat,
    )  # fmt: skip
    check.save(force_insert=True)
    if len(look.photographs) > MOST_PHOTOGRAPHS:
        raise Refused(_("At most {number} photographs at once.").format(number=MOST_PHOTOGRAPHS), field="photographs")
    for upload in look.photographs:
        stored = files.keep(upload=upload, kinds=(uploads.IMAGE,), by=by, at=look.at, field="photographs")
        files.attach(record=check, stored=stored, kind=PHOTO, name=upload.name, by=by, at=look.at)
    return check


def _follow(source: WaterSource, check: WaterCheck, words: str) -> None:
    """Let the present follow from the newest look: the fault first, the state of the source after it."""
    source.last_checked_at, source.last_checked_by = check.at, check.by
    if check.pressure_mpa is not None:
        source.pressure_mpa = check.pressure_mpa
    fault = source.faults.open().select_for_update(of=("self",)).first()
    if fault is not None:
        _say_of(fault, check, words)
    elif check.found_faulty:
        _open(source, check.kind, words, at=check.at, by=check.by)
    water.mirror(source)


def _say_of(fault: WaterFault, check: WaterCheck, words: str) -> None:
    """What the newest look says of an open fault: closed, not mended after all, or what is wrong now."""
    name = water_rules.after_look(
        state=fault.state, found_at=fault.found_at, said_mended_at=fault.said_mended_at, look_at=check.at,
        found_faulty=check.found_faulty,
    )  # fmt: skip
    if name:
        fault.state = water_rules.FAULT.target(name, fault.state)
    if name == "close_fault":
        fault.closed_at, fault.closed_by_look = check.at, check
    elif name == "find_unmended":
        fault.unmended_at, fault.said_mended_at, fault.said_mended_by = check.at, None, ""
    if check.found_faulty and check.at >= fault.found_at:
        fault.kind, fault.words = check.kind, words
    fault.save()
    search.index("water_fault", [fault])


def _open(source: WaterSource, kind: str, words: str, *, at: datetime, by: Any) -> WaterFault:
    fault = WaterFault(source=source, kind=kind, words=words, found_at=at, found_by=by)
    fault.save(force_insert=True)
    search.index("water_fault", [fault])
    return fault


@transaction.atomic
def report_fault(*, source_id: int, fault: str = "", kind: str = "", at: datetime, by: Any) -> WaterSource:
    """Report that a water source cannot be used, and why; nobody need have looked."""
    source = water.locked(source_id)
    kind, words = _fault_of(kind, fault)
    water.move(source, "report_fault")
    with audit.act("forces.report_fault", by=by, reason=water_terms.fault_line(kind, words)):
        _open(source, kind, words, at=at, by=by)
        water.mirror(source)
    water.tell(source)
    return source


@transaction.atomic
def mend_water_source(*, source_id: int, at: datetime, by: Any, note: str = "") -> WaterSource:
    """Say that a faulty water source can be used again: a look that found it well, and closes its fault."""
    source = water.locked(source_id)
    if source.state == rules.FAULTY and source.fault_since_at is not None and at < source.fault_since_at:
        raise Refused(_("It became faulty later than that."), field="at")
    if source.last_checked_at is not None and at < source.last_checked_at:
        raise Refused(_("Somebody looked at it later than that."), field="at")
    water.move(source, "mend_water_source")
    with audit.act("forces.mend_water_source", by=by, reason=note.strip()):
        check = _noted(source, Look(found_faulty=False, at=at, note=note), "", "", by)
        _follow(source, check, "")
    water.tell(source)
    return source


def _fault_of(kind: str, words: str) -> tuple[str, str]:
    """A fault as it is kept: a kind of the list with words; words alone bear the kind whose name they are, or other."""
    words = words.strip()[:200]
    if not kind and not words:
        raise Refused(_("Say what is wrong with it."), field="fault")
    kind = kind or water_terms.kind_of(words)
    if kind not in {row.code for row in water_terms.fault_kinds()}:
        raise Refused(_("The list has no such kind of fault."), field="kind")
    if kind == water_rules.OTHER and not words:
        raise Refused(_("Say what is wrong with it."), field="fault")
    return kind, words


def _refuse_place(look: Look) -> None:
    lon, lat = look.lon, look.lat
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not coordinates.on_earth(lon, lat):
        raise Refused(_("Longitude or latitude is impossible."), field="lon")
