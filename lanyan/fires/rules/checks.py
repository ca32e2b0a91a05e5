"""Checks across the fields of a record (those of the national entry form): errors refuse, warnings want a word.

Each finding names its field. What nobody has entered is no error; where it should be known it is a warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lanyan.fires.rules import classes
from lanyan.kernel.periods import ZONE

ERROR, WARNING = "ERROR", "WARNING"
DWELLING, BUILDING, VEHICLE = "BUILDING-DWELLING", "BUILDING", "VEHICLE"
SIMPLE, GENERAL = "SIMPLE", "GENERAL"
NO_FACILITIES = "NONE"


@dataclass(frozen=True)
class Finding:
    """What is wrong or odd, at which field."""

    level: str
    field: str
    words: str


@dataclass(frozen=True)
class Limits:
    """The rows that the checks need, read by whoever calls."""

    tall_dwelling: int
    minor_area: Decimal
    grades: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What is known beside the record: casualties, whether it is minor, and what its incident says."""

    toll: classes.Toll
    minor: bool | None
    answered_at: datetime | None = None
    incident_dead: int | None = None
    incident_injured: int | None = None


def findings(facts: Any, around: Around, limits: Limits, on: datetime) -> list[Finding]:
    """Everything the checks find, errors first, in the order of the form. `on` is now; nothing lies behind it."""
    found = [
        *_times(facts, around, on),
        *_money(facts, around, limits),
        *_building(facts, limits),
        *_vehicle(facts),
        *_people(around),
    ]
    return sorted(found, key=lambda one: one.level != ERROR)


def _error(name: str, words: str) -> Finding:
    return Finding(ERROR, name, words)


def _warning(name: str, words: str) -> Finding:
    return Finding(WARNING, name, words)


def _times(facts: Any, around: Around, on: datetime) -> Iterator[Finding]:
    if facts.started_at > on:
        yield _error("started_at", _("This time lies in the future."))
    if around.answered_at is not None and facts.started_at > around.answered_at:
        yield _error("started_at", _("The fire cannot have begun after its call was answered."))
    if facts.reported_date > _day(on):
        yield _error("reported_date", _("This day lies in the future."))
    if facts.reported_date < _day(facts.started_at):
        yield _error("reported_date", _("It cannot have become known before it began."))


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _money(facts: Any, around: Around, limits: Limits) -> Iterator[Finding]:
    if facts.direct_loss is None:
        yield _warning("direct_loss", _("The direct loss is not known: neither class nor minor fire can be told."))
    parts = (facts.disposal_cost or 0) + (facts.medical_cost or 0)
    if facts.direct_loss is not None and parts > facts.direct_loss:
        yield _error("direct_loss", _("The direct loss is less than its parts, disposal and medical cost."))
    if not around.toll.anybody and facts.medical_cost:
        yield _error("medical_cost", _("Nobody was hurt: there can be no medical cost."))
    if around.minor is False:
        yield from _not_minor(facts)
    if facts.burnt_area_m2 is None:
        yield _warning("burnt_area_m2", _("The burnt area is not known."))
    elif around.minor and facts.burnt_area_m2 > limits.minor_area:
        words = _("A minor fire that burnt more than {area} m².").format(area=limits.minor_area.normalize())
        yield _warning("burnt_area_m2", words)


def _not_minor(facts: Any) -> Iterator[Finding]:
    """Of a fire that is not minor the cost of disposal and who suffered are to be said, and are not nought."""
    for name, said in (
        ("disposal_cost", _("A fire that is not minor has a cost of disposal.")),
        ("households", _("A fire that is not minor has at least one household or unit affected.")),
    ):
        value = getattr(facts, name)
        if value is None:
            yield _warning(name, said)
        elif value == 0:
            yield _error(name, said)


def _building(facts: Any, limits: Limits) -> Iterator[Finding]:
    if not facts.place_kind.startswith(BUILDING):
        for name in ("building_class", "structure", "storeys", "fire_resistance"):
            if getattr(facts, name):
                yield _error(name, _("Only a fire in a building has this."))
        return
    grade, allowed = facts.fire_resistance, limits.grades.get(facts.structure)
    if grade is not None and allowed and grade not in allowed:
        yield _error("fire_resistance", _("This structure cannot have this grade of fire resistance."))
    tall = facts.storeys is not None and facts.storeys >= limits.tall_dwelling
    if facts.place_kind == DWELLING and tall and grade is not None and grade > 1:
        words = _("A dwelling of {storeys} storeys and more is of fire resistance one.")
        yield _error("fire_resistance", words.format(storeys=limits.tall_dwelling))
    if facts.floor_on_fire is not None and facts.storeys is not None and facts.floor_on_fire > facts.storeys:
        yield _error("floor_on_fire", _("The building has not so many storeys."))
    if not facts.building_class:
        yield _warning("building_class", _("The class of the building is not known."))
    if facts.facilities == NO_FACILITIES and facts.facilities_words:
        yield _error("facilities_words", _("There are none: nothing can be said of how they worked."))


def _vehicle(facts: Any) -> Iterator[Finding]:
    said = any((facts.battery, facts.charging is not None, facts.modified is not None))
    if said and not facts.vehicle_kind:
        yield _error("vehicle_kind", _("Battery, charging and modification belong to a vehicle: say which kind."))
    if facts.place_kind == VEHICLE and not facts.vehicle_kind:
        yield _error("vehicle_kind", _("Say what kind of vehicle burnt."))
    if facts.charging and facts.battery == "NONE":
        yield _error("battery", _("What was being charged has a battery."))


def _people(around: Around) -> Iterator[Finding]:
    toll = around.toll
    if around.incident_dead is not None and around.incident_dead > toll.dead:
        words = _("The incident says {number} dead, here stand {here}.")
        yield _warning("casualties", words.format(number=around.incident_dead, here=toll.dead))
    hurt = toll.severe + toll.light
    if around.incident_injured is not None and around.incident_injured > hurt + toll.dead:
        words = _("The incident says {number} injured, here stand {here}.")
        yield _warning("casualties", words.format(number=around.incident_injured, here=hurt))
