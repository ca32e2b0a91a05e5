"""Premises come, are corrected, close down, open again."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.premises import events, rules
from lanyan.premises.actions import common
from lanyan.premises.actions.risk import refresh
from lanyan.premises.models import Premises

MOST_AREA, MOST_PEOPLE = 20_000_000, 1_000_000
COUNTED = ("rooms", "beds", "seats", "staff", "computers")
PLACED = ("name", "credit_code", "division_code", "town", "address", "lon", "lat")


@dataclass(frozen=True, kw_only=True)
class PremisesFacts:
    """What is written down of premises; a number nobody knows is None."""

    name: str
    unit_id: int
    station_id: int | None = None
    credit_code: str = ""
    division_code: str = ""
    town: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    kind: str = ""
    department: str = ""
    phone: str = ""
    floor_area_m2: float | None = None
    largest_floor_m2: float | None = None
    rooms: int | None = None
    beds: int | None = None
    seats: int | None = None
    staff: int | None = None
    computers: int | None = None
    people_sleep: bool | None = None
    opened_date: date | None = None

    @classmethod
    def of(cls, premises: Premises) -> "PremisesFacts":
        """What is written down now."""
        now = {one.name: getattr(premises, one.name) for one in fields(cls)}
        return cls(**{**now, "credit_code": premises.credit_code or ""})


def checked(facts: PremisesFacts) -> dict[str, Any]:
    """The columns of premises, or a refusal that names the field; whether the unit exists is not asked here."""
    lon, lat = common.pointed(facts.lon, facts.lat)
    area = common.number(facts.floor_area_m2, field="floor_area_m2", most=MOST_AREA)
    largest = common.number(facts.largest_floor_m2, field="largest_floor_m2", most=MOST_AREA)
    if area is not None and largest is not None and largest > area:
        raise Refused(_("One floor cannot be larger than all together."), field="largest_floor_m2")
    counted = {name: common.number(getattr(facts, name), field=name, most=MOST_PEOPLE) for name in COUNTED}
    name = common.said(facts.name, field="name", most=120, must=True)
    address = common.said(facts.address, field="address", most=200)
    return {
        "name": name,
        "unit_id": facts.unit_id,
        "station_id": facts.station_id,
        "credit_code": rules.credit_code(facts.credit_code or ""),
        "division_code": facts.division_code,
        "town": common.said(facts.town, field="town", most=40),
        "address": address,
        "lon": lon,
        "lat": lat,
        "kind": common.coded(facts.kind, "premises_kinds", field="kind"),
        "department": common.coded(facts.department, "premises_departments", field="department"),
        "phone": common.phoned(facts.phone),
        "floor_area_m2": area,
        "largest_floor_m2": largest,
        **counted,
        "people_sleep": facts.people_sleep,
        "opened_date": facts.opened_date,
        **found_by(name, address),
    }


def found_by(name: str, address: str) -> dict[str, str]:
    """What serves finding and ordering."""
    return {
        "pinyin": search.pinyin(name),
        "name_key": rules.name_key(name),
        "name_core": rules.core(name),
        "address_key": rules.address_key(address),
    }


def _columns(facts: PremisesFacts) -> dict[str, Any]:
    over = common.unit(facts.unit_id)
    if facts.station_id is not None:
        common.unit(facts.station_id, field="station")
    columns = checked(facts)
    return {**columns, "division_code": common.divided(facts.division_code, over)}


def take_numbers(division_code: str, size: int) -> list[str]:
    """Give the next numbers of a county's series: many at once for a batch, without gaps or doubles."""
    series = (division_code + "000000")[:6]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_serial (series, last) VALUES (%s, %s)"
            " ON CONFLICT (series) DO UPDATE SET last = kernel_serial.last + excluded.last RETURNING last",
            [f"premises:{series}", size],
        )
        last = int(cursor.fetchone()[0])
    return [f"{series}-{number:06}" for number in range(last - size + 1, last + 1)]


@transaction.atomic
def create_premises(*, facts: PremisesFacts, at: datetime, by: Any) -> Premises:
    """Enter premises under a number of their own."""
    columns = _columns(facts)
    with audit.act("premises.create_premises", by=by):
        number = take_numbers(columns["division_code"], 1)[0]
        premises: Premises = Premises.objects.create(number=number, created_at=at, **columns)
    search.index("premises", [premises])
    refresh([premises.pk], at=at)
    return premises


@transaction.atomic
def change_premises(*, premises_id: int, facts: PremisesFacts, at: datetime, by: Any, reason: str = "") -> Premises:
    """Correct what is written down of premises; the number stays."""
    premises = common.open_premises(premises_id)
    columns = _columns(facts)
    for name, value in columns.items():
        setattr(premises, name, value)
    with audit.act("premises.change_premises", by=by, reason=reason):
        premises.save(update_fields=[*columns])
    search.index("premises", [premises])
    refresh([premises.pk], at=at)
    common.announce(premises)
    return premises


@transaction.atomic
def close_premises(*, premises_id: int, closed_date: date, reason: str, by: Any) -> Premises:
    """Enter that premises closed down on a day; the record and all that hangs on it stay."""
    premises = common.open_premises(premises_id)
    state = common.move(rules.LIFE, "close_premises", premises.state, _("These premises are closed already."))
    reason = common.said(reason, field="reason", most=200, must=True)
    if premises.opened_date is not None and closed_date < premises.opened_date:
        raise Refused(_("They opened on {day}.").format(day=premises.opened_date), field="closed_date")
    premises.state, premises.closed_date = state, closed_date
    with audit.act("premises.close_premises", by=by, reason=reason):
        premises.save(update_fields=["state", "closed_date"])
    _tell_state(premises)
    return premises


@transaction.atomic
def reopen_premises(*, premises_id: int, reason: str, by: Any) -> Premises:
    """Open premises again: the closing was a mistake, or they are back in business."""
    premises = common.open_premises(premises_id)
    state = common.move(rules.LIFE, "reopen_premises", premises.state, _("These premises are in business."))
    premises.state, premises.closed_date = state, None
    with audit.act("premises.reopen_premises", by=by, reason=common.said(reason, field="reason", most=200, must=True)):
        premises.save(update_fields=["state", "closed_date"])
    _tell_state(premises)
    return premises


def _tell_state(premises: Premises) -> None:
    common.announce(premises)
    tell = partial(events.premises_state_changed.send, Premises, premises_id=premises.pk)
    transaction.on_commit(tell)
