"""What is written of a fire: the facts as people give them, before anything is derived."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of a fire. None and the empty text mean: nobody has said."""

    started_at: datetime
    reported_date: date
    place_kind: str
    settlement: str
    address: str
    cause: str
    investigation: str
    started_estimated: bool = False
    division_id: str | None = None
    town: str = ""
    lon: float | None = None
    lat: float | None = None
    premises_id: int | None = None
    burnt_object: str = ""
    ignition: str = ""
    words: str = ""
    burnt_area_m2: Decimal | None = None
    direct_loss: Decimal | None = None
    disposal_cost: Decimal | None = None
    medical_cost: Decimal | None = None
    households: int | None = None
    building_class: str = ""
    structure: str = ""
    fire_resistance: int | None = None
    storeys: int | None = None
    floor_on_fire: int | None = None
    facilities: str = ""
    facilities_words: str = ""
    vehicle_kind: str = ""
    battery: str = ""
    charging: bool | None = None
    modified: bool | None = None
    department: str = ""
    insured: bool | None = None
    remark: str = ""


NAMES = tuple(one.name for one in fields(Facts))
# Those that are told with nought or more, never less.
AMOUNTS = ("burnt_area_m2", "direct_loss", "disposal_cost", "medical_cost", "households", "storeys")
# Texts with the most they may hold.
TEXTS = {"address": 200, "town": 40, "words": 4000, "facilities_words": 200, "remark": 300}
MUST = ("place_kind", "settlement", "address", "cause", "investigation")
EARTH = {"lon": 180, "lat": 90}
MOST_STOREYS = 300
MOST_HOUSEHOLDS = 30_000


def fault(facts: Facts) -> tuple[str, str]:
    """The first field that cannot be stored, and why: EMPTY, LONG, NEGATIVE, MUCH or HALF; empty when all can."""
    for name in MUST:
        if not str(getattr(facts, name)).strip():
            return name, "EMPTY"
    for name, most in TEXTS.items():
        if len(getattr(facts, name)) > most:
            return name, "LONG"
    for name in AMOUNTS:
        if (value := getattr(facts, name)) is not None and value < 0:
            return name, "NEGATIVE"
    return _bounds(facts)


def _bounds(facts: Facts) -> tuple[str, str]:
    if (facts.lon is None) != (facts.lat is None):
        return ("lon" if facts.lon is None else "lat"), "HALF"
    for name, most in EARTH.items():
        if (point := getattr(facts, name)) is not None and not -most <= point <= most:
            return name, "MUCH"
    for name, limit in (("storeys", MOST_STOREYS), ("floor_on_fire", MOST_STOREYS), ("households", MOST_HOUSEHOLDS)):
        if (value := getattr(facts, name)) is not None and abs(value) > limit:
            return name, "MUCH"
    for name in ("burnt_area_m2", "direct_loss", "disposal_cost", "medical_cost"):
        if (amount := getattr(facts, name)) is not None and amount >= Decimal(10) ** (10 if "area" in name else 12):
            return name, "MUCH"
    return "", ""
