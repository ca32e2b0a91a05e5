"""Figures of fires: fires 起, minor and not, not called to, dead and injured 人, direct loss 万元, burnt area m².

A fire belongs to the period in which it began; only approved records count, exercises have none. A death within the
term of the fire's day belongs to the fire and so to the year of the fire, whenever it was noted.
"""

from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lanyan.fires.models import Fire
from lanyan.fires.rules import classes
from lanyan.kernel import codes
from lanyan.kernel.dimensions import by_choices, by_district, by_hour, by_month, by_unit, code_words
from lanyan.kernel.figures import Dimension, Figure, Scope, register

FIRES = pgettext_lazy("counting unit", "fires")
PEOPLE = pgettext_lazy("counting unit", "people")
WAN = pgettext_lazy("counting unit", "10,000 yuan")
AREA = pgettext_lazy("counting unit", "m²")
HOUSEHOLDS = pgettext_lazy("counting unit", "households")
LEDGER = _("Ledger of fires; approved by somebody else than their author, each correction a revision.")
NOT_COUNTED = _("Drafts, records not yet approved and withdrawn ones do not count; exercises have none.")
SERIES = _("From 2025-05-01 other limits hold; numbers before and after are not of one series.")
NOT_FINAL = _("Deaths of a year are not final before 30 January of the next: who dies within 30 days counts.")


def fires(scope: Scope) -> QuerySet[Fire]:
    """Approved fires of the unit that began in the period."""
    found = Fire.objects.counted().filter(started_at__gte=scope.since, started_at__lt=scope.until)
    return found.filter(unit__path__startswith=scope.unit_path)  # type: ignore[no-any-return]


# ---- dimensions ---------------------------------------------------------------------------------------------
def _group(key: str, label: Any, column: str, table: str) -> Dimension:
    """By the group of a coded column: what stands before the dash of its code."""
    part = Func(F(column), Value("-"), Value(1), function="split_part", output_field=CharField())

    def read(text: str) -> str:
        if codes.get(table, text) is None:
            raise ValueError(gettext("There is no such entry in the list."))
        return text

    return Dimension(key, label, part, code_words(table), read)


def _coded(key: str, label: Any, column: str, table: str) -> Dimension:
    return Dimension(key, label, NullIf(F(column), Value("")), code_words(table))


DIMENSIONS = (
    by_unit(),
    by_district(),
    _group("place", pgettext_lazy("fire", "kind of place"), "place_kind", "fire_places"),
    _coded("place_kind", _("kind of place, in detail"), "place_kind", "fire_places"),
    _group("cause", pgettext_lazy("fire", "cause"), "cause", "fire_causes"),
    _coded("cause_detail", _("cause, in detail"), "cause", "fire_causes"),
    by_choices("settlement", _("town or country"), "settlement", Fire.Settlement.choices),
    by_choices("loss_class", _("loss class"), "loss_class", (*Fire.LossClass.choices, ("", _("not known yet")))),
    by_hour("started_at"),
    by_month("started_at"),
)


# ---- figures ------------------------------------------------------------------------------------------------
def _fire(key: str, label: Any, definition: Any, **more: Any) -> Figure:
    given = {"counting_unit": FIRES, "excluded": NOT_COUNTED, **more}
    return Figure(
        key=f"fires.{key}",
        label=label,
        definition=definition,
        source=LEDGER,
        records=fires,
        dimensions=DIMENSIONS,
        **given,
    )


def _sum(key: str, label: Any, definition: Any, each: Any, **more: Any) -> Figure:
    return _fire(key, label, definition, measure=Sum(each), each=each, **more)


def _entered(column: str) -> Q:
    return Q(**{f"{column}__isnull": False})


ALL = _fire("fires", _("Fires"), _("Fires that began in the period, whether somebody was called to them or not."))
MINOR = _fire(
    "minor",
    _("Minor fires"),
    _("Of the fires, those without casualties whose loss is under 1,000 yuan; by the rule in force from 2025-05-01."),
    only=Q(minor=True),
    excluded=SERIES,
)
NOT_MINOR = _fire(
    "not_minor",
    _("Fires that are not minor"),
    _("Of the fires, those that are not minor by the rule in force from 2025-05-01."),
    only=Q(minor=False),
    excluded=SERIES,
)
UNCALLED = _fire(
    "uncalled",
    _("Fires nobody was called to"),
    _("Of the fires, those that no incident belongs to."),
    only=Q(incident=None),
)
DEADLY = _fire("deadly", _("Fires with dead"), _("Of the fires, those in which somebody died."), only=Q(dead__gt=0),
               excluded=NOT_FINAL)  # fmt: skip
GRAVE = _fire(
    "larger",
    _("Larger fires and above"),
    _("Of the fires, those of the loss classes larger, major and especially grave, by the limits of their day."),
    only=Q(loss_class__in=(classes.LARGER, classes.MAJOR, classes.GRAVE)),
    excluded=SERIES,
)
DEAD = _sum(
    "dead",
    _("Dead in fires"),
    _("People who died of the fires within the term of the day of the fire, firefighters included."),
    F("dead"),
    counting_unit=PEOPLE,
    excluded=NOT_FINAL,
)
INJURED = _sum(
    "injured",
    _("Injured in fires"),
    _("People severely or slightly injured by the fires, firefighters included."),
    F("severe") + F("light"),
    counting_unit=PEOPLE,
)
LOSS = _sum(
    "loss",
    _("Direct loss of fires"),
    _("Direct loss of the fires of which it is known."),
    F("direct_loss") / 10_000,
    only=_entered("direct_loss"),
    counting_unit=WAN,
    form="wan",
    empty=None,
)
BURNT = _sum(
    "area",
    _("Area burnt"),
    _("Burnt area of the fires of which it is known."),
    F("burnt_area_m2"),
    only=_entered("burnt_area_m2"),
    counting_unit=AREA,
    empty=None,
)
AFFECTED = _sum(
    "households",
    _("Households affected by fires"),
    _("Households and units that suffered from the fires of which it is known."),
    F("households"),
    only=_entered("households"),
    counting_unit=HOUSEHOLDS,
    empty=None,
)

FIGURES = (ALL, MINOR, NOT_MINOR, UNCALLED, DEADLY, GRAVE, DEAD, INJURED, LOSS, BURNT, AFFECTED)
register(*FIGURES)
