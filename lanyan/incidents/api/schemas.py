"""What goes in and out of the incidents' API."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema


class IntakeIn(Schema):
    """One call. The same `source` and `source_id` again give the incident made first, and change nothing."""

    source: str
    source_id: str = Field("", max_length=80)
    unit: str = Field(description="division code of the centre, such as 3308")
    answered_at: datetime | None = None
    rang_at: datetime | None = None
    exercise: bool = False
    phone: str = ""
    caller: str = ""
    words: str = ""
    place_words: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    division: str = ""
    kind: str | None = None
    subkind: str | None = None
    level: int | None = None
    facts: dict[str, Any] = {}


class ConfirmIn(Schema):
    """What the person who confirms adds or changes; only what is named changes."""

    kind: str | None = None
    subkind: str | None = None
    level: int | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    division: str | None = None
    facts: dict[str, Any] | None = None


class PickIn(Schema):
    """One vehicle to send."""

    vehicle_id: int
    formation: str = ""
    headcount: int | None = None
    leader: str = ""


class OrderIn(Schema):
    """Forces to send in one wave."""

    vehicles: list[PickIn]
    override_reason: str = ""
    change_reason: str = ""
    note: str = ""
    callback: str | None = Field(None, max_length=30, description="whom to ring back; else the last caller's number")


class AlertIn(Schema):
    """Which station to warn; the responsible one when it says nothing."""

    station_id: int | None = None


class AlertOut(Schema):
    """A pre-alert."""

    id: int
    incident_id: int
    station_id: int
    status: str
    prepare: str
    sent_at: datetime
    received_at: datetime | None
    ended_at: datetime | None
    why: str
    reason: str


class ReasonIn(Schema):
    """Why."""

    reason: str


class JoinIn(Schema):
    """Of which incident the call speaks."""

    into: int


class HandOverIn(Schema):
    """The username of the person at the other seat."""

    to: str


class ReceiveIn(Schema):
    """When the station received the order or the pre-alert; now when it says nothing."""

    at: datetime | None = None


class StampIn(Schema):
    """One stamp. The same stamp at the same instant again changes nothing."""

    stamp: str
    at: datetime | None = None
    source: str = "device"


class ReadyIn(Schema):
    """What a vehicle that is back carries: tonnes, full cylinders; null for what it cannot carry."""

    water_t: float | None = None
    foam_t: float | None = None
    cylinders: int | None = None
    crew_complete: bool
    at: datetime | None = None


class RunOut(Schema):
    """A vehicle's run."""

    id: int
    vehicle_id: int
    call_sign: str
    unit_id: int
    headcount: int
    status: str
    stamps: dict[str, datetime | None]


class OrderOut(Schema):
    """A dispatch order with its runs."""

    id: int
    number: str
    wave: int
    station: str
    issued_at: datetime
    received_at: datetime | None
    runs: list[RunOut]


class IncidentOut(Schema):
    """An incident as the API tells it; who called is not in it."""

    id: int
    number: str
    status: str
    is_exercise: bool
    kind: str | None
    subkind: str | None
    level: int | None
    level_words: str
    address: str
    lon: float | None
    lat: float | None
    division: str | None
    unit: str
    facts: dict[str, Any]
    answered_at: datetime
    opened_at: datetime | None
    first_ordered_at: datetime | None
    first_arrived_at: datetime | None
    closed_at: datetime | None
    rescued: int | None
    evacuated: int | None
    property_protected: Decimal | None


class PlanRowOut(Schema):
    """So much of a capability for incidents of a kind; an empty sub-kind or object and no level mean any."""

    kind: str
    subkind: str
    place_class: str
    level: int | None
    capability: str
    quantity: float


class PlanOut(Schema):
    """A version of a dispatch plan."""

    id: int
    unit_id: int
    unit: str
    name: str
    version: int
    source: str
    is_starter: bool
    each_soonest: bool
    since_at: datetime
    rows: list[PlanRowOut]
