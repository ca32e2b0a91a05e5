"""Ways to break figures of incidents and runs down: unit, district, kind, level, hour, weekday, month, vehicle kind."""

from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.db.models.functions import (
    Cast,
    Ceil,
    Concat,
    Greatest,
    Least,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lanyan.incidents import rules, words
from lanyan.incidents.models import Incident
from lanyan.kernel.dimensions import by_district, by_hour, by_month, by_unit, by_weekday, code_words
from lanyan.kernel.figures import Dimension

KIND_WORDS = {kind.value: kind.label for kind in Incident.Kind}
# Minutes to arrival above this are one group.
LAST_MINUTE = 15
MINUTES = list(range(1, LAST_MINUTE + 2))


def incident_dimensions(
    *, path: str = "", unit: str = "unit", level: Dimension | None = None, minute: Any = None
) -> tuple[Dimension, ...]:
    """The dimensions of incidents, or of records that lead to one through `path` (`incident__`).

    A level of one kind says that all records are of this kind: the kind is no dimension then.
    """
    found = [
        by_unit(unit, key="station"),
        by_district(path),
        *([] if level else [_kind_dimension(path)]),
        Dimension("subkind", gettext_lazy("sub-kind"), F(f"{path}subkind__code"), code_words("incident_kinds")),
        level or level_of("", path=path),
        by_hour(f"{path}answered_at"),
        by_weekday(f"{path}answered_at"),
        by_month(f"{path}answered_at"),
    ]
    return tuple(found if minute is None else [*found, _minute(minute)])


def run_dimensions(*, unit: str = "unit", vehicle: str = "vehicle__kind__code") -> tuple[Dimension, ...]:
    """The dimensions of what was sent: those of the incident, the sent unit, and the kind of vehicle."""
    found = incident_dimensions(path="incident__", unit=unit)
    if vehicle:
        kind = Dimension("vehicle", gettext_lazy("kind of vehicle"), F(vehicle), code_words("vehicle_kinds"))
        found = (*found, kind)
    return found


def level_of(kind: str, *, path: str = "") -> Dimension:
    """The level, always with its kind: FIRE-2; kinds without levels stand alone. One kind shows all its levels."""
    expression = Case(
        When(**{f"{path}level__isnull": True}, then=F(f"{path}kind")),
        default=Concat(f"{path}kind", Value("-"), Cast(f"{path}level", CharField()), output_field=CharField()),
        output_field=CharField(),
    )
    every = [f"{kind}-{number}" for number in range(1, rules.HIGHEST_LEVEL.get(kind, 0) + 1)]
    return Dimension("level", gettext_lazy("response level"), expression, _level_words, every=lambda: every)


def _minute(seconds: Any) -> Dimension:
    number = Cast(Ceil(seconds / Value(60.0)), IntegerField())
    expression = Least(Greatest(number, Value(1)), Value(LAST_MINUTE + 1))
    return Dimension("minute", gettext_lazy("minute"), expression, minute_words, _minute_read, lambda: MINUTES)


def _minute_read(text: str) -> int:
    if not text.isdecimal() or int(text) not in MINUTES:
        raise ValueError(_("a number from {first} to {last} is needed").format(first=1, last=MINUTES[-1]))
    return int(text)


def _kind_dimension(path: str) -> Dimension:
    return Dimension("kind", gettext_lazy("kind"), F(f"{path}kind"), _kind_words, _kind, lambda: list(KIND_WORDS))


def _kind(text: str) -> str:
    if text not in KIND_WORDS:
        raise ValueError(_("one of {names} is needed").format(names=", ".join(KIND_WORDS)))
    return text


def _kind_words(kind: str) -> str:
    return str(KIND_WORDS.get(kind, kind))


def _level_words(text: str) -> str:
    kind, _dash, number = text.partition("-")
    return words.level(kind, int(number) if number else None)


def minute_words(number: int) -> str:
    """The third minute is from 2:00 to 3:00; what took longer than the last is one group."""
    if number > LAST_MINUTE:
        return _("over {minutes} min").format(minutes=LAST_MINUTE)
    unit = pgettext("duration", "min")
    return f"{number - 1}–{number} {unit}"
