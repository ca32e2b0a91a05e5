"""Ways to break figures of incidents and runs down: unit, district, kind, level, hour, weekday, month, vehicle kind."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.db.models.functions import (
    Cast,
    Ceil,
    Coalesce,
    Concat,
    ExtractHour,
    ExtractIsoWeekDay,
    ExtractMonth,
    Greatest,
    Least,
    NullIf,
)
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from lanyan.incidents import rules, words
from lanyan.incidents.models import Incident
from lanyan.kernel import codes
from lanyan.kernel.figures import Dimension
from lanyan.kernel.periods import ZONE

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
        _unit(unit),
        _district(path),
        *([] if level else [_kind_dimension(path)]),
        Dimension("subkind", gettext_lazy("sub-kind"), F(f"{path}subkind__code"), _code_words("incident_kinds")),
        level or level_of("", path=path),
        _clock("hour", gettext_lazy("hour"), ExtractHour, path, range(24), _hour_words),
        _clock("weekday", gettext_lazy("weekday"), ExtractIsoWeekDay, path, range(1, 8), weekday_words),
        _clock("month", gettext_lazy("month"), ExtractMonth, path, range(1, 13), month_words),
    ]
    return tuple(found if minute is None else [*found, _minute(minute)])


def run_dimensions(*, unit: str = "unit", vehicle: str = "vehicle__kind__code") -> tuple[Dimension, ...]:
    """The dimensions of what was sent: those of the incident, the sent unit, and the kind of vehicle."""
    found = incident_dimensions(path="incident__", unit=unit)
    if vehicle:
        kind = Dimension("vehicle", gettext_lazy("kind of vehicle"), F(vehicle), _code_words("vehicle_kinds"))
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


def _unit(unit: str) -> Dimension:
    label = gettext_lazy("unit")
    return Dimension("station", label, F(f"{unit}__path"), naming=lambda: F(f"{unit}__short_name"))


def _district(path: str) -> Dimension:
    def naming() -> Any:
        if (get_language() or "").startswith("en"):
            return Coalesce(NullIf(f"{path}division__name_en", Value("")), f"{path}division__name")
        return F(f"{path}division__name")

    return Dimension("district", gettext_lazy("district"), F(f"{path}division_id"), naming=naming)


def _clock(key: str, label: Any, part: Any, path: str, every: range, said: Callable[[int], str]) -> Dimension:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) not in every:
            raise ValueError(_("a number from {first} to {last} is needed").format(first=every[0], last=every[-1]))
        return int(text)

    return Dimension(key, label, part(f"{path}answered_at", tzinfo=ZONE), said, read, lambda: list(every))


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


def _code_words(name: str) -> Callable[[str], str]:
    def said(code: str) -> str:
        row = codes.get(name, code)
        return row.label if row else code

    return said


def _hour_words(hour: int) -> str:
    return f"{hour:02}–{hour + 1:02}"


def weekday_words(number: int) -> str:
    """Monday is 1."""
    return _("Mon,Tue,Wed,Thu,Fri,Sat,Sun").split(",")[number - 1]


def month_words(number: int) -> str:
    """January is 1."""
    return _("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec").split(",")[number - 1]


def minute_words(number: int) -> str:
    """The third minute is from 2:00 to 3:00; what took longer than the last is one group."""
    if number > LAST_MINUTE:
        return _("over {minutes} min").format(minutes=LAST_MINUTE)
    unit = pgettext("duration", "min")
    return f"{number - 1}–{number} {unit}"
