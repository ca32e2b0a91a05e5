"""Ways to break a figure down that many apps share: unit, district, hour, weekday, month, choices, codes."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay, ExtractMonth, NullIf
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lanyan.kernel import codes
from lanyan.kernel.figures import Dimension
from lanyan.kernel.periods import ZONE


def by_unit(path: str = "unit", *, key: str = "battalion") -> Dimension:
    """By unit, named by the database."""
    return Dimension(key, gettext_lazy("unit"), F(f"{path}__path"), naming=lambda: F(f"{path}__short_name"))


def by_district(path: str = "") -> Dimension:
    """By the division of a record, or of the one that `path` (`incident__`) leads to, in the reader's language."""

    def naming() -> Any:
        if (get_language() or "").startswith("en"):
            return Coalesce(NullIf(f"{path}division__name_en", Value("")), f"{path}division__name")
        return F(f"{path}division__name")

    return Dimension("district", gettext_lazy("district"), F(f"{path}division_id"), naming=naming)


def by_hour(column: str) -> Dimension:
    """By the hour of an instant in Beijing."""
    part = ExtractHour(column, tzinfo=ZONE)
    return _numbered("hour", gettext_lazy("hour"), part, range(24), lambda hour: f"{hour:02}–{hour + 1:02}")


def by_weekday(column: str) -> Dimension:
    """By the weekday of an instant in Beijing; Monday is 1."""
    part = ExtractIsoWeekDay(column, tzinfo=ZONE)
    return _numbered("weekday", gettext_lazy("weekday"), part, range(1, 8), _weekday_words)


def by_month(column: str, *, of_days: bool = False) -> Dimension:
    """By the month of an instant in Beijing, or of a day."""
    part = ExtractMonth(column) if of_days else ExtractMonth(column, tzinfo=ZONE)
    return _numbered("month", gettext_lazy("month"), part, range(1, 13), _month_words)


def by_choices(key: str, label: Any, column: str, given: Any) -> Dimension:
    """By a column of choices; what the list does not know is refused."""
    table = dict(given)

    def read(text: str) -> str:
        if text not in table:
            raise ValueError(_("one of {names} is needed").format(names=", ".join(table)))
        return text

    return Dimension(key, label, F(column), lambda value: table.get(value, value), read)


def code_words(table: str) -> Callable[[str], str]:
    """The words for the codes of a list; a code that has left it stands for itself."""

    def said(code: str) -> str:
        row = codes.get(table, code)
        return row.label if row is not None else code

    return said


def _numbered(key: str, label: Any, part: Any, every: range, said: Callable[[int], str]) -> Dimension:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) not in every:
            raise ValueError(_("a number from {first} to {last} is needed").format(first=every[0], last=every[-1]))
        return int(text)

    return Dimension(key, label, part, said, read, lambda: list(every))


def _weekday_words(number: int) -> str:
    return _("Mon,Tue,Wed,Thu,Fri,Sat,Sun").split(",")[number - 1]


def _month_words(number: int) -> str:
    return _("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec").split(",")[number - 1]
